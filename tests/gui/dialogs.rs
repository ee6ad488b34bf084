//! Dialogs, notes and focus in a window without an engine: what a person types is not lost, and nothing moves away.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use upload_bridge::app::{Action, Dialog, LayoutForm, LayoutKind, Slot, State, example};
use upload_bridge::device::DeviceId;
use upload_bridge::engine::Event as Report;
use upload_bridge::message::Message;
use upload_bridge::problem::{Code, Problem, Remedy};
use upload_bridge::ui::App;

type Window = Harness<'static, App>;

fn window(name: &str) -> Window {
    let state = example(name).expect("there is such an example");
    let mut window = Harness::builder()
        .with_size(vec2(1280.0, 800.0))
        .allow_missing_glyphs()
        .build_eframe(move |cc| App::picture(&cc.egui_ctx, state));
    window.run_steps(4);
    window
}

fn state(window: &Window) -> &State {
    window.state().state()
}

fn form(window: &Window) -> &LayoutForm {
    match &state(window).dialog {
        Some(Dialog::Layout(form)) => form,
        other => panic!("no layout is open but {other:?}"),
    }
}

fn act(window: &mut Window, action: Action) {
    window.state_mut().act(action);
    window.run_steps(4);
}

/// Presses and releases the pointer, as a hand does; a click by name would go around what is in the way.
fn press(window: &mut Window, at: Pos2) {
    window.input_mut().events.push(Event::PointerMoved(at));
    window.step();
    for pressed in [true, false] {
        window.input_mut().events.push(Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        window.step();
    }
    window.run_steps(3);
}

fn place(window: &Window, label: &str) -> Rect {
    window.get_by_label(label).rect()
}

fn has_focus(window: &Window, label: &str) -> bool {
    window.get_by_label(label).accesskit_node().is_focused()
}

fn key(window: &mut Window, key: Key) {
    window.key_press(key);
    window.run_steps(4);
}

fn type_into(window: &mut Window, field: &str, text: &str) {
    window.get_by_label(field).focus();
    window.step();
    window.get_by_label(field).type_text(text);
    window.run_steps(2);
}

/// A device that does not say how many LEDs it has.
fn unknown(window: &Window) -> DeviceId {
    let devices = &state(window).devices;
    let view = devices.iter().find(|view| view.layout().is_none());
    view.expect("there is one").device.id.clone()
}

/// A window with the layout of that device open.
fn layout() -> Window {
    let mut window = window("loaded");
    let id = unknown(&window);
    act(&mut window, Action::EditLayout(id));
    window
}

const OUTSIDE: Pos2 = pos2(20.0, 400.0);

#[test]
fn nothing_in_the_layout_moves_when_another_kind_is_chosen_or_a_line_appears() {
    let mut window = layout();
    let named = [
        "Save",
        "Cancel",
        "Panels",
        "Irregular",
        "Nickname",
        "Colour order",
    ];
    let places = |window: &Window| named.map(|label| place(window, label));
    let before = places(&window);
    for kind in ["Panels", "Irregular", "Strip or matrix"] {
        let at = place(&window, kind).center();
        press(&mut window, at);
        assert_eq!(places(&window), before, "{kind}");
    }
    let first = "Rows from the top left, all in the same direction";
    let wiring = place(&window, first);
    type_into(&mut window, "Size", "300");
    window.get_by_label_contains("A strip.");
    assert_eq!(place(&window, first), wiring, "the line below the size");
    type_into(&mut window, "Size", "x");
    let at = place(&window, "Save").center();
    press(&mut window, at);
    assert!(form(&window).problem.is_some());
    assert_eq!(places(&window), before, "what is wrong is said");
}

#[test]
fn the_cursor_is_in_the_size_where_that_is_to_be_set() {
    let mut window = window("loaded");
    let id = unknown(&window);
    act(&mut window, Action::EditSize(id.clone()));
    assert!(has_focus(&window, "Size"));
    window.get_by_label("No size yet");
    act(&mut window, Action::SetDialog(None));
    act(&mut window, Action::EditLayout(id));
    assert!(has_focus(&window, "Nickname"));
}

#[test]
fn set_size_on_a_card_opens_the_layout_with_the_cursor_in_the_size() {
    let mut window = window("loaded");
    let at = place(&window, "Set size").center();
    press(&mut window, at);
    assert!(has_focus(&window, "Size"));
}

#[test]
fn only_where_no_size_is_known_there_is_said_to_be_none() {
    let mut window = window("layout-own");
    assert!(window.query_by_label("No size yet").is_none());
    type_into(&mut window, "Size", "16x");
    assert!(window.query_by_label("No size yet").is_none());
    window.get_by_label("Not a valid size");
}

#[test]
fn tab_goes_on_from_what_was_clicked() {
    let mut window = layout();
    let at = place(&window, "Panels").center();
    press(&mut window, at);
    key(&mut window, Key::Tab);
    assert!(has_focus(&window, "Irregular"));
    let at = place(&window, "Colour order").center();
    press(&mut window, at);
    let at = place(&window, "BRG").center();
    press(&mut window, at);
    assert_eq!(form(&window).color_order.to_string(), "BRG");
    key(&mut window, Key::Tab);
    assert!(has_focus(&window, "Strip or matrix"), "after a list");
}

#[test]
fn a_click_outside_closes_only_where_nothing_was_typed() {
    let mut window = layout();
    press(&mut window, OUTSIDE);
    assert!(state(&window).dialog.is_none(), "nothing is lost");
    let id = unknown(&window);
    act(&mut window, Action::EditLayout(id));
    type_into(&mut window, "Nickname", "Porch");
    press(&mut window, OUTSIDE);
    assert_eq!(form(&window).nickname, "Porch");
    for (label, dialog) in [
        ("Add a device by its address", "Address"),
        ("Scan options", "Other subnets"),
    ] {
        act(&mut window, Action::SetDialog(None));
        window.get_by_label(label).click();
        window.run_steps(4);
        type_into(&mut window, dialog, "192.168.7.9");
        press(&mut window, OUTSIDE);
        assert!(state(&window).dialog.is_some(), "{label}");
        window.get_by_label(dialog);
    }
}

#[test]
fn esc_asks_before_it_discards_what_was_typed() {
    let mut window = layout();
    key(&mut window, Key::Escape);
    assert!(state(&window).dialog.is_none(), "nothing is lost");
    let id = unknown(&window);
    act(&mut window, Action::EditLayout(id));
    type_into(&mut window, "Nickname", "Porch");
    key(&mut window, Key::Escape);
    window.get_by_label("Discard your changes?");
    key(&mut window, Key::Escape);
    assert_eq!(form(&window).nickname, "Porch", "a second Esc keeps it");
    key(&mut window, Key::Escape);
    key(&mut window, Key::Enter);
    assert_eq!(form(&window).nickname, "Porch", "and so does Enter");
    key(&mut window, Key::Escape);
    window.get_by_label("Discard").click();
    window.run_steps(4);
    assert!(state(&window).dialog.is_none());
}

#[test]
fn esc_closes_what_has_one_field_without_a_question() {
    let mut window = window("loaded");
    window.get_by_label("Add a device by its address").click();
    window.run_steps(4);
    type_into(&mut window, "Address", "192.168.7.9");
    key(&mut window, Key::Escape);
    assert!(state(&window).dialog.is_none());
}

#[test]
fn an_open_list_takes_a_click_outside_and_esc_for_itself() {
    let mut window = layout();
    for leave in [true, false] {
        let at = place(&window, "Common layouts").center();
        press(&mut window, at);
        window.get_by_label("Choose…");
        if leave {
            press(&mut window, OUTSIDE);
        } else {
            key(&mut window, Key::Escape);
        }
        assert!(
            window.query_by_label("Choose…").is_none(),
            "the list is closed"
        );
        let _ = form(&window);
    }
}

/// A file that is dropped.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("only its path is used".into())
    }
}

