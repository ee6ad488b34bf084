//! The store under trouble, through the real binary: damaged files, newer versions, full and read-only disks, odd files in
//! the home folder. Uploads and scans go on in all of it, and what happened is said once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]
#![cfg(target_os = "linux")]

mod common;

use common::{addresses, devices, wire};
use rusqlite::Connection;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use upload_bridge::simulator::{Dialect, Lights, Simulator};
use upload_bridge::store::Store;

/// A simulated device that lives in this process, and a folder.
struct Place {
    dir: tempfile::TempDir,
    sims: Simulator,
    _runtime: tokio::runtime::Runtime,
}

/// How a run of the binary ended, and what it said.
struct Ended {
    code: i32,
    objects: Vec<Value>,
    said: String,
}

impl Ended {
    fn outcome(&self) -> &str {
        let job = self.objects.iter().find(|object| object["event"] == "job");
        job.and_then(|job| job["outcome"].as_str())
            .unwrap_or_else(|| panic!("no job: {:?}, {}", self.objects, self.said))
    }

    /// How often stderr has these words.
    fn times(&self, words: &str) -> usize {
        self.said.matches(words).count()
    }
}

impl Place {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let dir = tempfile::tempdir().unwrap();
        let none: &[&str] = &[];
        let sims = runtime.block_on(devices(
            Dialect::NATIVE,
            Lights::Leds(16),
            &[none],
            Some(&dir.path().join("devices")),
        ));
        std::fs::write(dir.path().join("pattern.bin"), wire(16, 3, 20)).unwrap();
        Self {
            dir,
            sims,
            _runtime: runtime,
        }
    }

    fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    fn store(&self) -> PathBuf {
        self.home().join("upload-bridge.sqlite")
    }

    fn address(&self) -> String {
        addresses(&self.sims)[0].to_string()
    }

    /// The binary, kept on loopback and in the home folder, printing JSON.
    fn run(&self, arguments: &[&str]) -> Ended {
        self.run_in("", arguments)
    }

    /// The same, after `setup` in namespaces of its own, in which it is root and may mount: `$H` is the home folder.
    fn run_in(&self, setup: &str, arguments: &[&str]) -> Ended {
        let binary = env!("CARGO_BIN_EXE_upload-bridge");
        let mut command = if setup.is_empty() {
            Command::new(binary)
        } else {
            let mut command = Command::new("unshare");
            let script = format!("set -e; umask 022; {setup}; exec \"$@\"");
            command.args(["-rm", "sh", "-c", &script, "sh", binary]);
            command
        };
        command
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("H", self.home())
            .env("UPLOAD_BRIDGE_LOOPBACK", "1")
            .env("UPLOAD_BRIDGE_HOME", self.home())
            .args(arguments)
            .arg("--json")
            .stdin(Stdio::null());
        let output = command.output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let parse = |line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        Ended {
            code: output.status.code().unwrap(),
            objects: text.lines().map(parse).collect(),
            said: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn upload_in(&self, setup: &str, to: &str) -> Ended {
        let file = self.dir.path().join("pattern.bin");
        let arguments = ["upload", file.to_str().unwrap(), "--force", "--to", to];
        self.run_in(setup, &arguments)
    }

    fn upload(&self) -> Ended {
        self.upload_in("", &self.address())
    }

    /// Files of the home folder with `.bad-` in their names.
    fn moved(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.home()).unwrap().flatten();
        let paths = entries.map(|entry| entry.path());
        paths
            .filter(|path| path.to_string_lossy().contains(".bad-"))
            .collect()
    }
}

/// Whether this system lets a test mount something for itself alone.
fn can_mount() -> bool {
    let tried = Command::new("unshare")
        .args(["-rm", "mount", "-t", "tmpfs", "none", "/mnt"])
        .output();
    let can = tried.is_ok_and(|output| output.status.success());
    if !can {
        println!("left out: this system has no mount namespaces for tests");
    }
    can
}

#[test]
fn a_file_of_random_bytes_is_moved_aside_and_the_upload_goes_on() {
    let place = Place::new();
    std::fs::create_dir(place.home()).unwrap();
    let bytes: Vec<u8> = std::iter::repeat_with(|| fastrand::u8(..))
        .take(50_000)
        .collect();
    std::fs::write(place.store(), &bytes).unwrap();
    let first = place.upload();
    assert_eq!((first.code, first.outcome()), (0, "verified"));
    let moved = place.moved();
    assert_eq!(std::fs::read(&moved[0]).unwrap(), bytes);
    let path = moved[0].to_str().unwrap();
    assert_eq!(
        (
            first.times("damaged and has been replaced"),
            first.times(path)
        ),
        (1, 1),
        "{}",
        first.said
    );
    let second = place.upload();
    assert_eq!((second.outcome(), second.said.as_str()), ("verified", ""));
    assert_eq!(place.run(&["history"]).objects.len(), 2);
}

