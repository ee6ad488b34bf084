//! Walks [`FORMATS`]: every format, present or future, has to keep these promises.

use super::*;
use proptest::prelude::*;
use std::sync::Arc;

fn pattern() -> Pattern {
    let rgb = (0..4 * 3 * 3 * 5).map(|i| (i * 37 % 256) as u8).collect();
    let frames = Arc::new(Frames::new(12, rgb, default_durations(5)).unwrap());
    let (matrix, order) = (Matrix::new(4, 3), PixelOrder::Grid);
    Pattern { name: "p".into(), format: "test", frames, matrix, order, warnings: vec![] }
}

fn source(bytes: &[u8]) -> Source<'_> {
    Source { path: Path::new("a"), bytes }
}

#[test]
fn names_are_unique_and_found() {
    for (i, format) in FORMATS.iter().enumerate() {
        assert_eq!(FORMATS.iter().position(|f| f.name() == format.name()), Some(i));
        assert!(by_name(format.name()).is_some() && !format.title().is_empty() && !format.extensions().is_empty());
    }
}

#[test]
fn what_a_format_writes_it_recognises_first_and_reads_back() {
    let pattern = pattern();
    let options = ReadOptions { leds: Some(12), ..ReadOptions::default() };
    let mut written = 0;
    for format in FORMATS {
        let Some(bytes) = format.encode(&pattern) else { continue };
        let bytes = bytes.unwrap();
        assert_eq!(surest(&bytes).0.name(), format.name());
        let back = format.decode(source(&bytes), &options).unwrap();
        assert_eq!(back.frames, *pattern.frames, "{}", format.name());
        written += 1;
    }
    assert!(written >= 4);
}

#[test]
fn nothing_panics_on_files_that_were_cut() {
    let pattern = pattern();
    for format in FORMATS {
        let Some(Ok(bytes)) = format.encode(&pattern) else { continue };
        for reader in FORMATS {
            for end in (0..bytes.len()).step_by(7) {
                let _ = reader.decode(source(&bytes[..end]), &ReadOptions::default());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn nothing_panics_on_garbage(bytes in proptest::collection::vec(any::<u8>(), 0..400), magic in 0..5_usize) {
        let magic: &[u8] = [&b""[..], b"GIF89a\x04\x00\x04\x00", b"\x89PNG\r\n\x1a\n", b"{header\n}\n{anim4\n", b"uint8_t a[] = {"][magic];
        let bytes = [magic, &bytes].concat();
        for format in FORMATS {
            format.sniff(&bytes);
            let _ = format.decode(source(&bytes), &ReadOptions::default());
        }
    }
}
