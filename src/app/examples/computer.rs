//! Examples of what the checks of this computer find.

use super::{Named, loaded};
use crate::app::state::{BundleView, Computer, Dialog, Page, State};
use crate::computer;
use crate::diagnostics::{Bundle, Sources};
use crate::engine::settings::Settings;
use std::sync::Arc;

pub(super) const LIST: &[Named] = &[
    ("missing", missing),
    ("missing-one", missing_one),
    ("help-computer", help_computer),
    ("bundle", bundle),
    ("bundle-collecting", || State {
        dialog: Some(Dialog::Bundle(BundleView::default())),
        page: Page::Help,
        ..State::new()
    }),
    ("help-missing", || State {
        page: Page::Help,
        ..revealed(missing())
    }),
];

/// A bundle of a computer without saved data, while its checks are shown.
fn bundle() -> State {
    let bundle = Bundle::collect(&Sources {
        home: None,
        settings: Settings::default(),
        checks: computer::incomplete(),
    });
    let view = BundleView {
        bundle: Some(Arc::new(bundle)),
        shown: 1,
        ..BundleView::default()
    };
    State {
        dialog: Some(Dialog::Bundle(view)),
        page: Page::Help,
        ..State::new()
    }
}

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