#[test]
fn a_damaged_page_costs_the_history_on_it_and_no_device() {
    let place = Place::new();
    assert_eq!(place.upload().outcome(), "verified");
    place.run(&["devices", "set", &place.address(), "--name", "porch"]);
    let store = Connection::open(place.store()).unwrap();
    let page: i64 = store
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'history'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    drop(store);
    let mut bytes = std::fs::read(place.store()).unwrap();
    let at = (page as usize - 1) * 4096;
    bytes[at..at + 32].fill(0xA5);
    std::fs::write(place.store(), &bytes).unwrap();
    let shown = place.run(&["devices"]);
    assert_eq!(shown.objects[0]["told"]["name"], "porch", "{}", shown.said);
    let words = "Kept: 1 device with its settings.";
    assert_eq!(shown.times(words), 1, "{}", shown.said);
    assert_eq!(place.upload_in("", "porch").outcome(), "verified");
}

#[test]
fn a_store_of_a_newer_version_stays_as_it_is_and_only_its_own_commands_end() {
    let place = Place::new();
    place.upload();
    let store = Connection::open(place.store()).unwrap();
    store.pragma_update(None, "user_version", 999).unwrap();
    drop(store);
    let before = std::fs::read(place.store()).unwrap();
    let upload = place.upload();
    assert_eq!(upload.outcome(), "verified");
    assert_eq!(upload.times("Nothing is saved"), 1, "{}", upload.said);
    assert_eq!(upload.times("Update the app."), 1, "{}", upload.said);
    let scan = place.run(&["scan", "--host", &place.address()]);
    assert_eq!((scan.code, scan.times("Nothing is saved")), (0, 1));
    for arguments in [
        &["history"][..],
        &["devices"],
        &["queue"],
        &["queue", "--resume"],
    ] {
        let ended = place.run(arguments);
        assert_eq!(ended.code, 1, "{arguments:?}");
        assert_eq!(ended.objects[0]["code"], "store.unavailable");
        let hint = ended.objects[0]["hint"].as_str().unwrap();
        assert!(hint.contains("Update the app."), "{hint}");
    }
    assert_eq!(std::fs::read(place.store()).unwrap(), before);
    assert!(place.moved().is_empty());
}

#[test]
fn on_a_read_only_disk_uploads_scans_and_names_of_devices_work() {
    if !can_mount() {
        return;
    }
    let place = Place::new();
    assert_eq!(place.upload().outcome(), "verified");
    place.run(&["devices", "set", &place.address(), "--name", "porch"]);
    let read_only = "mount --bind \"$H\" \"$H\"; mount -o remount,bind,ro \"$H\"";
    for to in [place.address().as_str(), "porch"] {
        let upload = place.upload_in(read_only, to);
        assert_eq!((upload.code, upload.outcome()), (0, "verified"));
        assert_eq!(upload.times("Nothing is saved"), 1, "{}", upload.said);
        assert_eq!(upload.times("read-only"), 1, "{}", upload.said);
        assert_eq!(upload.said.lines().count(), 2, "{}", upload.said);
    }
    let scan = place.run_in(read_only, &["scan", "--host", &place.address()]);
    assert_eq!((scan.code, scan.times("Nothing is saved")), (0, 1));
    for command in ["history", "queue", "devices"] {
        let ended = place.run_in(read_only, &[command]);
        assert_eq!(ended.code, 1, "{command}: {:?}", ended.objects);
        assert_eq!(ended.objects[0]["code"], "store.unavailable");
    }
    assert_eq!(place.run(&["history"]).objects.len(), 1);

    let first = Place::new();
    std::fs::create_dir(first.home()).unwrap();
    let upload = first.upload_in(read_only, &first.address());
    assert_eq!((upload.code, upload.outcome()), (0, "verified"));
    assert_eq!(upload.times("read-only"), 1, "{}", upload.said);
}

