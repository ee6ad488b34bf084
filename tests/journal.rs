//! The journal and the history: what a crash leaves is gone on with, once, at the device's offset; what is shown is on the
//! disk. The crashes are real: `kill -9` of the real binary, beside simulated devices that live on in this process.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::{Bench, PATIENCE, addresses, devices, end, request, wire};
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;
use upload_bridge::device::{AddrSpec, DeleteFirst, DeviceSettings, Digest, StoredName};
use upload_bridge::engine::{
    self, ConnectOptions, EngineOptions, Event, Events, JobId, PatternId, SendRequest, Source,
    spawn,
};
use upload_bridge::net::Gate;
use upload_bridge::pattern::{Fit, ReadOptions};
use upload_bridge::simulator::{Dialect, Lights, Simulator};
use upload_bridge::store::{JobState, PatternFile, QueuedJob, Store};

/// The binary, kept on loopback and in a home folder of its own, printing JSON.
fn ub(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_upload-bridge"));
    command
        .env_clear()
        .env("UPLOAD_BRIDGE_LOOPBACK", "1")
        .env("UPLOAD_BRIDGE_HOME", home)
        .args(arguments);
    command
        .arg("--json")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn parsed(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .collect()
}

/// Exit code and the objects on stdout.
fn run(home: &Path, arguments: &[&str]) -> (i32, Vec<Value>) {
    ended(ub(home, arguments).spawn().unwrap())
}

fn ended(child: Child) -> (i32, Vec<Value>) {
    let output = child.wait_with_output().unwrap();
    (
        output.status.code().unwrap(),
        parsed(&String::from_utf8(output.stdout).unwrap()),
    )
}

fn of<'a>(objects: &'a [Value], event: &str) -> Vec<&'a Value> {
    objects
        .iter()
        .filter(|object| object["event"] == event)
        .collect()
}

/// Progress of bytes that go.
fn sending(objects: &[Value]) -> impl Iterator<Item = &Value> {
    let total = |p: &Value| p["total"].as_u64();
    objects
        .iter()
        .filter(move |p| p["event"] == "progress" && p["phase"] == "sending" && total(p) > Some(0))
}

/// Slow devices in this process, and a home folder for each of several runs.
struct Place {
    dir: tempfile::TempDir,
    sims: Simulator,
    runtime: tokio::runtime::Runtime,
}

impl Place {
    /// So many devices that take 60 kB/s: what [`Place::pattern`] makes takes them almost two seconds.
    fn with(count: usize) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let dir = tempfile::tempdir().unwrap();
        let slow: &[&str] = &["slow:60"];
        let folder = dir.path().join("devices");
        let all = vec![slow; count];
        let sims = runtime.block_on(devices(
            Dialect::NATIVE,
            Lights::Leds(256),
            &all,
            Some(&folder),
        ));
        Self { dir, sims, runtime }
    }

    fn home(&self, name: &str) -> PathBuf {
        let home = self.dir.path().join(name);
        std::fs::create_dir_all(&home).unwrap();
        home
    }

    /// A file of four pieces, with content of its own for each `n`.
    fn pattern(&self, n: u16) -> (PathBuf, Vec<u8>) {
        let bytes = wire(256, 130 + n, 20);
        let path = self.dir.path().join(format!("pattern{n}.bin"));
        std::fs::write(&path, &bytes).unwrap();
        (path, bytes)
    }

    fn stored(&self, device: usize, file: &Path) -> Option<Vec<u8>> {
        let name = file.file_stem().unwrap();
        std::fs::read(self.sims.devices()[device].dir.as_ref().unwrap().join(name)).ok()
    }

    /// Bytes of an open upload that the device has on its disk.
    fn partial(&self, device: usize) -> u64 {
        let state = self
            .dir
            .path()
            .join("devices/.state")
            .join(&self.sims.devices()[device].id);
        std::fs::metadata(state.join("upload.part")).map_or(0, |meta| meta.len())
    }

    /// An upload of `file` to all devices that is killed when each of them holds some of it, and none all.
    fn crashed(&self, home: &Path, file: &Path) {
        let to: Vec<String> = addresses(&self.sims)
            .iter()
            .map(ToString::to_string)
            .collect();
        let mut arguments = vec!["upload", file.to_str().unwrap(), "--to"];
        arguments.extend(to.iter().map(String::as_str));
        let mut child = ub(home, &arguments).spawn().unwrap();
        let mut waiting: Vec<&str> = self
            .sims
            .devices()
            .iter()
            .map(|device| device.id.as_str())
            .collect();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let event: Value = serde_json::from_str(&line.unwrap()).unwrap();
            if event["phase"] == "sending" && event["sent"].as_u64() > Some(0) {
                waiting.retain(|id| event["device"] != **id);
            }
            if waiting.is_empty() {
                break;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(
            waiting.is_empty(),
            "it ended before it was killed: {waiting:?}"
        );
    }

    /// A second `queue --resume` finds nothing to do.
    fn nothing_left(home: &Path) {
        let (code, objects) = run(home, &["queue", "--resume"]);
        assert_eq!((code, of(&objects, "job").len()), (0, 0), "{objects:?}");
        let summary = of(&objects, "summary")[0];
        for outcome in ["verified", "unverified", "skipped", "failed", "cancelled"] {
            assert_eq!(summary[outcome], 0, "{summary}");
        }
    }
}

