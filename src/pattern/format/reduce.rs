//! Pictures that are far larger than any matrix of LEDs are read at a whole fraction of their size: a photo of 24 megapixels,
//! or an animation that has more pixels than memory. Each pixel becomes the mean light of a square of them.

use crate::message::Message;
use crate::msg;
use crate::pattern::frames::MAX_HELD;
use crate::pattern::{Matrix, PatternError, srgb};
use std::ops::Range;
use std::sync::LazyLock;

/// Pictures of at most this many pixels are read as they are: full HD, and more.
pub(super) const MAX_PIXELS: usize = 1 << 21;
/// Frames of a large animation are not made smaller than this many pixels: 128 x 128. What does not fit then is refused.
const MIN_PIXELS: u64 = 1 << 14;
/// Bytes a pixel of a frame that is held. Opacity, which few animations have, adds a third.
const HELD: u64 = 3;

/// The light of each sRGB value, 0 to 65535.
static LIGHT: LazyLock<[u16; 256]> = LazyLock::new(|| {
    std::array::from_fn(|value| (srgb::light(value as f64) * 65535.0).round() as u16)
});
/// The sRGB value of each amount of light.
static VALUE: LazyLock<Box<[u8]>> = LazyLock::new(|| {
    (0..=u16::MAX)
        .map(|light| (srgb::encoded(f64::from(light) / 65535.0) * 255.0).round() as u8)
        .collect()
});

/// Makes pictures of one size smaller, or leaves them as they are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reducer {
    source: Matrix,
    target: Matrix,
    by: usize,
}

impl Reducer {
    /// For so many frames, which are all held in memory.
    ///
    /// # Errors
    /// `pattern.too_large` where frames are so many that each would have to become smaller than LEDs can show.
    pub(super) fn new(source: Matrix, frames: usize, kind: &str) -> Result<Self, PatternError> {
        if source.leds() <= MAX_PIXELS {
            return Ok(Self {
                source,
                target: source,
                by: 1,
            });
        }
        let each = MAX_HELD / HELD / (frames as u64).max(1);
        if each < MIN_PIXELS {
            let max = MAX_HELD / HELD / MIN_PIXELS;
            let what = msg!(
                "pattern-large-frames",
                kind = kind,
                frames = frames,
                source = source,
                max = max
            );
            return Err(PatternError::TooLarge { what });
        }
        let max = usize::try_from(each).map_or(MAX_PIXELS, |each| each.min(MAX_PIXELS));
        let sides = |by: usize| (source.w().div_ceil(by), source.h().div_ceil(by));
        let by = (1..)
            .find(|&by| {
                let (w, h) = sides(by);
                w * h <= max
            })
            .unwrap_or(1);
        let (w, h) = sides(by);
        let side = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let target = Matrix::new(side(w), side(h)).unwrap_or(source);
        Ok(Self { source, target, by })
    }

    /// The size that pictures are read at.
    pub(super) fn target(&self) -> Matrix {
        self.target
    }

    /// Whether pictures stay as they are.
    pub(super) fn is_needless(&self) -> bool {
        self.by == 1
    }

    /// What a person should know of it.
    pub(super) fn warning(&self, kind: &str) -> Option<Message> {
        let Self { source, target, .. } = self;
        (!self.is_needless()).then(|| {
            msg!(
                "pattern-reduced",
                kind = kind,
                source = *source,
                target = *target
            )
        })
    }

    /// The rows of the small picture that rows of the large one are part of.
    pub(super) fn rows(&self, rows: Range<usize>) -> Range<usize> {
        rows.start / self.by..rows.end.div_ceil(self.by).min(self.target.h())
    }

    /// Draws these rows of the small picture, of a whole large one, both R,G,B.
    pub(super) fn colours(&self, rgb: &[u8], rows: Range<usize>, out: &mut [u8]) {
        let width = self.target.w() * 3;
        let lines = rgb.chunks(self.source.w() * 3 * self.by);
        let out = out.chunks_exact_mut(width);
        for (lines, out) in lines.zip(out).take(rows.end).skip(rows.start) {
            self.row(lines, out);
        }
    }

    /// One row of the small picture, of the rows of the large one that it stands for.
    pub(super) fn row(&self, lines: &[u8], out: &mut [u8]) {
        if self.is_needless() {
            if let Some(line) = lines.get(..out.len()) {
                out.copy_from_slice(line);
            }
            return;
        }
        let light = &*LIGHT;
        let mut sums = vec![[0_u32; 3]; self.target.w()];
        let mut high = 0;
        for line in lines.as_chunks::<3>().0.chunks_exact(self.source.w()) {
            high += 1;
            for (sum, cell) in sums.iter_mut().zip(line.chunks(self.by)) {
                *sum = cell.iter().fold(*sum, |[r, g, b], &[red, green, blue]| {
                    [
                        r + lit(light, red),
                        g + lit(light, green),
                        b + lit(light, blue),
                    ]
                });
            }
        }
        let value = &**VALUE;
        for ((column, sum), out) in sums.iter().enumerate().zip(out.as_chunks_mut::<3>().0) {
            let count = (high * self.width_of(column)).max(1);
            *out = sum.map(|sum| {
                let mean = (sum + count / 2) / count;
                value.get(mean as usize).copied().unwrap_or(u8::MAX)
            });
        }
    }

