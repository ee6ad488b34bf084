//! Maps a pattern onto the LEDs of one device: crop or scale in linear light, brightness, gamma, rate, wiring, colour order.

mod place;
mod rate;
mod scale;
mod tone;

use super::{FrameDuration, Frames, Layout, Matrix, Pattern, PatternError, PixelOrder, Reel, Rgb};

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

/// Fits `pattern` to `layout`: rate, size, brightness and gamma, wiring, colour order. What needs no change is not
/// touched: strip-ordered data of the layout's size goes through as it is, and a grid of its size is not resampled.
///
/// # Errors
/// `pattern.too_many_leds` where strip-ordered data has more LEDs than the layout and the mode is not [`FitMode::None`];
/// `pattern.too_large` where the result would exceed the memory budget.
pub fn fit(pattern: &Pattern, layout: &Layout, fit: &Fit) -> Result<FittedPattern, PatternError> {
    let held = pattern.frames.hold()?;
    let shown = match fit.still {
        Some(frame) => rate::still(held.durations(), frame),
        None => rate::thin_out(held.durations(), fit.max_fps),
    };
    let most = layout.leds();
    let has = pattern.frames.leds();
    let grid = pattern.matrix.filter(|m| m.leds() == has && pattern.order == PixelOrder::Grid);
    let strip = grid.is_none();
    if strip && has > most && fit.mode != Some(FitMode::None) {
        return Err(PatternError::TooManyLeds { leds: has, most });
    }
    let all = shown.len() == pattern.frames.len();
    if strip && has == most && all && !tone::changes(fit) && layout.color_order == super::ColorOrder::Rgb {
        return Ok(FittedPattern { frames: pattern.frames.clone(), layout: *layout, source_leds: Some(has) });
    }
    let mut rgb = Vec::with_capacity(Frames::budget(most as u64, shown.len() as u64)?);
    match grid {
        Some(source) => grid_to_strip(&held, source, layout, fit, &shown, &mut rgb),
        None => strip_to_strip(&held, most, &shown, &mut rgb),
    }
    tone::apply(&mut rgb, fit, layout.color_order);
    let durations = shown.into_iter().map(|(_, duration)| duration).collect();
    let source_leds = strip.then_some(has);
    Ok(FittedPattern { frames: Frames::new(most, rgb, durations)?.into(), layout: *layout, source_leds })
}

/// Strip data stays where it is: LEDs beyond the target are cropped, LEDs without data stay dark.
fn strip_to_strip(frames: &Frames, leds: usize, shown: &[(usize, FrameDuration)], out: &mut Vec<u8>) {
    for rgb in shown.iter().filter_map(|&(index, _)| frames.frame(index)) {
        let end = out.len() + leds * 3;
        out.extend_from_slice(rgb.get(..leds * 3).unwrap_or(rgb));
        out.resize(end, 0);
    }
}

/// Pictures are brought to the target's size and then follow its wiring.
fn grid_to_strip(
    frames: &Frames,
    source: Matrix,
    layout: &Layout,
    fit: &Fit,
    shown: &[(usize, FrameDuration)],
    out: &mut Vec<u8>,
) {
    // A strip of exactly as many LEDs as the picture has pixels is the picture, laid out as the wiring says; squeezed into
    // a line it would be nothing.
    let same = fit.mode.is_none() && source.leds() == layout.leds();
    let target = layout.matrix().or(same.then_some(source));
    let (w, h) = target.map_or((layout.leds(), 1), |m| (m.w(), m.h()));
    let usual = if target.is_some() { FitMode::Contain } else { FitMode::Stretch };
    let place = place::Place::new((source.w(), source.h()), (w, h), fit.mode.unwrap_or(usual));
    let mut scaler = scale::Scaler::new(source.w(), w, &place, fit.scale, fit.background);
    let cells = target.map(|matrix| layout.wiring.cells(matrix));
    let mut canvas: Vec<u8> = fit.background.repeat(w * h);
    let mut drawn = None;
    for &(index, _) in shown {
        let (Some(rgb), alpha) = (frames.frame(index), frames.alpha(index)) else { continue };
        // Frames that only hold the picture are common, and need no second computation.
        if drawn != Some((rgb, alpha)) {
            scaler.draw(rgb, alpha, &mut canvas);
            drawn = Some((rgb, alpha));
        }
        match &cells {
            Some(cells) => {
                let (pixels, _) = canvas.as_chunks::<3>();
                out.extend(cells.iter().filter_map(|&cell| pixels.get(cell)).flatten());
            }
            None => out.extend_from_slice(&canvas),
        }
    }
}

#[cfg(test)]
mod tests;
