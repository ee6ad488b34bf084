//! Every fault of a simulated device, at both levels, ends as the promise says: nothing is called done that was not read
//! back, transient faults are got over, and each failure has its own code.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::{Bench, addresses, devices, end, request, wire};
use std::ops::RangeInclusive;
use upload_bridge::device::DeviceSettings;
use upload_bridge::simulator::{Dialect, Lights};

/// A fault, how the job ends under it, and how many attempts that may take.
type Row = (&'static str, &'static str, RangeInclusive<u32>);

const LEVEL2: &[Row] = &[
    ("refuse", "device.refused", 4..=5),
    ("busy:2", "verified", 3..=3),
    ("busy:9", "device.busy", 5..=5),
    ("silent:1x3", "verified", 1..=1),
    ("slow:200", "verified", 1..=1),
    ("stall:3@50000", "verified", 1..=1),
    ("reset-at:50000", "verified", 2..=2),
    ("reset-at:100104", "verified", 1..=2),
    ("reboot-at:50000", "verified", 2..=9),
    ("early-reply", "verify.mismatch", 2..=2),
    ("early-replyx1", "verified", 2..=2),
    ("lie", "verify.missing", 2..=2),
    ("liex1", "verified", 2..=2),
    ("truncate:1000", "verify.mismatch", 2..=2),
    ("truncate:1000x1", "verified", 2..=2),
    ("flip", "verify.mismatch", 2..=2),
    ("flipx1", "verified", 2..=2),
    ("full-disk", "device.full", 1..=1),
    ("bad-json", "device.not_a_device", 5..=5),
    ("bad-jsonx1", "verified", 2..=2),
    ("pin:1234", "device.locked", 1..=1),
];

const LEVEL1: &[Row] = &[
    ("refuse", "device.refused", 4..=5),
    ("busy:2", "unverified", 3..=3),
    ("silent:1x3", "unverified", 1..=1),
    ("slow:200", "unverified", 1..=1),
    ("stall:3@5000", "unverified", 1..=1),
    ("reset-at:5000", "device.unreachable", 5..=5),
    ("reset-at:5000x1", "unverified", 2..=2),
    ("reboot-at:5000x1", "unverified", 2..=9),
    ("early-reply", "verify.mismatch", 2..=2),
    ("lie", "verify.missing", 2..=2),
    ("truncate:1000", "verify.mismatch", 2..=2),
    ("full-disk", "device.full", 1..=1),
    ("bad-json", "device.not_a_device", 5..=5),
];

/// Runs one job a row, all at once: one device does not hold up another.
async fn run(dialect: Dialect, rows: &[Row], pattern: &[u8], leds: usize) {
    let faults: Vec<Vec<&str>> = rows.iter().map(|(fault, ..)| vec![*fault]).collect();
    let faults: Vec<&[&str]> = faults.iter().map(Vec::as_slice).collect();
    let dir = tempfile::tempdir().unwrap();
    let simulator = devices(dialect, Lights::Leds(leds), &faults, Some(dir.path())).await;
    let mut bench = Bench::new();
    let id = bench.load("thing.bin", pattern).await;
    let settings = DeviceSettings {
        arrangement: Some(upload_bridge::pattern::Arrangement::Strip(leds)),
        ..DeviceSettings::default()
    };
    let jobs = bench
        .deliver(upload_bridge::engine::SendRequest {
            settings,
            ..request(id, &addresses(&simulator))
        })
        .await;
    let mut wrong = Vec::new();
    for ((job, (fault, expected, attempts)), device) in
        jobs.iter().zip(rows).zip(simulator.devices())
    {
        if end(job) != *expected || !attempts.contains(&job.attempts) {
            wrong.push(format!(
                "{fault}: {} after {} attempts ({:?})",
                end(job),
                job.attempts,
                job.outcome
            ));
        }
        let stored = std::fs::read(device.dir.as_ref().unwrap().join("thing")).ok();
        if end(job) == "verified" && stored.as_deref() != Some(pattern) {
            wrong.push(format!(
                "{fault}: called verified, but the device holds something else"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_level_2_ends_as_it_should() {
    run(Dialect::NATIVE, LEVEL2, &wire(256, 130, 20), 256).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_level_1_ends_as_it_should() {
    run(Dialect::NATIVE1, LEVEL1, &wire(64, 60, 5), 64).await;
}
