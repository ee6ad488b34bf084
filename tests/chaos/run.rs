//! One run: simulated devices, the proxy before them, the real engine, and the oracle's judgement.

use crate::common::{Bench, request};
use crate::oracle::{self, Facts, Held, Report, Violation};
use crate::proxy::Proxy;
use crate::record::{Fired, Record};
use crate::schedule::{Before, Dialect, NAME, Schedule, What};
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::time::Duration;
use tokio::time::Instant;
use upload_bridge::device::DeviceSettings;
use upload_bridge::engine::{Command, Event, JobView, Outcome, SendRequest};
use upload_bridge::net::Gate;
use upload_bridge::pattern::Arrangement;
use upload_bridge::simulator::{
    self, DeviceOptions, Lights, Simulated, Simulator, SimulatorOptions,
};

/// Longest that a job is waited for; twice what it may take by the rules, and some more.
const GIVE_UP: Duration = Duration::from_secs(270);
/// What a device may still do after the last request reached it: WLED saves presets a while later.
const SETTLE: Duration = Duration::from_millis(900);

/// What came of a schedule.
pub(crate) struct Run {
    pub(crate) schedule: Schedule,
    pub(crate) report: Report,
    pub(crate) records: Vec<Record>,
    pub(crate) fired: Vec<Fired>,
    pub(crate) violations: Vec<Violation>,
    /// From the beginning to the end of the job.
    pub(crate) took: Duration,
    /// From the device's last byte to the end of the job.
    pub(crate) overtime: Duration,
    /// Longest time without a word from the job.
    pub(crate) quiet: Duration,
}

impl Run {
    /// Whether a rule that counts was broken.
    pub(crate) fn is_bad(&self) -> bool {
        self.violations.iter().any(|violation| violation.counts)
    }

    /// One line on how it ended.
    pub(crate) fn line(&self) -> String {
        let report = &self.report;
        let mut line = format!(
            "{} {} in {:.1} s, {} attempts",
            report.outcome,
            report.code,
            self.took.as_secs_f64(),
            report.attempts
        );
        if !report.message.is_empty() {
            line.push_str(&format!("; {}", report.message));
        }
        for note in &report.notes {
            line.push_str(&format!("; note: {note}"));
        }
        for violation in &self.violations {
            let mark = if violation.counts { "!!" } else { "??" };
            line.push_str(&format!(
                "; {mark} {}: {}",
                violation.rule, violation.detail
            ));
        }
        line
    }
}

/// An address on loopback for a run, so that runs beside each other share none.
fn place(number: u64) -> IpAddr {
    let [.., a, b] = (number % 60_000 + 256).to_be_bytes();
    IpAddr::V4(Ipv4Addr::new(127, 77, a, b))
}

fn dialect(schedule: &Schedule) -> simulator::Dialect {
    schedule.dialect.word().parse().unwrap()
}

/// Starts devices with these faults.
async fn devices(schedule: &Schedule, faults: &[Vec<String>], dir: &Path, seed: u64) -> Simulator {
    let lights = Lights::Leds(usize::from(schedule.leds));
    let device = |faults: &Vec<String>| DeviceOptions {
        faults: Some(faults.iter().map(|fault| fault.parse().unwrap()).collect()),
        ..DeviceOptions::new(dialect(schedule), lights)
    };
    simulator::start(SimulatorOptions {
        gate: Gate::loopback(),
        devices: faults.iter().map(device).collect(),
        bind: place(seed),
        port: None,
        ports_by_seed: false,
        dir: Some(dir.into()),
        mdns: false,
        faults: vec![],
        seed,
    })
    .await
    .unwrap()
}

/// The faults of the schedule that the simulated device has, as `--fault` spells them.
fn of_the_device(schedule: &Schedule) -> Vec<String> {
    let faults = schedule.faults.iter();
    let faults = faults.filter(|fault| fault.what.is_of_the_device(schedule.dialect));
    let spelled = faults.map(|fault| {
        let times = match fault.a {
            0 => String::new(),
            times => format!("x{times}"),
        };
        match fault.what {
            What::FullDisk => format!("full-disk{times}"),
            What::Lie => format!("lie{times}"),
            _ => format!("truncate:{}{times}", fault.b),
        }
    });
    spelled.collect()
}

/// Puts on the device what it is to hold before the run: written by hand, or made by an upload to a device of its own.
async fn fill(schedule: &Schedule, before: Before, device: &Simulated, seed: u64) {
    let salt = match before {
        Before::Nothing => return,
        Before::Old => 1,
        Before::Same => 0,
    };
    let wire = schedule.wire(salt);
    let folder = device.dir.as_ref().unwrap();
    match schedule.dialect {
        Dialect::Native => std::fs::write(folder.join(NAME), wire).unwrap(),
        Dialect::Native1 => {} // its memory is empty after a start
        Dialect::Wled | Dialect::Wled15 => {
            let dir = tempfile::tempdir().unwrap();
            let maker = devices(schedule, &[vec![]], dir.path(), seed).await;
            let mut bench = Bench::new();
            let id = bench.load(&format!("{NAME}.bin"), &wire).await;
            let to = maker.devices()[0].address;
            let jobs = bench
                .deliver(SendRequest {
                    play: false,
                    ..request(id, &[to])
                })
                .await;
            assert_eq!(crate::common::end(&jobs[0]), "verified", "{:?}", jobs[0]);
            for (name, bytes) in Held::read(dir.path(), &maker.devices()[0].id).files {
                std::fs::write(folder.join(name), bytes).unwrap();
            }
        }
    }
}

