//! Everything that may be asked of the engine.

use super::control::Ask;
use super::ids::{ConnectOptions, JobId, PatternId, StreamId, Target};
use super::limits::UploadLimits;
use super::scan::ScanOptions;
use super::selftest::SelfTestRequest;
use super::stream::StreamRequest;
use crate::device::{AddrSpec, DeleteFirst, DeviceId, DeviceSettings, GroupChange, Secret};
use crate::pattern::{Fit, MapOptions, ReadOptions};
use crate::store::AuditEntry;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// Where a pattern comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file.
    Path(PathBuf),
    /// Bytes that came with the app, under a file name.
    Bytes {
        /// File name, for its ending and what it is called.
        name: String,
        /// The file.
        bytes: Arc<[u8]>,
    },
    /// Another reading of a file that is loaded.
    Reading(PatternId),
}

/// One pattern to several devices: a job each.
#[derive(Clone, Debug, PartialEq)]
pub struct SendRequest {
    /// The pattern to send.
    pub pattern: PatternId,
    /// The devices to send it to.
    pub targets: Vec<Target>,
    /// How the pattern is fitted to each device.
    pub fit: Fit,
    /// Name on the device; `None`: the pattern's own.
    pub name: Option<String>,
    /// Start it when it is there.
    pub play: bool,
    /// Send even what the device already has.
    pub force: bool,
    /// Which old copies may be deleted before the new one is there, where there is no room for both.
    pub delete_first: DeleteFirst,
    /// Settings given with this request; saved for each device.
    pub settings: DeviceSettings,
    /// Rules for targets that are addresses.
    pub connect: ConnectOptions,
}

/// A request to the engine.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Read a pattern; ends in `PatternLoaded` or `PatternFailed`.
    Load {
        /// The id of the new pattern.
        id: PatternId,
        source: Source,
        /// How, where the file leaves it open.
        options: ReadOptions,
        /// Remember the options' reading for this content.
        remember: bool,
    },
    /// Fit a pattern to a device, for a preview and its findings; ends in `Previewed`, unless another preview of the same
    /// pattern and device is asked for before: only the newest is worth making.
    Preview {
        /// The pattern to fit.
        pattern: PatternId,
        /// Fitted to whose layout.
        device: DeviceId,
        /// How to fit it.
        fit: Fit,
    },
    /// Read the places of LEDs from a file; ends in `MapRead`.
    ReadMap {
        /// The file with the places.
        path: PathBuf,
        /// How to read it, where the file leaves that open.
        options: MapOptions,
    },
    /// Throw a pattern out of memory; jobs that send it keep it until they end. One that is still being read is not read any
    /// further, and ends in `PatternFailed` (`pattern.cancelled`).
    Unload(PatternId),
    /// Identify the device at an address; ends in `Device` or `ConnectFailed`.
    Connect {
        /// The address to ask.
        address: AddrSpec,
        /// Rules for the connection.
        options: ConnectOptions,
    },
    /// List the devices of earlier runs, as `Device`s that were not asked. Nothing is sent.
    KnownDevices,
    /// Which subnets is this computer in? Ends in `Networks`. Nothing is sent.
    Networks,
    /// Look for devices; ends in `ScanDone`. A scan that still runs is stopped.
    Scan(ScanOptions),
    /// Stop the scan that runs; it still ends in `ScanDone`.
    CancelScan,
    /// Find out stage by stage whether a device can be reached; ends in `Diagnosed`.
    Diagnose(AddrSpec),
    /// Test a device with a small pattern that is removed afterwards; each change comes as `SelfTest`, the last with a verdict.
    SelfTest(SelfTestRequest),
    /// Stop the test of that target; what it has put on the device is still taken away.
    StopSelfTest(Target),
    /// Save what the user entered for a device; empty fields are removed.
    SaveDeviceSettings {
        device: DeviceId,
        /// The new settings.
        settings: DeviceSettings,
    },
    /// Keep a device at the top of the list, or not.
    Pin {
        device: DeviceId,
        /// True to keep it at the top.
        pinned: bool,
    },
    /// Put a device into groups, and take it out of others.
    Regroup {
        device: DeviceId,
        /// The groups to join and to leave.
        change: GroupChange,
    },
    /// Take a device off the list and delete its settings.
    Forget(DeviceId),
    /// Ask something of a device beside uploads; ends in `Controlled`.
    Control {
        /// The device.
        target: Target,
        /// What the device is to do.
        ask: Ask,
        /// Rules for a target that is an address.
        options: ConnectOptions,
    },
    /// Give a locked device its PIN or token; ends in `Unlocked`.
    Unlock {
        /// The device.
        target: Target,
        secret: Secret,
        /// Also put it into the system's keyring.
        keep: bool,
        /// Rules for a target that is an address.
        options: ConnectOptions,
    },
    /// Upload a pattern.
    Send(SendRequest),
    /// Replace the limits of uploads; what waited for one goes on as far as the new ones allow.
    SetLimits(UploadLimits),
    /// Cancel one job.
    Cancel(JobId),
    /// Cancel every job.
    CancelAll,
    /// The same upload again, as a new job.
    Retry(JobId),
    /// Take over what earlier runs left unfinished, and go on with it; ends in `AllDone`, at once where there is nothing.
    Resume,
    /// Read how uploads ended; ends in `History`.
    History,
    /// How many uploads did earlier runs leave unfinished? Ends in `Unfinished`.
    CountUnfinished,
    /// End, as cancelled, what earlier runs left unfinished; ends in `Unfinished`.
    DiscardUnfinished,
    /// Take a finished job off the list.
    Dismiss(JobId),
    /// Play live from this computer; each stream ends in `Stream`, over.
    Stream(StreamRequest),
    /// Stop one stream.
    StopStream(StreamId),
    /// Stop every stream.
    StopStreams,
    /// Close a device's circuit and ask it again; a device that was set aside is used again.
    ResetCircuit(DeviceId),
    /// Send nothing to a device, in this run and later ones, until [`Command::ResetCircuit`].
    SetAside(DeviceId),
    /// Add a change of settings to the audit trail.
    Audit(Box<AuditEntry>),
    /// Ask these devices now and then whether they are still there, and no others: those that a person looks at. Where this
    /// computer is in another network than when a device answered last, it is not asked.
    Watch(BTreeSet<DeviceId>),
    /// Ask all known devices every five minutes, or only those of [`Command::Watch`] again. For the keeper of a home folder.
    WatchAll(bool),
    /// End, and leave the uploads of the journal to the next run: they continue where they are. All else is cancelled.
    Suspend,
    /// Cancel everything, take back what is open on devices, end. The events end after that.
    Shutdown,
}
