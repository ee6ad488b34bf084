//! Animated PNG. Read with every frame composited as it is seen; written without any loss, opacity as well.
//!
//! Layout: the APNG chapter of the W3C's PNG specification, third edition. Its durations are fractions of a second.

use super::animation::{Animation, stream};
use super::{
    Confidence, Decoded, Format, Info, Large, MAX_SIDE, Sink, Source, chunks, cut_off, grid,
    picture_limits, put,
};
use crate::message::Message;
use crate::msg;
use crate::pattern::{Pattern, PatternError, PixelOrder, ReadOptions, Stream};
use outline::Outline;
use pictures::PngPictures;

mod outline;
mod pictures;
mod write;

/// See the module.
pub(super) struct Apng;

static INFO: Info = Info {
    name: "apng",
    read_as: "apng",
    title: msg!("format-apng"),
    extensions: &["apng", "png"],
    order: PixelOrder::Grid,
    writes: &["apng"], // not .png: that asks for a still picture
    writes_streams: false,
};

impl Format for Apng {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        Confidence::exact_if(outline::announced(bytes).is_some())
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
        put(&write::apng(&*pattern.frames.hold()?, matrix)?, to)
    }

    fn losses(&self, pattern: &Pattern) -> Result<Vec<Message>, PatternError> {
        let durations = write::losses(pattern.frames.durations());
        Ok(durations.into_iter().chain(grid::losses(pattern)).collect())
    }
}

/// The animation in `bytes`, of which no pixel was decoded yet.
fn animation<'a, B: AsRef<[u8]> + Send + 'a>(bytes: B) -> Result<Animation<'a>, PatternError> {
    let file = bytes.as_ref();
    if !file.starts_with(chunks::SIGNATURE) {
        return Err(PatternError::Corrupt {
            offset: 0,
            detail: msg!("pattern-png-none"),
        });
    }
    let Some(outline) = Outline::of(file) else {
        return Err(cut_off(file));
    };
    let matrix = picture_limits(file, outline.w, outline.h, 0)?;
    let Some(announced) = outline.announced else {
        if outline.pixels == 0 && !outline.ends {
            return Err(cut_off(file));
        }
        let what = msg!("pattern-png-still");
        return Err(PatternError::UnknownFormat { what });
    };
    if outline.durations.is_empty() {
        let none = || PatternError::Empty {
            what: msg!("pattern-apng-empty"),
        };
        return Err(if outline.ends { none() } else { cut_off(file) });
    }
    let pictures = PngPictures::new(bytes)?;
    Ok(Animation {
        kind: "APNG",
        matrix,
        cut: outline.durations.len() < announced,
        durations: outline.durations,
        decoded: outline.pixels,
        working: pictures.working(),
        pictures: Box::new(pictures),
    })
}

#[cfg(test)]
mod tests;
