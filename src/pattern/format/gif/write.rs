//! Writes GIF animations that loop for ever: colours exact wherever 256 are enough for a frame, and the time of one loop
//! exact to the hundredth of a second that GIF counts in. `Gif` calls it.

use crate::pattern::{FrameDuration, Frames, Matrix, PatternError, Rgb};
use ::gif::{Encoder, EncodingError, Frame, Repeat};
use std::borrow::Cow;
use std::collections::HashMap;

/// GIF counts time in hundredths of a second: ms of one.
const TICK_MS: u64 = 10;
/// Colours of one palette.
const COLOURS: usize = 256;
/// Pictures of at most so many pixels are worth the slowest search for 256 colours; it takes some 100 ms for these.
const SMALL: usize = 1 << 16;

/// All frames, each as large as the matrix. One palette for all of them where 256 colours are enough, else one for each.
///
/// # Errors
/// `pattern.too_large` where there is no memory for it.
pub(in crate::pattern) fn animation(frames: &Frames, matrix: Matrix) -> Result<Vec<u8>, PatternError> {
    encode(frames, matrix).map_err(|e| PatternError::TooLarge { what: format!("the GIF cannot be written: {e}") })
}

fn encode(frames: &Frames, matrix: Matrix) -> Result<Vec<u8>, EncodingError> {
    let side = |n: usize| u16::try_from(n).expect("a side of a matrix has 16 bits");
    let (w, h) = (side(matrix.w()), side(matrix.h()));
    let global = Palette::of(frames.rgb());
    let table = global.as_ref().map_or(&[][..], |palette| &palette.table);
    let mut encoder = Encoder::new(Vec::new(), w, h, table)?;
    encoder.set_repeat(Repeat::Infinite)?;
    for (index, delay) in timing(frames.durations()) {
        let Some(rgb) = frames.frame(index) else { continue };
        let frame = match &global {
            Some(palette) => palette.frame(rgb, None),
            None => match Palette::of(rgb) {
                Some(palette) => palette.frame(rgb, Some(palette.table.clone())),
                None => reduced(w, h, rgb),
            },
        };
        encoder.write_frame(&Frame { delay, width: w, height: h, ..frame })?;
    }
    encoder.into_inner()
}

/// What [`animation`] does not keep, a sentence each.
pub(super) fn losses(frames: &Frames) -> Vec<String> {
    let shown = timing(frames.durations());
    let mut losses = Vec::new();
    let left_out = (0..frames.len()).filter(|&i| shown.binary_search_by_key(&i, |&(index, _)| index).is_err()).count();
    if left_out > 0 {
        losses.push(format!(
            "left out, because GIF counts hundredths of a second: {left_out} of {} frames",
            frames.len()
        ));
    }
    let ms = |cs: u16| u64::from(cs) * TICK_MS;
    let exact = |&(index, cs): &(usize, u16)| frames.durations().get(index).map(|d| d.ms().into()) == Some(ms(cs));
    if !shown.iter().all(exact) {
        let total: u64 = shown.iter().map(|&(_, cs)| ms(cs)).sum();
        losses.push(match frames.total_ms() {
            same if same == total => {
                format!("durations are rounded to hundredths of a second; one loop still takes {total} ms")
            }
            was => {
                format!("durations are rounded to hundredths of a second; one loop takes {total} ms, it was {was} ms")
            }
        });
    }
    if shown.iter().any(|&(_, cs)| cs == 1) {
        losses.push(
            "some frames show for 10 ms, as this program reads them; many viewers play such frames slower".into(),
        );
    }
    if Palette::of(frames.rgb()).is_none() {
        let rich = |&&(index, _): &&(usize, u16)| frames.frame(index).is_some_and(|rgb| Palette::of(rgb).is_none());
        let reduced = shown.iter().filter(rich).count();
        if reduced > 0 {
            losses.push(format!("reduced to {COLOURS} colours: {reduced} of {} frames", frames.len()));
        }
    }
    losses
}

/// Which frames are written, and for how many hundredths of a second each. The ends of frames are rounded, not their
/// lengths, so that nothing adds up; a frame that ends with the one before it is left out, one that shows longer than 16
/// bits say comes several times.
fn timing(durations: &[FrameDuration]) -> Vec<(usize, u16)> {
    let mut shown = Vec::with_capacity(durations.len());
    let (mut now, mut written) = (0_u64, 0_u64);
    for (index, duration) in durations.iter().enumerate() {
        now += u64::from(duration.ms());
        let end = (now + TICK_MS / 2) / TICK_MS;
        while written < end {
            let ticks = u16::try_from(end - written).unwrap_or(u16::MAX);
            shown.push((index, ticks));
            written += u64::from(ticks);
        }
    }
    if shown.is_empty() {
        shown.push((0, 1));
    }
    shown
}

/// At most 256 colours, in the order in which they were met.
struct Palette {
    /// R,G,B of each.
    table: Vec<u8>,
    index: HashMap<Rgb, u8>,
}

