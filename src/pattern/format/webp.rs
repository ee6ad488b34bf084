//! WebP, still or animated: read, with every frame composited as it is seen.
//!
//! Layout: RFC 9649. The `image-webp` crate decodes one bitstream at a time; what it does with animations is not used (it
//! clears nothing before the next picture), and it is only asked when the sides in the bitstream are those of its frame.

use super::animation::{Animation, stream};
use super::{Confidence, Decoded, Format, Info, Large, Source, picture_limits};
use crate::msg;
use crate::pattern::{FrameDuration, PatternError, PixelOrder, ReadOptions, Stream};
use outline::Outline;
use pictures::WebpPictures;

mod outline;
mod pictures;

/// See the module.
pub(super) struct Webp;

static INFO: Info = Info {
    name: "webp",
    read_as: "webp",
    title: msg!("format-webp"),
    extensions: &["webp"],
    order: PixelOrder::Grid,
    writes: &[],
    writes_streams: false,
};

impl Format for Webp {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let magic = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
        Confidence::exact_if(magic)
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        animation(source.bytes)?.decode(options)
    }

    fn stream(
        &self,
        large: Large<'_>,
        _options: &ReadOptions,
    ) -> Result<Option<Decoded<Stream>>, PatternError> {
        stream(large, animation)
    }
}

/// The animation in `bytes`, or the one picture, of which no pixel was decoded yet.
fn animation<'a, B: AsRef<[u8]> + Send + 'a>(bytes: B) -> Result<Animation<'a>, PatternError> {
    let file = bytes.as_ref();
    if Webp.sniff(file) != Confidence::Exact {
        return Err(PatternError::Corrupt {
            offset: 0,
            detail: msg!("pattern-webp-none"),
        });
    }
    let Outline {
        w,
        h,
        frames,
        animated,
        needs,
    } = Outline::of(file)?;
    let matrix = picture_limits(file, w, h, 0)?;
    let has = file.len() as u64;
    if frames.is_empty() {
        return Err(if needs > has {
            PatternError::Truncated { needs, has }
        } else {
            PatternError::Empty {
                what: msg!("pattern-webp-empty"),
            }
        });
    }
    let durations = frames
        .iter()
        .map(|frame| {
            if animated {
                frame.shows
            } else {
                FrameDuration::STILL
            }
        })
        .collect();
    let pixels = |frame: &outline::Frame| {
        (frame.part.place.w as u64).saturating_mul(frame.part.place.h as u64)
    };
    let decoded = frames.iter().map(pixels).fold(0, u64::saturating_add);
    let largest = frames.iter().map(pixels).max().unwrap_or(0);
    Ok(Animation {
        kind: "WebP",
        matrix,
        durations,
        decoded,
        working: largest.saturating_mul(pictures::WORKING),
        cut: needs > has,
        pictures: Box::new(WebpPictures::new(bytes, frames)),
    })
}

#[cfg(test)]
mod tests;
