//! What formats that hold grids need to know of a pattern before they write it: its matrix, and what a grid is not.

use crate::pattern::{Frames, Matrix, Pattern, PatternError, PixelOrder};

/// The grid that a pattern is, no side longer than `max`: its own, or one row where nobody said how its strip runs.
pub(super) fn of(pattern: &Pattern, max: u16) -> Result<Matrix, PatternError> {
    let row = || {
        u16::try_from(pattern.frames.leds())
            .ok()
            .and_then(|leds| Matrix::new(leds, 1))
    };
    let matrix = own(pattern)
        .or_else(row)
        .filter(|m| m.w().max(m.h()) <= max.into());
    matrix.ok_or_else(|| {
        let size = match own(pattern) {
            Some(matrix) => matrix.to_string(),
            None => format!("{} in a row", pattern.frames.leds()),
        };
        PatternError::TooLarge {
            what: format!("the pattern is {size} pixels; such files hold at most {max} a side"),
        }
    })
}

/// The matrix of a pattern that is ordered by it.
fn own(pattern: &Pattern) -> Option<Matrix> {
    pattern
        .matrix
        .filter(|m| pattern.order == PixelOrder::Grid && m.leds() == pattern.frames.leds())
}

/// Tells that a strip became one row.
pub(super) fn losses(pattern: &Pattern) -> Option<String> {
    let leds = pattern.frames.leds();
    own(pattern).is_none().then(|| {
        format!(
            "the pattern is in strip order and became one row of {leds} pixels; for a picture, say how the strip runs \
             (--matrix 12x6 --from-wiring columns-serpentine-tl)"
        )
    })
}

/// Tells that what was transparent is not any more.
pub(super) fn transparency(frames: &Frames) -> Option<String> {
    let any = (0..frames.len()).any(|index| frames.alpha(index).is_some());
    any.then(|| "transparent pixels are written as they look on black".into())
}
