//! The local port: serves `/metrics`, `/livez` and `/readyz` over HTTP to programs on this computer, such as Prometheus.
//!
//! Everything else is refused: other addresses than loopback, names of other hosts (DNS rebinding), methods that change
//! something, oversized and slow requests, and more requests or connections than a monitoring system needs. What is refused
//! costs no more than `Limits` says.

mod answer;
mod bound;
mod exporter;
mod family;
mod guard;
mod rate;
mod stream;
mod tally;

pub use bound::{BoundPort, ServedPort};
pub use exporter::{Exporter, Sources};
pub use tally::Tally;

use crate::net::Gate;
use crate::problem::{Code, Problem, Remedy};
use answer::Answerer;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use stream::PatientStream;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Receive buffer of the listening socket: a request of Prometheus has less than 1 KiB.
const RECEIVE_BUFFER: usize = 32 * 1024;
/// Maximum bytes of a request head.
const MAX_HEAD: usize = 32 * 1024;
/// How long the port waits after the system refused to accept a connection: it has no descriptors left, and needs time.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);
/// Sent to connections beyond the limit, whatever they ask for.
const TOO_MANY: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// What the port says. Each call is answered at once, from what is in memory.
pub trait Content: Send + Sync + 'static {
    /// Writes the metrics in Prometheus's text format, version 0.0.4.
    fn metrics(&self) -> String;
    /// Says which parts of the program work.
    fn readiness(&self) -> Readiness;
}

/// Which parts of the program work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// Whether uploads can be sent: what `/readyz` answers with 200 or 503.
    pub is_ready: bool,
    /// How long the program has been running.
    pub uptime: Duration,
    /// Each part, by its name in JSON.
    pub parts: Vec<(&'static str, PartState)>,
}

/// Whether a part of the program works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PartState {
    Ok,
    /// It works, but not as it should.
    Degraded,
    /// It does not work, or is turned off.
    Off,
}

/// What one process may ask of the port.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// Connections at a time.
    connections: usize,
    /// Time for a request head, and for an idle connection.
    head: Duration,
    /// Time for the client to take an answer.
    answer: Duration,
    /// Requests of one peer within `window`: five times what Prometheus asks at its shortest usual interval.
    requests: usize,
    window: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 32,
            head: Duration::from_secs(30),
            answer: Duration::from_secs(30),
            requests: 300,
            window: Duration::from_secs(60),
        }
    }
}

/// Binds the local port.
///
/// # Errors
/// An address that other computers could reach, or one that another program uses.
pub fn bind(gate: Gate, address: SocketAddr) -> Result<TcpListener, Problem> {
    if !address.ip().is_loopback() {
        return Err(Problem::new(
            Code::PortUnavailable,
            crate::msg!("port-not-loopback", address = address.to_string()),
            Remedy::ChooseLoopbackPort,
        ));
    }
    gate.listen(address, RECEIVE_BUFFER).map_err(|error| {
        Problem::new(
            Code::PortUnavailable,
            crate::msg!(
                "port-taken",
                address = address.to_string(),
                why = error.to_string()
            ),
            Remedy::ChooseOtherPort,
        )
    })
}

/// Serves the local port until `cancel`, and closes the connections then.
pub async fn serve(listener: TcpListener, content: Arc<dyn Content>, cancel: CancellationToken) {
    serve_with(listener, content, Limits::default(), cancel).await;
}

async fn serve_with(
    listener: TcpListener,
    content: Arc<dyn Content>,
    limits: Limits,
    cancel: CancellationToken,
) {
    let port = match listener.local_addr() {
        Ok(address) => address.port(),
        Err(error) => {
            tracing::warn!(%error, "the local port has no address");
            return;
        }
    };
    let answerer = Arc::new(Answerer::new(content, port, limits));
    let seats = Arc::new(Semaphore::new(limits.connections));
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = cancel.cancelled() => break,
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) if peer.ip().is_loopback() => {
                let Ok(seat) = Arc::clone(&seats).try_acquire_owned() else {
                    turn_away(stream);
                    continue;
                };
                let answerer = Arc::clone(&answerer);
                connections.spawn(async move {
                    talk(stream, peer, &answerer, limits).await;
                    drop(seat);
                });
            }
            Ok((_, peer)) => tracing::warn!(%peer, "local port: refused another computer"),
            Err(error) => {
                tracing::warn!(%error, "local port: cannot accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    connections.shutdown().await;
}

/// Closes a connection for which there is no seat.
fn turn_away(stream: TcpStream) {
    // a fresh socket has room for these bytes; a client that has gone needs none
    if let Ok(mut stream) = stream.into_std() {
        let _ = stream.write_all(TOO_MANY);
    }
}

/// Answers the requests of one connection.
async fn talk(stream: TcpStream, peer: SocketAddr, answerer: &Answerer, limits: Limits) {
    let service = service_fn(|request| async move {
        Ok::<_, std::convert::Infallible>(answerer.answer(&request, peer.ip()))
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_header_size(MAX_HEAD)
        .max_buf_size(2 * MAX_HEAD)
        .serve_connection(
            TokioIo::new(PatientStream::new(stream, limits.answer)),
            service,
        )
        .await;
    if let Err(error) = served {
        tracing::debug!(%peer, %error, "local port: connection ended");
    }
}

#[cfg(test)]
mod tests;
