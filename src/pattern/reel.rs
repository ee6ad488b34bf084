//! All frames of a pattern, whatever their number: a [`Reel`] holds them in memory, or reads them from where they are as
//! they are asked for. Code that takes one frame after the other uses a [`FrameReader`]; code that needs all of them at
//! once calls [`Reel::hold`], which refuses what would exceed the memory budget.

mod durations;
mod rewired;
mod stream;

pub use durations::Durations;
pub(in crate::pattern) use stream::MAX_STREAM_FRAMES;
pub use stream::{Frame, FrameBuffer, FrameSource, ReadFrames, Stream};

pub(in crate::pattern) use rewired::{Rewired, rewire};

use super::{Channels, FrameDuration, Frames, PatternError, Progress, Rgb};
use crate::msg;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// At least one frame of at least one LED. Cheap to clone: the frames are shared.
#[derive(Clone, Debug, PartialEq)]
pub enum Reel {
    /// All of them in memory.
    Held(Arc<Frames>),
    /// Read when they are asked for; used for what is too large to be held.
    Streamed(Arc<Stream>),
}

impl From<Frames> for Reel {
    fn from(frames: Frames) -> Self {
        Self::Held(Arc::new(frames))
    }
}

impl From<Arc<Frames>> for Reel {
    fn from(frames: Arc<Frames>) -> Self {
        Self::Held(frames)
    }
}

impl From<Stream> for Reel {
    fn from(stream: Stream) -> Self {
        Self::Streamed(Arc::new(stream))
    }
}

impl Reel {
    /// LEDs of each frame.
    #[must_use]
    pub fn leds(&self) -> usize {
        match self {
            Self::Held(frames) => frames.leds(),
            Self::Streamed(stream) => stream.leds(),
        }
    }

    /// How many frames; at least 1.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "there is always a frame")]
    pub fn len(&self) -> usize {
        self.durations().len()
    }

