//! GIF animations. Read with every frame composited as it is seen: disposal, transparency, local palettes, interlacing;
//! written by `pattern::gif`.

use super::{Confidence, Decoded, Format, MAX_SIDE, Source, flatten, grid, picture_error, picture_limits};
use crate::pattern::{
    FrameDuration, Frames, GifProfile, HeldPattern, MAX_FRAME_BYTES, PatternError, PixelOrder, ReadOptions, encode_gif,
};
use image::codecs::gif::GifDecoder;
use image::{AnimationDecoder as _, ImageDecoder as _, Limits};
use std::io::Cursor;

mod losses;

/// What a delay of 0 means, in milliseconds: what every browser shows.
const ZERO_DELAY_MS: u32 = 100;

/// Bytes a pixel that are in use while a frame is decoded: the picture so far; where the frame brings only a part of it,
/// what becomes of both.
const SEEN: u64 = 4;
const COMPOSED: u64 = 4;
/// Bytes a pixel of the part that a frame brings: its R,G,B,A and the indexes that they are made of.
const PART: u64 = 4 + 1;
/// Bytes a pixel that are kept of each frame, and one more where any pixel is transparent.
const RGB: u64 = 3;
const ALPHA: u64 = 1;

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

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let bytes = source.bytes;
        let outline = Outline::of(bytes);
        if outline.frames == 0 && self.sniff(bytes) == Confidence::Exact {
            let has = bytes.len() as u64;
            match outline.ends {
                Ends::Cut => return Err(PatternError::Truncated { needs: has + 1, has }),
                Ends::Whole => return Err(PatternError::Empty { what: "the GIF has no frame".into() }),
                Ends::Damaged => {}
            }
        }
        let mut decoder = GifDecoder::new(Cursor::new(bytes)).map_err(|e| picture_error(&e, bytes))?;
        let (w, h) = decoder.dimensions();
        let matrix = picture_limits(bytes, w, h, SEEN + PART + RGB)?;
        let mut limits = Limits::default();
        limits.max_alloc = Some(MAX_FRAME_BYTES as u64);
        decoder.set_limits(limits).map_err(|e| picture_error(&e, bytes))?;
        let leds = matrix.leds();
        // The first one is tried even where nobody sees its end.
        let most = outline.frames.max(1);
        let mut rgb = Vec::with_capacity(outline.affordable(leds, RGB)?);
        let (mut alpha, mut durations) = (None, Vec::with_capacity(most));
        let mut warnings = Vec::new();
        for frame in decoder.into_frames() {
            options.cancel.check()?;
            let frame = match frame {
                Ok(frame) if durations.len() < most => frame,
                Err(error) if durations.is_empty() => return Err(picture_error(&error, bytes)),
                // What the walk along the blocks has not seen was not counted against the budget either.
                Ok(_) | Err(_) => {
                    warnings.push(format!("the GIF is damaged after frame {}; the rest was left out", durations.len()));
                    break;
                }
            };
            if alpha.is_none() && frame.buffer().pixels().any(|pixel| pixel.0[3] < u8::MAX) {
                outline.affordable(leds, RGB + ALPHA)?;
            }
            let (numerator, denominator) = frame.delay().numer_denom_ms();
            let ms = numerator / denominator.max(1);
            durations.push(FrameDuration::from_ms(if ms == 0 { ZERO_DELAY_MS } else { ms }));
            flatten(frame.buffer().as_raw(), &mut rgb, &mut alpha);
        }
        let frames = Frames::new(leds, rgb, durations)?;
        let frames = match alpha {
            Some(alpha) => frames.with_alpha(alpha),
            None => frames,
        };
        Ok(Decoded { warnings, ..Decoded::exact(frames, Some(matrix), PixelOrder::Grid) })
    }

    fn order(&self) -> PixelOrder {
        PixelOrder::Grid
    }

    fn writes(&self) -> &'static [&'static str] {
        &["gif"]
    }

    fn encode(&self, pattern: &HeldPattern) -> Option<Result<Vec<u8>, PatternError>> {
        let write = |matrix| Ok(encode_gif(&pattern.frames, matrix, GifProfile::Viewer)?.bytes);
        Some(grid::of(pattern, MAX_SIDE).and_then(write))
    }

    fn losses(&self, pattern: &HeldPattern) -> Vec<String> {
        let frames = &pattern.frames;
        let lost = grid::of(pattern, MAX_SIDE).map_or_else(|_| Vec::new(), |matrix| losses::of(frames, matrix));
        lost.into_iter().chain(grid::losses(pattern)).chain(grid::transparency(frames)).collect()
    }
}

