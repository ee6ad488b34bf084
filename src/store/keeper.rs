//! The keeper of a home folder: the one process that asks devices, collects metrics and raises alerts. It holds a locked file;
//! the system frees the lock however the process ends.
//!
//! Who the keeper is lies in a second file, since a locked file cannot be read on every system. It is for messages: only the
//! lock decides.

use super::{Store, now, runs};
use crate::private;
use std::fs::{File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Name of the locked file, in the folder of the locks of runs.
pub(super) const LOCK: &str = "keeper";
/// Name of the file that names the keeper.
pub(super) const NAMED: &str = "keeper.txt";
/// How often the lock is tried: a process that looks for the keeper holds it for a moment.
const TRIES: u32 = 5;
/// Time between two tries.
const TRY_EVERY: Duration = Duration::from_millis(2);

/// Marks this process as the keeper until it is dropped, or the process has ended.
#[derive(Debug)]
pub struct Keeper {
    /// `None` for a store in memory, which no other process sees.
    held: Option<Held>,
}

/// The locked file; closing it frees the lock.
#[derive(Debug)]
struct Held {
    named: PathBuf,
    _file: File,
}

/// The process that keeps a home folder, as far as it has named itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeeperProcess {
    /// Its process id.
    pub pid: Option<u32>,
    /// Seconds since 1970 of when it became the keeper.
    pub since: Option<i64>,
}

impl Drop for Keeper {
    fn drop(&mut self) {
        if let Some(held) = &self.held {
            let _ = std::fs::remove_file(&held.named); // one that stays names a process without a lock
        }
    }
}

impl Store {
    /// Makes this process the keeper of the home folder, unless another one is. Where the file system has no locks there is no
    /// keeper: two would count everything twice. A store in memory always has one.
    #[must_use]
    pub fn try_keep(&self) -> Option<Keeper> {
        let Some(home) = self.home.as_deref() else {
            return Some(Keeper { held: None });
        };
        match hold(&runs::folder(home)) {
            Ok(held) => held.map(|held| Keeper { held: Some(held) }),
            Err(error) => {
                tracing::warn!(%error, "this process cannot become the keeper");
                None
            }
        }
    }

    /// Returns the keeper of the home folder; `None` if there is none. For a store in memory, that is this process.
    #[must_use]
    pub fn keeper(&self) -> Option<KeeperProcess> {
        let Some(home) = self.home.as_deref() else {
            return Some(KeeperProcess {
                pid: Some(std::process::id()),
                since: None,
            });
        };
        let folder = runs::folder(home);
        runs::is_locked(&folder.join(LOCK)).then(|| named(&folder.join(NAMED)))
    }
}

fn hold(folder: &Path) -> std::io::Result<Option<Held>> {
    private::create_folder(folder)?;
    let file = private::writable()
        .create(true)
        .truncate(false)
        .open(folder.join(LOCK))?;
    if !try_lock(&file)? {
        return Ok(None);
    }
    let named = folder.join(NAMED);
    if let Err(error) = name(&named) {
        tracing::warn!(%error, "the keeper cannot be named");
    }
    Ok(Some(Held { named, _file: file }))
}

fn try_lock(file: &File) -> std::io::Result<bool> {
    for _ in 1..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) => pause(),
        }
    }
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::Error(error)) => Err(error),
        Err(TryLockError::WouldBlock) => Ok(false),
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "a few milliseconds, and calls of the store block as all of them do"
)]
pub(super) fn pause() {
    std::thread::sleep(TRY_EVERY);
}

/// Names this process in the file.
fn name(path: &Path) -> std::io::Result<()> {
    let mut file = private::writable().create(true).truncate(true).open(path)?;
    writeln!(file, "{} {}", std::process::id(), now())
}

/// The process that the file names.
fn named(path: &Path) -> KeeperProcess {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let mut words = text.split_whitespace();
    KeeperProcess {
        pid: words.next().and_then(|word| word.parse().ok()),
        since: words.next().and_then(|word| word.parse().ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_process_at_a_time_is_the_keeper() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path()).unwrap();
        let other = Store::open(home.path()).unwrap();
        assert_eq!(store.keeper(), None);
        let keeper = store.try_keep().unwrap();
        assert!(other.try_keep().is_none() && store.try_keep().is_none());
        let seen = other.keeper().unwrap();
        assert_eq!(seen.pid, Some(std::process::id()));
        assert!(seen.since.unwrap() > 1_000_000_000);
        drop(keeper);
        assert_eq!(other.keeper(), None);
        let next = other.try_keep().unwrap();
        assert!(store.try_keep().is_none());
        drop(next);
    }

    #[test]
    fn what_a_crash_left_behind_names_nobody() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path()).unwrap();
        let runs = home.path().join("runs");
        std::fs::write(runs.join(LOCK), "").unwrap();
        std::fs::write(runs.join(NAMED), "1 2").unwrap();
        assert_eq!(store.keeper(), None);
        let keeper = store.try_keep().unwrap();
        assert_eq!(store.keeper().unwrap().pid, Some(std::process::id()));
        std::fs::write(runs.join(NAMED), "\u{0}rubbish -7 x").unwrap();
        let seen = store.keeper().unwrap();
        assert_eq!((seen.pid, seen.since), (None, Some(-7)));
        drop(keeper);
    }

    #[test]
    fn a_look_for_the_keeper_keeps_none_from_becoming_it() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path()).unwrap();
        let looking = store.clone();
        let end = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !end.load(std::sync::atomic::Ordering::Relaxed) {
                    let _ = looking.keeper();
                }
            });
            // on a busy computer one that looks may be stopped while it does: a guest asks again
            let is_kept = || (0..50).any(|_| store.try_keep().is_some());
            let kept = (0..50).filter(|_| is_kept()).count();
            end.store(true, std::sync::atomic::Ordering::Relaxed);
            assert_eq!(kept, 50);
        });
    }

    #[test]
    fn a_store_in_memory_always_has_its_keeper() {
        let store = Store::in_memory().unwrap();
        let _first = store.try_keep().unwrap();
        assert!(store.try_keep().is_some());
        assert_eq!(store.keeper().unwrap().pid, Some(std::process::id()));
    }
}
