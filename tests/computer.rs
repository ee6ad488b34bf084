//! `doctor` without an address, with one thing missing at a time: it is named, and everything else works.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use assert_cmd::Command;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::Instant;

/// The binary, kept on loopback, without a desktop and without any program.
fn ub(home: &Path) -> Command {
    let mut command = Command::cargo_bin("upload-bridge").unwrap();
    command
        .env_clear()
        .env("UPLOAD_BRIDGE_LOOPBACK", "1")
        .env("UPLOAD_BRIDGE_HOME", home)
        .env("PATH", home.join("no-programs"))
        .env("XDG_RUNTIME_DIR", home.join("no-desktop"))
        .timeout(common::PATIENCE);
    command
}

/// Exit code, and all objects of `doctor --json`.
fn doctor(command: &mut Command) -> (i32, Vec<Value>) {
    let output = command.args(["doctor", "--json"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let objects = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .collect();
    (output.status.code().unwrap(), objects)
}

fn of<'a>(objects: &'a [Value], check: &str) -> &'a Value {
    let found = objects.iter().find(|object| object["check"] == check);
    found.unwrap_or_else(|| panic!("no {check} in {objects:?}"))
}

/// A folder of programs for `PATH`, each a shell script.
fn programs(folder: &Path, scripts: &[(&str, &str)]) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let bin = folder.join("bin");
    std::fs::create_dir(&bin).unwrap();
    for (name, script) in scripts {
        let path = bin.join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    bin
}

const FFMPEG: &str = "case \"$*\" in -version) echo 'ffmpeg version 9.9-test Copyright';; \
    *) printf ' V....D vp9  VP9\\n V....D h264  H.264\\n';; esac";

#[test]
fn every_check_is_one_object_and_a_summary_counts_them() {
    let home = tempfile::tempdir().unwrap();
    let (exit, objects) = doctor(&mut ub(home.path()));
    let (summary, checks) = objects.split_last().unwrap();
    for check in checks {
        let keys: Vec<&String> = check.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["event", "check", "state", "detail", "cost", "hint"]);
        assert_eq!(check["event"], "check");
        let missing = ["degraded", "failed"].contains(&check["state"].as_str().unwrap());
        assert_eq!(check["cost"].is_string(), missing, "{check}");
        assert_eq!(check["hint"].is_string(), missing, "{check}");
    }
    let ids: Vec<&str> = checks
        .iter()
        .map(|c| c["check"].as_str().unwrap())
        .collect();
    let expected = [
        "version",
        "home",
        "logs",
        "store",
        "clock",
        "opengl",
        "file_dialog",
        "notifications",
        "keyring",
        "ffmpeg",
        "mdns",
        "interfaces",
        "loopback_only",
        "public_addresses",
        "local_port",
    ];
    assert_eq!(ids, expected);
    let count = |state: &str| checks.iter().filter(|c| c["state"] == state).count();
    assert_eq!(summary["event"], "summary");
    for state in ["ok", "off", "degraded", "failed"] {
        assert_eq!(summary[state], count(state), "{state}: {objects:?}");
    }
    assert_eq!((exit, count("failed")), (0, 0), "{objects:?}");
    for (check, state) in [
        ("ffmpeg", "degraded"),      // nothing on the PATH
        ("file_dialog", "degraded"), // no session bus, no zenity
        ("keyring", "off"),          // loopback only
        ("mdns", "off"),
        ("loopback_only", "ok"),
        ("opengl", "off"),
        ("store", "ok"),
    ] {
        assert_eq!(of(checks, check)["state"], state, "{check}");
    }
}

#[test]
fn without_ffmpeg_everything_but_videos_works() {
    let home = tempfile::tempdir().unwrap();
    let gif = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/heart.gif");
    ub(home.path()).arg("inspect").arg(gif).assert().success();
    let video = home.path().join("a.mp4");
    std::fs::write(&video, b"\0\0\0\x20ftypisom\0\0\0\0").unwrap();
    let output = ub(home.path())
        .args(["inspect", "--json"])
        .arg(video)
        .output()
        .unwrap();
    let error: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(error["code"], "pattern.no_ffmpeg");

    let bin = programs(
        home.path(),
        &[("ffmpeg", FFMPEG), ("ffprobe", FFMPEG), ("zenity", "")],
    );
    let (_, objects) = doctor(ub(home.path()).env("PATH", bin));
    let ffmpeg = of(&objects, "ffmpeg");
    assert_eq!(ffmpeg["state"], "degraded", "{ffmpeg}");
    assert!(
        ffmpeg["detail"].as_str().unwrap().contains("9.9-test"),
        "{ffmpeg}"
    );
    assert!(
        ffmpeg["cost"].as_str().unwrap().contains("HEVC, VP8, AV1"),
        "{ffmpeg}"
    );
    assert_eq!(of(&objects, "file_dialog")["state"], "ok");
}

