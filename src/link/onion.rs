//! The order of the layers, in one type, and the only constructors of it. The engine makes one [`DeviceLink`] per device;
//! tests of families and of the engine make scripted ones.

use super::classify::BusySign;
use super::{
    Breaker, Circuit, Http, Kept, Limit, LinkError, ProbeTimeout, Retry, RetryPolicy, Script,
    Timeout, Watch, WebSocket, Wire, socket,
};
use http::HeaderValue;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::Instant;

/// The resilient path to one device. Why in this order: see the module.
pub type DeviceLink = Retry<Limit<Breaker<Timeout<Wire>>>>;

/// The settings of one link.
#[derive(Clone, Debug, Default)]
pub struct LinkSettings {
    /// How long a small request may take.
    pub probe: ProbeTimeout,
    /// `Host` header, where it is to be something else than the address.
    pub host: Option<HeaderValue>,
    /// Seed of the jitter of back-off and resting times; drawn by chance without one.
    pub seed: Option<u64>,
    /// Called with the number of calls that have failed in a row.
    pub watch: Option<Watch>,
}

/// The path to the device at `addr`, over the shared client.
#[must_use]
pub fn device_link(http: &Http, addr: SocketAddr, settings: &LinkSettings) -> DeviceLink {
    onion(
        Wire::Http {
            http: http.clone(),
            addr,
            host: settings.host.clone(),
            kept: Kept::default(),
        },
        settings,
    )
}

/// The same layers over a script instead of a network: for tests of everything that uses a link.
#[must_use]
pub fn scripted_link(script: Script, settings: &LinkSettings) -> DeviceLink {
    onion(Wire::Scripted(script), settings)
}

fn onion(wire: Wire, settings: &LinkSettings) -> DeviceLink {
    let seed = settings.seed.unwrap_or_else(|| fastrand::u64(..));
    let busy = BusySign::default();
    let breaker = Breaker::new(Timeout::new(wire, settings.probe), seed)
        .with_busy_sign(busy.clone())
        .with_watch(settings.watch.clone());
    Retry::new(Limit::new(breaker), RetryPolicy::new(seed.rotate_left(32))).with_busy_sign(busy)
}

impl DeviceLink {
    fn breaker(&self) -> &Breaker<Timeout<Wire>> {
        self.inner().inner()
    }

    /// The state of the circuit.
    #[must_use]
    pub fn circuit(&self) -> Circuit {
        self.breaker().state()
    }

    /// Closes the circuit, whatever it was, and forgets all failures.
    pub fn reset_circuit(&self) {
        self.breaker().reset();
    }

    /// Forgets all failures and closes a resting circuit, but leaves an isolated one: the network was down, not the device.
    pub fn forgive(&self) {
        self.breaker().forgive();
    }

    /// Keeps the circuit closed, whatever fails, until this is called with `false`: the network is down, not the device.
    pub fn hold(&self, held: bool) {
        self.breaker().hold(held);
    }

    /// Returns whether the network of the device is known to be down.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.breaker().is_held()
    }

    /// Waits until the network is not known to be down any more.
    pub async fn released(&self) {
        self.breaker().released().await;
    }

    /// Sends nothing any more until [`Self::reset_circuit`].
    pub fn isolate(&self) {
        self.breaker().isolate();
    }

    /// The last failure the breaker has counted since it last closed: what a person sees while the circuit
    /// rests, in place of [`LinkError::CircuitOpen`].
    #[must_use]
    pub fn last_failure(&self) -> Option<LinkError> {
        self.breaker().last_failure()
    }

    /// Number of calls that have failed in a row: one is a hiccup, several mean that the device is gone.
    #[must_use]
    pub fn failures_in_a_row(&self) -> u32 {
        self.breaker().failures_in_a_row()
    }

    /// A WebSocket to the device, for what it only pushes. Opening it takes its turn among the requests; once open it is
    /// none. Not retried, and nothing of it counts in the circuit.
    ///
    /// # Errors
    /// What connecting fails with; [`LinkError::Status`] where the device opens none.
    pub async fn web_socket(&self, path: &str) -> Result<WebSocket, LinkError> {
        let _turn = self.inner().turn().await;
        socket::open(self.breaker().inner().inner(), path).await
    }

    /// Whether connections to the device are kept for the next call: only where it numbers its answers.
    pub fn keep_connections(&self, keep: bool) {
        if let Some(kept) = self.breaker().inner().inner().kept() {
            kept.allow(keep);
        }
    }

    /// When something last came from the device, or went to it as part of a body; `None`: never yet.
    #[must_use]
    pub fn last_sign(&self) -> Option<Instant> {
        self.breaker().inner().last_sign()
    }

    /// How long the next small request may take.
    #[must_use]
    pub fn rto(&self) -> Duration {
        self.breaker().inner().rto()
    }

    /// Sets how small requests are timed from now on: the family is known only after the first of them.
    pub fn set_probe_timeout(&self, probe: ProbeTimeout) {
        self.breaker().inner().set_probe_timeout(probe);
    }
}