/// How the blocks of a GIF end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    /// With the trailer.
    Whole,
    /// Inside of a block, or before the trailer.
    Cut,
    /// With a block that no GIF has.
    Damaged,
}

/// What the blocks of a GIF say without a pixel being decoded.
struct Outline {
    /// Frames that are there from their first block to the last.
    frames: usize,
    /// Pixels of the parts that frames bring, in all; a part may be larger than the canvas.
    pixels: u64,
    /// Bytes that are in use while the most costly frame is decoded.
    working: u64,
    ends: Ends,
}

impl Outline {
    /// Walks the blocks. (GIF89a, sections 15 to 27.)
    fn of(bytes: &[u8]) -> Self {
        let (mut frames, mut pixels, mut working) = (0, 0_u64, 0);
        let canvas = bytes.get(6..10).and_then(<[u8]>::first_chunk).map_or((0, 0), sides);
        // Signature and screen: 13 bytes, and the palette that the flags in byte 10 announce.
        let mut rest = bytes.get(10).and_then(|&flags| bytes.get(13 + palette(flags)..));
        let ends = loop {
            let Some((&kind, block)) = rest.and_then(<[u8]>::split_first) else { break Ends::Cut };
            rest = match kind {
                0x3B => break Ends::Whole,
                0x21 => block.get(1..).and_then(parts),
                // Place and size: 8 bytes, flags, perhaps a palette, the code size, then the pixels.
                0x2C => block.get(8).and_then(|&flags| block.get(9 + palette(flags) + 1..)).and_then(parts),
                _ => break Ends::Damaged,
            };
            if let (0x2C, Some((place, size))) =
                (kind, block.first_chunk::<8>().and_then(|b| b.split_first_chunk::<4>()))
            {
                let part = size.first_chunk().map_or((0, 0), sides);
                let seen = if *place == [0; 4] && part == canvas { SEEN } else { SEEN + COMPOSED };
                pixels = pixels.saturating_add(part.0 * part.1);
                working = working.max(canvas.0 * canvas.1 * seen + part.0 * part.1 * PART);
                frames += usize::from(rest.is_some());
            }
        };
        Self { frames, pixels, working, ends }
    }

    /// Bytes of colour of all frames, if what is kept of them, `each` bytes a pixel, and what decoding needs besides is
    /// within the budget; and its time, too: no GIF brings more pixels than its frames could have.
    fn affordable(&self, leds: usize, each: u64) -> Result<usize, PatternError> {
        let (leds, frames) = (leds as u64, self.frames.max(1) as u64);
        let takes = leds.saturating_mul(frames.saturating_mul(each)).saturating_add(self.working);
        let most = MAX_FRAME_BYTES as u64;
        if takes > most || self.pixels.saturating_mul(RGB) > most {
            let takes = takes.max(self.pixels.saturating_mul(RGB)) >> 20;
            let what =
                format!("the GIF takes {takes} MiB to decode, {frames} frames in all; {} MiB are the most", most >> 20);
            return Err(PatternError::TooLarge { what });
        }
        Ok(Frames::budget(leds, frames)?)
    }
}

/// Width and height, as the blocks store them.
fn sides(&[wl, wh, hl, hh]: &[u8; 4]) -> (u64, u64) {
    (u16::from_le_bytes([wl, wh]).into(), u16::from_le_bytes([hl, hh]).into())
}

