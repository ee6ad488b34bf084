//! Positions on a grid: how fine it has to be so that each LED has a cell of its own, and which cell that is.

use super::super::super::matrix::{MAX_LEDS, Matrix};
use std::collections::BTreeSet;

/// A grid has no more than so many cells for each LED: finer ones show a few small dots on a large dark face, and LEDs at
/// nearly the same place would call for any fineness.
const MAX_CELLS: usize = 40;
/// Where no grid keeps all LEDs apart, one does on which no more than one in so many has to move aside.
const FEW: usize = 10;
/// Positions count as lines of a grid when they are off by no more than this part of its pitch.
const OFF_GRID: f64 = 0.02;

/// Positions laid out on a grid.
pub(super) struct Laid {
    pub(super) matrix: Matrix,
    /// The cell of each LED.
    pub(super) cells: Vec<Option<usize>>,
    /// How many LEDs have no cell of their own.
    pub(super) shared: usize,
}

/// Lays points out, with the same scale both ways: on a grid of `size`, or of their own pitch where they are a grid, else
/// on the coarsest that keeps them apart.
pub(super) fn lay_out(points: &[Option<(f64, f64)>], size: Option<Matrix>) -> Laid {
    let field = Field::of(points);
    let placed: Vec<(f64, f64)> = points.iter().flatten().copied().collect();
    let grid = match size {
        Some(size) => field.within(size),
        None => field
            .own_pitch(&placed)
            .unwrap_or_else(|| field.apart(&placed)),
    };
    let (cells, shared) = grid.settle(points);
    Laid {
        matrix: grid.matrix,
        cells,
        shared,
    }
}

/// Where points are: their least x and y, and how far they reach from there.
#[derive(Clone, Copy)]
struct Field {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

/// A grid over a field: a cell every `pitch`, the first of them so many cells from the corner.
#[derive(Clone, Copy)]
struct Grid {
    field: Field,
    pitch: f64,
    matrix: Matrix,
    inset: (usize, usize),
}

impl Field {
    fn of(points: &[Option<(f64, f64)>]) -> Self {
        let span = |values: &mut dyn Iterator<Item = f64>| {
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), v| {
                (min.min(v), max.max(v))
            })
        };
        let (left, right) = span(&mut points.iter().flatten().map(|p| p.0));
        let (top, bottom) = span(&mut points.iter().flatten().map(|p| p.1));
        let reach = |from: f64, to: f64| if to > from { to - from } else { 0.0 };
        let begin = |from: f64| if from.is_finite() { from } else { 0.0 };
        Self {
            left: begin(left),
            top: begin(top),
            width: reach(left, right),
            height: reach(top, bottom),
        }
    }

    /// A grid of that pitch, unless it has too many cells.
    fn grid(self, pitch: f64, max: usize) -> Option<Grid> {
        let side = |reach: f64| {
            let cells = if reach > 0.0 {
                (reach / pitch).round() + 1.0
            } else {
                1.0
            };
            (cells <= f64::from(u16::MAX)).then_some(cells as u16)
        };
        let matrix = Matrix::new(side(self.width)?, side(self.height)?)?;
        (matrix.leds() <= max).then_some(Grid {
            field: self,
            pitch,
            matrix,
            inset: (0, 0),
        })
    }

    /// The whole field inside a grid of that size, in its middle.
    fn within(self, size: Matrix) -> Grid {
        let pitch = |reach: f64, cells: usize| {
            if cells > 1 {
                reach / (cells - 1) as f64
            } else {
                0.0
            }
        };
        // where there is one cell only, everything is in it, however far it reaches
        let pitch = pitch(self.width, size.w()).max(pitch(self.height, size.h()));
        let pitch = if pitch > 0.0 { pitch } else { 1.0 };
        let spare = |reach: f64, cells: usize| {
            (cells - 1).saturating_sub((reach / pitch).round() as usize) / 2
        };
        let inset = (spare(self.width, size.w()), spare(self.height, size.h()));
        Grid {
            field: self,
            pitch,
            matrix: size,
            inset,
        }
    }

    /// The grid that the points themselves are, if they are one.
    fn own_pitch(self, points: &[(f64, f64)]) -> Option<Grid> {
        let gap = |values: Vec<f64>, reach: f64| min_gap(values, reach * 1e-6);
        let across = gap(points.iter().map(|p| p.0).collect(), self.width);
        let down = gap(points.iter().map(|p| p.1).collect(), self.height);
        let pitch = match (across, down) {
            (Some(a), Some(b)) => a.min(b),
            (one, other) => one.or(other).unwrap_or(1.0),
        };
        let grid = self.grid(pitch, max_cells(points.len()))?;
        let on_line = |value: f64| (value / pitch - (value / pitch).round()).abs() <= OFF_GRID;
        points
            .iter()
            .all(|p| on_line(p.0 - self.left) && on_line(p.1 - self.top))
            .then_some(grid)
    }

    /// A grid twice as fine as the coarsest on which no two points share a cell, so that they stand where they should by a
    /// quarter of their distance. Where none is fine enough, the first on which only few do.
    fn apart(self, points: &[(f64, f64)]) -> Grid {
        let distinct = points
            .iter()
            .map(|p| (p.0.to_bits(), p.1.to_bits()))
            .collect::<BTreeSet<_>>()
            .len();
        let longer = self.width.max(self.height);
        let mut best = self.within(Matrix::ONE);
        let mut fewest = usize::MAX;
        let mut cells = 2;
        while let Some(grid) = self.grid(longer / (cells - 1) as f64, max_cells(points.len())) {
            let shared = distinct.saturating_sub(grid.taken(points));
            if shared < fewest && fewest > distinct / FEW {
                best = grid;
                fewest = shared;
            }
            if shared == 0 {
                return self
                    .grid(grid.pitch / 2.0, max_cells(points.len()))
                    .unwrap_or(grid);
            }
            cells += (cells / 16).max(1);
        }
        best
    }
}

