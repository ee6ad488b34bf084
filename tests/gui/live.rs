//! Playing live to simulated WLEDs that keep no animations, driven as a person would. Each test has a loopback address of
//! its own: DDP has one port for each address, and other programs here may use it.

use super::rig::{Rig, rig};
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use upload_bridge::app::{Action, Dialog, LiveAction, State, Suitability};
use upload_bridge::engine::{Outcome, StreamState};
use upload_bridge::pattern::Matrix;
use upload_bridge::problem::Code;
use upload_bridge::simulator::{Dialect, Lights};

/// A loopback address that nobody else uses, where there is more than one.
fn own(last: u8) -> std::net::IpAddr {
    let [.., high, low] = std::process::id().to_be_bytes();
    if cfg!(any(target_os = "linux", target_os = "windows")) {
        std::net::Ipv4Addr::new(127, 32 + high % 200, low, last).into()
    } else {
        std::net::Ipv4Addr::LOCALHOST.into()
    }
}

/// A window with one WLED that cannot store what moves, and a pattern that does.
fn ceiling(last: u8) -> Rig {
    let mut rig = rig("");

    let address = rig.device_at(
        own(last),
        "Ceiling",
        Dialect::WLED13,
        Lights::Matrix(Matrix::new(16, 16).unwrap()),
    );
    rig.add(address);
    rig.pattern();
    rig
}

fn unsuitable(state: &State) -> bool {
    matches!(
        state.suitability(&state.devices[0]),
        Suitability::Unsuitable { .. }
    )
}

fn streaming(state: &State) -> bool {
    state
        .streams
        .iter()
        .any(|stream| stream.state == StreamState::Streaming && stream.frames > 0)
}

#[test]
fn what_a_device_cannot_store_is_played_live_until_it_is_stopped() {
    let mut rig = ceiling(1);
    assert!(unsuitable(rig.state()));
    rig.click("Play live");
    rig.until("frames", streaming);
    rig.harness
        .get_by_label_contains("Playing live on 1 device. Only while this window is open");
    rig.until("the device's word", |state| {
        state
            .streams
            .first()
            .is_some_and(|stream| stream.seen == Some(true))
    });
    let row = rig
        .harness
        .get_by_role(Role::Row)
        .accesskit_node()
        .label()
        .unwrap();
    assert!(
        row.starts_with("Ceiling, glow_16x16, Live. ") && row.contains("of 10 frames per second"),
        "{row}"
    );
    assert!(
        row.contains("shows them") && row.contains("DDP, because"),
        "{row}"
    );
    rig.click("Stop live playback");
    rig.until("its end", |state| state.streams.is_empty());
    rig.harness.get_by_label("Play live");
}

#[test]
fn closing_the_window_asks_first_and_escape_stops_what_plays() {
    let mut rig = ceiling(2);
    rig.click("Play live");
    rig.until("frames", streaming);
    rig.harness.state_mut().act(Action::RequestClose);
    rig.until("the question", |state| state.dialog == Some(Dialog::Close));
    rig.harness.run_steps(3);
    rig.harness
        .get_by_label("Close while a pattern plays live?");
    rig.click("Keep playing");
    rig.until("no question", |state| {
        state.dialog.is_none() && !state.closing
    });
    rig.harness.key_press(Key::Escape);
    rig.until("silence", |state| state.streams.is_empty());
    rig.harness.state_mut().act(Action::RequestClose);
    rig.until("closing", |state| state.closing);
}

#[test]
fn a_still_picture_is_one_click_and_a_stream_in_its_way_is_stopped_by_another() {
    let mut rig = ceiling(3);
    rig.harness.state_mut().act(Action::TogglePlay);
    rig.until("one frame in view", |state| !state.player.playing);
    rig.click("Send a still picture");
    rig.until("its end", |state| {
        state.jobs.len() == 1 && state.active_jobs() == 0
    });
    assert_eq!(rig.outcomes(), [Some(Outcome::Verified)]);
    let device = rig.state().devices[0].device.id.clone();
    rig.harness
        .state_mut()
        .act(Action::Live(LiveAction::Play(device.clone())));
    rig.until("frames", streaming);
    rig.harness.state_mut().act(Action::SendStill(device));
    rig.until("a refusal", |state| {
        state.jobs.len() == 2 && state.active_jobs() == 0
    });
    assert!(
        matches!(&rig.outcomes()[1], Some(Outcome::Failed(problem)) if problem.code == Code::DeviceStreaming)
    );
    let refused = rig.state().jobs[1].id;
    rig.click("Stop and send");
    let again = |state: &State| {
        state.streams.is_empty() && state.jobs.last().is_some_and(|job| job.id > refused)
    };
    rig.until("the upload", again);
    rig.until("its end", |state| state.active_jobs() == 0);
    assert_eq!(
        rig.outcomes()[1],
        Some(Outcome::Skipped),
        "the same picture is there already"
    );
}

#[test]
fn a_signal_closes_the_window_without_a_question() {
    let mut rig = rig("");
    let ctx = rig.harness.ctx.clone();
    rig.harness.state().close_on(&ctx, std::future::ready(()));
    rig.until("closing", |state| state.closing);
    assert_eq!(rig.harness.state().state().dialog, None);
}
