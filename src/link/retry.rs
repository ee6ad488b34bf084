//! When to try again, and how long to wait before: full jitter, counted in the job's one [`Attempts`]. The layer repeats
//! idempotent single calls; recoveries of several calls are the families' and ask the same [`RetryPolicy`].

use super::classify::{BusySign, Verdict, cause};
use super::{Attempts, Call, LinkError, MAX_ATTEMPTS, Reply, Transport};
use parking_lot::Mutex;
use std::sync::Arc;
use std::time::Duration;

/// First bound of the wait after a failure: a lost packet is over by then.
const BASE: Duration = Duration::from_millis(250);
/// The first pause after 429/503: a busy device takes longer than a lost packet.
const BUSY_BASE: Duration = Duration::from_secs(1);
/// No wait is drawn from above this: with 5 attempts it is reached only by busy devices.
const LONGEST: Duration = Duration::from_secs(20);
/// All tries of a request never lie within less than this: a device whose web server starts again refuses connections for up
/// to three seconds, and by chance five tries can be over in one.
const SPAN: Duration = Duration::from_secs(4);

/// Whether there is another attempt, and when. Clones share one source of jitter.
#[derive(Clone, Debug)]
pub struct RetryPolicy {
    jitter: Arc<Mutex<fastrand::Rng>>,
}

impl RetryPolicy {
    /// A policy whose jitter comes from `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            jitter: Arc::new(Mutex::new(fastrand::Rng::with_seed(seed))),
        }
    }

    /// How long to wait before the next attempt, which is counted with this; `None` when there is none: the verdict is
    /// not one to repeat after, the tries of the request or the repeats of the job are used up, or the device asks for more
    /// time than a job may be kept waiting.
    #[must_use]
    pub fn next(&self, verdict: &Verdict, attempts: &Attempts) -> Option<Duration> {
        let (base, asked) = match verdict {
            Verdict::Transient => (BASE, Duration::ZERO),
            Verdict::Busy { retry_after } => (BUSY_BASE, retry_after.unwrap_or_default()),
            Verdict::Success | Verdict::DeviceSaidNo | Verdict::Fatal => return None,
        };
        let spent = attempts.spent();
        if attempts.are_used_up() || !attempts.may_wait(asked) {
            return None;
        }
        let since_first = attempts.repeat();
        let bound = base.saturating_mul(1 << spent).min(LONGEST);
        let wait = self.draw(bound).max(asked);
        let is_last = spent + 2 == MAX_ATTEMPTS;
        Some(if is_last {
            wait.max(SPAN.saturating_sub(since_first))
        } else {
            wait
        })
    }

    /// Full jitter: anything from nothing to `bound`, so that devices that failed together do not come back together.
    fn draw(&self, bound: Duration) -> Duration {
        let mut jitter = self.jitter.lock();
        bound.mul_f64(jitter.f64())
    }
}

/// Repeats idempotent calls as the policy says; all others pass once. When the circuit opens meanwhile, the call ends with
/// [`LinkError::CircuitOpen`]: the job waits, and finds the cause in `DeviceLink::last_failure`.
#[derive(Debug)]
pub struct Retry<T> {
    inner: T,
    policy: RetryPolicy,
    busy: BusySign,
}

impl<T> Retry<T> {
    /// Repeats calls through `inner`.
    #[must_use]
    pub fn new(inner: T, policy: RetryPolicy) -> Self {
        Self {
            inner,
            policy,
            busy: BusySign::default(),
        }
    }

    /// Recognises a busy device by `busy`.
    #[must_use]
    pub(super) fn with_busy_sign(self, busy: BusySign) -> Self {
        Self { busy, ..self }
    }

