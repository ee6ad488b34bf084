//! What one can do with a device: its library, what plays, how bright, PINs, going back. By the engine and by the binary,
//! against simulated devices that are asked in their own words what became of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use assert_cmd::Command as Binary;
use common::{Bench, addresses, devices, end, request, wire};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use upload_bridge::device::{AddrSpec, Control, DeviceId, Light, Secret, Shelf};
use upload_bridge::engine::{
    Answer, Ask, Command, ConnectOptions, Event, Presence, Target, Unlocked,
};
use upload_bridge::pattern::Matrix;
use upload_bridge::problem::Problem;
use upload_bridge::simulator::{Dialect, Lights, Simulator};

/// One simulated device, and folders of its own.
struct Place {
    sims: Simulator,
    dir: tempfile::TempDir,
}

impl Place {
    async fn new(dialect: Dialect, faults: &[&str]) -> Self {
        Self::with(dialect, Lights::Leds(16), faults).await
    }

    async fn with(dialect: Dialect, lights: Lights, faults: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let sims = devices(
            dialect,
            lights,
            &[faults],
            Some(&dir.path().join("devices")),
        )
        .await;
        Self { sims, dir }
    }

    fn target(&self) -> Target {
        Target::Address(AddrSpec::from(addresses(&self.sims)[0]))
    }

    fn stored(&self, name: &str) -> Option<Vec<u8>> {
        std::fs::read(self.sims.devices()[0].dir.as_ref().unwrap().join(name)).ok()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    async fn upload(&self, bench: &mut Bench, name: &str, bytes: &[u8]) -> &'static str {
        let id = bench.load(name, bytes).await;
        end(&bench.deliver(request(id, &addresses(&self.sims))).await[0])
    }
}

async fn control(bench: &Bench, target: &Target, ask: Ask) -> Result<Answer, Problem> {
    let options = ConnectOptions::default();
    bench.handle.send(Command::Control {
        target: target.clone(),
        ask: ask.clone(),
        options,
    });
    bench
        .wait(|event| match event {
            Event::Controlled {
                ask: of, result, ..
            } if of == ask => Some(result),
            _ => None,
        })
        .await
}

async fn code(bench: &Bench, target: &Target, ask: Ask) -> &'static str {
    control(bench, target, ask).await.unwrap_err().code.as_str()
}

async fn unlock(bench: &Bench, target: &Target, pin: &str) -> Result<Unlocked, Problem> {
    let target = target.clone();
    let options = ConnectOptions::default();
    bench.handle.send(Command::Unlock {
        target,
        secret: Secret::new(pin),
        keep: false,
        options,
    });
    bench
        .wait(|event| match event {
            Event::Unlocked { result, .. } => Some(result),
            _ => None,
        })
        .await
}

