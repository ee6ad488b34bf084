//! What becomes of the colours, by tables: saturation and white balance in linear light, then brightness and gamma on the
//! values, then whole steps. [`Fit`] explains the order.

use super::dither::{Dither, Fine, FineRgb, Rounding};
use super::{Fit, VisibleFrame};
use crate::pattern::{Rgb, srgb};

/// Entries of a table over linear light, and one more for its end.
const LIGHTS: usize = 4096;
/// Linear light in 16 bits.
const FULL: f64 = 65_535.0;
/// The share of red, green and blue in brightness as it is seen (ITU-R BT.709), in 65,536ths.
const LUMA: [i64; 3] = [13_933, 46_871, 4_732];

/// The colours of frames, one frame after the other.
pub(super) struct Tone {
    /// LEDs of which no channel reaches the first become the second.
    cutoff: (u8, Rgb),
    curves: Curves,
    rounding: Rounding,
    /// The levels of the LEDs of one frame, kept so that not every frame allocates.
    fine: Vec<FineRgb>,
}

enum Curves {
    /// All values stay.
    Straight,
    /// Each channel has its curve, straight to whole steps.
    Steps(Box<[[u8; 256]; 3]>),
    /// Each channel has its curve.
    Channels(Box<[[Fine; 256]; 3]>),
    /// The channels are mixed first, so the curves start from light.
    Mixed {
        /// In percent of what the colours are.
        saturation: i64,
        /// The light of each value.
        light: Box<[i64; 256]>,
        /// From light in 16ths of an entry.
        curves: Box<[Vec<Fine>; 3]>,
    },
}

impl Tone {
    /// As `fit` says, for LEDs of these thresholds.
    pub(super) fn new(fit: &Fit, thresholds: impl Iterator<Item = u8>) -> Self {
        let curves = Curves::new(fit);
        // values that stay are whole steps already
        let dither = fit.dither.filter(|_| !matches!(curves, Curves::Straight));
        Self {
            cutoff: (fit.cutoff, fit.background),
            curves,
            rounding: Rounding::new(dither, thresholds),
            fine: Vec::new(),
        }
    }

    /// Whether all values stay as they are.
    pub(super) fn changes_nothing(&self) -> bool {
        matches!(self.curves, Curves::Straight) && self.cutoff.0 == 0
    }

    /// How levels between two steps are shown; `None`: there are none, or they are rounded.
    pub(super) fn dither(&self) -> Option<Dither> {
        match self.rounding {
            Rounding::Nearest => None,
            Rounding::Ordered(_) => Some(Dither::Ordered),
            Rounding::Temporal { .. } => Some(Dither::Temporal),
        }
    }

    /// As [`Fitter::first_needed`](super::Fitter::first_needed).
    pub(super) fn first_needed(&self, index: usize) -> usize {
        self.rounding.first_needed(index)
    }

    /// Applies it to the LEDs of the next frame; channels in the order red, green, blue.
    pub(super) fn apply(&mut self, leds: &mut [Rgb], at: VisibleFrame) {
        let (least, background) = self.cutoff;
        if least > 0 {
            let is_dark = |led: &&mut Rgb| led.iter().all(|&channel| channel < least);
            leds.iter_mut()
                .filter(is_dark)
                .for_each(|led| *led = background);
        }
        let fine = &mut self.fine;
        match &self.curves {
            Curves::Straight => return,
            Curves::Steps(tables) => {
                return leds
                    .iter_mut()
                    .for_each(|led| *led = each(*led, tables, entry));
            }
            Curves::Channels(tables) => {
                fine.clear();
                fine.extend(leds.iter().map(|led| each(*led, tables, entry)));
            }
            Curves::Mixed {
                saturation,
                light,
                curves,
            } => {
                fine.clear();
                fine.extend(leds.iter().map(|led| {
                    each(mix(*led, *saturation, light), curves, |curve, light| {
                        between(curve, light)
                    })
                }));
            }
        }
        self.rounding.round(fine.iter().copied(), at, leds);
    }
}

impl Curves {
    fn new(fit: &Fit) -> Self {
        let saturation = fit.saturation_pct.min(Fit::MAX_SATURATION);
        let gains = fit.white.map_or([1.0; 3], super::White::gains);
        let straight = fit.brightness_pct >= 100 && !is_gamma(fit.gamma) && gains == [1.0; 3];
        if straight && saturation == 100 {
            return Self::Straight;
        }
        let level = |light: f64, gain: f64| {
            let dimmed = f64::from(fit.brightness_pct.min(100)) / 100.0;
            let gamma = if is_gamma(fit.gamma) {
                f64::from(fit.gamma)
            } else {
                1.0
            };
            ((srgb::encoded(light * gain) * dimmed).powf(gamma) * 255.0 * 256.0).round() as Fine
        };
        if saturation == 100 {
            let curve = |gain: f64| std::array::from_fn(|v| level(srgb::light(v as f64), gain));
            let curves = gains.map(curve);
            return match fit.dither {
                None => Self::Steps(Box::new(
                    curves.map(|curve| curve.map(|v| ((u32::from(v) + 128) >> 8) as u8)),
                )),
                Some(Dither::Ordered | Dither::Temporal) => Self::Channels(Box::new(curves)),
            };
        }
        let curve = |gain: f64| {
            (0..=LIGHTS)
                .map(|i| level((i as f64 * 16.0 / FULL).min(1.0), gain))
                .collect()
        };
        Self::Mixed {
            saturation: i64::from(saturation),
            light: Box::new(std::array::from_fn(|v| {
                (srgb::light(v as f64) * FULL).round() as i64
            })),
            curves: Box::new(gains.map(curve)),
        }
    }
}

fn is_gamma(gamma: f32) -> bool {
    gamma.is_finite() && gamma > 0.0 && (gamma - 1.0).abs() > f32::EPSILON
}

/// Each channel through the table of its own.
fn each<V: Copy, T, O>(
    [r, g, b]: [V; 3],
    [red, green, blue]: &[T; 3],
    look: impl Fn(&T, V) -> O,
) -> [O; 3] {
    [look(red, r), look(green, g), look(blue, b)]
}

fn entry<T: Copy + Default>(table: &[T; 256], value: u8) -> T {
    table.get(usize::from(value)).copied().unwrap_or_default()
}

/// Between the two entries around `light`, which is in 16 bits.
fn between(table: &[Fine], light: u16) -> Fine {
    let entry = usize::from(light >> 4);
    let rest = u32::from(light & 15);
    match table.get(entry..entry + 2) {
        Some(&[low, high]) => {
            ((u32::from(low) * (16 - rest) + u32::from(high) * rest + 8) >> 4) as Fine
        }
        _ => 0,
    }
}

/// The light of the three channels, nearer to grey of the same luminance or farther from it.
fn mix(led: Rgb, saturation: i64, light: &[i64; 256]) -> [u16; 3] {
    let channels = led.map(|v| entry(light, v));
    let luma = channels
        .iter()
        .zip(LUMA)
        .map(|(channel, share)| channel * share)
        .sum::<i64>()
        >> 16;
    channels.map(|channel| (luma + (channel - luma) * saturation / 100).clamp(0, 65_535) as u16)
}
