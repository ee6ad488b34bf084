//! Maps a pattern onto the LEDs of one device: crop or scale in linear light, brightness, gamma, rate, wiring, colour order.

mod fitter;
mod place;
mod rate;
mod run;
mod scale;
mod streamed;
mod tone;
mod wire;

pub use fitter::{Fitter, Shape, SourceFrame};
pub use rate::Shown;
pub use run::FitRun;

use super::{Frames, Layout, Pattern, PatternError, Reel, Rgb};

/// How a grid is brought to another size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FitMode {
    /// Whole picture, background around it.
    Contain,
    /// Target filled, edges cut off.
    Cover,
    /// Target filled, proportions given up.
    Stretch,
    /// Not scaled: cropped, or the rest stays background.
    None,
}

/// How pixels are computed when a grid is scaled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Scale {
    /// Area average: right for shrinking, the default.
    #[default]
    Area,
    /// Nearest pixel: right for pixel art.
    Nearest,
    /// Lanczos-3: sharpest.
    Lanczos,
}

/// How to fit; the default changes nothing but the size.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// `None`: contain for a matrix; on a strip, a picture of as many pixels follows the wiring, any other is stretched.
    pub mode: Option<FitMode>,
    /// Scaling filter.
    pub scale: Scale,
    /// Around a contained picture, and behind transparency.
    pub background: Rgb,
    /// 0 to 100: every channel value is multiplied by it, as the brightness of LED controllers is.
    pub brightness_pct: u8,
    /// 1.0 leaves colours as they are; 2.2 is usual for LEDs that show them raw.
    pub gamma: f32,
    /// Frames are dropped so that no more than so many show in a second; the timing over all stays.
    pub max_fps: Option<f32>,
    /// Only this frame, counted from 0, as a still picture; the last one where there are fewer. `None`: all of them.
    pub still: Option<usize>,
}

impl Default for Fit {
    fn default() -> Self {
        let (mode, max_fps, still) = (None, None, None);
        Self { mode, scale: Scale::Area, background: [0, 0, 0], brightness_pct: 100, gamma: 1.0, max_fps, still }
    }
}

/// A pattern in the order and size of one layout. Only [`fit`] makes one, and only fitted patterns can be encoded.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedPattern {
    frames: Reel,
    layout: Layout,
    source_leds: Option<usize>,
}

impl FittedPattern {
    /// Frames in strip order, channels as the device wants them; exactly `layout.leds()` LEDs each.
    #[must_use]
    pub fn frames(&self) -> &Reel {
        &self.frames
    }

    /// How many LEDs the data had before, where it was strip data that was not scaled.
    #[must_use]
    pub fn source_leds(&self) -> Option<usize> {
        self.source_leds
    }

    /// What it was fitted to.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }
}

/// So many frames of a streamed pattern are read at once: a still picture, or a short piece.
const FEW: usize = 16;

/// Fits `pattern` to `layout`: rate, size, brightness and gamma, wiring, colour order. What needs no change is not
/// touched: strip-ordered data of the layout's size goes through as it is, and a grid of its size is not resampled. A streamed pattern stays
/// one: its frames are fitted when they are asked for.
///
/// # Errors
/// `pattern.too_many_leds` where strip-ordered data has more LEDs than the layout and the mode is not [`FitMode::None`];
/// `pattern.too_large` where the result would exceed the memory budget.
pub fn fit(pattern: &Pattern, layout: &Layout, fit: &Fit) -> Result<FittedPattern, PatternError> {
    let source = &pattern.frames;
    let fitter = Fitter::new(Shape::of(pattern), layout, fit)?;
    let (layout, source_leds) = (*layout, fitter.source_leds());
    let count = Shown::new(source.durations().iter(), fit).count();
    if count == source.len() && fitter.changes_nothing() {
        return Ok(FittedPattern { frames: source.clone(), layout, source_leds });
    }
    if source.held().is_none() && count > FEW {
        let frames = streamed::fitted(pattern, layout, fit)?.into();
        return Ok(FittedPattern { frames, layout, source_leds });
    }
    let mut run = FitRun::of(fitter, source.durations().iter(), fit);
    let mut rgb = vec![0; Frames::budget(layout.leds() as u64, count as u64)?];
    let (mut shown, mut reader) = (Vec::with_capacity(count), source.reader()?);
    for out in rgb.chunks_exact_mut(run.frame_bytes()) {
        shown.extend(run.draw(&mut reader, out)?);
    }
    Ok(FittedPattern { frames: Frames::new(layout.leds(), rgb, shown)?.into(), layout, source_leds })
}

#[cfg(test)]
mod tests;
