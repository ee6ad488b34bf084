//! Bytes of which nothing says the size: bare pixels, weighed as those of other files are, or one bit for each LED.

use super::readings::{Reading, Set};
use super::way::Way;
use crate::message::Message;
use crate::msg;
use crate::pattern::detect;
use crate::pattern::{Matrix, PatternError, PixelOrder, ReadOptions, Source};
use std::path::Path;

/// Adds what bytes without any hint can be to `readings`, the likeliest first.
///
/// # Errors
/// `pattern.cancelled`.
pub(super) fn add(
    set: &Set<'_>,
    path: &Path,
    options: &ReadOptions,
    readings: &mut Vec<Reading>,
) -> Result<(), PatternError> {
    let values = &set.array.values;
    let all = values.len();
    let mono = || {
        one_bit(all).into_iter().map(|(size, frames, score)| {
            let why = match frames {
                1 => msg!("pattern-reason-bits", bytes = all, matrix = size),
                _ => msg!("pattern-reason-bits-of-eight"),
            };
            reading(
                set,
                (Way::MONO, score),
                (size.leds(), Some(size)),
                frames,
                why,
            )
        })
    };
    // eight bytes are a letter or an icon of 8 x 8 far more often than anything else
    let is_icon = all == 8 || !all.is_multiple_of(3);
    if is_icon {
        readings.extend(mono());
    }
    if all.is_multiple_of(3) && set.count == 1 {
        readings.extend(bare(values, path, options)?);
    } else if all.is_multiple_of(3) {
        let why = msg!(
            "pattern-reason-frames-by-leds",
            frames = set.count,
            leds = all / 3
        );
        let mut frames = reading(set, (Way::Rgb, 0.9), (all / 3, None), 1, why);
        frames.certain = !all.is_multiple_of(8) && readings.is_empty();
        readings.push(frames);
    }
    if !is_icon {
        readings.extend(mono());
    }
    add_displays(set, readings);
    Ok(())
}

/// Bare pixels, weighed as those of other files are.
fn bare(values: &[u32], path: &Path, options: &ReadOptions) -> Result<Vec<Reading>, PatternError> {
    let all = values.len();
    let bytes: Vec<u8> = values.iter().map(|&n| (n & 0xFF) as u8).collect();
    let source = Source {
        path,
        bytes: &bytes,
    };
    let ranking = detect::rank(source, all as u64, options)?;
    Ok(ranking
        .readings
        .into_iter()
        .enumerate()
        .map(|(at, found)| {
            let reasons = found.reasons.into_iter().filter(|reason| reason.supports);
            let mut words = vec![Way::Rgb.words()];
            words.extend(reasons.map(|reason| reason.text));
            Reading {
                way: Way::Rgb,
                leds: found.leds,
                frames: found.frames,
                matrix: found.matrix,
                order: PixelOrder::Strip,
                reasons: words,
                score: found.score,
                certain: at == 0 && ranking.certain,
            }
        })
        .collect())
}

/// Adds the ways in which displays store pictures.
fn add_displays(set: &Set<'_>, readings: &mut Vec<Reading>) {
    let all = set.array.values.len();
    if all >= 2 && all.is_multiple_of(2) {
        let square = square(all / 2).map_or((all / 2, None), |size| (size.leds(), Some(size)));
        let why = || msg!("pattern-reason-pairs", leds = all / 2);
        readings.push(reading(set, (Way::Rgb565, 0.2), square, 1, why()));
        readings.push(reading(set, (Way::Rgb565Swapped, 0.1), square, 1, why()));
    }
    let square = square(all).map_or((all, None), |size| (size.leds(), Some(size)));
    let why = || msg!("pattern-reason-array", leds = all);
    readings.push(reading(set, (Way::Rgb332, 0.1), square, 1, why()));
    readings.push(reading(set, (Way::Grey, 0.1), square, 1, why()));
}

fn reading(
    set: &Set<'_>,
    (way, score): (Way, f32),
    (leds, matrix): (usize, Option<Matrix>),
    frames: usize,
    why: Message,
) -> Reading {
    let order = match matrix {
        Some(_) => PixelOrder::Grid,
        None => PixelOrder::Strip,
    };
    Reading {
        way,
        leds,
        frames: frames * set.count,
        matrix,
        order,
        reasons: vec![why, way.words()],
        score,
        certain: false,
    }
}

/// Sizes of pictures that store one bit for each LED in `bytes` bytes.
fn one_bit(bytes: usize) -> Vec<(Matrix, usize, f32)> {
    let mut found = Vec::new();
    if bytes == 1024 {
        found.extend(Matrix::new(128, 64).map(|size| (size, 1, 0.5))); // a display of that size is everywhere
    }
    if bytes.is_multiple_of(8) {
        found.extend(
            square(bytes * 8)
                .filter(|size| size.w().is_multiple_of(8))
                .map(|size| (size, 1, 0.5)),
        );
        if bytes > 8 {
            found.extend(Matrix::new(8, 8).map(|size| (size, bytes / 8, 0.2)));
        }
    }
    let height = u16::try_from(bytes)
        .ok()
        .filter(|h| (3..=64).contains(h) && *h != 8);
    found.extend(
        height
            .and_then(|h| Matrix::new(8, h))
            .map(|size| (size, 1, 0.2)),
    );
    found
}

fn square(leds: usize) -> Option<Matrix> {
    let side = u16::try_from(leds.isqrt()).ok()?;
    Matrix::new(side, side).filter(|size| size.leds() == leds && side > 1)
}
