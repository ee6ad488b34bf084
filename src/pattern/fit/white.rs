//! White balance: how strongly each channel shines, so that white looks as it should.

use crate::pattern::Expected;
use crate::pattern::ParseLayoutError;
use std::fmt;
use std::str::FromStr;

/// Colour of white. The gains of the channels are what counts; a colour temperature is a way to say them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum White {
    /// The colour of a black body of so many kelvin: 2700 is a warm bulb, 6500 leaves colours as they are, more is blue.
    Kelvin(u16),
    /// Red, green and blue, 0 to 100 percent of their light each.
    Percent([u8; 3]),
}

/// Where the gains of [`White::Kelvin`] are all 1: files mean this white (sRGB's is close to it).
pub const NEUTRAL_KELVIN: u16 = 6500;

impl White {
    /// Temperatures that the formula holds for, and that make sense.
    pub const KELVIN: std::ops::RangeInclusive<u16> = 1700..=20_000;

    /// What the light of red, green and blue is multiplied by, 0 to 1 each; the largest of a temperature is 1.
    #[must_use]
    pub fn gains(self) -> [f64; 3] {
        match self {
            Self::Percent(percent) => percent.map(|p| f64::from(p.min(100)) / 100.0),
            Self::Kelvin(NEUTRAL_KELVIN) => [1.0; 3],
            Self::Kelvin(kelvin) => {
                let kelvin = black_body(kelvin);
                let neutral = black_body(NEUTRAL_KELVIN);
                let [r, g, b] = std::array::from_fn(|i| match (kelvin.get(i), neutral.get(i)) {
                    (Some(light), Some(neutral)) => (light / neutral).max(0.0),
                    _ => 1.0,
                });
                let max = r.max(g).max(b);
                [r / max, g / max, b / max]
            }
        }
    }
}

/// The light of a black body in linear sRGB, at luminance 1. The locus is the cubic approximation of Kim et al. (US patent
/// 7024034, 2002), good to 0.0002 in x and y from 1667 to 25,000 K; the matrix is that of IEC 61966-2-1.
fn black_body(kelvin: u16) -> [f64; 3] {
    let t = f64::from(kelvin.clamp(*White::KELVIN.start(), *White::KELVIN.end()));
    let cubic = |[a, b, c, d]: [f64; 4], v: f64| ((a * v + b) * v + c) * v + d;
    let x = if t <= 4000.0 {
        cubic(
            [-0.266_123_9e9, -0.234_358_9e6, 0.877_695_6e3, 0.179_910],
            1.0 / t,
        )
    } else {
        cubic(
            [-3.025_846_9e9, 2.107_037_9e6, 0.222_634_7e3, 0.240_390],
            1.0 / t,
        )
    };
    let y = if t <= 2222.0 {
        cubic([-1.106_381_4, -1.348_110_2, 2.185_558_32, -0.202_196_83], x)
    } else if t <= 4000.0 {
        cubic(
            [-0.954_947_6, -1.374_185_93, 2.091_370_15, -0.167_488_67],
            x,
        )
    } else {
        cubic([3.081_758, -5.873_386_7, 3.751_129_97, -0.370_014_83], x)
    };
    let z = (1.0 - x - y) / y;
    let x = x / y;
    [
        3.2406 * x - 1.5372 - 0.4986 * z,
        -0.9689 * x + 1.8758 + 0.0415 * z,
        0.0557 * x - 0.2040 + 1.0570 * z,
    ]
}

impl fmt::Display for White {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kelvin(kelvin) => write!(f, "{kelvin}K"),
            Self::Percent([r, g, b]) => write!(f, "{r},{g},{b}"),
        }
    }
}

impl FromStr for White {
    type Err = ParseLayoutError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let percent = |part: &str| part.trim().parse().ok().filter(|p: &u8| *p <= 100);
        let parsed = match text.split(',').collect::<Vec<_>>()[..] {
            [kelvin] => {
                let digits = kelvin.trim().trim_end_matches(['k', 'K']).trim_end();
                digits
                    .parse()
                    .ok()
                    .filter(|k| Self::KELVIN.contains(k))
                    .map(Self::Kelvin)
            }
            [r, g, b] => match (percent(r), percent(g), percent(b)) {
                (Some(r), Some(g), Some(b)) => Some(Self::Percent([r, g, b])),
                _ => None,
            },
            _ => None,
        };
        parsed.ok_or_else(|| ParseLayoutError::new(text, Expected::WhiteBalance))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neutral_changes_nothing_warm_takes_blue_and_cold_takes_red() {
        assert_eq!(White::Kelvin(6500).gains(), [1.0; 3]);
        let [r, g, b] = White::Kelvin(2700).gains();
        assert!(
            (r - 1.0).abs() < 1e-9 && (0.4..0.65).contains(&g) && (0.05..0.25).contains(&b),
            "{r} {g} {b}"
        );
        let [r, g, b] = White::Kelvin(12_000).gains();
        assert!(
            (b - 1.0).abs() < 1e-9 && r < g && g < b && r > 0.3,
            "{r} {g} {b}"
        );
        assert_eq!(White::Percent([100, 50, 0]).gains(), [1.0, 0.5, 0.0]);
    }

    #[test]
    fn gains_change_smoothly_and_stay_within_bounds() {
        let mut before = White::Kelvin(1700).gains();
        for kelvin in White::KELVIN.step_by(10).skip(1) {
            let now = White::Kelvin(kelvin).gains();
            for (b, n) in before.iter().zip(now) {
                assert!(
                    (0.0..=1.0).contains(&n) && (b - n).abs() < 0.01,
                    "{kelvin}: {before:?} {now:?}"
                );
            }
            before = now;
        }
    }

    #[test]
    fn the_black_body_at_6500_kelvin_is_nearly_the_white_of_files() {
        for light in black_body(6500) {
            assert!((light - 1.0).abs() < 0.05, "{light}");
        }
    }

    #[test]
    fn white_is_read_as_people_write_it() {
        for (text, white) in [
            ("4500K", White::Kelvin(4500)),
            ("2700", White::Kelvin(2700)),
            ("100, 80,60", White::Percent([100, 80, 60])),
        ] {
            assert_eq!(text.parse(), Ok(white));
            assert_eq!(white.to_string().parse(), Ok(white));
        }
        for bad in [
            "", "900", "65000", "warm", "100,80", "101,0,0", "1,2,3,4", "-1,0,0",
        ] {
            assert!(bad.parse::<White>().is_err(), "{bad}");
        }
    }
}
