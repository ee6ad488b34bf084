//! mDNS through the gate: looking up `.local` names. A daemon lives as long as the caller that started it.

use crate::message::Message;
use crate::msg;
use crate::net::Gate;
use futures_util::FutureExt as _;
use futures_util::future::select_ok;
use mdns_sd::{HostnameResolutionEvent, ScopedIp, ServiceDaemon};
use std::collections::HashSet;
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// How long to look for a name.
const LOOK_UP: Duration = Duration::from_secs(5);
/// How long to wait for further addresses once one was found: a host sends those of both families at once.
const FURTHER: Duration = Duration::from_millis(200);

/// Why mDNS found no address.
#[derive(Debug)]
pub(super) enum MdnsError {
    /// mDNS does not work on this computer.
    Daemon(mdns_sd::Error),
    /// No device answered to the name.
    Silence,
}

impl From<mdns_sd::Error> for MdnsError {
    fn from(error: mdns_sd::Error) -> Self {
        Self::Daemon(error)
    }
}

impl MdnsError {
    /// In words.
    pub(super) fn message(&self) -> Message {
        match self {
            Self::Daemon(error) => {
                msg!(
                    "mdns-unavailable",
                    error = Message::verbatim(error.to_string())
                )
            }
            Self::Silence => msg!("mdns-silence", seconds = LOOK_UP.as_secs()),
        }
    }
}

/// A daemon that ends when it is dropped.
pub(super) struct Daemon(ServiceDaemon);

impl Daemon {
    pub(super) fn start(gate: Gate) -> Result<Self, MdnsError> {
        Ok(Self(gate.mdns()?))
    }

    pub(super) fn get(&self) -> &ServiceDaemon {
        &self.0
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown() {
            tracing::debug!(%error, "could not stop the mDNS daemon");
        }
    }
}

/// Looks up the addresses of a `.local` name, IPv4 first, and none outside the gate. Hosts compare names without case for a to
/// z only
/// (RFC 6762, section 16): one with other capitals is looked for as it was given and in small letters.
///
/// # Errors
/// [`MdnsError`].
pub(super) async fn look_up(gate: Gate, host: &str) -> Result<Vec<IpAddr>, MdnsError> {
    let small = host.to_lowercase();
    if small == host {
        return look_for(gate, host).await;
    }
    let both = [host, &small].map(|host| look_for(gate, host).boxed());
    select_ok(both).await.map(|(found, _)| found)
}

async fn look_for(gate: Gate, host: &str) -> Result<Vec<IpAddr>, MdnsError> {
    let daemon = Daemon::start(gate)?;
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

/// The addresses that can be connected to: IPv6 link-local ones would need a scope that HTTP addresses do not carry.
pub(super) fn usable(found: &HashSet<ScopedIp>, gate: Gate) -> Vec<IpAddr> {
    let link_local = |ip: &IpAddr| matches!(ip, IpAddr::V6(v6) if v6.is_unicast_link_local());
    let all = found.iter().map(ScopedIp::to_ip_addr);
    let mut usable: Vec<IpAddr> = all
        .filter(|ip| gate.check(*ip).is_ok() && !link_local(ip))
        .collect();
    usable.sort_unstable(); // IPv4 first
    usable
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
}
