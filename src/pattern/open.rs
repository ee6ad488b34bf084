//! From a path to an [`Opened`] pattern: read the file, recognise it, decode it, list the other readings.

use super::{FrameDuration, Matrix, Pattern, PatternError, Wiring};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How to read a file where the file itself leaves it open. Empty by default: let the file speak.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Format name as in `--as`.
    pub format: Option<String>,
    /// LEDs a frame, of a headerless file.
    pub leds: Option<usize>,
    /// Width and height, of a headerless file.
    pub matrix: Option<Matrix>,
    /// Strip-ordered data is read as a grid that was wired so (needs a matrix).
    pub from_wiring: Option<Wiring>,
    /// Replaces all durations.
    pub delay: Option<FrameDuration>,
    /// What was chosen for this very content before.
    pub remembered: Option<Remembered>,
    /// LED counts of known devices: evidence for a headerless reading.
    pub device_leds: Vec<usize>,
}

/// A reading that a person chose for a content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// LEDs a frame.
    pub leds: usize,
    /// Width and height, where chosen.
    pub matrix: Option<Matrix>,
}

/// One piece of evidence for or against a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Speaks for the reading (else against it).
    pub supports: bool,
    /// A few words: "the folder says 12x6".
    pub text: String,
}

/// One way to read a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// LEDs a frame.
    pub leds: usize,
    /// Frames.
    pub frames: usize,
    /// Width and height, where there is a reason to think of one.
    pub matrix: Option<Matrix>,
    /// 0 to 1; only the order and the margin mean something.
    pub score: f32,
    /// Why, strongest first.
    pub reasons: Vec<Reason>,
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Where it came from.
    pub path: PathBuf,
    /// SHA-256 of the whole file, hex.
    pub sha256: String,
    /// Its bytes: small headerless files are read again under another reading.
    pub bytes: Arc<[u8]>,
    /// The pattern under the first reading.
    pub pattern: Pattern,
    /// All readings, best first; exactly one where the file says what it is.
    pub candidates: Vec<Candidate>,
    /// Whether the dimensions are sure: said by the file, by options or by a remembered choice.
    pub certain: bool,
}

/// Reads a pattern file.
///
/// # Errors
/// See [`PatternError`].
pub fn open(path: &Path, _options: &ReadOptions) -> Result<Opened, PatternError> {
    Err(PatternError::Unreadable { detail: path.display().to_string() })
}

impl Opened {
    /// The same bytes under reading `index` of [`Opened::candidates`].
    ///
    /// # Errors
    /// As [`open`].
    pub fn reading(&self, _index: usize) -> Result<Pattern, PatternError> {
        Ok(self.pattern.clone())
    }

    /// The same bytes read with other options (a person set LEDs or matrix by hand).
    ///
    /// # Errors
    /// As [`open`].
    pub fn reread(&self, _options: &ReadOptions) -> Result<Opened, PatternError> {
        Ok(self.clone())
    }
}

/// As [`open`], of bytes.
///
/// # Errors
/// As [`open`].
pub fn read_bytes(path: &Path, _bytes: Arc<[u8]>, options: &ReadOptions) -> Result<Opened, PatternError> {
    open(path, options)
}
