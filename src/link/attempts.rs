//! How often one job has tried: every request has five tries, all requests of a job share a number of repeats. Counted by the
//! Retry layer and by a family's own recoveries alike.

use parking_lot::{Mutex, MutexGuard};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;
use tokio::time::Instant;

/// Tries that one request has: the first and four more.
pub const MAX_ATTEMPTS: u32 = 5;
/// Repeats that a job has since it last got further: a device that needs more is not one that recovers.
const MAX_REPEATS: u32 = 25;
/// What devices may ask one job to wait for in all (`Retry-After`): as long as one may be gone.
const MAX_ASKED: Duration = Duration::from_secs(60);

/// The tries of one request, and the one count of the job that it belongs to; clones share both.
#[derive(Clone, Debug, Default)]
pub struct Attempts {
    job: Arc<Job>,
    request: Arc<Mutex<Request>>,
}

#[derive(Debug)]
struct Job {
    /// Tries of each request.
    tries: u32,
    repeats: AtomicU32,
    /// Tries since the device last had more bytes than before.
    in_vain: AtomicU32,
    asked: Mutex<Duration>,
}

impl Default for Job {
    fn default() -> Self {
        Self::with_tries(MAX_ATTEMPTS)
    }
}

impl Job {
    fn with_tries(tries: u32) -> Self {
        Self {
            tries,
            repeats: AtomicU32::default(),
            in_vain: AtomicU32::default(),
            asked: Mutex::default(),
        }
    }
}

#[derive(Debug, Default)]
struct Request {
    spent: u32,
    /// When the first try had failed.
    since: Option<Instant>,
}

impl Attempts {
    /// A fresh count, for a new job.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A count that allows no repeats: for requests that are asked again later anyway.
    #[must_use]
    pub fn single() -> Self {
        Self {
            job: Arc::new(Job::with_tries(1)),
            request: Arc::default(),
        }
    }

    /// The tries of another request of the same job.
    #[must_use]
    pub fn request(&self) -> Self {
        Self {
            job: self.job.clone(),
            request: Arc::default(),
        }
    }

    /// 1 + every repeated call, resume and resend of the job so far, as shown to people.
    #[must_use]
    pub fn total(&self) -> u32 {
        1 + self.job.repeats.load(Relaxed)
    }

    /// Repeats of this request.
    #[must_use]
    pub fn spent(&self) -> u32 {
        self.of_request().spent
    }

    /// Whether this request, or the job, has no try left.
    #[must_use]
    pub fn are_used_up(&self) -> bool {
        let request = self.of_request();
        request.spent + 1 >= self.job.tries || self.job.in_vain.load(Relaxed) >= MAX_REPEATS
    }

    /// Counts one repeat; how long ago the first try of the request failed.
    pub fn repeat(&self) -> Duration {
        self.job.repeats.fetch_add(1, Relaxed);
        self.job.in_vain.fetch_add(1, Relaxed);
        let mut request = self.of_request();
        request.spent += 1;
        request.since.get_or_insert_with(Instant::now).elapsed()
    }

    /// Whether the job may wait so long because a device asks for it; counted where it may.
    pub(super) fn may_wait(&self, asked: Duration) -> bool {
        let mut so_far = self.job.asked.lock();
        let sum = so_far.saturating_add(asked);
        if sum > MAX_ASKED {
            return false;
        }
        *so_far = sum;
        true
    }

    /// Takes back the last repeat: it was not sent after all, as the circuit had opened.
    pub fn not_sent(&self) {
        // to nothing at minimum: the job may have got further in between
        for count in [&self.job.repeats, &self.job.in_vain] {
            let _ = count.fetch_update(Relaxed, Relaxed, |n| n.checked_sub(1));
        }
        let mut request = self.of_request();
        request.spent = request.spent.saturating_sub(1);
    }

    /// The device holds more than before: the attempts so far no longer count against the job.
    pub fn progressed(&self) {
        let mut request = self.of_request();
        request.spent = 0;
        request.since = None;
        drop(request);
        self.job.in_vain.store(0, Relaxed);
    }

    fn of_request(&self) -> MutexGuard<'_, Request> {
        self.request.lock()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_request_has_its_own_tries_and_the_job_one_count() {
        let job = Attempts::new();
        for _ in 0..6 {
            let request = job.request();
            for _ in 0..3 {
                assert!(!request.are_used_up());
                request.repeat();
            }
            assert_eq!(request.spent(), 3, "what others spent does not count here");
        }
        assert_eq!((job.total(), job.spent()), (19, 0));
        let request = job.request();
        for _ in 0..4 {
            request.repeat();
        }
        assert!(request.are_used_up());
        for _ in 22..25 {
            job.request().repeat();
        }
        assert!(job.request().are_used_up(), "25 repeats of the job");
        job.progressed();
        assert!(!job.request().are_used_up());
        assert_eq!(job.total(), 26, "what a person is told stays");
    }

    #[test]
    fn what_is_asked_once_is_repeated_by_no_request() {
        let once = Attempts::single();
        assert!(once.are_used_up() && once.request().are_used_up());
    }

    #[test]
    fn what_devices_ask_to_wait_adds_up_to_a_minute() {
        let job = Attempts::new();
        assert!(job.may_wait(Duration::from_secs(40)));
        assert!(!job.request().may_wait(Duration::from_secs(30)));
        assert!(job.may_wait(Duration::from_secs(20)));
        assert!(!job.may_wait(Duration::from_secs(3600)));
    }
}
