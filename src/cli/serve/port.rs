//! The local port of `serve`: bound before anything is started, served until the service stops.

use crate::computer::Check;
use crate::engine::{Facts, Handle};
use crate::monitor::Health;
use crate::net::Gate;
use crate::port::{self, Exporter, Sources, Tally};
use crate::problem::Problem;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// A port that is bound, but not served yet.
pub(super) struct BoundPort {
    listener: TcpListener,
    tally: Tally,
}

impl BoundPort {
    /// Binds the port.
    ///
    /// # Errors
    /// As [`port::bind`].
    pub(super) fn bind(gate: Gate, address: SocketAddr) -> Result<Self, Problem> {
        let listener = port::bind(gate, address)?;
        let tally = Tally::default();
        Ok(Self { listener, tally })
    }

    /// Makes a way of facts that are counted on their way to `next`.
    pub(super) fn counting(&self, next: Facts) -> Facts {
        self.tally.before(next)
    }

    /// Serves the port until what is returned is dropped.
    pub(super) fn serve(
        self,
        engine: Handle,
        health: watch::Receiver<Arc<Health>>,
    ) -> Option<ServedPort> {
        let address = self.listener.local_addr().ok()?;
        let (checks, computer) = watch::channel(Vec::new());
        let sources = Sources {
            health,
            caches: Box::new(move || engine.caches()),
            tally: self.tally,
            computer,
        };
        let cancel = CancellationToken::new();
        let content = Arc::new(Exporter::new(sources));
        tokio::spawn(port::serve(self.listener, content, cancel.clone()));
        tracing::info!(%address, "serves metrics");
        Some(ServedPort {
            address,
            checks,
            cancel,
        })
    }
}

/// A port that is served.
pub(super) struct ServedPort {
    pub(super) address: SocketAddr,
    /// The newest checks of this computer, for `/readyz`.
    pub(super) checks: watch::Sender<Vec<Check>>,
    cancel: CancellationToken,
}

impl Drop for ServedPort {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}
