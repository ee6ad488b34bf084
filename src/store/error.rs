//! [`StoreError`]: why the store cannot do what was asked, and what to do about it.

use crate::message::Message;
use crate::msg;
use crate::problem::{Code, Problem, Remedy};
use rusqlite::ErrorCode;
use rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
use std::fmt;
use std::io::ErrorKind;

/// Why the store could not do what was asked. Code `store.unavailable`.
#[derive(Debug)]
pub enum StoreError {
    /// SQLite failed.
    Sqlite(rusqlite::Error),
    /// A file or folder could not be made or moved.
    Folder(std::io::Error),
    /// The file that marks a run as alive could not be made or locked.
    Lock(std::io::Error),
    /// A row that this version cannot read: damaged, or changed by hand.
    Damaged(Message),
    /// The file contradicts itself.
    Corrupt(String),
    /// The file is damaged, but another run holds it: it stays where it is.
    CorruptInUse,
    /// Another process opens or replaces the file, and takes too long.
    Waiting,
    /// Written by a newer version of this app.
    Newer {
        /// Version in the file.
        found: i64,
        /// Newest version that this program reads.
        known: i64,
    },
    /// The account has no folder for the data of programs.
    NoHome,
}

impl std::error::Error for StoreError {}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        Self::Folder(error)
    }
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

    /// Whether the disk is full; the next write then fails, too.
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

    /// A row holds text that this version does not understand.
    pub(super) fn value(text: &str) -> Self {
        Self::Damaged(msg!("store-value", text = text))
    }

    /// The task that used the store stopped before it was done.
    pub(crate) fn stopped(error: &impl fmt::Display) -> Self {
        Self::Damaged(Message::verbatim(error.to_string()))
    }

    /// Returns what failed, and why.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Sqlite(error) => msg!("store-failed", reason = reason(error)),
            Self::Folder(error) => msg!("store-folder", reason = io_reason(error)),
            Self::Lock(error) => msg!("store-lock", reason = io_reason(error)),
            Self::Damaged(detail) => msg!("store-row-damaged", reason = detail),
            Self::Corrupt(detail) => {
                msg!("store-damaged", reason = Message::verbatim(detail.as_str()))
            }
            Self::CorruptInUse => msg!("store-damaged-in-use"),
            Self::Waiting => msg!("store-being-replaced"),
            Self::Newer { found, known } => {
                msg!("store-newer", found = *found, known = *known)
            }
            Self::NoHome => msg!("store-no-home"),
        }
    }

    /// Returns what to do about it.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Newer { .. } => Remedy::UpdateApp,
            Self::CorruptInUse => Remedy::CloseOtherRun,
            Self::Waiting => Remedy::TryAgainInAMinute,
            Self::NoHome => Remedy::SetHome,
            Self::Damaged(_) => Remedy::SendFileAgain,
            _ if self.is_full() => Remedy::FreeDisk,
            Self::Corrupt(_) => Remedy::StartAgainToRepair,
            Self::Sqlite(error) => match error.sqlite_error_code() {
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                    Remedy::StartAgainToRepair
                }
                Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                    Remedy::MakeFolderWritable
                }
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                    Remedy::CloseOtherPrograms
                }
                _ => Remedy::CheckAppFolder,
            },
            Self::Folder(error) | Self::Lock(error) => match error.kind() {
                ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => {
                    Remedy::MakeFolderWritable
                }
                _ => Remedy::CheckAppFolder,
            },
        }
    }

    /// The error with its three parts.
    #[must_use]
    pub fn problem(&self) -> Problem {
        Problem::new(Code::StoreUnavailable, self.message(), self.remedy())
    }
}

fn is_full(error: &rusqlite::Error) -> bool {
    // a shared memory file that cannot grow: there is no other reason for it than a full disk
    error.sqlite_error_code() == Some(ErrorCode::DiskFull)
        || error.sqlite_extended_error_code() == Some(SQLITE_IOERR_SHMSIZE)
}

/// SQLite's reason in plain words.
fn reason(error: &rusqlite::Error) -> Message {
    match error.sqlite_error_code() {
        _ if is_full(error) => msg!("store-reason-full"),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => msg!("store-reason-read-only"),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            msg!("store-reason-damaged")
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => msg!("store-reason-in-use"),
        _ => Message::verbatim(error.to_string()),
    }
}

/// The system's reason in plain words.
fn io_reason(error: &std::io::Error) -> Message {
    match error.kind() {
        ErrorKind::ReadOnlyFilesystem => msg!("store-reason-read-only"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => msg!("store-reason-full"),
        ErrorKind::PermissionDenied => msg!("store-reason-not-allowed"),
        _ => Message::verbatim(error.to_string()),
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
