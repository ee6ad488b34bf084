//! The layout of a device, told as a person would: panels, a map from a file, one of the usual layouts.

use super::rig::{Rig, rig};
use egui_kittest::kittest::Queryable as _;
use upload_bridge::app::{Dialog, LayoutForm, Page, State};
use upload_bridge::engine::Outcome;
use upload_bridge::pattern::Arrangement;

fn form(state: &State) -> Option<&LayoutForm> {
    match &state.dialog {
        Some(Dialog::Layout(form)) => Some(form),
        _ => None,
    }
}

fn arch(state: &State) -> Option<&Arrangement> {
    state
        .devices
        .iter()
        .find(|view| view.name() == "Garden arch")?
        .settings
        .arrangement
        .as_ref()
}

/// A window with a pattern, and the layout of a strip of 300 LEDs open.
fn open() -> Rig {
    let mut rig = rig("");
    rig.devices();
    rig.pattern();
    edit(&mut rig);
    rig
}

fn edit(rig: &mut Rig) {
    rig.open("Garden arch,");
    rig.until("its page", |state| state.page == Page::Device);
    rig.click("Layout…");
    rig.until("its layout", |state| form(state).is_some());
    rig.harness.run_steps(4);
}

fn write(rig: &mut Rig, field: &str, text: &str) {
    rig.harness.get_by_label(field).focus();
    rig.harness.step();
    rig.harness.get_by_label(field).type_text(text);
    rig.harness.run_steps(2);
}

/// Goes back, selects the arch and sends.
fn send(rig: &mut Rig) {
    rig.click("Back");
    rig.click_beginning("Garden arch,");
    rig.click("Send to 1 device");
    rig.until("its end", |state| {
        state.jobs.len() == 1 && state.active_jobs() == 0
    });
    assert_eq!(rig.outcomes(), [Some(Outcome::Verified)]);
}

#[test]
fn panels_are_typed_and_pointed_at_and_patterns_go_to_them() {
    let mut rig = open();
    rig.click("Panels");
    rig.click("Save");
    rig.harness
        .get_by_label_contains("such as 2x2, and the size of each panel");
    write(&mut rig, "Panels across and down", "2x2");
    write(&mut rig, "LEDs of each panel", "4x4");
    rig.click("Panels: Columns from the bottom left, back and forth");
    rig.click("LEDs: Rows from the top left, back and forth");
    rig.harness
        .get_by_label("Drawing of the layout: 64 LEDs on 8 × 8, LED 1 in column 1 of row 5");
    rig.click("Save");
    rig.until("what was told", |state| {
        state.dialog.is_none() && arch(state).is_some()
    });
    assert_eq!(
        arch(rig.state()).unwrap().to_string(),
        "2x2:4x4:columns-serpentine-bl"
    );
    send(&mut rig);
    rig.harness
        .get_by_label_contains("Preview, 8 by 8 LEDs, frame");
}

#[test]
fn a_map_is_read_from_a_path_that_is_typed() {
    let mut rig = open();
    let good = rig.home.path().join("tree.csv");
    let bad = rig.home.path().join("bad.csv");
    std::fs::write(&good, "0,0\n2,0\n1,1\n").unwrap();
    std::fs::write(&bad, "0,0\n2,nowhere\n").unwrap();
    rig.click("Irregular");
    write(&mut rig, "Map file", bad.to_str().unwrap());
    rig.click("Read the file");
    rig.until("why not", |state| {
        form(state).is_some_and(|form| form.map.problem.is_some())
    });
    rig.harness
        .get_by_label_contains("Line 2: 'nowhere' is not a number for y");
    rig.harness.get_by_label("Map file").focus();
    rig.harness.step();
    rig.harness
        .key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    rig.harness.step();
    write(&mut rig, "Map file", good.to_str().unwrap());
    rig.click("Read the file");
    rig.until("the map", |state| {
        form(state).is_some_and(|form| form.map.map.is_some())
    });
    rig.harness.run_steps(2);
    rig.harness
        .get_by_label_contains("tree.csv: 3 LEDs on a grid of 3 × 2");
    rig.click("Save");
    rig.until("what was told", |state| arch(state).is_some());
    send(&mut rig);
    rig.harness
        .get_by_label_contains("Preview, 3 LEDs on a grid of 3 by 2, frame");
}

#[test]
fn a_usual_layout_is_one_choice_and_is_recognised_again() {
    let mut rig = open();
    rig.click("Common layouts");
    rig.click("Panel 32 × 8, lying");
    rig.until("its size", |state| {
        form(state).is_some_and(|form| form.size == "32x8")
    });
    rig.click("Save");
    rig.until("what was told", |state| arch(state).is_some());
    rig.click("Back");
    edit(&mut rig);
    let select = rig.harness.get_by_label("Common layouts");
    assert_eq!(select.value().as_deref(), Some("Panel 32 × 8, lying"));
}
