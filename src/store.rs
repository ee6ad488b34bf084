//! What the app remembers: one SQLite file in the home folder. Opened by the engine and by commands that only look.
//!
//! Every write is committed before its caller goes on (WAL, one connection behind a lock); calls block for a disk's
//! time, so async callers use `spawn_blocking`. Who has many changes commits them together: [`Store::commit`].

#![allow(
    clippy::significant_drop_tightening,
    reason = "a statement borrows the locked connection up to its last row"
)]

mod arrangements;
mod changes;
mod devices;
mod fitting;
mod history;
mod how;
mod jobs;
mod moments;
mod readings;
mod runs;
mod schema;

pub use changes::Changes;
pub use devices::KnownDevice;
pub use history::{HistoryEntry, Keep};
pub use jobs::{JobKey, JobState, JournalRow, PatternFile, QueuedJob};
pub use runs::Run;

use rusqlite::Connection;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// Why the store could not do what was asked. Code `store.unavailable`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite said no.
    #[error("what the app remembers cannot be read or written: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The folder could not be made.
    #[error("the folder of what the app remembers cannot be made: {0}")]
    Folder(#[from] std::io::Error),
    /// The file that marks a run as alive could not be made or locked.
    #[error("the file that marks this run as running cannot be locked: {0}")]
    Lock(std::io::Error),
    /// A row that this version cannot read: damaged, or changed by hand.
    #[error("what the app remembers of a job cannot be read: {0}")]
    Damaged(String),
    /// Written by a newer version of this app.
    #[error(
        "what the app remembers was written by a newer version (format {found}, this one knows {known})"
    )]
    Newer {
        /// Version in the file.
        found: u32,
        /// Newest version known here.
        known: u32,
    },
}

/// The open store; clones share one connection.
#[derive(Clone, Debug)]
pub struct Store {
    connection: Arc<Mutex<Connection>>,
    /// The folder it lies in; `None` in memory.
    home: Option<Arc<Path>>,
}

impl Store {
    /// Opens, and if necessary makes or brings up to date, `<home>/upload-bridge.sqlite`. What is too old is thrown away.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open(home: &Path) -> Result<Self, StoreError> {
        Self::open_keeping(home, Keep::default())
    }

    /// The same, and keeps so much of the history.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open_keeping(home: &Path, keep: Keep) -> Result<Self, StoreError> {
        std::fs::create_dir_all(home)?;
        let connection = Connection::open(home.join("upload-bridge.sqlite"))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?; // durable before shown
        connection.busy_timeout(std::time::Duration::from_secs(5))?; // another process may be committing
        Self::prepared(connection, Some(home.into()), keep)
    }

    /// A store that is gone with the process: demos and tests.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::prepared(Connection::open_in_memory()?, None, Keep::default())
    }

    fn prepared(
        mut connection: Connection,
        home: Option<Arc<Path>>,
        keep: Keep,
    ) -> Result<Self, StoreError> {
        schema::migrate(&mut connection)?;
        let store = Self {
            connection: Arc::new(Mutex::new(connection)),
            home,
        };
        store.change(|changes| changes.prune(now(), keep))?;
        Ok(store)
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Seconds since 1970.
fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(i64::MAX))
}

/// A count as SQLite keeps it.
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// And back; what is negative (changed by hand) counts as nothing.
fn unsigned(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}
