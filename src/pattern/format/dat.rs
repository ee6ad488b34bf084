//! Files of the program before this one (`.dat`): u8 width, u8 height, u16 LE frames, u8 bytes a pixel (3 = R,G,B; 2 =
//! RGB565, low byte first), a zero, then for each frame u16 LE milliseconds and its pixels. Exact to the byte.

use super::dims::Body;
use super::wire::split_u16;
use super::{Confidence, Decoded, Format, Info, Large, Sink, Source, put, wire};
use crate::message::Message;
use crate::msg;
use crate::pattern::{
    Durations, Frames, HeldPattern, Matrix, Pattern, PatternError, PixelOrder, ReadOptions,
};

/// Bytes in front of the frames.
const HEADER: usize = 6;
/// Bytes of a pixel as R,G,B, and as RGB565.
const RGB: u8 = 3;
const RGB565: u8 = 2;

/// See the module.
pub(super) struct Dat;

static INFO: Info = Info {
    name: "dat",
    read_as: "dat",
    title: msg!("format-dat"),
    extensions: &["dat"],
    order: PixelOrder::Strip,
    writes: &["dat"],
    writes_streams: false,
};

impl Format for Dat {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        match Header::parse(bytes) {
            Some(header) if header.body().size() == bytes.len() as u64 => Confidence::Sized,
            Some(header) if header.is_plausible(bytes) => Confidence::Likely,
            _ => Confidence::No,
        }
    }

    fn sniff_large(&self, large: Large<'_>) -> Confidence {
        match Header::parse(large.head) {
            Some(header) if header.body().size() == large.file.len() => Confidence::Sized,
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
            _ => PatternError::Corrupt {
                offset: 0,
                detail: msg!("pattern-dat-no-header"),
            },
        })?;
        let leds = header.matrix.leds();
        let mut rgb = Vec::with_capacity(header.body().check(source.bytes, leds)?);
        let durations = header
            .body()
            .read(source.bytes, |pixels| match header.each {
                RGB565 => rgb.extend(
                    pixels
                        .as_chunks::<2>()
                        .0
                        .iter()
                        .flat_map(|&pair| rgb565(u16::from_le_bytes(pair))),
                ),
                _ => rgb.extend_from_slice(pixels),
            });
        let frames = Frames::new(leds, rgb, durations)?;
        Ok(Decoded::exact(
            frames,
            Some(header.matrix),
            PixelOrder::Strip,
        ))
    }

    fn write(&self, pattern: &Pattern, to: &mut dyn Sink) -> Result<(), PatternError> {
        put(&write(&pattern.hold()?)?, to)
    }

    fn losses(&self, pattern: &Pattern) -> Result<Vec<Message>, PatternError> {
        Ok(wire::losses(pattern.frames.durations()))
    }
}

/// Five bits of red, six of green, five of blue, each spread over 0 to 255. Shared with `sketch` and `ub_text`.
pub(super) fn rgb565(value: u16) -> [u8; 3] {
    let [r, g, b] = [value >> 11, value >> 5 & 0x3F, value & 0x1F].map(u32::from);
    let spread = |n: u32, max: u32| ((n * 255 + max / 2) / max) as u8;
    [spread(r, 31), spread(g, 63), spread(b, 31)]
}

/// What stands in front.
#[derive(Clone, Copy)]
struct Header {
    matrix: Matrix,
    frames: u16,
    /// Bytes of a pixel.
    each: u8,
}

impl Header {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let &[w, h, low, high, each, 0] = bytes.first_chunk::<HEADER>()? else {
            return None;
        };
        let matrix = Matrix::new(w.into(), h.into())?;
        let frames = u16::from_le_bytes([low, high]);
        (frames > 0 && [RGB, RGB565].contains(&each)).then_some(Self {
            matrix,
            frames,
            each,
        })
    }

    fn body(self) -> Body {
        let pixels = self.matrix.leds() * usize::from(self.each);
        Body {
            header: HEADER,
            pixels,
            frames: self.frames.into(),
        }
    }

    /// Whether bytes that are no bare pixels look like a file of this kind that was cut or padded.
    fn is_plausible(self, bytes: &[u8]) -> bool {
        let body = self.body();
        let usual = |ms: u16| (1..=10_000).contains(&ms);
        let mut frames = bytes
            .get(HEADER..)
            .unwrap_or_default()
            .chunks(body.pixels + 2)
            .take(body.frames);
        !bytes.len().is_multiple_of(3)
            && bytes.len() > HEADER + 2
            && body.size() / 100 <= bytes.len() as u64
            && frames.all(|frame| split_u16(frame).is_none_or(|(ms, _)| usual(ms)))
    }
}

