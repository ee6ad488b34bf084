//! Nothing that the program prints steers a terminal or deceives a reader, whatever files and devices are called: the real
//! binary, with files and devices of the worst names there are.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![cfg(target_os = "linux")] // other systems refuse names that are not UTF-8

mod common;

use assert_cmd::Command;
use common::{addresses, devices, wire};
use proptest::prelude::*;
use serde_json::Value;
use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Output;
use upload_bridge::simulator::{Dialect, Lights, Simulator};

/// A file that calls itself red, ends in `.exe` for a reader, and rings the bell.
const NAME: &str = "\u{1b}[31mred\u{202e}gif.exe\u{7}.gif";

/// Characters that must not be printed raw; listed apart from the rule that leaves them out.
fn is_bad(c: char) -> bool {
    let n = u32::from(c);
    (n < 0x20 && c != '\n')
        || (0x7f..0xa0).contains(&n)
        || [0xad, 0x61c, 0x180e, 0xfeff].contains(&n)
        || (0x200b..=0x200f).contains(&n)
        || (0x2028..=0x202e).contains(&n)
        || (0x2060..=0x206f).contains(&n)
        || (0xe0000..=0xe0fff).contains(&n)
}

/// The binary, kept on loopback and in a home folder of its own.
fn ub(home: &Path, arguments: &[&OsStr]) -> Output {
    Command::cargo_bin("upload-bridge")
        .unwrap()
        .env_clear()
        .env("UPLOAD_BRIDGE_LOOPBACK", "1")
        .env("UPLOAD_BRIDGE_HOME", home)
        .timeout(common::PATIENCE)
        .args(arguments)
        .output()
        .unwrap()
}

/// What a run printed, and that none of it deceives.
#[track_caller]
fn printed(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        // CSV has line ends of two characters
        if let Some(bad) = text.replace("\r\n", "\n").chars().find(|c| is_bad(*c)) {
            panic!("{bad:?} in {text:?}");
        }
        text
    };
    (text(&output.stdout), text(&output.stderr))
}

fn objects(text: &str) -> Vec<Value> {
    let parsed = |line: &str| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
    text.lines().map(parsed).collect()
}

/// A simulated device, and a folder.
struct Place {
    dir: tempfile::TempDir,
    sims: Simulator,
    runtime: tokio::runtime::Runtime,
}

impl Place {
    fn new(dialect: Dialect) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("devices");
        let sims = runtime.block_on(devices(dialect, Lights::Leds(16), &[&[]], Some(&folder)));
        Self { dir, sims, runtime }
    }

    fn address(&self) -> SocketAddr {
        addresses(&self.sims)[0]
    }

    fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    fn file(&self, name: &OsStr) -> PathBuf {
        let folder = self.dir.path().join("files");
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        let gif = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/running_dot.gif");
        std::fs::write(&path, std::fs::read(gif).unwrap()).unwrap();
        path
    }

    /// Everything that names a file is said of one: what each run prints is clean, and as JSON says the true name.
    fn say_all(&self, name: &OsStr) {
        let file = self.file(name);
        let to = self.address().to_string();
        let say = |arguments: &[&str], with_file: bool| {
            let mut all: Vec<&OsStr> = arguments.iter().map(OsStr::new).collect();
            if with_file {
                all.insert(1, file.as_os_str());
            }
            printed(&ub(&self.home(), &all))
        };
        let missing = self.dir.path().join("none").join(name);
        printed(&ub(
            &self.home(),
            &["inspect".as_ref(), missing.as_os_str()],
        ));
        say(&["inspect"], true);
        say(&["upload", "--to", &to], true);
        say(&["upload", "--to", "127.0.0.1:1"], true);
        say(&["upload", "--to", "no address"], true);
        for command in [
            &["history"][..],
            &["queue"],
            &["history", "--export", "csv"],
            &["history", "--export", "html"],
        ] {
            say(command, false);
        }
        let Some(name) = name.to_str() else { return };
        for (arguments, with_file) in [
            (&["inspect", "--json"][..], true),
            (&["upload", "--json", "--to", &to], true),
            (&["history", "--json", "--limit", "1"], false),
            (&["queue", "--json"], false),
        ] {
            let (stdout, _) = say(arguments, with_file);
            let named = objects(&stdout);
            let files: Vec<&str> = named
                .iter()
                .filter_map(|object| object["file"].as_str())
                .collect();
            assert!(
                !files.is_empty() && files.iter().any(|file| file.ends_with(name)),
                "{arguments:?}: {stdout}"
            );
        }
    }
}

