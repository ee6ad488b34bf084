//! A file on disk that is read piece by piece: what it was when it was opened, and that it still is the same.

use super::{Cancel, PatternError};
use crate::msg;
use crate::pattern::words::foreign;
use sha2::{Digest as _, Sha256};
use std::fs::{File, Metadata};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// How much is read at once where frames follow each other: few calls, little memory.
const WINDOW: usize = 256 * 1024;
/// Bytes between two looks at whether the file is still wanted: it may lie on a slow network.
const AT_ONCE: usize = 1 << 20;
/// Pieces that stand for a large file, whose whole would take too long to read, and bytes of each.
const PROBES: u64 = 64;
const PROBE: usize = 16 * 1024;

/// Where a file is, how long it is and when it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiskFile {
    path: PathBuf,
    len: u64,
    modified: Option<SystemTime>,
}

fn unreadable(error: &std::io::Error) -> PatternError {
    PatternError::Unreadable {
        detail: foreign(error),
    }
}

impl DiskFile {
    /// Examines an ordinary file without opening it: a pipe opens only once it is written to, and a device may never end.
    ///
    /// # Errors
    /// `source.unreadable`; `pattern.empty` for a folder.
    pub fn look(path: &Path) -> Result<Self, PatternError> {
        let meta = std::fs::metadata(path).map_err(|e| unreadable(&e))?;
        if meta.is_dir() {
            return Err(PatternError::Empty {
                what: msg!("pattern-folder"),
            });
        }
        if !meta.is_file() {
            return Err(PatternError::Unreadable {
                detail: msg!("pattern-not-a-file"),
            });
        }
        Ok(Self::of(path, &meta))
    }

    fn of(path: &Path, meta: &Metadata) -> Self {
        Self {
            path: path.into(),
            len: meta.len(),
            modified: meta.modified().ok(),
        }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many bytes it had.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "an empty file is no pattern")]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Opens it, if it is still what it was.
    ///
    /// # Errors
    /// `source.unreadable`, `source.changed`.
    pub fn open(&self) -> Result<DiskReader, PatternError> {
        let file = File::open(&self.path).map_err(|e| unreadable(&e))?;
        let meta = file.metadata().map_err(|e| unreadable(&e))?;
        if Self::of(&self.path, &meta) != *self {
            return Err(PatternError::Changed);
        }
        Ok(DiskReader {
            file,
            len: self.len,
            start: 0,
            window: Vec::new(),
        })
    }

    /// At most `max` bytes from its beginning.
    ///
    /// # Errors
    /// As [`DiskFile::open`]; `pattern.cancelled`.
    pub fn head(&self, max: usize, cancel: &Cancel) -> Result<Vec<u8>, PatternError> {
        let mut head = vec![0; usize::try_from(self.len).map_or(max, |len| len.min(max))];
        let mut reader = self.open()?;
        for (piece, at) in head.chunks_mut(AT_ONCE).zip((0..).step_by(AT_ONCE)) {
            cancel.check()?;
            reader.read_at(at, piece)?;
        }
        Ok(head)
    }

    /// SHA-256 of all of it, hex. Reads the whole file.
    ///
    /// # Errors
    /// As [`DiskFile::open`].
    pub fn sha256(&self) -> Result<String, PatternError> {
        let mut hash = Sha256::new();
        let mut reader = self.open()?;
        let mut piece = vec![0; WINDOW];
        let mut at = 0;
        while at < self.len {
            let take = usize::try_from(self.len - at).map_or(WINDOW, |left| left.min(WINDOW));
            let bytes = piece.get_mut(..take).unwrap_or_default();
            reader.read_at(at, bytes)?;
            hash.update(&*bytes);
            at += take as u64;
        }
        Ok(super::hex(&hash.finalize()))
    }

    /// Identifies the file without reading all of it: SHA-256, hex, over its length and pieces from all over it. Two files
    /// that differ only between the pieces look the same; where that matters, [`DiskFile::sha256`] is asked.
    ///
    /// # Errors
    /// As [`DiskFile::open`].
    pub fn fingerprint(&self) -> Result<String, PatternError> {
        let mut hash = Sha256::new();
        hash.update(b"pieces");
        hash.update(self.len.to_le_bytes());
        let mut reader = self.open()?;
        let mut piece = vec![0; PROBE.min(usize::try_from(self.len).unwrap_or(PROBE))];
        let last = self.len.saturating_sub(piece.len() as u64);
        for probe in 0..PROBES {
            let at = u128::from(last) * u128::from(probe) / u128::from(PROBES - 1);
            // not ahead of it: the next piece is far away
            reader.read_alone(u64::try_from(at).unwrap_or(last), &mut piece)?;
            hash.update(&piece);
        }
        Ok(super::hex(&hash.finalize()))
    }
}

