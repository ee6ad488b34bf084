//! Live playback: starts and stops streams, and lists them as they change.

use super::engine;
use crate::app::action::Effect;
use crate::app::live_action::LiveAction;
use crate::app::state::State;
use crate::device::{DeviceId, DeviceSettings};
use crate::engine::{
    Command, ConnectOptions, PatternId, StreamPreference, StreamRequest, StreamState, StreamView,
    Target,
};
use crate::pattern::Opened;

pub(super) fn act(state: &mut State, action: LiveAction) -> Vec<Effect> {
    match action {
        LiveAction::Play(device) => play(state, device),
        LiveAction::Stop(stream) => engine(Command::StopStream(stream)),
        LiveAction::StopAll => engine(Command::StopStreams),
        LiveAction::Dismiss(stream) => {
            state
                .streams
                .retain(|known| known.id != stream || !known.state.is_over());
            keep_thumbs(state);
            Vec::new()
        }
    }
}

fn play(state: &mut State, device: DeviceId) -> Vec<Effect> {
    let Some(loaded) = state.loaded() else {
        return Vec::new();
    };
    if !state
        .device(&device)
        .is_some_and(|view| state.can_play_live(view))
    {
        return Vec::new();
    }
    let middle = loaded.pattern().frames.len() / 2;
    let pattern = loaded.id;
    let opened = loaded.opened.clone();
    // a retry replaces the failed stream
    state
        .streams
        .retain(|stream| !stream.state.is_over() || stream.device.id.as_ref() != Some(&device));
    show_thumb(state, pattern, &opened, middle);
    engine(Command::Stream(StreamRequest {
        pattern,
        targets: vec![Target::Device(device)],
        fit: state.fit.clone(),
        settings: DeviceSettings::default(),
        connect: ConnectOptions::default(),
        wish: StreamPreference::default(),
        time: None,
    }))
}

/// Takes a changed stream. One that has ended leaves the list; one that failed stays.
pub(super) fn changed(state: &mut State, view: StreamView) -> Vec<Effect> {
    let waiting = match (&view.device.id, view.state.is_over()) {
        (Some(device), true) => {
            let (due, rest) = std::mem::take(&mut state.after_stream)
                .into_iter()
                .partition(|(at, _)| at == device);
            state.after_stream = rest;
            due
        }
        _ => Vec::new(),
    };
    if view.state == StreamState::Ended {
        state.streams.retain(|known| known.id != view.id);
        keep_thumbs(state);
    } else {
        match state.streams.iter_mut().find(|known| known.id == view.id) {
            Some(known) => *known = view,
            None => state.streams.push(view),
        }
    }
    waiting
        .into_iter()
        .map(|(_, job)| Effect::Engine(Command::Retry(job)))
        .collect()
}

/// Drops pictures whose uploads and streams have left their lists.
pub(super) fn keep_thumbs(state: &mut State) {
    let jobs = &state.jobs;
    let streams = &state.streams;
    let of_job = |pattern| jobs.iter().any(|job| job.pattern == pattern);
    let of_stream = |pattern| streams.iter().any(|stream| stream.pattern == pattern);
    state
        .thumbs
        .keep(|pattern| of_job(pattern) || of_stream(pattern));
}

/// Makes the rows of a pattern show a frame of it.
pub(super) fn show_thumb(state: &mut State, pattern: PatternId, opened: &Opened, frame: usize) {
    let jobs = state.jobs.iter().filter(|job| job.outcome.is_none());
    let streams = state.streams.iter().map(|stream| stream.pattern);
    let running = jobs.map(|job| job.pattern).chain(streams).collect();
    state.thumbs.show(pattern, opened, frame, &running);
}

#[cfg(test)]
mod tests;
