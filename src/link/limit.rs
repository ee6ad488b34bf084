//! One request in flight per device: two at once can reboot an ESP8266. Whoever waits here is not timed, and holds
//! nothing while it backs off, since Retry is outside.

use super::{Call, LinkError, Reply, Transport};
use tokio::sync::Semaphore;

/// Requests in flight per device.
const IN_FLIGHT: usize = 1;

/// Lets one call after another through, in the order they came.
#[derive(Debug)]
pub struct Limit<T> {
    inner: T,
    permits: Semaphore,
}

impl<T> Limit<T> {
    /// One request at a time through `inner`.
    #[must_use]
    pub fn new(inner: T) -> Self {
        Self { inner, permits: Semaphore::new(IN_FLIGHT) }
    }

    /// The layer beneath.
    pub(super) fn inner(&self) -> &T {
        &self.inner
    }
}

impl<T: Transport> Transport for Limit<T> {
    async fn send(&self, call: Call) -> Result<Reply, LinkError> {
        let _permit = self.permits.acquire().await.expect("this semaphore is never closed");
        self.inner.send(call).await
    }
}
