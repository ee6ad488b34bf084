//! Frames that are read when they are asked for: a [`Stream`] knows how many there are and how long they show, and opens
//! its [`FrameSource`] for each reader.

use super::{Durations, no_frame};
use crate::msg;
use crate::pattern::{Channels, FrameDuration, Frames, FramesError, PatternError};
use std::fmt::Debug;
use std::sync::Arc;

/// Most frames of a stream: two days at 25 a second. Lists of frames stay within some tens of megabytes.
pub(in crate::pattern) const MAX_STREAM_FRAMES: u64 = 4_000_000;

/// Largest frame of a stream, in bytes: 64 MiB. Showing or sending it takes some copies.
pub(in crate::pattern) const MAX_STREAM_FRAME: u64 = 64 << 20;

/// One frame: R,G,B bytes as they look on black, and how opaque each pixel is where not all are.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// `LEDs * 3` bytes.
    pub rgb: &'a [u8],
    /// One byte for each LED; `None` where all is opaque.
    pub alpha: Option<&'a [u8]>,
}

/// Where a source puts a frame.
#[derive(Clone, Debug, Default)]
pub struct FrameBuffer {
    /// R,G,B bytes; as long as a frame when a source is asked.
    pub rgb: Vec<u8>,
    /// One byte for each LED, or empty where all is opaque.
    pub alpha: Vec<u8>,
}

/// Where frames come from.
pub trait FrameSource: Debug + Send + Sync {
    /// Opens it for one reader, which has it to itself.
    ///
    /// # Errors
    /// `source.unreadable`, `source.changed`.
    fn open(&self) -> Result<Box<dyn ReadFrames>, PatternError>;
}

/// An opened [`FrameSource`].
pub trait ReadFrames: Send {
    /// Puts frame `index` into `into`, whose colours are as many as a frame has. It is the same buffer each time, and holds
    /// what the last read left in it: a source may write no more than what differs, or all of it.
    ///
    /// # Errors
    /// What is wrong with the source.
    fn read(&mut self, index: usize, into: &mut FrameBuffer) -> Result<(), PatternError>;

    /// The same without a copy: R,G,B of an opaque frame where it lies in the source's own memory, else `None`, and the frame
    /// is in `into`.
    ///
    /// # Errors
    /// As [`ReadFrames::read`].
    fn look(
        &mut self,
        index: usize,
        into: &mut FrameBuffer,
    ) -> Result<Option<&[u8]>, PatternError> {
        self.read(index, into).map(|()| None)
    }
}

/// Durations that a stream keeps.
#[derive(Clone, Debug, PartialEq)]
enum Times {
    Each(Arc<[FrameDuration]>),
    Even(FrameDuration, usize),
}

/// At least one frame of at least one LED, outside of memory. Two are equal when they are the same one.
#[derive(Clone, Debug)]
pub struct Stream {
    leds: usize,
    times: Times,
    source: Arc<dyn FrameSource>,
    channels: Option<Arc<Channels>>,
}

impl PartialEq for Stream {
    fn eq(&self, other: &Self) -> bool {
        self.leds == other.leds
            && self.times == other.times
            && Arc::ptr_eq(&self.source, &other.source)
    }
}

impl Stream {
    /// `count` frames that all show equally long.
    ///
    /// # Errors
    /// `pattern.empty` without a LED or a frame, `pattern.too_large` above 64 MiB a frame, `pattern.too_many_frames` above
    /// four million.
    pub fn even(
        leds: usize,
        count: u64,
        each: FrameDuration,
        source: Arc<dyn FrameSource>,
    ) -> Result<Self, PatternError> {
        let count = counted(leds, count)?;
        Ok(Self {
            leds,
            times: Times::Even(each, count),
            source,
            channels: None,
        })
    }

    /// Frames with a duration each.
    ///
    /// # Errors
    /// As [`Stream::even`].
    pub fn timed(
        leds: usize,
        durations: Vec<FrameDuration>,
        source: Arc<dyn FrameSource>,
    ) -> Result<Self, PatternError> {
        counted(leds, durations.len() as u64)?;
        Ok(Self {
            leds,
            times: Times::Each(durations.into()),
            source,
            channels: None,
        })
    }