/// Moments at which runs are killed, from before anything is sent until after everything is.
const MOMENTS: usize = 14;

#[test]
fn killed_at_any_moment_an_upload_is_gone_on_with_to_the_same_bytes_and_once() {
    let place = Place::with(MOMENTS);
    let mut random = fastrand::Rng::with_seed(20_261_121);
    let delays: Vec<u64> = (0..MOMENTS)
        .map(|n| (n as u64 * 2300 / MOMENTS as u64) + random.u64(0..120))
        .collect();
    let resumed: Vec<bool> = std::thread::scope(|scope| {
        let place = &place;
        let rounds: Vec<_> = (0..MOMENTS)
            .zip(delays)
            .map(|(n, ms)| scope.spawn(move || round(place, n, ms)))
            .collect();
        rounds
            .into_iter()
            .map(|round| round.join().unwrap())
            .collect()
    });
    let resumed = resumed.into_iter().filter(|resumed| *resumed).count();
    assert!(
        resumed >= MOMENTS / 3,
        "only {resumed} of {MOMENTS} moments were in the middle of something"
    );
}

/// Kills an upload after `ms`, goes on, looks at what came of it. Whether there was something to go on with.
fn round(place: &Place, n: usize, ms: u64) -> bool {
    let home = place.home(&format!("home{n}"));
    let (file, bytes) = place.pattern(n as u16);
    let to = addresses(&place.sims)[n].to_string();
    let mut child = ub(&home, &["upload", file.to_str().unwrap(), "--to", &to])
        .spawn()
        .unwrap();
    place
        .runtime
        .handle()
        .block_on(async { tokio::time::sleep(Duration::from_millis(ms)).await });
    let _ = child.kill(); // it may have ended
    let output = child.wait_with_output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    let said_verified = shown.contains("\"outcome\":\"verified\"");
    // what the dead connection still brings may come in while the next run begins, and may complete the upload
    let partial = place.partial(n);
    let had = place
        .stored(n, &file)
        .map_or(partial, |stored| stored.len() as u64);

    let (_, queue) = run(&home, &["queue"]);
    let unfinished = of(&queue, "queued")
        .iter()
        .any(|row| row["state"] == "unfinished");
    assert!(
        queue.len() == 1 || !shown.contains("\"event\":\"progress\""),
        "what was shown is in the journal: {shown}"
    );
    assert!(
        !(said_verified && unfinished),
        "what was called verified is over"
    );

    let (code, objects) = run(&home, &["queue", "--resume"]);
    let jobs = of(&objects, "job");
    assert_eq!(
        (code, jobs.len()),
        (0, usize::from(unfinished)),
        "after {ms} ms: {objects:?}"
    );
    if unfinished {
        let outcome = jobs[0]["outcome"].as_str().unwrap();
        assert!(
            ["verified", "skipped"].contains(&outcome),
            "after {ms} ms: {}",
            jobs[0]
        );
        let first = sending(&objects).filter_map(|p| p["sent"].as_u64()).min();
        assert!(
            first.is_none_or(|first| first >= had),
            "{had} bytes were there, and it began at {first:?}"
        );
    }
    if unfinished || said_verified {
        assert_eq!(
            place.stored(n, &file).as_deref(),
            Some(&bytes[..]),
            "after {ms} ms"
        );
        let (_, history) = run(&home, &["history"]);
        assert_eq!(of(&history, "history").len(), 1, "each end is told once");
    }
    Place::nothing_left(&home);
    unfinished
}