#[test]
fn on_a_full_disk_uploads_and_scans_work_and_it_is_said_once() {
    if !can_mount() {
        return;
    }
    let place = Place::new();
    assert_eq!(place.upload().outcome(), "verified");
    let fill = "dd if=/dev/zero of=\"$H/fill\" bs=512 2>/dev/null || true";
    // with no store yet, and with one that just fits
    let empty = format!("mount -t tmpfs -o size=64k none \"$H\"; {fill}");
    let copied = format!(
        "cp -r \"$H\" /tmp/store-test.$$; mount -t tmpfs -o size=512k none \"$H\"; \
         cp -r /tmp/store-test.$$/. \"$H/\"; rm -r /tmp/store-test.$$; {fill}"
    );
    for setup in [empty, copied] {
        let upload = place.upload_in(&setup, &place.address());
        assert_eq!((upload.code, upload.outcome()), (0, "verified"));
        assert_eq!(upload.times("disk is full"), 1, "{}", upload.said);
        let says = ["Nothing is saved", "are not saved"].map(|words| upload.times(words));
        assert_eq!(says.iter().sum::<usize>(), 1, "{}", upload.said);
        assert_eq!(upload.said.lines().count(), 2, "{}", upload.said);
        let scan = place.run_in(&setup, &["scan", "--host", &place.address()]);
        assert_eq!(
            (scan.code, scan.times("disk is full")),
            (0, 1),
            "{}",
            scan.said
        );
        let set = ["devices", "set", &place.address(), "--name", "porch"];
        let ended = place.run_in(&setup, &set);
        assert_eq!(ended.code, 1);
        assert_eq!(ended.objects[0]["code"], "store.unavailable");
        let message = ended.objects[0]["message"].as_str().unwrap();
        assert!(message.contains("the disk is full"), "{message}");
    }
}

#[test]
fn a_run_that_cannot_be_marked_says_so_and_uploads() {
    if !can_mount() {
        return;
    }
    let place = Place::new();
    assert_eq!(place.upload().outcome(), "verified");
    let setup = "mount --bind \"$H/runs\" \"$H/runs\"; mount -o remount,bind,ro \"$H/runs\"";
    let upload = place.upload_in(setup, &place.address());
    assert_eq!((upload.code, upload.outcome()), (0, "verified"));
    let words = "The file that marks this run as running cannot be locked";
    assert_eq!(upload.times(words), 1, "{}", upload.said);
    assert_eq!(upload.said.lines().count(), 2, "{}", upload.said);
    assert_eq!(place.run(&["history"]).objects.len(), 2, "still remembered");
}

#[test]
fn what_cannot_be_written_at_the_very_end_is_said_too() {
    let place = Place::new();
    assert_eq!(place.upload().outcome(), "verified");
    let store = Connection::open(place.store()).unwrap();
    store
        .execute_batch("ALTER TABLE devices RENAME TO gone")
        .unwrap();
    drop(store);
    let scan = place.run(&["scan", "--host", &place.address()]);
    assert_eq!((scan.code, scan.objects.len()), (0, 2));
    let words = "The saved data cannot be read or written";
    assert_eq!(scan.times(words), 1, "{}", scan.said);
    assert_eq!(scan.times("not saved"), 1, "{}", scan.said);
}

#[test]
fn a_damaged_store_on_a_full_disk_stays_where_it_is() {
    if !can_mount() {
        return;
    }
    let place = Place::new();
    std::fs::create_dir(place.home()).unwrap();
    let setup = "mount -t tmpfs -o size=64k none \"$H\"; \
                 head -c 100000 /dev/urandom > \"$H/upload-bridge.sqlite\" 2>/dev/null || true";
    let check = format!("{setup}; trap 'ls \"$H\" >&2' EXIT; sh -c '\"$@\"' sh \"$@\"; exit; true");
    let upload = place.upload_in(&check, &place.address());
    assert_eq!((upload.code, upload.outcome()), (0, "verified"));
    assert_eq!(upload.times("the disk is full"), 1, "{}", upload.said);
    assert_eq!(upload.times(".bad-"), 0, "{}", upload.said);
    assert_eq!(upload.times("upload-bridge.sqlite\n"), 1, "{}", upload.said);
}

#[test]
fn odd_files_in_the_home_folder_are_said_once_with_where_they_are_now() {
    let place = Place::new();
    std::fs::create_dir(place.home()).unwrap();
    std::fs::write(place.home().join("runs"), "a note").unwrap();
    let utf16: Vec<u8> = "\u{feff}[log]\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    std::fs::write(place.home().join("settings.toml"), utf16).unwrap();
    let upload = place.upload();
    assert_eq!((upload.code, upload.outcome()), (0, "verified"));
    let moved = place.moved();
    assert_eq!(moved.len(), 1, "{moved:?}");
    assert_eq!(std::fs::read_to_string(&moved[0]).unwrap(), "a note");
    assert_eq!(
        upload.times(moved[0].to_str().unwrap()),
        1,
        "{}",
        upload.said
    );
    assert_eq!(upload.times("not UTF-8"), 1, "{}", upload.said);
    let kept = place.home().join("settings.toml.bad");
    assert_eq!(upload.times(kept.to_str().unwrap()), 1, "{}", upload.said);
    let again = place.upload();
    assert_eq!((again.outcome(), again.said.as_str()), ("verified", ""));
    assert_eq!(place.run(&["history"]).objects.len(), 2);
}

