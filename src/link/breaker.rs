//! Lets a device rest that does not answer, and tries it again with small requests only. Counts what the path does
//! (`classify::health`), not what the device says: busy and refusing devices live. Outside Timeout, since a timeout is a
//! failure it must see. The states themselves are in `breaker/circuit.rs`.

mod circuit;

use super::classify::BusySign;
use super::{Call, LinkError, Reply, Transport};
use circuit::States;
use parking_lot::{Mutex, MutexGuard};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// The state of a circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Circuit {
    /// Healthy: every call passes.
    Closed,
    /// Resting after failures.
    Open {
        /// When a trial call may be made; zero when it may be made now.
        retry_in: Duration,
    },
    /// Trying small requests, one at a time.
    HalfOpen,
    /// Set apart by the user.
    Isolated,
}

/// Called with the number of calls that have failed in a row, whenever that or the state of the circuit has changed. Called from the task that made the call: must be
/// quick and not block.
#[derive(Clone)]
pub struct Watch(Arc<dyn Fn(u32) + Send + Sync>);

impl Watch {
    /// Calls `tell`.
    pub fn new(tell: impl Fn(u32) + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watch")
    }
}

/// Circuit breaker of one device: after repeated failures it refuses requests for a while, then lets one through as a probe.
#[derive(Debug)]
pub struct Breaker<T> {
    inner: T,
    states: Mutex<States>,
    watch: Option<Watch>,
    /// Whether the network of the device is known to be down.
    held: tokio::sync::watch::Sender<bool>,
}

impl<T> Breaker<T> {
    /// A closed circuit before `inner`; `seed` is that of the jitter of its resting times.
    #[must_use]
    pub fn new(inner: T, seed: u64) -> Self {
        Self {
            inner,
            states: Mutex::new(States::new(seed)),
            watch: None,
            held: tokio::sync::watch::Sender::new(false),
        }
    }

    /// Reports failures in a row to `watch`.
    #[must_use]
    pub(super) fn with_watch(mut self, watch: Option<Watch>) -> Self {
        self.watch = watch;
        self
    }

    /// Recognises a busy device by `busy`.
    #[must_use]
    pub(super) fn with_busy_sign(self, busy: BusySign) -> Self {
        self.states().set_busy_sign(busy);
        self
    }

    /// The state of the circuit.
    #[must_use]
    pub fn state(&self) -> Circuit {
        self.states().circuit(Instant::now())
    }

    /// Lets nothing through any more until [`Self::reset`].
    pub fn isolate(&self) {
        self.states().isolate();
    }

    /// Closes the circuit, whatever it was, and forgets all failures.
    pub fn reset(&self) {
        self.states().reset();
    }

    /// Forgets all failures and closes a resting circuit, but leaves an isolated one.
    pub fn forgive(&self) {
        self.states().forgive();
    }

    /// Keeps the circuit closed, whatever fails, until this is called with `false`.
    pub fn hold(&self, held: bool) {
        self.states().hold(held);
        self.held.send_replace(held);
    }

    /// Returns whether the circuit is kept closed.
    #[must_use]
    pub fn is_held(&self) -> bool {
        *self.held.borrow()
    }

    /// Waits until the circuit is not kept closed any more.
    pub async fn released(&self) {
        let mut held = self.held.subscribe();
        let _ = held.wait_for(|held| !held).await; // the sender lives as long as this
    }

    /// The last failure that was counted, until the circuit is closed again.
    #[must_use]
    pub fn last_failure(&self) -> Option<LinkError> {
        self.states().last_failure()
    }

    /// How many calls have failed in a row.
    #[must_use]
    pub fn failures_in_a_row(&self) -> u32 {
        self.states().streak()
    }

    /// The layer beneath.
    pub(super) fn inner(&self) -> &T {
        &self.inner
    }

    /// A call has ended.
    fn ended(&self, pass: circuit::Pass, result: &Result<Reply, LinkError>) {
        let now = Instant::now();
        let standing = |states: &States| {
            let circuit = states.circuit(now);
            (states.streak(), std::mem::discriminant(&circuit))
        };
        let (before, after) = {
            let mut states = self.states();
            let before = standing(&states);
            states.ended(pass, result, now);
            (before, standing(&states))
        };
        if let Some(Watch(tell)) = self.watch.as_ref().filter(|_| before != after) {
            tell(after.0);
        }
    }

    fn states(&self) -> MutexGuard<'_, States> {
        self.states.lock()
    }
}

impl<T: Transport> Transport for Breaker<T> {
    async fn send(&self, call: Call) -> Result<Reply, LinkError> {
        let pass = self.states().admit(call.class, Instant::now())?;
        let admitted = Admitted {
            breaker: self,
            pass: Some(pass),
        };
        let result = self.inner.send(call).await;
        admitted.ended(&result);
        result
    }
}

/// A call under way; dropped without an end, it was cancelled.
struct Admitted<'a, T> {
    breaker: &'a Breaker<T>,
    pass: Option<circuit::Pass>,
}

impl<T> Admitted<'_, T> {
    fn ended(mut self, result: &Result<Reply, LinkError>) {
        if let Some(pass) = self.pass.take() {
            self.breaker.ended(pass, result);
        }
    }
}

impl<T> Drop for Admitted<'_, T> {
    fn drop(&mut self) {
        if let Some(pass) = self.pass.take() {
            self.breaker.states().cancelled(pass, Instant::now());
        }
    }
}

#[cfg(test)]
mod tests;
