//! Ctrl+C, SIGTERM and SIGHUP: what is unfinished is taken back and journalled, a second one ends at once, and neither the
//! reading of a file nor the wait for a PIN holds one up. The real binary, with real signals.
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

use common::{addresses, devices, wire};
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use upload_bridge::simulator::{Dialect, Lights, Simulator};

const PROGRAM: &str = env!("CARGO_BIN_EXE_upload-bridge");

/// One simulated device, and a folder.
struct Place {
    dir: tempfile::TempDir,
    sims: Simulator,
    _runtime: tokio::runtime::Runtime,
}

impl Place {
    fn with(faults: &[&str]) -> Self {
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
            &[faults],
            Some(&folder),
        ));
        Self {
            dir,
            sims,
            _runtime: runtime,
        }
    }

    /// One that takes 60 kB/s, so that [`Place::pattern`] takes it almost two seconds.
    fn slow() -> Self {
        Self::with(&["slow:60"])
    }

    fn address(&self) -> SocketAddr {
        addresses(&self.sims)[0]
    }

    fn pattern(&self) -> PathBuf {
        let path = self.dir.path().join("fire.bin");
        std::fs::write(&path, wire(256, 130, 20)).unwrap();
        path
    }

    fn set(&self, command: &mut Command) {
        command
            .env_clear()
            .env("UPLOAD_BRIDGE_LOOPBACK", "1")
            .env("UPLOAD_BRIDGE_HOME", self.dir.path().join("home"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
    }

    fn upload(&self, to: SocketAddr) -> Child {
        let mut command = Command::new(PROGRAM);
        self.set(&mut command);
        command.args(["--json", "upload"]).arg(self.pattern());
        command.args(["--to", &to.to_string()]).spawn().unwrap()
    }

    fn events(&self, arguments: &[&str]) -> Vec<Value> {
        let mut command = Command::new(PROGRAM);
        self.set(&mut command);
        let output = command.arg("--json").args(arguments).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// Bytes of an open upload that the device has on its disk.
    fn partial(&self) -> u64 {
        let state = self
            .dir
            .path()
            .join("devices/.state")
            .join(&self.sims.devices()[0].id);
        std::fs::metadata(state.join("upload.part")).map_or(0, |meta| meta.len())
    }
}

fn send(signal: &str, child: &Child) {
    let sent = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
}

/// Reads events until bytes have gone to the device.
fn until_it_sends(child: &mut Child) -> BufReader<ChildStdout> {
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    loop {
        let mut line = String::new();
        assert!(
            lines.read_line(&mut line).unwrap() > 0,
            "it ended before it sent anything"
        );
        let event: Value = serde_json::from_str(&line).unwrap();
        if event["phase"] == "sending" && event["sent"].as_u64() > Some(0) {
            return lines;
        }
    }
}

/// Exit code, what else it printed, and how long that took.
fn end(
    mut child: Child,
    mut lines: BufReader<ChildStdout>,
) -> (Option<i32>, String, String, Duration) {
    let start = Instant::now();
    let (mut stdout, mut stderr) = (String::new(), String::new());
    lines.read_to_string(&mut stdout).unwrap();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut stderr)
        .unwrap();
    let code = child.wait().unwrap().code();
    (code, stdout, stderr, start.elapsed())
}

#[test]
fn every_signal_to_end_takes_back_and_journals_what_is_unfinished() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143), ("-HUP", 129)] {
        let place = Place::slow();
        let mut child = place.upload(place.address());
        let lines = until_it_sends(&mut child);
        send(signal, &child);
        let (ended, stdout, stderr, _) = end(child, lines);
        assert_eq!(ended, Some(code), "{signal}: {stdout} {stderr}");
        assert!(
            stdout.contains("\"outcome\":\"cancelled\""),
            "{signal}: {stdout}"
        );
        assert_eq!(place.partial(), 0, "{signal}: the device keeps nothing");
        assert_eq!(
            place.events(&["history"])[0]["outcome"],
            "cancelled",
            "{signal}"
        );
        let queue = place.events(&["queue"]);
        assert!(
            queue.iter().all(|row| row["state"] == "cancelled"),
            "{signal}: {queue:?}"
        );
    }
}

#[test]
fn what_was_ignored_at_the_start_stays_ignored() {
    let place = Place::slow();
    let mut command = Command::new("sh");
    place.set(&mut command);
    let script = format!(
        "trap '' HUP; exec '{PROGRAM}' --json upload '{}' --to {}",
        place.pattern().display(),
        place.address()
    );
    let mut child = command.args(["-c", &script]).spawn().unwrap();
    let lines = until_it_sends(&mut child);
    send("-HUP", &child);
    let (ended, stdout, stderr, _) = end(child, lines);
    assert_eq!(ended, Some(0), "{stdout} {stderr}");
    assert!(stdout.contains("\"outcome\":\"verified\""), "{stdout}");
}

