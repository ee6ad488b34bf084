//! The network side that all dialects share: accepts connections, resets them where a fault says so, turns the device off
//! and on again. A dialect implements [`Firmware`].

use super::UdpPorts;
use super::http::Connection;
use super::mischief::Mischief;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How long a device that reboots is gone (design/cli.md, `reboot-at`).
const REBOOT: Duration = Duration::from_secs(2);

/// How long to wait after `accept` failed: for want of file descriptors, mostly, and those come back.
const ACCEPT_AGAIN: Duration = Duration::from_millis(50);

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// As it should: everything sent arrives.
    Close,
    /// By a reset.
    Reset,
    /// By a reset, and the device starts again.
    Reboot,
}

/// What runs on a simulated device.
pub(super) trait Firmware: Send + Sync {
    /// Whether the next connection is looked at only when this one is over.
    fn one_at_a_time(&self) -> bool;
    /// The device's faults.
    fn mischief(&self) -> &Mischief;
    /// Returns when the firmware looks at the network again; at once, unless it does something else meanwhile.
    fn attention(&self) -> BoxFuture<'_, ()>;
    /// Speaks with one client.
    fn serve<'a>(&'a self, connection: &'a mut Connection) -> BoxFuture<'a, End>;
    /// Where it listens for datagrams, if it does.
    fn udp(&self) -> Option<UdpPorts> {
        None
    }
    /// What it does beside its connections; never returns.
    fn background(&self) -> BoxFuture<'_, ()> {
        std::future::pending().boxed()
    }
    /// Forgets what is only in memory and starts again. Nobody is connected then.
    fn power_cycle(&self);
}

/// Runs a device until stopped.
pub(super) async fn run(
    listener: TcpListener,
    firmware: Arc<dyn Firmware>,
    stop: CancellationToken,
) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = until_reboot(&listener, &firmware) => firmware.power_cycle(),
            () = firmware.background() => {}
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = refuse_all(&listener) => {}
            () = tokio::time::sleep(REBOOT) => {}
        }
    }
}

async fn until_reboot(listener: &TcpListener, firmware: &Arc<dyn Firmware>) {
    let mut clients = JoinSet::new();
    loop {
        let stream = tokio::select! {
            stream = accept(listener) => stream,
            Some(end) = clients.join_next() => {
                if let Ok(End::Reboot) = end { break }
                continue;
            }
        };
        if firmware.mischief().refuses() {
            drop(stream);
        } else if firmware.one_at_a_time() {
            if client(Arc::clone(firmware), stream).await == End::Reboot {
                break;
            }
        } else {
            clients.spawn(client(Arc::clone(firmware), stream));
        }
    }
    clients.shutdown().await;
}

async fn client(firmware: Arc<dyn Firmware>, stream: TcpStream) -> End {
    firmware.attention().await;
    let mut connection = Connection::new(stream);
    let end = firmware.serve(&mut connection).await;
    if end == End::Close {
        connection.let_arrive();
    }
    end
}

/// The device is off: a connection meets a reset.
async fn refuse_all(listener: &TcpListener) {
    loop {
        drop(accept(listener).await);
    }
}

/// The next connection, so set that dropping it resets it: whatever ends a device ends its connections that way.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) if set_reset_on_drop(&stream, true) => {
                let _ = stream.set_nodelay(true); // heads and bodies go out in writes of their own
                return stream;
            }
            Ok(_) => {}
            Err(error) => {
                tracing::debug!(%error, "a simulated device could not accept a connection");
                tokio::time::sleep(ACCEPT_AGAIN).await;
            }
        }
    }
}

/// Whether dropping the stream resets the connection; false where it is gone already.
pub(super) fn set_reset_on_drop(stream: &TcpStream, reset: bool) -> bool {
    socket2::SockRef::from(stream)
        .set_linger(reset.then_some(Duration::ZERO))
        .is_ok()
}
