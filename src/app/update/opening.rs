//! Opening patterns, and choosing how a headerless one is read.

use super::{computer, engine, toasts};
use crate::app::action::Effect;
use crate::app::state::{
    Choice, Dialog, Loaded, Page, Place, Player, Slot, State, ToastGroup, ToastItem, Unopened,
};
use crate::engine::{Command, PatternId, Source};
use crate::message::Message;
use crate::msg;
use crate::pattern::{FrameDuration, Matrix, ReadOptions};
use crate::problem::Problem;
use crate::text::path_text;
use std::path::PathBuf;
use std::sync::Arc;

/// Opens the first file now, the others in turn.
pub(super) fn open(state: &mut State, paths: Vec<PathBuf>) -> Vec<Effect> {
    let mut paths = paths.into_iter();
    let Some(first) = paths.next() else {
        return Vec::new();
    };
    state.next_files = paths.collect();
    state.unopened = Unopened::default();
    read(
        state,
        file_name(&first),
        Source::Path(first),
        ReadOptions::default(),
        false,
    )
}

pub(super) fn open_next(state: &mut State) -> Vec<Effect> {
    let Some(path) = state.next_files.pop_front() else {
        return Vec::new();
    };
    read(
        state,
        file_name(&path),
        Source::Path(path),
        ReadOptions::default(),
        false,
    )
}

pub(super) fn open_sample(state: &mut State, name: String, bytes: Arc<[u8]>) -> Vec<Effect> {
    state.unopened = Unopened::default();
    read(
        state,
        name.clone(),
        Source::Bytes { name, bytes },
        ReadOptions::default(),
        false,
    )
}

/// Opens the dialog for a path, where the system has no file dialog.
pub(super) fn no_file_dialog(state: &mut State) -> Vec<Effect> {
    state.dialog = Some(Dialog::PastePath {
        text: String::new(),
        no_dialog: true,
    });
    computer::check(state)
}

fn file_name(path: &std::path::Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    path_text(&name.to_string_lossy())
}

fn read(
    state: &mut State,
    file: String,
    source: Source,
    options: ReadOptions,
    remember: bool,
) -> Vec<Effect> {
    state.next_pattern += 1;
    let id = PatternId(state.next_pattern);
    let mut effects = Vec::new();
    let before = match std::mem::take(&mut state.slot) {
        Slot::Loaded(loaded) => Some(loaded),
        Slot::Reading { id, before, .. } => {
            effects.extend(engine(Command::Unload(id)));
            before
        }
        Slot::Choosing(choice) => Some(Box::new(choice.loaded)),
        Slot::Empty => None,
    };
    // the dialog of a typed path closes; other input stays
    if matches!(state.dialog, Some(Dialog::PastePath { .. })) || !state.has_unsaved_input() {
        state.dialog = None;
    }
    state.page = Page::Send;
    state.place = Place::Pattern;
    state.slot = Slot::Reading {
        id,
        file,
        before,
        progress: options.progress.clone(),
    };
    effects.extend(engine(Command::Load {
        id,
        source,
        options,
        remember,
    }));
    effects
}

/// Shows the pattern that was read, or its readings to choose from.
pub(super) fn loaded(state: &mut State, loaded: Loaded) -> Vec<Effect> {
    let is_awaited = matches!(&state.slot, Slot::Reading { id, .. } if *id == loaded.id);
    if !is_awaited {
        return engine(Command::Unload(loaded.id)); // another file was opened meanwhile
    }
    let mut effects = Vec::new();
    if let Slot::Reading {
        before: Some(before),
        ..
    } = std::mem::take(&mut state.slot)
        && before.id != loaded.id
    {
        effects.push(Effect::Engine(Command::Unload(before.id)));
    }
    let playing = !state.settings.window.reduce_motion;
    state.player = Player {
        playing,
        speed: state.player.speed,
        looping: state.player.looping,
        ..Player::default()
    };
    state.previews.clear();
    state.fit = super::fitting::for_another_pattern(&state.fit);
    if !loaded.opened.certain {
        state.slot = Slot::Choosing(Box::new(choice(loaded)));
        return effects;
    }
    state.slot = Slot::Loaded(Box::new(loaded));
    effects.extend(super::sending::previews(state));
    effects
}

fn choice(loaded: Loaded) -> Choice {
    Choice {
        loaded,
        chosen: 0,
        leds: String::new(),
        matrix: String::new(),
        delay: String::new(),
        remember: true,
        problem: None,
    }
}

pub(super) fn close(state: &mut State) -> Vec<Effect> {
    state.previews.clear();
    match std::mem::take(&mut state.slot) {
        Slot::Loaded(loaded) => engine(Command::Unload(loaded.id)),
        Slot::Choosing(choice) => engine(Command::Unload(choice.loaded.id)),
        Slot::Reading { id, before, .. } => {
            let before = before.map(|loaded| loaded.id);
            std::iter::once(id)
                .chain(before)
                .flat_map(|id| engine(Command::Unload(id)))
                .collect()
        }
        Slot::Empty => Vec::new(),
    }
}

