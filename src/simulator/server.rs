//! The network side of all dialects: accepts connections or resets them, passes requests to the [`Firmware`], sends its replies,
//! and reboots the device.

use super::end::End;
use super::firmware::{Answer, Firmware, Visit};
use super::http::{Connection, set_reset_on_drop};
use super::message::ReadError;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How long a reboot takes.
const REBOOT: Duration = Duration::from_secs(2);

/// Pause after `accept` failed, mostly for want of file descriptors.
const ACCEPT_AGAIN: Duration = Duration::from_millis(50);

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
        if firmware.faults().refuses() {
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
    connection.patience = firmware.patience();
    let mut visit = firmware.visit();
    let end = serve(&*firmware, &mut *visit, &mut connection).await;
    if end == End::Close {
        connection.let_arrive();
    }
    end
}

/// Serves one client until its connection ends.
async fn serve(firmware: &dyn Firmware, visit: &mut dyn Visit, connection: &mut Connection) -> End {
    loop {
        let answer = match connection.request().await {
            Ok(Some(request)) => visit.answer(&request, connection).await,
            Err(ReadError::Malformed) => match visit.malformed() {
                Some(reply) => Answer::Reply(reply),
                None => return End::Close,
            },
            Ok(None) | Err(ReadError::Disconnected) => return End::Close,
        };
        let (reply, end, lock) = match answer {
            Answer::Reply(reply) => (reply, End::Close, None),
            Answer::Locked(reply, lock) => (reply, End::Close, Some(lock)),
            Answer::Reboot(reply) => (reply, End::Reboot, None),
            Answer::Silence => {
                connection.ignore().await;
                return End::Close;
            }
            Answer::End(end) => return end,
        };
        firmware.faults().silence().await;
        let sent = connection.answer(&reply).await;
        let goes_on = sent == Ok(true) && end == End::Close;
        if sent.is_ok() && !goes_on {
            connection.close().await;
        }
        drop(lock);
        visit.replied();
        if !goes_on {
            return end;
        }
    }
}

/// Resets all connections, as while the device is off.
async fn refuse_all(listener: &TcpListener) {
    loop {
        drop(accept(listener).await);
    }
}

/// Accepts the next connection, set so that dropping it resets it: so does everything that ends a device.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) if set_reset_on_drop(&stream, true) => {
                let _ = stream.set_nodelay(true); // heads and bodies go out in writes of their own
                return stream;
            }
            Ok(_) => {}
            Err(error) => {
                tracing::debug!(%error, "a simulated device cannot accept a connection");
                tokio::time::sleep(ACCEPT_AGAIN).await;
            }
        }
    }
}
