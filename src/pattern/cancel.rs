//! Ends a decode early that is no longer needed. The caller keeps a clone of the switch; readers check it
//! between frames, lines and blocks, which costs next to nothing.

use super::{PatternError, Progress};
use std::io::{BufRead, Error, Read, Result as IoResult, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A switch that is thrown once. All clones are the same one.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Stops what looks at it.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was thrown.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Whether `other` is a clone of it.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Goes on, unless it was thrown.
    ///
    /// # Errors
    /// `pattern.cancelled` if so.
    pub fn check(&self) -> Result<(), PatternError> {
        if self.is_cancelled() {
            Err(PatternError::Cancelled)
        } else {
            Ok(())
        }
    }
}

/// Who may stop a decode is no part of how a file is read: options with different switches are equal.
impl PartialEq for Cancel {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl Eq for Cancel {}

/// Bytes between two looks at the switch: of packed pictures they may be a million pixels.
const AT_ONCE: usize = 4096;

/// Bytes for decoders of libraries, which do not know the switch: once it is set, reading fails. Reports progress where
/// a [`Progress`] is given.
#[derive(Debug)]
pub(super) struct Watched<'a> {
    bytes: &'a [u8],
    at: usize,
    cancel: &'a Cancel,
    progress: Option<&'a Progress>,
}

impl<'a> Watched<'a> {
    pub(super) fn new(bytes: &'a [u8], cancel: &'a Cancel) -> Self {
        Self {
            bytes,
            at: 0,
            cancel,
            progress: None,
        }
    }

    /// The same, and reports to `progress` how much was read.
    pub(super) fn telling(self, progress: &'a Progress) -> Self {
        Self {
            progress: Some(progress),
            ..self
        }
    }
}

impl BufRead for Watched<'_> {
    fn fill_buf(&mut self) -> IoResult<&[u8]> {
        self.cancel.check().map_err(Error::other)?;
        if let Some(progress) = self.progress {
            progress.set(self.at as u64, self.bytes.len() as u64);
        }
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        Ok(rest.get(..AT_ONCE).unwrap_or(rest))
    }

    fn consume(&mut self, count: usize) {
        self.at = self.at.saturating_add(count);
    }
}

impl Read for Watched<'_> {
    fn read(&mut self, into: &mut [u8]) -> IoResult<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl Seek for Watched<'_> {
    fn seek(&mut self, to: SeekFrom) -> IoResult<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => (self.bytes.len() as u64).checked_add_signed(by),
            SeekFrom::Current(by) => (self.at as u64).checked_add_signed(by),
        };
        // a place before the first byte
        let at = at.ok_or(std::io::ErrorKind::InvalidInput)?;
        self.at = usize::try_from(at).unwrap_or(usize::MAX);
        Ok(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_given_as_a_cursor_gives_them_until_the_switch_is_thrown() {
        let bytes: Vec<u8> = (0..10_000_u32).map(|n| (n / 3) as u8).collect();
        let cancel = Cancel::default();
        let mut watched = Watched::new(&bytes, &cancel);
        let mut all = Vec::new();
        watched.read_to_end(&mut all).unwrap();
        assert!(all == bytes && watched.fill_buf().unwrap().is_empty());
        let mut cursor = std::io::Cursor::new(&bytes);
        for to in [
            SeekFrom::Start(7),
            SeekFrom::End(-3),
            SeekFrom::Current(2),
            SeekFrom::Start(20_000),
        ] {
            assert_eq!(watched.seek(to).unwrap(), cursor.seek(to).unwrap());
            let mut ours = [0; 5];
            let mut theirs = [0; 5];
            let read = (
                watched.read(&mut ours).unwrap(),
                cursor.read(&mut theirs).unwrap(),
            );
            assert_eq!((read.0, ours), (read.1, theirs), "{to:?}");
        }
        assert!(watched.seek(SeekFrom::End(-10_001)).is_err());
        watched.seek(SeekFrom::Start(0)).unwrap();
        cancel.cancel();
        assert!(watched.read(&mut [0; 5]).is_err());
    }
}
