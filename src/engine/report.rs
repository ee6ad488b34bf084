//! What tasks tell the engine's loop, and how often: a job's progress at most ten times a second.

use super::command::{JobId, PatternId, Source};
use super::event::{Diagnosis, Event, JobDevice, Outcome, Phase};
use super::scan::ScanReport;
use super::stream::StreamView;
use crate::device::{Device, DeviceId, Playing, Problem, Step};
use crate::pattern::{Cancel, Opened};
use crate::store::{KnownDevice, PatternFile, QueuedJob};
use bytes::Bytes;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::Instant;

/// Shortest time between two reports of progress of one job: the command line's contract says ten a second at most.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

/// How a job ended, in full.
#[derive(Clone, Debug)]
pub(super) struct JobEnd {
    pub(super) outcome: Outcome,
    pub(super) playing: Playing,
    pub(super) attempts: u32,
}

/// What a job's state changes by.
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
    Remark(String),
    Attempts(u32),
}

/// A pattern in memory.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) opened: Arc<Opened>,
    /// The file that it can be read from again; `None` where it came as bytes.
    pub(super) file: Option<Arc<PatternFile>>,
}

/// A job of an earlier run, and what became of its file.
pub(super) struct Revived {
    pub(super) job: QueuedJob,
    pub(super) pattern: Result<(PatternId, Held), Problem>,
    /// A person asks for it again: a new job, with the file as it is now.
    pub(super) again: bool,
}

/// What tasks tell the loop.
pub(super) enum Note {
    /// A job has changed.
    Job(JobId, Change),
    /// A job is in the journal: it may be shown, and start.
    Queued(JobId),
    /// A job has ended.
    Ended(JobId, JobEnd),
    /// How a job ended is on the disk: it may be shown.
    Settled(JobId),
    /// What earlier runs left unfinished was taken over, and its files read.
    Revived(Result<Vec<Revived>, String>),
    /// A device answered.
    Answered {
        device: Box<Device>,
        forgettable: bool,
    },
    /// Nobody answered where a device was.
    Offline { address: String },
    /// Nobody known answered at an address.
    ConnectFailed { address: String, problem: Problem },
    /// A pattern was read, or not.
    Loaded {
        id: PatternId,
        source: Source,
        cancel: Cancel,
        result: Result<Held, Problem>,
    },
    /// Devices that earlier runs have met.
    Known(Vec<KnownDevice>),
    /// A diagnosis is over.
    Diagnosed {
        address: String,
        diagnosis: Diagnosis,
    },
    /// What a device showed before an upload was started on it; `None`: it has gone back to it.
    Moment {
        device: DeviceId,
        moment: Option<Bytes>,
    },
    /// A scan tells something; the number is the scan's.
    Scan(u64, ScanReport),
    /// A stream has changed.
    Stream(Box<StreamView>),
    /// Something to pass on as it is.
    Pass(Event),
}

/// One job's way to tell the loop what it is doing.
#[derive(Clone)]
pub(super) struct Report {
    job: JobId,
    notes: UnboundedSender<Note>,
    last: Arc<Mutex<Option<(Step, Instant)>>>,
    begun: Arc<Mutex<Option<String>>>,
}

impl Report {
    pub(super) fn new(job: JobId, notes: UnboundedSender<Note>) -> Self {
        Self {
            job,
            notes,
            last: Arc::default(),
            begun: Arc::default(),
        }
    }

    /// The job has changed.
    pub(super) fn change(&self, change: Change) {
        let _ = self.notes.send(Note::Job(self.job, change));
    }

    /// The job has come to another phase.
    pub(super) fn phase(&self, phase: Phase) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.change(Change::Phase(phase));
    }

    /// The device holds an open upload at `place`. Called for every piece; told when that has changed.
    pub(super) fn begun(&self, place: Option<String>) {
        let Some(place) = place else { return };
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        if begun.as_ref() != Some(&place) {
            *begun = Some(place.clone());
            self.change(Change::Begun(place));
        }
    }

    /// A device answered.
    pub(super) fn answered(&self, device: &Device, forgettable: bool) {
        let _ = self.notes.send(Note::Answered {
            device: Box::new(device.clone()),
            forgettable,
        });
    }

    /// What the device showed before the job started its pattern.
    pub(super) fn moment(&self, device: &DeviceId, moment: Bytes) {
        let _ = self.notes.send(Note::Moment {
            device: device.clone(),
            moment: Some(moment),
        });
    }

    /// Bytes went or came. Called for every piece; told when a step begins, ends, or a tenth of a second has passed.
    pub(super) fn progress(&self, step: Step, done: u64, total: u64) {
        {
            let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
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
