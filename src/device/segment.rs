//! [`Segment`]: a part of a device's LEDs that shows something of its own, and the [`Part`] of a device that a person chose
//! for patterns. A device reports its segments among its capabilities, so that they are known while it is offline, too.

use crate::message::Message;
use crate::msg;
use crate::pattern::Matrix;
use std::fmt;
use std::str::FromStr;

/// In front of a segment among a device's capabilities.
const CAP: &str = "segment:";
/// The word for all LEDs.
const ALL: &str = "all";

/// A part of a device's LEDs that shows something of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its number on the device.
    pub id: u16,
    /// The first column of a matrix or LED of a strip, and the one behind the last.
    pub columns: (u16, u16),
    /// Rows likewise; `None`: a part of a strip.
    pub rows: Option<(u16, u16)>,
}

impl Segment {
    /// The segment, unless it has no LEDs.
    #[must_use]
    pub fn new(id: u16, columns: (u16, u16), rows: Option<(u16, u16)>) -> Option<Self> {
        let is_filled = |(start, stop): (u16, u16)| start < stop;
        (is_filled(columns) && rows.is_none_or(is_filled)).then_some(Self { id, columns, rows })
    }

    /// LEDs it has.
    #[must_use]
    pub fn leds(self) -> usize {
        let length = |(start, stop): (u16, u16)| usize::from(stop.saturating_sub(start));
        length(self.columns) * self.rows.map_or(1, length)
    }

    /// Its size on a matrix.
    #[must_use]
    pub fn matrix(self) -> Option<Matrix> {
        let (top, bottom) = self.rows?;
        let (left, right) = self.columns;
        Matrix::new(right.saturating_sub(left), bottom.saturating_sub(top))
    }

    /// Its text among a device's capabilities.
    pub(super) fn cap(self) -> String {
        let (left, right) = self.columns;
        let rows = self.rows.map(|(top, bottom)| format!(":{top}-{bottom}"));
        format!(
            "{CAP}{}:{left}-{right}{}",
            self.id,
            rows.unwrap_or_default()
        )
    }

    pub(super) fn of_cap(cap: &str) -> Option<Self> {
        let mut parts = cap.strip_prefix(CAP)?.split(':');
        let id = parts.next()?.parse().ok()?;
        let range = |text: &str| -> Option<(u16, u16)> {
            let (start, stop) = text.split_once('-')?;
            Some((start.parse().ok()?, stop.parse().ok()?))
        };
        let columns = range(parts.next()?)?;
        let rows = match parts.next() {
            Some(rows) => Some(range(rows)?),
            None => None,
        };
        Self::new(id, columns, rows)
    }
}

impl Segment {
    /// In words: "1 (LEDs 30 to 59)", "2 (16x8 at column 0, row 8)".
    #[must_use]
    pub fn message(self) -> Message {
        let (left, right) = self.columns;
        match (self.matrix(), self.rows) {
            (Some(size), Some((top, _))) => msg!(
                "segment-matrix",
                id = self.id,
                size = size.to_string(),
                column = left,
                row = top
            ),
            _ => msg!(
                "segment-strip",
                id = self.id,
                first = left,
                last = right.saturating_sub(1)
            ),
        }
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// Which LEDs of a device show patterns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of them.
    All,
    /// Those of the segment with that number.
    Segment(u16),
}

impl Part {
    /// The segment with that number, if there can be one.
    #[must_use]
    pub fn numbered(id: usize) -> Option<Self> {
        u16::try_from(id).ok().map(Self::Segment)
    }

    /// The number of the segment, where it is one.
    #[must_use]
    pub fn segment(self) -> Option<u16> {
        match self {
            Self::All => None,
            Self::Segment(id) => Some(id),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str(ALL),
            Self::Segment(id) => id.fmt(f),
        }
    }
}

/// Text that names no part of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsePartError {
    /// What was given.
    pub text: String,
}

impl std::error::Error for ParsePartError {}

impl fmt::Display for ParsePartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        msg!("segment-invalid", text = &self.text).fmt(f)
    }
}

impl FromStr for Part {
    type Err = ParsePartError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.eq_ignore_ascii_case(ALL) {
            return Ok(Self::All);
        }
        text.parse().map(Self::Segment).map_err(|_| ParsePartError {
            text: text.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::{Cap, Caps};

    #[test]
    fn segments_are_read_as_they_are_written_and_empty_ones_are_none() {
        let strip = Segment::new(10, (30, 60), None).unwrap();
        let matrix = Segment::new(2, (0, 16), Some((8, 16))).unwrap();
        let caps = [
            strip.cap(),
            matrix.cap(),
            "segment:3:5-5".into(),
            "segment:x".into(),
        ];
        let caps: Caps = caps.each_ref().map(|cap| Cap::from(cap.as_str())).into();
        assert_eq!(caps.segments(), [matrix, strip], "by number");
        assert_eq!((strip.leds(), matrix.leds()), (30, 128));
        assert_eq!(strip.to_string(), "10 (LEDs 30 to 59)");
        assert_eq!(matrix.to_string(), "2 (16x8 at column 0, row 8)");
        assert_eq!(Segment::new(1, (0, 4), Some((2, 2))), None);
    }

    #[test]
    fn a_part_is_a_number_or_all() {
        assert_eq!("all".parse(), Ok(Part::All));
        assert_eq!("7".parse(), Ok(Part::Segment(7)));
        assert!(
            "left"
                .parse::<Part>()
                .unwrap_err()
                .to_string()
                .contains("all LEDs")
        );
    }
}
