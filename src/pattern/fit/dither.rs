//! From levels with a fraction to whole ones: rounded, or dithered where a person asks for it. At low brightness eight bits
//! are few, and a slow fade moves in visible steps; dithering spreads the steps over neighbours or over time.

use super::VisibleFrame;
use crate::pattern::Expected;
use crate::pattern::{ParseLayoutError, Rgb};
use std::fmt;
use std::str::FromStr;

/// How levels between two steps are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dither {
    /// By neighbours: of every 64 LEDs the right share shows the higher step. Nothing moves where the picture does not.
    Ordered,
    /// By time: each LED alternates between the two steps, so that it is right on average. Only for patterns of many
    /// frames a second.
    Temporal,
}

impl fmt::Display for Dither {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ordered => "ordered",
            Self::Temporal => "temporal",
        })
    }
}

impl FromStr for Dither {
    type Err = ParseLayoutError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Ordered, Self::Temporal]
            .into_iter()
            .find(|d| d.to_string() == text)
            .ok_or_else(|| ParseLayoutError::new(text, Expected::Dithering))
    }
}

/// A level of light in 256ths of a step: 0 to 255 * 256.
pub(super) type Fine = u16;

/// Levels of one LED.
pub(super) type FineRgb = [Fine; 3];

/// How the levels of one frame after the other become steps.
pub(super) enum Rounding {
    /// To the nearest step.
    Nearest,
    /// With a threshold for each LED, in 256ths of a step, above 0 and below 256.
    Ordered(Vec<u8>),
    /// With what each channel of each LED still owes, in 256ths of a step times milliseconds, carried from frame to frame.
    Temporal {
        /// Where LEDs begin, so that neighbours do not blink together.
        phases: Vec<u8>,
        owed: Vec<[i32; 3]>,
        /// The frame that comes next in order.
        next: usize,
    },
}

/// So many frames go on from what the one before them owed; the next begins afresh. So any frame of a pattern that is not in
/// memory can be drawn after a few others.
const BLOCK: usize = 256;
/// By how much each block begins elsewhere, in 256ths of a step: the golden section, so that what blocks leave owing at their
/// ends cancels out.
const BLOCK_PHASE: usize = 158;

/// Longest time that an error is counted for, in milliseconds: such a frame is no part of an alternation.
const MAX_MS: u32 = 65_535;

impl Rounding {
    /// For LEDs of these thresholds, which [`in_matrix`] or [`in_line`] gives.
    pub(super) fn new(dither: Option<Dither>, thresholds: impl Iterator<Item = u8>) -> Self {
        match dither {
            None => Self::Nearest,
            Some(Dither::Ordered) => Self::Ordered(thresholds.collect()),
            Some(Dither::Temporal) => {
                let phases: Vec<u8> = thresholds.collect();
                Self::Temporal {
                    owed: vec![[0; 3]; phases.len()],
                    phases,
                    next: usize::MAX,
                }
            }
        }
    }

    /// As [`Fitter::first_needed`](super::Fitter::first_needed).
    pub(super) fn first_needed(&self, index: usize) -> usize {
        match self {
            Self::Temporal { next, .. } if *next != index => index - index % BLOCK,
            _ => index,
        }
    }

    /// The steps of one frame.
    pub(super) fn round(
        &mut self,
        levels: impl Iterator<Item = FineRgb>,
        at: VisibleFrame,
        out: &mut [Rgb],
    ) {
        match self {
            Self::Nearest => {
                for (led, level) in out.iter_mut().zip(levels) {
                    *led = level.map(nearest);
                }
            }
            Self::Ordered(thresholds) => {
                for ((led, level), &threshold) in out.iter_mut().zip(levels).zip(thresholds.iter())
                {
                    *led =
                        level.map(|v| ((u32::from(v) + u32::from(threshold)) >> 8).min(255) as u8);
                }
            }
            Self::Temporal { phases, owed, next } => {
                let ms = at.shows.ms().min(MAX_MS) as i32;
                if at.index.is_multiple_of(BLOCK) {
                    let shift = at.index / BLOCK * BLOCK_PHASE;
                    for (owed, &phase) in owed.iter_mut().zip(phases.iter()) {
                        *owed = [(((usize::from(phase) + shift) % 256) as i32 - 128) * ms; 3];
                    }
                }
                *next = at.index.saturating_add(1);
                for ((led, level), owed) in out.iter_mut().zip(levels).zip(owed.iter_mut()) {
                    for ((step, v), owed) in led.iter_mut().zip(level).zip(owed) {
                        *step = alternate(v, ms, owed);
                    }
                }
            }
        }
    }
}

