//! GIF animations as devices and viewers play them. Devices store them, the `gif` format saves them. Written here from end to end: which frames show when (`timing`), in which colours (`plan`, `palette`,
//! `quantise`), what changes from one to the next (`delta`, `picture`), codes and bytes (`lzw`, `blocks`).

use super::{Frames, LeftOut, MAX_FRAME_BYTES, Matrix, PatternError, WhyFewer};
use crate::msg;
use picture::Painter;
use plan::Plan;

mod blocks;
mod delta;
mod lzw;
mod palette;
mod picture;
mod plan;
mod quantise;
#[cfg(test)]
mod tests;
mod timing;

pub(super) use plan::exact;
pub(super) use timing::{TICK_MS, TimedFrame, shown};

/// What the player of a GIF asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GifProfile {
    /// Shortest delay of a picture, in hundredths of a second; at least 1.
    pub min_delay: u64,
    /// Merges equal frames in a row into one picture; what is read back then has fewer frames.
    pub merge_equal: bool,
    /// Widest canvas in pixels. `None`: any.
    pub max_width: Option<usize>,
    /// What the decoder can read at once. `None`: everything.
    pub buffer: Option<GifBuffer>,
}

/// The buffer of a small decoder, which is refilled between rows only: a picture that needs more bytes breaks off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GifBuffer {
    /// Rows from one refill to the next.
    pub rows: usize,
    /// Bytes of LZW codes that these rows may take.
    pub bytes: usize,
    /// Width in pixels up to which rows fit whatever they show: no code is longer than 12 bits, and none stands for less
    /// than a pixel.
    pub safe_width: usize,
}

impl GifProfile {
    /// Viewers and editors: keep every frame that lasts a hundredth of a second, equal neighbours too. A delay of 0 means
    /// 100 ms to most of them.
    pub const VIEWER: Self = Self {
        min_delay: 1,
        merge_equal: false,
        max_width: None,
        buffer: None,
    };
}

/// A GIF, and what became of the frames in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GifFile {
    /// The file.
    pub bytes: Vec<u8>,
    /// Pictures in it.
    pub pictures: usize,
    /// Frames whose colours had to be reduced to 256 or fewer; 0 means that every pixel that is shown is exact.
    pub reduced: usize,
    /// Frames that are no pictures of their own.
    pub left_out: Vec<LeftOut>,
}

/// More frames are refused: with the least that a picture takes, some 30 bytes, they would not fit [`MAX_FRAME_BYTES`].
const MAX_FRAMES: usize = 1 << 23;

/// Writes `frames` on a canvas of `canvas` pixels, row by row; a canvas may have one pixel more than the frames, which
/// stays black (or, where a frame has 256 colours without black, its darkest colour). The time of one loop is exact to a
/// hundredth of a second.
///
/// Every picture is opaque and stays; the first is whole, the others are what changes. Colours are exact wherever 256 are
/// enough for a frame. The same frames always give the same bytes.
///
/// # Errors
/// `pattern.options` where the canvas does not suit the frames or the player, `pattern.too_large` where the GIF would be
/// larger than the memory budget.
pub fn encode_gif(
    frames: &Frames,
    canvas: Matrix,
    profile: GifProfile,
) -> Result<GifFile, PatternError> {
    let padding = suits(frames, canvas, profile)?;
    if frames.len() > MAX_FRAMES {
        let what = msg!(
            "pattern-gif-frames",
            frames = frames.len(),
            max = MAX_FRAMES
        );
        return Err(PatternError::TooLarge { what });
    }
    let shown = shown(frames, profile);
    let mut painter = Painter::new(canvas, profile, Plan::of(frames, &shown, padding));
    let mut file = GifFile {
        bytes: Vec::new(),
        pictures: 0,
        reduced: 0,
        left_out: left_out(frames, &shown, profile),
    };
    for shown in &shown {
        let Some(rgb) = frames.frame(shown.frame) else {
            continue;
        };
        for (round, delay) in shown.delays(profile.min_delay).enumerate() {
            file.pictures += 1;
            if round > 0 {
                painter.hold(delay, &mut file.bytes);
            } else if !painter.draw(rgb, delay, &mut file.bytes) {
                file.reduced += shown.stands_for;
            }
        }
        if file.bytes.len() > MAX_FRAME_BYTES {
            let what = msg!("pattern-gif-too-large", max = MAX_FRAME_BYTES >> 20);
            return Err(PatternError::TooLarge { what });
        }
    }
    file.bytes.push(blocks::TRAILER);
    Ok(file)
}

/// What became of the frames that are not shown one by one.
fn left_out(frames: &Frames, shown: &[TimedFrame], profile: GifProfile) -> Vec<LeftOut> {
    let stand_for: usize = shown.iter().map(|shown| shown.stands_for).sum();
    let min_ms = u32::try_from(profile.min_delay * TICK_MS).unwrap_or(u32::MAX);
    let parts = [
        LeftOut::of(stand_for.saturating_sub(shown.len()), WhyFewer::Equal),
        LeftOut::of(
            frames.len().saturating_sub(stand_for),
            WhyFewer::TooShort { min_ms },
        ),
    ];
    parts.into_iter().flatten().collect()
}

/// Whether the canvas has a pixel more than the frames, or why it does not suit them.
fn suits(frames: &Frames, canvas: Matrix, profile: GifProfile) -> Result<bool, PatternError> {
    if let Some(max) = profile.max_width.filter(|&max| canvas.w() > max) {
        let detail = msg!("pattern-gif-too-wide", max = max, width = canvas.w());
        return Err(PatternError::Options { detail });
    }
    match canvas.leds().checked_sub(frames.leds()) {
        Some(more @ 0..=1) => Ok(more == 1),
        _ => {
            let detail = msg!("pattern-gif-canvas", leds = frames.leds(), canvas = canvas);
            Err(PatternError::Options { detail })
        }
    }
}
