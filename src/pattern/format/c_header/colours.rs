//! Arrays of colours: one for each frame, as Upload Bridge and LED Matrix Studio write them for sketches, or one array of
//! such arrays. `0xRRGGBB` in 32 bits; RGB565 in 16 bits where constants say that it is a pattern. They store no durations.

use super::arrays::{Array, Token, arrays, number};
use super::{Width, ignored, nothing, refused};
use crate::msg;
use crate::pattern::format::dat::rgb565;
use crate::pattern::format::{Decoded, default_durations};
use crate::pattern::words::excerpt;
use crate::pattern::{Cancel, Frames, Matrix, PatternError, PixelOrder};

/// Most of a colour in 24 bits.
const MAX_COLOUR: u64 = 0xFF_FFFF;

/// Reads the arrays of this width; `commented` is the text without comments, with its directives.
pub(super) fn decode(
    text: &str,
    commented: &str,
    width: Width,
    cancel: &Cancel,
) -> Result<Decoded, PatternError> {
    let [w, h, declared] =
        ["_WIDTH", "_HEIGHT", "_FRAMES"].map(|suffix| constant(commented, suffix));
    let matrix = w
        .zip(h)
        .and_then(|(w, h)| Matrix::new(u16::try_from(w).ok()?, u16::try_from(h).ok()?));
    match width {
        Width::Struct => {
            return Err(refused(msg!("pattern-c-crgb")));
        }
        Width::Short if matrix.is_none() => {
            let what = msg!("pattern-c-no-size");
            return Err(refused(what));
        }
        Width::Short | Width::Long => {}
    }
    let mut colours = Colours {
        width,
        rgb: Vec::new(),
        leds: None,
        frames: 0,
    };
    let mut other = 0;
    for array in arrays(text, cancel) {
        if Width::of(&array.declared) == Some(width) {
            colours.add(&array, cancel)?;
        } else {
            other += 1;
        }
    }
    cancel.check()?;
    let leds = colours.leds.ok_or_else(nothing)?;
    let frames = Frames::new(leds, colours.rgb, default_durations(colours.frames))?;
    let mut decoded = Decoded::exact(
        frames,
        matrix.filter(|m| m.leds() == leds),
        PixelOrder::Strip,
    );
    decoded.warnings.extend(ignored(other));
    if let Some(matrix) = matrix.filter(|m| m.leds() != leds) {
        decoded
            .warnings
            .push(msg!("pattern-c-size-differs", matrix = matrix, leds = leds));
    }
    if let Some(declared) = declared.filter(|&n| n != colours.frames as u64) {
        let count = colours.frames;
        decoded.warnings.push(msg!(
            "pattern-frames-differ",
            declared = declared,
            count = count
        ));
    }
    Ok(decoded)
}

/// Frames as they come.
struct Colours {
    width: Width,
    rgb: Vec<u8>,
    /// LEDs of the first frame, and so of all.
    leds: Option<usize>,
    frames: usize,
}

impl Colours {
    /// Adds one array: a frame, or a frame for each array in it.
    fn add(&mut self, array: &Array<'_>, cancel: &Cancel) -> Result<(), PatternError> {
        let mut start = self.rgb.len();
        let mut last = array.line;
        array.each(|token, line| {
            last = line;
            match token {
                Token::Number(n, text) => {
                    cancel.check()?;
                    let colour = self.colour(n).ok_or_else(|| PatternError::CorruptLine {
                        line,
                        detail: msg!("pattern-not-a-colour", text = excerpt(text)),
                    })?;
                    self.rgb.extend(colour);
                    Ok(Frames::budget(self.rgb.len() as u64 / 3, 1).map(drop)?)
                }
                Token::Open if start == self.rgb.len() => Ok(()),
                Token::Open => Err(PatternError::CorruptLine {
                    line,
                    detail: msg!("pattern-c-mixed"),
                }),
                Token::Close => {
                    self.frame(start, line)?;
                    start = self.rgb.len();
                    Ok(())
                }
            }
        })?;
        // What is left is an array without arrays in it.
        if self.rgb.len() > start {
            self.frame(start, last)
        } else {
            Ok(())
        }
    }

    fn colour(&self, n: u64) -> Option<[u8; 3]> {
        let [_, _, _, _, _, r, g, b] = n.to_be_bytes();
        match self.width {
            Width::Short => u16::try_from(n).ok().map(rgb565),
            _ => (n <= MAX_COLOUR).then_some([r, g, b]),
        }
    }

    /// Ends a frame, which began at `start`.
    fn frame(&mut self, start: usize, line: usize) -> Result<(), PatternError> {
        let has = (self.rgb.len() - start) / 3;
        match *self.leds.get_or_insert(has) {
            0 => Err(PatternError::CorruptLine {
                line,
                detail: msg!("pattern-c-empty-frame"),
            }),
            leds if leds == has => {
                self.frames += 1;
                Ok(())
            }
            leds => {
                let detail = msg!("pattern-c-frame-differs", has = has, leds = leds);
                Err(PatternError::CorruptLine { line, detail })
            }
        }
    }
}

