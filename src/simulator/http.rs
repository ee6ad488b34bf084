//! [`Connection`]: the server side of HTTP/1.1 on one TCP connection. Bodies are read in small pieces at a given rate; the rest
//! of an unread body is read away, or ends the connection.

use super::fault_state::Rates;
use super::message::{ReadError, Reply, Request, head, parse};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

/// Maximum bytes of a request head: twice what any client sends here.
const MAX_HEAD: usize = 8 * 1024;
/// Maximum bytes read at once: ESP8266WebServer's `HTTP_UPLOAD_BUFLEN`, a little more than one segment.
pub(super) const PIECE: usize = 2048;
/// An unread body up to this size is read away so that the connection can be used again; a larger one closes it.
const SMALL_REST: u64 = 64 * 1024;
/// How long a client may be silent, unless the firmware sets another time. The same time after which an upload gives way.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);
/// How long a closing connection continues to read, so that the client receives the reply and not a reset.
const LINGER: Duration = Duration::from_secs(2);
/// How far a throttled transfer may be behind and still catch up: a few timer ticks, no visible burst.
const MAX_CREDIT: Duration = Duration::from_millis(10);
/// Steps per second of a throttled transfer: 20 look steady.
const TICKS: f64 = 20.0;

/// The connection of one client.
pub(super) struct Connection {
    stream: TcpStream,
    /// Bytes that were read, but not used yet.
    buffer: Vec<u8>,
    /// Bytes of the request's body that are still to be read.
    unread: u64,
    /// The client waits for "100 Continue" before it sends the body.
    waits: bool,
    /// The connection may be used for another request.
    keep: bool,
    head_only: bool,
    /// How long the client may be silent.
    pub(super) patience: Duration,
    /// Rates of the transfer.
    pub(super) rates: Rates,
    /// When a throttled transfer may continue.
    due: Instant,
}

