//! What tasks tell the engine's loop, and how often: a job's progress at most ten times a second.

use super::admission::{Candidate, Counted};
use super::api::selftest::SelfTestView;
use super::api::{
    Diagnosis, Event, JobDevice, JobId, Outcome, PatternId, Phase, ScanProgress, Source,
    StreamView, Waiting,
};
use super::fleet::AccessPoint;
use crate::device::discovery::{ScanNote, Via};
use crate::device::{Device, DeviceId, DeviceSettings, GroupName, Playing, Secret, Step};
use crate::message::Message;
use crate::net::NetworkId;
use crate::pattern::{Cancel, Opened};
use crate::problem::Problem;
use crate::store::{AuditEntry, KnownDevice, PatternFile, QueuedJob};
use bytes::Bytes;
use parking_lot::Mutex;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// Shortest time between two reports of progress of one job: the command line's contract says ten a second at most.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

/// The end of a job.
#[derive(Clone, Debug)]
pub(super) struct JobEnd {
    pub(super) outcome: Outcome,
    pub(super) playing: Playing,
    pub(super) attempts: u32,
    /// Whether any byte of the pattern went to the device.
    pub(super) has_sent: bool,
}

/// A job asks whether it may begin to send.
pub(super) struct MayISend {
    pub(super) upload: Candidate,
    /// Uploads of other processes in the last hour; `None` where they were not read.
    pub(super) others: Option<Vec<Counted>>,
    pub(super) reply: oneshot::Sender<Admitted>,
}

/// The answer to that.
#[derive(Debug)]
pub(super) enum Admitted {
    Go,
    /// A limit is reached: it goes back to the queue.
    Wait,
    /// A limit is reached, and uploads are not to wait.
    Refused(Problem),
}

impl JobEnd {
    /// The end of a job that never started.
    pub(super) fn unstarted(outcome: Outcome) -> Self {
        Self {
            outcome,
            playing: Playing::Unknown,
            attempts: 1,
            has_sent: false,
        }
    }
}

/// A change of a job's state.
#[derive(Debug)]
pub(super) enum Change {
    Phase(Phase),
    Progress {
        phase: Phase,
        done: u64,
        total: u64,
    },
    Device(JobDevice),
    Encoded {
        bytes: u64,
        sha256: String,
    },
    /// The device holds an open upload there.
    Begun(String),
    Remark(Message),
    Attempts(u32),
    /// Nothing else has happened for some time.
    Waiting(Waiting),
    /// Something else has the device.
    Queued(Message),
}

/// A pattern that the engine holds.
#[derive(Clone, Debug)]
pub(super) struct LoadedPattern {
    pub(super) opened: Arc<Opened>,
    /// The file that it can be read from again; `None` where it came as bytes.
    pub(super) file: Option<Arc<PatternFile>>,
}

/// A job of an earlier run, and what became of its file.
pub(super) struct ResumedJob {
    pub(super) job: QueuedJob,
    pub(super) pattern: Result<(PatternId, LoadedPattern), Problem>,
    /// A person asks for it again: a new job, with the file as it is now.
    pub(super) again: bool,
}

/// What the store remembers of a device that answered: read by the task that reached it, so that the loop need not.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Remembered {
    pub(super) settings: DeviceSettings,
    pub(super) pinned: bool,
    pub(super) is_set_aside: bool,
    pub(super) groups: BTreeSet<GroupName>,
}

impl From<KnownDevice> for Remembered {
    fn from(known: KnownDevice) -> Self {
        Self {
            settings: known.settings,
            pinned: known.pinned,
            is_set_aside: known.is_set_aside,
            groups: known.groups,
        }
    }
}

/// A device that answered.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    pub(super) device: Device,
    pub(super) remembered: Remembered,
    /// The network over which it answered, if that is known.
    pub(super) network: Option<NetworkId>,
    /// The device is not remembered after this run.
    pub(super) forgettable: bool,
}

/// What came of asking a device whether it is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Probed {
    There,
    /// It did not answer.
    Silent,
    /// It was not asked: this computer is in another network, or another process has the device.
    NotAsked,
}

/// A report of a scan to the loop.
pub(super) enum ScanReport {
    /// A device answered; how it was noticed.
    Found {
        device: Box<Answered>,
        via: Vec<Via>,
    },
    /// The progress of the scan.
    Progress(ScanProgress),
    /// It is over.
    Done(Vec<ScanNote>),
}

