//! Listening for devices that announce themselves, and looking up `.local` names, by mDNS through the gate. A daemon lives
//! as long as what asked for it. What is announced proves nothing: whether a device is there, HTTP decides.

use super::{Sighting, Via};
use crate::device::{DeviceAddr, DeviceId, display_text};
use crate::net::Gate;
use futures_util::FutureExt as _;
use futures_util::future::select_ok;
use futures_util::stream::{self, BoxStream, StreamExt as _};
use mdns_sd::{HostnameResolutionEvent, ResolvedService, ScopedIp, ServiceDaemon, ServiceEvent};
use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Kinds of service under which devices announce themselves: our own, WLED's (others, such as FPP, use it as well), and the
/// one of any web page.
const SERVICES: [&str; 3] = [
    "_uploadbridge._tcp.local.",
    "_wled._tcp.local.",
    "_http._tcp.local.",
];
/// Keys under which they tell their MAC: ours, and WLED's.
const ID_KEYS: [&str; 2] = ["id", "mac"];
/// The name that level 1 of the native family has without announcing any service (native API, section 2).
const LEVEL_1_HOST: &str = "ledmatrix.local.";
/// Its port.
const LEVEL_1_PORT: u16 = 80;
/// How long is listened at the least: questions go out at 0 and 1 s, and an answer may take its time.
pub(super) const LISTEN: Duration = Duration::from_millis(2500);
/// How long a name is looked for.
const LOOK_UP: Duration = Duration::from_secs(5);
/// How long is waited for further addresses once one was found: a host tells those of both families at once.
const FURTHER: Duration = Duration::from_millis(200);

/// Why mDNS found no address.
#[derive(Debug, thiserror::Error)]
pub enum MdnsError {
    /// The daemon cannot do it.
    #[error("mDNS does not work on this computer: {0}")]
    Daemon(#[from] mdns_sd::Error),
    /// Nobody answered to the name.
    #[error("nobody answered to it by mDNS within {} s", LOOK_UP.as_secs())]
    Silence,
}

/// A daemon that ends with whoever asked for it.
struct Daemon(ServiceDaemon);

impl Drop for Daemon {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown() {
            tracing::debug!(%error, "could not stop the mDNS daemon");
        }
    }
}

/// The addresses of a `.local` name, IPv4 first, and none outside the gate. Hosts compare names without case for a to z only
/// (RFC 6762, section 16): one with other capitals is looked for as it was given and in small letters.
///
/// # Errors
/// [`MdnsError`].
pub async fn resolve(gate: Gate, host: &str) -> Result<Vec<IpAddr>, MdnsError> {
    let small = host.to_lowercase();
    if small == host {
        return look_for(gate, host).await;
    }
    let both = [host, &small].map(|host| look_for(gate, host).boxed());
    select_ok(both).await.map(|(found, _)| found)
}

async fn look_for(gate: Gate, host: &str) -> Result<Vec<IpAddr>, MdnsError> {
    let daemon = Daemon(gate.mdns()?);
    let name = format!("{}.", host.trim_end_matches('.'));
    let answers = daemon
        .0
        .resolve_hostname(&name, Some(LOOK_UP.as_millis() as u64))?;
    let mut all: Vec<IpAddr> = Vec::new();
    let mut until = Instant::now() + LOOK_UP;
    while let Ok(Ok(event)) = timeout_at(until, answers.recv_async()).await {
        let HostnameResolutionEvent::AddressesFound(_, found) = event else {
            continue;
        };
        for ip in usable(&found, gate) {
            if all.is_empty() {
                until = until.min(Instant::now() + FURTHER);
            }
            if !all.contains(&ip) {
                all.push(ip);
            }
        }
    }
    all.sort_unstable(); // IPv4 first
    if all.is_empty() {
        Err(MdnsError::Silence)
    } else {
        Ok(all)
    }
}

/// Addresses that can be connected to: IPv6 link-local ones would need a scope that HTTP addresses do not carry.
fn usable(found: &HashSet<ScopedIp>, gate: Gate) -> Vec<IpAddr> {
    let link_local = |ip: &IpAddr| matches!(ip, IpAddr::V6(v6) if v6.is_unicast_link_local());
    let all = found.iter().map(ScopedIp::to_ip_addr);
    let mut usable: Vec<IpAddr> = all
        .filter(|ip| gate.check(*ip).is_ok() && !link_local(ip))
        .collect();
    usable.sort_unstable(); // IPv4 first
    usable
}

/// Listens until it is dropped; tells every sighting, as often as it is heard.
///
/// # Errors
/// [`MdnsError::Daemon`].
pub(super) async fn listen(gate: Gate, mut tell: impl FnMut(Sighting)) -> Result<(), MdnsError> {
    let daemon = Daemon(gate.mdns()?);
    let mut streams: Vec<BoxStream<'static, Vec<Sighting>>> = Vec::new();
    for service in SERVICES {
        let heard = daemon.0.browse(service)?.into_stream();
        streams.push(heard.map(move |event| announced(event, gate)).boxed());
    }
    let named = daemon.0.resolve_hostname(LEVEL_1_HOST, None)?.into_stream();
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

/// One sighting at the best of the service's addresses: any IPv4 one, else an IPv6 one.
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

    fn set(ips: &[&str]) -> HashSet<ScopedIp> {
        ips.iter()
            .map(|ip| ScopedIp::from(ip.parse::<IpAddr>().unwrap()))
            .collect()
    }

    #[test]
    fn announced_addresses_outside_the_gate_or_without_their_scope_are_not_used() {
        let found = set(&["fe80::1", "::1", "127.0.0.5", "192.168.1.9"]);
        let shown = |gate| {
            usable(&found, gate)
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        };
        assert_eq!(shown(Gate::loopback()), ["127.0.0.5", "::1"]);
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
