//! Positions as a table: a line `x,y` or `x,y,z` for each LED, LED 1 first. Commas, semicolons, tabs or blanks between;
//! a first line that names the columns may be there, and a column that numbers the LEDs. x goes to the right and y down, as
//! in pictures; the unit does not matter. A line with nothing where x and y should be is an LED without a place.

use super::super::super::PatternError;
use super::super::super::matrix::MAX_LEDS;
use super::kind::MapKind;
use super::read::{MapFile, MapOptions, at, whole};
use super::rows::{NUMBERS, Row, in_order, led_number, not_a_number, within_reach};
use crate::msg;

/// Fields of a line that are looked at: tables of other programs have some more.
const MAX_FIELDS: usize = 32;
/// Lines between two looks at the switch that stops reading.
const LINES_AT_ONCE: usize = 1024;
/// Words that mean an axis, in the names of columns.
const AXES: [(&str, [&str; 4]); 3] = [
    ("x", ["posx", "xpos", "col", "column"]),
    ("y", ["posy", "ypos", "row", "rows"]),
    ("z", ["posz", "zpos", "depth", "layer"]),
];

/// Reads a table of positions.
///
/// # Errors
/// `layout.unreadable`, with the line where one is to blame.
pub(super) fn read_table(text: &str, options: &MapOptions) -> Result<MapFile, PatternError> {
    let table = Table::parse(text, options)?;
    let notes = if table.columns.is_numbered_by_guess {
        vec![msg!("pattern-points-four")]
    } else {
        Vec::new()
    };
    let points = in_order(table.rows)?;
    Ok(MapFile::of_points(points, MapKind::Table, None, options)?.noted(&notes))
}

/// What the lines say.
struct Table {
    columns: Columns,
    rows: Vec<Row>,
}

/// Which column is what. An axis that has none is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Columns {
    number: Option<usize>,
    axes: [Option<usize>; 3],
    /// Whether a first line names them.
    are_named: bool,
    is_numbered_by_guess: bool,
}

impl Table {
    fn parse(text: &str, options: &MapOptions) -> Result<Self, PatternError> {
        let mut rows = Vec::new();
        let mut sep = None;
        let mut columns = None;
        for (line, words) in (1..).zip(text.lines()) {
            if line % LINES_AT_ONCE == 0 {
                options.cancel.check()?;
            }
            let words = words.trim_matches([' ', '\r', '\u{feff}']);
            if line == 1 && words.len() == 5 && words.to_lowercase().starts_with("sep=") {
                sep = words.chars().last(); // a line of Excel's own
                continue;
            }
            if words.trim().is_empty() || words.starts_with('#') || words.starts_with("//") {
                continue;
            }
            let between = *sep.get_or_insert_with(|| separator(words));
            let fields = fields(words, between);
            let known = match columns {
                Some(known) => known,
                None => {
                    let found = Columns::find(line, &fields)?;
                    columns = Some(found);
                    if found.are_named {
                        continue;
                    }
                    found
                }
            };
            if rows.len() >= MAX_LEDS {
                return Err(at(line, msg!("pattern-points-too-many", max = MAX_LEDS)));
            }
            rows.push(known.row(line, &fields)?);
        }
        match columns {
            Some(columns) if !rows.is_empty() => Ok(Self { columns, rows }),
            _ => Err(whole(msg!("pattern-points-no-line"))),
        }
    }
}

/// What stands between the fields of a line.
fn separator(line: &str) -> char {
    [';', '\t', ',']
        .into_iter()
        .find(|between| line.contains(*between))
        .unwrap_or(' ')
}

/// The fields of a line, without blanks and quotes around them, and without empty ones at the end of more than two. What
/// is between quotes may hold the separator: spreadsheets write `"0,5","2"`.
fn fields(line: &str, between: char) -> Vec<String> {
    let mut is_quoted = false;
    let split = line.split(|c: char| {
        is_quoted ^= c == '"';
        c == between && !is_quoted
    });
    let bare = |field: &'_ str| field.trim().trim_matches('"').trim().to_owned();
    let mut fields: Vec<String> = split
        .map(bare)
        .filter(|field| between != ' ' || !field.is_empty())
        .take(MAX_FIELDS + 1)
        .collect();
    while fields.len() > 2 && fields.last().is_some_and(|field| field.is_empty()) {
        fields.pop();
    }
    fields
}

impl Columns {
    /// From the first line: as it names them, or x, y and perhaps z.
    fn find(line: usize, fields: &[String]) -> Result<Self, PatternError> {
        let are_words = fields.iter().any(|field| !field.is_empty())
            && fields.iter().all(|field| number(field).is_none());
        if are_words {
            return Self::named(line, fields);
        }
        let is_first = |field: &str| matches!(field, "0" | "1");
        let axes = |first: usize, count: usize| {
            [0, 1, 2].map(|axis| (axis < count).then_some(first + axis))
        };
        match fields {
            [_, _] | [_, _, _] => Ok(Self {
                axes: axes(0, fields.len()),
                ..Self::default()
            }),
            // a number of the LED before x, y and z
            [first, _, _, _] if is_first(first) => Ok(Self {
                number: Some(0),
                axes: axes(1, 3),
                is_numbered_by_guess: true,
                ..Self::default()
            }),
            _ => Err(at(line, msg!("pattern-points-fields", n = fields.len()))),
        }
    }

