//! `demo`: three simulated devices on loopback, and either the window connected to them, or an upload to all three.

use super::args::Demo;
use super::interrupt::Interrupt;
use super::jobs::Jobs;
use super::pins::Pins;
use super::running::Running;
use super::simulate::{MATRIX, announce};
use super::tally::Tally;
use super::{Context, Exit};
use crate::device::{AddrSpec, DeleteFirst, DeviceSettings};
use crate::engine::{
    Command, ConnectOptions, EngineOptions, Event, PatternId, SendRequest, Source, Target,
};
use crate::msg;
use crate::net::Gate;
use crate::pattern::{Fit, Matrix, ReadOptions, samples};
use crate::problem::{Code, Problem, Remedy};
use crate::simulator::{
    DeviceOptions, Dialect, Lights, Simulator, SimulatorError, SimulatorOptions,
};
use crate::store::Store;
use std::net::{IpAddr, Ipv4Addr};
use tokio::time::Instant;

/// The id of the bundled sample: the run loads no other pattern.
const SAMPLE: PatternId = PatternId(1);

/// Starts the three devices of the demo: a square matrix, a banner and a strip. They listen on loopback only.
///
/// # Errors
/// No listening socket can be opened.
pub async fn start() -> Result<Simulator, SimulatorError> {
    let banner = Matrix::new(32, 8).map_or(Lights::Leds(256), Lights::Matrix);
    let named = |name: &str, lights| DeviceOptions {
        name: Some(name.into()),
        ..DeviceOptions::new(Dialect::NATIVE, lights)
    };
    crate::simulator::start(SimulatorOptions {
        gate: Gate::loopback(),
        devices: vec![
            named("Porch", Lights::Matrix(*MATRIX)),
            named("Shop window", banner),
            named("Garden arch", Lights::Leds(150)),
        ],
        bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
        port: None,
        ports_by_seed: false,
        dir: None,
        mdns: false,
        faults: Vec::new(),
        seed: 1,
    })
    .await
}

/// Returns whether to open the window: not if `--headless` is given, nor on Linux without a display.
#[must_use]
pub fn wants_window(demo: &Demo) -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    !demo.headless && (!cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY"))
}

/// Uploads the bundled sample to all three devices, verifies it and prints the result. Stores nothing in the home folder.
pub(super) async fn run(context: &Context) -> Result<Exit, Problem> {
    let simulator = start().await.map_err(|e| {
        Problem::new(
            Code::DeviceUnreachable,
            msg!("cli-simulator-failed", error = e.to_string()),
            Remedy::UseLoopback,
        )
    })?;
    announce(context, &simulator);
    let store = Store::in_memory().map_err(|error| error.problem())?;
    let engine = Running::start(
        context,
        EngineOptions {
            gate: Gate::loopback(),
            store,
            concurrency: None,
            facts: Default::default(),
        },
    )?;
    let mut interrupt = Interrupt::listen();
    load_sample(&engine).await?;
    let targets = simulator
        .devices()
        .iter()
        .map(|d| Target::Address(AddrSpec::from(d.address)))
        .collect();
    let start = Instant::now();
    engine.send(Command::Send(SendRequest {
        pattern: SAMPLE,
        targets,
        fit: Fit::default(),
        name: None,
        play: true,
        force: false,
        delete_first: DeleteFirst::Never,
        settings: DeviceSettings::default(),
        connect: ConnectOptions::default(),
    }));
    let mut tally = Tally::default();
    let open = Some(simulator.devices().len());
    let mut jobs = Jobs::new(context, engine.handle(), &mut tally, Pins::default(), open);
    let interrupted = engine.follow(&mut interrupt, &mut jobs).await;
    let exit = tally.summary(context, start.elapsed(), interrupted);
    simulator.stop().await;
    Ok(exit)
}

/// Loads the bundled sample into the engine.
async fn load_sample(engine: &Running<'_>) -> Result<(), Problem> {
    let sample = samples().first().ok_or_else(|| {
        Problem::new(
            Code::PatternEmpty,
            msg!("cli-no-sample"),
            Remedy::InstallAgain,
        )
    })?;
    let source = Source::Bytes {
        name: sample.file_name(),
        bytes: sample.bytes.into(),
    };
    engine.send(Command::Load {
        id: SAMPLE,
        source,
        options: ReadOptions::default(),
        remember: false,
    });
    let loaded = engine.wait(|event| match event {
        Event::PatternLoaded { .. } => Some(Ok(())),
        Event::PatternFailed { problem, .. } => Some(Err(problem)),
        _ => None,
    });
    loaded.await?
}
