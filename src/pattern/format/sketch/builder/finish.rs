//! From the values that were read to an array: its shape, its conditions, the order of its colours.

use super::super::array::Array;
use super::super::declaration::Class;
use super::{Builder, Level, not_a_number};
use crate::msg;

/// Bytes of a number of 64 bits.
const QUAD: usize = 8;

impl Builder {
    /// The array, and how many zeros may still be added to others.
    pub(in super::super) fn finish(mut self) -> (Array, usize) {
        if self.declared.class == Class::Byte && self.levels.len() == 2 && self.is_quoted {
            // one text in brackets is no list of texts
            self.unwrap_text();
        }
        let is_outer = self.leaves.is_some_and(|leaves| leaves > 0);
        let mut shape = self.shape();
        self.settle_conditions(&mut shape);
        let all = self.values.len();
        self.reorder(&shape);
        let is_whole = shape.iter().try_fold(1_usize, |n, &len| n.checked_mul(len)) == Some(all);
        if is_outer && !is_whole && self.problem.is_none() {
            self.fail(self.line, msg!("pattern-c-mixed"));
        }
        if let Some(name) = self.names.first().filter(|_| self.names.len() != all) {
            let detail = not_a_number(name);
            self.fail(self.named, detail);
        }
        let is_letter = |n: &u32| matches!(n, 9 | 10 | 13 | 32..=126);
        if self.is_quoted && self.described.is_none() && self.values.iter().all(is_letter) {
            self.declared.class = Class::Text; // words, not bytes
        }
        let is_binary = self.binary * 2 > self.given.max(1);
        let array = Array {
            name: self.declared.name,
            line: self.line,
            class: self.declared.class,
            is_typed: self.declared.is_typed,
            values: self.values,
            is_colours: self.is_colours,
            shape,
            is_open: self.declared.dims.first().is_none_or(Option::is_none),
            names: self.names,
            is_binary,
            max: self.max,
            given: self.given,
            has_negative: self.has_negative,
            end: self.end,
            is_mixed: self.wide.is_some() && self.has_narrow,
            wide: self.wide,
            described: self.described,
            condition: self.conditions.into_iter().next().map(|(text, _)| text),
            problem: self.problem,
        };
        (array, self.padding)
    }

    /// Lengths from the outermost array to the innermost: those of the braces, or where those are left out the declared ones.
    fn shape(&self) -> Vec<usize> {
        let mut shape: Vec<usize> = self
            .levels
            .iter()
            .take(self.leaves.unwrap_or(0))
            .map(|level| level.first.unwrap_or(level.items))
            .collect();
        if self.declared.is_template {
            let wanted = self.declared.dims.len();
            collapse(&mut shape, wanted);
        }
        let all = self.values.len();
        let inner = self.declared.dims.get(1..).unwrap_or_default();
        let inner_all = inner
            .iter()
            .try_fold(1_usize, |n, dim| n.checked_mul((*dim)?));
        if let Some(each) =
            inner_all.filter(|&n| shape.len() == 1 && n > 1 && all.is_multiple_of(n))
        {
            shape = std::iter::once(all / each)
                .chain(inner.iter().copied().flatten())
                .collect();
        }
        if self.declared.class == Class::Quad {
            // eight rows of bits each
            shape.pop();
            shape.extend([all / QUAD, QUAD]);
        }
        shape
    }

    /// Makes one text in brackets the array itself.
    fn unwrap_text(&mut self) {
        if let [Level { items: 1, .. }, inner] = self.levels.as_slice() {
            self.levels = vec![*inner];
            self.leaves = Some(1);
        }
    }

    /// Of values that each have a condition, keeps those with the most colours.
    fn settle_conditions(&mut self, shape: &mut Vec<usize>) {
        if self.conditions.is_empty() || self.problem.is_some() {
            return;
        }
        let first = self.conditions.first().map_or(0, |(_, range)| range.start);
        let end = self.conditions.last().map_or(0, |(_, range)| range.end);
        if first > 0 || end < self.values.len() || self.condition.is_some() || shape.len() != 1 {
            let text = self.conditions.first().map(|(text, _)| format!("#{text}"));
            return self.fail(self.line, not_a_number(&text.unwrap_or_default()));
        }
        let rank = |text: &str| match () {
            () if text.contains("32") => 3,
            () if text.contains("16") && !text.contains("!=") => 2,
            () => u8::from(text.contains("16")),
        };
        self.conditions
            .sort_by_key(|(text, _)| std::cmp::Reverse(rank(text)));
        let kept = self
            .conditions
            .first()
            .map_or(0..0, |(_, range)| range.clone());
        self.values = self.values.get(kept).unwrap_or_default().to_vec();
        self.given = self.values.len();
        *shape = vec![self.values.len()];
    }

    /// Puts red, green and blue where they belong, if the type has them in another order.
    fn reorder(&mut self, shape: &[usize]) {
        let Some([a, b, c]) = self
            .declared
            .order
            .filter(|_| !self.has_parts && shape.last() == Some(&3))
        else {
            return;
        };
        let (pixels, _) = self.values.as_chunks_mut::<3>();
        for pixel in pixels {
            let values = *pixel;
            for (place, value) in [a, b, c].into_iter().zip(values) {
                if let Some(part) = pixel.get_mut(place) {
                    *part = value;
                }
            }
        }
    }
}

/// Drops groups of one that a template adds, until the declared dimensions are left, or one more for colours in braces.
fn collapse(shape: &mut Vec<usize>, wanted: usize) {
    let mut at = 0;
    while shape.len() > wanted.max(1) && at < shape.len() {
        if shape.get(at) == Some(&1) {
            shape.remove(at);
        } else {
            at += 1;
        }
    }
}
