//! Listens for the beacons that WLED nodes broadcast about every 30 s. Sends nothing. A beacon proves nothing: whether a
//! device is there, HTTP decides.

use super::{Sighting, Via};
use crate::device::DeviceAddr;
use crate::net::Gate;
use crate::text::display_text;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// UDP port of WLED's beacons (`udpPort2` of its firmware).
pub(super) const PORT: u16 = 65506;
/// Port of the sender's web server: the beacon does not say, and the firmware has no other.
const WEB_PORT: u16 = 80;
/// Length of a beacon: 40 bytes, and 4 more (the build) in newer firmware.
const LENGTHS: [usize; 2] = [40, 44];
/// The first two bytes of a beacon: a message, of the kind "system information".
const MARK: [u8; 2] = [255, 1];

/// Listens until it is dropped; reports every sighting, as often as it is heard.
///
/// # Errors
/// Where the port cannot be opened: another program uses it alone.
pub(super) async fn listen(gate: Gate, tell: impl FnMut(Sighting)) -> std::io::Result<()> {
    // broadcasts come to the address of all interfaces only; a closed gate has no other interface than loopback
    let ip = if gate.is_loopback_only() {
        Ipv4Addr::LOCALHOST
    } else {
        Ipv4Addr::UNSPECIFIED
    };
    listen_at(gate, SocketAddr::new(ip.into(), PORT), tell).await
}

async fn listen_at(
    gate: Gate,
    addr: SocketAddr,
    mut tell: impl FnMut(Sighting),
) -> std::io::Result<()> {
    let socket = gate.datagrams(addr)?;
    let mut bytes = [0; 64]; // a datagram that is longer than a beacon is cut, and still too long
    loop {
        let (len, from) = socket.recv_from(&mut bytes).await?;
        let beacon = bytes.get(..len).and_then(beacon);
        beacon
            .map(|beacon| beacon.sighting(from.ip()))
            .into_iter()
            .for_each(&mut tell);
    }
}

/// The parts of a beacon that are used.
#[derive(Debug, PartialEq, Eq)]
struct Beacon {
    ip: Ipv4Addr,
    name: Option<String>,
}

/// Reads a beacon: 255, 1, the IPv4 address, the name in 32 bytes filled up with zeros, the board, the last byte of the
/// address, and in newer firmware the build (4 bytes). `None` for anything else.
fn beacon(bytes: &[u8]) -> Option<Beacon> {
    if !LENGTHS.contains(&bytes.len()) {
        return None;
    }
    let (mark, rest) = bytes.split_first_chunk::<2>()?;
    let (ip, rest) = rest.split_first_chunk::<4>()?;
    let (name, rest) = rest.split_first_chunk::<32>()?;
    let unit = rest.get(1)?;
    if *mark != MARK || ip.last() != Some(unit) {
        return None;
    }
    let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
    let name = display_text(&String::from_utf8_lossy(name));
    Some(Beacon {
        ip: Ipv4Addr::from(*ip),
        name: Some(name).filter(|name| !name.is_empty()),
    })
}

impl Beacon {
    /// Makes a sighting at the address that the beacon names; of a node that does not know its own yet, at its sender's.
    fn sighting(self, from: IpAddr) -> Sighting {
        let ip = if self.ip.is_unspecified() {
            from
        } else {
            self.ip.into()
        };
        let addr = DeviceAddr::from_socket(SocketAddr::new(ip, WEB_PORT));
        Sighting {
            addr,
            via: Via::Udp,
            name: self.name,
            id: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A beacon of 44 bytes.
    fn bytes(ip: [u8; 4], name: &[u8]) -> Vec<u8> {
        let mut all = vec![255, 1];
        all.extend(ip);
        all.extend(name);
        all.resize(38, 0);
        all.extend([32 | 0x80, ip[3]]); // an ESP32 that is on
        all.extend(2_406_290_u32.to_le_bytes());
        all
    }

    #[test]
    fn beacons_of_both_lengths_name_an_address_and_a_name() {
        let long = bytes([192, 168, 1, 77], b"Porch");
        let expected = Beacon {
            ip: [192, 168, 1, 77].into(),
            name: Some("Porch".into()),
        };
        assert_eq!(beacon(&long).as_ref(), Some(&expected));
        assert_eq!(beacon(&long[..40]), Some(expected));
        let full = beacon(&bytes([10, 0, 0, 1], &[b'x'; 32])).unwrap();
        assert_eq!(
            full.name.unwrap().len(),
            32,
            "a name may leave no room for a zero"
        );
        assert_eq!(beacon(&bytes([10, 0, 0, 1], b"")).unwrap().name, None);
        let odd = beacon(&bytes([10, 0, 0, 1], b"\xffa\x07\xe2\x80\xae")).unwrap();
        assert_eq!(
            odd.name.as_deref(),
            Some("\u{fffd}a"),
            "what could deceive is left out"
        );
    }

    #[test]
    fn anything_else_is_no_beacon() {
        let good = bytes([192, 168, 1, 77], b"Porch");
        for len in (0..100).filter(|len| !LENGTHS.contains(len)) {
            let mut other = good.clone();
            other.resize(len, 0);
            assert_eq!(beacon(&other), None, "{len} bytes");
        }
        for at in [0, 1, 5, 39] {
            let mut other = good.clone();
            other[at] ^= 2;
            assert_eq!(beacon(&other), None, "byte {at}");
        }
        assert_eq!(beacon(&[0; 44]), None);
        assert_eq!(beacon(&[255; 40]), None);
    }

    #[tokio::test]
    async fn what_is_heard_is_told_and_noise_is_not() {
        let gate = Gate::loopback();
        let free = gate
            .datagrams("127.0.0.1:0".parse().unwrap())
            .unwrap()
            .local_addr()
            .unwrap();
        let sender = gate.datagrams("127.0.0.1:0".parse().unwrap()).unwrap();
        let (heard, mut sightings) = tokio::sync::mpsc::unbounded_channel();
        let listener =
            tokio::spawn(async move { listen_at(gate, free, |s| drop(heard.send(s))).await });
        let send = async {
            loop {
                for datagram in [&b"hello"[..], &bytes([0, 0, 0, 0], b"New"), &[7; 2000]] {
                    let _ = sender.send_to(datagram, free).await; // refused until somebody listens
                }
                tokio::task::yield_now().await;
            }
        };
        let first = tokio::select! { first = sightings.recv() => first.unwrap(), () = send => unreachable!() };
        listener.abort();
        assert_eq!(
            (first.addr.to_string(), first.via),
            ("127.0.0.1".into(), Via::Udp)
        );
        assert_eq!(first.name.as_deref(), Some("New"));
    }

    #[tokio::test]
    async fn a_closed_gate_listens_nowhere_else() {
        let error = listen_at(Gate::loopback(), "0.0.0.0:0".parse().unwrap(), |_| {})
            .await
            .unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::PermissionDenied);
    }
}
