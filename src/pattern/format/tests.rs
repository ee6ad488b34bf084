//! Walks [`FORMATS`]: every format, present or future, has to keep these promises.

mod bombs;

use super::*;
use crate::pattern::{
    FrameDuration, Frames, HeldPattern, Matrix, Pattern, PatternError, PixelOrder, ReadOptions,
};
use crate::problem::Code;
use proptest::prelude::*;
use std::path::Path;
use std::sync::Arc;

fn made(matrix: Matrix, rgb: Vec<u8>, durations: Vec<FrameDuration>) -> HeldPattern {
    let frames = Arc::new(Frames::new(matrix.leds(), rgb, durations).unwrap());
    let matrix = Some(matrix);
    let order = PixelOrder::Grid;
    HeldPattern {
        name: "p".into(),
        format: "test",
        frames,
        matrix,
        order,
        warnings: vec![],
    }
}

/// 4 x 3, so many frames.
fn pattern(frames: usize) -> HeldPattern {
    let rgb = (0..4 * 3 * 3 * frames)
        .map(|i| (i * 37 % 256) as u8)
        .collect();
    made(Matrix::new(4, 3).unwrap(), rgb, default_durations(frames))
}

/// What a format writes; one frame of the pattern where it holds no more.
fn written(format: &dyn Format, pattern: &HeldPattern) -> Option<(HeldPattern, Vec<u8>)> {
    if format.info().writes.is_empty() {
        return None;
    }
    let encoded = |pattern: &HeldPattern| {
        encode(format, &pattern.clone().into()).map(|bytes| (pattern.clone(), bytes))
    };
    match encoded(pattern) {
        Ok(written) => Some(written),
        Err(error) => {
            assert!(
                matches!(error, PatternError::Options { .. }) && pattern.frames.len() > 1,
                "{error}"
            );
            let rgb = pattern.frames.frame(0).unwrap().to_vec();
            let first = pattern.frames.durations()[0];
            Some(encoded(&made(pattern.matrix.unwrap(), rgb, vec![first])).unwrap())
        }
    }
}

fn reread(format: &dyn Format, bytes: &[u8], leds: usize) -> Decoded {
    format
        .decode(
            source(bytes),
            &ReadOptions {
                leds: Some(leds),
                ..ReadOptions::default()
            },
        )
        .unwrap()
}

fn source(bytes: &[u8]) -> Source<'_> {
    Source {
        path: Path::new("a"),
        bytes,
    }
}

#[test]
fn names_are_unique_and_found() {
    for (i, format) in FORMATS.iter().enumerate() {
        assert_eq!(
            FORMATS
                .iter()
                .position(|f| f.info().name == format.info().name),
            Some(i)
        );
        assert!(
            by_name(format.info().name).is_some()
                && !format.info().title.to_string().is_empty()
                && !format.info().extensions.is_empty()
        );
    }
}

#[test]
fn a_name_for_numbers_and_for_a_project_is_told_by_the_file() {
    let read = |name: &str, text: &str| reader(name, text.as_bytes()).map(|f| f.info().name);
    let project = "{\"modelVersion\": 2, \"piskel\": {\"layers\": []}}";
    assert_eq!(read("piskel", project), Some("piskel"));
    assert_eq!(
        read("Piskel", "uint32_t a[] = {0xff0000ff};"),
        Some("c-header")
    );
    assert_eq!(read("rgb565", project), Some("c-header"));
    assert_eq!(read("csv", project), Some("csv"));
    assert_eq!(read("nothing", project), None);
}

#[test]
fn what_a_format_writes_it_recognises_first_and_reads_back() {
    let mut count = 0;
    for format in FORMATS {
        let Some((pattern, bytes)) = written(*format, &pattern(5)) else {
            assert!(format.info().writes.is_empty(), "{}", format.info().name);
            continue;
        };
        assert_eq!(surest(&bytes).0.info().name, format.info().name);
        let back = reread(*format, &bytes, 12);
        assert_eq!(
            (back.frames.leds(), back.frames.rgb()),
            (12, pattern.frames.rgb()),
            "{}",
            format.info().name
        );
        assert_eq!(back.order, format.info().order, "{}", format.info().name);
        let named = format.info().order == PixelOrder::Grid
            || ["dat", "ub-text"].contains(&format.info().name);
        assert_eq!(
            back.matrix,
            pattern.matrix.filter(|_| named),
            "{}",
            format.info().name
        );
        assert!(
            format
                .info()
                .extensions
                .iter()
                .any(|e| format.info().writes.contains(e)),
            "{}",
            format.info().name
        );
        count += 1;
    }
    assert_eq!(count, 13);
}

