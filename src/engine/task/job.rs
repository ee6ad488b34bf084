//! One upload to one device: reach it, fit, encode, is it there, send, read back, play. Ends in exactly one outcome.

mod admission;
mod deadline;
mod prepare;
mod room;
mod said;
mod send;
mod turn;
mod waiting;

use super::patience::Patience;
use super::reach::{Reached, Visit};
use crate::device::{DeviceError, DeviceId, Family, Payload, Playing, Receipt, Step, Transfer};
use crate::engine::api::{JobDevice, JobId, Outcome, Phase, SendRequest};
use crate::engine::keep::{Encoded, Turn};
use crate::engine::note::{Change, JobEnd, Note, Report};
use crate::link::{Attempts, DeviceLink};
use crate::logs::span;
use crate::message::Message;
use crate::msg;
use crate::pattern::Opened;
use crate::problem::Problem;
use crate::store::{JobKey, Run};
use deadline::Deadline;
use parking_lot::Mutex;
use said::Retries;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// What counts an upload for the limits of other processes: the run, and the number of the job there.
pub(in crate::engine) type Claim = (Arc<Run>, u64);

/// Everything one job needs.
pub(in crate::engine) struct Job {
    pub(in crate::engine) id: JobId,
    pub(in crate::engine) visit: Visit,
    /// Its row in the journal, which says what an earlier run left open on the device.
    pub(in crate::engine) key: Option<JobKey>,
    pub(in crate::engine) claim: Option<Claim>,
    pub(in crate::engine) request: Arc<SendRequest>,
    pub(in crate::engine) pattern: Arc<Opened>,
    pub(in crate::engine) cancel: CancellationToken,
}

/// Runs a job to its end and reports it to the loop; one of the journal stops where it is when the engine is suspended.
pub(in crate::engine) async fn run(job: Job) {
    let id = job.id;
    let context = job.visit.context.clone();
    let suspended = context.keep.suspended.clone();
    let is_journalled = job.key.is_some();
    let end = tokio::select! {
        biased;
        () = suspended.cancelled(), if is_journalled => return, // the next run continues it
        end = Box::pin(Upload::new(job).run()) => end,
    };
    context.notify(match end {
        Some(end) => Note::Ended(id, end),
        None => Note::PutBack(id),
    });
}

/// A job at work.
struct Upload {
    job: Job,
    report: Report,
    attempts: Attempts,
    /// What an unfinished upload would leave on the device; kept outside the work, so that cancelling can see it.
    unfinished: Mutex<Option<UnfinishedUpload>>,
    /// The turn of the device.
    turn: Mutex<Option<Turn>>,
    /// Old copies that were deleted first.
    deleted: Mutex<Vec<String>>,
    /// The link, once the address is known.
    link: OnceLock<Arc<DeviceLink>>,
    /// What the device is called, once it has answered.
    name: OnceLock<String>,
    /// What the log does not say yet of its retries.
    retries: Mutex<Option<Arc<Mutex<Retries>>>>,
    deadline: Deadline,
    /// Whether any byte of the payload went to the device.
    has_sent: Arc<AtomicBool>,
    /// A limit holds it back: what it does is dropped.
    put_back: CancellationToken,
}

