//! Where the dots of an LED face stand: columns, rows and pitch for a number of LEDs in a number of pixels.

/// A dot never gets bigger than this many physical pixels.
const LARGEST: usize = 96;
/// A single row of LEDs is wrapped into several rows when its dots would get smaller than this.
const WRAP_BELOW: usize = 10;

/// How `count` LEDs a row and `rows` rows of them come to stand on a face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grid {
    /// Columns drawn.
    pub(super) columns: usize,
    /// Rows drawn.
    pub(super) rows: usize,
    /// Physical pixels from dot to dot, at least 1.
    pub(super) pitch: usize,
    /// Each drawn dot is the average of `average` x `average` LEDs.
    pub(super) average: usize,
    /// Width of the source in LEDs after wrapping.
    pub(super) source_columns: usize,
    /// Height of the source in LEDs after wrapping.
    pub(super) source_rows: usize,
}

/// Chooses the grid for `width` x `height` LEDs on `room` physical pixels (width, height).
/// A single row too long for good dots is wrapped; what has more LEDs than pixels is averaged.
#[must_use]
pub(super) fn grid(width: usize, height: usize, room: (usize, usize)) -> Grid {
    let room_x = room.0.max(1);
    let room_y = room.1.max(1);
    let width = width.max(1);
    let height = height.max(1);
    let (source_columns, source_rows) = if height == 1 && room_x / width < WRAP_BELOW {
        wrap(width, room_x, room_y)
    } else {
        (width, height)
    };
    let average = source_columns
        .div_ceil(room_x)
        .max(source_rows.div_ceil(room_y));
    let columns = source_columns.div_ceil(average);
    let rows = source_rows.div_ceil(average);
    let pitch = (room_x / columns).min(room_y / rows).clamp(1, LARGEST);
    Grid {
        columns,
        rows,
        pitch,
        average,
        source_columns,
        source_rows,
    }
}

/// Columns and rows with the largest whole pitch at which `count` LEDs fit.
fn wrap(count: usize, room_x: usize, room_y: usize) -> (usize, usize) {
    let largest = ((room_x * room_y) as f64 / count as f64).sqrt() as usize;
    for pitch in (1..=largest).rev() {
        let rows = count.div_ceil((room_x / pitch).max(1));
        if rows * pitch <= room_y {
            return (count.div_ceil(rows), rows);
        }
    }
    let columns =
        ((count as f64 * room_x as f64 / room_y as f64).sqrt().ceil() as usize).clamp(1, count);
    (columns, count.div_ceil(columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_gets_the_largest_whole_pitch() {
        let grid = grid(16, 16, (518, 290));
        assert_eq!(
            (grid.columns, grid.rows, grid.pitch, grid.average),
            (16, 16, 18, 1)
        );
    }

    #[test]
    fn more_leds_than_pixels_are_averaged_to_at_least_one_pixel_each() {
        let grid = grid(1000, 1000, (300, 200));
        assert_eq!(
            (grid.average, grid.columns, grid.rows, grid.pitch),
            (5, 200, 200, 1)
        );
    }

    #[test]
    fn a_short_strip_stays_one_row_and_a_long_one_is_wrapped() {
        assert_eq!(grid(30, 1, (518, 290)).rows, 1);
        let long = grid(340, 1, (518, 290));
        assert!(long.rows > 1 && long.columns * long.rows >= 340, "{long:?}");
        assert!(long.pitch >= 18, "{long:?}");
        assert!(
            long.columns * long.pitch <= 518 && long.rows * long.pitch <= 290,
            "{long:?}"
        );
    }

    #[test]
    fn a_strip_longer_than_the_face_has_pixels_still_fits() {
        let grid = grid(500_000, 1, (300, 200));
        assert!(
            grid.columns <= 300 && grid.rows <= 200 && grid.pitch == 1,
            "{grid:?}"
        );
        assert!(
            grid.columns * grid.average * grid.rows * grid.average >= 500_000,
            "{grid:?}"
        );
    }

    #[test]
    fn no_grid_ever_runs_out_of_its_room() {
        for width in [1, 2, 7, 16, 60, 341, 4096] {
            for height in [1, 2, 16, 97, 900] {
                for room in [(1, 1), (38, 38), (518, 290), (33, 700)] {
                    let grid = grid(width, height, room);
                    assert!(
                        grid.columns * grid.pitch <= room.0,
                        "{width} x {height} in {room:?}: {grid:?}"
                    );
                    assert!(
                        grid.rows * grid.pitch <= room.1,
                        "{width} x {height} in {room:?}: {grid:?}"
                    );
                }
            }
        }
    }
}
