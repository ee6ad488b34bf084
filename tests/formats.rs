//! Real files of the field: each is read as its source notes say. The files are other people's and not part of this
//! project; `UPLOAD_BRIDGE_FIXTURES` names the folder that holds them.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::type_complexity,
    reason = "a test, and its tables"
)]

use std::path::{Path, PathBuf};
use upload_bridge::pattern::{
    Fit, Layout, Matrix, Opened, PatternError, ReadOptions, Wiring, fit, open, read_bytes,
};
use upload_bridge::problem::Code;

fn fixture(name: &str) -> PathBuf {
    let root = std::env::var_os("UPLOAD_BRIDGE_FIXTURES")
        .expect("UPLOAD_BRIDGE_FIXTURES is set for ignored tests");
    Path::new(&root).join("patterns").join(name)
}

fn read(name: &str) -> Result<Opened, PatternError> {
    open(&fixture(name), &ReadOptions::default())
}

/// Our own small files, one for each format: name, format, LEDs, frames, colours of the first LEDs in frame 0.
const OWN: &[(&str, &str, usize, usize, &[[u8; 3]])] = &[
    (
        "running_dot.gif",
        "gif",
        12,
        6,
        &[[255, 255, 255], [200, 0, 0]],
    ),
    (
        "running_dot.bin",
        "wire",
        12,
        6,
        &[[255, 255, 255], [200, 0, 0]],
    ),
    (
        "running_dot.leds",
        "lms",
        12,
        6,
        &[[255, 255, 255], [200, 0, 0]],
    ),
    (
        "running_dot.h",
        "c-header",
        12,
        6,
        &[[255, 255, 255], [200, 0, 0]],
    ),
    (
        "running_dot_4x3_raw.bin",
        "raw",
        12,
        6,
        &[[255, 255, 255], [200, 0, 0]],
    ),
    (
        "running_dot_frames.h",
        "c-header",
        12,
        6,
        &[[255, 255, 255], [200, 0, 0]],
    ),
    (
        "running_dot.hex",
        "hex",
        12,
        6,
        &[[255, 255, 255], [200, 0, 0]],
    ),
    (
        "running_dot.dat",
        "dat",
        12,
        6,
        &[[255, 255, 255], [200, 0, 0]],
    ),
    (
        "running_dot_dims.bin",
        "dims",
        12,
        6,
        &[[255, 255, 255], [200, 0, 0]],
    ),
    (
        "running_dot_text.leds",
        "ub-text",
        12,
        6,
        &[[255, 255, 255], [200, 0, 0]],
    ),
    (
        "running_dot.ledproj",
        "project",
        12,
        6,
        &[[255, 255, 255], [200, 0, 0]],
    ),
    (
        "running_dot_esp01.leds",
        "esp01",
        12,
        6,
        &[[255, 255, 255], [0, 0, 0]],
    ),
    (
        "running_dot.apng",
        "apng",
        12,
        6,
        &[[255, 255, 255], [200, 0, 0]],
    ),
    (
        "running_dot.webp",
        "webp",
        12,
        6,
        &[[255, 255, 255], [200, 0, 0]],
    ),
    (
        "running_dot_rows.png",
        "rows",
        12,
        6,
        &[[255, 255, 255], [200, 0, 0]],
    ),
    ("lossy.webp", "webp", 128, 3, &[]),
    ("still.png", "image", 12, 1, &[[0, 0, 0], [200, 60, 0]]),
    ("still.jpg", "image", 64, 1, &[]),
    ("still.bmp", "image", 12, 1, &[[200, 0, 0], [200, 60, 0]]),
];

#[test]
fn every_format_reads_its_own_file() {
    for &(name, format, leds, frames, pixels) in OWN {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/data")
            .join(name);
        let opened = open(&path, &ReadOptions::default()).unwrap();
        let pattern = &opened.pattern;
        assert_eq!(
            (pattern.format, pattern.frames.leds(), pattern.frames.len()),
            (format, leds, frames),
            "{name}"
        );
        for (led, &pixel) in pixels.iter().enumerate() {
            assert_eq!(pattern.frames.pixel(0, led).unwrap(), Some(pixel), "{name}");
        }
        assert_eq!(opened.certain, format != "raw", "{name}");
    }
}

#[test]
fn a_wrong_extension_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    for &(name, format, leds, ..) in OWN {
        let bytes = std::fs::read(
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("tests/data")
                .join(name),
        )
        .unwrap();
        for wrong in [
            "a.bin",
            "a.dat",
            "a.leds",
            "a.json",
            "a.ledadmin",
            "a.gif",
            "a",
        ] {
            let path = folder.path().join(wrong);
            std::fs::write(&path, &bytes).unwrap();
            let read = open(
                &path,
                &ReadOptions {
                    leds: Some(leds),
                    ..ReadOptions::default()
                },
            )
            .unwrap();
            assert_eq!(
                (read.pattern.format, read.pattern.frames.leds()),
                (format, leds),
                "{name} as {wrong}"
            );
        }
    }
}

