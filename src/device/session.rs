//! A job's way to one device, and what it notes on the way: what is open there, what was given up, what was acknowledged.

use super::{Device, Secret, Segment};
use crate::link::{Attempts, DeviceLink};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// What a job is doing, as progress is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Bytes go to the device; `sent` is what the device has acknowledged.
    Sending,
    /// Everything is handed over; the device has not answered yet.
    Answer,
    /// Bytes come back to be compared.
    Verifying,
}

/// Sends from the start that may break off in one session: a device that reboots in each of them comes back each time, and
/// would be sent the same for ever. As many as a call has attempts.
const MOST_BROKEN: u64 = 5;

/// So long a connection that was given up may still bring something: what was sent over it is repeated less often than that
/// once nobody answers for it.
const LATE: Duration = Duration::from_secs(3);

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Told of each step of an upload: how many bytes of how many.
pub type Progress = Arc<dyn Fn(Step, u64, u64) + Send + Sync>;

/// One job's way to one device: the link, what the device said of itself, the job's attempts, and what is open on the device.
pub struct Session {
    /// The resilient path.
    pub link: Arc<DeviceLink>,
    /// The device, as it identified itself at the start of the job.
    pub device: Device,
    /// The job's attempts.
    pub attempts: Attempts,
    /// Where progress goes.
    pub progress: Progress,
    segment: Option<Segment>,
    secret: OnceLock<Secret>,
    asked: AtomicBool,
    open: Mutex<Option<String>>,
    acknowledged: AtomicU64,
    handed_over: AtomicU64,
    refused: AtomicBool,
    broken: AtomicU64,
    unseen: AtomicBool,
    was_sent: AtomicBool,
    time_left: Mutex<Option<Duration>>,
    abandoned: Mutex<Option<Instant>>,
    left_over: Mutex<Vec<String>>,
    remarks: Mutex<Vec<String>>,
}

impl Session {
    /// A session with nothing open on the device.
    #[must_use]
    pub fn new(
        link: Arc<DeviceLink>,
        device: Device,
        attempts: Attempts,
        progress: Progress,
    ) -> Self {
        Self {
            link,
            device,
            attempts,
            progress,
            segment: None,
            secret: OnceLock::new(),
            asked: AtomicBool::new(false),
            open: Mutex::new(None),
            acknowledged: AtomicU64::new(0),
            handed_over: AtomicU64::new(0),
            refused: AtomicBool::new(false),
            broken: AtomicU64::new(0),
            unseen: AtomicBool::new(false),
            was_sent: AtomicBool::new(false),
            time_left: Mutex::default(),
            abandoned: Mutex::default(),
            left_over: Mutex::default(),
            remarks: Mutex::default(),
        }
    }

    /// The same for one segment of the device, as it was when the device identified itself.
    #[must_use]
    pub fn on_segment(mut self, segment: Option<Segment>) -> Self {
        self.segment = segment;
        self
    }

    /// The segment that is to show patterns; `None`: all LEDs.
    #[must_use]
    pub fn segment(&self) -> Option<Segment> {
        self.segment
    }

    /// The same with the device's PIN or token, where one is known.
    #[must_use]
    pub fn with_secret(mut self, secret: Option<Secret>) -> Self {
        self.secret = secret.map(OnceLock::from).unwrap_or_default();
        self
    }

    /// Gives the session the secret that its device has asked for; whether it had none before.
    pub fn unlock(&self, secret: Secret) -> bool {
        self.secret.set(secret).is_ok()
    }

    /// The device's PIN or token, where one is known. To be sent only after the device has asked for it.
    #[must_use]
    pub fn secret(&self) -> Option<&Secret> {
        self.secret.get()
    }

    /// Notes that the device has asked for its PIN or token: from now on it may go along unasked.
    pub fn asked(&self) {
        self.asked.store(true, Relaxed);
    }

    /// Whether the device has asked for its PIN or token in this session.
    #[must_use]
    pub fn has_asked(&self) -> bool {
        self.asked.load(Relaxed)
    }

    /// Notes that the device has refused its PIN or token through all tries: in this session it is not sent again.
    pub fn refuse_secret(&self) {
        self.refused.store(true, Relaxed);
    }

