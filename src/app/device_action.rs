//! What a person can do on the page of a device, and with devices that are locked.

use super::state::{KeepForm, UnlockForm};
use crate::device::{DeviceId, Light};
use crate::engine::Ask;
use std::path::PathBuf;

/// What happened on the page of a device. All but the first and those with a form mean the device that is open there.
#[derive(Clone, Debug)]
pub enum DeviceAction {
    /// Open the page of a device.
    Open(DeviceId),
    /// Back to where devices are chosen.
    Close,
    /// Ask it anew.
    Refresh,
    /// Do this.
    Ask(Ask),
    /// Shine so; only the newest wish counts while an older one is under way.
    SetLight(Light),
    /// Ask whether a stored file is to be deleted.
    AskDelete(String),
    /// Ask how what plays is to be kept.
    AskKeep,
    /// Keep it so.
    Keep(KeepForm),
    /// Let the person name a file, and save something of the device there.
    SaveAs(FilePurpose),
    /// Let the person choose a backup, and put it back.
    ChooseBackup,
    /// The person chose that place or file for it.
    Chosen(DeviceId, FilePurpose, PathBuf),
    /// Ask for the PIN or token of a device.
    AskUnlock(DeviceId),
    /// Ask for the PIN or token of the device at an address, which says nothing without.
    AskUnlockAt(String),
    /// Give a device its PIN or token.
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
    /// The places of its LEDs are read from there.
    Map,
}
