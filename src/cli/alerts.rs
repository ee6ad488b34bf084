//! `alerts`: lists the alerts of the keeper, follows them, and silences them.

use super::args::{AlertSilence, Alerts};
use super::interrupt::Interrupt;
use super::{Context, Exit, store_failed};
use crate::monitor::{self, Alert, AlertState, Silence, alert_object, local};
use crate::problem::Problem;
use crate::store::Store;
use crate::text;
use std::collections::BTreeMap;
use std::time::Duration;

/// How often the store is read while alerts are followed.
const LOOK_EVERY: Duration = Duration::from_secs(1);

pub(super) async fn run(context: &Context, asked: &Alerts) -> Result<Exit, Problem> {
    let store = context.store()?;
    if let Some(key) = &asked.silence {
        let silence = match asked.r#for {
            AlertSilence::Hour => Silence::Hour,
            AlertSilence::Day => Silence::Day,
            AlertSilence::Resolved => Silence::UntilResolved,
            AlertSilence::Off => Silence::Off,
        };
        let now = jiff::Timestamp::now().as_second();
        store
            .silence(key, silence.until(now))
            .map_err(store_failed)?;
        if silence != Silence::Off && !is_known(&store, key)? {
            context.out.message(&format!(
                "No alert has the key '{key}'. It is silenced in case one fires. To see the keys, run `upload-bridge alerts \
                 --all --json`."
            ));
        }
    }
    let mut shown = Shown::default();
    let listed = shown.list(context, &store, asked)?;
    if !asked.follow {
        if listed == 0 {
            context.out.message(&nothing(&store));
        }
        return Ok(Exit::Done);
    }
    let mut interrupt = Interrupt::listen();
    loop {
        match interrupt
            .unless_raised(tokio::time::sleep(LOOK_EVERY))
            .await
        {
            Ok(()) => _ = shown.list(context, &store, asked)?,
            Err(signal) => return Ok(Exit::Interrupted(signal)),
        }
    }
}

/// Whether an alert has that key.
fn is_known(store: &Store, key: &str) -> Result<bool, Problem> {
    let alerts = monitor::read(store).map_err(store_failed)?.alerts;
    Ok(alerts.iter().any(|alert| alert.key == key))
}

/// Why there are no alerts: none fire, or nothing watches.
fn nothing(store: &Store) -> String {
    if store.keeper().is_some() {
        "No alerts.".to_owned()
    } else {
        "No alerts. No process watches the devices now: open the window, or run `upload-bridge serve`."
            .to_owned()
    }
}

/// What was printed of each alert.
#[derive(Default)]
struct Shown(BTreeMap<i64, (AlertState, bool, monitor::Severity)>);

impl Shown {
    /// Prints alerts that are new or have changed, oldest first; how many.
    fn list(&mut self, context: &Context, store: &Store, asked: &Alerts) -> Result<usize, Problem> {
        let health = monitor::read(store).map_err(store_failed)?;
        let is_first = self.0.is_empty();
        let mut alerts: Vec<&Alert> = health.alerts.iter().collect();
        alerts.sort_by_key(|alert| alert.id);
        let mut printed = 0;
        for alert in alerts {
            let now = (alert.state, alert.silenced.is_some(), alert.severity);
            let before = self.0.insert(alert.id, now);
            let is_old = alert.state == AlertState::Resolved && before.is_none();
            if before == Some(now) || (is_old && is_first && !asked.all) {
                continue;
            }
            let change = match alert.state {
                AlertState::Resolved => "resolved",
                AlertState::Firing | AlertState::Pending => "firing",
            };
            let object = alert_object(change, alert, health.at);
            context.out.event(&object, &line(alert, change));
            printed += 1;
        }
        Ok(printed)
    }
}

pub(super) fn line(alert: &Alert, change: &str) -> String {
    let at = alert.resolved_at.unwrap_or(alert.first_at);
    let silenced = if alert.silenced.is_some() {
        ", silenced"
    } else {
        ""
    };
    let subject = alert.subject.name().to_string();
    let message = alert.message.to_string();
    let hint = alert.remedy.to_string();
    let mut words = format!(
        "{}  {change:<8} {:<8} {}: {}{silenced}",
        local(at),
        alert.severity.word(),
        text::line(&subject),
        text::line(&message)
    );
    if alert.state != AlertState::Resolved && !hint.is_empty() {
        words += &format!("\n  hint: {}", text::line(&hint));
    }
    words + &format!("\n  key: {}", text::line(&alert.key))
}
