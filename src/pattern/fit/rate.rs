//! Fewer frames a second at the same speed, or one frame alone.

use super::Fit;
use crate::pattern::FrameDuration;

/// Which frames of a pattern are shown, by index, and how long: all of them, the first of each tick of
/// [`Fit::max_fps`], or the one of [`Fit::still`]. Asks for one duration more than it has given, so that it works on
/// patterns that are not in memory.
///
/// The time over all stays exact to the millisecond, because a frame simply shows until the next one that is kept.
pub struct VisibleFrames<D> {
    durations: D,
    /// How many durations were taken.
    taken: usize,
    /// When the next frame starts, in milliseconds.
    now: u64,
    fps: Option<f64>,
    still: Option<usize>,
    /// The frame that starts the next tick, and how long it shows for itself.
    next: Option<(usize, u64)>,
}

impl<D: Iterator<Item = FrameDuration>> VisibleFrames<D> {
    /// What `fit` shows of frames of these durations.
    pub fn new(durations: D, fit: &Fit) -> Self {
        let fps = fit
            .max_fps
            .map(f64::from)
            .filter(|fps| fps.is_finite() && *fps > 0.0);
        Self {
            durations,
            taken: 0,
            now: 0,
            fps,
            still: fit.still,
            next: None,
        }
    }

    fn take(&mut self) -> Option<(usize, FrameDuration)> {
        let duration = self.durations.next()?;
        self.taken += 1;
        Some((self.taken - 1, duration))
    }

    /// That frame alone, or the last one; a pattern that is one picture already stays as it is.
    fn only(&mut self, wanted: usize) -> Option<(usize, FrameDuration)> {
        let first = self.take()?;
        let mut index = 0;
        while let Some((later, _)) = self.take() {
            if index < wanted {
                index = later;
            }
            if later >= wanted {
                return Some((index, FrameDuration::STILL));
            }
        }
        Some(if index == 0 {
            first
        } else {
            (index, FrameDuration::STILL)
        })
    }

    /// In which tick a frame starts.
    fn tick(&self, at: u64) -> u64 {
        // Ticks are counted from the start of the pattern, never added up: there is nothing to drift.
        self.fps
            .map_or(at, |fps| (at as f64 * fps / 1000.0 + 1e-9).floor() as u64)
    }
}

impl<D: Iterator<Item = FrameDuration>> Iterator for VisibleFrames<D> {
    type Item = (usize, FrameDuration);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(wanted) = self.still {
            return if self.taken == 0 {
                self.only(wanted)
            } else {
                None
            };
        }
        if self.fps.is_none() {
            return self.take();
        }
        let (index, mut ms) = match self.next.take() {
            Some(started) => started,
            None => self
                .take()
                .map(|(index, duration)| (index, u64::from(duration.ms())))?,
        };
        let tick = self.tick(self.now);
        self.now += ms;
        while let Some((later, duration)) = self.take() {
            let own = u64::from(duration.ms());
            if self.tick(self.now) > tick {
                self.next = Some((later, own));
                break;
            }
            ms += own;
            self.now += own;
        }
        Some((
            index,
            FrameDuration::from_ms(u32::try_from(ms).unwrap_or(u32::MAX)),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(durations: &[FrameDuration], fit: &Fit) -> Vec<(usize, FrameDuration)> {
        VisibleFrames::new(durations.iter().copied(), fit).collect()
    }

    fn thin_out(durations: &[FrameDuration], max_fps: Option<f32>) -> Vec<(usize, FrameDuration)> {
        shown(
            durations,
            &Fit {
                max_fps,
                ..Fit::default()
            },
        )
    }

    fn total(shown: &[(usize, FrameDuration)]) -> u64 {
        shown.iter().map(|(_, d)| u64::from(d.ms())).sum()
    }

    #[test]
    fn ten_thousand_frames_keep_their_time_to_the_millisecond() {
        let durations = vec![FrameDuration::from_ms(10); 10_000];
        for fps in [1.0, 7.0, 24.0, 29.97, 30.0, 60.0, 99.9, 100.0] {
            let shown = thin_out(&durations, Some(fps));
            assert_eq!(total(&shown), 100_000, "{fps}");
            assert!(
                shown.len() as f32 <= fps * 100.0 + 1.0 && shown.len() as f32 >= fps * 98.0,
                "{fps}: {}",
                shown.len()
            );
        }
    }

    #[test]
    fn of_ten_thousand_uneven_frames_none_shows_more_than_a_frame_and_a_tick_from_its_time() {
        let mut random = fastrand::Rng::with_seed(5);
        let durations: Vec<_> = (0..10_000)
            .map(|_| FrameDuration::from_ms(random.u32(1..60)))
            .collect();
        let starts: Vec<u64> = durations
            .iter()
            .scan(0, |at, d| {
                let start = *at;
                *at += u64::from(d.ms());
                Some(start)
            })
            .collect();
        for fps in [3.0, 24.0, 29.97, 60.0] {
            let mut now = 0;
            for (index, duration) in thin_out(&durations, Some(fps)) {
                assert_eq!(
                    now, starts[index],
                    "{fps}: frame {index} starts when it does in the file"
                );
                now += u64::from(duration.ms());
            }
            assert_eq!(now, starts[9999] + u64::from(durations[9999].ms()), "{fps}");
        }
    }

    #[test]
    fn slow_patterns_keep_every_frame() {
        let durations = [
            FrameDuration::from_ms(100),
            FrameDuration::from_ms(40),
            FrameDuration::from_ms(70_000),
        ];
        assert_eq!(thin_out(&durations, Some(30.0)).len(), 3);
        assert_eq!(thin_out(&durations, None), thin_out(&durations, Some(0.0)));
    }

    #[test]
    fn a_still_is_one_frame_that_is_there() {
        let still = |durations: &[FrameDuration], n| {
            shown(
                durations,
                &Fit {
                    still: Some(n),
                    ..Fit::default()
                },
            )
        };
        let durations = [FrameDuration::from_ms(40); 3];
        assert_eq!(still(&durations, 0), [(0, FrameDuration::STILL)]);
        assert_eq!(still(&durations, 1), [(1, FrameDuration::STILL)]);
        assert_eq!(still(&durations, 9), [(2, FrameDuration::STILL)]);
        assert_eq!(still(&durations[..1], 0), [(0, FrameDuration::from_ms(40))]);
        assert_eq!(still(&durations[..1], 4), [(0, FrameDuration::from_ms(40))]);
    }
}
