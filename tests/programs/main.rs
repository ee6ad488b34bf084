//! Files as other programs write them: each one shows what `expected.txt` says. `make.py` made both, without our readers.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test"
)]

use std::path::{Path, PathBuf};
use upload_bridge::pattern::{FrameDuration, Opened, ReadOptions, open, read_bytes};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs")
}

fn read(name: &str) -> Opened {
    let path = folder().join("files").join(name);
    open(&path, &ReadOptions::default()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The field cases, with the content that they were given with: name, format, LEDs, frames, ms of each, content.
const FIELD: &[(&str, &str, usize, usize, u32, &str)] = &[
    ("anim_gift.csv", "csv", 3, 2, 40, "6fe77295626f2d9a"),
    ("anim_record.tp2", "tpm2", 3, 6, 20, "65eebfa1c89c801b"),
    ("anim_record_x3.tp2", "tpm2", 4, 6, 20, "69d3d08dddab30e5"),
    ("effect.eseq", "eseq", 2, 4, 50, "0aacfa70cf7d3079"),
    (
        "anim_pixelit.json",
        "pixelit",
        4,
        2,
        200,
        "d41b54760b8412bd",
    ),
];

#[test]
fn field_cases_have_the_content_that_they_were_given_with() {
    for &(name, format, leds, frames, ms, content) in FIELD {
        let path = folder().join("field").join(name);
        let opened = open(&path, &ReadOptions::default()).unwrap();
        let pattern = &opened.pattern;
        assert_eq!(pattern.format, format, "{name}");
        assert_eq!(
            (pattern.frames.leds(), pattern.frames.len()),
            (leds, frames),
            "{name}"
        );
        let each = FrameDuration::from_ms(ms);
        assert_eq!(pattern.frames.durations().bounds(), (each, each), "{name}");
        assert!(opened.content().starts_with(content), "{name}");
        assert!(opened.certain, "{name}");
    }
}

#[test]
fn every_file_shows_what_was_drawn() {
    let expected = std::fs::read_to_string(folder().join("expected.txt")).unwrap();
    let mut count = 0;
    for line in expected.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, format, leds, matrix, frames, content, warnings] = fields[..] else {
            panic!("{line}");
        };
        let opened = read(name);
        let pattern = &opened.pattern;
        let shape = (pattern.frames.leds(), pattern.frames.len());
        let size = pattern.matrix.map_or("-".to_owned(), |m| m.to_string());
        assert_eq!(pattern.format, format, "{name}");
        assert_eq!(
            shape,
            (leds.parse().unwrap(), frames.parse().unwrap()),
            "{name}"
        );
        assert_eq!(size, matrix, "{name}");
        assert_eq!(&opened.content()[..16], content, "{name}");
        let said: Vec<String> = pattern.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(said.len().to_string(), warnings, "{name}: {said:?}");
        assert_eq!(opened.certain, name != "wled_presets.json", "{name}");
        count += 1;
    }
    let files = std::fs::read_dir(folder().join("files")).unwrap().count();
    assert_eq!(count, files, "every file is expected to show something");
}

/// How often each file is damaged: more with `UPLOAD_BRIDGE_ROUNDS`.
fn rounds() -> u64 {
    let more = std::env::var("UPLOAD_BRIDGE_ROUNDS").ok();
    more.map_or(25, |rounds| rounds.parse().unwrap())
}

/// Changes, removes, repeats and inserts a few bytes.
fn damage(bytes: &mut Vec<u8>, random: &mut fastrand::Rng) {
    for _ in 0..random.usize(1..6) {
        let at = random.usize(0..bytes.len().max(1));
        let len = random.usize(1..9).min(bytes.len() - at.min(bytes.len()));
        match random.u8(0..7) {
            0 if at < bytes.len() => bytes[at] = random.u8(..),
            1 if at < bytes.len() => bytes[at] ^= 1 << random.u8(0..8),
            2 if at < bytes.len() => {
                bytes[at] = random.choice([0, 1, 0x7F, 0xFF, b'9', b'-']).unwrap();
            }
            3 => drop(bytes.drain(at..at + len)),
            4 => bytes.truncate(at),
            5 => {
                let piece = bytes[at..at + len].repeat(random.usize(1..4));
                bytes.splice(at..at, piece);
            }
            _ => bytes.insert(at.min(bytes.len()), random.u8(..)),
        }
    }
}

#[test]
fn damaged_files_are_read_or_refused_in_words() {
    let mut random = fastrand::Rng::with_seed(16);
    let mut paths: Vec<PathBuf> = ["files", "field"]
        .iter()
        .flat_map(|name| std::fs::read_dir(folder().join(name)).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in &paths {
        let whole = std::fs::read(path).unwrap();
        let format = open(path, &ReadOptions::default()).unwrap().pattern.format;
        let named = ReadOptions {
            format: Some(format.into()),
            ..ReadOptions::default()
        };
        for round in 0..rounds() {
            let mut bytes = whole.clone();
            damage(&mut bytes, &mut random);
            for options in [&ReadOptions::default(), &named] {
                let said = match read_bytes(path, bytes.as_slice().into(), options) {
                    Ok(opened) => {
                        let pattern = opened.pattern.hold().unwrap();
                        let (leds, frames) = (pattern.frames.leds(), pattern.frames.len());
                        assert_eq!(pattern.frames.rgb().len(), leds * frames * 3);
                        assert!(pattern.matrix.is_none_or(|matrix| matrix.leds() == leds));
                        assert!(pattern.warnings.len() <= 8);
                        pattern.warnings.iter().map(ToString::to_string).collect()
                    }
                    Err(error) => vec![error.to_string()],
                };
                for text in said {
                    let length = text.chars().count();
                    assert!((1..=400).contains(&length), "{path:?} {round}: {text}");
                    assert!(
                        !text.chars().any(char::is_control),
                        "{path:?} {round}: {text:?}"
                    );
                }
            }
        }
    }
}
