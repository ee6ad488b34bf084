//! Replaces a damaged file: what can be read is copied into a new one, the old one is moved aside with its log, and only then
//! the new one takes its place. A crash or a full disk at any point leaves the damaged file, or the whole new one.

use super::file::{attempt, open_untouched};
use super::files::{FILE, FRESH, free_name, with_ending};
use super::turn::Turn;
use super::{HistoryLimits, Store, StoreError, runs, schema};
use crate::message::Message;
use crate::msg;
use crate::private;
use crate::problem::{Code, Problem, Remedy};
use rusqlite::config::DbConfig;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, params_from_iter};
use std::path::Path;

/// Rows looked for in vain behind a damaged page before the rest of a table is given up: a tenth of a second at the most.
const MAX_MISSES: i64 = 5000;

/// Rows looked for one by one, before they are looked for in wider and wider steps: all misses together reach over some
/// 30,000 rows, which is more than one page of the tree has below it.
const WIDER_EVERY: i64 = 500;

/// A gap between the numbers of two rows that only a damaged page can show.
const MAX_GAP: i64 = 10_000_000;

/// What was copied from the damaged file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Kept {
    devices: usize,
    jobs: usize,
    entries: usize,
}

/// Replaces the damaged file of a home folder, unless another process has done so by now. Also returns a notice for the user.
///
/// # Errors
/// [`StoreError::CorruptInUse`] where another run is at work: then nothing is moved. Else whatever kept the new file from
/// being written or the old one from being moved.
pub(super) fn replace(
    home: &Path,
    keep: HistoryLimits,
) -> Result<(Store, Option<Problem>), StoreError> {
    let _turn = Turn::alone(home)?;
    match attempt(home, keep) {
        Err(error) if error.is_damage() => {}
        opened => return Ok((opened?, None)),
    }
    if runs::is_any_alive(home) {
        return Err(StoreError::CorruptInUse);
    }
    let file = home.join(FILE);
    let fresh = home.join(FRESH);
    let kept = build(&file, &fresh).inspect_err(|_| remove(&fresh))?;
    let aside = free_name(&file);
    move_together(&file, &aside)?;
    std::fs::rename(&fresh, &file)?;
    tracing::warn!(aside = %aside.display(), ?kept, "the store was damaged and is replaced");
    Ok((attempt(home, keep)?, Some(replaced(&aside, kept))))
}

/// Writes a new store with what can be read of the damaged one, which stays as it is.
fn build(damaged: &Path, fresh: &Path) -> Result<Kept, StoreError> {
    remove(fresh);
    private::writable().create_new(true).open(fresh)?;
    let mut connection = Connection::open(fresh)?;
    schema::migrate(&mut connection)?;
    let transaction = connection.transaction()?;
    let kept = match open_damaged(damaged) {
        Ok(old) => Kept {
            devices: copy_devices(&old, &transaction)?,
            jobs: copy(&old, &transaction, "jobs", "outcome IS NULL")?,
            entries: {
                for table in ["audit", "alerts", "silences", "measured", "facts"] {
                    copy(&old, &transaction, table, "TRUE")?;
                }
                copy(&old, &transaction, "history", "TRUE")?
            },
        },
        Err(error) => {
            tracing::warn!(%error, "nothing of the damaged store can be read");
            Kept::default()
        }
    };
    transaction.commit()?;
    connection.close().map_err(|(_, error)| error)?;
    Ok(kept)
}

fn remove(fresh: &Path) {
    for ending in ["", "-journal"] {
        let _ = std::fs::remove_file(with_ending(fresh, ending)); // most of the time there is none
    }
}

/// The damaged file with its log; nothing is written to it.
fn open_damaged(damaged: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(damaged, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "writable_schema", true)?; // a table that cannot be understood hides no other
    Ok(connection)
}

/// Puts what a store that cannot be written knows of devices and files into the one in memory.
pub(super) fn known_devices(file: &Path, memory: &Store) {
    let is_readable = |connection: &Connection| schema::version(connection).is_ok();
    let read_only = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).ok();
    let found = read_only
        .filter(is_readable)
        .or_else(|| open_untouched(file).filter(is_readable));
    let Some(old) = found else { return };
    let copied = copy_devices(&old, &memory.lock());
    tracing::info!(?copied, "known devices are read from the store");
}

/// Copies devices with their settings, what they showed, and how files are read; how many devices came over.
fn copy_devices(old: &Connection, new: &Connection) -> Result<usize, StoreError> {
    let devices = copy(old, new, "devices", "TRUE")?;
    copy(old, new, "readings", "TRUE")?;
    copy(old, new, "moments", "TRUE")?;
    copy(old, new, "device_groups", "TRUE")?;
    // the first versions kept one address
    new.execute(
        "UPDATE devices SET last_address = address WHERE last_address = ''",
        [],
    )?;
    Ok(devices)
}

