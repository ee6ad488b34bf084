//! WLED's `ledmap.json`: `{"map": [...], "width": w, "height": h}`. The position in `map` is the cell, row by row from the
//! top left; the value is the number of the LED there, counted from 0; a negative one is a gap. (WLED `FX_fcn.cpp`,
//! `deserializeMap`; kno.wled.ge/advanced/mapping.) Rows as arrays of their own are read as well.

use super::super::super::PatternError;
use super::super::super::matrix::{MAX_LEDS, Matrix};
use super::super::super::words::excerpt;
use super::words::{Word, Words};
use super::{MapFile, at, map_of, text_of, whole};

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

fn parse(text: &str) -> Result<Ledmap, PatternError> {
    let mut words = Words::of(text);
    let mut file = Ledmap::default();
    match words.next() {
        Some((_, Word::Sign('{'))) => members(&mut words, &mut file)?,
        Some((_, Word::Sign('['))) => {
            file.read_map(&mut words)?;
            file.refuse_gaps()?;
        }
        _ => {
            return Err(whole(
                "this is no JSON: it begins with neither { nor [".into(),
            ));
        }
    }
    if file.leds.is_empty() {
        return Err(whole(
            "there is no \"map\" in it, a list of LEDs like {\"map\": [0, 1, -1, 2]}".into(),
        ));
    }
    Ok(file)
}

/// The members of the object up to its end, whatever their order; what is no part of a map is passed over.
fn members(words: &mut Words<'_>, file: &mut Ledmap) -> Result<(), PatternError> {
    while let Some((line, word)) = words.next() {
        let key = match word {
            Word::Sign('}') => return Ok(()),
            Word::Sign(',') => continue,
            Word::Text(key) => key,
            _ => return Err(at(line, "a name in quotes is missing here, like \"map\"")),
        };
        if !matches!(words.next(), Some((_, Word::Sign(':')))) {
            return Err(at(
                line,
                format!("a colon is missing behind \"{}\"", excerpt(key)),
            ));
        }
        match key {
            "map" => match words.next() {
                Some((_, Word::Sign('['))) if file.leds.is_empty() => file.read_map(words)?,
                Some((line, _)) => {
                    return Err(at(line, "\"map\" is one list of LEDs, like [0, 1, -1, 2]"));
                }
                None => break,
            },
            "width" => file.width = Some(side(words, "width")?),
            "height" => file.height = Some(side(words, "height")?),
            _ => pass_over(words),
        }
    }
    Err(at(words.line(), "the file ends too early: a } is missing"))
}

/// A width or height: 1 to 65,535.
fn side(words: &mut Words<'_>, what: &str) -> Result<usize, PatternError> {
    let (line, word) = words
        .next()
        .ok_or_else(|| at(1, format!("the file ends where its {what} should be")))?;
    let number = match word {
        Word::Bare(number) | Word::Text(number) => number.parse().ok(),
        Word::Sign(_) => None,
    };
    number
        .filter(|n| (1..=MAX_LEDS).contains(n))
        .ok_or_else(|| at(line, format!("the {what} is a number like 16")))
}

