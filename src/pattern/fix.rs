//! Fixes of findings: changes of the fit that a person can choose with one click.

use super::power::Cap;
use super::{Fit, FitMode, FittedPattern, Layout};
use crate::message::Message;
use crate::msg;
use crate::problem::Code;

/// A change that makes a finding go away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fix {
    /// Strip data is cropped to the target.
    Crop,
    /// No more frames in a second than so many tenths.
    MaxFps {
        /// Ten times the rate.
        tenths: u32,
    },
    /// Only so many frames from the start.
    FirstFrames(usize),
    /// Equal frames become one; what is seen stays the same.
    MergeEqual,
    /// Frames that draw more than the supply gives are dimmed.
    CapCurrent(Cap),
    /// The target has only so many LEDs: a change of the layout, not of the fit.
    Leds(usize),
}

impl Fix {
    /// Returns the fix for a pattern that cannot be fitted, by the code of its [`PatternError`](super::PatternError).
    #[must_use]
    pub fn of_code(code: Code) -> Option<Self> {
        (code == Code::PatternTooManyLeds).then_some(Self::Crop)
    }

    /// Changes `fit` so that the finding goes away.
    pub fn apply(self, fit: &mut Fit) {
        match self {
            Self::Crop => fit.mode = Some(FitMode::None),
            Self::MaxFps { tenths } => fit.max_fps = Some(tenths as f32 / 10.0),
            Self::FirstFrames(frames) => fit.first_frames = Some(frames),
            Self::MergeEqual => fit.merge_equal = true,
            Self::CapCurrent(cap) => fit.cap = Some(cap),
            Self::Leds(_) => {}
        }
    }

    /// Resets what any fix may have changed in `fit`.
    #[must_use]
    pub fn undone(fit: &Fit) -> Fit {
        let Fit {
            mode,
            max_fps,
            merge_equal,
            first_frames,
            cap,
            ..
        } = Fit::default();
        Fit {
            mode,
            max_fps,
            merge_equal,
            first_frames,
            cap,
            ..fit.clone()
        }
    }

    /// Returns the layout that replaces `layout`; `None` where it stays.
    #[must_use]
    pub fn layout(self, layout: &Layout) -> Option<Layout> {
        let Self::Leds(leds) = self else { return None };
        let mut fewer = Layout::strip(leds)?;
        fewer.wiring = layout.wiring;
        fewer.color_order = layout.color_order;
        Some(fewer)
    }

    /// Whether the LEDs still show the same, so that it needs no confirmation.
    #[must_use]
    pub fn is_lossless(self) -> bool {
        self == Self::MergeEqual
    }

    /// Label for a button.
    #[must_use]
    pub fn label(self) -> Message {
        match self {
            Self::Crop => msg!("fix-crop"),
            Self::MaxFps { tenths } => msg!("fix-max-fps", fps = f64::from(tenths) / 10.0),
            Self::FirstFrames(frames) => msg!("fix-first-frames", frames = frames),
            Self::MergeEqual => msg!("fix-merge-equal"),
            Self::CapCurrent(cap) => msg!("fix-dim", current = amperes(cap.max_ma)),
            Self::Leds(leds) => msg!("fix-leds", leds = leds),
        }
    }
}

/// Lowest rate that is offered, in tenths of frames a second: below it nothing moves any more.
const MIN_TENTHS: u64 = 20;

/// What brings a pattern down to `max` frames; the best first.
pub(super) fn fewer_frames(fitted: &FittedPattern, max: u64) -> Vec<Fix> {
    let frames = fitted.frames();
    let Some(max) = usize::try_from(max)
        .ok()
        .filter(|max| (1..frames.len()).contains(max))
    else {
        return vec![];
    };
    if fitted
        .equal()
        .is_some_and(|equal| frames.len() - equal <= max)
    {
        return vec![Fix::MergeEqual];
    }
    // of n ticks in the whole time the last one begins before its end, so no more than n frames show
    let tenths = max as u64 * 10_000 / frames.total_ms().max(1);
    let tenths = if tenths > 100 {
        tenths / 10 * 10
    } else {
        tenths
    };
    let slower = u32::try_from(tenths)
        .ok()
        .filter(|_| tenths >= MIN_TENTHS)
        .map(|tenths| Fix::MaxFps { tenths });
    slower.into_iter().chain([Fix::FirstFrames(max)]).collect()
}

/// "4 A", "4.1 A", "350 mA": what the worst frame draws is rounded up.
#[must_use]
pub fn amperes(ma: u32) -> String {
    match ma {
        0..1000 => format!("{ma} mA"),
        _ => {
            let tenths = ma.div_ceil(100);
            if tenths.is_multiple_of(10) {
                format!("{} A", tenths / 10)
            } else {
                format!("{}.{} A", tenths / 10, tenths % 10)
            }
        }
    }
}

#[cfg(test)]
mod tests;
