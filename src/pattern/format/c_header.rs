//! C headers (`.h`): a byte array that holds a pattern as the controller stores it, or bare RGB bytes; or an array of colours
//! `0xRRGGBB` for each frame, with constants for width, height and frames. Read as tokens, never compiled: comments go, the
//! numbers between the braces stay.

mod arrays;
mod colours;
mod text;

use super::{
    Confidence, Decoded, Format, Info, Sink, Source, put, readable, strip, text as file_text,
    text_limits, wire,
};
use crate::message::Message;
use crate::msg;
use crate::pattern::words::excerpt;
use crate::pattern::{Cancel, HeldPattern, Pattern, PatternError, PixelOrder, ReadOptions};
use arrays::{Array, Token, arrays};
use std::fmt::Write as _;

/// Bytes examined to distinguish text from pixels, which soon have values below those of letters.
const LOOK: usize = 64 << 10;
/// Bytes looked at for the first array: comments may stand before it, longer ones hardly.
const LOOK_FOR_ARRAY: usize = 4 << 20;
/// Types of arrays that make a C header, whether they can be read or only be named.
const TYPES: [&str; 9] = [
    "uint8_t", "uint32_t", "uint16_t", "unsigned", "char", "byte", "int", "CRGB", "long",
];
/// Numbers a line of the files that we write.
const PER_LINE: usize = 16;

/// See the module.
pub(super) struct CHeader;

static INFO: Info = Info {
    name: "c-header",
    read_as: "c-header",
    title: msg!("format-c-header"),
    extensions: &["h"],
    order: PixelOrder::Strip,
    writes: &["h"],
    writes_streams: false,
};

impl Format for CHeader {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let head = bytes.get(..LOOK).unwrap_or(bytes);
        let text = |b: &u8| *b >= b' ' || b.is_ascii_whitespace() || *b == 0x0B;
        let bytes = bytes.get(..LOOK_FOR_ARRAY).unwrap_or(bytes);
        // Cheap, and enough for pixels: what follows reads all of this as `decode` does.
        if !head.iter().all(text) || ![b'[', b'=', b'{'].iter().all(|mark| bytes.contains(mark)) {
            return Confidence::No;
        }
        let text = text::visible(&String::from_utf8_lossy(bytes));
        let wanted = Cancel::default();
        let typed = arrays(&text, &wanted)
            .next()
            .is_some_and(|array| TYPES.iter().any(|t| array.declared.contains(t)));
        if typed {
            Confidence::Exact
        } else {
            Confidence::No
        }
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let whole = file_text(source.bytes)?;
        let without_comments = text::without_comments(&whole);
        options.cancel.check()?;
        let text = text::without_dead_parts(&without_comments);
        options.cancel.check()?;
        let first = arrays(&text, &options.cancel).next();
        options.cancel.check()?;
        let first = first.ok_or_else(nothing)?;
        let Some(width) = Width::of(&first.declared) else {
            let bytes = byte_array(&first, &options.cancel)?;
            let mut decoded = strip::decode(
                Source {
                    bytes: &bytes,
                    ..source
                },
                options,
            )?;
            let others = arrays(&text, &options.cancel).skip(1).count();
            options.cancel.check()?;
            decoded.warnings.extend(ignored(others));
            return Ok(decoded);
        };
        colours::decode(&text, &without_comments, width, &options.cancel)
    }

    fn write(&self, pattern: &Pattern, to: &mut dyn Sink) -> Result<(), PatternError> {
        let pattern = pattern.hold()?;
        let bytes = wire::encode_frames(&pattern.frames)?;
        text_limits(bytes.len().saturating_mul(6))?; // before it is written
        put(&readable(write(&bytes, &pattern).into_bytes())?, to)
    }

    fn losses(&self, pattern: &Pattern) -> Result<Vec<Message>, PatternError> {
        Ok(wire::losses(pattern.frames.durations()))
    }
}

/// Types of array elements that are no bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Width {
    /// Colours 0xRRGGBB.
    Long,
    /// RGB565, if anything.
    Short,
    /// Something that is not a number.
    Struct,
}

