//! A WebSocket: after the handshake everything passes as it is, until a fault ends it.

use super::super::Shared;
use super::super::http;
use super::super::plan::Turn;
use super::{Client, Next, end, pace};
use crate::schedule::What;
use tokio::net::TcpStream;

impl Client {
    /// Passes everything on, both ways, until one side ends it.
    pub(super) async fn socket(&mut self, shared: &Shared, turn: &Turn, mut up: TcpStream) -> Next {
        let cut = turn.fault(What::Drop).or(turn.fault(What::Reset));
        let mut views = 0;
        let (mut from_device, mut from_client) = (Vec::new(), Vec::new());
        loop {
            let came = tokio::select! {
                came = http::fill(&mut up, &mut from_device) => came.map(|n| (n, true)),
                came = http::fill(&mut self.stream, &mut from_client) => came.map(|n| (n, false)),
            };
            let Some((n, is_device)) = came.filter(|(n, _)| *n > 0) else {
                return Next::Close;
            };
            if let Some(fault) = turn
                .fault(What::Silence)
                .filter(|fault| fault.b == 1 && views == 0)
            {
                shared.plan().silence(fault);
            }
            shared.plan().dead |= turn.fault(What::Endless).is_some_and(|fault| fault.b == 1);
            if self.hushed(shared).await {
                return Next::Close;
            }
            if is_device {
                views += 1;
                if let Some(fault) = cut.filter(|fault| fault.a == views) {
                    shared.plan().fire(turn, fault.what);
                    return end(fault);
                }
                if views == 1 {
                    shared.plan().record(turn).status = Some(101);
                }
                if !http::write(&mut self.stream, &from_device).await {
                    return Next::Close;
                }
                shared.plan().byte_went();
                from_device.clear();
            } else if http::write(&mut up, &from_client).await {
                from_client.clear();
            } else {
                return Next::Close;
            }
            pace(shared, turn, n).await;
        }
    }
}
