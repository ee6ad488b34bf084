//! What the shell does for health: passes on the monitor's reports, silences alerts, and announces them on the desktop.

use super::{Shell, TaskReport};
use crate::app::{Action, HealthAction, State};
use crate::monitor::{Alert, Silence};
use crate::t;
use crate::ui::say;
use egui::Context;

impl Shell {
    /// Passes on what the monitor reports.
    pub(super) fn watch_health(&self, ctx: &Context) {
        let Some(parts) = &self.parts else { return };
        let Some(monitor) = &parts.monitor else {
            return;
        };
        let mut health = monitor.health();
        let outbox = self.outbox.clone();
        let ctx = ctx.clone();
        parts.runtime.spawn(async move {
            loop {
                let report = health.borrow_and_update().clone();
                let action = Action::Health(HealthAction::Report(report));
                if outbox.send(TaskReport::Action(Box::new(action))).is_err() {
                    return; // the window is gone
                }
                ctx.request_repaint();
                if health.changed().await.is_err() {
                    return; // the monitor has ended
                }
            }
        });
    }

    /// Silences alerts, or ends their silence.
    pub(super) fn silence(&self, key: String, silence: Silence) {
        let parts = self.parts.as_ref();
        if let Some(monitor) = parts.and_then(|parts| parts.monitor.as_ref()) {
            monitor.silence(key, silence);
        }
    }

    /// Announces alerts on the desktop.
    pub(super) fn announce(&self, state: &State, alerts: &[Alert]) {
        let Some(parts) = &self.parts else { return };
        let notices = alerts
            .iter()
            .map(|alert| say::health::notice(alert, state))
            .collect();
        let app = t!("app-name");
        self.notifier
            .show(&parts.runtime, app, notices, say::health::SEVERAL);
    }
}
