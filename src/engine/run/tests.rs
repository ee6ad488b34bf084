//! The loop's decisions, one note or command at a time; and that none of them waits for the disk.

use super::*;
use crate::device::{Device, DeviceAddr, DeviceSettings};
use crate::engine::api::{DeviceView, Presence, Source};
use crate::engine::note::{Answered, Remembered};
use crate::engine::outbox::{Events, queue};
use crate::link::Http;
use crate::net::{Gate, NetworkId};
use crate::pattern::{Fit, ReadOptions};
use crate::problem::{Code, Problem};
use crate::store::Store;
use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::mpsc;
use std::time::Duration;

/// An engine without its loop, and what it reports. Notes of its tasks go nowhere.
pub(super) fn engine(store: &Store) -> (Engine, Events) {
    let gate = Gate::loopback();
    let (out, events) = queue(Arc::new(|| {}), crate::engine::Facts::default());
    let (notes, _) = tokio::sync::mpsc::unbounded_channel();
    let writer = Writer::new(store.clone(), notes.clone(), Note::unwritten);
    let http = Http::new(gate).unwrap();
    let keep = Shared::new(
        gate,
        store.clone(),
        http,
        Arc::new(|_, _| {}),
        crate::engine::Facts::default(),
    );
    let context = Context::new(Arc::new(keep), notes);
    (Engine::new(context, writer, out, None, None), events)
}

/// The device number `n`, at an address of its own.
pub(super) fn device(n: u16) -> Device {
    let ip = Ipv4Addr::from(0x7f01_0000 + u32::from(n));
    Device {
        id: DeviceId::stored(&format!("{n:012x}")),
        name: format!("number {n}"),
        address: DeviceAddr::from_socket(SocketAddr::from((ip, 81))),
        leds: Some(4),
        ..Device::example()
    }
}

pub(super) fn answers(n: u16, nickname: Option<&str>) -> Note {
    Note::Answered(Box::new(Answered {
        device: device(n),
        remembered: Remembered {
            settings: DeviceSettings {
                nickname: nickname.map(ToOwned::to_owned),
                ..DeviceSettings::default()
            },
            pinned: nickname.is_some(),
            is_set_aside: false,
            groups: Default::default(),
        },
        network: NetworkId::towards(Gate::loopback(), Ipv4Addr::LOCALHOST.into()),
        forgettable: false,
    }))
}

/// That device answers, and nothing is remembered of it.
pub(super) fn answered(device: Device) -> Note {
    Note::Answered(Box::new(Answered {
        device,
        remembered: Remembered::default(),
        network: None,
        forgettable: false,
    }))
}

/// Nothing answers where something was to be done.
pub(super) fn nobody_at(address: String) -> Note {
    let problem = Problem::new(Code::DeviceUnreachable, "gone", "");
    Note::Failed { address, problem }
}

