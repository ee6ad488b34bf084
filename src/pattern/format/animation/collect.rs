//! The frames of an animation as they are drawn: the next one begins as a copy of the last, of which only those rows are made
//! again that the picture changed. A thousand pictures of one pixel on a large canvas cost a thousand rows.

use super::super::reduce::Reducer;
use super::Canvas;
use crate::pattern::{FrameDuration, Frames, PatternError, Thumbnail};

/// Takes frames, and makes them smaller where they are large.
pub(super) struct Collector {
    reducer: Reducer,
    /// Frames there will be.
    count: usize,
    rgb: Vec<u8>,
    alpha: Option<Vec<u8>>,
}

impl Collector {
    /// With room for so many frames.
    ///
    /// # Errors
    /// `pattern.too_large` above the memory budget.
    pub(super) fn new(reducer: Reducer, count: usize) -> Result<Self, PatternError> {
        let leds = reducer.target().leds();
        let rgb = Vec::with_capacity(Frames::budget(leds as u64, count as u64)?);
        Ok(Self {
            reducer,
            count,
            rgb,
            alpha: None,
        })
    }

    /// How frames become smaller.
    pub(super) fn reducer(&self) -> Reducer {
        self.reducer
    }

    /// Takes the frame that the canvas shows.
    pub(super) fn add(&mut self, canvas: &mut Canvas) {
        let leds = self.reducer.target().leds();
        let rows = self.reducer.rows(canvas.take_changed());
        let start = self.rgb.len();
        again(&mut self.rgb, leds * 3, 0);
        let rgb = self.rgb.get_mut(start..).unwrap_or_default();
        self.reducer.colours(canvas.rgb(), rows.clone(), rgb);
        let start = start / 3;
        match (&mut self.alpha, canvas.alpha()) {
            (None, None) => {}
            (Some(all), None) => all.resize(start + leds, u8::MAX),
            (alpha, Some(now)) => {
                let all = alpha.get_or_insert_with(|| {
                    let mut all = Vec::with_capacity(leds * self.count);
                    all.resize(start, u8::MAX);
                    all
                });
                again(all, leds, u8::MAX);
                let alpha = all.get_mut(start..).unwrap_or_default();
                self.reducer.opacity(now, rows, alpha);
            }
        }
    }

    /// A small picture of the first frame.
    pub(super) fn first(&self) -> Thumbnail {
        let size = self.reducer.target();
        let rgb = self.rgb.get(..size.leds() * 3).unwrap_or_default();
        Thumbnail::of(rgb, (size.w(), size.h()))
    }

    /// All of them.
    ///
    /// # Errors
    /// `pattern.empty` where there is none.
    pub(super) fn frames(self, durations: Vec<FrameDuration>) -> Result<Frames, PatternError> {
        let frames = Frames::new(self.reducer.target().leds(), self.rgb, durations)?;
        Ok(match self.alpha {
            Some(alpha) => frames.with_alpha(alpha),
            None => frames,
        })
    }
}

/// Appends the last `size` bytes once more, or as many of `fill` where there are none.
fn again(all: &mut Vec<u8>, size: usize, fill: u8) {
    match all.len().checked_sub(size) {
        Some(last) => all.extend_from_within(last..),
        None => all.resize(all.len() + size, fill),
    }
}
