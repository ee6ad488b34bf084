//! Files of maps: which kind one is, and what was read of it.

use super::super::super::matrix::{MAX_LEDS, Matrix, Wiring};
use super::super::super::words::{excerpt, foreign};
use super::super::super::{Cancel, PatternError};
use super::kind::MapKind;
use super::view::{Axes, Height, Point, View};
use super::{LedMap, canvas, points, shape, xlights};
use crate::message::Message;
use crate::msg;
use std::borrow::Cow;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

/// Largest file that is read as a map: 65,535 lines of three long numbers are smaller.
pub const MAX_MAP_BYTES: usize = 8 << 20;
/// Largest file of xLights: one holds all models of a show, with every empty cell of their grids.
pub(super) const MAX_XML_BYTES: usize = 64 << 20;

/// How a map is to be read, where its file leaves that open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MapOptions {
    /// The grid: what a ledmap leaves open, and how finely positions are distinguished.
    pub size: Option<Matrix>,
    /// From which side positions in space are seen.
    pub view: Option<View>,
    /// Name of the model, where a file has several.
    pub model: Option<String>,
    /// Read the first of several models rather than none.
    pub any_model: bool,
    /// How the strip runs through a matrix with gaps.
    pub wiring: Option<Wiring>,
    /// Stops reading.
    pub cancel: Cancel,
}

impl From<Option<Matrix>> for MapOptions {
    fn from(size: Option<Matrix>) -> Self {
        Self {
            size,
            ..Self::default()
        }
    }
}

/// A map as it was read, and notes about it.
#[derive(Clone, Debug, PartialEq)]
pub struct MapFile {
    pub map: LedMap,
    /// What to know.
    pub notes: Vec<Message>,
    /// What kind of file it was.
    pub kind: MapKind,
    /// The side that `map` shows, and the other two; empty where the LEDs lie in a plane.
    pub views: Vec<MapView>,
    pub view: View,
    /// Names of the models in the file, and the one that was read.
    pub models: Vec<String>,
    pub model: Option<String>,
    /// The positions in the file, where it has some.
    pub points: Option<Arc<[Option<Point>]>>,
    /// The positions as `map` shows them.
    pub(super) seen: Option<Seen>,
}

/// Positions in a picture, x to the right and y down.
type Seen = Arc<[Option<(f64, f64)>]>;

/// LEDs in space, seen from one side.
#[derive(Clone, Debug, PartialEq)]
pub struct MapView {
    pub view: View,
    pub map: LedMap,
    pub notes: Vec<Message>,
    seen: Seen,
}

impl MapFile {
    /// A map whose cells are in the file.
    pub(super) fn of_cells(map: LedMap, kind: MapKind, notes: Vec<Message>) -> Self {
        Self {
            map,
            notes,
            kind,
            views: Vec::new(),
            view: View::default(),
            models: Vec::new(),
            model: None,
            points: None,
            seen: None,
        }
    }

    /// A map of positions: laid out on a grid of the options' size, or on the smallest that keeps them apart.
    pub(super) fn of_points(
        points: Vec<Option<Point>>,
        kind: MapKind,
        height: Option<Height>,
        options: &MapOptions,
    ) -> Result<Self, PatternError> {
        check_count(&points)?;
        let axes = Axes::of(&points, height);
        let view = options.view.filter(|_| axes.deep).unwrap_or(axes.usual);
        let laid = |view| -> Result<MapView, PatternError> {
            options.cancel.check()?;
            let seen: Seen = axes.seen(&points, view).into();
            let laid = canvas::lay_out(&seen, options.size);
            let mut notes = Vec::new();
            if axes.deep {
                notes.push(axes.message(view));
            }
            if laid.shared > 0 {
                let matrix = laid.matrix;
                notes.push(msg!(
                    "pattern-points-shared",
                    matrix = matrix,
                    shared = laid.shared
                ));
            }
            let map = map_of(laid.matrix, &laid.cells)?;
            Ok(MapView {
                view,
                map,
                notes,
                seen,
            })
        };
        let shown = laid(view)?;
        let mut file = Self::of_cells(shown.map.clone(), kind, shown.notes.clone());
        file.view = view;
        file.seen = Some(shown.seen.clone());
        if axes.deep {
            for other in View::ALL {
                let is_shown = other == view;
                file.views.push(if is_shown {
                    shown.clone()
                } else {
                    laid(other)?
                });
            }
        } else if options.view.is_some() {
            file.notes.push(msg!("pattern-points-flat"));
        }
        file.points = Some(points.into());
        Ok(file)
    }

