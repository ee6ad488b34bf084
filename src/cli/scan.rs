//! `scan`: finds devices by announcements, at known and given addresses, and in subnets.

use super::args::Scan;
use super::interrupt::{Interrupt, Signal};
use super::output::seconds;
use super::running::{Follow, Running};
use super::{Context, Exit};
use crate::device::DeviceId;
use crate::engine::{
    Command, DeviceView, Event, Handle, Presence, ScanNote, ScanOptions, Tried, Via, advice,
};
use crate::problem::Problem;
use crate::text;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::time::Duration;
use tokio::time::Instant;

pub(super) async fn run(context: &Context, scan: &Scan) -> Result<Exit, Problem> {
    let engine = Running::start(context, context.engine(None)?)?;
    let start = Instant::now();
    engine.send(Command::Scan(options(scan)));
    let mut interrupt = Interrupt::listen();
    let mut progress = ScanProgress {
        context,
        handle: engine.handle(),
        printed: BTreeSet::new(),
        tried: Vec::new(),
    };
    let interrupted = engine.follow(&mut interrupt, &mut progress).await;
    let found = progress.printed.len();
    let took = seconds(start.elapsed());
    let words = if found == 1 {
        "1 device".to_owned()
    } else {
        format!("{found} devices")
    };
    context.out.event(
        &json!({"event": "summary", "found": found, "seconds": took}),
        &format!("{words} in {took} s"),
    );
    explain(context, found, &progress.tried);
    // what is known of the devices is stored before the end
    let late = engine.shut_down(&mut interrupt).await;
    Ok(interrupted.or(late).map_or(Exit::Done, Exit::Interrupted))
}

/// Builds the options of a scan. With `--host` alone, only those addresses are asked; `--subnet` replaces this computer's
/// subnets and the known devices.
fn options(scan: &Scan) -> ScanOptions {
    let is_wide = scan.host.is_empty() || !scan.subnet.is_empty();
    ScanOptions {
        subnets: scan.subnet.clone(),
        hosts: scan.host.clone(),
        ports: scan.port.clone(),
        mdns: is_wide && !scan.no_mdns,
        sweep: is_wide && !scan.no_sweep,
        timeout: scan.timeout.map(Duration::from_secs),
        known: scan.host.is_empty() && scan.subnet.is_empty(),
    }
}

/// Follows a scan to its end, and prints devices as they are found.
struct ScanProgress<'a> {
    context: &'a Context,
    handle: Handle,
    printed: BTreeSet<DeviceId>,
    tried: Vec<ScanNote>,
}

impl Follow for ScanProgress<'_> {
    async fn event(&mut self, event: Event, _: &mut Interrupt) -> Result<ControlFlow<()>, Signal> {
        match event {
            Event::Device(view)
                if view.presence == Presence::Online
                    && self.printed.insert(view.device.id.clone()) =>
            {
                self.context.out.event(&object(&view), &line(&view));
            }
            Event::ScanDone { tried, .. } => {
                self.tried = tried;
                return Ok(ControlFlow::Break(()));
            }
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    fn stop(&mut self) {
        self.handle.send(Command::CancelScan);
    }
}

/// Prints which given addresses failed; if nothing was found, also everything else that was tried, and what to do.
fn explain(context: &Context, found: usize, tried: &[ScanNote]) {
    let mut others = Vec::new();
    for note in tried {
        match &note.result {
            Tried::NoAnswer(problem) if note.via == Via::Host => {
                context.out.no_device_at(&note.place.to_string(), problem);
            }
            _ => others.push(note.clone()),
        }
    }
    if found > 0 {
        return;
    }
    for note in &others {
        context.out.message(&format!("tried {note}"));
    }
    for text in advice(&others) {
        context.out.message(&format!("  hint: {text}"));
    }
}

fn object(view: &DeviceView) -> Value {
    let device = &view.device;
    json!({
        "event": "device",
        "id": device.id.as_str(),
        "name": view.name(),
        "family": device.family,
        "address": device.address.to_string(),
        "leds": view.layout().map(|l| l.leds()),
        "matrix": view.layout().and_then(|l| l.matrix()).map(|m| json!({"w": m.w(), "h": m.h()})),
        "free_bytes": device.limits.free_bytes,
        "firmware": device.firmware,
        "via": view.via.iter().map(|via| via.word()).collect::<Vec<_>>(),
    })
}

fn line(view: &DeviceView) -> String {
    let device = &view.device;
    let size = view
        .layout()
        .map_or("LED count unknown".to_owned(), |layout| {
            layout
                .matrix()
                .map_or_else(|| format!("{} LEDs", layout.leds()), |m| m.to_string())
        });
    format!(
        "{}  {}  {}  {size}",
        device.address,
        text::line(view.name()),
        device.kind
    )
}
