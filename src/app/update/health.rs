//! Health of devices and alerts.

use crate::app::action::Effect;
use crate::app::health_action::HealthAction;
use crate::app::state::{Page, State};
use crate::monitor::Health;
use std::sync::Arc;

/// Takes a report of the monitor. New critical alerts are announced, unless the user does not want that.
fn report(state: &mut State, report: Arc<Health>) -> Vec<Effect> {
    if report.at == 0 {
        return Vec::new(); // the monitor has not measured yet
    }
    let news = state.health.take(report);
    if news.is_empty() || !state.settings.alerts.notify {
        return Vec::new();
    }
    vec![Effect::Announce(news)]
}

pub(super) fn act(state: &mut State, action: HealthAction) -> Vec<Effect> {
    match action {
        HealthAction::Report(report) => self::report(state, report),
        HealthAction::ShowAlerts => {
            state.page = Page::Health;
            state.health.alerts_asked += 1;
            Vec::new()
        }
        HealthAction::Silence(alert, silence) => vec![Effect::Silence(alert, silence)],
    }
}