/// Passes everything on to a device, until it is frozen: then nothing in either direction, for good.
fn freezing(upstream: SocketAddr) -> (SocketAddr, Arc<AtomicBool>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let frozen = Arc::new(AtomicBool::new(false));
    let ice = frozen.clone();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let client = client.unwrap();
            let device = TcpStream::connect(upstream).unwrap();
            for (mut from, mut to) in [
                (client.try_clone().unwrap(), device.try_clone().unwrap()),
                (device, client),
            ] {
                let ice = ice.clone();
                std::thread::spawn(move || {
                    let mut piece = [0; 16 << 10];
                    while let Ok(n @ 1..) = from.read(&mut piece) {
                        while ice.load(Ordering::SeqCst) {
                            std::thread::park();
                        }
                        if to.write_all(&piece[..n]).is_err() {
                            break;
                        }
                    }
                    let _ = to.shutdown(std::net::Shutdown::Both);
                });
            }
        }
    });
    (address, frozen)
}

#[test]
fn a_second_interrupt_ends_at_once_and_says_what_may_be_left() {
    let place = Place::slow();
    let (at, frozen) = freezing(place.address());
    let mut child = place.upload(at);
    let lines = until_it_sends(&mut child);
    frozen.store(true, Ordering::SeqCst);
    send("-INT", &child);
    std::thread::sleep(Duration::from_millis(500));
    assert!(
        child.try_wait().unwrap().is_none(),
        "it takes back, which this device never answers"
    );
    send("-INT", &child);
    let (ended, stdout, stderr, took) = end(child, lines);
    assert_eq!(ended, Some(130), "{stdout} {stderr}");
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert!(stderr.contains("may hold a part of fire"), "{stderr}");
    let queue = place.events(&["queue"]);
    assert_eq!(queue[0]["state"], "unfinished", "{queue:?}");
}

/// Programs that read a video and never come to an end, in a folder for `PATH`; the file is there when they have started.
fn endless_reader(folder: &Path) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let started = folder.join("started");
    for name in ["ffprobe", "ffmpeg"] {
        let path = folder.join(name);
        let script = format!("#!/bin/sh\n: >'{}'\nexec sleep 15\n", started.display());
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    started
}

#[test]
fn an_interrupt_while_a_file_is_read_ends_at_once() {
    for command in ["upload", "stream"] {
        let place = Place::with(&[]);
        let started = endless_reader(place.dir.path());
        let video = place.dir.path().join("film.mp4");
        std::fs::write(&video, b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x08mdat").unwrap();
        let mut child = Command::new(PROGRAM);
        place.set(&mut child);
        let path = format!("{}:/usr/bin:/bin", place.dir.path().display());
        let mut child = child
            .env("PATH", path)
            .arg(command)
            .arg(&video)
            .args(["--to", &place.address().to_string()])
            .spawn()
            .unwrap();
        let start = Instant::now();
        while !started.exists() {
            assert!(start.elapsed() < common::PATIENCE && child.try_wait().unwrap().is_none());
            std::thread::sleep(Duration::from_millis(10));
        }
        send("-INT", &child);
        let lines = BufReader::new(child.stdout.take().unwrap());
        let start = Instant::now();
        let code = child.wait().unwrap().code();
        assert!(
            start.elapsed() < Duration::from_secs(2),
            "{command}: {:?}",
            start.elapsed()
        );
        assert_eq!(code, Some(130), "{command}");
        drop(lines);
        assert_eq!(
            std::fs::read_dir(place.sims.devices()[0].dir.as_ref().unwrap())
                .unwrap()
                .count(),
            0
        );
    }
}

/// A terminal of its own by `script` (bsdutils): what is typed is a pipe, what it shows is another.
#[cfg(target_os = "linux")]
#[test]
fn an_interrupt_at_a_pin_ends_and_the_terminal_shows_what_is_typed_again() {
    let place = Place::with(&["pin:1234"]);
    for command in [
        format!(
            "upload '{}' --to {}",
            place.pattern().display(),
            place.address()
        ),
        format!("device {} files", place.address()),
    ] {
        let mut terminal = Command::new("script");
        place.set(&mut terminal);
        let inner = format!("trap : INT; '{PROGRAM}' {command}; echo \"code=$?\"; stty -a");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let spawned = terminal
            .env("PATH", path)
            .env("SHELL", "/bin/sh")
            .args(["-q", "-c", &inner, "/dev/null"])
            .stdin(Stdio::piped())
            .spawn();
        let Ok(mut child) = spawned else {
            return; // this system has no `script`
        };
        let mut screen = child.stdout.take().unwrap();
        let mut seen = Vec::new();
        let mut until = |words: &str| {
            while !String::from_utf8_lossy(&seen).contains(words) {
                let mut piece = [0; 256];
                let n = screen.read(&mut piece).unwrap();
                assert!(
                    n > 0,
                    "no {words:?} in {:?}",
                    String::from_utf8_lossy(&seen)
                );
                seen.extend(&piece[..n]);
            }
        };
        until("PIN of");
        std::thread::sleep(Duration::from_millis(300)); // it has turned the echo off
        let start = Instant::now();
        child.stdin.as_mut().unwrap().write_all(b"\x03").unwrap();
        until("code=130");
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "{:?}",
            start.elapsed()
        );
        until("iexten");
        let text = String::from_utf8_lossy(&seen).into_owned();
        assert!(
            text.contains(" echo ") && !text.contains("-echo "),
            "{text}"
        );
        drop(child.stdin.take());
        let _ = child.wait();
    }
}
