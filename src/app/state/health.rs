//! What the window knows of the health of devices, and which alerts it has announced.

use super::State;
use crate::engine::DeviceView;
use crate::monitor::{Alert, AlertState, DeviceHealth, Health, Severity};
use std::collections::HashMap;
use std::sync::Arc;

/// Seconds that pass before an alert that is solved and fires again is announced again.
const ANNOUNCE_AGAIN: i64 = 4 * 3_600;

/// The health of the fleet, as the monitor last reported it.
#[derive(Clone, Debug, Default)]
pub struct HealthState {
    /// The last report; `None` until there is one.
    pub report: Option<Arc<Health>>,
    /// How often the user asked for the list of alerts: the page then scrolls to it.
    pub alerts_asked: u64,
    /// Critical alerts that the user was told of, by key; `None` until the first report.
    announced: Option<HashMap<String, Announced>>,
}

/// When an alert was announced.
#[derive(Clone, Copy, Debug)]
struct Announced {
    /// Number of the alert.
    id: i64,
    /// In seconds since 1970.
    at: i64,
}

impl HealthState {
    /// Takes a report; returns the critical alerts to announce: each once, and none that fired before this run.
    pub(in crate::app) fn take(&mut self, report: Arc<Health>) -> Vec<Alert> {
        let now = report.at;
        let critical = report.alerts.iter().filter(|alert| {
            alert.severity == Severity::Critical && alert.state == AlertState::Firing
        });
        let announced = self.announced.get_or_insert_with(|| {
            let old = critical.clone().filter(|alert| alert.first_at < now);
            old.map(|alert| {
                let id = alert.id;
                (alert.key.clone(), Announced { id, at: now })
            })
            .collect()
        });
        let mut news = Vec::new();
        for alert in critical.filter(|alert| alert.is_active()) {
            let id = alert.id;
            match announced.get_mut(&alert.key) {
                // people know of it, and that it comes and goes
                Some(one) if one.id == id || now - one.at < ANNOUNCE_AGAIN => one.id = id,
                _ => {
                    announced.insert(alert.key.clone(), Announced { id, at: now });
                    news.push(alert.clone());
                }
            }
        }
        self.report = Some(report);
        news
    }

    /// The health of a device.
    #[must_use]
    pub fn of(&self, view: &DeviceView) -> Option<&DeviceHealth> {
        self.report.as_ref()?.device(view.device.id.as_str())
    }

    /// Alerts that need attention.
    pub fn active(&self) -> impl Iterator<Item = &Alert> {
        self.report.iter().flat_map(|report| report.active_alerts())
    }

    /// How many alerts need attention, and the worst severity among them.
    #[must_use]
    pub fn bell(&self) -> (usize, Option<Severity>) {
        let worst = self.report.as_ref().and_then(|report| report.worst());
        (self.active().count(), worst)
    }
}

impl State {
    /// The device of the list with the id that the monitor has for it.
    #[must_use]
    pub fn device_of(&self, id: &str) -> Option<&DeviceView> {
        self.devices
            .iter()
            .find(|view| view.device.id.as_str() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::example;

    fn report(at: i64, alerts: &[(i64, &str, i64)]) -> Arc<Health> {
        let state = example("health-alerts").unwrap();
        let health = state.health.report.unwrap();
        let critical = health
            .alerts
            .iter()
            .find(|alert| alert.severity == Severity::Critical);
        let critical = critical.unwrap();
        let alerts = alerts.iter().map(|(id, key, first_at)| {
            let mut alert = critical.clone();
            (alert.id, alert.key, alert.first_at) = (*id, (*key).to_owned(), *first_at);
            alert
        });
        Arc::new(Health {
            at,
            alerts: alerts.collect(),
            ..Health::default()
        })
    }

    fn announced(state: &mut HealthState, at: i64, alerts: &[(i64, &str, i64)]) -> Vec<String> {
        let news = state.take(report(at, alerts));
        news.into_iter().map(|alert| alert.key).collect()
    }

    #[test]
    fn a_critical_alert_is_announced_once_and_none_of_before() {
        let mut state = HealthState::default();
        let none: [&str; 0] = [];
        assert_eq!(announced(&mut state, 1_000, &[(1, "old", 900)]), none);
        let both = [(1, "old", 900), (2, "disk", 1_010)];
        assert_eq!(announced(&mut state, 1_010, &both), ["disk"]);
        assert_eq!(announced(&mut state, 1_011, &both), none);
        // hours later it still fires: nothing new
        assert_eq!(announced(&mut state, 30_000, &both), none);
        // solved, and soon there again: people know
        assert_eq!(announced(&mut state, 30_001, &[]), none);
        let again = [(3, "disk", 30_002), (4, "porch", 30_002)];
        assert_eq!(announced(&mut state, 30_002, &again), ["disk", "porch"]);
        let flapping = [(5, "disk", 30_100)];
        assert_eq!(announced(&mut state, 30_100, &flapping), none);
        assert_eq!(announced(&mut state, 50_000, &flapping), none[..0]);
    }

    #[test]
    fn what_is_found_at_the_start_is_news_and_silenced_ones_are_not() {
        let mut state = HealthState::default();
        assert_eq!(
            announced(&mut state, 1_000, &[(0, "disk", 1_000)]),
            ["disk"]
        );
        let mut silenced = Health::clone(&report(1_001, &[(7, "porch", 1_001)]));
        for alert in &mut silenced.alerts {
            alert.silenced = Some(None);
        }
        assert!(state.take(Arc::new(silenced)).is_empty());
    }
}
