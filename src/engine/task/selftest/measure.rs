//! The measurements of a test: times of small requests, and when bytes arrived.

use crate::device::{Family, Progress, Step};
use crate::engine::api::selftest::{RoundTrips, Transferred};
use crate::link::DeviceLink;
use parking_lot::Mutex;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Requests that are timed.
const REQUESTS: usize = 20;
/// The same for devices that frequent requests trouble.
const FEW_REQUESTS: usize = 5;
/// Pause between two of them.
const PAUSE: Duration = Duration::from_millis(20);
/// No further request is sent after this time.
const LONGEST: Duration = Duration::from_secs(15);

/// Times small requests, one after the other.
///
/// # Errors
/// Where none was answered: why the last one failed.
pub(super) async fn round_trips(
    family: &'static dyn Family,
    link: &DeviceLink,
    is_frail: bool,
) -> Result<RoundTrips, crate::link::LinkError> {
    let wanted = if is_frail { FEW_REQUESTS } else { REQUESTS };
    let began = Instant::now();
    let mut times = Vec::new();
    let mut sent = 0;
    let mut failure = None;
    while sent < wanted && began.elapsed() < LONGEST {
        let start = Instant::now();
        sent += 1;
        match family.probe(link).await {
            Ok(()) => times.push(start.elapsed()),
            Err(error) => failure = Some(error),
        }
        tokio::time::sleep(PAUSE).await;
    }
    times.sort_unstable();
    match (summary(&times, sent), failure) {
        (Some(summary), _) => Ok(summary),
        (None, Some(error)) => Err(error),
        (None, None) => Err(crate::link::LinkError::TimedOut { after: LONGEST }),
    }
}

/// Minimum, median and 95th percentile (nearest rank) of sorted times; `None` without any.
fn summary(sorted: &[Duration], sent: usize) -> Option<RoundTrips> {
    let rank = |percent: usize| {
        let nth = (sorted.len() * percent).div_ceil(100).max(1);
        sorted.get(nth - 1).copied()
    };
    Some(RoundTrips {
        sent,
        answered: sorted.len(),
        min: *sorted.first()?,
        median: rank(50)?,
        p95: rank(95)?,
    })
}

/// When bytes arrived: what a session's progress says, with the time.
#[derive(Clone, Default)]
pub(super) struct Clock(Arc<Mutex<Vec<(Instant, Step, u64)>>>);

impl Clock {
    /// The progress of a session, noted.
    pub(super) fn progress(&self) -> Progress {
        let marks = self.0.clone();
        Arc::new(move |step, done, _| marks.lock().push((Instant::now(), step, done)))
    }

    /// How `bytes` went between `start` and now, by the marks of that step. An upload that began again counts as one.
    pub(super) fn transferred(&self, step: Step, bytes: u64, start: Instant) -> Transferred {
        let end = Instant::now();
        let mut most = 0;
        let mut last = start;
        let mut longest_silence = Duration::ZERO;
        for (at, of, done) in self.0.lock().iter() {
            if *of == step && *at >= start && *done > most {
                most = *done;
                longest_silence = longest_silence.max(at.duration_since(last));
                last = *at;
            }
        }
        Transferred {
            bytes,
            time: end.duration_since(start),
            longest_silence: longest_silence.max(end.duration_since(last)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(all: &[u64]) -> Vec<Duration> {
        all.iter().copied().map(Duration::from_millis).collect()
    }

    #[test]
    fn percentiles_are_times_that_were_measured() {
        let times: Vec<u64> = (1..=20).collect();
        let twenty = summary(&ms(&times), 21).unwrap();
        assert_eq!((twenty.sent, twenty.answered), (21, 20));
        let of = |r: RoundTrips| [r.min, r.median, r.p95].map(|time| time.as_millis());
        assert_eq!(of(twenty), [1, 10, 19]);
        assert_eq!(of(summary(&ms(&[7]), 1).unwrap()), [7, 7, 7]);
        assert_eq!(of(summary(&ms(&[3, 9, 50]), 3).unwrap()), [3, 9, 50]);
        assert_eq!(summary(&[], 4), None, "no time is not a time of 0");
    }

    #[tokio::test(start_paused = true)]
    async fn the_longest_silence_is_between_signs_of_arrival() {
        let clock = Clock::default();
        let progress = clock.progress();
        let start = Instant::now();
        let wait = async |millis| tokio::time::sleep(Duration::from_millis(millis)).await;
        wait(10).await;
        progress(Step::Sending, 1000, 3000);
        wait(40).await;
        progress(Step::Sending, 1000, 3000); // the same again is no arrival
        progress(Step::Verifying, 9, 9);
        wait(50).await;
        progress(Step::Sending, 3000, 3000);
        wait(5).await;
        let upload = clock.transferred(Step::Sending, 3000, start);
        assert_eq!(upload.time, Duration::from_millis(105));
        assert_eq!(upload.longest_silence, Duration::from_millis(90));
        assert!((upload.rate().unwrap() - 28_571.4).abs() < 0.1);
        let silent = clock.transferred(Step::Answer, 3000, start);
        assert_eq!(silent.longest_silence, silent.time);
    }
}
