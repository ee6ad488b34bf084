//! Headerless pixels: frame after frame of R,G,B bytes and nothing else. How many LEDs a frame has must come from
//! options, from a remembered choice, or from evidence (`detect`).

use super::strided::Strided;
use super::{
    Confidence, Decoded, Format, Info, Large, Sink, Source, default_durations, put,
    without_durations,
};
use crate::message::Message;
use crate::msg;
use crate::pattern::detect::{self, text};
use crate::pattern::{
    Candidate, Durations, FrameDuration, Frames, Matrix, Pattern, PatternError, PixelOrder,
    ReadOptions, Reason, Selection, Stream,
};
use std::sync::Arc;

/// See the module.
pub(super) struct Raw;

static INFO: Info = Info {
    name: "raw",
    read_as: "raw",
    title: msg!("format-raw"),
    extensions: &["bin", "dat", "rgb", "ledadmin"], // the last one is known by its name alone: tried by content
    order: PixelOrder::Strip,
    writes: &["rgb", "dat", "bin"],
    writes_streams: true,
};

impl Format for Raw {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let pixels = !bytes.is_empty() && bytes.len().is_multiple_of(3);
        if pixels && text::other_kind(bytes).is_none() {
            Confidence::Possible
        } else {
            Confidence::No
        }
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let candidates = candidates(source, source.bytes.len() as u64, options)?;
        let first = first(&candidates, source.bytes.len() as u64)?;
        Frames::budget(first.leds as u64, first.frames as u64)?;
        let frames = Frames::new(
            first.leds,
            source.bytes.to_vec(),
            default_durations(first.frames),
        )?;
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

    fn sniff_large(&self, large: Large<'_>) -> Confidence {
        let pixels = large.file.len().is_multiple_of(3) && text::other_kind(large.head).is_none();
        if pixels {
            Confidence::Possible
        } else {
            Confidence::No
        }
    }

    fn stream(
        &self,
        large: Large<'_>,
        options: &ReadOptions,
    ) -> Result<Option<Decoded<Stream>>, PatternError> {
        let len = large.file.len();
        if len <= large.hold {
            return Ok(None);
        }
        let source = Source {
            path: large.file.path(),
            bytes: large.head,
        };
        let candidates = candidates(source, len, options)?;
        let first = first(&candidates, len)?;
        let bytes = first.leds * 3;
        let strided = Strided {
            file: large.file.clone(),
            start: 0,
            stride: bytes as u64,
            bytes,
        };
        let frames = Stream::even(
            first.leds,
            first.frames as u64,
            FrameDuration::DEFAULT,
            Arc::new(strided),
        )?;
        let matrix = first.matrix;
        let certain = candidates.certain;
        let exact = Decoded::exact(frames, matrix, PixelOrder::Strip);
        Ok(Some(Decoded {
            candidates: candidates.readings,
            certain,
            ..exact
        }))
    }

    fn write(&self, pattern: &Pattern, to: &mut dyn Sink) -> Result<(), PatternError> {
        pattern.frames.for_each(|_, frame, _| put(frame.rgb, to))
    }

    fn losses(&self, pattern: &Pattern) -> Result<Vec<Message>, PatternError> {
        Ok(losses(pattern.frames.leds(), pattern.frames.durations()))
    }
}

fn losses(leds: usize, durations: Durations<'_>) -> Vec<Message> {
    let size = msg!("pattern-loss-raw-size", leds = leds);
    std::iter::once(size)
        .chain(without_durations(durations, FrameDuration::DEFAULT))
        .collect()
}

fn first(candidates: &detect::Ranking, len: u64) -> Result<&Candidate, PatternError> {
    candidates
        .readings
        .first()
        .ok_or_else(|| PatternError::UnknownFormat {
            what: msg!("pattern-unknown-bytes", len = len),
        })
}

/// The size that the person set, or else the ranking of the evidence, for a file of `len` bytes whose beginning is there.
fn candidates(
    source: Source<'_>,
    len: u64,
    options: &ReadOptions,
) -> Result<detect::Ranking, PatternError> {
    if let (Some(leds), Some(matrix)) = (options.leds, options.matrix)
        && leds != matrix.leds()
    {
        let detail = msg!(
            "pattern-matrix-not-leds",
            matrix = matrix,
            has = matrix.leds(),
            leds = leds
        );
        return Err(PatternError::Options { detail });
    }
    if let Some(leds) = options.leds.or(options.matrix.map(Matrix::leds)) {
        return chosen_size(len, leds, options.matrix, msg!("pattern-reason-given"));
    }
    if let Some(remembered) = &options.remembered
        && let Ok(known) = chosen_size(
            len,
            remembered.leds,
            remembered.matrix,
            msg!("pattern-reason-remembered"),
        )
    {
        return Ok(known);
    }
    detect::rank(source, len, options)
}

/// The one reading of a given size.
fn chosen_size(
    bytes: u64,
    leds: usize,
    matrix: Option<Matrix>,
    why: Message,
) -> Result<detect::Ranking, PatternError> {
    let size = (leds as u64)
        .checked_mul(3)
        .filter(|&n| n > 0)
        .ok_or_else(|| PatternError::Options {
            detail: msg!("pattern-leds-range", leds = leds),
        })?;
    if !bytes.is_multiple_of(size) {
        let needs = bytes.div_ceil(size).saturating_mul(size);
        return Err(PatternError::Truncated { needs, has: bytes });
    }
    let reasons = vec![Reason {
        supports: true,
        text: why,
    }];
    let frames = usize::try_from(bytes / size).unwrap_or(usize::MAX);
    let reading = Candidate {
        leds,
        frames,
        matrix,
        score: 1.0,
        reasons,
        selection: Selection::default(),
        pixels: None,
    };
    Ok(detect::Ranking {
        readings: vec![reading],
        certain: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;
    use std::path::Path;

    fn decode(bytes: &[u8], options: &ReadOptions) -> Result<Decoded, PatternError> {
        Raw.decode(
            Source {
                path: Path::new("a.bin"),
                bytes,
            },
            options,
        )
    }

    #[test]
    fn a_given_size_is_certain_and_must_fit() {
        let options = ReadOptions {
            leds: Some(2),
            ..ReadOptions::default()
        };
        let read = decode(&[1; 12], &options).unwrap();
        assert_eq!(
            (read.frames.leds(), read.frames.len(), read.certain),
            (2, 2, true)
        );
        assert_eq!(
            decode(&[1; 9], &options).unwrap_err(),
            PatternError::Truncated { needs: 12, has: 9 }
        );
        let both = ReadOptions {
            matrix: Matrix::new(3, 1),
            ..options
        };
        assert_eq!(
            decode(&[1; 18], &both).unwrap_err().code(),
            Code::PatternOptions
        );
    }

    #[test]
    fn bytes_that_are_no_pixels_are_refused() {
        assert_eq!(
            decode(&[1; 10], &ReadOptions::default())
                .unwrap_err()
                .code(),
            Code::PatternUnknownFormat
        );
        assert_eq!(Raw.sniff(&[1; 10]), Confidence::No);
    }
}
