//! One scan: looks where the plan says, identifies every host once, and reports to the loop as it goes. Which device
//! an answer belongs to, the loop decides.

mod neighbours;
#[cfg(test)]
mod tests;

use super::Context;
use super::reach;
use crate::device::discovery::{
    ACCESS_POINT, DiscoveryEvent, Plan, ScanNote, ScanStage, Sighting, Subnet, Via, discover,
};
use crate::device::{AddrSpec, Device, DeviceAddr, DeviceError, Doing};
use crate::engine::api::{ScanOptions, ScanProgress};
use crate::engine::note::{Answered, Note, ScanReport};
use crate::link::Attempts;
use crate::problem::Problem;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};
use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::sync::mpsc::unbounded_channel;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Ports of a sweep by default: plain HTTP.
const PORTS: &[u16] = &[80];
/// Hosts that are identified at once: each may take a while, and none delays the rest.
const MAX_ASKED_AT_ONCE: usize = 64;
/// How long one host is asked: a level-1 device may be deaf for 20 s while it plays.
const ASKING: Duration = Duration::from_secs(25);
/// Time of a scan beyond its sweep by default.
const GRACE: Duration = Duration::from_secs(30);
/// Shortest time of a scan by default.
const MIN_SCAN: Duration = Duration::from_secs(60);
/// Shortest time between two reports of progress.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

/// A host that was noticed: how, and the device that answered.
#[derive(Default)]
struct Host {
    via: Vec<Via>,
    device: Option<Answered>,
    /// Only a neighbour named it, and nothing answered.
    is_hearsay: bool,
}

/// One scan at work.
pub(in crate::engine) struct Scan {
    pub(in crate::engine) number: u64,
    pub(in crate::engine) context: Context,
    pub(in crate::engine) options: ScanOptions,
    pub(in crate::engine) cancel: CancellationToken,
}

/// The answer of one host.
enum Answer {
    /// The device, or why none was found.
    Who(DeviceAddr, Via, Result<Box<Answered>, DeviceError>),
    /// The neighbours that it named.
    Neighbours(Vec<Sighting>),
}

/// The findings of a scan so far.
#[derive(Default)]
struct Findings {
    hosts: HashMap<SocketAddr, Host>,
    notes: Vec<ScanNote>,
    waiting: VecDeque<Sighting>,
    /// Devices whose neighbours are to be asked for.
    named: VecDeque<Device>,
}

impl Scan {
    /// Runs until everything was looked at and everybody asked, the time is up, or it is cancelled.
    pub(in crate::engine) async fn run(self) {
        let mut findings = Findings::default();
        let ended = tokio::select! {
            biased;
            () = self.cancel.cancelled() => false,
            ended = self.look(&mut findings) => ended,
        };
        if !ended {
            findings.notes.push(ScanNote::stopped());
        }
        self.report(ScanReport::Done(findings.notes));
    }

    fn report(&self, report: ScanReport) {
        self.context.notify(Note::Scan(self.number, report));
    }

    /// Whether it came to its end in time.
    async fn look(&self, findings: &mut Findings) -> bool {
        let (plan, notes) = self.plan().await;
        findings.notes.extend(notes);
        let limit = self
            .options
            .timeout
            .unwrap_or_else(|| (plan.budget() + GRACE).max(MIN_SCAN));
        tokio::time::timeout(limit, self.follow(&plan, findings))
            .await
            .is_ok()
    }

    /// Where to look, and which of the own subnets are left out.
    async fn plan(&self) -> (Plan, Vec<ScanNote>) {
        let options = &self.options;
        let interfaces = self.context.keep.gate.interfaces().unwrap_or_else(|error| {
            tracing::warn!(%error, "this computer's interfaces cannot be listed");
            Vec::new()
        });
        let mut direct: Vec<(AddrSpec, Via)> = options
            .hosts
            .iter()
            .map(|host| (host.clone(), Via::Host))
            .collect();
        if options.known {
            let known = self
                .context
                .keep
                .records
                .read(|store| store.devices())
                .await
                .unwrap_or_default();
            direct.extend(
                known
                    .iter()
                    .filter_map(|device| Some((device.address.parse().ok()?, Via::Known))),
            );
            if self.context.keep.gate.check(ACCESS_POINT.ip()).is_ok() {
                direct.push((AddrSpec::from(ACCESS_POINT), Via::Known));
            }
        }
        let mut seen = std::collections::HashSet::new();
        direct.retain(|(spec, _)| seen.insert(spec.clone()));
        let mut subnets = Vec::new();
        let mut notes = Vec::new();
        if options.sweep {
            subnets.clone_from(&options.subnets);
        }
        if options.sweep && options.subnets.is_empty() {
            subnets = Plan::own_subnets(&interfaces);
            let own = interfaces
                .iter()
                .filter_map(|i| Some((i, Subnet::of_interface(i)?)));
            let large = own.filter(|(_, subnet)| subnet.is_too_large_unasked());
            notes.extend(large.map(|(interface, subnet)| ScanNote::too_large(interface, &subnet)));
        }
        let ports = if options.ports.is_empty() {
            PORTS.to_vec()
        } else {
            options.ports.clone()
        };
        (
            Plan {
                mdns: options.mdns,
                direct,
                subnets,
                ports,
                interfaces,
            },
            notes,
        )
    }

