//! Late delivery: the client is cut off, and what it sent reaches the device when other requests have long gone through.

use super::super::Shared;
use super::super::http::{self, Head, Reply};
use super::super::plan::Turn;
use super::{Client, Next};
use crate::schedule::What;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

/// How long a device may take to answer a request whose client has gone.
const LATE_REPLY: Duration = Duration::from_secs(5);

/// Longest that a client waits for anything.
const GIVES_UP: Duration = Duration::from_secs(110);
/// How often is looked whether it still waits.
const LOOK: Duration = Duration::from_millis(100);

impl Client {
    /// Cuts the client off, and brings the rest of its request to the device later.
    pub(super) async fn late(&mut self, shared: &Arc<Shared>, head: &Head, turn: &Turn) -> Next {
        let Some(fault) = turn.fault(What::Late) else {
            return Next::Close;
        };
        if !self.whole(head.length).await {
            return Next::Close;
        }
        let body: Vec<u8> = self.buffer.drain(..head.length).collect();
        let whole = [head.raw.as_slice(), &body].concat();
        let cut = match body.len() * fault.a as usize / 100 {
            0 => 0,
            part => head.raw.len() + part,
        };
        let Ok(mut up) = TcpStream::connect(shared.devices[turn.device]).await else {
            return Next::Close;
        };
        if cut > 0 && !http::write(&mut up, &whole[..cut]).await {
            return Next::Close;
        }
        {
            let mut plan = shared.plan();
            plan.fire(turn, What::Late);
            plan.record(turn).delivered = true;
        }
        let rest = whole[cut..].to_vec();
        let is_head = head.method == "HEAD";
        deliver(shared, turn.number, up, rest, (fault.b, is_head));
        Next::Reset
    }

    /// Lets nothing pass until the client has gone, and brings its request to the device after that.
    pub(super) async fn abandoned(
        &mut self,
        shared: &Arc<Shared>,
        head: &Head,
        turn: &Turn,
    ) -> Next {
        let ms = turn.fault(What::Abandoned).map_or(0, |fault| fault.b);
        if !self.whole(head.length).await {
            return Next::Close;
        }
        let body: Vec<u8> = self.buffer.drain(..head.length).collect();
        let began = Instant::now();
        while !self.has_gone().await {
            if began.elapsed() > GIVES_UP {
                return Next::Close;
            }
            sleep(LOOK).await;
        }
        let Ok(up) = TcpStream::connect(shared.devices[turn.device]).await else {
            return Next::Close;
        };
        {
            let mut plan = shared.plan();
            plan.fire(turn, What::Abandoned);
            plan.record(turn).delivered = true;
        }
        let whole = [head.raw.as_slice(), &body].concat();
        let is_head = head.method == "HEAD";
        deliver(shared, turn.number, up, whole, (ms, is_head));
        Next::Close
    }
}

/// Brings the rest of a request to its device in so many ms, and hears what it answers.
fn deliver(
    shared: &Arc<Shared>,
    number: u32,
    mut up: TcpStream,
    rest: Vec<u8>,
    (ms, is_head): (u32, bool),
) {
    shared.late.fetch_add(1, Ordering::SeqCst);
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        sleep(Duration::from_millis(u64::from(ms))).await;
        let mut status = None;
        if http::write(&mut up, &rest).await {
            let reply = timeout(LATE_REPLY, Reply::read(&mut up, is_head)).await;
            status = reply.ok().flatten().and_then(|reply| reply.status());
        }
        shared.trace(|| format!("#{number} has arrived late: {status:?}"));
        shared.plan().records[number as usize - 1].status = status;
        shared.late.fetch_sub(1, Ordering::SeqCst);
    });
}