/// A frame that shows longer than 65,535 ms becomes several equal ones, so the timing stays exact.
fn write(pattern: &HeldPattern) -> Result<Vec<u8>, PatternError> {
    let frames = &pattern.frames;
    let row = || {
        u16::try_from(frames.leds())
            .ok()
            .and_then(|leds| Matrix::new(leds, 1))
    };
    let matrix = pattern
        .matrix
        .filter(|m| m.leds() == frames.leds())
        .or_else(row);
    let sides = matrix.and_then(|m| Some((u8::try_from(m.w()).ok()?, u8::try_from(m.h()).ok()?)));
    let (w, h) = sides.ok_or_else(|| {
        let size = matrix.map_or_else(|| frames.leds().to_string(), |m| m.to_string());
        PatternError::TooLarge {
            what: msg!("pattern-sides-too-long", size = size, max = 255_u32),
        }
    })?;
    let stored = wire::count_parts(Durations::Each(frames.durations()))?;
    let mut out = Vec::with_capacity(HEADER + usize::from(stored) * (2 + frames.leds() * 3));
    out.extend([w, h]);
    out.extend(stored.to_le_bytes());
    out.extend([RGB, 0]);
    for (rgb, ms) in wire::parts(frames) {
        out.extend(ms.to_le_bytes());
        out.extend_from_slice(rgb);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;

    fn decode(bytes: &[u8]) -> Result<Decoded, PatternError> {
        Dat.decode(
            Source {
                path: std::path::Path::new("a.dat"),
                bytes,
            },
            &ReadOptions::default(),
        )
    }

    #[test]
    fn pixels_of_three_and_of_two_bytes_are_read() {
        let three = [2, 1, 1, 0, 3, 0, 50, 0, 1, 2, 3, 4, 5, 6];
        let read = decode(&three).unwrap();
        assert_eq!(
            (read.frames.rgb(), read.frames.total_ms()),
            (&[1, 2, 3, 4, 5, 6][..], 50)
        );
        assert_eq!(read.matrix, Matrix::new(2, 1));
        let two = [2, 1, 1, 0, 2, 0, 50, 0, 0x00, 0xF8, 0xEF, 0x7B];
        assert_eq!(Dat.sniff(&two), Confidence::Sized);
        assert_eq!(
            decode(&two).unwrap().frames.rgb(),
            [255, 0, 0, 123, 125, 123]
        );
        assert_eq!(
            [0, 0xFFFF, 0x07E0, 0x001F].map(rgb565),
            [[0; 3], [255; 3], [0, 255, 0], [0, 0, 255]]
        );
    }

    #[test]
    fn a_cut_file_is_recognised_where_it_can_be_nothing_else() {
        let mut whole = vec![4, 4, 10, 0, 3, 0];
        (0..10).for_each(|n| whole.extend([&[40, 0][..], &[n; 48]].concat()));
        assert_eq!(Dat.sniff(&whole), Confidence::Sized);
        for cut in [1, 3, 100] {
            let bytes = &whole[..whole.len() - cut];
            assert_eq!(Dat.sniff(bytes), Confidence::Likely, "without {cut}");
            assert_eq!(decode(bytes).unwrap_err().code(), Code::PatternTruncated);
        }
        assert_eq!(
            Dat.sniff(&whole[..501]),
            Confidence::No,
            "bare pixels are a multiple of three"
        );
        whole.extend([0; 3]);
        assert_eq!(decode(&whole).unwrap_err().code(), Code::PatternCorrupt);
        for no_header in [
            [0, 1, 1, 0, 3, 0],
            [1, 0, 1, 0, 3, 0],
            [1, 1, 0, 0, 3, 0],
            [1, 1, 1, 0, 4, 0],
        ] {
            assert_eq!(
                (Dat.sniff(&no_header), decode(&no_header).is_err()),
                (Confidence::No, true)
            );
        }
    }
}
