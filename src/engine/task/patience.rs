//! Waiting for a device that was there and is gone: it may reboot, or its circuit may rest. A job is parked, never ended, by
//! that; a device that never answered in this run is not waited for.

use crate::device::{DeviceError, Family};
use crate::engine::api::Phase;
use crate::engine::note::Report;
use crate::link::{Attempts, Circuit, DeviceLink, LinkError};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Longest absence of a device before its job fails; counted again from zero when the device holds more than before.
pub(super) const MAX_ABSENCE: Duration = Duration::from_secs(60);
/// First pause between two looks whether it is back.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Longest pause: a device that reboots is back within seconds.
const MAX_PAUSE: Duration = Duration::from_secs(5);

/// Failures in a row after which a device counts as gone.
const GONE_AFTER: u32 = 2;

/// One job's patience with one device.
pub(super) struct Patience<'a> {
    pub(super) link: &'a DeviceLink,
    pub(super) family: &'static dyn Family,
    /// Of what is waited with: a rest of the circuit counts as an attempt.
    pub(super) attempts: Attempts,
    pub(super) report: &'a Report,
    pub(super) left: Duration,
    /// Whether the job got its attempts back since the device last got further.
    attempts_restored: bool,
}

/// The result of waiting.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Waited {
    /// It answers, as it did all along: its circuit only rested.
    Rested,
    /// It was gone and is back.
    Back,
}

impl<'a> Patience<'a> {
    pub(super) fn new(
        link: &'a DeviceLink,
        family: &'static dyn Family,
        attempts: &'a Attempts,
        report: &'a Report,
    ) -> Self {
        Self {
            link,
            family,
            attempts: attempts.request(),
            report,
            left: MAX_ABSENCE,
            attempts_restored: false,
        }
    }

    /// The device holds more than before: it may be gone for the full time again.
    pub(super) fn renew(&mut self) {
        self.left = MAX_ABSENCE;
        self.attempts_restored = false;
    }

    /// Waits until the device answers and its circuit is closed.
    ///
    /// # Errors
    /// `error`, or the real cause before it, when the device lives and the attempts are used up, or when it stays away.
    pub(super) async fn wait(&mut self, error: DeviceError) -> Result<Waited, DeviceError> {
        let is_used_up = is_used_up(&error);
        let cause = real_cause(error, self.link);
        let start = Instant::now();
        let mut pause = Duration::ZERO;
        // one failure with answers around it is a refusal of that call; several in a row, and the device was gone
        let was_silent = self.link.failures_in_a_row() >= GONE_AFTER
            && !self.attempts_restored
            && !timed_out(&cause);
        let mut was_gone = false;
        let mut start = start;
        loop {
            if self.link.is_held() {
                // the network is down, not the device: its absence does not count
                let held = Instant::now();
                self.report.phase(Phase::Absent);
                self.link.released().await;
                start += held.elapsed();
                was_gone = true;
            }
            let pause_now = match self.link.circuit() {
                Circuit::Open { retry_in } => retry_in.max(pause),
                Circuit::Isolated => return Err(cause),
                Circuit::Closed | Circuit::HalfOpen => pause,
            };
            if start.elapsed() + pause_now > self.left {
                self.left = Duration::ZERO;
                return Err(cause);
            }
            if !pause_now.is_zero() {
                self.report.set_gives_up(Some(start + self.left));
                self.report.phase(Phase::Absent);
                sleep(pause_now).await;
            }
            match self.family.probe(self.link).await {
                Ok(()) if self.link.circuit() == Circuit::Closed => break,
                Ok(()) => {}
                Err(LinkError::CircuitOpen { .. }) => pause = FIRST_PAUSE,
                Err(_) => {
                    was_gone = true;
                    pause = (pause * 2).clamp(FIRST_PAUSE, MAX_PAUSE);
                }
            }
        }
        self.report.set_gives_up(None);
        self.left = self.left.saturating_sub(start.elapsed());
        if was_gone || was_silent {
            self.attempts_restored = true;
            self.attempts.progressed();
            return Ok(Waited::Back);
        }
        // it answers, but not to this: its tries are used up
        if is_used_up || self.attempts.are_used_up() {
            return Err(cause);
        }
        self.attempts.repeat();
        Ok(Waited::Rested)
    }
}

/// Whether all tries of the call have failed, in contrast to one that was not made as the circuit rests.
fn is_used_up(error: &DeviceError) -> bool {
    match error {
        DeviceError::Link {
            cause: LinkError::Exhausted { .. },
            ..
        } => true,
        DeviceError::VerifyUnreachable { cause } => is_used_up(cause),
        _ => false,
    }
}

/// Whether the device did not answer in time: it is there, where a probe is answered at once.
fn timed_out(error: &DeviceError) -> bool {
    match error {
        DeviceError::Link {
            cause: LinkError::TimedOut { .. },
            ..
        } => true,
        DeviceError::Link {
            cause: LinkError::Exhausted { last, .. },
            ..
        } => matches!(**last, LinkError::TimedOut { .. }),
        DeviceError::VerifyUnreachable { cause } => timed_out(cause),
        _ => false,
    }
}

