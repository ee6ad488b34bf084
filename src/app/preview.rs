//! Frames as the face shows them: strip order turned back into the grid that a person sees.

use crate::pattern::{ColorOrder, FittedPattern, Opened, Pattern};

/// One frame as a grid, row by row from the top left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Columns.
    pub w: usize,
    /// Rows; 1 for a strip.
    pub h: usize,
    /// R,G,B bytes.
    pub rgb: Vec<u8>,
}

/// A frame as the device's LEDs show it: where the wiring puts each LED, in the colours that come out. `bytes` are the
/// frame.
#[must_use]
pub fn picture_of_fitted(fitted: &FittedPattern, bytes: &[u8]) -> Picture {
    let layout = fitted.layout();
    let seen = bytes.chunks_exact(3).map(|led| shown(layout.color_order, led));
    let Some(matrix) = layout.matrix() else {
        return Picture { w: layout.leds(), h: 1, rgb: seen.flatten().collect() };
    };
    let mut rgb = vec![0; matrix.leds() * 3];
    for (cell, color) in layout.cells(matrix).into_iter().zip(seen) {
        if let Some(place) = rgb.get_mut(cell * 3..cell * 3 + 3) {
            place.copy_from_slice(&color);
        }
    }
    Picture { w: matrix.w(), h: matrix.h(), rgb }
}

/// What an LED shows of three bytes in its own order.
fn shown(order: ColorOrder, led: &[u8]) -> [u8; 3] {
    let mut color = [0; 3];
    for (channel, value) in order.apply([0, 1, 2]).into_iter().zip(led) {
        if let Some(place) = color.get_mut(usize::from(channel)) {
            *place = *value;
        }
    }
    color
}

/// A frame of the file itself, before any fit. `bytes` are the frame.
#[must_use]
pub fn picture_of_pattern(pattern: &Pattern, bytes: &[u8]) -> Picture {
    let (w, h) = pattern.matrix.map_or((pattern.frames.leds(), 1), |m| (m.w(), m.h()));
    Picture { w, h, rgb: bytes.to_vec() }
}

/// A frame of the file itself where its frames are in memory; else its first one, which was read when it was opened.
#[must_use]
pub fn still_of(opened: &Opened, frame: usize) -> Picture {
    let held = opened.pattern.frames.held().and_then(|frames| frames.frame(frame));
    picture_of_pattern(&opened.pattern, held.unwrap_or(&opened.first))
}

/// A frame of a headerless file under one of its readings; of a file that is not held, only what its beginning has.
#[must_use]
pub fn picture_of_reading(opened: &Opened, candidate: usize, frame: usize) -> Picture {
    let Some(reading) = opened.candidates.get(candidate) else { return Picture::default() };
    let size = reading.leds * 3;
    let here = opened.contents.sample().len() / size.max(1);
    let start = (frame % reading.frames.min(here).max(1)) * size;
    let Some(bytes) = opened.contents.sample().get(start..start + size) else { return Picture::default() };
    let (w, h) = reading.matrix.map_or((reading.leds, 1), |m| (m.w(), m.h()));
    Picture { w, h, rgb: bytes.to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leds_show_their_colour_whatever_their_order() {
        for order in ColorOrder::ALL {
            assert_eq!(shown(order, &order.apply([10, 20, 30])), [10, 20, 30], "{order}");
        }
    }
}