/// Bytes of the palette that these flags announce.
fn palette(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// What follows the parts of a block, each with its length in front, of which an empty one is the last.
fn parts(block: &[u8]) -> Option<&[u8]> {
    let mut rest = block;
    loop {
        let (&length, part) = rest.split_first()?;
        rest = part.get(usize::from(length)..)?;
        if length == 0 {
            return Some(rest);
        }
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

    #[derive(Clone)]
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
    fn a_cut_before_the_first_frame_is_whole_and_a_gif_without_frames_are_told_apart() {
        let whole = gif(2, 2, &[WHOLE]);
        for end in 6..whole.len() - 1 {
            assert_eq!(decode(&whole[..end]).unwrap_err().code(), "pattern.truncated", "{end} of {}", whole.len());
        }
        assert_eq!(decode(&gif(2, 2, &[])).unwrap_err().code(), "pattern.empty");
        let two = gif(2, 2, &[WHOLE, WHOLE]);
        let cut = decode(&two[..two.len() - 4]).unwrap();
        assert_eq!((cut.frames.len(), cut.warnings.len()), (1, 1));
    }

    #[test]
    fn opacity_is_kept_only_from_where_it_is_needed() {
        let opaque = decode(&gif(2, 2, &[WHOLE, WHOLE])).unwrap();
        assert_eq!(opaque.frames.alpha(0), None);
        let dot = Part { disposal: 2, place: [1, 0, 1, 1], ..WHOLE };
        let later = decode(&gif(2, 2, &[WHOLE, Part { pixels: &[2], ..dot }, WHOLE])).unwrap();
        assert!(later.frames.alpha(0).is_none_or(|alpha| alpha == [255; 4]));
    }

    #[test]
    fn the_frames_are_counted_against_the_budget_before_they_are_decoded() {
        let mut bytes = gif(2, 2, &vec![WHOLE; 40]);
        let frames = Outline::of(&bytes);
        assert_eq!((frames.frames, frames.ends), (40, Ends::Whole));
        bytes[6..10].copy_from_slice(&[0, 8, 0, 8]);
        let error = decode(&bytes).unwrap_err();
        assert!(error.code() == "pattern.too_large" && error.to_string().contains("40 frames"), "{error}");
        bytes[6..10].copy_from_slice(&[0, 0x18, 0, 0x18]);
        assert_eq!(decode(&bytes).unwrap_err().code(), "pattern.too_large", "36 million pixels at 11 bytes");
    }

    /// A GIF of 2 x 2 pixels whose frames claim to bring `side x side`.
    fn oversized(frames: usize, side: u16) -> Vec<u8> {
        let mut bytes = gif(2, 2, &vec![WHOLE; frames]);
        let whole = [0x2C, 0, 0, 0, 0, 2, 0, 2, 0];
        for at in 0..bytes.len() - 9 {
            if bytes[at..at + 9] == whole {
                bytes[at + 5..at + 7].copy_from_slice(&side.to_le_bytes());
                bytes[at + 7..at + 9].copy_from_slice(&side.to_le_bytes());
            }
        }
        bytes
    }

    #[test]
    fn parts_that_are_larger_than_the_canvas_are_counted_as_well() {
        assert_eq!(decode(&oversized(1, 8000)).unwrap_err().code(), "pattern.too_large", "320 MB of one part");
        assert_eq!(decode(&oversized(3, 6000)).unwrap_err().code(), "pattern.too_large", "minutes, if there were more");
        assert_ne!(decode(&oversized(1, 100)).map_err(|e| e.code()).err(), Some("pattern.too_large"));
    }

    #[test]
    fn what_the_walk_along_the_blocks_has_not_seen_is_left_out() {
        let two = gif(2, 2, &[WHOLE, WHOLE]);
        let mut outline = Outline::of(&two);
        assert_eq!((outline.frames, outline.pixels, outline.working), (2, 8, 4 * 9));
        outline = Outline::of(&two[..two.len() - 4]);
        assert_eq!((outline.frames, outline.pixels, outline.ends), (1, 8, Ends::Cut));
    }

    #[test]
    fn huge_dimensions_are_refused_before_anything_is_allocated() {
        let mut bytes = gif(2, 2, &[WHOLE]);
        bytes[6..10].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF]);
        assert_eq!(decode(&bytes).unwrap_err().code(), "pattern.too_large");
    }
}