    /// The same frames with what the sequence says that they are from, if they are from one.
    #[must_use]
    pub fn with_channels(mut self, channels: Option<Channels>) -> Self {
        self.channels = channels.map(Arc::new);
        self
    }

    pub(super) fn channels(&self) -> Option<&Channels> {
        self.channels.as_deref()
    }

    pub(super) fn leds(&self) -> usize {
        self.leds
    }

    pub(super) fn durations(&self) -> Durations<'_> {
        match &self.times {
            Times::Each(list) => Durations::Each(list),
            Times::Even(each, count) => Durations::Even(*each, *count),
        }
    }

    pub(super) fn with_duration(mut self, duration: FrameDuration) -> Self {
        self.times = Times::Even(duration, self.durations().len());
        let channels = self.channels().map(Channels::retimed);
        self.with_channels(channels)
    }

    pub(super) fn open(&self) -> Result<StreamReader, PatternError> {
        let buffer = FrameBuffer {
            rgb: vec![0; self.leds * 3],
            alpha: Vec::new(),
        };
        Ok(StreamReader {
            reader: self.source.open()?,
            count: self.durations().len(),
            leds: self.leds,
            at: None,
            buffer,
        })
    }

    pub(super) fn hold(&self) -> Result<Frames, PatternError> {
        let count = self.durations().len();
        let mut rgb = Vec::with_capacity(Frames::budget(self.leds as u64, count as u64)?);
        let mut alpha: Option<Vec<u8>> = None;
        let mut open = self.open()?;
        for index in 0..count {
            let frame = open.frame(index)?;
            if frame.alpha.is_some() && alpha.is_none() {
                alpha = Some(vec![u8::MAX; rgb.len() / 3]);
            }
            rgb.extend_from_slice(frame.rgb);
            if let Some(all) = &mut alpha {
                all.extend_from_slice(frame.alpha.unwrap_or_default());
                all.resize(rgb.len() / 3, u8::MAX);
            }
        }
        let frames = Frames::new(self.leds, rgb, self.durations().iter().collect())?
            .with_channels(self.channels().cloned());
        Ok(match alpha {
            Some(alpha) => frames.with_alpha(alpha),
            None => frames,
        })
    }
}

fn counted(leds: usize, count: u64) -> Result<usize, PatternError> {
    if leds == 0 || count == 0 {
        return Err(FramesError::Empty.into());
    }
    let each = (leds as u64).saturating_mul(3);
    if each > MAX_STREAM_FRAME {
        let each = each.div_ceil(1 << 20);
        let max = MAX_STREAM_FRAME >> 20;
        let what = msg!(
            "pattern-frame-too-large",
            leds = leds,
            each = each,
            max = max
        );
        return Err(PatternError::TooLarge { what });
    }
    match usize::try_from(count) {
        Ok(n) if count <= MAX_STREAM_FRAMES => Ok(n),
        _ => Err(PatternError::TooManyFrames {
            frames: count,
            max: MAX_STREAM_FRAMES,
        }),
    }
}

/// A stream that is being read, and the frame that was read into the buffer last.
pub(super) struct StreamReader {
    reader: Box<dyn ReadFrames>,
    count: usize,
    leds: usize,
    at: Option<usize>,
    buffer: FrameBuffer,
}

impl StreamReader {
    pub(super) fn frame(&mut self, index: usize) -> Result<Frame<'_>, PatternError> {
        if index >= self.count {
            return Err(no_frame(index));
        }
        if self.at != Some(index) {
            self.at = None; // what a failed read leaves is no frame
            if let Some(rgb) = self.reader.look(index, &mut self.buffer)? {
                return Ok(Frame { rgb, alpha: None });
            }
            self.buffer.rgb.resize(self.leds * 3, 0);
            self.at = Some(index);
        }
        let alpha = (self.buffer.alpha.len() == self.leds).then_some(self.buffer.alpha.as_slice());
        Ok(Frame {
            rgb: &self.buffer.rgb,
            alpha,
        })
    }
}
