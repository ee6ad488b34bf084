//! Current: what LEDs draw of a supply, estimated from the bytes that they are sent, and frames dimmed to what it gives.
//!
//! A channel draws in proportion to its byte, as it does where bytes are shown raw (and as WLED's own limiter counts). A
//! device that corrects gamma itself draws less, so the estimate is on the safe side. What the controller draws for itself
//! (about 0.1 A) and what wires lose is not counted.

use super::{FrameDuration, ParseLayoutError, PatternError, Reel};
use crate::pattern::Expected;
use std::fmt;
use std::str::FromStr;

/// What one LED draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LedPower {
    /// One channel at its brightest, in microamperes.
    pub channel_ua: u32,
    /// The LED when it is dark, in microamperes.
    pub idle_ua: u32,
    /// Voltage of the supply, in millivolts.
    pub millivolts: u32,
}

impl Default for LedPower {
    /// A WS2812B: 20 mA a channel by its data sheet, 1 mA when dark, at 5 V. Newer ones take less.
    fn default() -> Self {
        Self {
            channel_ua: 20_000,
            idle_ua: 1000,
            millivolts: 5000,
        }
    }
}

impl LedPower {
    /// What `leds` of them draw, of which all channel values together are `light`; in milliamperes, rounded up.
    #[must_use]
    pub fn frame_ma(self, leds: usize, light: u32) -> u32 {
        let ua = self.idle(leds) + u64::from(light) * u64::from(self.channel_ua) / 255;
        u32::try_from(ua.div_ceil(1000)).unwrap_or(u32::MAX)
    }

    /// What they draw when all are dark, in microamperes.
    fn idle(self, leds: usize) -> u64 {
        (leds as u64)
            .saturating_mul(u64::from(self.idle_ua))
            .min(u64::MAX / 2)
    }

    /// Watts of so many milliamperes.
    #[must_use]
    pub fn watts(self, ma: u32) -> f64 {
        f64::from(ma) * f64::from(self.millivolts) / 1e6
    }
}

/// All channel values of a frame together.
#[must_use]
pub fn light(rgb: &[u8]) -> u32 {
    // a part at a time in 32 bits, which the compiler sums side by side
    let sum: u64 = rgb
        .chunks(1 << 16)
        .map(|part| u64::from(part.iter().map(|&v| u32::from(v)).sum::<u32>()))
        .sum();
    u32::try_from(sum).unwrap_or(u32::MAX)
}

/// How bright a pattern is, whatever LEDs show it: channel values of whole frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Light {
    /// All channel values of the brightest frame together.
    pub worst: u32,
    /// The first frame that is as bright, from 0.
    pub worst_frame: usize,
    /// On average over time, rounded up.
    pub mean: u32,
}

impl Light {
    /// Of frames: all channel values of each, and how long it shows.
    pub fn of(frames: impl Iterator<Item = (u32, FrameDuration)>) -> Self {
        let mut light = Self::default();
        let mut sum = 0_u128;
        let mut time = 0_u64;
        for (index, (values, shows)) in frames.enumerate() {
            if values > light.worst {
                light.worst = values;
                light.worst_frame = index;
            }
            sum += u128::from(values) * u128::from(shows.ms());
            time += u64::from(shows.ms());
        }
        light.mean = u32::try_from(sum.div_ceil(u128::from(time.max(1)))).unwrap_or(u32::MAX);
        light
    }
}

/// The current of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    /// Of which LEDs.
    pub led: LedPower,
    /// The most that a frame draws, in milliamperes.
    pub worst_ma: u32,
    /// The first frame that draws that much, from 0.
    pub worst_frame: usize,
    /// On average over time, in milliamperes.
    pub average_ma: u32,
}

impl Draw {
    /// Of so many LEDs that show a pattern of that light.
    #[must_use]
    pub fn of(led: LedPower, leds: usize, light: Light) -> Self {
        let Light {
            worst,
            worst_frame,
            mean,
        } = light;
        Self {
            led,
            worst_ma: led.frame_ma(leds, worst),
            worst_frame,
            average_ma: led.frame_ma(leds, mean),
        }
    }

