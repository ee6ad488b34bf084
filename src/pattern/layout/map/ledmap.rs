//! WLED's `ledmap.json`: `{"map": [...], "width": w, "height": h}`. The position in `map` is the cell, row by row from the
//! top left; the value is the number of the LED there, counted from 0; a negative one is a gap. (WLED `FX_fcn.cpp`,
//! `deserializeMap`; kno.wled.ge/advanced/mapping.) Rows as arrays of their own are read as well.

mod parse;

use super::super::super::PatternError;
use super::super::super::matrix::Matrix;
use super::{MapFile, map_of, text_of, whole};
use crate::message::Message;
use crate::msg;
use parse::parse;

/// Reads a `ledmap.json`. `size` is its grid where the file does not say it.
///
/// # Errors
/// `layout.unreadable`, with the line where one is to blame.
pub fn read_ledmap(bytes: &[u8], size: Option<Matrix>) -> Result<MapFile, PatternError> {
    let text = text_of(bytes)?;
    let file = parse(&text)?;
    let mut notes = Vec::new();
    let matrix = file.matrix(size, &mut notes)?;
    let cells = file.cells(matrix, &mut notes)?;
    Ok(MapFile {
        map: map_of(matrix, &cells)?,
        notes,
    })
}

/// What a ledmap says, word for word.
#[derive(Default)]
struct Ledmap {
    /// The LED in each cell.
    leds: Vec<Option<usize>>,
    /// The line of each of them.
    lines: Vec<usize>,
    /// Cells of a row, where rows are arrays of their own.
    row: Option<usize>,
    width: Option<usize>,
    height: Option<usize>,
}

impl Ledmap {
    /// The grid: as the file says, else as a person said, else all in one row.
    fn matrix(
        &self,
        size: Option<Matrix>,
        notes: &mut Vec<Message>,
    ) -> Result<Matrix, PatternError> {
        let cells = self.leds.len();
        let grid = |w: usize, h: usize| {
            let sides = u16::try_from(w).ok().zip(u16::try_from(h).ok());
            sides
                .and_then(|(w, h)| Matrix::new(w, h))
                .ok_or_else(|| whole(msg!("pattern-map-grid-size", w = w, h = h)))
        };
        let row = match (self.row, self.width, self.height) {
            (Some(row), Some(width), _) if row != width => {
                return Err(whole(msg!(
                    "pattern-map-row-width",
                    row = row,
                    width = width
                )));
            }
            (row, width, height) => row
                .or(width)
                .or_else(|| height.map(|height| cells.div_ceil(height))),
        };
        let own = match (row, self.height.filter(|_| self.row.is_none())) {
            (Some(w), Some(h)) => Some(grid(w, h)?),
            (Some(w), None) => Some(grid(w, cells.div_ceil(w.max(1)))?),
            (None, _) => None,
        };
        match (own, size) {
            (Some(own), Some(size)) if own != size => Err(whole(msg!(
                "pattern-map-size-differs",
                own = own,
                size = size
            ))),
            (Some(grid), _) | (None, Some(grid)) => Ok(grid),
            (None, None) => {
                notes.push(match self.rows_of_text() {
                    None => msg!("pattern-map-no-size"),
                    Some((w, h)) => msg!("pattern-map-no-size-perhaps", w = w, h = h),
                });
                grid(cells, 1)
            }
        }
    }

    /// Cells of a line and how many such lines, where all lines of the file have as many.
    fn rows_of_text(&self) -> Option<(usize, usize)> {
        let mut lines = self.lines.chunk_by(|a, b| a == b).map(<[usize]>::len);
        let first = lines.next()?;
        let rows = self.lines.chunk_by(|a, b| a == b).count();
        (first > 1 && rows > 1 && lines.all(|cells| cells == first)).then_some((first, rows))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::MAX_LEDS;

    fn text(file: &str) -> String {
        read_ledmap(file.as_bytes(), None).unwrap().map.to_text()
    }

    fn wrong(file: &str) -> String {
        read_ledmap(file.as_bytes(), None).unwrap_err().to_string()
    }

    #[test]
    fn cells_become_the_places_of_leds() {
        let file =
            r#"{"n": "my \"map\":[9]", "width": 3, "height": 2, "map": [0, 1, -1, -1, 3, 2]}"#;
        assert_eq!(text(file), "3x2:0,1,5,4");
        assert_eq!(read_ledmap(file.as_bytes(), None).unwrap().notes, []);
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
        let alone = read_ledmap(file, None).unwrap();
        assert_eq!(alone.map.to_text(), "4x1:0,2,1,3");
        assert!(
            alone.notes[0].to_string().contains("suggest 2x2"),
            "{:?}",
            alone.notes
        );
        let told = read_ledmap(file, Matrix::new(2, 2)).unwrap();
        assert_eq!(
            (told.map.to_text().as_str(), told.notes.len()),
            ("2x2:0,2,1,3", 0)
        );
        let clash = read_ledmap(br#"{"width":4,"map":[0,1,2,3]}"#, Matrix::new(2, 2)).unwrap_err();
        assert!(clash.to_string().contains("4x1, not the 2x2"), "{clash}");
    }

    #[test]
    fn more_cells_than_the_grid_are_leds_behind_it_and_the_last_of_two_cells_counts() {
        let read = read_ledmap(br#"{"width":2,"height":1,"map":[0,1,2,3]}"#, None).unwrap();
        assert_eq!(read.map.to_text(), "2x1:0,1,-,-");
        assert!(
            read.notes[0].to_string().starts_with("2 LEDs stay dark"),
            "{:?}",
            read.notes
        );
        let twice = read_ledmap(br#"{"width":3,"map":[0,1,0]}"#, None).unwrap();
        assert_eq!(
            (twice.map.to_text().as_str(), twice.notes.len()),
            ("3x1:2,1", 1)
        );
    }

    #[test]
    fn errors_name_their_line() {
        assert!(wrong("{\"map\":[0,\n1,,2]}").starts_with("Line 2: the number of an LED"));
        assert!(wrong("{\"map\":[0\n1]}").starts_with("Line 2: a comma"));
        assert!(wrong("{\"map\":[0,\n\n1.5]}").starts_with("Line 3: '1.5' is not the number"));
        assert!(wrong("{\"map\":[[0,1],\n[2]]}").starts_with("Line 2: this row has 1 cells"));
        assert!(wrong("{\"map\":[0,1],\n\"width\":0}").starts_with("Line 2: the width"));
        assert!(wrong("{\"map\":[0,1").contains("ends in the middle"));
        assert!(wrong("{\"map\":[0,1]").contains("} is missing"));
        assert!(wrong("{\"width\":2}").contains("no \"map\""));
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