    /// As [`Self::colours`], of opacity: a byte a pixel, and its plain mean.
    pub(super) fn opacity(&self, alpha: &[u8], rows: Range<usize>, out: &mut [u8]) {
        let lines = alpha.chunks(self.source.w() * self.by);
        let out = out.chunks_exact_mut(self.target.w());
        for (lines, out) in lines.zip(out).take(rows.end).skip(rows.start) {
            self.opacity_row(lines, out);
        }
    }

    /// As [`Self::row`], of opacity.
    pub(super) fn opacity_row(&self, lines: &[u8], out: &mut [u8]) {
        if self.is_needless() {
            if let Some(line) = lines.get(..out.len()) {
                out.copy_from_slice(line);
            }
            return;
        }
        let mut sums = vec![0_u32; self.target.w()];
        let mut high = 0;
        for line in lines.chunks_exact(self.source.w()) {
            high += 1;
            for (sum, cell) in sums.iter_mut().zip(line.chunks(self.by)) {
                *sum += cell.iter().map(|&a| u32::from(a)).sum::<u32>();
            }
        }
        for ((column, sum), out) in sums.iter().enumerate().zip(out) {
            let count = (high * self.width_of(column)).max(1);
            *out = u8::try_from((sum + count / 2) / count).unwrap_or(u8::MAX);
        }
    }

    /// Rows of the large picture that become one.
    pub(super) fn by(&self) -> usize {
        self.by
    }

    /// Columns of the large picture that one of the small one stands for: fewer at the right edge.
    fn width_of(&self, column: usize) -> u32 {
        self.by.min(self.source.w() - column * self.by) as u32
    }
}

#[allow(clippy::indexing_slicing, reason = "a byte is always below 256")]
fn lit(light: &[u16; 256], value: u8) -> u32 {
    u32::from(light[usize::from(value)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;

    fn reducer(w: u16, h: u16, frames: usize) -> Reducer {
        Reducer::new(Matrix::new(w, h).unwrap(), frames, "GIF").unwrap()
    }

    #[test]
    fn what_is_not_larger_than_full_hd_stays_as_it_is() {
        let needless = reducer(1920, 1080, 100_000);
        assert!(needless.is_needless() && needless.warning("GIF").is_none());
        let mut out = vec![0; 6];
        reducer(2, 1, 1).colours(&[1, 2, 3, 4, 5, 6], 0..1, &mut out);
        assert_eq!(out, [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn frames_become_as_small_as_all_of_them_fit() {
        for (frames, by) in [(1, 4), (24, 7), (97, 14), (682, 37)] {
            let reducer = reducer(4700, 4700, frames);
            assert_eq!(reducer.by, by, "{frames}");
            assert!((reducer.target().leds() * frames) as u64 * HELD <= MAX_HELD);
        }
        let many = Reducer::new(Matrix::new(4700, 4700).unwrap(), 683, "GIF").unwrap_err();
        assert_eq!(many.code(), Code::PatternTooLarge);
        assert!(many.to_string().contains("at most 682 frames"), "{many}");
    }

    #[test]
    fn a_pixel_is_the_mean_light_of_those_it_stands_for() {
        let reducer = reducer(2049, 1025, 1);
        assert_eq!(
            (reducer.by, reducer.target()),
            (2, Matrix::new(1025, 513).unwrap())
        );
        let mut rgb = vec![0; 2049 * 1025 * 3];
        rgb.chunks_exact_mut(3).step_by(2).for_each(|p| p.fill(255));
        let mut out = vec![0; 1025 * 513 * 3];
        reducer.colours(&rgb, 0..513, &mut out);
        assert_eq!(out.get(..3), Some(&[188; 3][..]), "half of the light");
        assert_eq!(
            out.get(1024 * 3..1025 * 3),
            Some(&[188; 3][..]),
            "one above the other"
        );
        let last = out.len() - 3;
        assert_eq!(
            out.get(last..),
            Some(&[255; 3][..]),
            "the only one of its square"
        );
        let mut alpha = vec![0; 2049 * 1025];
        alpha.iter_mut().step_by(2).for_each(|a| *a = 255);
        let mut out = vec![0; 1025 * 513];
        reducer.opacity(&alpha, 0..513, &mut out);
        assert_eq!((out.first(), out.last()), (Some(&128), Some(&255)));
        assert_eq!(reducer.rows(3..4), 1..2);
        assert_eq!(reducer.rows(3..1025), 1..513);
    }
}
