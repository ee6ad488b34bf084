//! One answer of a device feeds everything that shows it: its card, its page, the probes and the keeper's watch.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test on the wall clock"
)]

mod common;

use common::recorder::Recorder;
use common::{Bench, addresses, devices};
use std::collections::BTreeSet;
use std::time::Duration;
use upload_bridge::engine::{Ask, Command, ConnectOptions, Event, Target};
use upload_bridge::simulator::{Dialect, Lights};

const STATUS: &str = "GET /api/status ";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_that_has_just_answered_is_not_asked_the_same_again() {
    let sims = devices(Dialect::NATIVE, Lights::Leds(16), &[&[]], None).await;
    let recorder = Recorder::before(addresses(&sims)[0]);
    let bench = Bench::new();
    let address = recorder.address.to_string().parse().unwrap();
    let options = ConnectOptions::default();
    bench.handle.send(Command::Connect {
        address,
        options: options.clone(),
    });
    let device = bench
        .wait(|event| match event {
            Event::Connected { device, .. } => Some(device),
            Event::ConnectFailed { problem, .. } => panic!("{problem}"),
            _ => None,
        })
        .await;
    let asked = recorder.count(STATUS);
    assert_eq!(asked, 1, "which device it is");
    // its card is on the screen, and the keeper watches all devices
    let seen = BTreeSet::from([device.clone()]);
    bench.handle.send(Command::Watch(seen));
    bench.handle.send(Command::WatchAll(true));
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(recorder.count(STATUS), asked, "it has just answered");
    // its page reads three things one after another
    for ask in [Ask::Abilities, Ask::Light, Ask::Files] {
        bench.handle.send(Command::Control {
            target: Target::Device(device.clone()),
            ask,
            options: options.clone(),
        });
        let answer = bench.wait(|event| match event {
            Event::Controlled { result, .. } => Some(result),
            _ => None,
        });
        answer.await.unwrap();
    }
    let all = recorder.count("GET ");
    // the brightness is a part of the status; before, each of the three asked for that as well
    assert_eq!(recorder.count(STATUS), asked + 1, "{all} questions in all");
    // what changes something always makes sure which device it is
    bench.handle.send(Command::Control {
        target: Target::Device(device),
        ask: Ask::Blink,
        options,
    });
    let answer = bench.wait(|event| match event {
        Event::Controlled { result, .. } => Some(result),
        _ => None,
    });
    answer.await.unwrap();
    assert!(recorder.count(STATUS) > asked + 1);
}
