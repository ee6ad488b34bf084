//! Resampling in linear light. Weights are computed once for all frames; each frame is read row by row. In floating point no
//! more is held than one picture of the target, and one row of the source, or all of them at the width of the target where
//! that is little: then only rows that changed since the frame before are read again.

mod taps;

use super::Scale;
use super::place::Placement;
use crate::pattern::Rgb;
use crate::pattern::srgb::light;
use std::ops::Range;
use std::sync::LazyLock;
use taps::{Taps, taps};

/// The light of each sRGB value, 0 to 1 (IEC 61966-2-1).
static LIGHT: LazyLock<[f32; 256]> =
    LazyLock::new(|| std::array::from_fn(|v| light(v as f64) as f32));
/// The light where each sRGB value begins to be the nearest one.
static STEPS: LazyLock<[f32; 256]> = LazyLock::new(|| {
    std::array::from_fn(|v| {
        if v == 0 {
            f32::NEG_INFINITY
        } else {
            light(v as f64 - 0.5) as f32
        }
    })
});

/// Parts of the light in [`STARTS`]: so many that few values begin in one of them.
const PARTS: usize = 4096;
/// The nearest sRGB value where each part of the light begins.
static STARTS: LazyLock<[u8; PARTS + 1]> = LazyLock::new(|| {
    let last_begun = |light: f32| {
        STEPS
            .partition_point(|&step| step <= light)
            .saturating_sub(1) as u8
    };
    std::array::from_fn(|part| last_begun(part as f32 / PARTS as f32))
});

/// The nearest sRGB value.
fn value(light: f32) -> u8 {
    let part = (light * PARTS as f32) as usize;
    let start = STARTS.get(part).copied().unwrap_or(u8::MAX);
    let later = STEPS
        .iter()
        .skip(usize::from(start) + 1)
        .take_while(|&&step| step <= light);
    start.saturating_add(later.count() as u8)
}

/// Draws frames of one size onto a canvas of another.
pub(super) struct Scaler {
    source: (usize, usize),
    canvas: (usize, usize),
    place: Placement,
    background: Rgb,
    across: Vec<Taps>,
    down: Vec<Taps>,
    /// Of the part of the canvas that the picture covers.
    sums: Vec<[f32; 3]>,
    /// Rows of the source at the width of that part: all of them, or one.
    lines: Vec<[f32; 3]>,
    /// Whether all of them are there.
    keeps: bool,
}

/// Most colours of such rows that are kept: 3 MiB.
const MAX_KEPT: usize = 1 << 18;

impl Scaler {
    /// For pictures of `source` pixels onto a canvas of `canvas` cells, both width and height, as `place` says.
    pub(super) fn new(
        source: (usize, usize),
        canvas: (usize, usize),
        place: &Placement,
        scale: Scale,
        background: Rgb,
    ) -> Self {
        let across = taps(&place.x, scale);
        let down = taps(&place.y, scale);
        let sums = vec![[0.0; 3]; place.x.cells * place.y.cells];
        let keeps = across.len() * source.1 <= MAX_KEPT;
        let lines = vec![[0.0; 3]; across.len() * if keeps { source.1 } else { 1 }];
        Self {
            source,
            canvas,
            place: *place,
            background,
            across,
            down,
            sums,
            lines,
            keeps,
        }
    }

    /// Whether a frame of that opacity is already what its canvas would be.
    pub(super) fn is_needless(&self, alpha: Option<&[u8]>) -> bool {
        let opaque = alpha.is_none() || self.background == [0; 3];
        let whole = (self.place.x.cells, self.place.y.cells) == self.canvas;
        opaque && whole && self.source == self.canvas && self.place.is_copy()
    }

    /// Whether the opacity of pixels is seen.
    pub(super) fn sees_opacity(&self) -> bool {
        self.background != [0; 3]
    }

    /// Draws one frame that differs from the one before in these rows alone; cells that it does not cover are left as they
    /// are. `was` are the colours of that one, or nothing where they alone do not show what has changed.
    pub(super) fn draw(
        &mut self,
        (rgb, alpha): (&[u8], Option<&[u8]>),
        was: &[u8],
        changed: Range<usize>,
        canvas: &mut [u8],
    ) {
        let composed = alpha
            .filter(|_| self.sees_opacity())
            .map(|alpha| compose(rgb, alpha, self.background));
        let (pixels, _) = composed.as_deref().unwrap_or(rgb).as_chunks::<3>();
        if self.place.is_copy() {
            self.copy(pixels, canvas);
        } else {
            if self.keeps {
                self.resample_changed(pixels, was, changed);
            } else {
                self.resample(pixels);
            }
            self.paint(canvas);
        }
    }

    fn copy(&self, pixels: &[Rgb], canvas: &mut [u8]) {
        let x = self.place.x;
        let y = self.place.y;
        let (cells, _) = canvas.as_chunks_mut::<3>();
        let rows = pixels.chunks_exact(self.source.0).skip(y.from as usize);
        for (row, target) in rows.zip(
            cells
                .chunks_exact_mut(self.canvas.0)
                .skip(y.to)
                .take(y.cells),
        ) {
            for (cell, pixel) in target
                .iter_mut()
                .skip(x.to)
                .zip(row.iter().skip(x.from as usize).take(x.cells))
            {
                *cell = *pixel;
            }
        }
    }