    /// Bytes of R,G,B of all frames.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        (self.leds() as u64)
            .saturating_mul(3)
            .saturating_mul(self.len() as u64)
    }

    /// How long each frame shows.
    #[must_use]
    pub fn durations(&self) -> Durations<'_> {
        match self {
            Self::Held(frames) => Durations::Each(frames.durations()),
            Self::Streamed(stream) => stream.durations(),
        }
    }

    /// What the sequence says that they are from, if they are from one.
    #[must_use]
    pub fn channels(&self) -> Option<&Channels> {
        match self {
            Self::Held(frames) => frames.channels(),
            Self::Streamed(stream) => stream.channels(),
        }
    }

    /// The frames, where they are in memory.
    #[must_use]
    pub fn held(&self) -> Option<&Arc<Frames>> {
        match self {
            Self::Held(frames) => Some(frames),
            Self::Streamed(_) => None,
        }
    }

    /// All frames in memory: those that are there, or all of them read now.
    ///
    /// # Errors
    /// `pattern.too_large` above the memory budget, before anything is read; what reading says.
    pub fn hold(&self) -> Result<Arc<Frames>, PatternError> {
        match self {
            Self::Held(frames) => Ok(frames.clone()),
            Self::Streamed(stream) => stream.hold().map(Arc::new),
        }
    }

    /// Opens a reader for frames, one after the other or in any order.
    ///
    /// # Errors
    /// `source.unreadable` and `source.changed` where a streamed file is not there any more as it was.
    pub fn reader(&self) -> Result<FrameReader, PatternError> {
        Ok(match self {
            Self::Held(frames) => FrameReader(Reading::Held(frames.clone())),
            Self::Streamed(stream) => FrameReader(Reading::Streamed(stream.open()?)),
        })
    }

    /// The colour of one LED. Opens a streamed file: for a look, not for a loop.
    ///
    /// # Errors
    /// As reading.
    pub fn pixel(&self, frame: usize, led: usize) -> Result<Option<Rgb>, PatternError> {
        let mut reader = self.reader()?;
        let at = led.saturating_mul(3);
        Ok(reader
            .frame(frame)?
            .rgb
            .get(at..at.saturating_add(3))
            .and_then(|rgb| rgb.try_into().ok()))
    }

    /// The same pixels with every duration replaced.
    #[must_use]
    pub fn with_duration(&self, duration: FrameDuration) -> Self {
        match self {
            Self::Held(frames) => Frames::clone(frames).with_duration(duration).into(),
            Self::Streamed(stream) => Stream::clone(stream).with_duration(duration).into(),
        }
    }

    /// How long one pass takes, in milliseconds.
    #[must_use]
    pub fn total_ms(&self) -> u64 {
        self.durations().total_ms()
    }

    /// Which frame shows `ms` milliseconds after the start, looping.
    #[must_use]
    pub fn index_at(&self, ms: u64) -> usize {
        self.durations().index_at(ms)
    }

    /// When frame `index` starts, in milliseconds from the beginning.
    #[must_use]
    pub fn start_ms(&self, index: usize) -> u64 {
        self.durations().start_ms(index)
    }

    /// What the frames are, whatever file they came from; see [`Frames::content_hash`]. Reads all of a streamed pattern.
    ///
    /// # Errors
    /// As reading.
    pub fn content_hash(&self) -> Result<String, PatternError> {
        self.content_hash_with_progress(&Progress::default())
    }

    /// The same, and reports how much was read.
    ///
    /// # Errors
    /// As reading.
    pub fn content_hash_with_progress(&self, progress: &Progress) -> Result<String, PatternError> {
        match self {
            Self::Held(frames) => Ok(frames.content_hash()),
            Self::Streamed(_) => {
                let mut hash = ContentHash::new(self.leds(), self.len());
                let count = self.len() as u64;
                self.for_each(|index, frame, duration| {
                    progress.set(index as u64, count);
                    hash.frame(frame.rgb, duration);
                    Ok(())
                })?;
                Ok(hash.finish())
            }
        }
    }

    /// Calls `each` with every frame, in order.
    ///
    /// # Errors
    /// As reading, and what `each` says.
    pub fn for_each(
        &self,
        mut each: impl FnMut(usize, Frame<'_>, FrameDuration) -> Result<(), PatternError>,
    ) -> Result<(), PatternError> {
        let mut reader = self.reader()?;
        for (index, duration) in self.durations().iter().enumerate() {
            each(index, reader.frame(index)?, duration)?;
        }
        Ok(())
    }
}

/// Gives frame after frame of a [`Reel`].
pub struct FrameReader(Reading);

enum Reading {
    Held(Arc<Frames>),
    Streamed(stream::StreamReader),
}

impl FrameReader {
    /// One frame; cheap where it was the last one that was asked for.
    ///
    /// # Errors
    /// What reading a streamed file says; `pattern.options` for a frame that there is not.
    pub fn frame(&mut self, index: usize) -> Result<Frame<'_>, PatternError> {
        match &mut self.0 {
            Reading::Held(frames) => {
                let rgb = frames.frame(index).ok_or_else(|| no_frame(index))?;
                Ok(Frame {
                    rgb,
                    alpha: frames.alpha(index),
                })
            }
            Reading::Streamed(open) => open.frame(index),
        }
    }
}

/// The error of asking for a frame that is not there.
fn no_frame(index: usize) -> PatternError {
    PatternError::Options {
        detail: msg!("pattern-no-frame", index = index),
    }
}

/// The hash that [`Frames::content_hash`] defines, frame by frame.
pub(in crate::pattern) struct ContentHash(Sha256);

impl ContentHash {
    pub(in crate::pattern) fn new(leds: usize, frames: usize) -> Self {
        let mut hash = Sha256::new();
        hash.update(u32::try_from(leds).unwrap_or(u32::MAX).to_le_bytes());
        hash.update(u32::try_from(frames).unwrap_or(u32::MAX).to_le_bytes());
        Self(hash)
    }

    pub(in crate::pattern) fn frame(&mut self, rgb: &[u8], duration: FrameDuration) {
        self.0.update(duration.ms().to_le_bytes());
        self.0.update(rgb);
    }

    pub(in crate::pattern) fn finish(self) -> String {
        super::hex(&self.0.finalize())
    }
}

#[cfg(test)]
mod tests;