    /// "x", "x (mm)" and "pos_x" are all x.
    fn named(line: usize, fields: &[String]) -> Result<Self, PatternError> {
        let named = |names: &[&str]| {
            let is = |field: &str| {
                let field = field.to_lowercase();
                field
                    .split(|c: char| !c.is_alphanumeric())
                    .any(|word| names.contains(&word))
            };
            fields.iter().position(|field| is(field))
        };
        let axes = AXES.map(|(axis, names)| named(&[axis]).or_else(|| named(&names)));
        if axes.iter().flatten().count() < 2 {
            return Err(at(line, msg!("pattern-points-columns")));
        }
        let number = named(&NUMBERS).filter(|column| !axes.contains(&Some(*column)));
        Ok(Self {
            number,
            axes,
            are_named: true,
            is_numbered_by_guess: false,
        })
    }

    fn row(&self, line: usize, fields: &[String]) -> Result<Row, PatternError> {
        let most = if self.number.is_some() { 4 } else { 3 };
        if !self.are_named && fields.len() > most {
            return Err(at(
                line,
                msg!("pattern-points-too-many-fields", fields = fields.len()),
            ));
        }
        let field = |column: usize| fields.get(column).map_or("", |field| field.as_str());
        let led = self
            .number
            .map(|column| led_number(line, field(column)))
            .transpose()?;
        // z may be missing, but neither x nor y, unless both are
        let needed = self.axes.map(|column| column.map(field));
        if needed.iter().flatten().take(2).all(|text| text.is_empty()) {
            return Ok(Row {
                line,
                number: led,
                point: None,
            });
        }
        let mut point = [0.0; 3];
        for ((value, text), (axis, _)) in point.iter_mut().zip(needed).zip(AXES) {
            match text {
                Some("") if axis == "z" => {}
                Some(text) => {
                    let found = number(text);
                    let found = found.ok_or_else(|| not_a_number(line, text, axis))?;
                    *value = within_reach(line, found, axis)?;
                }
                None => {}
            }
        }
        Ok(Row {
            line,
            number: led,
            point: Some(point),
        })
    }
}

/// A finite number, with a point or a comma in it.
fn number(text: &str) -> Option<f64> {
    super::json::finite(&text.replace(',', "."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str) -> MapFile {
        read_table(file, &MapOptions::default()).unwrap()
    }

    fn wrong(file: &str) -> String {
        read_table(file, &MapOptions::default())
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn tables_are_read_however_they_are_written() {
        let expected = "2x2:0,1,3,2";
        for file in [
            "0,0\n1,0\n1,1\n0,1",
            "x,y\r\n0,0\r\n1,0\r\n1,1\r\n0,1\r\n",
            "\u{feff}# a square\n\nx;y\n0;0\n2,5;0\n2,5;2,5\n0;2,5\n",
            "sep=;\n\"X (mm)\";\"Y (mm)\";\"Z (mm)\"\n-1;-1;0\n1;-1;0\n1;1;0\n-1;1;0\n",
            "0\t0\t\n10\t0\t\n10\t10\t\n0\t10\t\n",
            "  0   0\n  1e1 0\n  1e1 1e1\n  0 1e1",
            "led,y,x\n1,0,0\n2,0,1\n4,1,0\n3,1,1",
            "index,x,y,name,colour\n0,0,0,a,b\n1,5,0,a,b\n2,5,5,a,b\n3,0,5,a,b",
        ] {
            assert_eq!(read(file).map.to_text(), expected, "{file}");
        }
    }

    #[test]
    fn an_led_without_a_position_stays_dark() {
        assert_eq!(read("0,0\n,\n1,0").map.to_text(), "2x1:0,-,1");
        assert_eq!(read("led;x;y\n1;0;0\n4;1;0").map.to_text(), "2x1:0,-,-,1");
        assert_eq!(
            read("led;x;y\n1;0;0\n2;;\n3;1;0").map.to_text(),
            "2x1:0,-,1"
        );
    }

    #[test]
    fn depth_is_left_out_and_height_is_found() {
        let deep = read("0,0,0\n1,0,1\n1,1,1");
        assert_eq!(
            (deep.map.to_text().as_str(), deep.notes.len()),
            ("2x2:0,1,3", 1)
        );
        let upright = read("0,3,0\n1,3,0\n0,3,1");
        assert_eq!(
            (upright.map.to_text().as_str(), upright.notes.len()),
            ("2x2:2,3,0", 1)
        );
        assert!(read("0,0,4\n1,1,4").notes.is_empty());
    }

    #[test]
    fn errors_name_their_line() {
        assert!(wrong("0,0\n1,a").starts_with("Line 2: 'a' is not a number for y"));
        assert!(wrong("0,0\n1").starts_with("Line 2: '' is not a number for y"));
        assert!(wrong("0,0\n# x\n\n1,nan").starts_with("Line 4: 'nan'"));
        assert!(wrong("0,0\n1,inf").contains("'inf'") && wrong("0,0\n1,1e400").contains("'1e400'"));
        assert!(wrong("0,0\n1,1e10").contains("too large"));
        assert!(wrong("a,b\n1,2").starts_with("Line 1: the first line does not name the columns"));
        assert!(wrong("5,2,3,4").contains("4 fields"));
        assert!(wrong("1,2\n1,2,3,4").starts_with("Line 2: 4 fields"));
        assert!(wrong("7").contains("1 field "));
        assert!(wrong("led,x,y\n1,0,0\n1,1,1").starts_with("Line 3: LED 1 is in the file twice"));
        assert!(wrong("led,x,y\n70000,0,0").contains("not the number of an LED"));
        assert!(
            wrong("x,y").contains("no line with x,y")
                && wrong("# only words").contains("no line with x,y")
        );
        assert!(wrong(",\n,").contains("No LED has a position"));
        assert!(wrong(&"1,2\n".repeat(MAX_LEDS + 1)).starts_with("Line 65536: the file has more"));
    }
}
