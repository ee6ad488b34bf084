//! When a job ends whose device has stopped answering, whatever call or wait is running then.

use crate::device::{DeviceError, Doing};
use crate::engine::api::Waiting;
use crate::engine::note::{Change, Report};
use crate::link::{DeviceLink, LinkError};
use parking_lot::Mutex;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

/// So long after the last byte of the device its job ends (design: 120 s at most, what is taken back included).
const MAX_SILENCE: Duration = Duration::from_secs(115);
/// So long after that byte nothing is taken back any more.
const WITHDRAW_UNTIL: Duration = Duration::from_secs(118);
/// What is taken back has this much time at the least: a device that answers again needs no more.
const MIN_WITHDRAW: Duration = Duration::from_secs(2);
/// Longest time between two signs of life of a job.
const REPORT_EVERY: Duration = Duration::from_secs(2);
/// A wait that is shorter is not worth a word.
const MIN_REPORTED_WAIT: Duration = Duration::from_millis(1500);

/// Since when a job has waited for its device.
pub(super) struct Deadline(Mutex<Instant>);

impl Deadline {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Instant::now()))
    }

    /// What took time until now was this computer's own work, or another job's.
    pub(super) fn restart(&self) {
        *self.0.lock() = Instant::now();
    }

    /// Since when the device has been silent.
    fn since(&self, link: &DeviceLink) -> Instant {
        let start = *self.0.lock();
        link.last_sign().map_or(start, |sign| sign.max(start))
    }

    /// Does `step`, unless the device is silent for too long meanwhile.
    pub(super) async fn within<T>(
        &self,
        link: &DeviceLink,
        step: impl Future<Output = Result<T, DeviceError>>,
    ) -> Result<T, DeviceError> {
        tokio::select! {
            biased;
            result = step => result,
            () = self.over(link) => Err(silent(link)),
        }
    }

    async fn over(&self, link: &DeviceLink) {
        loop {
            let end = self.since(link) + MAX_SILENCE;
            if Instant::now() >= end {
                return;
            }
            sleep_until(end).await;
        }
    }

    /// How long something may be taken back.
    pub(super) fn left(&self, link: &DeviceLink) -> Duration {
        let end = self.since(link) + WITHDRAW_UNTIL;
        end.saturating_duration_since(Instant::now())
            .max(MIN_WITHDRAW)
    }

    /// Reports every two seconds that the job waits, as long as it reports nothing else. Never ends.
    pub(super) async fn report_waiting(
        &self,
        report: &Report,
        link: impl Fn() -> Option<Arc<DeviceLink>>,
    ) {
        loop {
            let quiet = report.quiet_for();
            if quiet < MIN_REPORTED_WAIT {
                sleep(REPORT_EVERY.saturating_sub(quiet).min(REPORT_EVERY / 4)).await;
                continue;
            }
            if let Some(ahead) = report.waits_for() {
                report.change(Change::Queued(ahead));
            } else if let Some(link) = link() {
                let since = self.since(&link);
                let end = report
                    .gives_up()
                    .map_or(since + MAX_SILENCE, |at| at.min(since + MAX_SILENCE));
                report.change(Change::Waiting(Waiting {
                    silent: since.elapsed(),
                    left: end.saturating_duration_since(Instant::now()),
                }));
            }
            sleep(REPORT_EVERY - Duration::from_millis(300)).await;
        }
    }
}

fn silent(link: &DeviceLink) -> DeviceError {
    DeviceError::Link {
        doing: Doing::Waiting,
        cause: link
            .last_failure()
            .unwrap_or(LinkError::TimedOut { after: MAX_SILENCE }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::{Call, LinkSettings, Reply, Script, Transport as _, scripted_link};
    use http::StatusCode;

    /// Answers for ten seconds, and never again.
    fn falls_silent() -> DeviceLink {
        let start = Instant::now();
        let answer = move |_: Call| async move {
            if start.elapsed() >= Duration::from_secs(10) {
                std::future::pending::<()>().await;
            }
            Ok(Reply::new(StatusCode::OK, "{}"))
        };
        scripted_link(Script::new(answer), &LinkSettings::default())
    }

    #[tokio::test(start_paused = true)]
    async fn whatever_runs_ends_115_seconds_after_the_last_byte() {
        let link = falls_silent();
        let deadline = Deadline::new();
        let start = Instant::now();
        let asks = async {
            loop {
                let _ = link
                    .send(Call::get("/", &crate::link::Attempts::new()))
                    .await;
                sleep(Duration::from_secs(1)).await;
            }
        };
        let result: Result<(), _> = deadline.within(&link, asks).await;
        assert!(result.unwrap_err().is_absence());
        let took = start.elapsed().as_secs();
        assert!((124..=126).contains(&took), "{took}");
        assert!(deadline.left(&link) <= WITHDRAW_UNTIL - MAX_SILENCE);
    }

    #[tokio::test(start_paused = true)]
    async fn own_work_is_not_held_against_the_device() {
        let link = falls_silent();
        let deadline = Deadline::new();
        sleep(Duration::from_secs(300)).await;
        deadline.restart();
        assert_eq!(deadline.within(&link, async { Ok(1) }).await, Ok(1));
    }
}
