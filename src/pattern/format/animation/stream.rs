//! Animations that are too large to be held: their pictures are drawn when they are asked for, from the last one that was, or
//! from the beginning again.

use super::super::reduce::MAX_PIXELS;
use super::super::{Decoded, Large, MAX_PICTURE_BYTES, too_much_to_see};
use super::{Animation, Canvas, Pictures, RGB};
use crate::msg;
use crate::pattern::{
    Cancel, DiskFile, FrameBuffer, FrameSource, PatternError, PixelOrder, ReadFrames, Stream,
};
use parking_lot::Mutex;
use std::ops::Range;
use std::sync::{Arc, Weak};

/// Reads the outline of an animation, and stands at its first picture.
type Begin = fn(Arc<[u8]>) -> Result<Animation<'static>, PatternError>;

/// The animation in a file as a stream; `None` where its frames are few enough to be held, or so large that they are held at a
/// smaller size, or not all of the file is there.
///
/// # Errors
/// As `begin`; `pattern.too_large` where it shows too many pixels.
pub(in crate::pattern::format) fn stream(
    large: Large<'_>,
    begin: Begin,
) -> Result<Option<Decoded<Stream>>, PatternError> {
    // larger ones are refused in the same words as everywhere, and not copied for that
    if large.file.len() != large.head.len() as u64 || large.head.len() > MAX_PICTURE_BYTES {
        return Ok(None);
    }
    let Animation {
        kind,
        matrix,
        durations,
        working,
        cut,
        decoded,
        pictures,
    } = begin(large.head.into())?;
    let leds = matrix.leds() as u64;
    if leds
        .saturating_mul(RGB)
        .saturating_mul(durations.len() as u64)
        <= large.hold
        || matrix.leds() > MAX_PIXELS
    {
        return Ok(None);
    }
    let whole = Animation {
        kind,
        matrix,
        durations,
        working,
        cut,
        decoded,
        pictures,
    };
    whole.decodable()?;
    too_much_to_see(kind, matrix, whole.durations.len())?;
    let count = whole.durations.len();
    let frames = Stream::timed(
        matrix.leds(),
        whole.durations,
        Arc::new(Film {
            file: large.file.clone(),
            begin,
            bytes: Arc::default(),
        }),
    )?;
    let warnings = cut.then(|| msg!("pattern-animation-cut", kind = kind, whole = count));
    let warnings = warnings.into_iter().collect();
    Ok(Some(Decoded {
        warnings,
        ..Decoded::exact(frames, Some(matrix), PixelOrder::Grid)
    }))
}

/// A file, and how its pictures are drawn.
#[derive(Clone, Debug)]
struct Film {
    file: DiskFile,
    begin: Begin,
    /// What readers share, as long as there is one: a file may have 64 MiB, and a window many faces.
    bytes: Arc<Mutex<Option<Weak<[u8]>>>>,
}

impl Film {
    /// The bytes of the file, if it is still what it was.
    fn bytes(&self) -> Result<Arc<[u8]>, PatternError> {
        let mut shared = self.bytes.lock();
        if let Some(bytes) = shared.as_ref().and_then(Weak::upgrade) {
            self.file.open()?;
            return Ok(bytes);
        }
        let bytes: Arc<[u8]> = self
            .file
            .head(MAX_PICTURE_BYTES, &Cancel::default())?
            .into();
        *shared = Some(Arc::downgrade(&bytes));
        Ok(bytes)
    }
}

impl FrameSource for Film {
    fn open(&self) -> Result<Box<dyn ReadFrames>, PatternError> {
        let bytes = self.bytes()?;
        let (canvas, pictures) = start(self.begin, &bytes)?;
        Ok(Box::new(AnimationReader {
            begin: self.begin,
            bytes,
            pictures,
            canvas,
            next: 0,
        }))
    }
}

/// An empty canvas, and the decoder that draws on it.
type Start = (Canvas, Box<dyn Pictures + Send>);

fn start(begin: Begin, bytes: &Arc<[u8]>) -> Result<Start, PatternError> {
    let Animation {
        matrix, pictures, ..
    } = begin(bytes.clone())?;
    Ok((Canvas::new(matrix), pictures))
}

/// A film at some picture.
struct AnimationReader {
    begin: Begin,
    bytes: Arc<[u8]>,
    pictures: Box<dyn Pictures + Send>,
    canvas: Canvas,
    /// The picture that is drawn next.
    next: usize,
}

impl ReadFrames for AnimationReader {
    fn read(&mut self, index: usize, into: &mut FrameBuffer) -> Result<(), PatternError> {
        if index + 1 < self.next {
            (self.canvas, self.pictures) = start(self.begin, &self.bytes)?;
            self.next = 0;
        }
        while self.next <= index {
            if let Err(error) = self.pictures.draw(&mut self.canvas, &Cancel::default()) {
                // what follows a damaged picture is unknown: the next call begins again
                self.next = usize::MAX;
                return Err(error);
            }
            self.next += 1;
        }
        let changed = self.canvas.take_changed();
        let width = self.canvas.width();
        let part = changed.start * width..changed.end * width;
        copy_part(
            self.canvas.rgb(),
            &mut into.rgb,
            part.start * 3..part.end * 3,
        );
        match self.canvas.alpha() {
            Some(alpha) => copy_part(alpha, &mut into.alpha, part),
            None => into.alpha.clear(),
        }
        Ok(())
    }
}

