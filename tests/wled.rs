//! The WLED family end to end, against simulated devices that are a second opinion on its protocol.
//!
//! Every trap of WLED has a test that fails without its remedy; `unit` are the scripted ones in `src/device/wled`.
//!
//! | trap | remedy | test |
//! |---|---|---|
//! | 200 "File Uploaded!" on a full disk | size in the list, free space, bytes read back | `faults_…`, unit `a_200_with_a_short_file_…` |
//! | `fs.u` stale before 16 | the sum of the list where it is more | unit `a_disk_that_its_own_count_calls_empty_…` |
//! | the final name is opened for writing | a new content-hashed name, verify, switch, delete the old | `a_new_version_…` |
//! | a cut leaves a partial file | sent anew after asking who is there; taken back on failure | `faults_…`, unit `an_upload_that_breaks_off_…`, `what_an_unfinished_upload_left_…` |
//! | the malformed 503, or EOF without a byte | a cut is busy on this link | `faults_…` (busy), unit `a_connection_closed_…` |
//! | an empty upload, a chunked body: never answered | nothing is sent for it; always a length | unit `nothing_is_sent_for_an_empty_file`, `a_file_goes_out_…` |
//! | no slash added before 0.14 | `/name` always | unit `a_file_goes_out_…` |
//! | `win`, `sec`, `cfg`, `.GIF`, 31 bytes | names are made fit | unit `every_name_suits_every_wled` |
//! | two dialects of `/edit` | what is answered decides, the list confirms | unit `deleting_speaks_…`, `both_dialects_…` |
//! | effect 53 is another effect elsewhere | looked up by its name | unit `only_the_name_…`, `every_dialect_…` |
//! | a GIF is reloaded only when its name changes | let go of first | unit `a_file_stored_anew_…`, `a_damaged_file_that_plays_…` |
//! | one Image segment per device | the others let go first | unit `starting_takes_the_gif_…` |
//! | name cleared with other bounds, frozen segments, blur | bounds, `n`, `frz`, `ix` in one request | unit `starting_…`, `a_pattern_is_seen_…` |
//! | "success" that matched nothing | `v:true`, and the state is checked | unit `success_without_the_file_…` |
//! | realtime hides the effect | `info.live` is told | unit `a_stream_that_hides_…` |
//! | PIN: global, 3 s cool-down, success to any | after a 401 only, once where it is refused, proven by the list | `faults_…` (pin), unit `locked.rs` |
//! | OTA lock before 0.14: 500 after the whole body | no reason to try again | unit `the_lock_of_old_firmwares_…` |
//! | presets.json corrupts | one save at a time, read before and after, put back | unit `presets_that_a_save_…` |
//! | presets.json must be minified | it is | unit `a_backup_is_minified_…` |
//! | FPP looks like a WLED | `brand` | unit `others_are_left_…` |
//! | matrix or strip fold of any size | canvas = segment, or a fold that reads row by row | unit `every_strip_folds_…`, `a_pattern_is_seen_…` |
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::wled::say;
use common::{Bench, addresses, devices, end, request};
use image::AnimationDecoder as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use upload_bridge::device::{
    Controls, Device, DeviceAddr, DeviceError, Family, FirmwareCache, Keep, Light, Payload,
    Playing, Secret, Session, StoredName, Verification, family,
};
use upload_bridge::engine::{JobView, Outcome, SendRequest};
use upload_bridge::link::{Attempts, Http, LinkSettings, device_link};
use upload_bridge::net::Gate;
use upload_bridge::pattern::{Fit, FittedPattern, Matrix, Opened, ReadOptions, fit, read_bytes};
use upload_bridge::simulator::{Dialect, Lights, Simulator};

/// Something that moves, in 64 colours at most: wire bytes of a strip.
fn moving(leds: u16, frames: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(leds.to_le_bytes());
    bytes.extend(frames.to_le_bytes());
    for frame in 0..frames {
        bytes.extend(60u16.to_le_bytes());
        for led in 0..leds {
            let level = ((led + frame * 3) % 64) as u8;
            bytes.extend([level * 4, 255 - level * 3, 40 + level]);
        }
    }
    bytes
}

fn matrix(w: u16, h: u16) -> Lights {
    Lights::Matrix(Matrix::new(w, h).unwrap())
}

