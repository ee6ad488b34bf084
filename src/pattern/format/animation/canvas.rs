//! The picture that is seen, onto which an animation draws what changes.

use crate::pattern::Matrix;
use crate::pattern::format::share;
use std::ops::Range;

/// What becomes of a part when the next picture comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pattern::format) enum Disposal {
    /// It stays.
    Keep,
    /// Its place becomes transparent.
    Clear,
    /// What was there before it comes back.
    Restore,
}

/// How a part meets what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pattern::format) enum Blend {
    /// It takes its place, transparent pixels too.
    Source,
    /// It lies over it.
    Over,
}

/// A rectangle, in pixels from the top left; it may reach beyond the canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pattern::format) struct Region {
    pub(in crate::pattern::format) x: usize,
    pub(in crate::pattern::format) y: usize,
    pub(in crate::pattern::format) w: usize,
    pub(in crate::pattern::format) h: usize,
}

/// What a picture changes: where, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pattern::format) struct Part {
    pub(in crate::pattern::format) place: Region,
    pub(in crate::pattern::format) blend: Blend,
    pub(in crate::pattern::format) disposal: Disposal,
}

/// Colours as they look on black, and how opaque each of them is; all transparent in the beginning.
#[derive(Clone, Debug)]
pub(in crate::pattern::format) struct Canvas {
    width: usize,
    height: usize,
    rgb: Vec<[u8; 3]>,
    alpha: Vec<u8>,
    /// Pixels that are not opaque: counted where they change, because looking for one in all of them takes its time.
    clear: usize,
    /// What the last part asked for, and what was in its place where that is to come back.
    pending: Option<Part>,
    kept: Vec<([u8; 3], u8)>,
    /// Rows that were drawn on since the last call of `changed`.
    changed: Range<usize>,
}

impl Canvas {
    pub(in crate::pattern::format) fn new(matrix: Matrix) -> Self {
        let rgb = vec![[0; 3]; matrix.leds()];
        let alpha = vec![0; matrix.leds()];
        Self {
            width: matrix.w(),
            height: matrix.h(),
            rgb,
            alpha,
            clear: matrix.leds(),
            pending: None,
            kept: Vec::new(),
            changed: 0..matrix.h(),
        }
    }

    /// Which rows may have changed since this was asked before; all of them the first time.
    pub(in crate::pattern::format) fn take_changed(&mut self) -> Range<usize> {
        std::mem::take(&mut self.changed)
    }

    /// Pixels of a row.
    pub(in crate::pattern::format) fn width(&self) -> usize {
        self.width
    }

    /// R,G,B of each pixel, row by row.
    pub(in crate::pattern::format) fn rgb(&self) -> &[u8] {
        self.rgb.as_flattened()
    }

    /// The opacity of each pixel; `None` where all is opaque.
    pub(in crate::pattern::format) fn alpha(&self) -> Option<&[u8]> {
        (self.clear > 0).then_some(&self.alpha)
    }

    /// Draws the next part: row `y` of it is `row(y)`, R,G,B,A from the left.
    pub(in crate::pattern::format) fn draw<R: Iterator<Item = [u8; 4]>>(
        &mut self,
        part: Part,
        row: impl Fn(usize) -> R,
    ) {
        self.dispose();
        if part.disposal == Disposal::Restore {
            let mut kept = std::mem::take(&mut self.kept);
            kept.clear();
            self.rows(part.place, |_, rgb, alpha| {
                kept.extend(rgb.iter().copied().zip(alpha.iter().copied()));
            });
            self.kept = kept;
        }
        self.rows(part.place, |y, rgb, alpha| match part.blend {
            Blend::Source => replace(row(y), rgb, alpha),
            Blend::Over => lay_over(row(y), rgb, alpha),
        });
        self.pending = Some(part);
    }

    /// Does what the last part asked for.
    fn dispose(&mut self) {
        let Some(Part {
            place, disposal, ..
        }) = self.pending.take()
        else {
            return;
        };
        match disposal {
            Disposal::Keep => {}
            Disposal::Clear => self.rows(place, |_, rgb, alpha| {
                rgb.fill([0; 3]);
                alpha.fill(0);
            }),
            Disposal::Restore => {
                let kept = std::mem::take(&mut self.kept);
                let mut pixels = kept.iter();
                self.rows(place, |_, rgb, alpha| {
                    for ((colour, opacity), &(was, was_opacity)) in
                        rgb.iter_mut().zip(alpha).zip(&mut pixels)
                    {
                        *colour = was;
                        *opacity = was_opacity;
                    }
                });
                self.kept = kept;
            }
        }
    }

    /// Every row of a place, as far as it is on the canvas.
    fn rows(&mut self, place: Region, mut visit: impl FnMut(usize, &mut [[u8; 3]], &mut [u8])) {
        let left = place.x.min(self.width);
        let across = left..place.x.saturating_add(place.w).min(self.width);
        let down = place
            .y
            .saturating_add(place.h)
            .min(self.height)
            .saturating_sub(place.y);
        let touched = place.y.min(self.height)..place.y.min(self.height) + down;
        self.changed = if self.changed.is_empty() {
            touched
        } else {
            self.changed.start.min(touched.start)..self.changed.end.max(touched.end)
        };
        let rows = self
            .rgb
            .chunks_exact_mut(self.width)
            .zip(self.alpha.chunks_exact_mut(self.width));
        for (y, (rgb, alpha)) in rows.skip(place.y).take(down).enumerate() {
            if let (Some(rgb), Some(alpha)) =
                (rgb.get_mut(across.clone()), alpha.get_mut(across.clone()))
            {
                let before = not_opaque(alpha);
                visit(y, rgb, alpha);
                self.clear = (self.clear + not_opaque(alpha)).saturating_sub(before);
            }
        }
    }
}

