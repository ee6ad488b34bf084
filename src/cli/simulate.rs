//! `simulate`: runs simulated devices until interrupted. Never opens the home folder.

use super::args::Simulate;
use super::interrupt::Interrupt;
use super::{Context, Exit};
use crate::msg;
use crate::pattern::Matrix;
use crate::problem::{Code, Problem, Remedy};
use crate::simulator::{DeviceOptions, Lights, Simulator, SimulatorOptions, first_id, start};
use serde_json::json;
use std::path::Path;
use std::sync::LazyLock;

/// The LEDs of a simulated device without other options.
pub(super) static MATRIX: LazyLock<Matrix> =
    LazyLock::new(|| Matrix::new(16, 16).expect("sixteen is not zero"));

/// The file in `--dir` with the seed of the devices there: a run without `--seed` uses it again.
const SEED: &str = "seed";
/// The seed of runs that did not write it to a file.
const OLD_SEED: u64 = 1;

pub(super) async fn run(context: &Context, simulate: &Simulate) -> Result<Exit, Problem> {
    let mut interrupt = Interrupt::listen();
    let remembered = simulate.dir.as_deref().and_then(remembered);
    // 32 bits are short enough to type
    let seed = simulate
        .seed
        .or(remembered)
        .unwrap_or_else(|| u64::from(fastrand::u32(..)));
    let simulator = start(options(context, simulate, seed)).await.map_err(|e| {
        Problem::new(
            Code::DeviceUnreachable,
            msg!("cli-simulator-failed", error = e.to_string()),
            Remedy::OtherSimulatorOptions,
        )
    })?;
    if let Some(dir) = &simulate.dir {
        remember(context, dir, seed, remembered);
    }
    announce(context, &simulator);
    if simulate.seed.is_none() {
        context.out.message(&format!(
            "Seed {seed}: use --seed {seed} to start the same devices again."
        ));
    }
    let signal = interrupt.raised().await;
    simulator.stop().await;
    Ok(Exit::Interrupted(signal))
}

/// Returns the seed of the devices whose files are in the folder.
fn remembered(dir: &Path) -> Option<u64> {
    match std::fs::read_to_string(dir.join(SEED)) {
        Ok(text) => text.trim().parse().ok(),
        Err(_) => dir.join(first_id(OLD_SEED)).is_dir().then_some(OLD_SEED),
    }
}

/// Writes the seed of this run to a file, so that the next run has the same devices; reports if the seed changes.
fn remember(context: &Context, dir: &Path, seed: u64, remembered: Option<u64>) {
    if let Some(other) = remembered.filter(|other| *other != seed) {
        context.out.message(&format!(
            "The folder had the devices of seed {other}; now it has those of seed {seed}. \
             Use --seed {other} for the earlier ones."
        ));
    }
    if let Err(error) = std::fs::write(dir.join(SEED), seed.to_string()) {
        let words = format!("The seed cannot be saved for the next run: {error}");
        context.out.message(&words);
    }
}

fn options(context: &Context, simulate: &Simulate, seed: u64) -> SimulatorOptions {
    let lights = match (simulate.leds, simulate.matrix) {
        (Some(leds), _) => Lights::Leds(usize::from(leds)),
        (None, Some(matrix)) => Lights::Matrix(matrix),
        (None, None) => Lights::Matrix(*MATRIX),
    };
    let mut devices = Vec::new();
    for family in &simulate.family {
        for _ in 0..simulate.count {
            let device = DeviceOptions::new(*family, lights);
            devices.push(DeviceOptions {
                heap: simulate.heap,
                disk: simulate.disk,
                ..device
            });
        }
    }
    SimulatorOptions {
        gate: context.gate,
        devices,
        bind: simulate.bind,
        port: simulate.port,
        ports_by_seed: true,
        dir: simulate.dir.clone(),
        mdns: simulate.mdns,
        faults: simulate.fault.clone(),
        seed,
    }
}

/// Prints a line for each device that accepts connections now.
pub(super) fn announce(context: &Context, simulator: &Simulator) {
    for device in simulator.devices() {
        let dir = device.dir.as_ref().map(|d| d.display().to_string());
        let udp = device
            .udp
            .map(|udp| json!({"ddp": udp.ddp, "realtime": udp.realtime}));
        let object = json!({
            "event": "listening", "family": device.family, "dialect": device.dialect,
            "address": device.address.to_string(), "id": device.id, "name": device.name, "dir": dir, "udp": udp, "seed": simulator.seed(),
        });
        let line = format!(
            "{}  {}  {}  {}",
            device.address, device.dialect, device.id, device.name
        );
        context.out.event(&object, &line);
    }
}
