//! Which colours the pictures of one GIF may have: the frames are looked through once before the first is written.
//! The parent module calls it.

use super::palette::{BLACK, MAX_COLOURS, Palette, colours};
use super::quantise::Quantiser;
use super::timing::TimedFrame;
use crate::pattern::Frames;

/// One palette for all frames may make this much more error than one for each; it does not flicker, and it is sent once.
const WORTH_ONE_PALETTE: f32 = 1.25;
/// So many frames, evenly spread, are examined to estimate the gain of a palette for each.
const SAMPLES: usize = 8;

/// How colours become palettes.
pub(super) enum Plan {
    /// Every colour of all frames has a place in this palette.
    Together(Palette),
    /// Every frame has at most 256 colours.
    Each,
    /// More than 256 in some frame: the colours that stand for those of all frames, and their palette.
    ReducedTogether(Box<Quantiser>, Palette),
    /// The same, but the frames are too different from each other for one palette: chosen for each.
    ReducedEach(Box<Quantiser>),
}

impl Plan {
    /// The best plan for these frames; `padding`: whether there is a black pixel that no frame has.
    pub(super) fn of(frames: &Frames, shown: &[TimedFrame], padding: bool) -> Self {
        let all = || shown.iter().filter_map(|shown| frames.frame(shown.frame));
        let padding = || padding.then_some(BLACK).into_iter();
        let mut palette = Palette::new();
        if palette.take(padding()) && all().all(|rgb| palette.take(colours(rgb))) {
            return Self::Together(palette);
        }
        if exact(frames, shown) {
            return Self::Each;
        }
        let mut quantiser = Box::new(Quantiser::new());
        let apart = mean(all().step_by(shown.len().div_ceil(SAMPLES)).map(|rgb| {
            quantiser.clear();
            quantiser.count(colours(rgb));
            quantiser.choose(MAX_COLOURS)
        }));
        quantiser.clear();
        quantiser.count(padding());
        all().for_each(|rgb| quantiser.count(colours(rgb)));
        if quantiser.choose(MAX_COLOURS) > WORTH_ONE_PALETTE * apart {
            return Self::ReducedEach(quantiser);
        }
        palette.clear();
        palette.take(quantiser.palette());
        Self::ReducedTogether(quantiser, palette)
    }

    /// Whether black is in every palette of a canvas that is larger than the frames.
    pub(super) fn has_black(&self) -> bool {
        matches!(self, Self::Together(_) | Self::ReducedTogether(..))
    }
}

/// Whether 256 colours are enough for every frame that is shown.
pub(in crate::pattern) fn exact(frames: &Frames, shown: &[TimedFrame]) -> bool {
    let mut palette = Palette::new();
    shown
        .iter()
        .filter_map(|shown| frames.frame(shown.frame))
        .all(|rgb| {
            palette.clear();
            palette.take(colours(rgb))
        })
}

fn mean(numbers: impl Iterator<Item = f32>) -> f32 {
    let (sum, count) = numbers.fold((0.0, 0.0), |(sum, count), number| {
        (sum + number, count + 1.0_f32)
    });
    sum / count.max(1.0)
}
