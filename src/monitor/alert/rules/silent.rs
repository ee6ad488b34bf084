//! Networks that were gone before an upload began: most of their devices did not answer it, so they have one cause.

use super::super::super::metrics::{Collector, Record, is_absence};
use super::TIMEOUT_COUNTS;
use crate::engine::Ended;
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

/// Devices of a network that must be silent for it to be the cause.
const MIN_SILENT: usize = 3;

/// Failures that are as far apart have causes of their own, in seconds.
const TOGETHER: i64 = 300;

/// Devices of one network, by how their newest upload ended, and when.
#[derive(Default)]
struct Network<'a> {
    silent: Vec<(&'a str, i64)>,
    answered: Vec<i64>,
}

/// The networks of which most devices that were sent to did not answer, with these devices.
pub(super) fn networks(collector: &Collector, now: i64) -> Vec<(String, Vec<&str>)> {
    let mut all: BTreeMap<String, Network<'_>> = BTreeMap::new();
    for (id, record) in collector.records() {
        let Some((at, is_silent)) = newest(record, now) else {
            continue;
        };
        let Some(network) = network_of(&record.address) else {
            continue;
        };
        let network = all.entry(network).or_default();
        if is_silent {
            network.silent.push((id, at));
        } else {
            network.answered.push(at);
        }
    }
    all.into_iter()
        .filter(|(_, network)| network.is_gone())
        .map(|(name, network)| (name, network.silent.into_iter().map(|(id, _)| id).collect()))
        .collect()
}

impl Network<'_> {
    /// Whether several devices were silent at the same time, and fewer answered since.
    fn is_gone(&self) -> bool {
        let times = self.silent.iter().map(|(_, at)| *at);
        let Some(newest) = times.clone().max() else {
            return false;
        };
        let together: Vec<i64> = times.filter(|at| *at >= newest - TOGETHER).collect();
        let since = together.iter().copied().min().unwrap_or(newest);
        let answered = self.answered.iter().filter(|at| **at >= since).count();
        together.len() >= MIN_SILENT && together.len() > answered
    }
}

/// When the newest upload to a device ended, and whether no answer came; `None` where none says anything.
fn newest(record: &Record, now: i64) -> Option<(i64, bool)> {
    let mut endings = record.endings.iter().rev();
    let last = endings.find(|ending| ending.outcome != Ended::Cancelled)?;
    let counts = !last.is_excused && now - last.at <= TIMEOUT_COUNTS && !record.is_set_aside;
    counts.then(|| (last.at, last.code().is_some_and(is_absence)))
}

/// The network that an address belongs to, as people write it: `192.168.1.0/24`; `None` of a name.
fn network_of(address: &str) -> Option<String> {
    let socket = address.parse::<SocketAddr>().map(|socket| socket.ip());
    match socket.or_else(|_| address.parse::<IpAddr>()).ok()? {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            Some(format!("{a}.{b}.{c}.0/24"))
        }
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            let network = std::net::Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0);
            Some(format!("{network}/64"))
        }
    }
}
