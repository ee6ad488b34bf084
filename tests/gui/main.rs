//! The window with a real engine and real simulated devices on loopback, driven by role and name as a screen reader would.
//! No display, no sleeps: each step waits for the state that it needs, and gives up after a while.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic"
)]

#[path = "../common/bombs.rs"]
mod bombs;
mod device;
mod dialogs;
mod fit;
mod groups;
mod layout;
mod live;
mod rig;
mod scan;
mod sending;
mod speed;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use rig::{Rig, rig};
use std::path::{Path, PathBuf};
use std::time::Duration;
use upload_bridge::app::{Page, Slot, State, Theme};
use upload_bridge::engine::Outcome;
use upload_bridge::engine::settings::Settings;
use upload_bridge::pattern::Matrix;
use upload_bridge::problem::{Code, Problem};

/// Four frames of 16 x 16 pixels.
fn gif() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    for shade in [40, 90, 160, 255] {
        let picture =
            image::RgbaImage::from_pixel(16, 16, image::Rgba([shade, 255 - shade, 30, 255]));
        let delay = image::Delay::from_numer_denom_ms(100, 1);
        encoder
            .encode_frame(image::Frame::from_parts(picture, 0, 0, delay))
            .unwrap();
    }
    drop(encoder);
    bytes
}

/// 40 frames for 256 LEDs without any header: other sizes fit as well.
fn headerless() -> Vec<u8> {
    (0..40_usize)
        .flat_map(|frame| (0..256 * 3).map(move |i| ((i * 7 + frame * 3) % 251) as u8))
        .collect()
}

#[test]
fn a_dropped_pattern_reaches_selected_devices_and_is_verified() {
    let mut rig = rig("");
    rig.devices();
    rig.pattern();
    rig.click("Select all");
    assert_eq!(rig.state().targets().len(), 2);
    rig.click("Send to 2 devices");
    rig.until("both ends", |state| {
        state.jobs.len() == 2 && state.active_jobs() == 0
    });
    assert_eq!(
        rig.outcomes(),
        [Some(Outcome::Verified), Some(Outcome::Verified)]
    );
    assert_eq!(rig.harness.get_all_by_label("Verified").count(), 2);
    let row = rig.harness.get_all_by_role(Role::Row).next().unwrap();
    assert!(
        row.accesskit_node()
            .label()
            .unwrap()
            .contains("Read back and compared")
    );
    for (name, dir) in rig.disks.lock().unwrap().iter() {
        let stored = walk(dir)
            .into_iter()
            .filter(|path| std::fs::metadata(path).is_ok_and(|m| m.len() > 512))
            .count();
        assert!(stored > 0, "{name} stores nothing in {}", dir.display());
    }
    let toast = rig.state().toasts.last().unwrap().title.to_string();
    assert_eq!(toast, "glow_16x16 is on 2 devices");
}