    /// Whether [`Session::refuse_secret`] was noted.
    #[must_use]
    pub fn has_refused_secret(&self) -> bool {
        self.refused.load(Relaxed)
    }

    /// Notes that a send broke off with nothing kept of it, for families that cannot resume; whether it was the last
    /// that this session may make.
    pub fn broke_off(&self) -> bool {
        self.broken.fetch_add(1, Relaxed);
        self.is_spent()
    }

    /// Whether so many sends broke off that waiting for the device would only bring it down once more.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.broken.load(Relaxed) >= MOST_BROKEN
    }

    /// Notes whether a request is under way, or was lost, that opens something on the device.
    pub fn set_unseen(&self, unseen: bool) {
        self.unseen.store(unseen, Relaxed);
    }

    /// Whether something may be open on the device that it never told of.
    #[must_use]
    pub fn is_unseen(&self) -> bool {
        self.unseen.load(Relaxed)
    }

    /// Notes how long taking something back may take.
    pub fn set_time_left(&self, time: Duration) {
        *lock(&self.time_left) = Some(time);
    }

    /// How long that may take: `usual`, or less.
    #[must_use]
    pub fn time_left(&self, usual: Duration) -> Duration {
        lock(&self.time_left).map_or(usual, |left| left.min(usual))
    }

    /// Notes that a request which changes the device was given up just now: what is still on its way may arrive later.
    pub fn abandon(&self) {
        *lock(&self.abandoned) = Some(Instant::now());
    }

    /// The same, of an upload that leaves something of that name.
    pub fn abandon_named(&self, name: &str) {
        self.abandon();
        let mut names = lock(&self.left_over);
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }

    /// Names that [`Session::abandon_named`] noted.
    #[must_use]
    pub fn left_over(&self) -> Vec<String> {
        lock(&self.left_over).clone()
    }

    /// A name that [`Session::abandon_named`] noted is gone from the device.
    pub fn cleared(&self, name: &str) {
        lock(&self.left_over).retain(|known| known != name);
    }

    /// Waits until nothing of what was given up can arrive any more; `None` where nothing was.
    pub async fn until_abandoned_is_over(&self) -> Option<()> {
        let at = (*lock(&self.abandoned))?;
        tokio::time::sleep_until(at + LATE).await;
        Some(())
    }

    /// Notes a sentence that the person should read beside the outcome; each once.
    pub fn remark(&self, text: String) {
        let mut remarks = self.remarks.lock().unwrap_or_else(PoisonError::into_inner);
        if !remarks.contains(&text) {
            remarks.push(text);
        }
    }

    /// What [`Session::remark`] noted since this was asked last.
    #[must_use]
    pub fn take_remarks(&self) -> Vec<String> {
        std::mem::take(&mut *self.remarks.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes what an unfinished upload is called on the device, so that cancelling can take it away.
    pub fn set_open(&self, what: Option<String>) {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = what;
    }

    /// What [`Session::set_open`] noted last.
    #[must_use]
    pub fn open(&self) -> Option<String> {
        self.open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Notes how many bytes the device has; whether that is more than ever before in this job.
    pub fn acknowledge(&self, bytes: u64) -> bool {
        self.acknowledged.fetch_max(bytes, Relaxed) < bytes
    }

    /// The most bytes the device ever acknowledged.
    #[must_use]
    pub fn acknowledged(&self) -> u64 {
        self.acknowledged.load(Relaxed)
    }

    /// Notes up to where bytes were handed over, answered or not.
    pub fn hand_over(&self, end: u64) {
        self.was_sent.store(true, Relaxed);
        self.handed_over.fetch_max(end, Relaxed);
    }

    /// Whether anything was ever handed over that may still be on the device.
    #[must_use]
    pub fn was_sent(&self) -> bool {
        self.was_sent.load(Relaxed)
    }

    /// Nothing of what was handed over is left on the device.
    pub fn is_clean(&self) {
        self.was_sent.store(false, Relaxed);
    }

    /// Up to where bytes were handed over.
    #[must_use]
    pub fn handed_over(&self) -> u64 {
        self.handed_over.load(Relaxed)
    }

    /// A full resend begins: nothing of this upload was handed over yet.
    pub fn start_over(&self) {
        self.handed_over.store(0, Relaxed);
        self.set_open(None);
    }
}
