//! The fleet-fault rule on the engine's own state; what the calls of a device do is told.

use super::super::tests::{answers, device, engine};
use super::*;
use crate::device::{DeleteFirst, DeviceSettings};
use crate::engine::api::{Command, ConnectOptions, PatternId, SendRequest, Target};
use crate::engine::note::{LoadedPattern, Note};
use crate::engine::outbox::Events;
use crate::engine::run::Engine;
use crate::link::Circuit;
use crate::pattern::{Fit, ReadOptions, read_bytes};
use crate::store::Store;
use std::path::Path;
use std::sync::Arc;

/// An engine that uploads to devices 1 to `n` of 127.1.0.0/24, and to 3 devices of 127.1.1.0/24.
fn uploading(n: u16) -> (Engine, Events) {
    let (mut engine, events) = engine(&Store::in_memory().unwrap());
    let options = ReadOptions {
        leds: Some(4),
        ..ReadOptions::default()
    };
    let opened = read_bytes(Path::new("dots.bin"), vec![7; 12].into(), &options).unwrap();
    let loaded = LoadedPattern {
        opened: Arc::new(opened),
        file: None,
    };
    engine.patterns.insert(PatternId(1), loaded);
    let all: Vec<u16> = (1..=n).chain(257..=259).collect();
    for n in &all {
        // a link is made by the task that reaches the device
        engine.keep().links.get(&device(*n).address);
        engine.note(answers(*n, None));
    }
    engine.handle(Command::Send(SendRequest {
        pattern: PatternId(1),
        targets: all.iter().map(|n| Target::Device(device(*n).id)).collect(),
        fit: Fit::default(),
        name: None,
        play: false,
        force: false,
        delete_first: DeleteFirst::Never,
        settings: DeviceSettings::default(),
        connect: ConnectOptions::default(),
    }));
    (engine, events)
}

fn fails(engine: &mut Engine, n: u16, failures: u32) {
    let address = device(n).address.socket();
    engine.note(Note::Health { address, failures });
}

/// What was said of networks since this was asked last: the devices of one that dropped, 0 of one that is back.
fn said(events: &Events) -> Vec<(String, usize)> {
    let all = std::iter::from_fn(|| events.try_next());
    all.filter_map(|event| match event {
        Event::NetworkDropped { network, devices } => Some((network, devices)),
        Event::NetworkBack { network } => Some((network, 0)),
        _ => None,
    })
    .collect()
}

fn paused(engine: &Engine) -> usize {
    let jobs = engine.jobs.values();
    jobs.filter(|entry| entry.view.network_dropped).count()
}

#[tokio::test(start_paused = true)]
async fn a_network_that_drops_pauses_as_a_whole_and_no_other_one_does() {
    let (mut engine, events) = uploading(6);
    for n in 1..=2 {
        fails(&mut engine, n, 1);
        fails(&mut engine, n, 2);
    }
    fails(&mut engine, 257, 2);
    fails(&mut engine, 3, 1);
    assert_eq!((said(&events), paused(&engine)), (vec![], 0));
    fails(&mut engine, 3, 2);
    assert_eq!(said(&events), [("127.1.0.0/24".to_owned(), 6)]);
    assert_eq!(paused(&engine), 6);
    let link = |engine: &Engine, n| engine.keep().links.get(&device(n).address);
    assert!(link(&engine, 6).is_held() && !link(&engine, 258).is_held());
    assert_eq!(link(&engine, 1).circuit(), Circuit::Closed);
    // no job starts there
    let place = crate::engine::fleet::Place {
        key: "127.1.0.99:81".into(),
        ip: "127.1.0.99".parse().ok(),
    };
    assert!(!engine.fleet.enter(&place));
    // the first answer ends it
    fails(&mut engine, 5, 0);
    assert_eq!(said(&events), [("127.1.0.0/24".to_owned(), 0)]);
    assert!(paused(&engine) == 0 && !link(&engine, 6).is_held() && engine.fleet.enter(&place));
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_is_over_lets_each_fail_on_its_own_and_the_network_is_back_with_an_answer() {
    let (mut engine, events) = uploading(3);
    for n in 1..=3 {
        fails(&mut engine, n, 2);
    }
    assert_eq!(said(&events).len(), 1);
    let network = AccessPoint::of(device(1).address.socket().ip());
    engine.note(Note::PauseOver(network));
    assert_eq!((said(&events), paused(&engine)), (vec![], 0));
    for n in 1..=3 {
        fails(&mut engine, n, 2);
    }
    assert_eq!(said(&events), [], "it is said once");
    engine.note(Note::NetworkAnswers(network));
    assert_eq!(said(&events), [("127.1.0.0/24".to_owned(), 0)]);
}

#[tokio::test(start_paused = true)]
async fn addresses_where_no_device_ever_answered_are_no_network_that_dropped() {
    let (mut engine, events) = uploading(6);
    for n in 10..=20 {
        fails(&mut engine, n, 2);
    }
    assert_eq!(said(&events), []);
}
