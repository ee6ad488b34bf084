//! Small sketches of every kind of the field, with the content that each has to have.

use crate::pattern::{Matrix, Opened, ReadOptions, read_bytes};
use std::path::Path;

fn open(name: &str, options: &ReadOptions) -> Opened {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/sketches")
        .join(name);
    let bytes = std::fs::read(&path).unwrap();
    read_bytes(&path, bytes.into(), options).unwrap()
}

/// Name, LEDs, frames, sides, the beginning of the content hash, a piece of the warnings.
type Case = (
    &'static str,
    usize,
    usize,
    Option<(u16, u16)>,
    &'static str,
    &'static str,
);

const CASES: &[Case] = &[
    (
        "c_gif_in_array.h",
        4,
        1,
        Some((2, 2)),
        "9d19241c7f93c05c",
        "",
    ),
    (
        "c_piskel.c",
        4,
        1,
        Some((2, 2)),
        "0e998ebfd93574ee",
        "transparent",
    ),
    (
        "c_rgb565_utft.h",
        4,
        1,
        Some((2, 2)),
        "a98030bcb24e6259",
        "",
    ),
    (
        "c_rgb565_lowercase.h",
        4,
        1,
        Some((2, 2)),
        "a98030bcb24e6259",
        "",
    ),
    ("c_rgb565_2d.h", 4, 1, Some((2, 2)), "a98030bcb24e6259", ""),
    ("c_frames_3d.h", 4, 2, Some((2, 2)), "39a6855c8de8023e", ""),
    (
        "c_strip_color.ino",
        4,
        1,
        Some((2, 2)),
        "75fb3b0778893a2e",
        "",
    ),
    ("c_crgb.h", 4, 1, None, "75fb3b0778893a2e", ""),
    ("c_bytes_nested.h", 4, 1, None, "75fb3b0778893a2e", ""),
    ("c_bytes_frames.h", 2, 2, None, "b97c4cae5fd47608", ""),
    (
        "c_byte_frames_separate.h",
        2,
        2,
        None,
        "b97c4cae5fd47608",
        "",
    ),
    ("c_int_first.ino", 2, 2, None, "be0038092ee1d775", "pins"),
    ("c_mono8x8.h", 64, 1, Some((8, 8)), "", ""),
];

#[test]
fn every_case_of_the_field_has_its_content() {
    for &(name, leds, frames, sides, content, warning) in CASES {
        let opened = open(name, &ReadOptions::default());
        let pattern = &opened.pattern;
        let held = pattern.frames.hold().unwrap();
        assert_eq!(pattern.format, "c-header", "{name}");
        assert_eq!(
            (held.leds(), held.len(), pattern.matrix),
            (leds, frames, sides.and_then(|(w, h)| Matrix::new(w, h))),
            "{name}"
        );
        assert!(
            held.content_hash().starts_with(content),
            "{name}: {:?}",
            held.rgb()
        );
        let said: Vec<String> = pattern.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(said.is_empty(), warning.is_empty(), "{name}: {said:?}");
        assert!(said.join("; ").contains(warning), "{name}: {said:?}");
        for (at, candidate) in opened.candidates.iter().enumerate() {
            let read = opened.reading(at).unwrap();
            assert_eq!(
                (read.frames.leds(), read.frames.len(), read.matrix),
                (candidate.leds, candidate.frames, candidate.matrix),
                "{name} {candidate:?}"
            );
            let pixels = candidate.pixels.clone();
            let first = read.frames.reader().unwrap().frame(0).unwrap().rgb.to_vec();
            assert!(
                pixels.is_none_or(|pixels| pixels.starts_with(&first)),
                "{name} {candidate:?}"
            );
        }
    }
}

#[test]
fn a_small_array_in_front_is_left_out_and_named() {
    let opened = open("c_small_first.h", &ReadOptions::default());
    let sizes: Vec<usize> = opened
        .candidates
        .iter()
        .map(|c| c.leds * c.frames)
        .collect();
    assert!(sizes.contains(&6) && opened.candidates.iter().any(|c| c.leds == 6));
    let said = opened.pattern.warnings[0].to_string();
    assert!(said.contains("palette"), "{said}");
    let palette = ReadOptions {
        array: Some("palette".into()),
        leds: Some(2),
        ..ReadOptions::default()
    };
    let chosen = open("c_small_first.h", &palette);
    assert_eq!(
        chosen.pattern.frames.hold().unwrap().rgb(),
        [1, 2, 3, 4, 5, 6]
    );
}
