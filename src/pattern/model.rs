//! A pattern: loaded frames, their order and their size.

use super::{Frames, Matrix, PatternError, Reel};
use crate::message::Message;
use std::sync::Arc;

/// In which order the pixels of a [`Pattern`] stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PixelOrder {
    /// As the strip runs: LED 0 first. Goes to a device of as many LEDs untouched.
    Strip,
    /// Row by row from the top left, as pictures are. Becomes strip order by the device's wiring.
    Grid,
}

/// Loaded frames, with their order and their size where known.
///
/// Cheap to clone: the frames are shared. Its frames are a [`Reel`], which may be larger than memory; code that needs
/// all of them at once works on a [`HeldPattern`].
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern<F = Reel> {
    /// Name of the file without its extension, until it is renamed.
    pub name: String,
    /// Name of the format it was read from, as in `--as`.
    pub format: &'static str,
    /// All frames with their durations.
    pub frames: F,
    /// Width and height. Always there for [`PixelOrder::Grid`]; for a strip only where a file name or a person said so,
    /// and then good for the preview alone.
    pub matrix: Option<Matrix>,
    /// How `frames` is ordered.
    pub order: PixelOrder,
    /// Warnings about the file.
    pub warnings: Vec<Message>,
}

/// A pattern whose frames are all in memory.
pub type HeldPattern = Pattern<Arc<Frames>>;

impl<F> Pattern<F> {
    /// The same with other frames.
    pub fn with_frames<G>(self, frames: G) -> Pattern<G> {
        let Self {
            name,
            format,
            matrix,
            order,
            warnings,
            ..
        } = self;
        Pattern {
            name,
            format,
            frames,
            matrix,
            order,
            warnings,
        }
    }
}

impl Pattern {
    /// The pattern with all frames in memory.
    ///
    /// # Errors
    /// As [`Reel::hold`].
    pub fn hold(&self) -> Result<HeldPattern, PatternError> {
        let frames = self.frames.hold()?;
        Ok(self.clone().with_frames(frames))
    }
}

impl From<HeldPattern> for Pattern {
    fn from(held: HeldPattern) -> Self {
        let frames = held.frames.clone().into();
        held.with_frames(frames)
    }
}
