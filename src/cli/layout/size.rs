//! `--size`: the LEDs of a target, a number or width x height.

use crate::pattern::{Arrangement, Matrix};

/// LEDs of a target: a strip or a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Number of LEDs in a row.
    Strip(usize),
    /// Width and height.
    Matrix(Matrix),
}

impl From<Size> for Arrangement {
    fn from(size: Size) -> Self {
        match size {
            Size::Strip(leds) => Self::Strip(leds),
            Size::Matrix(matrix) => Self::Matrix(matrix),
        }
    }
}

impl std::str::FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const MAX: usize = crate::pattern::MAX_LEDS;
        let size = match text.parse::<Matrix>() {
            Ok(matrix) => Self::Matrix(matrix),
            Err(_) => Self::Strip(
                text.parse()
                    .map_err(|_| "not a number of LEDs (like 300) or a matrix size (like 16x16)")?,
            ),
        };
        let leds = match size {
            Self::Strip(leds) => leds,
            Self::Matrix(matrix) => matrix.leds(),
        };
        if (1..=MAX).contains(&leds) {
            Ok(size)
        } else {
            Err(format!("the number of LEDs must be from 1 to {MAX}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_sixteen_bits_of_leds() {
        assert_eq!("300".parse(), Ok(Size::Strip(300)));
        assert!(
            "0".parse::<Size>().is_err()
                && "65536".parse::<Size>().is_err()
                && "300x300".parse::<Size>().is_err()
        );
    }
}
