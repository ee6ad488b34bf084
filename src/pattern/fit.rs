//! Maps a pattern onto the LEDs of one device: size, colours, rate, wiring, colour order. [`Fit`] says how, and in which order.

mod aim;
mod dither;
mod fitted;
mod fitter;
mod place;
mod rate;
mod run;
mod scale;
mod streamed;
mod tone;
mod turn;
mod white;
mod wire;

pub use dither::Dither;
pub use fitted::FittedPattern;
pub use fitter::{Fitter, Ignored, Shape, VisibleFrame};
pub use rate::VisibleFrames;
pub use run::{Dimmed, FitRun};
pub use turn::{Line, Mirror, Turn};
pub use white::{NEUTRAL_KELVIN, White};

use super::frames::MAX_HELD;
use super::power::Cap;
use super::{FrameDuration, Frames, Layout, LeftOut, Pattern, PatternError, Reel, Rgb, WhyFewer};
use fitted::FitFacts;

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
///
/// What it does, in this order:
/// 1. which frames show, and how long: [`still`](Self::still), [`max_fps`](Self::max_fps);
/// 2. the picture is turned, mirrored, put before the background and scaled, all in linear light;
/// 3. LEDs darker than [`cutoff`](Self::cutoff) become the background; [`saturation_pct`](Self::saturation_pct) and [`white`](Self::white), in linear light too, because they are about
///    amounts of light: the values of files are taken as sRGB;
/// 4. [`brightness_pct`](Self::brightness_pct) on the values, as the brightness of LED controllers is, so that 50 % looks
///    about half as bright once the values become light;
/// 5. [`gamma`](Self::gamma), for LEDs that show values raw; with it the bytes are amounts of light;
/// 6. whole steps, rounded or by [`dither`](Self::dither);
/// 7. the wiring, [`reverse`](Self::reverse) and [`offset`](Self::offset), the colour order;
/// 8. [`cap`](Self::cap), on the bytes as they go to the LEDs;
/// 9. [`merge_equal`](Self::merge_equal), and last [`first_frames`](Self::first_frames).
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// `None`: contain for a matrix; on a strip, a picture of as many pixels follows the wiring, any other is stretched.
    pub mode: Option<FitMode>,
    /// Scaling filter.
    pub scale: Scale,
    /// Around a contained picture, and behind transparency.
    pub background: Rgb,
    /// Pictures are turned so far, before anything else is done with them.
    pub turn: Turn,
    /// And then mirrored.
    pub mirror: Option<Mirror>,
    /// A strip shows this line of a picture instead of the average of all rows.
    pub line: Option<Line>,
    /// The first LED of the strip gets what the last one would.
    pub reverse: bool,
    /// Everything moves so many LEDs towards the end of the strip, around it; below 0 towards its start.
    pub offset: i32,
    /// LEDs whose red, green and blue are all below it become the background; 0 leaves all as they are.
    pub cutoff: u8,
    /// 0 is grey, 100 leaves colours as they are, 200 is most.
    pub saturation_pct: u16,
    /// Colour of white. `None`: as it is.
    pub white: Option<White>,
    /// 0 to 100: every channel value is multiplied by it, as the brightness of LED controllers is.
    pub brightness_pct: u8,
    /// 1.0 leaves colours as they are; 2.2 is usual for LEDs that show them raw.
    pub gamma: f32,
    /// How levels between two steps are shown. `None`: rounded. Of no effect where no colour is changed.
    pub dither: Option<Dither>,
    /// Frames are dropped so that no more than so many show in a second; the timing over all stays.
    pub max_fps: Option<f32>,
    /// Only this frame, counted from 0, as a still picture; the last one where there are fewer. `None`: all of them.
    pub still: Option<usize>,
    /// A frame that is the same as the one before it becomes one with it; what is seen stays the same.
    pub merge_equal: bool,
    /// Only so many frames from the start, at least one; the rest is cut off.
    pub first_frames: Option<usize>,
    /// Frames that would draw more current are dimmed until they do not.
    pub cap: Option<Cap>,
}

impl Fit {
    /// Most of [`Fit::saturation_pct`].
    pub const MAX_SATURATION: u16 = 200;
}

impl Default for Fit {
    fn default() -> Self {
        Self {
            mode: None,
            scale: Scale::Area,
            background: [0, 0, 0],
            turn: Turn::None,
            mirror: None,
            line: None,
            reverse: false,
            offset: 0,
            cutoff: 0,
            saturation_pct: 100,
            white: None,
            brightness_pct: 100,
            gamma: 1.0,
            dither: None,
            max_fps: None,
            still: None,
            merge_equal: false,
            first_frames: None,
            cap: None,
        }
    }
}