impl Width {
    /// What an array of this declaration holds; `None` for bytes.
    fn of(declared: &str) -> Option<Self> {
        let has = |names: &[&str]| names.iter().any(|name| declared.contains(name));
        match () {
            () if has(&["CRGB"]) => Some(Self::Struct),
            () if has(&["uint32_t", "int32_t", "long"]) => Some(Self::Long),
            () if has(&["uint16_t", "int16_t", "short"]) => Some(Self::Short),
            () => None,
        }
    }
}

fn refused(what: Message) -> PatternError {
    PatternError::UnknownFormat { what }
}

fn nothing() -> PatternError {
    refused(msg!("pattern-c-empty"))
}

fn ignored(more: usize) -> Option<Message> {
    (more > 0).then(|| msg!("pattern-c-ignored", more = more))
}

/// The numbers of an array, each of them a byte.
fn byte_array(array: &Array<'_>, cancel: &Cancel) -> Result<Vec<u8>, PatternError> {
    let mut bytes = Vec::with_capacity(array.body.len().min(1 << 20) / 5);
    array.each(|token, line| match token {
        Token::Number(n, text) => {
            cancel.check()?;
            let too_large = || {
                refused(msg!(
                    "pattern-c-not-a-byte",
                    value = excerpt(text),
                    line = line
                ))
            };
            bytes.push(u8::try_from(n).map_err(|_| too_large())?);
            Ok(())
        }
        Token::Open => Err(refused(msg!("pattern-c-nested"))),
        Token::Close => Ok(()),
    })?;
    if bytes.is_empty() {
        Err(nothing())
    } else {
        Ok(bytes)
    }
}

