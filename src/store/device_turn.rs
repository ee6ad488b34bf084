//! The turn of a device across processes: one process at a time sends to it. It is a locked file `turns/<hash of the id>.turn`;
//! the system frees the lock however the process ends.
//!
//! A second file, `.next`, is a turnstile: the process that waits longest holds it. Without it, a process with a hundred
//! uploads to one device would take the turn again each time before another one looks.
//!
//! Files are opened and locked under a shared lock of `turns/gate`, and cleared away under an exclusive one: no process can
//! lock a file that another one is removing.

use super::Store;
use super::keeper::pause;
use crate::device::DeviceId;
use crate::private;
use sha2::{Digest as _, Sha256};
use std::fs::{File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Name of the folder in the home folder.
pub(super) const FOLDER: &str = "turns";
/// Name of the file whose lock decides whether files may be made or cleared away.
const GATE: &str = "gate";

/// What a process does with a device while it has the turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnUse {
    /// Sends a pattern to it.
    Upload,
    /// Plays live frames on it.
    Stream,
    /// Changes something on it.
    Control,
}

impl TurnUse {
    const ALL: [Self; 3] = [Self::Upload, Self::Stream, Self::Control];

    fn word(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Stream => "stream",
            Self::Control => "control",
        }
    }
}

/// The process that has the turn, as far as it has named itself. For messages: only the lock decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TurnHolder {
    /// Its process id.
    pub pid: Option<u32>,
    /// What it does with the device.
    pub purpose: Option<TurnUse>,
}

/// The turn of a device; free again when this is dropped, or the process has ended.
#[derive(Debug)]
pub struct DeviceTurn {
    _file: File,
}

/// The place of a process in the queue for a device.
#[derive(Debug)]
pub struct TurnTicket {
    folder: PathBuf,
    stem: String,
    purpose: TurnUse,
    /// The turnstile, once this is the next one.
    next: Option<File>,
}

/// What came of asking for a turn.
#[derive(Debug)]
pub enum TurnAnswer {
    /// The turn.
    Taken(DeviceTurn),
    /// Another process has it.
    Held(TurnHolder),
}

impl Store {
    /// Returns a ticket for the turn of a device; `None` for a store in memory, which no other process sees.
    #[must_use]
    pub fn turn_ticket(&self, device: &DeviceId, purpose: TurnUse) -> Option<TurnTicket> {
        let home = self.home.as_deref()?;
        let hash = Sha256::digest(device.as_str().as_bytes());
        let stem = hash.iter().take(16).map(|b| format!("{b:02x}")).collect();
        Some(TurnTicket {
            folder: home.join(FOLDER),
            stem,
            purpose,
            next: None,
        })
    }

    /// Returns whether a process sends to a device now, or changes something on it.
    #[must_use]
    pub fn is_turn_taken(&self, device: &DeviceId) -> bool {
        let ticket = self.turn_ticket(device, TurnUse::Control);
        ticket.is_some_and(|ticket| {
            let path = ticket.file("turn");
            path.exists() && super::runs::is_locked(&path)
        })
    }

    /// Clears away the files of turns that no process has or waits for.
    pub(super) fn prune_turns(&self) {
        if let Some(home) = self.home.as_deref()
            && let Err(error) = prune(&home.join(FOLDER))
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::debug!(%error, "old turns of devices stay");
        }
    }
}

impl TurnTicket {
    /// Takes the turn if no other process has it or has waited longer. Returns at once.
    ///
    /// # Errors
    /// The folder cannot be written, or its file system has no locks.
    pub fn try_take(&mut self) -> io::Result<TurnAnswer> {
        private::create_folder(&self.folder)?;
        let gate = open(&self.folder.join(GATE))?;
        if !is_taken(gate.try_lock_shared())? {
            return Ok(TurnAnswer::Held(TurnHolder::default())); // files are being cleared away
        }
        if self.next.is_none() {
            let next = open(&self.file("next"))?;
            if !is_taken(next.try_lock())? {
                return Ok(TurnAnswer::Held(self.holder()));
            }
            self.next = Some(next);
        }
        let mut turn = open(&self.file("turn"))?;
        if !is_taken(turn.try_lock())? {
            pause(); // a process that only looks holds it for a moment
            if !is_taken(turn.try_lock())? {
                return Ok(TurnAnswer::Held(self.holder()));
            }
        }
        self.next = None;
        let named = turn
            .set_len(0)
            .and_then(|()| writeln!(turn, "{} {}", std::process::id(), self.purpose.word()));
        if let Err(error) = named {
            tracing::debug!(%error, "the turn of a device is not named");
        }
        Ok(TurnAnswer::Taken(DeviceTurn { _file: turn }))
    }

    fn file(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", self.stem))
    }

    /// The process that the file names. Where locked files cannot be read, nothing is known.
    fn holder(&self) -> TurnHolder {
        let text = std::fs::read_to_string(self.file("turn")).unwrap_or_default();
        let mut words = text.split_whitespace();
        TurnHolder {
            pid: words.next().and_then(|word| word.parse().ok()),
            purpose: words
                .next()
                .and_then(|word| TurnUse::ALL.into_iter().find(|all| all.word() == word)),
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    private::writable().create(true).truncate(false).open(path)
}

fn is_taken(tried: Result<(), TryLockError>) -> io::Result<bool> {
    match tried {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn prune(folder: &Path) -> io::Result<()> {
    let entries = std::fs::read_dir(folder)?;
    let gate = open(&folder.join(GATE))?;
    if !is_taken(gate.try_lock())? {
        return Ok(()); // another process is taking a turn: the next run clears up
    }
    for entry in entries.flatten() {
        let path = entry.path();
        let is_ours = path
            .extension()
            .is_some_and(|ending| ending == "turn" || ending == "next");
        if is_ours && is_taken(File::open(&path)?.try_lock())? {
            std::fs::remove_file(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
