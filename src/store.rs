//! What the app remembers: one SQLite file in the home folder. Opened by the engine and by commands that only look.
//!
//! Every write is committed before its caller goes on (WAL, one connection behind a lock); calls block for a disk's
//! time, so async callers use `spawn_blocking`. Many changes are committed together: [`Store::commit`].

#![allow(
    clippy::significant_drop_tightening,
    reason = "a statement borrows the locked connection up to its last row"
)]

mod alerts;
mod arrangements;
mod audit;
mod audited;
mod changes;
mod device_turn;
mod devices;
mod error;
mod examine;
mod file;
mod files;
mod fitting;
mod groups;
mod history;
mod how;
mod jobs;
mod keeper;
mod known;
mod measured;
mod named;
mod opening;
mod queued;
mod reach;
mod readings;
mod refused;
mod rescue;
mod runs;
mod schema;
mod sent;
mod snapshots;
mod stored;
mod turn;
mod words;

pub use alerts::AlertRow;
pub use audit::{AuditEntry, AuditKind};
pub use changes::Changes;
pub use device_turn::{DeviceTurn, TurnAnswer, TurnHolder, TurnTicket, TurnUse};
pub use error::StoreError;
pub use examine::{Examined, examine, newest_row};
pub use history::{HistoryEntry, HistoryLimits};
pub use jobs::{JobState, JournalRow};
pub use keeper::{Keeper, KeeperProcess};
pub use known::KnownDevice;
pub use measured::{HOUR, MINUTE, MeasuredRow, WaitingFact};
pub use opening::OpenedStore;
pub use queued::{JobKey, PatternFile, QueuedJob};
pub use runs::Run;
pub use sent::OtherUpload;

use parking_lot::{Mutex, MutexGuard};
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;

/// The SQLite database of known devices, unfinished jobs and history. Clones are cheap and share one connection.
#[derive(Clone, Debug)]
pub struct Store {
    connection: Arc<Mutex<Connection>>,
    /// The folder it lies in; `None` in memory.
    home: Option<Arc<Path>>,
}

impl Store {
    /// Opens the store of the home folder as [`Self::open_with_notices`] does, with the usual history, and without the notices.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open(home: &Path) -> Result<Self, StoreError> {
        Ok(Self::open_with_notices(home, HistoryLimits::default())?.0)
    }

    /// A store that is gone with the process: demos and tests.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::prepared(
            Connection::open_in_memory()?,
            None,
            HistoryLimits::default(),
        )
    }

    fn prepared(
        mut connection: Connection,
        home: Option<Arc<Path>>,
        keep: HistoryLimits,
    ) -> Result<Self, StoreError> {
        schema::migrate(&mut connection)?;
        let store = Self {
            connection: Arc::new(Mutex::new(connection)),
            home,
        };
        match store.change(|changes| changes.prune(now(), keep)) {
            Err(error) if !error.is_damage() => tracing::warn!(%error, "old entries stay"), // a full disk can still be read
            pruned => pruned?,
        }
        Ok(store)
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock()
    }
}

/// Seconds since 1970.
fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// A count as SQLite keeps it.
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// And back; what is negative (changed by hand) counts as nothing.
fn unsigned(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}