fn nearest(level: Fine) -> u8 {
    ((u32::from(level) + 128) >> 8) as u8
}

/// The step below or above `level`, whichever leaves the smaller debt. The debt stays below one step over one frame, so
/// there is nothing to drift.
fn alternate(level: Fine, ms: i32, owed: &mut i32) -> u8 {
    let below = (level >> 8) as u8;
    let rest = i32::from(level & 0xff);
    if rest == 0 {
        return below;
    }
    let stay = owed.saturating_add(rest * ms);
    let rise = owed.saturating_sub((256 - rest) * ms);
    if rise.unsigned_abs() < stay.unsigned_abs() {
        *owed = rise;
        below.saturating_add(1)
    } else {
        *owed = stay;
        below
    }
}

/// The threshold at a column and row: Bayer's 8 x 8 matrix, where near LEDs have far thresholds. In 256ths, 2 to 254.
pub(super) fn in_matrix((x, y): (usize, usize)) -> u8 {
    // the bits of x ^ y and y, interleaved from the lowest up, read from the highest down
    let value = (0..3).fold(0, |value, at| {
        (value << 2) | (bit(x ^ y, at) << 1) | bit(y, at)
    });
    (value * 4 + 2) as u8
}

/// The same along a strip: the bits of the LED's number, read backwards.
pub(super) fn in_line(led: usize) -> u8 {
    let value = (0..6).fold(0, |value, at| (value << 1) | bit(led, at));
    (value * 4 + 2) as u8
}

