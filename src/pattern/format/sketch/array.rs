//! The finished [`Array`] of a sketch, and what else describes it.

use super::declaration::Class;
use super::way::Way;
use crate::pattern::{Matrix, PatternError};

/// An array with its values.
#[derive(Clone, Debug)]
pub(super) struct Array {
    pub(super) name: String,
    /// Line of its opening brace, from 1.
    pub(super) line: usize,
    pub(super) class: Class,
    /// Whether it is declared with a type, as C has it.
    pub(super) is_typed: bool,
    pub(super) values: Vec<u32>,
    /// Whether the values are colours `0xRRGGBB`, made by a library.
    pub(super) is_colours: bool,
    /// Lengths from the outermost array to the innermost; their product is the number of values.
    pub(super) shape: Vec<usize>,
    /// Whether the declaration leaves the outermost length open.
    pub(super) is_open: bool,
    /// The names that are its items, where all are names.
    pub(super) names: Vec<String>,
    /// Most of its numbers are written in binary: pictures of one bit for each LED.
    pub(super) is_binary: bool,
    /// The largest value.
    pub(super) max: u32,
    /// How many values stand in the text.
    pub(super) given: usize,
    /// Whether a value is negative.
    pub(super) has_negative: bool,
    /// Line of its last value.
    pub(super) end: usize,
    /// Its first number above 24 bits, as an error.
    pub(super) wide: Option<PatternError>,
    /// Whether numbers above 24 bits stand beside colours of 24.
    pub(super) is_mixed: bool,
    /// What a structure or a call says about it.
    pub(super) described: Option<Described>,
    /// The condition under which its values count, where each of several has its own.
    pub(super) condition: Option<String>,
    /// Why its values are not known.
    pub(super) problem: Option<PatternError>,
}

/// The size of a picture, and what its numbers mean where that is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Described {
    pub(super) size: Matrix,
    pub(super) way: Option<Way>,
}

impl Array {
    /// Takes what a structure says; its words name the format, such as `LV_IMG_CF_INDEXED_2BIT`.
    pub(super) fn describe(&mut self, size: Matrix, way: Option<Way>, words: &[String]) {
        let depth = words.iter().find_map(|word| {
            let (_, bits) = word
                .split_once("INDEXED_")
                .or_else(|| word.split_once("FORMAT_I"))?;
            bits.chars()
                .next()?
                .to_digit(10)
                .filter(|n| [1, 2, 4, 8].contains(n))
        });
        if let Some(depth) = depth {
            self.unpack(size, depth);
        }
        let is_true_colour = words.iter().any(|word| word.contains("TRUE_COLOR"));
        let by_depth = self.condition.as_deref().map(|condition| match () {
            () if condition.contains("32") => Way::Argb,
            () if condition.contains("16") && condition.contains("!=") => Way::Rgb565,
            () if condition.contains("16") => Way::Rgb565Swapped,
            () => Way::Rgb332,
        });
        let way = if is_true_colour { by_depth } else { way };
        self.described = Some(Described { size, way });
    }

    /// Colours from a palette of B,G,R,A in front; behind it, this number of bits for each LED, with rows of whole bytes.
    fn unpack(&mut self, size: Matrix, depth: u32) {
        let colours = 1_usize << depth;
        let (palette, _) = self.values.as_chunks::<4>();
        let palette: Vec<u32> = palette
            .iter()
            .take(colours)
            .map(|[b, g, r, _]| r << 16 | g << 8 | b)
            .collect();
        let bits = depth as usize;
        let row = (size.w() * bits).div_ceil(8);
        if self.values.len() != colours * 4 + row * size.h() || self.max > 0xFF {
            return;
        }
        let mut out = Vec::with_capacity(size.leds());
        for y in 0..size.h() {
            for x in 0..size.w() {
                let at = colours * 4 + y * row + x * bits / 8;
                let byte = self.values.get(at).copied().unwrap_or(0);
                let shift = 8 - bits - x * bits % 8;
                let index = byte >> shift & ((1 << depth) - 1);
                out.push(palette.get(index as usize).copied().unwrap_or(0));
            }
        }
        self.values = out;
        self.shape = vec![size.h(), size.w()];
        self.is_colours = true;
    }

    /// Whether it has at least one colour, for all that is known.
    pub(super) fn may_be_pixels(&self) -> bool {
        self.problem.is_none()
            && self.names.is_empty()
            && (self.is_colours || self.values.len() >= 3 || self.max > 0xFF)
    }
}
