//! What comments say of pictures: sizes such as `Image Size : 24x24`, and that Piskel wrote the file.

use crate::pattern::Matrix;

/// Most comments with a size that are kept: one for each picture of a large sketch.
const MAX_SIZES: usize = 4096;
/// Characters of a comment that are looked at: sizes stand at its beginning.
const LOOK: usize = 2048;

/// A size that a comment has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) matrix: Matrix,
    /// Line of the comment, from 1.
    pub(super) line: usize,
}

/// What the comments say.
#[derive(Debug, Default)]
pub(super) struct Comments {
    pub(super) sizes: Vec<Size>,
    /// "Piskel data" stands in one of them.
    pub(super) piskel: bool,
}

impl Comments {
    pub(super) fn note(&mut self, comment: &str, line: usize) {
        let mut end = comment.len().min(LOOK);
        while !comment.is_char_boundary(end) {
            end -= 1;
        }
        let text = comment.get(..end).unwrap_or(comment).to_lowercase();
        self.piskel |= text
            .split_once("piskel")
            .is_some_and(|(_, after)| after.trim_start().starts_with("data"));
        if self.sizes.len() < MAX_SIZES
            && let Some(matrix) = size(&text)
        {
            self.sizes.push(Size { matrix, line });
        }
    }
}

/// The first size in a lower-case text: `24x24`, `32 x 8`, `24px × 24px`, `width: 24, height: 12`.
fn size(text: &str) -> Option<Matrix> {
    let side = |n: &str| n.parse::<u16>().ok();
    let mut width = None;
    let mut before: [&str; 3] = [""; 3]; // the last words, newest first
    for word in (Words { rest: text }) {
        if matches!(before, ["x" | "×" | "*" | "by", w, _] if side(w).is_some())
            || matches!(before, ["x" | "×" | "*" | "by", "px" | "pixels", w] if side(w).is_some())
        {
            let w = if matches!(before, [_, "px" | "pixels", _]) {
                before[2]
            } else {
                before[1]
            };
            let matrix = side(w).zip(side(word)).and_then(|(w, h)| Matrix::new(w, h));
            if matrix.is_some() {
                return matrix;
            }
        }
        match (before[0], side(word)) {
            ("width" | "w" | "columns" | "cols", Some(w)) => width = Some(w),
            ("height" | "h" | "rows", Some(h)) if width.is_some() => {
                return width.and_then(|w| Matrix::new(w, h));
            }
            _ => {}
        }
        before = [word, before[0], before[1]];
    }
    None
}

/// Runs of digits, and runs of letters; everything else only separates.
struct Words<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let is_part = |c: char| c.is_alphanumeric() || c == '×' || c == '*';
        let start = self.rest.find(is_part)?;
        let from = self.rest.get(start..)?;
        let first = from.chars().next()?;
        let end = from
            .find(|c: char| c.is_ascii_digit() != first.is_ascii_digit() || !is_part(c))
            .unwrap_or(from.len());
        let (word, rest) = from.split_at(end.max(first.len_utf8()));
        self.rest = rest;
        Some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_found_as_the_converters_write_them() {
        for (comment, sides) in [
            ("// Image Size     : 24x12 pixels", Some((24, 12))),
            ("// 'logo', 16x8px", Some((16, 8))),
            ("/* 32 x 8 */", Some((32, 8))),
            ("// 24px × 12px", Some((24, 12))),
            ("// Width: 24, Height: 12", Some((24, 12))),
            ("/* width = 24\n * height = 12 */", Some((24, 12))),
            ("// 16 by 8", Some((16, 8))),
            ("// 0x10, 0x20", None),
            ("// generated 2024-01-02", None),
            ("// x * y", None),
            ("// 99999x3", None),
        ] {
            let mut comments = Comments::default();
            comments.note(comment, 7);
            let found = comments.sizes.first().map(|s| (s.matrix, s.line));
            let wanted = sides.map(|(w, h)| (Matrix::new(w, h).unwrap(), 7));
            assert_eq!(found, wanted, "{comment}");
        }
        let mut comments = Comments::default();
        comments.note("/* Piskel data for \"x\" */", 1);
        assert!(comments.piskel);
    }
}
