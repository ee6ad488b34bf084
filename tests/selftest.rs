//! The test of a device, against simulated devices that are honest and others that are not. What is on a device afterwards is
//! looked up on its disk, in the folder of the simulator.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::{Bench, addresses, devices, request, wire};
use std::path::PathBuf;
use std::time::Duration;
use upload_bridge::device::AddrSpec;
use upload_bridge::engine::{
    Command, ConnectOptions, Event, SelfTestRequest, SelfTestView, StepState, StreamRequest,
    StreamState, Target, TestStep, Verdict,
};
use upload_bridge::live::StreamPreference;
use upload_bridge::pattern::{Fit, Matrix};
use upload_bridge::simulator::{Dialect, Lights, Simulator};

struct Place {
    sims: Simulator,
    _dir: tempfile::TempDir,
    bench: Bench,
}

impl Place {
    async fn new(dialect: Dialect, faults: &[&str]) -> Self {
        Self::with(
            dialect,
            Lights::Matrix(Matrix::new(16, 16).unwrap()),
            faults,
        )
        .await
    }

    async fn with(dialect: Dialect, lights: Lights, faults: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let on = dir.path().join("devices");
        let sims = devices(dialect, lights, &[faults], Some(&on)).await;
        Self {
            sims,
            _dir: dir,
            bench: Bench::new(),
        }
    }

    fn target(&self) -> Target {
        Target::Address(AddrSpec::from(addresses(&self.sims)[0]))
    }

    fn ask(&self, may_replace: bool) {
        self.bench.handle.send(Command::SelfTest(SelfTestRequest {
            target: self.target(),
            connect: ConnectOptions::default(),
            may_replace,
        }));
    }

    async fn end(&self) -> SelfTestView {
        self.bench
            .wait(|event| match event {
                Event::SelfTest(test) if test.verdict.is_some() => Some(*test),
                _ => None,
            })
            .await
    }

    async fn test(&self) -> SelfTestView {
        self.ask(false);
        self.end().await
    }

