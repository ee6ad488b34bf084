//! What goes to the devices: previews of it, and sending it.

use super::engine;
use crate::app::action::Effect;
use crate::app::preview::still_of;
use crate::app::state::{Place, Slot, State};
use crate::device::{DeviceId, Told};
use crate::engine::{Command, ConnectOptions, Presence, SendRequest, Target};
use crate::pattern::Fit;
use std::sync::Arc;

/// Asks for the open pattern as each device would get it.
pub(super) fn previews(state: &State) -> Vec<Effect> {
    let Slot::Loaded(loaded) = &state.slot else {
        return Vec::new();
    };
    let there = state
        .devices
        .iter()
        .filter(|view| view.presence != Presence::Offline);
    there
        .map(|view| {
            Effect::Engine(Command::Preview {
                pattern: loaded.id,
                device: view.device.id.clone(),
                fit: state.fit.clone(),
            })
        })
        .collect()
}

pub(super) fn set_brightness(state: &mut State, pct: u8, done: bool) -> Vec<Effect> {
    state.fit.brightness_pct = pct.min(100);
    if done { previews(state) } else { Vec::new() }
}

/// Sends the pattern to the selected devices.
pub(super) fn send(state: &mut State) -> Vec<Effect> {
    let Slot::Loaded(loaded) = &state.slot else {
        return Vec::new();
    };
    let targets: Vec<Target> = state
        .targets()
        .iter()
        .map(|view| Target::Device(view.device.id.clone()))
        .collect();
    if targets.is_empty() {
        return Vec::new();
    }
    let middle = loaded.pattern().frames.len() / 2;
    begin(state, targets, state.fit.clone(), middle)
}

/// Sends the frame that the preview shows to one device, as a still picture.
pub(super) fn send_still(state: &mut State, device: DeviceId) -> Vec<Effect> {
    let Slot::Loaded(loaded) = &state.slot else {
        return Vec::new();
    };
    let frame = loaded.pattern().frames.index_at(state.player.at_ms as u64);
    let fit = Fit {
        still: Some(frame),
        ..state.fit.clone()
    };
    begin(state, vec![Target::Device(device)], fit, frame)
}

/// The uploads begin; their rows show that frame.
fn begin(state: &mut State, targets: Vec<Target>, fit: Fit, shown: usize) -> Vec<Effect> {
    let Slot::Loaded(loaded) = &state.slot else {
        return Vec::new();
    };
    let request = SendRequest {
        pattern: loaded.id,
        targets,
        fit,
        name: None,
        play: state.settings.sending.play_when_verified,
        force: false,
        told: Told::default(),
        connect: ConnectOptions::default(),
    };
    let thumb = Arc::new(still_of(&loaded.opened, shown));
    state.thumbs.insert(loaded.id, thumb);
    state.strip_open = true;
    state.place = Place::Uploads;
    engine(Command::Send(request))
}

pub(super) fn clear_finished(state: &State) -> Vec<Effect> {
    let finished = state.jobs.iter().filter(|job| job.outcome.is_some());
    finished
        .map(|job| Effect::Engine(Command::Dismiss(job.id)))
        .collect()
}