/// A report of a task to the loop.
pub(super) enum Note {
    /// A job has changed.
    Job(JobId, Change),
    /// A job is in the journal: it may be shown, and start.
    Queued(JobId),
    /// A job would begin to send.
    MayISend(JobId, MayISend),
    /// The task of a job that a limit holds back has ended.
    PutBack(JobId),
    /// A job has ended.
    Ended(JobId, JobEnd),
    /// How a job ended is on the disk: it may be shown.
    Settled(JobId),
    /// What earlier runs left unfinished was taken over, and its files read.
    Resumed(Result<Vec<ResumedJob>, Problem>),
    /// A device answered.
    Answered(Box<Answered>),
    /// Something that was to be done with the device at an address failed.
    Failed { address: String, problem: Problem },
    /// Another process takes back that a device is set aside.
    NoLongerSetAside(DeviceId),
    /// Another process has set a device aside.
    SetAsideElsewhere(DeviceId),
    /// Another process has taken a device out of the store.
    ForgottenElsewhere(DeviceId),
    /// A device refused a PIN or token.
    SecretRefused(DeviceId, Secret),
    /// A device took its PIN or token.
    Unlocked(DeviceId),
    /// A device is still there, and was started so long ago.
    Confirmed { device: DeviceId, uptime: Duration },
    /// So many calls to an address have failed in a row.
    Health { address: SocketAddr, failures: u32 },
    /// A device of a network that dropped answers.
    NetworkAnswers(AccessPoint),
    /// A network that dropped has not answered for as long as uploads pause.
    PauseOver(AccessPoint),
    /// No device said at an address that it is there.
    Unreached { address: String, problem: Problem },
    /// A device was asked whether it is still there.
    Probed { device: DeviceId, result: Probed },
    /// No supported device answered at an address.
    ConnectFailed { address: String, problem: Problem },
    /// A pattern was read, or not.
    Loaded {
        id: PatternId,
        source: Source,
        cancel: Cancel,
        result: Result<LoadedPattern, Problem>,
    },
    /// The preview of that pattern for that device is made, or was given up for a newer one.
    PreviewEnded(PatternId, DeviceId),
    /// Devices that earlier runs have met.
    Known(Vec<KnownDevice>),
    /// A diagnosis is over.
    Diagnosed {
        address: String,
        diagnosis: Diagnosis,
    },
    /// What a device showed before an upload was started on it; `None`: it has gone back to it.
    Snapshot {
        device: DeviceId,
        snapshot: Option<Bytes>,
    },
    /// A scan reports something; the number is the scan's.
    Scan(u64, ScanReport),
    /// A stream has changed.
    Stream(Box<StreamView>),
    /// A test of a device has changed.
    SelfTest(Box<SelfTestView>),
    /// Something for the audit trail.
    Audit(AuditEntry),
    /// Something to pass on as it is.
    Pass(Event),
}

impl Note {
    /// Something was not stored.
    pub(super) fn unwritten(problem: Problem) -> Self {
        Self::Pass(Event::Trouble(problem))
    }
}

/// The way of one job to report its state to the loop.
#[derive(Clone)]
pub(super) struct Report {
    job: JobId,
    notes: UnboundedSender<Note>,
    last: Arc<Mutex<Option<(Step, Instant)>>>,
    last_report: Arc<Mutex<Instant>>,
    gives_up: Arc<Mutex<Option<Instant>>>,
    waits_for: Arc<Mutex<Option<Message>>>,
    begun: Arc<Mutex<Option<String>>>,
}

impl Report {
    pub(super) fn new(job: JobId, notes: UnboundedSender<Note>) -> Self {
        Self {
            job,
            notes,
            last: Arc::default(),
            last_report: Arc::new(Mutex::new(Instant::now())),
            gives_up: Arc::default(),
            waits_for: Arc::default(),
            begun: Arc::default(),
        }
    }

    /// Returns the time since the last report of the job.
    pub(super) fn quiet_for(&self) -> Duration {
        self.last_report.lock().elapsed()
    }

    /// Notes when waiting for the device ends, while it is waited for.
    pub(super) fn set_gives_up(&self, at: Option<Instant>) {
        *self.gives_up.lock() = at;
    }

    /// Returns when waiting ends.
    pub(super) fn gives_up(&self) -> Option<Instant> {
        *self.gives_up.lock()
    }

    /// Notes what has the device, while the job waits for its turn.
    pub(super) fn set_waits_for(&self, ahead: Option<Message>) {
        (*self.waits_for.lock()).clone_from(&ahead);
        if let Some(ahead) = ahead {
            self.change(Change::Queued(ahead));
        }
    }

    /// Returns what has the device.
    pub(super) fn waits_for(&self) -> Option<Message> {
        self.waits_for.lock().clone()
    }

    /// The job has changed.
    pub(super) fn change(&self, change: Change) {
        *self.last_report.lock() = Instant::now();
        let _ = self.notes.send(Note::Job(self.job, change));
    }

    /// The job has come to another phase.
    pub(super) fn phase(&self, phase: Phase) {
        *self.last.lock() = None;
        self.change(Change::Phase(phase));
    }

    /// The device holds an open upload at `place`. Called for every piece; reported when it has changed.
    pub(super) fn begun(&self, place: Option<String>) {
        let Some(place) = place else { return };
        let new = Some(place.clone());
        let mut begun = self.begun.lock();
        let before = std::mem::replace(&mut *begun, new.clone());
        drop(begun);
        if before != new {
            self.change(Change::Begun(place));
        }
    }

    /// Reports transferred bytes. Called for every piece; sent when a step begins or ends, or a tenth of a second has passed.
    pub(super) fn progress(&self, step: Step, done: u64, total: u64) {
        {
            let mut last = self.last.lock();
            let now = Instant::now();
            if done < total
                && last.is_some_and(|(s, at)| s == step && now.duration_since(at) < PROGRESS_EVERY)
            {
                return;
            }
            *last = Some((step, now));
        }
        let phase = match step {
            Step::Sending => Phase::Sending,
            Step::Answer => Phase::Answer,
            Step::Verifying => Phase::Verifying,
        };
        self.change(Change::Progress { phase, done, total });
    }
}
