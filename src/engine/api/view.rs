//! Snapshots that the engine reports: a device, a job and a preview as they stand.

use super::ids::{JobDevice, JobId, PatternId};
use super::limits::Limited;
use super::upload_key::UploadKey;
use crate::device::discovery::Via;
use crate::device::{Device, DeviceSettings, GroupName, Playing, family};
use crate::link::Circuit;
use crate::message::Message;
use crate::pattern::{FittedPattern, Layout, Report};
use crate::problem::Problem;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// Whether a device is there. Decided by HTTP, never by an announcement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It answered last time.
    Online,
    /// Its last call failed; it is tried again.
    Retrying,
    /// It did not answer, twice in a row.
    Offline,
    /// It is being asked.
    Asking,
    /// It is known from an earlier run and was not asked in this one.
    NotAsked,
}

/// A device as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceView {
    /// What the device reports about itself.
    pub device: Device,
    /// The user's settings for it.
    pub settings: DeviceSettings,
    /// Whether it answers.
    pub presence: Presence,
    /// Whether it asks for a PIN or token that is not known.
    pub locked: bool,
    /// The state of its circuit.
    pub circuit: Circuit,
    /// Seconds since 1970 of its last answer.
    pub last_seen: i64,
    /// How it was noticed, in the order in which that happened.
    pub via: Vec<Via>,
    /// Whether a person wants it at the top of the list.
    pub pinned: bool,
    /// Groups that a person put it into.
    pub groups: BTreeSet<GroupName>,
    /// Whether nothing of it is kept after this run: a simulated device.
    pub forgettable: bool,
}

impl DeviceView {
    /// What to call it: the nickname, else its own name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.settings
            .nickname
            .as_deref()
            .unwrap_or(&self.device.name)
    }

    /// Whether a person has set it aside: nothing is sent to it.
    #[must_use]
    pub fn is_set_aside(&self) -> bool {
        self.circuit == Circuit::Isolated
    }

    /// Returns the layout to fit to; `None` if it is unknown.
    #[must_use]
    pub fn layout(&self) -> Option<Layout> {
        self.device.layout(&self.settings)
    }

    /// Whether it takes frames that are played live, by what it said of itself.
    #[must_use]
    pub fn plays_live(&self) -> bool {
        family(self.device.family)
            .and_then(|family| family.streams())
            .is_some_and(|streams| !streams.ways(&self.device).is_empty())
    }

    /// Whether still pictures are all that it stores.
    #[must_use]
    pub fn stores_stills(&self) -> bool {
        family(self.device.family).is_some_and(|family| family.form(&self.device).is_still())
    }
}

/// A phase of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// In the queue.
    Waiting,
    /// Identifying the device.
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
    /// Returns the word used in `--json`.
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

/// The outcome of a job.
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
    /// Returns the word used in `--json`.
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

/// A job that waits for its device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// For how long nothing has come from the device.
    pub silent: Duration,
    /// After how long the job gives up.
    pub left: Duration,
}

/// What a job measures of its device while it is at work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// Bytes that the device acknowledged, those of repeats included.
    pub sent: u64,
    /// Time spent on sending these, the wait for the device's answer included.
    pub sending: Duration,
    /// Time spent on reading back and comparing.
    pub verifying: Duration,
}

/// A job as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct JobView {
    /// The job's id.
    pub id: JobId,
    /// The pattern that is sent.
    pub pattern: PatternId,
    /// The pattern's name.
    pub pattern_name: String,
    /// The file it came from.
    pub file: String,
    /// The device that it is sent to.
    pub device: JobDevice,
    /// What it does there, to know the same upload again.
    pub key: Arc<UploadKey>,
    /// The phase of the job.
    pub phase: Phase,
    /// Bytes of this phase done: acknowledged while sending, received while verifying.
    pub done: u64,
    /// Bytes of this phase in all; 0 where that is not known.
    pub total: u64,
    /// Bytes of the payload; 0 until it is encoded.
    pub bytes: u64,
    /// SHA-256 of the payload, hex; empty until it is encoded.
    pub sha256: String,
    /// Set while it waits for the device for longer than a moment.
    pub waiting: Option<Waiting>,
    /// What has the device, while the job waits for its turn.
    pub waits_for: Option<Message>,
    /// Whether it pauses because most devices of its network stopped answering at once.
    pub network_dropped: bool,
    /// Set while a limit holds it back in the queue.
    pub limited: Option<Limited>,
    /// Attempts so far.
    pub attempts: u32,
    /// How long it has been at work; waiting in the queue does not count.
    pub elapsed: Duration,
    /// What it has measured so far.
    pub measured: Measured,
    /// Whether it plays, and how that is known.
    pub playing: Playing,
    /// Things worth knowing that are no errors.
    pub notes: Vec<Message>,
    /// The outcome, once the job has ended.
    pub outcome: Option<Outcome>,
}

/// A pattern as one device would get it.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// The frames, in strip order.
    pub fitted: Arc<FittedPattern>,
    /// Bytes on the device; `None`: not known yet, because making them takes a while. A later preview has them.
    pub bytes: Option<u64>,
    /// What the device would not take, and what is worth knowing.
    pub report: Report,
}

/// The time that snapshots and the history carry: seconds since 1970.
pub(in crate::engine) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}
