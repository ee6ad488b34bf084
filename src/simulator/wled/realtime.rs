//! Receives streams of pixels over UDP. Real devices listen on 4048 and 21324; several on one address cannot share them.
//! `state/stream.rs` shows what came.

use super::super::UdpPorts;
use super::Wled;
use super::state::State;
use crate::net::{Datagrams, Gate};
use serde_json::{Value, json};
use std::io;
use std::net::{IpAddr, SocketAddr};
use tokio::time::Instant;

/// UDP port of DDP on every device.
const DDP_PORT: u16 = 4048;
/// UDP port of the other protocols on a real device (`udpPort`).
const REALTIME_PORT: u16 = 21_324;
/// Maximum size of a datagram.
const MAX_DATAGRAM: usize = 65_535;

/// The sockets of one device, and their ports.
pub(super) struct Ports {
    ddp: Datagrams,
    realtime: Datagrams,
    numbers: UdpPorts,
}

impl Ports {
    /// Opens both sockets; uses DDP's own port if it is free.
    pub(super) fn open(gate: Gate, ip: IpAddr) -> io::Result<Self> {
        let on = |port| gate.datagrams_alone(SocketAddr::new(ip, port));
        let ddp = on(DDP_PORT).or_else(|_| on(0))?;
        let realtime = on(0)?;
        let numbers = UdpPorts {
            ddp: ddp.local_addr()?.port(),
            realtime: realtime.local_addr()?.port(),
        };
        Ok(Self {
            ddp,
            realtime,
            numbers,
        })
    }

    /// Returns the port numbers.
    pub(super) fn numbers(&self) -> UdpPorts {
        self.numbers
    }
}

impl Wled {
    /// Receives datagrams; never returns.
    pub(super) async fn listen(&self) {
        let Some(ports) = &self.ports else {
            return std::future::pending().await;
        };
        let mut ddp = vec![0; MAX_DATAGRAM];
        let mut realtime = vec![0; MAX_DATAGRAM];
        loop {
            let taken = tokio::select! {
                came = ports.ddp.recv_from(&mut ddp) => came.map(|(len, from)| self.with(|state, now| {
                    Ok(state.take_ddp(ddp.get(..len).unwrap_or_default(), from.ip(), now))
                })),
                came = ports.realtime.recv_from(&mut realtime) => came.map(|(len, from)| self.with(|state, now| {
                    Ok(state.take_realtime(realtime.get(..len).unwrap_or_default(), from.ip(), now))
                })),
            };
            if let Err(error) = taken {
                // harmless: the port of an earlier sender is closed
                tracing::debug!(%error, "a simulated device cannot receive a datagram");
            }
        }
    }

    /// Returns the UDP port for streams.
    pub(super) fn realtime_port(&self) -> u16 {
        self.ports
            .as_ref()
            .map_or(REALTIME_PORT, |ports| ports.numbers.realtime)
    }

    /// Adds the stream's source to `/json/info`.
    pub(super) fn live_info(state: &mut State, now: Instant, add: &mut impl FnMut(&str, Value)) {
        let stream = state.stream_source(now);
        let (mode, from) = stream.unwrap_or_default();
        add("live", json!(stream.is_some()));
        add("liveseg", json!(-1));
        add("lm", json!(mode));
        add(
            "lip",
            json!(from.map_or_else(String::new, |from| from.to_string())),
        );
    }
}
