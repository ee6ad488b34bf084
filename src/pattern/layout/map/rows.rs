//! LEDs as files list them: a position, and perhaps the number of the LED.

use super::super::super::PatternError;
use super::super::super::matrix::MAX_LEDS;
use super::super::super::words::excerpt;
use super::read::at;
use super::view::Point;
use crate::msg;

/// Positions beyond this are mistakes: micrometres reach a kilometre with it.
const FARTHEST: f64 = 1e9;
/// Names of the number of an LED, the surest first.
pub(super) const NUMBERS: [&str; 13] = [
    "index", "led", "pixel", "number", "i", "n", "id", "idx", "num", "nr", "ledindex", "ledid",
    "pos",
];

/// An LED of a file.
pub(super) struct Row {
    /// The line that it stands on; 0 where that is not known.
    pub(super) line: usize,
    pub(super) number: Option<usize>,
    pub(super) point: Option<Point>,
}

/// The positions by number of the LED, which begin at 0 or at 1; without numbers in the order of the file.
pub(super) fn in_order(rows: Vec<Row>) -> Result<Vec<Option<Point>>, PatternError> {
    let first = rows.iter().filter_map(|row| row.number).min();
    let Some(first) = first.map(|first| first.min(1)) else {
        return Ok(rows.into_iter().map(|row| row.point).collect());
    };
    let mut points = Vec::new();
    let mut taken = Vec::new();
    for Row {
        line,
        number,
        point,
    } in rows
    {
        let Some(number) = number else {
            if point.is_none() {
                continue;
            }
            return Err(at(line, msg!("pattern-points-unnumbered")));
        };
        let led = number - first;
        if led >= points.len() {
            points.resize(led + 1, None);
            taken.resize(led + 1, false);
        }
        let (Some(place), Some(taken)) = (points.get_mut(led), taken.get_mut(led)) else {
            continue;
        };
        if std::mem::replace(taken, true) {
            return Err(at(line, msg!("pattern-points-twice", led = number)));
        }
        *place = point;
    }
    Ok(points)
}

/// The number of an LED, as its text says.
pub(super) fn led_number(line: usize, text: &str) -> Result<usize, PatternError> {
    let led = text.trim().parse().ok().filter(|led| *led <= MAX_LEDS);
    led.ok_or_else(|| {
        let text = excerpt(text);
        at(line, msg!("pattern-points-not-an-led", text = text))
    })
}

/// A coordinate that is within reach.
pub(super) fn within_reach(line: usize, value: f64, axis: &str) -> Result<f64, PatternError> {
    if value.abs() <= FARTHEST {
        return Ok(value);
    }
    Err(at(
        line,
        msg!("pattern-points-too-far", what = axis, max = FARTHEST),
    ))
}

/// What should be a coordinate and is not.
pub(super) fn not_a_number(line: usize, text: &str, axis: &str) -> PatternError {
    let text = excerpt(text);
    at(
        line,
        msg!("pattern-points-not-a-number", text = text, what = axis),
    )
}
