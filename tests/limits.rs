//! Limits of uploads, with the real binary over simulated devices in this process.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::{addresses, devices, wire};
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::time::Instant;
use upload_bridge::simulator::{Dialect, Lights, Simulator};

/// Simulated devices, a home folder, and a pattern of some 2.5 KB.
struct Place {
    home: tempfile::TempDir,
    addresses: Vec<SocketAddr>,
    _simulator: Simulator,
    _runtime: Runtime,
}

impl Place {
    fn with(count: usize) -> Self {
        Self::faulty(&vec![&[][..]; count])
    }

    fn faulty(faults: &[&[&str]]) -> Self {
        let runtime = Runtime::new().unwrap();
        let lights = Lights::Leds(20);
        let simulator = runtime.block_on(devices(Dialect::NATIVE, lights, faults, None));
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("fire.bin"), wire(20, 40, 20)).unwrap();
        Self {
            home,
            addresses: addresses(&simulator),
            _simulator: simulator,
            _runtime: runtime,
        }
    }

    fn pattern(&self) -> PathBuf {
        self.home.path().join("fire.bin")
    }

    /// Starts an upload to the devices with these numbers.
    fn upload(&self, to: &[usize], options: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_upload-bridge"));
        command
            .env_clear()
            .env("UPLOAD_BRIDGE_LOOPBACK", "1")
            .env("UPLOAD_BRIDGE_HOME", self.home.path())
            .args(["upload", "--json"])
            .arg(self.pattern())
            .arg("--to")
            .args(to.iter().map(|n| self.addresses[*n].to_string()))
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    fn run(&self, to: &[usize], options: &[&str]) -> (i32, Vec<Value>) {
        ended(self.upload(to, options))
    }

    /// Makes all uploads of the last hour so much older.
    fn age(&self, by: Duration) {
        let file = self.home.path().join("upload-bridge.sqlite");
        let store = rusqlite::Connection::open(file).unwrap();
        let by = i64::try_from(by.as_millis()).unwrap();
        let changed = store.execute("UPDATE sent SET at_ms = at_ms - ?1", [by]);
        assert!(changed.unwrap() > 0);
    }
}

fn ended(child: Child) -> (i32, Vec<Value>) {
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let objects = text.lines().map(|line| serde_json::from_str(line).unwrap());
    (output.status.code().unwrap(), objects.collect())
}

/// Outcomes of the jobs, or the code of the failure; sorted.
fn outcomes(objects: &[Value]) -> Vec<String> {
    let jobs = objects.iter().filter(|object| object["event"] == "job");
    let word = |job: &Value| {
        let code = job["error"]["code"].as_str();
        code.or(job["outcome"].as_str()).unwrap().to_owned()
    };
    let mut all: Vec<String> = jobs.map(word).collect();
    all.sort();
    all
}

#[test]
fn an_upload_that_is_not_to_wait_is_refused_and_counts_across_runs() {
    let place = Place::with(4);
    let refuse = ["--limit", "uploads=2/h", "--limit-refuse"];
    let (code, objects) = place.run(&[0, 1, 2], &refuse);
    assert_eq!(outcomes(&objects), ["job.limited", "verified", "verified"]);
    assert_eq!(code, 3);
    let refused = objects
        .iter()
        .find(|o| o["error"]["code"] == "job.limited")
        .unwrap();
    let words = format!(
        "{} {}",
        refused["error"]["message"], refused["error"]["hint"]
    );
    assert!(
        words.contains("2 uploads per hour") && words.contains("Try again at"),
        "{words}"
    );
    // another run over the same home folder, and a device that has the pattern already
    let (_, objects) = place.run(&[3], &refuse);
    assert_eq!(outcomes(&objects), ["job.limited"]);
    let skipped = |n: &usize| outcomes(&place.run(&[*n], &refuse).1) == ["skipped"];
    assert_eq!((0..3).filter(skipped).count(), 2);
    // an hour later
    place.age(Duration::from_secs(3600));
    let (code, objects) = place.run(&[3], &refuse);
    assert_eq!((code, outcomes(&objects)), (0, vec!["verified".to_owned()]));
}

