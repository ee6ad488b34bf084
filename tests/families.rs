//! Conformance of every entry of `FAMILIES` against its simulated devices: a new family is tested without anyone remembering to.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::{Bench, addresses, devices, end, request, wire};
use upload_bridge::device::{DeviceSettings, FAMILIES};
use upload_bridge::engine::SendRequest;
use upload_bridge::pattern::Arrangement;
use upload_bridge::simulator::{DIALECTS, Lights};

#[test]
fn every_family_has_a_name_of_its_own_and_a_simulated_device() {
    for (i, family) in FAMILIES.iter().enumerate() {
        assert!(
            FAMILIES
                .iter()
                .skip(i + 1)
                .all(|other| other.name() != family.name())
        );
        assert!(!family.title().is_empty());
        assert!(
            DIALECTS
                .iter()
                .any(|dialect| dialect.family() == family.name()),
            "{}",
            family.name()
        );
    }
    for dialect in DIALECTS {
        assert!(
            FAMILIES
                .iter()
                .any(|family| family.name() == dialect.family()),
            "{}",
            dialect.name()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_dialect_takes_a_pattern_and_is_told_apart() {
    for dialect in DIALECTS {
        let dir = tempfile::tempdir().unwrap();
        // one frame: every form of every family can hold it
        let bytes = wire(30, 1, 5);
        let sims = devices(*dialect, Lights::Leds(30), &[&[]], Some(dir.path())).await;
        let mut bench = Bench::new();
        let id = bench.load("fire.bin", &bytes).await;
        let settings = DeviceSettings {
            arrangement: Some(Arrangement::Strip(30)),
            ..DeviceSettings::default()
        };
        let jobs = bench
            .deliver(SendRequest {
                settings,
                ..request(id, &addresses(&sims))
            })
            .await;
        assert!(
            matches!(end(&jobs[0]), "verified" | "unverified"),
            "{}: {:?}",
            dialect.name(),
            jobs[0].outcome
        );
        assert_eq!(jobs[0].device.family, Some(dialect.family()));
        let kept = walk(dir.path());
        assert!(!kept.is_empty(), "{}", dialect.name());
        if dialect.family() != "native" {
            continue; // what others store is looked at in their own tests
        }
        assert!(
            kept.iter()
                .any(|path| std::fs::read(path).unwrap() == bytes),
            "{}: {kept:?}",
            dialect.name()
        );
    }
}

fn walk(dir: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(dir)
        .unwrap()
        .flatten()
        .map(|entry| entry.path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                walk(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
