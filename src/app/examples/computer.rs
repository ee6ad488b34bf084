//! Examples of what the checks of this computer find.

use super::{Named, loaded};
use crate::app::state::{Computer, Page, State};
use crate::computer;

pub(super) const LIST: &[Named] = &[
    ("missing", missing),
    ("missing-one", missing_one),
    ("help-computer", help_computer),
    ("help-missing", || State {
        page: Page::Help,
        ..revealed(missing())
    }),
];

fn with(state: State, checks: Vec<computer::Check>) -> State {
    let computer = Computer {
        checks,
        ..Computer::default()
    };
    State { computer, ..state }
}

/// Everything that can be missing is.
fn missing() -> State {
    with(loaded(), computer::incomplete())
}

fn missing_one() -> State {
    let mut checks = computer::complete();
    let missing = computer::incomplete().into_iter();
    for missing in missing.filter(|check| check.id == computer::CheckId::Ffmpeg) {
        let same = checks.iter_mut().filter(|check| check.id == missing.id);
        same.for_each(|check| *check = missing.clone());
    }
    with(loaded(), checks)
}

fn help_computer() -> State {
    let state = State {
        page: Page::Help,
        ..State::new()
    };
    revealed(with(state, computer::complete()))
}

/// The same, with the Help page at the list.
fn revealed(mut state: State) -> State {
    state.computer.reveal = true;
    state
}