fn bit(n: usize, at: usize) -> usize {
    (n >> at) & 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::FrameDuration;

    fn places(w: usize, h: usize) -> impl Iterator<Item = u8> {
        (0..h).flat_map(move |y| (0..w).map(move |x| in_matrix((x, y))))
    }

    fn rounded(rounding: &mut Rounding, levels: &[FineRgb], index: usize, ms: u32) -> Vec<Rgb> {
        let mut out = vec![[0; 3]; levels.len()];
        rounding.round(
            levels.iter().copied(),
            VisibleFrame {
                index,
                shows: FrameDuration::from_ms(ms),
            },
            &mut out,
        );
        out
    }

    #[test]
    fn thresholds_are_the_matrix_of_bayer() {
        let mut all: Vec<u8> = places(8, 8).collect();
        assert_eq!(
            all[..4].iter().map(|t| t / 4).collect::<Vec<_>>(),
            [0, 32, 8, 40]
        );
        assert_eq!(
            all[8..12].iter().map(|t| t / 4).collect::<Vec<_>>(),
            [48, 16, 56, 24]
        );
        let mut line: Vec<u8> = (0..64).map(in_line).collect();
        assert_eq!(
            line[..4].iter().map(|t| t / 4).collect::<Vec<_>>(),
            [0, 32, 16, 48]
        );
        for thresholds in [&mut all, &mut line] {
            thresholds.sort_unstable();
            assert_eq!(
                *thresholds,
                (0..64).map(|i| i * 4 + 2).collect::<Vec<u8>>(),
                "every threshold once"
            );
        }
    }

    #[test]
    fn of_64_leds_the_right_share_shows_the_higher_step() {
        let mut ordered = Rounding::new(Some(Dither::Ordered), places(8, 8));
        for share in 0..=64_u16 {
            let level = 7 * 256 + share * 4;
            let out = rounded(&mut ordered, &[[level; 3]; 64], 0, 20);
            let higher = out.iter().filter(|led| **led == [8; 3]).count();
            assert_eq!(higher, usize::from(share), "{share}");
            assert!(out.iter().all(|led| led[0] == 7 || led[0] == 8));
        }
    }

    #[test]
    fn whole_steps_stay_whatever_the_dithering() {
        for dither in [None, Some(Dither::Ordered), Some(Dither::Temporal)] {
            let mut rounding = Rounding::new(dither, places(16, 16));
            let levels: Vec<FineRgb> = (0..=255_u16).map(|v| [v * 256; 3]).collect();
            for index in 0..3 {
                let out = rounded(&mut rounding, &levels, index, 20);
                assert!(
                    out.iter().enumerate().all(|(v, led)| *led == [v as u8; 3]),
                    "{dither:?}"
                );
            }
        }
    }

    #[test]
    fn over_ten_thousand_uneven_frames_an_led_is_right_on_average_and_never_owes_more_than_some_steps()
     {
        let mut random = fastrand::Rng::with_seed(3);
        let mut temporal = Rounding::new(Some(Dither::Temporal), places(5, 1));
        let mut exact = [0_i64; 5];
        let mut shown = [0_i64; 5];
        let mut time = 0;
        for frame in 0..10_000 {
            let levels: Vec<FineRgb> = (0..5_u16)
                .map(|led| [led * 2_111 % 700 + frame as u16 % 97; 3])
                .collect();
            let ms = random.u32(1..80);
            time += i64::from(ms);
            for (led, (steps, level)) in rounded(&mut temporal, &levels, frame, ms)
                .into_iter()
                .zip(levels)
                .enumerate()
            {
                exact[led] += i64::from(level[0]) * i64::from(ms);
                shown[led] += i64::from(steps[0]) * 256 * i64::from(ms);
                let owed = (exact[led] - shown[led]).abs();
                assert!(
                    owed <= 80 * 256 * 8,
                    "frame {frame}, LED {led}: {owed}, which grows"
                );
            }
        }
        for led in 0..5 {
            assert!(
                (exact[led] - shown[led]).abs() < time / 2,
                "more than a 500th of a step off on average"
            );
        }
    }

    #[test]
    fn a_frame_is_the_same_when_its_block_is_drawn_again() {
        let levels = [[77; 3]; 64];
        let mut temporal = Rounding::new(Some(Dither::Temporal), places(8, 8));
        let all: Vec<_> = (0..700)
            .map(|index| rounded(&mut temporal, &levels, index, 20))
            .collect();
        for wanted in [0, 699, 300, 301, 256, 255, 600] {
            let first = temporal.first_needed(wanted);
            let drawn = (first..=wanted)
                .map(|index| rounded(&mut temporal, &levels, index, 20))
                .last();
            assert_eq!(drawn.as_ref(), all.get(wanted), "{wanted} from {first}");
        }
        assert_eq!(
            temporal.first_needed(601),
            601,
            "in order nothing is drawn twice"
        );
    }

    #[test]
    fn neighbours_do_not_blink_together_and_the_same_frames_give_the_same_steps() {
        let run = || {
            let mut temporal = Rounding::new(Some(Dither::Temporal), places(8, 8));
            (0..16)
                .map(|index| rounded(&mut temporal, &[[128; 3]; 64], index, 20))
                .collect::<Vec<_>>()
        };
        for frame in run() {
            let lit = frame.iter().filter(|led| led[0] == 1).count();
            assert!((16..=48).contains(&lit), "{lit} of 64 at once");
        }
        assert_eq!(run(), run());
    }

    #[test]
    fn words_are_read_back() {
        for dither in [Dither::Ordered, Dither::Temporal] {
            assert_eq!(dither.to_string().parse(), Ok(dither));
        }
        assert!("noise".parse::<Dither>().is_err());
    }
}
