//! `scan`: who answers at the given addresses, or at those of known devices.

use super::args::Scan;
use super::output::seconds;
use super::{Context, Exit};
use crate::device::{AddrSpec, Problem};
use crate::engine::{Command, ConnectOptions, DeviceView, Event, Presence, spawn};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

pub(super) async fn run(context: &Context, scan: &Scan) -> Result<Exit, Problem> {
    let options = context.engine(None)?;
    let known = options.store.devices().unwrap_or_default();
    let hosts: Vec<AddrSpec> = match scan.host.as_slice() {
        [] => known.iter().filter_map(|device| device.address.parse().ok()).collect(),
        given => given.to_vec(),
    };
    if hosts.is_empty() {
        context.out.talk(
            "No device is known yet. Give addresses with --host; finding devices by mDNS and by sweeping a subnet is not built yet.",
        );
    }
    let (handle, events) = spawn(options, Arc::new(|| {}))?;
    let start = Instant::now();
    let mut open = BTreeSet::new();
    for host in hosts {
        if open.insert(host.to_string()) {
            handle.send(Command::Connect { address: host, options: ConnectOptions::default() });
        }
    }
    let mut found = BTreeSet::new();
    let listen = async {
        while !open.is_empty() {
            match events.next().await {
                Some(Event::Device(view)) if view.presence == Presence::Online => {
                    if found.insert(view.device.id.clone()) {
                        context.out.event(&object(&view), &line(&view));
                    }
                }
                Some(Event::Connected { address, .. }) => {
                    open.remove(&address);
                }
                Some(Event::ConnectFailed { address, problem }) => {
                    open.remove(&address);
                    context.out.no_device(&address, &problem);
                }
                Some(_) => {}
                None => break,
            }
        }
    };
    let interrupted = tokio::select! {
        () = listen => false,
        () = tokio::time::sleep(Duration::from_secs(scan.timeout)) => false,
        _ = tokio::signal::ctrl_c() => true,
    };
    let (count, took) = (found.len(), seconds(start.elapsed()));
    let words = if count == 1 { "1 device".to_owned() } else { format!("{count} devices") };
    context.out.event(&json!({"event": "summary", "found": count, "seconds": took}), &format!("{words} in {took} s"));
    handle.send(Command::Shutdown);
    while events.next().await.is_some() {} // what is remembered of them is written before the end
    Ok(if interrupted { Exit::Interrupted } else { Exit::Done })
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
        "via": ["host"],
    })
}

fn line(view: &DeviceView) -> String {
    let device = &view.device;
    let size = view.layout().map_or("size not known".to_owned(), |layout| {
        layout.matrix().map_or_else(|| format!("{} LEDs", layout.leds()), |m| m.to_string())
    });
    format!("{}  {}  {}  {size}", device.address, view.name(), device.kind)
}
