//! GIF animations. Read with every frame composited as it is seen: disposal, transparency, local palettes, interlacing;
//! written by `write`.

use super::{Confidence, Decoded, Format, MAX_SIDE, Source, flatten, grid, picture_error, picture_limits};
use crate::pattern::{FrameDuration, Frames, Pattern, PatternError, PixelOrder, ReadOptions};
use image::codecs::gif::GifDecoder;
use image::{AnimationDecoder as _, ImageDecoder as _};
use std::io::Cursor;

mod write;

/// What a delay of 0 means, in milliseconds: what every browser shows.
const ZERO_DELAY_MS: u32 = 100;

/// See the module.
pub(super) struct Gif;

impl Format for Gif {
    fn name(&self) -> &'static str {
        "gif"
    }

    fn title(&self) -> &'static str {
        "GIF animation"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["gif"]
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let magic = bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a");
        if magic { Confidence::Exact } else { Confidence::No }
    }

    fn decode(&self, source: Source<'_>, _options: &ReadOptions) -> Result<Decoded, PatternError> {
        let bytes = source.bytes;
        let decoder = GifDecoder::new(Cursor::new(bytes)).map_err(|e| picture_error(&e, bytes))?;
        let (w, h) = decoder.dimensions();
        let matrix = picture_limits(bytes, w, h)?;
        Frames::budget(matrix.leds() as u64, 1)?;
        let (mut rgb, mut alpha, mut durations) = (Vec::new(), Vec::new(), Vec::new());
        let mut warnings = Vec::new();
        for frame in decoder.into_frames() {
            let frame = match frame {
                Ok(frame) => frame,
                Err(error) if durations.is_empty() => return Err(picture_error(&error, bytes)),
                Err(_) => {
                    warnings.push(format!("the GIF is damaged after frame {}; the rest was left out", durations.len()));
                    break;
                }
            };
            Frames::budget(matrix.leds() as u64, durations.len() as u64 + 1)?;
            let (numerator, denominator) = frame.delay().numer_denom_ms();
            let ms = numerator / denominator.max(1);
            durations.push(FrameDuration::from_ms(if ms == 0 { ZERO_DELAY_MS } else { ms }));
            flatten(frame.buffer().as_raw(), &mut rgb, &mut alpha);
        }
        let frames = Frames::new(matrix.leds(), rgb, durations)?.with_alpha(alpha);
        Ok(Decoded { warnings, ..Decoded::exact(frames, Some(matrix), PixelOrder::Grid) })
    }

    fn order(&self) -> PixelOrder {
        PixelOrder::Grid
    }

    fn writes(&self) -> &'static [&'static str] {
        &["gif"]
    }

    fn encode(&self, pattern: &Pattern) -> Option<Result<Vec<u8>, PatternError>> {
        Some(grid::of(pattern, MAX_SIDE).and_then(|matrix| write::animation(&pattern.frames, matrix)))
    }

    fn losses(&self, pattern: &Pattern) -> Vec<String> {
        let frames = &pattern.frames;
        write::losses(frames).into_iter().chain(grid::losses(pattern)).chain(grid::transparency(frames)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: [u8; 3] = [255, 0, 0];
    const BLUE: [u8; 3] = [0, 0, 255];

    /// The image data of `pixels`, each 0 to 3: a clear code every two pixels keeps all codes at 3 bits.
    fn lzw(pixels: &[u8]) -> Vec<u8> {
        let codes = pixels.chunks(2).flat_map(|pair| [&[4], pair].concat()).chain([5]);
        let (mut bits, mut count, mut out) = (0_u32, 0, vec![]);
        for code in codes {
            bits |= u32::from(code) << count;
            count += 3;
            while count >= 8 {
                out.push(bits as u8);
                (bits, count) = (bits >> 8, count - 8);
            }
        }
        out.push(bits as u8);
        [&[2, out.len() as u8], &out[..], &[0]].concat()
    }

    struct Part {
        disposal: u8,
        clear: Option<u8>,
        delay_cs: u8,
        place: [u8; 4],
        interlaced: bool,
        palette: Option<[[u8; 3]; 4]>,
        pixels: &'static [u8],
    }

    const WHOLE: Part = Part {
        disposal: 1,
        clear: None,
        delay_cs: 5,
        place: [0, 0, 2, 2],
        interlaced: false,
        palette: None,
        pixels: &[1; 4],
    };

    /// A GIF of `w x h` whose global palette is black, red, blue, white.
    fn gif(w: u8, h: u8, parts: &[Part]) -> Vec<u8> {
        let mut out = [&b"GIF89a"[..], &[w, 0, h, 0, 0x81, 0, 0], &[0, 0, 0], &RED, &BLUE, &[255; 3]].concat();
        for part in parts {
            let flags = part.disposal << 2 | u8::from(part.clear.is_some());
            out.extend([0x21, 0xF9, 4, flags, part.delay_cs, 0, part.clear.unwrap_or(0), 0]);
            let [x, y, w, h] = part.place;
            let local = part.palette.map_or(0, |_| 0x81) | u8::from(part.interlaced) << 6;
            out.extend([0x2C, x, 0, y, 0, w, 0, h, 0, local]);
            out.extend(part.palette.iter().flatten().flatten());
            out.extend(lzw(part.pixels));
        }
        out.push(0x3B);
        out
    }

    fn decode(bytes: &[u8]) -> Result<Decoded, PatternError> {
        Gif.decode(Source { path: std::path::Path::new("a.gif"), bytes }, &ReadOptions::default())
    }

    fn frame(decoded: &Decoded, index: usize) -> Vec<[u8; 3]> {
        decoded.frames.frame(index).unwrap().as_chunks::<3>().0.to_vec()
    }

    #[test]
    fn parts_are_put_onto_what_the_frame_before_left() {
        let dot = |disposal| Part { disposal, place: [1, 0, 1, 1], pixels: &[2], ..WHOLE };
        let kept = decode(&gif(2, 2, &[WHOLE, dot(1), Part { place: [0, 1, 1, 1], ..dot(1) }])).unwrap();
        assert_eq!(frame(&kept, 1), [RED, BLUE, RED, RED]);
        assert_eq!(frame(&kept, 2), [RED, BLUE, BLUE, RED]);
        let restored = decode(&gif(2, 2, &[WHOLE, dot(3), Part { place: [0, 1, 1, 1], ..dot(1) }])).unwrap();
        assert_eq!(frame(&restored, 2), [RED, RED, BLUE, RED], "disposal 3 restores what was before");
        let cleared = decode(&gif(2, 2, &[WHOLE, dot(2), Part { place: [0, 1, 1, 1], ..dot(1) }])).unwrap();
        assert_eq!(frame(&cleared, 2), [RED, [0; 3], BLUE, RED], "disposal 2 clears");
        assert_eq!(cleared.frames.alpha(2), Some(&[255, 0, 255, 255][..]));
    }

    #[test]
    fn transparent_pixels_local_palettes_and_interlacing_are_honoured() {
        let hole = Part { clear: Some(0), pixels: &[0, 2, 2, 0], ..WHOLE };
        assert_eq!(frame(&decode(&gif(2, 2, &[WHOLE, hole])).unwrap(), 1), [RED, BLUE, BLUE, RED]);
        let local = Part { palette: Some([[1, 2, 3], [4, 5, 6], [7, 8, 9], [0; 3]]), pixels: &[0, 1, 2, 0], ..WHOLE };
        assert_eq!(frame(&decode(&gif(2, 2, &[local])).unwrap(), 0), [[1, 2, 3], [4, 5, 6], [7, 8, 9], [1, 2, 3]]);
        let rows = Part { place: [0, 0, 1, 4], interlaced: true, pixels: &[0, 1, 2, 3], ..WHOLE };
        assert_eq!(frame(&decode(&gif(1, 4, &[rows])).unwrap(), 0), [[0; 3], BLUE, RED, [255; 3]]);
    }

    #[test]
    fn delays_are_hundredths_and_zero_is_a_tenth() {
        let slow = Part { delay_cs: 7, ..WHOLE };
        let decoded = decode(&gif(2, 2, &[Part { delay_cs: 0, ..WHOLE }, slow])).unwrap();
        assert_eq!(decoded.frames.durations().iter().map(|d| d.ms()).collect::<Vec<_>>(), [100, 70]);
    }

    #[test]
    fn huge_dimensions_are_refused_before_anything_is_allocated() {
        let mut bytes = gif(2, 2, &[WHOLE]);
        bytes[6..10].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF]);
        assert_eq!(decode(&bytes).unwrap_err().code(), "pattern.too_large");
    }
}
