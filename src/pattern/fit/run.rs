//! A fit from the first frame to the last: which frames show, how long, and what the LEDs get. Holds no more than one frame,
//! so it runs over frames in memory and over frames that come from a file.

use super::{Fit, Fitter, Shape, Shown, SourceFrame};
use crate::pattern::{FrameDuration, FrameReader, Layout, PatternError};

/// The fitted frames of one pattern, in the order in which they show.
pub struct FitRun<D> {
    fitter: Fitter,
    shown: Shown<D>,
}

impl<D: Iterator<Item = FrameDuration>> FitRun<D> {
    /// Prepares to fit frames of that shape, which show so long, to `layout`.
    ///
    /// # Errors
    /// As [`Fitter::new`].
    pub fn new(shape: Shape, durations: D, layout: &Layout, fit: &Fit) -> Result<Self, PatternError> {
        Ok(Self::of(Fitter::new(shape, layout, fit)?, durations, fit))
    }

    /// The same with a fitter that is there already.
    pub(super) fn of(fitter: Fitter, durations: D, fit: &Fit) -> Self {
        Self { fitter, shown: Shown::new(durations, fit) }
    }

    /// Bytes of each frame: 3 for each LED.
    #[must_use]
    pub fn frame_bytes(&self) -> usize {
        self.fitter.leds() * 3
    }

    /// Draws the next frame into `out`, [`FitRun::frame_bytes`] long, and says how long it shows; `None` after the last.
    ///
    /// # Errors
    /// As the source gives them.
    pub fn draw(&mut self, source: &mut FrameReader, out: &mut [u8]) -> Result<Option<FrameDuration>, PatternError> {
        let Some((index, shows)) = self.shown.next() else { return Ok(None) };
        let frame = source.frame(index)?;
        self.fitter.draw(SourceFrame { rgb: frame.rgb, alpha: frame.alpha, shows }, out);
        Ok(Some(shows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{
        FitMode, FrameBuffer, FrameSource, Frames, Matrix, Pattern, PixelOrder, ReadFrames, Reel, Stream, fit,
    };
    use std::sync::{Arc, Mutex};

    /// Makes each frame when it is asked for, and remembers which were.
    #[derive(Clone, Debug, Default)]
    struct Made(Arc<Mutex<Vec<usize>>>);

    fn pixel(frame: usize, byte: usize) -> u8 {
        (frame * 7 + byte * 13 % 251) as u8
    }

    impl FrameSource for Made {
        fn open(&self) -> Result<Box<dyn ReadFrames>, PatternError> {
            Ok(Box::new(self.clone()))
        }
    }

    impl ReadFrames for Made {
        fn read(&mut self, index: usize, into: &mut FrameBuffer) -> Result<(), PatternError> {
            self.0.lock().unwrap().push(index);
            into.rgb.iter_mut().enumerate().for_each(|(byte, value)| *value = pixel(index, byte));
            Ok(())
        }
    }

    #[test]
    fn a_stream_is_fitted_as_frames_in_memory_are_and_only_what_shows_is_read() {
        let durations = vec![FrameDuration::from_ms(20); 60];
        let bytes = |leds: usize| (0..60).flat_map(|frame| (0..leds * 3).map(move |byte| pixel(frame, byte))).collect();
        let layout =
            Layout::matrix_wired(Matrix::new(3, 4).unwrap(), "columns-serpentine-br".parse().unwrap()).unwrap();
        for order in [PixelOrder::Grid, PixelOrder::Strip] {
            let made = Made::default();
            let held = Frames::new(20, bytes(20), durations.clone()).unwrap().into();
            let streamed: Reel =
                Stream::even(20, 60, FrameDuration::from_ms(20), Arc::new(made.clone())).unwrap().into();
            let (name, format, matrix, warnings) = ("p".into(), "test", Matrix::new(5, 4), vec![]);
            let pattern = Pattern { name, format, frames: held, matrix, order, warnings };
            let how = Fit { mode: Some(FitMode::None), gamma: 2.0, max_fps: Some(25.0), ..Fit::default() };
            let whole = fit(&pattern, &layout, &how).unwrap();
            let lazy = fit(&pattern.with_frames(streamed), &layout, &how).unwrap();
            assert!(lazy.frames().held().is_none() && made.0.lock().unwrap().is_empty(), "{order:?}");
            assert_eq!(lazy.frames().hold().unwrap(), whole.frames().hold().unwrap(), "{order:?}");
            assert_eq!(*made.0.lock().unwrap(), (0..60).step_by(2).collect::<Vec<_>>(), "{order:?}");
            let (mut reader, all) = (lazy.frames().reader().unwrap(), whole.frames().hold().unwrap());
            for index in [29, 3, 3, 4] {
                assert_eq!(Some(reader.frame(index).unwrap().rgb), all.frame(index), "{order:?}");
            }
        }
    }
}
