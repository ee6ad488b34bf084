//! Frames in memory: one contiguous run of RGB bytes and a duration for each frame.

use super::channels::Channels;
use super::units::{byte_text, hex, needed_text};
use crate::message::Message;
use crate::msg;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// One colour: red, green, blue, 0 to 255 each, gamma-encoded as files have it.
pub type Rgb = [u8; 3];

/// Patterns larger than this many bytes of RGB are refused before anything is allocated: 256 MiB, the memory budget.
pub const MAX_FRAME_BYTES: usize = 256 << 20;

/// Patterns that take more are streamed by the formats that can: 32 MiB of frames, so that a window with a preview, a fit
/// and a payload of it stays small.
pub(super) const MAX_HELD: u64 = 32 << 20;

/// How long a frame shows, in milliseconds; never zero, because a device would spin on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FrameDuration(u32);

impl FrameDuration {
    /// What a file without durations gets: 20 ms, 50 frames a second, as the programs that write such files play them.
    pub const DEFAULT: Self = Self(20);
    /// How long a still picture shows: 1 s.
    pub const STILL: Self = Self(1000);

    /// `ms` milliseconds; 0 becomes 1, as devices read it.
    #[must_use]
    pub fn from_ms(ms: u32) -> Self {
        Self(ms.max(1))
    }

    /// Milliseconds, at least 1.
    #[must_use]
    pub fn ms(self) -> u32 {
        self.0
    }
}

/// Why bytes and durations do not make frames.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FramesError {
    /// No LED or no frame.
    Empty,
    /// The bytes are not `leds x frames x 3`.
    Size {
        /// Bytes given.
        bytes: usize,
        /// LEDs of a frame.
        leds: usize,
        /// Durations given.
        frames: usize,
    },
    /// More than [`MAX_FRAME_BYTES`].
    TooLarge {
        /// Bytes the frames would take.
        bytes: u64,
    },
}

impl FramesError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match *self {
            Self::Empty => msg!("pattern-no-frames"),
            Self::Size {
                bytes,
                leds,
                frames,
            } => msg!(
                "pattern-frames-size",
                bytes = bytes,
                leds = leds,
                frames = frames
            ),
            Self::TooLarge { bytes } => msg!(
                "pattern-frames-too-large",
                size = needed_text(bytes),
                max = byte_text(MAX_FRAME_BYTES as u64)
            ),
        }
    }
}

impl std::fmt::Display for FramesError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for FramesError {}

/// At least one frame of at least one LED; every frame has the same number of LEDs. Two are equal when they show the same.
#[derive(Clone)]
pub struct Frames {
    leds: usize,
    rgb: Vec<u8>,
    alpha: Option<Vec<u8>>,
    durations: Vec<FrameDuration>,
    channels: Option<Arc<Channels>>,
}

impl PartialEq for Frames {
    fn eq(&self, other: &Self) -> bool {
        self.leds == other.leds
            && self.durations == other.durations
            && self.rgb == other.rgb
            && self.alpha == other.alpha
    }
}

impl Eq for Frames {}

impl std::fmt::Debug for Frames {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Frames")
            .field("leds", &self.leds)
            .field("frames", &self.durations.len())
            .finish_non_exhaustive()
    }
}

impl Frames {
    /// Frames of `leds` LEDs from R,G,B bytes, frame after frame, and one duration for each frame.
    ///
    /// # Errors
    /// See [`FramesError`].
    pub fn new(
        leds: usize,
        rgb: Vec<u8>,
        durations: Vec<FrameDuration>,
    ) -> Result<Self, FramesError> {
        if leds == 0 || durations.is_empty() {
            return Err(FramesError::Empty);
        }
        if rgb.len() > MAX_FRAME_BYTES {
            return Err(FramesError::TooLarge {
                bytes: rgb.len() as u64,
            });
        }
        if Some(rgb.len())
            != leds
                .checked_mul(3)
                .and_then(|n| n.checked_mul(durations.len()))
        {
            return Err(FramesError::Size {
                bytes: rgb.len(),
                leds,
                frames: durations.len(),
            });
        }
        Ok(Self {
            leds,
            rgb,
            alpha: None,
            durations,
            channels: None,
        })
    }

    /// The same frames with what the sequence says that they are from, if they are from one.
    #[must_use]
    pub fn with_channels(mut self, channels: Option<Channels>) -> Self {
        self.channels = channels.map(Arc::new);
        self
    }

    /// What the sequence says that they are from.
    #[must_use]
    pub fn channels(&self) -> Option<&Channels> {
        self.channels.as_deref()
    }

    /// The same frames with the opacity of every pixel, one byte each. The colours must already be as they look on black:
    /// another background adds its share, `background x (255 - alpha) / 255`. Dropped where all is opaque, or where there
    /// is not one byte for each pixel.
    #[must_use]
    pub fn with_alpha(mut self, alpha: Vec<u8>) -> Self {
        let fits = alpha.len() == self.leds * self.durations.len();
        self.alpha = (fits && alpha.iter().any(|&a| a < u8::MAX)).then_some(alpha);
        self
    }

    /// The opacity of each pixel of frame `index`; `None` where all is opaque.
    #[must_use]
    pub fn alpha(&self, index: usize) -> Option<&[u8]> {
        let start = index.checked_mul(self.leds)?;
        self.alpha
            .as_ref()?
            .get(start..start.checked_add(self.leds)?)
    }

