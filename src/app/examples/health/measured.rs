//! Devices with measurements, made up but always the same.

use crate::engine::{DeviceView, Ended, Presence};
use crate::monitor::{DeviceHealth, Reason, Score, Window};
use crate::problem::Code;
use std::time::Duration;

/// A device and how it does.
pub(super) type Measured = (DeviceView, DeviceHealth);

/// A number from 0 to 99 that looks like chance and is always the same.
pub(super) fn dice(seed: u64) -> u64 {
    let mut x = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66;
    x ^= x >> 29;
    x = x.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x ^= x >> 32;
    x % 100
}

pub(super) fn seconds_now() -> i64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |now| i64::try_from(now.as_secs()).unwrap_or(0))
}

/// Nothing was measured.
fn unmeasured(view: &DeviceView) -> DeviceHealth {
    DeviceHealth {
        id: view.device.id.as_str().to_owned(),
        name: view.name().to_owned(),
        family: view.device.family.to_owned(),
        address: view.device.address.to_string(),
        presence: Some(view.presence).filter(|presence| *presence != Presence::NotAsked),
        last_seen: Some(view.last_seen),
        ..DeviceHealth::default()
    }
}

/// It answers slowly.
pub(super) fn slow() -> Reason {
    silent(0, 60)
}

/// So many questions had no answer.
pub(super) fn silent(silent: u32, probes: u32) -> Reason {
    Reason::Answers {
        quick: 0,
        silent,
        probes,
    }
}

/// Makes a device that answers in about `ms`; some of its last uploads failed.
pub(super) fn measured(view: DeviceView, ms: u64, failed: u32, score: (u8, Reason)) -> Measured {
    let seed = view.device.id.as_str().bytes().map(u64::from).sum::<u64>() * 131;
    let now = seconds_now();
    let answer = |quarter: i64| {
        let chance = dice(seed + quarter.unsigned_abs());
        let slow = if chance > 93 { ms * 4 } else { 0 };
        let is_missed =
            matches!(score.1, Reason::Answers { silent: 1.., .. }) && chance.is_multiple_of(5);
        let time = Duration::from_millis(ms * (80 + chance % 45) / 100 + slow);
        (now - quarter * 900, (!is_missed).then_some(time))
    };
    let total = 12 + (seed % 9) as u32;
    let ended = |n: u32| {
        let is_failed = failed > 0 && n % (total / failed.max(1)).max(1) == 1;
        match dice(seed + 7 * u64::from(n)) {
            _ if is_failed => Ended::Failed,
            0..9 => Ended::Skipped,
            97.. => Ended::Cancelled,
            _ => Ended::Verified,
        }
    };
    let outcomes: Vec<(i64, Ended)> = (0..total)
        .map(|n| (now - 3_000 * i64::from(total - n), ended(n)))
        .collect();
    let day = day(&outcomes, ms, failed, seed);
    let hour = Window {
        verified: 2,
        probes: 58,
        failed: u32::from(failed > 3),
        errors: Vec::new(),
        online: Some(1.0),
        attempts: Some(1.0),
        ..day
    };
    let health = DeviceHealth {
        score: Some(Score {
            value: score.0,
            reason: score.1,
        }),
        answers: (0..94).rev().map(answer).collect(),
        outcomes,
        hour,
        day,
        uptime: Some(Duration::from_secs(7_400 * (1 + seed % 60))),
        ..unmeasured(&view)
    };
    (view, health)
}

/// What these outcomes make of a day.
fn day(outcomes: &[(i64, Ended)], ms: u64, failed: u32, seed: u64) -> Window {
    let count = |wanted: Ended| {
        let same = outcomes.iter().filter(|(_, ended)| *ended == wanted);
        u32::try_from(same.count()).unwrap_or(0)
    };
    let errors = match count(Ended::Failed) {
        0 => Vec::new(),
        n => vec![
            (Code::DeviceUnreachable, n),
            (Code::DeviceTimeout, n.div_ceil(2)),
        ],
    };
    Window {
        verified: count(Ended::Verified),
        skipped: count(Ended::Skipped),
        failed: count(Ended::Failed),
        cancelled: count(Ended::Cancelled),
        bytes: 79_310 * outcomes.len() as u64,
        speed: Some(41_000.0 + (seed % 30_000) as f64),
        verify: Some(Duration::from_millis(2_200 + seed % 900)),
        attempts: Some(1.0 + f64::from(failed) / 10.0),
        probes: 1_380,
        p50: Some(Duration::from_millis(ms)),
        p95: Some(Duration::from_millis(ms * 4)),
        online: Some(0.996),
        errors,
        ..Window::default()
    }
}

pub(super) fn fine(view: DeviceView, ms: u64) -> Measured {
    measured(view, ms, 0, (100, Reason::Healthy))
}

pub(super) fn without_data(view: DeviceView) -> Measured {
    let health = unmeasured(&view);
    (view, health)
}