fn walk(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                walk(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[test]
fn the_same_pattern_again_is_found_already_there() {
    let mut rig = rig("");
    rig.devices();
    rig.pattern();
    rig.click_beginning("Porch,");
    rig.click("Send to 1 device");
    rig.until("the first", |state| {
        state.jobs.len() == 1 && state.active_jobs() == 0
    });
    rig.harness.run_steps(8); // longer than a double click
    rig.click("Send again to 1 device");
    rig.until("the second", |state| {
        state.jobs.len() == 2 && state.active_jobs() == 0
    });
    assert_eq!(
        rig.outcomes(),
        [Some(Outcome::Verified), Some(Outcome::Skipped)]
    );
    rig.harness.get_by_label("Already there");
}

#[test]
fn a_wrong_address_stays_in_the_dialog_with_a_hint() {
    let mut rig = rig("");
    rig.click("Add a device by its address");
    rig.harness
        .get_by_role(Role::TextInput)
        .type_text("https://porch");
    rig.harness.step();
    rig.harness.key_press(Key::Enter);
    rig.until("a refusal", |state| dialog_problem(state).is_some());
    assert_eq!(
        dialog_problem(rig.state()).unwrap().code,
        Code::AddressInvalid
    );
    rig.harness.get_by_label_contains("Leave https:// out");
    rig.harness.key_press(Key::Escape);
    rig.until("the dialog goes", |state| state.dialog.is_none());
}

#[test]
fn an_address_where_nobody_listens_says_what_to_do() {
    let mut rig = rig("");
    // a port that was free a moment ago
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    rig.click("Add a device by its address");
    rig.harness
        .get_by_role(Role::TextInput)
        .type_text(&format!("127.0.0.1:{port}"));
    rig.harness.step();
    rig.click("Add");
    rig.until("a refusal", |state| dialog_problem(state).is_some());
    let problem = dialog_problem(rig.state()).unwrap();
    assert!(!problem.remedy.to_string().is_empty());
    assert!(rig.state().devices.is_empty());
}

fn dialog_problem(state: &State) -> Option<Problem> {
    match &state.dialog {
        Some(upload_bridge::app::Dialog::AddDevice(form)) => form.problem.clone(),
        _ => None,
    }
}

#[test]
fn a_headerless_file_is_read_as_the_person_says() {
    let mut rig = rig("");
    rig.drop_file("mystery.bin", &headerless());
    rig.until("the readings", |state| {
        matches!(state.slot, Slot::Choosing(_))
    });
    rig.harness.get_by_label("Which one looks right?");
    rig.harness.get_by_label("Matrix").focus();
    rig.harness.step();
    rig.harness.get_by_label("Matrix").type_text("16x16");
    let typed =
        |state: &State| matches!(&state.slot, Slot::Choosing(choice) if choice.matrix == "16x16");
    rig.until("what was typed", typed);
    rig.click("Read as 16 × 16");
    rig.until("the pattern", |state| matches!(state.slot, Slot::Loaded(_)));
    let loaded = rig.state().loaded().unwrap();
    assert_eq!(
        (
            loaded.pattern().frames.leds(),
            loaded.pattern().frames.len()
        ),
        (256, 40)
    );
    assert_eq!(loaded.pattern().matrix, Matrix::new(16, 16));
}

#[test]
fn number_keys_choose_a_reading_and_escape_leaves_it() {
    let mut rig = rig("");
    rig.drop_file("mystery.bin", &headerless());
    rig.until("the readings", |state| {
        matches!(state.slot, Slot::Choosing(_))
    });
    rig.harness.key_press(Key::Num2);
    rig.until(
        "the second",
        |state| matches!(&state.slot, Slot::Choosing(choice) if choice.chosen == 1),
    );
    rig.harness.key_press(Key::Escape);
    rig.until("nothing", |state| matches!(state.slot, Slot::Empty));
}

#[test]
fn a_slow_file_says_how_far_it_is_and_stops_at_once() {
    let mut rig = rig("");
    rig.drop_file("slow.gif", &bombs::gif(4700, 4700, 60, 0));
    rig.until(
        "its first picture",
        |state| matches!(&state.slot, Slot::Reading { progress, .. } if progress.first().is_some()),
    );
    rig.harness.step();
    assert!(rig.has_beginning("Reading slow.gif, "));
    assert!(rig.has_beginning("First frame"));
    rig.harness.get_by_label("Stop").click();
    rig.harness.run_steps(2);
    assert!(matches!(rig.state().slot, Slot::Empty));

    rig.pattern();
    rig.drop_file("slow.gif", &bombs::gif(4700, 4700, 60, 0));
    rig.until(
        "the share",
        |state| matches!(&state.slot, Slot::Reading { progress, .. } if progress.percent().is_some()),
    );
    assert!(rig.has_beginning("Reading slow.gif, "));
    rig.harness.get_by_label("Stop").click();
    rig.harness.run_steps(2);
    assert_eq!(rig.state().loaded().unwrap().pattern().name, "glow_16x16");
    assert!(rig.state().toasts.is_empty(), "nothing failed");
}

#[test]
fn a_file_that_is_no_pattern_is_refused_and_the_open_one_stays() {
    let mut rig = rig("");
    rig.pattern();
    rig.drop_file("notes.txt", b"just some words, no colours at all");
    rig.until("a note", |state| !state.unopened.files.is_empty());
    assert_eq!(rig.state().loaded().unwrap().pattern().name, "glow_16x16");
    rig.harness
        .get_by_label_contains("notes.txt could not be opened; glow_16x16 stays open.");
}

#[test]
fn an_upload_that_failed_is_retried_and_verified() {
    let mut rig = rig("liex2");
    rig.devices();
    rig.pattern();
    rig.click_beginning("Porch,");
    rig.click("Send to 1 device");
    rig.until("a failure", |state| state.failed_jobs().count() == 1);
    rig.harness.get_by_label("Failed");
    rig.click("Details");
    rig.harness.get_by_label("Copy details");
    rig.harness.key_press(Key::Escape);
    rig.until("the details go", |state| state.dialog.is_none());
    rig.click("Retry");
    rig.until("success", |state| {
        state.active_jobs() == 0 && state.failed_jobs().count() == 0
    });
    assert_eq!(rig.outcomes(), [Some(Outcome::Verified)]);
}

#[test]
fn everything_can_be_done_with_the_keyboard_alone() {
    let mut rig = rig("");
    tab_to(&mut rig, "Start simulated devices");
    rig.harness.key_press(Key::Space);
    rig.until("devices", |state| state.devices.len() == 2);
    rig.pattern();
    tab_to(&mut rig, "Garden arch,");
    rig.harness.key_press(Key::Space);
    rig.until("a choice", |state| state.selected.len() == 1);
    tab_to(&mut rig, "Garden arch,");
    rig.harness.key_press(Key::Enter);
    rig.until("its page", |state| state.page == Page::Device);
    tab_to(&mut rig, "Layout…");
    rig.harness.key_press(Key::Space);
    rig.until("its layout", |state| state.dialog.is_some());
    rig.harness.key_press(Key::Escape);
    rig.until("the layout goes", |state| state.dialog.is_none());
    rig.harness.key_press(Key::Escape);
    rig.until("the devices again", |state| state.page == Page::Send);
    rig.harness
        .key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    rig.until("the end", |state| {
        state.jobs.len() == 1 && state.active_jobs() == 0
    });
    assert_eq!(rig.outcomes(), [Some(Outcome::Verified)]);
    rig.harness.key_press(Key::F1);
    rig.until("help", |state| state.page == Page::Help);
}

/// Presses Tab until the control whose name begins so has the focus.
fn tab_to(rig: &mut Rig, beginning: &str) {
    for _ in 0..60 {
        rig.harness.key_press(Key::Tab);
        rig.harness.step();
        let mut all = rig.harness.get_all_by(|node| {
            node.label()
                .is_some_and(|label| label.starts_with(beginning))
        });
        if all.any(|node| node.accesskit_node().is_focused()) {
            return;
        }
    }
    panic!("Tab never reaches {beginning}");
}

#[test]
fn a_window_at_rest_asks_for_no_repaint() {
    let mut rig = rig("");
    rig.devices();
    rig.harness.run();
    rig.pattern();
    rig.harness.key_press(Key::Space);
    rig.until("a pause", |state| !state.player.playing);
    rig.harness.run();
    let output = rig
        .harness
        .output()
        .viewport_output
        .values()
        .next()
        .unwrap();
    assert!(
        output.repaint_delay > Duration::from_secs(3600),
        "{:?}",
        output.repaint_delay
    );
}

#[test]
fn settings_are_saved_as_they_are_changed_and_read_at_the_next_start() {
    let mut rig = rig("");
    rig.harness.set_size(egui::vec2(1280.0, 2600.0)); // all of the page at once
    rig.harness.run_steps(3);
    rig.click("Settings");
    rig.click("Theme: Light");
    rig.click("JSON format");
    rig.click("Keep log files for: more");
    rig.click("Fixed");
    rig.harness.get_by_label("Devices at once").focus();
    rig.harness.step();
    rig.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    rig.harness.step();
    rig.harness
        .get_by_label("Devices at once")
        .type_text("4000");
    rig.harness.step();
    rig.harness.key_press(Key::Enter);
    rig.harness.run_steps(3);
    assert_eq!(
        rig.state().settings.sending.devices_at_once,
        8,
        "4000 is out of range and does not count"
    );
    rig.harness.get_by_label("Devices at once").focus();
    rig.harness.step();
    rig.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    rig.harness.step();
    rig.harness.get_by_label("Devices at once").type_text("25");
    rig.harness.step();
    rig.harness.key_press(Key::Enter);
    rig.until("the number", |state| {
        state.settings.sending.devices_at_once == 25
    });
    let home = rig.home.path().to_owned();
    rig.until("the file", |state| {
        Settings::load(&home) == (state.settings.clone(), None)
    });
    let saved = Settings::load(&home).0;
    assert_eq!(
        (saved.window.theme, saved.log.json, saved.log.keep_days),
        (Theme::Light, true, 8)
    );
    rig.click("Reset: Devices at once");
    rig.click("Reset all");
    rig.until("the defaults", |state| {
        state.settings == Settings::default()
    });
}

#[test]
fn settings_that_cannot_be_saved_are_told() {
    let mut rig = rig("");
    let home = rig.home.path().to_owned();
    std::fs::create_dir(home.join("settings.toml.new")).unwrap();
    rig.click("Settings");
    rig.click("Play when verified");
    rig.until("a toast", |state| !state.toasts.is_empty());
    assert!(
        rig.state().toasts[0]
            .title
            .to_string()
            .contains("cannot be saved")
    );
    assert!(
        !rig.state().settings.sending.play_when_verified,
        "it counts for this run all the same"
    );
}

#[test]
fn the_history_lists_what_was_sent_and_opens_it_again() {
    let mut rig = rig("");
    let addresses = rig.outside(); // what is sent to the window's own simulated devices is no history
    rig.add(addresses[1]);
    rig.pattern();
    rig.click_beginning("Garden arch,");
    rig.click("Send to 1 device");
    rig.until("the end", |state| {
        state.jobs.len() == 1 && state.active_jobs() == 0
    });
    rig.click("History");
    rig.until("the entry", |state| {
        state
            .history
            .as_ref()
            .is_some_and(|past| past.entries.len() == 1)
    });
    rig.harness.get_by_label("Verified 1");
    rig.click("Failed 0");
    rig.harness
        .get_by_label("No upload matches the filter and the search.");
    rig.click("All 1");
    rig.click("Send again…");
    rig.until("the pattern again", |state| {
        state.page == Page::Send && state.loaded().is_some()
    });
    assert_eq!(rig.state().selected.len(), 1);
}
