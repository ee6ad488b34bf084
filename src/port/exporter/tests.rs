//! What the exporter writes, read by a reader of its own, and compared with what Help lists.

use super::*;
use crate::cache::CacheCount;
use crate::engine::{Ended, Presence};
use crate::monitor::{DeviceHealth, Reason, Score, Window};
use crate::problem::Code;
use std::collections::{BTreeMap, BTreeSet};

const HELP: &str = include_str!("../../../assets/help/metrics.md");

/// One sample as a reader of the format sees it.
type Read = (String, BTreeMap<String, String>, f64);

/// Reads the text format, as its specification describes it.
fn read(text: &str) -> (BTreeMap<String, String>, Vec<Read>) {
    let mut types = BTreeMap::new();
    let mut samples = Vec::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert!(types.insert(name.to_owned(), kind.to_owned()).is_none());
        } else if let Some(rest) = line.strip_prefix("# HELP ") {
            assert!(rest.split_once(' ').unwrap().1.len() > 10, "{line}");
        } else {
            samples.push(sample(line));
        }
    }
    (types, samples)
}

fn sample(line: &str) -> Read {
    let (front, value) = line.rsplit_once(' ').unwrap();
    let Some((name, rest)) = front.split_once('{') else {
        return (front.to_owned(), BTreeMap::new(), value.parse().unwrap());
    };
    let mut labels = BTreeMap::new();
    let mut rest = rest.strip_suffix('}').unwrap();
    while !rest.is_empty() {
        let (key, behind) = rest.split_once("=\"").unwrap();
        let mut text = String::new();
        let mut chars = behind.char_indices();
        let end = loop {
            match chars.next().unwrap() {
                (at, '"') => break at,
                (_, '\\') => text.push(match chars.next().unwrap().1 {
                    'n' => '\n',
                    c => c,
                }),
                (_, c) => text.push(c),
            }
        };
        labels.insert(key.to_owned(), text);
        rest = behind[end + 1..].trim_start_matches(',');
    }
    (name.to_owned(), labels, value.parse().unwrap())
}

fn window() -> Window {
    Window {
        verified: 3,
        failed: 1,
        errors: vec![(Code::DeviceTimeout, 1)],
        bytes: 12_000,
        speed: Some(4000.0),
        verify: Some(Duration::from_millis(250)),
        attempts: Some(1.25),
        probes: 10,
        silent: 2,
        p50: Some(Duration::from_millis(20)),
        p95: Some(Duration::from_millis(900)),
        online: Some(0.8),
        ..Window::default()
    }
}

/// A fleet in which everything was measured, beside a device of which nothing was.
fn measured() -> Health {
    let device = DeviceHealth {
        id: "a0b1c2d3e4f5".into(),
        name: "Po\"rch\\\n\u{202e}".into(),
        family: "wled".into(),
        presence: Some(Presence::Online),
        score: Some(Score {
            value: 75,
            reason: Reason::Healthy,
        }),
        hour: window(),
        day: window(),
        outcomes: vec![(1, Ended::Verified)],
        last_seen: Some(1_796_050_800),
        uptime: Some(Duration::from_secs(90)),
        free_bytes: Some(500_000),
        ..DeviceHealth::default()
    };
    let unknown = DeviceHealth {
        id: "000000000001".into(),
        name: "New".into(),
        family: "native".into(),
        ..DeviceHealth::default()
    };
    let mut health = Health {
        at: jiff::Timestamp::now().as_second(),
        devices: vec![device, unknown],
        ..Health::default()
    };
    health.fleet.score = Some(75);
    health.fleet.hour = window();
    health.fleet.day = window();
    health.process.memory = Some(50 << 20);
    health.process.sockets = Some(12);
    health.process.disk_free = Some(9 << 30);
    health.process.stores = true;
    health
}

fn exporter(health: Health) -> (watch::Sender<Arc<Health>>, Exporter) {
    let (publish, health) = watch::channel(Arc::new(health));
    let count = CacheCount {
        hits: 3,
        ..CacheCount::default()
    };
    let caches = CacheCounters {
        patterns: count,
        ..CacheCounters::default()
    };
    let sources = Sources {
        health,
        caches: Box::new(move || caches),
        tally: Tally::default(),
        computer: watch::channel(crate::computer::complete()).1,
    };
    (publish, Exporter::new(sources))
}

/// Names and types that Help lists.
fn listed() -> BTreeMap<String, String> {
    let rows = HELP.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| {
        let mut cells = row.split('|').map(str::trim);
        let name = cells.next().unwrap().trim_end_matches('`');
        (name.to_owned(), cells.next().unwrap().to_owned())
    })
    .collect()
}