    /// Of frames that go to LEDs as they are. Reads all of them.
    ///
    /// # Errors
    /// As reading.
    pub fn of_frames(led: LedPower, frames: &Reel) -> Result<Self, PatternError> {
        let mut lights = Vec::with_capacity(frames.len());
        frames.for_each(|_, frame, shows| {
            lights.push((light(frame.rgb), shows));
            Ok(())
        })?;
        Ok(Self::of(led, frames.leds(), Light::of(lights.into_iter())))
    }

    /// Watts of the worst frame.
    #[must_use]
    pub fn worst_watts(&self) -> f64 {
        self.led.watts(self.worst_ma)
    }
}

/// What a supply gives, and the LEDs on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cap {
    pub led: LedPower,
    /// The most current, in milliamperes.
    pub max_ma: u32,
}

impl Cap {
    /// Dims one frame so far that it draws no more than the supply gives, and says to how much of its light, in percent;
    /// `None` where it draws no more as it is. Where dark LEDs alone draw more, the frame becomes dark.
    pub fn dim(&self, rgb: &mut [u8]) -> Option<u8> {
        let leds = rgb.len() / 3;
        let light = light(rgb);
        if light == 0 || self.led.frame_ma(leds, light) <= self.max_ma {
            return None;
        }
        let room = (u64::from(self.max_ma) * 1000).saturating_sub(self.led.idle(leds));
        let lit = (u64::from(light) * u64::from(self.led.channel_ua)).max(1);
        // in 65,536ths, rounded down, as each value is: together they never exceed the room
        let factor = (u128::from(room) * 255 * 65_536 / u128::from(lit)).min(65_536) as u32;
        for value in rgb {
            *value = ((u32::from(*value) * factor) >> 16) as u8;
        }
        Some((factor * 100 / 65_536) as u8)
    }
}

/// User settings for the LEDs of a device and their supply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Power {
    pub led: LedPower,
    /// The most current that the supply gives, in milliamperes; `None`: not said.
    pub max_ma: Option<u32>,
    /// Whether frames that draw more are dimmed.
    pub dim: bool,
}

impl Power {
    /// The supply with the LEDs on it, where it was said.
    #[must_use]
    pub fn supply(self) -> Option<Cap> {
        self.max_ma.map(|max_ma| Cap {
            led: self.led,
            max_ma,
        })
    }
}

/// A number with decimals in thousandths: "12.5" is 12,500. `None` for what is none, or is negative or above `max`.
#[must_use]
pub fn thousandths(text: &str, max: u32) -> Option<u32> {
    let number: f64 = text
        .trim()
        .parse()
        .ok()
        .filter(|n: &f64| (0.0..=f64::from(max)).contains(n))?;
    Some((number * 1000.0).round() as u32)
}

/// Most milliamperes of a channel, and of an LED when it is dark.
pub const MAX_LED_MA: u32 = 10_000;
/// Most volts.
pub const MAX_VOLTS: u32 = 400;
/// Most amperes of a supply.
pub const MAX_AMPERES: u32 = 1000;

/// `channel,idle,volts`, then perhaps `supply` and `dim`; milliamperes and volts.
impl fmt::Display for Power {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |n: u32| f64::from(n) / 1000.0;
        let LedPower {
            channel_ua,
            idle_ua,
            millivolts,
        } = self.led;
        write!(
            f,
            "{},{},{}",
            plain(channel_ua),
            plain(idle_ua),
            plain(millivolts)
        )?;
        if let Some(max_ma) = self.max_ma {
            write!(f, ",{max_ma}{}", if self.dim { ",dim" } else { "" })?;
        }
        Ok(())
    }
}

