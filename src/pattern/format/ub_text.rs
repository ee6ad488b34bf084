//! Text of the program before this one (`.leds`): comments `# Name: …`, `# LEDs: n`, `# Frames: n`, `# Dimensions: 12x6`, then
//! for each frame `FRAME n`, `DELAY ms` and a line `LED i r g b` for each LED. Its other writer put a frame into
//! `# Frame n (duration: 50ms)` and a line of hexadecimal bytes; that is read as well.

mod read;

use super::{Confidence, Decoded, Format, Info, Sink, Source, put, readable, text_limits};
use crate::msg;
use crate::pattern::{HeldPattern, MAX_LEDS, Pattern, PatternError, PixelOrder, ReadOptions};
use std::fmt::Write as _;

/// See the module.
pub(super) struct UbText;

static INFO: Info = Info {
    name: "ub-text",
    read_as: "ub-text",
    title: msg!("format-ub-text"),
    extensions: &["leds"],
    order: PixelOrder::Strip,
    writes: &["leds"],
    writes_streams: false,
};

impl Format for UbText {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = text.get(..LOOK).unwrap_or(text);
        // Other comments may come first, edited by hand; data lines do not.
        let mut lines = text
            .split(|&byte| byte == b'\n')
            .map(<[u8]>::trim_ascii)
            .filter(|line| !line.is_empty());
        let begins = |line: &[u8]| line.starts_with(b"# LEDS Pattern Export") || is_frame(line);
        let found = lines
            .by_ref()
            .take(COMMENTS)
            .find(|line| begins(line) || !line.starts_with(b"#"));
        Confidence::exact_if(found.is_some_and(begins))
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        read::decode(source.bytes, &options.cancel)
    }

    fn write(&self, pattern: &Pattern, to: &mut dyn Sink) -> Result<(), PatternError> {
        let leds = pattern.frames.leds();
        if leds > MAX_LEDS {
            return Err(PatternError::TooManyLeds {
                leds,
                max: MAX_LEDS,
            });
        }
        let pattern = pattern.hold()?;
        // "LED 0 0 0 0" for each: asked before it is written
        let min = (pattern.frames.rgb().len() / 3).saturating_mul(12);
        text_limits(min)?;
        put(&readable(write(&pattern).into_bytes())?, to)
    }
}

/// Bytes and lines of comments that are looked through for the first line that matters.
const LOOK: usize = 64 << 10;
const COMMENTS: usize = 100;

/// `FRAME 0`, as the first frame of such a text begins.
fn is_frame(line: &[u8]) -> bool {
    line.strip_prefix(b"FRAME ")
        .is_some_and(|n| !n.is_empty() && n.iter().all(u8::is_ascii_digit))
}

fn write(pattern: &HeldPattern) -> String {
    let frames = &pattern.frames;
    let leds = frames.leds();
    let count = frames.len();
    let size = match pattern.matrix.filter(|m| m.leds() == leds) {
        Some(matrix) => matrix.to_string(),
        None => format!("{leds}x1"),
    };
    // A name is one line of the text.
    let name: String = pattern
        .name
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let mut out = format!(
        "# LEDS Pattern Export\n# Name: {name}\n# LEDs: {leds}\n# Frames: {count}\n# Dimensions: {size}\n\
         # Export Options: RGB=RGB, ColorSpace=RGB888\n\n"
    );
    out.reserve(count.saturating_mul(32 + leds * 16));
    for (index, (rgb, duration)) in frames.iter().enumerate() {
        let _ = writeln!(out, "FRAME {index}\nDELAY {}", duration.ms());
        for (led, pixel) in rgb.as_chunks::<3>().0.iter().enumerate() {
            let [r, g, b] = pixel;
            let _ = writeln!(out, "LED {led} {r} {g} {b}");
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests;
