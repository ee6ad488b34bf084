//! Writes animated PNGs: of each frame the rectangle that changed, in the colours and with the opacity that it has.

use crate::message::Message;
use crate::msg;
use crate::pattern::words::foreign;
use crate::pattern::{Durations, FrameDuration, Frames, Matrix, PatternError};
use png::{BitDepth, BlendOp, ColorType, DisposeOp, Encoder, EncodingError, Writer};

/// Milliseconds of a second, the most that a denominator has to be.
const MS: u32 = 1000;

/// The frames as an APNG that loops for ever.
///
/// # Errors
/// `pattern.too_large` where there are more frames than an APNG can have.
pub(super) fn apng(frames: &Frames, matrix: Matrix) -> Result<Vec<u8>, PatternError> {
    encode(frames, matrix).map_err(|error| PatternError::TooLarge {
        what: msg!("pattern-apng-unwritable", error = foreign(&error)),
    })
}

/// What is not kept of the frames.
pub(super) fn losses(durations: Durations<'_>) -> Option<Message> {
    let long = durations
        .iter()
        .filter(|&duration| steps(duration).count() > 1)
        .count();
    let all = durations.len();
    (long > 0).then(|| msg!("pattern-loss-apng-long", long = long, all = all))
}

fn encode(frames: &Frames, matrix: Matrix) -> Result<Vec<u8>, EncodingError> {
    let count: usize = frames
        .durations()
        .iter()
        .map(|&duration| steps(duration).count())
        .sum();
    let opaque = (0..frames.len()).all(|index| frames.alpha(index).is_none());
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, matrix.w() as u32, matrix.h() as u32);
    encoder.set_color(if opaque {
        ColorType::Rgb
    } else {
        ColorType::Rgba
    });
    encoder.set_depth(BitDepth::Eight);
    encoder.set_animated(u32::try_from(count).unwrap_or(u32::MAX), 0)?;
    encoder.set_blend_op(BlendOp::Source)?;
    encoder.set_dispose_op(DisposeOp::None)?;
    let mut writer = encoder.write_header()?;
    let mut shown = WrittenFrame {
        width: matrix.w(),
        channels: if opaque { 3 } else { 4 },
        pixels: Vec::new(),
    };
    for (index, &duration) in frames.durations().iter().enumerate() {
        let next = shown.next(frames, index);
        for (step, delay) in steps(duration).enumerate() {
            let part = if step == 0 {
                next.difference(&shown)
            } else {
                Part::SMALLEST
            };
            part.write(&next, delay, &mut writer)?;
        }
        shown = next;
    }
    writer.finish()?;
    Ok(bytes)
}

/// A duration as fractions of a second whose halves have 16 bits each; most need one.
fn steps(duration: FrameDuration) -> impl Iterator<Item = (u16, u16)> {
    let mut left = duration.ms();
    std::iter::from_fn(move || {
        let exact = [1, 10, 100, MS].into_iter().find_map(|unit| {
            let numerator = u16::try_from(left / unit)
                .ok()
                .filter(|_| left.is_multiple_of(unit))?;
            Some((numerator, u16::try_from(MS / unit).ok()?))
        });
        let step = exact.unwrap_or((u16::try_from(left / MS).unwrap_or(u16::MAX), 1));
        let was = left;
        left -= u32::from(step.0) * (MS / u32::from(step.1));
        (was > 0).then_some(step)
    })
}

/// One frame as it is written.
struct WrittenFrame {
    width: usize,
    channels: usize,
    pixels: Vec<u8>,
}

impl WrittenFrame {
    /// Frame `index`, of the same shape.
    fn next(&self, frames: &Frames, index: usize) -> Self {
        let (colours, _) = frames.frame(index).unwrap_or_default().as_chunks::<3>();
        let pixels = match (self.channels, frames.alpha(index)) {
            (3, _) => colours.as_flattened().to_vec(),
            (_, Some(alpha)) => colours
                .iter()
                .zip(alpha)
                .flat_map(|(&colour, &a)| clear(colour, a))
                .collect(),
            (_, None) => colours
                .iter()
                .flat_map(|&[r, g, b]| [r, g, b, u8::MAX])
                .collect(),
        };
        Self { pixels, ..*self }
    }

    /// The smallest part that holds every pixel that differs from `other`: all of it where there is no other yet.
    fn difference(&self, other: &Self) -> Part {
        let rows = || self.pixels.chunks_exact(self.width * self.channels);
        if other.pixels.len() != self.pixels.len() {
            return Part {
                x: 0,
                y: 0,
                w: self.width,
                h: rows().count(),
            };
        }
        let mut all: Option<[usize; 4]> = None;
        for (y, (row, was)) in rows()
            .zip(other.pixels.chunks_exact(self.width * self.channels))
            .enumerate()
        {
            let differs = |(_, (a, b)): &(usize, (&[u8], &[u8]))| a != b;
            let mut pairs = row
                .chunks_exact(self.channels)
                .zip(was.chunks_exact(self.channels))
                .enumerate();
            let Some((first, _)) = pairs.find(differs) else {
                continue;
            };
            let last = pairs.rfind(differs).map_or(first, |(last, _)| last);
            let [left, top, right, _] = all.unwrap_or([first, y, last, y]);
            all = Some([left.min(first), top, right.max(last), y]);
        }
        all.map_or(Part::SMALLEST, |[left, top, right, bottom]| Part {
            x: left,
            y: top,
            w: right - left + 1,
            h: bottom - top + 1,
        })
    }
}

/// The colour that looks like `colour` on black when it is as opaque as `alpha`: the nearest one does, exactly.
fn clear(colour: [u8; 3], alpha: u8) -> [u8; 4] {
    let [r, g, b] = colour.map(|c| {
        let bright = (u32::from(c) * 255 + u32::from(alpha) / 2)
            .checked_div(alpha.into())
            .unwrap_or(0);
        u8::try_from(bright).unwrap_or(u8::MAX)
    });
    [r, g, b, alpha]
}

/// A rectangle of a picture.
#[derive(Clone, Copy)]
struct Part {
    x: usize,
    y: usize,
    w: usize,
    h: usize,
}

impl Part {
    /// What a frame has to have at least.
    const SMALLEST: Self = Self {
        x: 0,
        y: 0,
        w: 1,
        h: 1,
    };

    /// Writes it as the next frame, for `delay` seconds.
    fn write(
        self,
        picture: &WrittenFrame,
        delay: (u16, u16),
        writer: &mut Writer<&mut Vec<u8>>,
    ) -> Result<(), EncodingError> {
        let Self { x, y, w, h } = self;
        let rows = picture
            .pixels
            .chunks_exact(picture.width * picture.channels)
            .skip(y)
            .take(h);
        let columns = x * picture.channels..(x + w) * picture.channels;
        let pixels: Vec<u8> = rows
            .filter_map(|row| row.get(columns.clone()))
            .flatten()
            .copied()
            .collect();
        // A part has to lie inside of the picture after every step.
        writer.reset_frame_position()?;
        writer.set_frame_dimension(w as u32, h as u32)?;
        writer.set_frame_position(x as u32, y as u32)?;
        writer.set_frame_delay(delay.0, delay.1)?;
        writer.write_image_data(&pixels)
    }
}