impl FromStr for Power {
    type Err = ParseLayoutError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let parts: Vec<&str> = text.split(',').collect();
            let (led, rest) = parts.split_at_checked(3)?;
            let [channel, idle, volts] = led else {
                return None;
            };
            let led = LedPower {
                channel_ua: thousandths(channel, MAX_LED_MA)?,
                idle_ua: thousandths(idle, MAX_LED_MA)?,
                millivolts: thousandths(volts, MAX_VOLTS)?,
            };
            let (max_ma, dim) = match rest {
                [] => (None, false),
                [max] => (Some(max.trim().parse().ok()?), false),
                [max, "dim"] => (Some(max.trim().parse().ok()?), true),
                _ => return None,
            };
            Some(Self { led, max_ma, dim })
        };
        parse().ok_or_else(|| ParseLayoutError::new(text, Expected::Power))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LED: LedPower = LedPower {
        channel_ua: 20_000,
        idle_ua: 1000,
        millivolts: 5000,
    };

    #[test]
    fn white_leds_draw_sixty_milliamperes_and_one_for_themselves() {
        assert_eq!(LED.frame_ma(100, light(&[255; 300])), 6100);
        assert_eq!(LED.frame_ma(100, light(&[0; 300])), 100);
        assert!((LED.watts(6100) - 30.5).abs() < 1e-9);
        assert_eq!(LED.frame_ma(1, 1), 2, "rounded up, never down");
    }

    #[test]
    fn light_is_the_sum_whatever_the_length() {
        for n in [0, 1, 65_535, 65_536, 65_537, 200_000] {
            let rgb: Vec<u8> = (0..n).map(|i| (i * 31 % 256) as u8).collect();
            assert_eq!(
                u64::from(light(&rgb)),
                rgb.iter().map(|&v| u64::from(v)).sum::<u64>(),
                "{n}"
            );
        }
    }

    #[test]
    fn the_worst_frame_and_the_average_over_time() {
        let frames = [(0, 300), (3 * 255, 100), (255, 100)]
            .map(|(light, ms)| (light, FrameDuration::from_ms(ms)));
        let draw = Draw::of(LED, 1, Light::of(frames.into_iter()));
        assert_eq!((draw.worst_ma, draw.worst_frame), (61, 1));
        assert_eq!(draw.average_ma, 1 + (60 * 100 + 20 * 100) / 500);
    }

    #[test]
    fn only_frames_that_draw_too_much_are_dimmed_and_none_exceeds_the_supply_then() {
        let mut random = fastrand::Rng::with_seed(8);
        for max_ma in [0, 50, 99, 100, 101, 350, 1000, 2999, 6100] {
            let cap = Cap { led: LED, max_ma };
            for _ in 0..50 {
                let bright = random.u16(1..=256);
                let frame: Vec<u8> = (0..300)
                    .map(|_| (random.u16(0..256) * bright / 256) as u8)
                    .collect();
                let mut dimmed = frame.clone();
                let before = LED.frame_ma(100, light(&frame));
                let pct = cap.dim(&mut dimmed);
                let after = LED.frame_ma(100, light(&dimmed));
                assert_eq!(
                    pct.is_some(),
                    before > max_ma && light(&frame) > 0,
                    "{before} of {max_ma}"
                );
                assert!(after <= max_ma.max(100), "{after} of {max_ma}");
                match pct {
                    None => assert_eq!(dimmed, frame),
                    // no more than a step of each channel is given away
                    Some(_) => assert!(after + 26 >= max_ma, "{after} of {max_ma}"),
                }
            }
        }
    }

    #[test]
    fn power_is_read_back() {
        for text in ["20,1,5", "12.5,0.7,12", "20,1,5,4000", "20,1,5,4000,dim"] {
            assert_eq!(text.parse::<Power>().unwrap().to_string(), text);
        }
        for bad in [
            "",
            "20,1",
            "20,1,5,x",
            "20,1,5,4000,bright",
            "-1,0,5",
            "nan,1,5",
            "20,1,5000",
        ] {
            assert!(bad.parse::<Power>().is_err(), "{bad}");
        }
    }
}
