//! Examines the file of a home folder without changing it: its version, whether it contradicts itself, its newest row. For
//! the checks of this computer; other runs may use the file meanwhile.

use super::file::open_untouched;
use super::files::FILE;
use super::{StoreError, schema};
use rusqlite::{Connection, ErrorCode, InterruptHandle, OpenFlags};
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

/// Another process may be committing.
const BUSY: Duration = Duration::from_secs(1);

/// What the file of a home folder looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examined {
    /// Size of the file.
    pub bytes: u64,
    /// Whether all of it was examined; else the time ran out, and what was seen is sound.
    pub is_whole: bool,
}

/// Examines the file of that home folder for at most `limit`; `None` if there is none yet. Blocks.
///
/// # Errors
/// [`StoreError`] if it is damaged, newer than this version, or cannot be read.
pub fn examine(home: &Path, limit: Duration) -> Result<Option<Examined>, StoreError> {
    let file = home.join(FILE);
    let bytes = match std::fs::metadata(&file) {
        Ok(meta) => meta.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if bytes == 0 {
        return Ok(None); // a run is making it
    }
    let connection = open(&file)?;
    schema::refuse_newer(schema::version(&connection)?)?;
    let deadline = Deadline::begin(connection.get_interrupt_handle(), limit);
    let verdict: Result<String, _> =
        connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0));
    drop(deadline);
    let is_whole = match verdict {
        Ok(found) if found == "ok" => true,
        Ok(found) => return Err(StoreError::Corrupt(found.replace('\n', " "))),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => false,
        Err(error) => return Err(error.into()),
    };
    Ok(Some(Examined { bytes, is_whole }))
}

/// Reads the newest time in the file of that home folder, in seconds since 1970: of an upload that ended or was queued, or
/// of a device's last answer. `None` if there is none. Blocks.
///
/// # Errors
/// [`StoreError`] if the file cannot be read.
pub fn newest_row(home: &Path) -> Result<Option<i64>, StoreError> {
    let file = home.join(FILE);
    if !file.exists() {
        return Ok(None);
    }
    Ok(open(&file)?.query_row(
        "SELECT max(at) AS newest FROM (SELECT max(ended_at) AS at FROM history
             UNION ALL SELECT max(queued_at) FROM jobs UNION ALL SELECT max(last_seen) FROM devices)",
        [],
        |row| row.get("newest"),
    )?)
}

/// Opens the file to read. On a disk that cannot be written SQLite cannot make the index of its log: then the file is read
/// without its log.
fn open(file: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.busy_timeout(BUSY)?;
    match schema::version(&connection) {
        Err(error)
            if matches!(&error, StoreError::Sqlite(sqlite)
                if matches!(sqlite.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))) =>
        {
            open_untouched(file).ok_or(error)
        }
        _ => Ok(connection),
    }
}

/// Interrupts what a connection does when the time is up, unless it is dropped before.
struct Deadline {
    _done: Sender<()>,
}

impl Deadline {
    fn begin(handle: InterruptHandle, limit: Duration) -> Self {
        let (done, wait) = channel::<()>();
        std::thread::spawn(move || {
            let over = wait.recv_timeout(limit);
            if over == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                handle.interrupt();
            }
        });
        Self { _done: done }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const LIMIT: Duration = Duration::from_secs(20);

    fn entry(ended_at: i64) -> crate::store::HistoryEntry {
        crate::store::HistoryEntry {
            ended_at,
            file: "/patterns/fire.bin".repeat(20),
            device: None,
            name: None,
            family: None,
            address: "127.0.0.1:81".into(),
            bytes: 1,
            attempts: 1,
            seconds: 0.5,
            sha256: None,
            outcome: "verified".into(),
            code: None,
            problem: None,
            notes: Vec::new(),
        }
    }

    #[test]
    fn a_sound_store_is_examined_while_a_run_uses_it() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(examine(home.path(), LIMIT).unwrap(), None);
        let store = Store::open(home.path()).unwrap();
        let empty = examine(home.path(), LIMIT).unwrap().unwrap();
        assert!(empty.is_whole && empty.bytes > 0);
        assert_eq!(newest_row(home.path()).unwrap(), None);
        store
            .commit(|c| c.record(&entry(4_000_000_000)).unwrap())
            .unwrap();
        assert_eq!(newest_row(home.path()).unwrap(), Some(4_000_000_000));
    }

    #[test]
    fn a_damaged_store_is_named_as_such_and_stays_as_it_is() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path()).unwrap();
        store
            .commit(|c| (0..400).for_each(|n| c.record(&entry(n)).unwrap()))
            .unwrap();
        drop(store);
        let file = home.path().join(FILE);
        let mut bytes = std::fs::read(&file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..middle + 5000].fill(0xA5);
        std::fs::write(&file, &bytes).unwrap();
        let error = examine(home.path(), LIMIT).unwrap_err();
        assert!(error.is_damage(), "{error}");
        std::fs::write(&file, [7; 9000]).unwrap();
        assert!(examine(home.path(), LIMIT).unwrap_err().is_damage());
        assert_eq!(std::fs::read(&file).unwrap(), [7; 9000]);
    }

    #[test]
    fn an_examination_ends_when_its_time_is_up() {
        let connection = Connection::open_in_memory().unwrap();
        let _deadline = Deadline::begin(
            connection.get_interrupt_handle(),
            Duration::from_millis(100),
        );
        let endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";
        let error = connection
            .query_row(endless, [], |row| row.get::<_, i64>(0))
            .unwrap_err();
        assert_eq!(
            error.sqlite_error_code(),
            Some(ErrorCode::OperationInterrupted)
        );
    }
}
