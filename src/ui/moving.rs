//! Animation times: the window requests a repaint when the next change is due, and none while nothing moves.

use crate::app::{Dialog, Loaded, Page, Slot, State, ToastKind};
use crate::engine::{Circuit, DeviceView, Presence};
use egui::Context;
use std::time::Duration;

/// A rest of a device is counted down by the second.
const COUNTDOWN: Duration = Duration::from_secs(1);
/// Interval at which "Last seen 3 min ago" is updated.
const AGES: Duration = Duration::from_secs(60);
/// Longest step of a preview: time during which the window hung is not played back.
const LONGEST_STEP: f64 = 0.25;

/// Measures the time that passes while something moves.
#[derive(Default)]
pub(super) struct Clock {
    moved_at: Option<f64>,
}

impl Clock {
    /// Returns the seconds since the last frame if something moves, and starts the next measurement.
    pub(super) fn tick(&mut self, ctx: &Context, state: &State) -> Option<f64> {
        let now = ctx.input(|input| input.time);
        let before = self.moved_at.take();
        next(ctx, state)?;
        self.moved_at = Some(now);
        // a countdown may take long steps, a preview not
        let most = if playing(ctx, state).is_some() {
            LONGEST_STEP
        } else {
            2.0
        };
        before.map(|before| (now - before).clamp(0.0, most))
    }
}

/// Returns when the next change is due; `None` if nothing moves.
pub(super) fn next(ctx: &Context, state: &State) -> Option<Duration> {
    let toast = state
        .toasts
        .iter()
        .any(|toast| toast.kind == ToastKind::Success)
        .then_some(COUNTDOWN / 2);
    let resting = state
        .devices
        .iter()
        .any(|view| matches!(view.circuit, Circuit::Open { retry_in } if !retry_in.is_zero()))
        .then_some(COUNTDOWN);
    [playing(ctx, state), toast, resting]
        .into_iter()
        .flatten()
        .min()
}

/// Returns when "Last seen" texts have to be updated.
pub(super) fn reads_anew(state: &State) -> Option<Duration> {
    let offline = |view: &DeviceView| view.presence == Presence::Offline;
    (state.page == Page::Send && state.devices.iter().any(offline)).then_some(AGES)
}

/// When the preview shows its next frame; `None` if it is paused or cannot be seen.
fn playing(ctx: &Context, state: &State) -> Option<Duration> {
    let hidden = ctx.input(|input| input.viewport().visible() == Some(false));
    let covered = matches!(state.dialog, Some(Dialog::Shortcuts));
    if hidden || covered || state.page != Page::Send || !state.player.playing {
        return None;
    }
    let frames = &shown(state)?.pattern().frames;
    if frames.len() < 2 {
        return None;
    }
    let frame = frames.index_at(state.player.at_ms as u64);
    let duration = f64::from(frames.durations().get(frame)?.ms());
    let ends = frames.start_ms(frame) as f64 + duration;
    let wait = (ends - state.player.at_ms).max(0.0) / state.player.speed.factor();
    Some(Duration::from_secs_f64((wait / 1000.0).max(0.001)))
}

fn shown(state: &State) -> Option<&Loaded> {
    match &state.slot {
        Slot::Choosing(choice) => Some(&choice.loaded),
        _ => state.loaded(),
    }
}