#[test]
fn two_that_resume_at_once_send_each_job_once() {
    let place = Place::with(4);
    let home = place.home("home");
    let (file, bytes) = place.pattern(0);
    place.crashed(&home, &file);
    let (_, queue) = run(&home, &["queue"]);
    assert!(
        of(&queue, "queued")
            .iter()
            .all(|row| row["state"] == "unfinished" && row["begun"] == true),
        "{queue:?}"
    );
    let had: Vec<u64> = (0..4).map(|n| place.partial(n)).collect();
    assert!(
        had.iter().all(|had| *had >= 32 << 10),
        "each device has a piece at least: {had:?}"
    );
    let mut began: Vec<u64> = vec![u64::MAX; 4];
    let children: Vec<Child> = (0..3)
        .map(|_| ub(&home, &["queue", "--resume"]).spawn().unwrap())
        .collect();
    let mut sent: Vec<String> = Vec::new();
    for child in children {
        let (code, objects) = ended(child);
        assert_eq!(code, 0, "{objects:?}");
        for (n, device) in place.sims.devices().iter().enumerate() {
            let sent = sending(&objects).filter(|p| p["device"] == device.id.as_str());
            began[n] = sent
                .filter_map(|p| p["sent"].as_u64())
                .min()
                .unwrap_or(u64::MAX)
                .min(began[n]);
        }
        for job in of(&objects, "job") {
            assert_eq!(job["outcome"], "verified", "{job}");
            sent.push(job["device"]["address"].as_str().unwrap().into());
        }
    }
    assert!(
        began
            .iter()
            .zip(&had)
            .all(|(began, had)| began >= had && *began < u64::MAX),
        "{began:?} after {had:?}"
    );
    sent.sort();
    let mut expected: Vec<String> = addresses(&place.sims)
        .iter()
        .map(ToString::to_string)
        .collect();
    expected.sort();
    assert_eq!(sent, expected);
    assert!((0..4).all(|n| place.stored(n, &file).as_deref() == Some(&bytes[..])));
    Place::nothing_left(&home);
}

#[test]
fn a_run_that_lives_keeps_its_jobs() {
    let place = Place::with(1);
    let home = place.home("home");
    let (file, _) = place.pattern(0);
    let to = addresses(&place.sims)[0].to_string();
    let mut child = ub(&home, &["upload", file.to_str().unwrap(), "--to", &to])
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("\"phase\":\"sending\"")));
    Place::nothing_left(&home);
    let rest: Vec<String> = lines.map(Result::unwrap).collect();
    assert!(
        rest.iter()
            .any(|line| line.contains("\"outcome\":\"verified\"")),
        "{rest:?}"
    );
    assert!(child.wait().unwrap().success());
    let (_, queue) = run(&home, &["queue"]);
    assert_eq!(queue[0]["state"], "verified");
    let (_, cleared) = run(&home, &["queue", "--clear-finished"]);
    assert_eq!(
        (&cleared[0]["event"], &cleared[0]["jobs"]),
        (&"cleared".into(), &1.into())
    );
    assert!(run(&home, &["queue"]).1.is_empty());
    assert_eq!(run(&home, &["history"]).1.len(), 1, "the history stays");
}

