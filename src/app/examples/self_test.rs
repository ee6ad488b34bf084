//! Examples of device tests: one that runs, one that has passed in part, one that stored nothing.

use crate::app::state::State;
use crate::device::Control;
use crate::engine::{
    RoundTrips, SelfTestView, StepResult, StepState, Target, TestStep, TestedDevice, Transferred,
    Verdict,
};
use crate::message::Message;
use crate::msg;
use std::time::Duration;

/// The page with a test, over or at its fifth step.
pub(super) fn shown(mut state: State, is_over: bool) -> State {
    let page = &mut state.device_page;
    page.notice = None;
    let Some(id) = page.device.clone() else {
        return state;
    };
    let can_delete = page
        .abilities
        .as_ref()
        .is_some_and(|abilities| abilities.can.contains(&Control::Delete));
    let mut test = SelfTestView {
        target: Target::Device(id.clone()),
        address: "192.168.1.41".into(),
        started_at: 1_796_050_800,
        device: Some(TestedDevice {
            id: id.clone(),
            name: "Porch".into(),
            family: "wled",
            kind: msg!("kind-wled"),
            chip: Some("ESP32".into()),
            firmware: Some("16.0.1".into()),
            leds: Some("16x16".into()),
            caps: "gif:53, rgbw".into(),
        }),
        running: None,
        steps: vec![],
        round_trips: None,
        upload: None,
        download: None,
        verify: None,
        left: vec![],
        verdict: None,
    };
    if can_delete {
        steps(&mut test, is_over);
    } else {
        let refused = msg!("selftest-would-replace");
        put(
            &mut test,
            TestStep::Identify,
            StepState::Passed,
            41,
            identified(),
        );
        put(
            &mut test,
            TestStep::Snapshot,
            StepState::Skipped,
            0,
            msg!("selftest-no-snapshot"),
        );
        put(&mut test, TestStep::Store, StepState::Skipped, 0, refused);
    }
    test.running = (!is_over).then_some(TestStep::ReadBack);
    test.verdict = is_over.then_some(Verdict::Partial);
    state.self_tests.insert(id, test);
    state
}

fn put(test: &mut SelfTestView, step: TestStep, state: StepState, ms: u64, detail: Message) {
    test.steps.push(StepResult {
        step,
        state,
        took: Duration::from_millis(ms),
        detail,
        problem: None,
    });
}

fn identified() -> Message {
    msg!(
        "selftest-identified",
        kind = msg!("kind-wled"),
        firmware = Message::verbatim("16.0.1"),
        leds = Message::verbatim("16x16")
    )
}

fn steps(test: &mut SelfTestView, is_over: bool) {
    use StepState::Passed;
    let times = RoundTrips {
        sent: 20,
        answered: 20,
        min: Duration::from_millis(4),
        median: Duration::from_millis(9),
        p95: Duration::from_millis(31),
    };
    test.round_trips = Some(times);
    test.upload = Some(Transferred {
        bytes: 737,
        time: Duration::from_millis(214),
        longest_silence: Duration::from_millis(180),
    });
    let trips = msg!(
        "selftest-round-trips",
        count = 20,
        min = "4.1",
        median = "9.3",
        p95 = "31.0"
    );
    let sent = |time: &str, rate: &str| {
        msg!(
            "selftest-transferred",
            bytes = 737,
            time = time,
            rate = rate,
            silence = "180"
        )
    };
    put(test, TestStep::Identify, Passed, 41, identified());
    put(test, TestStep::RoundTrips, Passed, 620, trips);
    put(
        test,
        TestStep::Snapshot,
        Passed,
        12,
        msg!("selftest-plays", name = "flame"),
    );
    put(test, TestStep::Store, Passed, 214, sent("214", "3.4"));
    if is_over {
        rest(test, sent("88.2", "8.4"));
    }
}

/// The steps from reading back on.
fn rest(test: &mut SelfTestView, rate: Message) {
    use StepState::{Passed, Skipped};
    let same = msg!("selftest-same", rate = rate);
    let file = "ub_ub-selftest_b8d2f479.gif";
    put(test, TestStep::ReadBack, Passed, 88, same);
    put(
        test,
        TestStep::Play,
        Passed,
        143,
        msg!("selftest-says-it-plays"),
    );
    put(test, TestStep::Look, Skipped, 0, msg!("selftest-not-seen"));
    put(
        test,
        TestStep::Restore,
        Passed,
        61,
        msg!("selftest-restored"),
    );
    put(
        test,
        TestStep::Delete,
        Passed,
        77,
        msg!("selftest-deleted", name = file),
    );
    put(test, TestStep::Absence, Passed, 18, msg!("selftest-gone"));
}
