//! [`LedMap`]: LEDs that stand irregularly, each in a cell of a grid, some cells without one. Read from a file: the
//! `ledmap.json` of WLED, or lines of `x,y` (map/ledmap.rs, map/points.rs), and kept as text by the store.

mod canvas;
mod ledmap;
mod points;
mod words;

pub use ledmap::read_ledmap;
pub use points::read_points;

use super::super::PatternError;
use super::super::matrix::{MAX_LEDS, Matrix};
use super::super::words::{excerpt, foreign};
use crate::message::Message;
use crate::msg;
use crate::pattern::{Expected, ParseLayoutError};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::io::Read as _;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

/// Largest file that is read as a map: 65,535 lines of three long numbers are smaller.
pub const MAX_MAP_BYTES: usize = 8 << 20;

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

/// A map as it was read, and notes about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapFile {
    pub map: LedMap,
    /// What to know.
    pub notes: Vec<Message>,
}

/// Reads a map from a file and calls it by the file's name; see [`read_map`].
///
/// # Errors
/// `source.unreadable`, `layout.unreadable`.
pub fn open_map(path: &Path, size: Option<Matrix>) -> Result<MapFile, PatternError> {
    let unreadable = |error: std::io::Error| PatternError::Unreadable {
        detail: foreign(&error),
    };
    // asked before it is opened: a pipe opens only once it is written to
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(PatternError::Unreadable {
            detail: msg!("pattern-map-not-a-file"),
        });
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(unreadable)?;
    // one more than allowed, so that a larger file is refused as such
    file.take(MAX_MAP_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    let mut read = read_map(&bytes, size)?;
    read.map = read.map.named(&excerpt(
        &path.file_name().unwrap_or_default().to_string_lossy(),
    ));
    Ok(read)
}

/// Reads a map: a `ledmap.json` of WLED where it begins with a bracket, else lines of `x,y`. `size` is the grid's, where
/// a person gave one: what a ledmap leaves open, and how finely positions are distinguished.
///
/// # Errors
/// `layout.unreadable`, with the line where one is to blame.
pub fn read_map(bytes: &[u8], size: Option<Matrix>) -> Result<MapFile, PatternError> {
    let first = bytes
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(bytes)
        .trim_ascii_start()
        .first();
    if matches!(first, Some(b'{' | b'[')) {
        read_ledmap(bytes, size)
    } else {
        read_points(bytes, size)
    }
}

/// The text of a map file: bounded, and not in the two-byte letters that spreadsheets call "Unicode".
fn text_of(bytes: &[u8]) -> Result<std::borrow::Cow<'_, str>, PatternError> {
    if bytes.len() > MAX_MAP_BYTES {
        return Err(whole(msg!(
            "pattern-map-too-large",
            max = MAX_MAP_BYTES >> 20
        )));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.trim_ascii().is_empty() {
        return Err(whole(msg!("pattern-file-empty")));
    }
    if bytes.contains(&0) {
        return Err(whole(msg!("pattern-map-not-text")));
    }
    Ok(String::from_utf8_lossy(bytes))
}

/// What is wrong with the file as a whole.
fn whole(detail: Message) -> PatternError {
    PatternError::Map { line: None, detail }
}

/// What is wrong with a line of it, counted from 1.
fn at(line: usize, detail: Message) -> PatternError {
    PatternError::Map {
        line: Some(line),
        detail,
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

/// The map of these places, if it is one.
fn map_of(matrix: Matrix, cells: &[Option<usize>]) -> Result<LedMap, PatternError> {
    if matrix.leds() > MAX_LEDS {
        return Err(whole(msg!(
            "pattern-map-grid-cells",
            matrix = matrix,
            max = MAX_LEDS
        )));
    }
    if cells.len() > MAX_LEDS {
        return Err(whole(msg!(
            "pattern-map-leds",
            leds = cells.len(),
            max = MAX_LEDS
        )));
    }
    LedMap::new(matrix, cells).ok_or_else(|| whole(msg!("pattern-map-no-place")))
}

#[cfg(test)]
mod tests;
