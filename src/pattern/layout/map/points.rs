//! Positions as a table: a line `x,y` or `x,y,z` for each LED, LED 1 first. Commas, semicolons, tabs or blanks between;
//! a first line that names the columns may be there, and a column that numbers the LEDs. x goes to the right and y down, as
//! in pictures; the unit does not matter. A line with nothing where x and y should be is an LED without a place.

use super::super::super::PatternError;
use super::super::super::matrix::{MAX_LEDS, Matrix};
use super::super::super::words::excerpt;
use super::canvas::{Laid, lay_out};
use super::{MapFile, at, map_of, text_of, whole};
use crate::message::Message;
use crate::msg;

/// Positions beyond this are mistakes: micrometres reach a kilometre with it.
const FARTHEST: f64 = 1e9;
/// Columns that number the LEDs.
const NUMBERS: [&str; 7] = ["led", "index", "id", "i", "n", "pixel", "number"];

/// Reads a table of positions. They come to stand on a grid of `size`; without one, on the smallest that keeps them apart.
///
/// # Errors
/// `layout.unreadable`, with the line where one is to blame.
pub fn read_points(bytes: &[u8], size: Option<Matrix>) -> Result<MapFile, PatternError> {
    let text = text_of(bytes)?;
    let table = Table::parse(&text)?;
    let mut notes = Vec::new();
    let points = flat(table.in_order()?, &mut notes);
    if points.iter().all(Option::is_none) {
        return Err(whole(msg!("pattern-points-none")));
    }
    let Laid {
        matrix,
        cells,
        shared,
    } = lay_out(&points, size);
    if shared > 0 {
        notes.push(msg!(
            "pattern-points-shared",
            matrix = matrix,
            shared = shared
        ));
    }
    Ok(MapFile {
        map: map_of(matrix, &cells)?,
        notes,
    })
}

/// Where an LED is in space.
type Point = [f64; 3];

/// What the lines say: number, where a column has them, and position, with the line it stands on.
struct Table {
    rows: Vec<(usize, Option<usize>, Option<Point>)>,
}

/// Which column is what.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Columns {
    number: Option<usize>,
    x: usize,
    y: usize,
    z: Option<usize>,
}

impl Table {
    fn parse(text: &str) -> Result<Self, PatternError> {
        let mut rows = Vec::new();
        let mut sep = None;
        let mut columns = None;
        for (line, words) in (1..).zip(text.lines()) {
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
            let Some(columns) = columns else {
                let (found, is_header) = Columns::find(line, &fields)?;
                columns = Some(found);
                if !is_header {
                    rows.push(row(line, &fields, found)?);
                }
                continue;
            };
            if rows.len() >= MAX_LEDS {
                return Err(at(line, msg!("pattern-points-too-many", max = MAX_LEDS)));
            }
            rows.push(row(line, &fields, columns)?);
        }
        if rows.is_empty() {
            return Err(whole(msg!("pattern-points-no-line")));
        }
        Ok(Self { rows })
    }

    /// The positions by number of the LED, which begin at 0 or at 1; without numbers as the lines stand.
    fn in_order(self) -> Result<Vec<Option<Point>>, PatternError> {
        let first = self.rows.iter().filter_map(|(_, number, _)| *number).min();
        let Some(first) = first.map(|first| first.min(1)) else {
            return Ok(self.rows.into_iter().map(|(_, _, point)| point).collect());
        };
        let mut points = Vec::new();
        let mut taken = Vec::new();
        for (line, number, point) in self.rows {
            let led = number.unwrap_or_default() - first;
            if led >= points.len() {
                points.resize(led + 1, None);
                taken.resize(led + 1, false);
            }
            let (Some(place), Some(taken)) = (points.get_mut(led), taken.get_mut(led)) else {
                continue;
            };
            if std::mem::replace(taken, true) {
                return Err(at(line, msg!("pattern-points-twice", led = led + first)));
            }
            *place = point;
        }
        Ok(points)
    }
}

/// What stands between the fields of a line.
fn separator(line: &str) -> char {
    [';', '\t', ',']
        .into_iter()
        .find(|between| line.contains(*between))
        .unwrap_or(' ')
}

/// The fields of a line, without blanks and quotes around them, and without empty ones at the end of more than two.
fn fields(line: &str, between: char) -> Vec<&str> {
    let field = |field: &'_ str| -> bool { between != ' ' || !field.is_empty() };
    let split = line
        .split(between)
        .map(|field| field.trim().trim_matches('"').trim());
    let mut fields: Vec<&str> = split
        .filter(|text| field(text))
        .take(MAX_FIELDS + 1)
        .collect();
    while fields.len() > 2 && fields.last() == Some(&"") {
        fields.pop();
    }
    fields
}

