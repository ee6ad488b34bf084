//! A job in the journal: its key, its file, and everything that another run needs to send it.

use crate::device::{DeleteFirst, DeviceId, DeviceSettings};
use crate::pattern::{Fit, ReadOptions};
use std::fmt;
use std::path::PathBuf;

/// How a job is known through all runs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobKey(String);

impl JobKey {
    /// The key in a row of the journal.
    pub(super) fn stored(key: String) -> Self {
        Self(key)
    }

    pub(super) fn new(run: &str, n: u64) -> Self {
        Self(format!("{run}-{n}"))
    }

    /// As text, as the command line prints it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for JobKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A pattern file, with what is needed to recognise it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternFile {
    /// Where it lies; absolute, and as text: another path cannot be journalled.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// SHA-256 of the pattern that was read from it (`content` in the command line's contract).
    pub content: String,
    /// How it was read; settles the reading.
    pub read: ReadOptions,
}

/// Everything that is needed to do a job again.
#[derive(Clone, Debug, PartialEq)]
pub struct QueuedJob {
    /// The job's key.
    pub key: JobKey,
    /// The pattern file.
    pub file: PatternFile,
    /// How the pattern is fitted.
    pub fit: Fit,
    /// Name on the device; `None`: the pattern's own.
    pub name: Option<String>,
    /// Start it when it is there.
    pub play: bool,
    /// Send even what the device already has.
    pub force: bool,
    /// Which old copies may be deleted before the new one is there.
    pub delete_first: DeleteFirst,
    /// Layout and colour order given with the request.
    pub settings: DeviceSettings,
    /// The address of the target, as entered.
    pub address: String,
    /// The device that must answer there, if it is known.
    pub device: Option<DeviceId>,
    /// Public addresses are meant.
    pub allow_public: bool,
    /// Another device than before may be there.
    pub accept_new: bool,
}
