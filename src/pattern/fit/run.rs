//! A fit from the first frame to the last: which frames show, how long, and what the LEDs get. Holds no more than two frames,
//! so it runs over patterns that are in memory and over those that are not.

use super::{Fit, Fitter, Shape, VisibleFrame, VisibleFrames};
use crate::pattern::power::Cap;
use crate::pattern::{FrameDuration, FrameReader, Layout, PatternError};

/// Frames that were dimmed to stay below [`Fit::cap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Dimmed {
    /// How many.
    pub frames: usize,
    /// To how much of their light the one that was dimmed most, in percent; 0 where none was.
    pub min_pct: u8,
}

/// The fitted frames of one pattern, in the order in which they show.
pub struct FitRun<D> {
    fitter: Fitter,
    shown: VisibleFrames<D>,
    cap: Option<Cap>,
    dimmed: Dimmed,
    merged: usize,
    /// How many frames were drawn.
    drawn: usize,
    /// How many frames may still come.
    left: usize,
    /// Where equal frames are merged: the frame that ended the last run of them.
    ahead: Option<Ahead>,
}

/// A frame that is drawn and has not shown yet.
struct Ahead {
    rgb: Vec<u8>,
    /// `None`: there is no such frame.
    shows: Option<FrameDuration>,
}

impl<D: Iterator<Item = FrameDuration>> FitRun<D> {
    /// Prepares to fit frames of that shape, which show so long, to `layout`.
    ///
    /// # Errors
    /// As [`Fitter::new`].
    pub fn new(
        shape: Shape,
        durations: D,
        layout: &Layout,
        fit: &Fit,
    ) -> Result<Self, PatternError> {
        let fitter = Fitter::new(shape, layout, fit)?;
        let left = fit.first_frames.map_or(usize::MAX, |n| n.max(1));
        let ahead = fit.merge_equal.then(|| Ahead {
            rgb: vec![0; fitter.leds() * 3],
            shows: None,
        });
        let shown = VisibleFrames::new(durations, fit);
        Ok(Self {
            fitter,
            shown,
            cap: fit.cap,
            dimmed: Dimmed::default(),
            merged: 0,
            drawn: 0,
            left,
            ahead,
        })
    }

    /// What draws the frames.
    #[must_use]
    pub fn fitter(&self) -> &Fitter {
        &self.fitter
    }

    /// Bytes of each frame: 3 for each LED.
    #[must_use]
    pub fn frame_bytes(&self) -> usize {
        self.fitter.leds() * 3
    }

    /// Whether every frame that shows comes out as it goes in.
    #[must_use]
    pub fn changes_nothing(&self) -> bool {
        self.fitter.changes_nothing() && self.cap.is_none() && self.ahead.is_none()
    }

    /// What was dimmed so far.
    #[must_use]
    pub fn dimmed(&self) -> Dimmed {
        self.dimmed
    }

    /// Frames that became one with the one before them, so far.
    #[must_use]
    pub fn merged(&self) -> usize {
        self.merged
    }

    /// Draws the next frame into `out`, [`FitRun::frame_bytes`] long, and says how long it shows; `None` after the last.
    ///
    /// # Errors
    /// As reading.
    pub fn draw(
        &mut self,
        source: &mut FrameReader,
        out: &mut [u8],
    ) -> Result<Option<FrameDuration>, PatternError> {
        let Some(left) = self.left.checked_sub(1) else {
            return Ok(None);
        };
        self.left = left;
        match self.ahead.take() {
            None => self.next(source, out),
            Some(ahead) => self.next_run(ahead, source, out),
        }
    }