/// Headerless files: name, LEDs, frames, colour of LED 0 in frame 0.
const HEADERLESS: &[(&str, usize, usize, [u8; 3])] = &[
    ("test_index_12x6.bin", 72, 1, [0, 0, 0]),
    ("test_row_major_12x6.bin", 72, 1, [255, 0, 0]),
    ("test1_12x6_18f.bin", 72, 18, [0, 0, 255]),
    ("test3_raw_named_h.h", 72, 24, [255, 255, 255]),
    ("12x6_columns_down_up.bin", 72, 134, [0, 0, 255]),
    ("12x6_columns_up_down.dat..dat", 72, 134, [255, 0, 0]),
    ("12x6_rows_up_down.bin", 72, 18, [0, 0, 0]),
    ("13_15x6_29f.bin", 90, 29, [255, 0, 0]),
    ("15x6_column_alternate_down_up.bin", 90, 15, [255, 0, 0]),
    ("15x6_row_top_to_bottom.bin", 90, 15, [255, 0, 0]),
    ("alternate_12x6_down_up_33f.bin", 72, 33, [0, 0, 0]),
    ("bbb.dat", 76, 244, [0, 0, 255]),
    ("p6_15x6.bin", 90, 369, [0, 0, 0]),
    ("p8_15x6.bin", 90, 1080, [0, 0, 0]),
];

/// Files that say what they are: name, format, LEDs, frames, colour of LED 0 in frame 0, first durations.
const EXACT: &[(&str, &str, usize, usize, [u8; 3], &[u32])] = &[
    (
        "gen_aurora_strip.bin",
        "wire",
        8,
        6,
        [0, 0, 60],
        &[80, 100, 120, 140, 80, 100],
    ),
    (
        "gen_meteor_curtain.bin",
        "wire",
        144,
        12,
        [200, 50, 255],
        &[80, 100, 120, 140, 80, 100],
    ),
    (
        "gen_vortex_banner.bin",
        "wire",
        256,
        16,
        [40, 255, 200],
        &[80, 100, 120, 140, 80, 100],
    ),
    ("12x6_lms.leds", "lms", 72, 134, [0, 0, 255], &[20, 20]),
    ("p5_15x6_lms.leds", "lms", 90, 369, [0, 0, 0], &[20, 20]),
    (
        "c_header_progmem.h",
        "c-header",
        8,
        6,
        [127, 238, 17],
        &[50],
    ),
    ("photo.jpeg", "image", 275 * 183, 1, [157, 105, 22], &[1000]),
    ("esp01_heart_text.leds", "esp01", 256, 1, [0, 0, 0], &[20]),
];

#[test]
#[ignore = "needs UPLOAD_BRIDGE_FIXTURES"]
fn files_that_say_what_they_are_are_read_exactly() {
    for &(name, format, leds, frames, first, durations) in EXACT {
        let opened = read(name).unwrap();
        let pattern = &opened.pattern;
        assert!(opened.certain && opened.candidates.len() == 1, "{name}");
        assert_eq!(
            (pattern.format, pattern.frames.leds(), pattern.frames.len()),
            (format, leds, frames),
            "{name}"
        );
        assert_eq!(pattern.frames.pixel(0, 0).unwrap(), Some(first), "{name}");
        let ms: Vec<u32> = pattern
            .frames
            .durations()
            .iter()
            .take(durations.len())
            .map(|d| d.ms())
            .collect();
        assert_eq!(ms, durations, "{name}");
    }
}

#[test]
#[ignore = "needs UPLOAD_BRIDGE_FIXTURES"]
fn every_file_of_the_folder_is_in_one_of_these_tables() {
    let named: Vec<&str> = HEADERLESS
        .iter()
        .map(|file| file.0)
        .chain(EXACT.iter().map(|file| file.0))
        .collect();
    let others = [
        "SOURCES.txt",
        "flame.gif",
        "15.dat",
        "esp01_utf16_text_named.bin",
    ];
    for entry in std::fs::read_dir(fixture("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            named.contains(&name.as_str()) || others.contains(&name.as_str()),
            "{name} is not tested"
        );
    }
}

#[test]
#[ignore = "needs UPLOAD_BRIDGE_FIXTURES"]
fn an_animation_is_decoded_frame_by_frame() {
    let opened = read("flame.gif").unwrap();
    assert_eq!(
        (opened.pattern.frames.len(), opened.pattern.matrix),
        (103, Matrix::new(512, 410))
    );
    assert!(
        opened
            .pattern
            .frames
            .durations()
            .iter()
            .all(|d| d.ms() == 20)
    );
}