fn not_opaque(alpha: &[u8]) -> usize {
    alpha.iter().filter(|&&a| a < u8::MAX).count()
}

fn replace(row: impl Iterator<Item = [u8; 4]>, rgb: &mut [[u8; 3]], alpha: &mut [u8]) {
    for (([r, g, b, a], colour), opacity) in row.zip(rgb).zip(alpha) {
        *colour = [r, g, b].map(|c| share(c, a));
        *opacity = a;
    }
}

fn lay_over(row: impl Iterator<Item = [u8; 4]>, rgb: &mut [[u8; 3]], alpha: &mut [u8]) {
    for (([r, g, b, a], colour), opacity) in row.zip(rgb).zip(alpha) {
        match a {
            0 => {}
            u8::MAX => (*colour, *opacity) = ([r, g, b], a),
            _ => {
                let under = u8::MAX - a;
                let [was_r, was_g, was_b] = *colour;
                *colour = [(r, was_r), (g, was_g), (b, was_b)]
                    .map(|(c, was)| share(c, a).saturating_add(share(was, under)));
                *opacity = a.saturating_add(share(*opacity, under));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: [u8; 4] = [255, 0, 0, 255];
    const HALF: [u8; 4] = [0, 0, 255, 128];

    fn part(x: usize, w: usize, blend: Blend, disposal: Disposal) -> Part {
        Part {
            place: Region { x, y: 0, w, h: 1 },
            blend,
            disposal,
        }
    }

    fn canvas() -> Canvas {
        let mut canvas = Canvas::new(Matrix::new(3, 1).unwrap());
        canvas.draw(part(0, 3, Blend::Source, Disposal::Keep), |_| {
            std::iter::repeat(RED)
        });
        canvas
    }

    fn seen(canvas: &Canvas) -> Vec<[u8; 4]> {
        canvas
            .rgb
            .iter()
            .zip(&canvas.alpha)
            .map(|(&[r, g, b], &a)| [r, g, b, a])
            .collect()
    }

    #[test]
    fn parts_are_laid_over_or_take_the_place() {
        let mut canvas = canvas();
        assert_eq!(canvas.alpha(), None);
        canvas.draw(part(1, 1, Blend::Over, Disposal::Keep), |_| {
            std::iter::once(HALF)
        });
        assert_eq!(seen(&canvas), [RED, [127, 0, 128, 255], RED]);
        canvas.draw(part(0, 2, Blend::Source, Disposal::Keep), |_| {
            [HALF, [9, 9, 9, 0]].into_iter()
        });
        assert_eq!(seen(&canvas), [[0, 0, 128, 128], [0; 4], RED]);
        assert_eq!(canvas.alpha(), Some(&[128, 0, 255][..]));
        canvas.draw(part(0, 2, Blend::Over, Disposal::Keep), |_| {
            [HALF; 2].into_iter()
        });
        assert_eq!(seen(&canvas), [[0, 0, 192, 192], [0, 0, 128, 128], RED]);
    }

    #[test]
    fn what_was_cleared_stays_clear_when_the_next_part_is_taken_back() {
        let mut canvas = canvas();
        canvas.draw(part(0, 1, Blend::Over, Disposal::Clear), |_| {
            std::iter::once(RED)
        });
        canvas.draw(part(0, 2, Blend::Source, Disposal::Restore), |_| {
            [HALF; 2].into_iter()
        });
        canvas.draw(part(2, 1, Blend::Over, Disposal::Restore), |_| {
            std::iter::once([1, 2, 3, 255])
        });
        assert_eq!(seen(&canvas), [[0; 4], RED, [1, 2, 3, 255]]);
        canvas.draw(part(0, 0, Blend::Over, Disposal::Keep), |_| {
            std::iter::empty()
        });
        assert_eq!(seen(&canvas), [[0; 4], RED, RED]);
    }

    #[test]
    fn what_reaches_beyond_the_canvas_is_cut_off() {
        let mut canvas = canvas();
        let far = Region {
            x: 2,
            y: 0,
            w: usize::MAX,
            h: usize::MAX,
        };
        canvas.draw(
            Part {
                place: far,
                ..part(0, 0, Blend::Source, Disposal::Restore)
            },
            |_| [HALF; 5].into_iter(),
        );
        assert_eq!(seen(&canvas), [RED, RED, [0, 0, 128, 128]]);
        canvas.draw(
            Part {
                place: Region {
                    x: 7,
                    y: 9,
                    w: 1,
                    h: 1,
                },
                ..part(0, 0, Blend::Source, Disposal::Clear)
            },
            |_| [HALF; 1].into_iter(),
        );
        assert_eq!(seen(&canvas), [RED; 3]);
    }
}
