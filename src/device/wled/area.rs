//! [`Area`]: which segment of a WLED shows a pattern, and over which LEDs. Without a choice it is segment 0 over all of them.

use super::json::merge;
use super::state::Segment;
use crate::device::{self, Session};
use crate::pattern::Matrix;
use serde_json::{Value, json};

/// LEDs from the first to the one behind the last; columns and rows likewise.
type Range = (u64, u64);

/// A segment and its LEDs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) id: u64,
    columns: Range,
    rows: Option<Range>,
}

impl Area {
    /// Segment 0 over a whole matrix.
    pub(super) fn matrix(matrix: Matrix) -> Self {
        Self {
            id: 0,
            columns: (0, matrix.w() as u64),
            rows: Some((0, matrix.h() as u64)),
        }
    }

    /// Segment 0 over the first `leds` LEDs of a strip.
    pub(super) fn strip(leds: usize) -> Self {
        Self {
            id: 0,
            columns: (0, leds as u64),
            rows: None,
        }
    }

    fn segment(segment: device::Segment) -> Self {
        let range = |(start, stop): (u16, u16)| (u64::from(start), u64::from(stop));
        Self {
            id: u64::from(segment.id),
            columns: range(segment.columns),
            rows: segment.rows.map(range),
        }
    }

    /// The area for a pattern of `leds` LEDs: the chosen segment, else the device's matrix, else the strip.
    pub(super) fn of(session: &Session, leds: usize) -> Self {
        match (session.segment(), session.device.matrix) {
            (Some(segment), _) => Self::segment(segment),
            (None, Some(matrix)) => Self::matrix(matrix),
            (None, None) => Self::strip(leds),
        }
    }

    /// Its size, where it has rows.
    pub(super) fn size(self) -> Option<Matrix> {
        let side = |(start, stop): Range| u16::try_from(stop.saturating_sub(start)).ok();
        Matrix::new(side(self.columns)?, side(self.rows?)?)
    }

    /// The segment over it, with nothing mirrored, grouped or blended: the canvas has exactly its size.
    pub(super) fn to_json(self) -> Value {
        let mut segment = json!({
            "grp": 1, "spc": 0, "of": 0, "rev": false, "mi": false, "frz": false, "on": true, "bri": 255, "bm": 0,
            "sel": true,
        });
        if self.rows.is_some() {
            merge(
                &mut segment,
                json!({ "rY": false, "mY": false, "tp": false }),
            );
        }
        merge(&mut segment, self.bounds());
        segment
    }

    fn bounds(self) -> Value {
        let (start, stop) = self.columns;
        let mut bounds = json!({ "id": self.id, "start": start, "stop": stop });
        if let Some((top, bottom)) = self.rows {
            merge(&mut bounds, json!({ "startY": top, "stopY": bottom }));
        }
        bounds
    }

    /// Moves a segment that was made for another area to this one.
    pub(super) fn place(self, segment: &mut Value) {
        if let Some(members) = segment.as_object_mut().filter(|_| self.rows.is_none()) {
            for key in ["startY", "stopY", "rY", "mY", "tp"] {
                members.remove(key);
            }
        }
        merge(segment, self.bounds());
    }

    /// Whether the device has that segment over these very LEDs.
    pub(super) fn is(self, segment: &Segment) -> bool {
        (segment.id, segment.columns, segment.rows) == (self.id, self.columns, self.rows)
    }

    /// Whether a segment has some of these LEDs, too.
    pub(super) fn meets(self, segment: &Segment) -> bool {
        let both =
            |(start, stop): Range, (from, to): Range| start < stop && start < to && from < stop;
        // in a state without rows every segment is in the first
        both(segment.columns, self.columns)
            && segment.rows.zip(self.rows).is_none_or(|(a, b)| both(a, b))
    }

    /// Which pixel of the pattern a LED of the device shows; `None`: it lies elsewhere. `width` is that of the device's
    /// matrix.
    pub(super) fn pixel(self, led: usize, width: Option<usize>) -> Option<usize> {
        let within = |at: usize, (start, stop): Range| {
            let at = at as u64;
            (start..stop)
                .contains(&at)
                .then(|| usize::try_from(at - start).ok())?
        };
        match (self.rows, width) {
            (Some(rows), Some(width)) => {
                let x = within(led % width.max(1), self.columns)?;
                let y = within(led / width.max(1), rows)?;
                Some(y * self.size()?.w() + x)
            }
            _ => within(led, self.columns),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::State;
    use super::*;

    fn part(id: u16, columns: (u16, u16), rows: Option<(u16, u16)>) -> Area {
        Area::segment(device::Segment { id, columns, rows })
    }

    #[test]
    fn a_matrix_is_covered_whole_and_unmirrored() {
        let segment = Area::matrix(Matrix::new(32, 8).unwrap()).to_json();
        assert_eq!(
            [&segment["id"], &segment["stop"], &segment["stopY"]],
            [&json!(0), &json!(32), &json!(8)]
        );
        for off in ["rev", "mi", "rY", "mY", "tp"] {
            assert_eq!(segment[off], json!(false), "{off}");
        }
    }

    #[test]
    fn a_chosen_segment_keeps_its_place() {
        let area = part(3, (8, 16), Some((4, 12)));
        let segment = area.to_json();
        let bounds = ["id", "start", "stop", "startY", "stopY"].map(|key| segment[key].clone());
        assert_eq!(bounds, [3, 8, 16, 4, 12]);
        assert_eq!(area.size(), Matrix::new(8, 8));
        let mut moved = Area::matrix(Matrix::new(8, 8).unwrap()).to_json();
        area.place(&mut moved);
        assert_eq!(moved, segment);
        part(1, (30, 94), None).place(&mut moved);
        assert_eq!(
            moved,
            part(1, (30, 94), None).to_json(),
            "a strip has no rows"
        );
    }

    #[test]
    fn leds_find_their_pixels() {
        let strip = part(1, (30, 60), None);
        assert_eq!(
            [29, 30, 59, 60].map(|led| strip.pixel(led, None)),
            [None, Some(0), Some(29), None]
        );
        let matrix = part(1, (8, 16), Some((4, 12)));
        let led = |x: usize, y: usize| matrix.pixel(y * 16 + x, Some(16));
        assert_eq!(
            [led(8, 4), led(15, 4), led(8, 5), led(7, 5), led(8, 12)],
            [Some(0), Some(7), Some(8), None, None]
        );
    }

    #[test]
    fn segments_that_share_leds_are_told_from_those_that_do_not() {
        let state = json!({ "seg": [
            { "id": 0, "start": 0, "stop": 8, "startY": 0, "stopY": 16 },
            { "id": 1, "start": 8, "stop": 16, "startY": 0, "stopY": 4 },
            { "id": 2, "start": 10, "stop": 12, "startY": 3, "stopY": 5 },
        ] });
        let state = State::parse(&state);
        let area = part(2, (8, 16), Some((4, 12)));
        let met: Vec<_> = state.segments.iter().map(|s| area.meets(s)).collect();
        assert_eq!(met, [false, false, true]);
        assert!(!area.is(&state.segments[2]), "other bounds");
        assert!(part(1, (8, 16), Some((0, 4))).is(&state.segments[1]));
    }
}
