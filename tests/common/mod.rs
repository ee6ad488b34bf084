//! What the integration tests share: an engine over a store of its own, simulated devices, patterns, waiting for the end.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test file uses its own part of this"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

pub mod wled;

pub mod recorder;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use upload_bridge::device::{AddrSpec, DeleteFirst, DeviceSettings};
use upload_bridge::engine::{
    Command, ConnectOptions, EngineOptions, Event, Events, Handle, JobView, PatternId, SendRequest,
    Source, Target, spawn,
};
use upload_bridge::net::Gate;
use upload_bridge::pattern::{Fit, ReadOptions};
use upload_bridge::simulator::{
    DeviceOptions, Dialect, Lights, Simulator, SimulatorOptions, start,
};
use upload_bridge::store::Store;

/// No test waits longer for anything.
pub const PATIENCE: Duration = Duration::from_secs(100);

/// Wire bytes, written out here on purpose: `u16 LE LEDs, u16 LE frames, frames x [u16 LE ms, LEDs x RGB]`.
pub fn wire(leds: u16, frames: u16, ms: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(leds.to_le_bytes());
    bytes.extend(frames.to_le_bytes());
    let mut seed = 1u32;
    for _ in 0..frames {
        bytes.extend(ms.to_le_bytes());
        for _ in 0..u32::from(leds) * 3 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            bytes.push((seed >> 24) as u8);
        }
    }
    bytes
}

/// Simulated devices of one dialect on loopback.
pub async fn devices(
    dialect: Dialect,
    lights: Lights,
    faults: &[&[&str]],
    dir: Option<&Path>,
) -> Simulator {
    let device = |faults: &&[&str]| DeviceOptions {
        faults: Some(faults.iter().map(|f| f.parse().unwrap()).collect()),
        ..DeviceOptions::new(dialect, lights)
    };
    start(SimulatorOptions {
        gate: Gate::loopback(),
        devices: faults.iter().map(device).collect(),
        bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
        port: None,
        ports_by_seed: false,
        dir: dir.map(PathBuf::from),
        mdns: false,
        faults: vec![],
        seed: 1,
    })
    .await
    .unwrap()
}

/// An engine, and what a test does with one.
pub struct Bench {
    pub handle: Handle,
    pub events: Events,
    pub store: Store,
    next: u64,
}

impl Bench {
    pub fn new() -> Self {
        Self::over(Store::in_memory().unwrap())
    }

    pub fn over(store: Store) -> Self {
        let options = EngineOptions {
            gate: Gate::loopback(),
            store: store.clone(),
            concurrency: None,
            facts: Default::default(),
        };
        let (handle, events) = spawn(options, Arc::new(|| {})).unwrap();
        Self::with(handle, events, store)
    }

    /// Over an engine that runs.
    pub fn with(handle: Handle, events: Events, store: Store) -> Self {
        Self {
            handle,
            events,
            store,
            next: 1,
        }
    }

    /// The next event that `pick` wants.
    pub async fn wait<T>(&self, mut pick: impl FnMut(Event) -> Option<T>) -> T {
        let wait = async {
            loop {
                if let Some(found) = pick(self.events.next().await.expect("the engine has ended")) {
                    return found;
                }
            }
        };
        tokio::time::timeout(PATIENCE, wait)
            .await
            .expect("nothing like that was reported")
    }

    /// Loads a file that came as bytes.
    pub async fn load(&mut self, name: &str, bytes: &[u8]) -> PatternId {
        let id = PatternId(self.next);
        self.next += 1;
        let source = Source::Bytes {
            name: name.into(),
            bytes: bytes.into(),
        };
        self.handle.send(Command::Load {
            id,
            source,
            options: ReadOptions::default(),
            remember: false,
        });
        self.wait(|event| match event {
            Event::PatternLoaded { id: of, .. } if of == id => Some(()),
            Event::PatternFailed { problem, .. } => panic!("{problem}"),
            _ => None,
        })
        .await;
        id
    }

    /// Sends, and waits until every job has ended; the jobs in the order of the targets.
    pub async fn deliver(&self, request: SendRequest) -> Vec<JobView> {
        self.handle.send(Command::Send(request));
        self.ended().await
    }

    /// Waits until every job has ended.
    pub async fn ended(&self) -> Vec<JobView> {
        let mut jobs: Vec<JobView> = Vec::new();
        self.wait(|event| match event {
            Event::Job(view) => {
                jobs.retain(|job| job.id != view.id);
                jobs.push(*view);
                None
            }
            Event::AllDone => Some(()),
            _ => None,
        })
        .await;
        jobs.sort_by_key(|job| job.id);
        jobs
    }
}

/// A request with the defaults of the command line.
pub fn request(pattern: PatternId, to: &[SocketAddr]) -> SendRequest {
    SendRequest {
        pattern,
        targets: to
            .iter()
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

/// The addresses of simulated devices.
pub fn addresses(simulator: &Simulator) -> Vec<SocketAddr> {
    simulator
        .devices()
        .iter()
        .map(|device| device.address)
        .collect()
}

/// The code of a job's failure, or how else it ended.
pub fn end(job: &JobView) -> &'static str {
    use upload_bridge::engine::Outcome;
    match job.outcome.as_ref().expect("it has ended") {
        Outcome::Failed(problem) => problem.code.as_str(),
        other => other.word(),
    }
}
