//! A streamed pattern that is fitted as its frames are asked for, in any order: the same frame always comes out the same.

use super::{Fit, Fitter, Shape, VisibleFrame, VisibleFrames};
use crate::pattern::power::Cap;
use crate::pattern::{
    FrameBuffer, FrameDuration, FrameReader, FrameSource, Layout, Pattern, PatternError,
    ReadFrames, Stream,
};
use std::sync::Arc;

/// The fitted frames of a pattern that is not in memory. Where equal frames are merged, all of them are drawn once to find
/// those; how many were merged.
///
/// # Errors
/// As [`Fitter::new`]; `pattern.too_many_frames` as [`Stream`] has it.
pub(super) fn fitted(
    pattern: &Pattern,
    layout: Layout,
    fit: &Fit,
) -> Result<(Stream, usize), PatternError> {
    let durations = pattern.frames.durations();
    let first = fit.first_frames.map_or(usize::MAX, |n| n.max(1));
    let (shortest, longest) = durations.bounds();
    let all = VisibleFrames::new(durations.iter(), fit).count() == durations.len();
    let shown = (!all || shortest != longest).then(|| {
        VisibleFrames::new(durations.iter(), fit)
            .map(pair)
            .collect()
    });
    let leds = layout.leds();
    let mut source = Fitting {
        pattern: pattern.clone(),
        layout,
        fit: fit.clone(),
        shown,
        runs: None,
    };
    if fit.merge_equal {
        let (runs, times, merged) = source.runs(first)?;
        source.runs = Some(runs);
        return Ok((Stream::timed(leds, times, Arc::new(source))?, merged));
    }
    let stream = match &source.shown {
        None => Stream::even(
            leds,
            durations.len().min(first) as u64,
            longest,
            Arc::new(source),
        ),
        Some(shown) => {
            let times = shown
                .iter()
                .take(first)
                .map(|&(_, duration)| duration)
                .collect();
            Stream::timed(leds, times, Arc::new(source))
        }
    };
    Ok((stream?, 0))
}

/// The index in 32 bits: streams have no more frames than that.
fn pair((index, shows): (usize, FrameDuration)) -> (u32, FrameDuration) {
    (u32::try_from(index).unwrap_or(u32::MAX), shows)
}

/// First frames of runs of equal ones, how long each run shows, and how many frames they have beside their first.
type Runs = (Arc<[u32]>, Vec<FrameDuration>, usize);

/// What makes the frames.
#[derive(Clone, Debug)]
struct Fitting {
    pattern: Pattern,
    layout: Layout,
    fit: Fit,
    /// Which frames of the pattern show, and how long; `None`: all, as they are.
    shown: Option<Arc<[(u32, FrameDuration)]>>,
    /// The first of each run of those that are equal; `None`: they are not merged.
    runs: Option<Arc<[u32]>>,
}

impl Fitting {
    fn begin(&self) -> Result<FittingReader, PatternError> {
        Ok(FittingReader {
            reader: self.pattern.frames.reader()?,
            fitter: Fitter::new(Shape::of(&self.pattern), &self.layout, &self.fit)?,
            source: self.clone(),
        })
    }

    /// Which frame of the pattern is the one that shows as number `index`, and how long it does.
    fn pick(&self, index: usize) -> Option<(usize, FrameDuration)> {
        match &self.shown {
            Some(shown) => shown
                .get(index)
                .map(|&(frame, shows)| (frame as usize, shows)),
            None => Some((index, self.pattern.frames.durations().get(index)?)),
        }
    }

    /// The first `max` runs of equal frames, how long each of them shows, and how many frames they have beside their first.
    fn runs(&self, max: usize) -> Result<Runs, PatternError> {
        let mut open = self.begin()?;
        let mut runs = Vec::<u32>::new();
        let mut times = Vec::<FrameDuration>::new();
        let mut merged = 0;
        let mut before = Vec::new();
        let mut rgb = vec![0; self.layout.leds() * 3];
        for index in 0.. {
            let Some((_, shows)) = self.pick(index) else {
                break;
            };
            open.draw(index, &mut rgb)?;
            let longer = times
                .last()
                .filter(|_| rgb == before)
                .and_then(|last| last.ms().checked_add(shows.ms()));
            match (longer, times.last_mut()) {
                (Some(longer), Some(last)) => {
                    *last = FrameDuration::from_ms(longer);
                    merged += 1;
                }
                _ if runs.len() == max => break,
                _ => {
                    runs.push(u32::try_from(index).unwrap_or(u32::MAX));
                    times.push(shows);
                    rgb.clone_into(&mut before);
                }
            }
        }
        Ok((runs.into(), times, merged))
    }
}

impl FrameSource for Fitting {
    fn open(&self) -> Result<Box<dyn ReadFrames>, PatternError> {
        Ok(Box::new(self.begin()?))
    }
}

struct FittingReader {
    reader: FrameReader,
    fitter: Fitter,
    source: Fitting,
}

impl FittingReader {
    /// Draws the frame that shows as number `index`, before equal ones are merged.
    fn draw(&mut self, index: usize, into: &mut [u8]) -> Result<(), PatternError> {
        for index in self.fitter.first_needed(index)..=index {
            let (frame, shows) = self
                .source
                .pick(index)
                .unwrap_or((usize::MAX, FrameDuration::DEFAULT));
            self.fitter.draw(
                self.reader.frame(frame)?,
                VisibleFrame { index, shows },
                into,
            );
        }
        self.source
            .fit
            .cap
            .as_ref()
            .and_then(|cap: &Cap| cap.dim(into));
        Ok(())
    }
}

impl ReadFrames for FittingReader {
    fn read(&mut self, index: usize, into: &mut FrameBuffer) -> Result<(), PatternError> {
        let index = match &self.source.runs {
            Some(runs) => runs.get(index).map_or(usize::MAX, |&first| first as usize),
            None => index,
        };
        self.draw(index, &mut into.rgb)
    }
}
