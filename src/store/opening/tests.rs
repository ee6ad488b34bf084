//! Opening beside odd files, newer versions, cut logs, and for the owner's eyes only.

use super::*;
use crate::device::{Device, DeviceAddr, DeviceId};
use crate::pattern::Limits;
use crate::store::file::version_on_disk;
use crate::store::files::free_name;
use rusqlite::Connection;
use std::collections::BTreeMap;

fn device(n: u16) -> Device {
    Device {
        id: DeviceId::stored(&format!("a0b1c2d3{n:04x}")),
        name: "Porch".into(),
        family: "native",
        kind: crate::msg!("kind-native"),
        chip: None,
        firmware: None,
        address: DeviceAddr::from_socket(([127, 0, 0, 1], 8000 + n).into()),
        leds: None,
        matrix: None,
        limits: Limits::default(),
        caps: crate::device::Caps::default(),
        playing: None,
        uptime: None,
    }
}

/// Every file of a folder but the locks, with its bytes.
fn contents(home: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = std::fs::read_dir(home).unwrap().flatten();
    let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
    files
        .map(|entry| (entry.path(), std::fs::read(entry.path()).unwrap()))
        .collect()
}

fn set_version(file: &Path, version: i64) -> Connection {
    let connection = Connection::open(file).unwrap();
    connection
        .pragma_update(None, "user_version", version)
        .unwrap();
    connection
}

#[test]
fn a_store_of_a_newer_version_is_not_touched_at_all() {
    let home = tempfile::tempdir().unwrap();
    drop(Store::open(home.path()).unwrap());
    let file = home.path().join(FILE);
    for version in [99, -1] {
        drop(set_version(&file, version));
        let before = contents(home.path());
        let error = Store::open(home.path()).unwrap_err();
        assert!(matches!(error, StoreError::Newer { found, .. } if found == version));
        assert!(error.remedy().to_string().starts_with("Update the app."));
        assert_eq!(contents(home.path()), before);
        let opened = Store::open_or_in_memory(Some(home.path()), HistoryLimits::default()).unwrap();
        let [notice] = &opened.notices[..] else {
            panic!("{:?}", opened.notices);
        };
        assert!(
            notice.remedy.to_string().contains("Update the app."),
            "{}",
            notice.remedy.to_string()
        );
        assert!(opened.is_home_writable && contents(home.path()) == before);
    }
}

#[test]
fn a_newer_version_that_only_the_log_says_is_not_touched_either() {
    let home = tempfile::tempdir().unwrap();
    drop(Store::open(home.path()).unwrap());
    let crashed = tempfile::tempdir().unwrap();
    let newer = set_version(&home.path().join(FILE), 99);
    for ending in ["", "-wal"] {
        let name = format!("{FILE}{ending}");
        std::fs::copy(home.path().join(&name), crashed.path().join(&name)).unwrap();
    }
    drop(newer);
    let mut before = contents(crashed.path());
    assert!(before.len() == 2 && before.values().all(|bytes| !bytes.is_empty()));
    let error = Store::open(crashed.path()).unwrap_err();
    assert!(
        matches!(error, StoreError::Newer { found: 99, .. }),
        "{error}"
    );
    let mut after = contents(crashed.path());
    let index = |path: &PathBuf, _: &mut Vec<u8>| !path.to_string_lossy().ends_with("-shm");
    before.retain(index);
    after.retain(index);
    assert!(before == after);
}

#[test]
fn a_log_that_was_cut_costs_its_last_changes_and_no_more() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    let crashed = tempfile::tempdir().unwrap();
    (0..40).for_each(|n| store.record_seen(&device(n)).unwrap());
    for ending in ["", "-wal", "-shm"] {
        let name = format!("{FILE}{ending}");
        std::fs::copy(home.path().join(&name), crashed.path().join(&name)).unwrap();
    }
    let log = std::fs::File::options()
        .write(true)
        .open(crashed.path().join(format!("{FILE}-wal")))
        .unwrap();
    let length = log.metadata().unwrap().len();
    log.set_len(length / 2 + 777).unwrap();
    let (cut, notices) =
        Store::open_with_notices(crashed.path(), HistoryLimits::default()).unwrap();
    let kept = cut.devices().unwrap().len();
    assert!((1..40).contains(&kept), "{kept} kept");
    assert_eq!(notices, [], "SQLite copes by itself");
    cut.record_seen(&device(50)).unwrap();
}