impl Palette {
    /// All colours of these R,G,B bytes; `None` above 256.
    fn of(rgb: &[u8]) -> Option<Self> {
        let mut palette = Self { table: Vec::new(), index: HashMap::new() };
        let (pixels, _) = rgb.as_chunks::<3>();
        let mut last = None;
        for pixel in pixels {
            // Neighbours are often equal: those cost no look-up.
            if last.replace(pixel) == Some(pixel) || palette.index.contains_key(pixel) {
                continue;
            }
            palette.index.insert(*pixel, u8::try_from(palette.index.len()).ok()?);
            palette.table.extend_from_slice(pixel);
        }
        Some(palette)
    }

    /// A frame of pixels that are all in here.
    fn frame(&self, rgb: &[u8], palette: Option<Vec<u8>>) -> Frame<'static> {
        let (pixels, _) = rgb.as_chunks::<3>();
        let number = |pixel| self.index.get(pixel).copied().unwrap_or_default();
        Frame { palette, buffer: Cow::Owned(pixels.iter().map(number).collect()), ..Frame::default() }
    }
}

/// A frame of more than 256 colours, each replaced by the nearest of the 256 that suit it best.
fn reduced(w: u16, h: u16, rgb: &[u8]) -> Frame<'static> {
    let (pixels, _) = rgb.as_chunks::<3>();
    let mut rgba: Vec<u8> = pixels.iter().flat_map(|&[r, g, b]| [r, g, b, u8::MAX]).collect();
    Frame::from_rgba_speed(w, h, &mut rgba, if pixels.len() <= SMALL { 1 } else { 10 })
}

#[cfg(test)]
mod tests {
    use super::super::{Decoded, Format as _, Gif, ReadOptions, Source};
    use super::*;

    fn frames(leds: usize, rgb: Vec<u8>, ms: &[u32]) -> Frames {
        Frames::new(leds, rgb, ms.iter().map(|&ms| FrameDuration::from_ms(ms)).collect()).unwrap()
    }

    fn back(frames: &Frames, w: u16, h: u16) -> Decoded {
        let bytes = animation(frames, Matrix::new(w, h).unwrap()).unwrap();
        let source = Source { path: std::path::Path::new("a.gif"), bytes: &bytes };
        assert!(bytes.windows(11).any(|b| b == b"NETSCAPE2.0"), "loops");
        Gif.decode(source, &ReadOptions::default()).unwrap()
    }

    fn ms(decoded: &Decoded) -> Vec<u32> {
        decoded.frames.durations().iter().map(|d| d.ms()).collect()
    }

    #[test]
    fn durations_are_rounded_at_their_ends_so_that_a_loop_stays_exact() {
        let steps = frames(1, (0..18).collect(), &[33, 33, 34, 16, 17, 17]);
        let read = back(&steps, 1, 1);
        assert_eq!((ms(&read), read.frames.rgb()), (vec![30, 40, 30, 20, 10, 20], steps.rgb()));
        assert_eq!((read.frames.total_ms(), steps.total_ms()), (150, 150));
        assert!(losses(&steps).iter().any(|l| l.contains("still takes 150 ms")), "{:?}", losses(&steps));
    }

    #[test]
    fn frames_too_short_for_gif_are_left_out_and_their_time_stays() {
        let quick = frames(1, (0..30).collect(), &[4; 10]);
        let read = back(&quick, 1, 1);
        assert_eq!((ms(&read), read.frames.total_ms()), (vec![10; 4], 40));
        assert!(losses(&quick)[0].ends_with("6 of 10 frames"), "{:?}", losses(&quick));
        assert_eq!(ms(&back(&frames(1, vec![1, 2, 3], &[1]), 1, 1)), [10], "there is always a frame");
        assert_eq!(ms(&back(&frames(1, (0..6).collect(), &[10, 20]), 1, 1)), [10, 20], "a hundredth is kept");
    }

    #[test]
    fn a_frame_longer_than_gif_counts_comes_several_times() {
        let long = frames(1, (0..6).collect(), &[2_000_000, 20]);
        let read = back(&long, 1, 1);
        assert_eq!((read.frames.len(), read.frames.total_ms()), (5, 2_000_020));
        assert_eq!(losses(&long).len(), 1);
    }

    #[test]
    fn colours_are_exact_with_one_palette_or_one_for_each_frame() {
        for (leds, count) in [(256, 1), (1, 256), (16, 100), (200, 7)] {
            let rgb: Vec<u8> = (0..leds * count).flat_map(|i| [(i % 251) as u8, (i / 251) as u8, 7]).collect();
            let rich = frames(leds, rgb, &vec![20; count]);
            assert_eq!(back(&rich, leds as u16, 1).frames, rich, "{leds} x {count}");
            assert!(losses(&rich).is_empty());
        }
    }

    #[test]
    fn more_than_256_colours_a_frame_are_reduced_and_that_is_said() {
        let rgb: Vec<u8> = (0..1024).flat_map(|i| [(i % 32 * 8) as u8, (i / 32 * 8) as u8, 100]).collect();
        let photo = frames(1024, rgb, &[20]);
        let read = back(&photo, 32, 32);
        let off: u64 = read.frames.rgb().iter().zip(photo.rgb()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        assert!(off > 0 && off / (1024 * 3) <= 6, "{off}");
        assert_eq!(losses(&photo), ["reduced to 256 colours: 1 of 1 frames"]);
    }
}
