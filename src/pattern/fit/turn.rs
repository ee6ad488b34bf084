//! Pictures turned and mirrored on their way to the LEDs, and which line of them a strip shows.
//!
//! Nothing is turned pixel by pixel: the picture is scaled as it lies in the file, onto a canvas that lies likewise, and the
//! LEDs read that canvas from where they would sit on it.

use super::place::{Placement, Span};
use crate::pattern::Expected;
use crate::pattern::{Matrix, ParseLayoutError};
use std::fmt;
use std::str::FromStr;

/// Quarter turns, clockwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Turn {
    /// As it is.
    #[default]
    None,
    /// 90 degrees clockwise.
    Right,
    /// 180 degrees.
    Half,
    /// 270 degrees clockwise.
    Left,
}

impl Turn {
    /// All four, in the order of their degrees.
    pub const ALL: [Self; 4] = [Self::None, Self::Right, Self::Half, Self::Left];

    /// Width and height of a picture when it is turned.
    #[must_use]
    pub fn size(self, picture: Matrix) -> Matrix {
        match self {
            Self::None | Self::Half => picture,
            Self::Right | Self::Left => picture.transposed(),
        }
    }

    /// Clockwise.
    #[must_use]
    pub fn degrees(self) -> u16 {
        match self {
            Self::None => 0,
            Self::Right => 90,
            Self::Half => 180,
            Self::Left => 270,
        }
    }
}

impl fmt::Display for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.degrees())
    }
}

impl FromStr for Turn {
    type Err = ParseLayoutError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|turn| turn.to_string() == text)
            .ok_or_else(|| ParseLayoutError::new(text, Expected::Rotation))
    }
}

/// Which sides of a picture change places; after it was turned. Both at once is [`Turn::Half`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mirror {
    /// Left becomes right.
    LeftRight,
    /// Top becomes bottom.
    TopBottom,
}

impl fmt::Display for Mirror {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LeftRight => "left-right",
            Self::TopBottom => "top-bottom",
        })
    }
}

impl FromStr for Mirror {
    type Err = ParseLayoutError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::LeftRight, Self::TopBottom]
            .into_iter()
            .find(|m| m.to_string() == text)
            .ok_or_else(|| ParseLayoutError::new(text, Expected::Mirror))
    }
}

/// The one line of a picture that a strip shows, counted from 0 as the picture is turned; `None`: the middle one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Line {
    /// From left to right.
    Row(Option<usize>),
    /// From top to bottom.
    Column(Option<usize>),
}

/// Turned and mirrored.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct View {
    pub(super) turn: Turn,
    pub(super) mirror: Option<Mirror>,
}

impl View {
    /// Width and height as they are seen, of a picture or canvas as it lies in the file; the other way it is the same.
    pub(super) fn size(self, (w, h): (usize, usize)) -> (usize, usize) {
        if self.is_quarter() { (h, w) } else { (w, h) }
    }

    fn is_quarter(self) -> bool {
        matches!(self.turn, Turn::Right | Turn::Left)
    }

    /// Where what is seen at `(x, y)` of something `(w, h)` large lies.
    pub(super) fn lies(self, (x, y): (usize, usize), (w, h): (usize, usize)) -> (usize, usize) {
        let (x, y) = match self.mirror {
            Some(Mirror::LeftRight) => (w - 1 - x, y),
            Some(Mirror::TopBottom) => (x, h - 1 - y),
            None => (x, y),
        };
        match self.turn {
            Turn::None => (x, y),
            Turn::Right => (y, w - 1 - x),
            Turn::Half => (w - 1 - x, h - 1 - y),
            Turn::Left => (h - 1 - y, x),
        }
    }

    /// What lies where, of a place that was chosen as it is seen.
    pub(super) fn place(
        self,
        seen: Placement,
        source: (usize, usize),
        canvas: (usize, usize),
    ) -> Placement {
        let back = |span: Span, source: usize, canvas: usize| Span {
            from: source as f64 - span.from - span.length,
            to: canvas - span.to - span.cells,
            backwards: true,
            ..span
        };
        // the corner that is seen at the top left decides which axes run backwards
        let corner = self.lies((0, 0), self.size((2, 2)));
        let (x, y) = if self.is_quarter() {
            (seen.y, seen.x)
        } else {
            (seen.x, seen.y)
        };
        Placement {
            x: if corner.0 == 0 {
                x
            } else {
                back(x, source.0, canvas.0)
            },
            y: if corner.1 == 0 {
                y
            } else {
                back(y, source.1, canvas.1)
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A 3 x 2 picture as it is seen, by the numbers of its pixels.
    fn seen(turn: Turn, mirror: Option<Mirror>) -> Vec<usize> {
        let view = View { turn, mirror };
        let (w, h) = view.size((3, 2));
        let cells = (0..h).flat_map(|y| (0..w).map(move |x| (x, y)));
        cells
            .map(|cell| view.lies(cell, (w, h)))
            .map(|(x, y)| y * 3 + x)
            .collect()
    }

    #[test]
    fn pictures_turn_clockwise_and_are_mirrored_then() {
        // 0 1 2
        // 3 4 5
        assert_eq!(seen(Turn::None, None), [0, 1, 2, 3, 4, 5]);
        assert_eq!(seen(Turn::Right, None), [3, 0, 4, 1, 5, 2]);
        assert_eq!(seen(Turn::Half, None), [5, 4, 3, 2, 1, 0]);
        assert_eq!(seen(Turn::Left, None), [2, 5, 1, 4, 0, 3]);
        assert_eq!(
            seen(Turn::None, Some(Mirror::LeftRight)),
            [2, 1, 0, 5, 4, 3]
        );
        assert_eq!(
            seen(Turn::None, Some(Mirror::TopBottom)),
            [3, 4, 5, 0, 1, 2]
        );
        assert_eq!(
            seen(Turn::Right, Some(Mirror::LeftRight)),
            [0, 3, 1, 4, 2, 5]
        );
    }

    #[test]
    fn words_are_read_back() {
        for turn in Turn::ALL {
            assert_eq!(turn.to_string().parse(), Ok(turn));
        }
        for mirror in [Mirror::LeftRight, Mirror::TopBottom] {
            assert_eq!(mirror.to_string().parse(), Ok(mirror));
        }
        assert!("45".parse::<Turn>().is_err() && "both".parse::<Mirror>().is_err());
    }
}
