//! A streamed pattern that is fitted as its frames are asked for, in any order: the same frame always comes out the same.

use super::{Fit, Fitter, Shape, Shown, SourceFrame};
use crate::pattern::{
    FrameBuffer, FrameDuration, FrameReader, FrameSource, Layout, Pattern, PatternError, ReadFrames, Stream,
};
use std::sync::Arc;

/// The fitted frames of a pattern that is not in memory.
///
/// # Errors
/// As [`Fitter::new`]; `pattern.too_many_frames` as [`Stream`] has it.
pub(super) fn fitted(pattern: &Pattern, layout: Layout, fit: &Fit) -> Result<Stream, PatternError> {
    let durations = pattern.frames.durations();
    let all = Shown::new(durations.iter(), fit).count() == durations.len();
    let mut source = Fitting { pattern: pattern.clone(), layout, fit: fit.clone(), shown: None };
    let (first, last) = durations.bounds();
    if all && first == last {
        return Stream::even(layout.leds(), durations.len() as u64, first, Arc::new(source));
    }
    let shown: Vec<(usize, FrameDuration)> = Shown::new(durations.iter(), fit).collect();
    let times = shown.iter().map(|&(_, duration)| duration).collect();
    source.shown = (!all).then(|| shown.iter().map(|&(index, _)| u32::try_from(index).unwrap_or(u32::MAX)).collect());
    Stream::timed(layout.leds(), times, Arc::new(source))
}

/// What makes the frames.
#[derive(Debug)]
struct Fitting {
    pattern: Pattern,
    layout: Layout,
    fit: Fit,
    /// Which frames of the pattern show; `None`: all.
    shown: Option<Arc<[u32]>>,
}

impl FrameSource for Fitting {
    fn open(&self) -> Result<Box<dyn ReadFrames>, PatternError> {
        let fitter = Fitter::new(Shape::of(&self.pattern), &self.layout, &self.fit)?;
        let durations = self.pattern.frames.durations().first().unwrap_or(FrameDuration::DEFAULT);
        Ok(Box::new(Open {
            reader: self.pattern.frames.reader()?,
            fitter,
            shown: self.shown.clone(),
            shows: durations,
        }))
    }
}

struct Open {
    reader: FrameReader,
    fitter: Fitter,
    shown: Option<Arc<[u32]>>,
    shows: FrameDuration,
}

impl ReadFrames for Open {
    fn read(&mut self, index: usize, into: &mut FrameBuffer) -> Result<(), PatternError> {
        let index = match &self.shown {
            Some(shown) => shown.get(index).map_or(usize::MAX, |&index| index as usize),
            None => index,
        };
        let frame = self.reader.frame(index)?;
        self.fitter.draw(SourceFrame { rgb: frame.rgb, alpha: frame.alpha, shows: self.shows }, &mut into.rgb);
        Ok(())
    }
}
