//! C headers (`.h`) with a byte array that holds a pattern as the controller stores it, or bare RGB bytes. Read as
//! tokens, never compiled: comments go, the numbers between the braces stay.

mod text;

use super::{Confidence, Decoded, Format, Source, raw, wire};
use crate::pattern::{Pattern, PatternError, PixelOrder, ReadOptions};
use std::fmt::Write as _;

/// Bytes looked at to tell text from pixels, which have values below those of letters nearly at once.
const LOOK: usize = 64 << 10;
/// Types of arrays that make a C header, whether they can be read or only be named.
const TYPES: [&str; 9] = ["uint8_t", "uint32_t", "uint16_t", "unsigned", "char", "byte", "int", "CRGB", "long"];
/// Those that are no bytes.
const WIDE: [&str; 5] = ["uint32_t", "uint16_t", "int32_t", "long", "CRGB"];
/// Numbers a line of the files that we write.
const PER_LINE: usize = 16;

/// See the module.
pub(super) struct CHeader;

impl Format for CHeader {
    fn name(&self) -> &'static str {
        "c-header"
    }

    fn title(&self) -> &'static str {
        "C header"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["h"]
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let head = bytes.get(..LOOK).unwrap_or(bytes);
        let text = |b: &u8| *b >= b' ' || b.is_ascii_whitespace() || *b == 0x0B;
        // Cheap, and enough for pixels: what follows reads the whole file as `decode` does.
        if !head.iter().all(text) || ![b'[', b'=', b'{'].iter().all(|mark| bytes.contains(mark)) {
            return Confidence::No;
        }
        let text = text::visible(&String::from_utf8_lossy(bytes));
        let typed = arrays(&text).next().is_some_and(|array| TYPES.iter().any(|t| array.declared.contains(t)));
        if typed { Confidence::Exact } else { Confidence::No }
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let (bytes, ignored) = byte_array(&String::from_utf8_lossy(source.bytes))?;
        let mut decoded = match wire::decode_frames(&bytes) {
            Ok(frames) => Decoded::exact(frames, None, PixelOrder::Strip),
            Err(error) => {
                let inner = Source { bytes: &bytes, ..source };
                // Bare pixels have no header that could add up; a damaged controller pattern does.
                match (wire::Wire.sniff(&bytes), raw::Raw.sniff(&bytes)) {
                    (Confidence::No, Confidence::Possible) => raw::Raw.decode(inner, options)?,
                    _ => return Err(error),
                }
            }
        };
        decoded.warnings.extend(match ignored {
            0 => None,
            1 => Some("1 more array was ignored".into()),
            more => Some(format!("{more} more arrays were ignored")),
        });
        Ok(decoded)
    }

    fn order(&self) -> PixelOrder {
        PixelOrder::Strip
    }

    fn writes(&self) -> &'static [&'static str] {
        &["h"]
    }

    fn encode(&self, pattern: &Pattern) -> Option<Result<Vec<u8>, PatternError>> {
        Some(wire::encode_frames(&pattern.frames).map(|bytes| write(&bytes, pattern).into_bytes()))
    }

    fn losses(&self, pattern: &Pattern) -> Vec<String> {
        wire::losses(&pattern.frames)
    }
}

/// An array as it stands in the text.
struct Array<'a> {
    /// What stands before its equals sign, directives aside.
    declared: String,
    /// What follows its opening brace, up to the end of the text.
    body: &'a str,
    /// Line of that brace, from 1.
    line: usize,
}

