//! Videos: whatever ffmpeg decodes, by the program itself in a process of its own. Frames come through a pipe, at a constant
//! rate and already no larger than any controller shows; the next one is decoded when it is asked for.
//!
//! Containers are known by their magic numbers (ISO 14496-12 `ftyp`, EBML, RIFF `AVI `, MPEG, Ogg, FLV, ASF).

mod decode;
mod probe;
mod process;
mod tools;

pub use tools::{Ffmpeg, find_ffmpeg};

use super::{Confidence, Decoded, Format, Info, Large, Source};
use crate::msg;
use crate::pattern::detect::text::heif;
use crate::pattern::{FrameDuration, Matrix, PatternError, PixelOrder, ReadOptions, Stream};
use decode::{Begun, Video as Decoder};
use parking_lot::Mutex;
use probe::VideoFacts;
use std::sync::Arc;

/// See the module.
pub(super) struct Video;

/// Longest side of the frames that are taken from ffmpeg, in pixels: the widest canvas that a controller has.
const MAX_SIDE: u32 = 320;
/// Most frames a second that are taken: controllers show no more.
const MAX_FPS: f64 = 60.0;

static INFO: Info = Info {
    name: "video",
    read_as: "video",
    title: msg!("format-video"),
    extensions: &[
        "mp4", "mov", "m4v", "mkv", "webm", "avi", "mpg", "mpeg", "ts", "ogv", "flv", "wmv",
    ],
    order: PixelOrder::Grid,
    writes: &[],
    writes_streams: false,
};

impl Format for Video {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        Confidence::exact_if(is_video(bytes))
    }

    fn decode(&self, _source: Source<'_>, _options: &ReadOptions) -> Result<Decoded, PatternError> {
        Err(PatternError::Options {
            detail: msg!("pattern-video-bytes"),
        })
    }

    fn sniff_large(&self, large: Large<'_>) -> Confidence {
        self.sniff(large.head)
    }

    fn stream(
        &self,
        large: Large<'_>,
        _options: &ReadOptions,
    ) -> Result<Option<Decoded<Stream>>, PatternError> {
        let begun = Begun::at_the_start_of(large.file.path());
        let facts = probe::facts(large.file.path())?;
        let shape = Shape::of(&facts)?;
        let frames = shape.frames(&facts)?;
        let durations = (0..frames).map(|index| shape.duration(index)).collect();
        let begun = Arc::new(Mutex::new(
            begun.and_then(|begun| begun.confirmed(&facts, &shape)),
        ));
        let file = large.file.clone();
        let start = facts.start;
        let seeks = facts.seeks;
        let video = Decoder {
            file,
            shape,
            start,
            seeks,
            frames,
            begun,
            first: Arc::default(),
        };
        let stream = Stream::timed(shape.matrix.leds(), durations, Arc::new(video))?;
        let mut decoded = Decoded::exact(stream, Some(shape.matrix), PixelOrder::Grid);
        if (shape.matrix.w(), shape.matrix.h()) != (facts.w as usize, facts.h as usize) {
            let w = facts.w;
            let h = facts.h;
            decoded.warnings.push(msg!(
                "pattern-video-reduced",
                w = w,
                h = h,
                matrix = shape.matrix
            ));
        }
        if facts.has_sound {
            decoded.warnings.push(msg!("pattern-video-sound"));
        }
        Ok(Some(decoded))
    }
}

/// Whether these bytes begin as a container of videos does.
fn is_video(bytes: &[u8]) -> bool {
    let at = |from: usize, magic: &[u8]| {
        bytes
            .get(from..)
            .is_some_and(|rest| rest.starts_with(magic))
    };
    let packets =
        |size: usize| bytes.len() >= 3 * size && (0..3).all(|n| bytes.get(n * size) == Some(&0x47));
    at(4, b"ftyp") && heif(bytes).is_none()
        || at(0, b"\x1aE\xdf\xa3")
        || at(0, b"RIFF") && at(8, b"AVI ")
        || at(0, b"FLV\x01")
        || at(0, b"\0\0\x01\xba")
        || at(0, b"OggS")
        || at(0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11")
        || at(0, b"G") && packets(188)
}

/// What is taken from ffmpeg: frames of one size, at one rate.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Shape {
    matrix: Matrix,
    /// Frames in so many seconds.
    rate: (u32, u32),
}

impl Shape {
    fn of(facts: &VideoFacts) -> Result<Self, PatternError> {
        let longest = facts.w.max(facts.h).max(1);
        let fit = |side: u32| {
            if longest > MAX_SIDE {
                (side * MAX_SIDE).div_ceil(longest).max(1)
            } else {
                side
            }
        };
        let side = |side: u32| u16::try_from(fit(side)).unwrap_or(u16::MAX);
        let matrix =
            Matrix::new(side(facts.w), side(facts.h)).ok_or_else(|| PatternError::Empty {
                what: msg!("pattern-video-empty"),
            })?;
        let (count, seconds) = facts.rate;
        let fast = f64::from(count) / f64::from(seconds.max(1)) > MAX_FPS;
        let rate = if count == 0 || seconds == 0 || fast {
            (if fast { MAX_FPS as u32 } else { 25 }, 1)
        } else {
            facts.rate
        };
        Ok(Self { matrix, rate })
    }

    fn fps(&self) -> f64 {
        f64::from(self.rate.0) / f64::from(self.rate.1)
    }

    fn frames(&self, facts: &VideoFacts) -> Result<usize, PatternError> {
        let frames = (facts.seconds * self.fps()).round().max(1.0);
        if frames > crate::pattern::reel::MAX_STREAM_FRAMES as f64 {
            let what = msg!(
                "pattern-video-long",
                hours = (facts.seconds / 3600.0).round()
            );
            return Err(PatternError::TooLarge { what });
        }
        Ok(frames as usize)
    }

    /// When a frame begins, in ms: rounded from the start, so that nothing adds up.
    fn begins(&self, index: usize) -> u64 {
        let count = u64::from(self.rate.0);
        let seconds = u64::from(self.rate.1);
        (index as u64 * 1000 * seconds + count / 2) / count
    }

    fn duration(&self, index: usize) -> FrameDuration {
        let ms = self.begins(index + 1) - self.begins(index);
        FrameDuration::from_ms(u32::try_from(ms).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests;
