//! The command line's contract, kept by running the real binary: exit codes, events and their fields, stdout and stderr.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use assert_cmd::Command;
use common::{addresses, devices, wire};
use serde_json::Value;
use std::path::{Path, PathBuf};
use upload_bridge::simulator::{Dialect, Lights, Simulator};

/// The binary, kept on loopback and in a home folder of its own.
fn ub(home: &Path) -> Command {
    let mut command = Command::cargo_bin("upload-bridge").unwrap();
    command
        .env_clear()
        .env("UPLOAD_BRIDGE_LOOPBACK", "1")
        .env("UPLOAD_BRIDGE_HOME", home)
        .timeout(common::PATIENCE);
    command
}

/// Exit code, objects on stdout, stderr.
fn run(command: &mut Command) -> (i32, Vec<Value>, String) {
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let objects = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .collect();
    (
        output.status.code().unwrap(),
        objects,
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn of<'a>(objects: &'a [Value], event: &str) -> Vec<&'a Value> {
    objects
        .iter()
        .filter(|object| object["event"] == event)
        .collect()
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}

/// Blocking runs of the binary beside devices that live in this process.
struct Place {
    home: tempfile::TempDir,
    sims: Simulator,
    _runtime: tokio::runtime::Runtime,
}

impl Place {
    fn with(dialect: Dialect, lights: Lights, faults: &[&[&str]]) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("devices");
        let sims = runtime.block_on(devices(dialect, lights, faults, Some(&dir)));
        Self {
            home,
            sims,
            _runtime: runtime,
        }
    }

    fn to(&self) -> Vec<String> {
        addresses(&self.sims)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    fn stored(&self, device: usize, name: &str) -> Option<Vec<u8>> {
        std::fs::read(self.sims.devices()[device].dir.as_ref().unwrap().join(name)).ok()
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.home.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn upload(&self, file: &Path, more: &[&str]) -> (i32, Vec<Value>, String) {
        run(ub(self.home.path())
            .arg("upload")
            .arg(file)
            .arg("--to")
            .args(self.to())
            .arg("--json")
            .args(more))
    }
}

#[test]
fn an_upload_prints_a_job_for_each_device_and_a_summary() {
    let place = Place::with(Dialect::NATIVE, Lights::Leds(16), &[&[], &[], &[]]);
    let bytes = wire(16, 30, 20);
    let (code, objects, _) = place.upload(&place.file("My fire (2).bin", &bytes), &[]);
    assert_eq!(code, 0);
    let jobs = of(&objects, "job");
    assert_eq!(jobs.len(), 3);
    for job in &jobs {
        let keys: Vec<&str> = job
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        for key in [
            "event", "device", "file", "outcome", "bytes", "attempts", "seconds", "sha256",
            "playing", "error",
        ] {
            assert!(keys.contains(&key), "{key}");
        }
        assert_eq!(job["outcome"], "verified");
        assert_eq!(
            (&job["bytes"], &job["attempts"]),
            (&bytes.len().into(), &1.into())
        );
        assert_eq!(
            (&job["playing"], &job["error"]),
            (&Value::Bool(true), &Value::Null)
        );
        assert_eq!(job["device"]["family"], "native");
    }
    let summary = &of(&objects, "summary")[0];
    assert_eq!(
        (&summary["verified"], &summary["failed"]),
        (&3.into(), &0.into())
    );
    for device in 0..3 {
        assert_eq!(
            place.stored(device, "My_fire__2_").as_deref(),
            Some(&bytes[..])
        );
    }
    for progress in of(&objects, "progress") {
        assert!(
            progress["sent"].is_u64()
                && progress["total"].is_u64()
                && progress["phase"].is_string()
        );
    }
    // a second time it is there already
    let (code, objects, _) = place.upload(&place.file("My fire (2).bin", &bytes), &[]);
    assert_eq!(
        (code, &of(&objects, "summary")[0]["skipped"]),
        (0, &3.into())
    );
}

#[test]
fn exit_codes_tell_all_some_none_and_wrong_usage_apart() {
    let place = Place::with(Dialect::NATIVE, Lights::Leds(16), &[&[], &["full-disk"]]);
    let file = place.file("a.bin", &wire(16, 3, 20));
    let (code, objects, _) = place.upload(&file, &[]);
    assert_eq!(code, 3, "one of two failed");
    let failed = *of(&objects, "job")
        .iter()
        .find(|job| job["outcome"] == "failed")
        .unwrap();
    assert_eq!(failed["error"]["code"], "device.full");
    assert!(failed["error"]["hint"].as_str().unwrap().len() > 10);

    let home = place.home.path();
    let to = |address: &str| {
        run(ub(home)
            .arg("upload")
            .arg(&file)
            .args(["--json", "--to", address]))
    };
    let (code, objects, _) = to("127.0.0.1:1");
    let job = of(&objects, "job")[0].clone();
    assert_eq!(
        (code, &job["error"]["code"], &job["device"]["id"]),
        (1, &"device.refused".into(), &Value::Null)
    );
    for (address, expected) in [
        ("no address", "address.invalid"),
        ("8.8.8.8", "address.public"),
        ("nobody.example", "address.unresolved"),
    ] {
        let (code, objects, _) = to(address);
        assert_eq!(
            (code, &of(&objects, "job")[0]["error"]["code"]),
            (1, &expected.into()),
            "{address}"
        );
        assert_eq!(of(&objects, "summary").len(), 1);
    }
    assert_eq!(
        run(ub(home).arg("upload").arg(&file)).0,
        2,
        "--to is missing"
    );
    assert_eq!(
        run(ub(home).args(["upload", "--to", "127.0.0.1:1"])).0,
        2,
        "FILE is missing"
    );
    assert_eq!(
        run(ub(home).args(["simulate", "--family", "nonsense"])).0,
        2
    );
    let clash = ["upload", "a/fire.gif", "b/fire.bin", "--to", "127.0.0.1:1"];
    assert_eq!(
        run(ub(home).args(clash)).0,
        2,
        "one would replace the other"
    );
    assert_eq!(run(ub(home).args(["inspect", "--leds", "0", "x"])).0, 2);
    assert_eq!(run(ub(home).args(["simulate", "--fault", "nonsense"])).0, 2);
}

#[test]
fn options_of_every_command_may_stand_before_it_and_files_behind_the_targets() {
    let place = Place::with(Dialect::NATIVE, Lights::Leds(16), &[&[]]);
    let file = place.file("a.bin", &wire(16, 3, 20));
    let (code, objects, _) = run(ub(place.home.path())
        .args(["--json", "upload", "--to"])
        .args(place.to())
        .arg(&file));
    assert_eq!(
        (code, &of(&objects, "job")[0]["outcome"]),
        (0, &"verified".into())
    );
    assert_eq!(run(ub(place.home.path()).args(["--json", "devices"])).0, 0);
    assert_eq!(
        run(ub(place.home.path()).args(["--loopback-only", "--json", "demo", "--headless"])).0,
        0
    );
}

#[test]
fn two_ways_of_writing_one_device_are_one_upload_and_one_that_is_there_already() {
    let place = Place::with(Dialect::NATIVE, Lights::Leds(16), &[&[]]);
    let file = place.file("a.bin", &wire(16, 400, 20));
    let port = addresses(&place.sims)[0].port();
    let to = [format!("localhost:{port}"), format!("127.0.0.1:{port}")];
    let (code, objects, _) = run(ub(place.home.path())
        .args(["upload", "--json"])
        .arg(&file)
        .arg("--to")
        .args(to));
    let mut ends: Vec<&str> = of(&objects, "job")
        .iter()
        .map(|job| job["outcome"].as_str().unwrap())
        .collect();
    ends.sort_unstable();
    assert_eq!((code, ends), (0, vec!["skipped", "verified"]));
}

#[test]
fn a_device_and_a_file_that_are_named_twice_are_sent_once() {
    let place = Place::with(Dialect::NATIVE, Lights::Leds(16), &[&[]]);
    let file = place.file("a.bin", &wire(16, 400, 20));
    let to = addresses(&place.sims)[0].to_string();
    let (code, objects, stderr) = run(ub(place.home.path())
        .args(["upload", "--json"])
        .args([&file, &file])
        .arg("--to")
        .args([&to, &to]));
    let ends: Vec<&str> = of(&objects, "job")
        .iter()
        .map(|job| job["outcome"].as_str().unwrap())
        .collect();
    assert_eq!((code, ends), (0, vec!["verified"]), "{stderr}");
    assert_eq!(of(&objects, "summary")[0]["verified"], 1);
    assert!(
        stderr.contains(&format!("a is already being sent to {to}")),
        "{stderr}"
    );
}

#[test]
fn many_files_to_an_address_that_fails_at_once_all_fail_for_the_same_reason() {
    let home = tempfile::tempdir().unwrap();
    let files = (0..30).map(|n| {
        let path = home.path().join(format!("{n}.bin"));
        std::fs::write(&path, wire(4, 2, 20)).unwrap();
        path
    });
    let (code, objects, _) = run(ub(home.path())
        .args(["upload", "--json"])
        .args(files)
        .args(["--to", "8.8.8.8"]));
    assert_eq!(
        (code, &of(&objects, "summary")[0]["failed"]),
        (1, &30.into())
    );
    assert!(
        of(&objects, "job")
            .iter()
            .all(|job| job["error"]["code"] == "address.public")
    );
}

#[test]
fn every_format_reaches_a_matrix_with_the_bytes_that_an_encoder_of_a_few_lines_makes() {
    let lights = Lights::Matrix("4x3".parse().unwrap());
    let place = Place::with(Dialect::NATIVE, lights, &[&[]]);
    // the same animation in every format; what the device must hold is put together here by hand
    let reference = std::fs::read(data("running_dot.bin")).unwrap();
    let mut expected = reference[..4].to_vec();
    for frame in reference[4..].chunks(2 + 12 * 3) {
        expected.extend(50u16.to_le_bytes());
        expected.extend(&frame[2..]);
    }
    for name in [
        "running_dot.bin",
        "running_dot.leds",
        "running_dot.h",
        "running_dot.gif",
        "running_dot_4x3_raw.bin",
    ] {
        let headerless: &[&str] = if name.contains("raw") {
            &["--matrix", "4x3"]
        } else {
            &[]
        };
        let options = [&["--delay", "50", "--name", name], headerless].concat();
        let (code, objects, stderr) = place.upload(&data(name), &options);
        assert_eq!(
            (code, &of(&objects, "job")[0]["outcome"]),
            (0, &"verified".into()),
            "{name}: {stderr}"
        );
        assert_eq!(place.stored(0, name).unwrap(), expected, "{name}");
    }
    for name in ["still.png", "still.jpg"] {
        let (code, objects, _) = place.upload(&data(name), &["--name", name]);
        assert_eq!(
            (code, &of(&objects, "job")[0]["outcome"]),
            (0, &"verified".into()),
            "{name}"
        );
        let stored = place.stored(0, name).unwrap();
        assert_eq!(
            (&stored[..6], stored.len()),
            (&[12, 0, 1, 0, 232, 3][..], 4 + 38),
            "{name}: one frame of 1 s"
        );
    }
}

#[test]
fn files_that_cannot_be_sent_are_told_apart_before_anything_is_sent() {
    let place = Place::with(Dialect::NATIVE, Lights::Leds(16), &[&[]]);
    let mut cut = wire(16, 100, 20);
    cut.truncate(3001);
    let cases = [
        (place.file("empty.bin", b""), "pattern.empty"),
        (
            place.file("text.bin", b"this is no pattern at all, it is a sentence\n"),
            "pattern.unknown_format",
        ),
        (place.file("cut.bin", &cut), "pattern.truncated"),
        (
            place.file("guess.bin", &wire(16, 40, 20)[4 + 2..4 + 2 + 30 * 48]),
            "pattern.ambiguous",
        ),
        (place.home.path().join("nowhere.bin"), "source.unreadable"),
    ];
    for (file, expected) in cases {
        let (code, objects, _) = place.upload(&file, &[]);
        let error = of(&objects, "error")[0];
        assert_eq!(
            (code, &error["code"]),
            (1, &expected.into()),
            "{}: {error}",
            file.display()
        );
        assert!(error["hint"].as_str().is_some_and(|hint| !hint.is_empty()));
    }
    assert!(
        std::fs::read_dir(place.sims.devices()[0].dir.as_ref().unwrap()).map_or(0, Iterator::count)
            == 0
    );
}

#[test]
fn inspect_says_what_a_file_is() {
    let home = tempfile::tempdir().unwrap();
    let (code, objects, _) = run(ub(home.path())
        .arg("inspect")
        .arg(data("running_dot.bin"))
        .arg("--json"));
    assert_eq!(code, 0);
    let pattern = of(&objects, "pattern")[0];
    for key in [
        "file",
        "format",
        "leds",
        "frames",
        "matrix",
        "duration_ms",
        "delays_ms",
        "first_led",
        "sha256",
        "content",
        "certain",
        "candidates",
        "warnings",
    ] {
        assert!(pattern.get(key).is_some(), "{key}");
    }
    assert_eq!(
        (&pattern["format"], &pattern["leds"], &pattern["certain"]),
        (&"wire".into(), &12.into(), &true.into())
    );
    let (code, objects, _) = run(ub(home.path()).args(["inspect", "nowhere.gif", "--json"]));
    assert_eq!(
        (code, &of(&objects, "error")[0]["code"]),
        (1, &"source.unreadable".into())
    );
}

#[test]
fn a_reading_given_once_is_remembered_for_the_content() {
    let place = Place::with(Dialect::NATIVE, Lights::Leds(16), &[&[]]);
    let raw = place.file("guess.bin", &wire(16, 40, 20)[6..6 + 30 * 48]);
    assert_eq!(place.upload(&raw, &[]).0, 1);
    assert_eq!(place.upload(&raw, &["--leds", "16"]).0, 0);
    let moved = place.file("elsewhere.dat", &std::fs::read(&raw).unwrap());
    assert_eq!(
        place.upload(&moved, &[]).0,
        0,
        "known by its content, whatever its name"
    );
}

#[test]
fn known_devices_are_listed_named_told_and_forgotten() {
    let place = Place::with(Dialect::NATIVE, Lights::Leds(12), &[&[]]);
    let home = place.home.path();
    let address = &place.to()[0];
    let (code, objects, _) = run(ub(home).args(["scan", "--json", "--host", address]));
    let device = of(&objects, "device")[0];
    assert_eq!(
        (code, &device["address"], &device["via"][0]),
        (0, &address.as_str().into(), &"host".into())
    );
    assert_eq!(of(&objects, "summary")[0]["found"], 1);

    let set = [
        "devices",
        "set",
        address,
        "--name",
        "Porch",
        "--size",
        "4x3",
        "--wiring",
        "columns-br",
        "--color-order",
        "GRB",
    ];
    let (code, objects, _) = run(ub(home).args(set).arg("--json"));
    assert_eq!((code, &objects[0]["told"]["size"]), (0, &"4x3".into()));
    let (_, objects, _) = run(ub(home).args(["devices", "show", "porch", "--json"]));
    assert_eq!(objects[0]["told"]["wiring"], "columns-br");
    // an upload by name uses what was told
    let (code, objects, _) = run(ub(home)
        .arg("upload")
        .arg(data("running_dot.gif"))
        .args(["--json", "--to", "Porch"]));
    assert_eq!(
        (code, &of(&objects, "job")[0]["device"]["name"]),
        (0, &"Porch".into())
    );
    assert_eq!(
        run(ub(home).args(["devices", "forget", "Porch", "--json"])).0,
        0
    );
    assert_eq!(run(ub(home).args(["devices", "--json"])).1.len(), 0);
    assert_eq!(
        run(ub(home).args(["devices", "show", "Porch", "--json"])).0,
        1
    );
}

#[test]
fn a_scan_that_finds_nothing_is_no_failure() {
    let home = tempfile::tempdir().unwrap();
    let (code, objects, _) = run(ub(home.path()).args(["scan", "--json", "--host", "127.0.0.1:1"]));
    assert_eq!((code, &of(&objects, "summary")[0]["found"]), (0, &0.into()));
    let error = of(&objects, "error")[0];
    assert_eq!(
        (&error["address"], &error["code"]),
        (&"127.0.0.1:1".into(), &"device.refused".into())
    );
    assert!(!error["hint"].as_str().unwrap().is_empty());
}

#[test]
fn a_sweep_finds_each_device_once_and_tells_how() {
    let place = Place::with(Dialect::NATIVE, Lights::Leds(12), &[&[], &[]]);
    let home = place.home.path();
    let ports: Vec<String> = addresses(&place.sims)
        .iter()
        .map(|address| address.port().to_string())
        .collect();
    let sweep = [
        "scan",
        "--json",
        "--no-mdns",
        "--subnet",
        "127.0.0.0/28",
        "127.0.0.0/30",
        "--port",
    ];
    let (code, objects, stderr) = run(ub(home).args(sweep).args(&ports));
    let found = of(&objects, "device");
    assert_eq!(
        (code, found.len(), &of(&objects, "summary")[0]["found"]),
        (0, 2, &2.into()),
        "{stderr}"
    );
    for device in found {
        let keys: Vec<&str> = device
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let expected = [
            "event",
            "id",
            "name",
            "family",
            "address",
            "leds",
            "matrix",
            "free_bytes",
            "firmware",
            "via",
        ];
        assert_eq!(keys, expected);
        assert_eq!(device["via"], serde_json::json!(["sweep"]));
    }
    // nothing there: what was tried, and what to do
    let (code, objects, stderr) = run(ub(home).args([
        "scan",
        "--json",
        "--no-mdns",
        "--subnet",
        "127.0.1.0/29",
        "--port",
        "1",
    ]));
    assert_eq!((code, &of(&objects, "summary")[0]["found"]), (0, &0.into()));
    assert!(
        stderr.contains("tried 127.0.1.0/29 port 1") && stderr.contains("6 refused it"),
        "{stderr}"
    );
    assert!(stderr.contains("hint:"), "{stderr}");
    for wrong in ["10.0.0.0/8", "8.8.8.0/24", "nonsense"] {
        assert_eq!(
            run(ub(home).args(["scan", "--no-mdns", "--subnet", wrong])).0,
            2,
            "{wrong}"
        );
    }
    // a closed gate keeps a sweep in, whatever was asked for
    let (code, objects, stderr) =
        run(ub(home).args(["scan", "--json", "--no-mdns", "--subnet", "10.99.99.0/30"]));
    assert_eq!((code, &of(&objects, "summary")[0]["found"]), (0, &0.into()));
    assert!(stderr.contains("--loopback-only"), "{stderr}");
}

#[test]
fn the_doctor_stops_at_the_first_stage_that_fails() {
    let place = Place::with(
        Dialect::NATIVE,
        Lights::Leds(12),
        &[&[], &["bad-json"], &["refuse"]],
    );
    let home = place.home.path();
    let to = place.to();
    let doctor = |address: &str| {
        let (code, objects, _) = run(ub(home).args(["doctor", "--json", address]));
        let stages = of(&objects, "stage");
        for stage in &stages {
            assert!(
                stage["ms"].is_number() && stage["detail"].is_string(),
                "{stage}"
            );
        }
        let last = (*stages.last().unwrap()).clone();
        assert!(
            stages.iter().rev().skip(1).all(|stage| stage["ok"] == true),
            "only the last may fail"
        );
        (code, stages.len(), last, of(&objects, "summary")[0].clone())
    };
    let (code, stages, last, summary) = doctor(&to[0]);
    assert_eq!(
        (code, stages, &last["stage"], &last["ok"]),
        (0, 6, &"capabilities".into(), &true.into())
    );
    assert_eq!(
        (&summary["connected"], &summary["status"]),
        (&true.into(), &"online".into())
    );
    assert!(summary["response_time_ms"].is_number() && summary["error_message"].is_null());

    for (address, stage, code, status) in [
        ("no address", "address", "address.invalid", "error"),
        ("127.1", "address", "address.invalid", "error"),
        ("0x7f000001", "address", "address.invalid", "error"),
        ("[fe80::1%25lo]", "address", "address.invalid", "error"),
        (
            "127.0.0.1/proxy/10.0.0.3",
            "address",
            "address.invalid",
            "error",
        ),
        ("0.0.0.0", "address", "address.invalid", "error"),
        ("224.0.0.251", "address", "address.invalid", "error"),
        ("255.255.255.255", "address", "address.invalid", "error"),
        ("8.8.8.8", "address", "address.public", "error"),
        ("10.99.99.1", "address", "address.forbidden", "error"),
        ("nobody.example", "name", "address.unresolved", "offline"),
        ("127.0.0.1:1", "tcp", "device.refused", "offline"),
        (to[2].as_str(), "tcp or http", "device.refused", "offline"), // a reset can be that fast
        (to[1].as_str(), "family", "device.not_a_device", "error"),
    ] {
        let (exit, _, last, summary) = doctor(address);
        assert_eq!((exit, &last["ok"]), (1, &false.into()), "{address}: {last}");
        assert!(
            stage.contains(last["stage"].as_str().unwrap()),
            "{address}: {last}"
        );
        assert_eq!(
            (&last["code"], &summary["status"]),
            (&code.into(), &status.into()),
            "{address}"
        );
        assert!(
            last["hint"].as_str().is_some_and(|hint| hint.len() > 20),
            "{last}"
        );
        assert!(
            summary["connected"] == false && summary["error_message"].is_string(),
            "{summary}"
        );
    }
}

#[test]
fn the_doctor_knows_devices_by_name_and_addresses_from_a_browser() {
    let place = Place::with(Dialect::NATIVE, Lights::Leds(12), &[&[], &[]]);
    let home = place.home.path().to_owned();
    let to: Vec<String> = addresses(&place.sims)
        .iter()
        .map(ToString::to_string)
        .collect();
    let doctor = |address: &str| {
        let (exit, objects, _) = run(ub(&home).args(["doctor", address, "--json"]));
        let last = (*of(&objects, "stage").last().unwrap()).clone();
        (exit, last)
    };
    assert_eq!(doctor("Porch light").0, 1, "nobody is called that yet");
    for page in ["/#/", "/settings/leds", "/edit", "/?x=1", "/json/info"] {
        let (exit, last) = doctor(&format!("HTTP://{}{page}", to[0]));
        assert_eq!(exit, 0, "{page}: {last}");
    }
    assert_eq!(doctor(&to[1]).0, 0);
    let name = |address: &str, name: &str| {
        let set = ["devices", "set", address, "--name", name, "--json"];
        assert_eq!(run(ub(&home).args(set)).0, 0);
    };
    name(&to[0], "Porch light");
    assert_eq!(doctor("Porch light").0, 0);
    name(&to[1], "Porch light");
    let (exit, last) = doctor("Porch light");
    assert_eq!((exit, &last["stage"]), (1, &"address".into()), "{last}");
    assert_eq!(last["code"], "device.ambiguous");
    for address in &to {
        assert!(last["detail"].as_str().unwrap().contains(address), "{last}");
    }
}

#[test]
fn the_doctor_notices_that_another_device_answers_than_before() {
    let place = Place::with(Dialect::NATIVE, Lights::Leds(12), &[&[]]);
    let address = addresses(&place.sims)[0];
    let home = place.home.path().to_owned();
    assert_eq!(
        run(ub(&home)
            .args(["doctor", &address.to_string()])
            .arg("--json"))
        .0,
        0
    );
    let Place {
        home: _kept,
        sims,
        _runtime,
    } = place;
    _runtime.block_on(sims.stop());
    let other = upload_bridge::simulator::SimulatorOptions {
        gate: upload_bridge::net::Gate::loopback(),
        devices: vec![upload_bridge::simulator::DeviceOptions::new(
            Dialect::NATIVE,
            Lights::Leds(12),
        )],
        bind: address.ip(),
        port: Some(address.port()),
        dir: None,
        mdns: false,
        ports_by_seed: false,
        faults: vec![],
        seed: 99,
    };
    let _other = _runtime
        .block_on(upload_bridge::simulator::start(other))
        .unwrap();
    let (code, objects, _) = run(ub(&home).args(["doctor", &address.to_string(), "--json"]));
    let last = (*of(&objects, "stage").last().unwrap()).clone();
    assert_eq!(
        (code, &last["stage"], &last["code"]),
        (1, &"family".into(), &"device.identity_changed".into())
    );
}

#[test]
fn the_demo_shows_three_verified_devices_and_leaves_nothing_behind() {
    let home = tempfile::tempdir().unwrap();
    let (code, objects, _) = run(ub(home.path()).args(["demo", "--headless", "--json"]));
    assert_eq!(code, 0);
    assert_eq!(of(&objects, "listening").len(), 3);
    assert!(
        of(&objects, "job")
            .iter()
            .all(|job| job["outcome"] == "verified")
    );
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn without_json_data_goes_to_stdout_and_talk_to_stderr() {
    let place = Place::with(Dialect::NATIVE, Lights::Leds(16), &[&[]]);
    let file = place.file("fire.bin", &wire(16, 3, 20));
    let output = ub(place.home.path())
        .arg("upload")
        .arg(&file)
        .arg("--to")
        .args(place.to())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("verified") && text.contains("read back and compared"),
        "{text}"
    );
    let output = ub(place.home.path())
        .args(["inspect", "nowhere.gif"])
        .output()
        .unwrap();
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8(output.stderr).unwrap().contains("hint:"));
}

