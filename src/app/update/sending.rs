//! Previews for devices, and sending.

use super::{engine, live};
use crate::app::action::Effect;
use crate::app::state::{PendingUpload, Place, Slot, State};
use crate::device::{DeleteFirst, DeviceId};
use crate::engine::{Command, Presence, Target, UploadKey};
use crate::pattern::Fit;
use std::sync::Arc;

/// Requests the preview of the open pattern for each device.
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

/// Sends the pattern to the selected devices that can take it and are not getting it already.
pub(super) fn send(state: &mut State) -> Vec<Effect> {
    let Slot::Loaded(loaded) = &state.slot else {
        return Vec::new();
    };
    let middle = loaded.pattern().frames.len() / 2;
    let due = state.sending().due;
    let fit = state.fit.clone();
    begin(state, due, (&fit, DeleteFirst::Never), middle)
}

/// Sends the pattern to one device that has no room for it beside its old copy, which is deleted first.
pub(super) fn send_replacing(state: &mut State, device: DeviceId) -> Vec<Effect> {
    let Slot::Loaded(loaded) = &state.slot else {
        return Vec::new();
    };
    let middle = loaded.pattern().frames.len() / 2;
    state.dialog = None;
    let fit = state.fit.clone();
    begin(state, vec![device], (&fit, DeleteFirst::Playing), middle)
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
    let is_sending = state
        .device(&device)
        .is_some_and(|view| state.is_sending(&fit, view));
    if is_sending {
        return Vec::new();
    }
    begin(state, vec![device], (&fit, DeleteFirst::Never), frame)
}

/// Starts uploads; their rows show the frame `shown`.
fn begin(
    state: &mut State,
    devices: Vec<DeviceId>,
    (fit, delete_first): (&Fit, DeleteFirst),
    shown: usize,
) -> Vec<Effect> {
    let targets = devices.iter().cloned().map(Target::Device).collect();
    let (Some(mut request), Slot::Loaded(loaded)) = (state.request(fit, targets), &state.slot)
    else {
        return Vec::new();
    };
    if devices.is_empty() {
        return Vec::new();
    }
    request.delete_first = delete_first;
    let id = loaded.id;
    let opened = loaded.opened.clone();
    let asked: Vec<PendingUpload> = devices
        .into_iter()
        .filter_map(|device| {
            let view = state.device(&device)?;
            let key = Arc::new(UploadKey::new(&request, &loaded.opened, &view.settings));
            Some(PendingUpload { device, key })
        })
        .collect();
    state.pending.extend(asked);
    live::show_thumb(state, id, &opened, shown);
    state.strip_open = true;
    state.place = Place::Uploads;
    engine(Command::Send(request))
}

/// Drops a pending upload that the engine has listed.
pub(super) fn listed(state: &mut State, device: &DeviceId, key: &UploadKey) {
    state
        .pending
        .retain(|asked| asked.device != *device || *asked.key != *key);
}

pub(super) fn clear_finished(state: &State) -> Vec<Effect> {
    let finished = state.jobs.iter().filter(|job| job.outcome.is_some());
    finished
        .map(|job| Effect::Engine(Command::Dismiss(job.id)))
        .collect()
}

#[cfg(test)]
mod tests;
