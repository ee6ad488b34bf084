//! How the chosen arrays can be read: every way with every size that something speaks for, the likeliest first.

mod bytes;
mod elements;

use super::array::Array;
use super::declaration::Class;
use super::evidence::Evidence;
use super::way::Way;
use crate::message::Message;
use crate::msg;
use crate::pattern::{Matrix, PixelOrder, Rgb};

/// One way to read the arrays.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) way: Way,
    pub(super) leds: usize,
    /// Frames of all arrays together.
    pub(super) frames: usize,
    pub(super) matrix: Option<Matrix>,
    pub(super) order: PixelOrder,
    pub(super) reasons: Vec<Message>,
    /// 0 to 1.
    pub(super) score: f32,
    /// Whether the sketch says so itself.
    pub(super) certain: bool,
}

/// The arrays that are read together: frames of the same shape.
pub(super) struct Set<'a> {
    /// The first of them.
    pub(super) array: &'a Array,
    /// How many there are.
    pub(super) count: usize,
    /// The colours of a palette that stands beside them.
    pub(super) palette: Option<(&'a str, Vec<Rgb>)>,
    pub(super) piskel: bool,
}

impl Set<'_> {
    /// The class of the array, or for one without a certain size that of its values.
    pub(super) fn class(&self) -> Class {
        match self.array.class {
            Class::Int | Class::Other | Class::Colour if self.array.max <= 0xFF => Class::Byte,
            Class::Int | Class::Other if self.array.max <= 0xFFFF => Class::Short,
            Class::Int | Class::Other | Class::Colour => Class::Long,
            Class::Quad => Class::Byte,
            other => other,
        }
    }

    fn shape(&self) -> &[usize] {
        &self.array.shape
    }

    fn all(&self) -> usize {
        self.array.values.len()
    }

    /// All readings; empty where the array holds no pixels.
    pub(super) fn readings(&self, evidence: &Evidence) -> Vec<Reading> {
        let mut found = Found {
            set: self,
            evidence,
            readings: Vec::new(),
        };
        found.search();
        found.readings
    }
}

struct Found<'s, 'a> {
    set: &'s Set<'a>,
    evidence: &'s Evidence,
    readings: Vec<Reading>,
}

/// How sure a size is.
const SAID: f32 = 1.0;
const LIKELY: f32 = 0.7;
const POSSIBLE: f32 = 0.4;
const UNLIKELY: f32 = 0.2;

impl Found<'_, '_> {
    fn search(&mut self) {
        let array = self.set.array;
        let shape = self.set.shape();
        if shape.is_empty()
            || array.has_negative && array.class != Class::Byte && array.class != Class::Short
        {
            return;
        }
        let class = self.set.class();
        self.described();
        let outer = shape.get(..shape.len() - 1).unwrap_or_default();
        let has = |n| shape.len() > 1 && shape.last() == Some(&n) && array.max <= 0xFF;
        let switches = array.max <= 1 && (shape.len() > 1 || class == Class::Bool);
        match class {
            _ if array.is_colours => self.elements(Way::Rgb24, shape, SAID),
            Class::Real | Class::Text => {}
            _ if array.class == Class::Quad => {
                let size = Matrix::new(8, 8);
                let way = Way::Mono {
                    columns: false,
                    lsb: true,
                };
                self.add(
                    way,
                    self.set.all() / 8,
                    size,
                    (LIKELY, false),
                    msg!("pattern-reason-bits-of-eight"),
                );
            }
            Class::Bool => self.elements(Way::Switches, shape, SAID),
            _ if array.is_binary => self.bits_of_rows(class),
            _ if switches && !has(3) => self.elements(Way::Switches, shape, LIKELY),
            _ if has(3) => {
                self.elements(Way::Rgb, outer, SAID);
                if switches {
                    self.elements(Way::Switches, shape, UNLIKELY);
                }
            }
            Class::Long => self.long(shape),
            Class::Short => {
                self.elements(Way::Rgb565, shape, SAID);
                self.elements(Way::Rgb565Swapped, shape, UNLIKELY);
            }
            _ => self.bytes(shape, outer, has(4)),
        }
    }

    /// What a structure or a call says.
    fn described(&mut self) {
        let Some(said) = self.set.array.described else {
            return;
        };
        let way = said.way.unwrap_or(Way::Rgb24);
        let fits = way.numbers(said.size, self.set.class()) == self.set.all();
        if fits && said.way.is_some() && !self.set.array.is_colours {
            let why = msg!("pattern-reason-described", matrix = said.size);
            self.add_grid(way, 1, said.size, (SAID, true), why);
        }
    }

