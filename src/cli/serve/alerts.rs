//! [`PrintedAlerts`]: alerts as `serve` prints them, each once when it fires and once when it is resolved.

use super::super::alerts::line;
use crate::monitor::{AlertState, Health, Severity, alert_object};
use serde_json::Value;
use std::collections::BTreeMap;

/// The state and severity of each alert that was printed last.
#[derive(Debug, Default)]
pub(super) struct PrintedAlerts {
    states: BTreeMap<i64, (AlertState, Severity)>,
    /// Whether the alerts of earlier runs are known.
    has_begun: bool,
}

impl PrintedAlerts {
    /// Returns what has changed since the last time. Alerts that were resolved before the first time are no news.
    pub(super) fn news(&mut self, health: &Health) -> Vec<(Value, String)> {
        let is_first = !std::mem::replace(&mut self.has_begun, true);
        let mut news = Vec::new();
        for alert in &health.alerts {
            let is_heard = alert.silenced.is_none() && alert.muted_by.is_none();
            if alert.state == AlertState::Pending || !is_heard {
                continue;
            }
            let before = self.states.insert(alert.id, (alert.state, alert.severity));
            let is_resolved = alert.state == AlertState::Resolved;
            // one that has become worse is news
            let is_known = before.is_some_and(|(state, severity)| {
                state == alert.state && severity >= alert.severity
            });
            if is_known || (is_resolved && (is_first || before.is_none())) {
                continue;
            }
            let change = if is_resolved { "resolved" } else { "firing" };
            news.push((alert_object(change, alert, health.at), line(alert, change)));
        }
        news
    }
}