fn max_cells(leds: usize) -> usize {
    leds.saturating_mul(MAX_CELLS).clamp(256, MAX_LEDS)
}

/// The least distance of two values that are not the same.
fn min_gap(mut values: Vec<f64>, same: f64) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let gaps = values
        .iter()
        .zip(values.iter().skip(1))
        .map(|(a, b)| b - a)
        .filter(|gap| *gap > same);
    gaps.min_by(f64::total_cmp)
}

impl Grid {
    /// The column and row of a point.
    fn place(&self, (x, y): (f64, f64)) -> (usize, usize) {
        let along = |value: f64, inset: usize, cells: usize| {
            // never negative: the field begins at the least value
            ((value / self.pitch).round() as usize + inset).min(cells - 1)
        };
        (
            along(x - self.field.left, self.inset.0, self.matrix.w()),
            along(y - self.field.top, self.inset.1, self.matrix.h()),
        )
    }

    fn cell(&self, (column, row): (usize, usize)) -> usize {
        row * self.matrix.w() + column
    }

    /// How many cells have a point.
    fn taken(&self, points: &[(f64, f64)]) -> usize {
        let mut taken = vec![false; self.matrix.leds()];
        for point in points {
            if let Some(cell) = taken.get_mut(self.cell(self.place(*point))) {
                *cell = true;
            }
        }
        taken.into_iter().filter(|taken| *taken).count()
    }

    /// The cell of each point, and how many share one. Who comes to a taken cell moves to the nearest free one beside it.
    fn settle(&self, points: &[Option<(f64, f64)>]) -> (Vec<Option<usize>>, usize) {
        let mut taken = vec![false; self.matrix.leds()];
        let mut shared = 0;
        let cells = points.iter().map(|point| {
            let point = (*point)?;
            let wanted = self.place(point);
            let free = |cell: &usize| taken.get(*cell) == Some(&false);
            let found = Some(self.cell(wanted))
                .filter(free)
                .or_else(|| self.beside(point, wanted).into_iter().find(free));
            shared += usize::from(found.is_none());
            let cell = found.unwrap_or_else(|| self.cell(wanted));
            if let Some(place) = taken.get_mut(cell) {
                *place = true;
            }
            Some(cell)
        });
        let cells = cells.collect();
        (cells, shared)
    }

