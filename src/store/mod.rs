//! What the app remembers: one SQLite file in the home folder. Opened by the engine and by commands that only look.
//!
//! Every write is committed before its caller goes on (WAL, one connection behind a lock); calls block for a disk's
//! time, so async callers use `spawn_blocking`.

mod devices;
mod readings;
mod schema;

pub use devices::KnownDevice;

use rusqlite::Connection;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Why the store could not do what was asked. Code `store.unavailable`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite said no.
    #[error("what the app remembers cannot be read or written: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The folder could not be made.
    #[error("the folder of what the app remembers cannot be made: {0}")]
    Folder(#[from] std::io::Error),
    /// Written by a newer version of this app.
    #[error("what the app remembers was written by a newer version (format {found}, this one knows {known})")]
    Newer {
        /// Version in the file.
        found: u32,
        /// Newest version known here.
        known: u32,
    },
}

/// The open store; clones share one connection.
#[derive(Clone, Debug)]
pub struct Store(Arc<Mutex<Connection>>);

impl Store {
    /// Opens, and if necessary makes or brings up to date, `<home>/upload-bridge.sqlite`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open(home: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(home)?;
        let connection = Connection::open(home.join("upload-bridge.sqlite"))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?; // durable before shown
        connection.busy_timeout(std::time::Duration::from_secs(5))?; // another process may be committing
        Self::prepared(connection)
    }

    /// A store that is gone with the process: demos and tests.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::prepared(Connection::open_in_memory()?)
    }

    fn prepared(mut connection: Connection) -> Result<Self, StoreError> {
        schema::migrate(&mut connection)?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
