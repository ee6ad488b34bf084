//! [`Plan`]: where a scan looks.

use super::sweep::budget;
use super::{Subnet, Via, mdns, targets};
use crate::device::AddrSpec;
use crate::link::CONNECT_TIMEOUT;
use crate::net::Interface;
use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// What a scan does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Whether to listen for mDNS announcements and UDP beacons.
    pub mdns: bool,
    /// Addresses to ask, and where each comes from.
    pub direct: Vec<(AddrSpec, Via)>,
    /// Subnets to sweep.
    pub subnets: Vec<Subnet>,
    /// Ports to try in the subnets.
    pub ports: Vec<u16>,
    /// The addresses of this computer's interfaces.
    pub interfaces: Vec<Interface>,
}

impl Plan {
    /// The subnets of this computer's interfaces that are swept automatically, each once.
    #[must_use]
    pub fn own_subnets(interfaces: &[Interface]) -> Vec<Subnet> {
        let mut seen = HashSet::new();
        let own = interfaces.iter().filter_map(Subnet::of_interface);
        own.filter(|subnet| subnet.is_swept_unasked() && seen.insert(*subnet))
            .collect()
    }

    /// Name of the interface whose subnet contains `ip`.
    #[must_use]
    pub fn interface_of(&self, ip: IpAddr) -> Option<&str> {
        let of = |i: &&Interface| Subnet::of_interface(i).is_some_and(|subnet| subnet.contains(ip));
        self.interfaces.iter().find(of).map(|i| i.name.as_str())
    }

    /// Whether asking `ip` for the first time wakes a neighbour: on this computer's own links, but not inside itself.
    pub(super) fn is_on_link(&self, ip: IpAddr) -> bool {
        !ip.is_loopback() && self.interface_of(ip).is_some()
    }

    /// Every address and port of the sweep, in order, without the addresses that are asked anyway.
    #[must_use]
    pub fn targets(&self) -> Vec<SocketAddr> {
        let ip = |spec: &AddrSpec| {
            spec.host()
                .parse()
                .ok()
                .map(|ip| SocketAddr::new(ip, spec.port()))
        };
        let skip = self
            .direct
            .iter()
            .filter_map(|(spec, _)| ip(spec))
            .collect();
        targets(&self.subnets, &self.ports, &skip)
    }

    /// How long the scan takes when nothing answers.
    #[must_use]
    pub fn budget(&self) -> Duration {
        let targets = self.targets();
        let on_link = targets.iter().any(|target| self.is_on_link(target.ip()));
        let listening = if self.mdns {
            mdns::LISTEN
        } else {
            Duration::ZERO
        };
        let asking = if self.direct.is_empty() {
            Duration::ZERO
        } else {
            CONNECT_TIMEOUT
        };
        budget(targets.len(), on_link).max(listening).max(asking)
    }
}
