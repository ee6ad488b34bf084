//! Checks the network as far as that goes without sending anything: the mDNS port, own interfaces, what may be reached.

use super::{Check, CheckId, Cost};
use crate::message::Message;
use crate::msg;
use crate::net::{Gate, Interface, MDNS_PORT};
use crate::problem::Remedy;
use std::io::ErrorKind;
use std::net::SocketAddr;

/// Checks whether mDNS can have its port.
pub(super) fn mdns(gate: Gate) -> Check {
    if gate.is_loopback_only() {
        return Check::off(CheckId::Mdns, msg!("check-mdns-off"));
    }
    judge_mdns(gate.try_mdns_port())
}

pub(super) fn judge_mdns(tried: std::io::Result<()>) -> Check {
    let id = CheckId::Mdns;
    let Err(error) = tried else {
        return Check::ok(id, msg!("check-mdns", port = MDNS_PORT));
    };
    let finding = match error.kind() {
        ErrorKind::AddrInUse => msg!("check-mdns-taken", port = MDNS_PORT),
        _ => {
            let reason = Message::verbatim(error.to_string());
            msg!("check-mdns-unusable", port = MDNS_PORT, reason = reason)
        }
    };
    let cost = Cost::new(msg!("check-mdns-brief"), msg!("check-mdns-cost"));
    Check::degraded(id, finding, cost, Remedy::ShareMdnsPort)
}

/// Lists the interfaces of this computer and their subnets.
pub(super) fn interfaces(gate: Gate) -> Check {
    judge_interfaces(gate.is_loopback_only(), gate.interfaces())
}

pub(super) fn judge_interfaces(
    loopback_only: bool,
    found: std::io::Result<Vec<Interface>>,
) -> Check {
    let id = CheckId::Interfaces;
    let missing = |finding| {
        let cost = Cost::new(
            msg!("check-interfaces-brief"),
            msg!("check-interfaces-cost"),
        );
        Check::degraded(id, finding, cost, Remedy::JoinNetwork)
    };
    let found = match found {
        Ok(found) => found,
        Err(error) => {
            let reason = Message::verbatim(error.to_string());
            return missing(msg!("check-interfaces-unknown", reason = reason));
        }
    };
    if loopback_only {
        return Check::off(id, msg!("check-interfaces-loopback"));
    }
    let reaches = |interface: &&Interface| !interface.ip.is_loopback() && !is_link_local(interface);
    let names: Vec<String> = found
        .iter()
        .filter(reaches)
        .map(|interface| format!("{} {}/{}", interface.name, interface.ip, interface.prefix))
        .collect();
    if names.is_empty() {
        return missing(msg!("check-interfaces-none"));
    }
    Check::ok(id, msg!("check-interfaces", interfaces = names))
}

/// Whether an address is one that every interface gives itself (RFC 4291, section 2.5.6).
fn is_link_local(interface: &Interface) -> bool {
    matches!(interface.ip, std::net::IpAddr::V6(v6) if v6.is_unicast_link_local())
}

/// Says whether only this computer may be reached.
pub(super) fn loopback(loopback_only: bool) -> Check {
    let id = CheckId::Loopback;
    if loopback_only {
        Check::ok(id, msg!("check-loopback-on"))
    } else {
        Check::off(id, msg!("check-loopback-off"))
    }
}

/// Says whether public addresses may be reached.
pub(super) fn public_addresses(loopback_only: bool) -> Check {
    let finding = if loopback_only {
        msg!("check-public-loopback")
    } else {
        msg!("check-public")
    };
    Check::off(CheckId::PublicAddresses, finding)
}

/// Says where metrics are served.
pub(super) fn local_port(address: Option<SocketAddr>) -> Check {
    let id = CheckId::LocalPort;
    match address {
        Some(address) => Check::ok(id, msg!("check-local-port", address = address.to_string())),
        None => Check::off(id, msg!("check-local-port-off")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::computer::CheckState;

    fn interface(name: &str, ip: &str, prefix: u8) -> Interface {
        Interface {
            name: name.into(),
            ip: ip.parse().unwrap(),
            prefix,
        }
    }

    #[test]
    fn interfaces_are_those_that_lead_to_other_computers() {
        let lo = || interface("lo", "127.0.0.1", 8);
        let local = || interface("wlan0", "fe80::1", 64);
        let wlan = interface("wlan0", "192.168.1.5", 24);
        let none = judge_interfaces(false, Ok(vec![lo(), local()]));
        assert_eq!(none.state, CheckState::Degraded);
        let some = judge_interfaces(false, Ok(vec![lo(), wlan, local()]));
        assert_eq!(some.state, CheckState::Ok);
        let words = some.finding.to_string();
        assert!(
            words.contains("wlan0 192.168.1.5/24") && !words.contains("127."),
            "{words}"
        );
        let closed = judge_interfaces(true, Ok(vec![lo()]));
        assert_eq!(closed.state, CheckState::Off);
    }

    #[test]
    fn a_port_that_is_taken_is_told_from_one_that_may_not_be_opened() {
        assert_eq!(judge_mdns(Ok(())).state, CheckState::Ok);
        let words = |kind: ErrorKind| judge_mdns(Err(kind.into())).finding.to_string();
        assert!(words(ErrorKind::AddrInUse).contains("5353 is in use"));
        assert!(words(ErrorKind::PermissionDenied).contains("permission denied"));
        assert_eq!(mdns(Gate::loopback()).state, CheckState::Off);
    }
}