/// The objects of the first device that `simulate` starts with these options.
fn simulated(more: &[&str]) -> Value {
    use std::io::BufRead as _;
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("upload-bridge"))
        .env_clear()
        .env("UPLOAD_BRIDGE_LOOPBACK", "1")
        .args(["simulate", "--json", "--leds", "8"])
        .args(more)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    std::io::BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    serde_json::from_str(&line).unwrap()
}

#[test]
fn each_run_simulates_other_devices_unless_it_is_given_their_seed() {
    let first = simulated(&[]);
    let second = simulated(&[]);
    assert_ne!(first["id"], second["id"]);
    let again = simulated(&["--seed", &first["seed"].to_string()]);
    assert_eq!(
        (&again["id"], &again["name"]),
        (&first["id"], &first["name"])
    );
}

#[test]
fn devices_whose_files_are_kept_are_the_same_in_the_next_run() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("devices");
    let keep = ["--dir", dir.to_str().unwrap()];
    let first = simulated(&keep);
    assert_eq!(simulated(&keep)["id"], first["id"]);
}

#[test]
fn devices_of_runs_that_wrote_no_seed_down_are_found_and_others_do_not_replace_them_unsaid() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("devices");
    let keep = ["--dir", dir.to_str().unwrap()];
    let old = simulated(&[&keep[..], &["--seed", "1"]].concat());
    std::fs::remove_file(dir.join("seed")).unwrap();
    assert_eq!(simulated(&keep)["id"], old["id"]);
    let talk = |seed: &str| {
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("upload-bridge"))
            .env_clear()
            .env("UPLOAD_BRIDGE_LOOPBACK", "1")
            .args(["simulate", "--json", "--leds", "8", "--seed", seed])
            .args(keep)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut stdout = std::io::BufReader::new(child.stdout.take().unwrap());
        std::io::BufRead::read_line(&mut stdout, &mut line).unwrap();
        child.kill().unwrap();
        String::from_utf8(child.wait_with_output().unwrap().stderr).unwrap()
    };
    assert_eq!(talk("1"), "");
    let said = talk("7");
    assert!(
        said.contains("seed 1;") && said.contains("Use --seed 1 for"),
        "{said}"
    );
    assert_eq!(talk("7"), "");
}

