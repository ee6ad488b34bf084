//! The note in a PNG whose rows are frames of a strip, and the hint for pictures that look like one.

use super::chunks;
use crate::message::Message;
use crate::msg;
use crate::pattern::detect::frames_in_name;
use crate::pattern::{Matrix, ReadOptions};

/// Keyword of the note, a `tEXt` chunk. Its text are durations in milliseconds, each followed by `x` and a number where so
/// many frames have it: `20x134 40`.
pub(super) const NOTE: &str = "Rows are frames (ms)";

/// Hints that a picture may be one of rows: a device has as many LEDs as it is wide, or its name gives
/// as many frames as it is high. The picture stays a picture.
pub(super) fn hint(
    matrix: Matrix,
    path: &std::path::Path,
    options: &ReadOptions,
) -> Option<Message> {
    let w = matrix.w();
    let h = matrix.h();
    let fits = options.device_leds.contains(&w) && !options.device_leds.contains(&matrix.leds());
    let named = frames_in_name(path) == Some(h);
    (h > 1 && (fits || named)).then(|| msg!("pattern-rows-hint", h = h, w = w))
}

/// The text of the note in a PNG that says what its rows are.
pub(super) fn note(bytes: &[u8]) -> Option<&[u8]> {
    let texts = chunks::before_pixels(bytes).filter(|chunk| chunk.kind == b"tEXt");
    texts
        .filter_map(|chunk| {
            chunk
                .data
                .strip_prefix(NOTE.as_bytes())?
                .strip_prefix(b"\0")
        })
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn a_plausible_picture_comes_with_a_word() {
        let said = |leds: &[usize], name: &str| {
            let options = ReadOptions {
                device_leds: leds.to_vec(),
                ..ReadOptions::default()
            };
            hint(Matrix::new(60, 134).unwrap(), Path::new(name), &options).is_some()
        };
        assert!(said(&[60], "a.png") && said(&[], "sparks 134 frames.png"));
        assert!(!said(&[], "a.png") && !said(&[60, 60 * 134], "a.png") && !said(&[134], "a.png"));
        assert_eq!(
            hint(
                Matrix::new(60, 1).unwrap(),
                Path::new("a"),
                &ReadOptions {
                    device_leds: vec![60],
                    ..ReadOptions::default()
                }
            ),
            None
        );
    }
}
