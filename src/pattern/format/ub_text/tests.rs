//! Texts as both writers made them, and what is wrong with others.

use super::*;
use crate::pattern::format::encode;
use crate::pattern::{FrameDuration, Frames, Matrix};
use crate::problem::Code;

fn decode(text: &str) -> Result<Decoded, PatternError> {
    UbText.decode(
        Source {
            path: std::path::Path::new("a.leds"),
            bytes: text.as_bytes(),
        },
        &ReadOptions::default(),
    )
}

const HEAD: &str =
    "# LEDS Pattern Export\n# Name: Test\n# LEDs: 2\n# Frames: 1\n# Dimensions: 2x1\n";

fn wrong(text: &str) -> usize {
    match decode(text).unwrap_err() {
        PatternError::CorruptLine { line, .. } => line,
        other => panic!("{other:?}: {text}"),
    }
}

#[test]
fn frames_delays_and_leds_are_read_whatever_ends_the_lines() {
    let text = format!(
        "{HEAD}# Export Options: RGB=RGB, ColorSpace=RGB888\n\nFRAME 0\nDELAY 70\nLED 0 1 2 3\nLED 1 4 5 6\n"
    );
    for text in [text.replace('\n', "\r\n"), format!("\u{feff}{text}"), text] {
        assert_eq!(UbText.sniff(text.as_bytes()), Confidence::Exact);
        let read = decode(&text).unwrap();
        assert_eq!(
            (read.frames.rgb(), read.frames.total_ms()),
            (&[1, 2, 3, 4, 5, 6][..], 70)
        );
        assert_eq!(
            (read.matrix, read.order, read.warnings.len()),
            (None, PixelOrder::Strip, 0)
        );
    }
}

#[test]
fn matrix_colour_order_and_packed_colours_are_understood() {
    let text = "# Dimensions: 1 x 2\n# Export Options: RGB=GRB, ColorSpace=RGB888\nFRAME 0\nLED 0 1 2 3\nLED 1 4 5 6\n";
    let read = decode(text).unwrap();
    assert_eq!(
        (read.frames.rgb(), read.frames.total_ms()),
        (&[2, 1, 3, 5, 4, 6][..], 20)
    );
    assert_eq!(read.matrix, Matrix::new(1, 2));
    let packed = "# Export Options: RGB=RGB, ColorSpace=RGB565\nFRAME 0\nDELAY 5\nLED 0 0xF800\nLED 1 2016\n";
    assert_eq!(decode(packed).unwrap().frames.rgb(), [255, 0, 0, 0, 255, 0]);
}

#[test]
fn the_second_dialect_is_read() {
    let text = "# LEDS Pattern Export\n# Width: 2, Height: 2\n# Frames: 3\n# Export Options: RGB=RGB, ColorSpace=RGB888\n\n\
                # Frame 1 (duration: 50ms)\n010203040506070809\n0a0B0c\n\n# Frame 2 (duration: 60ms)\n000000000000000000000000\n";
    let read = decode(text).unwrap();
    assert_eq!(
        (read.frames.frame(0), read.frames.total_ms()),
        (Some(&(1..=12).collect::<Vec<u8>>()[..]), 110)
    );
    assert_eq!((read.matrix, read.warnings.len()), (Matrix::new(2, 2), 1));
    assert!(
        read.warnings[0].to_string().contains("3 frames"),
        "{:?}",
        read.warnings
    );
}

#[test]
fn wrong_lines_are_named() {
    for (text, line) in [
        ("FRAME 0\nLED 0 1 2 3\nLED 0 1 2 3\n", 8),
        ("FRAME 0\nLED 0 1 2\nLED 1 1 2 3\n", 7),
        ("FRAME 0\nLED 0 1 2 256\n", 7),
        ("FRAME 0\nLED 0 1 2 3 4\n", 7),
        ("FRAME 0\nLED 0 1 2 x\n", 7),
        ("FRAME 0\nDELAY soon\n", 7),
        ("FRAME 0\nLED 0 1 2 3\nFRAME 1\n", 8),
        ("FRAME 0\nLED 0 1 2 3\n", 7),
        ("FRAME 0\nLAMP 0 1 2 3\n", 7),
        ("FRAME 0\n0102\n", 7),
        ("LED 0 1 2 3\n", 6),
        ("DELAY 3\n", 6),
        ("0102030405060708090a0b0c\n", 6),
        ("# LEDs: 3\n", 6),
        ("# Dimensions: 0x3\n", 6),
        ("# Export Options: RGB=RGG\n", 6),
        ("# Export Options: ColorSpace=HSV\n", 6),
    ] {
        assert_eq!(wrong(&format!("{HEAD}{text}")), line, "{text}");
    }
    assert_eq!(decode(HEAD).unwrap_err().code(), Code::PatternEmpty);
}

#[test]
fn other_text_is_not_taken() {
    for text in [
        "",
        "# Width: 12\nPattern1: a, b\nData:\n",
        "FRAME\n",
        "hello\nFRAME 0\n",
        "# a\n# b\n",
    ] {
        assert_eq!(UbText.sniff(text.as_bytes()), Confidence::No, "{text}");
    }
    assert_eq!(UbText.sniff(b"# mine\n\nFRAME 0\n"), Confidence::Exact);
}

#[test]
fn more_leds_than_can_be_read_back_are_not_written() {
    let frames = Frames::new(65_536, vec![0; 65_536 * 3], vec![FrameDuration::DEFAULT])
        .unwrap()
        .into();
    let matrix = None;
    let order = PixelOrder::Strip;
    let pattern = HeldPattern {
        name: "p".into(),
        format: "test",
        frames,
        matrix,
        order,
        warnings: vec![],
    };
    assert_eq!(
        encode(&UbText, &pattern.into()).unwrap_err().code(),
        Code::PatternTooManyLeds
    );
}
