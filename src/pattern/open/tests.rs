//! Tests of opening files, with files made on the spot.

use super::*;
use crate::pattern::HeldPattern;
use crate::pattern::format::{encode, wire};
use crate::pattern::{Remembered, Wiring};
use crate::problem::Code;

fn wire_bytes(leds: usize, frames: usize) -> Vec<u8> {
    let rgb = (0..leds * frames * 3)
        .map(|i| (i * 7 % 251) as u8)
        .collect();
    let frames = Frames::new(leds, rgb, vec![FrameDuration::from_ms(40); frames]).unwrap();
    wire::encode_frames(&frames).unwrap()
}

fn read(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Opened, PatternError> {
    read_bytes(Path::new(name), bytes.into(), options)
}

/// Who scales a picture with the option for bare bytes must not think that it was scaled.
#[test]
fn what_a_file_says_itself_is_not_overruled_in_silence() {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(16, 4)
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let warns = |name: &str, bytes: &[u8], options: ReadOptions| {
        let opened = read(
            name,
            bytes,
            &ReadOptions {
                format: Some(name.into()),
                ..options
            },
        )
        .unwrap();
        opened
            .pattern
            .warnings
            .iter()
            .filter(|warning| warning.to_string().contains("ignored"))
            .count()
    };
    let png = png.into_inner();
    let of = |w, h| ReadOptions {
        leds: Some(usize::from(w * h)),
        matrix: Matrix::new(w, h),
        ..ReadOptions::default()
    };
    let leds = |leds| ReadOptions {
        leds: Some(leds),
        ..ReadOptions::default()
    };
    let wired = ReadOptions {
        from_wiring: Some(Wiring::default()),
        ..ReadOptions::default()
    };
    assert_eq!(warns("image", &png, of(16, 4)), 0);
    assert_eq!(
        warns("image", &png, of(8, 8)),
        1,
        "as many pixels in other rows"
    );
    assert_eq!(warns("image", &png, of(8, 2)), 1);
    assert_eq!(warns("image", &png, leds(64)), 0);
    assert_eq!(warns("image", &png, leds(60)), 1);
    assert_eq!(warns("image", &png, wired.clone()), 1);
    let wire = wire_bytes(6, 3);
    assert_eq!(warns("wire", &wire, of(3, 2)), 0, "a strip may be a matrix");
    assert_eq!(warns("wire", &wire, of(4, 2)), 1);
    assert_eq!(warns("wire", &wire, leds(5)), 1);
    let raw = [1; 72];
    assert_eq!(warns("raw", &raw, of(4, 2)), 0);
    assert_eq!(
        warns(
            "raw",
            &raw,
            ReadOptions {
                from_wiring: wired.from_wiring,
                ..of(4, 2)
            }
        ),
        0
    );
}

#[test]
fn a_file_that_says_what_it_is_is_certain() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my show.bin");
    std::fs::write(&path, wire_bytes(6, 3)).unwrap();
    let opened = open(&path, &ReadOptions::default()).unwrap();
    assert_eq!(
        (
            opened.pattern.name.as_str(),
            opened.pattern.format,
            opened.certain
        ),
        ("my show", "wire", true)
    );
    assert_eq!(
        (
            opened.candidates.len(),
            opened.candidates[0].leds,
            opened.candidates[0].frames
        ),
        (1, 6, 3)
    );
    assert!(opened.settled().is_ok());
}

#[test]
fn what_is_no_pattern_is_refused_with_its_code() {
    let folder = tempfile::tempdir().unwrap();
    let code = |path: &Path| open(path, &ReadOptions::default()).unwrap_err().code();
    assert_eq!(code(folder.path()), Code::PatternEmpty);
    assert_eq!(
        code(&folder.path().join("missing.bin")),
        Code::SourceUnreadable
    );
    let code = |bytes: &[u8]| {
        read("a.bin", bytes, &ReadOptions::default())
            .unwrap_err()
            .code()
    };
    assert_eq!(code(&[]), Code::PatternEmpty);
    assert_eq!(code(&[1; 10]), Code::PatternUnknownFormat);
    assert_eq!(code(b"\xff\xfe0\x00 \x001\x00"), Code::PatternUnknownFormat);
    assert_eq!(code(&wire_bytes(8, 4)[..80]), Code::PatternTruncated);
}

#[test]
#[cfg(unix)]
fn what_is_no_regular_file_is_refused_before_it_is_read() {
    // It never ends, so only a refusal that comes before reading gives this code.
    let error = open(Path::new("/dev/zero"), &ReadOptions::default()).unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().contains("not a file")),
        (Code::SourceUnreadable, true),
        "{error}"
    );
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("a.bin");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let error = open(&socket, &ReadOptions::default()).unwrap_err();
    assert!(error.to_string().contains("not a file"), "{error}");
}

