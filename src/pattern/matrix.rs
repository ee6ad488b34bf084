//! The words of a layout: [`Matrix`], the [`Wiring`] of a strip through it, and the [`ColorOrder`] of its LEDs.

use super::parse_error::{Expected, ParseLayoutError};
use crate::message::Arg;
use std::fmt;
use std::str::FromStr;

/// Most LEDs of a layout: the wire format counts them in 16 bits.
pub const MAX_LEDS: usize = 65_535;

/// A grid of `w x h` LEDs, each side at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Matrix {
    w: u16,
    h: u16,
}

impl Matrix {
    /// One LED.
    pub const ONE: Self = Self { w: 1, h: 1 };

    /// A matrix, unless a side is 0.
    #[must_use]
    pub fn new(w: u16, h: u16) -> Option<Self> {
        (w > 0 && h > 0).then_some(Self { w, h })
    }

    /// Columns.
    #[must_use]
    pub fn w(self) -> usize {
        usize::from(self.w)
    }

    /// Rows.
    #[must_use]
    pub fn h(self) -> usize {
        usize::from(self.h)
    }

    /// Rows and columns changed over.
    #[must_use]
    pub fn transposed(self) -> Self {
        Self {
            w: self.h,
            h: self.w,
        }
    }

    /// `w * h`.
    #[must_use]
    pub fn leds(self) -> usize {
        self.w() * self.h()
    }
}

impl fmt::Display for Matrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.w, self.h)
    }
}

impl From<Matrix> for Arg {
    fn from(matrix: Matrix) -> Self {
        matrix.to_string().into()
    }
}

impl FromStr for Matrix {
    type Err = ParseLayoutError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (w, h) = text.split_once(['x', 'X', '×'])?;
            Matrix::new(w.trim().parse().ok()?, h.trim().parse().ok()?)
        };
        parse().ok_or_else(|| ParseLayoutError::new(text, Expected::Matrix))
    }
}

/// Whether the strip runs along rows or along columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Axis {
    /// The first run of LEDs is a row.
    Rows,
    /// The first run of LEDs is a column.
    Columns,
}

/// Where LED 0 sits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Corner {
    /// Top left.
    TopLeft,
    /// Top right.
    TopRight,
    /// Bottom left.
    BottomLeft,
    /// Bottom right.
    BottomRight,
}

/// How a strip runs through a matrix: along rows or columns, turning at each end (serpentine) or not, from a corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Wiring {
    /// Direction of the first run.
    pub axis: Axis,
    /// Whether every other run goes backwards.
    pub serpentine: bool,
    /// Where LED 0 is.
    pub corner: Corner,
}

impl Default for Wiring {
    /// `rows-tl`: strip order is row order.
    fn default() -> Self {
        Self {
            axis: Axis::Rows,
            serpentine: false,
            corner: Corner::TopLeft,
        }
    }
}

impl Wiring {
    /// All sixteen, in a fixed order.
    pub fn all() -> impl Iterator<Item = Self> {
        [Axis::Rows, Axis::Columns].into_iter().flat_map(|axis| {
            [false, true].into_iter().flat_map(move |serpentine| {
                [
                    Corner::TopLeft,
                    Corner::TopRight,
                    Corner::BottomLeft,
                    Corner::BottomRight,
                ]
                .into_iter()
                .map(move |corner| Self {
                    axis,
                    serpentine,
                    corner,
                })
            })
        })
    }

    /// LEDs from one turn to the next.
    #[must_use]
    pub fn run(self, matrix: Matrix) -> usize {
        match self.axis {
            Axis::Rows => matrix.w(),
            Axis::Columns => matrix.h(),
        }
    }

    /// Which cell each LED sits in: element `i` is the row-major index, from the top left, of LED `i`.
    #[must_use]
    pub fn cells(self, matrix: Matrix) -> Vec<usize> {
        let w = matrix.w();
        let h = matrix.h();
        let length = self.run(matrix);
        let runs = matrix.leds() / length;
        let from_right = matches!(self.corner, Corner::TopRight | Corner::BottomRight);
        let from_bottom = matches!(self.corner, Corner::BottomLeft | Corner::BottomRight);
        let mut cells = Vec::with_capacity(matrix.leds());
        for run in 0..runs {
            for step in 0..length {
                let along = if self.serpentine && run % 2 == 1 {
                    length - 1 - step
                } else {
                    step
                };
                let (x, y) = match self.axis {
                    Axis::Rows => (along, run),
                    Axis::Columns => (run, along),
                };
                let x = if from_right { w - 1 - x } else { x };
                let y = if from_bottom { h - 1 - y } else { y };
                cells.push(y * w + x);
            }
        }
        cells
    }
}

