//! Why the store cannot do what was asked, in the words that people read, and what to do about it.

use crate::problem::{Code, Problem};
use rusqlite::ErrorCode;
use rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
use std::io::ErrorKind;

/// Why the store could not do what was asked. Code `store.unavailable`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite said no.
    #[error("Cannot read or write what the app remembers: {}", reason(.0))]
    Sqlite(#[from] rusqlite::Error),
    /// A file or folder could not be made or moved.
    #[error("Cannot write to the app's folder: {}", io_reason(.0))]
    Folder(#[from] std::io::Error),
    /// The file that marks a run as alive could not be made or locked.
    #[error("Cannot lock the file that marks this run as running: {}", io_reason(.0))]
    Lock(std::io::Error),
    /// A row that this version cannot read: damaged, or changed by hand.
    #[error("Cannot read what the app remembers of a job: {0}")]
    Damaged(String),
    /// The file contradicts itself.
    #[error("The file of what the app remembers is damaged: {0}")]
    Corrupt(String),
    /// The file is damaged, but another run holds it: it stays where it is.
    #[error(
        "The file of what the app remembers is damaged, and another run of Upload Bridge still uses it"
    )]
    CorruptInUse,
    /// Another process opens or replaces the file, and takes too long.
    #[error("Another run of Upload Bridge is still replacing what the app remembers")]
    Waiting,
    /// Written by a newer version of this app.
    #[error(
        "A newer version of Upload Bridge wrote what the app remembers (format {found}; this version reads up to {known})"
    )]
    Newer {
        /// Version in the file.
        found: i64,
        /// Newest version known here.
        known: i64,
    },
    /// The account has no folder for the data of programs.
    #[error("This account has no folder for app data")]
    NoHome,
}

impl StoreError {
    /// Whether the file itself is damaged, so that no retry and no free space can help.
    pub(super) fn is_damage(&self) -> bool {
        match self {
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
            ),
            Self::Corrupt(_) => true,
            _ => false,
        }
    }

    /// Whether the folder can be written all the same: settings and logs are kept.
    pub(super) fn leaves_folder_writable(&self) -> bool {
        matches!(
            self,
            Self::Newer { .. } | Self::CorruptInUse | Self::Waiting
        )
    }

    /// Whether the disk is full, which whatever is written next finds as well.
    #[must_use]
    pub fn is_full(&self) -> bool {
        match self {
            Self::Sqlite(error) => is_full(error),
            Self::Folder(error) | Self::Lock(error) => matches!(
                error.kind(),
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded
            ),
            _ => false,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Newer { .. } => "Update the app. The file was left as it is.",
            Self::CorruptInUse => {
                "Close the other window or wait until the other command has ended, then start again: the damaged file is then \
                 moved aside, and what can be read is kept."
            }
            Self::Waiting => "Try again in a minute.",
            Self::NoHome => "Set the variable UPLOAD_BRIDGE_HOME to a folder, then start again.",
            Self::Damaged(_) => "Send the file again.",
            _ if self.is_full() => FULL,
            Self::Corrupt(_) => CORRUPT,
            Self::Sqlite(error) => match error.sqlite_error_code() {
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => CORRUPT,
                Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => READ_ONLY,
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                    "Close other programs that use the file, then try again."
                }
                _ => OTHER,
            },
            Self::Folder(error) | Self::Lock(error) => match error.kind() {
                ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => READ_ONLY,
                _ => OTHER,
            },
        }
    }

    /// As a problem for people.
    #[must_use]
    pub fn problem(&self) -> Problem {
        Problem::new(Code::StoreUnavailable, self.to_string(), self.remedy())
    }
}

const CORRUPT: &str =
    "Start again: the damaged file is then moved aside, and what can be read is kept.";
const READ_ONLY: &str = "Make the app's folder writable, then start again.";
const FULL: &str = "Free some space on the disk, then start again.";
const OTHER: &str = "Check that the app's folder can be read and written.";

fn is_full(error: &rusqlite::Error) -> bool {
    // a shared memory file that cannot grow: there is no other reason for it than a full disk
    error.sqlite_error_code() == Some(ErrorCode::DiskFull)
        || error.sqlite_extended_error_code() == Some(SQLITE_IOERR_SHMSIZE)
}

/// SQLite's reason in plain words.
fn reason(error: &rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        _ if is_full(error) => "the disk is full".into(),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => "it is read-only".into(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => "the file is damaged".into(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program is using the file".into()
        }
        _ => error.to_string(),
    }
}

/// The system's reason in plain words.
fn io_reason(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::ReadOnlyFilesystem => "it is read-only".into(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk is full".into(),
        ErrorKind::PermissionDenied => "this account may not write there".into(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::ffi;

    fn sqlite(code: i32) -> StoreError {
        StoreError::Sqlite(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None))
    }

    #[test]
    fn only_a_damaged_file_counts_as_damage() {
        for (code, is_damage, words) in [
            (ffi::SQLITE_CORRUPT, true, "the file is damaged"),
            (ffi::SQLITE_NOTADB, true, "the file is damaged"),
            (ffi::SQLITE_FULL, false, "the disk is full"),
            (ffi::SQLITE_IOERR_SHMSIZE, false, "the disk is full"),
            (ffi::SQLITE_READONLY, false, "it is read-only"),
            (ffi::SQLITE_BUSY, false, "another program is using the file"),
            (ffi::SQLITE_IOERR, false, "disk I/O error"),
            (ffi::SQLITE_CANTOPEN, false, "unable to open"),
        ] {
            let error = sqlite(code);
            assert_eq!(error.is_damage(), is_damage, "{code}");
            let Problem {
                message, remedy, ..
            } = error.problem();
            assert!(message.to_string().contains(words), "{message}");
            assert!(remedy.to_string().ends_with('.'), "{remedy}");
        }
    }
}
