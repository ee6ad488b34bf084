//! The result of a fit: [`FittedPattern`], its frames and facts about them.

use super::{Dimmed, Dither, Ignored};
use crate::pattern::power::{Cap, Draw, LedPower, Light};
use crate::pattern::{Layout, LeftOut, PatternError, Reel};
use std::sync::Arc;

/// A pattern in the order and size of one layout. Only [`fit`](super::fit()) makes one, and only fitted patterns can be encoded.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedPattern {
    frames: Reel,
    layout: Layout,
    facts: FitFacts,
}

/// What is known of a fitted pattern beside its frames.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct FitFacts {
    pub(super) source_leds: Option<usize>,
    pub(super) ignored: Option<Ignored>,
    pub(super) dither: Option<Dither>,
    pub(super) cap: Option<Cap>,
    /// `None` of a stream: it is not counted.
    pub(super) dimmed: Option<Dimmed>,
    pub(super) source_frames: usize,
    /// Frames of the source that are not there one by one.
    pub(super) left_out: Vec<LeftOut>,
    /// `None`: not measured yet.
    pub(super) seen: Option<Measured>,
}

/// Facts that need a look at all fitted frames.
#[derive(Clone, PartialEq)]
pub(super) struct Measured {
    /// All channel values together, of each frame.
    pub(super) lights: Arc<[u32]>,
    pub(super) light: Light,
    pub(super) equal: usize,
}

impl std::fmt::Debug for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Measured")
            .field("frames", &self.lights.len())
            .field("equal", &self.equal)
            .finish_non_exhaustive()
    }
}

impl FittedPattern {
    pub(super) fn new(frames: Reel, layout: Layout, facts: FitFacts) -> Self {
        Self {
            frames,
            layout,
            facts,
        }
    }

    /// Frames in strip order, channels as the device wants them; exactly `layout.leds()` LEDs each.
    #[must_use]
    pub fn frames(&self) -> &Reel {
        &self.frames
    }

    /// How many LEDs the data had before, where it was strip data that was not scaled.
    #[must_use]
    pub fn source_leds(&self) -> Option<usize> {
        self.facts.source_leds
    }

    /// What it was fitted to.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// What was asked for and has no effect on such data: the fact, and why.
    #[must_use]
    pub fn ignored(&self) -> Option<Ignored> {
        self.facts.ignored
    }

    /// How levels between two steps are shown; `None`: there were none, or they were rounded.
    #[must_use]
    pub fn dither(&self) -> Option<Dither> {
        self.facts.dither
    }

    /// What frames that would draw more were dimmed to.
    #[must_use]
    pub fn cap(&self) -> Option<Cap> {
        self.facts.cap
    }

    /// Frames that were dimmed to that; `None` of a stream.
    #[must_use]
    pub fn dimmed(&self) -> Option<Dimmed> {
        self.facts.dimmed
    }

    /// Frames that the pattern had.
    #[must_use]
    pub fn source_frames(&self) -> usize {
        self.facts.source_frames
    }

    /// Those of them that are not there one by one.
    #[must_use]
    pub fn left_out(&self) -> Vec<LeftOut> {
        self.facts.left_out.clone()
    }

    /// Frames that are the same as the one before them; `None` of a stream that was not [measured](Self::measured).
    #[must_use]
    pub fn equal(&self) -> Option<usize> {
        self.facts.seen.as_ref().map(|seen| seen.equal)
    }

    /// The current that LEDs of that type draw; `None` of a stream that was not [measured](Self::measured).
    #[must_use]
    pub fn draw(&self, led: LedPower) -> Option<Draw> {
        Some(Draw::of(
            led,
            self.layout.leds(),
            self.facts.seen.as_ref()?.light,
        ))
    }

    /// The same frame by frame, in milliamperes; nothing of a stream that was not [measured](Self::measured).
    pub fn currents(&self, led: LedPower) -> impl ExactSizeIterator<Item = u32> {
        let lights = self
            .facts
            .seen
            .as_ref()
            .map_or(&[][..], |seen| &seen.lights);
        let leds = self.layout.leds();
        lights.iter().map(move |&light| led.frame_ma(leds, light))
    }

    /// Adds the facts that need a look at all frames. Reads a stream once.
    ///
    /// # Errors
    /// As reading.
    pub fn measured(self) -> Result<Self, PatternError> {
        if self.facts.seen.is_some() {
            return Ok(self);
        }
        let mut lights = Vec::with_capacity(self.frames.len());
        let mut equal = 0;
        let mut before = Vec::new();
        self.frames.for_each(|_, frame, _| {
            lights.push(crate::pattern::power::light(frame.rgb));
            equal += usize::from(before == frame.rgb);
            frame.rgb.clone_into(&mut before);
            Ok(())
        })?;
        let light = Light::of(lights.iter().copied().zip(self.frames.durations().iter()));
        let seen = Some(Measured {
            lights: lights.into(),
            light,
            equal,
        });
        Ok(Self {
            facts: FitFacts { seen, ..self.facts },
            ..self
        })
    }
}
