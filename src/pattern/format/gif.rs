//! GIF animations. Read with every frame composited as it is seen: disposal, transparency, local palettes, interlacing;
//! written by `pattern::gif`.

use super::animation::{Animation, stream};
use super::{
    Confidence, Decoded, Format, Info, Large, MAX_SIDE, Sink, Source, cut_off, grid,
    picture_limits, put,
};
use crate::message::Message;
use crate::msg;
use crate::pattern::{
    GifProfile, Pattern, PatternError, PixelOrder, ReadOptions, Stream, encode_gif,
};
use outline::{Ends, Outline};
use pictures::GifPictures;

mod losses;
mod outline;
mod pictures;

/// See the module.
pub(super) struct Gif;

static INFO: Info = Info {
    name: "gif",
    read_as: "gif",
    title: msg!("format-gif"),
    extensions: &["gif"],
    order: PixelOrder::Grid,
    writes: &["gif"],
    writes_streams: false,
};

impl Format for Gif {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let magic = bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a");
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

    fn write(&self, pattern: &Pattern, to: &mut dyn Sink) -> Result<(), PatternError> {
        let matrix = grid::of(pattern, MAX_SIDE)?;
        let frames = pattern.frames.hold()?;
        put(&encode_gif(&frames, matrix, GifProfile::VIEWER)?.bytes, to)
    }

    fn losses(&self, pattern: &Pattern) -> Result<Vec<Message>, PatternError> {
        let frames = pattern.frames.hold()?;
        let lost = grid::of(pattern, MAX_SIDE)
            .map_or_else(|_| Vec::new(), |matrix| losses::of(&frames, matrix));
        Ok(lost
            .into_iter()
            .chain(grid::losses(pattern))
            .chain(grid::transparency(&frames))
            .collect())
    }
}

/// The animation in `bytes`, of which no pixel was decoded yet.
fn animation<'a, B: AsRef<[u8]> + Send + 'a>(bytes: B) -> Result<Animation<'a>, PatternError> {
    let file = bytes.as_ref();
    if Gif.sniff(file) != Confidence::Exact {
        return Err(PatternError::Corrupt {
            offset: 0,
            detail: msg!("pattern-gif-none"),
        });
    }
    let Outline {
        screen: Some((w, h)),
        durations,
        pixels,
        largest,
        ends,
    } = Outline::of(file)
    else {
        return Err(cut_off(file));
    };
    let matrix = picture_limits(file, w.into(), h.into(), 0)?;
    match ends {
        _ if !durations.is_empty() => {}
        Ends::Cut => return Err(cut_off(file)),
        Ends::Whole => {
            return Err(PatternError::Empty {
                what: msg!("pattern-gif-empty"),
            });
        }
        Ends::Damaged { offset } => {
            let detail = msg!("pattern-gif-block");
            return Err(PatternError::Corrupt {
                offset: offset as u64,
                detail,
            });
        }
    }
    Ok(Animation {
        kind: "GIF",
        matrix,
        durations,
        decoded: pixels,
        working: largest.saturating_mul(pictures::WORKING),
        cut: ends != Ends::Whole,
        pictures: Box::new(GifPictures::new(bytes)?),
    })
}

#[cfg(test)]
mod tests;
