//! What moves, and when it is due: the window asks for a repaint then, and for none when nothing moves.

use crate::app::{Dialog, Loaded, Page, Slot, State, ToastKind};
use crate::engine::{Circuit, DeviceView, Presence};
use egui::Context;
use std::time::Duration;

/// A rest of a device is counted down by the second.
const COUNTDOWN: Duration = Duration::from_secs(1);
/// "Last seen 3 min ago" is told anew so often.
const AGES: Duration = Duration::from_secs(60);
/// Time that a window was stuck is not played back.
const LONGEST_STEP: f64 = 0.25;

/// Tells how much time went by while something moved.
#[derive(Default)]
pub(super) struct Clock {
    moved_at: Option<f64>,
}

impl Clock {
    /// Seconds since the last frame if something moves, and notes this frame.
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

/// When the next thing moves; `None` when nothing does.
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

/// When what is shown may read differently although nothing has moved: how long ago devices were seen.
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
