//! Settings: changed in the state at once, saved by the shell if there is a folder.

use super::{devices, sending};
use crate::app::action::Effect;
use crate::app::state::State;
use crate::engine::Command;
use crate::engine::settings::Settings;

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
    state.settings = settings.clone();
    if watches {
        effects.extend(devices::watch(state));
    }
    effects.extend(
        state
            .home
            .clone()
            .map(|home| Effect::SaveSettings { settings, home }),
    );
    effects
}
