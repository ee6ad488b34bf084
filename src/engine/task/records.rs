//! What is known before any device is asked: devices of earlier runs, the history, what is unfinished, and the subnets of this
//! computer. Nothing is sent.

use super::Context;
use crate::device::discovery::{Plan, Subnet};
use crate::engine::api::{Event, Network, Networks, UploadHistory};
use crate::engine::note::Note;
use crate::net::{Gate, Interface};
use crate::store::{JobState, Run, Store, StoreError};
use std::collections::{BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;

/// Reads the devices of earlier runs.
pub(in crate::engine) async fn known_devices(context: Context) {
    let read = context.keep.records.read(|store| store.devices()).await;
    context.notify(match read {
        Ok(devices) => Note::Known(devices),
        Err(problem) => Note::Pass(Event::Trouble(problem)),
    });
}

/// Reads all of the history, and looks which of its files are still there.
pub(in crate::engine) async fn history(context: Context) {
    let read = context.keep.records.read(past).await;
    let event = read.map(|past| Event::History(Arc::new(past)));
    context.notify(Note::Pass(event.unwrap_or_else(Event::Trouble)));
}

fn past(store: &Store) -> Result<UploadHistory, StoreError> {
    let entries = store.history(None)?;
    let files: BTreeSet<&String> = entries.iter().map(|entry| &entry.file).collect();
    let is_there = |file: &str| Path::new(file).is_absolute() && Path::new(file).is_file();
    let files = files
        .into_iter()
        .filter(|file| is_there(file))
        .cloned()
        .collect();
    let changes = store.audit_trail(None)?;
    Ok(UploadHistory {
        entries,
        files,
        changes,
    })
}

/// Counts what earlier runs left unfinished; ends it first where it is to be discarded by this `run`.
pub(in crate::engine) async fn unfinished(context: Context, discard: Option<Arc<Run>>) {
    let counted = context.keep.records.read(move |store| {
        if let Some(run) = discard {
            store.discard_unfinished(&run)?;
        }
        let jobs = store.jobs()?;
        let unfinished = jobs.iter().filter(|row| row.state == JobState::Unfinished);
        Ok(unfinished.count())
    });
    let event = counted.await.map_or_else(Event::Trouble, Event::Unfinished);
    context.notify(Note::Pass(event));
}

/// Tells which subnets this computer is in.
pub(in crate::engine) async fn networks(context: Context) {
    let gate = context.keep.gate;
    // the system may take its time to list interfaces
    if let Ok(networks) = tokio::task::spawn_blocking(move || own_networks(gate)).await {
        context.notify(Note::Pass(Event::Networks(networks)));
    }
}

fn own_networks(gate: Gate) -> Networks {
    let interfaces = gate.interfaces().unwrap_or_else(|error| {
        tracing::warn!(%error, "this computer's interfaces cannot be listed");
        Vec::new()
    });
    Networks {
        own: own(&interfaces),
        loopback_only: gate.is_loopback_only(),
    }
}

fn own(interfaces: &[Interface]) -> Vec<Network> {
    let swept = Plan::own_subnets(interfaces);
    let mut seen = HashSet::new();
    let all = interfaces
        .iter()
        .filter_map(|interface| Some((interface, Subnet::of_interface(interface)?)));
    let local = all.filter(|(_, subnet)| swept.contains(subnet) || subnet.is_too_large_unasked());
    local
        .filter(|(_, subnet)| seen.insert(*subnet))
        .map(|(interface, subnet)| Network {
            interface: interface.name.clone(),
            subnet,
            is_swept: swept.contains(&subnet),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_subnets_are_told_with_whether_they_are_swept() {
        let interface = |name: &str, ip: &str, prefix| Interface {
            name: name.into(),
            ip: ip.parse().unwrap(),
            prefix,
        };
        let all = [
            interface("lo", "127.0.0.1", 8),
            interface("wlan0", "192.168.1.7", 24),
            interface("eth0", "192.168.1.8", 24),
            interface("docker0", "172.17.0.1", 16),
            interface("wlan0", "fe80::1", 64),
        ];
        let told: Vec<_> = own(&all)
            .into_iter()
            .map(|n| (n.interface, n.subnet.to_string(), n.is_swept))
            .collect();
        let expected = [
            ("wlan0", "192.168.1.0/24", true),
            ("docker0", "172.17.0.0/16", false),
        ];
        assert_eq!(
            told,
            expected.map(|(name, subnet, swept)| (name.to_owned(), subnet.to_owned(), swept))
        );
    }
}