/// So many frames of a streamed pattern are read at once: a still picture, or a short piece.
const FEW: usize = 16;

/// Resizes, crops or reorders `pattern` for the LEDs of `layout`, with the settings in `fit`.
///
/// What needs no change stays untouched: data in strip order that has the layout's size, and a grid of its size. Frames that
/// are streamed from a file are fitted when they are read.
///
/// # Errors
/// Those of [`Fitter::new`]; `pattern.too_large` where the result would exceed the memory budget.
pub fn fit(pattern: &Pattern, layout: &Layout, fit: &Fit) -> Result<FittedPattern, PatternError> {
    let source = &pattern.frames;
    let mut run = FitRun::new(Shape::of(pattern), source.durations().iter(), layout, fit)?;
    let facts = FitFacts {
        source_leds: run.fitter().source_leds(),
        ignored: run.fitter().ignored(),
        dither: run.fitter().dither(),
        cap: fit.cap,
        source_frames: source.len(),
        ..FitFacts::default()
    };
    let first = fit.first_frames.map_or(usize::MAX, |n| n.max(1));
    let all = VisibleFrames::new(source.durations().iter(), fit).count();
    let max = all.min(first);
    let left_out = |merged, sent| left_out(fit, (source.len(), all), merged, sent);
    let said = || Some(source.channels()?.fitted(layout.leds()));
    let streamed = || {
        let (frames, merged) = streamed::fitted(pattern, layout.clone(), fit)?;
        let frames = Reel::from(frames.with_channels(said()));
        let facts = FitFacts {
            left_out: left_out(merged, frames.len()),
            ..facts.clone()
        };
        Ok(FittedPattern::new(frames, layout.clone(), facts))
    };
    let takes = (layout.leds() as u64 * 3).saturating_mul(max as u64);
    let as_it_is = max == source.len() && run.changes_nothing();
    match source.held() {
        // as many frames as would fit are streamed like those of large files, drawn when they are asked for
        _ if !as_it_is && max > FEW && takes > MAX_HELD => {
            return streamed();
        }
        Some(_) if as_it_is => {
            return FittedPattern::new(source.clone(), layout.clone(), facts).measured();
        }
        None if as_it_is => return Ok(FittedPattern::new(source.clone(), layout.clone(), facts)),
        None if max > FEW => {
            return streamed();
        }
        _ => {}
    }
    let frames = draw_all(&mut run, source, max)?.with_channels(said());
    let facts = FitFacts {
        dimmed: Some(run.dimmed()),
        left_out: left_out(run.merged(), frames.len()),
        ..facts
    };
    FittedPattern::new(frames.into(), layout.clone(), facts).measured()
}

/// What became of `source` frames, of which `all` show: so many were merged, so many are left.
fn left_out(fit: &Fit, (source, all): (usize, usize), merged: usize, sent: usize) -> Vec<LeftOut> {
    let thinned = match (fit.still, fit.max_fps) {
        (Some(_), _) => WhyFewer::Still,
        (None, fps) => WhyFewer::Rate {
            tenths: (fps.unwrap_or_default() * 10.0).round() as u32,
        },
    };
    let cut = all.saturating_sub(merged + sent);
    let parts = [
        LeftOut::of(source.saturating_sub(all), thinned),
        LeftOut::of(merged, WhyFewer::Equal),
        LeftOut::of(cut, WhyFewer::Cut),
    ];
    parts.into_iter().flatten().collect()
}

/// All frames of a run, at most so many.
fn draw_all(
    run: &mut FitRun<impl Iterator<Item = FrameDuration>>,
    source: &Reel,
    max: usize,
) -> Result<Frames, PatternError> {
    let leds = run.fitter().leds();
    let mut rgb = Vec::with_capacity(Frames::budget(leds as u64, max as u64)?);
    let mut reader = source.reader()?;
    let mut shown = Vec::with_capacity(max);
    while shown.len() < max {
        let start = rgb.len();
        rgb.resize(start + run.frame_bytes(), 0);
        let Some(duration) = run.draw(&mut reader, rgb.get_mut(start..).unwrap_or_default())?
        else {
            // equal frames were merged, so there are fewer than could be
            rgb.truncate(start);
            rgb.shrink_to_fit();
            break;
        };
        shown.push(duration);
    }
    Ok(Frames::new(leds, rgb, shown)?)
}

#[cfg(test)]
mod tests;