/// The newest snapshot of each device that was reported since this was asked last.
pub(super) fn views(events: &Events) -> HashMap<DeviceId, DeviceView> {
    std::iter::from_fn(|| events.try_next())
        .filter_map(|event| match event {
            Event::Device(view) => Some((view.device.id.clone(), *view)),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn no_command_and_no_note_waits_while_another_task_commits() {
    let store = Store::in_memory().unwrap();
    let (mut engine, _events) = engine(&store);
    engine.note(answers(1, None));
    let (held, is_held) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let committing = std::thread::spawn(move || {
        store.commit(|_| {
            held.send(()).unwrap();
            let _ = released.recv();
        })
    });
    is_held.recv().unwrap();
    let (done, is_done) = mpsc::channel();
    let runtime = tokio::runtime::Handle::current();
    let loop_thread = std::thread::spawn(move || {
        let _inside = runtime.enter();
        let known = device(1);
        let spec: AddrSpec = "127.0.0.1:1".parse().unwrap();
        engine.note(answers(2, None));
        engine.note(nobody_at(known.address.to_string()));
        engine.note(Note::Snapshot {
            device: known.id.clone(),
            snapshot: None,
        });
        for command in [
            Command::KnownDevices,
            Command::History,
            Command::Resume,
            Command::CountUnfinished,
            Command::Networks,
            Command::Load {
                id: PatternId(1),
                source: Source::Path("nowhere.gif".into()),
                options: ReadOptions::default(),
                remember: true,
            },
            Command::Connect {
                address: spec.clone(),
                options: ConnectOptions::default(),
            },
            Command::Diagnose(spec),
            Command::SaveDeviceSettings {
                device: known.id.clone(),
                settings: DeviceSettings::default(),
            },
            Command::Pin {
                device: known.id.clone(),
                pinned: true,
            },
            Command::ResetCircuit(known.id.clone()),
            Command::Forget(known.id),
            Command::Shutdown,
        ] {
            engine.handle(command);
        }
        engine.prune();
        done.send(()).unwrap();
    });
    let waited = is_done.recv_timeout(Duration::from_secs(20)).is_err();
    drop(release);
    loop_thread.join().unwrap();
    committing.join().unwrap().unwrap();
    assert!(!waited, "the loop waited for the end of a commit");
}

#[tokio::test]
async fn what_the_store_remembers_of_a_device_comes_with_its_answer_unless_it_was_forgotten() {
    let (mut engine, events) = engine(&Store::in_memory().unwrap());
    engine.note(answers(1, Some("porch")));
    let view = &views(&events)[&device(1).id];
    assert_eq!((view.name(), view.pinned), ("porch", true));
    // a person sets something else while the device is asked again
    engine.handle(Command::SaveDeviceSettings {
        device: device(1).id,
        settings: DeviceSettings {
            nickname: Some("attic".into()),
            ..DeviceSettings::default()
        },
    });
    engine.note(answers(1, Some("porch")));
    assert_eq!(views(&events)[&device(1).id].name(), "attic");
    // and takes it off the list while it is asked once more
    engine.handle(Command::Forget(device(1).id));
    assert!(!engine.keep().links.has_answered(&device(1).address));
    engine.note(answers(1, Some("attic")));
    let view = &views(&events)[&device(1).id];
    assert_eq!((view.name(), view.pinned), ("number 1", false));
}

#[tokio::test]
async fn devices_are_offline_by_each_way_to_write_their_address_and_by_no_other() {
    let (mut engine, events) = engine(&Store::in_memory().unwrap());
    let mut named = device(1);
    let socket = named.address.socket();
    named.address = DeviceAddr::named("porch.local", socket);
    let offline = |engine: &mut Engine, address: String| {
        engine.note(nobody_at(address));
        let views = views(&events);
        let gone = views.values().filter(|v| v.presence == Presence::Offline);
        let mut gone: Vec<String> = gone.map(|view| view.device.name.clone()).collect();
        gone.sort();
        gone
    };
    for address in ["porch.local:81".to_owned(), socket.to_string()] {
        engine.note(answered(named.clone()));
        engine.note(answered(device(2)));
        assert_eq!(offline(&mut engine, address), ["number 1"]);
    }
    assert_eq!(offline(&mut engine, "127.1.0.3:81".into()), [""; 0]);
    // it moves: nothing is known at the old place any more
    let mut moved = named;
    moved.address = device(9).address;
    engine.note(answered(moved));
    views(&events);
    assert_eq!(offline(&mut engine, socket.to_string()), [""; 0]);
    // another device takes its place
    let mut other = device(3);
    other.address = device(9).address;
    engine.note(answered(other));
    let views = views(&events);
    assert_eq!(views[&device(1).id].presence, Presence::Offline);
    assert_eq!(views[&device(3).id].presence, Presence::Online);
}

/// Looking through all devices at each note takes more than ten times as long, also on an idle machine.
#[tokio::test]
async fn thousands_of_devices_go_offline_one_by_one_without_each_being_compared_with_each() {
    const DEVICES: u16 = 8000;
    let (mut engine, _events) = engine(&Store::in_memory().unwrap());
    for n in 0..DEVICES {
        engine.note(answers(n, None));
    }
    let began = tokio::time::Instant::now();
    for n in 0..DEVICES {
        let address = device(n).address.to_string();
        engine.note(nobody_at(address));
    }
    let took = began.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[tokio::test]
async fn only_the_newest_preview_of_a_pattern_and_a_device_is_made() {
    let store = Store::in_memory().unwrap();
    for n in 1..=2 {
        store.record_seen(&device(n)).unwrap();
    }
    let options = crate::engine::EngineOptions {
        gate: Gate::loopback(),
        store,
        concurrency: None,
        facts: Default::default(),
    };
    let (handle, events) = crate::engine::spawn(options, Arc::new(|| {})).unwrap();
    handle.send(Command::KnownDevices);
    let bytes: Arc<[u8]> = Arc::new([4, 0, 1, 0, 20, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    handle.send(Command::Load {
        id: PatternId(1),
        source: Source::Bytes {
            name: "one.bin".into(),
            bytes,
        },
        options: ReadOptions::default(),
        remember: false,
    });
    let mut known = BTreeSet::new();
    let mut is_loaded = false;
    while known.len() < 2 || !is_loaded {
        match events.next().await.unwrap() {
            Event::Device(view) => drop(known.insert(view.device.id)),
            Event::PatternLoaded { .. } => is_loaded = true,
            _ => {}
        }
    }
    let fit = |brightness_pct| Fit {
        brightness_pct,
        ..Fit::default()
    };
    for percent in 1..=50 {
        for n in 1..=2 {
            handle.send(Command::Preview {
                pattern: PatternId(1),
                device: device(n).id,
                fit: fit(percent),
            });
        }
    }
    let mut made: HashMap<DeviceId, Vec<u32>> = HashMap::new();
    while made.len() < 2 || made.values().any(|of| of.last() != Some(&50)) {
        if let Event::Previewed { device, fit, .. } = events.next().await.unwrap() {
            made.entry(device)
                .or_default()
                .push(fit.brightness_pct.into());
        }
    }
    let most = made.values().map(Vec::len).max();
    assert!(
        most <= Some(2),
        "one that had begun, and the newest: {made:?}"
    );
}