#[test]
fn a_file_that_changed_or_is_gone_is_not_sent() {
    let place = Place::with(1);
    for (n, expected) in [(0, "source.changed"), (1, "source.unreadable")] {
        let home = place.home(&format!("home{n}"));
        let (file, mut bytes) = place.pattern(n);
        place.crashed(&home, &file);
        if expected == "source.changed" {
            *bytes.last_mut().unwrap() ^= 1;
            std::fs::write(&file, &bytes).unwrap();
        } else {
            std::fs::remove_file(&file).unwrap();
        }
        let (code, objects) = run(&home, &["queue", "--resume"]);
        let job = of(&objects, "job")[0];
        assert_eq!(
            (code, &job["outcome"], &job["error"]["code"]),
            (1, &"failed".into(), &expected.into())
        );
        assert!(job["error"]["hint"].as_str().unwrap().len() > 20);
        assert_eq!(place.stored(0, &file), None);
        Place::nothing_left(&home);
        let (_, history) = run(&home, &["history"]);
        assert_eq!(
            (&history[0]["outcome"], &history[0]["code"]),
            (&"failed".into(), &expected.into())
        );
        // another upload may take the place of the one that is open on the device after half a minute: not waited for
        if n == 0 {
            forget_open_upload(&place);
        }
    }
}

/// Deletes what is open on the first device, as its owner would by restarting it.
fn forget_open_upload(place: &Place) {
    let home = place.home("other");
    let (file, bytes) = place.pattern(0);
    let to = addresses(&place.sims)[0].to_string();
    // the very same upload again goes on where the device stands
    let (code, objects) = run(
        &home,
        &["upload", file.to_str().unwrap(), "--to", &to, "--no-play"],
    );
    assert_eq!(code, 0, "{objects:?}");
    assert_eq!(place.stored(0, &file).as_deref(), Some(&bytes[..]));
}

