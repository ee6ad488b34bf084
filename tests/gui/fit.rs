//! Adjusting a pattern, and a supply that is too weak for it, as a person would.

use super::rig::rig;
use egui::Key;
use egui_kittest::kittest::Queryable as _;
use upload_bridge::app::{Action, FitAction, State};
use upload_bridge::engine::Outcome;
use upload_bridge::pattern::{Turn, White};

/// Whether the first device has a finding that begins so.
fn finds(state: &State, beginning: &str) -> bool {
    let preview = state.preview(&state.devices[0].device.id);
    preview.is_some_and(|preview| {
        preview
            .report
            .findings
            .iter()
            .any(|finding| finding.fact.to_string().starts_with(beginning))
    })
}

#[test]
fn what_is_adjusted_is_seen_is_sent_and_is_put_back_with_one_click() {
    let mut rig = rig("");
    rig.devices();
    rig.pattern();
    rig.click("Adjust");
    rig.click("Rotation");
    rig.click("90° right");
    assert_eq!(rig.state().fit.turn, Turn::Right);
    rig.click("Colour");
    rig.harness.get_by_label("White balance").focus();
    rig.harness.step();
    rig.harness.key_press(Key::ArrowLeft);
    rig.harness.run_steps(2);
    assert_eq!(rig.state().fit.white, Some(White::Kelvin(6400)));
    rig.click("Time");
    rig.harness.get_by_label("First frames only").focus();
    rig.harness.run_steps(2);
    rig.harness.get_by_label("First frames only").type_text("2");
    rig.harness.step();
    rig.harness.key_press(Key::Enter);
    rig.harness.run_steps(2);
    assert_eq!(rig.state().fit.first_frames, Some(2));
    rig.until("two frames", |state| {
        state
            .preview(&state.devices[0].device.id)
            .is_some_and(|preview| preview.fitted.frames().len() == 2)
    });
    rig.click("Hide the adjustments");
    rig.harness.get_by_label("Adjusted");
    rig.click("Undo the changes");
    assert_eq!(
        (rig.state().fit.first_frames, rig.state().fit.turn),
        (None, Turn::Right)
    );
    rig.click("Adjusted");
    rig.click("Reset this tab");
    rig.click("Colour");
    rig.click("Reset this tab");
    assert!(!rig.state().is_adjusted());
}

#[test]
fn a_supply_that_is_told_is_watched_and_one_click_dims_what_exceeds_it() {
    let mut rig = rig("");
    rig.devices();
    rig.pattern();
    rig.click("Select all");
    let device = rig.state().devices[0].device.id.clone();
    rig.harness
        .state_mut()
        .act(Action::Fit(FitAction::EditPower(device)));
    rig.until("the form", |state| state.dialog.is_some());
    rig.harness.run_steps(3);
    rig.harness.get_by_label("Supply, A").type_text("2,5");
    rig.harness.step();
    rig.harness.key_press(Key::Enter);
    rig.until("its supply", |state| {
        state.devices[0]
            .settings
            .power
            .is_some_and(|power| power.max_ma == Some(2500))
    });
    rig.until("the finding", |state| finds(state, "Brightest frame draws"));
    rig.harness.run_steps(2);
    rig.click("Dim to 2.5 A");
    rig.until("the dimming", |state| {
        state.devices[0]
            .settings
            .power
            .is_some_and(|power| power.dim)
    });
    rig.until("no such finding", |state| {
        finds(state, "4 of 4 frames") || finds(state, "3 of 4 frames")
    });
    assert!(!finds(rig.state(), "Brightest frame draws"));
    let (draw, supply) = rig.state().draw_on(&rig.state().devices[0]).unwrap();
    assert!(draw.worst_ma <= 2500 && supply == Some(2500), "{draw:?}");
    rig.click("Send to 2 devices");
    rig.until("both ends", |state| {
        state.jobs.len() == 2 && state.active_jobs() == 0
    });
    assert_eq!(
        rig.outcomes(),
        [Some(Outcome::Verified), Some(Outcome::Verified)]
    );
}
