//! Resolves an [`AddrSpec`] to the [`DeviceAddr`] that is connected to: one look-up, by mDNS or by the system, and the rule
//! which addresses may be reached.

use super::{AddrSpec, AddressError, DeviceAddr};
use crate::net::Gate;
use std::net::{IpAddr, SocketAddr};

impl AddrSpec {
    /// Looks the name up (once) and asks whether the address may be connected to.
    ///
    /// # Errors
    /// [`AddressError`]: not found, public without `allow_public`, or not allowed by the gate.
    pub async fn resolve(
        &self,
        gate: Gate,
        allow_public: bool,
    ) -> Result<DeviceAddr, AddressError> {
        let socket = match self.host().parse::<IpAddr>() {
            Ok(ip) => SocketAddr::new(ip, self.port()),
            Err(_) => self.look_up(gate).await?,
        };
        if !allow_public && !is_private(socket.ip()) {
            return Err(AddressError::Public { addr: socket.ip() });
        }
        gate.check(socket.ip())?;
        Ok(DeviceAddr::named(self.host(), socket))
    }

    async fn look_up(&self, gate: Gate) -> Result<SocketAddr, AddressError> {
        let unresolved = |detail: String| AddressError::Unresolved {
            host: self.host().to_owned(),
            detail,
        };
        if is_local_name(self.host()) {
            // the system's resolver often knows no mDNS, and never waits as long as a sleepy controller takes
            let ip = super::discovery::resolve(gate, self.host())
                .await
                .map_err(|e| unresolved(e.to_string()))?;
            return Ok(SocketAddr::new(ip, self.port()));
        }
        if gate.is_loopback_only() && !self.host().eq_ignore_ascii_case("localhost") {
            return Err(unresolved(
                "names are not looked up with --loopback-only".into(),
            ));
        }
        let found = tokio::net::lookup_host((self.host(), self.port())).await;
        let all: Vec<SocketAddr> = found.map_err(|e| unresolved(e.to_string()))?.collect();
        // IPv4 first: controllers that have IPv6 at all seldom serve HTTP on it
        let first = all.iter().find(|a| a.is_ipv4()).or(all.first());
        first
            .copied()
            .ok_or_else(|| unresolved("no address".into()))
    }
}

/// Whether only mDNS can find the name (RFC 6762 section 3).
fn is_local_name(host: &str) -> bool {
    host.trim_end_matches('.')
        .rsplit_once('.')
        .is_some_and(|(_, last)| last.eq_ignore_ascii_case("local"))
}

/// Loopback, private (RFC 1918, RFC 4193), link-local, carrier-grade NAT: where a LED controller can be.
pub(super) fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            v4.is_loopback()
                || v4.is_private()
                || v4.is_link_local()
                || (a == 100 && (64..128).contains(&b))
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_private(IpAddr::V4(v4)),
            None => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
        },
    }
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

    #[test]
    fn local_names_are_told_from_names_of_the_system() {
        for (host, local) in [
            ("porch.local", true),
            ("a.b.local.", true),
            ("local", false),
            ("porch.localdomain", false),
        ] {
            assert_eq!(is_local_name(host), local, "{host}");
        }
    }

    #[test]
    fn private_ranges_are_private() {
        for ip in [
            "10.1.2.3",
            "172.31.0.1",
            "192.168.0.1",
            "169.254.1.1",
            "100.64.0.1",
            "127.0.0.1",
            "::1",
            "fe80::1",
            "fd00::1",
            "::ffff:10.0.0.1",
        ] {
            assert!(is_private(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "2001:4860::1",
            "0.0.0.0",
            "::ffff:8.8.8.8",
        ] {
            assert!(!is_private(ip.parse().unwrap()), "{ip}");
        }
    }
}
