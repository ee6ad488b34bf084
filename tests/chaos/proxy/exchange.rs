//! One connection of a client: each of its requests goes to a device, and the reply comes back, with the faults of its turn.

mod late;
mod socket;

use super::http::{self, Head, Reply};
use super::plan::Turn;
use super::{Shared, reset};
use crate::schedule::{Fault, Kind, What};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

/// Most pieces that something is cut into.
const MAX_PIECES: usize = 800;
/// Bytes that pass at once where the rate is limited.
const PACED: usize = 2048;

/// A client's connection.
pub(super) struct Client {
    stream: TcpStream,
    /// Read, and not passed on yet.
    buffer: Vec<u8>,
    /// A reply that comes once more in front of the next one, and the kind of request it was for.
    again: Option<(Kind, Reply)>,
}

/// What becomes of the connection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Keep,
    Close,
    Reset,
}

/// How a connection ends under a fault.
fn end(fault: Fault) -> Next {
    if fault.what == What::Reset {
        Next::Reset
    } else {
        Next::Close
    }
}

impl Client {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            buffer: Vec::new(),
            again: None,
        }
    }

    /// Serves request after request, until the connection ends.
    pub(super) async fn serve(mut self, shared: &Arc<Shared>) {
        while let Some(head) = http::head(&mut self.stream, &mut self.buffer).await {
            // what it is stands in the body, which is small
            if head.path.starts_with("/json") && !self.whole(head.length).await {
                return;
            }
            let kind = http::kind(&head.method, &head.path, &self.buffer);
            let turn = shared.plan().begin(kind);
            shared.trace(|| {
                let faults: String = turn.faults.iter().map(|f| format!(" {f}")).collect();
                let (n, to) = (turn.number, turn.device);
                let (method, path, len) = (&head.method, &head.path, head.length);
                format!(
                    "#{n} {} to {to}: {method} {path} ({len}){faults}",
                    kind.word()
                )
            });
            let next = self.exchange(shared, &head, &turn).await;
            match next {
                Next::Keep => {}
                Next::Close => {
                    let _ = self.stream.shutdown().await;
                    return;
                }
                Next::Reset => return reset(self.stream),
            }
        }
    }

    async fn exchange(&mut self, shared: &Arc<Shared>, head: &Head, turn: &Turn) -> Next {
        if let Some(next) = self.before(shared, head, turn).await {
            return next;
        }
        let Ok(mut up) = TcpStream::connect(shared.devices[turn.device]).await else {
            return Next::Close;
        };
        let _ = up.set_nodelay(true);
        let cut = |a: u32| {
            let fault = turn.fault(What::Drop).or(turn.fault(What::Reset));
            fault.filter(|fault| fault.a == a)
        };
        shared.plan().record(turn).delivered = true;
        if !http::write(&mut up, &head.raw).await {
            return Next::Close;
        }
        if head.is_socket {
            return self.socket(shared, turn, up).await;
        }
        let until = cut(1).map_or(head.length, |_| head.length / 2);
        if !self.pass(shared, turn, &mut up, head.length, until).await {
            return Next::Close;
        }
        if let Some(fault) = cut(1) {
            shared.plan().fire(turn, fault.what);
            return end(fault);
        }
        let Some(reply) = Reply::read(&mut up, head.method == "HEAD").await else {
            return Next::Close;
        };
        drop(up);
        answered(shared, turn, &reply);
        if let Some(fault) = cut(2) {
            shared.plan().fire(turn, fault.what);
            return end(fault);
        }
        self.give(shared, head, turn, reply).await
    }

    /// What happens before a request reaches a device; the end of it, where it never does.
    async fn before(&mut self, shared: &Arc<Shared>, head: &Head, turn: &Turn) -> Option<Next> {
        for what in [What::Silence, What::Endless, What::Rate] {
            let Some(fault) = turn.fault(what) else {
                continue;
            };
            let mut plan = shared.plan();
            plan.fire(turn, what);
            match what {
                What::Rate => plan.rate = Some(fault.a),
                What::Silence if fault.b == 0 => plan.silence(fault),
                What::Endless if fault.b == 0 => plan.dead = true,
                _ => {}
            }
        }
        if self.hushed(shared).await {
            return Some(Next::Close);
        }
        if let Some(fault) = turn.fault(What::Refuse) {
            let mut plan = shared.plan();
            plan.fire(turn, What::Refuse);
            plan.refuse(fault);
            return Some(Next::Reset);
        }
        let cut = turn.fault(What::Drop).or(turn.fault(What::Reset));
        if let Some(fault) = cut.filter(|fault| fault.a == 0) {
            self.whole(head.length).await;
            shared.plan().fire(turn, fault.what);
            return Some(end(fault));
        }
        if let Some(reply) = self.instead(shared, head, turn).await {
            return Some(self.give(shared, head, turn, reply).await);
        }
        if turn.fault(What::Late).is_some() && !head.is_socket {
            return Some(self.late(shared, head, turn).await);
        }
        if turn.fault(What::Abandoned).is_some() && !head.is_socket {
            return Some(self.abandoned(shared, head, turn).await);
        }
        if turn.fault(What::HalfClose).is_some() && !head.is_socket {
            shared.plan().fire(turn, What::HalfClose);
            let _ = self.stream.shutdown().await;
        }
        None
    }

    /// What the proxy answers in the device's place.
    async fn instead(&mut self, shared: &Shared, head: &Head, turn: &Turn) -> Option<Reply> {
        let reply = if let Some(fault) = turn.fault(What::Busy) {
            let more = match fault.b {
                0 => String::new(),
                seconds => format!("Retry-After: {seconds}\r\n"),
            };
            shared.plan().fire(turn, What::Busy);
            Reply::made("503 Service Unavailable", &more, "{\"error\":3}")
        } else if turn.fault(What::Lie).is_some() && turn.kind == Kind::Save {
            shared.plan().fire(turn, What::Lie);
            Reply::made("200 OK", "", "{\"success\":true}")
        } else {
            return None;
        };
        self.whole(head.length).await;
        self.buffer.drain(..head.length.min(self.buffer.len()));
        Some(reply)
    }

    /// Gives the client its reply.
    async fn give(&mut self, shared: &Shared, head: &Head, turn: &Turn, reply: Reply) -> Next {
        if self.held_back(shared, turn).await {
            return Next::Close;
        }
        let reply = if shared.keep {
            reply.kept_alive()
        } else {
            reply
        };
        let closes = head.closes || reply.closes();
        let (reply, mut is_own) = spoilt(shared, turn, reply);
        if let Some((kind, again)) = self.again.take() {
            let before = Turn {
                kind,
                faults: Vec::new(),
                ..*turn
            };
            shared.plan().fire(&before, What::Doubled);
            is_own = false;
            self.put(shared, turn, &again.bytes()).await;
        }
        let bytes = reply.bytes();
        if let Some(fault) = turn.fault(What::Truncated) {
            shared.plan().fire(turn, What::Truncated);
            let cut = bytes.len() * fault.a as usize / 100;
            self.put(shared, turn, &bytes[..cut]).await;
            return Next::Close;
        }
        if turn.fault(What::Slice).is_some() {
            shared.plan().fire(turn, What::Slice);
        }
        let put = self.put(shared, turn, &bytes).await;
        shared.plan().record(turn).answered = put && is_own;
        match turn.fault(What::Doubled) {
            Some(fault) if fault.a == 0 => {
                shared.plan().fire(turn, What::Doubled);
                self.put(shared, turn, &bytes).await;
            }
            Some(_) => self.again = Some((turn.kind, reply)),
            None => {}
        }
        if closes || !put {
            Next::Close
        } else {
            Next::Keep
        }
    }

    /// Waits before a reply where it is to; whether the client has gone meanwhile.
    async fn held_back(&self, shared: &Shared, turn: &Turn) -> bool {
        let with_reply = |what| turn.fault(what).filter(|fault: &Fault| fault.b == 1);
        if let Some(fault) = with_reply(What::Silence) {
            shared.plan().silence(fault);
        }
        if with_reply(What::Endless).is_some() {
            shared.plan().dead = true;
        }
        if self.hushed(shared).await {
            return true;
        }
        if let Some(fault) = turn.fault(What::Delay) {
            shared.plan().fire(turn, What::Delay);
            sleep(Duration::from_millis(u64::from(fault.a))).await;
        }
        false
    }

    /// Writes to the client, at the pace of this turn.
    async fn put(&mut self, shared: &Shared, turn: &Turn, bytes: &[u8]) -> bool {
        for piece in bytes.chunks(step(shared, turn, bytes.len())) {
            if !http::write(&mut self.stream, piece).await {
                return false;
            }
            shared.plan().byte_went();
            pace(shared, turn, piece.len()).await;
        }
        true
    }

    /// Passes the body on up to `until`; whether the client sent it.
    async fn pass(
        &mut self,
        shared: &Shared,
        turn: &Turn,
        up: &mut TcpStream,
        length: usize,
        until: usize,
    ) -> bool {
        let flip = turn
            .fault(What::FlipRequest)
            .filter(|_| length > 0)
            .map(|fault| (length * fault.a as usize / 1000, 1u8 << fault.b));
        let step = step(shared, turn, length);
        let mut at = 0;
        let mut goes = true;
        while at < until {
            if self.buffer.is_empty()
                && !matches!(http::fill(&mut self.stream, &mut self.buffer).await, Some(n) if n > 0)
            {
                return false;
            }
            let n = self.buffer.len().min(until - at).min(step);
            let mut piece: Vec<u8> = self.buffer.drain(..n).collect();
            if let Some((place, bit)) = flip
                && (at..at + n).contains(&place)
            {
                piece[place - at] ^= bit;
                shared.plan().fire(turn, What::FlipRequest);
            }
            goes = goes && http::write(up, &piece).await; // a device may answer before it has all
            at += n;
            pace(shared, turn, n).await;
        }
        true
    }

    /// Reads until `length` bytes of the body are there.
    async fn whole(&mut self, length: usize) -> bool {
        while self.buffer.len() < length {
            match http::fill(&mut self.stream, &mut self.buffer).await {
                Some(n) if n > 0 => {}
                _ => return false,
            }
        }
        true
    }

    /// Waits while nothing passes; whether the client has gone meanwhile.
    async fn hushed(&self, shared: &Shared) -> bool {
        let mut has_waited = false;
        loop {
            let left = shared.plan().silent_for();
            let Some(left) = left else { break };
            has_waited = true;
            sleep(left.min(Duration::from_millis(200))).await;
            if self.has_gone().await {
                return true;
            }
        }
        has_waited && self.has_gone().await
    }

    /// Whether the client has closed the connection.
    async fn has_gone(&self) -> bool {
        let mut one = [0];
        match timeout(Duration::from_millis(1), self.stream.peek(&mut one)).await {
            Ok(Ok(n)) => n == 0,
            Ok(Err(_)) => true,
            Err(_) => false,
        }
    }
}

