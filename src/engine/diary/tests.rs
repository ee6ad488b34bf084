use super::*;
use crate::device::{Device, Playing};
use crate::engine::api::{JobDevice, PatternId, UploadKey};
use crate::logs::captured;
use crate::problem::{Code, Problem, Remedy};

fn device(presence: Presence, locked: bool, uptime: Option<u64>) -> DeviceView {
    DeviceView {
        device: Device {
            id: DeviceId::stored("a0b1c2d3e4f5"),
            name: "Porch".into(),
            uptime: uptime.map(Duration::from_secs),
            ..Device::example()
        },
        settings: Default::default(),
        presence,
        locked,
        circuit: crate::link::Circuit::Closed,
        last_seen: 0,
        via: Vec::new(),
        pinned: false,
        groups: Default::default(),
        forgettable: false,
    }
}

fn job(phase: Phase, outcome: Option<Outcome>) -> Event {
    Event::Job(Box::new(JobView {
        id: JobId::example(7),
        pattern: PatternId(1),
        pattern_name: "heart".into(),
        file: "heart.gif".into(),
        device: JobDevice {
            id: Some(DeviceId::stored("a0b1c2d3e4f5")),
            name: Some("Porch".into()),
            family: None,
            address: "127.0.0.1".into(),
        },
        key: UploadKey::of_nothing(),
        phase,
        done: 0,
        total: 0,
        bytes: 36_806,
        sha256: String::new(),
        waiting: None,
        waits_for: None,
        network_dropped: false,
        limited: None,
        attempts: 2,
        elapsed: Duration::from_millis(4_240),
        measured: Default::default(),
        playing: Playing::Unknown,
        notes: Vec::new(),
        outcome,
    }))
}

#[test]
fn each_change_of_an_upload_is_one_sentence() {
    let mut diary = Diary::default();
    let lines = captured(|| {
        for event in [
            job(Phase::Waiting, None),
            job(Phase::Waiting, None),
            job(Phase::Connecting, None),
            job(Phase::Waiting, None),
            job(Phase::Connecting, None),
            job(Phase::Sending, None),
            job(Phase::Sending, None),
            job(Phase::Done, Some(Outcome::Verified)),
            job(Phase::Done, Some(Outcome::Verified)),
        ] {
            diary.note(&event);
        }
    });
    let expected = [
        "INFO heart is queued for Porch",
        "INFO Sending heart to Porch",
        "INFO Sending heart to Porch: waiting until another upload to this device ends",
        "INFO Sending heart to Porch",
        "INFO heart is verified on Porch: 36.8 KB in 4.2 s, 2 attempts",
    ];
    let said: Vec<&str> = lines.iter().map(|line| line.words.as_str()).collect();
    assert_eq!(said, expected);
    for line in &lines {
        assert_eq!(
            (line.job, line.device.as_deref()),
            (Some(7), Some("a0b1c2d3e4f5"))
        );
    }
}

#[test]
fn a_failure_says_its_reason_and_code() {
    let problem = Problem::new(Code::DeviceFull, "The device is full.", Remedy::None);
    let lines =
        captured(|| Diary::default().note(&job(Phase::Done, Some(Outcome::Failed(problem)))));
    assert_eq!(lines.len(), 1);
    assert_eq!(
        lines[0].words,
        "ERROR Upload of heart to Porch failed. The device is full."
    );
}

#[tokio::test(start_paused = true)]
async fn a_device_is_mentioned_when_it_comes_goes_locks_and_restarts() {
    let mut diary = Diary::default();
    let mut said = |view: DeviceView| -> Vec<String> {
        let event = Event::Device(Box::new(view));
        let lines = captured(|| diary.note(&event));
        lines.into_iter().map(|line| line.words).collect()
    };
    let nothing: [&str; 0] = [];
    assert_eq!(said(device(Presence::NotAsked, false, None)), nothing);
    assert_eq!(said(device(Presence::Online, false, Some(100))), nothing);
    assert_eq!(said(device(Presence::Retrying, false, Some(100))), nothing);
    assert_eq!(
        said(device(Presence::Offline, false, None)),
        ["WARN Porch does not answer"]
    );
    tokio::time::advance(Duration::from_secs(50)).await;
    assert_eq!(
        said(device(Presence::Online, false, Some(150))),
        ["INFO Porch answers again"]
    );
    assert_eq!(
        said(device(Presence::Offline, false, None)),
        ["WARN Porch does not answer"]
    );
    tokio::time::advance(Duration::from_secs(200)).await;
    assert_eq!(
        said(device(Presence::Online, false, Some(170))),
        ["INFO Porch answers again", "INFO Porch has restarted"],
        "although its clock shows more than before"
    );
    assert_eq!(
        said(device(Presence::Online, true, None)),
        ["WARN Porch is locked: it asks for its PIN or token"]
    );
    assert_eq!(
        said(device(Presence::Online, false, None)),
        ["INFO Porch is unlocked"]
    );
}
