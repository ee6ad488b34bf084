//! Examples of a selection that not all of can take the pattern, that a search hides, and of sending to it.

use super::parts::{self, device, flame, job, lit};
use super::{Named, jobs};
use crate::app::state::{Loaded, Page, Slot, State};
use crate::engine::{DeviceView, JobId, Outcome, PatternId, Phase, Presence};

pub(super) const LIST: &[Named] = &[
    ("partly", partly),
    ("hidden", hidden),
    ("none-able", none_able),
    ("selected-no-pattern", no_pattern),
    ("crowd", crowd),
    ("round", round),
    ("round-more", round_more),
    ("round-ended", round_ended),
    ("round-verified", round_verified),
    ("cancelled", cancelled),
];

const NAMES: [&str; 14] = [
    "Porch",
    "Shop window",
    "Garden arch",
    "Desk lamp",
    "Staircase",
    "Bar",
    "Attic",
    "Tree",
    "Gate",
    "Fountain",
    "Pavilion",
    "Kitchen",
    "Hall",
    "Workshop",
];

/// The flame is open, and fitted to these devices.
fn opened(devices: Vec<DeviceView>) -> State {
    let mut state = State {
        devices,
        searchable: true,
        ..State::new()
    };
    let loaded = Loaded {
        id: PatternId(1),
        opened: flame("flame.bin", 16, 103),
    };
    parts::previews(&mut state, &loaded);
    state.slot = Slot::Loaded(Box::new(loaded));
    state.player.at_ms = 1_240.0;
    state.player.playing = false;
    state
}

fn select(state: &mut State, count: usize) {
    let ids = state.devices.iter().map(|view| view.device.id.clone());
    state.selected = ids.take(count).collect();
}

/// Fourteen devices, eight selected; one of these is full, and one does not answer.
fn partly() -> State {
    let devices = NAMES.iter().enumerate().map(|(n, name)| {
        let mut view = device(n as u64 + 1, name, lit(16, 16));
        if n == 0 {
            view.device.limits.free_bytes = Some(21_400);
        }
        view
    });
    let mut state = opened(devices.collect());
    select(&mut state, 8);
    for view in &mut state.devices {
        if view.device.name == "Tree" {
            view.presence = Presence::Offline;
            view.last_seen -= 7_200;
        }
    }
    state
}

/// The same, searched for one of them.
fn hidden() -> State {
    State {
        search: "garden".into(),
        ..partly()
    }
}

/// Two are selected, and neither can take the pattern.
fn none_able() -> State {
    let mut state = partly();
    let is_able = |view: &&DeviceView| ["Porch", "Tree"].contains(&view.name());
    let ids = state.devices.iter().filter(is_able);
    state.selected = ids.map(|view| view.device.id.clone()).collect();
    state
}

/// Eight are selected before any pattern is open.
fn no_pattern() -> State {
    State {
        slot: Slot::Empty,
        previews: Default::default(),
        ..partly()
    }
}

/// A hundred and twenty devices, all selected; some are full, some do not answer, some have no size.
fn crowd() -> State {
    let devices = (0..120_u64).map(|n| {
        let size = if n % 23 == 5 {
            (None, None)
        } else {
            lit(16, 16)
        };
        let mut view = device(n + 1, &format!("Facade {:03}", n + 1), size);
        if n % 9 == 2 {
            view.device.limits.free_bytes = Some(21_400);
        }
        if n % 11 == 7 {
            view.presence = Presence::Offline;
        }
        view
    });
    let mut state = opened(devices.collect());
    select(&mut state, 120);
    state
}

/// Uploads of the flame to the selected devices that can take it, as `end` says of each.
fn sent(mut state: State, end: impl Fn(usize) -> (Phase, Option<Outcome>)) -> State {
    let targets: Vec<DeviceView> = state.targets().into_iter().cloned().collect();
    for (n, view) in targets.iter().enumerate() {
        let (phase, outcome) = end(n);
        let mut job = job(n as u64 + 1, view, phase);
        if phase == Phase::Sending {
            job.done = 31_000;
            job.total = 79_310;
        }
        job.outcome = outcome;
        state.round.insert(job.id);
        state.jobs.push(job);
    }
    parts::thumb(&mut state);
    state
}

/// Six devices are sent to: three have it, one has failed.
fn round() -> State {
    sent(partly(), |n| match n {
        0..3 => (Phase::Done, Some(Outcome::Verified)),
        3 => (Phase::Done, Some(Outcome::Failed(jobs::refused()))),
        4 => (Phase::Sending, None),
        _ => (Phase::Waiting, None),
    })
}

/// The same, and two more devices are selected.
fn round_more() -> State {
    let mut state = round();
    select(&mut state, 10);
    state
}

fn round_ended() -> State {
    let mut state = sent(partly(), |n| match n {
        0..4 => (Phase::Done, Some(Outcome::Verified)),
        _ => (Phase::Done, Some(Outcome::Failed(jobs::refused()))),
    });
    state.round.clear();
    state
}

fn round_verified() -> State {
    let mut state = sent(partly(), |_| (Phase::Done, Some(Outcome::Verified)));
    state.round.clear();
    state
}

/// One of six was cancelled, seen on the page of uploads.
fn cancelled() -> State {
    let mut state = round_ended();
    if let Some(job) = state
        .jobs
        .iter_mut()
        .find(|job| job.id == JobId::example(6))
    {
        job.outcome = Some(Outcome::Cancelled);
    }
    state.page = Page::Uploads;
    state
}
