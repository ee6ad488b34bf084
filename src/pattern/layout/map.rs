//! [`LedMap`]: LEDs that stand irregularly, each in a cell of a grid, some cells without one. Read from files of several
//! kinds (map/read.rs: cells of a grid, or positions that are laid out on one), and kept as text by the store.

mod canvas;
mod gaps;
mod json;
mod kind;
mod ledmap;
mod models;
mod objects;
mod points;
mod read;
mod rows;
mod shape;
mod view;
mod words;
mod write;
mod xlights;

pub use kind::MapKind;
pub use read::{MAX_MAP_BYTES, MapFile, MapOptions, MapView, open_map, read_map, read_points};
pub use view::{Point, View};
pub use write::MapFormat;

use super::super::matrix::{MAX_LEDS, Matrix};
use crate::message::Message;
use crate::msg;
use crate::pattern::{Expected, ParseLayoutError};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::Arc;

/// Where each LED of an irregular layout sits, in a grid of at most 65,535 cells. Equal by the places; cheap to clone.
#[derive(Clone)]
pub struct LedMap {
    places: Arc<Places>,
    name: Arc<str>,
}

#[derive(PartialEq, Eq, Hash)]
struct Places {
    matrix: Matrix,
    cells: Box<[Option<u16>]>,
}

impl LedMap {
    /// LED `i` in cell `cells[i]` of `matrix`, row by row from the top left; `None`: nowhere. No map where there are no or
    /// too many LEDs or cells, no LED has a place, or one is outside.
    #[must_use]
    pub fn new(matrix: Matrix, cells: &[Option<usize>]) -> Option<Self> {
        let sized = (1..=MAX_LEDS).contains(&cells.len()) && matrix.leds() <= MAX_LEDS;
        if !sized || cells.iter().all(Option::is_none) {
            return None;
        }
        let inside = |cell: usize| u16::try_from(cell).ok().filter(|_| cell < matrix.leds());
        let cells: Option<Box<[_]>> = cells
            .iter()
            .map(|cell| match *cell {
                None => Some(None),
                Some(cell) => inside(cell).map(Some),
            })
            .collect();
        Some(Self {
            places: Arc::new(Places {
                matrix,
                cells: cells?,
            }),
            name: Arc::from(""),
        })
    }

    /// The same under a name, for people: that of its file.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.name = Arc::from(name);
        self
    }

    /// Name; empty where it has none. Two maps that differ only in this are equal.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Columns and rows of the grid.
    #[must_use]
    pub fn matrix(&self) -> Matrix {
        self.places.matrix
    }

    /// How many LEDs, with those that have no place.
    #[must_use]
    pub fn leds(&self) -> usize {
        self.places.cells.len()
    }

    /// The cell of each LED.
    pub fn cells(&self) -> impl Iterator<Item = Option<usize>> {
        self.places.cells.iter().map(|cell| cell.map(usize::from))
    }

    /// All of it as text, as [`FromStr`] reads it: the grid, then the cell of each LED, `-` for none.
    #[must_use]
    pub fn to_text(&self) -> String {
        use fmt::Write as _;
        let mut text = self.matrix().to_string();
        for (led, cell) in self.cells().enumerate() {
            text.push(if led == 0 { ':' } else { ',' });
            let _ = match cell {
                Some(cell) => write!(text, "{cell}"),
                None => text.write_char('-'),
            };
        }
        text
    }
}

impl PartialEq for LedMap {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.places, &other.places) || self.places == other.places
    }
}

impl Eq for LedMap {}

impl Hash for LedMap {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.places.hash(state);
    }
}

impl LedMap {
    /// Name for people: `tree.csv (500 LEDs on 40x60)`.
    #[must_use]
    pub fn message(&self) -> Message {
        let leds = self.leds();
        let grid = self.matrix();
        if self.name.is_empty() {
            return msg!("layout-map", leds = leds, grid = grid);
        }
        msg!(
            "layout-map-named",
            name = &*self.name,
            leds = leds,
            grid = grid
        )
    }
}

impl fmt::Display for LedMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl fmt::Debug for LedMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 12;
        let first: Vec<Option<usize>> = self.cells().take(SHOWN).collect();
        let more = if self.leds() > SHOWN { ", ..." } else { "" };
        write!(f, "LedMap({self}: {first:?}{more})")
    }
}

impl FromStr for LedMap {
    type Err = ParseLayoutError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (matrix, cells) = text.split_once(':')?;
            let matrix: Matrix = matrix.parse().ok()?;
            let mut places = Vec::new();
            for cell in cells.split(',').take(MAX_LEDS + 1) {
                places.push(if cell == "-" {
                    None
                } else {
                    Some(cell.parse().ok()?)
                });
            }
            Self::new(matrix, &places)
        };
        parse().ok_or_else(|| ParseLayoutError::new(text, Expected::Map))
    }
}

/// LEDs in a circle: the first at the top, the others clockwise.
pub(super) fn ring(leds: usize) -> Option<LedMap> {
    let angle = |led: usize| std::f64::consts::TAU * led as f64 / leds.max(1) as f64;
    let points: Vec<_> = (0..leds)
        .map(|led| Some((angle(led).sin(), -angle(led).cos())))
        .collect();
    let laid = canvas::lay_out(&points, None);
    LedMap::new(laid.matrix, &laid.cells)
}

#[cfg(test)]
mod tests;
