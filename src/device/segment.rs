//! [`Segment`]: a part of a device's LEDs that shows something of its own, and the [`Part`] of a device that a person chose
//! for patterns. A device tells of its segments among what it can do, so that they are known while it is away, too.

use super::{Device, DeviceError, Told};
use crate::pattern::{Arrangement, Layout, Matrix, Wiring};
use std::fmt;
use std::str::FromStr;

/// In front of a segment among a device's `caps`.
const CAP: &str = "segment:";
/// How all LEDs are called.
const ALL: &str = "all";

/// LEDs of a device that show something of their own.
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

/// "1 (LEDs 30 to 59)", "2 (16x8 at column 0, row 8)".
impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (left, right) = self.columns;
        match (self.matrix(), self.rows) {
            (Some(size), Some((top, _))) => {
                write!(f, "{} ({size} at column {left}, row {top})", self.id)
            }
            _ => write!(
                f,
                "{} (LEDs {left} to {})",
                self.id,
                right.saturating_sub(1)
            ),
        }
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
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not a segment; give its number, or {ALL} for all LEDs")]
pub struct ParsePartError {
    /// What was given.
    pub text: String,
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

impl Device {
    /// Its segments that have LEDs, by number; nothing where it tells of none.
    #[must_use]
    pub fn segments(&self) -> Vec<Segment> {
        self.caps.segments()
    }

    /// The segment that a person chose for patterns; `None`: all LEDs.
    ///
    /// # Errors
    /// As [`Caps::segment`](super::Caps::segment).
    pub fn segment(&self, told: &Told) -> Result<Option<Segment>, DeviceError> {
        match told.part.and_then(Part::segment) {
            Some(wanted) => self.caps.segment(wanted).map(Some),
            None => Ok(None),
        }
    }

    /// What was told of the device, and what is told now over it. A segment that the device does not have is refused where
    /// it is used, and not remembered.
    #[must_use]
    pub fn remember(&self, before: &Told, now: &Told) -> Told {
        let mut told = before.clone().merged(now);
        if self.segment(&told).is_err() {
            told.part = before.part;
        }
        told
    }

    /// How the LEDs of a segment stand: as a person told where that has as many LEDs, else as the device says.
    pub(super) fn segment_layout(&self, segment: Segment, told: &Told) -> Option<Layout> {
        if let Some(matrix) = segment.matrix().filter(|_| self.matrix.is_some()) {
            return Layout::matrix_wired(matrix, Wiring::default());
        }
        let own = told.arrangement.clone();
        let arrangement = own
            .filter(|arrangement| arrangement.leds() == segment.leds())
            .unwrap_or(Arrangement::Strip(segment.leds()));
        Layout::new(arrangement, told.wiring.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::{Cap, DeviceAddr, DeviceId};
    use crate::pattern::Limits;

    fn device(caps: &[&str], matrix: Option<Matrix>) -> Device {
        Device {
            id: DeviceId::from_mac("a0b1c2d3e4f5").unwrap(),
            name: "Porch".into(),
            family: "wled",
            kind: "WLED",
            chip: None,
            firmware: None,
            address: DeviceAddr::from_socket("127.0.0.1:80".parse().unwrap()),
            leds: Some(300),
            matrix,
            limits: Limits::default(),
            caps: caps.iter().map(|cap| Cap::from(*cap)).collect(),
            playing: None,
        }
    }

    fn on(id: u16) -> Told {
        Told {
            part: Some(Part::Segment(id)),
            ..Told::default()
        }
    }

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
        let caps = caps.each_ref().map(String::as_str);
        assert_eq!(device(&caps, None).segments(), [matrix, strip], "by number");
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

    #[test]
    fn a_segment_that_is_not_there_is_refused_with_those_that_are() {
        let porch = device(&["segment:0:0-30", "segment:1:30-60", "gif:53"], None);
        assert_eq!(porch.segment(&Told::default()), Ok(None));
        let all = Told {
            part: Some(Part::All),
            ..Told::default()
        };
        assert_eq!(porch.segment(&all), Ok(None));
        assert_eq!(porch.segment(&on(1)).unwrap().unwrap().columns, (30, 60));
        let error = porch.segment(&on(2)).unwrap_err();
        assert_eq!(error.code(), Code::DeviceNoSegment);
        assert!(
            error
                .to_string()
                .contains("0 (LEDs 0 to 29), 1 (LEDs 30 to 59)"),
            "{error}"
        );
        assert!(device(&[], None).segment(&on(0)).is_err());
        let remembered = |id| porch.remember(&on(0), &on(id)).part;
        assert_eq!(remembered(1), Some(Part::Segment(1)));
        assert_eq!(remembered(2), Some(Part::Segment(0)), "a slip is not kept");
        assert_eq!(porch.layout(&on(2)), None);
    }

    #[test]
    fn a_segment_has_a_size_of_its_own() {
        let strip = device(&["segment:1:30-286"], None);
        assert_eq!(strip.layout(&on(1)).unwrap().leds(), 256);
        let square = Matrix::new(16, 16);
        let told = |arrangement| Told {
            arrangement,
            wiring: "rows-serpentine-tl".parse().ok(),
            ..on(1)
        };
        let fits = told(square.map(Arrangement::Matrix));
        assert_eq!(strip.layout(&fits).unwrap().matrix(), square);
        assert_eq!(strip.unheeded(&fits), None);
        let other = told(Some(Arrangement::Strip(300)));
        assert_eq!(strip.layout(&other).unwrap().leds(), 256);
        assert!(strip.unheeded(&other).is_some());
        let matrix = device(&["segment:1:0-16:8-16"], square);
        let layout = matrix.layout(&fits).unwrap();
        assert_eq!(
            (layout.matrix(), layout.wiring),
            (Matrix::new(16, 8), Wiring::default())
        );
    }
}
