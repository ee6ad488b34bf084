//! The cells of a face: what each of its dots shows. `texels` makes light of them.

use super::grid::Grid;
use std::ops::Range;

/// A cell as R,G,B and whether it has an LED: [`HERE`], or nothing at all.
pub(super) type Cell = [u8; 4];
/// What the fourth byte of a cell with an LED is: the opacity of a texel.
pub(super) const HERE: u8 = 255;

fn cell([r, g, b]: [u8; 3]) -> Cell {
    [r, g, b, HERE]
}

/// The frame as drawn: averaged, `columns * rows` colours, brightness applied. Cells after the last LED of a wrapped strip
/// have none, so that they show nothing at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cells(Vec<Cell>);

impl Cells {
    /// Row by row.
    pub(super) fn all(&self) -> &[Cell] {
        &self.0
    }

    /// Averages and dims `rgb` (row-major triples; missing LEDs count as absent, and those where `has` says that there is
    /// none) into the cells of `grid`, in the memory of these. Device values drive the LEDs' duty cycle, so the plain mean is
    /// the mean of their light.
    #[must_use]
    pub(super) fn of(self, grid: &Grid, rgb: &[u8], has: Option<&[bool]>, brightness: f32) -> Self {
        let scale = (brightness.clamp(0.0, 1.0) * 256.0) as u32;
        let (leds, _) = rgb.as_chunks::<3>();
        let mut out = self.0;
        let mut sums = Sums::default();
        out.clear();
        out.reserve_exact(grid.columns * grid.rows);
        for row in 0..grid.rows {
            let lines = || row * grid.average..((row + 1) * grid.average).min(grid.source_rows);
            let whole = lines().end * grid.source_columns <= leds.len();
            match (grid.average, has) {
                (1, None) if whole => {
                    let start = row * grid.source_columns;
                    out.extend(
                        leds.iter()
                            .skip(start)
                            .take(grid.columns)
                            .map(|led| cell(*led)),
                    );
                }
                (2.., None) if whole => sums.means(grid, rgb, lines(), &mut out),
                _ => out.extend(
                    (0..grid.columns)
                        .map(|column| mean(grid, leds, has, (column, row)).map_or([0; 4], cell)),
                ),
            }
        }
        if scale < 256 {
            let dim = |value: u8| (u32::from(value) * scale / 256) as u8;
            for led in &mut out {
                let [r, g, b, here] = *led;
                *led = [dim(r), dim(g), dim(b), here];
            }
        }
        Self(out)
    }
}

/// Means of many cells at once: rows are added to each other first, which is quick.
#[derive(Default)]
struct Sums(Vec<u32>);

impl Sums {
    /// Appends the means of one row of cells, whose LEDs are all there: the whole `lines` of the source.
    fn means(&mut self, grid: &Grid, rgb: &[u8], lines: Range<usize>, out: &mut Vec<Cell>) {
        let size = grid.source_columns * 3;
        let high = lines.len() as u32;
        self.0.clear();
        self.0.resize(size, 0);
        for line in rgb.chunks_exact(size).take(lines.end).skip(lines.start) {
            for (sum, value) in self.0.iter_mut().zip(line) {
                *sum += u32::from(*value);
            }
        }
        let (columns, _) = self.0.as_chunks::<3>();
        match grid.average {
            // the usual ones, of a length that is known beforehand
            2 => across_of::<2>(columns, high, out),
            3 => across_of::<3>(columns, high, out),
            4 => across_of::<4>(columns, high, out),
            wide => out.extend(
                columns
                    .chunks(wide)
                    .map(|cell| mean_of(cell, high * cell.len() as u32)),
            ),
        }
    }
}

/// Appends the means of `WIDE` columns each, of what is left at the end for the last one.
fn across_of<const WIDE: usize>(columns: &[[u32; 3]], high: u32, out: &mut Vec<Cell>) {
    let (cells, rest) = columns.as_chunks::<WIDE>();
    // a division for all of them: exact as long as the count is below 4096, its means being below 256
    let count = high * WIDE as u32;
    let by = (1_u64 << 32).div_ceil(u64::from(count));
    out.extend(cells.iter().map(|columns| {
        cell(total(columns).map(|total| ((u64::from(total + count / 2) * by) >> 32) as u8))
    }));
    if !rest.is_empty() {
        out.push(mean_of(rest, high * rest.len() as u32));
    }
}

