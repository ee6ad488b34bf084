//! A network that drops during uploads, with the real binary: the simulated devices are a process of their own, which is
//! stopped and goes on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![cfg(unix)]

use serde_json::Value;
use std::io::{BufRead as _, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;
use tokio::time::Instant;

/// A child that is ended with the test, and the lines that it prints.
struct Running {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Running {
    fn start(home: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_upload-bridge"))
            .env_clear()
            .env("UPLOAD_BRIDGE_LOOPBACK", "1")
            .env("UPLOAD_BRIDGE_HOME", home)
            .args(arguments)
            .arg("--json")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    fn next(&mut self) -> Option<Value> {
        let line = self.lines.next()?.unwrap();
        Some(serde_json::from_str(&line).unwrap())
    }

    fn until(&mut self, mut is_it: impl FnMut(&Value) -> bool) -> Value {
        loop {
            let object = self.next().expect("it has ended");
            if is_it(&object) {
                return object;
            }
        }
    }

    fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status();
        assert!(sent.unwrap().success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Simulated devices at one address, and where they listen.
fn simulated(home: &Path, bind: &str, count: usize, faults: &[&str]) -> (Running, Vec<String>) {
    let count_text = count.to_string();
    let mut arguments = vec![
        "simulate",
        "--count",
        &count_text,
        "--leds",
        "100",
        "--bind",
        bind,
    ];
    arguments.extend(faults.iter().flat_map(|fault| ["--fault", fault]));
    let mut simulator = Running::start(home, &arguments);
    let mut address = || {
        let listening = simulator.until(|object| object["event"] == "listening");
        listening["address"].as_str().unwrap().to_owned()
    };
    let addresses = (0..count).map(|_| address()).collect();
    (simulator, addresses)
}

/// 100 LEDs, some 300 kB.
fn pattern(home: &Path) -> String {
    let path = home.join("fire.bin");
    let mut bytes = vec![100, 0, 232, 3];
    for n in 0..1000_u32 {
        bytes.extend([20, 0]);
        bytes.extend((0..300_u32).map(|k| (k * 7 + n) as u8));
    }
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

#[test]
fn a_network_that_drops_pauses_its_uploads_and_they_go_on_at_the_first_answer() {
    let home = tempfile::tempdir().unwrap();
    let slow = ["slow:20"];
    let (lost, lost_at) = simulated(home.path(), "127.1.2.1", 5, &slow);
    let (_healthy, healthy_at) = simulated(home.path(), "127.1.3.1", 3, &slow);
    let file = pattern(home.path());
    let mut arguments = vec!["upload", &file, "--no-play", "--to"];
    arguments.extend(lost_at.iter().chain(&healthy_at).map(String::as_str));
    let mut upload = Running::start(home.path(), &arguments);
    let mut sending = std::collections::BTreeSet::new();
    upload.until(|object| {
        if object["phase"] == "sending" && object["sent"].as_u64() > Some(0) {
            sending.insert(object["device"].as_str().unwrap().to_owned());
        }
        sending.len() == 8
    });
    lost.signal("-STOP");
    let stopped = Instant::now();
    let mut verified = 0;
    let dropped = upload.until(|object| {
        if object["event"] == "job" {
            assert_eq!(object["outcome"], "verified", "{object}");
            verified += 1;
        }
        object["event"] == "network"
    });
    assert_eq!(dropped["state"], "dropped");
    assert_eq!(dropped["network"], "127.1.2.0/24");
    assert_eq!(dropped["devices"], 5);
    assert!(
        stopped.elapsed() < Duration::from_secs(45),
        "{:?}",
        stopped.elapsed()
    );
    assert_eq!(verified, 3, "a healthy network is not paused");
    lost.signal("-CONT");
    let back = upload.until(|object| object["event"] == "network");
    assert_eq!(back["state"], "back");
    for _ in 0..5 {
        let job = upload.until(|object| object["event"] == "job");
        assert_eq!(job["outcome"], "verified", "{job}");
    }
    assert!(upload.child.wait().unwrap().success());
}
