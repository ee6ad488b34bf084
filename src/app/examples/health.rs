//! Examples of health: calm and busy, alerts of every kind, a network that dropped, a thousand devices.

mod alerts;
mod measured;

use super::parts::{device, lit, strip};
use super::{Named, with_pattern};
use crate::app::state::{DevicePage, Page, State};
use crate::engine::{Circuit, Presence};
use crate::monitor::{
    Alert, AlertKind, DeviceHealth, FleetHealth, Health, Reason, Severity, Subject, Window,
};
use crate::msg;
use crate::problem::{Code, Remedy};
use alerts::alert;
use measured::{Measured, dice, fine, measured, seconds_now, silent, slow, without_data};
use std::sync::Arc;
use std::time::Duration;

pub(super) const LIST: &[Named] = &[
    ("health", busy),
    ("health-empty", || State {
        page: Page::Health,
        ..report(Vec::new(), Vec::new())
    }),
    ("health-loading", || State {
        page: Page::Health,
        ..State::new()
    }),
    ("health-alerts", alerting),
    ("health-network", network),
    ("health-many", many),
    ("health-long-names", long_names),
    ("health-device", device_page),
    ("health-device-no-data", device_without_data),
];

/// A state with the devices and what the monitor reports of them.
fn report(devices: Vec<Measured>, alerts: Vec<Alert>) -> State {
    let (views, devices): (Vec<_>, Vec<_>) = devices.into_iter().unzip();
    let mut scores: Vec<u8> = devices
        .iter()
        .filter_map(|device| device.score.as_ref().map(|score| score.value))
        .collect();
    scores.sort_unstable();
    let add = |window: fn(&DeviceHealth) -> &Window| {
        let mut sum = Window::default();
        for device in &devices {
            let window = window(device);
            sum.verified += window.verified;
            sum.skipped += window.skipped;
            sum.unverified += window.unverified;
            sum.failed += window.failed;
            sum.bytes += window.bytes;
            sum.speed = sum.speed.or(window.speed);
        }
        sum
    };
    let fleet = FleetHealth {
        score: scores.get(scores.len() / 2).copied(),
        without_score: devices.len() - scores.len(),
        waiting: if devices.len() > 3 { 2 } else { 0 },
        hour: add(|device| &device.hour),
        day: add(|device| &device.day),
        ..FleetHealth::default()
    };
    let report = Health {
        at: seconds_now(),
        fleet,
        devices,
        alerts,
        ..Health::default()
    };
    let mut state = State {
        devices: views,
        ..State::new()
    };
    state.health.report = Some(Arc::new(report));
    state
}

/// Six devices: one is slow, one fails now and then, one is off.
fn six() -> Vec<Measured> {
    let mut roof = device(5, "Garage roof", strip(150));
    roof.presence = Presence::Offline;
    roof.last_seen -= 7_200;
    let mut lamp = device(6, "Balcony", lit(16, 16));
    lamp.presence = Presence::NotAsked;
    lamp.last_seen -= 90_000;
    let failing = Reason::Failures {
        failed: 2,
        ended: 9,
    };
    let mut window = measured(device(2, "Shop window", lit(32, 8)), 1_150, 0, (74, slow()));
    window.1.uptime = None;
    vec![
        fine(device(1, "Porch", lit(16, 16)), 12),
        window,
        measured(device(3, "Garden arch", strip(150)), 48, 2, (78, failing)),
        fine(device(4, "Desk lamp", lit(8, 8)), 9),
        without_data(roof),
        without_data(lamp),
    ]
}

fn busy() -> State {
    let state = report(six(), Vec::new());
    State {
        page: Page::Health,
        ..with_pattern(state)
    }
}

fn alerting() -> State {
    let mut devices = six();
    if let Some((view, _)) = devices.get_mut(3) {
        view.locked = true;
    }
    if let Some((view, _)) = devices.get_mut(2) {
        view.circuit = Circuit::Open {
            retry_in: Duration::from_secs(12),
        };
    }
    let alerts = alerts::every(&devices);
    State {
        page: Page::Health,
        ..report(devices, alerts)
    }
}