/// Brings `into` up to date with `from`, from which it differs there alone, unless it is not as long.
fn copy_part(from: &[u8], into: &mut Vec<u8>, part: Range<usize>) {
    if into.len() != from.len() {
        return from.clone_into(into);
    }
    if let (Some(from), Some(into)) = (from.get(part.clone()), into.get_mut(part)) {
        into.copy_from_slice(from);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Format, by_name, encode};
    use super::*;
    use crate::pattern::{FrameDuration, Frames, HeldPattern, Matrix, ReadOptions, Reel, open};
    use crate::problem::Code;
    use std::path::Path;

    /// 500 x 400, so many frames; one pixel moves.
    fn written(format: &dyn Format, count: usize, path: &Path) {
        let mut rgb = [1, 2, 3].repeat(200_000 * count);
        for at in 0..count {
            rgb[(at * 200_000 + at * 3) * 3..][..3].copy_from_slice(&[9, 8, 7]);
        }
        let frames = Frames::new(200_000, rgb, vec![FrameDuration::from_ms(40); count])
            .unwrap()
            .into();
        let matrix = Matrix::new(500, 400);
        let order = PixelOrder::Grid;
        let warnings = vec![];
        let pattern = HeldPattern {
            name: "a".into(),
            format: "test",
            frames,
            matrix,
            order,
            warnings,
        };
        std::fs::write(path, encode(format, &pattern.into()).unwrap()).unwrap();
    }

    #[test]
    fn a_large_animation_is_drawn_as_it_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["gif", "apng"] {
            let format = by_name(name).unwrap();
            let path = folder.path().join(name);
            written(format, 60, &path);
            let reel = open(&path, &ReadOptions::default()).unwrap().pattern.frames;
            let Reel::Streamed(_) = &reel else {
                panic!("{name} is held")
            };
            assert_eq!((reel.len(), reel.total_ms()), (60, 2400));
            let mut reader = reel.reader().unwrap();
            for index in [0, 1, 1, 59, 3, 4, 2] {
                let frame = reader.frame(index).unwrap();
                let lit: Vec<_> = frame
                    .rgb
                    .as_chunks::<3>()
                    .0
                    .iter()
                    .enumerate()
                    .filter(|(_, p)| **p == [9, 8, 7])
                    .collect();
                assert_eq!(
                    (lit.len(), lit[0].0, frame.alpha),
                    (1, index * 3, None),
                    "{name} {index}"
                );
            }
            written(format, 50, &path);
            assert!(
                open(&path, &ReadOptions::default())
                    .unwrap()
                    .pattern
                    .frames
                    .held()
                    .is_some(),
                "{name}"
            );
        }
    }

    #[test]
    fn readers_share_the_bytes_of_the_file_and_notice_that_it_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.gif");
        written(by_name("gif").unwrap(), 60, &path);
        let film = Film {
            file: DiskFile::look(&path).unwrap(),
            begin: |bytes| Err(super::super::super::cut_off(&bytes)),
            bytes: Arc::default(),
        };
        let first = film.bytes().unwrap();
        assert!(Arc::ptr_eq(&first, &film.bytes().unwrap()));
        drop(first);
        assert_eq!(
            *film.bytes().unwrap(),
            *std::fs::read(&path).unwrap(),
            "read once more when nobody has them"
        );
        let _kept = film.bytes().unwrap();
        std::fs::write(&path, b"GIF89a").unwrap();
        assert_eq!(film.bytes().unwrap_err().code(), Code::SourceChanged);
    }

    #[test]
    fn damage_is_reported_when_it_is_reached() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.apng");
        written(by_name("apng").unwrap(), 60, &path);
        let mut bytes = std::fs::read(&path).unwrap();
        let last = bytes.windows(4).rposition(|kind| kind == b"fdAT").unwrap();
        bytes[last + 8] ^= 0xFF;
        std::fs::write(&path, &bytes).unwrap();
        let reel = open(&path, &ReadOptions::default()).unwrap().pattern.frames;
        let mut reader = reel.reader().unwrap();
        assert!(reader.frame(58).is_ok());
        for _ in 0..2 {
            assert_eq!(reader.frame(59).unwrap_err().code(), Code::PatternCorrupt);
        }
        assert!(reader.frame(2).is_ok());
        bytes.truncate(last);
        std::fs::write(&path, &bytes).unwrap();
        let pattern = open(&path, &ReadOptions::default()).unwrap().pattern;
        assert_eq!((pattern.frames.len(), pattern.warnings.len()), (59, 1));
    }
}