    async fn follow(&self, plan: &Plan, findings: &mut Findings) {
        let (out, mut clues) = unbounded_channel();
        let discovery = async move { discover(self.context.keep.gate, plan, &out).await };
        let mut discovery = std::pin::pin!(discovery.fuse());
        let mut asked: FuturesUnordered<BoxFuture<'_, Answer>> = FuturesUnordered::new();
        let mut reported = None;
        let mut is_over = false;
        self.report(ScanReport::Progress(ScanProgress {
            done: 0,
            total: 0,
            stage: ScanStage::Listening,
        }));
        while !is_over || !asked.is_empty() {
            tokio::select! {
                () = &mut discovery, if !is_over => {}
                clue = clues.recv(), if !is_over => match clue {
                    Some(DiscoveryEvent::Sighting(sighting)) => self.sighted(sighting, findings),
                    Some(DiscoveryEvent::Note(note)) => findings.notes.push(note),
                    Some(DiscoveryEvent::Progress { stage, done, total }) => {
                        self.progress(ScanProgress { done, total, stage }, &mut reported);
                    }
                    None => is_over = true,
                },
                Some(answer) = asked.next() => match answer {
                    Answer::Who(addr, via, result) => self.answered(&addr, via, result, findings),
                    Answer::Neighbours(sightings) => sightings.into_iter().for_each(|s| self.sighted(s, findings)),
                },
            }
            while asked.len() < MAX_ASKED_AT_ONCE {
                let Findings { waiting, named, .. } = findings;
                let next = waiting
                    .pop_front()
                    .map(|sighting| self.ask(sighting).boxed());
                let next = next.or_else(|| {
                    named
                        .pop_front()
                        .map(|device| self.neighbours(device, plan).boxed())
                });
                let Some(next) = next else { break };
                asked.push(next);
            }
        }
    }

    fn progress(&self, progress: ScanProgress, reported: &mut Option<(ScanStage, Instant)>) {
        let now = Instant::now();
        let is_new = reported
            .is_none_or(|(stage, at)| stage != progress.stage || now - at >= PROGRESS_EVERY);
        if is_new || progress.done == progress.total {
            *reported = Some((progress.stage, now));
            self.report(ScanReport::Progress(progress));
        }
    }

    /// Notes a host: it is asked the first time; a device that has answered gets one more way in which it was noticed.
    fn sighted(&self, sighting: Sighting, findings: &mut Findings) {
        let Findings { hosts, waiting, .. } = findings;
        let is_new = !hosts.contains_key(&sighting.addr.socket());
        let host = hosts.entry(sighting.addr.socket()).or_default();
        if host.via.contains(&sighting.via) {
            return;
        }
        host.via.push(sighting.via);
        match &host.device {
            Some(device) => {
                self.report(ScanReport::Found {
                    device: Box::new(device.clone()),
                    via: host.via.clone(),
                });
            }
            None if is_new || host.is_hearsay => {
                host.is_hearsay = false;
                waiting.push_back(sighting);
            }
            None => {}
        }
    }

    async fn ask(&self, sighting: Sighting) -> Answer {
        let Sighting { addr, via, .. } = sighting;
        let result = match via {
            Via::Nodes => self.is_there(&addr).await,
            _ => Ok(()),
        };
        let result = match result {
            Ok(()) => self.who(&addr, via).await,
            Err(error) => Err(error),
        };
        Answer::Who(addr, via, result.map(Box::new))
    }

    async fn who(&self, addr: &DeviceAddr, via: Via) -> Result<Answered, DeviceError> {
        let keep = &self.context.keep;
        let path = reach::path_to(keep, addr).await?;
        let attempts = Attempts::new();
        // a host that the user named is asked for its firmware, too; a sweep asks no more than it must
        let asking = match via {
            Via::Host => reach::ask_by_name(keep, &path, &attempts).boxed(),
            _ => reach::ask(keep, &path, &attempts).boxed(),
        };
        let (mut device, _) = match tokio::time::timeout(ASKING, asking).await {
            Ok(found) => found?,
            Err(_) => {
                return Err(DeviceError::Link {
                    doing: Doing::Identifying,
                    cause: crate::link::LinkError::TimedOut { after: ASKING },
                });
            }
        };
        Ok(Answered {
            remembered: reach::remembered(keep, &mut device).await,
            network: reach::network_of(keep, &device),
            device,
            forgettable: false,
        })
    }

    fn answered(
        &self,
        addr: &DeviceAddr,
        via: Via,
        result: Result<Box<Answered>, DeviceError>,
        findings: &mut Findings,
    ) {
        let host = findings.hosts.entry(addr.socket()).or_default();
        match result {
            Ok(device) => {
                host.device = Some(device.as_ref().clone());
                findings.named.push_back(device.device.clone());
                self.report(ScanReport::Found {
                    device,
                    via: host.via.clone(),
                });
            }
            Err(error) => {
                // a list of neighbours may be old; a host that was noticed otherwise is asked like any other
                if via == Via::Nodes {
                    match host.via.iter().find(|other| **other != Via::Nodes) {
                        Some(other) => findings.waiting.push_back(Sighting {
                            addr: addr.clone(),
                            via: *other,
                            name: None,
                            id: None,
                        }),
                        None => host.is_hearsay = true,
                    }
                }
                tracing::debug!(%addr, %error, "no device");
                let place = addr
                    .to_string()
                    .parse()
                    .unwrap_or_else(|_| AddrSpec::from(addr.socket()));
                findings
                    .notes
                    .push(ScanNote::no_answer(via, &place, Problem::from(&error)));
            }
        }
    }
}
