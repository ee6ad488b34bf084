//! From which side positions in space are seen: a layout is flat, so that one axis is left out.

use super::super::super::{Expected, ParseLayoutError};
use crate::message::{Arg, Message};
use crate::msg;
use std::fmt;
use std::str::FromStr;

/// Where an LED is in space.
pub type Point = [f64; 3];

/// From which side LEDs in space are seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum View {
    /// Width and height.
    #[default]
    Front,
    /// Depth and height.
    Side,
    /// Width and depth.
    Top,
}

impl View {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Front, Self::Side, Self::Top];

    fn word(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::Side => "side",
            Self::Top => "top",
        }
    }
}

impl fmt::Display for View {
    /// As [`FromStr`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for View {
    type Err = ParseLayoutError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.into_iter();
        all.find(|view| view.word() == text.trim().to_lowercase())
            .ok_or_else(|| ParseLayoutError::new(text, Expected::View))
    }
}

/// Which axis is the height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Height {
    /// y, downwards as in pictures; z is the depth.
    Y,
    /// z, upwards as in measured trees and programs for space; y is the depth.
    Z,
}

/// z counts as the height where it reaches this much farther than x and than y ...
const TALL: f64 = 1.2;
/// ... and these two differ by less than this: a tree, a pole, a tower.
const ROUND: f64 = 1.5;

/// How far the points reach along each axis.
fn spreads(points: &[Option<Point>]) -> [f64; 3] {
    let mut least = [f64::INFINITY; 3];
    let mut most = [f64::NEG_INFINITY; 3];
    for point in points.iter().flatten() {
        for ((least, most), value) in least.iter_mut().zip(&mut most).zip(point) {
            *least = least.min(*value);
            *most = most.max(*value);
        }
    }
    let mut reach = [0.0; 3];
    for ((reach, least), most) in reach.iter_mut().zip(least).zip(most) {
        *reach = (most - least).max(0.0);
    }
    reach
}

/// How the axes of some points are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Axes {
    height: Height,
    /// Whether there is a depth, so that the three views differ.
    pub(super) deep: bool,
    /// The view that shows most.
    pub(super) usual: View,
}

impl Axes {
    /// Finds out which axis is the height, unless it is known.
    pub(super) fn of(points: &[Option<Point>], known: Option<Height>) -> Self {
        let [x, y, z] = spreads(points);
        let tall = z >= TALL * x && z >= TALL * y && x.max(y) < ROUND * x.min(y);
        let height = known.unwrap_or(if z > 0.0 && (tall || y == 0.0) {
            Height::Z
        } else {
            Height::Y
        });
        let usual = if x == 0.0 && y > 0.0 && z > 0.0 {
            View::Side
        } else {
            View::Front
        };
        Self {
            height,
            deep: z > 0.0,
            usual,
        }
    }

    /// The points as seen from there: x to the right, y down.
    pub(super) fn seen(self, points: &[Option<Point>], view: View) -> Vec<Option<(f64, f64)>> {
        let flat = |[x, y, z]: Point| match (view, self.height) {
            (View::Front, Height::Y) | (View::Top, Height::Z) => (x, y),
            (View::Front, Height::Z) | (View::Top, Height::Y) => (x, -z),
            (View::Side, Height::Y) => (z, y),
            (View::Side, Height::Z) => (y, -z),
        };
        points.iter().map(|point| point.map(flat)).collect()
    }

    /// Says which axes are seen, and how.
    pub(super) fn message(self, view: View) -> Message {
        let view = Arg::from(view.word());
        match self.height {
            Height::Y => msg!("pattern-points-depth", view = view),
            Height::Z => msg!("pattern-points-height", view = view),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axes(points: &[Point]) -> Axes {
        let points: Vec<_> = points.iter().copied().map(Some).collect();
        Axes::of(&points, None)
    }

    /// The corners of a box of that size.
    fn cuboid(x: f64, y: f64, z: f64) -> Vec<Point> {
        let side = |on: usize, size: f64| if on == 0 { 0.0 } else { size };
        (0..8)
            .map(|n| [side(n & 1, x), side(n & 2, y), side(n & 4, z)])
            .collect()
    }

    #[test]
    fn z_is_the_height_of_what_is_tall_and_about_round() {
        for (size, height) in [
            ((1.85, 1.75, 3.12), Height::Z),
            ((1.0, 1.0, 1.2), Height::Z),
            ((1.0, 1.0, 1.19), Height::Y),
            ((1.0, 1.5, 3.0), Height::Y),
            ((1.0, 1.49, 3.0), Height::Z),
            ((3.0, 0.0, 1.0), Height::Z),
            ((3.0, 1.0, 0.0), Height::Y),
            ((0.0, 1.0, 9.0), Height::Y),
        ] {
            let (x, y, z) = size;
            assert_eq!(axes(&cuboid(x, y, z)).height, height, "{size:?}");
        }
    }

    #[test]
    fn what_stands_edgewise_is_seen_from_the_side() {
        let wall = axes(&cuboid(0.0, 2.0, 3.0));
        assert_eq!((wall.usual, wall.deep), (View::Side, true));
        assert_eq!(axes(&cuboid(1.0, 2.0, 3.0)).usual, View::Front);
        assert!(!axes(&cuboid(1.0, 2.0, 0.0)).deep);
    }

    #[test]
    fn each_view_leaves_out_one_axis() {
        let point = [Some([1.0, 2.0, 3.0])];
        let seen = |height, view| {
            Axes {
                height,
                deep: true,
                usual: View::Front,
            }
            .seen(&point, view)[0]
                .unwrap()
        };
        assert_eq!(seen(Height::Y, View::Front), (1.0, 2.0));
        assert_eq!(seen(Height::Y, View::Side), (3.0, 2.0));
        assert_eq!(seen(Height::Y, View::Top), (1.0, -3.0));
        assert_eq!(seen(Height::Z, View::Front), (1.0, -3.0));
        assert_eq!(seen(Height::Z, View::Side), (2.0, -3.0));
        assert_eq!(seen(Height::Z, View::Top), (1.0, 2.0));
    }

    #[test]
    fn views_have_words() {
        for view in View::ALL {
            assert_eq!(view.to_string().to_uppercase().parse(), Ok(view));
        }
        assert!(
            "behind"
                .parse::<View>()
                .unwrap_err()
                .to_string()
                .contains("front, side or top")
        );
    }
}
