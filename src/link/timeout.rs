//! How long the wire may take: small requests by the device's own round trips (`rtt.rs`), transfers by whether they get
//! further. Innermost layer, so that neither queueing nor back-off ever looks slow; the time to connect is inside.

use super::rtt::Rtt;
use super::{Call, CallClass, LinkError, OnBytes, ProbeTimeout, Reply, Transport};
use parking_lot::{Mutex, MutexGuard};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// A transfer that gets no further for so long has failed.
const STALL: Duration = Duration::from_secs(20);
/// The same on a device that was seen to recover from a long stall: flash garbage collection takes 4 to 45 s.
const PATIENT_STALL: Duration = Duration::from_secs(45);
/// A stall above this that ends well makes the link patient.
const LONG_STALL: Duration = Duration::from_secs(10);
/// The answer after the last byte of a body: the device writes its buffers to flash and may check a hash over all of it
/// first. What has no body is answered within the time of a stall.
const ANSWER: Duration = Duration::from_secs(45);

/// Ends calls that take too long.
#[derive(Debug)]
pub struct Timeout<T> {
    inner: T,
    rtt: Mutex<Rtt>,
    /// Whether a long stall has ended well here.
    patient: AtomicBool,
    /// When something last came from the device, or went to it as part of a body.
    sign: Arc<Mutex<Option<Instant>>>,
}

impl<T> Timeout<T> {
    /// Times calls through `inner`.
    #[must_use]
    pub fn new(inner: T, probe: ProbeTimeout) -> Self {
        Self {
            inner,
            rtt: Mutex::new(Rtt::new(probe)),
            patient: AtomicBool::new(false),
            sign: Arc::default(),
        }
    }

    /// When something last came from the device, or went to it as part of a body.
    pub(super) fn last_sign(&self) -> Option<Instant> {
        *self.sign.lock()
    }

    /// The layer beneath.
    pub(super) fn inner(&self) -> &T {
        &self.inner
    }

    /// How long the next small request may take.
    #[must_use]
    pub fn rto(&self) -> Duration {
        self.rtt().timeout()
    }

    /// Sets how small requests are timed from now on.
    pub fn set_probe_timeout(&self, probe: ProbeTimeout) {
        self.rtt().set_mode(probe);
    }

    fn rtt(&self) -> MutexGuard<'_, Rtt> {
        self.rtt.lock()
    }

    fn stall_limit(&self) -> Duration {
        if self.patient.load(Relaxed) {
            PATIENT_STALL
        } else {
            STALL
        }
    }
}

impl<T: Transport> Timeout<T> {
    async fn probe(&self, call: Call) -> Result<Reply, LinkError> {
        let limit = self.rto();
        let start = Instant::now();
        let given_up = OnDrop(Some(|| self.rtt().abandoned()));
        let timed = tokio::time::timeout(limit, self.inner.send(call)).await;
        given_up.disarm();
        let Ok(result) = timed else {
            self.rtt().timed_out();
            return Err(LinkError::TimedOut { after: limit });
        };
        if result.is_ok() {
            self.rtt().answered(start.elapsed());
            note(&self.sign);
        }
        result
    }

    async fn transfer(&self, mut call: Call) -> Result<Reply, LinkError> {
        let watch = Watch::over(&mut call, &self.sign);
        let given_up = OnDrop(Some(|| self.rtt().abandoned()));
        let result = tokio::select! {
            biased;
            result = self.inner.send(call) => result,
            limit = self.stalled(&watch) => {
                self.rtt().abandoned();
                Err(LinkError::TimedOut { after: limit })
            }
        };
        given_up.disarm();
        if result.is_ok() {
            watch.progress().advanced();
            note(&self.sign);
        }
        self.learn_patience(&watch);
        result
    }

    /// Notes when a long stall of this transfer has ended.
    fn learn_patience(&self, watch: &Watch) {
        if watch.progress().longest_pause > LONG_STALL && !self.patient.swap(true, Relaxed) {
            tracing::debug!("a long stall ended well: waiting longer on this device from now on");
        }
    }

    /// Ends, with the limit that was broken, when the transfer gets no further.
    async fn stalled(&self, watch: &Watch) -> Duration {
        loop {
            let (since, waiting_for_answer) = watch.last_progress();
            self.learn_patience(watch);
            let limit = if waiting_for_answer {
                ANSWER
            } else {
                self.stall_limit()
            };
            if Instant::now() >= since + limit {
                return limit;
            }
            tokio::select! {
                () = sleep_until(since + limit) => {}
                // the next limit may be a shorter one
                () = watch.moved.notified() => {}
            }
        }
    }
}

impl<T: Transport> Transport for Timeout<T> {
    async fn send(&self, call: Call) -> Result<Reply, LinkError> {
        match call.class {
            CallClass::Probe => self.probe(call).await,
            CallClass::Transfer => self.transfer(call).await,
        }
    }
}

/// Something came or went just now.
fn note(sign: &Mutex<Option<Instant>>) {
    *sign.lock() = Some(Instant::now());
}

/// Sees how far a transfer is, by standing between the wire and the call's own listeners.
struct Watch {
    sign: Arc<Mutex<Option<Instant>>>,
    progress: Mutex<Progress>,
    moved: Notify,
}

struct Progress {
    body_len: u64,
    sent: u64,
    received: u64,
    last: Instant,
    /// Of those that have ended.
    longest_pause: Duration,
}

impl Watch {
    fn over(call: &mut Call, sign: &Arc<Mutex<Option<Instant>>>) -> Arc<Self> {
        let last = Instant::now();
        let body_len = call.body_len();
        let progress = Progress {
            body_len,
            sent: 0,
            received: 0,
            last,
            longest_pause: Duration::ZERO,
        };
        let watch = Arc::new(Self {
            sign: sign.clone(),
            progress: Mutex::new(progress),
            moved: Notify::new(),
        });
        call.on_sent = Some(watch.before(call.on_sent.take(), |progress| &mut progress.sent));
        call.on_received =
            Some(watch.before(call.on_received.take(), |progress| &mut progress.received));
        watch
    }

    /// A listener that notes the count here, then calls `listener`.
    fn before(
        self: &Arc<Self>,
        listener: Option<OnBytes>,
        count: fn(&mut Progress) -> &mut u64,
    ) -> OnBytes {
        let watch = self.clone();
        Arc::new(move |bytes| {
            let mut progress = watch.progress();
            if bytes > *count(&mut progress) {
                *count(&mut progress) = bytes;
                progress.advanced();
                note(&watch.sign);
            }
            drop(progress);
            watch.moved.notify_one();
            if let Some(listener) = &listener {
                listener(bytes);
            }
        })
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock()
    }

    /// Since when nothing has moved, and whether it is the answer that is waited for.
    fn last_progress(&self) -> (Instant, bool) {
        let progress = self.progress();
        (
            progress.last,
            progress.body_len > 0 && progress.sent >= progress.body_len && progress.received == 0,
        )
    }
}

impl Progress {
    fn advanced(&mut self) {
        let now = Instant::now();
        self.longest_pause = self.longest_pause.max(now - self.last);
        self.last = now;
    }
}

/// Runs its closure when dropped, unless disarmed: how a layer learns that a call was cancelled.
struct OnDrop<F: FnOnce()>(Option<F>);

impl<F: FnOnce()> OnDrop<F> {
    fn disarm(mut self) {
        self.0 = None;
    }
}

impl<F: FnOnce()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        if let Some(f) = self.0.take() {
            f();
        }
    }
}

#[cfg(test)]
mod tests;
