//! The engine over real sockets: many devices, cancelling, skipping, remembering, absence, another device than before.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::{Bench, addresses, devices, end, request, wire};
use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Duration;
use upload_bridge::device::{AddrSpec, DeleteFirst, Device, DeviceId, DeviceSettings};
use upload_bridge::engine::{
    Command, ConnectOptions, Event, Outcome, PatternId, Phase, SendRequest, Source, Target,
};
use upload_bridge::net::Gate;
use upload_bridge::pattern::{
    Arrangement, ColorOrder, FrameDuration, Frames, GifProfile, Matrix, ReadOptions, encode_gif,
};
use upload_bridge::simulator::{
    DeviceOptions, Dialect, Lights, Simulator, SimulatorOptions, start,
};
use upload_bridge::store::Store;

fn stored(simulated: &upload_bridge::simulator::Simulated, name: &str) -> Option<Vec<u8>> {
    std::fs::read(simulated.dir.as_ref().unwrap().join(name)).ok()
}

fn files_below(dir: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return 0;
    };
    entries
        .flatten()
        .map(|e| {
            if e.path().is_dir() {
                files_below(&e.path())
            } else {
                1
            }
        })
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_device_of_three_leaves_the_others_verified() {
    let dir = tempfile::tempdir().unwrap();
    let sims = devices(
        Dialect::NATIVE,
        Lights::Leds(64),
        &[&[], &["lie"], &[]],
        Some(dir.path()),
    )
    .await;
    let mut bench = Bench::new();
    let bytes = wire(64, 50, 20);
    let id = bench.load("fire.bin", &bytes).await;
    let jobs = bench.deliver(request(id, &addresses(&sims))).await;
    assert_eq!(
        jobs.iter().map(end).collect::<Vec<_>>(),
        ["verified", "verify.missing", "verified"]
    );
    assert_eq!(
        stored(&sims.devices()[0], "fire").as_deref(),
        Some(&bytes[..])
    );
    assert_eq!(
        (jobs[0].playing.known(), jobs[1].playing.known()),
        (Some(true), None)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_already_is_skipped_unless_forced_and_still_plays() {
    let sims = devices(Dialect::NATIVE, Lights::Leds(8), &[&[]], None).await;
    let mut bench = Bench::new();
    let id = bench.load("a.bin", &wire(8, 3, 20)).await;
    let ask = request(id, &addresses(&sims));
    let first = bench
        .deliver(SendRequest {
            play: false,
            ..ask.clone()
        })
        .await;
    assert_eq!(
        (end(&first[0]), first[0].playing.known()),
        ("verified", Some(false))
    );
    let second = bench.deliver(ask.clone()).await;
    assert_eq!(
        (end(&second[0]), second[0].playing.known()),
        ("skipped", Some(true))
    );
    let third = bench
        .deliver(SendRequest {
            force: true,
            ..ask.clone()
        })
        .await;
    assert_eq!(end(&third[0]), "verified");
    // the same name with other bytes is replaced
    let other = bench.load("a.bin", &wire(8, 4, 20)).await;
    let fourth = bench
        .deliver(SendRequest {
            pattern: other,
            ..ask
        })
        .await;
    assert_eq!(end(&fourth[0]), "verified");
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_takes_the_open_upload_back_from_the_device() {
    let dir = tempfile::tempdir().unwrap();
    let sims = devices(
        Dialect::NATIVE,
        Lights::Leds(256),
        &[&["slow:40"], &[]],
        Some(dir.path()),
    )
    .await;
    let mut bench = Bench::new();
    let id = bench.load("long.bin", &wire(256, 400, 20)).await;
    bench
        .handle
        .send(Command::Send(request(id, &addresses(&sims))));
    let slow = addresses(&sims)[0].to_string();
    let job = bench
        .wait(|event| match event {
            Event::Job(job)
                if job.device.address == slow && job.phase == Phase::Sending && job.done > 0 =>
            {
                Some(job.id)
            }
            _ => None,
        })
        .await;
    assert!(
        files_below(&dir.path().join(".state").join(&sims.devices()[0].id)) > 0,
        "an upload is open"
    );
    bench.handle.send(Command::Cancel(job));
    let jobs = bench.ended().await;
    let cancelled = jobs.iter().find(|j| j.id == job).unwrap();
    assert_eq!(cancelled.outcome, Some(Outcome::Cancelled));
    assert!(
        !status_says(addresses(&sims)[0], "\"upload\":{").await,
        "nothing of the upload is left on the device"
    );
    assert!(stored(&sims.devices()[0], "long").is_none());
}

/// Whether the device's status, asked for on a way of its own, holds `words`.
async fn status_says(address: std::net::SocketAddr, words: &str) -> bool {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream
        .write_all(b"GET /api/status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    answer.contains(words)
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_all_ends_waiting_and_running_jobs() {
    let sims = devices(
        Dialect::NATIVE,
        Lights::Leds(256),
        &[&["slow:20"], &["slow:20"]],
        None,
    )
    .await;
    let mut bench = Bench::new();
    let id = bench.load("long.bin", &wire(256, 400, 20)).await;
    let other = bench.load("other.bin", &wire(256, 300, 20)).await;
    bench
        .handle
        .send(Command::Send(request(id, &addresses(&sims))));
    bench
        .handle
        .send(Command::Send(request(other, &addresses(&sims))));
    bench
        .wait(|e| matches!(e, Event::Job(job) if job.phase == Phase::Sending).then_some(()))
        .await;
    bench.handle.send(Command::CancelAll);
    let jobs = bench.ended().await;
    assert!(
        jobs.len() >= 3
            && jobs
                .iter()
                .all(|job| job.outcome == Some(Outcome::Cancelled)),
        "{jobs:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_devices_are_all_verified_from_one_payload() {
    let none: &[&str] = &[];
    let sims = devices(Dialect::NATIVE, Lights::Leds(64), &vec![none; 200], None).await;
    let mut bench = Bench::new();
    let id = bench.load("fire.bin", &wire(64, 50, 20)).await;
    let jobs = bench.deliver(request(id, &addresses(&sims))).await;
    assert_eq!(
        jobs.iter().filter(|job| end(job) == "verified").count(),
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_of_events_that_sleeps_holds_nothing_up() {
    let sims = devices(Dialect::NATIVE, Lights::Leds(64), &[&[]], None).await;
    let mut bench = Bench::new();
    let id = bench.load("fire.bin", &wire(64, 50, 20)).await;
    bench
        .handle
        .send(Command::Send(request(id, &addresses(&sims))));
    // nobody takes events; the device alone shows that the job went on to its end
    let done = async {
        loop {
            if status_says(addresses(&sims)[0], "\"playing\":\"fire\"").await {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(common::PATIENCE, done).await.unwrap();
    assert_eq!(end(&bench.ended().await[0]), "verified");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_layout_given_once_is_remembered_by_identity() {
    let sims = devices(Dialect::NATIVE, Lights::Leds(12), &[&[]], None).await;
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    let mut bench = Bench::over(store.clone());
    let id = bench
        .load("grid.gif", upload_bridge::pattern::samples()[0].bytes)
        .await;
    let settings = DeviceSettings {
        arrangement: Matrix::new(4, 3).map(Arrangement::Matrix),
        wiring: "columns-serpentine-bl".parse().ok(),
        color_order: Some(ColorOrder::Grb),
        ..DeviceSettings::default()
    };
    let ask = request(id, &addresses(&sims));
    let first = bench
        .deliver(SendRequest {
            settings: settings.clone(),
            ..ask.clone()
        })
        .await;
    assert_eq!(end(&first[0]), "verified");
    bench.handle.send(Command::Shutdown);
    while bench.events.next().await.is_some() {}
    let known = store
        .device(&DeviceId::from_mac(&sims.devices()[0].id).unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(known.settings, settings);
    // another run, without a word about the layout, makes the same bytes
    let mut again = Bench::over(Store::open(home.path()).unwrap());
    let id = again
        .load("grid.gif", upload_bridge::pattern::samples()[0].bytes)
        .await;
    let second = again.deliver(request(id, &addresses(&sims))).await;
    assert_eq!(
        (end(&second[0]), &second[0].sha256),
        ("skipped", &first[0].sha256)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn another_device_at_a_known_address_is_sent_nothing_until_confirmed() {
    let sims = devices(Dialect::NATIVE, Lights::Leds(8), &[&[]], None).await;
    let first = Bench::new();
    let address = AddrSpec::from(addresses(&sims)[0]);
    first.handle.send(Command::Connect {
        address,
        options: ConnectOptions::default(),
    });
    let view = first
        .wait(|event| match event {
            Event::Device(view) => Some(*view),
            _ => None,
        })
        .await;
    let mut bench = Bench::new();
    let other = Device {
        id: DeviceId::from_mac("0123456789ab").unwrap(),
        ..view.device
    };
    bench.store.record_seen(&other).unwrap();
    let id = bench.load("a.bin", &wire(8, 3, 20)).await;
    let ask = request(id, &addresses(&sims));
    assert_eq!(
        end(&bench.deliver(ask.clone()).await[0]),
        "device.identity_changed"
    );
    let connect = ConnectOptions {
        accept_new: true,
        ..ConnectOptions::default()
    };
    assert_eq!(
        end(&bench.deliver(SendRequest { connect, ..ask }).await[0]),
        "verified"
    );
}

/// A level 1 device, which has just been switched on; where there was one at that port, once that is gone.
async fn level1(dir: &Path, port: Option<u16>) -> Simulator {
    let options = SimulatorOptions {
        gate: Gate::loopback(),
        devices: vec![DeviceOptions::new(Dialect::NATIVE1, Lights::Leds(64))],
        bind: Ipv4Addr::LOCALHOST.into(),
        port,
        ports_by_seed: false,
        dir: Some(dir.into()),
        mdns: false,
        faults: vec![],
        seed: 1,
    };
    let begin = async {
        loop {
            match start(options.clone()).await {
                Ok(simulator) => return simulator,
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), begin)
        .await
        .expect("the port stays taken")
}

/// What the device has in memory.
fn held(sims: &Simulator) -> Vec<u8> {
    stored(&sims.devices()[0], "pattern.bin").unwrap()
}

/// A GIF of 4 x 2 pixels.
fn picture() -> Vec<u8> {
    let frames = Frames::new(8, vec![90; 24], vec![FrameDuration::from_ms(100)]).unwrap();
    let canvas = Matrix::new(4, 2).unwrap();
    encode_gif(&frames, canvas, GifProfile::VIEWER)
        .unwrap()
        .bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn strip_data_goes_as_it_is_to_a_device_that_never_says_how_many_leds_it_has() {
    let dir = tempfile::tempdir().unwrap();
    let sims = level1(dir.path(), None).await;
    let mut bench = Bench::new();
    let file = wire(64, 3, 5);
    let strip = bench.load("a.bin", &file).await;
    let picture = bench.load("b.gif", &picture()).await;
    let to = addresses(&sims);
    let before = bench.deliver(request(picture, &to)).await;
    assert_eq!(end(&before[0]), "device.layout_unknown");

    let sent = bench.deliver(request(strip, &to)).await;
    assert_eq!(end(&sent[0]), "unverified");
    assert_eq!(held(&sims), file);
    assert!(
        sent[0].notes[0]
            .to_string()
            .starts_with("LED count unknown: sent unchanged, for 64 LEDs.")
    );
    let again = bench.deliver(request(strip, &to)).await;
    assert_eq!(again[0].notes, [], "it is known now");

    // after a restart its memory is empty, ours is not: a picture is fitted to as many LEDs
    drop(sims);
    let sims = level1(dir.path(), Some(to[0].port())).await;
    assert_eq!(stored(&sims.devices()[0], "pattern.bin"), None);
    let fitted = bench.deliver(request(picture, &to)).await;
    assert_eq!(end(&fitted[0]), "unverified");
    assert_eq!(held(&sims)[..2], 64_u16.to_le_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_patterns_say_of_a_device_neither_cuts_nor_refuses_the_next_one() {
    let dir = tempfile::tempdir().unwrap();
    let sims = level1(dir.path(), None).await;
    let mut bench = Bench::new();
    let to = addresses(&sims);
    for (name, leds, note) in [
        (
            "a.bin",
            20,
            "LED count unknown: sent unchanged, for 20 LEDs.",
        ),
        (
            "b.bin",
            64,
            "Sent unchanged, for 64 LEDs; the previous pattern had 20.",
        ),
    ] {
        let file = wire(leds, 2, 5);
        let id = bench.load(name, &file).await;
        let sent = bench.deliver(request(id, &to)).await;
        assert_eq!(end(&sent[0]), "unverified");
        assert!(
            sent[0].notes[0].to_string().starts_with(note),
            "{:?}",
            sent[0].notes
        );
        assert_eq!(held(&sims), file);
    }
    let short = bench.load("c.bin", &wire(10, 2, 5)).await;
    let sent = bench.deliver(request(short, &to)).await;
    let note = "Made for 10 LEDs; the previous pattern had 64: the remaining LEDs stay dark.";
    assert!(
        sent[0].notes[0].to_string().starts_with(note),
        "{:?}",
        sent[0].notes
    );

    // a person's word takes it back
    let settings = DeviceSettings {
        arrangement: Some(Arrangement::Strip(10)),
        ..DeviceSettings::default()
    };
    let ask = request(short, &to);
    let sent = bench.deliver(SendRequest { settings, ..ask }).await;
    assert_eq!((end(&sent[0]), &sent[0].notes), ("unverified", &vec![]));
    assert_eq!(held(&sims), wire(10, 2, 5));
}

/// A device of 64 LEDs with so much flash, in which its patterns lie under `dir`.
async fn with_flash(dialect: Dialect, bytes: u64, dir: &Path, faults: &[&str]) -> Simulator {
    let device = DeviceOptions {
        disk: Some(bytes),
        ..DeviceOptions::new(dialect, Lights::Leds(64))
    };
    start(SimulatorOptions {
        gate: Gate::loopback(),
        devices: vec![device],
        bind: Ipv4Addr::LOCALHOST.into(),
        port: None,
        ports_by_seed: false,
        dir: Some(dir.into()),
        mdns: false,
        faults: faults.iter().map(|fault| fault.parse().unwrap()).collect(),
        seed: 1,
    })
    .await
    .unwrap()
}

/// Names of the files of ours on the device.
fn names(sims: &Simulator) -> Vec<String> {
    let folder = std::fs::read_dir(sims.devices()[0].dir.as_ref().unwrap()).unwrap();
    let mut names: Vec<_> = folder
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with(".json"))
        .collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_the_check_gives_way_to_the_same_sent_once_more() {
    for fault in ["flipx1", "truncate:9000x1"] {
        let dir = tempfile::tempdir().unwrap();
        let sims = with_flash(Dialect::NATIVE, 35_000, dir.path(), &[fault]).await;
        let mut bench = Bench::new();
        let to = addresses(&sims);
        let id = bench.load("a.bin", &wire(64, 103, 40)).await;
        let sent = bench.deliver(request(id, &to)).await;
        assert_eq!(end(&sent[0]), "verified", "{fault}: {:?}", sent[0].outcome);
        assert_eq!(names(&sims), ["a"], "{fault}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_copy_gives_way_to_the_new_one_only_where_that_is_asked_for() {
    // two patterns of some 20 KB do not fit, one does
    for (dialect, flash) in [
        (Dialect::NATIVE, 35_000),
        (Dialect::WLED, 16_384 + 16_000 + 32_768),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let sims = with_flash(dialect, flash, dir.path(), &[]).await;
        let mut bench = Bench::new();
        let to = addresses(&sims);
        let first = wire(64, 103, 40);
        // the same frames in another order, their durations with them
        let mut second = first[..4].to_vec();
        first[4..]
            .chunks(2 + 64 * 3)
            .rev()
            .for_each(|frame| second.extend(frame));
        let old = bench.load("heart.bin", &first).await;
        let new = bench.load("heart.bin", &second).await;
        let sent = bench.deliver(request(old, &to)).await;
        assert_eq!(end(&sent[0]), "verified", "{dialect:?}");
        let before = names(&sims);
        for delete_first in [DeleteFirst::Never, DeleteFirst::Idle] {
            let ask = SendRequest {
                delete_first,
                ..request(new, &to)
            };
            let refused = bench.deliver(ask).await;
            let Some(Outcome::Failed(problem)) = &refused[0].outcome else {
                panic!("{dialect:?}: {:?}", refused[0].outcome)
            };
            assert_eq!(problem.code.as_str(), "device.full");
            assert!(
                problem.message.to_string().contains("beside the old"),
                "{}",
                problem.message
            );
            assert!(
                problem
                    .remedy
                    .to_string()
                    .contains("--delete-first=playing"),
                "{}",
                problem.remedy.to_string()
            );
            assert_eq!(names(&sims), before, "nothing was deleted");
        }
        let ask = SendRequest {
            delete_first: DeleteFirst::Playing,
            ..request(new, &to)
        };
        let sent = bench.deliver(ask).await;
        assert_eq!(end(&sent[0]), "verified", "{dialect:?}");
        assert_eq!(sent[0].playing.known(), Some(true));
        let note = sent[0]
            .notes
            .iter()
            .find(|note| note.to_string().contains("is lost"));
        assert!(note.is_some(), "{:?}", sent[0].notes);
        assert_eq!(names(&sims).len(), 1, "{dialect:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_deleted_where_there_is_room_or_where_it_would_not_help() {
    let dir = tempfile::tempdir().unwrap();
    let sims = with_flash(Dialect::NATIVE, 60_000, dir.path(), &[]).await;
    let mut bench = Bench::new();
    let to = addresses(&sims);
    let old = bench.load("heart.bin", &wire(64, 50, 40)).await;
    let new = bench.load("heart.bin", &wire(64, 60, 40)).await;
    let long = bench.load("heart.bin", &wire(64, 280, 40)).await;
    let other = bench.load("other.bin", &wire(64, 100, 40)).await;
    let deliver = async |pattern| {
        let ask = SendRequest {
            delete_first: DeleteFirst::Playing,
            ..request(pattern, &to)
        };
        bench.deliver(ask).await.remove(0)
    };
    assert_eq!(end(&deliver(old).await), "verified");
    let fits = deliver(new).await;
    assert_eq!((end(&fits), &fits.notes), ("verified", &vec![]));
    assert_eq!(end(&deliver(other).await), "verified");
    let before = stored(&sims.devices()[0], "heart");
    let full = deliver(long).await;
    assert_eq!(end(&full), "device.full");
    let Some(Outcome::Failed(problem)) = &full.outcome else {
        panic!("{:?}", full.outcome)
    };
    assert!(
        problem
            .remedy
            .to_string()
            .contains("Even without the old one")
    );
    assert_eq!(stored(&sims.devices()[0], "heart"), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_cannot_be_fail_each_with_their_own_code() {
    let mut bench = Bench::new();
    let id = bench.load("a.bin", &wire(8, 3, 20)).await;
    let to = [
        "8.8.8.8",
        "192.168.200.1",
        "no-such-name.example",
        "127.0.0.1:1",
    ];
    let targets = to
        .iter()
        .map(|text| Target::Address(text.parse().unwrap()))
        .collect();
    let jobs = bench
        .deliver(SendRequest {
            targets,
            ..request(id, &[])
        })
        .await;
    let codes: Vec<_> = jobs.iter().map(end).collect();
    assert_eq!(
        codes,
        [
            "address.public",
            "address.forbidden",
            "address.unresolved",
            "device.refused"
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_server_that_is_no_device_is_told_apart() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 1024];
            let _ = stream.read(&mut request).await;
            let _ = stream
                .write_all(
                    b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnope",
                )
                .await;
        }
    });
    let mut bench = Bench::new();
    let id = bench.load("a.bin", &wire(8, 3, 20)).await;
    assert_eq!(
        end(&bench.deliver(request(id, &[address])).await[0]),
        "device.not_a_device"
    );
    server.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_was_there_is_waited_for_and_served_when_it_is_back() {
    let dir = tempfile::tempdir().unwrap();
    let bytes = wire(256, 100, 20);
    let sims = devices(
        Dialect::NATIVE,
        Lights::Leds(256),
        &[&["reboot-at:40000"]],
        Some(dir.path()),
    )
    .await;
    let mut bench = Bench::new();
    let id = bench.load("long.bin", &bytes).await;
    let jobs = bench.deliver(request(id, &addresses(&sims))).await;
    assert_eq!(end(&jobs[0]), "verified");
    assert_eq!(
        stored(&sims.devices()[0], "long").as_deref(),
        Some(&bytes[..])
    );
    assert!(jobs[0].elapsed < Duration::from_secs(30));
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_leds_are_refused_before_anything_is_sent() {
    let sims = devices(Dialect::NATIVE, Lights::Leds(8), &[&[]], None).await;
    let mut bench = Bench::new();
    let id = bench.load("a.bin", &wire(9, 3, 20)).await;
    assert_eq!(
        end(&bench.deliver(request(id, &addresses(&sims))).await[0]),
        "pattern.too_many_leds"
    );
}

/// A text that takes a while to read: so many frames of 4096 LEDs, a line each.
fn long_text(frames: usize) -> Vec<u8> {
    let leds: String = (0..4096).map(|led| format!("LED {led} 1 2 3\n")).collect();
    (0..frames)
        .map(|frame| format!("FRAME {frame}\n{leds}"))
        .collect::<String>()
        .into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_a_file_stops_when_it_is_unloaded_or_another_is_read_under_its_id() {
    let bench = Bench::new();
    let load = |id, bytes: &[u8]| {
        let source = Source::Bytes {
            name: "a.leds".into(),
            bytes: bytes.into(),
        };
        bench.handle.send(Command::Load {
            id,
            source,
            options: ReadOptions::default(),
            remember: false,
        });
    };
    let ended = |event| match event {
        Event::PatternLoaded { id, opened } => Some((id, Ok(opened.pattern.frames.len()))),
        Event::PatternFailed { id, problem, .. } => Some((id, Err(problem.code))),
        _ => None,
    };
    let slow = long_text(500);
    let quick = long_text(2);
    let unloaded = PatternId(1);
    load(unloaded, &slow);
    bench.handle.send(Command::Unload(unloaded));
    assert_eq!(
        bench.wait(ended).await,
        (
            unloaded,
            Err(upload_bridge::problem::Code::PatternCancelled)
        )
    );
    // Of two under one id only the later one is spoken of.
    let twice = PatternId(2);
    load(twice, &slow);
    load(twice, &quick);
    assert_eq!(bench.wait(ended).await, (twice, Ok(2)));
    load(PatternId(3), &quick);
    assert_eq!(bench.wait(ended).await, (PatternId(3), Ok(2)));
}