/// Returns the failure that opened the circuit instead of "resting".
pub(super) fn real_cause(error: DeviceError, link: &DeviceLink) -> DeviceError {
    match (error, link.last_failure()) {
        (
            DeviceError::Link {
                doing,
                cause: LinkError::CircuitOpen { .. },
            },
            Some(cause),
        ) => DeviceError::Link { doing, cause },
        (DeviceError::VerifyUnreachable { cause }, _) => DeviceError::VerifyUnreachable {
            cause: Box::new(real_cause(*cause, link)),
        },
        (error, _) => error,
    }
}

/// Whether `error` is one that waiting can mend.
pub(super) fn is_temporary(error: &DeviceError, answered_before: bool) -> bool {
    error.is_absence() && answered_before
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::{Doing, FAMILIES};
    use crate::engine::api::JobId;
    use crate::link::{Call, LinkSettings, Reply, Script, Transport as _, scripted_link};
    use http::StatusCode;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

    /// A device that is away from `from` to `to` seconds of the test's time.
    fn away(from: u64, to: u64) -> DeviceLink {
        let start = Instant::now();
        let answer = move |_: Call| async move {
            let now = start.elapsed().as_secs();
            if (from..to).contains(&now) {
                Err(LinkError::Refused)
            } else {
                Ok(Reply::new(StatusCode::OK, "{}"))
            }
        };
        scripted_link(
            Script::new(answer),
            &LinkSettings {
                seed: Some(7),
                ..LinkSettings::default()
            },
        )
    }

    fn report() -> Report {
        Report::new(JobId::example(1), tokio::sync::mpsc::unbounded_channel().0)
    }

    fn gone() -> DeviceError {
        DeviceError::Link {
            doing: Doing::Sending,
            cause: LinkError::Refused,
        }
    }

    /// What a job does before it waits: some call fails again and again.
    async fn fail(link: &DeviceLink) {
        let _ = link.send(Call::get("/api/status", &Attempts::new())).await;
    }

    async fn wait(
        link: &DeviceLink,
        attempts: &Attempts,
    ) -> (Result<Waited, DeviceError>, Duration) {
        let report = report();
        let start = Instant::now();
        let mut patience = Patience::new(link, FAMILIES[0], attempts, &report);
        fail(link).await;
        (patience.wait(gone()).await, start.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn a_device_that_reboots_is_waited_for_and_gives_the_job_its_attempts_back() {
        let attempts = Attempts::new();
        for _ in 0..4 {
            attempts.repeat();
        }
        let (waited, took) = wait(&away(0, 20), &attempts).await;
        assert_eq!(waited, Ok(Waited::Back));
        assert!(!attempts.request().are_used_up());
        assert_eq!(attempts.total(), 5, "what a person is told stays");
        assert!(
            took >= Duration::from_secs(20) && took < MAX_ABSENCE,
            "{took:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_device_that_stays_away_fails_within_the_cap_with_the_real_cause() {
        let (waited, took) = wait(&away(0, 10_000), &Attempts::new()).await;
        assert_eq!(waited, Err(gone()), "never that its circuit rests");
        assert!(took <= MAX_ABSENCE + Duration::from_secs(5), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn the_time_in_which_its_network_is_down_is_no_absence_of_the_device() {
        let alone = wait(&away(0, 66), &Attempts::new()).await;
        assert_eq!(alone.0, Err(gone()));
        let link = Arc::new(away(0, 66));
        link.hold(true);
        let held = link.clone();
        tokio::spawn(async move {
            sleep(Duration::from_secs(30)).await;
            held.hold(false);
        });
        let (waited, took) = wait(&link, &Attempts::new()).await;
        assert_eq!(waited, Ok(Waited::Back));
        assert!((66..=95).contains(&took.as_secs()), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_device_that_is_there_gets_no_more_attempts_than_any_other() {
        let attempts = Attempts::new();
        let used_up = DeviceError::Link {
            doing: Doing::Sending,
            cause: LinkError::Exhausted {
                attempts: 5,
                last: Box::new(LinkError::Refused),
            },
        };
        let link = away(10_000, 10_001);
        let report = report();
        let waited = Patience::new(&link, FAMILIES[0], &attempts, &report)
            .wait(used_up.clone())
            .await;
        assert_eq!(waited, Err(used_up));
    }

    #[tokio::test(start_paused = true)]
    async fn time_waited_adds_up_until_the_device_holds_more() {
        let flapping = Arc::new(AtomicU64::new(0));
        let calls = flapping.clone();
        // ten refusals, then an answer or two, and so on: back each time, and gone again
        let answer = move |_: Call| {
            let n = calls.fetch_add(1, Relaxed);
            async move {
                if n % 12 < 10 {
                    Err(LinkError::Refused)
                } else {
                    Ok(Reply::new(StatusCode::OK, "{}"))
                }
            }
        };
        let link = scripted_link(
            Script::new(answer),
            &LinkSettings {
                seed: Some(7),
                ..LinkSettings::default()
            },
        );
        let attempts = Attempts::new();
        let report = report();
        let start = Instant::now();
        let mut patience = Patience::new(&link, FAMILIES[0], &attempts, &report);
        while patience.wait(gone()).await.is_ok() {
            fail(&link).await;
        }
        assert!(
            patience.left < MAX_PAUSE && start.elapsed() < MAX_ABSENCE * 3,
            "{:?}",
            start.elapsed()
        );
        patience.renew();
        assert_eq!(patience.left, MAX_ABSENCE);
    }
}