/// An open [`DiskFile`]: reads anywhere, a little ahead of what is asked.
#[derive(Debug)]
pub struct DiskReader {
    file: File,
    len: u64,
    start: u64,
    window: Vec<u8>,
}

impl DiskReader {
    /// Fills `into` with the bytes from `at` on.
    ///
    /// # Errors
    /// `source.changed` where the file has become shorter, `source.unreadable`.
    pub fn read_at(&mut self, at: u64, into: &mut [u8]) -> Result<(), PatternError> {
        if into.len() >= WINDOW {
            return self.read_alone(at, into);
        }
        let inside = |start: u64, window: &[u8]| {
            let from = usize::try_from(at.checked_sub(start)?).ok()?;
            window
                .get(from..from.checked_add(into.len())?)
                .map(|_| from)
        };
        let from = match inside(self.start, &self.window) {
            Some(from) => from,
            None => {
                let left = usize::try_from(self.len.saturating_sub(at)).unwrap_or(WINDOW);
                let mut window = std::mem::take(&mut self.window);
                window.resize(left.clamp(into.len(), WINDOW), 0);
                self.read_alone(at, &mut window)?;
                self.start = at;
                self.window = window;
                0
            }
        };
        if let Some(bytes) = self.window.get(from..from + into.len()) {
            into.copy_from_slice(bytes);
        }
        Ok(())
    }

    /// The same without reading ahead, for bytes that lie far apart.
    ///
    /// # Errors
    /// As [`DiskReader::read_at`].
    pub fn read_alone(&mut self, at: u64, into: &mut [u8]) -> Result<(), PatternError> {
        self.file
            .seek(SeekFrom::Start(at))
            .map_err(|e| unreadable(&e))?;
        self.file
            .read_exact(into)
            .map_err(|error| match error.kind() {
                std::io::ErrorKind::UnexpectedEof => PatternError::Changed,
                _ => unreadable(&error),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;

    #[test]
    fn pieces_are_read_from_anywhere_and_a_changed_file_is_reported() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let bytes: Vec<u8> = (0..700_000_u32).map(|n| (n * 7 / 3) as u8).collect();
        std::fs::write(&path, &bytes).unwrap();
        let file = DiskFile::look(&path).unwrap();
        let mut reader = file.open().unwrap();
        for (at, len) in [
            (0, 10),
            (5, 10),
            (262_140, 20),
            (3, 600_000),
            (699_999, 1),
            (100, 300),
        ] {
            let mut piece = vec![0; len];
            reader.read_at(at as u64, &mut piece).unwrap();
            assert_eq!(piece, bytes[at..at + len], "{at} {len}");
        }
        assert_eq!(
            reader.read_at(699_999, &mut [0; 2]),
            Err(PatternError::Changed)
        );
        assert_eq!(
            file.sha256().unwrap(),
            crate::pattern::hex(&Sha256::digest(&bytes))
        );
        let before = file.fingerprint().unwrap();
        std::fs::write(&path, [&bytes[..], &[1]].concat()).unwrap();
        assert_eq!(file.open().unwrap_err(), PatternError::Changed);
        assert_ne!(
            DiskFile::look(&path).unwrap().fingerprint().unwrap(),
            before
        );
    }

    #[test]
    fn folders_and_files_that_are_not_there_are_named() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(
            DiskFile::look(folder.path()).unwrap_err().code(),
            Code::PatternEmpty
        );
        assert_eq!(
            DiskFile::look(&folder.path().join("x")).unwrap_err().code(),
            Code::SourceUnreadable
        );
    }
}