/// The arrays that are given values, in the order of the text.
fn arrays(text: &str) -> impl Iterator<Item = Array<'_>> {
    let (mut line, mut counted) = (1, 0);
    text.match_indices('{').filter_map(move |(at, _)| {
        let (before, body) = text.split_at_checked(at)?;
        // Other braces, like those of `extern "C" {` or of a struct, do not follow an equals sign.
        let before = before.trim_end().strip_suffix('=')?;
        let declared = before.rsplit([';', '{', '}']).next().unwrap_or(before);
        if !declared.contains('[') {
            return None;
        }
        line += text.get(counted..at).map_or(0, |passed| passed.matches('\n').count());
        counted = at;
        let declared =
            declared.lines().filter(|line| !line.trim_start().starts_with('#')).collect::<Vec<_>>().join(" ");
        Some(Array { declared, body: body.strip_prefix('{').unwrap_or(body), line })
    })
}

/// The numbers of the first array, each of them a byte, and how many arrays follow.
fn byte_array(text: &str) -> Result<(Vec<u8>, usize), PatternError> {
    let text = text::visible(text);
    let refused = |what: String| PatternError::UnknownFormat { what };
    let missing = || refused("the C header holds no array of numbers".into());
    let mut arrays = arrays(&text);
    let Array { declared, body, line: first } = arrays.next().ok_or_else(missing)?;
    if let Some(wide) = WIDE.iter().find(|t| declared.contains(**t)) {
        return Err(refused(format!("the C header holds an array of {wide}; only arrays of bytes can be read")));
    }
    let (body, _) = body.split_once('}').ok_or_else(|| PatternError::CorruptLine {
        line: text.lines().count(),
        detail: "the array does not end".into(),
    })?;
    if body.contains('{') {
        return Err(refused("the C header holds nested arrays; only arrays of bytes can be read".into()));
    }
    let mut bytes = Vec::with_capacity(body.len() / 5);
    for (line, row) in (first..).zip(body.lines()) {
        for token in row.split([',', ' ', '\t', '\r']).filter(|t| !t.is_empty()) {
            bytes.push(byte(token, line)?);
        }
    }
    if bytes.is_empty() { Err(missing()) } else { Ok((bytes, arrays.count())) }
}

fn byte(token: &str, line: usize) -> Result<u8, PatternError> {
    let digits = token.trim_end_matches(['u', 'U', 'l', 'L']);
    match number(digits) {
        Some(n) => u8::try_from(n).map_err(|_| PatternError::UnknownFormat {
            what: format!("the C header holds colours like {token} (line {line}); only arrays of bytes can be read"),
        }),
        None => Err(PatternError::CorruptLine { line, detail: format!("'{token}' is no number") }),
    }
}

/// An integer as C spells it: 0x hexadecimal, 0b binary, a leading 0 octal, anything else decimal.
fn number(digits: &str) -> Option<u64> {
    let lower = digits.to_ascii_lowercase();
    let (digits, radix) = match (lower.strip_prefix("0x"), lower.strip_prefix("0b"), lower.strip_prefix('0')) {
        (Some(hex), _, _) => (hex, 16),
        (_, Some(binary), _) => (binary, 2),
        (_, _, Some(octal)) if !octal.is_empty() => (octal, 8),
        _ => (lower.as_str(), 10),
    };
    // Rust would take a sign here; C has it elsewhere.
    u64::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with('+'))
}

