//! `simulate`: simulated devices until interrupted. Never opens the home folder.

use super::args::Simulate;
use super::interrupt::Interrupt;
use super::{Context, Exit};
use crate::device::Problem;
use crate::simulator::{DeviceOptions, Lights, Simulator, SimulatorOptions, start};
use serde_json::json;

pub(super) async fn run(context: &Context, simulate: &Simulate) -> Result<Exit, Problem> {
    let mut interrupt = Interrupt::listen();
    let simulator = start(options(context, simulate)).await.map_err(|e| {
        Problem::new(
            "device.unreachable",
            format!("The simulated devices cannot start: {e}"),
            "Choose another --port, --bind or --dir.",
        )
    })?;
    announce(context, &simulator);
    interrupt.raised().await;
    simulator.stop().await;
    Ok(Exit::Interrupted)
}

fn options(context: &Context, simulate: &Simulate) -> SimulatorOptions {
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
        seed: simulate.seed,
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
            "address": device.address.to_string(), "id": device.id, "name": device.name, "dir": dir, "udp": udp,
        });
        let line = format!(
            "{}  {}  {}  {}",
            device.address, device.dialect, device.id, device.name
        );
        context.out.event(&object, &line);
    }
}