fn with_choice(state: &mut State, change: impl FnOnce(&mut Choice)) -> Vec<Effect> {
    if let Slot::Choosing(choice) = &mut state.slot {
        change(choice);
    }
    Vec::new()
}

pub(super) fn choose(state: &mut State, index: usize) -> Vec<Effect> {
    with_choice(state, |choice| {
        if index < choice.loaded.opened.candidates.len() {
            choice.chosen = index;
            choice.leds.clear();
            choice.matrix.clear();
            choice.problem = None;
        }
    })
}

pub(super) fn type_reading(
    state: &mut State,
    leds: String,
    matrix: String,
    delay: String,
) -> Vec<Effect> {
    with_choice(state, |choice| {
        choice.leds = leds;
        choice.matrix = matrix;
        choice.delay = delay;
        choice.problem = None;
    })
}

pub(super) fn remember(state: &mut State, remember: bool) -> Vec<Effect> {
    with_choice(state, |choice| choice.remember = remember)
}

/// Reads the file as it was chosen, or typed.
pub(super) fn confirm(state: &mut State) -> Vec<Effect> {
    let Slot::Choosing(choice) = &mut state.slot else {
        return Vec::new();
    };
    match options(choice) {
        Ok(options) => {
            let id = choice.loaded.id;
            let remember = choice.remember;
            let file = file_name(&choice.loaded.opened.path);
            read(state, file, Source::Reading(id), options, remember)
        }
        Err(problem) => {
            choice.problem = Some(problem);
            Vec::new()
        }
    }
}

/// Goes back to the certain reading or the pattern that was open before; an unread file closes.
pub(super) fn cancel_reading(state: &mut State) -> Vec<Effect> {
    match std::mem::take(&mut state.slot) {
        Slot::Reading { id, before, .. } => {
            state.slot = was_open(before);
            engine(Command::Unload(id))
        }
        Slot::Choosing(choice) if choice.loaded.opened.certain => {
            state.slot = Slot::Loaded(Box::new(choice.loaded));
            Vec::new()
        }
        other => {
            state.slot = other;
            close(state)
        }
    }
}

fn options(choice: &Choice) -> Result<ReadOptions, Message> {
    let mut options = ReadOptions::default();
    if !choice.delay.trim().is_empty() {
        let ms = choice
            .delay
            .trim()
            .trim_end_matches("ms")
            .trim()
            .parse()
            .ok()
            .filter(|&ms| ms > 0);
        options.delay = Some(FrameDuration::from_ms(
            ms.ok_or_else(|| msg!("form-frame-time"))?,
        ));
    }
    if !choice.matrix.trim().is_empty() {
        let matrix: Matrix = choice
            .matrix
            .trim()
            .parse()
            .map_err(|_| msg!("form-matrix"))?;
        options.matrix = Some(matrix);
        options.leds = Some(matrix.leds());
    } else if !choice.leds.trim().is_empty() {
        let leds = choice
            .leds
            .trim()
            .parse()
            .ok()
            .filter(|&leds: &usize| leds > 0);
        options.leds = Some(leds.ok_or_else(|| msg!("form-leds"))?);
    } else if let Some(candidate) = choice.loaded.opened.candidates.get(choice.chosen) {
        options.leds = Some(candidate.leds);
        options.matrix = candidate.matrix;
        options.format = candidate.selection.format.clone();
        options.array = candidate.selection.array.clone();
    }
    Ok(options)
}

/// Shows the readings of the loaded file again.
pub(super) fn reconsider(state: &mut State) -> Vec<Effect> {
    match std::mem::take(&mut state.slot) {
        Slot::Loaded(loaded) if loaded.opened.candidates.len() > 1 => {
            state.slot = Slot::Choosing(Box::new(choice(*loaded)));
        }
        other => state.slot = other,
    }
    Vec::new()
}

/// Returns what is open again after a reading has ended.
fn was_open(before: Option<Box<Loaded>>) -> Slot {
    match before {
        Some(before) if before.opened.certain => Slot::Loaded(before),
        Some(before) => Slot::Choosing(Box::new(choice(*before))),
        None => Slot::Empty,
    }
}

/// Takes that a file could not be read: the earlier pattern stays, and the next file is read.
pub(super) fn failed(
    state: &mut State,
    id: PatternId,
    file: &str,
    problem: Problem,
) -> Vec<Effect> {
    let before = match std::mem::take(&mut state.slot) {
        Slot::Reading {
            id: awaited,
            before,
            ..
        } if awaited == id => before,
        other => {
            state.slot = other;
            return Vec::new();
        }
    };
    state.slot = was_open(before);
    let check = computer::check_after(state, &problem);
    let name = path_text(file);
    state.unopened.still_shown = state.loaded().map(|loaded| loaded.id);
    state.unopened.files.push(ToastItem {
        name: name.clone(),
        problem: problem.clone(),
    });
    // a note above the preview says it where the preview is in view
    let page = state.page;
    let place = state.place;
    if page != Page::Send || place != Place::Pattern {
        toasts::grouped(state, ToastGroup::Files, name, problem);
    }
    let mut effects = open_next(state);
    effects.extend(check);
    state.page = page;
    state.place = place;
    effects
}
