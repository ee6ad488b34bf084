//! Readings of bytes that are not three for each LED: by sizes from outside, and of one bit for each LED.

use super::super::declaration::Class;
use super::super::evidence::Hint;
use super::super::way::Way;
use super::{Found, LIKELY, POSSIBLE, SAID, UNLIKELY};
use crate::msg;
use crate::pattern::Matrix;

impl Found<'_, '_> {
    /// `frames` pictures of `each` bytes in the array, for which nothing but a size from outside speaks.
    pub(super) fn flat(&mut self, each: usize, frames: usize) {
        let ways = ways_of_bytes(&self.set.array.name);
        for several in [false, true] {
            for Hint { is, why, is_sure } in &self.evidence.sizes {
                for (way, score, certain) in ways {
                    let numbers = way.numbers(*is, Class::Byte).max(1);
                    let fits = if several {
                        each.is_multiple_of(numbers) && each > numbers
                    } else {
                        each == numbers
                    };
                    let certain = certain && (!several || *is_sure);
                    if fits && each > 0 {
                        let frames = frames * (each / numbers);
                        self.add(way, frames, Some(*is), (score, certain), why.clone());
                    }
                }
            }
            if !self.readings.is_empty() {
                return;
            }
        }
        self.strips_of_bytes(each, frames);
    }

    /// `frames` strips of bytes, where something counts LEDs or frames.
    fn strips_of_bytes(&mut self, each: usize, frames: usize) {
        if !each.is_multiple_of(3) || each == 0 {
            return;
        }
        for Hint { is, why, .. } in &self.evidence.leds {
            if *is > 0 && (each / 3).is_multiple_of(*is) {
                self.add_strip(
                    Way::Rgb,
                    *is,
                    frames * (each / 3 / is),
                    (SAID, true),
                    why.clone(),
                );
            }
        }
        for Hint { is, why, .. } in &self.evidence.frames {
            if *is > 1 && frames == 1 && (each / 3).is_multiple_of(*is) {
                self.add_strip(Way::Rgb, each / 3 / is, *is, (SAID, true), why.clone());
            }
        }
    }

    /// Numbers in binary: each a row of as many LEDs as it has bits.
    pub(super) fn bits_of_rows(&mut self, class: Class) {
        let width: u16 = if class == Class::Short { 16 } else { 8 };
        let shape = self.set.shape();
        let rows = *shape.last().unwrap_or(&1);
        let frames = self.set.all() / rows.max(1);
        let all = self.set.all();
        let why = || msg!("pattern-reason-binary");
        for Hint { is, why, .. } in &self.evidence.sizes {
            let numbers = Way::MONO.numbers(*is, Class::Byte);
            if width == 8 && numbers > 0 && all.is_multiple_of(numbers) {
                self.add(
                    Way::MONO,
                    all / numbers,
                    Some(*is),
                    (SAID, true),
                    why.clone(),
                );
            }
        }
        let height = u16::try_from(rows)
            .ok()
            .filter(|h| *h <= 64 || shape.len() > 1);
        if let Some(size) = height.and_then(|h| Matrix::new(width, h)) {
            self.add(
                Way::MONO,
                frames,
                Some(size),
                (LIKELY, rows == usize::from(width)),
                why(),
            );
        }
        if rows.is_multiple_of(8) && rows > 8 && width == 8 {
            self.add(
                Way::MONO,
                all / 8,
                Matrix::new(8, 8),
                (POSSIBLE, false),
                why(),
            );
        }
    }
}

/// The ways in which bytes are pictures of a known size, with their scores and whether they are certain.
fn ways_of_bytes(name: &str) -> [(Way, f32, bool); 9] {
    let columns = Way::Mono {
        columns: true,
        lsb: true,
    };
    let lsb = Way::Mono {
        columns: false,
        lsb: true,
    };
    // as X bitmaps have them
    let rows = if name.to_lowercase().ends_with("bits") {
        lsb
    } else {
        Way::MONO
    };
    let other = if rows == Way::MONO {
        Way::Mono {
            columns: false,
            lsb: true,
        }
    } else {
        Way::MONO
    };
    [
        (Way::Rgb, SAID, true),
        (Way::Rgb565, LIKELY, false),
        (Way::Rgb565Swapped, POSSIBLE, false),
        (rows, LIKELY, rows != Way::MONO),
        (columns, POSSIBLE, false),
        (other, UNLIKELY, false),
        (Way::Rgb332, LIKELY, false),
        (Way::Grey, POSSIBLE, false),
        (Way::Rgbw, UNLIKELY, false),
    ]
}
