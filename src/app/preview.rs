//! Frames as the face shows them: strip order turned back into the grid that a person sees.

use crate::pattern::{Arrangement, ColorOrder, FittedPattern, Layout, Opened, Pattern, Thumbnail};

/// One frame as a grid, row by row from the top left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedImage {
    /// Columns.
    pub w: usize,
    /// Rows; 1 for a strip.
    pub h: usize,
    /// R,G,B bytes.
    pub rgb: Vec<u8>,
    /// Which cells have an LED; `None`: all.
    pub leds: Option<Vec<bool>>,
}

impl LedImage {
    /// A picture with an LED in every cell.
    #[must_use]
    pub fn full(w: usize, h: usize, rgb: Vec<u8>) -> Self {
        Self {
            w,
            h,
            rgb,
            leds: None,
        }
    }

    /// The picture of a thumbnail.
    #[must_use]
    pub fn of(Thumbnail { w, h, rgb }: Thumbnail) -> Self {
        Self::full(w, h, rgb)
    }

    /// The LEDs of such a layout, all off.
    #[must_use]
    pub fn off(layout: &Layout) -> Self {
        let (w, h) = layout
            .matrix()
            .map_or((layout.leds(), 1), |m| (m.w(), m.h()));
        Self {
            leds: places(layout, w * h),
            ..Self::full(w, h, vec![0; w * h * 3])
        }
    }
}

/// Which of so many cells have an LED, where not all of them do.
fn places(layout: &Layout, cells: usize) -> Option<Vec<bool>> {
    let Arrangement::Map(map) = layout.arrangement() else {
        return None;
    };
    let mut has = vec![false; cells];
    for cell in map.cells().flatten() {
        if let Some(has) = has.get_mut(cell) {
            *has = true;
        }
    }
    Some(has)
}

/// A frame as the device's LEDs show it: where the wiring puts each LED, in the colours that come out. `bytes` are the
/// frame.
#[must_use]
pub fn picture_of_fitted(fitted: &FittedPattern, bytes: &[u8]) -> LedImage {
    let layout = fitted.layout();
    let seen = bytes
        .chunks_exact(3)
        .map(|led| shown(layout.color_order, led));
    let Some(matrix) = layout.matrix() else {
        return LedImage::full(layout.leds(), 1, seen.flatten().collect());
    };
    let mut rgb = vec![0; matrix.leds() * 3];
    for (cell, color) in layout.cells().into_iter().zip(seen) {
        if let Some(place) = cell.and_then(|cell| rgb.get_mut(cell * 3..cell * 3 + 3)) {
            place.copy_from_slice(&color);
        }
    }
    LedImage {
        leds: places(layout, matrix.leds()),
        ..LedImage::full(matrix.w(), matrix.h(), rgb)
    }
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
pub fn picture_of_pattern(pattern: &Pattern, bytes: &[u8]) -> LedImage {
    let (w, h) = size_of(pattern);
    LedImage::full(w, h, bytes.to_vec())
}

/// Columns and rows of a pattern's frames; a strip is one row.
#[must_use]
pub fn size_of(pattern: &Pattern) -> (usize, usize) {
    pattern
        .matrix
        .map_or((pattern.frames.leds(), 1), |m| (m.w(), m.h()))
}

/// A small picture of a frame of the file itself, where its frames are in memory; else of its first one, which was read when
/// it was opened.
#[must_use]
pub fn still_of(opened: &Opened, frame: usize) -> LedImage {
    let held = opened
        .pattern
        .frames
        .held()
        .and_then(|frames| frames.frame(frame));
    let bytes = held.unwrap_or(&opened.first);
    LedImage::of(Thumbnail::of(bytes, size_of(&opened.pattern)))
}

/// A frame of a headerless file under one of its readings; of a file that is not held, only what its beginning has.
#[must_use]
pub fn picture_of_reading(opened: &Opened, candidate: usize, frame: usize) -> LedImage {
    let Some(reading) = opened.candidates.get(candidate) else {
        return LedImage::default();
    };
    let size = reading.leds * 3;
    let pixels = reading.pixels.as_ref().unwrap_or(opened.contents.sample());
    let here = pixels.len() / size.max(1);
    let start = (frame % reading.frames.min(here).max(1)) * size;
    let Some(bytes) = pixels.get(start..start + size) else {
        return LedImage::default();
    };
    let (w, h) = reading.matrix.map_or((reading.leds, 1), |m| (m.w(), m.h()));
    LedImage::full(w, h, bytes.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{Fit, FrameDuration, Frames, PixelOrder, Wiring, fit};

    /// One frame of `leds` LEDs as it was fitted to a layout: LED `i` is `[i, i, i]`.
    fn fitted(layout: &Layout) -> LedImage {
        let rgb: Vec<u8> = (0..layout.leds()).flat_map(|led| [led as u8; 3]).collect();
        let frames = Frames::new(layout.leds(), rgb.clone(), vec![FrameDuration::DEFAULT]).unwrap();
        let pattern = Pattern {
            name: "p".into(),
            format: "test",
            frames: frames.into(),
            matrix: None,
            order: PixelOrder::Strip,
            warnings: vec![],
        };
        picture_of_fitted(&fit(&pattern, layout, &Fit::default()).unwrap(), &rgb)
    }

    fn red(picture: &LedImage) -> Vec<u8> {
        picture.rgb.iter().step_by(3).copied().collect()
    }

    #[test]
    fn panels_are_shown_as_they_hang() {
        let layout = Layout::new(
            Arrangement::Panels("2x1:2x2:turned".parse().unwrap()),
            Wiring::default(),
        )
        .unwrap();
        let picture = fitted(&layout);
        assert_eq!((picture.w, picture.h, &picture.leds), (4, 2, &None));
        assert_eq!(red(&picture), [0, 1, 7, 6, 2, 3, 5, 4]);
    }

    #[test]
    fn cells_of_a_map_without_an_led_are_known_as_such() {
        let layout = Layout::new(
            Arrangement::Map("3x2:5,-,0,4".parse().unwrap()),
            Wiring::default(),
        )
        .unwrap();
        let picture = fitted(&layout);
        let places = Some(vec![true, false, false, false, true, true]);
        assert_eq!(
            (red(&picture), &picture.leds),
            (vec![2, 0, 0, 0, 3, 0], &places)
        );
        assert_eq!(
            LedImage::off(&layout),
            LedImage {
                rgb: vec![0; 18],
                ..picture
            }
        );
    }

    #[test]
    fn leds_show_their_colour_whatever_their_order() {
        for order in ColorOrder::ALL {
            assert_eq!(
                shown(order, &order.apply([10, 20, 30])),
                [10, 20, 30],
                "{order}"
            );
        }
    }
}
