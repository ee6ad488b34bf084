//! Groups of devices: made in the dialog of a device, shown as chips above the list, selected by pointer and keyboard.

use super::rig::{Rig, rig};
use egui::Key;
use egui_kittest::kittest::Queryable as _;
use upload_bridge::app::{Dialog, State};

fn selected(state: &State) -> Vec<&str> {
    let views = state.devices.iter();
    let views = views.filter(|view| state.selected.contains(&view.device.id));
    let mut names: Vec<&str> = views.map(|view| view.name()).collect();
    names.sort_unstable();
    names
}

/// Puts the device whose card is called so into groups, by its menu and the keyboard.
fn join(rig: &mut Rig, card: &str, groups: &str) {
    let begins = |label: String| label.starts_with(card);
    let found = rig
        .harness
        .get_all_by(|node| node.label().is_some_and(begins));
    found.into_iter().next().unwrap().click_secondary();
    rig.harness.run_steps(4);
    rig.click("Groups…");
    assert!(matches!(rig.state().dialog, Some(Dialog::Groups(_))));
    rig.harness.get_by_label("New groups").type_text(groups);
    rig.harness.step();
    rig.harness.key_press(Key::Enter);
    rig.until("the end of the dialog", |state| state.dialog.is_none());
}

#[test]
fn groups_are_made_selected_and_gone_when_nobody_is_in_them() {
    let mut rig = rig("");
    rig.devices();
    assert!(!rig.has_beginning("Group "), "no chip without a group");
    join(&mut rig, "Porch,", "front, xmas");
    rig.until("two groups", |state| state.groups().len() == 2);
    join(&mut rig, "Garden arch,", "XMAS");
    rig.until("two devices in it", |state| {
        state.groups().values().any(|count| count.devices == 2)
    });
    rig.pattern();
    rig.click("Group xmas, 2 devices, not selected");
    assert_eq!(selected(rig.state()), ["Garden arch", "Porch"]);
    rig.harness.get_by_label("Group front, 1 device, selected");

    // by the keyboard, the same
    rig.harness
        .get_by_label("Group front, 1 device, selected")
        .focus();
    rig.harness.step();
    rig.harness.key_press(Key::Space);
    rig.harness.run_steps(2);
    assert_eq!(
        selected(rig.state()),
        ["Garden arch"],
        "a second press takes it out"
    );
    rig.harness
        .get_by_label("Group xmas, 2 devices, 1 selected");
    rig.harness.key_press(Key::Enter);
    rig.harness.run_steps(2);
    assert_eq!(
        selected(rig.state()),
        ["Porch"],
        "and another selects exactly it"
    );
    rig.click("Group xmas, 2 devices, 1 selected");
    assert_eq!(selected(rig.state()), ["Garden arch", "Porch"]);
    rig.click("Group xmas, 2 devices, selected");
    assert!(selected(rig.state()).is_empty());

    // out of a group by its check box; a bad name is said beside the field
    let card = rig.harness.get_all_by(|node| {
        node.label()
            .is_some_and(|label| label.starts_with("Porch,"))
    });
    card.into_iter().next().unwrap().click_secondary();
    rig.harness.run_steps(4);
    rig.click("Groups…");
    rig.click("front");
    rig.harness.get_by_label("New groups").focus();
    rig.harness.step();
    rig.harness.get_by_label("New groups").type_text("@@");
    rig.harness.step();
    rig.click("Save");
    rig.harness.get_by_label_contains("cannot begin with @");
    rig.harness.get_by_label("New groups").focus();
    rig.harness.step();
    for _ in 0..2 {
        rig.harness.key_press(Key::Backspace);
        rig.harness.step();
    }
    rig.click("Save");
    rig.until("one group", |state| state.groups().len() == 1);
    assert!(!rig.has_beginning("Group front"));
}