    /// The next frame, and all that are equal to it.
    fn next_run(
        &mut self,
        mut ahead: Ahead,
        source: &mut FrameReader,
        out: &mut [u8],
    ) -> Result<Option<FrameDuration>, PatternError> {
        let first = match ahead.shows.take() {
            Some(shows) => {
                out.copy_from_slice(&ahead.rgb);
                Some(shows)
            }
            None => self.next(source, out)?,
        };
        let Some(first) = first else { return Ok(None) };
        let mut ms = first.ms();
        while let Some(shows) = self.next(source, &mut ahead.rgb)? {
            match ms.checked_add(shows.ms()).filter(|_| ahead.rgb == out) {
                Some(longer) => (ms, self.merged) = (longer, self.merged + 1),
                None => {
                    ahead.shows = Some(shows);
                    break;
                }
            }
        }
        self.ahead = Some(ahead);
        Ok(Some(FrameDuration::from_ms(ms)))
    }

    /// The next frame as it comes.
    fn next(
        &mut self,
        source: &mut FrameReader,
        out: &mut [u8],
    ) -> Result<Option<FrameDuration>, PatternError> {
        let Some((index, shows)) = self.shown.next() else {
            return Ok(None);
        };
        self.fitter.draw(
            source.frame(index)?,
            VisibleFrame {
                index: self.drawn,
                shows,
            },
            out,
        );
        self.drawn += 1;
        if let Some(pct) = self.cap.and_then(|cap| cap.dim(out)) {
            let min = if self.dimmed.frames == 0 {
                pct
            } else {
                pct.min(self.dimmed.min_pct)
            };
            self.dimmed = Dimmed {
                frames: self.dimmed.frames + 1,
                min_pct: min,
            };
        }
        Ok(Some(shows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::fit::{Dither, Turn};
    use crate::pattern::power::LedPower;
    use crate::pattern::{
        FitMode, FrameBuffer, FrameSource, Frames, Matrix, Pattern, PixelOrder, ReadFrames, Reel,
        Stream, fit,
    };
    use std::sync::{Arc, Mutex};

    /// Makes each frame when it is asked for, and remembers which were.
    #[derive(Clone, Debug, Default)]
    struct RecordedSource(Arc<Mutex<Vec<usize>>>);

    fn pixel(frame: usize, byte: usize) -> u8 {
        (frame * 7 + byte * 13 % 251) as u8
    }

    impl FrameSource for RecordedSource {
        fn open(&self) -> Result<Box<dyn ReadFrames>, PatternError> {
            Ok(Box::new(self.clone()))
        }
    }

    impl ReadFrames for RecordedSource {
        fn read(&mut self, index: usize, into: &mut FrameBuffer) -> Result<(), PatternError> {
            self.0.lock().unwrap().push(index);
            into.rgb
                .iter_mut()
                .enumerate()
                .for_each(|(byte, value)| *value = pixel(index, byte));
            Ok(())
        }
    }

    #[test]
    fn a_stream_is_fitted_as_frames_in_memory_are_and_only_what_shows_is_read() {
        let durations = vec![FrameDuration::from_ms(20); 60];
        let bytes = |leds: usize| {
            (0..60)
                .flat_map(|frame| (0..leds * 3).map(move |byte| pixel(frame, byte)))
                .collect()
        };
        let layout = Layout::matrix_wired(
            Matrix::new(3, 4).unwrap(),
            "columns-serpentine-br".parse().unwrap(),
        )
        .unwrap();
        for order in [PixelOrder::Grid, PixelOrder::Strip] {
            let made = RecordedSource::default();
            let held = Frames::new(20, bytes(20), durations.clone())
                .unwrap()
                .into();
            let streamed: Reel =
                Stream::even(20, 60, FrameDuration::from_ms(20), Arc::new(made.clone()))
                    .unwrap()
                    .into();
            let name = "p".into();
            let format = "test";
            let matrix = Matrix::new(5, 4);
            let warnings = vec![];
            let pattern = Pattern {
                name,
                format,
                frames: held,
                matrix,
                order,
                warnings,
            };
            let how = Fit {
                mode: Some(FitMode::None),
                gamma: 2.0,
                max_fps: Some(25.0),
                ..Fit::default()
            };
            let whole = fit(&pattern, &layout, &how).unwrap();
            let lazy = fit(&pattern.with_frames(streamed), &layout, &how).unwrap();
            assert!(
                lazy.frames().held().is_none() && made.0.lock().unwrap().is_empty(),
                "{order:?}"
            );
            assert_eq!(
                lazy.frames().hold().unwrap(),
                whole.frames().hold().unwrap(),
                "{order:?}"
            );
            assert_eq!(
                *made.0.lock().unwrap(),
                (0..60).step_by(2).collect::<Vec<_>>(),
                "{order:?}"
            );
            let mut reader = lazy.frames().reader().unwrap();
            let all = whole.frames().hold().unwrap();
            for index in [29, 3, 3, 4] {
                assert_eq!(
                    Some(reader.frame(index).unwrap().rgb),
                    all.frame(index),
                    "{order:?}"
                );
            }
        }
    }

    /// A thousand slowly changing frames, of which some are equal.
    #[derive(Debug)]
    struct Slow;

    impl FrameSource for Slow {
        fn open(&self) -> Result<Box<dyn ReadFrames>, PatternError> {
            Ok(Box::new(Slow))
        }
    }

    impl ReadFrames for Slow {
        fn read(&mut self, index: usize, into: &mut FrameBuffer) -> Result<(), PatternError> {
            into.rgb
                .iter_mut()
                .enumerate()
                .for_each(|(byte, value)| *value = (index / 5 + byte * 11) as u8);
            Ok(())
        }
    }

    #[test]
    fn whatever_a_fit_does_a_stream_gives_the_same_in_any_order() {
        let streamed: Reel = Stream::even(4, 1000, FrameDuration::from_ms(20), Arc::new(Slow))
            .unwrap()
            .into();
        let name = "p".into();
        let format = "test";
        let matrix = Matrix::new(2, 2);
        let warnings = vec![];
        let lazy = Pattern {
            name,
            format,
            frames: streamed,
            matrix,
            order: PixelOrder::Grid,
            warnings,
        };
        let held = lazy.clone().with_frames(lazy.frames.hold().unwrap().into());
        let cap = Some(Cap {
            led: LedPower::default(),
            max_ma: 60,
        });
        let merge_equal = true;
        let hows = [
            Fit {
                dither: Some(Dither::Temporal),
                brightness_pct: 7,
                ..Fit::default()
            },
            Fit {
                dither: Some(Dither::Ordered),
                saturation_pct: 40,
                reverse: true,
                ..Fit::default()
            },
            Fit {
                merge_equal,
                cap,
                ..Fit::default()
            },
            Fit {
                merge_equal,
                dither: Some(Dither::Temporal),
                brightness_pct: 3,
                max_fps: Some(30.0),
                ..Fit::default()
            },
            Fit {
                merge_equal,
                first_frames: Some(33),
                turn: Turn::Right,
                ..Fit::default()
            },
            Fit {
                first_frames: Some(700),
                max_fps: Some(45.0),
                gamma: 2.0,
                ..Fit::default()
            },
        ];
        let mut random = fastrand::Rng::with_seed(2);
        for how in hows {
            let layout = Layout::strip(4).unwrap();
            let lazy = fit(&lazy, &layout, &how).unwrap();
            let held = fit(&held, &layout, &how).unwrap();
            assert!(lazy.frames().held().is_none());
            let all = held.frames().hold().unwrap();
            assert_eq!(lazy.frames().hold().unwrap(), all, "{how:?}");
            let mut reader = lazy.frames().reader().unwrap();
            for _ in 0..40 {
                let index = random.usize(..all.len());
                assert_eq!(
                    Some(reader.frame(index).unwrap().rgb),
                    all.frame(index),
                    "frame {index}: {how:?}"
                );
            }
            let led = LedPower::default();
            assert_eq!((lazy.draw(led), lazy.equal()), (None, None));
            let measured = lazy.measured().unwrap();
            assert_eq!(measured.draw(led), held.draw(led), "{how:?}");
            assert_eq!(
                (measured.equal(), measured.cap()),
                (held.equal(), held.cap()),
                "{how:?}"
            );
        }
    }
}
