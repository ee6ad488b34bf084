//! Subnets to sweep: written as CIDR, private only, of a size that can be swept; and the order in which their addresses are
//! asked.

use crate::device::address::is_private;
use crate::message::Message;
use crate::msg;
use crate::net::Interface;
use std::collections::HashSet;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

/// Host bits of the largest subnet that is swept when it was named by hand: 65,536 addresses take minutes.
pub const MAX_HOST_BITS: u8 = 16;
/// Host bits of the largest of this computer's own subnets that is swept unasked: a /22, 1022 addresses, takes 5 s.
pub const MAX_OWN_HOST_BITS: u8 = 10;

/// Why text is not a subnet that can be swept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubnetError {
    /// Not an address with a prefix length.
    Invalid(String),
    /// More addresses than are ever swept.
    TooLarge(Subnet),
    /// Not within one private range.
    Public(Subnet),
}

impl SubnetError {
    /// What is wrong, as a sentence.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Invalid(text) => msg!("subnet-invalid", text = text),
            Self::TooLarge(subnet) => msg!(
                "subnet-too-large",
                subnet = subnet.to_string(),
                max = width(subnet.ip) - MAX_HOST_BITS
            ),
            Self::Public(subnet) => msg!("subnet-public", subnet = subnet.to_string()),
        }
    }
}

impl std::error::Error for SubnetError {}

impl fmt::Display for SubnetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// A range of addresses that share their leading bits. The address is the first of the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Subnet {
    ip: IpAddr,
    prefix: u8,
}

impl Subnet {
    /// The subnet of `prefix` leading bits that `ip` is in; `None` where there are fewer bits than that.
    #[must_use]
    pub fn of(ip: IpAddr, prefix: u8) -> Option<Self> {
        let host_bits = width(ip).checked_sub(prefix)?;
        let mask = u128::MAX.checked_shl(u32::from(host_bits)).unwrap_or(0);
        Some(Self {
            ip: from_bits(bits(ip) & mask, ip),
            prefix,
        })
    }

    /// The subnet that an interface reaches without a router.
    #[must_use]
    pub fn of_interface(interface: &Interface) -> Option<Self> {
        Self::of(interface.ip, interface.prefix)
    }

    /// Whether `ip` is in it.
    #[must_use]
    pub fn contains(&self, ip: IpAddr) -> bool {
        ip.is_ipv4() == self.ip.is_ipv4() && Self::of(ip, self.prefix) == Some(*self)
    }

    fn host_bits(&self) -> u8 {
        width(self.ip) - self.prefix
    }

    /// Whether it may be swept without anybody having named it: private, IPv4, not loopback, at most
    /// [`MAX_OWN_HOST_BITS`], and more than one address.
    #[must_use]
    pub fn is_swept_unasked(&self) -> bool {
        let size = 1..=MAX_OWN_HOST_BITS;
        self.ip.is_ipv4()
            && !self.ip.is_loopback()
            && is_private(self.ip)
            && size.contains(&self.host_bits())
    }

    /// Whether only its size keeps it from being swept unasked.
    #[must_use]
    pub fn is_too_large_unasked(&self) -> bool {
        let local = self.ip.is_ipv4() && !self.ip.is_loopback() && is_private(self.ip);
        local && self.host_bits() > MAX_OWN_HOST_BITS
    }

    /// Addresses of single hosts in it: all, without the network's own and its broadcast address in IPv4.
    pub fn hosts(&self) -> impl Iterator<Item = IpAddr> + use<> {
        let first = bits(self.ip);
        let ip = self.ip;
        let all = 1_u128 << self.host_bits();
        let edge = u128::from(ip.is_ipv4() && self.host_bits() >= 2);
        (edge..all - edge).map(move |n| from_bits(first + n, ip))
    }
}

fn width(ip: IpAddr) -> u8 {
    if ip.is_ipv4() { 32 } else { 128 }
}

fn bits(ip: IpAddr) -> u128 {
    match ip {
        IpAddr::V4(v4) => u128::from(v4.to_bits()),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

/// The address of these bits, in the family of `like`.
fn from_bits(bits: u128, like: IpAddr) -> IpAddr {
    match like {
        IpAddr::V4(_) => Ipv4Addr::from_bits(bits as u32).into(),
        IpAddr::V6(_) => Ipv6Addr::from_bits(bits).into(),
    }
}

impl FromStr for Subnet {
    type Err = SubnetError;

    /// An address without a prefix length is a subnet of one.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || SubnetError::Invalid(text.to_owned());
        let (ip, prefix) = text
            .trim()
            .split_once('/')
            .map_or((text.trim(), None), |(ip, prefix)| (ip, Some(prefix)));
        let ip: IpAddr = ip.parse().map_err(|_| invalid())?;
        let prefix = match prefix {
            Some(digits) => digits.parse().map_err(|_| invalid())?,
            None => width(ip),
        };
        let subnet = Self::of(ip, prefix).ok_or_else(invalid)?;
        if subnet.host_bits() > MAX_HOST_BITS {
            return Err(SubnetError::TooLarge(subnet));
        }
        // ranges of private addresses are whole /16s or larger, so its first address speaks for all
        if is_private(subnet.ip) {
            Ok(subnet)
        } else {
            Err(SubnetError::Public(subnet))
        }
    }
}

impl fmt::Display for Subnet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.ip, self.prefix)
    }
}

