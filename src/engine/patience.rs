//! Waiting for a device that was there and is gone: it may reboot, or its circuit may rest. A job is parked, never ended, by
//! that; a device that never answered in this run is not waited for.

use super::event::Phase;
use super::report::Report;
use super::shared::real_cause;
use crate::device::{DeviceError, Family};
use crate::link::{Attempts, Circuit, DeviceLink, LinkError, MAX_ATTEMPTS};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long in all a device may be gone before its job fails; starts anew when the device holds more than before.
pub(super) const ABSENCE: Duration = Duration::from_secs(60);
/// First pause between two looks whether it is back.
const LOOK: Duration = Duration::from_secs(1);
/// Longest pause: a device that reboots is back within seconds.
const LOOK_MAX: Duration = Duration::from_secs(5);

/// Failures in a row after which a device counts as gone.
const GONE: u32 = 2;

/// One job's patience with one device.
pub(super) struct Patience<'a> {
    pub(super) link: &'a DeviceLink,
    pub(super) family: &'static dyn Family,
    pub(super) attempts: &'a Attempts,
    pub(super) report: &'a Report,
    pub(super) left: Duration,
}

/// What came of waiting.
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
        Self { link, family, attempts, report, left: ABSENCE }
    }

    /// The device holds more than before: it may be gone for the full time again.
    pub(super) fn renew(&mut self) {
        self.left = ABSENCE;
    }

    /// Waits until the device answers and its circuit is closed.
    ///
    /// # Errors
    /// `error`, or the real cause before it, when the device lives and the attempts are used up, or when it stays away.
    pub(super) async fn wait(&mut self, error: DeviceError) -> Result<Waited, DeviceError> {
        let cause = real_cause(error, self.link);
        let start = Instant::now();
        let mut pause = Duration::ZERO;
        // one failure with answers around it is a refusal of that call; several in a row, and nobody was there
        let mut was_gone = self.link.failures_in_a_row() >= GONE;
        loop {
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
                self.report.phase(Phase::Absent);
                sleep(pause_now).await;
            }
            match self.family.probe(self.link).await {
                Ok(()) if self.link.circuit() == Circuit::Closed => break,
                Ok(()) => {}
                Err(LinkError::CircuitOpen { .. }) => pause = LOOK,
                Err(_) => {
                    was_gone = true;
                    pause = (pause * 2).clamp(LOOK, LOOK_MAX);
                }
            }
        }
        self.left = self.left.saturating_sub(start.elapsed());
        if was_gone {
            self.attempts.progressed();
            return Ok(Waited::Back);
        }
        if self.attempts.spent() + 1 >= MAX_ATTEMPTS {
            return Err(cause);
        }
        self.attempts.repeat();
        Ok(Waited::Rested)
    }
}

/// Whether `error` is one that waiting can mend.
pub(super) fn may_pass(error: &DeviceError, answered_before: bool) -> bool {
    error.is_absence() && answered_before
}
