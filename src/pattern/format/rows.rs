//! Pictures whose rows are frames of a strip: row y is frame y, column x is LED x. What a picture means nobody can see, so
//! this is read when it is asked for; those that are written here carry a note that says so, and how long each frame shows.

use super::image::{Picture, picture};
use super::{
    Confidence, Decoded, Format, RGB_AND_ALPHA, Source, chunks, default_durations, grid,
    picture_limits,
};
use crate::pattern::{
    FrameDuration, Frames, HeldPattern, Matrix, PatternError, PixelOrder, ReadOptions,
    frames_in_name,
};
use png::{BitDepth, ColorType, Encoder, EncodingError};

/// Keyword of the note, a `tEXt` chunk. Its text are durations in milliseconds, each followed by `x` and a number where so
/// many frames have it: `20x134 40`.
const NOTE: &str = "Rows are frames (ms)";

/// See the module.
pub(super) struct Rows;

impl Format for Rows {
    fn name(&self) -> &'static str {
        "rows"
    }

    fn title(&self) -> &'static str {
        "picture whose rows are frames"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["png", "bmp"]
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        if note(bytes).is_some() {
            Confidence::Exact
        } else {
            Confidence::No
        }
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let Picture { matrix, rgb, alpha } = picture(source.bytes, options)?;
        Frames::budget(matrix.w() as u64, matrix.h() as u64)?;
        let noted = note(source.bytes);
        let durations = noted.and_then(|note| durations(note, matrix.h()));
        let lost = noted.is_some() && durations.is_none();
        let warnings =
            lost.then(|| "the durations in it are not those of its rows: it was changed, and they are left out".into());
        let frames = Frames::new(
            matrix.w(),
            rgb,
            durations.unwrap_or_else(|| default_durations(matrix.h())),
        )?;
        let frames = match alpha {
            Some(alpha) => frames.with_alpha(alpha),
            None => frames,
        };
        let warnings = warnings.into_iter().collect();
        Ok(Decoded {
            warnings,
            ..Decoded::exact(frames, None, PixelOrder::Strip)
        })
    }

    fn order(&self) -> PixelOrder {
        PixelOrder::Strip
    }

    fn writes(&self) -> &'static [&'static str] {
        &["png"]
    }

    fn encode(&self, pattern: &HeldPattern) -> Option<Result<Vec<u8>, PatternError>> {
        Some(write(&pattern.frames))
    }

    fn losses(&self, pattern: &HeldPattern) -> Vec<String> {
        grid::transparency(&pattern.frames).into_iter().collect()
    }
}

