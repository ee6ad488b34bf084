//! Identifies networks: whether this computer is where it was when a device last answered, without sending anything.

use super::Gate;
use std::fmt;
use std::net::IpAddr;

/// The network over which an address is reached: the interface, its subnet, and the router's hardware address where the
/// system reports it. Two homes with the same numbers differ in that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkId(String);

impl NetworkId {
    /// The network over which `ip` is reached now; `None` where this computer has no way there.
    #[must_use]
    pub fn towards(gate: Gate, ip: IpAddr) -> Option<Self> {
        if ip.is_loopback() {
            return Some(Self("loopback".into()));
        }
        let interfaces = gate.interfaces().unwrap_or_default();
        let near = interfaces
            .iter()
            .filter(|interface| shares(interface.ip, ip, interface.prefix))
            .max_by_key(|interface| interface.prefix);
        let routes = read("/proc/net/route");
        let (name, place) = match near {
            Some(near) => (
                near.name.as_str(),
                format!("{}/{}", first(near.ip, near.prefix), near.prefix),
            ),
            None => (default_route(&routes)?.0, "beyond".to_owned()),
        };
        let neighbours = read("/proc/net/arp");
        let router = default_route(&routes)
            .filter(|(interface, _)| *interface == name)
            .and_then(|(_, router)| hardware_of(&neighbours, router, name));
        let router = router.map_or_else(String::new, |mac| format!(" {mac}"));
        Some(Self(format!("{name} {place}{router}")))
    }

    /// As it was written by [`fmt::Display`].
    #[must_use]
    pub fn stored(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for NetworkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The bits of an address, from the left of 128.
fn bits(ip: IpAddr) -> u128 {
    match ip {
        IpAddr::V4(v4) => u128::from(v4.to_bits()) << 96,
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

fn mask(prefix: u8) -> u128 {
    u128::MAX
        .checked_shl(128_u32.saturating_sub(u32::from(prefix)))
        .unwrap_or(0)
}

/// Whether the first `prefix` bits of both are the same.
fn shares(one: IpAddr, other: IpAddr, prefix: u8) -> bool {
    one.is_ipv4() == other.is_ipv4() && (bits(one) ^ bits(other)) & mask(prefix) == 0
}

/// The first address of the subnet of `prefix` bits around `ip`.
fn first(ip: IpAddr, prefix: u8) -> IpAddr {
    let first = bits(ip) & mask(prefix);
    match ip {
        IpAddr::V4(_) => std::net::Ipv4Addr::from_bits((first >> 96) as u32).into(),
        IpAddr::V6(_) => std::net::Ipv6Addr::from_bits(first).into(),
    }
}

/// A table of the Linux kernel; nothing on other systems.
fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

/// Interface and router of the default route, from `/proc/net/route`: columns interface, destination, gateway, the last two
/// as hexadecimal numbers in the processor's byte order (proc_net(5)).
fn default_route(table: &str) -> Option<(&str, std::net::Ipv4Addr)> {
    table.lines().skip(1).find_map(|line| {
        let mut columns = line.split_whitespace();
        let name = columns.next()?;
        let destination = columns.next()?;
        let gateway = u32::from_str_radix(columns.next()?, 16).ok()?;
        (destination == "00000000" && gateway != 0)
            .then(|| (name, std::net::Ipv4Addr::from(gateway.to_ne_bytes())))
    })
}

/// The hardware address of `ip` on that interface, from `/proc/net/arp`: columns address, type, flags, hardware address, mask,
/// device (proc_net(5)).
fn hardware_of<'a>(table: &'a str, ip: std::net::Ipv4Addr, interface: &str) -> Option<&'a str> {
    table.lines().skip(1).find_map(|line| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        match columns.as_slice() {
            [address, _, _, mac, .., device]
                if *device == interface
                    && address.parse() == Ok(ip)
                    && *mac != "00:00:00:00:00:00" =>
            {
                Some(*mac)
            }
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUTES: &str = "\
Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
wlan0\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0
wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
";
    const ARP: &str = "\
IP address       HW type     Flags       HW address            Mask     Device
192.168.1.40     0x1         0x2         a0:b1:c2:d3:e4:f5     *        wlan0
192.168.1.1      0x1         0x2         02:00:5e:10:00:01     *        wlan0
192.168.1.1      0x1         0x2         02:00:5e:10:00:02     *        eth0
";

    #[test]
    #[cfg(target_endian = "little")]
    fn the_router_is_found_in_the_tables_of_the_system() {
        let (name, router) = default_route(ROUTES).unwrap();
        assert_eq!(
            (name, router.to_string().as_str()),
            ("wlan0", "192.168.1.1")
        );
        assert_eq!(hardware_of(ARP, router, name), Some("02:00:5e:10:00:01"));
        assert_eq!(hardware_of(ARP, router, "usb0"), None);
        assert_eq!(default_route(""), None);
        assert_eq!(default_route("head\nwlan0 x"), None);
    }

    #[test]
    fn an_address_is_near_where_the_first_bits_are_those_of_the_interface() {
        let ip = |text: &str| -> IpAddr { text.parse().unwrap() };
        assert!(shares(ip("192.168.1.2"), ip("192.168.1.200"), 24));
        assert!(!shares(ip("192.168.1.2"), ip("192.168.2.2"), 24));
        assert!(shares(ip("10.0.0.1"), ip("172.16.0.1"), 0));
        assert!(!shares(ip("10.0.0.1"), ip("fe80::1"), 0));
        assert_eq!(first(ip("192.168.1.77"), 26), ip("192.168.1.64"));
        assert_eq!(first(ip("fe80::1:2"), 64), ip("fe80::"));
    }

    #[test]
    fn loopback_is_one_network_and_what_the_gate_hides_is_none() {
        let to = |text: &str| NetworkId::towards(Gate::loopback(), text.parse().unwrap());
        assert_eq!(to("127.0.0.1"), to("127.3.2.1"));
        assert!(to("::1").is_some());
    }
}
