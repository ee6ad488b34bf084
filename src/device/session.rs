//! [`Session`]: a caller's way to one device, and the notes that all families share.

use super::{Device, DeviceError, Secret, Segment};
use crate::link::{Attempts, DeviceLink};
use crate::message::Message;
use parking_lot::{Mutex, MutexGuard};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::time::Instant;

/// What a job is doing, in reports of progress.
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
const MAX_BROKEN: u64 = 5;

/// So long a connection that was given up may still bring something: what was sent over it is repeated less often than that
/// once nothing waits for its answer.
const LATE: Duration = Duration::from_secs(3);

/// Called with each step of an upload: bytes done, and bytes in all.
pub type Progress = Arc<dyn Fn(Step, u64, u64) + Send + Sync>;

/// Called with the reason each time that an upload broke off and is tried again.
pub type OnRetry = Arc<dyn Fn(&DeviceError) + Send + Sync>;

/// The context of a conversation with one device: its link, identity, retry budget, and PIN or token.
pub struct Session {
    /// The resilient path.
    pub link: Arc<DeviceLink>,
    /// The device, as it identified itself at the start.
    pub device: Device,
    /// The attempts of the job.
    pub attempts: Attempts,
    /// Where progress goes.
    pub progress: Progress,
    on_retry: Option<OnRetry>,
    segment: Option<Segment>,
    secret: OnceLock<Secret>,
    /// Called with the secret that the device has refused.
    on_refused: Option<OnRefused>,
    notes: Mutex<Notes>,
}

/// What a session notes on its way.
#[derive(Default)]
struct Notes {
    secret: SecretUse,
    /// Sends that broke off with nothing kept of them.
    broken: u64,
    time_left: Option<Duration>,
    /// When a request that changes the device was given up last.
    abandoned: Option<Instant>,
    remarks: Vec<Message>,
}

/// Called with a PIN or token that a device has refused.
pub type OnRefused = Arc<dyn Fn(&Secret) + Send + Sync>;

/// How the device has answered to its PIN or token.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum SecretUse {
    /// It has not asked for it.
    #[default]
    NotAsked,
    /// It has asked for it.
    Asked,
    /// It has refused it.
    Refused,
}

impl Session {
    /// A session for all LEDs of the device, without a secret.
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
            on_retry: None,
            segment: None,
            secret: OnceLock::new(),
            on_refused: None,
            notes: Mutex::default(),
        }
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock()
    }

    /// Calls `on_retry` each time that an upload broke off and is tried again.
    #[must_use]
    pub fn on_retry(mut self, on_retry: OnRetry) -> Self {
        self.on_retry = Some(on_retry);
        self
    }

    /// Reports that an upload broke off and is tried again.
    pub(in crate::device) fn retrying(&self, error: &DeviceError) {
        if let Some(on_retry) = &self.on_retry {
            on_retry(error);
        }
    }

    /// The same for one segment of the device, as it was when the device identified itself.
    #[must_use]
    pub fn on_segment(mut self, segment: Option<Segment>) -> Self {
        self.segment = segment;
        self
    }

    /// The segment that shows patterns; `None`: all LEDs.
    #[must_use]
    pub fn segment(&self) -> Option<Segment> {
        self.segment
    }

    /// The same with the device's PIN or token.
    #[must_use]
    pub fn with_secret(mut self, secret: Option<Secret>) -> Self {
        self.secret = secret.map(OnceLock::from).unwrap_or_default();
        self
    }

    /// The same, which calls `on_refused` once where the device refuses its PIN or token.
    #[must_use]
    pub fn on_refused(mut self, on_refused: Option<OnRefused>) -> Self {
        self.on_refused = on_refused;
        self
    }

    /// What is called where the device refuses its PIN or token.
    #[must_use]
    pub fn when_refused(&self) -> Option<OnRefused> {
        self.on_refused.clone()
    }

    /// Gives the session the secret that its device has asked for; whether it had none before.
    pub fn unlock(&self, secret: Secret) -> bool {
        self.secret.set(secret).is_ok()
    }

    /// The device's PIN or token, unless the device has refused it. To be sent only after the device has asked for it.
    #[must_use]
    pub fn secret(&self) -> Option<&Secret> {
        self.secret.get().filter(|_| !self.has_refused_secret())
    }

    /// Notes that the device has asked for its PIN or token: from now on it may go along unasked.
    pub fn asked(&self) {
        self.notes().secret = SecretUse::Asked;
    }

    /// Whether the device has asked for its PIN or token in this session.
    #[must_use]
    pub fn has_asked(&self) -> bool {
        self.notes().secret == SecretUse::Asked
    }

    /// Notes that the device has refused its PIN or token: this session does not send it again.
    pub fn refuse_secret(&self) {
        let before = std::mem::replace(&mut self.notes().secret, SecretUse::Refused);
        if before != SecretUse::Refused
            && let (Some(secret), Some(tell)) = (self.secret.get(), &self.on_refused)
        {
            tell(secret);
        }
    }

    /// Does not send the PIN or token any more: the device has refused it in a session beside this one.
    pub fn drop_secret(&self) {
        self.notes().secret = SecretUse::Refused;
    }

    /// Whether [`Session::refuse_secret`] was noted.
    #[must_use]
    pub fn has_refused_secret(&self) -> bool {
        self.notes().secret == SecretUse::Refused
    }

    /// Notes that a send broke off with nothing kept of it, for families that cannot resume; whether it was the last
    /// that this session may make.
    pub fn broke_off(&self) -> bool {
        self.notes().broken += 1;
        self.is_spent()
    }

    /// Whether the session has used up its sends that break off: another one would only bring the device down again.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.notes().broken >= MAX_BROKEN
    }

    /// Limits how long taking something back may take.
    pub fn set_time_left(&self, time: Duration) {
        self.notes().time_left = Some(time);
    }

    /// How long taking something back may take: `usual`, or less.
    #[must_use]
    pub fn time_left(&self, usual: Duration) -> Duration {
        self.notes().time_left.map_or(usual, |left| left.min(usual))
    }

    /// Notes that a request which changes the device was given up just now: what is still on its way may arrive later.
    pub fn abandon(&self) {
        self.notes().abandoned = Some(Instant::now());
    }

    /// Waits until nothing of what was given up can arrive any more; `None` where nothing was.
    pub async fn until_abandoned_is_over(&self) -> Option<()> {
        let at = self.notes().abandoned?;
        tokio::time::sleep_until(at + LATE).await;
        Some(())
    }

    /// Notes a sentence that belongs beside the outcome; each once.
    pub fn remark(&self, text: Message) {
        let mut notes = self.notes();
        if !notes.remarks.contains(&text) {
            notes.remarks.push(text);
        }
    }

    /// Takes what [`Session::remark`] noted since the last call.
    #[must_use]
    pub fn take_remarks(&self) -> Vec<Message> {
        std::mem::take(&mut self.notes().remarks)
    }
}
