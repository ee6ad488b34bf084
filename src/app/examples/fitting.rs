//! Examples of adjusting: the controls of each tab, a supply that is too weak, a device that the pattern is too long for.

use super::parts;
use super::{Named, devices};
use crate::app::state::{Dialog, FitTab, Loaded, PowerForm, Slot, State};
use crate::engine::PatternId;
use crate::pattern::{Dither, Fit, Line, Turn, White};

pub(super) const LIST: &[Named] = &[
    ("adjust", || {
        adjusted(
            FitTab::Picture,
            Fit {
                turn: Turn::Right,
                ..Fit::default()
            },
        )
    }),
    ("adjust-strip", || {
        adjusted(
            FitTab::Strip,
            Fit {
                line: Some(Line::Row(Some(11))),
                ..Fit::default()
            },
        )
    }),
    ("adjust-colour", colored),
    ("adjust-time", || {
        adjusted(
            FitTab::Time,
            Fit {
                max_fps: Some(25.0),
                ..Fit::default()
            },
        )
    }),
    ("current", current),
    ("current-dimmed", dimmed),
    ("power", power),
    ("too-long", too_long),
];

/// A flame, fitted so; two devices selected.
fn fitted(fit: Fit, change: impl FnOnce(&mut State)) -> State {
    let mut state = State {
        devices: devices(),
        fit,
        ..State::new()
    };
    change(&mut state);
    let loaded = Loaded {
        id: PatternId(1),
        opened: parts::flame("flame.bin", 16, 103),
    };
    parts::previews(&mut state, &loaded);
    state.slot = Slot::Loaded(Box::new(loaded));
    state.selected = state
        .devices
        .iter()
        .take(2)
        .map(|view| view.device.id.clone())
        .collect();
    state.player.at_ms = 1_240.0;
    state.player.playing = false;
    state
}

fn adjusted(tab: FitTab, fit: Fit) -> State {
    State {
        adjust: Some(tab),
        ..fitted(fit, |_| {})
    }
}

fn colored() -> State {
    let white = Some(White::Kelvin(4500));
    let dither = Some(Dither::Ordered);
    adjusted(
        FitTab::Color,
        Fit {
            saturation_pct: 130,
            white,
            gamma: 2.2,
            dither,
            ..Fit::default()
        },
    )
}

/// A supply of 4 A.
fn supplied(state: &mut State, told: &str) {
    if let Some(porch) = state.devices.first_mut() {
        porch.settings.power = told.parse().ok();
    }
}

fn current() -> State {
    fitted(Fit::default(), |state| supplied(state, "20,1,5,4000"))
}

fn dimmed() -> State {
    fitted(Fit::default(), |state| supplied(state, "20,1,5,4000,dim"))
}

fn power() -> State {
    let mut state = current();
    let device = state.devices.first().map(|view| view.device.id.clone());
    state.dialog = device.map(|device| {
        let [led_ma, idle_ma, volts, supply] = ["20", "1", "5", "4"].map(str::to_owned);
        Dialog::Power(PowerForm {
            device,
            led_ma,
            idle_ma,
            volts,
            supply,
            dim: true,
            problem: None,
        })
    });
    state
}

fn too_long() -> State {
    fitted(Fit::default(), |state| {
        if let Some(window) = state.devices.get_mut(1) {
            window.device.limits.max_frames = Some(60);
        }
    })
}
