//! A PIN or token that a device refused is not sent again by itself: counted in the bytes that reach the device.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::{PATIENCE, addresses, devices, end, request, wire};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use upload_bridge::device::{AddrSpec, Secret};
use upload_bridge::engine::{
    Ask, Command, ConnectOptions, EngineOptions, Event, Fact, Facts, Target, spawn,
};
use upload_bridge::net::Gate;
use upload_bridge::simulator::{Dialect, Lights, Simulator};
use upload_bridge::store::Store;

/// What stands before the device: passes everything on to the device that is there now, and keeps what goes to it.
#[derive(Clone)]
struct Wiretap {
    at: SocketAddr,
    upstream: Arc<Mutex<SocketAddr>>,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Wiretap {
    fn before(device: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let tap = Self {
            at: listener.local_addr().unwrap(),
            upstream: Arc::new(Mutex::new(device)),
            heard: Arc::default(),
        };
        let inner = tap.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                inner.pass(client);
            }
        });
        tap
    }

    fn pass(&self, client: TcpStream) {
        let upstream = *self.upstream.lock().unwrap();
        let Ok(device) = TcpStream::connect(upstream) else {
            return;
        };
        let heard = self.heard.clone();
        let to_device = (client.try_clone().unwrap(), device.try_clone().unwrap());
        std::thread::spawn(move || copy(to_device, |bytes| heard.lock().unwrap().extend(bytes)));
        std::thread::spawn(move || copy((device, client), |_| {}));
    }

    /// How often the device has got that text since this was asked last.
    fn count(&self, text: &str) -> usize {
        let heard = std::mem::take(&mut *self.heard.lock().unwrap());
        let text = text.as_bytes();
        heard
            .windows(text.len())
            .filter(|window| *window == text)
            .count()
    }
}

fn copy((mut from, mut to): (TcpStream, TcpStream), mut saw: impl FnMut(&[u8])) {
    let mut buffer = [0; 16 << 10];
    while let Ok(n @ 1..) = from.read(&mut buffer) {
        saw(&buffer[..n]);
        if to.write_all(&buffer[..n]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(std::net::Shutdown::Write);
}

/// An engine, with the facts that it reports.
fn bench(store: &Store) -> (common::Bench, tokio::sync::mpsc::UnboundedReceiver<Fact>) {
    let (to, facts) = tokio::sync::mpsc::unbounded_channel();
    let options = EngineOptions {
        gate: Gate::loopback(),
        store: store.clone(),
        concurrency: None,
        facts: Facts::to(to),
    };
    let (handle, events) = spawn(options, Arc::new(|| {})).unwrap();
    (common::Bench::with(handle, events, store.clone()), facts)
}

async fn unlock(bench: &common::Bench, target: &Target, pin: &str) -> bool {
    bench.handle.send(Command::Unlock {
        target: target.clone(),
        secret: Secret::new(pin),
        keep: false,
        options: ConnectOptions::default(),
    });
    bench
        .wait(|event| match event {
            Event::Unlocked { result, .. } => Some(result.is_ok()),
            _ => None,
        })
        .await
}

/// What asks the device on its own or on a person's behalf, none of which enters a PIN.
async fn ask_around(bench: &common::Bench, target: &Target, address: &AddrSpec) {
    for _ in 0..3 {
        bench.handle.send(Command::Connect {
            address: address.clone(),
            options: ConnectOptions::default(),
        });
        let asked = |event: Event| {
            matches!(event, Event::Connected { .. } | Event::ConnectFailed { .. }).then_some(())
        };
        bench.wait(asked).await;
        bench.handle.send(Command::Control {
            target: target.clone(),
            ask: Ask::Files,
            options: ConnectOptions::default(),
        });
        let controlled = |event: Event| matches!(event, Event::Controlled { .. }).then_some(());
        bench.wait(controlled).await;
    }
}

/// The same device with another PIN: it was restarted, so it is locked again.
async fn with_pin(dialect: Dialect, fault: &str) -> Simulator {
    devices(dialect, Lights::Leds(20), &[&[fault]], None).await
}

async fn a_refused_secret_is_sent_once(dialect: Dialect) {
    let store = Store::in_memory().unwrap();
    let (mut bench, mut facts) = bench(&store);
    let before = with_pin(dialect, "pin:q7Zx").await;
    let tap = Wiretap::before(addresses(&before)[0]);
    let address = AddrSpec::from(tap.at);
    let target = Target::Address(address.clone());
    let mut patterns = Vec::new();
    for frames in 2..7 {
        let name = format!("p{frames}.bin");
        patterns.push(bench.load(&name, &wire(20, frames, 50)).await);
    }
    assert!(unlock(&bench, &target, "q7Zx").await);
    let jobs = bench.deliver(request(patterns[0], &[tap.at])).await;
    assert_eq!(end(&jobs[0]), "verified");
    assert!(tap.count("q7Zx") > 0, "the tap hears PINs");
    // its owner changes the PIN
    let after = with_pin(dialect, "pin:w3Kv").await;
    *tap.upstream.lock().unwrap() = addresses(&after)[0];
    before.stop().await;
    for pattern in &patterns[1..3] {
        let jobs = bench.deliver(request(*pattern, &[tap.at])).await;
        assert_eq!(end(jobs.last().unwrap()), "device.locked");
        bench.handle.send(Command::Retry(jobs.last().unwrap().id));
        let jobs = bench.ended().await;
        assert_eq!(end(jobs.last().unwrap()), "device.locked");
    }
    ask_around(&bench, &target, &address).await;
    assert_eq!(tap.count("q7Zx"), 1, "refused once, and not sent again");
    assert!(unlock(&bench, &target, "w3Kv").await);
    let jobs = bench.deliver(request(patterns[3], &[tap.at])).await;
    assert_eq!(end(jobs.last().unwrap()), "verified");
    assert_eq!(tap.count("q7Zx"), 0);
    bench.handle.send(Command::Shutdown);
    while bench.events.next().await.is_some() {}
    let mut refused = 0;
    while let Ok(fact) = facts.try_recv() {
        refused += usize::from(matches!(fact, Fact::SecretRefused(_)));
    }
    assert_eq!(refused, 1);
    after.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_pin_of_a_wled_is_sent_once_in_all_jobs_and_questions_of_a_run() {
    let test = a_refused_secret_is_sent_once(Dialect::WLED);
    tokio::time::timeout(PATIENCE, test).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_of_a_native_device_is_sent_once_in_all_jobs_and_questions_of_a_run() {
    let test = a_refused_secret_is_sent_once(Dialect::NATIVE);
    tokio::time::timeout(PATIENCE, test).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_pin_that_a_person_enters_is_sent_once_and_the_next_one_waits_for_the_device() {
    let store = Store::in_memory().unwrap();
    let (mut bench, _facts) = bench(&store);
    let device = with_pin(Dialect::WLED, "pin:w3Kv").await;
    let tap = Wiretap::before(addresses(&device)[0]);
    let target = Target::Address(AddrSpec::from(tap.at));
    assert!(!unlock(&bench, &target, "q7Zx").await);
    assert_eq!(tap.count("q7Zx"), 1);
    // at once: the device ignores PINs for 3 s after a wrong one
    assert!(unlock(&bench, &target, "w3Kv").await);
    let pattern = bench.load("p.bin", &wire(20, 2, 50)).await;
    let jobs = bench.deliver(request(pattern, &[tap.at])).await;
    assert_eq!(end(&jobs[0]), "verified");
    assert_eq!(tap.count("q7Zx"), 0);
}
