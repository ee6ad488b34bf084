//! What formats that hold grids need to know of a pattern before they write it: its matrix, and what a grid is not.

use crate::message::Arg;
use crate::message::Message;
use crate::msg;
use crate::pattern::{Frames, Matrix, Pattern, PatternError, PixelOrder};

/// The grid of a pattern, no side longer than `max`: its own, or one row where the way of its strip is unknown.
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
        let size = own(pattern).map_or_else(
            || msg!("pattern-pixels-in-a-row", leds = pattern.frames.leds()).into(),
            Arg::from,
        );
        PatternError::TooLarge {
            what: msg!("pattern-sides-too-long", size = size, max = max),
        }
    })
}

/// The matrix of a pattern that is ordered by it.
fn own(pattern: &Pattern) -> Option<Matrix> {
    pattern
        .matrix
        .filter(|m| pattern.order == PixelOrder::Grid && m.leds() == pattern.frames.leds())
}

/// Reports that a strip became one row.
pub(super) fn losses(pattern: &Pattern) -> Option<Message> {
    let leds = pattern.frames.leds();
    own(pattern)
        .is_none()
        .then(|| msg!("pattern-loss-one-row", leds = leds))
}

/// Reports that transparency is lost.
pub(super) fn transparency(frames: &Frames) -> Option<Message> {
    let any = (0..frames.len()).any(|index| frames.alpha(index).is_some());
    any.then(|| msg!("pattern-loss-transparency"))
}