/// Leaves a value out, however deep it goes.
fn pass_over(words: &mut Words<'_>) {
    let mut depth = 0usize;
    for (_, word) in words {
        match word {
            Word::Sign('{' | '[') => depth += 1,
            Word::Sign('}' | ']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return;
        }
    }
}

impl Ledmap {
    /// The list behind its opening bracket.
    fn read_map(&mut self, words: &mut Words<'_>) -> Result<(), PatternError> {
        let mut in_row = false;
        let mut row_began = 0;
        let mut wants_comma = false;
        for (line, word) in words.by_ref() {
            match word {
                Word::Sign('[')
                    if !in_row && !wants_comma && (self.row.is_some() || self.leds.is_empty()) =>
                {
                    in_row = true;
                    row_began = self.leds.len();
                    self.row = self.row.or(Some(0));
                }
                Word::Sign(']') if in_row => {
                    self.end_row(line, self.leds.len() - row_began)?;
                    in_row = false;
                    wants_comma = true;
                }
                Word::Sign(']') => return Ok(()),
                Word::Sign(',') if wants_comma => wants_comma = false,
                Word::Bare(number) if !wants_comma && (in_row || self.row.is_none()) => {
                    self.push(line, led(line, number)?)?;
                    wants_comma = true;
                }
                _ if wants_comma => return Err(at(line, "a comma is missing between two LEDs")),
                _ => return Err(at(line, "the number of an LED is missing, or -1 for a gap")),
            }
        }
        Err(at(
            words.line(),
            "the file ends in the middle of its \"map\"",
        ))
    }

    fn push(&mut self, line: usize, led: Option<usize>) -> Result<(), PatternError> {
        if self.leds.len() >= MAX_LEDS {
            return Err(at(
                line,
                format!("the \"map\" has more than {MAX_LEDS} cells"),
            ));
        }
        self.leds.push(led);
        self.lines.push(line);
        Ok(())
    }

    fn end_row(&mut self, line: usize, cells: usize) -> Result<(), PatternError> {
        match self.row {
            Some(0) | None if cells > 0 => self.row = Some(cells),
            Some(row) if row == cells && cells > 0 => {}
            Some(row) if cells > 0 => {
                return Err(at(
                    line,
                    format!("this row has {cells} cells, those before {row}"),
                ));
            }
            _ => return Err(at(line, "a row without cells")),
        }
        Ok(())
    }

    /// A bare list may be WLED's other file, which says only where LEDs are missing.
    fn refuse_gaps(&self) -> Result<(), PatternError> {
        let only_flags = self.leds.iter().all(|led| led.is_none_or(|led| led <= 1));
        if only_flags && self.leds.len() > 3 {
            return Err(whole(
                "this looks like WLED's 2d-gaps.json, which does not say which LED is where: give its ledmap.json"
                    .into(),
            ));
        }
        Ok(())
    }

    /// The grid: as the file says, else as a person said, else all in one row.
    fn matrix(
        &self,
        size: Option<Matrix>,
        notes: &mut Vec<String>,
    ) -> Result<Matrix, PatternError> {
        let cells = self.leds.len();
        let grid = |w: usize, h: usize| {
            let sides = u16::try_from(w).ok().zip(u16::try_from(h).ok());
            sides
                .and_then(|(w, h)| Matrix::new(w, h))
                .ok_or_else(|| whole(format!("a grid of {w}x{h} is too large")))
        };
        let row = match (self.row, self.width, self.height) {
            (Some(row), Some(width), _) if row != width => {
                return Err(whole(format!(
                    "its rows have {row} cells, but it says that its width is {width}"
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
            (Some(own), Some(size)) if own != size => Err(whole(format!(
                "it says that its grid is {own}, not {size} as it was given"
            ))),
            (Some(grid), _) | (None, Some(grid)) => Ok(grid),
            (None, None) => {
                let rows = self.rows_of_text().map_or_else(String::new, |(w, h)| {
                    format!(", by its lines perhaps {w}x{h}")
                });
                notes.push(format!(
                    "It says no width and height, so all its cells are one row; if it is a matrix, give its size{rows}."
                ));
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
        notes: &mut Vec<String>,
    ) -> Result<Vec<Option<usize>>, PatternError> {
        let leds = self.leds.iter().flatten().max().map_or(0, |last| last + 1);
        let mut cells = vec![None; leds];
        let mut twice = 0usize;
        let mut behind = 0usize;
        for (cell, led) in self.leds.iter().enumerate() {
            let Some(place) = led.and_then(|led| cells.get_mut(led)) else {
                continue;
            };
            match cell < matrix.leds() {
                true => twice += usize::from(place.replace(cell).is_some()),
                false => behind += 1,
            }
        }
        if twice > 0 {
            notes.push(format!(
                "LEDs that a second cell names: {twice}; the last cell counts."
            ));
        }
        if behind > 0 {
            notes.push(format!(
                "LEDs that stay dark because they stand behind the {matrix} cells of its grid: {behind}."
            ));
        }
        Ok(cells)
    }
}

/// The number of an LED; `None` for a gap, which is everything that WLED has no number for.
fn led(line: usize, word: &str) -> Result<Option<usize>, PatternError> {
    if word == "null" {
        return Ok(None);
    }
    let digits = word.strip_prefix('-').unwrap_or(word);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(at(
            line,
            format!(
                "'{}' is no number of an LED, and no -1 for a gap",
                excerpt(word)
            ),
        ));
    }
    // WLED keeps 16 bits, and of those 65535 for gaps
    Ok(word.parse::<usize>().ok().filter(|led| *led < MAX_LEDS))
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(
            read_ledmap(file.as_bytes(), None).unwrap().notes,
            Vec::<String>::new()
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
        let alone = read_ledmap(file, None).unwrap();
        assert_eq!(alone.map.to_text(), "4x1:0,2,1,3");
        assert!(alone.notes[0].contains("perhaps 2x2"), "{:?}", alone.notes);
        let told = read_ledmap(file, Matrix::new(2, 2)).unwrap();
        assert_eq!(
            (told.map.to_text().as_str(), told.notes.len()),
            ("2x2:0,2,1,3", 0)
        );
        let clash = read_ledmap(br#"{"width":4,"map":[0,1,2,3]}"#, Matrix::new(2, 2)).unwrap_err();
        assert!(clash.to_string().contains("4x1, not 2x2"), "{clash}");
    }

    #[test]
    fn more_cells_than_the_grid_are_leds_behind_it_and_the_last_of_two_cells_counts() {
        let read = read_ledmap(br#"{"width":2,"height":1,"map":[0,1,2,3]}"#, None).unwrap();
        assert_eq!(read.map.to_text(), "2x1:0,1,-,-");
        assert!(read.notes[0].contains("grid: 2."), "{:?}", read.notes);
        let twice = read_ledmap(br#"{"width":3,"map":[0,1,0]}"#, None).unwrap();
        assert_eq!(
            (twice.map.to_text().as_str(), twice.notes.len()),
            ("3x1:2,1", 1)
        );
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        assert!(wrong("{\"map\":[0,\n1,,2]}").starts_with("line 2: the number of an LED"));
        assert!(wrong("{\"map\":[0\n1]}").starts_with("line 2: a comma"));
        assert!(wrong("{\"map\":[0,\n\n1.5]}").starts_with("line 3: '1.5' is no number"));
        assert!(wrong("{\"map\":[[0,1],\n[2]]}").starts_with("line 2: this row has 1 cells"));
        assert!(wrong("{\"map\":[0,1],\n\"width\":0}").starts_with("line 2: the width"));
        assert!(wrong("{\"map\":[0,1").contains("ends in the middle"));
        assert!(wrong("{\"map\":[0,1]").contains("} is missing"));
        assert!(wrong("{\"width\":2}").contains("no \"map\""));
        assert!(wrong("{\"map\":[-1,-1]}").contains("no LED has a place"));
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
        assert!(wrong(&deep).starts_with("line 1"));
    }
}