/// A device has answered.
fn answered(shared: &Shared, turn: &Turn, reply: &Reply) {
    let mut plan = shared.plan();
    plan.record(turn).status = reply.status();
    for what in [What::FullDisk, What::Lie, What::Truncate] {
        if turn.fault(what).is_some() {
            plan.fire(turn, what);
        }
    }
    drop(plan);
    shared.trace(|| format!("#{} answered {:?}", turn.number, reply.status()));
}

/// How many bytes of so many pass at once.
fn step(shared: &Shared, turn: &Turn, of: usize) -> usize {
    let sliced = turn
        .fault(What::Slice)
        .map(|fault| (fault.a as usize).max(of / MAX_PIECES));
    let paced = shared.plan().rate.map(|_| PACED);
    sliced.or(paced).unwrap_or(16 << 10).max(1)
}

/// The reply as the client gets it, and whether it is the one to its request.
fn spoilt(shared: &Shared, turn: &Turn, reply: Reply) -> (Reply, bool) {
    let mut plan = shared.plan();
    let last = plan.last_reply.replace(reply.clone());
    if let (Some(_), Some(last)) = (turn.fault(What::Stale), last) {
        plan.fire(turn, What::Stale);
        return (last, false);
    }
    let mut reply = reply;
    if let Some(fault) = turn.fault(What::FlipReply)
        && !reply.body.is_empty()
    {
        plan.fire(turn, What::FlipReply);
        let at = reply.body.len() * fault.a as usize / 1000;
        reply.body[at] ^= 1 << fault.b;
    }
    (reply, true)
}

/// Waits as long as so many bytes take.
async fn pace(shared: &Shared, turn: &Turn, bytes: usize) {
    let rate = shared.plan().rate;
    if let Some(rate) = rate {
        sleep(Duration::from_secs_f64(
            bytes as f64 / 1000.0 / f64::from(rate),
        ))
        .await;
    } else if turn.fault(What::Slice).is_some() {
        tokio::task::yield_now().await;
    }
}
