//! Damaged files: what is moved, what comes over, and when nothing is touched.
#![cfg(unix)]

use super::*;
use crate::device::{DeleteFirst, Device, DeviceAddr, DeviceId, DeviceSettings};
use crate::pattern::{Fit, Limits, ReadOptions};
use crate::store::{HistoryEntry, PatternFile, QueuedJob, Run};
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;

const DEVICES: usize = 300;

/// Bytes of a page, SQLite's default.
const PAGE: usize = 4096;

fn device(n: usize) -> Device {
    Device {
        id: DeviceId::stored(&format!("a0b1c2d3{n:04x}")),
        name: format!("Porch {n}"),
        family: "native",
        kind: crate::msg!("kind-native"),
        chip: None,
        firmware: None,
        address: DeviceAddr::from_socket(([127, 0, 0, 1], 8000 + n as u16).into()),
        leds: Some(300),
        matrix: None,
        limits: Limits::default(),
        caps: crate::device::Caps::default(),
        playing: None,
        uptime: None,
    }
}

fn job(run: &Run, n: u64) -> QueuedJob {
    QueuedJob {
        key: run.key(n),
        file: PatternFile {
            path: "/patterns/fire.bin".into(),
            bytes: 1234,
            sha256: "f00".into(),
            content: "ba5".into(),
            read: ReadOptions::default(),
        },
        fit: Fit::default(),
        name: None,
        play: true,
        force: false,
        delete_first: DeleteFirst::Never,
        settings: DeviceSettings::default(),
        address: "127.0.0.1".into(),
        device: None,
        allow_public: false,
        accept_new: false,
    }
}

fn entry() -> HistoryEntry {
    HistoryEntry {
        ended_at: crate::store::now(),
        file: "/patterns/fire.bin".into(),
        device: None,
        name: None,
        family: None,
        address: "127.0.0.1".into(),
        bytes: 1234,
        attempts: 1,
        seconds: 1.0,
        sha256: None,
        outcome: "verified".into(),
        code: None,
        problem: None,
        notes: Vec::new(),
    }
}

/// A home folder whose store has many devices with a nickname, one job of a run that is gone, one that ended, and a history.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    let run = store.begin_run().unwrap();
    store
        .commit(|changes| {
            for n in 0..DEVICES {
                changes.record_seen(&device(n)).unwrap();
                let nickname = Some(format!("nick-{n}"));
                let settings = DeviceSettings {
                    nickname,
                    ..DeviceSettings::default()
                };
                changes.save_settings(&device(n).id, &settings).unwrap();
                changes.record(&entry()).unwrap();
            }
            for n in 1..=2 {
                changes.queue(run.id(), &job(&run, n)).unwrap();
            }
            changes.ended(&run.key(1), "verified", None).unwrap();
        })
        .unwrap();
    home
}

fn file(home: &Path) -> PathBuf {
    home.join(FILE)
}

/// Pages that hold `text`.
fn pages_with(home: &Path, text: &str) -> Vec<usize> {
    let bytes = std::fs::read(file(home)).unwrap();
    let pages = bytes.chunks(PAGE).enumerate();
    let holds = |page: &[u8], text: &str| page.windows(text.len()).any(|at| at == text.as_bytes());
    pages
        .filter(|(_, page)| holds(page, text) && !holds(page, "audit-")) // the audit trail names devices, too
        .map(|(n, _)| n)
        .collect()
}

/// Overwrites the head of a page with nonsense.
fn damage(home: &Path, page: usize) {
    let file = std::fs::File::options()
        .write(true)
        .open(file(home))
        .unwrap();
    file.write_all_at(&[0xA5; 64], (page * PAGE) as u64)
        .unwrap();
}

/// Files of the home folder that were moved aside.
fn moved(home: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(home).unwrap().flatten();
    let mut moved: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().contains(".bad-"))
        .collect();
    moved.sort();
    moved
}

fn opened(home: &Path) -> (Store, Vec<Problem>) {
    Store::open_with_notices(home, HistoryLimits::default()).unwrap()
}

