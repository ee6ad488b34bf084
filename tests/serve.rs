//! `serve` and several processes of one home folder: one keeper, one upload at a time to a device, uploads that continue
//! after a stop and after a crash. The real binary; the simulator and what it stores are the judge.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "processes on the wall clock"
)]
#![cfg(unix)]

mod common;

use common::recorder::Recorder;
use common::{addresses, devices, wire};
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;
use upload_bridge::simulator::{Dialect, Lights, Simulator};

const PROGRAM: &str = env!("CARGO_BIN_EXE_upload-bridge");

/// One simulated device that takes its time, behind a recorder, and a folder.
struct Place {
    dir: tempfile::TempDir,
    sims: Simulator,
    recorder: Recorder,
    _runtime: tokio::runtime::Runtime,
}

impl Place {
    fn slow() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("devices");
        let sims = runtime.block_on(devices(
            Dialect::NATIVE,
            Lights::Leds(256),
            &[&["slow:20"]],
            Some(&folder),
        ));
        let recorder = Recorder::before(addresses(&sims)[0]);
        Self {
            dir,
            sims,
            recorder,
            _runtime: runtime,
        }
    }

    fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .env_clear()
            .env("UPLOAD_BRIDGE_LOOPBACK", "1")
            .env("UPLOAD_BRIDGE_HOME", self.home())
            .arg("--json")
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Starts an upload of so many frames; 26 of them take the device a second.
    fn upload(&self, name: &str, frames: u16) -> Running {
        let path = self.dir.path().join(name);
        std::fs::write(&path, wire(256, frames, 20)).unwrap();
        let to = self.recorder.address.to_string();
        Running::start(self.command(&["upload", path.to_str().unwrap(), "--to", &to]))
    }

    fn serve(&self) -> Running {
        Running::start(self.command(&["serve"]))
    }

    /// Names of the patterns that the device has stored.
    fn stored(&self) -> Vec<String> {
        let folder = self
            .dir
            .path()
            .join("devices")
            .join(&self.sims.devices()[0].id);
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

/// A process whose events are read.
struct Running {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    fn pid(&self) -> u64 {
        self.child.id().into()
    }

    /// Reads events up to the one that is wanted.
    fn until(&mut self, is_wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let mut line = String::new();
            assert!(self.lines.read_line(&mut line).unwrap() > 0, "it has ended");
            let event: Value = serde_json::from_str(&line).unwrap();
            if is_wanted(&event) {
                return event;
            }
        }
    }

    fn until_event(&mut self, name: &str) -> Value {
        self.until(|event| event["event"] == name)
    }

    fn until_it_sends(&mut self) {
        self.until(|event| event["phase"] == "sending" && event["sent"].as_u64() > Some(0));
    }

    fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &pid]).status().unwrap();
        assert!(sent.success());
    }

    /// Reads the rest, and returns the last event and the exit code.
    fn end(mut self) -> (Value, Option<i32>) {
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).unwrap();
        let last = rest.lines().last().unwrap_or("null");
        let code = self.child.wait().unwrap().code();
        (serde_json::from_str(last).unwrap(), code)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn uploads_of_several_processes_to_one_device_go_one_after_another_and_a_crash_frees_it() {
    let place = Place::slow();
    let mut first = place.upload("one.bin", 300);
    first.until_it_sends();
    let mut second = place.upload("two.bin", 61);
    let waits = second.until(|event| event["waits_for"].is_string());
    let words = waits["waits_for"].as_str().unwrap().to_owned();
    assert!(words.contains(&first.pid().to_string()), "{words}");
    assert_eq!(waits["phase"], "waiting");
    // it shows that it lives, and can be cancelled
    second.until(|event| event["waits_for"].is_string());
    let mut third = place.upload("three.bin", 62);
    third.until(|event| event["waits_for"].is_string());
    third.signal("-INT");
    let (summary, code) = third.end();
    assert_eq!((summary["cancelled"].as_u64(), code), (Some(1), Some(130)));
    first.signal("-KILL");
    drop(first);
    let (summary, code) = second.end();
    assert_eq!((summary["verified"].as_u64(), code), (Some(1), Some(0)));
    let (summary, _) = place.upload("four.bin", 63).end();
    assert_eq!(summary["verified"].as_u64(), Some(1));
    let uploads = place.recorder.uploads();
    let mut once = uploads.clone();
    once.sort();
    once.dedup();
    assert_eq!(uploads.len(), once.len(), "they took turns: {uploads:?}");
    assert_eq!(uploads.len(), 3);
    assert_eq!(place.stored().len(), 2);
}

#[test]
fn a_second_process_is_a_guest_and_takes_over_when_the_keeper_has_gone() {
    let place = Place::slow();
    let (_, code) = place.upload("one.bin", 20).end();
    assert_eq!(code, Some(0));
    let mut first = place.serve();
    let started = first.until_event("started");
    assert_eq!(started["keeper"], true);
    let online = first.until_event("presence");
    assert_eq!(
        (&online["presence"], &online["device"]["id"]),
        (&"online".into(), &place.sims.devices()[0].id.clone().into())
    );
    let mut second = place.serve();
    let started = second.until_event("started");
    assert_eq!(started["keeper"], false);
    assert_eq!(started["keeper_pid"].as_u64(), Some(first.pid()));
    first.signal("-KILL");
    assert_eq!(second.until_event("keeper")["keeper"], true);
    second.until_event("presence");
    second.signal("-TERM");
    let (stopped, code) = second.end();
    assert_eq!((&stopped["event"], code), (&"stopped".into(), Some(0)));
    let left = std::fs::read_dir(place.home().join("runs")).unwrap();
    let locks = left.flatten().filter(|e| e.path().extension().is_some());
    assert_eq!(locks.count(), 1, "that of the one that was killed");
}

#[test]
fn what_is_unfinished_continues_after_a_crash_and_after_a_stop_of_the_service() {
    let place = Place::slow();
    let mut crashes = place.upload("one.bin", 130);
    crashes.until_it_sends();
    std::thread::sleep(Duration::from_millis(300));
    crashes.signal("-KILL");
    drop(crashes);
    assert!(place.stored().is_empty());
    let mut stopped = place.serve();
    stopped.until_it_sends();
    stopped.signal("-TERM");
    let (last, code) = stopped.end();
    assert_eq!((last["unfinished"].as_u64(), code), (Some(1), Some(0)));
    assert!(place.stored().is_empty());
    let mut again = place.serve();
    let job = again.until_event("job");
    assert_eq!(job["outcome"], "verified", "{job}");
    assert_eq!(place.stored().len(), 1);
    again.signal("-INT");
    let (last, code) = again.end();
    assert_eq!((last["unfinished"].as_u64(), code), (Some(0), Some(0)));
    let uploads = place.recorder.uploads();
    assert_eq!(
        uploads.len(),
        1,
        "the same upload was continued: {uploads:?}"
    );
}

#[test]
fn a_service_without_its_folder_fails_and_says_why() {
    let place = Place::slow();
    std::fs::write(place.home(), "a file").unwrap();
    let output = place.command(&["serve"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    let error: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(error["event"], "error");
}
