//! Patterns that are too large to be held: shown, sent, resumed and read back from their file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::{Bench, addresses, end, request};
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use upload_bridge::engine::{Command, Event, PatternId, SendRequest, Source};
use upload_bridge::net::Gate;
use upload_bridge::pattern::{Fit, ReadOptions};
use upload_bridge::simulator::{
    DeviceOptions, Dialect, Lights, Simulator, SimulatorOptions, start,
};

const LEDS: usize = 1000;
const FRAMES: usize = 11_500;

fn frame(index: usize) -> Vec<u8> {
    let mut frame = vec![(index / 64) as u8; LEDS * 3];
    frame[..4].copy_from_slice(&(index as u32).to_le_bytes());
    frame
}

/// Bare pixels, 34.5 MB of them.
fn bare(path: &Path) {
    let bytes: Vec<u8> = (0..FRAMES).flat_map(frame).collect();
    std::fs::write(path, bytes).unwrap();
}

/// A device with a memory card.
async fn card(dir: &Path, faults: &[&str]) -> Simulator {
    let device = DeviceOptions::new(Dialect::NATIVE, Lights::Leds(LEDS));
    let faults = Some(faults.iter().map(|fault| fault.parse().unwrap()).collect());
    start(SimulatorOptions {
        gate: Gate::loopback(),
        devices: vec![DeviceOptions {
            disk: Some(90_000_000),
            faults,
            ..device
        }],
        bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
        port: None,
        ports_by_seed: false,
        dir: Some(dir.into()),
        mdns: false,
        faults: vec![],
        seed: 1,
    })
    .await
    .unwrap()
}

async fn load(bench: &Bench, path: &Path) -> PatternId {
    let id = PatternId(1);
    let source = Source::Path(path.into());
    let options = ReadOptions {
        format: Some("raw".into()),
        leds: Some(LEDS),
        ..ReadOptions::default()
    };
    bench.handle.send(Command::Load {
        id,
        source,
        options,
        remember: false,
    });
    let opened = bench.wait(|event| match event {
        Event::PatternLoaded { opened, .. } => Some(opened),
        Event::PatternFailed { problem, .. } => panic!("{problem}"),
        _ => None,
    });
    assert!(
        opened.await.pattern.frames.held().is_none(),
        "it is streamed"
    );
    id
}

/// What the device stores of these frames, each for 20 ms.
fn wire(frames: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let frames: Vec<Vec<u8>> = frames.map(|rgb| [&[20, 0], &rgb[..]].concat()).collect();
    [
        &(LEDS as u16).to_le_bytes()[..],
        &(frames.len() as u16).to_le_bytes(),
        &frames.concat(),
    ]
    .concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_is_sent_from_where_it_lies_resumed_after_a_cut_and_verified() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.rgb");
    bare(&path);
    let sims = card(&folder.path().join("devices"), &["reset-at:20000000x1"]).await;
    let bench = Bench::new();
    let id = load(&bench, &path).await;
    let ask = request(id, &addresses(&sims));
    let jobs = bench.deliver(ask.clone()).await;
    assert_eq!(
        (end(&jobs[0]), jobs[0].bytes),
        ("verified", (4 + FRAMES * (2 + LEDS * 3)) as u64)
    );
    assert!(jobs[0].attempts > 1, "the cut was felt");
    let stored = std::fs::read(sims.devices()[0].dir.as_ref().unwrap().join("long")).unwrap();
    assert!(
        stored == wire((0..FRAMES).map(frame)),
        "the device has the frames of the file"
    );
    let again = bench.deliver(ask.clone()).await;
    assert_eq!(end(&again[0]), "skipped");
    // fitted as it is sent: half the frames, darker
    let darker = Fit {
        brightness_pct: 50,
        max_fps: Some(25.0),
        ..Fit::default()
    };
    let jobs = bench
        .deliver(SendRequest {
            fit: darker,
            name: Some("dark".into()),
            ..ask
        })
        .await;
    assert_eq!(end(&jobs[0]), "verified");
    let stored = std::fs::read(sims.devices()[0].dir.as_ref().unwrap().join("dark")).unwrap();
    assert_eq!(stored.len(), 4 + FRAMES / 2 * (2 + LEDS * 3));
    assert_eq!(&stored[4..8], [40, 0, 0, 0], "shown for two");
    assert_eq!(
        stored[stored.len() - 1],
        (f64::from(((FRAMES - 2) / 64) as u8) / 2.0).round() as u8
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_changes_before_it_is_sent_is_not_sent() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.rgb");
    bare(&path);
    let sims = card(&folder.path().join("devices"), &[]).await;
    let bench = Bench::new();
    let id = load(&bench, &path).await;
    std::fs::write(&path, vec![0; LEDS * 3 * FRAMES]).unwrap();
    let jobs = bench.deliver(request(id, &addresses(&sims))).await;
    assert_eq!(end(&jobs[0]), "source.changed");
    assert!(
        !sims.devices()[0]
            .dir
            .as_ref()
            .unwrap()
            .join("long")
            .exists()
    );
}