#[test]
fn a_file_of_random_bytes_is_moved_aside_and_said_once() {
    let home = tempfile::tempdir().unwrap();
    let bytes: Vec<u8> = std::iter::repeat_with(|| fastrand::u8(..))
        .take(20_000)
        .collect();
    std::fs::write(file(home.path()), &bytes).unwrap();
    let (store, notices) = opened(home.path());
    store.record_seen(&device(1)).unwrap();
    let moved = moved(home.path());
    assert_eq!(moved.len(), 1, "{moved:?}");
    assert_eq!(std::fs::read(&moved[0]).unwrap(), bytes);
    let [
        Problem {
            message, remedy, ..
        },
    ] = &notices[..]
    else {
        panic!("{notices:?}");
    };
    assert!(message.to_string().contains("damaged"), "{message}");
    assert!(
        remedy.to_string().contains(&moved[0].display().to_string()),
        "{remedy}"
    );
    assert!(remedy.to_string().contains("scan to find"), "{remedy}");
    drop(store);
    let (store, notices) = opened(home.path());
    assert_eq!((store.devices().unwrap().len(), notices.len()), (1, 0));
}

#[test]
fn a_damaged_page_costs_the_rows_on_it_and_no_others() {
    let home = home();
    let pages = pages_with(home.path(), "nick-");
    assert!(pages.len() > 5, "{pages:?}");
    damage(home.path(), pages[2]);
    damage(home.path(), pages[4]);
    let before = std::fs::read(file(home.path())).unwrap();
    let (store, notices) = opened(home.path());
    let kept = store.devices().unwrap();
    let most = DEVICES - DEVICES / pages.len() * 3;
    assert!((most..DEVICES).contains(&kept.len()), "{} kept", kept.len());
    assert!(kept.iter().all(|known| known.settings.nickname.is_some()));
    assert_eq!(store.history(None).unwrap().len(), DEVICES);
    let run = store.begin_run().unwrap();
    let unfinished = store.take_over(&run).unwrap();
    assert_eq!(unfinished.len(), 1, "the one that ended stays behind");
    let expected = format!(
        "Kept: {} devices with their settings, 1 unfinished upload, {DEVICES} history entries.",
        kept.len()
    );
    assert!(
        notices[0].remedy.to_string().contains(&expected),
        "{}",
        notices[0].remedy.to_string()
    );
    assert_eq!(std::fs::read(&moved(home.path())[0]).unwrap(), before);
}

#[test]
fn a_damaged_index_or_last_page_or_table_costs_nothing_else() {
    // the primary key's index, by its content: identities without what else a row has
    let home = home();
    let rows = pages_with(home.path(), "Porch");
    let index = pages_with(home.path(), "a0b1c2d3")
        .into_iter()
        .find(|page| !rows.contains(page))
        .unwrap();
    damage(home.path(), index);
    let (store, notices) = opened(home.path());
    assert_eq!(
        (store.devices().unwrap().len(), notices.len()),
        (DEVICES, 1)
    );

    let home = self::home();
    damage(
        home.path(),
        *pages_with(home.path(), "nick-").last().unwrap(),
    );
    let (store, _) = opened(home.path());
    let kept = store.devices().unwrap().len();
    assert!((DEVICES / 2..DEVICES).contains(&kept), "{kept} kept");

    let home = self::home();
    for page in pages_with(home.path(), "/patterns/fire.bin") {
        damage(home.path(), page);
    }
    let (store, notices) = opened(home.path());
    assert_eq!(store.devices().unwrap().len(), DEVICES);
    assert!(
        !notices[0].remedy.to_string().contains("history"),
        "{}",
        notices[0].remedy.to_string()
    );
}

#[test]
fn the_log_moves_with_its_file() {
    let home = home();
    std::fs::write(file(home.path()), [7; 9000]).unwrap();
    for ending in ["-wal", "-shm"] {
        std::fs::write(with_ending(&file(home.path()), ending), ending).unwrap();
    }
    opened(home.path());
    let moved = moved(home.path());
    let names: Vec<_> = moved
        .iter()
        .map(|path| path.file_name().unwrap().to_str().unwrap())
        .collect();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(names[0].starts_with("upload-bridge.sqlite.bad-2"));
    assert_eq!(names[1], format!("{}-shm", names[0]));
    assert_eq!(names[2], format!("{}-wal", names[0]));
    assert_eq!(std::fs::read(&moved[2]).unwrap(), b"-wal");

    // and a second one of the same day takes another name
    std::fs::write(file(home.path()), [7; 9000]).unwrap();
    opened(home.path());
    assert!(self::moved(home.path()).len() >= 4);
}