    /// How the family's devices show that they are busy.
    #[must_use]
    pub fn busy_sign(&self) -> &BusySign {
        &self.busy
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
        let tries = call.attempts.request();
        let mut timeouts = 0;
        let mut is_repeat = false;
        loop {
            let result = self.inner.send(call.clone()).await;
            if is_repeat
                && matches!(
                    result,
                    Err(LinkError::CircuitOpen { .. } | LinkError::Isolated)
                )
            {
                tries.not_sent();
            }
            let verdict = self.busy.verdict(&result);
            if !matches!(verdict, Verdict::Transient | Verdict::Busy { .. }) {
                return result;
            }
            timeouts += u32::from(matches!(result, Err(LinkError::TimedOut { .. })));
            let again = self.policy.next(&verdict, &tries);
            let Some(wait) = again.filter(|_| timeouts < call.timeouts) else {
                return Err(LinkError::Exhausted {
                    attempts: tries.spent() + 1,
                    last: Box::new(cause(result)),
                });
            };
            tracing::debug!(
                route = call.route(),
                ?verdict,
                ?wait,
                attempt = call.attempts.total(),
                "trying again"
            );
            tokio::time::sleep(wait).await;
            is_repeat = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::fixture::{cut, millis, numbered, probe, secs, status};
    use crate::link::{Script, Wire};
    use http::header;
    use std::sync::atomic::Ordering::SeqCst;
    use tokio::time::Instant;

    fn retry(script: Script) -> Retry<Wire> {
        Retry::new(Wire::Scripted(script), RetryPolicy::new(1))
    }

    fn waits(verdict: Verdict, seed: u64) -> Vec<Duration> {
        let policy = RetryPolicy::new(seed);
        let attempts = Attempts::new();
        std::iter::from_fn(|| policy.next(&verdict, &attempts)).collect()
    }

    #[test]
    fn waits_are_drawn_from_nothing_to_a_bound_that_doubles() {
        for (verdict, base) in [
            (Verdict::Transient, 250),
            (Verdict::Busy { retry_after: None }, 1000),
        ] {
            let bounds = [base, 2 * base, 4 * base, 8 * base];
            let mut low = [1.0f64; 3];
            let mut high = [0.0f64; 3];
            for seed in 0..300 {
                let waits = waits(verdict, seed);
                assert_eq!(waits.len(), 4, "five attempts");
                assert!(
                    waits.iter().sum::<Duration>() >= millis(3900),
                    "refusals of three seconds are outlived: {waits:?}"
                );
                for (i, (wait, bound)) in waits.into_iter().zip(bounds).enumerate().take(3) {
                    assert!(wait <= millis(bound), "{wait:?} of {bound} ms");
                    let share = wait.as_secs_f64() / millis(bound).as_secs_f64();
                    low[i] = low[i].min(share);
                    high[i] = high[i].max(share);
                }
            }
            // full jitter: the whole range is used, not its upper half only
            assert!(
                low.iter().all(|l| *l < 0.05) && high.iter().all(|h| *h > 0.95),
                "{low:?} {high:?}"
            );
        }
    }

    #[test]
    fn one_seed_gives_one_sequence_of_waits() {
        let first = |seed| waits(Verdict::Transient, seed)[..3].to_vec(); // the last one depends on the clock
        assert_eq!(first(9), first(9));
        assert_ne!(first(9), first(10));
    }

    #[test]
    fn retry_after_is_the_least_wait_up_to_a_minute_in_all() {
        let busy = |asked| Verdict::Busy {
            retry_after: Some(asked),
        };
        let waits_of = |asked| waits(busy(asked), 3);
        assert_eq!(waits_of(secs(7)).len(), 4);
        assert!(waits_of(secs(7)).iter().all(|wait| *wait >= secs(7)));
        assert_eq!(waits_of(secs(25)).len(), 2, "50 s of the 60 s");
        assert_eq!(
            waits_of(secs(3600)).len(),
            0,
            "told at once, not waited for"
        );
    }

    #[test]
    fn attempts_start_anew_once_the_job_got_further() {
        let policy = RetryPolicy::new(1);
        let attempts = Attempts::new();
        while policy.next(&Verdict::Transient, &attempts).is_some() {}
        assert_eq!((attempts.total(), attempts.spent()), (5, 4));
        attempts.progressed();
        assert!(
            policy
                .next(&Verdict::Transient, &attempts)
                .is_some_and(|wait| wait <= millis(250))
        );
        assert_eq!((attempts.total(), attempts.spent()), (6, 1));
    }

    #[test]
    fn nothing_is_repeated_after_a_success_a_refusal_or_an_end() {
        for verdict in [Verdict::Success, Verdict::DeviceSaidNo, Verdict::Fatal] {
            assert_eq!(waits(verdict, 1), Vec::<Duration>::new());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_idempotent_call_is_repeated_until_it_goes_well() {
        let (script, calls) =
            numbered(|n| (millis(1), if n < 3 { Err(cut()) } else { status(200) }));
        let call = probe();
        assert!(retry(script).send(call.clone()).await.is_ok());
        assert_eq!((calls.load(SeqCst), call.attempts.total()), (4, 4));
    }

    #[tokio::test(start_paused = true)]
    async fn what_one_request_used_up_the_next_one_has_anew() {
        // each is answered at its fourth try: a device that another program asks all the time
        let (script, _) = numbered(|n| (millis(1), status(if n % 4 < 3 { 503 } else { 200 })));
        let retry = retry(script);
        let job = Attempts::new();
        for _ in 0..6 {
            let call = Call::get("/status", &job);
            assert_eq!(retry.send(call).await.unwrap().status, 200);
        }
        assert_eq!(job.total(), 19);
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_is_not_idempotent_passes_once() {
        let (script, calls) = numbered(|_| (millis(1), Err(cut())));
        let call = Call {
            idempotent: false,
            ..probe()
        };
        assert_eq!(retry(script).send(call.clone()).await.unwrap_err(), cut());
        assert_eq!((calls.load(SeqCst), call.attempts.total()), (1, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn used_up_attempts_end_with_the_last_cause() {
        let (script, calls) =
            numbered(|n| (millis(1), if n < 4 { Err(cut()) } else { status(500) }));
        let last = Box::new(LinkError::Status {
            code: 500,
            detail: "{}".into(),
            retry_after: None,
        });
        assert_eq!(
            retry(script).send(probe()).await.unwrap_err(),
            LinkError::Exhausted { attempts: 5, last }
        );
        assert_eq!(calls.load(SeqCst), 5);
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_is_handed_on_at_once() {
        let (script, calls) = numbered(|_| (millis(1), status(404)));
        assert_eq!(retry(script).send(probe()).await.unwrap().status, 404);
        assert_eq!(calls.load(SeqCst), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_circuit_that_opens_meanwhile_ends_the_call_and_is_no_attempt() {
        let open = LinkError::CircuitOpen { retry_in: secs(5) };
        let answer = open.clone();
        let (script, calls) =
            numbered(move |n| (millis(1), Err(if n < 2 { cut() } else { answer.clone() })));
        let call = probe();
        assert_eq!(retry(script).send(call.clone()).await.unwrap_err(), open);
        assert_eq!(
            (
                calls.load(SeqCst),
                call.attempts.total(),
                call.attempts.spent()
            ),
            (3, 2, 0)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_busy_device_gets_the_time_it_asked_for() {
        let (script, _) = numbered(|n| {
            let mut reply = Reply::new(http::StatusCode::SERVICE_UNAVAILABLE, "");
            reply
                .headers
                .insert(header::RETRY_AFTER, header::HeaderValue::from_static("30"));
            (Duration::ZERO, if n == 0 { Ok(reply) } else { status(200) })
        });
        let start = Instant::now();
        assert!(retry(script).send(probe()).await.is_ok());
        assert!(
            start.elapsed() >= secs(30) && start.elapsed() < secs(31),
            "{:?}",
            start.elapsed()
        );
    }
}