    /// The cells around one, those nearest to the point first.
    fn beside(&self, (x, y): (f64, f64), (column, row): (usize, usize)) -> Vec<usize> {
        let exact_x = (x - self.field.left) / self.pitch + self.inset.0 as f64;
        let exact_y = (y - self.field.top) / self.pitch + self.inset.1 as f64;
        let around = |at: usize, cells: usize| at.saturating_sub(1)..=(at + 1).min(cells - 1);
        let mut found: Vec<(f64, usize)> = around(row, self.matrix.h())
            .flat_map(|r| around(column, self.matrix.w()).map(move |c| (c, r)))
            .filter(|place| *place != (column, row))
            .map(|(c, r)| {
                (
                    (c as f64 - exact_x).hypot(r as f64 - exact_y),
                    self.cell((c, r)),
                )
            })
            .collect();
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        found.into_iter().map(|(_, cell)| cell).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    fn laid(points: &[(f64, f64)], size: Option<(u16, u16)>) -> Laid {
        let points: Vec<_> = points.iter().copied().map(Some).collect();
        lay_out(&points, size.and_then(|(w, h)| Matrix::new(w, h)))
    }

    fn ring(leds: usize) -> Vec<(f64, f64)> {
        (0..leds)
            .map(|i| (TAU * i as f64 / leds as f64).sin_cos())
            .collect()
    }

    #[test]
    fn a_grid_keeps_its_own_pitch_whatever_its_unit() {
        for unit in [1.0, 0.033, 16.5] {
            let points: Vec<_> = (0..8)
                .flat_map(|y| (0..32).map(move |x| (x as f64 * unit, y as f64 * unit - 7.0)))
                .collect();
            let laid = laid(&points, None);
            assert_eq!((laid.matrix.to_string().as_str(), laid.shared), ("32x8", 0));
            assert_eq!(laid.cells, (0..256).map(Some).collect::<Vec<_>>());
        }
    }

    #[test]
    fn rows_twice_as_far_apart_stay_so() {
        let points: Vec<_> = (0..3)
            .flat_map(|y| (0..4).map(move |x| (f64::from(x), f64::from(y) * 2.0)))
            .collect();
        let laid = laid(&points, None);
        assert_eq!(
            (laid.matrix.to_string().as_str(), laid.cells[4]),
            ("4x5", Some(8))
        );
    }

    #[test]
    fn a_ring_stays_round_and_its_leds_apart() {
        for (leds, size) in [
            (12, "9x9"),
            (16, "9x9"),
            (24, "17x17"),
            (60, "45x45"),
            (241, "97x97"),
        ] {
            let laid = laid(&ring(leds), None);
            let cells: BTreeSet<_> = laid.cells.iter().flatten().collect();
            assert_eq!(
                (laid.matrix.to_string().as_str(), laid.shared, cells.len()),
                (size, 0, leds)
            );
        }
    }

    #[test]
    fn leds_at_one_place_share_a_cell_or_move_aside() {
        let line = laid(&[(0.0, 0.0), (5.0, 0.0), (5.0, 0.0)], None);
        assert_eq!(
            (line.matrix.to_string().as_str(), line.cells[1], line.shared),
            ("2x1", Some(1), 1)
        );
        let alone = laid(&[(3.0, 4.0); 2], None);
        assert_eq!((alone.matrix.leds(), alone.shared), (1, 1));
        // there is room beside it
        let three = laid(
            &[(0.0, 0.0), (4.0, 0.0), (4.0, 0.0), (2.0, 2.0)],
            Some((5, 5)),
        );
        assert_eq!(three.shared, 0);
    }

    #[test]
    fn a_size_that_is_given_holds_everything_in_its_middle() {
        let wide = laid(&[(0.0, 0.0), (10.0, 5.0)], Some((11, 11)));
        assert_eq!(wide.cells, [Some(2 * 11), Some(7 * 11 + 10)]);
        let slit = laid(&[(0.0, 0.0), (10.0, 5.0)], Some((1, 3)));
        assert_eq!(slit.cells, [Some(0), Some(2)]);
        assert_eq!(
            laid(&[(0.0, 0.0), (1.0, 1.0)], Some((1, 1))).cells,
            [Some(0), Some(0)]
        );
    }

    #[test]
    fn many_points_anywhere_get_a_grid_of_bounded_size() {
        let mut random = fastrand::Rng::with_seed(7);
        for leds in [1, 2, 500, 5000] {
            let points: Vec<_> = (0..leds)
                .map(|_| (random.f64() * 1e9, random.f64() * 1e-3))
                .collect();
            let laid = laid(&points, None);
            assert!(
                laid.matrix.leds() <= max_cells(leds),
                "{leds}: {}",
                laid.matrix
            );
            // as crowded as LEDs can be
            let square: Vec<_> = (0..leds)
                .map(|_| Some((random.f64(), random.f64())))
                .collect();
            let laid = super::lay_out(&square, None);
            assert!(
                laid.matrix.leds() <= max_cells(leds),
                "{leds}: {}",
                laid.matrix
            );
            assert!(laid.shared * 50 <= leds, "{} of {leds} share", laid.shared);
        }
    }
}
