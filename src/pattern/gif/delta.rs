//! The part of a picture that changes. `picture` asks, and walks its pixels row by row.

use super::palette::Colour;

/// A part of the canvas, at least one pixel, in pixels from the top left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rect {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) w: usize,
    pub(super) h: usize,
}

impl Rect {
    /// The whole canvas.
    pub(super) fn all(w: usize, h: usize) -> Self {
        Self { x: 0, y: 0, w, h }
    }

    /// The smallest part of a canvas of `width` columns outside of which `before` and `now` are equal; one pixel where they
    /// are the same, because a picture has at least one.
    pub(super) fn of_changes<T: PartialEq>(before: &[T], now: &[T], width: usize) -> Self {
        let rows = || before.chunks(width).zip(now.chunks(width)).enumerate();
        let mut changed = rows().filter(|(_, (a, b))| a != b);
        let Some((top, _)) = changed.next() else {
            return Self::all(1, 1);
        };
        let mut bottom = top;
        let mut left = width;
        let mut right = 0;
        for (y, (a, b)) in rows().skip(top).filter(|(_, (a, b))| a != b) {
            let differ = |x: &usize| a.get(*x) != b.get(*x);
            bottom = y;
            left = (0..left).find(differ).unwrap_or(left);
            right = (right..width).rfind(differ).map_or(right, |x| x + 1);
        }
        Self {
            x: left,
            y: top,
            w: right - left,
            h: bottom + 1 - top,
        }
    }

    /// Its pixels on a canvas of `width` columns, row by row.
    pub(super) fn pixels(
        self,
        canvas: &[Colour],
        width: usize,
    ) -> impl Iterator<Item = Colour> + Clone {
        let rows = canvas.chunks(width).skip(self.y).take(self.h);
        rows.filter_map(move |row| row.get(self.x..self.x + self.w))
            .flatten()
            .copied()
    }

    /// Makes everything around it on a canvas of `width` columns as it is in `before`.
    pub(super) fn keep_around(self, before: &[Colour], now: &mut [Colour], width: usize) {
        let copy = |before: Option<&[Colour]>, now: Option<&mut [Colour]>| {
            if let (Some(before), Some(now)) = (before, now) {
                now.copy_from_slice(before);
            }
        };
        for (y, (before, now)) in before.chunks(width).zip(now.chunks_mut(width)).enumerate() {
            if (self.y..self.y + self.h).contains(&y) {
                copy(before.get(..self.x), now.get_mut(..self.x));
                copy(
                    before.get(self.x + self.w..),
                    now.get_mut(self.x + self.w..),
                );
            } else {
                now.copy_from_slice(before);
            }
        }
    }

    /// Does something to each of its pixels on a canvas of `width` columns.
    pub(super) fn change(
        self,
        canvas: &mut [Colour],
        width: usize,
        mut change: impl FnMut(&mut Colour),
    ) {
        for row in canvas.chunks_mut(width).skip(self.y).take(self.h) {
            row.get_mut(self.x..self.x + self.w)
                .into_iter()
                .flatten()
                .for_each(&mut change);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_is_the_smallest_that_holds_every_change() {
        let before = [0; 12];
        let with = |places: &[usize]| {
            let mut now = before;
            places.iter().for_each(|&i| now[i] = 1);
            Rect::of_changes(&before, &now, 4)
        };
        assert_eq!(
            with(&[]),
            Rect {
                x: 0,
                y: 0,
                w: 1,
                h: 1
            }
        );
        assert_eq!(
            with(&[6]),
            Rect {
                x: 2,
                y: 1,
                w: 1,
                h: 1
            }
        );
        assert_eq!(
            with(&[2, 4]),
            Rect {
                x: 0,
                y: 0,
                w: 3,
                h: 2
            }
        );
        assert_eq!(with(&[0, 11]), Rect::all(4, 3));
        assert_eq!(
            with(&[3, 9]),
            Rect {
                x: 1,
                y: 0,
                w: 3,
                h: 3
            }
        );
    }

    #[test]
    fn its_pixels_are_walked_row_by_row() {
        let mut canvas: Vec<Colour> = (0..12).collect();
        let rect = Rect {
            x: 1,
            y: 1,
            w: 2,
            h: 2,
        };
        assert_eq!(rect.pixels(&canvas, 4).collect::<Vec<_>>(), [5, 6, 9, 10]);
        rect.change(&mut canvas, 4, |c| *c = 0);
        assert_eq!(canvas, [0, 1, 2, 3, 4, 0, 0, 7, 8, 0, 0, 11]);
        rect.keep_around(&[20; 12], &mut canvas, 4);
        assert_eq!(canvas, [20, 20, 20, 20, 20, 0, 0, 20, 20, 0, 0, 20]);
    }
}