/// Where `PROGMEM` keeps data in flash, the board's own headers say so; elsewhere it means nothing.
fn write(bytes: &[u8], pattern: &HeldPattern) -> String {
    let leds = pattern.frames.leds();
    let frames = pattern.frames.len();
    let mut out = format!(
        "// {leds} LEDs, {frames} frames: u16 LEDs, u16 frames, then for each frame u16 milliseconds and its R,G,B bytes\n\
         #pragma once\n#include <stdint.h>\n#ifdef ARDUINO\n#include <Arduino.h>\n#endif\n\
         #ifndef PROGMEM\n#define PROGMEM\n#endif\n\n\
         static const uint8_t pattern_data[] PROGMEM = {{\n"
    );
    for row in bytes.chunks(PER_LINE) {
        out.push_str("   ");
        for byte in row {
            let _ = write!(out, " 0x{byte:02x},");
        }
        out.push('\n');
    }
    out.push_str("};\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;

    fn decode(text: &str, options: &ReadOptions) -> Result<Decoded, PatternError> {
        CHeader.decode(
            Source {
                path: std::path::Path::new("a.h"),
                bytes: text.as_bytes(),
            },
            options,
        )
    }

    #[test]
    fn hex_decimal_and_comments_are_understood() {
        let text = "/* { 9 */\nconst uint8_t p[] PROGMEM = { 1, 0, 0x01, 0, // 77,\n 50u, 0, /* 5, */ 0xFF, 2, 3 };";
        assert_eq!(CHeader.sniff(text.as_bytes()), Confidence::Exact);
        let read = decode(text, &ReadOptions::default()).unwrap();
        assert_eq!(
            (read.frames.rgb(), read.frames.total_ms()),
            (&[255, 2, 3][..], 50)
        );
    }

    const ONE: &str = "const uint8_t p[] PROGMEM = {1, 0, 1, 0, 50, 0, 7, 8, 9};\n";

    #[test]
    fn what_is_decoded_is_recognised_whatever_stands_before_it() {
        let comment = format!("/* {} */\n", "many words ".repeat(10_000));
        for before in [
            "extern \"C\" {\n",
            "typedef struct { int w; int h; } size_t2;\nenum { A = 1, B };\n",
            "#define ROW(a) { a, a }\n#define LIST(x) = { \\\n  x }\n",
            "static const struct size s = { 1, 2 };\n",
            &comment,
        ] {
            let text = format!("{before}{ONE}");
            assert_eq!(
                CHeader.sniff(text.as_bytes()),
                Confidence::Exact,
                "{text:.60}"
            );
            assert_eq!(
                decode(&text, &ReadOptions::default()).unwrap().frames.rgb(),
                [7, 8, 9],
                "{text:.60}"
            );
        }
        for no_header in [
            "int main() { return 0; }",
            "let a = [1]; b = {};",
            "{\"a\": [1]}",
            "int x[3]; y = 1; {",
        ] {
            assert_eq!(
                CHeader.sniff(no_header.as_bytes()),
                Confidence::No,
                "{no_header}"
            );
        }
    }

    #[test]
    fn more_arrays_are_mentioned_and_those_that_are_switched_off_are_skipped() {
        let warnings = |text: &str| decode(text, &ReadOptions::default()).unwrap().warnings;
        assert!(warnings(ONE).is_empty());
        assert_eq!(
            warnings(&ONE.repeat(2))[0].to_string(),
            "1 more array is ignored"
        );
        assert_eq!(warnings(&ONE.repeat(2)).len(), 1);
        assert_eq!(
            warnings(&ONE.repeat(4))[0].to_string(),
            "3 more arrays are ignored"
        );
        let off = format!("#if 0\n{}#endif\n{ONE}", ONE.replace('7', "1"));
        let read = decode(&off, &ReadOptions::default()).unwrap();
        assert_eq!(
            (read.frames.rgb(), read.warnings.len()),
            (&[7, 8, 9][..], 0)
        );
        let unsettled =
            "const uint8_t p[] = {1, 0, 1, 0,\n#ifdef FAST\n5,\n#else\n50,\n#endif\n0, 1, 2, 3};";
        assert_eq!(
            decode(unsettled, &ReadOptions::default())
                .unwrap_err()
                .code(),
            Code::PatternCorrupt
        );
    }

    #[test]
    fn numbers_are_read_as_c_reads_them_and_bad_ones_have_their_line() {
        let read = decode(
            "byte p[] = {1, 0, 0b1, 00, 062, 0, 0B11, 0X1f, 010u};",
            &ReadOptions::default(),
        )
        .unwrap();
        assert_eq!(
            (read.frames.rgb(), read.frames.total_ms()),
            (&[3, 31, 8][..], 50)
        );
        for bad in ["08", "0b2", "+1", "-1", "0x", "1.5"] {
            let error = decode(
                &format!("// a\nbyte p[]\n= {{ 1,\n 2, {bad} }};"),
                &ReadOptions::default(),
            )
            .unwrap_err();
            assert!(
                matches!(error, PatternError::CorruptLine { line: 4, .. }),
                "{bad}: {error:?}"
            );
        }
    }

    #[test]
    fn bare_pixels_need_a_size() {
        let options = ReadOptions {
            leds: Some(1),
            ..ReadOptions::default()
        };
        let read = decode("const byte p[6] = {255, 255, 255, 0, 0, 0};", &options).unwrap();
        assert_eq!((read.frames.leds(), read.frames.len()), (1, 2));
    }

    #[test]
    fn structures_nested_arrays_and_broken_numbers_are_refused() {
        let code = |text: &str| decode(text, &ReadOptions::default()).unwrap_err().code();
        assert_eq!(
            code("const CRGB p[] = {CRGB::Red};"),
            Code::PatternUnknownFormat
        );
        assert_eq!(
            code("const uint8_t p[] = {0xFF8800, 0x1};"),
            Code::PatternUnknownFormat
        );
        let linked = "extern \"C\" { const uint8_t p[] = {1, 0, 1, 0, 5, 0, 1, 2, 3}; }";
        assert_eq!(
            decode(linked, &ReadOptions::default())
                .map(|d| d.frames.total_ms())
                .ok(),
            Some(5)
        );
        assert_eq!(
            code("const uint8_t p[][3] = {{1, 2, 3}};"),
            Code::PatternUnknownFormat
        );
        assert_eq!(
            code("const uint8_t p[] = {1, zwei, 3};"),
            Code::PatternCorrupt
        );
        assert_eq!(code("const uint8_t p[] = {1, 2, 3"), Code::PatternCorrupt);
        assert_eq!(
            code("const uint8_t p[] = {2, 0, 1, 0, 50, 0, 1, 2, 3, 4};"),
            Code::PatternTruncated
        );
    }
}