/// What a job reports, as the oracle takes it.
fn report(job: Option<&JobView>) -> Report {
    let Some(job) = job else {
        return Report::default();
    };
    let mut report = Report {
        outcome: job.outcome.as_ref().map_or("", Outcome::word).to_owned(),
        notes: job.notes.iter().map(ToString::to_string).collect(),
        device: job.device.id.as_ref().map(|id| id.as_str().to_owned()),
        sha256: job.sha256.clone(),
        attempts: job.attempts,
        playing: job.playing.known(),
        ..Report::default()
    };
    if let Some(Outcome::Failed(problem)) = &job.outcome {
        report.code = problem.code.to_string();
        report.message = problem.message.to_string();
    }
    report
}

/// The job as it stood last, when that was, and the longest time without a word.
struct Watched {
    job: Option<JobView>,
    quiet: Duration,
}

/// Sends, and follows the job to its end.
async fn watch(bench: &Bench, ask: SendRequest, proxy: &Proxy, verbose: bool) -> Watched {
    bench.handle.send(Command::Send(ask));
    let began = Instant::now();
    let mut last = began;
    let mut watched = Watched {
        job: None,
        quiet: Duration::ZERO,
    };
    while let Some(left) = GIVE_UP.checked_sub(began.elapsed()) {
        let Ok(Some(event)) = tokio::time::timeout(left, bench.events.next()).await else {
            break;
        };
        if let Event::Job(job) = event {
            watched.quiet = watched.quiet.max(last.elapsed());
            last = Instant::now();
            if verbose {
                let at = proxy.now().as_secs_f64();
                let (phase, done, total) = (job.phase.word(), job.done, job.total);
                println!(
                    "{at:8.3}     {phase} {done}/{total}, {} attempts",
                    job.attempts
                );
            }
            let is_over = job.outcome.is_some();
            watched.job = Some(*job);
            if is_over {
                break;
            }
        }
    }
    watched
}

/// Runs a schedule; `number` only keeps runs apart that go on at the same time.
pub(crate) async fn run(schedule: &Schedule, number: u64, verbose: bool) -> Run {
    let dir = tempfile::tempdir().unwrap();
    let faults = [of_the_device(schedule), vec![]];
    let count = if schedule.changes_address() { 2 } else { 1 };
    let sims = devices(schedule, &faults[..count], dir.path(), 1000 + number * 3).await;
    let befores = [schedule.before, schedule.other];
    for (device, before) in sims.devices().iter().zip(befores) {
        fill(schedule, before, device, 2000 + number * 3).await;
    }
    let held = || -> Vec<Held> {
        let ids = sims.devices().iter().map(|device| &device.id);
        ids.map(|id| Held::read(dir.path(), id)).collect()
    };
    let before = held();
    let addresses = sims.devices().iter().map(|device| device.address).collect();
    let proxy = Proxy::start(place(number), addresses, schedule, verbose).await;
    let mut bench = Bench::new();
    let id = bench.load(&format!("{NAME}.bin"), &schedule.wire(0)).await;
    let mut ask = SendRequest {
        play: schedule.play,
        force: schedule.force,
        ..request(id, &[proxy.address])
    };
    if schedule.dialect == Dialect::Native1 {
        ask.settings = DeviceSettings {
            arrangement: Some(Arrangement::Strip(usize::from(schedule.leds))),
            ..DeviceSettings::default()
        };
    }
    let began = proxy.now();
    let Watched { job, quiet } = watch(&bench, ask, &proxy, verbose).await;
    let ended = proxy.now();
    let last_byte = proxy.last_byte();
    drop(bench);
    proxy.quiet().await;
    tokio::time::sleep(SETTLE).await;
    let report = report(job.as_ref());
    let after = held();
    let plays = match report.playing {
        Some(true) => {
            let named = sims
                .devices()
                .iter()
                .find(|d| Some(&d.id) == report.device.as_ref());
            let (dialect, address) = (schedule.dialect, named.map(|device| device.address));
            let asked = move || address.and_then(|address| oracle::plays(dialect, address));
            tokio::task::spawn_blocking(asked).await.unwrap()
        }
        _ => None,
    };
    let records = proxy.records();
    let facts = Facts {
        schedule,
        report: &report,
        records: &records,
        began,
        ended,
        last_byte,
        before: &before,
        after: &after,
        plays,
    };
    let violations = oracle::judge(&facts);
    let overtime = oracle::overtime(&facts);
    let fired = proxy.fired();
    Run {
        schedule: schedule.clone(),
        report,
        fired,
        violations,
        took: ended - began,
        overtime,
        quiet,
        records,
    }
}
