//! C headers (`.h`) with a byte array that holds a pattern as the controller stores it, or bare RGB bytes. Read as
//! tokens, never compiled: comments go, the numbers between the braces stay.

use super::{Confidence, Decoded, Format, Source, raw, wire};
use crate::pattern::{Pattern, PatternError, PixelOrder, ReadOptions};
use std::fmt::Write as _;

/// Bytes looked at to recognise a header: the array begins behind its comments and defines.
const LOOK: usize = 64 << 10;
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
        if head.contains(&0) {
            return Confidence::No;
        }
        let text = without_comments(&String::from_utf8_lossy(head));
        let array = text.find('[').zip(text.find('{')).is_some_and(|(size, body)| size < body) && text.contains('=');
        let typed = ["uint8_t", "uint32_t", "uint16_t", "unsigned", "char", "byte", "int", "CRGB", "long"];
        if array && typed.iter().any(|t| text.contains(t)) { Confidence::Exact } else { Confidence::No }
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let bytes = byte_array(&String::from_utf8_lossy(source.bytes))?;
        match wire::decode_frames(&bytes) {
            Ok(frames) => Ok(Decoded::exact(frames, None, PixelOrder::Strip)),
            Err(error) => {
                let inner = Source { bytes: &bytes, ..source };
                // Bare pixels have no header that could add up; a damaged controller pattern does.
                match (wire::Wire.sniff(&bytes), raw::Raw.sniff(&bytes)) {
                    (Confidence::No, Confidence::Possible) => raw::Raw.decode(inner, options),
                    _ => Err(error),
                }
            }
        }
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

/// The text with every comment replaced by a blank and its line ends, so that line numbers stay.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("/*").into_iter().chain(rest.find("//")).min() {
        let (before, comment) = rest.split_at(at);
        out.push_str(before);
        out.push(' ');
        let end = if comment.starts_with("/*") { comment.find("*/").map(|n| n + 2) } else { comment.find('\n') };
        let (comment, after) = comment.split_at(end.unwrap_or(comment.len()));
        out.extend(comment.chars().filter(|&c| c == '\n'));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The numbers of the first array, each of them a byte.
fn byte_array(text: &str) -> Result<Vec<u8>, PatternError> {
    let text = without_comments(text);
    let missing = || PatternError::UnknownFormat { what: "the C header holds no array of numbers".into() };
    // Other braces, like those of `extern "C" {`, do not follow an equals sign.
    let opens = text.match_indices('{').map(|(at, _)| at).find(|&at| text.get(..at).is_some_and(assigns));
    let (before, body) = opens.and_then(|at| text.split_at_checked(at)).ok_or_else(missing)?;
    let body = body.strip_prefix('{').unwrap_or(body);
    let declared = before.rsplit([';', '}']).next().unwrap_or(before);
    if let Some(wide) = ["uint32_t", "uint16_t", "int32_t", "long", "CRGB"].iter().find(|t| declared.contains(**t)) {
        return Err(PatternError::UnknownFormat {
            what: format!("the C header holds an array of {wide}; only arrays of bytes can be read"),
        });
    }
    let (body, _) = body.split_once('}').ok_or_else(|| PatternError::CorruptLine {
        line: text.lines().count(),
        detail: "the array does not end".into(),
    })?;
    if body.contains('{') {
        return Err(PatternError::UnknownFormat {
            what: "the C header holds nested arrays; only arrays of bytes can be read".into(),
        });
    }
    let first = before.lines().count().max(1);
    let mut bytes = Vec::with_capacity(body.len() / 5);
    for (line, row) in (first..).zip(body.lines()) {
        for token in row.split([',', ' ', '\t', '\r']).filter(|t| !t.is_empty()) {
            bytes.push(byte(token, line)?);
        }
    }
    if bytes.is_empty() { Err(missing()) } else { Ok(bytes) }
}

fn assigns(before: &str) -> bool {
    before.trim_end().ends_with('=')
}

fn byte(token: &str, line: usize) -> Result<u8, PatternError> {
    let digits = token.trim_end_matches(['u', 'U', 'l', 'L']);
    let number = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None => digits.parse::<u64>().ok(),
    };
    match number {
        Some(n) => u8::try_from(n).map_err(|_| PatternError::UnknownFormat {
            what: format!("the C header holds colours like {token} (line {line}); only arrays of bytes can be read"),
        }),
        None => Err(PatternError::CorruptLine { line, detail: format!("'{token}' is no number") }),
    }
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
