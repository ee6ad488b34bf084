//! A job on the engine's list, and its rows in the journal and the history. Used by `jobs.rs`.

use crate::device::{AddrSpec, DeviceId, Playing};
use crate::engine::api::now;
use crate::engine::api::{
    Ended, JobDevice, JobId, JobView, Measured, Outcome, Phase, SendRequest, Target, UploadFact,
    UploadKey,
};
use crate::engine::fleet::Place;
use crate::engine::note::{JobEnd, LoadedPattern};
use crate::logs::redact;
use crate::message::Message;
use crate::problem::Problem;
use crate::store::{HistoryEntry, JobKey, QueuedJob};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// The source of a job's pattern.
pub(super) enum JobSource {
    /// A pattern in memory.
    Loaded(LoadedPattern),
    /// Nothing: the file of this job of an earlier run is gone, or another.
    Missing(Box<QueuedJob>, Problem),
}

/// A job that is to be.
pub(super) struct NewJob {
    pub(super) target: Target,
    /// The device that must answer there, if it is known.
    pub(super) expected: Option<DeviceId>,
    pub(super) request: Arc<SendRequest>,
    pub(super) source: JobSource,
    /// Its row in the journal, if it comes from there.
    pub(super) key: Option<JobKey>,
}

/// A job on the list.
pub(super) struct Entry {
    pub(super) view: JobView,
    pub(super) target: Target,
    pub(super) place: Place,
    pub(super) address: AddrSpec,
    pub(super) expected: Option<DeviceId>,
    pub(super) request: Arc<SendRequest>,
    pub(super) source: JobSource,
    /// Its row in the journal.
    pub(super) key: Option<JobKey>,
    /// Whether its end goes into the history.
    pub(super) remembered: bool,
    /// Whether it has been shown, and may start: its row is on the disk.
    pub(super) listed: bool,
    /// How it ended, until that is on the disk.
    pub(super) end: Option<JobEnd>,
    pub(super) cancel: CancellationToken,
    pub(super) started: Option<Instant>,
    pub(super) ended: Option<Instant>,
    pub(super) clock: PhaseClock,
}

/// Measures how long a job spends on sending and verifying, and how much the device acknowledges.
#[derive(Default)]
pub(super) struct PhaseClock {
    since: Option<Instant>,
    /// Bytes that were acknowledged at the last report of the open transfer.
    acknowledged: Option<u64>,
}

impl PhaseClock {
    /// Adds the time since the last change to the phase that `view` is in.
    pub(super) fn tick(&mut self, view: &mut JobView) {
        let now = Instant::now();
        let passed = self
            .since
            .replace(now)
            .map_or(Duration::ZERO, |at| now - at);
        match view.phase {
            Phase::Sending | Phase::Answer => view.measured.sending += passed,
            Phase::Verifying => view.measured.verifying += passed,
            _ => {}
        }
    }

    /// Counts what the device acknowledged. The first report of a transfer says where it begins: an earlier run may have sent
    /// a part.
    pub(super) fn acknowledged(&mut self, phase: Phase, done: u64, view: &mut JobView) {
        match phase {
            Phase::Sending => {
                let before = self.acknowledged.replace(done).unwrap_or(done);
                view.measured.sent += done.saturating_sub(before);
            }
            Phase::Answer => {}
            _ => self.acknowledged = None,
        }
    }
}

impl Entry {
    /// Whether it waits for nothing but a place.
    pub(super) fn may_start(&self) -> bool {
        let has_begun = self.started.is_some() || self.end.is_some();
        self.listed && !has_begun && self.view.outcome.is_none() && self.view.limited.is_none()
    }