    /// Stored files, by name: what the device's own disk says.
    fn stored(&self) -> Vec<String> {
        let dir: &PathBuf = self.sims.devices()[0].dir.as_ref().unwrap();
        let mut names: Vec<String> = std::fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// The step, its state, and the code of its problem.
fn states(test: &SelfTestView) -> Vec<(&'static str, &'static str)> {
    let word = |step: &upload_bridge::engine::StepResult| {
        let code = step.problem.as_ref().map(|problem| problem.code.as_str());
        (step.step.word(), code.unwrap_or(step.state.word()))
    };
    test.steps.iter().map(word).collect()
}

fn state(test: &SelfTestView, step: TestStep) -> Option<StepState> {
    test.step(step).map(|result| result.state)
}

fn code(test: &SelfTestView, step: TestStep) -> Option<&'static str> {
    let problem = test.step(step)?.problem.as_ref()?;
    Some(problem.code.as_str())
}

#[tokio::test]
async fn an_honest_native_device_passes_and_is_as_before() {
    let mut place = Place::new(Dialect::NATIVE, &[]).await;
    let id = place.bench.load("mine.bin", &wire(256, 3, 100)).await;
    place
        .bench
        .deliver(request(id, &addresses(&place.sims)))
        .await;
    let before = place.stored();
    let test = place.test().await;
    assert_eq!(before, ["mine"]);
    assert_eq!(place.stored(), before, "{:#?}", states(&test));
    let expected = TestStep::ALL.map(|step| match step {
        TestStep::Look => (step.word(), "skipped"), // a native device does not report its LEDs
        _ => (step.word(), "passed"),
    });
    assert_eq!(states(&test), expected);
    assert_eq!(test.verdict, Some(Verdict::Partial));
    let device = test.device.unwrap();
    assert_eq!(
        (device.family, device.leds.as_deref()),
        ("native", Some("16x16"))
    );
    let times = test.round_trips.unwrap();
    assert_eq!((times.sent, times.answered), (20, 20));
    assert!(times.min > Duration::ZERO && times.min <= times.median && times.median <= times.p95);
    for way in [test.upload.unwrap(), test.download.unwrap()] {
        assert!((1000..20_000).contains(&way.bytes), "{way:?}");
        assert!(way.longest_silence <= way.time && way.rate().unwrap() > 0.0);
    }
    assert!(test.verify.unwrap() > Duration::ZERO && test.left.is_empty());
}

#[tokio::test]
async fn an_honest_wled_is_seen_to_play_and_shows_its_own_again() {
    let mut place = Place::new(Dialect::WLED, &[]).await;
    let id = place.bench.load("mine.bin", &wire(256, 3, 100)).await;
    place
        .bench
        .deliver(request(id, &addresses(&place.sims)))
        .await;
    let before = place.stored();
    let test = place.test().await;
    let expected = TestStep::ALL.map(|step| (step.word(), "passed"));
    assert_eq!(states(&test), expected, "{test:#?}");
    assert_eq!(test.verdict, Some(Verdict::Passed));
    assert_eq!(place.stored(), before);
}

#[tokio::test]
async fn an_older_wled_is_tested_with_a_picture() {
    for dialect in [Dialect::WLED15, Dialect::WLED13] {
        let place = Place::new(dialect, &[]).await;
        let test = place.test().await;
        assert_eq!(
            state(&test, TestStep::ReadBack),
            Some(StepState::Passed),
            "{test:#?}"
        );
        assert_eq!(
            state(&test, TestStep::Delete),
            Some(StepState::Passed),
            "{test:#?}"
        );
        assert_eq!(state(&test, TestStep::Absence), Some(StepState::Passed));
        assert!(
            matches!(test.verdict, Some(Verdict::Passed | Verdict::Partial)),
            "{test:#?}"
        );
        // WLED's own file of presets is there from the first one on
        let dir = place.sims.devices()[0].dir.as_ref().unwrap();
        let presets = std::fs::read_to_string(dir.join("presets.json")).unwrap();
        assert!(!presets.contains("selftest"), "{presets}");
        assert_eq!(place.stored(), ["presets.json"]);
    }
}

#[tokio::test]
async fn a_device_that_keeps_one_pattern_loses_it_only_with_consent() {
    let mut place = Place::with(Dialect::NATIVE1, Lights::Leds(16), &[]).await;
    let id = place.bench.load("mine.bin", &wire(16, 2, 100)).await;
    place
        .bench
        .deliver(request(id, &addresses(&place.sims)))
        .await;
    let before = place.stored();
    let test = place.test().await;
    assert_eq!(state(&test, TestStep::Store), Some(StepState::Skipped));
    assert_eq!(test.verdict, Some(Verdict::Partial));
    assert_eq!(place.stored(), before);
    place.ask(true);
    let test = place.end().await;
    assert_eq!(
        state(&test, TestStep::Store),
        Some(StepState::Passed),
        "{test:#?}"
    );
    assert_eq!(state(&test, TestStep::ReadBack), Some(StepState::Unproven));
    assert_eq!(test.download, None, "not measured");
    assert_eq!(test.left.len(), 1, "that its pattern was replaced is said");
    assert_ne!(test.verdict, Some(Verdict::Passed));
}

#[tokio::test]
async fn devices_that_store_something_else_fail_and_are_cleaned() {
    for dialect in [Dialect::NATIVE, Dialect::WLED] {
        for (fault, expected) in [
            ("lie", "verify.missing"),
            ("truncate:100", "verify.mismatch"),
            ("flip", "verify.mismatch"),
        ] {
            let place = Place::new(dialect, &[fault]).await;
            let before = place.stored();
            let test = place.test().await;
            assert_eq!(
                code(&test, TestStep::ReadBack),
                Some(expected),
                "{fault} {test:#?}"
            );
            assert_eq!(
                state(&test, TestStep::Play),
                None,
                "nothing false is played"
            );
            assert_eq!(
                state(&test, TestStep::Absence),
                Some(StepState::Passed),
                "{test:#?}"
            );
            assert_eq!(test.verdict, Some(Verdict::Failed));
            assert_eq!(place.stored(), before, "{fault}");
        }
    }
}

#[tokio::test]
async fn a_full_disk_is_said_and_nothing_is_left() {
    for dialect in [Dialect::NATIVE, Dialect::WLED] {
        let place = Place::new(dialect, &["full-disk"]).await;
        let before = place.stored();
        let test = place.test().await;
        assert_eq!(
            code(&test, TestStep::Store),
            Some("device.full"),
            "{test:#?}"
        );
        assert_eq!(test.verdict, Some(Verdict::Failed));
        assert_eq!((test.upload, test.left.len()), (None, 0), "{test:#?}");
        assert_eq!(place.stored(), before);
    }
}

#[tokio::test]
async fn stalls_and_reboots_are_survived_and_measured() {
    let place = Place::new(Dialect::NATIVE, &["stall:2@1000x1"]).await;
    let test = place.test().await;
    let upload = test.upload.expect("stored");
    assert!(
        upload.longest_silence > Duration::from_millis(1500),
        "{upload:?}"
    );
    assert_eq!(state(&test, TestStep::ReadBack), Some(StepState::Passed));
    for dialect in [Dialect::NATIVE, Dialect::WLED] {
        let place = Place::new(dialect, &["reboot-at:300x1"]).await;
        let before = place.stored();
        let test = place.test().await;
        assert_eq!(
            state(&test, TestStep::ReadBack),
            Some(StepState::Passed),
            "{test:#?}"
        );
        assert_eq!(
            state(&test, TestStep::Absence),
            Some(StepState::Passed),
            "{test:#?}"
        );
        assert_eq!(place.stored(), before);
    }
}

#[tokio::test]
async fn slow_answers_are_measured() {
    let place = Place::new(Dialect::NATIVE, &["silent:0.3"]).await;
    let test = place.test().await;
    let times = test.round_trips.unwrap();
    assert!(times.min >= Duration::from_millis(300), "{times:?}");
    assert_eq!(
        state(&test, TestStep::Absence),
        Some(StepState::Passed),
        "{test:#?}"
    );
}

#[tokio::test]
async fn what_is_not_there_or_locked_is_refused() {
    let place = Place::new(Dialect::NATIVE, &["refuse"]).await;
    let test = place.test().await;
    assert_eq!(code(&test, TestStep::Identify), Some("device.refused"));
    assert_eq!((test.steps.len(), test.verdict), (1, Some(Verdict::Failed)));
    for dialect in [Dialect::NATIVE, Dialect::WLED] {
        let place = Place::new(dialect, &["pin:1234"]).await;
        let before = place.stored();
        let test = place.test().await;
        assert_eq!(
            test.problem().unwrap().code.as_str(),
            "device.locked",
            "{test:#?}"
        );
        assert_eq!(test.verdict, Some(Verdict::Failed));
        assert_eq!(place.stored(), before);
    }
}

#[tokio::test]
async fn a_busy_device_is_not_tested() {
    let mut place = Place::new(Dialect::NATIVE, &["slow:1"]).await;
    let id = place.bench.load("mine.bin", &wire(256, 30, 100)).await;
    place
        .bench
        .handle
        .send(Command::Send(request(id, &addresses(&place.sims))));
    place
        .bench
        .wait(|event| match event {
            Event::Job(job) => (job.done > 0).then_some(()),
            _ => None,
        })
        .await;
    let test = place.test().await;
    assert_eq!(code(&test, TestStep::Identify), Some("device.busy"));
    assert_eq!(test.steps.len(), 1);
    place.bench.handle.send(Command::CancelAll);
    place.bench.ended().await;
}

#[tokio::test]
async fn a_device_that_plays_live_is_not_tested() {
    let mut place = Place::new(Dialect::WLED, &[]).await;
    let id = place.bench.load("mine.bin", &wire(256, 3, 100)).await;
    place.bench.handle.send(Command::Stream(StreamRequest {
        pattern: id,
        targets: vec![place.target()],
        fit: Fit::default(),
        settings: upload_bridge::device::DeviceSettings::default(),
        connect: ConnectOptions::default(),
        wish: StreamPreference::default(),
        time: None,
    }));
    place
        .bench
        .wait(|event| match event {
            Event::Stream(view) => (view.state == StreamState::Streaming).then_some(()),
            _ => None,
        })
        .await;
    let test = place.test().await;
    assert_eq!(code(&test, TestStep::Identify), Some("device.streaming"));
}

#[tokio::test]
async fn a_test_that_is_stopped_takes_everything_back() {
    for dialect in [Dialect::NATIVE, Dialect::WLED] {
        for at in [
            TestStep::RoundTrips,
            TestStep::Store,
            TestStep::ReadBack,
            TestStep::Play,
        ] {
            let faults: &[&str] = if at == TestStep::Store {
                &["slow:2"]
            } else {
                &[]
            };
            let place = Place::new(dialect, faults).await;
            let before = place.stored();
            place.ask(false);
            place
                .bench
                .wait(|event| match event {
                    Event::SelfTest(test) => (test.running == Some(at)).then_some(()),
                    _ => None,
                })
                .await;
            place
                .bench
                .handle
                .send(Command::StopSelfTest(place.target()));
            let test = place.end().await;
            assert_eq!(test.verdict, Some(Verdict::Cancelled), "{test:#?}");
            assert_eq!(place.stored(), before, "stopped at {at:?}: {test:#?}");
            assert!(test.left.is_empty(), "stopped at {at:?}: {test:#?}");
        }
    }
}

#[tokio::test]
async fn the_engine_ends_only_when_the_device_is_clean() {
    let place = Place::new(Dialect::NATIVE, &["slow:2"]).await;
    let before = place.stored();
    place.ask(false);
    place
        .bench
        .wait(|event| match event {
            Event::SelfTest(test) => (test.running == Some(TestStep::Store)).then_some(()),
            _ => None,
        })
        .await;
    place.bench.handle.send(Command::Shutdown);
    let test = place.end().await;
    assert_eq!(test.verdict, Some(Verdict::Cancelled));
    assert_eq!(place.stored(), before);
}

#[tokio::test]
async fn what_an_interrupted_test_left_is_deleted_by_the_next() {
    let mut place = Place::new(Dialect::NATIVE, &[]).await;
    let id = place
        .bench
        .load("ub-selftest.bin", &wire(256, 2, 100))
        .await;
    let mut left = request(id, &addresses(&place.sims));
    left.play = false;
    place.bench.deliver(left).await;
    assert_eq!(place.stored(), ["ub-selftest"]);
    let test = place.test().await;
    assert_eq!(
        state(&test, TestStep::Absence),
        Some(StepState::Passed),
        "{test:#?}"
    );
    assert_eq!(place.stored(), Vec::<String>::new());
    let store = test.step(TestStep::Store).unwrap();
    assert!(
        store.detail.to_string().contains("interrupted test"),
        "{}",
        store.detail
    );
}