async fn files(bench: &Bench, target: &Target) -> Shelf {
    match control(bench, target, Ask::Files).await {
        Ok(Answer::Files(shelf)) => shelf,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_is_listed_given_back_played_and_deleted() {
    let place = Place::new(Dialect::NATIVE, &[]).await;
    let mut bench = Bench::new();
    let target = place.target();
    let fire = wire(16, 30, 20);
    let ice = wire(16, 5, 20);
    for (name, bytes) in [("fire.bin", &fire), ("ice.bin", &ice)] {
        assert_eq!(place.upload(&mut bench, name, bytes).await, "verified");
    }
    let shelf = files(&bench, &target).await;
    let listed: Vec<_> = shelf
        .files
        .iter()
        .map(|f| (f.name.as_str(), f.bytes, f.ours, f.playing))
        .collect();
    assert_eq!(
        listed,
        [
            ("fire", fire.len() as u64, true, false),
            ("ice", ice.len() as u64, true, true)
        ]
    );
    assert!(shelf.free_bytes.is_some_and(|free| free > 0));

    let to = place.file("out.bin");
    let fetch = Ask::Fetch {
        name: "fire".into(),
        to: to.clone(),
        replace: false,
    };
    let bytes = fire.len() as u64;
    assert_eq!(
        control(&bench, &target, fetch.clone()).await,
        Ok(Answer::Saved {
            path: to.clone(),
            bytes
        })
    );
    assert_eq!(std::fs::read(&to).unwrap(), fire);
    assert_eq!(code(&bench, &target, fetch).await, "output.exists");

    assert_eq!(
        code(&bench, &target, Ask::Delete("ice".into())).await,
        "device.said_no",
        "it plays"
    );
    assert_eq!(
        control(&bench, &target, Ask::Show("fire".into())).await,
        Ok(Answer::Done)
    );
    assert_eq!(
        control(&bench, &target, Ask::Delete("ice".into())).await,
        Ok(Answer::Done)
    );
    assert_eq!(
        (place.stored("ice"), place.stored("fire")),
        (None, Some(fire))
    );
    for nobody in ["ice", "../fire", ".state", "x y"] {
        assert_eq!(
            code(&bench, &target, Ask::Show(nobody.into())).await,
            "device.said_no",
            "{nobody}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn brightness_is_set_and_read_back_and_what_a_device_cannot_do_is_not_claimed() {
    let place = Place::new(Dialect::NATIVE, &[]).await;
    let bench = Bench::new();
    let target = place.target();
    let Ok(Answer::Abilities(abilities)) = control(&bench, &target, Ask::Abilities).await else {
        panic!()
    };
    use Control::{Blink, Brightness, Delete, Files, Play, Undo};
    assert_eq!(
        abilities.can,
        [Brightness, Blink, Files, Delete, Play, Undo].into()
    );
    assert_eq!((abilities.web_page, abilities.undo), (None, false));
    let light = |brightness| Light {
        on: None,
        brightness: Some(brightness),
    };
    assert_eq!(
        control(&bench, &target, Ask::SetLight(light(7))).await,
        Ok(Answer::Light(light(7)))
    );
    assert_eq!(
        control(&bench, &target, Ask::Light).await,
        Ok(Answer::Light(light(7)))
    );
    assert_eq!(control(&bench, &target, Ask::Blink).await, Ok(Answer::Done));
    let off = Ask::SetLight(Light {
        on: Some(false),
        brightness: None,
    });
    assert_eq!(code(&bench, &target, off).await, "device.incapable");
    assert_eq!(
        code(
            &bench,
            &target,
            Ask::Backup {
                to: place.file("b"),
                replace: false
            }
        )
        .await,
        "device.incapable"
    );
    assert!(!place.file("b").exists());

    let old = Place::new(Dialect::NATIVE1, &[]).await;
    let Ok(Answer::Abilities(abilities)) = control(&bench, &old.target(), Ask::Abilities).await
    else {
        panic!()
    };
    assert!(abilities.can.is_empty());
    for ask in [Ask::Light, Ask::Blink, Ask::Files, Ask::Undo] {
        assert_eq!(code(&bench, &old.target(), ask).await, "device.incapable");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_goes_back_to_what_it_showed_before_an_upload_also_in_another_run() {
    let place = Place::new(Dialect::NATIVE, &[]).await;
    let mut bench = Bench::new();
    let target = place.target();
    let playing = async |bench: &Bench| {
        let shelf = files(bench, &target).await;
        shelf
            .files
            .into_iter()
            .find(|file| file.playing)
            .map(|file| file.name)
    };
    assert_eq!(
        code(&bench, &target, Ask::Undo).await,
        "device.nothing_to_undo"
    );
    assert_eq!(
        place.upload(&mut bench, "fire.bin", &wire(16, 3, 20)).await,
        "verified"
    );
    assert_eq!(
        place.upload(&mut bench, "ice.bin", &wire(16, 4, 20)).await,
        "verified"
    );
    // what plays already is sent again: that is nothing to go back to
    assert_eq!(
        place.upload(&mut bench, "ice.bin", &wire(16, 4, 20)).await,
        "skipped"
    );
    let later = Bench::over(bench.store.clone());
    assert_eq!(playing(&later).await.as_deref(), Some("ice"));
    assert_eq!(control(&later, &target, Ask::Undo).await, Ok(Answer::Done));
    assert_eq!(playing(&later).await.as_deref(), Some("fire"));
    assert_eq!(
        code(&later, &target, Ask::Undo).await,
        "device.nothing_to_undo",
        "once"
    );
    // what it showed is replaced under its own name: it is gone, and that is said
    assert_eq!(
        place.upload(&mut bench, "fire.bin", &wire(16, 5, 20)).await,
        "verified"
    );
    let problem = control(&bench, &target, Ask::Undo).await.unwrap_err();
    assert!(
        problem.code.as_str() == "device.said_no"
            && problem.message.to_string().contains("replaced"),
        "{problem}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_showed_nothing_goes_back_to_nothing() {
    let place = Place::new(Dialect::NATIVE, &[]).await;
    let mut bench = Bench::new();
    let target = place.target();
    assert_eq!(
        place.upload(&mut bench, "fire.bin", &wire(16, 3, 20)).await,
        "verified"
    );
    assert_eq!(control(&bench, &target, Ask::Undo).await, Ok(Answer::Done));
    assert!(!files(&bench, &target).await.files[0].playing);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_device_takes_the_upload_after_its_pin_and_not_after_a_wrong_one() {
    let place = Place::new(Dialect::NATIVE, &["pin:1234"]).await;
    let mut bench = Bench::new();
    let target = place.target();
    let id = bench.load("fire.bin", &wire(16, 30, 20)).await;
    let jobs = bench.deliver(request(id, &addresses(&place.sims))).await;
    assert_eq!(end(&jobs[0]), "device.locked");
    assert_eq!(code(&bench, &target, Ask::Files).await, "device.locked");
    assert_eq!(
        unlock(&bench, &target, "4321")
            .await
            .unwrap_err()
            .code
            .as_str(),
        "device.locked"
    );
    assert_eq!(
        code(&bench, &target, Ask::Files).await,
        "device.locked",
        "a wrong one is not kept"
    );
    let unlocked = unlock(&bench, &target, "1234").await.unwrap();
    assert_eq!(unlocked.not_kept, None);
    bench.handle.send(Command::Retry(jobs[0].id));
    let again = bench.ended().await;
    assert_eq!(
        (end(again.last().unwrap()), again.last().unwrap().attempts),
        ("verified", 1)
    );
    assert_eq!(files(&bench, &target).await.files.len(), 1);
    assert_eq!(again.last().unwrap().device.id, Some(unlocked.device));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_device_than_before_is_not_touched() {
    let place = Place::new(Dialect::NATIVE, &[]).await;
    let mut bench = Bench::new();
    let target = place.target();
    assert_eq!(
        place.upload(&mut bench, "fire.bin", &wire(16, 3, 20)).await,
        "verified"
    );
    // as if another device had been known there
    let mut known = bench.store.devices().unwrap().pop().unwrap();
    known.id = DeviceId::from_mac("0123456789ab").unwrap();
    let other = upload_bridge::device::Device {
        id: known.id,
        name: known.name,
        family: "native",
        kind: upload_bridge::msg!("kind-native"),
        chip: None,
        firmware: None,
        address: upload_bridge::device::DeviceAddr::from_socket(addresses(&place.sims)[0]),
        leds: None,
        matrix: None,
        limits: upload_bridge::pattern::Limits::default(),
        caps: upload_bridge::device::Caps::default(),
        playing: None,
        uptime: None,
    };
    let fresh = Bench::new();
    fresh
        .store
        .commit(|changes| changes.record_seen(&other))
        .unwrap()
        .unwrap();
    assert_eq!(
        code(&fresh, &target, Ask::Delete("fire".into())).await,
        "device.identity_changed"
    );
    assert!(place.stored("fire").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_is_gone_is_shown_as_offline_and_nothing_was_written() {
    let place = Place::new(Dialect::NATIVE, &[]).await;
    let bench = Bench::new();
    let target = place.target();
    let Ok(Answer::Abilities(_)) = control(&bench, &target, Ask::Abilities).await else {
        panic!()
    };
    let to = place.file("out.bin");
    place.sims.stop().await;
    let fetch = Ask::Fetch {
        name: "fire".into(),
        to: to.clone(),
        replace: false,
    };
    bench.handle.send(Command::Control {
        target,
        ask: fetch,
        options: ConnectOptions::default(),
    });
    let mut offline = false;
    let mut problem = None;
    bench
        .wait(|event| {
            match event {
                Event::Device(view) => offline = view.presence == Presence::Offline,
                Event::Controlled { result, .. } => problem = result.err(),
                _ => {}
            }
            (offline && problem.is_some()).then_some(())
        })
        .await;
    assert!(problem.unwrap().code.as_str().starts_with("device.") && !to.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_done_beside_an_upload() {
    let place = Place::new(Dialect::NATIVE, &["slow:40"]).await;
    let mut bench = Bench::new();
    let target = place.target();
    let id = bench.load("long.bin", &wire(16, 4000, 20)).await; // 200 kB: 5 s
    bench
        .handle
        .send(Command::Send(request(id, &addresses(&place.sims))));
    let sending = |event| match event {
        Event::Job(job) if job.done > 0 => Some(()),
        _ => None,
    };
    bench.wait(sending).await;
    let options = ConnectOptions::default();
    bench.handle.send(Command::Control {
        target,
        ask: Ask::Files,
        options,
    });
    let shelf = bench
        .wait(|event| match event {
            Event::Controlled { result, .. } => Some(result),
            _ => None,
        })
        .await;
    let Ok(Answer::Files(shelf)) = shelf else {
        panic!("{shelf:?}")
    };
    let there: Vec<_> = shelf
        .files
        .iter()
        .map(|file| (file.bytes, file.playing))
        .collect();
    assert_eq!(
        there,
        [(4 + 4000 * 50, true)],
        "asked when the upload was through, and not before"
    );
}

/// Runs the binary; exit code, objects on stdout, stderr.
fn run(place: &Place, arguments: &[&str], stdin: &str) -> (i32, Vec<Value>, String) {
    let home: &Path = place.dir.path();
    let mut command = Binary::cargo_bin("upload-bridge").unwrap();
    command
        .env_clear()
        .env("UPLOAD_BRIDGE_LOOPBACK", "1")
        .env("UPLOAD_BRIDGE_HOME", home)
        .current_dir(home);
    let output = command
        .args(arguments)
        .write_stdin(stdin)
        .timeout(common::PATIENCE)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let objects = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or(json!(line)))
        .collect();
    (
        output.status.code().unwrap(),
        objects,
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_does_all_of_it() {
    let place = Place::new(Dialect::NATIVE, &[]).await;
    let address = addresses(&place.sims)[0].to_string();
    std::fs::write(place.file("fire.bin"), wire(16, 3, 20)).unwrap();
    std::fs::write(place.file("ice.bin"), wire(16, 4, 20)).unwrap();
    let (code, ..) = run(
        &place,
        &[
            "upload",
            "fire.bin",
            "ice.bin",
            "--concurrency",
            "1",
            "--to",
            &address,
        ],
        "",
    );
    assert_eq!(code, 0);
    let device = |more: &[&str]| {
        let arguments: Vec<&str> = ["--json", "device", &address]
            .iter()
            .chain(more)
            .copied()
            .collect();
        let (code, objects, _) = run(&place, &arguments, "");
        (code, objects)
    };
    let (code, objects) = device(&["files"]);
    assert_eq!(
        (code, &objects[1]),
        (
            0,
            &json!({"event": "file", "name": "ice", "bytes": 4 + 4 * 50, "ours": true, "playing": true})
        )
    );
    assert_eq!(
        (&objects[2]["event"], &objects[2]["files"]),
        (&json!("summary"), &json!(2))
    );
    assert_eq!(
        device(&["get", "fire"]),
        (1, vec![objects_error(&device(&["get", "fire"]).1)]),
        "fire.bin is there"
    );
    let (code, objects) = device(&["get", "fire", "back.bin"]);
    assert_eq!(
        (code, &objects[0]["did"], &objects[0]["bytes"]),
        (0, &json!("get"), &json!(154))
    );
    assert_eq!(
        std::fs::read(place.file("back.bin")).unwrap(),
        wire(16, 3, 20)
    );
    assert_eq!(
        device(&["brightness", "40%"]).1,
        [json!({"event": "light", "on": null, "brightness": 102})]
    );
    assert_eq!(
        device(&["light"]).1,
        [json!({"event": "light", "on": null, "brightness": 102})]
    );
    assert_eq!(
        device(&["blink"]),
        (0, vec![json!({"event": "done", "did": "blink"})])
    );
    assert_eq!(
        device(&["undo"]),
        (0, vec![json!({"event": "done", "did": "undo"})])
    );
    assert_eq!(device(&["play", "ice"]).0, 0);
    assert_eq!(
        device(&["delete", "fire"]),
        (0, vec![json!({"event": "done", "did": "delete"})])
    );
    assert_eq!(place.stored("fire"), None);
    for (arguments, code) in [
        (&["off"][..], "device.incapable"),
        (&["keep", "--at-start"], "device.incapable"),
        (&["backup", "b.json"], "device.incapable"),
        (&["web"], "device.incapable"),
        (&["play", "fire"], "device.said_no"),
        (&["undo"], "device.nothing_to_undo"),
    ] {
        let (exit, objects) = device(arguments);
        assert_eq!(
            (exit, &objects[0]["event"], &objects[0]["code"]),
            (1, &json!("error"), &json!(code))
        );
        assert!(objects[0]["hint"].as_str().unwrap().len() > 20);
    }
    assert_eq!(device(&["brightness", "300"]).0, 2);
    assert_eq!(device(&[]).0, 2);
    let (code, lines, _) = run(&place, &["device", &address, "files"], "");
    assert!(
        code == 0 && lines[0].as_str().unwrap().contains("ice  playing"),
        "{lines:?}"
    );
}

fn objects_error(objects: &[Value]) -> Value {
    assert_eq!(objects[0]["code"], "output.exists");
    objects[0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_comes_by_stdin_and_is_seen_nowhere() {
    let place = Place::new(Dialect::NATIVE, &["pin:s3cretPIN"]).await;
    let address = addresses(&place.sims)[0].to_string();
    std::fs::write(place.file("fire.bin"), wire(16, 3, 20)).unwrap();
    let upload = |more: &[&str], stdin: &str| {
        let arguments = [
            "--json",
            "--log-level",
            "trace",
            "upload",
            "fire.bin",
            "--to",
            &address,
        ];
        run(
            &place,
            &arguments.iter().chain(more).copied().collect::<Vec<_>>(),
            stdin,
        )
    };
    let outcome = |objects: &[Value]| {
        let jobs: Vec<&Value> = objects.iter().filter(|o| o["event"] == "job").collect();
        assert_eq!(jobs.len(), 1, "{objects:?}");
        (jobs[0]["outcome"].clone(), jobs[0]["error"]["code"].clone())
    };
    let (code, objects, _) = upload(&[], "");
    assert_eq!(
        (code, outcome(&objects)),
        (1, (json!("failed"), json!("device.locked")))
    );
    let (code, objects, _) = upload(&["--pin-stdin"], "wrong\n");
    assert_eq!(
        (code, outcome(&objects)),
        (1, (json!("failed"), json!("device.locked")))
    );
    let (code, objects, talk) = upload(&["--pin-stdin"], "s3cretPIN\n");
    assert_eq!(
        (code, outcome(&objects)),
        (0, (json!("verified"), Value::Null)),
        "{talk}"
    );
    let (code, files, _) = run(
        &place,
        &["--json", "device", &address, "files", "--pin-stdin"],
        "s3cretPIN\n",
    );
    assert_eq!((code, &files[0]["name"]), (0, &json!("fire")));
    let (code, objects, words) = run(
        &place,
        &["--json", "device", &address, "light", "--pin-stdin"],
        "no\n",
    );
    assert_eq!((code, &objects[0]["code"]), (1, &json!("device.locked")));
    assert_eq!(
        run(&place, &["device", &address, "light", "--pin-stdin"], "").0,
        1,
        "no PIN at all"
    );
    for text in [talk, words] {
        assert!(!text.contains("s3cretPIN"));
    }
    for entry in walk(place.dir.path()) {
        let bytes = std::fs::read(&entry).unwrap();
        let found = bytes.windows(9).any(|window| window == b"s3cretPIN");
        assert!(
            !found || entry.components().any(|part| part.as_os_str() == "devices"),
            "{}",
            entry.display()
        );
    }
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
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

/// Free space as the device's card says it, and as its page does.
async fn free(bench: &Bench, target: &Target, card: Option<u64>) -> (Option<u64>, Option<u64>) {
    bench.handle.send(Command::Control {
        target: target.clone(),
        ask: Ask::Files,
        options: ConnectOptions::default(),
    });
    // a device that says what it said before is not reported again
    let mut card = card;
    let page = bench.wait(|event| match event {
        Event::Device(view) => {
            card = view.device.limits.free_bytes;
            None
        }
        Event::Controlled { result, .. } => Some(result),
        _ => None,
    });
    match page.await {
        Ok(Answer::Files(shelf)) => (card, shelf.free_bytes),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn free_space_is_one_figure_before_and_after_an_upload() {
    let lights = Lights::Matrix(Matrix::new(4, 4).unwrap());
    for dialect in [Dialect::NATIVE, Dialect::WLED] {
        let place = Place::with(dialect, lights, &[]).await;
        let mut bench = Bench::new();
        let target = place.target();
        let Target::Address(address) = &target else {
            panic!("{target:?}")
        };
        bench.handle.send(Command::Connect {
            address: address.clone(),
            options: ConnectOptions::default(),
        });
        let said = bench
            .wait(|event| match event {
                Event::Device(view) if view.presence == Presence::Online => {
                    Some(view.device.limits.free_bytes)
                }
                _ => None,
            })
            .await;
        assert!(said.is_some(), "{dialect}");
        assert_eq!(free(&bench, &target, said).await, (said, said), "{dialect}");
        assert_eq!(
            place
                .upload(&mut bench, "fire.bin", &wire(16, 30, 20))
                .await,
            "verified"
        );
        let (card, page) = free(&bench, &target, None).await;
        assert_eq!(card, page, "{dialect}");
        assert!(page < said, "{dialect}: {page:?} of {said:?}");
    }
}
