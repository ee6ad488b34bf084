//! `scan`: who is there: by announcements, at known and given addresses, and in the chosen subnets.

use super::args::Scan;
use super::interrupt::{Interrupt, Signal};
use super::output::seconds;
use super::{Context, Exit};
use crate::engine::{
    Command, DeviceView, Event, Events, Handle, Presence, ScanNote, ScanOptions, Tried, advice,
    spawn,
};
use crate::problem::Problem;
use crate::text;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

pub(super) async fn run(context: &Context, scan: &Scan) -> Result<Exit, Problem> {
    let (handle, events) = spawn(context.engine(None)?, Arc::new(|| {}))?;
    let start = Instant::now();
    handle.send(Command::Scan(options(scan)));
    let mut interrupt = Interrupt::listen();
    let (interrupted, found, tried) = follow(context, &handle, &events, &mut interrupt).await;
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
    explain(context, found, &tried);
    handle.send(Command::Shutdown);
    // what is remembered of them is written before the end
    let late = context.ended(&events, &mut interrupt).await;
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

/// Prints devices as they are found, to the scan's end; what interrupted it, how many there are, what was tried. A second
/// signal ends it at once.
async fn follow(
    context: &Context,
    handle: &Handle,
    events: &Events,
    interrupt: &mut Interrupt,
) -> (Option<Signal>, usize, Vec<ScanNote>) {
    let mut interrupted = None;
    let mut told = BTreeSet::new();
    loop {
        let event = tokio::select! {
            biased;
            signal = interrupt.raised() => {
                if interrupted.replace(signal).is_some() {
                    return (interrupted, told.len(), Vec::new());
                }
                handle.send(Command::CancelScan);
                continue;
            }
            event = events.next() => event,
        };
        match event {
            Some(Event::Device(view)) if view.presence == Presence::Online => {
                if told.insert(view.device.id.clone()) {
                    context.out.event(&object(&view), &line(&view));
                }
            }
            Some(Event::Trouble(problem)) => {
                context.out.trouble(&problem);
            }
            Some(Event::ScanDone { tried, .. }) => return (interrupted, told.len(), tried),
            Some(_) => {}
            None => return (interrupted, told.len(), Vec::new()),
        }
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
