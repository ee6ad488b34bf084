//! A fit from the first frame to the last: which frames show, how long, and what the LEDs get. Holds no more than one frame,
//! so it runs over frames in memory and over frames that come from a file.

use super::{Fit, Fitter, Shape, Shown, SourceFrame};
use crate::pattern::{FrameDuration, Frames, Layout, PatternError};

/// Where frames come from, one at a time.
pub trait FrameSource {
    /// R,G,B of frame `index`, and the opacity of its pixels where not all are opaque. Asked in rising order; frames that
    /// do not show are left out.
    ///
    /// # Errors
    /// What the reader says; `pattern.truncated` where there is no such frame.
    fn frame(&mut self, index: usize) -> Result<(&[u8], Option<&[u8]>), PatternError>;
}

impl FrameSource for &Frames {
    fn frame(&mut self, index: usize) -> Result<(&[u8], Option<&[u8]>), PatternError> {
        let has = self.len() as u64;
        let rgb = Frames::frame(self, index).ok_or(PatternError::Truncated { needs: index as u64 + 1, has })?;
        Ok((rgb, self.alpha(index)))
    }
}

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
    pub fn draw(
        &mut self,
        source: &mut impl FrameSource,
        out: &mut [u8],
    ) -> Result<Option<FrameDuration>, PatternError> {
        let Some((index, shows)) = self.shown.next() else { return Ok(None) };
        let (rgb, alpha) = source.frame(index)?;
        self.fitter.draw(SourceFrame { rgb, alpha, shows }, out);
        Ok(Some(shows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{FitMode, Matrix, Pattern, PixelOrder, fit};

    /// Makes each frame when it is asked for, and remembers which were.
    struct Made {
        rgb: Vec<u8>,
        asked: Vec<usize>,
    }

    fn pixel(frame: usize, byte: usize) -> u8 {
        (frame * 7 + byte * 13 % 251) as u8
    }

    impl FrameSource for Made {
        fn frame(&mut self, index: usize) -> Result<(&[u8], Option<&[u8]>), PatternError> {
            self.asked.push(index);
            self.rgb.iter_mut().enumerate().for_each(|(byte, value)| *value = pixel(index, byte));
            Ok((&self.rgb, None))
        }
    }

    #[test]
    fn a_stream_is_fitted_as_frames_in_memory_are_and_only_what_shows_is_read() {
        let durations = vec![FrameDuration::from_ms(20); 30];
        let bytes = |leds: usize| (0..30).flat_map(|frame| (0..leds * 3).map(move |byte| pixel(frame, byte))).collect();
        let layout =
            Layout::matrix_wired(Matrix::new(3, 4).unwrap(), "columns-serpentine-br".parse().unwrap()).unwrap();
        for order in [PixelOrder::Grid, PixelOrder::Strip] {
            let frames = Frames::new(20, bytes(20), durations.clone()).unwrap().into();
            let (name, format, matrix, warnings) = ("p".into(), "test", Matrix::new(5, 4), vec![]);
            let pattern = Pattern { name, format, frames, matrix, order, warnings };
            let how = Fit { mode: Some(FitMode::None), gamma: 2.0, max_fps: Some(25.0), ..Fit::default() };
            let whole = fit(&pattern, &layout, &how).unwrap();
            let mut source = Made { rgb: vec![0; 60], asked: vec![] };
            let mut run = FitRun::new(Shape::of(&pattern), durations.iter().copied(), &layout, &how).unwrap();
            let (mut out, mut frames) = (vec![0; run.frame_bytes()], vec![]);
            while let Some(shows) = run.draw(&mut source, &mut out).unwrap() {
                frames.push((out.clone(), shows));
            }
            let same = whole.frames().iter().map(|(rgb, shows)| (rgb.to_vec(), shows)).collect::<Vec<_>>();
            assert_eq!(frames, same, "{order:?}");
            assert_eq!(source.asked, (0..30).step_by(2).collect::<Vec<_>>(), "{order:?}");
        }
    }
}