#[test]
fn a_file_in_the_place_of_the_locks_is_moved_aside_and_said() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("runs"), "notes").unwrap();
    let (store, notices) = Store::open_with_notices(home.path(), HistoryLimits::default()).unwrap();
    let _run = store.begin_run().unwrap();
    let moved = free_name(&home.path().join("runs"));
    let moved = moved.to_string_lossy();
    let moved = moved.trim_end_matches("-2");
    assert_eq!(std::fs::read_to_string(moved).unwrap(), "notes");
    assert!(
        notices[0].remedy.to_string().contains(moved),
        "{}",
        notices[0].remedy.to_string()
    );
    let (_, notices) = Store::open_with_notices(home.path(), HistoryLimits::default()).unwrap();
    assert_eq!(notices, []);
}

#[test]
fn what_a_crash_left_is_known_until_the_next_run_begins() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    let insert = |run: &str, id: &str| {
        let sql =
            "INSERT INTO jobs (id, run, queued_at, file, file_bytes, sha256, content, address, how)
                   VALUES (?1, ?2, 0, '', 0, '', '', '', '')";
        store.lock().execute(sql, [id, run]).unwrap();
    };
    insert("feed", "feed-1");
    insert("feed", "feed-2");
    insert("beef", "beef-1"); // ended in order, as far as its lock says
    assert_eq!(store.left_by_crash().unwrap(), 0);
    std::fs::write(home.path().join("runs/feed.lock"), "").unwrap();
    assert_eq!(store.left_by_crash().unwrap(), 2);
    let _run = store.begin_run().unwrap();
    assert_eq!(store.left_by_crash().unwrap(), 0);
}

#[test]
fn a_turn_alone_waits_for_those_that_open_the_file() {
    let home = tempfile::tempdir().unwrap();
    runs::make_folder(home.path()).unwrap();
    let shared = Turn::shared(home.path()).unwrap();
    let also = Turn::shared(home.path()).unwrap();
    std::thread::scope(|scope| {
        let alone = scope.spawn(|| Turn::alone(home.path()).unwrap());
        drop(shared);
        assert!(!alone.is_finished());
        drop(also);
        alone.join().unwrap();
    });
}

#[test]
fn a_path_with_odd_letters_is_opened_untouched() {
    let home = tempfile::tempdir().unwrap();
    let odd = home.path().join("a?b#c%20 d");
    drop(Store::open(&odd).unwrap());
    assert!(version_on_disk(&odd.join(FILE)).is_some_and(|version| version > 0));
}

#[cfg(unix)]
#[test]
fn the_store_is_for_its_owner_only_and_older_files_become_so() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("home");
    let store = Store::open(&home).unwrap();
    let _run = store.begin_run().unwrap();
    store.record_seen(&device(1)).unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let all = || -> Vec<PathBuf> {
        let of = |folder: PathBuf| std::fs::read_dir(folder).unwrap().flatten();
        let paths = of(home.clone()).chain(of(home.join("runs")));
        paths.map(|entry| entry.path()).collect()
    };
    let check = || {
        for path in all() {
            let expected = if path.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode(&path), expected, "{}", path.display());
        }
        assert_eq!(mode(&home), 0o700);
    };
    assert!(
        all().len() >= 6,
        "file, log, index, folder, locks: {:?}",
        all()
    );
    check();
    for path in all().iter().chain([&home]) {
        let wide = if path.is_dir() { 0o755 } else { 0o644 };
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(wide)).unwrap();
    }
    Store::open(&home).unwrap();
    check();
}
