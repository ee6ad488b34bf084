//! Files that could not be opened, toasts of one and of several failures, and patterns of unusual shapes in the preview.

use super::super::state::{
    Page, State, Toast, ToastGroup, ToastItem, ToastKind, ToastLine, Unopened,
};
use super::{Named, loaded, parts};
use crate::app::state::{Loaded, Slot};
use crate::device::DeviceError;
use crate::engine::PatternId;
use crate::msg;
use crate::pattern::PatternError;
use crate::problem::{Code, Problem, Remedy};

pub(super) const LIST: &[Named] = &[
    ("unopened", unopened),
    ("unopened-many", unopened_many),
    ("unopened-empty", || State {
        unopened: unopened().unopened,
        ..State::new()
    }),
    ("toasts", toasts),
    ("toasts-history", || State {
        page: Page::History,
        toasts: toasts().toasts,
        ..super::history()
    }),
    ("still", still),
    ("one-led", || shape("one.bin", 1, 1)),
    ("strip-1000", || shape("strip.bin", 1000, 1)),
    ("tall", || shape("tall.bin", 8, 32)),
    ("fine", || shape("fine.bin", 64, 64)),
];

fn failure(name: &str, error: PatternError) -> ToastItem {
    ToastItem {
        name: name.into(),
        problem: Problem::from(&DeviceError::from(error)),
    }
}

fn unopened() -> State {
    let mut state = loaded();
    let still_shown = state.loaded().map(|loaded| loaded.id);
    state.unopened = Unopened {
        files: vec![failure(
            "x.bin",
            PatternError::Truncated {
                needs: 10_752,
                has: 10_240,
            },
        )],
        still_shown,
    };
    state
}

fn unopened_many() -> State {
    let mut state = super::long_names();
    let still_shown = state.loaded().map(|loaded| loaded.id);
    let name = "a_file_name_that_is_much_longer_than_any_note_is_wide_and_goes_on_16x16.gif";
    state.unopened = Unopened {
        files: vec![
            failure("x.bin", PatternError::Changed),
            failure(
                name,
                PatternError::Truncated {
                    needs: 10_752,
                    has: 10_240,
                },
            ),
            failure("玄関.bin", PatternError::NoFfmpeg),
        ],
        still_shown,
    };
    state
}

fn toasts() -> State {
    let mut state = super::many();
    let silent = parts::lost(
        Code::DeviceTimeout,
        msg!("doing-reading-status"),
        msg!("link-timed-out", seconds = 5),
        Remedy::CheckPowerAndNetwork.then(Remedy::MoveOrRestart),
    );
    let names = [
        "Porch",
        "Shop window",
        "A device with a name that goes on and on",
    ];
    let items = names.map(|name| ToastItem {
        name: name.into(),
        problem: silent.clone(),
    });
    let pattern = "a_pattern_with_a_name_that_is_longer_than_a_toast_is_wide";
    state.toasts = vec![
        Toast {
            id: 1,
            ..Toast::failure(msg!("toast-upload-failed", device = "Garage roof"), silent)
        },
        Toast {
            id: 2,
            group: Some((ToastGroup::Silent, items.to_vec())),
            ..Toast::failure(
                ToastGroup::Silent.many(names.len()),
                ToastLine::Names(names.map(Into::into).to_vec()),
            )
        },
        Toast {
            id: 3,
            kind: ToastKind::Success,
            ..Toast::failure(
                msg!("toast-verified", pattern = pattern, n = 12),
                msg!("toast-verified-about"),
            )
        },
    ];
    state
}

fn still() -> State {
    shape("still.bin", 16, 16)
}

/// The only pattern that is open, as the file has it.
fn shape(file: &str, w: u16, h: u16) -> State {
    let frames = if file == "still.bin" { 1 } else { 40 };
    let loaded = Loaded {
        id: PatternId(1),
        opened: parts::shaped(file, w, h, frames),
    };
    let mut state = State {
        slot: Slot::Loaded(Box::new(loaded)),
        ..State::new()
    };
    state.player.playing = false;
    state
}