/// Lists every address and port to ask, each once, even where subnets overlap: port by port, small subnets first, since that is
/// where a first result comes from soonest; in each by number. `skip` is asked by others already.
#[must_use]
pub fn targets(subnets: &[Subnet], ports: &[u16], skip: &HashSet<SocketAddr>) -> Vec<SocketAddr> {
    let mut sorted = subnets.to_vec();
    sorted.sort_by_key(|subnet| (subnet.host_bits(), subnet.ip));
    let mut known = HashSet::new();
    let hosts: Vec<IpAddr> = sorted
        .iter()
        .flat_map(Subnet::hosts)
        .filter(|ip| known.insert(*ip))
        .collect();
    let mut seen = HashSet::new();
    let ports: Vec<u16> = ports
        .iter()
        .copied()
        .filter(|port| seen.insert(*port))
        .collect();
    let all = ports
        .into_iter()
        .flat_map(|port| hosts.iter().map(move |ip| SocketAddr::new(*ip, port)));
    all.filter(|target| !skip.contains(target)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subnet(text: &str) -> Subnet {
        text.parse().unwrap()
    }

    #[test]
    fn subnets_are_read_as_people_write_them() {
        for (text, shown) in [
            ("192.168.1.0/24", "192.168.1.0/24"),
            (" 192.168.1.77/24", "192.168.1.0/24"),
            ("10.0.0.5", "10.0.0.5/32"),
            ("10.1.0.0/16", "10.1.0.0/16"),
            ("fd00::12:1/120", "fd00::12:0/120"),
        ] {
            assert_eq!(subnet(text).to_string(), shown, "{text}");
        }
        for bad in [
            "",
            "192.168.1/24",
            "192.168.1.0/33",
            "192.168.1.0/-1",
            "192.168.1.0/",
            "::/129",
            "a/24",
        ] {
            assert!(
                matches!(bad.parse::<Subnet>(), Err(SubnetError::Invalid(_))),
                "{bad}"
            );
        }
    }

    #[test]
    fn only_local_networks_of_a_bearable_size_are_swept() {
        assert!(matches!(
            "10.0.0.0/15".parse::<Subnet>(),
            Err(SubnetError::TooLarge(_))
        ));
        let text = "fd00::/64".parse::<Subnet>().unwrap_err().to_string();
        assert!(text.ends_with("is a /112"), "{text}");
        for public in [
            "8.8.8.0/24",
            "172.32.0.0/24",
            "0.0.0.0/16",
            "192.169.0.0/16",
        ] {
            assert!(
                matches!(public.parse::<Subnet>(), Err(SubnetError::Public(_))),
                "{public}"
            );
        }
        for (text, unasked) in [
            ("192.168.1.0/24", true),
            ("10.0.0.0/22", true),
            ("10.0.0.0/21", false),
            ("127.0.0.0/24", false),
            ("10.0.0.1/32", false),
            ("fd00::/120", false),
        ] {
            assert_eq!(subnet(text).is_swept_unasked(), unasked, "{text}");
        }
        let whole_loopback = Subnet::of("127.0.0.1".parse().unwrap(), 8).unwrap();
        assert!(!whole_loopback.is_swept_unasked());
    }

    #[test]
    fn hosts_leave_out_what_belongs_to_no_single_host() {
        let hosts: Vec<_> = subnet("192.168.1.4/30")
            .hosts()
            .map(|ip| ip.to_string())
            .collect();
        assert_eq!(hosts, ["192.168.1.5", "192.168.1.6"]);
        assert_eq!(subnet("192.168.1.0/24").hosts().count(), 254);
        assert_eq!(subnet("192.168.1.4/31").hosts().count(), 2);
        assert_eq!(subnet("192.168.1.4/32").hosts().count(), 1);
        assert_eq!(subnet("fd00::/126").hosts().count(), 4);
        assert_eq!(subnet("10.1.0.0/16").hosts().count(), 65_534);
    }

    #[test]
    fn every_target_comes_once_small_subnets_first_and_never_from_outside() {
        let subnets = [
            subnet("10.0.0.0/28"),
            subnet("10.0.0.4/31"),
            subnet("192.168.1.4/30"),
        ];
        let skip = HashSet::from(["10.0.0.7:80".parse().unwrap()]);
        let all = targets(&subnets, &[80, 8080, 80], &skip);
        let shown: Vec<_> = all.iter().take(6).map(ToString::to_string).collect();
        let expected = [
            "10.0.0.4:80",
            "10.0.0.5:80",
            "192.168.1.5:80",
            "192.168.1.6:80",
            "10.0.0.1:80",
            "10.0.0.2:80",
        ];
        assert_eq!(shown, expected);
        let unique: HashSet<_> = all.iter().collect();
        assert_eq!(
            (all.len(), unique.len()),
            (31, 31),
            "16 on two ports, without the one that is skipped"
        );
        assert!(
            all.iter()
                .all(|target| subnets.iter().any(|subnet| subnet.contains(target.ip())))
        );
        assert!(!all.contains(&"10.0.0.7:80".parse().unwrap()));
    }
}
