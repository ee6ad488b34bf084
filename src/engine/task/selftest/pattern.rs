//! The test pattern: a few dim blocks of colour that move, other ones in each test. An old copy on the device can thus not
//! pass for this one.

use crate::pattern::{FrameDuration, Frames, HeldPattern, Layout, Pattern, PixelOrder, Rgb};
use std::sync::Arc;

/// The name of the test pattern, on every device. Short enough for each family to keep it whole.
pub(super) const NAME: &str = "ub-selftest";
/// Bytes of frames to aim at: a few kilobytes show how an upload goes.
const BYTES: usize = 8 * 1024;
/// Maximum and minimum frames of a moving pattern.
const FRAMES: std::ops::RangeInclusive<usize> = 2..=24;
/// Long enough to be seen, and for a device to show each.
const DURATION_MS: u32 = 200;
/// Blocks of one colour.
const BLOCKS: usize = 8;
/// Colour values: dim enough for weak supplies, bright enough to be told from dark.
const VALUES: std::ops::RangeInclusive<u8> = 40..=120;

/// Makes a test pattern for a layout; one frame for devices that store single pictures.
pub(super) fn make(layout: &Layout, is_still: bool) -> Option<Pattern> {
    let matrix = layout.matrix();
    let leds = matrix.map_or(layout.leds(), |matrix| matrix.leds());
    let count = if is_still {
        1
    } else {
        (BYTES / (leds * 3).max(1)).clamp(*FRAMES.start(), *FRAMES.end())
    };
    let colours: Vec<Rgb> = (0..BLOCKS).map(|_| colour()).collect();
    let block = leds.div_ceil(BLOCKS).max(1);
    let mut rgb = Vec::with_capacity(leds * 3 * count);
    for frame in 0..count {
        for led in 0..leds {
            let shifted = led / block + frame;
            rgb.extend(colours.get(shifted % BLOCKS).copied().unwrap_or_default());
        }
    }
    let durations = vec![FrameDuration::from_ms(DURATION_MS); count];
    let frames = Frames::new(leds, rgb, durations).ok()?;
    let held = HeldPattern {
        name: NAME.into(),
        format: "wire",
        frames: Arc::new(frames),
        matrix,
        order: if matrix.is_some() {
            PixelOrder::Grid
        } else {
            PixelOrder::Strip
        },
        warnings: vec![],
    };
    Some(held.into())
}

fn colour() -> Rgb {
    std::array::from_fn(|_| fastrand::u8(VALUES))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{Matrix, Wiring};

    #[test]
    fn it_is_small_has_the_size_of_the_layout_and_differs_each_time() {
        let matrix = Layout::matrix_wired(Matrix::new(16, 16).unwrap(), Wiring::default());
        for layout in [
            matrix.unwrap(),
            Layout::strip(60).unwrap(),
            Layout::strip(1).unwrap(),
        ] {
            let one = make(&layout, false).unwrap();
            let other = make(&layout, false).unwrap();
            let frames = one.hold().unwrap().frames;
            assert_eq!(frames.leds(), layout.leds());
            assert!(FRAMES.contains(&frames.len()));
            assert!(frames.rgb().len() <= 10 * 1024);
            assert_ne!(frames.rgb(), other.hold().unwrap().frames.rgb());
            assert!(frames.rgb().iter().all(|value| VALUES.contains(value)));
            assert_eq!(make(&layout, true).unwrap().hold().unwrap().frames.len(), 1);
        }
    }
}