#[test]
fn a_damaged_store_that_another_run_uses_stays_where_it_is() {
    let place = Place::new();
    assert_eq!(place.upload().outcome(), "verified");
    let other = Store::open(&place.home()).unwrap();
    let run = other.begin_run().unwrap();
    let mut bytes = std::fs::read(place.store()).unwrap();
    bytes[..40].fill(0xA5);
    std::fs::write(place.store(), &bytes).unwrap();
    let upload = place.upload();
    assert_eq!((upload.code, upload.outcome()), (0, "verified"));
    assert_eq!(upload.times("another run"), 1, "{}", upload.said);
    assert_eq!(upload.times("Close the other window"), 1, "{}", upload.said);
    let history = place.run(&["history"]);
    assert_eq!(history.objects[0]["code"], "store.unavailable");
    assert_eq!(std::fs::read(place.store()).unwrap(), bytes);
    assert!(place.moved().is_empty());
    drop(run);
    drop(other);
    let after = place.run(&["queue"]);
    assert_eq!((after.code, after.times(".bad-")), (0, 1), "{}", after.said);
    assert!(!place.moved().is_empty());
}

#[test]
fn bytes_in_the_settings_that_are_not_text_are_said_and_cost_no_other_setting() {
    let place = Place::new();
    std::fs::create_dir(place.home()).unwrap();
    let file = place.home().join("settings.toml");
    std::fs::write(&file, b"# f\xfcr\n[log]\njson = true\n").unwrap();
    let queue = place.run(&["queue"]);
    assert_eq!(
        (queue.code, queue.times("not UTF-8")),
        (0, 1),
        "{}",
        queue.said
    );
    assert_eq!(queue.times(file.to_str().unwrap()), 1, "{}", queue.said);
    place.run(&["queue"]);
    let logs = std::fs::read_dir(place.home().join("logs")).unwrap();
    let log = std::fs::read_to_string(logs.flatten().next().unwrap().path()).unwrap();
    assert!(log.starts_with("{\"timestamp\""), "{log}");
}

#[test]
fn what_a_crash_left_is_said_in_the_next_run_alone() {
    let place = Place::new();
    assert_eq!(place.upload().outcome(), "verified");
    let store = Connection::open(place.store()).unwrap();
    store
        .execute("UPDATE jobs SET outcome = NULL, run = 'feed'", [])
        .unwrap();
    drop(store);
    std::fs::write(place.home().join("runs/feed.lock"), "").unwrap();
    let scan = |place: &Place| place.run(&["scan", "--host", &place.address()]);
    let first = scan(&place);
    assert_eq!(first.times("left 1 upload unfinished"), 1, "{}", first.said);
    assert_eq!(first.times("queue --resume"), 1, "{}", first.said);
    assert_eq!(scan(&place).said, "");
    assert!(!place.home().join("runs/feed.lock").exists());
    let resumed = place.run(&["queue", "--resume"]);
    assert!(["verified", "skipped"].contains(&resumed.outcome()));
}

#[test]
fn store_settings_and_logs_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let with_umask = |umask: &str| {
        let binary = env!("CARGO_BIN_EXE_upload-bridge");
        let mut command = Command::new("sh");
        let script = format!("umask {umask}; exec \"$@\"");
        let address = place.address();
        let output = command
            .args(["-c", &script, "sh", binary, "scan", "--host", &address])
            .env("UPLOAD_BRIDGE_LOOPBACK", "1")
            .env("UPLOAD_BRIDGE_HOME", place.home())
            .output()
            .unwrap();
        assert!(output.status.success());
    };
    with_umask("022");
    let mut found = 0;
    let mut folders = vec![place.home()];
    while let Some(folder) = folders.pop() {
        let wide = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o077;
        assert_eq!(wide(&folder), 0, "{}", folder.display());
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            found += 1;
            assert_eq!(wide(&entry.path()), 0, "{}", entry.path().display());
            if entry.path().is_dir() {
                folders.push(entry.path());
            }
        }
    }
    assert!(found >= 4, "store, logs and a log, locks: {found}");
}
