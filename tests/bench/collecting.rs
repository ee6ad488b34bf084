//! What measuring costs: the CPU time of uploads to 200 simulated devices with a monitor that keeps, and without one, by turns.
//! The devices run in another process. Prints medians and ratio, and exits 1 when the goal is missed.
//! `tests/bench/run.sh collecting` runs it.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a benchmark"
)]

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command as Process, ExitCode, Stdio};
use std::sync::Arc;
use upload_bridge::device::{AddrSpec, DeleteFirst, DeviceSettings};
use upload_bridge::engine::{
    Command, ConnectOptions, EngineOptions, Event, Facts, PatternId, SendRequest, Source, Target,
    spawn,
};
use upload_bridge::monitor::{Monitor, MonitorOptions, Role};
use upload_bridge::net::Gate;
use upload_bridge::pattern::{Fit, ReadOptions};
use upload_bridge::store::Store;

const DEVICES: usize = 200;
const ROUNDS: usize = 7;
/// Patterns that each device gets in one round, one after another.
const PATTERNS: u8 = 4;
/// Highest ratio of the CPU time with a monitor to that without.
const GOAL: f64 = 1.02;

/// The simulated devices; they end with this.
struct Devices(Child);

impl Drop for Devices {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn simulate() -> (Devices, Vec<SocketAddr>) {
    let count = DEVICES.to_string();
    let mut child = Process::new(env!("CARGO_BIN_EXE_upload-bridge"))
        .args(["simulate", "--json", "--leds", "100", "--count", &count])
        .env("UPLOAD_BRIDGE_LOOPBACK", "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let devices = Devices(child);
    let addresses = lines
        .take(DEVICES)
        .map(|line| {
            let object: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
            object
                .get("address")
                .and_then(|at| at.as_str())
                .unwrap()
                .parse()
                .unwrap()
        })
        .collect();
    (devices, addresses)
}

/// A controller pattern of 60 frames; `n` makes it another one.
fn pattern(n: u8) -> Vec<u8> {
    let mut bytes = vec![100, 0, 60, 0];
    for frame in 0..60_u8 {
        bytes.extend([40, 0]);
        bytes.extend((0..300_u16).map(|i| (i as u8).wrapping_mul(frame).wrapping_add(n)));
    }
    bytes
}

/// CPU time of all threads of this process that live, in seconds.
fn cpu() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let nanoseconds: u64 = tasks
        .filter_map(|task| {
            let text = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
            text.split_whitespace().next()?.parse::<u64>().ok()
        })
        .sum();
    nanoseconds as f64 / 1e9
}

/// Uploads the patterns of a round to all devices; the CPU time for it.
async fn upload(addresses: &[SocketAddr], round: u8, measures: bool) -> f64 {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    let began = cpu();
    let (facts, monitor) = if measures {
        let (facts, monitor) = Monitor::start(MonitorOptions {
            store: store.clone(),
            home: Some(home.path().to_owned()),
            log_folder: None,
            store_problem: None,
            role: Role::Keeper,
        });
        (facts, Some(monitor))
    } else {
        (Facts::default(), None)
    };
    let options = EngineOptions {
        gate: Gate::loopback(),
        store,
        concurrency: None,
        facts,
    };
    let (handle, events) = spawn(options, Arc::new(|| {})).unwrap();
    for n in 0..PATTERNS {
        let id = PatternId(u64::from(n) + 1);
        handle.send(Command::Load {
            id,
            source: Source::Bytes {
                name: format!("bench-{n}.bin"),
                bytes: pattern(round * PATTERNS + n).into(),
            },
            options: ReadOptions::default(),
            remember: false,
        });
        let mut verified = 0;
        loop {
            match events.next().await.unwrap() {
                Event::PatternLoaded { .. } => handle.send(Command::Send(request(id, addresses))),
                Event::PatternFailed { problem, .. } => panic!("{problem}"),
                Event::Job(job) => {
                    let outcome = job.outcome.as_ref().map(|outcome| outcome.word());
                    verified += usize::from(outcome == Some("verified"));
                }
                Event::AllDone => break,
                _ => {}
            }
        }
        assert_eq!(verified, addresses.len(), "not all were verified");
    }
    handle.send(Command::Shutdown);
    while events.next().await.is_some() {}
    if let Some(monitor) = monitor {
        monitor.finished().await;
    }
    cpu() - began
}

fn request(pattern: PatternId, addresses: &[SocketAddr]) -> SendRequest {
    let targets = addresses.iter();
    SendRequest {
        pattern,
        targets: targets
            .map(|socket| Target::Address(AddrSpec::from(*socket)))
            .collect(),
        fit: Fit::default(),
        name: None,
        play: true,
        force: false,
        delete_first: DeleteFirst::Never,
        settings: DeviceSettings::default(),
        connect: ConnectOptions::default(),
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

#[tokio::main]
async fn main() -> ExitCode {
    let (_devices, addresses) = simulate();
    let _ = upload(&addresses, 0, true).await; // what is read and connected once
    let mut with = Vec::new();
    let mut without = Vec::new();
    for round in 0..ROUNDS {
        // each is the first as often as the second, as nearly as an odd number allows
        for second in [false, true] {
            let n = round as u8 * 2 + u8::from(second) + 1;
            if second == round.is_multiple_of(2) {
                with.push(upload(&addresses, n, true).await);
            } else {
                without.push(upload(&addresses, n, false).await);
            }
        }
    }
    let (peer, ours) = (median(without), median(with));
    let ratio = ours / peer;
    println!(
        "CPU of {PATTERNS} uploads to {DEVICES} devices, median of {ROUNDS} by turns: without a monitor {peer:.3} s, with one {ours:.3} s, \
         ratio {ratio:.3} (goal {GOAL})"
    );
    if ratio <= GOAL {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
