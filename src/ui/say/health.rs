//! Words the health of devices: standings, scores, times, shares, and alerts.

use crate::app::State;
use crate::engine::{Circuit, DeviceView, Ended, Presence};
use crate::monitor::{Alert, DeviceHealth, Reason, Severity, Subject, Window};
use crate::t;
use crate::ui::notify::{Notice, Several};
use crate::ui::theme::Level;
use crate::ui::widgets::spark::Ending;
use std::borrow::Cow;
use std::time::Duration;

/// How a device stands, as the Health page counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Standing {
    Online,
    NotAnswering,
    Locked,
    Offline,
    SetAside,
    NotAsked,
}

impl Standing {
    /// All of them, in the order of the bar and its legend.
    pub(in crate::ui) const ALL: [Self; 6] = [
        Self::Online,
        Self::NotAnswering,
        Self::Locked,
        Self::Offline,
        Self::SetAside,
        Self::NotAsked,
    ];

    /// Returns how a device of the list stands.
    pub(in crate::ui) fn of_view(view: &DeviceView) -> Self {
        match (view.presence, &view.circuit) {
            (_, Circuit::Isolated) => Self::SetAside,
            (Presence::Offline, _) => Self::Offline,
            (Presence::NotAsked | Presence::Asking, _) => Self::NotAsked,
            (Presence::Retrying, _) | (_, Circuit::Open { .. } | Circuit::HalfOpen) => {
                Self::NotAnswering
            }
            _ if view.locked => Self::Locked,
            (Presence::Online, Circuit::Closed) => Self::Online,
        }
    }

    /// Returns how a device stands, from the list if it is there.
    pub(in crate::ui) fn of(view: Option<&DeviceView>, device: &DeviceHealth) -> Self {
        view.map_or_else(
            || match device.presence {
                _ if device.is_set_aside => Self::SetAside,
                _ if device.is_locked => Self::Locked,
                Some(Presence::Online) => Self::Online,
                Some(Presence::Retrying) => Self::NotAnswering,
                Some(Presence::Offline) => Self::Offline,
                Some(Presence::Asking | Presence::NotAsked) | None => Self::NotAsked,
            },
            Self::of_view,
        )
    }

    /// Whether it calls for a look.
    pub(in crate::ui) fn is_problem(self) -> bool {
        matches!(self, Self::NotAnswering | Self::Locked | Self::Offline)
    }

    pub(in crate::ui) fn word(self) -> &'static str {
        match self {
            Self::Online => t!("health-online"),
            Self::NotAnswering => t!("health-not-answering"),
            Self::Locked => t!("health-locked"),
            Self::Offline => t!("health-offline"),
            Self::SetAside => t!("health-set-aside"),
            Self::NotAsked => t!("health-not-asked"),
        }
    }
}

/// Returns the look of a severity.
pub(in crate::ui) fn level(severity: Severity) -> Level {
    match severity {
        Severity::Info => Level::Info,
        Severity::Warning => Level::Warning,
        Severity::Critical => Level::Critical,
    }
}

/// Words a severity.
pub(in crate::ui) fn severity(severity: Severity) -> String {
    severity.title().text()
}

/// Words what stands below the bell: the worst severity, so that it does not depend on colour.
pub(in crate::ui) fn bell(worst: Option<Severity>) -> String {
    match worst {
        None | Some(Severity::Info) => t!("health-alerts").to_owned(),
        Some(worst) => severity(worst),
    }
}

/// Words the bell for its hover text and for screen readers.
pub(in crate::ui) fn bell_name(count: usize, worst: Option<Severity>) -> String {
    match worst {
        None => t!("health-bell-none").to_owned(),
        Some(worst) => t!("health-bell", n = count, level = severity(worst)),
    }
}

/// Words why a score is not 100, as a caption.
pub(in crate::ui) fn reason(reason: Reason) -> String {
    let words = super::message(&reason.message());
    words.trim_end_matches('.').to_owned()
}

/// Words a share of 0 to 1: `98.5 %`. Rounded down, so that only all is 100 %.
pub(in crate::ui) fn share(part: f64) -> String {
    let tenths = (part.clamp(0.0, 1.0) * 1000.0 + 1e-6).floor() / 10.0;
    t!("health-percent", n = super::decimal(tenths))
}

/// Words the share of uploads that reached their devices; `None` without uploads.
pub(in crate::ui) fn success(window: &Window) -> Option<String> {
    let reached = f64::from(window.verified + window.skipped + window.unverified);
    let all = reached + f64::from(window.failed);
    (all > 0.0).then(|| share(reached / all))
}