#[test]
fn an_upload_waits_in_the_queue_with_a_sign_of_life_every_two_seconds_and_then_goes() {
    let place = Place::with(2);
    assert_eq!(place.run(&[0], &[]).0, 0);
    place.age(Duration::from_millis(3_600_000 - 7_000));
    let start = Instant::now();
    let mut child = place.upload(&[1], &["--limit", "uploads=1/h"]);
    let mut waited = 0;
    let mut last = Instant::now();
    let mut outcome = None;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let object: Value = serde_json::from_str(&line.unwrap()).unwrap();
        assert!(last.elapsed() < Duration::from_secs(2), "{object}");
        last = Instant::now();
        if object["limited"]["limit"] == "uploads" {
            assert!(object["limited"]["until"].as_str().unwrap().contains('T'));
            assert_eq!(object["phase"], "waiting");
            waited += 1;
        }
        if object["event"] == "job" {
            outcome = object["outcome"].as_str().map(ToOwned::to_owned);
        }
    }
    assert!(child.wait().unwrap().success());
    assert_eq!(outcome.as_deref(), Some("verified"));
    assert!(waited >= 3, "{waited}");
    let took = start.elapsed();
    assert!((4..12).contains(&took.as_secs()), "{took:?}");
}

#[test]
fn of_two_processes_that_upload_at_once_one_goes_and_one_is_refused() {
    let place = Place::with(2);
    let refuse = ["--limit", "uploads=1/h", "--limit-refuse"];
    let children = [0, 1].map(|n| place.upload(&[n], &refuse));
    let mut all: Vec<String> = children
        .into_iter()
        .flat_map(|child| outcomes(&ended(child).1))
        .collect();
    all.sort();
    assert_eq!(all, ["job.limited", "verified"]);
}

#[test]
fn a_file_above_its_limit_is_always_refused_and_settings_count() {
    let place = Place::with(2);
    for option in ["file=1KB", "bytes=1KB/h", "per-device.bytes=1KB/h"] {
        let (_, objects) = place.run(&[0], &["--limit", option]);
        assert_eq!(outcomes(&objects), ["job.limited"], "{option}");
    }
    let settings = "[limits]\nuploads_per_hour = 1\nwhen = \"refuse\"\n";
    std::fs::write(place.home.path().join("settings.toml"), settings).unwrap();
    let (code, objects) = place.run(&[0, 1], &["--limit", "uploads=5/h"]);
    assert_eq!(outcomes(&objects), ["job.limited", "verified"]);
    assert_eq!(code, 3);
}

#[test]
fn an_upload_that_failed_before_its_first_byte_does_not_count() {
    let place = Place::faulty(&[&["full-disk"], &[]]);
    let refuse = ["--limit", "uploads=1/h", "--limit-refuse"];
    let (_, objects) = place.run(&[0], &refuse);
    assert_eq!(outcomes(&objects), ["device.full"]);
    let (_, objects) = place.run(&[1], &refuse);
    assert_eq!(outcomes(&objects), ["verified"]);
}

#[test]
fn an_upload_that_waits_is_cancelled_by_a_signal() {
    let place = Place::with(2);
    assert_eq!(place.run(&[0], &[]).0, 0);
    let mut child = place.upload(
        &[1],
        &[
            "--limit",
            "per-device.uploads=1/h",
            "--limit",
            "uploads=1/h",
        ],
    );
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut limited = || {
        let line = lines.next().unwrap().unwrap();
        serde_json::from_str::<Value>(&line).unwrap()["limited"].is_object()
    };
    while !limited() {}
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    let rest: Vec<Value> = lines
        .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
        .collect();
    assert_eq!(outcomes(&rest), ["job.cancelled"]);
    assert_eq!(child.wait().unwrap().code(), Some(130));
}