impl Connection {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            buffer: Vec::new(),
            unread: 0,
            waits: false,
            keep: false,
            head_only: false,
            patience: PATIENCE,
            rates: Rates::default(),
            due: Instant::now(),
        }
    }

    /// Returns the bytes of the body that are still to be read.
    pub(super) fn unread(&self) -> u64 {
        self.unread
    }

    /// Closes the connection after this request, and sends no "100 Continue", whatever the client asks for.
    pub(super) fn one_request(&mut self) {
        self.keep = false;
        self.waits = false;
    }

    /// Closes the connection after this request, whatever the client asks for.
    pub(super) fn last_request(&mut self) {
        self.keep = false;
    }

    /// Sends bytes unchanged.
    pub(super) async fn raw(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        self.send(bytes).await
    }

    /// Returns the TCP stream for another protocol, and the bytes of it that were read already.
    pub(super) fn stream(&mut self) -> (&mut TcpStream, Vec<u8>) {
        (&mut self.stream, std::mem::take(&mut self.buffer))
    }

    /// Ignores what the client sends, until it goes or is silent for too long.
    pub(super) async fn ignore(&mut self) {
        while self.fill(PIECE).await.is_ok_and(|n| n > 0) {
            self.buffer.clear();
        }
    }

    /// Lets sent bytes arrive when the connection is dropped, instead of resetting it.
    pub(super) fn let_arrive(&self) {
        set_reset_on_drop(&self.stream, false);
    }

    /// Reads the next request head; `None` if the client has closed the connection.
    pub(super) async fn request(&mut self) -> Result<Option<Request>, ReadError> {
        // before a head is read there is no body, and a reply to something that is not HTTP ends the connection
        (self.unread, self.waits, self.keep, self.head_only) = (0, false, false, false);
        loop {
            if let Some((request, used, version)) = parse(&self.buffer)? {
                self.buffer.drain(..used);
                self.unread = request.length.unwrap_or(0);
                self.waits = request
                    .header("expect")
                    .is_some_and(|e| e.eq_ignore_ascii_case("100-continue"));
                self.head_only = request.method == "HEAD";
                self.keep = version == 1
                    && !request
                        .header("connection")
                        .is_some_and(|c| c.eq_ignore_ascii_case("close"))
                    && request.header("transfer-encoding").is_none();
                return Ok(Some(request));
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(ReadError::Malformed);
            }
            if self.fill(PIECE).await? == 0 {
                return if self.buffer.is_empty() {
                    Ok(None)
                } else {
                    Err(ReadError::Disconnected)
                };
            }
        }
    }

    /// Reads 1 to `max` bytes of the body, at the rate of this connection.
    pub(super) async fn body(&mut self, max: usize) -> Result<Vec<u8>, ReadError> {
        if std::mem::take(&mut self.waits) {
            self.send(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        let rest = usize::try_from(self.unread).unwrap_or(usize::MAX);
        let max = max.min(rest).min(tick(self.rates.take, PIECE)).max(1);
        let started = Instant::now();
        if self.buffer.is_empty() && self.fill(max).await? == 0 {
            return Err(ReadError::Disconnected);
        }
        let piece: Vec<u8> = self.buffer.drain(..max.min(self.buffer.len())).collect();
        self.unread -= piece.len() as u64;
        self.keep_pace(self.rates.take, started, piece.len()).await;
        Ok(piece)
    }

    /// Reads the whole body; `None` if it is longer than `max`.
    pub(super) async fn whole_body(&mut self, max: u64) -> Result<Option<Vec<u8>>, ReadError> {
        if self.unread > max {
            return Ok(None);
        }
        let mut whole = Vec::new();
        while self.unread > 0 {
            whole.extend(self.body(PIECE).await?);
        }
        Ok(Some(whole))
    }

    /// Sends the reply. Returns whether another request may follow on this connection.
    pub(super) async fn answer(&mut self, reply: &Reply) -> Result<bool, ReadError> {
        if !reply.early && !self.waits && self.unread <= SMALL_REST {
            self.drain().await?;
        }
        let keep = self.keep && (reply.early || self.unread == 0);
        self.send(head(reply, keep).as_bytes()).await?;
        if !self.head_only {
            for piece in reply
                .body
                .chunks(tick(self.rates.give, reply.body.len()).max(1))
            {
                let started = Instant::now();
                self.send(piece).await?;
                self.keep_pace(self.rates.give, started, piece.len()).await;
            }
        }
        if reply.early {
            self.drain().await?;
        }
        Ok(keep)
    }

    /// Closes the connection after the last reply, and lets the client finish sending.
    pub(super) async fn close(&mut self) {
        let farewell = async {
            self.stream.shutdown().await?;
            let mut rest = [0; PIECE];
            while self.stream.read(&mut rest).await? > 0 {}
            std::io::Result::Ok(())
        };
        // an error means that the client has closed as well
        let _ = tokio::time::timeout(LINGER, farewell).await;
    }

    /// Waits as long as `bytes` take at that rate. Timers are coarse: a wait that is too long shortens the next one.
    async fn keep_pace(&mut self, rate: Option<f64>, started: Instant, bytes: usize) {
        let Some(rate) = rate else { return };
        let credit = started.checked_sub(MAX_CREDIT).unwrap_or(started);
        self.due = self.due.max(credit) + Duration::from_secs_f64(bytes as f64 / rate);
        tokio::time::sleep_until(self.due).await;
    }

    /// Reads and drops the rest of the body.
    pub(super) async fn drain(&mut self) -> Result<(), ReadError> {
        while self.unread > 0 {
            self.body(PIECE).await?;
        }
        Ok(())
    }

    async fn fill(&mut self, max: usize) -> Result<usize, ReadError> {
        let mut piece = [0; PIECE];
        let room = piece.get_mut(..max.min(PIECE)).unwrap_or_default();
        let read = tokio::time::timeout(self.patience, self.stream.read(room)).await;
        let n = read
            .map_err(|_| ReadError::Disconnected)?
            .map_err(|_| ReadError::Disconnected)?;
        self.buffer.extend(piece.iter().take(n));
        Ok(n)
    }

    async fn send(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        let sent = tokio::time::timeout(self.patience, self.stream.write_all(bytes)).await;
        sent.map_err(|_| ReadError::Disconnected)?
            .map_err(|_| ReadError::Disconnected)
    }
}

/// Sets whether dropping the stream resets the connection. Returns false if the connection is already gone.
pub(super) fn set_reset_on_drop(stream: &TcpStream, reset: bool) -> bool {
    socket2::SockRef::from(stream)
        .set_linger(reset.then_some(Duration::ZERO))
        .is_ok()
}

/// Returns how many bytes one step moves at that rate.
fn tick(rate: Option<f64>, max: usize) -> usize {
    // a float that is too large becomes the largest usize
    rate.map_or(max, |rate| ((rate / TICKS) as usize).clamp(1, max.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_throttled_transfer_moves_in_small_steps() {
        assert_eq!(tick(None, 2048), 2048);
        assert_eq!(tick(Some(1000.0), 2048), 50);
        assert_eq!(tick(Some(1.0), 2048), 1);
        assert_eq!(tick(Some(1e9), 2048), 2048);
    }
}