#[test]
#[ignore = "needs UPLOAD_BRIDGE_FIXTURES"]
fn what_cannot_be_read_is_refused_clearly() {
    for (name, what) in [
        ("15.dat", "339920 bytes are neither"),
        ("esp01_utf16_text_named.bin", "UTF-16"),
    ] {
        let error = read(name).unwrap_err();
        assert_eq!(error.code(), Code::PatternUnknownFormat, "{name}: {error}");
        assert!(
            error.to_string().contains(what) && !error.remedy().to_string().is_empty(),
            "{name}: {error}"
        );
    }
}

/// How often the right reading is the first, and the lowest place it got; prints each.
fn places(open_it: impl Fn(&str) -> Opened) -> (usize, usize) {
    let mut first = 0;
    let mut lowest = 0;
    for &(name, leds, frames, pixel) in HEADERLESS {
        let opened = open_it(name);
        let place = opened
            .candidates
            .iter()
            .position(|c| (c.leds, c.frames) == (leds, frames))
            .unwrap_or(99);
        println!("{place} {name}");
        for candidate in &opened.candidates {
            let why: Vec<String> = candidate
                .reasons
                .iter()
                .map(|r| r.text.to_string())
                .collect();
            println!(
                "    {} x {} {:.3} {}",
                candidate.leds,
                candidate.frames,
                candidate.score,
                why.join("; ")
            );
        }
        first += usize::from(place == 0);
        lowest = lowest.max(place);
        if place < 99 {
            assert_eq!(
                opened.reading(place).unwrap().frames.pixel(0, 0).unwrap(),
                Some(pixel),
                "{name}"
            );
        }
        assert_eq!(opened.pattern.format, "raw", "{name}");
    }
    (first, lowest)
}

#[test]
#[ignore = "needs UPLOAD_BRIDGE_FIXTURES"]
fn headerless_files_are_read_right_under_their_names() {
    let (first, lowest) = places(|name| read(name).unwrap());
    println!(
        "first: {first} of {}, lowest place {lowest}",
        HEADERLESS.len()
    );
    assert!(
        first * 10 >= HEADERLESS.len() * 9 && lowest < 3,
        "{first} first, lowest {lowest}"
    );
}

#[test]
#[ignore = "needs UPLOAD_BRIDGE_FIXTURES"]
fn headerless_files_are_read_right_without_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let neutral = folder.path().join("a.bin");
    let (first, lowest) = places(|name| {
        std::fs::write(&neutral, std::fs::read(fixture(name)).unwrap()).unwrap();
        let opened = open(&neutral, &ReadOptions::default()).unwrap();
        assert!(!opened.certain, "{name}");
        opened
    });
    println!(
        "first: {first} of {}, lowest place {lowest}",
        HEADERLESS.len()
    );
    assert!(
        first * 10 >= HEADERLESS.len() * 9 && lowest < 3,
        "{first} first, lowest {lowest}"
    );
}

#[test]
#[ignore = "needs UPLOAD_BRIDGE_FIXTURES"]
fn a_large_animation_is_fitted_to_a_matrix_quickly() {
    let pattern = read("flame.gif").unwrap().pattern;
    let layout = Layout::matrix_wired(Matrix::new(16, 16).unwrap(), Wiring::default()).unwrap();
    let start = tokio::time::Instant::now();
    let fitted = fit(&pattern, &layout, &Fit::default()).unwrap();
    println!("fitted in {:?}", start.elapsed());
    assert_eq!(
        (fitted.frames().len(), fitted.frames().total_ms()),
        (103, 2060)
    );
    assert!(
        fitted
            .frames()
            .hold()
            .unwrap()
            .rgb()
            .iter()
            .any(|&c| c > 100)
    );
}

#[test]
#[ignore = "needs UPLOAD_BRIDGE_FIXTURES"]
fn cut_and_padded_files_are_said_to_be_so() {
    for name in [
        "gen_aurora_strip.bin",
        "gen_meteor_curtain.bin",
        "gen_vortex_banner.bin",
    ] {
        let whole = std::fs::read(fixture(name)).unwrap();
        let code = |bytes: &[u8]| {
            let read = read_bytes(Path::new("a.bin"), bytes.into(), &ReadOptions::default());
            read.map(|opened| opened.pattern.format)
                .map_err(|error| error.code())
        };
        for cut in [1, 2, whole.len() / 3, whole.len() / 2] {
            assert_eq!(
                code(&whole[..whole.len() - cut]),
                Err(Code::PatternTruncated),
                "{name} without {cut} bytes"
            );
        }
        for more in [1, 2, 3] {
            assert_eq!(
                code(&[&whole[..], &vec![0; more]].concat()),
                Err(Code::PatternCorrupt),
                "{name} and {more} bytes"
            );
        }
    }
}