/// Fields of a line that are looked at: tables of other programs have some more.
const MAX_FIELDS: usize = 32;

impl Columns {
    /// From the first line: as it names them, or x, y and perhaps z; and whether it is such a line of names.
    fn find(line: usize, fields: &[&str]) -> Result<(Self, bool), PatternError> {
        let is_header = fields.iter().any(|field| !field.is_empty())
            && fields.iter().all(|field| number(field).is_none());
        if is_header {
            // "x", "x (mm)" and "pos_x" are all x
            let named = |names: &[&str]| {
                let is = |field: &str| {
                    let field = field.to_lowercase();
                    field
                        .split(|c: char| !c.is_alphanumeric())
                        .any(|word| names.contains(&word))
                };
                fields.iter().position(|field| is(field))
            };
            let missing = || at(line, msg!("pattern-points-columns"));
            let (x, y) = named(&["x"]).zip(named(&["y"])).ok_or_else(missing)?;
            return Ok((
                Self {
                    number: named(&NUMBERS),
                    x,
                    y,
                    z: named(&["z"]),
                },
                true,
            ));
        }
        match fields.len() {
            2 => Ok((
                Self {
                    number: None,
                    x: 0,
                    y: 1,
                    z: None,
                },
                false,
            )),
            3 => Ok((
                Self {
                    number: None,
                    x: 0,
                    y: 1,
                    z: Some(2),
                },
                false,
            )),
            n => Err(at(line, msg!("pattern-points-fields", n = n))),
        }
    }
}

fn row(
    line: usize,
    fields: &[&str],
    columns: Columns,
) -> Result<(usize, Option<usize>, Option<Point>), PatternError> {
    if columns.number.is_none() && fields.len() > 3.max(columns.last() + 1) && columns.last() < 3 {
        return Err(at(
            line,
            msg!("pattern-points-too-many-fields", fields = fields.len()),
        ));
    }
    let field = |column: usize| fields.get(column).copied().unwrap_or_default();
    let led = match columns.number.map(field) {
        Some(text) => {
            let led = text.parse().ok().filter(|led| *led <= MAX_LEDS);
            Some(led.ok_or_else(|| {
                at(
                    line,
                    msg!("pattern-points-not-an-led", text = excerpt(text)),
                )
            })?)
        }
        None => None,
    };
    let x = field(columns.x);
    let y = field(columns.y);
    let z = columns.z.map(field).unwrap_or_default();
    if x.is_empty() && y.is_empty() {
        return Ok((line, led, None));
    }
    let value = |text: &str, what: &str| {
        let found = number(text).ok_or_else(|| {
            at(
                line,
                msg!(
                    "pattern-points-not-a-number",
                    text = excerpt(text),
                    what = what
                ),
            )
        })?;
        let near = found.abs() <= FARTHEST;
        near.then_some(found).ok_or_else(|| {
            at(
                line,
                msg!("pattern-points-too-far", what = what, max = FARTHEST),
            )
        })
    };
    let z = if z.is_empty() { 0.0 } else { value(z, "z")? };
    Ok((line, led, Some([value(x, "x")?, value(y, "y")?, z])))
}

impl Columns {
    fn last(&self) -> usize {
        self.x.max(self.y).max(self.z.unwrap_or(0))
    }
}

/// A finite number, with a point or a comma in it.
fn number(text: &str) -> Option<f64> {
    let parsed = if text.contains(',') {
        text.replace(',', ".").parse()
    } else {
        text.parse()
    };
    parsed.ok().filter(|value: &f64| value.is_finite())
}

/// The positions as seen from the front: without z. Where nothing has a height, z is the height, which goes up.
fn flat(points: Vec<Option<Point>>, notes: &mut Vec<Message>) -> Vec<Option<(f64, f64)>> {
    let varies = |axis: usize| {
        let mut values = points.iter().flatten().filter_map(|point| point.get(axis));
        let first = values.next();
        values.any(|value| Some(value) != first)
    };
    let upright = varies(1);
    let deep = varies(2);
    if deep {
        notes.push(if upright {
            msg!("pattern-points-z-ignored")
        } else {
            msg!("pattern-points-z-up")
        });
    }
    let seen = |[x, y, z]: Point| if deep && !upright { (x, -z) } else { (x, y) };
    points.into_iter().map(|point| point.map(seen)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str) -> MapFile {
        read_points(file.as_bytes(), None).unwrap()
    }

    fn wrong(file: &str) -> String {
        read_points(file.as_bytes(), None).unwrap_err().to_string()
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
        let deep = read("0,0,0\n1,0,7\n1,1,9");
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
        assert!(wrong("1,2,3,4").contains("4 fields"));
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
