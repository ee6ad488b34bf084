//! `--size`: the LEDs of a target, a number or width x height.

use crate::pattern::Matrix;

/// LEDs of a target: a strip or a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// So many LEDs in a row.
    Strip(usize),
    /// Width and height.
    Matrix(Matrix),
}

impl std::str::FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const MOST: usize = crate::pattern::MAX_LEDS;
        let size = match text.parse::<Matrix>() {
            Ok(matrix) => Self::Matrix(matrix),
            Err(_) => Self::Strip(text.parse().map_err(|_| "give a number of LEDs like 300, or a size like 16x16")?),
        };
        let leds = match size {
            Self::Strip(leds) => leds,
            Self::Matrix(matrix) => matrix.leds(),
        };
        if (1..=MOST).contains(&leds) { Ok(size) } else { Err(format!("a device has 1 to {MOST} LEDs")) }
    }
}
