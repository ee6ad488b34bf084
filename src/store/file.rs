//! Opens the file of a home folder as it is: its version is looked at before anything else, and damage is found.

use super::files::{FILE, FRESH};
use super::{HistoryLimits, Store, StoreError, schema};
use crate::private;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

/// Another process may be committing.
const BUSY: Duration = Duration::from_secs(5);

/// Files up to this size are checked whole at each start: some 50 ms at the most. A store of default settings has 5 MB; in
/// a larger one only the small tables are checked.
const CHECKED_WHOLE: u64 = 32 << 20;

/// Opens the file as it is.
pub(super) fn attempt(home: &Path, keep: HistoryLimits) -> Result<Store, StoreError> {
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
pub(super) fn version_on_disk(file: &Path) -> Option<i64> {
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
        .query_map([], |row| row.get("name"))?
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
