//! One request in flight per device: two at once can reboot an ESP8266. A call that waits here is not timed, and holds
//! nothing while it backs off, since Retry is outside.

use super::{Call, LinkError, Reply, Transport};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Requests in flight per device.
const IN_FLIGHT: usize = 1;

/// Lets one call after another through, in the order they came.
#[derive(Debug)]
pub struct Limit<T> {
    inner: T,
    permits: Semaphore,
}

impl<T> Limit<T> {
    /// Lets one request at a time through to `inner`.
    #[must_use]
    pub fn new(inner: T) -> Self {
        Self {
            inner,
            permits: Semaphore::new(IN_FLIGHT),
        }
    }

    /// The layer beneath.
    pub(super) fn inner(&self) -> &T {
        &self.inner
    }

    /// Waits for the turn of something that is no call; it lasts until the permit is dropped.
    pub(super) async fn turn(&self) -> SemaphorePermit<'_> {
        self.permits
            .acquire()
            .await
            .expect("this semaphore is never closed")
    }
}

impl<T: Transport> Transport for Limit<T> {
    async fn send(&self, call: Call) -> Result<Reply, LinkError> {
        let _permit = self.turn().await;
        self.inner.send(call).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::fixture::{probe, secs, status};
    use crate::link::{Script, Wire};
    use futures_util::future::join_all;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use tokio::time::{Instant, sleep, timeout};

    /// A limit before a device that takes 1 s for each call and counts how many it has at once, at most.
    fn limited() -> (Limit<Wire>, Arc<AtomicUsize>) {
        let now = Arc::new(AtomicUsize::new(0));
        let most = Arc::new(AtomicUsize::new(0));
        let peak = most.clone();
        let script = Script::new(move |_| {
            let now = now.clone();
            let most = most.clone();
            async move {
                most.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
                sleep(secs(1)).await;
                now.fetch_sub(1, SeqCst);
                status(200)
            }
        });
        (Limit::new(Wire::Scripted(script)), peak)
    }

    #[tokio::test(start_paused = true)]
    async fn twenty_callers_are_served_one_after_another() {
        let (limit, peak) = limited();
        let start = Instant::now();
        let replies = join_all((0..20).map(|_| limit.send(probe()))).await;
        assert!(replies.iter().all(Result::is_ok));
        assert_eq!((peak.load(SeqCst), start.elapsed()), (1, secs(20)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_given_up_in_the_queue_or_under_way_gives_its_permit_back() {
        let (limit, _) = limited();
        let under_way = timeout(millis_500(), limit.send(probe()));
        let queued = timeout(millis_500(), limit.send(probe()));
        let (under_way, queued) = tokio::join!(under_way, queued);
        assert!(under_way.is_err() && queued.is_err());
        assert_eq!(limit.permits.available_permits(), 1);
    }

    fn millis_500() -> std::time::Duration {
        secs(1) / 2
    }
}
