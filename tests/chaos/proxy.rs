//! The proxy: stands in front of simulated devices on loopback, lets requests through, counts them by kind, and makes the
//! faults of a schedule happen. It records what it saw, for the oracle.

mod exchange;
mod http;
mod plan;
#[cfg(test)]
mod tests;

use crate::record::{Fired, Record};
use crate::schedule::Schedule;
use exchange::Client;
use plan::Plan;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::Instant;

/// What connections share.
pub(crate) struct Shared {
    /// The device, and the one that the address may pass to.
    devices: Vec<SocketAddr>,
    keep: bool,
    plan: Mutex<Plan>,
    /// Requests that have not reached their device yet, though the client has given them up.
    late: AtomicUsize,
    verbose: bool,
}

impl Shared {
    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn trace(&self, text: impl FnOnce() -> String) {
        if self.verbose {
            let at = self.plan().now();
            println!("{:8.3} {}", at.as_secs_f64(), text());
        }
    }
}

/// A proxy that runs until it is dropped.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
    accepting: AbortHandle,
}

impl Proxy {
    /// Listens at `ip`, in front of `devices`.
    pub(crate) async fn start(
        ip: IpAddr,
        devices: Vec<SocketAddr>,
        schedule: &Schedule,
        verbose: bool,
    ) -> Self {
        let listener = TcpListener::bind((ip, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            devices,
            keep: schedule.keep,
            plan: Mutex::new(Plan::new(schedule)),
            late: AtomicUsize::new(0),
            verbose,
        });
        let accepting = tokio::spawn(accept(listener, address, Arc::clone(&shared)));
        Self {
            address,
            shared,
            accepting: accepting.abort_handle(),
        }
    }

    /// Waits until no request is on its way any more that its client has given up.
    pub(crate) async fn quiet(&self) {
        let end = Instant::now() + Duration::from_secs(10);
        while self.shared.late.load(Ordering::SeqCst) > 0 && Instant::now() < end {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// How long it has been there.
    pub(crate) fn now(&self) -> Duration {
        self.shared.plan().now()
    }

    /// The requests so far.
    pub(crate) fn records(&self) -> Vec<Record> {
        self.shared.plan().records.clone()
    }

    /// The faults that have happened.
    pub(crate) fn fired(&self) -> Vec<Fired> {
        self.shared.plan().fired.clone()
    }

    /// When the last byte went to the client, if any did.
    pub(crate) fn last_byte(&self) -> Option<Duration> {
        self.shared.plan().last_byte
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Takes connections, but while they are refused.
async fn accept(listener: TcpListener, address: SocketAddr, shared: Arc<Shared>) {
    let mut clients = JoinSet::new();
    let mut listener = Some(listener);
    loop {
        while clients.try_join_next().is_some() {}
        let deaf = shared.plan().deaf_for();
        if let Some(pause) = deaf {
            listener = None;
            tokio::time::sleep(pause).await;
            continue;
        }
        let Some(open) = &listener else {
            listener = TcpListener::bind(address).await.ok();
            if listener.is_none() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            continue;
        };
        let accepted = tokio::time::timeout(Duration::from_millis(20), open.accept()).await;
        let Ok(Ok((stream, _))) = accepted else {
            continue; // looks again whether it is still to listen
        };
        let _ = stream.set_nodelay(true);
        let refuses = shared.plan().refuses();
        if refuses {
            reset(stream);
            continue;
        }
        let shared = Arc::clone(&shared);
        clients.spawn(async move { Client::new(stream).serve(&shared).await });
    }
}

/// Ends a connection by a reset.
fn reset(stream: TcpStream) {
    let _ = socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO));
    drop(stream);
}