/// Forty devices behind an access point that is gone: one alert, which mutes theirs.
fn network() -> State {
    let devices: Vec<Measured> = (0..40)
        .map(|n| {
            let mut view = device(100 + n, &format!("Stage {:02}", n + 1), lit(16, 16));
            view.presence = Presence::Retrying;
            view.last_seen -= 95;
            let missed = silent(9, 60);
            measured(view, 14, 0, (85, missed))
        })
        .collect();
    let code = Code::DeviceUnreachable;
    let dropped = alert(
        AlertKind::Timeout,
        Severity::Critical,
        Subject::Network("192.168.1.0/24".into()),
        code,
        Remedy::CheckPowerAndWifi,
    );
    let muted = devices.iter().map(|(view, _)| {
        let subject = alerts::about(view);
        let kind = AlertKind::RepeatedFailure;
        let mut one = alert(kind, Severity::Warning, subject, code, Remedy::None);
        one.muted_by = Some(dropped.key.clone());
        one
    });
    let alerts = muted.chain([dropped.clone()]).collect();
    State {
        page: Page::Health,
        ..report(devices, alerts)
    }
}

/// A thousand devices: most do well.
fn many() -> State {
    let places = ["Stage left", "Stage right", "Truss", "Foyer", "Bar"];
    let devices: Vec<Measured> = (0..1_000_u64)
        .map(|n| {
            let place = places.get(n as usize % places.len()).copied();
            let name = format!("{} {:03}", place.unwrap_or_default(), n / 5 + 1);
            let mut view = device(1_000 + n, &name, lit(16, 16));
            let ms = 8 + dice(n) / 2;
            match dice(n + 5_000) {
                0..2 => {
                    view.presence = Presence::Offline;
                    view.last_seen -= 10_800;
                    without_data(view)
                }
                2..4 => measured(view, 900, 0, (71, slow())),
                4..8 => {
                    let failed = 1 + (dice(n) % 4) as u32;
                    let value = 100 - 8 * failed as u8;
                    measured(
                        view,
                        ms,
                        failed,
                        (value, Reason::Failures { failed, ended: 12 }),
                    )
                }
                _ => fine(view, ms),
            }
        })
        .collect();
    let loud = devices
        .iter()
        .filter(|(_, health)| health.score.as_ref().is_some_and(|s| s.value < 80))
        .take(9)
        .map(|(view, _)| {
            alert(
                AlertKind::RepeatedFailure,
                Severity::Warning,
                alerts::about(view),
                Code::DeviceUnreachable,
                Remedy::CheckPowerAndWifi,
            )
        })
        .collect();
    State {
        page: Page::Health,
        ..report(devices, loud)
    }
}

/// Names that no layout expects.
fn long_names() -> State {
    let names = [
        "A device with a name that goes on and on until nobody reads it any longer",
        "شرفة المنزل",
        "玄関のイルミネーション",
        "Porch",
        "Porch",
    ];
    let devices: Vec<Measured> = names
        .iter()
        .enumerate()
        .map(|(n, name)| {
            let missed = silent(1_112, 1_440);
            measured(
                device(n as u64 + 60, name, lit(16, 16)),
                640,
                3,
                (23, missed),
            )
        })
        .collect();
    let alerts = alerts::every(&devices)
        .into_iter()
        .map(|mut alert| {
            alert.message = msg!(
                "device-link-failed",
                doing = msg!("doing-connecting"),
                cause = alert.message
            );
            alert.count = 12_345;
            alert.first_at -= 400_000;
            alert
        })
        .collect();
    State {
        page: Page::Health,
        ..report(devices, alerts)
    }
}

/// The page of a device of a state.
fn page_of(n: usize, mut state: State) -> State {
    let device = state.devices.get(n).map(|view| view.device.id.clone());
    state.device_page = DevicePage {
        device,
        from: Page::Health,
        ..DevicePage::default()
    };
    state.page = Page::Device;
    state
}

fn device_page() -> State {
    page_of(2, alerting())
}

fn device_without_data() -> State {
    page_of(4, alerting())
}