#[test]
fn names_of_files_are_printed_without_what_deceives_and_kept_in_json() {
    use std::os::unix::ffi::OsStrExt as _;
    let place = Place::new(Dialect::NATIVE);
    place.say_all(OsStr::new(NAME));
    place.say_all(OsStr::from_bytes(b"\x9b31mred\xff\x1b]0;title\x07.gif"));
    let output = ub(&place.home(), &["history".as_ref()]);
    assert!(
        printed(&output).0.contains("�[31mred�gif.exe�.gif"),
        "{output:?}"
    );
    let csv = printed(&ub(
        &place.home(),
        &["history", "--export", "csv"].map(OsStr::new),
    ))
    .0;
    assert!(csv.contains("�[31mred�gif.exe�.gif"), "{csv}");
}

#[test]
fn wrong_usage_is_told_without_what_deceives() {
    let place = Place::new(Dialect::NATIVE);
    for arguments in [
        &["inspect", "--\u{1b}[31m\u{202e}x"][..],
        &["\u{9b}1m", "upload"],
        &["convert", "a", "b", "--to", NAME],
    ] {
        let arguments: Vec<&OsStr> = arguments.iter().map(OsStr::new).collect();
        let output = ub(&place.home(), &arguments);
        let (_, stderr) = printed(&output);
        assert!(
            output.status.code() == Some(2) && !stderr.is_empty(),
            "{output:?}"
        );
    }
    let files = [
        format!("a/{NAME}"),
        format!("b/{NAME}"),
        "--to".into(),
        "x".into(),
    ];
    let arguments: Vec<&OsStr> = std::iter::once("upload")
        .chain(files.iter().map(String::as_str))
        .map(OsStr::new)
        .collect();
    let output = ub(&place.home(), &arguments);
    assert!(
        printed(&output).1.contains("would both get the name"),
        "{output:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_a_file_is_called(name in "[\\x01-\\x2e\\x30-\\xff\u{200b}-\u{2070}\u{feff}\u{e0020}-\u{e007f}a-z]{1,24}\\.gif") {
        thread_local!(static PLACE: Place = Place::new(Dialect::NATIVE));
        prop_assume!(!name.starts_with('-'));
        PLACE.with(|place| place.say_all(OsStr::new(&name)));
    }
}

/// Answers every request for a path with what `reply` says, on a thread of its own: status line, headers and body.
fn serve(reply: impl Fn(&str) -> Vec<u8> + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = BufReader::new(stream.try_clone().unwrap()).lines();
            let Some(Ok(first)) = head.next() else {
                continue;
            };
            while head
                .next()
                .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
            {}
            let path = first.split(' ').nth(1).unwrap_or("/").to_owned();
            let _ = stream.write_all(&reply(&path));
        }
    });
    address
}

fn whole(status: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
        .into_bytes()
}

/// A device that gives itself and everything about it names that deceive.
fn deceiver() -> SocketAddr {
    serve(|path| match path {
        "/api/status" => {
            let status = serde_json::json!({
                "pattern_loaded": true, "num_leds": 16, "id": "a0b1c2d3e4f5", "name": format!("Porch{NAME}\n  hint: fake"),
                "fw": NAME, "chip": NAME, "leds": 16, "playing": NAME,
                "caps": ["library", "\u{1b}]0;owned\u{7}", "a\nFAILED  name", "\u{202e}\u{feff}\u{e0041}"],
            });
            whole("200 OK", &status.to_string())
        }
        "/" => whole("200 OK", "hello"),
        _ => whole(
            "404 Not Found",
            &format!("{{\"error\":\"{}\"}}", "\\u001b[2J\\u202e"),
        ),
    })
}

#[test]
fn what_a_device_says_of_itself_is_printed_without_what_deceives() {
    let home = tempfile::tempdir().unwrap();
    let at = deceiver().to_string();
    let said = |arguments: &[&str]| {
        let arguments: Vec<&OsStr> = arguments.iter().map(OsStr::new).collect();
        printed(&ub(home.path(), &arguments))
    };
    let (stages, _) = said(&["doctor", &at]);
    assert!(
        stages.contains("capabilities") && stages.contains("library"),
        "{stages}"
    );
    assert!(
        !stages.contains("\nFAILED") && !stages.contains("\n  hint: fake"),
        "{stages}"
    );
    let capabilities = objects(&said(&["doctor", &at, "--json"]).0);
    assert!(
        capabilities.iter().any(|stage| stage["detail"]
            .as_str()
            .is_some_and(|detail| detail.contains('\u{1b}'))),
        "{capabilities:?}"
    );
    assert!(said(&["scan", "--host", &at]).0.contains("Porch"));
    said(&["scan", "--host", &at, "--json"]);
    assert!(said(&["devices"]).0.contains("Porch"));
    said(&["devices", "--json"]);
    said(&["device", &at, "files"]);
    said(&["device", &at, "files", "--log-level", "trace"]);
    said(&["device", &at, "files", "--log-level", "trace", "--log-json"]);
    let log = std::fs::read_dir(home.path().join("logs")).unwrap().next();
    let mut text = String::new();
    std::fs::File::open(log.unwrap().unwrap().path())
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    assert!(!text.contains(is_bad), "{text:?}");
}

