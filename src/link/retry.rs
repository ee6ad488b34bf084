//! When to try again, and how long to wait before: full jitter, counted in the job's one [`Attempts`]. The layer repeats
//! idempotent single calls; recoveries of several calls are the families' and ask the same [`RetryPolicy`].

use super::classify::{Verdict, cause, verdict};
use super::{Attempts, Call, LinkError, MAX_ATTEMPTS, Reply, Transport};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// First bound of the wait after a failure: a lost packet is over by then.
const BASE: Duration = Duration::from_millis(250);
/// The same after 429/503: the device is at work, which takes longer than a lost packet.
const BUSY_BASE: Duration = Duration::from_secs(1);
/// No wait is drawn from above this: with 5 attempts it is reached only by busy devices.
const LONGEST: Duration = Duration::from_secs(20);
/// What of `Retry-After` is honoured: a device that asks for an hour has a wrong clock, or should fail in front of a person.
const RETRY_AFTER_CAP: Duration = Duration::from_secs(120);

/// Whether there is another attempt, and when. Clones share one source of jitter.
#[derive(Clone, Debug)]
pub struct RetryPolicy {
    jitter: Arc<Mutex<fastrand::Rng>>,
}

impl RetryPolicy {
    /// A policy whose jitter comes from `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { jitter: Arc::new(Mutex::new(fastrand::Rng::with_seed(seed))) }
    }

    /// How long to wait before the next attempt, which is counted with this; `None` when there is none: the verdict is
    /// not one to repeat after, or [`MAX_ATTEMPTS`] are used up since the job last got further.
    #[must_use]
    pub fn next(&self, verdict: &Verdict, attempts: &Attempts) -> Option<Duration> {
        let (base, at_least) = match verdict {
            Verdict::Transient => (BASE, Duration::ZERO),
            Verdict::Busy { retry_after } => (BUSY_BASE, retry_after.unwrap_or_default().min(RETRY_AFTER_CAP)),
            Verdict::Success | Verdict::DeviceSaidNo | Verdict::Fatal => return None,
        };
        let spent = attempts.spent();
        if spent + 1 >= MAX_ATTEMPTS {
            return None;
        }
        attempts.repeat();
        let bound = base.saturating_mul(1 << spent).min(LONGEST);
        Some(self.draw(bound).max(at_least))
    }

    /// Full jitter: anything from nothing to `bound`, so that devices that failed together do not come back together.
    fn draw(&self, bound: Duration) -> Duration {
        let mut jitter = self.jitter.lock().unwrap_or_else(PoisonError::into_inner);
        bound.mul_f64(jitter.f64())
    }
}

/// Repeats idempotent calls as the policy says; all others pass once.
#[derive(Debug)]
pub struct Retry<T> {
    inner: T,
    policy: RetryPolicy,
}

impl<T> Retry<T> {
    /// Repeats calls through `inner`.
    #[must_use]
    pub fn new(inner: T, policy: RetryPolicy) -> Self {
        Self { inner, policy }
    }

    /// The policy, for recoveries of several calls.
    #[must_use]
    pub fn policy(&self) -> &RetryPolicy {
        &self.policy
    }

    /// The layer beneath.
    pub(super) fn inner(&self) -> &T {
        &self.inner
    }
}

impl<T: Transport> Transport for Retry<T> {
    async fn send(&self, call: Call) -> Result<Reply, LinkError> {
        if !call.idempotent {
            return self.inner.send(call).await;
        }
        loop {
            let result = self.inner.send(call.clone()).await;
            let verdict = verdict(&result);
            if !matches!(verdict, Verdict::Transient | Verdict::Busy { .. }) {
                return result;
            }
            let Some(wait) = self.policy.next(&verdict, &call.attempts) else {
                return Err(LinkError::Exhausted { attempts: call.attempts.total(), last: Box::new(cause(result)) });
            };
            tracing::debug!(path = call.path, ?verdict, ?wait, attempt = call.attempts.total(), "trying again");
            tokio::time::sleep(wait).await;
        }
    }
}
