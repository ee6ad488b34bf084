//! What is queued twice and what is not, and which results replace which. No job starts here: what becomes of it is told.

use super::*;
use crate::device::DeleteFirst;
use crate::engine::api::{Command, ConnectOptions, JobView, PatternId};
use crate::engine::fleet::Fleet;
use crate::engine::note::{JobEnd, LoadedPattern, Note};
use crate::engine::outbox::Events;
use crate::engine::run::tests::{answers, device, engine};
use crate::pattern::{Fit, Matrix, ReadOptions, read_bytes};
use crate::problem::{Code, Problem};
use crate::store::Store;
use std::path::Path;

/// A pattern of that many frames.
fn pattern(frames: u8) -> LoadedPattern {
    let bytes: Vec<u8> = (0..frames).flat_map(|n| [n; 12]).collect();
    let options = ReadOptions {
        leds: Some(4),
        ..ReadOptions::default()
    };
    let opened = read_bytes(Path::new("dots.bin"), bytes.into(), &options).unwrap();
    LoadedPattern {
        opened: Arc::new(opened),
        file: None,
    }
}

/// An engine that starts nothing, with two devices and two patterns; the third is the first one, opened again.
fn bench() -> (Engine, Events) {
    let (mut engine, events) = engine(&Store::in_memory().unwrap());
    engine.fleet = Fleet::new(Some(0));
    engine.note(answers(1, None));
    engine.note(answers(2, None));
    for (id, frames) in [(1, 3), (2, 5), (3, 3)] {
        engine.patterns.insert(PatternId(id), pattern(frames));
    }
    (engine, events)
}

fn to(n: u16) -> Target {
    Target::Device(device(n).id)
}

fn request(targets: Vec<Target>) -> SendRequest {
    SendRequest {
        pattern: PatternId(1),
        targets,
        fit: Fit::default(),
        name: None,
        play: true,
        force: false,
        delete_first: DeleteFirst::Never,
        settings: DeviceSettings::default(),
        connect: ConnectOptions::default(),
    }
}

/// Jobs on the list, and how often something was said to be queued already since this was asked last.
fn standing(engine: &Engine, events: &Events) -> (usize, usize) {
    let all = std::iter::from_fn(|| events.try_next());
    let repeated = all.filter(|event| matches!(event, Event::AlreadyQueued { .. }));
    (engine.jobs.len(), repeated.count())
}

fn send(engine: &mut Engine, request: SendRequest) {
    engine.handle(Command::Send(request));
}

/// The newest job ends so.
fn end(engine: &mut Engine, outcome: Outcome) {
    let id = *engine.jobs.keys().next_back().unwrap();
    engine.note(Note::Ended(id, JobEnd::unstarted(outcome)));
    engine.note(Note::Settled(id));
}

fn failure() -> Outcome {
    Outcome::Failed(Problem::new(Code::DeviceTimeout, "it is gone", "try again"))
}

fn outcomes(engine: &Engine) -> Vec<&'static str> {
    let word = |view: &JobView| view.outcome.as_ref().map_or("open", Outcome::word);
    engine
        .jobs
        .values()
        .map(|entry| word(&entry.view))
        .collect()
}

#[tokio::test]
async fn what_is_queued_is_not_queued_again_however_its_device_is_named() {
    let (mut engine, events) = bench();
    let address = Target::Address(device(1).address.to_string().parse().unwrap());
    send(
        &mut engine,
        request(vec![to(1), to(1), address.clone(), to(2)]),
    );
    assert_eq!(standing(&engine, &events), (2, 2));
    send(&mut engine, request(vec![to(1), address, to(2)]));
    assert_eq!(standing(&engine, &events), (2, 3));
    let reopened = SendRequest {
        pattern: PatternId(3),
        ..request(vec![to(1)])
    };
    send(&mut engine, reopened);
    assert_eq!(standing(&engine, &events), (2, 1), "the same file again");
}