#[test]
fn nothing_is_moved_while_another_run_is_at_work() {
    let home = home();
    let other = Store::open(home.path()).unwrap();
    let run = other.begin_run().unwrap();
    std::fs::write(file(home.path()), [7; 9000]).unwrap();
    let error = Store::open(home.path()).unwrap_err();
    assert!(matches!(error, StoreError::CorruptInUse), "{error}");
    assert!(
        error
            .remedy()
            .to_string()
            .contains("Close the other window")
    );
    assert!(moved(home.path()).is_empty());
    assert_eq!(std::fs::read(file(home.path())).unwrap(), [7; 9000]);
    let opened = Store::open_or_in_memory(Some(home.path()), HistoryLimits::default()).unwrap();
    assert_eq!((opened.notices.len(), opened.is_home_writable), (1, true));
    drop(run);
    drop(other);
    self::opened(home.path());
    assert!(!moved(home.path()).is_empty());
}

#[test]
fn of_many_that_find_the_damage_at_once_one_replaces_the_file() {
    let home = home();
    damage(home.path(), pages_with(home.path(), "nick-")[1]);
    let notices: usize = std::thread::scope(|scope| {
        let open = || {
            let (store, notices) = opened(home.path());
            assert!(store.devices().unwrap().len() > DEVICES / 2);
            notices.len()
        };
        let all: Vec<_> = (0..6).map(|_| scope.spawn(open)).collect();
        all.into_iter().map(|one| one.join().unwrap()).sum()
    });
    assert_eq!(notices, 1);
    let moved = moved(home.path());
    let files = moved.iter().filter(|path| !path.ends_with("-wal"));
    assert_eq!(
        files.filter(|path| path.extension().is_some()).count(),
        moved.len()
    );
}

#[test]
fn a_crash_before_the_last_step_loses_nothing() {
    let home = home();
    std::fs::rename(file(home.path()), home.path().join(FRESH)).unwrap();
    let (store, _) = opened(home.path());
    assert_eq!(store.devices().unwrap().len(), DEVICES);
    // and half a file of a crash before that is begun anew
    drop(store);
    std::fs::write(home.path().join(FRESH), "half").unwrap();
    damage(home.path(), pages_with(home.path(), "nick-")[1]);
    let (store, _) = opened(home.path());
    assert!(store.devices().unwrap().len() > DEVICES / 2);
    assert!(!home.path().join(FRESH).exists());
}

#[test]
fn devices_of_a_store_that_cannot_be_written_are_known_in_memory() {
    let home = home();
    let memory = Store::in_memory().unwrap();
    known_devices(&file(home.path()), &memory);
    assert_eq!(memory.devices_named("nick-7").unwrap().len(), 1);
    assert!(memory.jobs().unwrap().is_empty());
    known_devices(&home.path().join("none"), &memory);
}

#[test]
fn a_damaged_store_of_the_first_version_keeps_its_devices() {
    let home = tempfile::tempdir().unwrap();
    let old = Connection::open(file(home.path())).unwrap();
    schema::example_of_first_version(&old);
    drop(old);
    let new = Connection::open_in_memory().map(|mut new| {
        schema::migrate(&mut new).unwrap();
        new
    });
    let new = new.unwrap();
    let old = open_damaged(&file(home.path())).unwrap();
    assert_eq!(copy_devices(&old, &new).unwrap(), 1);
    assert_eq!(copy(&old, &new, "jobs", "outcome IS NULL").unwrap(), 0);
    let address: String = new
        .query_row("SELECT last_address FROM devices", [], |row| row.get(0))
        .unwrap();
    assert_eq!(address, "192.168.1.40");
}
