//! Effects of Falcon Player (`.eseq`): frames of a part of a show. `ESEQ`, then u32 LE at 8, 12 and 16: the channels of a
//! frame, the first one in the show (from 1) and how many; the frames follow at 20, 50 ms each.
//! (Layout: Falcon Player's `docs/ESEQ_Effect_Sequence_file_format.txt` and what its library does with it)

use super::strided::Strided;
use super::{Confidence, Decoded, Format, Info, Large, Source, odd_channels, whole_leds};
use crate::message::Message;
use crate::msg;
use crate::pattern::{FrameDuration, Frames, PatternError, PixelOrder, ReadOptions, Stream};
use std::sync::Arc;

/// First bytes of every effect.
const MAGIC: &[u8] = b"ESEQ";
/// Bytes in front of the frames.
const HEADER: usize = 20;
/// How long Falcon Player shows each frame.
const STEP_MS: u32 = 50;

/// See the module.
pub(super) struct Eseq;

static INFO: Info = Info {
    name: "eseq",
    read_as: "eseq",
    title: msg!("format-eseq"),
    extensions: &["eseq"],
    order: PixelOrder::Strip,
    writes: &[],
    writes_streams: false,
};

impl Format for Eseq {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        Confidence::exact_if(bytes.starts_with(MAGIC))
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let header = Header::parse(source.bytes, source.bytes.len() as u64)?;
        Frames::budget(header.leds() as u64, header.frames)?;
        let mut data = Vec::new();
        let body = source.bytes.get(HEADER..).unwrap_or_default();
        for frame in body.chunks_exact(header.stride) {
            options.cancel.check()?;
            data.extend_from_slice(frame.get(..header.channels).unwrap_or_default());
        }
        let rgb = whole_leds(data, header.channels);
        let durations = vec![FrameDuration::from_ms(STEP_MS); rgb.len() / (header.leds() * 3)];
        let frames = Frames::new(header.leds(), rgb, durations)?;
        Ok(header.decoded(frames))
    }

    fn stream(
        &self,
        large: Large<'_>,
        _options: &ReadOptions,
    ) -> Result<Option<Decoded<Stream>>, PatternError> {
        let header = Header::parse(large.head, large.file.len())?;
        if header.frames.saturating_mul(header.channels as u64) <= large.hold {
            return Ok(None);
        }
        let strided = Strided {
            file: large.file.clone(),
            start: HEADER as u64,
            stride: header.stride as u64,
            bytes: header.channels,
        };
        let step = FrameDuration::from_ms(STEP_MS);
        let frames = Stream::even(header.leds(), header.frames, step, Arc::new(strided))?;
        Ok(Some(header.decoded(frames)))
    }
}

/// What stands in front.
struct Header {
    /// Bytes from one frame to the next.
    stride: usize,
    /// Bytes of it that are channels.
    channels: usize,
    /// First of them in the show, from 1.
    start: u32,
    /// Whole frames of the file.
    frames: u64,
    /// Bytes behind them.
    rest: u64,
}

impl Header {
    /// The header of a file of `len` bytes, of which `bytes` are the first.
    fn parse(bytes: &[u8], len: u64) -> Result<Self, PatternError> {
        let word = |at: usize| {
            let word = bytes.get(at..).and_then(|rest| rest.first_chunk());
            word.map(|word| u32::from_le_bytes(*word))
        };
        let (Some(stride), Some(start), Some(count)) = (word(8), word(12), word(16)) else {
            let needs = HEADER as u64;
            return Err(PatternError::Truncated { needs, has: len });
        };
        if !bytes.starts_with(MAGIC) {
            return Err(PatternError::UnknownFormat {
                what: msg!("pattern-eseq-none"),
            });
        }
        let body = len.saturating_sub(HEADER as u64);
        let frames = body.checked_div(stride.into()).unwrap_or(0);
        if stride == 0 || body == 0 {
            let what = msg!("pattern-fseq-empty", channels = stride, frames = frames);
            return Err(PatternError::Empty { what });
        }
        if frames == 0 {
            let needs = HEADER as u64 + u64::from(stride);
            return Err(PatternError::Truncated { needs, has: len });
        }
        let channels = if (1..=stride).contains(&count) {
            count
        } else {
            stride
        };
        Ok(Self {
            stride: stride as usize,
            channels: channels as usize,
            start,
            frames,
            rest: body % u64::from(stride),
        })
    }

    fn leds(&self) -> usize {
        self.channels.div_ceil(3)
    }

    fn decoded<F>(&self, frames: F) -> Decoded<F> {
        let mut decoded = Decoded::exact(frames, None, PixelOrder::Strip);
        decoded.warnings = self.warnings();
        decoded
    }

    fn warnings(&self) -> Vec<Message> {
        let first = u64::from(self.start.max(1));
        let range = format!("{first}-{}", first + self.channels as u64 - 1);
        let mut warnings = vec![msg!(
            "pattern-eseq-range",
            channels = range,
            leds = self.leds()
        )];
        warnings.extend(odd_channels(self.channels));
        if self.rest > 0 {
            warnings.push(msg!("pattern-fseq-extra", bytes = self.rest));
        }
        warnings
    }
}

#[cfg(test)]
mod tests;
