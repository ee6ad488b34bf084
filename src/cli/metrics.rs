//! `metrics`: shows what was measured of devices in the last hour and the last 24 hours.

use super::args::Metrics;
use super::{Context, Exit, store_failed};
use crate::device::name_key;
use crate::monitor::{self, DeviceHealth, Health, Window, local, rfc3339};
use crate::msg;
use crate::pattern::byte_text;
use crate::problem::{Code, Problem, Remedy};
use crate::text;
use serde_json::{Value, json};
use std::time::Duration;

pub(super) fn run(context: &Context, asked: &Metrics) -> Result<Exit, Problem> {
    let health = monitor::read(&context.store()?).map_err(store_failed)?;
    let devices: Vec<&DeviceHealth> = match &asked.device {
        Some(name) => vec![named(&health, name)?],
        None => {
            context.out.event(&fleet_object(&health), &fleet(&health));
            health.devices.iter().collect()
        }
    };
    for device in &devices {
        context.out.event(&object(device), &lines(device));
    }
    if devices.is_empty() {
        context.out.message("No device is known yet.");
    }
    Ok(Exit::Done)
}

/// The device that a person means: its name, id or address.
fn named<'a>(health: &'a Health, name: &str) -> Result<&'a DeviceHealth, Problem> {
    let key = name_key(name);
    let mut found = health.devices.iter().filter(|device| {
        name_key(&device.name) == key || device.id == name || device.address == name
    });
    match (found.next(), found.next()) {
        (Some(device), None) => Ok(device),
        (Some(_), Some(_)) => Err(Problem::new(
            Code::DeviceAmbiguous,
            msg!("metrics-device-ambiguous", name = text::line(name).as_ref()),
            Remedy::AddressOrOwnName,
        )),
        (None, _) => Err(Problem::new(
            Code::AddressInvalid,
            msg!("cli-device-unknown", name = text::line(name).as_ref()),
            Remedy::ListOrScan,
        )),
    }
}

fn fleet_object(health: &Health) -> Value {
    let fleet = &health.fleet;
    json!({
        "event": "fleet",
        "at": rfc3339(health.at),
        "devices": health.devices.len(),
        "set_aside": fleet.set_aside,
        "score": fleet.score,
        "without_score": fleet.without_score,
        "hour": window_object(&fleet.hour),
        "day": window_object(&fleet.day),
    })
}

fn object(device: &DeviceHealth) -> Value {
    json!({
        "event": "device",
        "id": device.id,
        "name": device.name,
        "family": device.family,
        "address": device.address,
        "score": device.score.map(|score| score.value),
        "reason": device.score.map(|score| score.reason.message().to_string()),
        "last_seen": device.last_seen.map(rfc3339),
        "hour": window_object(&device.hour),
        "day": window_object(&device.day),
    })
}

/// What was not measured is null.
fn window_object(window: &Window) -> Value {
    let ms = |time: Option<Duration>| time.map(|time| time.as_secs_f64() * 1000.0);
    let errors: serde_json::Map<String, Value> = window
        .errors
        .iter()
        .map(|(code, n)| (code.to_string(), (*n).into()))
        .collect();
    json!({
        "verified": window.verified,
        "unverified": window.unverified,
        "skipped": window.skipped,
        "failed": window.failed,
        "cancelled": window.cancelled,
        "bytes": window.bytes,
        "bytes_per_second": window.speed.map(f64::round),
        "verify_ms": ms(window.verify),
        "attempts": window.attempts,
        "probes": window.probes,
        "unanswered": window.silent,
        "answer_p50_ms": ms(window.p50),
        "answer_p95_ms": ms(window.p95),
        "online": window.online,
        "errors": errors,
    })
}

fn fleet(health: &Health) -> String {
    let fleet = &health.fleet;
    let score = fleet
        .score
        .map_or_else(|| "no data".to_owned(), |score| score.to_string());
    format!(
        "{} devices, median score {score} ({} without enough data)\n  last hour      {}\n  last 24 hours  {}\n",
        health.devices.len(),
        fleet.without_score,
        window(&fleet.hour),
        window(&fleet.day)
    )
}

fn lines(device: &DeviceHealth) -> String {
    let score = match device.score {
        Some(score) => format!("score {}: {}", score.value, score.reason.message()),
        None => "no data".to_owned(),
    };
    let seen = device.last_seen.map_or_else(|| "never".to_owned(), local);
    format!(
        "{} ({})  {score}\n  last seen      {seen}\n  last hour      {}\n  last 24 hours  {}",
        text::line(&device.name),
        text::line(&device.address),
        window(&device.hour),
        window(&device.day)
    )
}

fn window(window: &Window) -> String {
    let mut parts = Vec::new();
    for (n, word) in [
        (window.verified, "verified"),
        (window.unverified, "sent, not verifiable"),
        (window.skipped, "already there"),
        (window.failed, "failed"),
        (window.cancelled, "cancelled"),
    ] {
        if n > 0 {
            parts.push(format!("{n} {word}"));
        }
    }
    if let Some(speed) = window.speed {
        parts.push(format!("{}/s", byte_text(speed as u64)));
    }
    if let (Some(p50), Some(p95)) = (window.p50, window.p95) {
        parts.push(format!(
            "answers in {} ms (95 %: {} ms)",
            p50.as_millis(),
            p95.as_millis()
        ));
    }
    if window.silent > 0 {
        parts.push(format!(
            "{} of {} requests unanswered",
            window.silent, window.probes
        ));
    }
    if let Some(online) = window.online {
        parts.push(format!("online {:.0} %", online * 100.0));
    }
    let errors: Vec<String> = window
        .errors
        .iter()
        .map(|(code, n)| format!("{n}x {code}"))
        .collect();
    if !errors.is_empty() {
        parts.push(errors.join(", "));
    }
    if parts.is_empty() {
        return "no data".to_owned();
    }
    parts.join(", ")
}
