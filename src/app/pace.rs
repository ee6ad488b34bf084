//! How fast a job is in its present phase, from its snapshots alone: bytes that were acknowledged over the time it took.

use crate::engine::{JobView, Phase};
use std::time::Duration;

/// Less time says nothing about speed.
const AT_LEAST: Duration = Duration::from_millis(300);

/// Where a job stood when its present phase began, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    phase: Phase,
    began: Duration,
    from: u64,
    now: Duration,
    done: u64,
    total: u64,
}

impl Pace {
    /// From the first snapshot.
    #[must_use]
    pub fn new(job: &JobView) -> Self {
        let now = job.elapsed;
        let done = job.done;
        Self {
            phase: job.phase,
            began: now,
            from: done,
            now,
            done,
            total: job.total,
        }
    }

    /// Takes the next progress report; a new phase starts from zero.
    #[must_use]
    pub fn next(self, job: &JobView) -> Self {
        if job.phase != self.phase || job.done < self.done {
            return Self::new(job);
        }
        Self {
            now: job.elapsed,
            done: job.done,
            total: job.total,
            ..self
        }
    }

    /// Bytes a second; `None` until there is something to tell.
    #[must_use]
    pub fn bytes_per_second(&self) -> Option<f64> {
        let took = self.now.saturating_sub(self.began);
        let moved = self.done.saturating_sub(self.from);
        (took >= AT_LEAST && moved > 0).then(|| moved as f64 / took.as_secs_f64())
    }

    /// Seconds until the rest has gone at this speed.
    #[must_use]
    pub fn seconds_left(&self) -> Option<f64> {
        let left = self.total.checked_sub(self.done)?;
        self.bytes_per_second().map(|speed| left as f64 / speed)
    }
}
