//! Listening for devices that announce themselves by mDNS. What is announced proves nothing: whether a device is there, HTTP
//! decides.

use super::{Sighting, Via};
use crate::device::mdns::{Daemon, MdnsError, usable};
use crate::device::{DeviceAddr, DeviceId};
use crate::net::Gate;
use crate::text::display_text;
use futures_util::stream::{self, BoxStream, StreamExt as _};
use mdns_sd::{HostnameResolutionEvent, ResolvedService, ServiceEvent};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// Kinds of service under which devices announce themselves: our own, WLED's (others, such as FPP, use it as well), and the
/// one of any web page.
const SERVICES: [&str; 3] = [
    "_uploadbridge._tcp.local.",
    "_wled._tcp.local.",
    "_http._tcp.local.",
];
/// Keys of the MAC in announcements: ours, and WLED's.
const ID_KEYS: [&str; 2] = ["id", "mac"];
/// The name that level 1 of the native family has without announcing any service (native API, section 2).
const LEVEL_1_HOST: &str = "ledmatrix.local.";
const LEVEL_1_PORT: u16 = 80;
/// Minimum time to listen: questions go out at 0 and 1 s, and an answer may take its time.
pub(super) const LISTEN: Duration = Duration::from_millis(2500);
/// Listens until it is dropped; reports every sighting, as often as it is heard.
///
/// # Errors
/// [`MdnsError::Daemon`].
pub(super) async fn listen(gate: Gate, mut tell: impl FnMut(Sighting)) -> Result<(), MdnsError> {
    let daemon = Daemon::start(gate)?;
    let mut streams: Vec<BoxStream<'static, Vec<Sighting>>> = Vec::new();
    for service in SERVICES {
        let heard = daemon.get().browse(service)?.into_stream();
        streams.push(heard.map(move |event| announced(event, gate)).boxed());
    }
    let named = daemon
        .get()
        .resolve_hostname(LEVEL_1_HOST, None)?
        .into_stream();
    streams.push(named.map(move |event| level_1(event, gate)).boxed());
    let mut all = stream::select_all(streams);
    while let Some(sightings) = all.next().await {
        sightings.into_iter().for_each(&mut tell);
    }
    Ok(())
}

fn announced(event: ServiceEvent, gate: Gate) -> Vec<Sighting> {
    match event {
        ServiceEvent::ServiceResolved(service) => sightings(&service, gate),
        _ => Vec::new(),
    }
}

/// Makes a sighting for each of the service's IPv4 addresses, else for each IPv6 one.
fn sightings(service: &ResolvedService, gate: Gate) -> Vec<Sighting> {
    let instance = service
        .fullname
        .strip_suffix(&service.ty_domain)
        .unwrap_or(&service.fullname);
    let name = service
        .get_property_val_str("name")
        .unwrap_or(instance.trim_end_matches('.'));
    let name = Some(display_text(name)).filter(|name| !name.is_empty());
    let id = ID_KEYS.iter().find_map(|key| {
        service
            .get_property_val_str(key)
            .and_then(DeviceId::from_mac)
    });
    let usable = usable(&service.addresses, gate);
    let is_v4 = usable.first().is_some_and(IpAddr::is_ipv4);
    let chosen = usable.into_iter().filter(|ip| ip.is_ipv4() == is_v4);
    let address = |ip| DeviceAddr::from_socket(SocketAddr::new(ip, service.port));
    chosen
        .map(|ip| Sighting {
            addr: address(ip),
            via: Via::Mdns,
            name: name.clone(),
            id: id.clone(),
        })
        .collect()
}

fn level_1(event: HostnameResolutionEvent, gate: Gate) -> Vec<Sighting> {
    let HostnameResolutionEvent::AddressesFound(_, found) = event else {
        return Vec::new();
    };
    let first = usable(&found, gate).into_iter().take(1);
    let addr = |ip| DeviceAddr::from_socket(SocketAddr::new(ip, LEVEL_1_PORT));
    first
        .map(|ip| Sighting {
            addr: addr(ip),
            via: Via::Mdns,
            name: None,
            id: None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use mdns_sd::ScopedIp;
    use std::collections::HashSet;

    fn set(ips: &[&str]) -> HashSet<ScopedIp> {
        ips.iter()
            .map(|ip| ScopedIp::from(ip.parse::<IpAddr>().unwrap()))
            .collect()
    }

    #[test]
    fn a_wled_service_is_sighted_by_the_mac_in_its_txt() {
        let txt = [("mac", "a0b1c2d3e4f5")];
        let service = mdns_sd::ServiceInfo::new(
            SERVICES[1],
            "wled-d3e4f5",
            "w.local.",
            "127.0.0.4",
            80,
            &txt[..],
        );
        let seen = sightings(&service.unwrap().as_resolved_service(), Gate::loopback());
        assert_eq!(seen.len(), 1, "{seen:?}");
        assert_eq!(
            (seen[0].addr.to_string(), seen[0].name.as_deref()),
            ("127.0.0.4".into(), Some("wled-d3e4f5"))
        );
        assert_eq!(seen[0].id, DeviceId::from_mac("a0b1c2d3e4f5"));
    }

    #[test]
    fn a_name_that_answers_becomes_one_sighting_on_the_web_port() {
        let event = HostnameResolutionEvent::AddressesFound(
            LEVEL_1_HOST.into(),
            set(&["127.0.0.9", "::1"]),
        );
        let seen = level_1(event, Gate::loopback());
        assert_eq!(
            seen.iter().map(|s| s.addr.to_string()).collect::<Vec<_>>(),
            ["127.0.0.9"]
        );
        let gone =
            HostnameResolutionEvent::AddressesRemoved(LEVEL_1_HOST.into(), set(&["127.0.0.9"]));
        assert!(level_1(gone, Gate::loopback()).is_empty());
    }
}
