//! How the chosen arrays can be read: every way with every size that something speaks for, the likeliest first.

use super::array::Array;
use super::declaration::Class;
use super::evidence::{Evidence, Hint, parts};
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
        let outer = shape.get(..shape.len() - 1).unwrap_or_default();
        let has = |n| shape.len() > 1 && shape.last() == Some(&n) && array.max <= 0xFF;
        let switches = array.max <= 1 && (shape.len() > 1 || class == Class::Bool);
        match class {
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
            _ if array.is_colours => self.elements(Way::Rgb24, shape, SAID),
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

    /// `frames` pictures of `each` bytes in the array, for which nothing but a size from outside speaks.
    fn flat(&mut self, each: usize, frames: usize) {
        let columns = Way::Mono {
            columns: true,
            lsb: true,
        };
        let rows = match self.set.array.name.to_lowercase().ends_with("bits") {
            true => Way::Mono {
                columns: false,
                lsb: true,
            }, // as X bitmaps have them
            false => Way::MONO,
        };
        let other = if rows == Way::MONO {
            Way::Mono {
                columns: false,
                lsb: true,
            }
        } else {
            Way::MONO
        };
        let ways = [
            (Way::Rgb, SAID, true),
            (Way::Rgb565, LIKELY, false),
            (Way::Rgb565Swapped, POSSIBLE, false),
            (rows, LIKELY, rows != Way::MONO),
            (columns, POSSIBLE, false),
            (other, UNLIKELY, false),
            (Way::Rgb332, LIKELY, false),
            (Way::Grey, POSSIBLE, false),
            (Way::Rgbw, UNLIKELY, false),
        ];
        for several in [false, true] {
            for Hint { is, why } in &self.evidence.sizes {
                for (way, score, certain) in ways {
                    let numbers = way.numbers(*is, Class::Byte).max(1);
                    let fits = if several {
                        each.is_multiple_of(numbers) && each > numbers
                    } else {
                        each == numbers
                    };
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
        if !each.is_multiple_of(3) || each == 0 {
            return;
        }
        for Hint { is, why } in &self.evidence.leds {
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
        for Hint { is, why } in &self.evidence.frames {
            if *is > 1 && frames == 1 && (each / 3).is_multiple_of(*is) {
                self.add_strip(Way::Rgb, each / 3 / is, *is, (SAID, true), why.clone());
            }
        }
    }

    /// Numbers in binary: each a row of as many LEDs as it has bits.
    fn bits_of_rows(&mut self, class: Class) {
        let width: u16 = if class == Class::Short { 16 } else { 8 };
        let shape = self.set.shape();
        let rows = *shape.last().unwrap_or(&1);
        let frames = self.set.all() / rows.max(1);
        let all = self.set.all();
        let why = || msg!("pattern-reason-binary");
        for Hint { is, why } in &self.evidence.sizes {
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

    /// One LED for each element of an array of this shape.
    fn elements(&mut self, way: Way, shape: &[usize], score: f32) {
        let all: usize = shape.iter().product();
        match shape {
            [] => self.line(way, all, score),
            [1, all] | [all, 1] | [all] => self.line(way, *all, score),
            [a, b] => self.two(way, *a, *b, score),
            [outer @ .., h, w] => {
                let frames = outer.iter().product();
                let why = msg!("pattern-reason-three-dimensions");
                match side(*w, *h) {
                    Some(size) => self.add_grid(way, frames, size, (score, score == SAID), why),
                    None => self.add_strip(way, w * h, frames, (score, score == SAID), why),
                }
            }
        }
    }

    /// Two dimensions: rows of one picture, or frames of a strip.
    fn two(&mut self, way: Way, a: usize, b: usize, score: f32) {
        let sure = score == SAID;
        let several = self.set.count > 1;
        let rows = side(b, a);
        for Hint { is, why } in &self.evidence.sizes {
            if is.leds() == b {
                self.add(way, a, Some(*is), (score, sure), why.clone());
            } else if Some(*is) == rows {
                self.add_grid(way, 1, *is, (score, sure), why.clone());
            }
        }
        let equals = |hints: &[Hint<usize>], n: usize| {
            hints
                .iter()
                .find(|hint| hint.is == n)
                .map(|hint| hint.why.clone())
        };
        if let Some(why) =
            equals(&self.evidence.leds, b).or_else(|| equals(&self.evidence.frames, a))
        {
            self.add_strip(way, b, a, (score, sure), why);
        }
        let name = parts(&self.set.array.name);
        let named = |words: &[&str]| name.iter().any(|part| words.contains(&part.as_str()));
        let moves = named(&[
            "frames",
            "frame",
            "anim",
            "animation",
            "sequence",
            "animations",
        ]);
        let shows = named(&[
            "pic", "picture", "image", "img", "logo", "icon", "bitmap", "sprite", "matrix", "bmp",
            "rows",
        ]);
        let as_frames = |this: &mut Self, score: f32, certain| {
            let why = msg!("pattern-reason-frames-by-leds", frames = a, leds = b);
            this.add_strip(way, b, a, (score, certain), why);
        };
        let as_rows = |this: &mut Self, score: f32, certain| {
            let why = msg!("pattern-reason-rows-by-columns", rows = a, columns = b);
            if let Some(size) = rows {
                this.add_grid(way, 1, size, (score, certain), why);
            }
        };
        let open =
            self.set.array.is_open && way != Way::Rgb565 && way != Way::Rgb565Swapped && !several;
        let square = a == b && way.is_of_displays() || a == b && a >= 4;
        let frames_first = !shows && !several && (moves || open || way == Way::Rgb && !square);
        let known = self.readings.iter().any(|r| r.way == way && r.certain);
        let sure = sure && !known;
        if frames_first {
            as_frames(self, score * 0.9, sure && (moves || open));
            as_rows(self, score * 0.6, false);
        } else {
            let certain = shows || several || way.is_of_displays();
            as_rows(self, score * 0.9, sure && certain);
            as_frames(self, score * 0.6, false);
        }
    }

    /// One dimension: a picture or a strip of so many LEDs, or several.
    fn line(&mut self, way: Way, all: usize, score: f32) {
        let sure = score == SAID;
        for several in [false, true] {
            for Hint { is, why } in &self.evidence.sizes {
                let fits = if several {
                    all > is.leds() && all.is_multiple_of(is.leds())
                } else {
                    all == is.leds()
                };
                if fits {
                    self.add(way, all / is.leds(), Some(*is), (score, sure), why.clone());
                }
            }
            for Hint { is, why } in &self.evidence.leds {
                let fits = if several {
                    *is > 0 && all > *is && all.is_multiple_of(*is)
                } else {
                    all == *is
                };
                if fits {
                    self.add_strip(way, *is, all / is, (score, sure), why.clone());
                }
            }
            if self.readings.iter().any(|r| r.way == way && r.certain) {
                return;
            }
        }
        if self.set.count == 1 {
            for Hint { is, why } in &self.evidence.frames {
                if *is > 1 && all > *is && all.is_multiple_of(*is) {
                    self.add_strip(way, all / is, *is, (score, sure), why.clone());
                    return;
                }
            }
        }
        let why = msg!("pattern-reason-array", leds = all);
        let root = all.isqrt();
        if way.is_of_displays() {
            if root * root == all
                && root >= 4
                && let Some(size) = side(root, root)
            {
                self.add_grid(
                    way,
                    1,
                    size,
                    (score * 0.6, false),
                    msg!("pattern-reason-square"),
                );
            }
            self.add_strip(way, all, 1, (score * 0.5, false), why);
        } else {
            self.add_strip(way, all, 1, (score, sure), why);
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
