//! Everything the engine reports. Devices, jobs and streams come as whole snapshots: the newest is all one needs to know.

use super::control::{Answer, Ask, Unlocked};
use super::diagnosis::{Diagnosis, StageReport};
use super::ids::{JobId, PatternId, Target};
use super::scan::{Networks, ScanProgress};
use super::selftest::SelfTestView;
use super::stream::StreamView;
use super::upload_key::UploadKey;
use super::view::{DeviceView, JobView, Preview};
use crate::device::DeviceId;
use crate::device::discovery::ScanNote;
use crate::pattern::{Fit, MapFile, Opened};
use crate::problem::Problem;
use crate::store::{AuditEntry, HistoryEntry};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// How uploads ended, newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UploadHistory {
    /// All of them.
    pub entries: Vec<HistoryEntry>,
    /// Which of their files are still there.
    pub files: BTreeSet<String>,
    /// Changes that people made: the audit trail, newest first.
    pub changes: Vec<AuditEntry>,
}

/// A report of the engine.
#[derive(Clone, Debug)]
pub enum Event {
    /// A pattern was read.
    PatternLoaded {
        /// The id it was asked under.
        id: PatternId,
        /// The pattern, its other readings, how sure we are.
        opened: Arc<Opened>,
    },
    /// A pattern could not be read.
    PatternFailed {
        /// The id it was asked under.
        id: PatternId,
        /// The file's name.
        file: String,
        /// Why it failed.
        problem: Problem,
    },
    /// A pattern was fitted to a device, or cannot be.
    Previewed {
        pattern: PatternId,
        /// To which device.
        device: DeviceId,
        /// How it was fitted.
        fit: Fit,
        /// What the device would be sent, or why it cannot be.
        result: Result<Preview, Problem>,
    },
    /// The places of LEDs were read from a file, or cannot be.
    MapRead {
        /// The file, as in the command.
        path: PathBuf,
        /// The map.
        result: Result<MapFile, Problem>,
    },
    /// A device is known, or has changed.
    Device(Box<DeviceView>),
    /// A device was taken off the list.
    DeviceForgotten(DeviceId),
    /// An address is being asked.
    Connecting {
        /// The address, as in the command.
        address: String,
    },
    /// A device answers there; its snapshot comes as `Device`.
    Connected {
        /// The address, as in the command.
        address: String,
        /// The device that answered.
        device: DeviceId,
    },
    /// No supported device answers there.
    ConnectFailed {
        /// The address, as in the command.
        address: String,
        /// Why it failed.
        problem: Problem,
    },
    /// Something was done with a device, or not.
    Controlled {
        /// The target, as in the command.
        target: Target,
        /// The device, as far as it is known.
        device: Option<DeviceId>,
        /// The request, as in the command.
        ask: Ask,
        /// The answer, or why there is none.
        result: Result<Answer, Problem>,
    },
    /// A locked device was given its PIN or token.
    Unlocked {
        /// The target, as in the command.
        target: Target,
        address: String,
        /// The result of the unlock.
        result: Result<Unlocked, Problem>,
    },
    /// A job has changed.
    Job(Box<JobView>),
    /// A job was taken off the list.
    JobDismissed(JobId),
    /// An upload that was asked for is not queued: a job does the same, and has not ended.
    AlreadyQueued {
        /// The target of the upload.
        target: Target,
        /// The key of the upload.
        key: Arc<UploadKey>,
        /// The job that does it.
        job: JobId,
    },
    /// The history of uploads.
    History(Arc<UploadHistory>),
    /// So many uploads of earlier runs are unfinished.
    Unfinished(usize),
    /// No job is left that could go on: sent each time the last one ends.
    AllDone,
    /// The networks that a scan can search.
    Networks(Networks),
    /// A scan has come so far.
    ScanProgress(ScanProgress),
    /// A scan is over, or was stopped; its devices were reported as they were found.
    ScanDone {
        /// Devices that answered in it.
        found: usize,
        /// What was tried, and what came back.
        tried: Vec<ScanNote>,
    },
    /// One stage of a diagnosis is through.
    Stage {
        /// The address, as given.
        address: String,
        /// The result of the stage.
        report: StageReport,
    },
    /// A diagnosis is over: at its end, or at the first stage that failed.
    Diagnosed {
        /// The address, as given.
        address: String,
        /// The result.
        diagnosis: Diagnosis,
    },
    /// A test of a device has changed, or is over.
    SelfTest(Box<SelfTestView>),
    /// A stream has changed, or goes on.
    Stream(Box<StreamView>),
    /// Most active devices of a network stopped answering at once: uploads to it pause until one answers, for some seconds at
    /// the most.
    NetworkDropped {
        /// The network: `192.168.1.0/24`.
        network: String,
        /// The number of devices that uploads were under way to.
        devices: usize,
    },
    /// A device of that network answers again.
    NetworkBack {
        /// The network, as before.
        network: String,
    },
    /// Something went wrong beside any job: the store, for example.
    Trouble(Problem),
}

impl From<ScanProgress> for Event {
    fn from(progress: ScanProgress) -> Self {
        Self::ScanProgress(progress)
    }
}
