//! Locks that let one process alone replace a damaged file while none opens it.

use super::{StoreError, runs};
use crate::private;
use std::fs::File;
use std::path::Path;
use std::time::Duration;

/// How often a process looks whether another one has replaced a damaged file, before it gives up: 20 s in all, in which a
/// slow disk reads 300 MB of history.
const LOOKS: u32 = 400;

/// Time between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A turn at the file: many open it at once, one alone replaces it. Free again when dropped, or when the process is gone.
pub(super) struct Turn {
    _file: Option<File>,
}

impl Turn {
    /// Takes a turn beside others that open the file. If locks are not possible, it waits for none: SQLite has its own.
    pub(super) fn shared(home: &Path) -> Result<Self, StoreError> {
        let Ok(file) = Self::file(home) else {
            return Ok(Self { _file: None });
        };
        match Self::wait(file, File::try_lock_shared) {
            Err(StoreError::Lock(_)) => Ok(Self { _file: None }),
            turn => turn,
        }
    }

    /// Takes a turn in which no other process opens the file.
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