    /// What the journal has to know of it; `None` where the pattern came as bytes, and cannot be read again.
    pub(super) fn journalled(&self, key: JobKey) -> Option<QueuedJob> {
        let JobSource::Loaded(LoadedPattern {
            file: Some(file), ..
        }) = &self.source
        else {
            return None;
        };
        let request = &self.request;
        Some(QueuedJob {
            key,
            file: file.as_ref().clone(),
            fit: request.fit.clone(),
            name: request.name.clone(),
            play: request.play,
            force: request.force,
            delete_first: request.delete_first,
            settings: request.settings.clone(),
            address: self.address.to_string(),
            device: self.expected.clone(),
            allow_public: request.connect.allow_public,
            accept_new: request.connect.accept_new,
        })
    }

    /// The file, from wherever one looks; else as it was named.
    fn file(&self) -> String {
        match &self.source {
            JobSource::Loaded(LoadedPattern {
                file: Some(file), ..
            }) => file.path.display().to_string(),
            _ => self.view.file.clone(),
        }
    }

    /// What the history will know of it.
    pub(super) fn history(&self, end: &JobEnd) -> HistoryEntry {
        let device = &self.view.device;
        let view = &self.view;
        let problem = match &end.outcome {
            Outcome::Failed(problem) => Some(problem),
            _ => None,
        };
        HistoryEntry {
            ended_at: now(),
            file: self.file(),
            device: device.id.as_ref().map(ToString::to_string),
            name: device.name.clone(),
            family: device.family.map(ToOwned::to_owned),
            address: device.address.clone(),
            bytes: view.bytes,
            attempts: end.attempts,
            seconds: view.elapsed.as_secs_f64(),
            sha256: (!view.sha256.is_empty()).then(|| view.sha256.clone()),
            outcome: end.outcome.word().to_owned(),
            code: problem.map(|problem| problem.code.to_string()),
            problem: problem.cloned().map(storable),
            notes: view.notes.iter().cloned().map(clean).collect(),
        }
    }
}

/// Removes what the store must not hold, such as a PIN that a device repeats in its answer.
fn clean(message: Message) -> Message {
    message.map_texts(&mut redact::to_keep)
}

fn storable(problem: Problem) -> Problem {
    Problem {
        message: clean(problem.message),
        ..problem
    }
}

/// A job as it is first shown.
pub(super) fn new_view(
    id: JobId,
    request: &SendRequest,
    source: &JobSource,
    device: JobDevice,
    key: Arc<UploadKey>,
) -> JobView {
    let (name, file) = match source {
        JobSource::Loaded(held) => (held.opened.pattern.name.clone(), held.opened.path.display()),
        JobSource::Missing(job, _) => {
            let stem = job.file.path.file_stem().unwrap_or_default();
            (stem.to_string_lossy().into_owned(), job.file.path.display())
        }
    };
    JobView {
        id,
        pattern: request.pattern,
        pattern_name: name,
        file: file.to_string(),
        device,
        key,
        phase: Phase::Waiting,
        done: 0,
        total: 0,
        bytes: 0,
        sha256: String::new(),
        waiting: None,
        waits_for: None,
        limited: None,
        network_dropped: false,
        attempts: 1,
        elapsed: Duration::ZERO,
        measured: Measured::default(),
        playing: Playing::Unknown,
        notes: Vec::new(),
        outcome: None,
    }
}

/// How a job that has ended is counted.
pub(super) fn upload_fact(view: &JobView, forgettable: bool) -> UploadFact {
    let (outcome, code) = match &view.outcome {
        Some(Outcome::Verified) => (Ended::Verified, None),
        Some(Outcome::SentUnverified) => (Ended::Unverified, None),
        Some(Outcome::Skipped) => (Ended::Skipped, None),
        Some(Outcome::Failed(problem)) => (Ended::Failed, Some(problem.code)),
        Some(Outcome::Cancelled) | None => (Ended::Cancelled, None),
    };
    UploadFact {
        at: now(),
        device: view.device.clone(),
        outcome,
        code,
        measured: view.measured,
        attempts: view.attempts,
        forgettable,
    }
}