#[test]
fn the_one_reading_of_a_headerless_file_is_named_in_the_singular() {
    let opened = read("a.bin", &[1, 2, 3], &ReadOptions::default()).unwrap();
    assert_eq!(opened.candidates.len(), 1);
    let error = opened.settled().unwrap_err().to_string();
    assert!(
        error.contains("one reading fits: 1 frame of 1 LED"),
        "{error}"
    );
    let error = PatternError::Ambiguous {
        readings: vec!["a".into(), "b".into()],
    }
    .to_string();
    assert!(error.contains("2 readings fit: a, b"), "{error}");
}

#[test]
fn a_guess_is_not_certain_until_somebody_decides() {
    let bytes: Vec<u8> = (0..60 * 4 * 3).map(|i| (i * 31 % 255) as u8).collect();
    let opened = read("a.bin", &bytes, &ReadOptions::default()).unwrap();
    assert!(!opened.certain && opened.candidates.len() > 1);
    assert_eq!(opened.settled().unwrap_err().code(), Code::PatternAmbiguous);
    for (i, candidate) in opened.candidates.iter().enumerate() {
        let pattern = opened.reading(i).unwrap();
        assert_eq!(
            (pattern.frames.leds(), pattern.frames.len()),
            (candidate.leds, candidate.frames)
        );
    }
    assert_eq!(opened.reading(99).unwrap_err().code(), Code::PatternOptions);
    let remembered = Some(Remembered {
        leds: 24,
        matrix: Matrix::new(6, 4),
        ..Remembered::default()
    });
    let again = opened
        .reread(&ReadOptions {
            remembered,
            ..ReadOptions::default()
        })
        .unwrap();
    assert_eq!(
        (
            again.certain,
            again.pattern.frames.leds(),
            again.pattern.matrix
        ),
        (true, 24, Matrix::new(6, 4))
    );
    assert_eq!(
        read("12x5 4 frames.bin", &bytes, &ReadOptions::default()).map(|o| o.certain),
        Ok(true)
    );
}

#[test]
fn a_forced_format_gives_its_own_error() {
    let forced = |name: &str| ReadOptions {
        format: Some(name.into()),
        ..ReadOptions::default()
    };
    assert_eq!(
        read("a.bin", &[0; 9], &forced("gif")).unwrap_err().code(),
        Code::PatternCorrupt
    );
    assert_eq!(
        read("a.bin", &[0; 9], &forced("nonsense"))
            .unwrap_err()
            .code(),
        Code::PatternOptions
    );
    assert_eq!(
        read("a.bin", &wire_bytes(1, 1), &forced("RAW"))
            .unwrap()
            .pattern
            .format,
        "raw"
    );
}

#[test]
fn wiring_and_delay_are_applied() {
    let rgb: Vec<u8> = (1..=4).flat_map(|n| [n; 3]).collect();
    let options = ReadOptions {
        matrix: Matrix::new(2, 2),
        from_wiring: "rows-serpentine-tl".parse().ok(),
        delay: Some(FrameDuration::from_ms(70)),
        ..ReadOptions::default()
    };
    let pattern = read("a.bin", &rgb, &options).unwrap().pattern;
    assert_eq!(
        pattern.frames.hold().unwrap().rgb(),
        [1, 1, 1, 2, 2, 2, 4, 4, 4, 3, 3, 3]
    );
    assert_eq!(
        (pattern.order, pattern.frames.total_ms()),
        (PixelOrder::Grid, 70)
    );
    let without = ReadOptions {
        matrix: None,
        leds: Some(4),
        ..options
    };
    assert_eq!(
        read("a.bin", &rgb, &without).unwrap_err().code(),
        Code::PatternOptions
    );
}

/// As a controller pattern 9 LEDs and two frames, of which the first shows for 1 ms; as a matrix pattern one frame of 9 x 2.
fn two_in_one() -> Vec<u8> {
    let mut bytes = vec![9, 0, 2, 0, 1, 0];
    bytes.extend((0..9 * 2 * 3 + 2).map(|i| i as u8));
    bytes
}

#[test]
fn a_file_that_fits_two_headers_is_not_settled_until_somebody_chooses() {
    let opened = read("a.bin", &two_in_one(), &ReadOptions::default()).unwrap();
    let sizes: Vec<_> = opened
        .candidates
        .iter()
        .map(|c| (c.leds, c.frames, c.matrix))
        .collect();
    assert_eq!(
        (opened.certain, sizes),
        (false, vec![(9, 2, None), (18, 1, Matrix::new(9, 2))])
    );
    assert_eq!(opened.settled().unwrap_err().code(), Code::PatternAmbiguous);
    assert_eq!(
        (opened.pattern.format, opened.reading(1).unwrap().format),
        ("wire", "dims")
    );
    let with = |options: ReadOptions| {
        let read = opened.reread(&options).unwrap();
        (read.pattern.format, read.certain, read.candidates.len())
    };
    assert_eq!(
        with(ReadOptions {
            leds: Some(9),
            ..ReadOptions::default()
        }),
        ("wire", true, 1)
    );
    assert_eq!(
        with(ReadOptions {
            matrix: Matrix::new(9, 2),
            ..ReadOptions::default()
        }),
        ("dims", true, 1)
    );
    let remembered = Some(Remembered {
        leds: 18,
        ..Remembered::default()
    });
    assert_eq!(
        with(ReadOptions {
            remembered,
            ..ReadOptions::default()
        }),
        ("dims", true, 1)
    );
    assert_eq!(
        with(ReadOptions {
            format: Some("dims".into()),
            ..ReadOptions::default()
        }),
        ("dims", true, 1)
    );
    assert_eq!(
        with(ReadOptions {
            leds: Some(7),
            ..ReadOptions::default()
        }),
        ("wire", false, 2)
    );
}

