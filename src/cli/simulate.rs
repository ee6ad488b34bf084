//! `simulate`: simulated devices until interrupted. Never opens the home folder.

use super::args::Simulate;
use super::interrupt::Interrupt;
use super::{Context, Exit};
use crate::device::Problem;
use crate::simulator::{DeviceOptions, Lights, Simulator, SimulatorOptions, start};
use serde_json::json;

/// The file in `--dir` that holds the seed of the devices there: a run without `--seed` finds them again.
const SEED: &str = "seed";

pub(super) async fn run(context: &Context, simulate: &Simulate) -> Result<Exit, Problem> {
    let mut interrupt = Interrupt::listen();
    let seed = seed(simulate);
    let simulator = start(options(context, simulate, seed)).await.map_err(|e| {
        Problem::new(
            "device.unreachable",
            format!("The simulated devices cannot start: {e}"),
            "Choose another --port, --bind or --dir.",
        )
    })?;
    if let Some(dir) = &simulate.dir
        && let Err(error) = std::fs::write(dir.join(SEED), seed.to_string())
    {
        context.out.talk(&format!(
            "The next run cannot take this seed by itself: {error}"
        ));
    }
    announce(context, &simulator);
    if simulate.seed.is_none() {
        context.out.talk(&format!(
            "seed {seed}: --seed {seed} starts the same devices again"
        ));
    }
    interrupt.raised().await;
    simulator.stop().await;
    Ok(Exit::Interrupted)
}

/// The seed that is asked for, else that of the devices whose files are in the folder, else a new one.
fn seed(simulate: &Simulate) -> u64 {
    let kept = || {
        let text = std::fs::read_to_string(simulate.dir.as_ref()?.join(SEED)).ok()?;
        text.trim().parse().ok()
    };
    // 32 bits are short enough to type
    let new = || u64::from(fastrand::u32(..));
    simulate.seed.or_else(kept).unwrap_or_else(new)
}

fn options(context: &Context, simulate: &Simulate, seed: u64) -> SimulatorOptions {
    let lights = match (simulate.leds, simulate.matrix) {
        (Some(leds), _) => Lights::Leds(usize::from(leds)),
        (None, Some(matrix)) => Lights::Matrix(matrix),
        (None, None) => Lights::Matrix(*super::demo::MATRIX),
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

/// One line for each device that can be connected to now.
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