fn drop_file(window: &mut Window, path: &str) {
    let file = Arc::new(Dropped(path.into()));
    window.input_mut().dropped_files.push(file);
    window.step();
    window.input_mut().dropped_files.clear();
    window.run_steps(3);
}

#[test]
fn a_map_that_is_dropped_while_the_layout_is_open_goes_there() {
    let mut window = layout();
    type_into(&mut window, "Nickname", "Tree");
    drop_file(&mut window, "/home/me/tree.csv");
    let form = form(&window);
    assert_eq!(form.kind, LayoutKind::Map);
    assert_eq!(form.map.reading, Some("/home/me/tree.csv".into()));
    assert_eq!(form.nickname, "Tree");
    assert!(
        matches!(state(&window).slot, Slot::Loaded(_)),
        "the pattern stays"
    );
}

#[test]
fn a_pattern_that_is_dropped_leaves_what_is_typed_elsewhere() {
    let mut window = window("loaded");
    window.get_by_label("Add a device by its address").click();
    window.run_steps(4);
    type_into(&mut window, "Address", "192.168.7.9");
    drop_file(&mut window, "/home/me/heart.gif");
    assert!(matches!(state(&window).slot, Slot::Reading { .. }));
    assert!(
        matches!(&state(&window).dialog, Some(Dialog::AddDevice(form)) if form.text == "192.168.7.9")
    );
}

