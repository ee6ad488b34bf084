//! How a file is read: the options, and the readings that a headerless file allows, with the evidence for each.

use super::words::excerpt;
use super::{Cancel, FrameDuration, Matrix, Progress, Wiring};
use crate::message::Message;
use crate::msg;
use std::path::Path;
use std::sync::Arc;

/// What a format decodes: the bytes, and the path for its name and its neighbours alone.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Where the bytes are from, or would be.
    pub path: &'a Path,
    /// All of them; never empty.
    pub bytes: &'a [u8],
}

/// Options for reading a file that does not specify everything itself. Empty by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Format name, or what the numbers of a sketch mean, as in `--as`.
    pub format: Option<String>,
    /// Name of the array of a sketch that is read.
    pub array: Option<String>,
    /// LED count of a headerless file.
    pub leds: Option<usize>,
    /// Width and height, of a headerless file.
    pub matrix: Option<Matrix>,
    /// Strip-ordered data is read as a grid that was wired so (needs a matrix).
    pub from_wiring: Option<Wiring>,
    /// Replaces all durations.
    pub delay: Option<FrameDuration>,
    /// Reading chosen before for the same content.
    pub remembered: Option<Remembered>,
    /// LED counts of known devices: evidence for a headerless reading.
    pub device_leds: Vec<usize>,
    /// Stops the decode early.
    pub cancel: Cancel,
    /// Receives the progress of the decode.
    pub progress: Progress,
}

impl ReadOptions {
    /// Those of the readings that can be read with these options: what runs as a strip through a matrix needs one.
    pub(super) fn arrangeable(&self, readings: &[Candidate]) -> Vec<Candidate> {
        let given = self.matrix.map(Matrix::leds);
        let has_matrix = |c: &&Candidate| c.matrix.is_some() || given == Some(c.leds);
        let any = self.from_wiring.is_none();
        let fits = readings.iter().filter(|c| any || has_matrix(c));
        fits.cloned().collect()
    }
}

/// A reading that a person chose for a file's content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remembered {
    /// LED count of a frame.
    pub leds: usize,
    /// Width and height, where chosen.
    pub matrix: Option<Matrix>,
    /// What was chosen besides the size.
    pub selection: Selection,
}

/// What tells readings of one size apart, as options say it: most files have one of each, and then nothing is selected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// What the numbers of a sketch mean, as in `--as`.
    pub format: Option<String>,
    /// Name of the array of a sketch.
    pub array: Option<String>,
}

/// One piece of evidence for or against a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Speaks for the reading (else against it).
    pub supports: bool,
    /// A few words: "the folder name contains 12x6".
    pub text: Message,
}

/// One way to read a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// LED count of a frame.
    pub leds: usize,
    pub frames: usize,
    /// Width and height, where there is a reason to think of one.
    pub matrix: Option<Matrix>,
    /// 0 to 1; only the order and the margin mean something.
    pub score: f32,
    /// Evidence, strongest first.
    pub reasons: Vec<Reason>,
    /// What selects it among readings of the same size.
    pub selection: Selection,
    /// R,G,B of its first frames, where they are not the bytes of the file themselves.
    pub pixels: Option<Arc<[u8]>>,
}

impl Candidate {
    /// What tells it from the others: its size, and what selects it.
    pub(super) fn words(&self) -> Message {
        let size = match self.matrix {
            None => msg!("pattern-reading", frames = self.frames, leds = self.leds),
            Some(matrix) => msg!(
                "pattern-reading-matrix",
                frames = self.frames,
                matrix = matrix,
                leds = self.leds
            ),
        };
        let Selection { format, array } = &self.selection;
        let named: Vec<String> = [array, format]
            .into_iter()
            .flatten()
            .map(|name| excerpt(name))
            .collect();
        if named.is_empty() {
            return size;
        }
        msg!("pattern-reading-selected", size = size, named = named)
    }
}
