//! Examples of groups of devices: many of them, odd names, the dialog of one device; and devices that share a name.

use super::parts::{device, lit};
use super::{Named, with_pattern};
use crate::app::state::{Dialog, GroupsForm, Place, State};
use crate::engine::Presence;

pub(super) const LIST: &[Named] = &[
    ("groups", few),
    ("groups-many", many),
    ("groups-odd", odd),
    ("groups-dialog", || dialog(few())),
    ("groups-dialog-many", || dialog(many())),
    ("groups-dialog-odd", || dialog(odd())),
    ("twins", twins),
];

/// Devices of which each is in the groups that `of` gives for its number, and every sixth is offline.
fn grouped(count: usize, of: impl Fn(usize) -> Vec<&'static str>) -> State {
    let names = ["Stage left", "WLED", "Truss", "Foyer"];
    let devices = (0..count).map(|n| {
        let name = names.get(n % names.len()).copied().unwrap_or_default();
        let name = if n % 4 == 1 {
            name.to_owned()
        } else {
            format!("{name} {:02}", n / names.len() + 1)
        };
        let mut view = device(n as u64 + 10, &name, lit(16, 16));
        view.groups = of(n).iter().filter_map(|name| name.parse().ok()).collect();
        if n % 6 == 5 {
            view.presence = Presence::Offline;
        }
        view
    });
    let mut state = with_pattern(State {
        devices: devices.collect(),
        place: Place::Devices,
        ..State::new()
    });
    state.searchable = true;
    state
}

/// Selects every device in that group that is there.
fn select(state: &mut State, group: &str) {
    let there = state.devices.iter().filter(|view| {
        let is_in = view.groups.iter().any(|known| known.as_str() == group);
        is_in && view.presence == Presence::Online
    });
    state.selected = there.map(|view| view.device.id.clone()).collect();
}

/// Three groups, one of them selected, one a part of that.
fn few() -> State {
    let mut state = grouped(14, |n| match n {
        0 | 1 => vec!["porch", "garden"],
        2 | 3 => vec!["garden"],
        5 | 11 => vec!["roof"],
        _ => vec![],
    });
    select(&mut state, "porch");
    state
}

/// A hundred and twenty devices in twelve groups.
fn many() -> State {
    const GROUPS: [&str; 12] = [
        "stage",
        "foyer",
        "truss left",
        "truss right",
        "bar",
        "entrance",
        "Christmas",
        "all matrices",
        "roof",
        "garden",
        "balcony",
        "spare",
    ];
    let mut state = grouped(120, |n| {
        let one = GROUPS.get(n % 10).copied().unwrap_or_default();
        match n {
            7 | 19 => vec![one, "balcony", "spare"],
            _ if n % 3 == 0 => vec![one, "Christmas"],
            _ => vec![one],
        }
    });
    select(&mut state, "stage");
    state
}

/// Names that no row expects.
fn odd() -> State {
    let mut state = grouped(14, |n| match n % 7 {
        0 if n < 7 => vec!["🎄 Weihnachten 🎅"],
        1 => vec!["شرفة المنزل"],
        2 => vec!["a group with a long name that no row above the list is wide for"],
        3 => vec!["x", "a@b"],
        4 => vec!["玄関のイルミネーション"],
        0 => vec!["MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM"],
        5 => vec!["Ωmega · öäüß"],
        _ => vec!["x"],
    });
    select(&mut state, "x");
    state
}

/// The groups of the first device.
fn dialog(mut state: State) -> State {
    state.dialog = state.devices.first().map(|view| {
        let mut form = GroupsForm::of(view);
        form.new = "Christmas".into();
        Dialog::Groups(form)
    });
    state
}

/// Two devices as they come out of the box, and their uploads.
fn twins() -> State {
    let mut state = super::example("long-names").unwrap_or_default();
    for (view, name) in state
        .devices
        .iter_mut()
        .zip(["WLED", "WLED", "Tree", "Porch"])
    {
        name.clone_into(&mut view.device.name);
    }
    for (job, view) in state.jobs.iter_mut().zip(&state.devices) {
        job.pattern_name = "flame".into();
        job.device.name = Some(view.name().to_owned());
    }
    state.next_files.clear();
    state
}