/// Where `PROGMEM` keeps data in flash, the board's own headers say so; elsewhere it means nothing.
fn write(bytes: &[u8], pattern: &Pattern) -> String {
    let (leds, frames) = (pattern.frames.leds(), pattern.frames.len());
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

    fn decode(text: &str, options: &ReadOptions) -> Result<Decoded, PatternError> {
        CHeader.decode(Source { path: std::path::Path::new("a.h"), bytes: text.as_bytes() }, options)
    }

    #[test]
    fn hex_decimal_and_comments_are_understood() {
        let text = "/* { 9 */\nconst uint8_t p[] PROGMEM = { 1, 0, 0x01, 0, // 77,\n 50u, 0, /* 5, */ 0xFF, 2, 3 };";
        assert_eq!(CHeader.sniff(text.as_bytes()), Confidence::Exact);
        let read = decode(text, &ReadOptions::default()).unwrap();
        assert_eq!((read.frames.rgb(), read.frames.total_ms()), (&[255, 2, 3][..], 50));
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
            assert_eq!(CHeader.sniff(text.as_bytes()), Confidence::Exact, "{text:.60}");
            assert_eq!(decode(&text, &ReadOptions::default()).unwrap().frames.rgb(), [7, 8, 9], "{text:.60}");
        }
        for no_header in ["int main() { return 0; }", "let a = [1]; b = {};", "{\"a\": [1]}", "int x[3]; y = 1; {"] {
            assert_eq!(CHeader.sniff(no_header.as_bytes()), Confidence::No, "{no_header}");
        }
    }

    #[test]
    fn more_arrays_are_mentioned_and_those_that_are_switched_off_are_skipped() {
        let warnings = |text: &str| decode(text, &ReadOptions::default()).unwrap().warnings;
        assert!(warnings(ONE).is_empty());
        assert_eq!(warnings(&ONE.repeat(2)), ["1 more array was ignored"]);
        assert_eq!(warnings(&ONE.repeat(4)), ["3 more arrays were ignored"]);
        let off = format!("#if 0\n{}#endif\n{ONE}", ONE.replace('7', "1"));
        let read = decode(&off, &ReadOptions::default()).unwrap();
        assert_eq!((read.frames.rgb(), read.warnings.len()), (&[7, 8, 9][..], 0));
        let unsettled = "const uint8_t p[] = {1, 0, 1, 0,\n#ifdef FAST\n5,\n#else\n50,\n#endif\n0, 1, 2, 3};";
        assert_eq!(decode(unsettled, &ReadOptions::default()).unwrap_err().code(), "pattern.corrupt");
    }

    #[test]
    fn numbers_are_read_as_c_reads_them_and_bad_ones_have_their_line() {
        let read = decode("byte p[] = {1, 0, 0b1, 00, 062, 0, 0B11, 0X1f, 010u};", &ReadOptions::default()).unwrap();
        assert_eq!((read.frames.rgb(), read.frames.total_ms()), (&[3, 31, 8][..], 50));
        for bad in ["08", "0b2", "+1", "-1", "0x", "1.5"] {
            let error =
                decode(&format!("// a\nbyte p[]\n= {{ 1,\n 2, {bad} }};"), &ReadOptions::default()).unwrap_err();
            assert!(matches!(error, PatternError::CorruptLine { line: 4, .. }), "{bad}: {error:?}");
        }
    }

    #[test]
    fn bare_pixels_need_a_size() {
        let options = ReadOptions { leds: Some(1), ..ReadOptions::default() };
        let read = decode("const byte p[6] = {255, 255, 255, 0, 0, 0};", &options).unwrap();
        assert_eq!((read.frames.leds(), read.frames.len()), (1, 2));
    }

    #[test]
    fn colours_nested_arrays_and_broken_numbers_are_refused() {
        let code = |text: &str| decode(text, &ReadOptions::default()).unwrap_err().code();
        assert_eq!(code("const uint32_t p[] = {0xFF8800, 0x1};"), "pattern.unknown_format");
        assert_eq!(code("const uint32_t p[] = {0, 1, 2};"), "pattern.unknown_format");
        let linked = "extern \"C\" { const uint8_t p[] = {1, 0, 1, 0, 5, 0, 1, 2, 3}; }";
        assert_eq!(decode(linked, &ReadOptions::default()).map(|d| d.frames.total_ms()).ok(), Some(5));
        assert_eq!(code("const uint8_t p[][3] = {{1, 2, 3}};"), "pattern.unknown_format");
        assert_eq!(code("const uint8_t p[] = {1, zwei, 3};"), "pattern.corrupt");
        assert_eq!(code("const uint8_t p[] = {1, 2, 3"), "pattern.corrupt");
        assert_eq!(code("const uint8_t p[] = {2, 0, 1, 0, 50, 0, 1, 2, 3, 4};"), "pattern.truncated");
    }
}