    /// How many bytes of RGB so many frames would take, or why that is too much: their durations count as well, which
    /// matters for frames of a few LEDs. Ask before allocating.
    ///
    /// # Errors
    /// [`FramesError::TooLarge`] above the memory budget.
    pub fn budget(leds: u64, frames: u64) -> Result<usize, FramesError> {
        let rgb = leds.saturating_mul(3).saturating_mul(frames);
        let bytes = rgb.saturating_add(frames.saturating_mul(size_of::<FrameDuration>() as u64));
        match usize::try_from(rgb) {
            Ok(n) if bytes <= MAX_FRAME_BYTES as u64 => Ok(n),
            _ => Err(FramesError::TooLarge { bytes }),
        }
    }

    /// LEDs of each frame.
    #[must_use]
    pub fn leds(&self) -> usize {
        self.leds
    }

    /// How many frames; at least 1.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "there is always a frame")]
    pub fn len(&self) -> usize {
        self.durations.len()
    }

    /// The R,G,B bytes of frame `index`.
    #[must_use]
    pub fn frame(&self, index: usize) -> Option<&[u8]> {
        let size = self.leds * 3;
        let start = index.checked_mul(size)?;
        self.rgb.get(start..start.checked_add(size)?)
    }

    /// The colour of one LED.
    #[must_use]
    pub fn pixel(&self, frame: usize, led: usize) -> Option<Rgb> {
        let at = led.checked_mul(3)?;
        self.frame(frame)?
            .get(at..at.checked_add(3)?)?
            .try_into()
            .ok()
    }

    /// Every frame with its duration.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&[u8], FrameDuration)> {
        self.rgb
            .chunks_exact(self.leds * 3)
            .zip(self.durations.iter().copied())
    }

    /// The durations, one a frame.
    #[must_use]
    pub fn durations(&self) -> &[FrameDuration] {
        &self.durations
    }

    /// All R,G,B bytes, frame after frame.
    #[must_use]
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// The same pixels with every duration replaced.
    #[must_use]
    pub fn with_duration(mut self, duration: FrameDuration) -> Self {
        self.durations.fill(duration);
        let channels = self.channels().map(Channels::retimed);
        self.with_channels(channels)
    }

    /// How long one pass takes, in milliseconds.
    #[must_use]
    pub fn total_ms(&self) -> u64 {
        self.durations.iter().map(|d| u64::from(d.ms())).sum()
    }

    /// Which frame shows `ms` milliseconds after the start, looping.
    #[must_use]
    pub fn index_at(&self, ms: u64) -> usize {
        let mut left = ms % self.total_ms().max(1);
        for (i, d) in self.durations.iter().enumerate() {
            match left.checked_sub(u64::from(d.ms())) {
                Some(rest) => left = rest,
                None => return i,
            }
        }
        0
    }

    /// When frame `index` starts, in milliseconds from the beginning.
    #[must_use]
    pub fn start_ms(&self, index: usize) -> u64 {
        self.durations
            .iter()
            .take(index)
            .map(|d| u64::from(d.ms()))
            .sum()
    }

    /// What the frames are, whatever file they came from: SHA-256 over u32 LE LEDs, u32 LE frames, then for each frame
    /// u32 LE duration in ms and its R,G,B bytes; as hex. (`content` in the command line's contract.)
    #[must_use]
    pub fn content_hash(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(u32::try_from(self.leds).unwrap_or(u32::MAX).to_le_bytes());
        hash.update(u32::try_from(self.len()).unwrap_or(u32::MAX).to_le_bytes());
        for (rgb, duration) in self.iter() {
            hash.update(duration.ms().to_le_bytes());
            hash.update(rgb);
        }
        hex(&hash.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(list: &[u32]) -> Vec<FrameDuration> {
        list.iter().map(|&m| FrameDuration::from_ms(m)).collect()
    }

    #[test]
    fn impossible_frames_cannot_be_built() {
        assert_eq!(Frames::new(0, vec![], ms(&[1])), Err(FramesError::Empty));
        assert_eq!(Frames::new(1, vec![], vec![]), Err(FramesError::Empty));
        assert!(matches!(
            Frames::new(2, vec![0; 5], ms(&[1])),
            Err(FramesError::Size { .. })
        ));
        assert!(matches!(
            Frames::budget(u64::MAX, 2),
            Err(FramesError::TooLarge { .. })
        ));
        assert_eq!(Frames::budget(1, 38_000_000), Ok(114_000_000));
        assert!(
            Frames::budget(1, 39_000_000).is_err(),
            "a duration is larger than a LED"
        );
    }

    #[test]
    fn time_finds_its_frame_and_loops() {
        let f = Frames::new(1, vec![0; 9], ms(&[10, 0, 5])).unwrap();
        assert_eq!(f.total_ms(), 16, "a zero duration counts as 1 ms");
        assert_eq!(
            [0, 9, 10, 11, 15, 16].map(|t| f.index_at(t)),
            [0, 0, 1, 2, 2, 0]
        );
        assert_eq!(f.start_ms(2), 11);
    }

    #[test]
    fn content_hash_is_over_counts_durations_and_pixels() {
        let f = Frames::new(1, vec![1, 2, 3], ms(&[7])).unwrap();
        let mut hash = Sha256::new();
        hash.update([1, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0, 1, 2, 3]);
        assert_eq!(f.content_hash(), crate::pattern::hex(&hash.finalize()));
    }
}