#[test]
fn programs_and_services_that_hang_are_given_up() {
    let home = tempfile::tempdir().unwrap();
    let hangs = "exec sleep 600";
    let bin = programs(home.path(), &[("ffmpeg", hangs), ("ffprobe", hangs)]);
    let path = format!("{}:/usr/bin:/bin", bin.display());
    let socket = home.path().join("bus");
    let _mute = std::os::unix::net::UnixListener::bind(&socket).unwrap(); // takes connections, and says nothing
    let began = Instant::now();
    let (exit, objects) = doctor(ub(home.path()).env("PATH", path).env(
        "DBUS_SESSION_BUS_ADDRESS",
        format!("unix:path={}", socket.display()),
    ));
    let took = began.elapsed();
    assert_eq!(exit, 0);
    for (check, words) in [
        ("ffmpeg", "took too long"),
        ("notifications", "did not answer within 3 s"),
    ] {
        let found = of(&objects, check);
        assert_eq!(found["state"], "degraded", "{found}");
        assert!(found["detail"].as_str().unwrap().contains(words), "{found}");
    }
    assert!(took < Duration::from_secs(25), "{took:?}");
}

#[test]
fn a_bus_on_another_computer_is_not_asked() {
    let home = tempfile::tempdir().unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let bus = format!("tcp:host=127.0.0.1,port={port}");
    let (_, objects) = doctor(ub(home.path()).env("DBUS_SESSION_BUS_ADDRESS", bus));
    let found = of(&objects, "notifications");
    assert!(
        found["detail"]
            .as_str()
            .unwrap()
            .contains("not on this computer"),
        "{found}"
    );
    assert_eq!(
        listener.accept().unwrap_err().kind(),
        std::io::ErrorKind::WouldBlock,
        "it was connected to"
    );
}

#[test]
fn a_home_that_cannot_be_written_fails_and_uploads_work_all_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("file");
    std::fs::write(&home, "a file in the place of the folder").unwrap();
    let (exit, objects) = doctor(&mut ub(&home));
    assert_eq!(exit, 1);
    for (check, state) in [
        ("home", "failed"),
        ("store", "failed"),
        ("logs", "degraded"),
    ] {
        let found = of(&objects, check);
        assert_eq!(found["state"], state, "{found}");
    }
    let demo = ub(&home)
        .args(["demo", "--headless", "--json"])
        .output()
        .unwrap();
    let text = String::from_utf8(demo.stdout).unwrap();
    assert_eq!(demo.status.code(), Some(0), "{text}");
    assert!(text.contains("\"verified\":3"), "{text}");
}

#[test]
fn a_damaged_store_is_named_and_left_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("upload-bridge.sqlite");
    std::fs::write(&file, [7; 9000]).unwrap();
    let (exit, objects) = doctor(&mut ub(home.path()));
    assert_eq!(exit, 1);
    let store = of(&objects, "store");
    assert_eq!(store["state"], "failed");
    assert!(
        store["hint"].as_str().unwrap().contains("moved aside"),
        "{store}"
    );
    assert_eq!(std::fs::read(&file).unwrap(), [7; 9000]);
}

#[test]
fn what_the_last_window_saw_of_opengl_is_said_later() {
    let home = tempfile::tempdir().unwrap();
    let seen =
        r#"{"at":1796050800,"opened":{"yes":{"opengl":"4.5 Mesa 22.3.6","max_texture":8192}}}"#;
    std::fs::write(home.path().join("window.json"), seen).unwrap();
    let (_, objects) = doctor(&mut ub(home.path()));
    let opengl = of(&objects, "opengl");
    assert_eq!(opengl["state"], "ok");
    let words = opengl["detail"].as_str().unwrap();
    assert!(
        words.contains("4.5 Mesa 22.3.6") && words.contains("2026-11-30"),
        "{words}"
    );
}
