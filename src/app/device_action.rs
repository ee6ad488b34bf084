//! Actions on the page of a device, and with locked devices.

use super::state::{KeepForm, UnlockForm};
use crate::device::{DeviceId, Light};
use crate::engine::Ask;
use std::path::PathBuf;

/// An action on the page of a device. Those without a device or form apply to the open one.
#[derive(Clone, Debug)]
pub enum DeviceAction {
    /// Open the page of a device.
    Open(DeviceId),
    /// Back to where devices are chosen.
    Close,
    /// Ask it again.
    Refresh,
    /// Do this.
    Ask(Ask),
    /// Set the light; while a request is running, only the newest one is kept.
    SetLight(Light),
    /// Ask whether to delete a stored file.
    AskDelete(String),
    /// Ask for a name under which the device keeps what plays.
    AskKeep,
    /// Keep what plays.
    Keep(KeepForm),
    /// Let the user name a file, and save something of the device there.
    SaveAs(FilePurpose),
    /// Let the user choose a backup, and restore it.
    ChooseBackup,
    /// The user chose that file.
    Chosen(DeviceId, FilePurpose, PathBuf),
    /// Test it with a small pattern that is removed afterwards.
    Test,
    /// Stop its test.
    StopTest,
    /// Let the user name a file, and save the report of its test there.
    SaveReport,
    /// The report was saved there.
    ReportSaved(PathBuf),
    /// Ask for the PIN or token of a device.
    AskUnlock(DeviceId),
    /// Ask for the PIN or token of the device at an address.
    AskUnlockAt(String),
    /// Unlock a device.
    Unlock(UnlockForm),
}

/// What a file is chosen for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilePurpose {
    /// A stored file of that name is saved there.
    File(String),
    /// A backup is saved there.
    Backup,
    /// A backup is read from there.
    Restore,
    /// The positions of its LEDs are read from there.
    Map,
}
