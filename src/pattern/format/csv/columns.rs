//! The first line of the table: which column is what, and what stands between cells.

use crate::message::Message;
use crate::msg;
use crate::pattern::words::excerpt;

/// What may stand between cells; the first one that the first line has does.
const SEPARATORS: [char; 3] = [',', ';', '\t'];
/// Bytes of the first line that are looked at before the file is read: it may be long.
const LOOKED_AT: usize = 4096;

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// Orders the frames.
    Number,
    /// How long the frame shows.
    Time,
    /// One colour of an LED: its place in the bytes of a frame.
    Channel(usize),
    /// Anything else.
    Ignored,
}

/// The columns of a table that has all colours of all LEDs.
pub(super) struct Table {
    pub(super) columns: Vec<Column>,
    pub(super) leds: usize,
    separator: char,
}

impl Table {
    pub(super) fn parse(head: &str) -> Result<Self, Message> {
        let separator = separator(head);
        let mut names: Vec<Name> = cells(head, separator).map(Name::of).collect();
        while names.last() == Some(&Name::Other(true)) {
            names.pop();
        }
        let numbers = || names.iter().filter_map(|name| name.led());
        // LEDs are numbered from 0, but people count from 1
        let first = numbers().min().unwrap_or(0).min(1);
        let last = numbers().max().unwrap_or(0);
        let mut seen = vec![false; names.len()];
        let mut columns = Vec::with_capacity(names.len());
        for name in &names {
            columns.push(match *name {
                Name::Number => Column::Number,
                Name::Time => Column::Time,
                Name::Other(_) => Column::Ignored,
                Name::Channel(channel, led) => {
                    let at = (led - first).saturating_mul(3).saturating_add(channel);
                    match seen.get_mut(at) {
                        Some(true) => {
                            return Err(msg!("pattern-csv-twice", column = label(at, first)));
                        }
                        Some(seen) => *seen = true,
                        None => {} // so far that one before it is missing
                    }
                    Column::Channel(at)
                }
            });
        }
        let channels = numbers().count();
        let missing = seen.iter().take(channels).position(|seen| !seen);
        let missing = missing.or((channels % 3 > 0 || channels == 0).then_some(channels));
        if let Some(at) = missing {
            let column = label(at, first);
            return Err(msg!("pattern-csv-missing", column = column, last = last));
        }
        Ok(Self {
            columns,
            leds: channels / 3,
            separator,
        })
    }

    /// The cells of a row, without the quotes that some programs write around them.
    pub(super) fn cells<'a>(&self, row: &'a str) -> impl Iterator<Item = &'a str> {
        cells(row, self.separator)
    }

    /// The number in a cell; where commas do not separate cells, they are those of fractions.
    pub(super) fn number(&self, cell: &str) -> Result<f64, Message> {
        let read = match self.separator {
            ',' => cell.parse(),
            _ => cell.replace(',', ".").parse(),
        };
        let number = read.ok().filter(|number: &f64| number.is_finite());
        number.ok_or_else(|| msg!("pattern-not-a-number", text = excerpt(cell)))
    }

    pub(super) fn wrong_width(&self, cells: usize) -> Message {
        msg!(
            "pattern-csv-cells",
            cells = cells,
            columns = self.columns.len()
        )
    }
}

/// The name of the column for a byte of a frame.
fn label(at: usize, first: usize) -> String {
    let channel = match at % 3 {
        0 => 'R',
        1 => 'G',
        _ => 'B',
    };
    format!("{channel}_{}", at / 3 + first)
}

fn separator(head: &str) -> char {
    let found = SEPARATORS.into_iter().find(|&c| head.contains(c));
    found.unwrap_or(',')
}

fn cells(row: &str, separator: char) -> impl Iterator<Item = &str> {
    row.split(separator).map(|cell| {
        let cell = cell.trim();
        let inside = cell.strip_prefix('"').and_then(|c| c.strip_suffix('"'));
        inside.unwrap_or(cell).trim()
    })
}

/// What the first line calls a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    Number,
    Time,
    /// Red, green or blue as 0, 1, 2, and the number of the LED.
    Channel(usize, usize),
    /// Not a name of this kind of table; whether it is empty.
    Other(bool),
}

impl Name {
    fn of(cell: &str) -> Self {
        if cell.eq_ignore_ascii_case("FRAME_ID") {
            return Self::Number;
        }
        if cell.eq_ignore_ascii_case("FRAME_TIME") {
            return Self::Time;
        }
        let channel = cell.split_once('_').and_then(|(channel, led)| {
            let channel = ["R", "G", "B"]
                .iter()
                .position(|name| name.eq_ignore_ascii_case(channel))?;
            let digits = led.bytes().all(|byte| byte.is_ascii_digit());
            let led = led.parse().ok().filter(|_| digits)?;
            Some(Self::Channel(channel, led))
        });
        channel.unwrap_or(Self::Other(cell.is_empty()))
    }

    fn led(self) -> Option<usize> {
        match self {
            Self::Channel(_, led) => Some(led),
            _ => None,
        }
    }
}

/// Whether the first line of a file names columns of LEDs.
pub(super) fn are_named(bytes: &[u8]) -> bool {
    let head = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head);
    let Some((_, line)) = super::lines(&head).next() else {
        return false;
    };
    let names = || cells(line, separator(line)).map(Name::of);
    let channels = names().filter(|name| name.led().is_some()).count();
    // the last of them may be cut off
    channels >= 3 && channels * 2 > names().count()
}
