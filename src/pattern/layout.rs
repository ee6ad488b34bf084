//! How the LEDs of one device stand: their [`Arrangement`] (strip, matrix, panels, irregular map), and the [`Layout`] that a
//! pattern is fitted to. Which cell of a picture an LED sits in is said in one place, [`Layout::cells`]: the fit asks it,
//! and the preview.

mod map;
mod panels;
mod presets;

pub use map::{
    LedMap, MAX_MAP_BYTES, MapFile, MapFormat, MapKind, MapOptions, MapView, Point, View, open_map,
    read_map, read_points,
};
pub use panels::{Panels, Turned};
pub use presets::{PRESETS, Preset, preset};

use super::matrix::{ColorOrder, MAX_LEDS, Matrix, Wiring};
use std::fmt;

/// How many LEDs there are, and where they stand. Cheap to clone; equal where the places are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Arrangement {
    /// So many LEDs in a row.
    Strip(usize),
    /// A grid with an LED in every cell.
    Matrix(Matrix),
    /// A grid of equal panels, each of them such a grid.
    Panels(Panels),
    /// LEDs in some cells of a grid.
    Map(LedMap),
}

impl Arrangement {
    /// How many LEDs.
    #[must_use]
    pub fn leds(&self) -> usize {
        match self {
            Self::Strip(leds) => *leds,
            Self::Matrix(matrix) => matrix.leds(),
            Self::Panels(panels) => panels.matrix().leds(),
            Self::Map(map) => map.leds(),
        }
    }

    /// Width and height of the picture that it shows; `None` for a strip.
    #[must_use]
    pub fn matrix(&self) -> Option<Matrix> {
        match self {
            Self::Strip(_) => None,
            Self::Matrix(matrix) => Some(*matrix),
            Self::Panels(panels) => Some(panels.matrix()),
            Self::Map(map) => Some(map.matrix()),
        }
    }
}

impl fmt::Display for Arrangement {
    /// For people: `300`, `16x16`, `2x2:16x16`, `tree.csv (500 LEDs on 40x60)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Strip(leds) => write!(f, "{leds}"),
            Self::Matrix(matrix) => matrix.fmt(f),
            Self::Panels(panels) => panels.fmt(f),
            Self::Map(map) => map.fmt(f),
        }
    }
}

/// What a fit aims at: how many LEDs a device has, how they stand, how the strip runs through them. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Layout {
    arrangement: Arrangement,
    /// How the strip runs through the matrix, or through each panel; a map says so itself. On a strip it is of effect only
    /// for pictures of as many pixels as there are LEDs: then the picture is the matrix.
    pub wiring: Wiring,
    /// Channel order of the LEDs.
    pub color_order: ColorOrder,
}

impl Layout {
    /// LEDs in that arrangement; `None` where they are none, or more than 65,535.
    #[must_use]
    pub fn new(arrangement: Arrangement, wiring: Wiring) -> Option<Self> {
        let color_order = ColorOrder::default();
        (1..=MAX_LEDS)
            .contains(&arrangement.leds())
            .then_some(Self {
                arrangement,
                wiring,
                color_order,
            })
    }

    /// A strip of `leds` LEDs, 1 to 65,535.
    #[must_use]
    pub fn strip(leds: usize) -> Option<Self> {
        Self::new(Arrangement::Strip(leds), Wiring::default())
    }

    /// A matrix of at most 65,535 LEDs, wired so.
    #[must_use]
    pub fn matrix_wired(matrix: Matrix, wiring: Wiring) -> Option<Self> {
        Self::new(Arrangement::Matrix(matrix), wiring)
    }

    /// How the LEDs stand.
    #[must_use]
    pub fn arrangement(&self) -> &Arrangement {
        &self.arrangement
    }

    /// How many LEDs.
    #[must_use]
    pub fn leds(&self) -> usize {
        self.arrangement.leds()
    }

    /// Width and height of the picture that the LEDs show; `None` for a strip. Where the LEDs are an irregular map, not
    /// every cell of it has one.
    #[must_use]
    pub fn matrix(&self) -> Option<Matrix> {
        self.arrangement.matrix()
    }

    /// The matrix whose rows, one after another from the top left, are just the strip: what firmware takes that maps its
    /// matrix itself.
    #[must_use]
    pub fn rows(&self) -> Option<Matrix> {
        match self.arrangement {
            Arrangement::Matrix(matrix) if self.wiring == Wiring::default() => Some(matrix),
            _ => None,
        }
    }