/// A pipe takes a few lines, then the scan waits for its reader: between two rounds of its loop.
#[allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a process on the wall clock"
)]
#[cfg(target_os = "linux")]
#[test]
fn a_scan_interrupted_while_it_prints_ends_as_interrupted() {
    use std::io::Read as _;
    use std::time::{Duration, Instant};
    const PIPE: usize = 4096; // the smallest there is
    let healthy: &[&str] = &[];
    let place = Place::with(Dialect::NATIVE, Lights::Leds(8), &[healthy; 40]);
    let (mut reader, writer) = std::io::pipe().unwrap();
    rustix::pipe::fcntl_setpipe_size(&reader, PIPE).unwrap();
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("upload-bridge"))
        .env_clear()
        .env("UPLOAD_BRIDGE_LOOPBACK", "1")
        .env("UPLOAD_BRIDGE_HOME", place.home.path())
        .args(["scan", "--json", "--host"])
        .args(place.to())
        .stdout(writer)
        .spawn()
        .unwrap();
    let start = Instant::now();
    let mut full = (0, Instant::now());
    while full.0 < PIPE as u64 / 2 || full.1.elapsed() < Duration::from_millis(300) {
        assert!(start.elapsed() < common::PATIENCE, "{full:?}");
        std::thread::sleep(Duration::from_millis(10));
        let waiting = rustix::io::ioctl_fionread(&reader).unwrap();
        if waiting != full.0 {
            full = (waiting, Instant::now());
        }
    }
    let interrupt = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(interrupt.success());
    // the signal has arrived before there is room for the next line
    std::thread::sleep(Duration::from_millis(300));
    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{text}");
}
