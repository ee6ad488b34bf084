//! What a run leaves in its home folder: no secret, nothing that others may read, no more than its limit; and what a crash
//! leaves.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test"
)]
#![cfg(target_os = "linux")]

mod common;

use base64::Engine as _;
use common::{addresses, devices, wire};
use serde_json::Value;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use upload_bridge::logs::crash;
use upload_bridge::simulator::{Dialect, Lights, Simulator};

const PIN: &str = "S3cretPIN7";

/// A simulated device with faults, and a folder.
struct Place {
    dir: tempfile::TempDir,
    sims: Simulator,
    _runtime: tokio::runtime::Runtime,
}

impl Place {
    fn new(faults: &[&str]) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path().join("devices");
        let lights = Lights::Leds(400);
        let sims = runtime.block_on(devices(Dialect::NATIVE, lights, &[faults], Some(&at)));
        std::fs::write(dir.path().join("wedding.bin"), wire(400, 30, 20)).unwrap();
        Self {
            dir,
            sims,
            _runtime: runtime,
        }
    }

    fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    fn settings(&self, text: &str) {
        std::fs::create_dir_all(self.home()).unwrap();
        std::fs::write(self.home().join("settings.toml"), text).unwrap();
    }

    /// Uploads, after `setup` in namespaces of its own; returns what stderr says.
    fn upload(&self, setup: &str, options: &[&str], input: &str) -> String {
        let address = addresses(&self.sims)[0].to_string();
        let file = self.dir.path().join("wedding.bin");
        let file = file.to_str().unwrap();
        let mut arguments = vec!["upload", file, "--to", &address, "--log-level", "trace"];
        arguments.extend(options);
        self.run(setup, &arguments, input)
    }

    fn run(&self, setup: &str, arguments: &[&str], input: &str) -> String {
        let script = format!("set -e; umask 0; {setup}\nexec \"$@\"");
        let mut child = Command::new("unshare")
            .args(["-rm", "sh", "-c", &script, "sh"])
            .arg(env!("CARGO_BIN_EXE_upload-bridge"))
            .args(arguments)
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("H", self.home())
            .env("UPLOAD_BRIDGE_LOOPBACK", "1")
            .env("UPLOAD_BRIDGE_HOME", self.home())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        String::from_utf8(output.stderr).unwrap()
    }

    fn logs(&self) -> String {
        let folder = std::fs::read_dir(self.home().join("logs")).unwrap();
        let paths = folder.map(|entry| entry.unwrap().path());
        let logs = paths.filter(|path| path.extension().is_some_and(|e| e == "log"));
        logs.map(|path| std::fs::read_to_string(path).unwrap())
            .collect()
    }
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[test]
fn a_pin_is_in_no_file_in_no_spelling_and_files_are_for_their_owner_only() {
    let place = Place::new(&[&format!("pin:{PIN}")]);
    place.settings("[log]\nlevel = \"debug\"\n");
    let wrong = place.upload("", &["--pin-stdin"], "Wr0ng+PIN/77\n");
    let said = place.upload("", &["--pin-stdin"], &format!("{PIN}\n"));
    assert!(
        said.contains("/api/"),
        "the log level is high enough: {said}"
    );
    let spellings = [PIN, "Wr0ng+PIN/77"].into_iter().flat_map(|pin| {
        let url: String = pin.bytes().map(|b| format!("%{b:02X}")).collect();
        let half = pin.replace('/', "%2F").replace('+', "%2B");
        let base64 = base64::prelude::BASE64_STANDARD.encode(pin);
        [pin.to_owned(), pin.replace('/', "\\/"), url, half, base64]
    });
    let spellings: Vec<String> = spellings.collect();
    let texts = files(&place.home())
        .into_iter()
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .chain([
            ("stderr".into(), said.into_bytes()),
            ("stderr".into(), wrong.into_bytes()),
        ]);
    for (name, bytes) in texts {
        for spelling in &spellings {
            let is_there = bytes
                .windows(spelling.len())
                .any(|w| w == spelling.as_bytes());
            assert!(!is_there, "{spelling} in {name}");
        }
    }
    for path in files(&place.home()) {
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        let ours = !path.ends_with("settings.toml"); // made by the test
        assert!(!ours || mode & 0o077 == 0, "{mode:o} {}", path.display());
    }
}

