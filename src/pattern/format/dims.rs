//! Frames behind width and height: u16 LE width, height and frames, then for each frame u16 LE milliseconds and its R,G,B
//! bytes. Read only: an older program accepted such files, but no program is known to write them. Exact to the byte.

use super::wire::split_u16;
use super::{Confidence, Decoded, Format, Info, Large, Source};
use crate::msg;
use crate::pattern::{FrameDuration, Frames, Matrix, PatternError, PixelOrder, ReadOptions};

/// Bytes of the three counts in front.
const HEADER: usize = 6;
/// Bytes of a frame's duration.
const DELAY: usize = 2;
/// Longest side and most frames that the program before this one took.
const MAX_SIDE: u16 = 4096;
const MAX_FRAMES: u16 = 20_000;

/// See the module.
pub(super) struct Dims;

static INFO: Info = Info {
    name: "dims",
    read_as: "dims",
    title: msg!("format-dims"),
    extensions: &["bin"],
    order: PixelOrder::Strip,
    writes: &[],
    writes_streams: false,
};

impl Format for Dims {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        match Header::parse(bytes) {
            Some(header) if header.size() == bytes.len() as u64 => Confidence::Sized,
            _ => Confidence::No,
        }
    }

    fn sniff_large(&self, large: Large<'_>) -> Confidence {
        match Header::parse(large.head) {
            Some(header) if header.size() == large.file.len() => Confidence::Sized,
            _ => Confidence::No,
        }
    }

    fn decode(&self, source: Source<'_>, _options: &ReadOptions) -> Result<Decoded, PatternError> {
        let has = source.bytes.len() as u64;
        let header = Header::parse(source.bytes).ok_or_else(|| match source.bytes.len() {
            0..HEADER => PatternError::Truncated {
                needs: HEADER as u64,
                has,
            },
            _ => PatternError::Empty {
                what: msg!("pattern-dims-range", side = MAX_SIDE, frames = MAX_FRAMES),
            },
        })?;
        let body = Body {
            header: HEADER,
            pixels: header.matrix.leds() * 3,
            frames: header.frames.into(),
        };
        let mut rgb = Vec::with_capacity(body.check(source.bytes, header.matrix.leds())?);
        let durations = body.read(source.bytes, |pixels| rgb.extend_from_slice(pixels));
        let frames = Frames::new(header.matrix.leds(), rgb, durations)?;
        Ok(Decoded::exact(
            frames,
            Some(header.matrix),
            PixelOrder::Strip,
        ))
    }
}

/// What stands in front.
#[derive(Clone, Copy)]
struct Header {
    matrix: Matrix,
    frames: u16,
}

impl Header {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let (w, rest) = split_u16(bytes)?;
        let (h, rest) = split_u16(rest)?;
        let (frames, _) = split_u16(rest)?;
        let matrix = Matrix::new(w, h).filter(|_| w.max(h) <= MAX_SIDE)?;
        (1..=MAX_FRAMES)
            .contains(&frames)
            .then_some(Self { matrix, frames })
    }

    fn size(self) -> u64 {
        Body {
            header: HEADER,
            pixels: self.matrix.leds() * 3,
            frames: self.frames.into(),
        }
        .size()
    }
}

/// Frames of one size behind a header: u16 LE milliseconds and pixels each. Shared with `dat`.
#[derive(Clone, Copy)]
pub(super) struct Body {
    /// Bytes in front.
    pub(super) header: usize,
    /// Bytes of the pixels of one frame.
    pub(super) pixels: usize,
    /// How many frames.
    pub(super) frames: usize,
}

impl Body {
    /// Bytes of the whole file.
    pub(super) fn size(self) -> u64 {
        self.header as u64 + self.frames as u64 * (DELAY + self.pixels) as u64
    }

    /// Bytes of RGB that so many frames of `leds` take, if the file is exactly as long as its header says.
    pub(super) fn check(self, bytes: &[u8], leds: usize) -> Result<usize, PatternError> {
        let needs = self.size();
        let has = bytes.len() as u64;
        if has < needs {
            return Err(PatternError::Truncated { needs, has });
        }
        if has > needs {
            let detail = msg!(
                "pattern-extra-bytes",
                frames = self.frames,
                leds = leds,
                extra = has - needs
            );
            return Err(PatternError::Corrupt {
                offset: needs,
                detail,
            });
        }
        Ok(Frames::budget(leds as u64, self.frames as u64)?)
    }

    /// Gives the pixels of every frame to `take` and returns the durations; one of 0 becomes 1 ms.
    pub(super) fn read(self, bytes: &[u8], mut take: impl FnMut(&[u8])) -> Vec<FrameDuration> {
        let frames = bytes
            .get(self.header..)
            .unwrap_or_default()
            .chunks_exact(DELAY + self.pixels);
        let split = frames.filter_map(split_u16);
        split
            .map(|(ms, pixels)| (take(pixels), FrameDuration::from_ms(ms.into())).1)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;

    fn decode(bytes: &[u8]) -> Result<Decoded, PatternError> {
        Dims.decode(
            Source {
                path: std::path::Path::new("a.bin"),
                bytes,
            },
            &ReadOptions::default(),
        )
    }

    const TWO: [u8; 22] = [
        2, 0, 1, 0, 2, 0, 10, 0, 1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9, 10, 11, 12,
    ];

    #[test]
    fn width_height_and_durations_are_read() {
        assert_eq!(Dims.sniff(&TWO), Confidence::Sized);
        let read = decode(&TWO).unwrap();
        assert_eq!(
            (read.matrix, read.order),
            (Matrix::new(2, 1), PixelOrder::Strip)
        );
        assert_eq!(read.frames.rgb(), (1..=12).collect::<Vec<u8>>());
        assert_eq!(
            read.frames
                .durations()
                .iter()
                .map(|d| d.ms())
                .collect::<Vec<_>>(),
            [10, 1]
        );
    }

    #[test]
    fn what_does_not_add_up_is_not_taken() {
        assert_eq!(
            decode(&TWO[..21]).unwrap_err(),
            PatternError::Truncated { needs: 22, has: 21 }
        );
        assert_eq!(
            decode(&[&TWO[..], &[0]].concat()).unwrap_err().code(),
            Code::PatternCorrupt
        );
        assert_eq!(
            (decode(&[0; 8]).unwrap_err().code(), Dims.sniff(&[0; 8])),
            (Code::PatternEmpty, Confidence::No)
        );
        // 4096 x 4096 x 20,000 pixels by its header, and not one of them there: refused before anything is allocated.
        let bomb = [0, 16, 0, 16, 32, 78, 1, 0];
        assert_eq!(
            (decode(&bomb).unwrap_err().code(), Dims.sniff(&bomb)),
            (Code::PatternTruncated, Confidence::No)
        );
    }
}
