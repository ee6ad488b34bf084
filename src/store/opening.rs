//! Opens the store's file: looks at its version before anything else, finds damage, and waits while another process replaces
//! a damaged one. What the user must know of it comes back beside the store.

use super::{Keep, Store, StoreError, rescue, runs, schema};
use crate::private;
use crate::problem::{Code, Problem};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Name of the file in the home folder.
pub(super) const FILE: &str = "upload-bridge.sqlite";

/// The file that takes the place of a damaged one, while it is written.
pub(super) const FRESH: &str = "upload-bridge.sqlite.new";

/// A file that is made, filled and removed to learn why the folder cannot be written.
const PROBE: &str = "upload-bridge.sqlite.probe";

/// Its length: as SQLite's shared index at least.
const PROBE_LEN: usize = 32 << 10;

/// Another process may be committing.
const BUSY: Duration = Duration::from_secs(5);

/// How often a process looks whether another one has replaced a damaged file, before it gives up: 20 s in all, in which a
/// slow disk reads 300 MB of history.
const LOOKS: u32 = 400;

/// Time between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Files up to this size are checked whole at each start: some 50 ms at the most. A store of default settings has 5 MB; in
/// a larger one only the small tables are checked.
const CHECKED_WHOLE: u64 = 32 << 20;

/// The store a run works with, and what the user must be told of it, once.
#[derive(Debug)]
pub struct OpenedStore {
    /// The store; one in memory where the file cannot be used.
    pub store: Store,
    /// What happened, where the old file is, what to do.
    pub notices: Vec<Problem>,
    /// Whether the home folder can be written: what is set there stays.
    pub is_home_writable: bool,
}

impl Store {
    /// Opens the store of the home folder for work that goes on without one: where it cannot be used, nothing is remembered,
    /// and the notices say why. Names and settings of known devices are read all the same, where that can be done.
    ///
    /// # Errors
    /// [`StoreError`] where not even memory can be had.
    pub fn open_or_forget(home: Option<&Path>, keep: Keep) -> Result<OpenedStore, StoreError> {
        let home = home.map(absolute);
        let home = home.as_deref();
        let error = match home {
            Some(home) => match Self::open_noting(home, keep) {
                Ok((store, notices)) => {
                    return Ok(OpenedStore {
                        store,
                        notices,
                        is_home_writable: true,
                    });
                }
                Err(error) => error,
            },
            None => StoreError::NoHome,
        };
        tracing::warn!(%error, "nothing is remembered");
        let store = Self::in_memory()?;
        if let (Some(home), false) = (home, matches!(error, StoreError::Newer { .. })) {
            rescue::known_devices(&home.join(FILE), &store);
        }
        Ok(OpenedStore {
            store,
            notices: vec![forgetting(home, &error)],
            is_home_writable: error.leaves_folder_writable(),
        })
    }

    /// Opens, and if necessary makes or brings up to date, `<home>/upload-bridge.sqlite`. A damaged file is moved aside, and
    /// what can be read is copied. What is too old is thrown away. Also what the user must be told.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open_noting(home: &Path, keep: Keep) -> Result<(Self, Vec<Problem>), StoreError> {
        let home = &absolute(home);
        private::create_folder(home)?;
        private::narrow_folder(home, is_ours);
        let mut notices = Vec::new();
        match runs::make_folder(home) {
            Ok(aside) => notices.extend(aside.as_deref().map(runs_moved)),
            Err(error) => tracing::warn!(%error, "no folder for the locks of runs"),
        }
        let turn = Turn::shared(home)?;
        match attempt(home, keep) {
            Err(error @ StoreError::Newer { .. }) => Err(error),
            Err(error) if error.is_damage() => {
                tracing::warn!(%error, "the store is damaged");
                drop(turn);
                let (store, replaced) = rescue::replace(home, keep)?;
                notices.extend(replaced);
                Ok((store, notices))
            }
            Err(error) => Err(folder_error(home).unwrap_or(error)),
            Ok(store) => Ok((store, notices)),
        }
    }
}

/// Why nothing can be written in the folder, if so: the system says it more clearly than SQLite, which only cannot open files.
fn folder_error(home: &Path) -> Option<StoreError> {
    use std::io::Write as _;
    let path = home.join(PROBE);
    let probe = || -> std::io::Result<()> {
        let mut file = private::writable()
            .create(true)
            .truncate(true)
            .open(&path)?;
        file.write_all(&[0; PROBE_LEN])?;
        file.sync_all()
    };
    let error = probe().err();
    let _ = std::fs::remove_file(&path); // where it could not even be made there is none
    error.map(StoreError::Folder)
}

/// Opens the file as it is.
pub(super) fn attempt(home: &Path, keep: Keep) -> Result<Store, StoreError> {
    let file = home.join(FILE);
    let fresh = home.join(FRESH);
    if !file.exists() && fresh.exists() {
        // a run crashed between moving the damaged file and putting this one in its place
        std::fs::rename(&fresh, &file)?;
    }
    if let Some(found) = version_on_disk(&file) {
        schema::refuse_newer(found)?;
    }
    // SQLite gives its other files the rights of this one; what cannot be made here, it says better
    let _ = private::writable().create_new(true).open(&file);
    let connection = Connection::open(&file)?;
    // until the file is known to be sound and not newer, closing it writes nothing
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.busy_timeout(BUSY)?;
    if connection.is_readonly("main")? {
        return Err(StoreError::Folder(ErrorKind::ReadOnlyFilesystem.into()));
    }
    schema::refuse_newer(schema::version(&connection)?)?;
    check(&connection, &file)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?; // durable before shown
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Store::prepared(connection, Some(home.into()), keep)
}

