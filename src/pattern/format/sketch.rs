//! Sketches of Arduino, C, C++ and Python: arrays of numbers or colours that are the frames of a pattern, a picture for a
//! display, or a whole file such as a GIF. Read as tokens, never compiled: comments go, the numbers between the braces stay.
//! Constants, comments and declared dimensions say how large the pictures are.

mod array;
mod builder;
mod choice;
mod colour_names;
mod comments;
mod constants;
mod declaration;
mod evidence;
mod files;
mod guess;
mod lexer;
mod literal;
mod palette;
mod parser;
mod readings;
mod sets;
mod tokens;
mod value;
mod way;

use super::{
    Confidence, Decoded, Format, Info, Sink, Source, put, readable, text as file_text, text_limits,
    wire,
};
use crate::message::Message;
use crate::msg;
use crate::pattern::{Cancel, HeldPattern, Pattern, PatternError, PixelOrder, ReadOptions};
use array::Array;
use std::fmt::Write as _;
use way::Way;

/// Bytes examined to distinguish text from pixels, which soon have values below those of letters.
const LOOK: usize = 64 << 10;
/// Bytes looked at for the first array: comments may stand before it, longer ones hardly.
const LOOK_FOR_ARRAY: usize = 4 << 20;
/// Arrays of a script that are looked at, which have no types: the first ones may be settings.
const FIRST_ARRAYS: usize = 32;
/// Numbers a line of the files that we write.
const PER_LINE: usize = 16;

/// See the module.
pub(super) struct Sketch;

static INFO: Info = Info {
    name: "c-header",
    read_as: "c-header",
    title: msg!("format-c-header"),
    extensions: &["h", "ino", "c", "cpp", "hpp", "py"],
    order: PixelOrder::Strip,
    writes: &["h"],
    writes_streams: false,
};

/// What `--as` says of the numbers of a sketch.
pub(super) fn ways() -> impl Iterator<Item = &'static str> {
    Way::ALL.iter().map(|way| way.name()).chain(["mono"])
}

impl Format for Sketch {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let head = bytes.get(..LOOK).unwrap_or(bytes);
        let text = |b: &u8| *b >= b' ' || b.is_ascii_whitespace() || *b == 0x0B;
        let bytes = bytes.get(..LOOK_FOR_ARRAY).unwrap_or(bytes);
        // Cheap, and enough for pixels: what follows reads as `decode` does.
        if !head.iter().all(text) || !bytes.contains(&b'=') && !bytes.contains(&b'{') {
            return Confidence::No;
        }
        let text = String::from_utf8_lossy(bytes);
        let arrays = |most| parser::parse(&text, most, &Cancel::default()).arrays;
        let first = arrays(1);
        if first.iter().any(|array| array.is_typed) {
            return Confidence::Exact;
        }
        if first.is_empty() {
            return Confidence::No;
        }
        let several = arrays(FIRST_ARRAYS);
        match () {
            () if several.iter().any(|array| array.is_typed) => Confidence::Exact,
            () if several.iter().any(Array::may_be_pixels) => Confidence::Likely,
            () => Confidence::No,
        }
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let text = file_text(source.bytes)?;
        let contents = parser::parse(&text, usize::MAX, &options.cancel);
        options.cancel.check()?;
        choice::decode(contents, source, options)
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
mod tests;
