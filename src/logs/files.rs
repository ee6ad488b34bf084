//! The log files: one a day or several, each for its owner only, all together within a limit. Several processes write into
//! the same files: names only count up, and nothing is renamed.

use crate::private;
use jiff::{Timestamp, ToSpan as _};
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// First part of the names of log files.
const PREFIX: &str = "upload-bridge.";
/// Last part of them.
const SUFFIX: &str = ".log";
/// Parts that the limit is divided into: the oldest is deleted, the others stay.
const PARTS: u64 = 8;
/// A smaller part is not worth a file.
const MIN_PART: u64 = 32 * 1024;
/// Seconds between two looks at the folder: another process may have begun a part, or somebody deleted one.
const LOOK_EVERY: u64 = 2;

/// How much is kept.
#[derive(Clone, Copy, Debug)]
pub struct KeepLogs {
    /// Days, today included.
    pub days: u32,
    /// Bytes of the whole folder.
    pub bytes: u64,
}

/// The day and the part in the name of a log file; ordered by age.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    day: String,
    number: u32,
}

impl Part {
    fn of(name: &str) -> Option<Self> {
        let middle = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
        let (day, number) = match middle.split_once('.') {
            Some((day, number)) => (day, number.parse().ok()?),
            None => (middle, 1),
        };
        let is_day = day.len() == 10 && day.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        is_day.then(|| Self {
            day: day.to_owned(),
            number,
        })
    }

    fn name(&self) -> String {
        match self.number {
            1 => format!("{PREFIX}{}{SUFFIX}", self.day),
            number => format!("{PREFIX}{}.{number}{SUFFIX}", self.day),
        }
    }

    fn next(&self) -> Self {
        Self {
            day: self.day.clone(),
            number: self.number + 1,
        }
    }
}

/// The file that lines go to.
#[derive(Debug)]
struct Current {
    part: Part,
    file: File,
    bytes: u64,
}

/// Writes lines into the log files of a folder.
#[derive(Debug)]
pub(super) struct LogFiles {
    folder: PathBuf,
    keep: KeepLogs,
    current: Option<Current>,
    /// Second of the last look at the folder.
    looked: u64,
}

impl LogFiles {
    /// Opens the file of today, and deletes what is too old or too much.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn open(folder: &Path, keep: KeepLogs) -> io::Result<Self> {
        private::create_folder(folder)?;
        private::narrow_folder(folder, |name| {
            name.starts_with(PREFIX) || name.starts_with(super::crash::PREFIX)
        });
        let mut this = Self {
            folder: folder.to_owned(),
            keep,
            current: None,
            looked: 0,
        };
        this.look()?;
        this.prune(this.keep.bytes);
        Ok(this)
    }

    fn part_bytes(&self) -> u64 {
        (self.keep.bytes / PARTS).max(MIN_PART)
    }

    /// Opens the newest part of today, unless it is open and still there.
    fn look(&mut self) -> io::Result<()> {
        self.looked = seconds();
        let today = day(0);
        let newest = parts(&self.folder)
            .into_iter()
            .map(|(part, _)| part)
            .rfind(|part| part.day == today);
        let is_open = self
            .current
            .as_ref()
            .is_some_and(|current| Some(&current.part) == newest.as_ref());
        match (&mut self.current, is_open) {
            (Some(current), true) => current.bytes = current.file.metadata()?.len(),
            _ => {
                let first = Part {
                    day: today,
                    number: 1,
                };
                self.begin(newest.unwrap_or(first))?;
            }
        }
        Ok(())
    }

    fn begin(&mut self, part: Part) -> io::Result<()> {
        let file = owner_only().open(self.folder.join(part.name()))?;
        let bytes = file.metadata()?.len();
        self.current = Some(Current { part, file, bytes });
        Ok(())
    }

    /// Makes room for a line of that length.
    fn make_room(&mut self, length: u64) -> io::Result<()> {
        let now = seconds();
        if self.current.is_none() || now.abs_diff(self.looked) >= LOOK_EVERY {
            self.look()?;
        }
        let limit = self.part_bytes();
        if let Some(current) = &self.current
            && current.bytes > 0
            && current.bytes + length > limit
        {
            let next = current.part.next();
            self.begin(next)?;
            self.prune(self.keep.bytes.saturating_sub(limit));
        }
        Ok(())
    }

    /// Deletes files of other days than those that are kept, then the oldest until the folder holds at most so many bytes. The
    /// current file stays. Returns whether any was deleted.
    fn prune(&self, bytes: u64) -> bool {
        let first = day(i64::from(self.keep.days) - 1);
        let current = self.current.as_ref().map(|current| &current.part);
        let mut held = folder_bytes(&self.folder);
        let mut any = false;
        for (part, size) in parts(&self.folder) {
            if Some(&part) == current || (held <= bytes && part.day >= first) {
                continue;
            }
            if std::fs::remove_file(self.folder.join(part.name())).is_ok() {
                held = held.saturating_sub(size);
                any = true;
            }
        }
        any
    }

    /// Deletes the oldest file, for a disk that is full: the newest lines are worth more.
    fn give_up_oldest(&self) -> bool {
        let current = self.current.as_ref().map(|current| &current.part);
        let oldest = parts(&self.folder)
            .into_iter()
            .find(|(part, _)| Some(part) != current);
        oldest.is_some_and(|(part, _)| std::fs::remove_file(self.folder.join(part.name())).is_ok())
    }
}

impl Write for LogFiles {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.make_room(line.len() as u64)?;
        let mut rest = line;
        while !rest.is_empty() {
            let Some(current) = &mut self.current else {
                return Err(ErrorKind::NotFound.into());
            };
            match current.file.write(rest) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => {
                    current.bytes += count as u64;
                    rest = rest.get(count..).unwrap_or_default();
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if is_full(&error) && self.give_up_oldest() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(()) // nothing is held back
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded
    )
}

/// Options that create a file for its owner only, and write at its end.
fn owner_only() -> OpenOptions {
    let mut options = private::writable();
    options.append(true).create(true);
    options
}

/// Returns the log files of a folder with their sizes, oldest first.
fn parts(folder: &Path) -> Vec<(Part, u64)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut parts: Vec<(Part, u64)> = entries
        .filter_map(|entry| {
            let part = Part::of(entry.file_name().to_str()?)?;
            Some((part, entry.metadata().ok()?.len()))
        })
        .collect();
    parts.sort();
    parts
}

/// Returns the bytes of all files in a folder: crash files and lists of alerts count, too.
fn folder_bytes(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.metadata().ok())
        .filter(std::fs::Metadata::is_file)
        .map(|meta| meta.len())
        .sum()
}

fn seconds() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// Returns the day in UTC, so many days ago.
fn day(ago: i64) -> String {
    let now = Timestamp::now();
    let then = ago
        .checked_mul(24)
        .and_then(|hours| now.checked_sub(hours.hours()).ok());
    then.unwrap_or(Timestamp::UNIX_EPOCH)
        .strftime("%Y-%m-%d")
        .to_string()
}

#[cfg(test)]
mod tests;
