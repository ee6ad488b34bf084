//! A file that was read: [`Opened`], with its pattern, its other readings and the bytes that are kept.

use super::{
    Cancel, Candidate, DiskFile, Pattern, PatternError, PixelOrder, ReadOptions, Remembered,
    Selection, hex,
};
use sha2::{Digest as _, Sha256};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// Bytes that are hashed between two checks of the cancel switch.
const AT_ONCE: usize = 1 << 20;

/// The bytes of a file, or the beginning of one that is too large to be held.
#[derive(Clone, Debug)]
pub struct Contents {
    sample: Arc<[u8]>,
    len: u64,
    key: String,
    /// Where the rest is.
    pub(super) rest: Option<DiskFile>,
}

impl Contents {
    pub(super) fn whole(bytes: Arc<[u8]>, cancel: &Cancel) -> Result<Self, PatternError> {
        let mut hash = Sha256::new();
        for piece in bytes.chunks(AT_ONCE) {
            cancel.check()?;
            hash.update(piece);
        }
        let len = bytes.len() as u64;
        let key = hex(&hash.finalize());
        Ok(Self {
            sample: bytes,
            len,
            key,
            rest: None,
        })
    }

    pub(super) fn head(sample: Arc<[u8]>, file: &DiskFile) -> Result<Self, PatternError> {
        Ok(Self {
            sample,
            len: file.len(),
            key: file.fingerprint()?,
            rest: Some(file.clone()),
        })
    }

    /// The bytes, or the first of them.
    #[must_use]
    pub fn sample(&self) -> &Arc<[u8]> {
        &self.sample
    }

    /// Bytes of the file.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "an empty file is no pattern")]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// What the file is known by: its SHA-256, or the fingerprint of one that is too large to be read for that.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// SHA-256 of the file, hex; reads a large one.
    ///
    /// # Errors
    /// `source.unreadable`, `source.changed`.
    pub fn sha256(&self) -> Result<String, PatternError> {
        match &self.rest {
            Some(file) => file.sha256(),
            None => Ok(self.key.clone()),
        }
    }
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Where it came from.
    pub path: PathBuf,
    /// Its bytes, as far as they are kept: headerless files are read again under another reading.
    pub contents: Contents,
    /// R,G,B of its first frame, which was read when the file was opened.
    pub first: Arc<[u8]>,
    /// The pattern under the first reading.
    pub pattern: Pattern,
    /// All readings, best first; exactly one where the file says what it is.
    pub candidates: Vec<Candidate>,
    /// Whether the dimensions are certain: specified by the file, by options or by a remembered choice.
    pub certain: bool,
    /// What it was read with.
    pub options: ReadOptions,
    /// Whether the file specified its dimensions.
    pub(super) is_declared: bool,
    /// What [`Opened::content`] gives, once that was asked for.
    pub(super) content: OnceLock<Arc<str>>,
}

impl Opened {
    /// Whether nothing but the bytes of the file decided what was read: neither the names of file and folders, nor the LED
    /// counts of devices.
    #[must_use]
    pub fn says_all_itself(&self) -> bool {
        self.is_declared && self.certain && self.pattern.order == PixelOrder::Grid
    }

    /// Returns how it was read, to be read the same way again.
    #[must_use]
    pub fn as_remembered(&self) -> Remembered {
        let first = self.candidates.first().map(|first| &first.selection);
        let mut selection = first.cloned().unwrap_or_default();
        selection.array = selection.array.or_else(|| self.options.array.clone());
        Remembered {
            leds: self.pattern.frames.leds(),
            matrix: self.pattern.matrix,
            selection,
        }
    }

    /// Returns the pattern if its dimensions are certain.
    ///
    /// # Errors
    /// `pattern.ambiguous` with all readings where they are a guess.
    pub fn settled(&self) -> Result<&Pattern, PatternError> {
        if self.certain {
            return Ok(&self.pattern);
        }
        let readings = self.candidates.iter().map(Candidate::words).collect();
        let selected = |reading: &Candidate| reading.selection != Selection::default();
        if self.candidates.iter().any(selected) {
            return Err(PatternError::Several { readings });
        }
        Err(PatternError::Ambiguous { readings })
    }

    /// What the pattern is known by, whatever file it came from: its content hash, or what a file too large to be read for
    /// that is known by, and how it is read. Hashes all frames the first time, and keeps the result.
    #[must_use]
    pub fn content(&self) -> &Arc<str> {
        self.content
            .get_or_init(|| match self.pattern.frames.held() {
                Some(frames) => frames.content_hash().into(),
                None => {
                    let leds = self.pattern.frames.leds();
                    let frames = self.pattern.frames.len();
                    let key = &self.contents.key;
                    let ms = self.pattern.frames.total_ms();
                    format!("{key} as {leds} x {frames}, {ms} ms").into()
                }
            })
    }
}