/// The value of the first constant whose name ends so: `X_WIDTH = 12;` or `#define X_WIDTH 12`.
fn constant(text: &str, suffix: &str) -> Option<u64> {
    text.match_indices(suffix).find_map(|(at, _)| {
        let rest = text.get(at + suffix.len()..)?;
        // Another name goes on here.
        if rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            return None;
        }
        let rest = rest.trim_start();
        let rest = rest
            .strip_prefix('=')
            .unwrap_or(rest)
            .trim_start()
            .trim_start_matches('(');
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        number(rest.get(..end)?)
    })
}

#[cfg(test)]
mod tests {
    use super::super::{CHeader, Decoded, Format as _, Source};
    use crate::pattern::{Matrix, PatternError, ReadOptions};
    use crate::problem::Code;

    fn decode(text: &str) -> Result<Decoded, PatternError> {
        CHeader.decode(
            Source {
                path: std::path::Path::new("a.h"),
                bytes: text.as_bytes(),
            },
            &ReadOptions::default(),
        )
    }

    /// As the program before this one writes it.
    const EXPORT: &str = "#pragma once\n#include <stdint.h>\n\n// Pattern exported by Upload Bridge\n\
        static const uint16_t Fire_WIDTH = 2;\nstatic const uint16_t Fire_HEIGHT = 1;\nstatic const uint16_t Fire_FRAMES = 2;\n\n\
        static const uint32_t Fire_Frame0[] PROGMEM = {\n    0xFF0001, 0x00A000\n};\n\n\
        static const uint32_t Fire_Frame1[] PROGMEM = {\n    0x000000, 0x0000FFUL\n};\n";

    #[test]
    fn an_array_for_each_frame_is_read_in_any_spacing() {
        let close = EXPORT
            .replace(" = {\n    ", "={")
            .replace(", ", ",/*,*/")
            .replace("\n};\n\n", "};")
            .replace('\n', "\r\n");
        let defined = EXPORT.replace(
            "static const uint16_t Fire_WIDTH = 2;",
            "#define FIRE_WIDTH (0x2)",
        );
        for text in [EXPORT, &close, &defined] {
            let read = decode(text).unwrap();
            assert_eq!(
                read.frames.rgb(),
                [255, 0, 1, 0, 160, 0, 0, 0, 0, 0, 0, 255],
                "{text}"
            );
            assert_eq!(
                (read.frames.total_ms(), read.matrix, read.certain),
                (40, Matrix::new(2, 1), true),
                "{text}"
            );
            assert!(read.warnings.is_empty(), "{text} {:?}", read.warnings);
        }
    }

    #[test]
    fn packed_colours_and_arrays_in_an_array_are_read() {
        let packed = EXPORT
            .replace("uint32_t", "uint16_t")
            .replace("0xFF0001, 0x00A000", "0xF800, 0x07E0");
        let packed = packed.replace("0x0000FFUL", "0x001F");
        assert_eq!(
            decode(&packed).unwrap().frames.rgb(),
            [255, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255]
        );
        let nested = decode("const long PROGMEM a[][2] = { {0x1, 0x2}, {3, 4}, };").unwrap();
        assert_eq!(
            (nested.frames.len(), nested.frames.leds(), nested.matrix),
            (2, 2, None)
        );
        assert_eq!(nested.frames.rgb(), [0, 0, 1, 0, 0, 2, 0, 0, 3, 0, 0, 4]);
    }

    #[test]
    fn constants_and_arrays_that_do_not_agree_are_said() {
        let said = |text: &str| {
            let warnings = decode(text).unwrap().warnings;
            let words: Vec<String> = warnings.iter().map(ToString::to_string).collect();
            words.join("; ")
        };
        assert!(said(&EXPORT.replace("FRAMES = 2", "FRAMES = 3")).contains("3 frames"));
        assert!(said(&EXPORT.replace("WIDTH = 2", "WIDTH = 9")).contains("9x1"));
        assert!(said(&format!("{EXPORT}const uint8_t x[] = {{1}};")).contains("1 more array"));
    }

    #[test]
    fn what_is_no_frame_is_refused_with_its_line() {
        let line = |text: &str| match decode(text).unwrap_err() {
            PatternError::CorruptLine { line, .. } => line,
            other => panic!("{other:?}"),
        };
        assert_eq!(line(&EXPORT.replace("0x000000, ", "")), 14);
        assert_eq!(line(&EXPORT.replace("0x00A000", "0xFF00A000")), 10);
        assert_eq!(line("const long a[] = {1, {2}};"), 1);
        assert_eq!(line("const long a[][1] = {\n{1},\n{}};"), 3);
        assert_eq!(line("const long a[] = {\n1"), 2);
        let code = |text: &str| decode(text).unwrap_err().code();
        assert_eq!(
            code("const uint16_t a[] = {1, 2};"),
            Code::PatternUnknownFormat
        );
        assert_eq!(code("const uint32_t a[] = {};"), Code::PatternUnknownFormat);
    }
}
