//! Scans of loopback addresses by a whole engine, without mDNS: merging, stopping, explaining.

use crate::engine::{
    Command, DeviceView, EngineOptions, Event, Events, Handle, ScanNote, ScanOptions, Tried, Via,
    spawn,
};
use crate::net::Gate;
use crate::simulator::{DeviceOptions, Dialect, Lights, Simulator, SimulatorOptions, start};
use crate::store::Store;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// No test waits longer for anything.
const PATIENCE: Duration = Duration::from_secs(60);

fn engine() -> (Handle, Events) {
    let store = Store::in_memory().unwrap();
    spawn(
        EngineOptions {
            gate: Gate::loopback(),
            store,
            concurrency: None,
            facts: Default::default(),
        },
        Arc::new(|| {}),
    )
    .unwrap()
}

async fn device(bind: &str, port: Option<u16>) -> Simulator {
    start(SimulatorOptions {
        gate: Gate::loopback(),
        devices: vec![DeviceOptions::new(Dialect::NATIVE, Lights::Leds(8))],
        bind: bind.parse().unwrap(),
        port,
        ports_by_seed: false,
        dir: None,
        mdns: false,
        faults: vec![],
        seed: 5,
    })
    .await
    .unwrap()
}

/// Devices as they stand at the scan's end, how many times they were told as new, and what was tried.
async fn end(events: &Events) -> (BTreeMap<String, DeviceView>, usize, Vec<ScanNote>) {
    let mut devices = BTreeMap::new();
    let listen = async {
        loop {
            match events.next().await.expect("the engine has ended") {
                Event::Device(view) => {
                    devices.insert(view.device.id.to_string(), *view);
                }
                Event::ScanDone { found, tried } => return (found, tried),
                _ => {}
            }
        }
    };
    let (found, tried) = timeout(PATIENCE, listen).await.expect("the scan ends");
    (devices, found, tried)
}

#[tokio::test]
async fn a_device_seen_at_two_addresses_and_by_two_ways_is_one_entry() {
    let first = device("127.0.0.21", None).await;
    let port = first.devices()[0].address.port();
    let _second = device("127.0.0.22", Some(port)).await; // the same seed: the same identity
    let (handle, events) = engine();
    handle.send(Command::Scan(ScanOptions {
        hosts: vec![format!("127.0.0.21:{port}").parse().unwrap()],
        subnets: vec!["127.0.0.16/28".parse().unwrap()],
        ports: vec![port],
        sweep: true,
        ..ScanOptions::default()
    }));
    let (devices, found, tried) = end(&events).await;
    assert_eq!((devices.len(), found), (1, 1));
    let view = devices.values().next().unwrap();
    let mut via = view.via.clone();
    via.sort_unstable();
    assert_eq!(via, [Via::Sweep, Via::Host]);
    assert!(
        tried
            .iter()
            .any(|note| matches!(note.result, Tried::Swept { open: 1, .. })),
        "{tried:?}"
    );
}

#[tokio::test]
async fn a_scan_is_stopped_within_50_ms_and_tells_so() {
    // takes connections, and never says a word
    let mute = Gate::loopback()
        .listen("127.0.0.1:0".parse().unwrap(), 4096)
        .unwrap();
    let at = mute.local_addr().unwrap();
    let (handle, events) = engine();
    let hosts = vec![at.to_string().parse().unwrap()];
    handle.send(Command::Scan(ScanOptions {
        hosts,
        ..ScanOptions::default()
    }));
    let _knock = timeout(PATIENCE, mute.accept()).await.unwrap().unwrap();
    let _question = timeout(PATIENCE, mute.accept()).await.unwrap().unwrap();
    let start = Instant::now();
    handle.send(Command::CancelScan);
    let (devices, found, tried) = end(&events).await;
    assert!(
        start.elapsed() < Duration::from_millis(50),
        "{:?}",
        start.elapsed()
    );
    assert!(devices.is_empty() && found == 0);
    assert!(
        tried.iter().any(|note| note.result == Tried::Stopped),
        "{tried:?}"
    );
}

#[tokio::test]
async fn a_new_scan_stops_the_one_before_and_both_report_their_end() {
    let mute = Gate::loopback()
        .listen("127.0.0.1:0".parse().unwrap(), 4096)
        .unwrap();
    let hosts = vec![mute.local_addr().unwrap().to_string().parse().unwrap()];
    let (handle, events) = engine();
    handle.send(Command::Scan(ScanOptions {
        hosts,
        ..ScanOptions::default()
    }));
    let simulator = device("127.0.0.1", None).await;
    let hosts = vec![simulator.devices()[0].address.to_string().parse().unwrap()];
    handle.send(Command::Scan(ScanOptions {
        hosts,
        ..ScanOptions::default()
    }));
    let ends = [end(&events).await, end(&events).await];
    assert_eq!(ends.iter().map(|(_, found, _)| *found).sum::<usize>(), 1);
}

#[tokio::test]
async fn a_scan_that_takes_too_long_is_given_up_and_tells_so() {
    let mute = Gate::loopback()
        .listen("127.0.0.1:0".parse().unwrap(), 4096)
        .unwrap();
    let hosts = vec![mute.local_addr().unwrap().to_string().parse().unwrap()];
    let (handle, events) = engine();
    let timeout = Some(Duration::from_millis(200));
    handle.send(Command::Scan(ScanOptions {
        hosts,
        timeout,
        ..ScanOptions::default()
    }));
    let (_, found, tried) = end(&events).await;
    assert!(found == 0 && tried.iter().any(|note| note.result == Tried::Stopped));
}
