//! What a person reads of a diagnosis: where an address lies, what a device can do, and what to do when nobody answers.

use crate::device::discovery::Subnet;
use crate::device::{Device, DeviceAddr, DeviceError, FAMILIES};
use crate::net::Interface;
use crate::pattern::byte_text;
use crate::problem::{Code, Problem};

/// The host is on, and has no use for us at this port.
pub(super) fn refused(addr: &DeviceAddr) -> Problem {
    let socket = addr.socket();
    Problem::new(
        Code::DeviceRefused,
        format!(
            "{} is on, but refuses connections at port {}",
            socket.ip(),
            socket.port()
        ),
        "No web server runs at this port: check the port (most devices use 80), or restart the device.",
    )
}

/// What a person is told of a web server that is no device: what was looked for, too.
pub(super) fn unknown(error: &DeviceError) -> Problem {
    let DeviceError::NotADevice { .. } = error else {
        return Problem::from(error);
    };
    let families: Vec<&str> = FAMILIES.iter().map(|family| family.title()).collect();
    Problem::new(
        Code::DeviceNotADevice,
        format!(
            "A web server answers, but as no device that is known ({})",
            families.join(", ")
        ),
        "Check the address: it may be a router, a printer or another web server. If it is a controller of another make, it \
         cannot be uploaded to yet.",
    )
}

/// Where an address lies, seen from this computer.
pub(super) fn location(addr: &DeviceAddr, interfaces: &[Interface]) -> String {
    let ip = addr.socket().ip();
    match own(addr, interfaces) {
        Some((interface, subnet)) => format!("{ip} is in {subnet}, which {} is in", interface.name),
        None => format!("{ip} is in none of this computer's own subnets"),
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

/// What to do when nobody answers: in another subnet than ours, that is the likely reason.
pub(super) fn no_answer_remedy(addr: &DeviceAddr, interfaces: &[Interface]) -> String {
    if own(addr, interfaces).is_some() {
        return "Check that the device has power and has joined this network; its address may have changed: scan for it."
            .into();
    }
    let outside = interfaces
        .iter()
        .filter(|interface| !interface.ip.is_loopback() && interface.ip.is_ipv4());
    let own: Vec<String> = outside
        .filter_map(Subnet::of_interface)
        .map(|subnet| subnet.to_string())
        .collect();
    let own = if own.is_empty() {
        "no network".to_owned()
    } else {
        own.join(", ")
    };
    format!(
        "{} is in another subnet than this computer ({own}): join the device's WiFi, or check the address.",
        addr.socket().ip()
    )
}

pub(super) fn capabilities(device: &Device) -> String {
    let mut parts = vec![if device.caps.is_empty() {
        "tells none (level 1): an upload cannot be read back".to_owned()
    } else {
        device.caps.to_string()
    }];
    match (device.matrix, device.leds) {
        (Some(matrix), _) => parts.push(format!("{matrix} LEDs")),
        (None, Some(leds)) => parts.push(format!("{leds} LEDs")),
        (None, None) => parts.push("does not say how many LEDs it has".into()),
    }
    parts.extend(
        device
            .limits
            .free_bytes
            .map(|bytes| format!("{} free", byte_text(bytes))),
    );
    parts.extend(
        device
            .firmware
            .as_ref()
            .map(|firmware| format!("firmware {firmware}")),
    );
    parts.join("; ")
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
        assert!(location(&at("192.168.1.40"), &interfaces).contains("192.168.1.0/24, which wlan0"));
        assert!(no_answer_remedy(&at("192.168.1.40"), &interfaces).contains("power"));
        let hint = no_answer_remedy(&at("192.168.4.1"), &interfaces);
        assert!(
            hint.contains("192.168.4.1 is in another subnet") && hint.contains("192.168.1.0/24"),
            "{hint}"
        );
        assert!(no_answer_remedy(&at("192.168.4.1"), &[]).contains("no network"));
    }
}
