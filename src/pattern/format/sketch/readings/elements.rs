//! Readings of arrays with a number, or three, for each LED: their dimensions are rows, columns and frames.

use super::super::evidence::{Hint, parts};
use super::super::way::Way;
use super::{Found, SAID, side};
use crate::msg;

impl Found<'_, '_> {
    /// One LED for each element of an array of this shape.
    pub(super) fn elements(&mut self, way: Way, shape: &[usize], score: f32) {
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
        let rows = side(b, a);
        for Hint { is, why, is_sure } in &self.evidence.sizes {
            if is.leds() == b {
                self.add(way, a, Some(*is), (score, sure && *is_sure), why.clone());
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
        self.rows_or_frames(way, (a, b), score);
    }

    /// Rows of one picture, or frames of a strip, by the name and the proportions.
    fn rows_or_frames(&mut self, way: Way, (a, b): (usize, usize), score: f32) {
        let sure = score == SAID;
        let several = self.set.count > 1;
        let rows = side(b, a);
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
        let open = self.set.array.is_open
            && !self.set.array.is_colours
            && way != Way::Rgb565
            && way != Way::Rgb565Swapped
            && !several;
        let square = a == b && (way.is_of_displays() || a >= 4);
        let frames_first = !shows && !several && (moves || open || way == Way::Rgb && !square);
        let known = self.readings.iter().any(|r| r.way == way && r.certain);
        // constants that say the opposite: the array may have its columns first
        let turned = side(a, b).filter(|turned| Some(*turned) != rows);
        let mut sizes = self.evidence.sizes.iter();
        let is_turned = turned.is_some_and(|turned| sizes.any(|hint| hint.is == turned));
        let sure = sure && !known && !is_turned;
        if frames_first {
            as_frames(self, score * 0.9, sure && (moves || open));
            as_rows(self, score * 0.6, false);
        } else {
            let certain = shows || several || way.is_of_displays() || a == b && a >= 4;
            as_rows(self, score * 0.9, sure && certain);
            as_frames(self, score * 0.6, false);
        }
    }

    /// One dimension: a picture or a strip of all LEDs, or several.
    fn line(&mut self, way: Way, all: usize, score: f32) {
        let sure = score == SAID;
        for several in [false, true] {
            for Hint { is, why, is_sure } in &self.evidence.sizes {
                let fits = if several {
                    all > is.leds() && all.is_multiple_of(is.leds())
                } else {
                    all == is.leds()
                };
                if fits {
                    let certain = sure && (!several || *is_sure);
                    self.add(
                        way,
                        all / is.leds(),
                        Some(*is),
                        (score, certain),
                        why.clone(),
                    );
                }
            }
            for Hint { is, why, .. } in &self.evidence.leds {
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
            for Hint { is, why, .. } in &self.evidence.frames {
                if *is > 1 && all > *is && all.is_multiple_of(*is) {
                    self.add_strip(way, all / is, *is, (score, sure), why.clone());
                    return;
                }
            }
        }
        self.alone(way, all, score);
    }

    /// So many LEDs, of which nothing says more.
    fn alone(&mut self, way: Way, all: usize, score: f32) {
        let sure = score == SAID;
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
}