#[test]
fn a_drop_that_fails_is_said_above_the_preview_until_it_is_closed() {
    let mut window = window("loaded");
    let face = |window: &Window| {
        let faces = window.get_all_by(|node| {
            node.label()
                .is_some_and(|label| label.starts_with("Preview,"))
        });
        faces.into_iter().next().expect("there is a preview").rect()
    };
    drop_file(&mut window, "/home/me/x.bin");
    let Slot::Reading { id, .. } = &state(&window).slot else {
        panic!("nothing is being read")
    };
    let failed = Report::PatternFailed {
        id: *id,
        file: "/home/me/x.bin".into(),
        problem: Problem::new(
            Code::PatternCorrupt,
            Message::verbatim("The file is cut off"),
            Remedy::CopyFile,
        ),
    };
    act(&mut window, Action::Event(Box::new(failed)));
    let note = window.get_by_label_contains("x.bin could not be opened; flame stays open.");
    assert!(note.rect().bottom() <= face(&window).top());
    assert!(state(&window).toasts.is_empty());
    window.get_by_label("Close this note").click();
    window.run_steps(4);
    assert!(
        window
            .query_by_label_contains("could not be opened")
            .is_none()
    );
}

#[test]
fn toasts_leave_devices_and_send_uncovered() {
    let window = window("toasts");
    let send = window
        .get_all_by(|node| {
            node.label()
                .is_some_and(|label| label.starts_with("Send to"))
        })
        .next()
        .expect("there is a Send button")
        .rect();
    for role in [Role::Alert, Role::Status] {
        for toast in window.get_all_by_role(role) {
            let rect = toast.rect();
            if rect.width() == 360.0 {
                assert!(rect.right() <= send.left(), "{rect:?} reaches {send:?}");
                assert!(rect.height() <= 62.0 + 3.0 * 18.0, "{rect:?}");
            }
        }
    }
}

#[test]
fn the_focus_stays_on_what_scans_while_it_scans_and_after() {
    for name in ["loaded", "empty"] {
        let mut window = window(name);
        window.get_by_label("Scan").focus();
        window.step();
        key(&mut window, Key::Enter);
        assert!(state(&window).scan.is_running());
        assert!(has_focus(&window, "Stop"), "{name}");
        let done = Report::ScanDone {
            found: 0,
            tried: Vec::new(),
        };
        act(&mut window, Action::Event(Box::new(done)));
        assert!(has_focus(&window, "Scan"), "{name}");
    }
}

#[test]
fn f5_leaves_the_focus_where_it_was() {
    for label in ["Scan options", "Select all", "Add a device by its address"] {
        let mut window = window("loaded");
        window.get_by_label(label).focus();
        window.step();
        key(&mut window, Key::F5);
        assert!(state(&window).scan.is_running());
        assert!(has_focus(&window, label), "{label}");
    }
}

#[test]
fn the_large_scan_button_of_an_empty_list_hands_its_focus_on() {
    let mut window = window("empty");
    window.get_by_label("Scan for devices").focus();
    window.step();
    key(&mut window, Key::Enter);
    assert!(has_focus(&window, "Stop"));
}

#[test]
fn a_still_picture_has_neither_speed_nor_timeline() {
    let still = window("still");
    let moving = window("loaded");
    for label in [
        "Speed of the preview",
        "Position in the pattern",
        "Pause",
        "Play",
    ] {
        assert!(still.query_by_label(label).is_none(), "{label}");
    }
    assert!(moving.query_by_label("Speed of the preview").is_some());
    assert!(moving.query_by_label("Position in the pattern").is_some());
    assert!(still.query_by_label("Brightness in percent").is_some());
}
