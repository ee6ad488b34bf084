//! [`Beacon`]: the datagram by which WLED devices know each other (udp.cpp `sendSysInfoUDP`). Real ones broadcast it; this
//! one tells only this computer, and only when devices are to be announced.

use super::super::Board;
use super::builds::Build;
use crate::net::Gate;
use parking_lot::Mutex;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::time::Instant;

/// Port that nodes listen on (`port2`).
const PORT: u16 = 65_506;
/// Time between two beacons; 30 s on real devices.
const EVERY: Duration = Duration::from_secs(1);
/// Bytes for the name.
const NAME: usize = 32;
/// Bit of the type while the device is on.
const ON: u8 = 0x80;

/// Sender and receiver.
pub(super) struct Beacon {
    gate: Gate,
    ip: [u8; 4],
    name: String,
    last: Mutex<Option<Instant>>,
}

impl Beacon {
    /// Opens the beacon, if devices are announced.
    pub(super) fn open(board: &Board) -> Option<Self> {
        let IpAddr::V4(ip) = board.address.ip() else {
            return None;
        };
        if !board.announced {
            return None;
        }
        Some(Self {
            gate: board.gate,
            ip: ip.octets(),
            name: board.identity.name.clone(),
            last: Mutex::default(),
        })
    }

    /// Sends the beacon, if it is due.
    pub(super) fn shine(&self, build: &Build, on: bool) {
        let mut last = self.last.lock();
        let now = Instant::now();
        if last.is_some_and(|last| now < last + EVERY) {
            return;
        }
        *last = Some(now);
        let to = SocketAddr::from((Ipv4Addr::LOCALHOST, PORT));
        let bytes = datagram(self.ip, &self.name, build, on);
        if let Err(error) = self.gate.sender(to).and_then(|socket| socket.send(&bytes)) {
            tracing::debug!(%error, "cannot send the beacon of a simulated device");
        }
    }
}

fn datagram(ip: [u8; 4], name: &str, build: &Build, on: bool) -> Vec<u8> {
    let [.., unit] = ip;
    let mut bytes = vec![255, 1];
    bytes.extend(ip);
    bytes.extend(name.bytes().chain(std::iter::repeat(0)).take(NAME));
    bytes.push(build.node_type | if on { ON } else { 0 });
    bytes.push(unit);
    bytes.extend(build.vid.to_le_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::super::builds::{V13, V16};
    use super::*;

    #[test]
    fn it_says_who_in_44_bytes() {
        let bytes = datagram([192, 168, 1, 7], "Porch", &V16, true);
        assert_eq!(
            (bytes.len(), &bytes[..12]),
            (
                44,
                &[255, 1, 192, 168, 1, 7, b'P', b'o', b'r', b'c', b'h', 0][..]
            )
        );
        assert_eq!((bytes[38], bytes[39]), (32 | 0x80, 7));
        assert_eq!(
            u32::from_le_bytes(bytes[40..].try_into().unwrap()),
            2_606_300
        );
        assert_eq!(datagram([1, 1, 1, 1], "x", &V13, false)[38], 82);
    }
}
