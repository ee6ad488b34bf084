//! Files that could not be opened, toasts of one and of several failures, and patterns of unusual shapes in the preview.

use super::super::state::{HISTORY_PAGE, State, Toast, ToastGroup, ToastItem, ToastKind, Unopened};
use super::{Named, loaded, parts};
use crate::app::state::{Loaded, Slot};
use crate::engine::PatternId;

pub(super) const LIST: &[Named] = &[
    ("unopened", unopened),
    ("unopened-many", unopened_many),
    ("unopened-empty", || State {
        unopened: unopened().unopened,
        ..State::new()
    }),
    ("toasts", toasts),
    ("toasts-history", || State {
        page: HISTORY_PAGE,
        toasts: toasts().toasts,
        ..super::history()
    }),
    ("still", still),
    ("one-led", || shape("one.bin", 1, 1)),
    ("strip-1000", || shape("strip.bin", 1000, 1)),
    ("tall", || shape("tall.bin", 8, 32)),
    ("fine", || shape("fine.bin", 64, 64)),
];

fn failure(name: &str, line: &str) -> ToastItem {
    ToastItem {
        name: name.into(),
        line: line.into(),
    }
}

fn unopened() -> State {
    let mut state = loaded();
    let still_shown = state.loaded().map(|loaded| loaded.id);
    state.unopened = Unopened {
        files: vec![failure(
            "x.bin",
            "The file ends in the middle of frame 14. Export it again, or copy it once more.",
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
            failure("x.bin", "The file is empty. Export it again."),
            failure(name, "This is not a GIF. Check the ending of its name."),
            failure(
                "玄関.bin",
                "The file cannot be read. Check its permissions.",
            ),
        ],
        still_shown,
    };
    state
}

fn toasts() -> State {
    let mut state = super::many();
    let long = "The device does not answer: nothing came back from 192.168.1.45:80 within 5 s, three times in a row. Check \
                that it has power and is in the same network, wait until it has started, then test the connection.";
    let group = (
        ToastGroup::Silent,
        vec![
            failure("Porch", long),
            failure("Shop window", long),
            failure("A device with a name that goes on and on", long),
        ],
    );
    state.toasts = vec![
        Toast {
            id: 1,
            ..Toast::failure("Garage roof failed".into(), long.into())
        },
        Toast {
            id: 2,
            group: Some(group),
            ..Toast::failure(
                "3 devices do not answer".into(),
                "Porch, Shop window, A device with a name that goes on and on".into(),
            )
        },
        Toast {
            id: 3,
            kind: ToastKind::Success,
            ..Toast::failure(
                "a_pattern_with_a_name_that_is_longer_than_a_toast_is_wide is on 12 devices".into(),
                "Read back and compared.".into(),
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
