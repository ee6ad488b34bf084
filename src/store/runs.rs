//! Runs of the app over one home folder: each holds a locked file `runs/<id>.lock` for as long as it lives, so that what a
//! run left unfinished differs from what another process is doing now. The system frees the lock however a run ends.
//!
//! Files are made, cleared away and judged before a take-over under the store's write lock: one process at a time.

use super::files::free_name;
use super::{JobKey, Store, StoreError, keeper};
use crate::private;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// This run; others see that it lives until this is dropped, or the process is gone.
#[derive(Debug)]
pub struct Run {
    id: String,
    /// `None` for a store in memory, which no other process sees.
    held: Option<Held>,
}

/// The locked file; closing it frees the lock.
#[derive(Debug)]
struct Held {
    path: PathBuf,
    _file: File,
}

impl Run {
    /// Which run it is, unlike any other.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The key of this run's job number `n`.
    #[must_use]
    pub fn key(&self, n: u64) -> JobKey {
        JobKey::new(&self.id, n)
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        if let Some(held) = &self.held {
            // a file that stays is cleared away by the next run
            let _ = std::fs::remove_file(&held.path);
        }
    }
}

impl Store {
    /// Marks this process as one that may hold jobs.
    ///
    /// # Errors
    /// [`StoreError::Lock`] where the folder cannot be written, or its file system knows no locks.
    pub fn begin_run(&self) -> Result<Run, StoreError> {
        let id = format!("{:016x}", fastrand::u64(..));
        let Some(folder) = self.runs() else {
            return Ok(Run { id, held: None });
        };
        let held = self
            .commit(|_| hold(&folder, &id))?
            .map_err(StoreError::Lock)?;
        self.prune_turns();
        Ok(Run {
            id,
            held: Some(held),
        })
    }

    fn runs(&self) -> Option<PathBuf> {
        self.home.as_deref().map(folder)
    }

    /// Counts the unfinished jobs of runs that ended without taking their locks away: they crashed, or the computer did. The
    /// next run clears the locks, so this is known once.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn left_by_crash(&self) -> Result<usize, StoreError> {
        let Some(folder) = self.runs() else {
            return Ok(0);
        };
        let crashed: Vec<String> = locks(&folder)?
            .filter(|path| !is_locked(path))
            .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
            .collect();
        if crashed.is_empty() {
            return Ok(0);
        }
        let connection = self.lock();
        let sql = "SELECT count(*) AS jobs FROM jobs WHERE run = ?1 AND outcome IS NULL";
        let mut query = connection.prepare_cached(sql)?;
        let mut left = 0_i64;
        for run in crashed {
            left += query.query_row([run], |row| row.get::<_, i64>("jobs"))?;
        }
        Ok(usize::try_from(left).unwrap_or(0))
    }

    /// Whether a run still lives. In memory there is only one's own.
    pub(super) fn is_alive(&self, run: &str) -> bool {
        self.runs()
            .is_none_or(|folder| is_locked(&file_of(&folder, run)))
    }
}

/// The folder of locks in a home folder.
pub(super) fn folder(home: &Path) -> PathBuf {
    home.join("runs")
}

/// Makes the folder of locks. Something else of that name is moved aside: where to.
pub(super) fn make_folder(home: &Path) -> std::io::Result<Option<PathBuf>> {
    let folder = folder(home);
    let mut moved = None;
    if std::fs::symlink_metadata(&folder).is_ok() && !folder.is_dir() {
        let aside = free_name(&folder);
        // linked and then unlinked, which a folder refuses: another process may just have done all this
        let linked = std::fs::hard_link(&folder, &aside);
        linked.and_then(|()| std::fs::remove_file(&folder))?;
        tracing::warn!(aside = %aside.display(), "a file lay where the locks of runs belong");
        moved = Some(aside);
    }
    private::create_folder(&folder)?;
    let own = ["opening", keeper::LOCK, keeper::NAMED];
    private::narrow_folder(&folder, |name| {
        own.contains(&name) || name.ends_with(".lock")
    });
    Ok(moved)
}

/// Whether any run is at work over this home folder. A folder that cannot be read counts as one.
pub(super) fn is_any_alive(home: &Path) -> bool {
    match locks(&folder(home)) {
        Ok(mut all) => all.any(|path| is_locked(&path)),
        Err(error) => error.kind() != ErrorKind::NotFound,
    }
}

fn file_of(folder: &Path, run: &str) -> PathBuf {
    folder.join(format!("{run}.lock"))
}

fn locks(folder: &Path) -> std::io::Result<impl Iterator<Item = PathBuf> + use<>> {
    let entries = std::fs::read_dir(folder)?.flatten();
    let paths = entries.map(|entry| entry.path());
    Ok(paths.filter(|path| path.extension().is_some_and(|ending| ending == "lock")))
}

fn hold(folder: &Path, id: &str) -> std::io::Result<Held> {
    private::create_folder(folder)?;
    for path in locks(folder)?.filter(|path| !is_locked(path)) {
        tracing::warn!(lock = %path.display(), "an earlier run left its lock behind");
        let _ = std::fs::remove_file(path); // one that stays does no harm
    }
    let path = file_of(folder, id);
    let file = private::writable().create_new(true).open(&path)?;
    file.lock()?;
    Ok(Held { path, _file: file })
}

/// Returns whether a process holds the file. Uses a shared lock, so that two that ask do not take each other for its owner.
pub(super) fn is_locked(path: &Path) -> bool {
    match File::open(path) {
        Ok(file) => file.try_lock_shared().is_err(),
        Err(error) => error.kind() != ErrorKind::NotFound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_lives_as_long_as_it_is_held() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path()).unwrap();
        let other = Store::open(home.path()).unwrap();
        let run = store.begin_run().unwrap();
        let second = other.begin_run().unwrap();
        assert!(run.id() != second.id() && other.is_alive(run.id()) && store.is_alive(second.id()));
        let id = run.id().to_owned();
        drop(run);
        assert!(!other.is_alive(&id) && other.is_alive(second.id()));
    }

    #[test]
    fn the_file_of_a_run_that_crashed_is_cleared_away_by_the_next() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path()).unwrap();
        let crashed = home.path().join("runs/feed.lock");
        std::fs::create_dir_all(crashed.parent().unwrap()).unwrap();
        std::fs::write(&crashed, "").unwrap();
        assert!(!store.is_alive("feed"));
        let _run = store.begin_run().unwrap();
        assert!(!crashed.exists());
        assert_eq!(locks(&home.path().join("runs")).unwrap().count(), 1);
    }
}
