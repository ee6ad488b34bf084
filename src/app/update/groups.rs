//! Groups of devices: selecting one, and putting a device into them.

use super::engine;
use crate::app::action::Effect;
use crate::app::state::{Dialog, GroupsForm, State, Suitability};
use crate::device::{DeviceId, GroupName};
use crate::engine::Command;

/// Selects the selectable devices of a group, and no others unless `add`. If all of them are selected, deselects the group.
pub(super) fn toggle(state: &mut State, group: &GroupName, add: bool) -> Vec<Effect> {
    let able: Vec<DeviceId> = state
        .in_group(group)
        .filter(|view| state.suitability(view) == Suitability::Fine)
        .map(|view| view.device.id.clone())
        .collect();
    if able.is_empty() {
        return Vec::new();
    }
    if able.iter().all(|id| state.selected.contains(id)) {
        // also those that can no longer take the pattern
        let all: Vec<DeviceId> = state
            .in_group(group)
            .map(|view| view.device.id.clone())
            .collect();
        for id in &all {
            state.selected.remove(id);
        }
        return Vec::new();
    }
    if !add {
        state.selected.clear();
    }
    state.selected.extend(able);
    Vec::new()
}

/// Opens the form of a device's groups.
pub(super) fn edit(state: &mut State, id: &DeviceId) -> Vec<Effect> {
    if let Some(view) = state.device(id) {
        state.dialog = Some(Dialog::Groups(GroupsForm::of(view)));
    }
    Vec::new()
}

/// Saves the form; what another process changed meanwhile stays.
pub(super) fn save(state: &mut State, mut form: GroupsForm) -> Vec<Effect> {
    let Some(view) = state.device(&form.device) else {
        state.dialog = None;
        return Vec::new();
    };
    match form.change(&view.groups) {
        Ok(change) => {
            state.dialog = None;
            if change.is_empty() {
                return Vec::new();
            }
            let device = form.device;
            engine(Command::Regroup { device, change })
        }
        Err(wrong) => {
            form.problem = Some(wrong);
            state.dialog = Some(Dialog::Groups(form));
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Action, example, update};
    use crate::device::GroupChange;
    use crate::engine::Presence;

    fn group(name: &str) -> GroupName {
        name.parse().unwrap()
    }

    /// Porch and Shop window in `front`, Shop window and Garage roof, which is offline, in `shop`.
    fn grouped() -> State {
        let mut state = example("loaded").unwrap();
        state.selected.clear();
        for (name, groups) in [
            ("Porch", &["front"][..]),
            ("Shop window", &["Front", "shop"]),
            ("Garage roof", &["shop", "roofs"]),
        ] {
            let view = state
                .devices
                .iter_mut()
                .find(|view| view.name() == name)
                .unwrap();
            view.groups = groups.iter().map(|name| group(name)).collect();
        }
        state
    }

    fn selected(state: &State) -> Vec<&str> {
        let views = state.devices.iter();
        let views = views.filter(|view| state.selected.contains(&view.device.id));
        views.map(DeviceView::name).collect()
    }

    use crate::engine::DeviceView;

    fn press(state: &mut State, name: &str, add: bool) {
        let group = group(name);
        assert!(update(state, Action::ToggleGroup { group, add }).is_empty());
    }

    #[test]
    fn a_group_selects_exactly_its_devices_and_a_second_press_none_of_them() {
        let mut state = grouped();
        state.selected = [state.devices[2].device.id.clone()].into();
        press(&mut state, "front", false);
        assert_eq!(selected(&state), ["Porch", "Shop window"]);
        press(&mut state, "front", false);
        assert!(selected(&state).is_empty());
    }

    #[test]
    fn devices_that_cannot_be_selected_are_left_out() {
        let mut state = grouped();
        press(&mut state, "shop", false);
        assert_eq!(selected(&state), ["Shop window"]);
        press(&mut state, "roofs", false);
        assert_eq!(
            selected(&state),
            ["Shop window"],
            "there is nobody to select"
        );
        press(&mut state, "front", true);
        assert_eq!(selected(&state), ["Porch", "Shop window"]);
        let counts = state.groups();
        let front = counts[&group("FRONT")];
        assert!(front.devices == 2 && front.is_selected() && !front.is_part());
        press(&mut state, "shop", false);
        let front = state.groups()[&group("front")];
        assert_eq!(
            (front.selected, front.is_part()),
            (1, true),
            "shop was deselected"
        );
        assert_eq!(selected(&state), ["Porch"]);
    }

    #[test]
    fn a_part_of_a_group_is_told_from_all_of_it() {
        let mut state = grouped();
        let roof = state.groups()[&group("roofs")];
        assert_eq!((roof.devices, roof.able, roof.is_selected()), (1, 0, false));
        state.selected = [state.devices[0].device.id.clone()].into();
        assert!(state.groups()[&group("front")].is_part());
        for view in &mut state.devices {
            view.presence = Presence::Offline;
        }
        let gone = state.groups()[&group("front")];
        assert!(!gone.is_part() && !gone.is_selected());
    }

    #[test]
    fn the_form_of_a_device_joins_and_leaves() {
        let mut state = grouped();
        let shop = state.devices[1].device.id.clone();
        let _ = update(&mut state, Action::EditGroups(shop.clone()));
        let Some(Dialog::Groups(mut form)) = state.dialog.clone() else {
            panic!("no dialog")
        };
        form.joined.remove(&group("front"));
        form.new = " xmas, @Night , SHOP".into();
        let effects = update(&mut state, Action::SaveGroups(form.clone()));
        let change = GroupChange {
            leave_all: false,
            leave: vec![group("front")],
            join: vec![group("night"), group("xmas")],
        };
        let wanted = Command::Regroup {
            device: shop,
            change,
        };
        assert_eq!(effects, [Effect::Engine(wanted)]);
        assert_eq!(state.dialog, None);
        form.new = "@@".into();
        assert!(update(&mut state, Action::SaveGroups(form.clone())).is_empty());
        let Some(Dialog::Groups(shown)) = &state.dialog else {
            panic!("no dialog")
        };
        assert!(
            shown
                .problem
                .as_ref()
                .unwrap()
                .to_string()
                .contains("cannot begin with @")
        );
        form.new.clear();
        form.joined.insert(group("front"));
        assert!(
            update(&mut state, Action::SaveGroups(form)).is_empty(),
            "as it was"
        );
    }
}