/// A word for those who open a picture that may be one of rows: a device has as many LEDs as it is wide, or its name gives
/// as many frames as it is high. The picture stays a picture.
pub(super) fn hint(
    matrix: Matrix,
    path: &std::path::Path,
    options: &ReadOptions,
) -> Option<String> {
    let w = matrix.w();
    let h = matrix.h();
    let fits = options.device_leds.contains(&w) && !options.device_leds.contains(&matrix.leds());
    let named = frames_in_name(path) == Some(h);
    (h > 1 && (fits || named)).then(|| {
        format!("if its {h} rows are frames of a strip of {w} LEDs, read it as rows (--as rows)")
    })
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

/// The durations in a note, if there are as many as rows.
fn durations(note: &[u8], rows: usize) -> Option<Vec<FrameDuration>> {
    let mut all = Vec::with_capacity(rows);
    for run in std::str::from_utf8(note).ok()?.split_ascii_whitespace() {
        let (ms, count) = run.split_once('x').unwrap_or((run, "1"));
        let ms = ms.parse().ok()?;
        let count = count.parse::<usize>().ok()?;
        if count > rows - all.len() {
            return None;
        }
        all.resize(all.len() + count, FrameDuration::from_ms(ms));
    }
    (all.len() == rows).then_some(all)
}

/// The frames as PNG, with the note.
fn write(frames: &Frames) -> Result<Vec<u8>, PatternError> {
    let side = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let w = side(frames.leds());
    let h = side(frames.len());
    // What is written has to be readable.
    picture_limits(&[], w, h, 2 * RGB_AND_ALPHA)?;
    png(frames, w, h).map_err(|error| PatternError::TooLarge {
        what: format!("the picture cannot be written: {error}"),
    })
}

fn png(frames: &Frames, w: u32, h: u32) -> Result<Vec<u8>, EncodingError> {
    let runs = frames
        .durations()
        .chunk_by(|a, b| a == b)
        .filter_map(|run| Some((run.first()?.ms(), run.len())));
    let runs: Vec<String> = runs
        .map(|(ms, count)| {
            if count == 1 {
                ms.to_string()
            } else {
                format!("{ms}x{count}")
            }
        })
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, w, h);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.add_text_chunk(NOTE.into(), runs.join(" "))?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(frames.rgb())?;
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;
    use std::path::Path;

    fn decode(bytes: &[u8]) -> Decoded {
        Rows.decode(
            Source {
                path: Path::new("a.png"),
                bytes,
            },
            &ReadOptions::default(),
        )
        .unwrap()
    }

    fn strip(ms: &[u32]) -> Frames {
        let rgb = (0..5 * 3 * ms.len())
            .map(|i| (i * 11 % 256) as u8)
            .collect();
        Frames::new(
            5,
            rgb,
            ms.iter().map(|&ms| FrameDuration::from_ms(ms)).collect(),
        )
        .unwrap()
    }

    #[test]
    fn every_row_is_a_frame_and_keeps_its_duration() {
        for ms in [&[20; 7][..], &[20, 20, 1000, 7, 7, 4_000_000_000], &[50]] {
            let frames = strip(ms);
            let bytes = write(&frames).unwrap();
            assert_eq!(Rows.sniff(&bytes), Confidence::Exact);
            let back = decode(&bytes);
            assert_eq!(
                (&back.frames, back.matrix, back.warnings.len()),
                (&frames, None, 0)
            );
        }
    }

    #[test]
    fn any_picture_is_read_so_when_it_is_asked_for() {
        let bytes =
            std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/still.bmp")).unwrap();
        let read = decode(&bytes);
        assert_eq!(
            (
                read.frames.leds(),
                read.frames.len(),
                read.frames.total_ms()
            ),
            (4, 3, 60)
        );
        assert_eq!(
            (read.frames.pixel(0, 1), read.frames.pixel(2, 3)),
            (Some([200, 60, 0]), Some([200, 180, 160]))
        );
        assert_eq!(Rows.sniff(&bytes), Confidence::No);
    }

    #[test]
    fn durations_of_other_rows_are_left_out_and_that_is_said() {
        assert_eq!(durations(b"20x2 5", 3).map(|all| all.len()), Some(3));
        for note in [
            &b"20x2"[..],
            b"20x99999999999",
            b"20x4",
            b"",
            b"x",
            b"-1x3",
            b"\xff",
        ] {
            assert_eq!(durations(note, 3), None);
        }
        let bytes = write(&strip(&[30, 30])).unwrap();
        let at = bytes.windows(4).position(|w| w == b"30x2").unwrap();
        let mut changed = bytes;
        changed[at + 3] = b'3';
        assert_eq!(durations(note(&changed).unwrap(), 2), None);
    }

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

    #[test]
    fn what_would_not_be_read_again_is_not_written() {
        let long = |leds: usize, frames: usize| {
            Frames::new(leds, vec![0; leds * frames * 3], default_durations(frames)).unwrap()
        };
        for (leds, frames) in [(9000, 1), (1, 9000), (6000, 6000)] {
            assert_eq!(
                write(&long(leds, frames)).unwrap_err().code(),
                Code::PatternTooLarge,
                "{leds} x {frames}"
            );
        }
    }
}