fn walk(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir)
        .unwrap()
        .flatten()
        .map(|entry| entry.path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                walk(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// The names of files of ours that lie below `dir`.
fn ours(dir: &Path) -> Vec<String> {
    let names = walk(dir)
        .into_iter()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned());
    names
        .filter(|name| name.starts_with("ub_") && name.ends_with(".gif"))
        .collect()
}

/// Sends wire bytes to one device of that dialect and lights.
async fn send(dialect: Dialect, lights: Lights, bytes: &[u8], dir: &Path) -> JobView {
    let sims = devices(dialect, lights, &[&[]], Some(dir)).await;
    let mut bench = Bench::new();
    let id = bench.load("flame.bin", bytes).await;
    bench
        .deliver(request(id, &addresses(&sims)))
        .await
        .remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pattern_is_stored_exactly_on_matrices_and_strips() {
    for (lights, leds) in [
        (matrix(16, 16), 256),
        (matrix(64, 32), 2048),
        (Lights::Leds(300), 300),
        (Lights::Leds(900), 900),
        (Lights::Leds(331), 331),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let bytes = moving(leds, 6);
        let job = send(Dialect::WLED, lights, &bytes, dir.path()).await;
        assert_eq!(end(&job), "verified", "{lights:?}: {:?}", job.outcome);
        assert!(
            matches!(job.playing, Playing::Said | Playing::Seen),
            "{lights:?}: {:?} {:?}",
            job.playing,
            job.notes
        );
        let names = ours(dir.path());
        assert!(
            names.len() == 1 && names[0].starts_with("ub_flame_"),
            "{names:?}"
        );
        let stored = walk(dir.path())
            .into_iter()
            .find(|path| path.ends_with(&names[0]))
            .unwrap();
        compare(&std::fs::read(stored).unwrap(), &bytes, usize::from(leds));
    }
}

/// Reads a GIF with another decoder than ours, and compares every pixel.
fn compare(gif: &[u8], wire: &[u8], leds: usize) {
    let decoder = image::codecs::gif::GifDecoder::new(std::io::Cursor::new(gif)).unwrap();
    let mut at = 4;
    for frame in decoder.into_frames() {
        let canvas = frame.unwrap().into_buffer();
        let w = canvas.width() as usize;
        let h = canvas.height() as usize;
        assert!(w <= 320 && (w * h == leds || w * h == leds + 1), "{w}x{h}");
        let rgb: Vec<u8> = canvas
            .pixels()
            .take(leds)
            .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
            .collect();
        assert_eq!(rgb, wire[at + 2..at + 2 + leds * 3], "frame at {at}");
        at += 2 + leds * 3;
    }
    assert_eq!(at, wire.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_already_is_not_sent_again_and_a_new_version_takes_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let sims = devices(Dialect::WLED, matrix(16, 16), &[&[]], Some(dir.path())).await;
    let mut bench = Bench::new();
    let first = bench.load("flame.bin", &moving(256, 4)).await;
    let job = bench
        .deliver(request(first, &addresses(&sims)))
        .await
        .remove(0);
    assert_eq!(end(&job), "verified", "{:?}", job.outcome);
    let old = ours(dir.path());
    let job = bench
        .deliver(request(first, &addresses(&sims)))
        .await
        .pop()
        .unwrap();
    assert_eq!(end(&job), "skipped");
    let second = bench.load("flame.bin", &moving(256, 5)).await;
    let other = bench.load("other.bin", &moving(256, 3)).await;
    for pattern in [other, second] {
        let job = bench
            .deliver(request(pattern, &addresses(&sims)))
            .await
            .pop()
            .unwrap();
        assert_eq!(end(&job), "verified", "{:?}", job.outcome);
    }
    let now = ours(dir.path());
    assert!(
        now.len() == 2 && !now.contains(&old[0]),
        "the old version is gone, the other pattern stays: {old:?} {now:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_being_started_a_file_plays_only_where_it_can_be_seen() {
    let sims = devices(Dialect::WLED, matrix(16, 16), &[&[]], None).await;
    let at = addresses(&sims)[0];
    let mut bench = Bench::new();
    let id = bench.load("flame.bin", &moving(256, 4)).await;
    bench.deliver(request(id, &[at])).await;
    let restore =
        r#"{"live":false,"lor":0,"on":true,"bri":128,"seg":[{"id":0,"on":true,"frz":false}]}"#;
    for (change, plays) in [
        ("{}", true),
        (r#"{"on":false}"#, false),
        (r#"{"bri":0}"#, false),
        (r#"{"seg":[{"id":0,"on":false}]}"#, false),
        (r#"{"seg":[{"id":0,"bri":0}]}"#, false),
        (r#"{"seg":[{"id":0,"frz":true}]}"#, false),
        (r#"{"live":true}"#, false),
        (r#"{"live":true,"lor":1}"#, true),
    ] {
        say(at, &serde_json::from_str(change).unwrap()).await;
        let look = SendRequest {
            play: false,
            ..request(id, &[at])
        };
        let job = bench.deliver(look).await.pop().unwrap();
        assert_eq!(end(&job), "skipped", "{change}");
        assert_eq!(job.playing.known(), Some(plays), "{change}");
        say(at, &serde_json::from_str(restore).unwrap()).await;
    }
}

/// A file has eight names: more copies than that take the place of copies that do not play.
#[tokio::test(flavor = "multi_thread")]
async fn however_often_a_pattern_is_sent_again_the_copy_that_plays_is_left_alone() {
    let sims = devices(Dialect::WLED, matrix(16, 16), &[&[]], None).await;
    let at = addresses(&sims)[0];
    let mut bench = Bench::new();
    let id = bench.load("flame.bin", &moving(256, 4)).await;
    let first = bench.deliver(request(id, &[at])).await.pop().unwrap();
    assert_eq!((end(&first), first.playing), ("verified", Playing::Seen));
    for round in 0..10 {
        let again = SendRequest {
            play: false,
            force: true,
            ..request(id, &[at])
        };
        assert_eq!(end(&bench.deliver(again).await[0]), "verified", "{round}");
        let look = SendRequest {
            play: false,
            ..request(id, &[at])
        };
        let job = bench.deliver(look).await.pop().unwrap();
        assert_eq!(job.playing.known(), Some(true), "{round}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_without_gifs_take_one_picture_and_refuse_a_moving_one() {
    for (dialect, lights, leds) in [
        (Dialect::WLED13, Lights::Leds(100), 100),
        (Dialect::WLED15, matrix(16, 16), 256),
        (Dialect::WLED15, Lights::Leds(30), 30),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let job = send(dialect, lights, &moving(leds, 1), dir.path()).await;
        assert_eq!(end(&job), "verified", "{dialect}: {:?}", job.outcome);
        assert!(
            matches!(job.playing, Playing::Said | Playing::Seen),
            "{dialect}: {:?} {:?}",
            job.playing,
            job.notes
        );
        let job = send(
            dialect,
            lights,
            &moving(leds, 2),
            tempfile::tempdir().unwrap().path(),
        )
        .await;
        assert_eq!(end(&job), "device.incapable", "{dialect}");
        assert!(ours(dir.path()).is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mixed_fleet_gets_one_pattern_each_in_its_own_form() {
    let dir = tempfile::tempdir().unwrap();
    let native = devices(Dialect::NATIVE, Lights::Leds(60), &[&[]], None).await;
    let wled = devices(Dialect::WLED, Lights::Leds(60), &[&[]], Some(dir.path())).await;
    let mut bench = Bench::new();
    let id = bench.load("flame.bin", &moving(60, 4)).await;
    let to: Vec<_> = [addresses(&native), addresses(&wled)].concat();
    let jobs = bench
        .deliver(SendRequest {
            settings: settings(60),
            ..request(id, &to)
        })
        .await;
    let ends: Vec<_> = jobs
        .iter()
        .map(|job| (job.device.family.unwrap(), end(job)))
        .collect();
    assert_eq!(
        ends,
        [("native", "verified"), ("wled", "verified")],
        "{jobs:?}"
    );
}

fn settings(leds: usize) -> upload_bridge::device::DeviceSettings {
    upload_bridge::device::DeviceSettings {
        arrangement: Some(upload_bridge::pattern::Arrangement::Strip(leds)),
        ..Default::default()
    }
}

/// A fault, and how the job may end under it.
const FAULTS: &[(&str, &[&str])] = &[
    ("refuse", &["device.refused"]),
    ("busy:2", &["verified"]),
    (
        "busy:40",
        &["device.busy", "device.unreachable", "device.refused"],
    ),
    ("silent:1x3", &["verified"]),
    ("slow:200", &["verified"]),
    ("reset-at:2000x1", &["verified"]),
    ("reboot-at:2000x1", &["verified"]),
    ("early-replyx1", &["verified"]),
    ("liex1", &["verified"]),
    ("lie", &["verify.missing"]),
    ("truncate:1000x1", &["verified"]),
    ("truncate:1000", &["verify.mismatch"]),
    ("flipx1", &["verified"]),
    ("flip", &["verify.mismatch"]),
    ("full-disk", &["device.full"]),
    ("bad-jsonx1", &["verified"]),
    ("pin:1234", &["device.locked"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn faults_end_as_the_promise_says_and_leave_no_partial_file() {
    let faults: Vec<[&str; 1]> = FAULTS.iter().map(|(fault, _)| [*fault]).collect();
    let faults: Vec<&[&str]> = faults.iter().map(|fault| &fault[..]).collect();
    let dir = tempfile::tempdir().unwrap();
    let sims = devices(Dialect::WLED, matrix(16, 16), &faults, Some(dir.path())).await;
    let mut bench = Bench::new();
    let id = bench.load("flame.bin", &common::wire(256, 12, 60)).await;
    let jobs = bench.deliver(request(id, &addresses(&sims))).await;
    let wrong: Vec<_> = FAULTS
        .iter()
        .zip(&jobs)
        .filter(|((_, ends), job)| !ends.contains(&end(job)))
        .collect();
    assert!(
        wrong.is_empty(),
        "{:#?}",
        wrong
            .iter()
            .map(|(row, job)| (row, &job.outcome, &job.notes))
            .collect::<Vec<_>>()
    );
    for (((fault, _), job), sim) in FAULTS.iter().zip(&jobs).zip(sims.devices()) {
        let kept = ours(sim.dir.as_ref().unwrap());
        let verified = matches!(job.outcome, Some(Outcome::Verified));
        assert_eq!(kept.len(), usize::from(verified), "{fault}: {kept:?}");
    }
}

/// A session with a simulated device, as a job or a person's wish has one.
async fn session(sims: &Simulator, pin: Option<&str>) -> Session {
    let address = sims.devices()[0].address;
    let link = Arc::new(device_link(
        &Http::new(Gate::loopback()).unwrap(),
        address,
        &LinkSettings::default(),
    ));
    let at = DeviceAddr::from_socket(address);
    let device: Device = wled()
        .identify(&at, &link, &Attempts::new(), &FirmwareCache::default())
        .await
        .unwrap()
        .unwrap();
    Session::new(link, device, Attempts::new(), Arc::new(|_, _, _| {}))
        .with_secret(pin.map(Secret::new))
}

fn wled() -> &'static dyn Family {
    family("wled").unwrap()
}

fn controls() -> &'static dyn Controls {
    wled().controls().unwrap()
}

/// The payload of wire bytes for a session's device, and its frames.
fn encoded(session: &Session, bytes: &[u8]) -> (Payload, FittedPattern) {
    let opened: Opened = read_bytes(
        Path::new("flame.bin"),
        bytes.into(),
        &ReadOptions::default(),
    )
    .unwrap();
    let layout = session.device.layout(&Default::default()).unwrap();
    let fitted = fit(&opened.pattern, &layout, &Fit::default()).unwrap();
    let payload = wled()
        .encode(
            wled().form(&session.device),
            &fitted,
            &StoredName::from_text("flame"),
        )
        .unwrap();
    (payload, fitted)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_device_takes_the_upload_with_its_pin_and_not_with_another() {
    let sims = devices(Dialect::WLED, Lights::Leds(64), &[&["pin:1234"]], None).await;
    let wrong = session(&sims, Some("9999")).await;
    let (payload, _) = encoded(&wrong, &moving(64, 3));
    assert_eq!(
        wled().transfer(wrong).send(&payload).await,
        Err(DeviceError::Locked)
    );
    tokio::time::sleep(std::time::Duration::from_millis(3200)).await; // after a wrong PIN even the right one is refused
    let right = wled().transfer(session(&sims, Some("1234")).await);
    assert_eq!(right.find(&payload).await, Ok(None));
    let receipt = right.send(&payload).await.unwrap();
    assert!(matches!(
        right.verify(&payload, &receipt).await,
        Ok(Verification::Matched(_))
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_can_look_dim_keep_delete_and_go_back() {
    for dialect in [Dialect::WLED, Dialect::WLED15] {
        let sims = devices(dialect, Lights::Leds(64), &[&[]], None).await;
        let transfer = wled().transfer(session(&sims, None).await);
        let session = transfer.session();
        let before = controls().snapshot(session).await.unwrap();
        let (payload, frames) = encoded(session, &moving(64, 1));
        let receipt = transfer.send(&payload).await.unwrap();
        transfer.play(&receipt, (&payload, &frames)).await.unwrap();
        let dim = Light {
            on: Some(true),
            brightness: Some(77),
        };
        assert_eq!(
            controls().set_light(session, dim).await,
            Ok(dim),
            "{dialect}"
        );
        let kept = controls()
            .keep(
                session,
                &Keep {
                    name: Some("Evening".into()),
                    at_start: true,
                },
            )
            .await
            .unwrap();
        let backup = controls().backup(session).await.unwrap();
        assert!(
            kept.to_string().starts_with("preset ")
                && String::from_utf8_lossy(&backup).contains("Evening"),
            "{dialect}: {kept}"
        );
        let shelf = controls().files(session).await.unwrap();
        for file in shelf.files.iter().filter(|file| file.ours) {
            controls().show(session, &file.name).await.unwrap();
            assert_eq!(
                controls()
                    .fetch(session, &file.name, 1 << 20)
                    .await
                    .unwrap(),
                payload.held().unwrap()
            );
            controls().delete(session, &file.name).await.unwrap();
        }
        assert!(
            controls()
                .files(session)
                .await
                .unwrap()
                .files
                .iter()
                .all(|file| !file.ours),
            "{dialect}"
        );
        controls().restore(session, &backup).await.unwrap();
        controls().undo(session, &before).await.unwrap();
        assert_eq!(
            controls().snapshot(session).await.unwrap(),
            before,
            "{dialect}"
        );
        controls().blink(session).await.unwrap();
        assert_eq!(
            controls().snapshot(session).await.unwrap(),
            before,
            "{dialect}: exactly as before"
        );
    }
}

/// Runs the program with a home of its own; exit code, objects of its output, everything else it said.
fn run(dir: &Path, arguments: &[&str], stdin: &str) -> (i32, Vec<serde_json::Value>, String) {
    let mut command = assert_cmd::Command::cargo_bin("upload-bridge").unwrap();
    command
        .env_clear()
        .env("UPLOAD_BRIDGE_LOOPBACK", "1")
        .env("UPLOAD_BRIDGE_HOME", dir.join("home"));
    let output = command
        .current_dir(dir)
        .args(arguments)
        .write_stdin(stdin)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let objects = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_default())
        .collect();
    (
        output.status.code().unwrap(),
        objects,
        text + &String::from_utf8_lossy(&output.stderr),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_takes_a_pin_from_stdin_and_shows_it_nowhere() {
    let place = tempfile::tempdir().unwrap();
    let sims = devices(Dialect::WLED, matrix(16, 16), &[&["pin:s3cretPIN"]], None).await;
    let address = addresses(&sims)[0].to_string();
    std::fs::write(place.path().join("flame.bin"), moving(256, 3)).unwrap();
    let upload = [
        "--json",
        "--log-level",
        "trace",
        "upload",
        "flame.bin",
        "--to",
        &address,
    ];
    let ended = |objects: &[serde_json::Value]| {
        let job = objects
            .iter()
            .find(|object| object["event"] == "job")
            .unwrap();
        (job["outcome"].clone(), job["error"]["code"].clone())
    };
    let locked = ("failed".into(), "device.locked".into());
    let verified = ("verified".into(), serde_json::Value::Null);
    let mut texts = Vec::new();
    for (more, stdin, code, expected) in [
        (&[][..], "", 1, &locked),
        (&["--pin-stdin"][..], "wr0ngPIN\n", 1, &locked),
        (&["--pin-stdin"][..], "s3cretPIN\n", 0, &verified),
    ] {
        let (found, objects, text) = run(place.path(), &[&upload, more].concat(), stdin);
        assert_eq!(
            (found, &ended(&objects)),
            (code, expected),
            "{stdin} {text}"
        );
        texts.push(text);
        tokio::time::sleep(std::time::Duration::from_millis(3200)).await; // after a wrong PIN even the right one is refused
    }
    let kept = walk(place.path())
        .into_iter()
        .map(|p| String::from_utf8_lossy(&std::fs::read(p).unwrap()).into_owned());
    for text in texts.into_iter().chain(kept) {
        assert!(
            !text.contains("s3cretPIN") && !text.contains("wr0ngPIN"),
            "{text}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn colours_that_a_gif_cannot_hold_are_told_and_those_it_can_are_not() {
    for (bytes, told) in [(common::wire(1024, 3, 60), 1), (moving(1024, 3), 0)] {
        let dir = tempfile::tempdir().unwrap();
        let job = send(Dialect::WLED, matrix(32, 32), &bytes, dir.path()).await;
        assert_eq!(
            (end(&job), &job.playing),
            ("verified", &Playing::Seen),
            "{:?}",
            job.notes
        );
        let notes: Vec<_> = job
            .notes
            .iter()
            .filter(|note| note.to_string().starts_with("Colours reduced to 256"))
            .collect();
        assert_eq!(notes.len(), told, "{:?}", job.notes);
        assert!(
            notes
                .iter()
                .all(|note| note.to_string().contains("3 of 3 frames")),
            "{notes:?}"
        );
    }
}

/// Where each picture of a GIF ends, in ms, by another decoder than ours.
fn ends(gif: &[u8]) -> Vec<u64> {
    let decoder = image::codecs::gif::GifDecoder::new(std::io::Cursor::new(gif)).unwrap();
    let delays = decoder.into_frames().map(|frame| {
        let (ms, per) = frame.unwrap().delay().numer_denom_ms();
        u64::from(ms) / u64::from(per)
    });
    delays
        .scan(0, |at, delay| {
            Some(std::mem::replace(at, *at + delay) + delay)
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stored_loop_keeps_its_time_to_a_centisecond() {
    // none of them a whole number of centiseconds
    let durations = [33u16, 47, 34, 101, 66, 33, 1234, 58];
    let mut bytes = moving(64, 8);
    for (frame, ms) in durations.iter().enumerate() {
        let at = 4 + frame * (2 + 64 * 3);
        bytes[at..at + 2].copy_from_slice(&ms.to_le_bytes());
    }
    let dir = tempfile::tempdir().unwrap();
    let job = send(Dialect::WLED, Lights::Leds(64), &bytes, dir.path()).await;
    assert_eq!(
        (end(&job), &job.playing),
        ("verified", &Playing::Seen),
        "{:?}",
        job.notes
    );
    let stored = walk(dir.path())
        .into_iter()
        .find(|path| path.ends_with(&ours(dir.path())[0]))
        .unwrap();
    let found = ends(&std::fs::read(stored).unwrap());
    let mut wanted = 0;
    assert_eq!(found.len(), durations.len());
    for (ms, found) in durations.iter().zip(found) {
        wanted += u64::from(*ms);
        assert!(found.abs_diff(wanted) <= 10, "{found} instead of {wanted}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs UPLOAD_BRIDGE_FIXTURES"]
async fn real_files_are_verified_and_seen_on_every_kind_of_device() {
    let root = std::env::var_os("UPLOAD_BRIDGE_FIXTURES")
        .expect("UPLOAD_BRIDGE_FIXTURES is set for ignored tests");
    let arrangements = [
        matrix(16, 16),
        matrix(64, 32),
        Lights::Leds(300),
        Lights::Leds(900),
    ];
    let mut wrong = Vec::new();
    for name in [
        "flame.gif",
        "12x6_lms.leds",
        "p5_15x6_lms.leds",
        "photo.jpeg",
    ] {
        let bytes = std::fs::read(Path::new(&root).join("patterns").join(name)).unwrap();
        for lights in arrangements {
            let dir = tempfile::tempdir().unwrap();
            let sims = devices(Dialect::WLED, lights, &[&[]], Some(dir.path())).await;
            let mut bench = Bench::new();
            let id = bench.load(name, &bytes).await;
            let job = bench
                .deliver(request(id, &addresses(&sims)))
                .await
                .remove(0);
            if (end(&job), &job.playing) != ("verified", &Playing::Seen) {
                wrong.push(format!(
                    "{name} on {lights:?}: {:?} {:?} {:?}",
                    job.outcome, job.playing, job.notes
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
