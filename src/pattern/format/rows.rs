//! Pictures whose rows are frames of a strip: row y is frame y, column x is LED x. A picture does not show
//! that, so this format is read only on request; files written here carry a note with the duration of each frame.

use super::image::{Picture, picture};
use super::row_note::{NOTE, note};
use super::{
    Confidence, Decoded, Format, Info, RGB_AND_ALPHA, Sink, Source, default_durations, grid,
    picture_limits, put,
};
use crate::message::Message;
use crate::msg;
use crate::pattern::words::foreign;
use crate::pattern::{FrameDuration, Frames, Pattern, PatternError, PixelOrder, ReadOptions};
use png::{BitDepth, ColorType, Encoder, EncodingError};

/// See the module.
pub(super) struct Rows;

static INFO: Info = Info {
    name: "rows",
    read_as: "rows",
    title: msg!("format-rows"),
    extensions: &["png", "bmp"],
    order: PixelOrder::Strip,
    writes: &["png"],
    writes_streams: false,
};

impl Format for Rows {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        Confidence::exact_if(note(bytes).is_some())
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let Picture { matrix, rgb, alpha } = picture(source.bytes, options)?;
        Frames::budget(matrix.w() as u64, matrix.h() as u64)?;
        let noted = note(source.bytes);
        let durations = noted.and_then(|note| durations(note, matrix.h()));
        let lost = noted.is_some() && durations.is_none();
        let warnings = lost.then(|| msg!("pattern-rows-changed"));
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

    fn write(&self, pattern: &Pattern, to: &mut dyn Sink) -> Result<(), PatternError> {
        put(&write(&*pattern.frames.hold()?)?, to)
    }

    fn losses(&self, pattern: &Pattern) -> Result<Vec<Message>, PatternError> {
        let transparency = grid::transparency(&*pattern.frames.hold()?);
        Ok(transparency.into_iter().collect())
    }
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
        what: msg!("pattern-picture-unwritable", error = foreign(&error)),
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
