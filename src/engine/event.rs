//! Everything the engine reports. Devices and jobs come as whole snapshots: the newest is all one needs to know.

mod scan;

pub use scan::{Diagnosis, Network, Networks, ScanProgress, Stage, StageReport};

use super::command::{JobId, PatternId, Target};
use super::control::{Answer, Ask, Unlocked};
use super::stream::StreamView;
use crate::device::discovery::{ScanNote, Via};
use crate::device::{Device, DeviceId, Playing, Problem, Told, family};
use crate::link::Circuit;
use crate::pattern::{Fit, FittedPattern, Layout, MapFile, Opened, Report};
use crate::store::HistoryEntry;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Whether a device is there. Decided by HTTP, never by an announcement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It answered last time.
    Online,
    /// It did not.
    Offline,
    /// It is being asked.
    Asking,
    /// It is known from an earlier run, and nobody has asked it in this one.
    NotAsked,
}

/// A device as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceView {
    /// What it said of itself.
    pub device: Device,
    /// What a person told of it.
    pub told: Told,
    /// Whether it is there.
    pub presence: Presence,
    /// The state of its circuit.
    pub circuit: Circuit,
    /// Seconds since 1970 of its last answer.
    pub last_seen: i64,
    /// How it was noticed, in the order in which that happened.
    pub via: Vec<Via>,
    /// Whether a person wants it at the top of the list.
    pub pinned: bool,
}

impl DeviceView {
    /// What to call it: the nickname, else its own name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.told.nickname.as_deref().unwrap_or(&self.device.name)
    }

    /// What is fitted to; `None` where nobody said.
    #[must_use]
    pub fn layout(&self) -> Option<Layout> {
        self.device.layout(&self.told)
    }

    /// Whether it takes frames that are played live, by what it said of itself.
    #[must_use]
    pub fn plays_live(&self) -> bool {
        family(self.device.family).is_some_and(|family| !family.streams(&self.device).is_empty())
    }

    /// Whether still pictures are all that it stores; in the words of its family.
    #[must_use]
    pub fn stores_stills(&self) -> bool {
        family(self.device.family)
            .is_some_and(|family| family.form(&self.device).starts_with("still"))
    }
}

/// What a job is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// In the queue.
    Waiting,
    /// Asking who answers.
    Connecting,
    /// Fitting and encoding, asking whether it is there already.
    Preparing,
    /// Bytes go.
    Sending,
    /// Everything handed over, no answer yet.
    Answer,
    /// The device is gone; waiting for it.
    Absent,
    /// Reading back.
    Verifying,
    /// Telling it to play.
    Starting,
    /// Ended; see the outcome.
    Done,
}

impl Phase {
    /// As in `--json`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Connecting => "connecting",
            Self::Preparing => "preparing",
            Self::Sending => "sending",
            Self::Answer => "waiting_for_answer",
            Self::Absent => "waiting_for_device",
            Self::Verifying => "verifying",
            Self::Starting => "starting",
            Self::Done => "done",
        }
    }
}

/// How a job ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Read back, compared, the same.
    Verified,
    /// Sent completely; the device cannot give back what it stores.
    SentUnverified,
    /// It was there already: read back, compared, the same.
    Skipped,
    /// Not done.
    Failed(Problem),
    /// Cancelled by a person.
    Cancelled,
}

impl Outcome {
    /// As in `--json`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::SentUnverified => "unverified",
            Self::Skipped => "skipped",
            Self::Failed(_) => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// The device of a job, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobDevice {
    /// Identity; `None` until somebody answered.
    pub id: Option<DeviceId>,
    /// Name, likewise.
    pub name: Option<String>,
    /// Family, likewise.
    pub family: Option<&'static str>,
    /// Address as it was given.
    pub address: String,
}

impl JobDevice {
    /// What to call it.
    #[must_use]
    pub fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.address)
    }
}

/// A job as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct JobView {
    /// Which one.
    pub id: JobId,
    /// What is sent.
    pub pattern: PatternId,
    /// The pattern's name.
    pub pattern_name: String,
    /// The file it came from.
    pub file: String,
    /// To whom.
    pub device: JobDevice,
    /// What it is doing.
    pub phase: Phase,
    /// Bytes of this phase done: acknowledged while sending, received while verifying.
    pub done: u64,
    /// Bytes of this phase in all; 0 where that is not known.
    pub total: u64,
    /// Bytes of the payload; 0 until it is encoded.
    pub bytes: u64,
    /// SHA-256 of the payload, hex; empty until it is encoded.
    pub sha256: String,
    /// Attempts so far.
    pub attempts: u32,
    /// How long it has been at work; waiting in the queue does not count.
    pub elapsed: Duration,
    /// Whether it plays, and who says so.
    pub playing: Playing,
    /// Things worth knowing that are no errors.
    pub notes: Vec<String>,
    /// How it ended.
    pub outcome: Option<Outcome>,
}

/// A pattern as one device would get it.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// The frames, in strip order.
    pub fitted: Arc<FittedPattern>,
    /// Bytes on the device; `None`: not known yet, because making them takes a while. Another preview tells.
    pub bytes: Option<u64>,
    /// What the device would not take, and what is worth knowing.
    pub report: Report,
}

/// How uploads ended, newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Past {
    /// All of them.
    pub entries: Vec<HistoryEntry>,
    /// Which of their files are still there.
    pub files: BTreeSet<String>,
}

/// What the engine reports.
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
        /// Why.
        problem: Problem,
    },
    /// A pattern was fitted to a device, or cannot be.
    Previewed {
        /// Which pattern.
        pattern: PatternId,
        /// To which device.
        device: DeviceId,
        /// How.
        fit: Fit,
        /// What it would be sent.
        result: Result<Preview, Problem>,
    },
    /// The places of LEDs were read from a file, or cannot be.
    MapRead {
        /// As asked.
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
        /// As given.
        address: String,
    },
    /// A device answers there; its snapshot comes as `Device`.
    Connected {
        /// As given.
        address: String,
        /// Who it is.
        device: DeviceId,
    },
    /// Nobody that we know answers there.
    ConnectFailed {
        /// As given.
        address: String,
        /// Why.
        problem: Problem,
    },
    /// Something was done with a device, or not.
    Controlled {
        /// As asked.
        target: Target,
        /// Who it is, as far as it is known.
        device: Option<DeviceId>,
        /// As asked.
        ask: Ask,
        /// What came of it.
        result: Result<Answer, Problem>,
    },
    /// A locked device was given its PIN or token.
    Unlocked {
        /// As asked.
        target: Target,
        /// Its address.
        address: String,
        /// Whether it took it.
        result: Result<Unlocked, Problem>,
    },
    /// A job has changed.
    Job(Box<JobView>),
    /// A job was taken off the list.
    JobDismissed(JobId),
    /// How uploads ended.
    History(Arc<Past>),
    /// So many uploads of earlier runs are unfinished.
    Unfinished(usize),
    /// No job is left that could go on: sent each time the last one ends.
    AllDone,
    /// Where a scan can look.
    Networks(Networks),
    /// A scan has come so far.
    ScanProgress(ScanProgress),
    /// A scan is over, or was stopped; its devices were told as they were found.
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
        /// How it went.
        report: StageReport,
    },
    /// A diagnosis is over: at its end, or at the first stage that failed.
    Diagnosed {
        /// The address, as given.
        address: String,
        /// How it ended.
        diagnosis: Diagnosis,
    },
    /// A stream has changed, or goes on.
    Stream(Box<StreamView>),
    /// Something went wrong beside any job: the store, for example.
    Trouble(Problem),
}
