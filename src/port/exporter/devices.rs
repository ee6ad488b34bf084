//! Families of devices: the fleet first, then each device.

use super::{Labels, label, labelled, seconds};
use crate::engine::Presence;
use crate::monitor::{AlertKind, DeviceHealth, Health, Severity, Window};
use crate::port::family::{Family, Page};

/// The windows of a device or fleet, by their label.
fn windows<'a>(hour: &'a Window, day: &'a Window) -> [(&'static str, &'a Window); 2] {
    [("1h", hour), ("24h", day)]
}

/// Uploads by outcome.
fn outcomes(window: &Window) -> [(&'static str, u32); 5] {
    [
        ("verified", window.verified),
        ("unverified", window.unverified),
        ("skipped", window.skipped),
        ("failed", window.failed),
        ("cancelled", window.cancelled),
    ]
}

pub(super) fn put_fleet(page: &mut Page, health: &Health) {
    if health.at == 0 {
        return; // nothing was counted yet
    }
    let fleet = &health.fleet;
    let states = [
        ("online", fleet.online),
        ("retrying", fleet.retrying),
        ("offline", fleet.offline),
        ("not_asked", fleet.not_asked),
        ("locked", fleet.locked),
        ("set_aside", fleet.set_aside),
    ];
    page.put(
        Family::gauge("upload_bridge_devices", "Devices by state"),
        states.map(|(state, n)| (labelled("state", state), n as f64)),
    );
    page.one(
        Family::gauge(
            "upload_bridge_fleet_score",
            "Median score of the devices that have one, 0 to 100",
        ),
        fleet.score.map(f64::from),
    );
    page.one(
        Family::gauge(
            "upload_bridge_devices_without_score",
            "Devices of which too little was measured for a score",
        ),
        Some(fleet.without_score as f64),
    );
    page.put(
        Family::gauge(
            "upload_bridge_jobs",
            "Uploads of this process in the queue, by state",
        ),
        [("waiting", fleet.waiting), ("running", fleet.running)]
            .map(|(state, n)| (labelled("state", state), n as f64)),
    );
    put_uploads(page, &fleet.hour, &fleet.day);
    alerts(page, health);
}

/// Uploads of all devices within windows.
fn put_uploads(page: &mut Page, hour: &Window, day: &Window) {
    let each = windows(hour, day);
    page.put(
        Family::gauge(
            "upload_bridge_uploads",
            "Uploads that ended within a window, by outcome",
        ),
        each.iter().flat_map(|(name, window)| {
            outcomes(window).map(|(outcome, n)| {
                let labels = vec![
                    ("window", (*name).to_owned()),
                    ("outcome", outcome.to_owned()),
                ];
                (labels, f64::from(n))
            })
        }),
    );
    page.put(
        Family::gauge(
            "upload_bridge_upload_speed_bytes_per_second",
            "Acknowledged bytes per second of sending within a window",
        ),
        each.iter()
            .filter_map(|(name, window)| Some((labelled("window", name), window.speed?))),
    );
}

fn alerts(page: &mut Page, health: &Health) {
    let severities = [Severity::Info, Severity::Warning, Severity::Critical];
    let all = AlertKind::ALL
        .into_iter()
        .flat_map(|kind| severities.map(|severity| (kind, severity)));
    let count = |kind, severity| {
        let of = health
            .active_alerts()
            .filter(|a| a.kind == kind && a.severity == severity);
        of.count() as f64
    };
    page.put(
        Family::gauge(
            "upload_bridge_alerts",
            "Alerts that fire, and are neither silenced nor muted",
        ),
        all.map(|(kind, severity)| {
            let labels = vec![
                ("kind", kind.word().to_owned()),
                ("severity", severity.word().to_owned()),
            ];
            (labels, count(kind, severity))
        }),
    );
}

/// Labels that every sample of a device has.
fn of(device: &DeviceHealth) -> Labels {
    vec![
        ("device", label(&device.id)),
        ("name", label(&device.name)),
        ("family", label(&device.family)),
    ]
}

fn with(device: &DeviceHealth, more: &[(&'static str, &str)]) -> Labels {
    let mut labels = of(device);
    labels.extend(
        more.iter()
            .map(|(name, value)| (*name, (*value).to_owned())),
    );
    labels
}

pub(super) fn put(page: &mut Page, health: &Health) {
    let devices = &health.devices;
    let mut each = |family: Family, value: &dyn Fn(&DeviceHealth) -> Option<f64>| {
        page.put(
            family,
            devices
                .iter()
                .filter_map(|device| Some((of(device), value(device)?))),
        );
    };
    each(
        Family::gauge(
            "upload_bridge_device_up",
            "1 if the device answers, 0 if it does not",
        ),
        &|device| match device.presence? {
            Presence::Online => Some(1.0),
            Presence::Offline | Presence::Retrying => Some(0.0),
            Presence::Asking | Presence::NotAsked => None,
        },
    );
    each(
        Family::gauge(
            "upload_bridge_device_score",
            "Health score of the device, 0 to 100",
        ),
        &|device| device.score.map(|score| f64::from(score.value)),
    );
    each(
        Family::gauge(
            "upload_bridge_device_locked",
            "1 if the device asks for a PIN or token",
        ),
        &|device| {
            device
                .presence
                .map(|_| f64::from(u8::from(device.is_locked)))
        },
    );
    put_reports(page, devices);
    put_counts(page, devices);
    put_windows(page, devices);
}

/// What devices report of themselves.
fn put_reports(page: &mut Page, devices: &[DeviceHealth]) {
    let mut each = |family: Family, value: &dyn Fn(&DeviceHealth) -> Option<f64>| {
        page.put(
            family,
            devices
                .iter()
                .filter_map(|device| Some((of(device), value(device)?))),
        );
    };
    each(
        Family::gauge(
            "upload_bridge_device_last_seen_timestamp",
            "When the device answered last",
        )
        .seconds(),
        &|device| device.last_seen.map(|at| at as f64),
    );
    each(
        Family::gauge(
            "upload_bridge_device_uptime",
            "Time since the start of the device, when it answered last",
        )
        .seconds(),
        &|device| device.uptime.map(seconds),
    );
    each(
        Family::gauge(
            "upload_bridge_device_free",
            "Free space of the device for patterns",
        )
        .bytes(),
        &|device| device.free_bytes.map(|bytes| bytes as f64),
    );
}

/// Counts within windows, by outcome, result and code.
fn put_counts(page: &mut Page, devices: &[DeviceHealth]) {
    let all = || {
        devices.iter().flat_map(|device| {
            windows(&device.hour, &device.day).map(|(name, window)| (device, name, window))
        })
    };
    let uploaded = || all().filter(|(.., window)| outcomes(window).iter().any(|(_, n)| *n > 0));
    page.put(
        Family::gauge(
            "upload_bridge_device_uploads",
            "Uploads to the device that ended within a window, by outcome",
        ),
        uploaded().flat_map(|(device, name, window)| {
            outcomes(window).map(|(outcome, n)| {
                (
                    with(device, &[("window", name), ("outcome", outcome)]),
                    f64::from(n),
                )
            })
        }),
    );
    page.put(
        Family::gauge(
            "upload_bridge_device_upload_size",
            "Bytes that the device acknowledged within a window",
        )
        .bytes(),
        uploaded()
            .map(|(device, name, window)| (with(device, &[("window", name)]), window.bytes as f64)),
    );
    page.put(
        Family::gauge(
            "upload_bridge_device_errors",
            "Uploads to the device that failed within a window, by error code",
        ),
        all().flat_map(|(device, name, window)| {
            window.errors.iter().map(move |(code, n)| {
                (
                    with(device, &[("window", name), ("code", code.as_str())]),
                    f64::from(*n),
                )
            })
        }),
    );
    put_probes(page, devices);
}

/// Probes within windows, by result.
fn put_probes(page: &mut Page, devices: &[DeviceHealth]) {
    let all = || {
        devices.iter().flat_map(|device| {
            windows(&device.hour, &device.day).map(|(name, window)| (device, name, window))
        })
    };
    page.put(
        Family::gauge(
            "upload_bridge_device_probes",
            "Times that the device was asked whether it is there, within a window",
        ),
        all()
            .filter(|(.., window)| window.probes > 0)
            .flat_map(|(device, name, window)| {
                let answered = window.probes.saturating_sub(window.silent);
                [("answered", answered), ("silent", window.silent)].map(|(result, n)| {
                    (
                        with(device, &[("window", name), ("result", result)]),
                        f64::from(n),
                    )
                })
            }),
    );
}

/// Times, rates and shares within windows: absent where nothing was measured.
fn put_windows(page: &mut Page, devices: &[DeviceHealth]) {
    let mut each = |family: Family, value: &dyn Fn(&Window) -> Option<f64>| {
        let samples = devices.iter().flat_map(|device| {
            windows(&device.hour, &device.day)
                .into_iter()
                .filter_map(move |(name, window)| {
                    Some((with(device, &[("window", name)]), value(window)?))
                })
        });
        page.put(family, samples);
    };
    each(
        Family::gauge(
            "upload_bridge_device_upload_speed_bytes_per_second",
            "Acknowledged bytes per second of sending to the device within a window",
        ),
        &|window| window.speed,
    );
    each(
        Family::gauge(
            "upload_bridge_device_verify",
            "Average time to read an upload back and compare it",
        )
        .seconds(),
        &|window| window.verify.map(seconds),
    );
    each(
        Family::gauge(
            "upload_bridge_device_attempts",
            "Average attempts of an upload to the device",
        ),
        &|window| window.attempts,
    );
    each(
        Family::gauge(
            "upload_bridge_device_answer_median",
            "Median time of the device to answer",
        )
        .seconds(),
        &|window| window.p50.map(seconds),
    );
    each(
        Family::gauge(
            "upload_bridge_device_answer_p95",
            "Time within which the device gave 95 % of its answers",
        )
        .seconds(),
        &|window| window.p95.map(seconds),
    );
    each(
        Family::gauge(
            "upload_bridge_device_online",
            "Share of the watched time in which the device was online",
        )
        .ratio(),
        &|window| window.online,
    );
}
