//! Where a picture goes: which part of it lands on which cells of the target.

use super::{FitMode, Line};

/// One axis: a part of the source, in source pixels, onto whole cells of the target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Span {
    /// Where the part starts, in source pixels.
    pub(super) from: f64,
    /// How long it is, in source pixels.
    pub(super) length: f64,
    /// First cell of the target.
    pub(super) to: usize,
    /// How many cells.
    pub(super) cells: usize,
    /// Whether a person sees it run from the last cell to the first.
    pub(super) backwards: bool,
}

impl Span {
    /// Whether every cell is exactly one source pixel.
    fn is_copy(&self) -> bool {
        self.from.fract() == 0.0 && self.length == self.cells as f64
    }

    /// All of the source onto `cells` in the middle of `of`.
    fn whole(source: usize, cells: usize, of: usize) -> Self {
        Self {
            from: 0.0,
            length: source as f64,
            to: (of - cells) / 2,
            cells,
            backwards: false,
        }
    }

    /// One source pixel onto one cell.
    fn single(at: usize) -> Self {
        Self {
            from: at as f64,
            length: 1.0,
            to: 0,
            cells: 1,
            backwards: false,
        }
    }

    /// The middle of the source onto all of the target, `scale` cells to a source pixel.
    fn middle(source: usize, of: usize, scale: f64) -> Self {
        let length = (of as f64 / scale).min(source as f64);
        Self {
            from: (source as f64 - length) / 2.0,
            length,
            to: 0,
            cells: of,
            backwards: false,
        }
    }

    /// Pixel for pixel, middle on middle.
    fn unscaled(source: usize, of: usize) -> Self {
        let cells = source.min(of);
        Self {
            from: ((source - cells) / 2) as f64,
            length: cells as f64,
            to: (of - cells) / 2,
            cells,
            backwards: false,
        }
    }
}

/// Both axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placement {
    pub(super) x: Span,
    pub(super) y: Span,
}

impl Placement {
    /// Whether every cell is exactly one source pixel.
    pub(super) fn is_copy(&self) -> bool {
        self.x.is_copy() && self.y.is_copy()
    }

    /// Places a picture of `source` pixels on a target of `target` cells, both width and height.
    pub(super) fn new(source: (usize, usize), target: (usize, usize), mode: FitMode) -> Self {
        let (sw, sh) = source;
        let (w, h) = target;
        let across = w as f64 / sw as f64;
        let down = h as f64 / sh as f64;
        match mode {
            FitMode::Contain => {
                let scale = across.min(down);
                // Rounding must neither lose a thin picture nor leave the target.
                let cells =
                    |n: usize, max: usize| ((n as f64 * scale).round() as usize).clamp(1, max);
                Self {
                    x: Span::whole(sw, cells(sw, w), w),
                    y: Span::whole(sh, cells(sh, h), h),
                }
            }
            FitMode::Cover => {
                let scale = across.max(down);
                Self {
                    x: Span::middle(sw, w, scale),
                    y: Span::middle(sh, h, scale),
                }
            }
            FitMode::Stretch => Self {
                x: Span::whole(sw, w, w),
                y: Span::whole(sh, h, h),
            },
            FitMode::None => Self {
                x: Span::unscaled(sw, w),
                y: Span::unscaled(sh, h),
            },
        }
    }

    /// The line of a picture that a strip of so many LEDs shows, as a canvas one pixel high for a row, one wide for a column.
    /// `None` where the picture has no such line.
    pub(super) fn line(
        source: (usize, usize),
        leds: usize,
        line: Line,
        mode: FitMode,
    ) -> Option<Self> {
        let (w, h) = source;
        let middle = |n: usize| (n - 1) / 2;
        match line {
            Line::Row(row) => {
                let at = row.unwrap_or(middle(h));
                (at < h).then(|| Self {
                    y: Span::single(at),
                    ..Self::new((w, 1), (leds, 1), mode)
                })
            }
            Line::Column(column) => {
                let at = column.unwrap_or(middle(w));
                (at < w).then(|| Self {
                    x: Span::single(at),
                    ..Self::new((1, h), (1, leds), mode)
                })
            }
        }
    }
}
