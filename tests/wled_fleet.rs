//! A hundred WLEDs at once, seven of them in trouble: the others do not notice, each of the seven fails for its own
//! reason, and nothing that belongs to a person changes on any of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "what is measured is the wall clock"
)]

mod common;

use common::{Bench, addresses, devices, end, request, wire};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};
use upload_bridge::device::Playing;
use upload_bridge::engine::{Command, Event, JobId, JobView};
use upload_bridge::pattern::Matrix;
use upload_bridge::simulator::{Dialect, Lights, Simulator};

const COUNT: usize = 100;
/// The whole of it may take so long.
const BOUND: Duration = Duration::from_secs(60);
/// Where trouble is: which device, its fault, and how its job may end.
const TROUBLE: [(usize, &str, &[&str]); 7] = [
    (3, "full-disk", &["device.full"]),
    (41, "full-disk", &["device.full"]),
    (97, "full-disk", &["device.full"]),
    (12, "pin:1234", &["device.locked"]),
    (77, "pin:9876", &["device.locked"]),
    (
        0,
        "reset-at:2000",
        &["device.unreachable", "device.timeout"],
    ),
    (
        55,
        "reboot-at:2000",
        &["device.unreachable", "device.refused", "device.timeout"],
    ),
];
/// What is a person's: presets that name a file of theirs, and files that look almost like ours.
const THEIRS: [(&str, &str); 4] = [
    (
        "presets.json",
        r#"{"0":{},"1":{"n":"Sea","seg":[{"n":"ub_fleet_00000000.gif","fx":53}]},"7":{"n":"Fire"}}"#,
    ),
    (
        "ub_fleet_00000000.gif",
        "an older version, which a preset plays",
    ),
    ("ub_fleet.gif", "not quite one of ours"),
    ("mine.gif", "somebody's own"),
];

/// The files in a folder of a simulated device, and what is in them.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(dir)
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().is_file());
    entries
        .map(|e| {
            (
                e.file_name().to_string_lossy().into_owned(),
                std::fs::read(e.path()).unwrap(),
            )
        })
        .collect()
}

async fn fleet(faults: &[&[&str]], dir: &Path) -> Simulator {
    devices(
        Dialect::WLED,
        Lights::Matrix(Matrix::new(16, 16).unwrap()),
        faults,
        Some(dir),
    )
    .await
}

/// The most memory this process ever had, in MB, where the system says it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim()
        .strip_suffix("kB")?
        .trim()
        .parse::<u64>()
        .ok()
        .map(|kb| kb / 1024)
}

/// Waits until every job has ended; tells of those that have not by then.
async fn ended(bench: &Bench, start: Instant) -> Vec<JobView> {
    let mut jobs: BTreeMap<JobId, JobView> = BTreeMap::new();
    loop {
        let left = BOUND.saturating_sub(start.elapsed());
        let Ok(event) = tokio::time::timeout(left, bench.events.next()).await else {
            let open: Vec<_> = jobs.values().filter(|job| job.outcome.is_none()).collect();
            panic!(
                "{} of {} are still under way: {open:#?}",
                open.len(),
                jobs.len()
            );
        };
        match event.expect("the engine has ended") {
            Event::Job(view) => {
                jobs.insert(view.id, *view);
            }
            Event::AllDone => return jobs.into_values().collect(),
            _ => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ninety_three_of_a_hundred_are_verified_and_seven_fail_for_their_own_reasons() {
    let dir = tempfile::tempdir().unwrap();
    let healthy: Vec<&[&str]> = vec![&[]; COUNT];
    let folders: Vec<_> = fleet(&healthy, dir.path())
        .await
        .devices()
        .iter()
        .map(|d| d.dir.clone().unwrap())
        .collect();
    for (folder, (name, text)) in folders
        .iter()
        .flat_map(|folder| THEIRS.map(|theirs| (folder, theirs)))
    {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let faults: Vec<Vec<&str>> = (0..COUNT)
        .map(|n| {
            TROUBLE
                .iter()
                .filter(|row| row.0 == n)
                .map(|row| row.1)
                .collect()
        })
        .collect();
    let faults: Vec<&[&str]> = faults.iter().map(Vec::as_slice).collect();
    let sims = fleet(&faults, dir.path()).await;
    assert_eq!(
        sims.devices()
            .iter()
            .map(|d| d.dir.clone().unwrap())
            .collect::<Vec<_>>(),
        folders,
        "the same devices"
    );
    let mut bench = Bench::new();
    let id = bench.load("fleet.bin", &wire(256, 6, 60)).await;
    let start = Instant::now();
    bench
        .handle
        .send(Command::Send(request(id, &addresses(&sims))));
    let jobs = ended(&bench, start).await;
    let took = start.elapsed();
    println!("{COUNT} devices in {took:.1?}, {:?} MB at most", peak());
    let mut wrong = Vec::new();
    for (n, (job, folder)) in jobs.iter().zip(&folders).enumerate() {
        let ends = TROUBLE
            .iter()
            .find(|row| row.0 == n)
            .map_or(&["verified"][..], |row| row.2);
        let playing = matches!(job.playing, Playing::Said | Playing::Seen);
        if !ends.contains(&end(job)) || playing != (ends == ["verified"]) {
            wrong.push(format!(
                "{n}: {} ({:?}, {:?}) {:?}",
                end(job),
                job.outcome,
                job.playing,
                job.notes
            ));
        }
        let mut now = files(folder);
        for (name, text) in THEIRS {
            if now.remove(name).as_deref() != Some(text.as_bytes()) {
                wrong.push(format!("{n}: {name} of a person is not what it was"));
            }
        }
        let ours = now
            .keys()
            .filter(|name| name.starts_with("ub_fleet_"))
            .count();
        if (ours, now.len()) != (usize::from(end(job) == "verified"), ours) {
            wrong.push(format!("{n}: left {:?} after {}", now.keys(), end(job)));
        }
    }
    assert_eq!(jobs.len(), COUNT);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(took < BOUND, "{took:?}");
}
