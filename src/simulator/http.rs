//! A small HTTP/1.1 server side over one TCP connection: bodies in small pieces at a given pace, and what becomes of a body
//! that nobody read. The firmwares read and answer through [`Connection`].

use super::fault_state::Rates;
use super::message::{Lost, Reply, Request, head, parse};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

/// Most bytes of a request head: twice what any client sends here.
const MAX_HEAD: usize = 8 * 1024;
/// Most bytes read at once: ESP8266WebServer's `HTTP_UPLOAD_BUFLEN`, a little more than one segment.
pub(super) const PIECE: usize = 2048;
/// An unread body up to this size is read away so that the connection can be used again; a larger one closes it.
const SMALL_REST: u64 = 64 * 1024;
/// How long a client may say nothing, unless the firmware says otherwise: then an upload gives way to another as well.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);
/// How long a closing connection goes on reading, so that the client finds the reply and not a reset.
const LINGER: Duration = Duration::from_secs(2);
/// How much a throttled transfer may be behind and still catch up: a few timer ticks, no burst that could be seen.
const MAX_CREDIT: Duration = Duration::from_millis(10);
/// How often a throttled transfer moves on: 20 times a second looks steady.
const TICKS: f64 = 20.0;

/// One client's connection.
pub(super) struct Connection {
    stream: TcpStream,
    /// Read, but not used yet.
    buffer: Vec<u8>,
    /// Bytes of the request's body that were not read.
    unread: u64,
    /// The client waits for "100 Continue" before it sends the body.
    waits: bool,
    /// The connection may be used for another request.
    keep: bool,
    head_only: bool,
    /// How long a client may say nothing.
    pub(super) patience: Duration,
    /// How fast it goes.
    pub(super) rates: Rates,
    /// When the next bytes of a throttled transfer may go.
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

    /// Bytes of the body that are still to be read.
    pub(super) fn unread(&self) -> u64 {
        self.unread
    }

    /// Closes the connection after this request, and knows no "100 Continue", whatever the client would like.
    pub(super) fn one_request(&mut self) {
        self.keep = false;
        self.waits = false;
    }

    /// Closes the connection after this request, whatever the client would like.
    pub(super) fn last_request(&mut self) {
        self.keep = false;
    }

    /// Sends bytes as they are.
    pub(super) async fn raw(&mut self, bytes: &[u8]) -> Result<(), Lost> {
        self.send(bytes).await
    }

    /// The bare connection for another protocol, and what came of that already.
    pub(super) fn stream(&mut self) -> (&mut TcpStream, Vec<u8>) {
        (&mut self.stream, std::mem::take(&mut self.buffer))
    }

    /// Listens without a word until the client has said nothing for too long, or goes.
    pub(super) async fn ignore(&mut self) {
        while self.fill(PIECE).await.is_ok_and(|n| n > 0) {
            self.buffer.clear();
        }
    }

    /// Lets what was sent arrive when the connection is dropped, instead of resetting it.
    pub(super) fn let_arrive(&self) {
        set_reset_on_drop(&self.stream, false);
    }

    /// Reads the next request head; none when the client has no more.
    pub(super) async fn request(&mut self) -> Result<Option<Request>, Lost> {
        // until a head is read, nothing is known of a body, and the answer to no HTTP ends the connection
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
                return Err(Lost::Malformed);
            }
            if self.fill(PIECE).await? == 0 {
                return if self.buffer.is_empty() {
                    Ok(None)
                } else {
                    Err(Lost::Gone)
                };
            }
        }
    }

    /// Reads at most `most` bytes of the body, at the pace of this connection; at least one.
    pub(super) async fn body(&mut self, most: usize) -> Result<Vec<u8>, Lost> {
        if std::mem::take(&mut self.waits) {
            self.send(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        let rest = usize::try_from(self.unread).unwrap_or(usize::MAX);
        let most = most.min(rest).min(tick(self.rates.take, PIECE)).max(1);
        let started = Instant::now();
        if self.buffer.is_empty() && self.fill(most).await? == 0 {
            return Err(Lost::Gone);
        }
        let piece: Vec<u8> = self.buffer.drain(..most.min(self.buffer.len())).collect();
        self.unread -= piece.len() as u64;
        self.keep_pace(self.rates.take, started, piece.len()).await;
        Ok(piece)
    }

    /// Reads the whole body, where it is no longer than `most`.
    pub(super) async fn whole_body(&mut self, most: u64) -> Result<Option<Vec<u8>>, Lost> {
        if self.unread > most {
            return Ok(None);
        }
        let mut whole = Vec::new();
        while self.unread > 0 {
            whole.extend(self.body(PIECE).await?);
        }
        Ok(Some(whole))
    }

    /// Sends the answer; whether another request may follow on this connection.
    pub(super) async fn answer(&mut self, reply: &Reply) -> Result<bool, Lost> {
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

    /// Closes after the last answer: says so, and lets the client finish what it is still sending.
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

    /// Waits as long as `bytes` take at that rate. Timers are coarse: what one wait is too long, the next is shorter.
    async fn keep_pace(&mut self, rate: Option<f64>, started: Instant, bytes: usize) {
        let Some(rate) = rate else { return };
        let credit = started.checked_sub(MAX_CREDIT).unwrap_or(started);
        self.due = self.due.max(credit) + Duration::from_secs_f64(bytes as f64 / rate);
        tokio::time::sleep_until(self.due).await;
    }

    /// Reads what is left of the body away.
    pub(super) async fn drain(&mut self) -> Result<(), Lost> {
        while self.unread > 0 {
            self.body(PIECE).await?;
        }
        Ok(())
    }

    async fn fill(&mut self, most: usize) -> Result<usize, Lost> {
        let mut piece = [0; PIECE];
        let room = piece.get_mut(..most.min(PIECE)).unwrap_or_default();
        let read = tokio::time::timeout(self.patience, self.stream.read(room)).await;
        let n = read.map_err(|_| Lost::Gone)?.map_err(|_| Lost::Gone)?;
        self.buffer.extend(piece.iter().take(n));
        Ok(n)
    }

    async fn send(&mut self, bytes: &[u8]) -> Result<(), Lost> {
        let sent = tokio::time::timeout(self.patience, self.stream.write_all(bytes)).await;
        sent.map_err(|_| Lost::Gone)?.map_err(|_| Lost::Gone)
    }
}

/// Whether dropping the stream resets the connection; false where it is gone already.
pub(super) fn set_reset_on_drop(stream: &TcpStream, reset: bool) -> bool {
    socket2::SockRef::from(stream)
        .set_linger(reset.then_some(Duration::ZERO))
        .is_ok()
}

/// How many bytes go at once at that rate.
fn tick(rate: Option<f64>, most: usize) -> usize {
    // a float that is too large becomes the largest usize
    rate.map_or(most, |rate| ((rate / TICKS) as usize).clamp(1, most.max(1)))
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
