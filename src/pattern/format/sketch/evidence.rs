//! What a sketch says about the size of an array: constants such as `logo_width`, comments, and what a person set.

use super::array::Array;
use super::parser::Contents;
use crate::message::Message;
use crate::msg;
use crate::pattern::words::excerpt;
use crate::pattern::{Matrix, ReadOptions};

/// A number of LEDs, of frames, or a size, and where it was found.
#[derive(Clone, Debug)]
pub(super) struct Hint<T> {
    pub(super) is: T,
    pub(super) why: Message,
    /// Whether it is said of the array, not only somewhere in the sketch.
    pub(super) is_sure: bool,
}

/// All that speaks for a size of an array.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    /// Width and height, the best hint first.
    pub(super) sizes: Vec<Hint<Matrix>>,
    pub(super) leds: Vec<Hint<usize>>,
    pub(super) frames: Vec<Hint<usize>>,
    /// Whether constants count the frames of arrays that have the same name, as the programs that export one array for each
    /// frame in strip order write them.
    pub(super) counts_frames: bool,
    /// The size that constants with the name of the array have.
    pub(super) own_size: Option<Matrix>,
}

/// Most hints of a kind that are tried for an array.
const MAX_HINTS: usize = 16;

const WIDTHS: [&str; 9] = [
    "width", "w", "wide", "cols", "columns", "col", "xres", "x", "breite",
];
const HEIGHTS: [&str; 9] = [
    "height", "h", "high", "rows", "lines", "row", "yres", "y", "hoehe",
];

/// The parts of a name in lower case: `logoWidth`, `LOGO_WIDTH` and `logo_width` have the same.
pub(super) fn parts(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut before = '_';
    for c in name.chars() {
        let begins = c.is_uppercase() && !before.is_uppercase()
            || c.is_ascii_digit() != before.is_ascii_digit()
            || before == '_';
        if c != '_' {
            match parts.last_mut().filter(|_| !begins) {
                Some(part) => part.extend(c.to_lowercase()),
                None => parts.push(c.to_lowercase().collect()),
            }
        }
        before = c;
    }
    parts
}

/// How many parts two names begin with alike.
fn shared(a: &[String], b: &[String]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// Collects what speaks for a size of `array`.
pub(super) fn evidence(contents: &Contents, array: &Array, options: &ReadOptions) -> Evidence {
    let mut found = Evidence::default();
    let remembered = options.remembered.as_ref();
    let given = [
        (options.matrix, options.leds, msg!("pattern-reason-given")),
        (
            remembered.and_then(|r| r.matrix),
            remembered.map(|r| r.leds),
            msg!("pattern-reason-remembered"),
        ),
    ];
    for (matrix, leds, why) in given {
        found.sizes.extend(matrix.map(|is| Hint {
            is,
            why: why.clone(),
            is_sure: true,
        }));
        found.leds.extend(leds.map(|is| Hint {
            is,
            why,
            is_sure: true,
        }));
    }
    found.sizes.extend(array.described.map(|said| Hint {
        is: said.size,
        why: msg!("pattern-reason-described", matrix = said.size),
        is_sure: true,
    }));
    let of_array = parts(&array.name);
    let constants: Vec<Constant<'_>> = contents
        .constants
        .numbers()
        .iter()
        .filter_map(|(name, is)| Constant::of(name, usize::try_from(*is).ok()?, &of_array))
        .collect();
    let pairs = pairs(&constants);
    found.own_size = pairs
        .iter()
        .find(|pair| pair.0 > 0)
        .map(|(_, hint)| hint.is);
    found.sizes.extend(sizes(contents, array, &pairs));
    for constant in &constants {
        match constant.kind {
            Kind::Leds if found.leds.len() < MAX_HINTS => found.leds.push(constant.hint()),
            Kind::Frames if found.frames.len() < MAX_HINTS => {
                found.counts_frames |= constant.shared > 0;
                found.frames.push(constant.hint());
            }
            _ => {}
        }
    }
    found
}

/// The sizes of constants and comments, those nearest to the array first.
fn sizes(contents: &Contents, array: &Array, pairs: &[(usize, Hint<Matrix>)]) -> Vec<Hint<Matrix>> {
    let own = |pair: &(usize, Hint<Matrix>)| pair.0 > 0;
    let before = contents
        .arrays
        .iter()
        .filter(|other| other.line < array.line)
        .map(|other| other.line)
        .max()
        .unwrap_or(0);
    let comments = || contents.comments.sizes.iter();
    let is_near = |line: usize| line > before && line <= array.line;
    let near = comments().rev().filter(|size| is_near(size.line));
    let far = comments().filter(|size| !is_near(size.line));
    let said = |size: &super::comments::Size| Hint {
        is: size.matrix,
        why: msg!(
            "pattern-reason-comment",
            line = size.line,
            matrix = size.matrix
        ),
        is_sure: is_near(size.line),
    };
    let sizes = pairs
        .iter()
        .filter(|pair| own(pair))
        .map(|(_, hint)| hint.clone())
        .chain(near.map(said))
        .chain(
            pairs
                .iter()
                .filter(|pair| !own(pair))
                .map(|(_, hint)| hint.clone()),
        )
        .chain(far.map(said));
    sizes.take(MAX_HINTS).collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Width,
    Height,
    Leds,
    Frames,
}

struct Constant<'a> {
    name: &'a str,
    is: usize,
    kind: Kind,
    /// The name without the part that makes its kind.
    stem: Vec<String>,
    /// Parts that it shares with the name of the array.
    shared: usize,
}