    fn long(&mut self, shape: &[usize]) {
        if self.set.piskel {
            self.elements(Way::Abgr, shape, SAID);
        } else if self.set.array.max <= 0xFF_FFFF {
            self.elements(Way::Rgb24, shape, SAID);
        } else {
            self.elements(Way::Argb, shape, LIKELY);
            self.elements(Way::Abgr, shape, POSSIBLE);
            self.elements(Way::Rgba, shape, UNLIKELY);
        }
    }

    /// Numbers of 8 bits that are not three for each LED.
    fn bytes(&mut self, shape: &[usize], outer: &[usize], fours: bool) {
        if self.set.palette.is_some() {
            self.elements(Way::Indexed, shape, SAID);
        }
        let each = *shape.last().unwrap_or(&0);
        let frames: usize = outer.iter().product();
        if shape.len() == 1 {
            self.flat(each, 1);
        } else {
            self.flat(self.set.all(), 1);
            if self.readings.iter().all(|r| !r.certain) {
                self.flat(each, frames);
            }
            if fours {
                self.elements(Way::Rgbw, outer, LIKELY);
            }
            if each == 8 && shape.len() == 2 {
                let size = Matrix::new(8, 8);
                self.add(
                    Way::MONO,
                    frames,
                    size,
                    (LIKELY, false),
                    msg!("pattern-reason-bits-of-eight"),
                );
            }
            if each.is_multiple_of(3) {
                let why = msg!("pattern-reason-threes");
                self.add_strip(Way::Rgb, each / 3, frames, (POSSIBLE, false), why);
            }
            self.elements(Way::Rgb332, shape, POSSIBLE);
            self.elements(Way::Grey, shape, UNLIKELY);
        }
    }

    /// Adds a picture of that size: in rows where such numbers are for displays.
    fn add(
        &mut self,
        way: Way,
        frames: usize,
        size: Option<Matrix>,
        (score, certain): (f32, bool),
        why: Message,
    ) {
        let Some(size) = size else {
            return;
        };
        let strip = !way.is_of_displays()
            || self.set.count > 1 && self.evidence.counts_frames && way == Way::Rgb565;
        let order = if strip {
            PixelOrder::Strip
        } else {
            PixelOrder::Grid
        };
        self.keep(
            way,
            (size.leds(), Some(size), order),
            frames,
            (score, certain),
            why,
        );
    }

    fn add_grid(
        &mut self,
        way: Way,
        frames: usize,
        size: Matrix,
        (score, certain): (f32, bool),
        why: Message,
    ) {
        let shape = (size.leds(), Some(size), PixelOrder::Grid);
        self.keep(way, shape, frames, (score, certain), why);
    }

    fn add_strip(
        &mut self,
        way: Way,
        leds: usize,
        frames: usize,
        (score, certain): (f32, bool),
        why: Message,
    ) {
        self.keep(
            way,
            (leds, None, PixelOrder::Strip),
            frames,
            (score, certain),
            why,
        );
    }

    fn keep(
        &mut self,
        way: Way,
        (leds, matrix, order): (usize, Option<Matrix>, PixelOrder),
        frames: usize,
        (score, certain): (f32, bool),
        why: Message,
    ) {
        let frames = frames * self.set.count;
        let same = |r: &&mut Reading| {
            r.way == way && r.leds == leds && (r.matrix == matrix || matrix.is_none())
        };
        if leds == 0 || frames == 0 {
            return;
        }
        if let Some(known) = self.readings.iter_mut().find(same) {
            if !known.reasons.contains(&why) {
                known.reasons.push(why);
            }
            return;
        }
        let mut reasons = vec![why, way.words()];
        if let (Way::Indexed, Some((name, _))) = (way, &self.set.palette) {
            reasons.push(msg!(
                "pattern-reason-palette",
                name = crate::pattern::words::excerpt(name)
            ));
        }
        self.readings.push(Reading {
            way,
            leds,
            frames,
            matrix,
            order,
            reasons,
            score,
            certain,
        });
    }
}

fn side(w: usize, h: usize) -> Option<Matrix> {
    Matrix::new(u16::try_from(w).ok()?, u16::try_from(h).ok()?)
}