    /// Puts notes about the file before those about the view.
    pub(super) fn noted(mut self, notes: &[Message]) -> Self {
        for shown in self
            .views
            .iter_mut()
            .map(|view| &mut view.notes)
            .chain([&mut self.notes])
        {
            shown.splice(0..0, notes.iter().cloned());
        }
        self
    }

    /// The same LEDs, seen from another side. Nothing changes where they lie in a plane.
    #[must_use]
    pub fn seen_from(mut self, view: View) -> Self {
        if let Some(seen) = self.views.iter().find(|seen| seen.view == view) {
            self.map = seen.map.clone();
            self.notes.clone_from(&seen.notes);
            self.view = view;
            self.seen = Some(seen.seen.clone());
        }
        self
    }

    /// The same under a name, for people: that of its file.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.map = self.map.named(name);
        for seen in &mut self.views {
            seen.map = seen.map.clone().named(name);
        }
        self
    }
}

/// Reads a map from a file and calls it by the file's name; see [`read_map`].
///
/// # Errors
/// `source.unreadable`, `layout.unreadable`.
pub fn open_map(path: &Path, options: &MapOptions) -> Result<MapFile, PatternError> {
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
    file.take(MAX_XML_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(read_map(&bytes, options)?.named(&excerpt(&name)))
}

/// Reads a map: models of xLights where it begins with `<`, JSON where it begins with a bracket, else a table with one
/// line for each LED.
///
/// # Errors
/// `layout.unreadable`, with the line where one is to blame.
pub fn read_map(bytes: &[u8], options: &MapOptions) -> Result<MapFile, PatternError> {
    let first = bytes
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(bytes)
        .trim_ascii_start()
        .first();
    options.cancel.check()?;
    match first {
        Some(b'<') => xlights::read_models(&text_of(bytes, MAX_XML_BYTES)?, options),
        Some(b'{' | b'[' | b'(') => shape::read_json(&text_of(bytes, MAX_MAP_BYTES)?, options),
        _ => read_points(bytes, options),
    }
}

/// Reads a table of positions.
///
/// # Errors
/// `layout.unreadable`, with the line where one is to blame.
pub fn read_points(bytes: &[u8], options: &MapOptions) -> Result<MapFile, PatternError> {
    points::read_table(&text_of(bytes, MAX_MAP_BYTES)?, options)
}

/// The text of a map file: bounded, and not in the two-byte letters that spreadsheets call "Unicode".
fn text_of(bytes: &[u8], max: usize) -> Result<Cow<'_, str>, PatternError> {
    if bytes.len() > max {
        return Err(whole(msg!("pattern-map-too-large", max = max >> 20)));
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
pub(super) fn whole(detail: Message) -> PatternError {
    PatternError::Map { line: None, detail }
}

/// What is wrong with a line of it, counted from 1; 0 where the line is not known.
pub(super) fn at(line: usize, detail: Message) -> PatternError {
    let line = (line > 0).then_some(line);
    PatternError::Map { line, detail }
}

/// The map of these places, if it is one.
pub(super) fn map_of(matrix: Matrix, cells: &[Option<usize>]) -> Result<LedMap, PatternError> {
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

/// Refuses more LEDs than a map may have, and none at all.
fn check_count(points: &[Option<Point>]) -> Result<(), PatternError> {
    let leds = points.len();
    if leds > MAX_LEDS {
        let found = msg!("pattern-map-leds", leds = leds, max = MAX_LEDS);
        return Err(whole(found));
    }
    if points.iter().all(Option::is_none) {
        return Err(whole(msg!("pattern-points-none")));
    }
    Ok(())
}