fn total(columns: &[[u32; 3]]) -> [u32; 3] {
    columns.iter().fold([0; 3], |[r, g, b], add| {
        [r + add[0], g + add[1], b + add[2]]
    })
}

/// The mean of `count` LEDs, which are summed up in these columns.
fn mean_of(columns: &[[u32; 3]], count: u32) -> Cell {
    cell(total(columns).map(|total| ((total + count / 2) / count) as u8))
}

fn mean(
    grid: &Grid,
    leds: &[[u8; 3]],
    has: Option<&[bool]>,
    (column, row): (usize, usize),
) -> Option<[u8; 3]> {
    let k = grid.average;
    let is_there = |at: usize| has.is_none_or(|has| has.get(at) == Some(&true));
    let mut sum = [0_u32; 3];
    let mut count = 0_u32;
    for y in (row * k)..((row + 1) * k).min(grid.source_rows) {
        let start = y * grid.source_columns + column * k;
        let end = start + k.min(grid.source_columns - column * k);
        let line = leds.get(start..end.min(leds.len())).unwrap_or_default();
        for (_, led) in (start..).zip(line).filter(|(at, _)| is_there(*at)) {
            for (total, value) in sum.iter_mut().zip(led) {
                *total += u32::from(*value);
            }
            count += 1;
        }
    }
    (count > 0).then(|| sum.map(|total| ((total + count / 2) / count) as u8))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(grid: &Grid, rgb: &[u8], has: Option<&[bool]>, brightness: f32) -> Cells {
        Cells::default().of(grid, rgb, has, brightness)
    }

    fn row(leds: usize, columns: usize, average: usize) -> Grid {
        Grid {
            columns,
            rows: 1,
            pitch: 1,
            average,
            source_columns: leds,
            source_rows: 1,
        }
    }

    #[test]
    fn brightness_dims_before_the_curve() {
        let grid = row(1, 1, 1);
        assert_eq!(
            cells(&grid, &[200, 100, 50], None, 0.5),
            cells(&grid, &[100, 50, 25], None, 1.0)
        );
    }

    #[test]
    fn averaging_takes_the_mean_of_the_block_that_exists() {
        let grid = Grid {
            columns: 2,
            rows: 1,
            pitch: 1,
            average: 2,
            source_columns: 3,
            source_rows: 2,
        };
        let rgb: Vec<u8> = [10, 20, 90, 30, 40, 70]
            .into_iter()
            .flat_map(|v| [v, 0, 0])
            .collect();
        assert_eq!(
            cells(&grid, &rgb, None, 1.0),
            Cells(vec![[25, 0, 0, HERE], [80, 0, 0, HERE]])
        );
    }

    #[test]
    fn what_says_that_it_has_no_led_counts_for_nothing() {
        let rgb = [10, 0, 0, 90, 0, 0];
        assert_eq!(
            cells(&row(2, 1, 2), &rgb, Some(&[false, true]), 1.0),
            Cells(vec![[90, 0, 0, HERE]])
        );
        assert_eq!(
            cells(&row(2, 2, 1), &rgb, Some(&[false, true]), 1.0),
            Cells(vec![[0; 4], [90, 0, 0, HERE]])
        );
    }

    /// The quick ways against the slow one, which is told that every LED is there.
    #[test]
    fn means_are_rounded_alike_however_wide_the_cells_are() {
        let mut random = fastrand::Rng::with_seed(4);
        for (average, wide, high) in [
            (1_usize, 9_usize, 5_usize),
            (2, 9, 6),
            (3, 10, 7),
            (4, 15, 9),
            (5, 12, 5),
            (64, 129, 70),
            (70, 90, 75),
        ] {
            let grid = Grid {
                columns: wide.div_ceil(average),
                rows: high.div_ceil(average),
                pitch: 1,
                average,
                source_columns: wide,
                source_rows: high,
            };
            for full in [0, 255] {
                let rgb: Vec<u8> = (0..wide * high * 3).map(|_| random.u8(..) | full).collect();
                let all = vec![true; wide * high];
                assert_eq!(
                    cells(&grid, &rgb, None, 1.0),
                    cells(&grid, &rgb, Some(&all), 1.0),
                    "{average} {full}"
                );
            }
        }
    }
}
