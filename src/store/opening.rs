//! Opens the store's file: looks at its version before anything else, finds damage, and waits while another process replaces
//! a damaged one. What the user must know of it comes back beside the store.

use super::file::attempt;
use super::files::FILE;
use super::turn::Turn;
use super::{HistoryLimits, Store, StoreError, rescue, runs};
use crate::msg;
use crate::private;
use crate::problem::{Code, Problem, Remedy};
use std::path::{Path, PathBuf};

/// A file that is made, filled and removed to learn why the folder cannot be written.
const PROBE: &str = "upload-bridge.sqlite.probe";

/// Its length: as SQLite's shared index at least.
const PROBE_LEN: usize = 32 << 10;

/// The store of a run, and notices for the user.
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
    pub fn open_or_in_memory(
        home: Option<&Path>,
        keep: HistoryLimits,
    ) -> Result<OpenedStore, StoreError> {
        let home = home.map(absolute);
        let home = home.as_deref();
        let error = match home {
            Some(home) => match Self::open_with_notices(home, keep) {
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
            notices: vec![not_saving(home, &error)],
            is_home_writable: error.leaves_folder_writable(),
        })
    }

    /// Opens, and if necessary makes or brings up to date, `<home>/upload-bridge.sqlite`. A damaged file is moved aside, and
    /// what can be read is copied. Old entries are deleted. Also returns notices for the user.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open_with_notices(
        home: &Path,
        keep: HistoryLimits,
    ) -> Result<(Self, Vec<Problem>), StoreError> {
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

/// Whether a name in the home folder is one that this app gives.
fn is_ours(name: &str) -> bool {
    ["runs", "turns", "logs", "window.json"].contains(&name)
        || [FILE, "settings.toml", "runs.bad-"]
            .iter()
            .any(|own| name.starts_with(own))
}

/// The path as people find it from anywhere.
fn absolute(home: &Path) -> PathBuf {
    std::path::absolute(home).unwrap_or_else(|_| home.to_owned())
}

fn runs_moved(aside: &Path) -> Problem {
    Problem::new(
        Code::StoreUnavailable,
        msg!("store-file-in-place-of-runs"),
        Remedy::FileMovedAside {
            file: aside.display().to_string(),
        },
    )
}

/// Nothing is saved, and why.
fn not_saving(home: Option<&Path>, error: &StoreError) -> Problem {
    let reason = error.message();
    let message = match home {
        Some(home) => msg!(
            "store-not-saving-in",
            reason = reason,
            folder = home.display().to_string()
        ),
        None => msg!("store-not-saving", reason = reason),
    };
    let remedy = Remedy::AllElseWorks.then(error.remedy());
    Problem::new(Code::StoreUnavailable, message, remedy)
}

#[cfg(test)]
mod tests;