    /// The same sums as those of [`Scaler::resample`], from rows of which most are there already.
    fn resample_changed(&mut self, pixels: &[Rgb], was: &[u8], changed: Range<usize>) {
        let table: &[f32; 256] = &LIGHT;
        let cells = self.across.len();
        let first = self.down.iter().map(|t| t.start).min().unwrap_or(0);
        let end = self
            .down
            .iter()
            .map(|t| t.start + t.weights.len())
            .max()
            .unwrap_or(0);
        let changed = changed.start.max(first)..changed.end.min(end);
        let rows = pixels
            .chunks_exact(self.source.0)
            .zip(self.lines.chunks_exact_mut(cells));
        let mut was = was
            .as_chunks::<3>()
            .0
            .chunks_exact(self.source.0)
            .skip(changed.start);
        for (row, line) in rows.skip(changed.start).take(changed.len()) {
            narrow(
                row,
                was.next().unwrap_or_default(),
                &self.across,
                table,
                line,
            );
        }
        for (taps, sums) in self.down.iter().zip(self.sums.chunks_exact_mut(cells)) {
            sums.fill([0.0; 3]);
            for (weight, line) in taps
                .weights
                .iter()
                .zip(self.lines.chunks_exact(cells).skip(taps.start))
            {
                add(sums, line, *weight);
            }
        }
    }

    fn resample(&mut self, pixels: &[Rgb]) {
        self.sums.fill([0.0; 3]);
        let table: &[f32; 256] = &LIGHT;
        // Which target rows still take source rows: both only ever move down.
        let first = self.down.iter().map(|t| t.start).min().unwrap_or(0);
        for (y, row) in pixels.chunks_exact(self.source.0).enumerate().skip(first) {
            let mut narrowed = false;
            for (taps, sums) in self
                .down
                .iter()
                .zip(self.sums.chunks_exact_mut(self.across.len()))
            {
                let weight = y.checked_sub(taps.start).and_then(|i| taps.weights.get(i));
                let Some(&weight) = weight else { continue };
                if !narrowed {
                    narrow(row, &[], &self.across, table, &mut self.lines);
                    narrowed = true;
                }
                add(sums, &self.lines, weight);
            }
        }
    }

    fn paint(&self, canvas: &mut [u8]) {
        let (cells, _) = canvas.as_chunks_mut::<3>();
        let rows = cells.chunks_exact_mut(self.canvas.0).skip(self.place.y.to);
        for (row, sums) in rows.zip(self.sums.chunks_exact(self.across.len())) {
            for (cell, sum) in row.iter_mut().skip(self.place.x.to).zip(sums) {
                *cell = sum.map(value);
            }
        }
    }
}

/// Adds `weight` times a line.
fn add(sums: &mut [[f32; 3]], line: &[[f32; 3]], weight: f32) {
    for (sum, part) in sums.iter_mut().zip(line) {
        for (s, p) in sum.iter_mut().zip(part) {
            *s += weight * p;
        }
    }
}

/// From so many pixels a cell on, comparing them costs less than adding them up.
const WORTH_COMPARING: usize = 8;

/// One row of the source as light, brought to the target's width. Cells whose pixels are those of `was` are left as they are.
#[allow(
    clippy::indexing_slicing,
    reason = "a byte always indexes 256 entries; this is the innermost loop of all pictures"
)]
fn narrow(row: &[Rgb], was: &[Rgb], across: &[Taps], table: &[f32; 256], line: &mut [[f32; 3]]) {
    for (out, taps) in line.iter_mut().zip(across) {
        let span = taps.start..taps.start + taps.weights.len();
        if span.len() >= WORTH_COMPARING
            && was
                .get(span.clone())
                .is_some_and(|was| row.get(span) == Some(was))
        {
            continue;
        }
        let mut red = 0.0;
        let mut green = 0.0;
        let mut blue = 0.0;
        let pixels = row.get(taps.start..).unwrap_or_default();
        for (&[r, g, b], &weight) in pixels.iter().zip(&taps.weights) {
            red += weight * table[r as usize];
            green += weight * table[g as usize];
            blue += weight * table[b as usize];
        }
        *out = [red, green, blue];
    }
}

/// Puts a background behind colours that are as they look on black.
fn compose(rgb: &[u8], alpha: &[u8], background: Rgb) -> Vec<u8> {
    let (pixels, _) = rgb.as_chunks::<3>();
    let share = |c: u8, a: u8| ((u16::from(c) * u16::from(u8::MAX - a) + 127) / 255) as u8;
    let composed = pixels.iter().zip(alpha).flat_map(|(pixel, &a)| {
        let [r, g, b] = *pixel;
        let [br, bg, bb] = background.map(|c| share(c, a));
        [
            r.saturating_add(br),
            g.saturating_add(bg),
            b.saturating_add(bb),
        ]
    });
    composed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_survives_light_and_back() {
        for v in 0..=255_u8 {
            assert_eq!(value(LIGHT[usize::from(v)]), v);
        }
        assert_eq!((value(-0.2), value(1.7), value(f32::NAN)), (0, 255, 0));
        for part in 0..=1_000_000_u32 {
            let light = part as f32 / 1e6;
            let nearest = STEPS.iter().rposition(|&step| step <= light).unwrap();
            assert_eq!(usize::from(value(light)), nearest, "{light}");
        }
    }
}