#[test]
fn json_lines_of_every_layer_say_their_upload_and_device() {
    let place = Place::new(&["reset-at:12000"]);
    place.settings("[log]\nlevel = \"debug\"\njson = true\n");
    place.upload("", &[], "");
    let lines: Vec<Value> = place
        .logs()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let id = lines
        .iter()
        .find_map(|line| line["device"].as_str())
        .expect("a device");
    let of = |target: &str| -> Vec<&Value> {
        let begins = |line: &&Value| {
            line["target"]
                .as_str()
                .is_some_and(|t| t.starts_with(target))
        };
        lines.iter().filter(begins).collect()
    };
    for target in ["upload_bridge::link", "upload_bridge::device"] {
        let lines = of(target);
        assert!(!lines.is_empty(), "{target}");
        assert!(lines.iter().all(|line| line["job"] == 1), "{lines:?}");
        assert!(lines.iter().any(|line| line["device"] == id), "{lines:?}");
    }
    let said = |event: &str| -> String {
        let line = lines.iter().find(|line| line["fields"]["event"] == event);
        let line = line.unwrap_or_else(|| panic!("no {event}: {lines:?}"));
        assert_eq!((&line["job"], &line["device"]), (&1.into(), &id.into()));
        assert_eq!(line["fields"]["pattern"], "wedding");
        line["fields"]["message"].as_str().unwrap().to_owned()
    };
    let cut = said("upload.cut");
    assert!(
        cut.contains("connection cut after 12 of 36 KB, trying again"),
        "{cut}"
    );
    assert!(said("upload.verified").contains("2 attempts"));
}

#[test]
fn a_full_disk_costs_the_oldest_lines_not_the_newest() {
    let place = Place::new(&[]);
    place.settings("[log]\nlevel = \"debug\"\njson = true\n");
    let kept = place.dir.path().join("kept.log");
    let setup = format!(
        "mkdir -p \"$H/logs\"; mount -t tmpfs -o size=64k none \"$H/logs\"
         head -c 61440 /dev/zero | tr '\\0' x > \"$H/logs/upload-bridge.2999-01-01.log\"
         \"$@\"; cat \"$H\"/logs/*.log > {}; ls \"$H/logs\" >&2; exit 0",
        kept.display()
    );
    let said = place.upload(&setup, &[], "");
    assert!(!said.contains("2999-01-01"), "{said}");
    let log = std::fs::read_to_string(kept).unwrap();
    assert!(log.contains("wedding is verified on"), "{log}");
}

#[test]
fn a_panic_leaves_a_crash_file_and_that_of_a_decoder_a_line() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("logs");
    crash::install(Some(folder.clone()));
    let inner = std::panic::catch_unwind(|| crash::contained(|| panic!("a decoder")));
    assert!(inner.is_err() && crash::files(&folder).is_empty());
    for _ in 0..5 {
        let thread = std::thread::Builder::new().name("worker".into());
        let thread = thread.spawn(|| panic!("broken: token=abc123"));
        assert!(thread.unwrap().join().is_err());
    }
    let _ = std::panic::take_hook();
    let files = crash::files(&folder);
    assert_eq!(files.len(), 3, "not one for each of five: {files:?}");
    let text = std::fs::read_to_string(folder.join(&files[0])).unwrap();
    assert!(
        text.contains("broken: token=***") && text.contains("worker"),
        "{text}"
    );
    assert!(text.contains("tests/logs.rs"), "{text}");
}

#[test]
fn the_next_command_mentions_a_crash_and_the_one_after_does_not() {
    let place = Place::new(&[]);
    let folder = place.home().join("logs");
    std::fs::create_dir_all(&folder).unwrap();
    let name = jiff::Timestamp::now().strftime("crash-%Y-%m-%dT%H-%M-%SZ.txt");
    std::fs::write(folder.join(name.to_string()), "x").unwrap();
    let first = place.run("", &["queue"], "");
    assert_eq!(
        first.matches("crashed in an earlier run").count(),
        1,
        "{first}"
    );
    assert!(first.contains("upload-bridge diagnostics"), "{first}");
    let second = place.run("", &["queue"], "");
    assert!(!second.contains("crashed"), "{second}");
}
