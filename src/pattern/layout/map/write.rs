//! Writes maps as others read them: WLED's `ledmap.json`, a map for Pixelblaze, a table of positions.

use super::read::MapFile;
use super::view::Point;
use crate::message::Message;
use crate::msg;
use std::fmt::Write as _;

/// Longest name that WLED shows of a ledmap, in characters.
const MAX_NAME: usize = 32;

/// Formats of maps that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MapFormat {
    /// `ledmap.json` of WLED.
    Ledmap,
    /// A list of points.
    Pixelblaze,
    /// A table of points, whose first line names the columns.
    PointsCsv,
}

impl MapFormat {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ledmap, Self::Pixelblaze, Self::PointsCsv];

    /// Name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ledmap => "ledmap",
            Self::Pixelblaze => "pixelblaze",
            Self::PointsCsv => "points-csv",
        }
    }
}

impl MapFile {
    /// Writes the map. Positions in space stay so unless the map is to be written `as_seen`; cells of a grid are written as
    /// column and row. Returns the file, and what it cannot hold.
    #[must_use]
    pub fn write(&self, format: MapFormat, as_seen: bool) -> (String, Vec<Message>) {
        let mut notes = Vec::new();
        let text = match format {
            MapFormat::Ledmap => self.ledmap(&mut notes),
            MapFormat::Pixelblaze => {
                let (points, axes) = self.positions(as_seen);
                pixelblaze(&points, axes, &mut notes)
            }
            MapFormat::PointsCsv => {
                let (points, axes) = self.positions(as_seen);
                table(&points, axes)
            }
        };
        (text, notes)
    }

    /// The number of the LED in each cell. WLED looks for `"map":[`, without blanks.
    fn ledmap(&self, notes: &mut Vec<Message>) -> String {
        let matrix = self.map.matrix();
        let mut leds = vec![None; matrix.leds()];
        let mut shared = 0usize;
        let mut last = 0;
        for (led, cell) in self.map.cells().enumerate() {
            let Some(place) = cell.and_then(|cell| leds.get_mut(cell)) else {
                continue;
            };
            last = led + 1;
            match place {
                None => *place = Some(led),
                Some(_) => shared += 1,
            }
        }
        if shared > 0 {
            notes.push(msg!("pattern-map-write-shared", shared = shared));
        }
        let behind = self.map.leds() - last;
        if behind > 0 {
            notes.push(msg!("pattern-map-write-behind", behind = behind));
        }
        let name = self.map.name();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let name: String = stem.chars().take(MAX_NAME).collect();
        let name = serde_json::Value::from(name);
        let (w, h) = (matrix.w(), matrix.h());
        let mut text = format!("{{\"n\":{name},\"width\":{w},\"height\":{h},\"map\":[");
        for (cell, led) in leds.iter().enumerate() {
            let comma = if cell > 0 { "," } else { "" };
            let _ = match led {
                Some(led) => write!(text, "{comma}{led}"),
                None => write!(text, "{comma}-1"),
            };
        }
        text.push_str("]}\n");
        text
    }

    /// Where the LEDs are, and how many axes that takes.
    fn positions(&self, as_seen: bool) -> (Vec<Option<Point>>, usize) {
        let deep = !self.views.is_empty();
        match (&self.points, &self.seen) {
            (Some(points), _) if !as_seen || !deep => (points.to_vec(), if deep { 3 } else { 2 }),
            (_, Some(seen)) => {
                let flat = |point: &Option<(f64, f64)>| point.map(|(x, y)| [x, y, 0.0]);
                (seen.iter().map(flat).collect(), 2)
            }
            _ => {
                let w = self.map.matrix().w();
                let place = |cell: usize| [(cell % w) as f64, (cell / w) as f64, 0.0];
                (self.map.cells().map(|cell| cell.map(place)).collect(), 2)
            }
        }
    }
}

/// The numbers of a point, with commas between.
fn numbers(point: Point, axes: usize) -> String {
    // 0 instead of -0
    let number = |value: &f64| (value + 0.0).to_string();
    let all: Vec<String> = point.iter().take(axes).map(number).collect();
    all.join(",")
}

/// A list of points. Each LED needs one, so that those without get that of the LED before.
fn pixelblaze(points: &[Option<Point>], axes: usize, notes: &mut Vec<Message>) -> String {
    let missing = points.iter().filter(|point| point.is_none()).count();
    if missing > 0 {
        notes.push(msg!("pattern-map-write-missing", missing = missing));
    }
    let mut before = points.iter().flatten().next().copied().unwrap_or_default();
    let mut text = String::from("[");
    for (led, point) in points.iter().enumerate() {
        before = point.unwrap_or(before);
        let comma = if led > 0 { "," } else { "" };
        let _ = write!(text, "{comma}\n[{}]", numbers(before, axes));
    }
    text.push_str("\n]\n");
    text
}

/// A table with a line for each LED, empty fields for those without a position.
fn table(points: &[Option<Point>], axes: usize) -> String {
    let names = if axes == 3 { "x,y,z" } else { "x,y" };
    let empty = ",".repeat(axes - 1);
    let mut text = format!("{names}\n");
    for point in points {
        text.push_str(&point.map_or_else(|| empty.clone(), |point| numbers(point, axes)));
        text.push('\n');
    }
    text
}