impl fmt::Display for Wiring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let axis = match self.axis {
            Axis::Rows => "rows",
            Axis::Columns => "columns",
        };
        let corner = match self.corner {
            Corner::TopLeft => "tl",
            Corner::TopRight => "tr",
            Corner::BottomLeft => "bl",
            Corner::BottomRight => "br",
        };
        write!(
            f,
            "{axis}{}-{corner}",
            if self.serpentine { "-serpentine" } else { "" }
        )
    }
}

impl FromStr for Wiring {
    type Err = ParseLayoutError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::all()
            .find(|w| w.to_string().eq_ignore_ascii_case(text))
            .ok_or_else(|| ParseLayoutError::new(text, Expected::Wiring))
    }
}

/// In which order a device's LEDs want their three channels, where the device does not see to it itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum ColorOrder {
    /// Red, green, blue: what the wire format says, and the default.
    #[default]
    Rgb,
    /// Red, blue, green.
    Rbg,
    /// Green, red, blue.
    Grb,
    /// Green, blue, red.
    Gbr,
    /// Blue, red, green.
    Brg,
    /// Blue, green, red.
    Bgr,
}

impl ColorOrder {
    /// All six.
    pub const ALL: [Self; 6] = [
        Self::Rgb,
        Self::Rbg,
        Self::Grb,
        Self::Gbr,
        Self::Brg,
        Self::Bgr,
    ];

    /// The three channels of a pixel in this order.
    #[must_use]
    pub fn apply(self, [r, g, b]: super::Rgb) -> super::Rgb {
        match self {
            Self::Rgb => [r, g, b],
            Self::Rbg => [r, b, g],
            Self::Grb => [g, r, b],
            Self::Gbr => [g, b, r],
            Self::Brg => [b, r, g],
            Self::Bgr => [b, g, r],
        }
    }
}

impl fmt::Display for ColorOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rgb => "RGB",
            Self::Rbg => "RBG",
            Self::Grb => "GRB",
            Self::Gbr => "GBR",
            Self::Brg => "BRG",
            Self::Bgr => "BGR",
        })
    }
}

impl FromStr for ColorOrder {
    type Err = ParseLayoutError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|o| o.to_string().eq_ignore_ascii_case(text))
            .ok_or_else(|| ParseLayoutError::new(text, Expected::ColorOrder))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(wiring: &str) -> Vec<usize> {
        wiring
            .parse::<Wiring>()
            .unwrap()
            .cells(Matrix::new(3, 2).unwrap())
    }

    #[test]
    fn wirings_run_as_their_names_say() {
        // cells:  0 1 2
        //         3 4 5
        assert_eq!(cells("rows-tl"), [0, 1, 2, 3, 4, 5]);
        assert_eq!(cells("rows-serpentine-tl"), [0, 1, 2, 5, 4, 3]);
        assert_eq!(cells("rows-br"), [5, 4, 3, 2, 1, 0]);
        assert_eq!(cells("columns-tl"), [0, 3, 1, 4, 2, 5]);
        assert_eq!(cells("columns-serpentine-bl"), [3, 0, 1, 4, 5, 2]);
        assert_eq!(cells("columns-serpentine-tr"), [2, 5, 4, 1, 0, 3]);
    }

    #[test]
    fn every_wiring_visits_every_cell_once_and_reads_back_from_its_name() {
        let matrix = Matrix::new(5, 4).unwrap();
        for wiring in Wiring::all() {
            let mut seen = wiring.cells(matrix);
            seen.sort_unstable();
            assert_eq!(seen, (0..20).collect::<Vec<_>>(), "{wiring}");
            assert_eq!(wiring.to_string().parse(), Ok(wiring));
        }
        assert_eq!(Wiring::all().count(), 16);
    }

    #[test]
    fn sizes_and_orders_are_parsed_or_refused_with_a_hint() {
        assert_eq!("16x8".parse(), Ok(Matrix::new(16, 8).unwrap()));
        for bad in ["16", "0x4", "x", "70000x1", "-1x2"] {
            assert!(
                bad.parse::<Matrix>()
                    .unwrap_err()
                    .to_string()
                    .contains("16x16"),
                "{bad}"
            );
        }
        assert_eq!("grb".parse(), Ok(ColorOrder::Grb));
        assert_eq!(ColorOrder::Grb.apply([1, 2, 3]), [2, 1, 3]);
        assert!("RGBW".parse::<ColorOrder>().is_err());
    }
}
