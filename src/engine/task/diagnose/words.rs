//! Words of a diagnosis: where an address is, what a device can do, and what to do when no device answers.

use crate::device::discovery::Subnet;
use crate::device::{Device, DeviceAddr, DeviceError, FAMILIES};
use crate::message::Message;
use crate::msg;
use crate::net::Interface;
use crate::pattern::byte_text;
use crate::problem::{Code, Problem, Remedy};

/// The host is on, and refuses connections at this port.
pub(super) fn refused(addr: &DeviceAddr) -> Problem {
    let socket = addr.socket();
    Problem::new(
        Code::DeviceRefused,
        msg!(
            "diagnosis-refused",
            ip = socket.ip().to_string(),
            port = socket.port().to_string()
        ),
        Remedy::CheckPort,
    )
}

/// Explains that a web server is not a supported device, and lists what is supported.
pub(super) fn unknown(error: &DeviceError) -> Problem {
    let DeviceError::NotADevice { .. } = error else {
        return Problem::from(error);
    };
    let families: Vec<&str> = FAMILIES.iter().map(|family| family.title()).collect();
    Problem::new(
        Code::DeviceNotADevice,
        msg!("diagnosis-not-supported", families = families),
        Remedy::OtherMakesUnsupported,
    )
}

/// Says in which of this computer's subnets an address is.
pub(super) fn location(addr: &DeviceAddr, interfaces: &[Interface]) -> Message {
    let ip = addr.socket().ip().to_string();
    match own(addr, interfaces) {
        Some((interface, subnet)) => msg!(
            "diagnosis-in-subnet",
            ip = ip,
            subnet = subnet.to_string(),
            interface = &interface.name
        ),
        None => msg!("diagnosis-in-no-subnet", ip = ip),
    }
}

fn own<'a>(addr: &DeviceAddr, interfaces: &'a [Interface]) -> Option<(&'a Interface, Subnet)> {
    let subnets = interfaces
        .iter()
        .filter_map(|interface| Some((interface, Subnet::of_interface(interface)?)));
    subnets
        .into_iter()
        .find(|(_, subnet)| subnet.contains(addr.socket().ip()))
}

/// What to do when no device answers. An address in another subnet than this computer's is the likely reason.
pub(super) fn no_answer_remedy(addr: &DeviceAddr, interfaces: &[Interface]) -> Remedy {
    if own(addr, interfaces).is_some() {
        return Remedy::CheckPowerOrScan;
    }
    let ip = addr.socket().ip().to_string();
    let outside = interfaces
        .iter()
        .filter(|interface| !interface.ip.is_loopback() && interface.ip.is_ipv4());
    let own: Vec<String> = outside
        .filter_map(Subnet::of_interface)
        .map(|subnet| subnet.to_string())
        .collect();
    if own.is_empty() {
        return Remedy::NoNetwork { ip };
    }
    let own = own.join(", ");
    Remedy::OtherSubnet { ip, own }
}

/// Lists what a device reports about itself.
pub(super) fn capabilities(device: &Device) -> Message {
    let abilities = if device.caps.is_empty() {
        msg!("diagnosis-level-1")
    } else {
        let caps: Vec<String> = device.caps.iter().map(ToString::to_string).collect();
        Message::verbatim(caps.join(", "))
    };
    let mut facts = vec![match (device.matrix, device.leds) {
        (Some(matrix), _) => msg!("diagnosis-matrix", matrix = matrix.to_string()),
        (None, Some(leds)) => msg!("diagnosis-leds", leds = leds),
        (None, None) => msg!("diagnosis-leds-unknown"),
    }];
    let free = device.limits.free_bytes;
    facts.extend(free.map(|bytes| msg!("diagnosis-free", size = byte_text(bytes))));
    let firmware = device.firmware.as_ref();
    facts.extend(firmware.map(|version| msg!("diagnosis-firmware", version = version)));
    msg!(
        "diagnosis-capabilities",
        abilities = abilities,
        facts = facts
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_another_subnet_is_told_as_the_reason() {
        let interfaces = [Interface {
            name: "wlan0".into(),
            ip: "192.168.1.7".parse().unwrap(),
            prefix: 24,
        }];
        let at = |ip: &str| DeviceAddr::from_socket(format!("{ip}:80").parse().unwrap());
        let place = location(&at("192.168.1.40"), &interfaces).to_string();
        assert!(
            place.contains("192.168.1.0/24, the subnet of wlan0"),
            "{place}"
        );
        let hint = no_answer_remedy(&at("192.168.1.40"), &interfaces).to_string();
        assert!(hint.contains("power"), "{hint}");
        let hint = no_answer_remedy(&at("192.168.4.1"), &interfaces).to_string();
        assert!(
            hint.contains("192.168.4.1 is in another subnet") && hint.contains("192.168.1.0/24"),
            "{hint}"
        );
        let hint = no_answer_remedy(&at("192.168.4.1"), &[]).to_string();
        assert!(hint.contains("this computer is in none"), "{hint}");
    }
}