#[test]
fn undocumented_files_are_read_by_content_or_a_sample_is_asked_for() {
    assert_eq!(
        read("a.ledadmin", &wire_bytes(6, 3), &ReadOptions::default())
            .unwrap()
            .pattern
            .format,
        "wire"
    );
    let bare = read("A.LEDADMIN", &[7; 36], &ReadOptions::default()).unwrap();
    assert_eq!((bare.pattern.format, bare.certain), ("raw", false));
    for bytes in [&[7; 37][..], b"hello, world\nhow are you\n"] {
        let error = read("a.ledadmin", bytes, &ReadOptions::default()).unwrap_err();
        assert_eq!(
            (error.code(), error.to_string().contains("sample")),
            (Code::PatternUnknownFormat, true),
            "{error}"
        );
        assert!(
            !read("a.bin", bytes, &ReadOptions::default())
                .unwrap_err()
                .to_string()
                .contains("sample")
        );
    }
}

#[test]
fn a_cancelled_decode_ends_early() {
    let options = ReadOptions::default();
    options.cancel.cancel();
    assert_eq!(
        read("a.bin", &wire_bytes(2, 2), &options).unwrap_err(),
        PatternError::Cancelled
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.bin");
    std::fs::write(&path, wire_bytes(2, 2)).unwrap();
    assert_eq!(open(&path, &options).unwrap_err(), PatternError::Cancelled);
    assert_eq!(
        options,
        ReadOptions::default(),
        "who may stop it is no part of how a file is read"
    );
}

/// Whatever is not decoded at the speed of memory looks at the switch while it goes on.
#[test]
fn slow_readers_look_at_the_switch_between_frames_lines_and_blocks() {
    let frames = Frames::new(4, vec![7; 4 * 3 * 3], vec![FrameDuration::DEFAULT; 3]).unwrap();
    let pattern = HeldPattern {
        name: "p".into(),
        format: "test",
        frames: Arc::new(frames),
        matrix: Matrix::new(2, 2),
        order: PixelOrder::Grid,
        warnings: Vec::new(),
    };
    let first = Arc::new(Frames::new(4, vec![7; 12], vec![FrameDuration::STILL]).unwrap());
    let still = pattern.clone().with_frames(first);
    let webp = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/lossy.webp"
    ))
    .unwrap();
    let stopped = ReadOptions::default();
    stopped.cancel.cancel();
    let names = [
        "gif", "apng", "webp", "image", "rows", "lms", "c-header", "hex", "project", "ub-text",
        "esp01", "fseq", "raw",
    ];
    for name in names {
        let format = format::by_name(name).unwrap();
        let bytes = match name {
            "esp01" => b"{LED Matrix Pattern\nWidth:1\nHeight:1\n}\n1\n".to_vec(),
            "webp" => webp.clone(),
            "image" => encode(format, &still.clone().into()).unwrap(),
            _ => encode(format, &pattern.clone().into()).unwrap(),
        };
        let source = Source {
            path: Path::new("a"),
            bytes: &bytes,
        };
        assert!(
            format.decode(source, &ReadOptions::default()).is_ok(),
            "{name}"
        );
        assert_eq!(
            format.decode(source, &stopped).unwrap_err(),
            PatternError::Cancelled,
            "{name}"
        );
    }
}

#[test]
fn what_is_too_large_to_be_held_is_bare_pixels_only_where_nothing_else_is() {
    let frames = Frames::new(4, (0..4 * 3 * 9).collect(), vec![FrameDuration::DEFAULT; 9]).unwrap();
    let matrix = Matrix::new(2, 2);
    let order = PixelOrder::Grid;
    let name = String::new();
    let warnings = Vec::new();
    let pattern = HeldPattern {
        name,
        format: "test",
        frames: Arc::new(frames),
        matrix,
        order,
        warnings,
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.bin");
    let mut files: Vec<(&str, Vec<u8>)> =
        vec![("dims", [&[1, 0, 1, 0, 2, 0][..], &[9; 10]].concat())];
    for name in ["gif", "apng", "dat", "wire", "fseq"] {
        files.push((
            name,
            encode(format::by_name(name).unwrap(), &pattern.clone().into()).unwrap(),
        ));
    }
    for (name, mut bytes) in files {
        if ["gif", "apng"].contains(&name) {
            bytes.resize(bytes.len().next_multiple_of(3), 0); // what bare pixels may be as long as
        }
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(
            open_holding(&path, &ReadOptions::default(), 0)
                .unwrap()
                .pattern
                .format,
            name
        );
    }
}