impl<'a> Constant<'a> {
    /// A constant whose name says what it counts.
    fn of(name: &'a str, is: usize, array: &[String]) -> Option<Self> {
        let mut stem = parts(name);
        let has = |words: &[&str]| stem.iter().any(|part| words.contains(&part.as_str()));
        let all: String = stem.concat();
        let counts =
            has(&["num", "n", "count", "number", "total", "length", "len"]) || stem.len() == 1;
        let kind = if stem
            .last()
            .is_some_and(|part| WIDTHS.contains(&part.as_str()))
        {
            Kind::Width
        } else if stem
            .last()
            .is_some_and(|part| HEIGHTS.contains(&part.as_str()))
        {
            Kind::Height
        } else if has(&["frames"]) || has(&["frame"]) && counts && stem.len() > 1 {
            Kind::Frames
        } else if has(&[
            "leds",
            "pixels",
            "numleds",
            "numpixels",
            "pixelcount",
            "ledcount",
        ]) || has(&["led", "pixel", "strip"]) && counts && stem.len() > 1
            || ["mw", "mh"].contains(&all.as_str())
        {
            match all.as_str() {
                "mw" => Kind::Width,
                "mh" => Kind::Height,
                _ => Kind::Leds,
            }
        } else {
            return None;
        };
        if is == 0 {
            return None;
        }
        stem.pop();
        // `kWidth`, `NUM_COLS`: what is in front says nothing
        let shared = shared(&stem, array);
        Some(Self {
            name,
            is,
            kind,
            stem,
            shared,
        })
    }

    fn hint(&self) -> Hint<usize> {
        Hint {
            is: self.is,
            why: msg!(
                "pattern-reason-constant",
                name = excerpt(self.name),
                value = self.is
            ),
            is_sure: true,
        }
    }
}

/// Widths with the heights of the same name, those that share most with the name of the array first.
fn pairs(constants: &[Constant<'_>]) -> Vec<(usize, Hint<Matrix>)> {
    let of = |kind| constants.iter().filter(move |c| c.kind == kind).take(256);
    let mut pairs: Vec<(usize, Hint<Matrix>)> = of(Kind::Width)
        .filter_map(|w| {
            let h = of(Kind::Height).find(|h| h.stem == w.stem)?;
            let is = Matrix::new(u16::try_from(w.is).ok()?, u16::try_from(h.is).ok()?)?;
            let why = msg!(
                "pattern-reason-constants",
                w = excerpt(w.name),
                h = excerpt(h.name),
                matrix = is
            );
            Some((
                w.shared,
                Hint {
                    is,
                    why,
                    is_sure: true,
                },
            ))
        })
        .collect();
    pairs.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
    pairs
}

#[cfg(test)]
mod tests {
    use super::super::parser::parse;
    use super::*;
    use crate::pattern::Cancel;

    #[test]
    fn names_have_the_same_parts_however_they_are_written() {
        for name in ["logoWidth", "LOGO_WIDTH", "logo_width", "LogoWidth"] {
            assert_eq!(parts(name), ["logo", "width"], "{name}");
        }
        assert_eq!(parts("frame12b"), ["frame", "12", "b"]);
        assert_eq!(parts("__a__"), ["a"]);
    }

    #[test]
    fn the_constants_of_an_array_come_before_comments_and_those_of_others() {
        let text = "#define MATRIX_W 9\n#define MATRIX_H 8\n// 7x6\nconst int logoWidth = 5;\nconst int logoHeight = 4;\n\
            #define NUM_LEDS 3\nenum { FRAME_COUNT = 2 };\n// 6x6\nbyte logo[] = {1};";
        let cancel = Cancel::default();
        let contents = parse(text, 9, &cancel);
        let options = ReadOptions {
            matrix: Matrix::new(1, 2),
            ..ReadOptions::default()
        };
        let found = evidence(&contents, &contents.arrays[0], &options);
        let sizes: Vec<String> = found.sizes.iter().map(|hint| hint.is.to_string()).collect();
        assert_eq!(sizes, ["1x2", "5x4", "6x6", "7x6", "9x8"]);
        assert_eq!((found.leds[0].is, found.frames[0].is), (3, 2));
    }
}