/// Words a speed in bytes per second.
pub(in crate::ui) fn speed(bytes_per_second: f64) -> String {
    t!(
        "job-speed",
        bytes = super::bytes(bytes_per_second.max(0.0) as u64)
    )
}

/// Words how long ago something was: `3 min ago`.
pub(in crate::ui) fn ago(then: Option<i64>, now: i64) -> String {
    let Some(then) = then.filter(|then| *then > 0) else {
        return t!("health-never").to_owned();
    };
    match now.saturating_sub(then).max(0) {
        0..60 => t!("health-ago-now").to_owned(),
        s => t!("health-ago", time = whole(s.unsigned_abs())),
    }
}

/// Words how long a device has been running: `3 d 4 h`.
pub(in crate::ui) fn uptime(uptime: Duration) -> String {
    let s = uptime.as_secs();
    match s {
        86_400.. => t!(
            "health-days-hours",
            days = s / 86_400,
            hours = s % 86_400 / 3_600
        ),
        3_600.. => t!(
            "health-hours-minutes",
            hours = s / 3_600,
            minutes = s % 3_600 / 60
        ),
        _ => whole(s),
    }
}

/// Words a number of seconds in its largest unit.
fn whole(s: u64) -> String {
    match s {
        86_400.. => t!("health-days", n = s / 86_400),
        3_600.. => t!("health-hours", n = s / 3_600),
        60.. => t!("time-min", min = s / 60),
        _ => t!("time-s", s = s),
    }
}

/// Words the middle and the slow end of answer times: `12 ms, 80 ms`; `None` without answers.
pub(in crate::ui) fn answer_times(window: &Window) -> Option<(String, String)> {
    let p50 = window.p50?;
    let p95 = window.p95.unwrap_or(p50);
    Some((super::time(p50), super::time(p95)))
}

/// Returns the bar of a result.
pub(in crate::ui) fn ending(ended: Ended) -> Ending {
    match ended {
        Ended::Verified => Ending::Verified,
        Ended::Skipped | Ended::Unverified => Ending::Reached,
        Ended::Failed => Ending::Failed,
        Ended::Cancelled => Ending::Cancelled,
    }
}

/// Words what an alert is about: the label of a device, a network, or this computer.
pub(in crate::ui) fn subject<'a>(alert: &'a Alert, state: &'a State) -> Cow<'a, str> {
    match &alert.subject {
        Subject::Device { id, name } => match state.device_of(id) {
            Some(view) => state.label(view),
            None => name.into(),
        },
        Subject::Network(network) => t!("health-network", network = network.as_str()).into(),
        Subject::Computer => alert.subject.name().text().into(),
    }
}

/// Words an alert for the desktop.
pub(in crate::ui) fn notice(alert: &Alert, state: &State) -> Notice {
    Notice {
        title: t!(
            "health-notify-one",
            subject = &*subject(alert, state),
            sentence = super::message(&alert.message)
        ),
        body: super::remedy(&alert.remedy),
    }
}

/// Words several alerts for the desktop.
pub(in crate::ui) const SEVERAL: Several = Several {
    title: |n| t!("health-notify-many", n = n),
    more: |n| t!("health-notify-more", n = n),
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_all_of_them_is_a_hundred_percent() {
        assert_eq!(share(1.0), "100 %");
        assert_eq!(share(0.9999), "99.9 %");
        assert_eq!(share(0.987), "98.7 %");
        assert_eq!(share(0.5), "50 %");
        assert_eq!(share(0.0), "0 %");
    }

    #[test]
    fn nothing_measured_has_no_number() {
        let window = Window::default();
        assert_eq!(success(&window), None);
        assert_eq!(answer_times(&window), None);
        let cancelled = Window {
            cancelled: 3,
            ..Window::default()
        };
        assert_eq!(success(&cancelled), None);
        let failed = Window {
            failed: 3,
            ..Window::default()
        };
        assert_eq!(success(&failed).as_deref(), Some("0 %"));
    }

    #[test]
    fn times_are_told_in_units_that_people_use() {
        let seconds = Duration::from_secs;
        assert_eq!(uptime(seconds(45)), "45 s");
        assert_eq!(uptime(seconds(3_720)), "1 h 2 min");
        assert_eq!(uptime(seconds(90_000)), "1 d 1 h");
        assert_eq!(ago(None, 100), "never");
        assert_eq!(ago(Some(0), 100), "never");
        assert_eq!(ago(Some(70), 100), "just now");
        assert_eq!(ago(Some(100), 7_400), "2 h ago");
        assert_eq!(ago(Some(500), 100), "just now", "a clock that was set back");
    }
}
