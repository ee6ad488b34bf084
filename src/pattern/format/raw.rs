//! Headerless pixels: frame after frame of R,G,B bytes and nothing else. How many LEDs a frame has must come from
//! options, from a remembered choice, or from evidence (`detect`).

use super::{Confidence, Decoded, Format, Source, default_durations, without_durations};
use crate::pattern::detect::{self, text};
use crate::pattern::{
    Candidate, FrameDuration, Frames, Matrix, Pattern, PatternError, PixelOrder, ReadOptions, Reason,
};

/// See the module.
pub(super) struct Raw;

impl Format for Raw {
    fn name(&self) -> &'static str {
        "raw"
    }

    fn title(&self) -> &'static str {
        "bare RGB bytes"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["bin", "dat", "rgb", "ledadmin"] // the last one is known by its name alone: tried by content
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let pixels = !bytes.is_empty() && bytes.len().is_multiple_of(3);
        if pixels && text::other_kind(bytes).is_none() { Confidence::Possible } else { Confidence::No }
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let len = source.bytes.len();
        let candidates = candidates(source, options)?;
        let first = candidates.readings.first().ok_or_else(|| PatternError::UnknownFormat {
            what: format!("{len} bytes are neither a known format nor whole frames of RGB pixels"),
        })?;
        Frames::budget(first.leds as u64, first.frames as u64)?;
        let frames = Frames::new(first.leds, source.bytes.to_vec(), default_durations(first.frames))?;
        let matrix = first.matrix;
        Ok(Decoded {
            frames,
            matrix,
            order: PixelOrder::Strip,
            warnings: Vec::new(),
            candidates: candidates.readings,
            certain: candidates.certain,
        })
    }

    fn order(&self) -> PixelOrder {
        PixelOrder::Strip
    }

    fn writes(&self) -> &'static [&'static str] {
        &["rgb", "dat", "bin"]
    }

    fn encode(&self, pattern: &Pattern) -> Option<Result<Vec<u8>, PatternError>> {
        Some(Ok(pattern.frames.rgb().to_vec()))
    }

    fn losses(&self, pattern: &Pattern) -> Vec<String> {
        let leds = pattern.frames.leds();
        let size = format!("such files do not say for how many LEDs they are: read it with --as raw --leds {leds}");
        std::iter::once(size).chain(without_durations(pattern, FrameDuration::DEFAULT)).collect()
    }
}

/// The size that somebody said, or else what the evidence ranks.
fn candidates(source: Source<'_>, options: &ReadOptions) -> Result<detect::Ranking, PatternError> {
    if let (Some(leds), Some(matrix)) = (options.leds, options.matrix)
        && leds != matrix.leds()
    {
        let detail = format!("{matrix} are {} LEDs, not {leds}", matrix.leds());
        return Err(PatternError::Options { detail });
    }
    if let Some(leds) = options.leds.or(options.matrix.map(Matrix::leds)) {
        return said(source.bytes.len(), leds, options.matrix, "you said so");
    }
    if let Some(remembered) = options.remembered
        && let Ok(known) = said(source.bytes.len(), remembered.leds, remembered.matrix, "you chose it before")
    {
        return Ok(known);
    }
    Ok(detect::rank(source, options))
}

/// The one reading of a given size.
fn said(bytes: usize, leds: usize, matrix: Option<Matrix>, why: &str) -> Result<detect::Ranking, PatternError> {
    let size = leds
        .checked_mul(3)
        .filter(|&n| n > 0)
        .ok_or_else(|| PatternError::Options { detail: format!("{leds} LEDs are no size of a frame") })?;
    if !bytes.is_multiple_of(size) {
        let needs = bytes.div_ceil(size).saturating_mul(size) as u64;
        return Err(PatternError::Truncated { needs, has: bytes as u64 });
    }
    let reasons = vec![Reason { supports: true, text: why.into() }];
    let reading = Candidate { leds, frames: bytes / size, matrix, score: 1.0, reasons };
    Ok(detect::Ranking { readings: vec![reading], certain: true })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn decode(bytes: &[u8], options: &ReadOptions) -> Result<Decoded, PatternError> {
        Raw.decode(Source { path: Path::new("a.bin"), bytes }, options)
    }

    #[test]
    fn a_given_size_is_certain_and_must_fit() {
        let options = ReadOptions { leds: Some(2), ..ReadOptions::default() };
        let read = decode(&[1; 12], &options).unwrap();
        assert_eq!((read.frames.leds(), read.frames.len(), read.certain), (2, 2, true));
        assert_eq!(decode(&[1; 9], &options).unwrap_err(), PatternError::Truncated { needs: 12, has: 9 });
        let both = ReadOptions { matrix: Matrix::new(3, 1), ..options };
        assert_eq!(decode(&[1; 18], &both).unwrap_err().code(), "pattern.options");
    }

    #[test]
    fn bytes_that_are_no_pixels_are_refused() {
        assert_eq!(decode(&[1; 10], &ReadOptions::default()).unwrap_err().code(), "pattern.unknown_format");
        assert_eq!(Raw.sniff(&[1; 10]), Confidence::No);
    }
}
