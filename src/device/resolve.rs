//! Resolves an [`AddrSpec`] to the [`DeviceAddr`] that is connected to: one look-up, by mDNS or by the system, and the rule
//! which addresses may be reached.

use super::address::{is_local_name, is_private};
use super::{AddrSpec, AddressError, DeviceAddr, mdns};
use crate::link::CONNECT_TIMEOUT;
use crate::message::Message;
use crate::msg;
use crate::net::Gate;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// Maximum number of addresses of one name that are tried.
const MAX_TRIED: usize = 8;
/// How long an address is tried before the next one is, too (RFC 8305, section 5).
const HEAD_START: Duration = Duration::from_millis(250);

impl AddrSpec {
    /// Looks the name up once and checks whether the address may be connected to. Of a name with several addresses, such as
    /// one of each family, the first that accepts a connection is used from then on.
    ///
    /// # Errors
    /// [`AddressError`]: not found, not the address of a device, public without `allow_public`, or not allowed by the gate.
    pub async fn resolve(
        &self,
        gate: Gate,
        allow_public: bool,
    ) -> Result<DeviceAddr, AddressError> {
        let found = match self.host().parse::<IpAddr>() {
            Ok(ip) => vec![ip],
            Err(_) => self.look_up(gate).await?,
        };
        let mut usable = Vec::new();
        let mut refused = None;
        for ip in found {
            match check(ip, gate, allow_public) {
                Ok(()) => usable.push(SocketAddr::new(ip, self.port())),
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        match answering(gate, &usable).await {
            Some(socket) => Ok(DeviceAddr::named(self.host(), socket)),
            None => Err(refused.unwrap_or_else(|| self.unresolved(msg!("resolve-no-address")))),
        }
    }

    fn unresolved(&self, detail: Message) -> AddressError {
        AddressError::Unresolved {
            host: self.host().to_owned(),
            detail,
        }
    }

    /// The addresses of a name, IPv4 first: controllers that have IPv6 at all seldom serve HTTP on it.
    async fn look_up(&self, gate: Gate) -> Result<Vec<IpAddr>, AddressError> {
        if is_local_name(self.host()) {
            // the system's resolver often knows no mDNS, and never waits as long as a sleepy controller takes
            return mdns::look_up(gate, self.host())
                .await
                .map_err(|e| self.unresolved(e.message()));
        }
        if gate.is_loopback_only() && self.host() != "localhost" {
            return Err(self.unresolved(msg!("resolve-loopback-only")));
        }
        let found = tokio::net::lookup_host((self.host(), self.port())).await;
        let found = found.map_err(|e| self.unresolved(Message::verbatim(e.to_string())))?;
        let mut all: Vec<IpAddr> = Vec::new();
        for ip in found.map(|socket| socket.ip().to_canonical()) {
            if !all.contains(&ip) {
                all.push(ip);
            }
        }
        all.sort_by_key(IpAddr::is_ipv6);
        Ok(all)
    }
}

/// Returns the first of these addresses that accepts a connection; the first of all where none does or there is only one.
async fn answering(gate: Gate, all: &[SocketAddr]) -> Option<SocketAddr> {
    let first = *all.first()?;
    if all.len() == 1 {
        return Some(first);
    }
    let mut tries: FuturesUnordered<_> = (0..)
        .zip(all.iter().take(MAX_TRIED))
        .map(|(n, &addr)| async move {
            sleep(HEAD_START * n).await;
            let connection = timeout(CONNECT_TIMEOUT, gate.connect(addr)).await;
            connection.is_ok_and(|made| made.is_ok()).then_some(addr)
        })
        .collect();
    while let Some(answer) = tries.next().await {
        if let Some(addr) = answer {
            return Some(addr);
        }
    }
    Some(first)
}

/// Checks that a device can be at that address, and may be reached there.
fn check(ip: IpAddr, gate: Gate, allow_public: bool) -> Result<(), AddressError> {
    let ip = ip.to_canonical();
    let special = special(ip).or_else(|| broadcast(ip, gate));
    if let Some(what) = special {
        return Err(AddressError::Special { addr: ip, what });
    }
    if !allow_public && !is_private(ip) {
        return Err(AddressError::Public { addr: ip });
    }
    Ok(gate.check(ip)?)
}

/// Says what an address is that no device ever has (IANA's registries of special addresses).
fn special(ip: IpAddr) -> Option<Message> {
    match ip {
        IpAddr::V4(v4) if v4.is_unspecified() => Some(msg!("address-is-any")),
        IpAddr::V4(v4) if v4.is_broadcast() => Some(msg!("address-is-broadcast")),
        IpAddr::V4(v4) if v4.is_multicast() => Some(msg!("address-is-multicast")),
        IpAddr::V4(v4) if v4.octets()[0] == 0 => Some(msg!("address-is-zero")),
        IpAddr::V4(v4) if v4.octets()[0] >= 240 => Some(msg!("address-is-reserved")),
        IpAddr::V6(v6) if v6.is_unspecified() => Some(msg!("address-is-any")),
        IpAddr::V6(v6) if v6.is_multicast() => Some(msg!("address-is-multicast")),
        IpAddr::V6(v6) if v6.is_unicast_link_local() => Some(msg!("address-is-link-local")),
        _ => None,
    }
}

/// The last address of one of this computer's own subnets reaches all of it.
fn broadcast(ip: IpAddr, gate: Gate) -> Option<Message> {
    let IpAddr::V4(ip) = ip else { return None };
    let interfaces = gate.interfaces().unwrap_or_default();
    let is_last = interfaces.iter().any(|interface| match interface.ip {
        IpAddr::V4(own) if interface.prefix < 31 => {
            let hosts = u32::MAX
                .checked_shr(u32::from(interface.prefix))
                .unwrap_or(0);
            ip == Ipv4Addr::from_bits(own.to_bits() | hosts)
        }
        _ => false,
    });
    is_last.then(|| msg!("address-is-own-broadcast"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn public_addresses_need_a_word_from_the_person() {
        let spec: AddrSpec = "8.8.8.8".parse().unwrap();
        assert!(matches!(
            spec.resolve(Gate::loopback(), false).await,
            Err(AddressError::Public { .. })
        ));
        assert!(matches!(
            spec.resolve(Gate::loopback(), true).await,
            Err(AddressError::Forbidden(_))
        ));
        let local: AddrSpec = "127.0.0.1:81".parse().unwrap();
        assert_eq!(
            local
                .resolve(Gate::loopback(), false)
                .await
                .unwrap()
                .to_string(),
            "127.0.0.1:81"
        );
    }

    #[tokio::test]
    async fn names_stay_unasked_behind_a_closed_gate() {
        let spec: AddrSpec = "porch.example".parse().unwrap();
        assert!(matches!(
            spec.resolve(Gate::loopback(), false).await,
            Err(AddressError::Unresolved { .. })
        ));
    }

    #[tokio::test]
    async fn addresses_that_no_device_has_are_called_what_they_are() {
        let gate = Gate::loopback();
        for (text, what) in [
            ("0.0.0.0", "every address"),
            ("0.1.2.3", "begin with 0"),
            ("255.255.255.255", "broadcast"),
            ("224.0.0.251", "multicast"),
            ("239.70.80.80", "multicast"),
            ("240.0.0.1", "reserved"),
            (
                "127.255.255.255",
                "broadcast address of this computer's own network",
            ),
            ("::", "every address"),
            ("ff02::1", "multicast"),
            ("[ff02::fb]:80", "multicast"),
            ("fe80::1", "one link only"),
            ("::ffff:0.0.0.0", "every address"),
            ("::ffff:224.0.0.1", "multicast"),
        ] {
            let spec: AddrSpec = text.parse().unwrap();
            for allow_public in [false, true] {
                match spec.resolve(gate, allow_public).await {
                    Err(AddressError::Special { what: found, .. }) => {
                        assert!(found.to_string().contains(what), "{text}: {found}");
                    }
                    other => panic!("{text}: {other:?}"),
                }
            }
        }
        let mapped: AddrSpec = "[::ffff:127.0.0.1]:81".parse().unwrap();
        let addr = mapped.resolve(gate, false).await.unwrap();
        assert_eq!(addr.socket(), "127.0.0.1:81".parse().unwrap());
    }

    #[tokio::test]
    async fn of_several_addresses_the_one_that_answers_is_meant() {
        let gate = Gate::loopback();
        let at = |ip: &str, port| SocketAddr::new(ip.parse().unwrap(), port);
        let listener = gate.listen(at("127.41.0.2", 0), 4096).unwrap();
        let port = listener.local_addr().unwrap().port();
        let [deaf, open] = ["127.41.0.1", "127.41.0.2"].map(|ip| at(ip, port));
        for all in [[deaf, open], [open, deaf]] {
            assert_eq!(answering(gate, &all).await, Some(open));
        }
        let other = gate.listen(at("127.41.0.3", port), 4096).unwrap();
        let both = [other.local_addr().unwrap(), open];
        assert_eq!(answering(gate, &both).await, Some(both[0]), "in order");
        drop((listener, other));
        assert_eq!(answering(gate, &[open, deaf]).await, Some(open), "nobody");
        assert_eq!(answering(gate, &[deaf]).await, Some(deaf), "not asked");
        assert_eq!(answering(gate, &[]).await, None);
    }

    #[tokio::test]
    async fn a_name_is_tried_by_both_families() {
        let gate = Gate::loopback();
        let found = tokio::net::lookup_host(("localhost", 80)).await.unwrap();
        let v6 = found.map(|socket| socket.ip()).find(IpAddr::is_ipv6);
        let listener = v6.map(|ip| gate.listen(SocketAddr::new(ip, 0), 4096));
        let Some(Ok(listener)) = listener else {
            return; // this computer has no IPv6, or does not call it localhost
        };
        let addr = listener.local_addr().unwrap();
        let spec: AddrSpec = format!("localhost:{}", addr.port()).parse().unwrap();
        let pinned = spec.resolve(gate, false).await.unwrap();
        assert_eq!(pinned.socket(), addr);
        assert_eq!(pinned.to_string(), format!("localhost:{}", addr.port()));
    }
}