#[test]
fn extensions_name_the_usual_format_first() {
    let names = |extension: &str| {
        by_extension(extension)
            .map(|f| f.info().name)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (names("BIN"), names("h"), names("hex")),
        (vec!["wire", "raw"], vec!["c-header"], vec!["hex"])
    );
    assert_eq!(
        (names("leds"), names("dat")),
        (vec!["lms", "ub-text"], vec!["raw", "dat"])
    );
    assert_eq!(
        (names("ledproj"), names("json")),
        (vec!["project"], vec!["project"])
    );
    assert_eq!(
        (names("png"), names("apng")),
        (vec!["image", "rows"], vec!["apng"])
    );
    assert!(names("jpg").is_empty() && names("").is_empty());
}

#[test]
fn a_strip_becomes_a_row_in_grids_and_that_is_said() {
    let strip = Pattern::from(HeldPattern {
        order: PixelOrder::Strip,
        ..pattern(1)
    });
    for format in FORMATS
        .iter()
        .filter(|f| f.info().order == PixelOrder::Grid && !f.info().writes.is_empty())
    {
        let back = reread(*format, &encode(*format, &strip).unwrap(), 12);
        assert_eq!(
            (back.matrix, back.frames.rgb()),
            (Matrix::new(12, 1), strip.frames.held().unwrap().rgb()),
            "{}",
            format.info().name
        );
        assert!(
            format
                .losses(&strip)
                .unwrap()
                .iter()
                .any(|l| l.to_string().contains("--from-wiring")),
            "{}",
            format.info().name
        );
        let long = Matrix::new(20_000, 1).unwrap();
        let long = made(long, vec![0; 60_000], default_durations(1)).into();
        assert_eq!(
            encode(*format, &long).unwrap_err().code(),
            Code::PatternTooLarge,
            "{}",
            format.info().name
        );
    }
}

#[test]
fn nothing_panics_on_files_that_were_cut() {
    for format in FORMATS {
        let Some((_, bytes)) = written(*format, &pattern(5)) else {
            continue;
        };
        for reader in FORMATS {
            for end in (0..bytes.len()).step_by(7) {
                let _ = reader.decode(source(&bytes[..end]), &ReadOptions::default());
            }
        }
    }
}

/// Patterns up to 7 x 6 of few or many colours, of durations that formats like, round up or split.
fn any_pattern() -> impl Strategy<Value = HeldPattern> {
    let duration = prop_oneof![
        1..=40_u32,
        (1..=20_u32).prop_map(|n| n * 10),
        Just(20),
        60_000..=1_400_000_u32
    ];
    let sides = (1..=7_u16, 1..=6_u16, prop_oneof![Just(3_u8), Just(255)]);
    (sides, proptest::collection::vec(duration, 1..=8)).prop_flat_map(|((w, h, max), durations)| {
        let matrix = Matrix::new(w, h).unwrap();
        let durations: Vec<_> = durations.into_iter().map(FrameDuration::from_ms).collect();
        proptest::collection::vec(0..=max, matrix.leds() * 3 * durations.len())
            .prop_map(move |rgb| made(matrix, rgb, durations.clone()))
    })
}

/// Minutes in equal steps of a few milliseconds: right, but long to test.
fn is_long(format: &dyn Format, pattern: &HeldPattern) -> bool {
    format.info().name == "fseq" && pattern.frames.total_ms() > 60_000
}