/// An upload that the device holds a part of.
type UnfinishedUpload = (Arc<dyn Transfer>, &'static dyn Family, Payload);

/// How work that did not fail ended.
struct Delivered {
    outcome: Outcome,
    playing: Playing,
}

impl Upload {
    fn new(job: Job) -> Self {
        Self {
            report: Report::new(job.id, job.visit.context.notes()),
            attempts: Attempts::new(),
            unfinished: Mutex::default(),
            turn: Mutex::default(),
            deleted: Mutex::default(),
            link: OnceLock::new(),
            name: OnceLock::new(),
            retries: Mutex::default(),
            deadline: Deadline::new(),
            has_sent: Arc::default(),
            put_back: CancellationToken::new(),
            job,
        }
    }

    /// Returns how it ended; `None` where it goes back to the queue.
    async fn run(self) -> Option<JobEnd> {
        let signs = self
            .deadline
            .report_waiting(&self.report, || self.link.get().cloned());
        let (outcome, playing) = tokio::select! {
            biased;
            end = Box::pin(self.end()) => end?,
            () = signs => (Outcome::Cancelled, Playing::Unknown), // they never end
        };
        let is_there = matches!(outcome, Outcome::Verified | Outcome::SentUnverified);
        Some(JobEnd {
            outcome,
            playing,
            attempts: self.attempts.total(),
            has_sent: is_there || self.has_sent.load(Relaxed),
        })
    }

    async fn end(&self) -> Option<(Outcome, Playing)> {
        let result = tokio::select! {
            biased;
            () = self.job.cancel.cancelled() => None,
            () = self.put_back.cancelled() => return None,
            result = Box::pin(self.deliver()) => Some(result),
        };
        self.log_retries();
        Some(match result {
            Some(Ok(delivered)) => (delivered.outcome, delivered.playing),
            Some(Err(error)) => {
                tracing::debug!(%error, code = %error.code(), "upload failed"); // the diary says so
                if matches!(error, DeviceError::IdentityChanged { .. }) {
                    self.remark(self.left_on_other_device());
                }
                self.withdraw(false).await;
                self.report_deleted_copies();
                (Outcome::Failed(Problem::from(&error)), Playing::Unknown)
            }
            None => {
                self.withdraw(true).await;
                self.report_deleted_copies();
                (Outcome::Cancelled, Playing::Unknown)
            }
        })
    }

    /// Takes back what an unfinished upload left on the device; after a failure only what is known to be open there.
    async fn withdraw(&self, cancelled: bool) {
        let unfinished = self.unfinished.lock().take();
        let Some((transfer, family, payload)) = unfinished else {
            return;
        };
        let session = transfer.session();
        let traces = transfer.traces();
        if !cancelled && !traces.is_open() && traces.abandoned.is_empty() {
            if traces.was_sent {
                self.remark([msg!(
                    "job-may-hold",
                    kind = family.noun(&session.device),
                    name = payload.name().to_string()
                )]);
            }
            return;
        }
        let time = self.deadline.left(&session.link).min(WITHDRAW);
        session.set_time_left(time.saturating_sub(Duration::from_millis(200)));
        let left = match tokio::time::timeout(time, transfer.withdraw(&payload)).await {
            Ok(left) => left,
            Err(_) => Some(may_remain(&*transfer, family, &payload)),
        };
        self.remark(session.take_remarks());
        self.remark(left);
    }

    /// An old copy was deleted to make room.
    fn note_deleted_copy(&self, name: &str) {
        let mut deleted = self.deleted.lock();
        deleted.push(name.to_owned());
    }

    /// Says which old copies are lost, where the new one did not come to take their place.
    fn report_deleted_copies(&self) {
        let mut deleted = self.deleted.lock();
        let deleted = std::mem::take(&mut *deleted);
        let lost = |name: String| msg!("job-old-copy-lost", name = name);
        self.remark(deleted.into_iter().map(lost));
    }

    /// What may lie on the other device, where the address passed to one while something was sent.
    fn left_on_other_device(&self) -> Option<Message> {
        let unfinished = self.unfinished.lock();
        let (transfer, family, payload) = unfinished.as_ref()?;
        let traces = transfer.traces();
        if !traces.was_sent {
            return None;
        }
        let kind = family.noun(&transfer.session().device);
        let name = payload.name().to_string();
        let files = traces.names();
        Some(if files.is_empty() {
            msg!("job-left-on-other", kind = kind, name = name)
        } else {
            msg!(
                "job-left-on-other-as",
                kind = kind,
                name = name,
                files = files
            )
        })
    }

    fn set_unfinished(&self, upload: Option<UnfinishedUpload>) {
        *self.unfinished.lock() = upload;
    }

    async fn deliver(&self) -> Result<Delivered, DeviceError> {
        let mut reached = self.reach().await?;
        // what the job before stored is found then; after a wait, another device may answer
        while self.take_turn(&reached.device.id).await? {
            let before = reached.device.id;
            reached = self.reach().await?;
            if reached.device.id == before {
                break;
            }
        }
        self.deadline.restart();
        self.report.phase(Phase::Preparing);
        let transfer = self.transfer(&reached).await;
        let mut patience =
            Patience::new(&reached.link, reached.family, &self.attempts, &self.report);
        let (encoded, there) = self.prepared(&mut patience, &reached, &transfer).await?;
        let Encoded {
            fitted, payload, ..
        } = encoded;
        self.remark(payload.remarks().iter().cloned());
        if let Some(receipt) = there {
            let stored_as = &receipt.stored_as;
            let plays = reached.family.plays(&reached.device, stored_as).known() == Some(true);
            let before = if plays {
                None
            } else {
                self.snapshot(reached.family, transfer.session()).await
            };
            let stored = (&receipt, &payload, &*fitted);
            return self
                .start(&reached, &transfer, stored, Outcome::Skipped, before)
                .await;
        }
        // before anything is sent: what plays now may be replaced under its own name
        let before = self.snapshot(reached.family, transfer.session()).await;
        self.set_unfinished(Some((transfer.clone(), reached.family, payload.clone())));
        let sending = self.send_where_room_is(&mut patience, &transfer, &payload);
        let (receipt, outcome) = sending.await?;
        self.set_unfinished(None);
        self.note_leds(&reached, &payload);
        let stored = (&receipt, &payload, &*fitted);
        let delivered = self
            .start(&reached, &transfer, stored, outcome, before)
            .await;
        self.tidy(&transfer, &payload, &receipt).await;
        delivered
    }

    /// Takes away what requests that were given up have left, as long as the device answers.
    async fn tidy(&self, transfer: &Arc<dyn Transfer>, payload: &Payload, receipt: &Receipt) {
        let time = self.deadline.left(&transfer.session().link);
        let tidy = transfer.tidy(payload, receipt);
        let left = match tokio::time::timeout(time, tidy).await {
            Ok(left) => left,
            Err(_) => Some(msg!(
                "job-parts-remain",
                name = payload.name().to_string(),
                files = transfer.traces().abandoned
            )),
        };
        self.remark(left);
    }

    /// A device that only counts the LEDs of the pattern it holds has those of this one now, also after a restart.
    fn note_leds(&self, reached: &Reached, payload: &Payload) {
        if !reached.family.knows_its_leds(&reached.device) {
            let mut now = reached.clone();
            now.device.leds = Some(payload.leds());
            self.job.visit.report_answer(&now);
        }
    }

    /// Adds notes to the job.
    fn remark(&self, remarks: impl IntoIterator<Item = Message>) {
        for remark in remarks {
            self.report.change(Change::Remark(remark));
        }
    }

    /// Reaches the device, and shows which one it is.
    async fn reach(&self) -> Result<Reached, DeviceError> {
        self.report.phase(Phase::Connecting);
        let visit = &self.job.visit;
        let path = visit.find().await?;
        let link = self.link.get_or_init(|| path.link.clone());
        let reaching = visit.reach_for_job(&path, &self.attempts, &self.report);
        let reached = self.deadline.within(link, reaching).await?;
        span::set_device(reached.device.id.as_str());
        let _ = self.name.set(reached.name());
        self.report.change(Change::Device(JobDevice {
            id: Some(reached.device.id.clone()),
            name: Some(reached.name()),
            family: Some(reached.device.family),
            address: visit.address.to_string(),
        }));
        Ok(reached)
    }

    /// Returns the transfer of this job; its progress reports first say where the open upload is.
    async fn transfer(&self, reached: &Reached) -> Arc<dyn Transfer> {
        let left_open = self.left_open(&reached.device.id).await;
        let keep = &self.job.visit.context.keep;
        let report = self.report.clone();
        let retries = Arc::new(Mutex::new(Retries::new(self.names())));
        *self.retries.lock() = Some(retries.clone());
        let of_session = retries.clone();
        let begun: Arc<OnceLock<Weak<dyn Transfer>>> = Arc::default();
        let of_progress = begun.clone();
        let has_sent = self.has_sent.clone();
        let progress = Arc::new(move |step, done, total| {
            if step == Step::Answer || (step == Step::Sending && done > 0) {
                has_sent.store(true, Relaxed);
            }
            let transfer = of_progress.get().and_then(Weak::upgrade);
            report.begun(transfer.and_then(|transfer| transfer.traces().open));
            if step == Step::Sending {
                retries.lock().sent(done, total);
            }
            report.progress(step, done, total);
        });
        let session = reached
            .session(keep, self.attempts.clone(), progress)
            .on_retry(Arc::new(move |error| of_session.lock().broke_off(error)))
            .on_segment(reached.segment(&self.job.request.settings));
        let transfer = reached.family.transfer(session);
        let _ = begun.set(Arc::downgrade(&transfer));
        if let Some(open) = left_open {
            transfer.reopen(&open);
        }
        transfer
    }

    /// Where an earlier run left this job's upload open on this very device; nothing where all is to be sent anyway.
    async fn left_open(&self, device: &DeviceId) -> Option<String> {
        let Job {
            visit,
            key,
            request,
            ..
        } = &self.job;
        let is_same = !request.force && visit.expected.as_ref() == Some(device);
        let key = key.clone().filter(|_| is_same)?;
        let records = &visit.context.keep.records;
        let found = records.read(move |store| store.open_upload(&key)).await;
        found.unwrap_or_else(|error| {
            tracing::warn!(%error, "the journal cannot be read");
            None
        })
    }
}

/// Longest time to remove an unfinished upload: the window already shows how the job ended.
const WITHDRAW: Duration = Duration::from_secs(9);

/// What may have stayed on a device that does not answer.
fn may_remain(transfer: &dyn Transfer, family: &dyn Family, payload: &Payload) -> Message {
    let open = transfer.traces().open;
    let place = open.unwrap_or_else(|| payload.name().to_string());
    msg!(
        "job-part-remains",
        kind = family.noun(&transfer.session().device),
        name = payload.name().to_string(),
        place = place
    )
}
