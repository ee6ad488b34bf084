//! The time of a stream, kept by its own thread: the runtime's timers tick in milliseconds. Used by the player.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Acquire};
use std::time::Duration;
use tokio::time::Instant;

/// Rests longer than this can be cut short; the end of each is slept, which no system rounds as coarsely as a parked
/// thread's waking.
const FINE: Duration = Duration::from_millis(20);

/// Time since the start of a stream.
pub(super) trait Clock {
    /// The time since it started.
    fn now(&self) -> Duration;

    /// Waits until then, not at all when that has passed; `false` when the stream is to stop.
    fn rest_until(&mut self, at: Duration) -> bool;
}

/// The clock of the thread that runs it; the code that sets `stop` unparks that thread.
pub(super) struct ThreadClock {
    start: Instant,
    stop: Arc<AtomicBool>,
}

impl ThreadClock {
    /// Starts now.
    pub(super) fn new(stop: Arc<AtomicBool>) -> Self {
        Self {
            start: Instant::now(),
            stop,
        }
    }
}

impl Clock for ThreadClock {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    #[allow(
        clippy::disallowed_methods,
        reason = "a thread of its own, no worker of the runtime, and never for long"
    )]
    fn rest_until(&mut self, at: Duration) -> bool {
        loop {
            if self.stop.load(Acquire) {
                return false;
            }
            let left = at.saturating_sub(self.now());
            if left > FINE {
                std::thread::park_timeout(left - FINE);
            } else if left.is_zero() {
                return true;
            } else {
                std::thread::sleep(left);
            }
        }
    }
}