/// Whether every frame that shows for at least `min` ms is to be seen in `back` in the middle of its time.
fn same_show(shown: &Frames, back: &Frames, min: u32) -> bool {
    (0..shown.len())
        .filter(|&i| shown.durations()[i].ms() >= min)
        .all(|i| {
            let middle = shown.start_ms(i) + u64::from(shown.durations()[i].ms()) / 2;
            back.frame(back.index_at(middle)) == shown.frame(i)
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn whatever_is_written_reads_back_and_what_is_lost_is_said(pattern in any_pattern()) {
        for format in FORMATS {
            if is_long(*format, &pattern) {
                continue;
            }
            let Some((pattern, bytes)) = written(*format, &pattern) else { continue };
            let name = format.info().name;
let shown = &pattern.frames;
            let back = reread(*format, &bytes, shown.leds()).frames;
            let losses = format.losses(&pattern.clone().into()).unwrap();
            if losses.is_empty() {
                prop_assert_eq!(back.content_hash(), shown.content_hash(), "{}", name);
            }
            match name {
                "wire" | "c-header" | "hex" | "dat" | "apng" => {
                    prop_assert!(same_show(shown, &back, 1) && back.total_ms() == shown.total_ms(), "{}", name);
                }
                "gif" => {
                    prop_assert!(same_show(shown, &back, 20), "{}", name);
                    prop_assert!(back.total_ms().abs_diff(shown.total_ms().max(10)) <= 5, "{}", name);
                }
                "fseq" => {
                    let step = back.durations()[0].ms();
                    prop_assert!(same_show(shown, &back, step + 1), "{}", name);
                    prop_assert!(back.total_ms().abs_diff(shown.total_ms().max(step.into())) <= step.into(), "{}", name);
                }
                _ => prop_assert_eq!(back.rgb(), shown.rgb(), "{}", name),
            }
            prop_assert!(back.content_hash() != shown.content_hash() || losses.len() <= 1, "{} {:?}", name, losses);
        }
    }
}

/// How the files of each format begin.
const BEGINNINGS: [&[u8]; 27] = [
    b"",
    b"GIF89a\x04\x00\x04\x00",
    b"\x89PNG\r\n\x1a\n",
    b"\x89PNG\r\n\x1a\n\0\0\0\x08acTL\0\0\0\x02\0\0\0\0\0\0\0\0",
    b"BM\x40\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x02\0\0\0\x02\0\0\0\x01\0\x18\0\0\0\0\0",
    b"RIFF\xF0\0\0\0WEBPVP8L\xE0\0\0\0\x2F\x03\xC0\0\0",
    b"RIFF\xF0\0\0\0WEBPVP8 \xE0\0\0\0\x10\0\0\x9D\x01\x2A\x04\0\x04\0",
    b"RIFF\xF0\0\0\0WEBPVP8X\x0A\0\0\0\x12\0\0\0\x03\0\0\x03\0\0ANMF\xC0\0\0\0",
    b"{header\n}\n{anim4\nw:2\nh:1\n",
    b"{anim5\nw:1\nh:1\nr:7\n}\n{deadpixel\np:",
    b"uint8_t a[] = {",
    b"x_WIDTH = 1; x_HEIGHT = 2; const long a[] = {1, 2}; const long b[] = {",
    b":0100000001FE\n:0200",
    b"{\"matrix\": {\"width\": 1, \"height\": 2}, \"frames\": [{\"pixels\": ",
    b"# LEDS Pattern Export\n# LEDs: 2\nFRAME 0\nLED 0 1 2 3\n",
    b"{LED Matrix Pattern\nWidth:2\nHeight:2\n}\n",
    &[2, 1, 2, 0, 2, 0],
    &[2, 0, 1, 0, 2, 0],
    b"FRAME_ID,R_0,G_0,B_0\n1,2,3,4\n",
    b"\xC9\xDA\0\x03\x01\x02\x03\x36\xC9\xDA\0\x03",
    b"\x9C\xDA\0\x03\x01\x02\x01\x02\x03\x36",
    b"ESEQ\x01\0\0\0\x05\0\0\0\x01\0\0\0\x05\0\0\0",
    b"{\"bitmapAnimation\": {\"data\": [[1, 2], [",
    b"{\"on\": true, \"seg\": [{\"start\": 1, \"i\": [0, 3, \"FF0000\", ",
    b"{\"modelVersion\": 2, \"piskel\": {\"width\": 2, \"height\": 1, \"layers\": [\"{",
    b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0",
    b"\x80\x01\0\0\xE0\xA5\x01\0\x02\0\x02\0\x20\0\x01\0\0\0\x64\0",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn nothing_panics_on_garbage(bytes in proptest::collection::vec(any::<u8>(), 0..400), begins in 0..BEGINNINGS.len()) {
        let bytes = [BEGINNINGS[begins], &bytes].concat();
        for format in FORMATS {
            format.sniff(&bytes);
            let _ = format.decode(source(&bytes), &ReadOptions::default());
        }
    }

    #[test]
    fn nothing_panics_on_damaged_files(
        pattern in any_pattern(),
        damage in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>(), 0..4_u8), 1..6),
    ) {
        for format in FORMATS {
            if is_long(*format, &pattern) {
                continue;
            }
            let Some((_, mut bytes)) = written(*format, &pattern) else { continue };
            for (place, byte, kind) in &damage {
                let at = place.index(bytes.len());
                match kind {
                    0 => bytes[at] = *byte,
                    1 => bytes[at] ^= 1 << (byte % 8),
                    2 => bytes.insert(at, *byte),
                    _ if bytes.len() > 1 => drop(bytes.remove(at)),
                    _ => {}
                }
            }
            let (reader, _) = surest(&bytes);
            for reader in [*format, reader] {
                if let Ok(read) = reader.decode(source(&bytes), &ReadOptions::default()) {
                    prop_assert!(read.frames.rgb().len() <= 64 * 8 * 3 * 300 && !read.frames.rgb().is_empty());
                }
            }
        }
    }
}
