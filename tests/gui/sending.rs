//! What is selected, what of it can take the pattern, and what the Send button says and does meanwhile.

use super::rig::rig;
use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use upload_bridge::app::{Action, Page, State, example};
use upload_bridge::engine::Outcome;
use upload_bridge::ui::App;

/// A window that shows an example, without an engine.
fn picture(name: &str, width: f32) -> Harness<'static, App> {
    let state = example(name).unwrap();
    let builder = Harness::builder().with_size(vec2(width, 900.0));
    let mut harness = builder.build_eframe(|cc| App::picture(&cc.egui_ctx, state));
    harness.run_steps(4);
    harness
}

fn state<'a>(harness: &'a Harness<'static, App>) -> &'a State {
    harness.state().state()
}

#[test]
fn what_is_selected_is_told_with_what_of_it_cannot_take_the_pattern_and_why() {
    for width in [1280.0, 1000.0, 760.0] {
        let harness = picture("partly", width);
        harness.get_by_label("8 selected, 6 can take it");
        harness.get_by_label("2 cannot: Porch is full, Tree does not answer");
        harness.get_by_label("Send to 6 of 8");
        let harness = picture("crowd", width);
        harness.get_by_label("120 selected, 93 can take it");
        harness.get_by_label_contains("27 cannot: 12 are full");
        let harness = picture("none-able", width);
        harness.get_by_label("2 selected, none can take it");
        let harness = picture("selected-no-pattern", width);
        harness.get_by_label_contains("8 selected");
    }
}

#[test]
fn a_search_says_how_many_of_the_selected_it_hides_and_ends_with_a_click_on_that() {
    for width in [1280.0, 760.0] {
        let mut harness = picture("hidden", width);
        harness.get_by_label("8 selected, 6 can take it, 7 not shown");
        harness.get_by_label("Send to 6 of 8");
        harness.get_by_label("7 not shown").click();
        harness.run_steps(4);
        assert_eq!(state(&harness).search, "");
        harness.get_by_label("8 selected, 6 can take it");
    }
}

#[test]
fn the_keyboard_selects_all_and_never_fewer() {
    let mut harness = picture("partly", 1280.0);
    for _ in 0..2 {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        harness.run_steps(4);
        assert_eq!(state(&harness).selected.len(), 14);
    }
    harness.get_by_label("14 selected, 12 can take it");
}

#[test]
fn the_button_shows_the_round_that_runs_and_what_it_would_send_beside_that() {
    for width in [1280.0, 760.0] {
        let harness = picture("round", width);
        harness.get_by_label("Sending to 6, 3 verified, 1 failed");
        let harness = picture("round-more", width);
        harness.get_by_label("Send to 2 more");
        harness.get_by_label("Sending to 6, 3 verified, 1 failed");
        let harness = picture("round-ended", width);
        harness.get_by_label("Sent to 6: 4 verified, 2 failed");
        harness.get_by_label("Send again to 2 devices");
    }
}

#[test]
fn send_that_is_pressed_again_and_again_sends_once() {
    let mut rig = rig("");
    rig.devices();
    rig.pattern();
    rig.click("Select all");
    for _ in 0..3 {
        // as it comes from a keyboard: the harness takes a second to press and let go each key
        rig.harness.input_mut().events.push(egui::Event::Key {
            key: Key::Enter,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::COMMAND,
        });
        rig.harness.step();
    }
    rig.until("both ends", |state| {
        !state.jobs.is_empty() && state.pending.is_empty() && state.active_jobs() == 0
    });
    let verified = Some(Outcome::Verified);
    assert_eq!(rig.outcomes(), [verified.clone(), verified]);
    rig.harness.get_by_label("Sent to 2: 2 verified");
}

#[test]
fn what_failed_is_sent_again_and_its_failure_goes_with_its_badge() {
    let mut rig = rig("liex2");
    rig.devices();
    rig.pattern();
    rig.click("Select all");
    rig.click("Send to 2 devices");
    rig.until("the end", |state| {
        state.jobs.len() == 2 && state.active_jobs() == 0
    });
    assert_eq!(rig.state().failed_jobs().count(), 1);
    rig.harness.get_by_label("Sent to 2: 1 verified, 1 failed");
    rig.harness.run_steps(8);
    rig.click("Send again to 1 device");
    rig.until("success", |state| {
        state.active_jobs() == 0 && state.failed_jobs().count() == 0
    });
    assert_eq!(rig.state().jobs.len(), 2, "the failure was replaced");
    rig.harness.get_by_label("Sent to 2: 2 verified");
    rig.harness.run_steps(8);
    rig.click("Send again to 2 devices");
    rig.until("both again", |state| {
        state.jobs.len() == 4 && state.active_jobs() == 0
    });
}

#[test]
fn an_empty_page_of_uploads_leads_to_the_history() {
    let mut rig = rig("");
    rig.harness.state_mut().act(Action::ShowPage(Page::Uploads));
    rig.harness.run_steps(2);
    rig.click("Show the history");
    rig.until("the history", |state| {
        state.page == Page::History && state.history.is_some()
    });
}
