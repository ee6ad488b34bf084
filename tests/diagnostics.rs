//! `diagnostics`: what is listed, what is saved, and that no secret is in it.
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
use std::io::Read as _;
use std::path::Path;
use upload_bridge::simulator::{Dialect, Lights};

/// The binary, kept on loopback, without a desktop and without any program.
fn ub(home: &Path) -> Command {
    let mut command = Command::cargo_bin("upload-bridge").unwrap();
    command
        .env_clear()
        .env("UPLOAD_BRIDGE_LOOPBACK", "1")
        .env("UPLOAD_BRIDGE_HOME", home)
        .env("XDG_RUNTIME_DIR", home.join("no-desktop"))
        .env("PATH", home.join("no-programs"))
        .timeout(common::PATIENCE);
    command
}

/// Exit code, and all objects on stdout.
fn run(command: &mut Command) -> (i32, Vec<Value>) {
    let output = command.arg("--json").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let objects = text.lines().map(|line| serde_json::from_str(line).unwrap());
    (output.status.code().unwrap(), objects.collect())
}

/// A zip file's names and texts.
fn unpacked(path: &Path) -> Vec<(String, String)> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut file = zip.by_index(index).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

#[test]
fn what_was_listed_is_saved_and_holds_no_secret() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let sims = runtime.block_on(devices(
        Dialect::WLED,
        Lights::Matrix("16x16".parse().unwrap()),
        &[&["pin:4711"]],
        None,
    ));
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("home");
    let pattern = dir.path().join("Party of Annabel.bin");
    std::fs::write(&pattern, wire(256, 4, 40)).unwrap();
    let sent = ub(&home)
        .arg("upload")
        .arg(&pattern)
        .args(["--pin-stdin", "--log-level", "debug", "--to"])
        .args(addresses(&sims).iter().map(ToString::to_string))
        .write_stdin("4711\n")
        .output()
        .unwrap();
    assert_eq!(sent.status.code(), Some(0), "{sent:?}");

    let (exit, listed) = run(ub(&home).args(["diagnostics", "--list"]));
    assert_eq!(exit, 0);
    let out = dir.path().join("out.zip");
    let (exit, objects) = run(ub(&home).arg("diagnostics").arg(&out));
    let (saved, files) = objects.split_last().unwrap();
    assert_eq!((exit, &saved["event"]), (0, &Value::from("saved")));
    let names = |objects: &[Value]| -> Vec<String> {
        let names = objects
            .iter()
            .map(|file| file["name"].as_str().unwrap().to_owned());
        names.collect()
    };
    assert_eq!(names(&listed), names(files));
    let unpacked = unpacked(&out);
    assert_eq!(unpacked.len(), files.len());
    for ((name, text), file) in unpacked.iter().zip(files) {
        assert_eq!(
            (
                file["name"].as_str().unwrap(),
                file["bytes"].as_u64().unwrap()
            ),
            (name.as_str(), text.len() as u64)
        );
        for secret in ["4711", "Annabel", "NDcxMQ"] {
            assert!(!text.contains(secret), "{name} has {secret}: {text}");
        }
    }
    let text = |name: &str| &unpacked.iter().find(|(known, _)| known == name).unwrap().1;
    let jobs: Value = serde_json::from_str(text("jobs.json")).unwrap();
    let jobs = jobs.as_array().unwrap();
    assert!(
        !jobs.is_empty() && jobs.iter().all(|job| job["file"] == "file-1.bin"),
        "{jobs:?}"
    );
    let devices: Value = serde_json::from_str(text("devices.json")).unwrap();
    assert_eq!(devices[0]["family"], "wled");
    assert!(!devices[0]["capabilities"].as_array().unwrap().is_empty());
    assert!(text("README.txt").contains("devices.json"));
}

#[test]
fn a_file_is_replaced_only_when_asked_and_nothing_is_left_where_it_cannot_be_written() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("home");
    let out = dir.path().join("out.zip");
    std::fs::write(&out, "mine").unwrap();
    let (exit, objects) = run(ub(&home).arg("diagnostics").arg(&out));
    assert_eq!(
        (exit, &objects[0]["code"]),
        (1, &Value::from("output.exists"))
    );
    assert_eq!(std::fs::read(&out).unwrap(), b"mine");
    let (exit, _) = run(ub(&home).args(["diagnostics", "--force"]).arg(&out));
    assert_eq!(exit, 0);
    assert!(unpacked(&out).len() > 4);
    let nowhere = dir.path().join("none/out.zip");
    let (exit, objects) = run(ub(&home).arg("diagnostics").arg(nowhere));
    assert_eq!(exit, 1);
    assert_eq!(objects.last().unwrap()["code"], "output.unwritable");
}

#[test]
fn one_file_is_shown_and_an_unknown_one_is_named() {
    let home = tempfile::tempdir().unwrap();
    let output = ub(home.path())
        .args(["diagnostics", "--show", "settings.toml"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("[sending]"), "{text}");
    let (exit, objects) = run(ub(home.path()).args(["diagnostics", "--show", "secrets.txt"]));
    assert_eq!(exit, 1);
    assert!(
        objects[0]["message"]
            .as_str()
            .unwrap()
            .contains("settings.toml")
    );
    ub(home.path()).arg("diagnostics").assert().code(2);
}