/// Copies the rows of a table that can be read, in their order; how many came over.
///
/// # Errors
/// Where they cannot be written.
fn copy(
    old: &Connection,
    new: &Connection,
    table: &str,
    condition: &str,
) -> Result<usize, StoreError> {
    let before = columns(old, table);
    let columns: Vec<String> = columns(new, table)
        .into_iter()
        .filter(|column| before.contains(column))
        .collect();
    if columns.is_empty() {
        return Ok(0);
    }
    let names = columns.join(", ");
    let places = vec!["?"; columns.len()].join(", ");
    let mut insert = new.prepare(&format!(
        "INSERT OR IGNORE INTO {table} ({names}) VALUES ({places})"
    ))?;
    // not through an index, which may be what is damaged
    let select = format!(
        "SELECT rowid AS number, {names} FROM {table} NOT INDEXED WHERE rowid >= ?1 AND {condition} ORDER BY rowid"
    );
    let mut copied = 0;
    let mut from = i64::MIN;
    let mut misses = 0_i64;
    loop {
        let (last, is_whole) = read_from(old, &select, columns.len(), from, |row| {
            copied += write(insert.execute(params_from_iter(row)))?;
            Ok(())
        })?;
        if is_whole {
            return Ok(copied);
        }
        // the damaged page begins behind the last row: rows behind the page are found by their numbers
        misses = if last.is_some() { 0 } else { misses + 1 };
        let step = 1 + misses / WIDER_EVERY;
        from = last.unwrap_or(from).max(0).saturating_add(step);
        if misses > MAX_MISSES {
            return Ok(copied);
        }
    }
}

/// Rows written; a row that does not fit its table is none.
fn write(written: rusqlite::Result<usize>) -> Result<usize, StoreError> {
    match written {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => Ok(0),
        written => Ok(written?),
    }
}

/// Gives `take` every row from that number on, as far as they can be read: the number of the last one, and whether the
/// table ended there.
fn read_from(
    old: &Connection,
    select: &str,
    columns: usize,
    from: i64,
    mut take: impl FnMut(Vec<Value>) -> Result<(), StoreError>,
) -> Result<(Option<i64>, bool), StoreError> {
    let mut last = None;
    let Ok(mut query) = old.prepare_cached(select) else {
        return Ok((last, true)); // there is no such table
    };
    let Ok(mut rows) = query.query([from]) else {
        return Ok((last, false));
    };
    loop {
        match rows.next() {
            Ok(Some(row)) => {
                let before = last.unwrap_or(from);
                let number = row.get("number").unwrap_or(i64::MAX);
                if before > i64::MIN && number.saturating_sub(before) > MAX_GAP {
                    return Ok((last, false));
                }
                last = Some(number);
                let values: Option<Vec<Value>> = (1..=columns)
                    .map(|at| row.get_ref(at).ok().and_then(owned))
                    .collect();
                if let Some(values) = values {
                    take(values)?;
                }
            }
            Ok(None) => return Ok((last, true)),
            Err(_) => return Ok((last, false)),
        }
    }
}

/// A value, unless it is text that is not text.
fn owned(value: ValueRef<'_>) -> Option<Value> {
    Some(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) => Value::Text(std::str::from_utf8(text).ok()?.to_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_owned()),
    })
}

fn columns(connection: &Connection, table: &str) -> Vec<String> {
    let names = || -> rusqlite::Result<Vec<String>> {
        let mut query = connection.prepare(&format!("PRAGMA table_info({table})"))?;
        let rows = query.query_map([], |row| row.get("name"))?;
        rows.collect()
    };
    names().unwrap_or_default()
}

/// Moves the file and its log; all of it or nothing.
fn move_together(file: &Path, aside: &Path) -> std::io::Result<()> {
    let mut moved: Vec<&str> = Vec::new();
    for ending in ["-wal", "-shm", ""] {
        match std::fs::rename(with_ending(file, ending), with_ending(aside, ending)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                for ending in moved {
                    let _ = std::fs::rename(with_ending(aside, ending), with_ending(file, ending));
                }
                return Err(error);
            }
            Ok(()) => moved.push(ending),
        }
    }
    Ok(())
}

/// Says that the file was replaced, what was kept, and where the damaged file is.
fn replaced(aside: &Path, kept: Kept) -> Problem {
    let parts: Vec<Message> = [
        (kept.devices > 0).then(|| msg!("store-kept-devices", count = kept.devices)),
        (kept.jobs > 0).then(|| msg!("store-kept-jobs", count = kept.jobs)),
        (kept.entries > 0).then(|| msg!("store-kept-entries", count = kept.entries)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let kept = if parts.is_empty() {
        msg!("store-kept-nothing")
    } else {
        msg!("store-kept", parts = parts)
    };
    let file = aside.display().to_string();
    Problem::new(
        Code::StoreUnavailable,
        msg!("store-replaced"),
        Remedy::DamagedFileKept { kept, file },
    )
}

#[cfg(test)]
mod tests;