    /// The same LEDs as the matrix of a picture, where they are a strip of as many LEDs as the picture has pixels.
    #[must_use]
    pub fn over(&self, picture: Matrix) -> Option<Self> {
        let as_many =
            matches!(self.arrangement, Arrangement::Strip(leds) if leds == picture.leds());
        as_many.then(|| Self {
            arrangement: Arrangement::Matrix(picture),
            ..self.clone()
        })
    }

    /// Which cell each LED sits in: element `i` is the cell of LED `i`, as its row-major index in [`Layout::matrix`] from
    /// the top left (in a strip: its number). `None`: it has no place in the picture and stays dark. Two LEDs of a map may
    /// share a cell, and show the same.
    #[must_use]
    pub fn cells(&self) -> Vec<Option<usize>> {
        match &self.arrangement {
            Arrangement::Strip(leds) => (0..*leds).map(Some).collect(),
            Arrangement::Matrix(matrix) => {
                self.wiring.cells(*matrix).into_iter().map(Some).collect()
            }
            Arrangement::Panels(panels) => {
                panels.cells(self.wiring).into_iter().map(Some).collect()
            }
            Arrangement::Map(map) => map.cells().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_layout_has_1_to_65535_leds() {
        assert!(
            Layout::strip(0).is_none()
                && Layout::strip(65_536).is_none()
                && Layout::strip(65_535).is_some()
        );
        assert!(Layout::matrix_wired(Matrix::new(256, 256).unwrap(), Wiring::default()).is_none());
    }

    #[test]
    fn layouts_are_equal_by_what_they_hold_and_are_keys_of_caches() {
        let map = |text: &str| {
            Layout::new(Arrangement::Map(text.parse().unwrap()), Wiring::default()).unwrap()
        };
        let a = map("3x2:0,5,-");
        let b = map("3x2:0,5,-");
        assert_eq!(a, b);
        assert_ne!(a, map("3x2:0,4,-"));
        let set: HashSet<Layout> = [a.clone(), b, Layout::strip(3).unwrap()].into();
        assert_eq!((set.len(), set.contains(&a)), (2, true));
    }

    #[test]
    fn every_shape_says_where_its_leds_sit() {
        let cells = |arrangement: Arrangement, wiring: &str| {
            Layout::new(arrangement, wiring.parse().unwrap())
                .unwrap()
                .cells()
        };
        let some = |cells: &[usize]| cells.iter().copied().map(Some).collect::<Vec<_>>();
        assert_eq!(cells(Arrangement::Strip(3), "columns-br"), some(&[0, 1, 2]));
        assert_eq!(
            cells(
                Arrangement::Matrix("2x2".parse().unwrap()),
                "rows-serpentine-tl"
            ),
            some(&[0, 1, 3, 2])
        );
        assert_eq!(
            cells(Arrangement::Panels("2x1:1x2".parse().unwrap()), "rows-tl"),
            some(&[0, 2, 1, 3])
        );
        assert_eq!(
            cells(Arrangement::Map("2x2:3,-,0".parse().unwrap()), "columns-br"),
            [Some(3), None, Some(0)]
        );
    }

    #[test]
    fn only_a_matrix_in_the_order_of_its_rows_is_for_firmware_that_maps_itself() {
        let rows = |arrangement: Arrangement, wiring: &str| {
            Layout::new(arrangement, wiring.parse().unwrap())
                .unwrap()
                .rows()
        };
        let matrix: Matrix = "4x2".parse().unwrap();
        assert_eq!(rows(Arrangement::Matrix(matrix), "rows-tl"), Some(matrix));
        assert_eq!(rows(Arrangement::Matrix(matrix), "rows-tr"), None);
        assert_eq!(
            rows(Arrangement::Panels("2x1:2x2".parse().unwrap()), "rows-tl"),
            None
        );
        assert_eq!(rows(Arrangement::Strip(8), "rows-tl"), None);
    }

    #[test]
    fn only_a_strip_becomes_the_picture_it_has_as_many_leds_as() {
        let strip = Layout {
            wiring: "rows-serpentine-tl".parse().unwrap(),
            ..Layout::strip(4).unwrap()
        };
        let over = strip.over(Matrix::new(2, 2).unwrap()).unwrap();
        assert_eq!(over.cells(), [Some(0), Some(1), Some(3), Some(2)]);
        assert_eq!(strip.over(Matrix::new(3, 2).unwrap()), None);
        assert_eq!(over.over(Matrix::new(4, 1).unwrap()), None);
    }
}
