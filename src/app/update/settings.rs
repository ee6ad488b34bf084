//! Settings: changed in the state at once, saved by the shell if there is a folder.

use super::{devices, sending};
use crate::app::action::Effect;
use crate::app::state::State;
use crate::engine::settings::Settings;
use crate::engine::{AuditEntry, AuditKind, Command};
use crate::message::Message;
use crate::msg;
use serde_json::Value;

/// Changes one of them.
pub(super) fn with(state: &mut State, change_one: impl FnOnce(&mut Settings)) -> Vec<Effect> {
    let mut settings = state.settings.clone();
    change_one(&mut settings);
    change(state, settings)
}

/// Replaces the settings. A value outside its range goes back to its default.
pub(super) fn change(state: &mut State, settings: Settings) -> Vec<Effect> {
    let (settings, _) = settings.mend();
    if settings == state.settings {
        return Vec::new();
    }
    let mut effects = Vec::new();
    let before = state.settings.sending.brightness_pct;
    let now = settings.sending.brightness_pct;
    if state.fit.brightness_pct == before && before != now {
        // the slider beside the preview was not moved: it follows the setting
        effects = sending::set_brightness(state, now, true);
    }
    if settings.window.reduce_motion && !state.settings.window.reduce_motion {
        state.player.playing = false;
    }
    if settings.limits != state.settings.limits {
        let limits = settings.limits.limits();
        effects.push(Effect::Engine(Command::SetLimits(limits)));
    }
    let watches = settings.devices.ask_by_itself != state.settings.devices.ask_by_itself;
    let before_and_after = audit(&state.settings, &settings);
    state.settings = settings.clone();
    if watches {
        effects.extend(devices::watch(state));
    }
    effects.extend(before_and_after.map(|entry| Effect::Engine(Command::Audit(Box::new(entry)))));
    effects.extend(
        state
            .home
            .clone()
            .map(|home| Effect::SaveSettings { settings, home }),
    );
    effects
}

/// Describes a change of settings for the audit trail.
fn audit(before: &Settings, after: &Settings) -> Option<AuditEntry> {
    let [before, after] = [before, after].map(|settings| serde_json::to_value(settings).ok());
    let mut changes = Vec::new();
    compare("", &before?, &after?, &mut changes);
    let detail = msg!("audit-settings", changes = changes);
    Some(AuditEntry::new(
        AuditKind::Settings,
        "Upload Bridge",
        detail,
    ))
}

/// Lists the values that differ, by their names in the settings file.
fn compare(name: &str, before: &Value, after: &Value, changes: &mut Vec<Message>) {
    if let (Value::Object(old), Value::Object(new)) = (before, after) {
        for (key, after) in new {
            let dot = if name.is_empty() { "" } else { "." };
            let before = old.get(key).unwrap_or(&Value::Null);
            compare(&format!("{name}{dot}{key}"), before, after, changes);
        }
    } else if before != after {
        let change = msg!(
            "audit-change",
            name = name,
            old = before.to_string(),
            new = after.to_string()
        );
        changes.push(change);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_settings_is_noted_with_what_it_was() {
        let mut state = State::new();
        let mut settings = state.settings.clone();
        settings.sending.devices_at_once = 12;
        let effects = change(&mut state, settings.clone());
        let [Effect::Engine(Command::Audit(entry)), ..] = &effects[..] else {
            panic!("{effects:?}");
        };
        let words = entry.detail.to_string();
        assert_eq!(words, "sending.devices_at_once: 0 → 12");
        assert_eq!(change(&mut state, settings), []);
    }
}
