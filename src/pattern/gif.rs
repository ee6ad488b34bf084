//! GIF animations as devices and viewers play them. `device` encodes what WLED stores with it, the `gif` format what people
//! keep. Written here from end to end: which frames show when (`timing`), in which colours (`plan`, `palette`,
//! `quantise`), what changes from one to the next (`delta`, `picture`), codes and bytes (`lzw`, `blocks`).

use super::{Frames, LeftOut, MAX_FRAME_BYTES, Matrix, PatternError, WhyFewer};
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
pub(super) use timing::{Shown, TICK_MS, shown};

/// For whom a GIF is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GifProfile {
    /// Viewers and editors: every frame is kept that lasts a hundredth of a second, equal neighbours too.
    Viewer,
    /// The decoder in WLED (devices/wled.md section 3.3): delays of 3 cs and more, bounded LZW rows, equal neighbours as
    /// one picture.
    Wled,
}

impl GifProfile {
    /// The shortest delay, in hundredths of a second: 0 means 100 ms to most viewers, and WLED cannot show more than 33
    /// pictures a second.
    fn least_ticks(self) -> u64 {
        match self {
            Self::Viewer => 1,
            Self::Wled => 3,
        }
    }

    /// Whether equal frames behind each other become one picture; what is read back then has fewer frames.
    fn merges(self) -> bool {
        self == Self::Wled
    }
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
const MOST_FRAMES: usize = 1 << 23;
/// WLED opens no canvas that is wider (devices/wled.md section 3.1).
const WLED_WIDTH: usize = 320;

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
    if frames.len() > MOST_FRAMES {
        let what = format!(
            "the pattern has {} frames; a GIF is written of at most {MOST_FRAMES}",
            frames.len()
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
        for (round, delay) in shown.delays(profile.least_ticks()).enumerate() {
            file.pictures += 1;
            if round > 0 {
                painter.hold(delay, &mut file.bytes);
            } else if !painter.draw(rgb, delay, &mut file.bytes) {
                file.reduced += shown.stands_for;
            }
        }
        if file.bytes.len() > MAX_FRAME_BYTES {
            let what = format!("the GIF would be larger than {} MiB", MAX_FRAME_BYTES >> 20);
            return Err(PatternError::TooLarge { what });
        }
    }
    file.bytes.push(blocks::TRAILER);
    Ok(file)
}

/// What became of the frames that are not shown one by one.
fn left_out(frames: &Frames, shown: &[Shown], profile: GifProfile) -> Vec<LeftOut> {
    let stand_for: usize = shown.iter().map(|shown| shown.stands_for).sum();
    let min_ms = u32::try_from(profile.least_ticks() * TICK_MS).unwrap_or(u32::MAX);
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
    if profile == GifProfile::Wled && canvas.w() > WLED_WIDTH {
        let detail = format!(
            "WLED plays GIFs of up to {WLED_WIDTH} pixels a row, not of {}",
            canvas.w()
        );
        return Err(PatternError::Options { detail });
    }
    match canvas.leds().checked_sub(frames.leds()) {
        Some(more @ 0..=1) => Ok(more == 1),
        _ => {
            let detail = format!(
                "frames of {} LEDs do not fill a canvas of {canvas} pixels",
                frames.leds()
            );
            Err(PatternError::Options { detail })
        }
    }
}
