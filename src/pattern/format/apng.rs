//! Animated PNG. Read with every frame composited as it is seen; written without any loss, opacity as well.
//!
//! Layout: the APNG chapter of the W3C's PNG specification, third edition. Its durations are fractions of a second.

use super::animation::{Animation, stream};
use super::{
    Confidence, Decoded, Format, Large, MAX_SIDE, Source, chunks, cut_off, grid, picture_limits,
};
use crate::pattern::{HeldPattern, PatternError, PixelOrder, ReadOptions, Stream};
use outline::Outline;
use pictures::PngPictures;

mod outline;
mod pictures;
mod write;

/// See the module.
pub(super) struct Apng;

impl Format for Apng {
    fn name(&self) -> &'static str {
        "apng"
    }

    fn title(&self) -> &'static str {
        "animated PNG"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["apng", "png"]
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        if outline::announced(bytes).is_some() {
            Confidence::Exact
        } else {
            Confidence::No
        }
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

    fn order(&self) -> PixelOrder {
        PixelOrder::Grid
    }

    /// Not `.png`: who asks for that wants a still picture.
    fn writes(&self) -> &'static [&'static str] {
        &["apng"]
    }

    fn encode(&self, pattern: &HeldPattern) -> Option<Result<Vec<u8>, PatternError>> {
        Some(grid::of(pattern, MAX_SIDE).and_then(|matrix| write::apng(&pattern.frames, matrix)))
    }

    fn losses(&self, pattern: &HeldPattern) -> Vec<String> {
        write::losses(&pattern.frames)
            .into_iter()
            .chain(grid::losses(pattern))
            .collect()
    }
}

/// The animation in `bytes`, of which no pixel was decoded yet.
fn animation<'a, B: AsRef<[u8]> + Send + 'a>(bytes: B) -> Result<Animation<'a>, PatternError> {
    let file = bytes.as_ref();
    if !file.starts_with(chunks::SIGNATURE) {
        return Err(PatternError::Corrupt {
            offset: 0,
            detail: "this is no PNG".into(),
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
        let what = "this PNG is not animated; it can be read as a picture".into();
        return Err(PatternError::UnknownFormat { what });
    };
    if outline.durations.is_empty() {
        let none = || PatternError::Empty {
            what: "the APNG has no frame".into(),
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
