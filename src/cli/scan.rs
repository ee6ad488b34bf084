//! `scan`: who is there: by announcements, at known and given addresses, and in the chosen subnets.

use super::args::Scan;
use super::interrupt::{Interrupt, Signal};
use super::output::seconds;
use super::running::{Follow, Running};
use super::{Context, Exit};
use crate::device::DeviceId;
use crate::engine::{
    Command, DeviceView, Event, Handle, Presence, ScanNote, ScanOptions, Tried, advice,
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
    let mut search = Search {
        context,
        handle: engine.handle(),
        printed: BTreeSet::new(),
        tried: Vec::new(),
    };
    let interrupted = engine.follow(&mut interrupt, &mut search).await;
    let found = search.printed.len();
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
    explain(context, found, &search.tried);
    // what is known of the devices is stored before the end
    let late = engine.shut_down(&mut interrupt).await;
    Ok(interrupted.or(late).map_or(Exit::Done, Exit::Interrupted))
}

/// Addresses given alone are all that is asked; a subnet given replaces one's own and what is known.
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

/// A scan that is followed to its end: prints devices as they are found.
struct Search<'a> {
    context: &'a Context,
    handle: Handle,
    printed: BTreeSet<DeviceId>,
    tried: Vec<ScanNote>,
}

impl Follow for Search<'_> {
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

/// What failed is always told; where nothing was found, also all that was tried, and what to do.
fn explain(context: &Context, found: usize, tried: &[ScanNote]) {
    for note in tried {
        match &note.result {
            Tried::Nobody(problem) if note.via == crate::engine::Via::Host => {
                context.out.no_device(&note.place.to_string(), problem);
            }
            _ if found == 0 => context.out.talk(&format!("tried {note}")),
            _ => {}
        }
    }
    if found == 0 {
        for text in advice(tried) {
            context.out.talk(&format!("  hint: {text}"));
        }
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
    let size = view.layout().map_or("size not known".to_owned(), |layout| {
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