#[test]
fn logs_on_a_file_or_pipe_have_no_colours() {
    let home = tempfile::tempdir().unwrap();
    let at = deceiver().to_string();
    let output = ub(
        home.path(),
        &["doctor", &at, "--log-level", "trace"].map(OsStr::new),
    );
    let (_, stderr) = printed(&output);
    assert!(
        stderr.contains("TRACE") || stderr.contains("DEBUG"),
        "{stderr}"
    );
}

/// A terminal of its own by `script` (bsdutils).
#[test]
fn logs_on_a_terminal_have_colours_unless_no_color_is_set() {
    let home = tempfile::tempdir().unwrap();
    let at = deceiver().to_string();
    let shown = |no_color: &str| {
        let program = assert_cmd::cargo::cargo_bin("upload-bridge");
        let inner = format!("'{}' doctor {at} --log-level trace", program.display());
        let output = std::process::Command::new("script")
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("SHELL", "/bin/sh")
            .env("UPLOAD_BRIDGE_LOOPBACK", "1")
            .env("UPLOAD_BRIDGE_HOME", home.path())
            .env("NO_COLOR", no_color)
            .args(["-q", "-c", &inner, "/dev/null"])
            .stdin(std::process::Stdio::null())
            .output()
            .ok()?;
        Some(String::from_utf8(output.stdout).unwrap())
    };
    let (Some(coloured), Some(plain)) = (shown(""), shown("1")) else {
        return; // this system has no `script`
    };
    assert!(
        coloured.contains("\u{1b}[") && plain.contains("capabilities"),
        "{coloured}"
    );
    assert!(!plain.contains('\u{1b}'), "{plain}");
    for text in [coloured, plain] {
        let words = text.replace("\r\n", "\n").replace('\u{1b}', "");
        assert!(!words.contains(is_bad), "{words:?}");
    }
}

/// Stands before a simulated device, and gives files that are asked for without their last byte.
fn shortened(upstream: SocketAddr) -> SocketAddr {
    serve(move |path| {
        let mut stream = TcpStream::connect(upstream).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).unwrap();
        if !path.contains(".gif") {
            return reply;
        }
        let body = reply
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap()
            + 4;
        let body = &reply[body..reply.len() - 1];
        let mut short = format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        )
        .into_bytes();
        short.extend(body);
        short
    })
}

#[test]
fn a_download_of_another_size_than_listed_is_not_saved() {
    let place = Place::new(Dialect::WLED);
    let file = place.dir.path().join("fire.bin");
    std::fs::write(&file, wire(16, 3, 20)).unwrap();
    let folder = place.dir.path().join("here");
    std::fs::create_dir(&folder).unwrap();
    let run = |at: SocketAddr, arguments: &[&str]| {
        let output = Command::cargo_bin("upload-bridge")
            .unwrap()
            .env_clear()
            .env("UPLOAD_BRIDGE_LOOPBACK", "1")
            .env("UPLOAD_BRIDGE_HOME", place.home())
            .timeout(common::PATIENCE)
            .current_dir(&folder)
            .args(["--json", "device", &at.to_string(), "--accept-new-device"])
            .args(arguments)
            .output()
            .unwrap();
        (output.status.code().unwrap(), objects(&printed(&output).0))
    };
    let to = place.address().to_string();
    let up = ub(
        &place.home(),
        &[
            "upload".as_ref(),
            file.as_os_str(),
            "--to".as_ref(),
            to.as_ref(),
        ],
    );
    assert!(up.status.success(), "{up:?}");
    let mut listed = std::fs::read_dir(place.sims.devices()[0].dir.as_ref().unwrap()).unwrap();
    let stored = listed
        .next()
        .unwrap()
        .unwrap()
        .file_name()
        .into_string()
        .unwrap();
    let stored = stored.as_str();
    let proxy = shortened(place.address());
    let (code, said) = run(proxy, &["get", stored]);
    assert_eq!(
        (code, &said[0]["code"]),
        (1, &"verify.mismatch".into()),
        "{said:?}"
    );
    assert_eq!(
        std::fs::read_dir(&folder).unwrap().count(),
        0,
        "nothing, and no part of it"
    );
    let (code, said) = run(place.address(), &["get", stored]);
    assert_eq!(
        (code, said[0]["path"].as_str()),
        (0, Some(stored)),
        "{said:?}"
    );
    // what is there stays when another one cannot be had
    let before = std::fs::read(folder.join(stored)).unwrap();
    assert_eq!(
        run(place.address(), &["get", stored]).1[0]["code"],
        "output.exists"
    );
    assert_eq!(run(proxy, &["get", stored, stored, "--force"]).0, 1);
    assert_eq!(std::fs::read(folder.join(stored)).unwrap(), before);
    assert_eq!(
        run(place.address(), &["get", stored, stored, "--force"]).0,
        0
    );
    drop(place.runtime);
}
