//! [`BoundPort`] and [`ServedPort`]: the local port of a process, bound before anything is started, served until its end.

use super::{Exporter, Sources, Tally};
use crate::computer::{self, Check, Surroundings};
use crate::engine::{Facts, Handle};
use crate::monitor::Health;
use crate::net::Gate;
use crate::problem::Problem;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How often this computer is checked.
const CHECK_EVERY: Duration = Duration::from_secs(600);

/// A port that is bound, but not served yet.
pub struct BoundPort {
    listener: TcpListener,
    tally: Tally,
}

impl BoundPort {
    /// Binds the port.
    ///
    /// # Errors
    /// As [`super::bind`].
    pub fn bind(gate: Gate, address: SocketAddr) -> Result<Self, Problem> {
        let listener = super::bind(gate, address)?;
        let tally = Tally::default();
        Ok(Self { listener, tally })
    }

    /// The address that it is bound to.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        self.listener.local_addr().ok()
    }

    /// Makes a way of facts that are counted on their way to `next`.
    #[must_use]
    pub fn counting(&self, next: Facts) -> Facts {
        self.tally.before(next)
    }

    /// Serves the port until what is returned is dropped.
    #[must_use]
    pub fn serve(self, engine: Handle, health: watch::Receiver<Arc<Health>>) -> Option<ServedPort> {
        let address = self.address()?;
        let (checks, computer) = watch::channel(Vec::new());
        let sources = Sources {
            health,
            caches: Box::new(move || engine.caches()),
            tally: self.tally,
            computer,
        };
        let cancel = CancellationToken::new();
        let content = Arc::new(Exporter::new(sources));
        tokio::spawn(super::serve(self.listener, content, cancel.clone()));
        tracing::info!(%address, "serves metrics");
        Some(ServedPort {
            address,
            checks,
            cancel,
        })
    }
}

/// A port that is served.
pub struct ServedPort {
    pub address: SocketAddr,
    /// The newest checks of this computer, for `/readyz`.
    pub checks: watch::Sender<Vec<Check>>,
    cancel: CancellationToken,
}

impl ServedPort {
    /// Checks this computer now and every ten minutes, as long as the port is served. Needs a runtime.
    pub fn check_computer(&self, surroundings: Surroundings) {
        let (checks, cancel) = (self.checks.clone(), self.cancel.clone());
        let checking = async move {
            loop {
                checks.send_replace(computer::check(&surroundings).await);
                tokio::time::sleep(CHECK_EVERY).await;
            }
        };
        tokio::spawn(async move {
            tokio::select! {
                () = cancel.cancelled() => {}
                () = checking => {}
            }
        });
    }
}

impl Drop for ServedPort {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}