/// The version that the file's own first page says, read without leaving a trace beside it.
fn version_on_disk(file: &Path) -> Option<i64> {
    schema::version(&open_untouched(file)?).ok()
}

/// Opens a file that is not written meanwhile, or on a disk that cannot be written: its log is not looked at.
pub(super) fn open_untouched(file: &Path) -> Option<Connection> {
    let path = std::path::absolute(file).ok()?;
    let path = path.to_str()?;
    let escaped: String = path
        .chars()
        .map(|c| match c {
            '%' => "%25".into(),
            '?' => "%3f".into(),
            '#' => "%23".into(),
            '\\' if cfg!(windows) => "/".into(),
            other => String::from(other),
        })
        .collect();
    let slash = if cfg!(windows) { "/" } else { "" };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(format!("file:{slash}{escaped}?immutable=1"), flags).ok()
}

/// Looks whether the file contradicts itself.
fn check(connection: &Connection, file: &Path) -> Result<(), StoreError> {
    if std::fs::metadata(file).is_ok_and(|meta| meta.len() <= CHECKED_WHOLE) {
        return verdict(connection, "PRAGMA quick_check(1)");
    }
    let small = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'history'";
    let mut query = connection.prepare(small)?;
    let tables: Vec<String> = query
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    tables
        .iter()
        .try_for_each(|table| verdict(connection, &format!("PRAGMA quick_check(\"{table}\")")))
}

fn verdict(connection: &Connection, check: &str) -> Result<(), StoreError> {
    let found: String = connection.query_row(check, [], |row| row.get(0))?;
    if found == "ok" {
        Ok(())
    } else {
        Err(StoreError::Corrupt(found.replace('\n', " ")))
    }
}

/// Whether a name in the home folder is one that this app gives.
fn is_ours(name: &str) -> bool {
    ["runs", "logs"].contains(&name)
        || [FILE, "settings.toml", "runs.bad-"]
            .iter()
            .any(|own| name.starts_with(own))
}

/// A turn at the file: many open it at once, one alone replaces it. Free again when dropped, or when the process is gone.
pub(super) struct Turn {
    _file: Option<File>,
}

impl Turn {
    /// A turn beside others who open the file. Where there can be no locks, none is waited for: SQLite has its own.
    fn shared(home: &Path) -> Result<Self, StoreError> {
        let Ok(file) = Self::file(home) else {
            return Ok(Self { _file: None });
        };
        match Self::wait(file, File::try_lock_shared) {
            Err(StoreError::Lock(_)) => Ok(Self { _file: None }),
            turn => turn,
        }
    }

    /// A turn in which nobody else opens the file.
    pub(super) fn alone(home: &Path) -> Result<Self, StoreError> {
        Self::wait(Self::file(home)?, File::try_lock)
    }

    fn file(home: &Path) -> std::io::Result<File> {
        private::writable()
            .create(true)
            .truncate(false)
            .open(runs::folder(home).join("opening"))
    }

    fn wait(
        file: File,
        lock: fn(&File) -> Result<(), std::fs::TryLockError>,
    ) -> Result<Self, StoreError> {
        for _ in 0..LOOKS {
            match lock(&file) {
                Ok(()) => return Ok(Self { _file: Some(file) }),
                Err(std::fs::TryLockError::Error(error)) => return Err(StoreError::Lock(error)),
                Err(std::fs::TryLockError::WouldBlock) => pause(),
            }
        }
        Err(StoreError::Waiting)
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "the store is opened before anything runs, and blocks as all its calls do"
)]
fn pause() {
    std::thread::sleep(LOOK_EVERY);
}

/// A name beside `path` that nothing has yet: `.bad-<date>`, or the same with a number.
pub(super) fn free_name(path: &Path) -> PathBuf {
    let date = Connection::open_in_memory()
        .and_then(|clock| clock.query_row("SELECT date()", [], |row| row.get::<_, String>(0)))
        .unwrap_or_default();
    let name = |n: u32| {
        let number = if n == 1 {
            String::new()
        } else {
            format!("-{n}")
        };
        with_ending(path, &format!(".bad-{date}{number}"))
    };
    let is_free = |path: &PathBuf| {
        ["", "-wal", "-shm"]
            .iter()
            .all(|ending| std::fs::symlink_metadata(with_ending(path, ending)).is_err())
    };
    (1..).map(name).find(is_free).unwrap_or_else(|| name(1))
}

/// The path as people find it from anywhere.
fn absolute(home: &Path) -> PathBuf {
    std::path::absolute(home).unwrap_or_else(|_| home.to_owned())
}

/// The path with something behind its name.
pub(super) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(ending);
    path.into()
}

fn runs_moved(aside: &Path) -> Problem {
    Problem::new(
        Code::StoreUnavailable,
        "A file lay where the app's folder of running programs belongs",
        format!(
            "It was moved to {}. Delete it if you do not need it.",
            aside.display()
        ),
    )
}

/// Nothing is remembered, and why.
fn forgetting(home: Option<&Path>, error: &StoreError) -> Problem {
    let place = home.map_or_else(String::new, |home| format!(" (in {})", home.display()));
    Problem::new(
        Code::StoreUnavailable,
        "Nothing is remembered in this run",
        format!(
            "{error}{place}. Uploads, scans and streams work. {}",
            error.remedy()
        ),
    )
}

#[cfg(test)]
mod tests;