#[tokio::test]
async fn help_lists_exactly_the_families_that_are_written() {
    let (_publish, exporter) = exporter(measured());
    let (types, samples) = read(&exporter.metrics());
    assert_eq!(types, listed());
    assert!(types.len() >= 20, "{}", types.len());
    let written: BTreeSet<_> = samples.iter().map(|(name, ..)| name.clone()).collect();
    assert_eq!(written, types.keys().cloned().collect());
    assert_eq!(written.into_iter().collect::<Vec<_>>(), {
        let mut names = exporter.page().names();
        names.sort();
        names
    });
    for (name, kind) in &types {
        assert!(name.starts_with("upload_bridge_"), "{name}");
        assert_eq!(name.ends_with("_total"), kind == "counter", "{name}");
    }
    let mut seen = BTreeSet::new();
    for (name, labels, _) in &samples {
        assert!(seen.insert((name, labels)), "twice: {name} {labels:?}");
        let row = HELP
            .lines()
            .find(|line| line.starts_with(&format!("| `{name}`")));
        let listed: BTreeSet<_> = row
            .unwrap()
            .split('|')
            .nth(3)
            .unwrap()
            .split(',')
            .map(str::trim)
            .collect();
        let of: BTreeSet<_> = labels.keys().map(String::as_str).collect();
        assert_eq!(
            of,
            listed.into_iter().filter(|name| !name.is_empty()).collect(),
            "{name}"
        );
    }
}

#[tokio::test]
async fn numbers_come_in_base_units_with_the_device_that_they_are_of() {
    let (_publish, exporter) = exporter(measured());
    let (_, samples) = read(&exporter.metrics());
    let value = |name: &str, label: &[(&str, &str)]| {
        let of = |labels: &BTreeMap<String, String>| {
            label
                .iter()
                .all(|(key, text)| labels.get(*key).is_some_and(|l| l == text))
        };
        let mut found = samples
            .iter()
            .filter(|(n, labels, _)| n == name && of(labels));
        let first = found.next().map(|sample| sample.2);
        assert!(found.next().is_none(), "{name} {label:?} is there twice");
        first
    };
    let porch = ("device", "a0b1c2d3e4f5");
    let hour = ("window", "1h");
    let at = |name: &str| value(&format!("upload_bridge_device_{name}"), &[porch, hour]);
    assert_eq!(at("verify_seconds"), Some(0.25));
    assert_eq!(at("answer_p95_seconds"), Some(0.9));
    assert_eq!(at("upload_size_bytes"), Some(12_000.0));
    assert_eq!(at("online_ratio"), Some(0.8));
    let verified = [porch, hour, ("outcome", "verified")];
    assert_eq!(value("upload_bridge_device_uploads", &verified), Some(3.0));
    let silent = [porch, ("window", "24h"), ("result", "silent")];
    assert_eq!(value("upload_bridge_device_probes", &silent), Some(2.0));
    assert_eq!(
        value("upload_bridge_cache_hits_total", &[("cache", "patterns")]),
        Some(3.0)
    );
    assert_eq!(value("upload_bridge_device_up", &[porch]), Some(1.0));
    let (_, labels, _) = samples
        .iter()
        .find(|(n, ..)| n == "upload_bridge_device_up")
        .unwrap();
    assert!(labels["name"].starts_with("Po\"rch\\") && !labels["name"].contains('\u{202e}'));
}

#[tokio::test]
async fn what_was_not_measured_is_absent() {
    let (_publish, exporter) = exporter(measured());
    let text = exporter.metrics();
    assert!(
        !text.contains("000000000001"),
        "nothing is known of it: {text}"
    );
    let (_publish, empty) = self::exporter(Health::default());
    let (types, _) = read(&empty.metrics());
    let devices: Vec<_> = types
        .keys()
        .filter(|name| name.contains("device") || name.contains("score"))
        .collect();
    assert_eq!(devices, Vec::<&String>::new());
    assert!(!types.contains_key("upload_bridge_uploads"));
}

#[tokio::test]
async fn a_program_whose_engine_has_ended_is_not_ready() {
    let (publish, exporter) = exporter(measured());
    let readiness = exporter.readiness();
    assert!(readiness.is_ready);
    let names: Vec<_> = readiness.parts.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        ["store", "engine", "discovery", "keyring", "ffmpeg", "disk"]
    );
    let state = |exporter: &Exporter, part: &str| {
        let parts = exporter.readiness().parts;
        parts.into_iter().find(|(name, _)| *name == part).unwrap().1
    };
    let mut full = measured();
    full.process.disk_free = Some(1 << 20);
    full.process.stores = false;
    full.at -= 600;
    publish.send(Arc::new(full)).unwrap();
    for part in ["disk", "store", "engine"] {
        assert_eq!(state(&exporter, part), PartState::Degraded, "{part}");
    }
    assert!(exporter.readiness().is_ready, "uploads still work");
    drop(publish);
    assert_eq!(state(&exporter, "engine"), PartState::Off);
    assert!(!exporter.readiness().is_ready);
}

#[tokio::test]
async fn a_thousand_devices_are_written_quickly_and_in_bounds() {
    let mut health = measured();
    let one = health.devices[0].clone();
    health.devices = (0..1000)
        .map(|n| DeviceHealth {
            id: format!("{n:012x}"),
            name: "x".repeat(5000),
            ..one.clone()
        })
        .collect();
    let (_publish, exporter) = exporter(health);
    let text = exporter.metrics();
    assert!(text.lines().all(|line| line.len() < 600));
    assert!(text.len() < 20 << 20, "{}", text.len());
}