#[tokio::test]
async fn another_pattern_fit_name_or_flag_is_queued_behind() {
    let (mut engine, events) = bench();
    let ask = request(vec![to(1)]);
    let others = [
        ask.clone(),
        SendRequest {
            pattern: PatternId(2),
            ..ask.clone()
        },
        SendRequest {
            fit: Fit {
                brightness_pct: 40,
                ..Fit::default()
            },
            ..ask.clone()
        },
        SendRequest {
            name: Some("other".into()),
            ..ask.clone()
        },
        SendRequest {
            play: false,
            ..ask.clone()
        },
        SendRequest {
            force: true,
            delete_first: DeleteFirst::Never,
            ..ask.clone()
        },
    ];
    for _ in 0..2 {
        for other in others.clone() {
            send(&mut engine, other);
        }
    }
    assert_eq!(standing(&engine, &events), (6, 6), "each of them once");
    // a layout that is set meanwhile makes other bytes of it
    engine.handle(Command::SaveDeviceSettings {
        device: device(1).id,
        settings: DeviceSettings {
            arrangement: Matrix::new(2, 2).map(crate::pattern::Arrangement::Matrix),
            ..DeviceSettings::default()
        },
    });
    send(&mut engine, ask);
    assert_eq!(standing(&engine, &events), (7, 0));
    // a nickname does not
    engine.handle(Command::SaveDeviceSettings {
        device: device(2).id,
        settings: DeviceSettings {
            nickname: Some("porch".into()),
            ..DeviceSettings::default()
        },
    });
    send(&mut engine, request(vec![to(2)]));
    engine.handle(Command::SaveDeviceSettings {
        device: device(2).id,
        settings: DeviceSettings::default(),
    });
    send(&mut engine, request(vec![to(2)]));
    assert_eq!(standing(&engine, &events), (8, 1));
}

#[tokio::test]
async fn what_has_ended_or_was_cancelled_is_queued_again() {
    let (mut engine, _events) = bench();
    send(&mut engine, request(vec![to(1)]));
    end(&mut engine, Outcome::Verified);
    send(&mut engine, request(vec![to(1)]));
    assert_eq!(outcomes(&engine), ["verified", "open"]);
    engine.handle(Command::CancelAll);
    send(&mut engine, request(vec![to(1)]));
    assert_eq!(engine.jobs.len(), 3);
}

#[tokio::test]
async fn a_newer_result_takes_the_place_of_an_older_failure() {
    let (mut engine, _events) = bench();
    send(&mut engine, request(vec![to(1)]));
    end(&mut engine, failure());
    send(&mut engine, request(vec![to(2)]));
    end(&mut engine, failure());
    let ask = request(vec![to(1)]);
    send(
        &mut engine,
        SendRequest {
            pattern: PatternId(2),
            ..ask.clone()
        },
    );
    end(&mut engine, Outcome::Verified);
    assert_eq!(
        outcomes(&engine),
        ["failed", "failed", "verified"],
        "another pattern or device replaces nothing"
    );
    send(&mut engine, ask.clone());
    end(&mut engine, Outcome::Cancelled);
    assert_eq!(
        outcomes(&engine),
        ["failed", "failed", "verified", "cancelled"],
        "what was cancelled has no result"
    );
    // fitted otherwise it is the same pattern all the same, and found by its address it is the same device
    let address = Target::Address(device(1).address.to_string().parse().unwrap());
    send(
        &mut engine,
        SendRequest {
            targets: vec![address],
            fit: Fit {
                brightness_pct: 40,
                ..Fit::default()
            },
            ..ask.clone()
        },
    );
    end(&mut engine, failure());
    assert_eq!(
        outcomes(&engine),
        ["failed", "verified", "cancelled", "failed"],
        "a newer failure replaces an older one, too"
    );
    send(&mut engine, ask);
    end(&mut engine, Outcome::Skipped);
    assert_eq!(
        outcomes(&engine),
        ["failed", "verified", "cancelled", "skipped"]
    );
}

#[tokio::test]
async fn retry_of_a_failure_leaves_a_newer_upload_that_is_under_way_alone() {
    let (mut engine, events) = bench();
    send(&mut engine, request(vec![to(1)]));
    end(&mut engine, failure());
    let failed = *engine.jobs.keys().next().unwrap();
    let dimmer = SendRequest {
        fit: Fit {
            brightness_pct: 40,
            ..Fit::default()
        },
        ..request(vec![to(1)])
    };
    send(&mut engine, dimmer);
    standing(&engine, &events);
    engine.handle(Command::Retry(failed));
    assert_eq!(standing(&engine, &events), (1, 1));
    let (_, left) = engine.jobs.iter().next().unwrap();
    assert_eq!(left.view.key.fit.brightness_pct, 40);
}

#[tokio::test]
async fn retry_twice_queues_one_upload() {
    let (mut engine, _events) = bench();
    send(&mut engine, request(vec![to(1)]));
    end(&mut engine, failure());
    let failed = *engine.jobs.keys().next().unwrap();
    engine.handle(Command::Retry(failed));
    engine.handle(Command::Retry(failed));
    assert_eq!(outcomes(&engine), ["open"]);
}

#[tokio::test]
async fn what_is_queued_for_a_device_ends_when_the_device_is_forgotten() {
    let (mut engine, _events) = bench();
    send(&mut engine, request(vec![to(1), to(2)]));
    engine.handle(Command::Forget(device(1).id));
    let ids: Vec<JobId> = engine.jobs.keys().copied().collect();
    engine.note(Note::Settled(ids[0]));
    assert_eq!(outcomes(&engine), ["cancelled", "open"]);
}