#[test]
fn the_history_is_exported_as_csv_html_and_json() {
    let place = Place::with(1);
    let home = place.home("home");
    let (file, bytes) = place.pattern(0);
    let to = addresses(&place.sims)[0].to_string();
    let up = |to: &str| run(&home, &["upload", file.to_str().unwrap(), "--to", to]).0;
    assert_eq!((up(&to), up("127.0.0.1:1")), (0, 1));
    let (_, events) = run(&home, &["history"]);
    let keys = [
        "event", "when", "file", "device", "name", "family", "address", "bytes", "attempts",
        "seconds", "sha256", "outcome", "code",
    ];
    assert_eq!(
        events[0].as_object().unwrap().keys().collect::<Vec<_>>(),
        keys
    );
    assert_eq!(
        (&events[0]["outcome"], &events[0]["code"]),
        (&"failed".into(), &"device.refused".into())
    );
    assert_eq!(
        (&events[1]["outcome"], &events[1]["bytes"]),
        (&"verified".into(), &bytes.len().into())
    );
    assert_eq!(run(&home, &["history", "--limit", "1"]).1, events[..1]);
    let export = |format| {
        let output = ub(&home, &["history", "--export", format])
            .output()
            .unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let array: Vec<Value> = serde_json::from_str(&export("json")).unwrap();
    assert_eq!(
        (array.len(), &array[1]["sha256"]),
        (2, &events[1]["sha256"])
    );
    let csv = export("csv");
    assert_eq!(csv.matches("\r\n").count(), 3);
    assert!(
        csv.starts_with("when,file,") && csv.contains(",device.refused\r\n"),
        "{csv}"
    );
    let page = export("html");
    assert!(page.starts_with("<!DOCTYPE html>") && page.matches("<tr>").count() == 3);
}

/// A file in an engine: loaded, as the window and the command line do it.
async fn load(bench: &Bench, path: &Path) -> PatternId {
    let id = PatternId(77);
    let source = Source::Path(path.into());
    bench.handle.send(engine::Command::Load {
        id,
        source,
        options: ReadOptions::default(),
        remember: false,
    });
    bench
        .wait(|event| matches!(event, Event::PatternLoaded { .. }).then_some(()))
        .await;
    id
}

/// What an event showed, and what was on the disk at that very moment.
#[derive(Debug)]
enum Shown {
    Loaded,
    Job {
        id: JobId,
        ended: bool,
        journal: Vec<JobState>,
        history: usize,
    },
    AllDone,
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_of_a_job_is_on_the_disk() {
    let dir = tempfile::tempdir().unwrap();
    let sims = devices(
        Dialect::NATIVE,
        Lights::Leds(16),
        &[&[], &["full-disk"]],
        None,
    )
    .await;
    let file = dir.path().join("fire.bin");
    std::fs::write(&file, wire(16, 30, 20)).unwrap();
    // a second look at the same file: what it sees was committed
    let store = Store::open(dir.path()).unwrap();
    let other = Store::open(dir.path()).unwrap();
    let events: Arc<OnceLock<Events>> = Arc::default();
    let shown: Arc<Mutex<Vec<Shown>>> = Arc::default();
    let waker = events.clone();
    let log = shown.clone();
    let told = Arc::new(tokio::sync::Notify::new());
    let tell = told.clone();
    // called by the engine itself, right when it puts an event out
    let wake = move || {
        while let Some(event) = waker.get().and_then(Events::try_next) {
            log.lock().unwrap().push(match event {
                Event::PatternLoaded { .. } => Shown::Loaded,
                Event::AllDone => Shown::AllDone,
                Event::Job(job) => Shown::Job {
                    id: job.id,
                    ended: job.outcome.is_some(),
                    journal: other
                        .jobs()
                        .unwrap()
                        .into_iter()
                        .map(|row| row.state)
                        .collect(),
                    history: other.history(None).unwrap().len(),
                },
                _ => continue,
            });
            tell.notify_one();
        }
    };
    let options = EngineOptions {
        gate: Gate::loopback(),
        store,
        concurrency: None,
        facts: Default::default(),
    };
    let (handle, queue) = spawn(options, Arc::new(wake)).unwrap();
    assert!(events.set(queue).is_ok());
    let until = async |last: fn(&Shown) -> bool| {
        while !shown.lock().unwrap().last().is_some_and(last) {
            told.notified().await;
        }
    };
    let id = PatternId(1);
    let source = Source::Path(file);
    handle.send(engine::Command::Load {
        id,
        source,
        options: ReadOptions::default(),
        remember: false,
    });
    tokio::time::timeout(PATIENCE, until(|s| matches!(s, Shown::Loaded)))
        .await
        .unwrap();
    handle.send(engine::Command::Send(request(id, &addresses(&sims))));
    tokio::time::timeout(PATIENCE, until(|s| matches!(s, Shown::AllDone)))
        .await
        .unwrap();
    let shown = std::mem::take(&mut *shown.lock().unwrap());
    let mut ends = 0;
    for (n, event) in shown.iter().enumerate() {
        let Shown::Job {
            id,
            ended,
            journal,
            history,
        } = event
        else {
            continue;
        };
        let before = shown[..n].iter().filter_map(|s| match s {
            Shown::Job { id, .. } => Some(*id),
            _ => None,
        });
        let jobs: std::collections::BTreeSet<_> = before.chain([*id]).collect();
        ends += usize::from(*ended);
        assert!(journal.len() >= jobs.len(), "{event:?}");
        let over = journal
            .iter()
            .filter(|state| matches!(state, JobState::Ended { .. }))
            .count();
        assert!(over >= ends && *history >= ends, "{event:?}");
    }
    assert_eq!(ends, 2, "{shown:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_as_bytes_or_goes_to_a_forgettable_device_is_not_journalled() {
    let dir = tempfile::tempdir().unwrap();
    let sims = devices(Dialect::NATIVE, Lights::Leds(16), &[&[]], None).await;
    let file = dir.path().join("fire.bin");
    std::fs::write(&file, wire(16, 30, 20)).unwrap();
    let mut bench = Bench::new();
    let bytes = bench.load("a.bin", &wire(16, 3, 20)).await;
    bench.deliver(request(bytes, &addresses(&sims))).await;
    assert_eq!(
        (
            bench.store.jobs().unwrap().len(),
            bench.store.history(None).unwrap().len()
        ),
        (0, 1)
    );
    let id = load(&bench, &file).await;
    let connect = ConnectOptions {
        forgettable: true,
        ..ConnectOptions::default()
    };
    let ask = request(id, &addresses(&sims));
    assert_eq!(
        end(&bench.deliver(SendRequest { connect, ..ask }).await[0]),
        "verified"
    );
    assert_eq!(
        (
            bench.store.jobs().unwrap().len(),
            bench.store.history(None).unwrap().len()
        ),
        (0, 1)
    );
}

/// A job for `file`, journalled by a run that is gone; `tweak` may change what it left.
fn leave(store: &Store, file: &Path, to: &str, tweak: impl FnOnce(&mut QueuedJob)) {
    let opened = upload_bridge::pattern::open(file, &ReadOptions::default()).unwrap();
    let run = store.begin_run().unwrap();
    let mut job = QueuedJob {
        key: run.key(1),
        file: PatternFile {
            path: file.into(),
            bytes: opened.contents.len(),
            sha256: opened.contents.key().to_owned(),
            content: opened.content().to_string(),
            read: ReadOptions::default(),
        },
        fit: Fit::default(),
        name: None,
        play: true,
        force: false,
        delete_first: DeleteFirst::Never,
        settings: DeviceSettings::default(),
        address: to.into(),
        device: None,
        allow_public: false,
        accept_new: false,
    };
    tweak(&mut job);
    store
        .commit(|changes| changes.queue(run.id(), &job))
        .unwrap()
        .unwrap();
}

/// Opens an upload of `bytes` on the device as another client would, without a hash, and sends the first `part` of them; where
/// it is open.
fn half_sent(device: std::net::SocketAddr, name: &str, bytes: &[u8], part: usize) -> String {
    let ask = |head: String, body: &[u8]| {
        let mut stream = std::net::TcpStream::connect(device).unwrap();
        let common = format!(
            "Host: x\r\nTus-Resumable: 1.0.0\r\nContent-Length: {}\r\n",
            body.len()
        );
        stream
            .write_all(
                &[
                    format!("{head}{common}Connection: close\r\n\r\n").as_bytes(),
                    body,
                ]
                .concat(),
            )
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let name = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, name);
    let length = bytes.len();
    let opened = ask(
        format!(
            "POST /api/files HTTP/1.1\r\nUpload-Length: {length}\r\nUpload-Metadata: filename {name}\r\n"
        ),
        b"",
    );
    let place = opened
        .lines()
        .find_map(|line| line.strip_prefix("Location: "))
        .expect(&opened)
        .to_owned();
    let kind = "Content-Type: application/offset+octet-stream";
    let taken = ask(
        format!("PATCH {place} HTTP/1.1\r\nUpload-Offset: 0\r\n{kind}\r\n"),
        &bytes[..part],
    );
    assert!(taken.starts_with("HTTP/1.1 204"), "{taken}");
    place
}

/// A device, a store with a file beside it, and an engine over that.
async fn scene() -> (tempfile::TempDir, Simulator, PathBuf, Bench) {
    let dir = tempfile::tempdir().unwrap();
    let sims = devices(Dialect::NATIVE, Lights::Leds(16), &[&[]], None).await;
    let file = dir.path().join("fire.bin");
    std::fs::write(&file, wire(16, 30, 20)).unwrap();
    let bench = Bench::over(Store::open(dir.path()).unwrap());
    (dir, sims, file, bench)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_file_is_sent_as_it_is_now_when_a_person_asks_again() {
    let (_dir, sims, file, bench) = scene().await;
    let to = addresses(&sims)[0].to_string();
    leave(&bench.store, &file, &to, |job| {
        job.file.sha256 = "of another file".into();
    });
    bench.handle.send(engine::Command::Resume);
    let job = bench.ended().await.remove(0);
    assert_eq!(
        (end(&job), job.pattern_name.as_str()),
        ("source.changed", "fire")
    );
    bench.handle.send(engine::Command::Retry(job.id));
    let again = bench.ended().await.remove(0);
    assert_eq!((end(&again), again.device.address), ("verified", to));
    let rows: Vec<_> = bench
        .store
        .jobs()
        .unwrap()
        .into_iter()
        .map(|row| row.state)
        .collect();
    let word = |state: &JobState| match state {
        JobState::Ended { outcome, .. } => outcome.clone(),
        other => format!("{other:?}"),
    };
    assert_eq!(
        rows.iter().map(word).collect::<Vec<_>>(),
        ["failed", "verified"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_place_in_the_journal_is_asked_before_another_upload_is_opened() {
    let (_dir, sims, file, bench) = scene().await;
    let at = addresses(&sims)[0];
    let bytes = std::fs::read(&file).unwrap();
    // no hash was told, so that opening "the same" upload would not find it
    let name = StoredName::from_text("fire").unverified(Digest::of(&bytes));
    let place = half_sent(at, name.as_str(), &bytes, 700);
    let device = upload_bridge::device::DeviceId::from_mac(&sims.devices()[0].id).unwrap();
    leave(&bench.store, &file, &at.to_string(), |job| {
        job.device = Some(device.clone());
    });
    let key = bench.store.jobs().unwrap()[0].key.clone();
    bench
        .store
        .commit(|changes| changes.begun(&key, &place, &device))
        .unwrap()
        .unwrap();
    bench.handle.send(engine::Command::Resume);
    let mut all: Vec<u64> = Vec::new();
    let job = bench
        .wait(|event| match event {
            Event::Job(job) if job.outcome.is_some() => Some(*job),
            Event::Job(job) => {
                all.extend(
                    (job.phase == engine::Phase::Sending && job.total > 0).then_some(job.done),
                );
                None
            }
            _ => None,
        })
        .await;
    // opening another upload would have met a device that is busy with this one
    assert_eq!((end(&job), job.attempts), ("verified", 1));
    assert!(all.iter().all(|done| *done >= 700), "{all:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_moved_is_met_where_it_was_seen_last() {
    let (_dir, sims, file, bench) = scene().await;
    let address = AddrSpec::from(addresses(&sims)[0]);
    let connect = engine::Command::Connect {
        address,
        options: ConnectOptions::default(),
    };
    bench.handle.send(connect);
    let view = bench
        .wait(|event| {
            if let Event::Device(view) = event {
                Some(*view)
            } else {
                None
            }
        })
        .await;
    bench.store.record_seen(&view.device).unwrap();
    leave(&bench.store, &file, "127.0.0.1:1", |job| {
        job.device = Some(view.device.id.clone());
    });
    bench.handle.send(engine::Command::Resume);
    assert_eq!(end(&bench.ended().await[0]), "verified");
    // and nobody else is taken for it
    let other = Some(upload_bridge::device::DeviceId::from_mac("0123456789ab").unwrap());
    leave(
        &bench.store,
        &file,
        &addresses(&sims)[0].to_string(),
        |job| job.device = other,
    );
    bench.handle.send(engine::Command::Resume);
    assert_eq!(end(&bench.ended().await[0]), "device.identity_changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_cancelled_while_it_is_taken_over_is_not_sent() {
    let (_dir, sims, file, bench) = scene().await;
    leave(
        &bench.store,
        &file,
        &addresses(&sims)[0].to_string(),
        |_| {},
    );
    bench.handle.send(engine::Command::Resume);
    bench.handle.send(engine::Command::CancelAll);
    assert_eq!(end(&bench.ended().await[0]), "cancelled");
    bench.handle.send(engine::Command::Resume);
    assert!(bench.ended().await.is_empty(), "it is over");
}

#[tokio::test(start_paused = true)]
async fn ended_jobs_leave_the_list_after_an_hour() {
    let mut bench = Bench::new();
    let id = bench.load("a.bin", &wire(8, 3, 20)).await;
    // behind the closed gate: no socket is opened
    let targets = vec![engine::Target::Address("192.168.200.1".parse().unwrap())];
    let job = bench
        .deliver(SendRequest {
            targets,
            ..request(id, &[])
        })
        .await
        .remove(0);
    assert_eq!(end(&job), "address.forbidden");
    tokio::time::sleep(Duration::from_secs(3500)).await;
    assert!(bench.events.try_next().is_none());
    tokio::time::sleep(Duration::from_secs(200)).await;
    assert!(matches!(bench.events.try_next(), Some(Event::JobDismissed(id)) if id == job.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_left_is_counted_and_discarded_when_a_person_says_so() {
    let (_dir, sims, file, bench) = scene().await;
    leave(
        &bench.store,
        &file,
        &addresses(&sims)[0].to_string(),
        |_| {},
    );
    let count = async |command| {
        bench.handle.send(command);
        bench
            .wait(|event| {
                if let Event::Unfinished(count) = event {
                    Some(count)
                } else {
                    None
                }
            })
            .await
    };
    assert_eq!(count(engine::Command::CountUnfinished).await, 1);
    assert_eq!(count(engine::Command::DiscardUnfinished).await, 0);
    let rows = bench.store.jobs().unwrap();
    assert!(
        matches!(&rows[0].state, JobState::Ended { outcome, .. } if outcome == "cancelled"),
        "{rows:?}"
    );
}
