//! WLED's `ledmap.json`: `{"map": [...], "width": w, "height": h}`. The position in `map` is the cell, row by row from the
//! top left; the value is the number of the LED there, counted from 0; a negative one is a gap. (WLED `FX_fcn.cpp`,
//! `deserializeMap`; kno.wled.ge/advanced/mapping.) Rows as arrays of their own
//! are read as well.

use super::super::super::PatternError;
use super::super::super::matrix::{MAX_LEDS, Matrix};
use super::json::{Node, Value};
use super::kind::MapKind;
use super::read::{MapFile, MapOptions, map_of, whole};
use super::shape::Frame;
use super::words::{Token, Tokens};
use crate::message::Message;
use crate::msg;

/// What a ledmap says, word for word.
#[derive(Default)]
pub(super) struct Ledmap {
    /// The LED in each cell.
    pub(super) leds: Vec<Option<usize>>,
    /// Cells of a row, where rows are arrays of their own.
    row: Option<usize>,
}

impl Ledmap {
    /// From the cells, one after another.
    pub(super) fn of_cells(list: &[Node<'_>]) -> Result<Self, PatternError> {
        let mut ledmap = Self::default();
        ledmap.push(list)?;
        Ok(ledmap)
    }

    /// From rows of cells, all of the same length.
    pub(super) fn of_rows(list: &[Node<'_>]) -> Result<Self, PatternError> {
        let mut ledmap = Self::default();
        for node in list {
            let row = node
                .list()
                .ok_or_else(|| node.wrong(msg!("pattern-map-list")))?;
            let cells = row.len();
            if cells == 0 {
                return Err(node.wrong(msg!("pattern-map-empty-row")));
            }
            ledmap.push(row)?;
            let others = *ledmap.row.get_or_insert(cells);
            if others != cells {
                return Err(node.wrong(msg!("pattern-map-row", cells = cells, row = others)));
            }
        }
        Ok(ledmap)
    }

    fn push(&mut self, list: &[Node<'_>]) -> Result<(), PatternError> {
        for node in list {
            if self.leds.len() >= MAX_LEDS {
                return Err(node.wrong(msg!("pattern-map-cells", max = MAX_LEDS)));
            }
            self.leds.push(led(node)?);
        }
        Ok(())
    }

    /// An LED that is in more than one cell.
    pub(super) fn repeated(&self) -> Option<usize> {
        let mut seen = vec![false; MAX_LEDS];
        let mut leds = self.leds.iter().flatten().copied();
        leds.find(|led| {
            seen.get_mut(*led)
                .is_some_and(|seen| std::mem::replace(seen, true))
        })
    }

    /// The map on the grid that the file has, or that a person set.
    pub(super) fn laid(
        &self,
        frame: &Frame,
        text: &str,
        options: &MapOptions,
    ) -> Result<MapFile, PatternError> {
        let mut notes = Vec::new();
        let matrix = match (self.grid(frame)?, options.size) {
            (Some(own), Some(size)) if own != size => {
                return Err(whole(msg!(
                    "pattern-map-size-differs",
                    own = own,
                    size = size
                )));
            }
            (Some(grid), _) | (None, Some(grid)) => grid,
            (None, None) => {
                notes.push(match rows_of_text(text, self.leds.len()) {
                    None => msg!("pattern-map-no-size"),
                    Some((w, h)) => msg!("pattern-map-no-size-perhaps", w = w, h = h),
                });
                grid(self.leds.len(), 1)?
            }
        };
        let cells = self.cells(matrix, &mut notes)?;
        Ok(MapFile::of_cells(
            map_of(matrix, &cells)?,
            MapKind::Ledmap,
            notes,
        ))
    }

    /// The grid that the file itself has.
    fn grid(&self, frame: &Frame) -> Result<Option<Matrix>, PatternError> {
        let cells = self.leds.len();
        let row = match (self.row, frame.width) {
            (Some(row), Some(width)) if row != width => {
                return Err(whole(msg!(
                    "pattern-map-row-width",
                    row = row,
                    width = width
                )));
            }
            (row, width) => row
                .or(width)
                .or_else(|| frame.height.map(|height| cells.div_ceil(height))),
        };
        match (row, frame.height.filter(|_| self.row.is_none())) {
            (Some(w), Some(h)) => grid(w, h).map(Some),
            (Some(w), None) => grid(w, cells.div_ceil(w.max(1))).map(Some),
            (None, _) => Ok(None),
        }
    }

    /// The cell of each LED. Of two cells with the same LED the last counts, as it does in WLED, which draws them in turn.
    fn cells(
        &self,
        matrix: Matrix,
        notes: &mut Vec<Message>,
    ) -> Result<Vec<Option<usize>>, PatternError> {
        let leds = self.leds.iter().flatten().max().map_or(0, |last| last + 1);
        let mut cells = vec![None; leds];
        let mut twice = 0usize;
        let mut behind = 0usize;
        for (cell, led) in self.leds.iter().enumerate() {
            let Some(place) = led.and_then(|led| cells.get_mut(led)) else {
                continue;
            };
            if cell < matrix.leds() {
                twice += usize::from(place.replace(cell).is_some());
            } else {
                behind += 1;
            }
        }
        if twice > 0 {
            notes.push(msg!("pattern-map-repeated", twice = twice));
        }
        if behind > 0 {
            notes.push(msg!("pattern-map-beyond", matrix = matrix, behind = behind));
        }
        Ok(cells)
    }
}

/// A grid of these sides, if it is one.
pub(super) fn grid(w: usize, h: usize) -> Result<Matrix, PatternError> {
    let sides = u16::try_from(w).ok().zip(u16::try_from(h).ok());
    sides
        .and_then(|(w, h)| Matrix::new(w, h))
        .ok_or_else(|| whole(msg!("pattern-map-grid-size", w = w, h = h)))
}

/// The width or height of an object: 1 to 65,535.
pub(super) fn side(object: &Node<'_>, what: &str) -> Result<Option<usize>, PatternError> {
    let Some(node) = object.member(what) else {
        return Ok(None);
    };
    let is_side = |n: &f64| n.fract() == 0.0 && (1.0..=MAX_LEDS as f64).contains(n);
    match node.number().filter(is_side) {
        Some(side) => Ok(Some(side as usize)),
        None => Err(node.wrong(msg!("pattern-map-side", what = what))),
    }
}

/// Cells of a line and how many such lines, where all lines of the text have as many of the `cells`.
pub(super) fn rows_of_text(text: &str, cells: usize) -> Option<(usize, usize)> {
    let mut lines = Vec::new();
    let mut follows_colon = false;
    for (line, word) in Tokens::of(text) {
        if matches!(word, Token::Bare(_)) && !follows_colon {
            lines.push(line);
        }
        follows_colon = word == Token::Sign(':');
    }
    let mut rows = lines.chunk_by(|a, b| a == b).map(<[usize]>::len);
    let first = rows.next()?;
    let count = lines.chunk_by(|a, b| a == b).count();
    let are_even = first > 1 && count > 1 && rows.all(|row| row == first);
    (are_even && lines.len() == cells).then_some((first, count))
}

/// The number of an LED; `None` for a gap, which is everything that WLED has no number for: it keeps 16 bits, and of those
/// 65535 for gaps.
fn led(node: &Node<'_>) -> Result<Option<usize>, PatternError> {
    match node.value {
        Value::Null => Ok(None),
        Value::Number(led) if led.fract() == 0.0 => {
            Ok((led >= 0.0 && led < MAX_LEDS as f64).then_some(led as usize))
        }
        _ => Err(node.wrong(msg!("pattern-map-not-an-led", text = node.quoted()))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::read_map;
    use super::*;

    fn text(file: &str) -> String {
        read_map(file.as_bytes(), &MapOptions::default())
            .unwrap()
            .map
            .to_text()
    }

    fn wrong(file: &str) -> String {
        read_map(file.as_bytes(), &MapOptions::default())
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn cells_become_the_places_of_leds() {
        let file =
            r#"{"n": "my \"map\":[9]", "width": 3, "height": 2, "map": [0, 1, -1, -1, 3, 2]}"#;
        assert_eq!(text(file), "3x2:0,1,5,4");
        assert_eq!(
            read_map(file.as_bytes(), &MapOptions::default())
                .unwrap()
                .notes,
            []
        );
        // LED 6 and 13 are sacrificed between rows: they have no cell
        let dummy = r#"{"width":3,"height":2,"map":[0,1,2,6,5,4]}"#;
        assert_eq!(text(dummy), "3x2:0,1,2,-,5,4,3");
    }

    #[test]
    fn what_generators_and_people_write_is_read() {
        // without the comma behind the height, with leading zeros, tabs and a comma at the end
        assert_eq!(
            text("{\"n\":\"x\",\"width\":2,\"height\":2\"map\":[\n00,\t01,\n-1,02,\n]}"),
            "2x2:0,1,3"
        );
        assert_eq!(text(r#"{"map":[[0,1,-1],[4,3,2]]}"#), "3x2:0,1,5,4,3");
        assert_eq!(text("[[0,1],[3,2]]"), "2x2:0,1,3,2");
        assert_eq!(
            text(r#"{"map":[0,null,65535,70000,2],"width":5}"#),
            "5x1:0,-,4"
        );
        assert_eq!(
            text(r#"{"x":{"map":[[[{}]]]},"map":[0,1],"height":2}"#),
            "1x2:0,1"
        );
    }

    #[test]
    fn without_width_it_is_a_row_unless_a_person_says_more() {
        let file = b"{\"map\":[\n0,2,\n1,3\n]}";
        let alone = read_map(file, &MapOptions::default()).unwrap();
        assert_eq!(alone.map.to_text(), "4x1:0,2,1,3");
        assert!(
            alone.notes[0].to_string().contains("suggest 2x2"),
            "{:?}",
            alone.notes
        );
        let told = read_map(file, &Matrix::new(2, 2).into()).unwrap();
        assert_eq!(
            (told.map.to_text().as_str(), told.notes.len()),
            ("2x2:0,2,1,3", 0)
        );
        let clash =
            read_map(br#"{"width":4,"map":[0,1,2,3]}"#, &Matrix::new(2, 2).into()).unwrap_err();
        assert!(clash.to_string().contains("4x1, not the 2x2"), "{clash}");
    }

    #[test]
    fn more_cells_than_the_grid_are_leds_behind_it_and_the_last_of_two_cells_counts() {
        let read = read_map(
            br#"{"width":2,"height":1,"map":[0,1,2,3]}"#,
            &MapOptions::default(),
        )
        .unwrap();
        assert_eq!(read.map.to_text(), "2x1:0,1,-,-");
        assert!(
            read.notes[0].to_string().starts_with("2 LEDs stay dark"),
            "{:?}",
            read.notes
        );
        let twice = read_map(br#"{"width":3,"map":[0,1,0]}"#, &MapOptions::default()).unwrap();
        assert_eq!(
            (twice.map.to_text().as_str(), twice.notes.len()),
            ("3x1:2,1", 1)
        );
    }

    #[test]
    fn errors_name_their_line() {
        assert!(wrong("{\"map\":[0,\n1,,2]}").starts_with("Line 2: a value is missing"));
        assert!(wrong("{\"map\":[0\n1]}").starts_with("Line 2: a comma"));
        assert!(wrong("{\"map\":[0,\n\n1.5]}").starts_with("Line 3: '1.5' is not the number"));
        assert!(wrong("{\"map\":[[0,1],\n[2]]}").starts_with("Line 2: this row has 1 cells"));
        assert!(wrong("{\"map\":[0,1],\n\"width\":0}").starts_with("Line 2: the width"));
        assert!(wrong("{\"map\":[0,1").contains("ends in the middle"));
        assert!(wrong("{\"map\":[0,1]").contains("} is missing"));
        assert!(wrong("{\"width\":2}").contains("nor a \"map\""));
        assert!(wrong("{\"map\":[-1,-1]}").contains("No LED has a position"));
        assert!(wrong("{\"map\":[0],\"map\":[1]}").contains("one list"));
        assert!(wrong("[-1,1,1,1,0,1]").contains("2d-gaps.json"));
        assert!(wrong("{\"map\":[[0,1]],\"width\":3}").contains("rows have 2 cells"));
        assert!(
            wrong("{\"width\":65535,\"height\":65535,\"map\":[0]}")
                .contains("more than 65535 cells")
        );
    }

    #[test]
    fn a_map_is_bounded_before_it_is_held() {
        let long = format!("{{\"map\":[{}0]}}", "0,".repeat(MAX_LEDS));
        assert!(wrong(&long).contains("more than 65535 cells"));
        let deep = "[".repeat(100_000);
        assert!(wrong(&deep).starts_with("Line 1"));
    }
}
