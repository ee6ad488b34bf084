//! Finds where devices may be: by announcements, at known addresses, and by a sweep of chosen subnets, all at once. Yields
//! [`Sighting`]s, which prove nothing; the engine's scan then identifies each address by HTTP.

mod mdns;
mod note;
mod pace;
mod plan;
mod sighting;
mod subnet;
mod sweep;
mod udp;

pub use note::{ScanNote, Tried, advice};
pub use pace::NEW_NEIGHBOURS_PER_SECOND;
pub use plan::Plan;
pub use sighting::{Sighting, Via};
pub use subnet::{MAX_HOST_BITS, MAX_OWN_HOST_BITS, Subnet, SubnetError, targets};
pub use sweep::{AT_ONCE, PATIENT, QUICK, budget};

use super::{AddrSpec, DeviceAddr, DeviceError, Doing};
use crate::link::{CONNECT_TIMEOUT, LinkError};
use crate::message::Message;
use crate::net::Gate;
use crate::problem::Problem;
use futures_util::{StreamExt as _, stream};
use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use sweep::{Knock, Pass, knock};
use tokio::sync::mpsc::UnboundedSender;

/// The address of a native device of level 1 that is its own access point (native API, section 2).
pub const ACCESS_POINT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 168, 4, 1)), 80);
/// Known addresses that are asked at once: as many as a person has devices, without a flood.
const DIRECT_AT_ONCE: usize = 64;

/// The stage of a scan; reported with `done` of `total`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScanStage {
    /// Waiting for announcements and known addresses.
    Listening,
    /// First pass of the sweep.
    Quick,
    /// Second pass, over those that were silent.
    Patient,
}

/// An event of a discovery.
#[derive(Clone, Debug)]
pub enum DiscoveryEvent {
    /// A device may be there.
    Sighting(Sighting),
    /// The sweep has made progress.
    Progress {
        /// The pass.
        stage: ScanStage,
        /// Addresses of this pass that are through.
        done: usize,
        /// Addresses of this pass.
        total: usize,
    },
    /// A part is over.
    Note(ScanNote),
}

/// Looks everywhere the plan says, and nowhere else; ends when all parts have. Dropping it ends it at once.
pub async fn discover(gate: Gate, plan: &Plan, events: &UnboundedSender<DiscoveryEvent>) {
    let tell = |event| {
        let _ = events.send(event);
    };
    let active = async {
        tokio::join!(
            ask_direct(gate, plan, events),
            sweep_all(gate, plan, events)
        );
    };
    if !plan.mdns {
        return active.await;
    }
    let mut services = HashSet::new();
    let mut beacons = HashSet::new();
    let mut no_services = None;
    let mut no_beacons = None;
    let listening = async {
        let services = mdns::listen(gate, |sighting| {
            services.insert(sighting.addr.socket());
            tell(DiscoveryEvent::Sighting(sighting));
        });
        let beacons = udp::listen(gate, |sighting| {
            beacons.insert(sighting.addr.socket());
            tell(DiscoveryEvent::Sighting(sighting));
        });
        tokio::join!(
            async {
                no_services = services
                    .await
                    .err()
                    .map(|e| ScanNote::deaf(&plan.interfaces, &e));
            },
            async {
                no_beacons = beacons
                    .await
                    .err()
                    .map(|e| ScanNote::no_beacons(&plan.interfaces, &e));
            },
        );
        std::future::pending::<()>().await;
    };
    // listening goes on as long as anything else does, and for a minimum time
    let enough = async {
        tokio::join!(active, tokio::time::sleep(mdns::LISTEN));
    };
    tokio::select! {
        () = enough => {}
        () = listening => {}
    }
    tell(DiscoveryEvent::Note(no_services.unwrap_or_else(|| {
        ScanNote::heard(&plan.interfaces, services.len())
    })));
    tell(DiscoveryEvent::Note(no_beacons.unwrap_or_else(|| {
        ScanNote::beacons(&plan.interfaces, beacons.len())
    })));
}

async fn ask_direct(gate: Gate, plan: &Plan, events: &UnboundedSender<DiscoveryEvent>) {
    let asked = stream::iter(plan.direct.clone()).map(|(spec, via)| ask_one(gate, spec, via));
    let mut answers = asked.buffer_unordered(DIRECT_AT_ONCE);
    while let Some(event) = answers.next().await {
        let _ = events.send(event);
    }
}

/// Asks one address whether it takes connections.
async fn ask_one(gate: Gate, spec: AddrSpec, via: Via) -> DiscoveryEvent {
    let failed = |error: DeviceError| {
        DiscoveryEvent::Note(ScanNote::no_answer(via, &spec, Problem::from(&error)))
    };
    let addr = match spec.resolve(gate, false).await {
        Ok(addr) => addr,
        Err(error) => return failed(error.into()),
    };
    let cause = match knock(gate, addr.socket(), CONNECT_TIMEOUT).await {
        Knock::Open => {
            return DiscoveryEvent::Sighting(Sighting {
                addr,
                via,
                name: None,
                id: None,
            });
        }
        Knock::Refused => LinkError::Refused,
        Knock::Silent => LinkError::TimedOut {
            after: CONNECT_TIMEOUT,
        },
        Knock::Failed(detail) => LinkError::Unreachable {
            detail: Message::verbatim(detail),
        },
    };
    failed(DeviceError::Link {
        doing: Doing::Connecting,
        cause,
    })
}

async fn sweep_all(gate: Gate, plan: &Plan, events: &UnboundedSender<DiscoveryEvent>) {
    let tell = |event| {
        let _ = events.send(event);
    };
    let targets = plan.targets();
    if targets.is_empty() {
        return;
    }
    let mut notes: Vec<ScanNote> = plan
        .subnets
        .iter()
        .map(|subnet| ScanNote::swept(subnet, plan))
        .collect();
    let on_link = |ip| plan.is_on_link(ip);
    sweep::sweep(
        targets,
        on_link,
        |addr, limit| knock(gate, addr, limit),
        |pass, (done, total), end| {
            let stage = if pass == Pass::Quick {
                ScanStage::Quick
            } else {
                ScanStage::Patient
            };
            if let Some((target, answer)) = end {
                if answer == Knock::Open {
                    let addr = DeviceAddr::from_socket(target);
                    tell(DiscoveryEvent::Sighting(Sighting {
                        addr,
                        via: Via::Sweep,
                        name: None,
                        id: None,
                    }));
                }
                let mut home = plan
                    .subnets
                    .iter()
                    .zip(&mut notes)
                    .filter(|(subnet, _)| subnet.contains(target.ip()));
                if let Some((_, note)) = home.next() {
                    note.count(&answer);
                }
            }
            tell(DiscoveryEvent::Progress { stage, done, total });
        },
    )
    .await;
    for note in notes {
        tell(DiscoveryEvent::Note(note));
    }
}

#[cfg(test)]
mod tests;
