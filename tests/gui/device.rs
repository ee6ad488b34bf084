//! The page of a device, and a device that is locked, driven as a person would.

use super::rig::rig;
use egui::Key;
use egui_kittest::kittest::Queryable as _;
use upload_bridge::app::{DeviceDialog, Dialog, Page, State};
use upload_bridge::engine::Outcome;

fn asks_for_pin(state: &State) -> bool {
    matches!(&state.dialog, Some(Dialog::Device(DeviceDialog::Unlock(form))) if !form.asking)
}

fn was_refused(state: &State) -> bool {
    matches!(&state.dialog, Some(Dialog::Device(DeviceDialog::Unlock(form))) if form.problem.is_some())
}

#[test]
fn a_locked_device_is_added_with_its_pin_and_then_done_with_as_one_likes() {
    let mut rig = rig("pin:1234");
    let address = rig.outside()[0];
    rig.click("Add a device by its address");
    rig.harness
        .get_by_label("Address")
        .type_text(&address.to_string());
    rig.harness.step();
    rig.harness.key_press(Key::Enter);
    rig.until("the question for its PIN", asks_for_pin);
    rig.harness.run_steps(4);
    rig.harness.get_by_label("PIN or token").type_text("99");
    rig.harness.step();
    rig.harness.key_press(Key::Enter);
    rig.until("a refusal", was_refused);
    rig.harness.get_by_label_contains("rejected this PIN");
    rig.harness.get_by_label("PIN or token").focus();
    for _ in 0..2 {
        rig.harness.key_press(Key::Backspace);
        rig.harness.step();
    }
    rig.harness.get_by_label("PIN or token").type_text("1234");
    rig.harness.step();
    rig.click("Unlock");
    rig.until("the device", |state| {
        state.devices.len() == 1 && state.dialog.is_none()
    });

    rig.pattern();
    rig.click_beginning("Porch,");
    rig.click("Send to 1 device");
    rig.until("its end", |state| {
        state.jobs.len() == 1 && state.active_jobs() == 0
    });
    assert_eq!(rig.outcomes(), [Some(Outcome::Verified)]);

    rig.open("Porch,");
    rig.until("its files", |state| {
        state.page == Page::Device && state.device_page.shelf.is_some()
    });
    rig.until("its light", |state| state.device_page.light.is_some());
    rig.harness.get_by_label("glow_16x16, 3.1 KB, Playing");
    let before = rig
        .state()
        .device_page
        .light
        .and_then(|light| light.brightness)
        .unwrap();
    rig.harness.get_by_label("Brightness").focus();
    rig.harness.step();
    rig.harness.key_press(Key::ArrowLeft);
    let darker = before - 1;
    rig.until("another brightness", |state| {
        state.device_page.light.and_then(|light| light.brightness) == Some(darker)
    });
    rig.click("Blink");
    rig.until("blinking", |state| {
        state
            .device_page
            .notice
            .as_ref()
            .is_some_and(|notice| notice.to_string().contains("blinks"))
    });
    rig.click("Undo the last upload");
    let stopped = |state: &State| {
        state
            .device_page
            .shelf
            .as_ref()
            .is_some_and(|s| s.files.iter().all(|f| !f.playing))
    };
    rig.until("nothing that plays", stopped);
    rig.until("its answers", |state| state.device_page.asked.is_empty());
    rig.click("Delete glow_16x16…");
    rig.click("Delete");
    rig.until("an empty shelf", |state| {
        state
            .device_page
            .shelf
            .as_ref()
            .is_some_and(|s| s.files.is_empty())
    });
    rig.harness
        .get_by_label("No patterns are stored yet. Patterns that you send appear here.");
    rig.click("Back");
    assert_eq!(rig.state().page, Page::Send);
}
