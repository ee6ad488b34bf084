//! How often one job has tried: counted by the Retry layer and by a family's own recoveries alike.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Attempts one job has: the first and four more.
pub const MAX_ATTEMPTS: u32 = 5;

/// The one count of a job's attempts; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Attempts(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    repeats: AtomicU32,
    spent: AtomicU32,
}

impl Attempts {
    /// A fresh count, for a new job.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// 1 + every repeated call, resume and resend so far: what a person is told.
    #[must_use]
    pub fn total(&self) -> u32 {
        1 + self.0.repeats.load(Relaxed)
    }

    /// Repeats since the job last got further; what is held against [`MAX_ATTEMPTS`].
    #[must_use]
    pub fn spent(&self) -> u32 {
        self.0.spent.load(Relaxed)
    }

    /// Counts one repeat.
    pub fn repeat(&self) {
        self.0.repeats.fetch_add(1, Relaxed);
        self.0.spent.fetch_add(1, Relaxed);
    }

    /// Takes back the last repeat: it was not sent after all, as the circuit had opened.
    pub(super) fn not_sent(&self) {
        // to nothing at the least: the job may have got further in between
        for count in [&self.0.repeats, &self.0.spent] {
            let _ = count.fetch_update(Relaxed, Relaxed, |n| n.checked_sub(1));
        }
    }

    /// The device holds more than before: the attempts so far no longer count against the job.
    pub fn progressed(&self) {
        self.0.spent.store(0, Relaxed);
    }
}
