//! Frames that are drawn from layers, from the lowest to the highest: what projects of pixel editors have in common.

use super::animation::{Blend, Canvas, Disposal, Part, Region};
use super::{Decoded, MAX_DECODING, share};
use crate::msg;
use crate::pattern::{FrameDuration, Frames, Matrix, PatternError, PixelOrder};

/// Bytes a pixel of a frame while it is drawn, and once it is done.
const EACH: u64 = 4 + 4;

/// All frames of a project, transparent in the beginning.
pub(super) struct Drawing {
    matrix: Matrix,
    frames: Vec<Canvas>,
}

impl Drawing {
    /// So many frames, where they do not take too much memory.
    pub(super) fn new(matrix: Matrix, count: usize) -> Result<Self, PatternError> {
        let pixels = (matrix.leds() as u64).saturating_mul(count as u64);
        let takes = pixels.saturating_mul(EACH);
        if takes > MAX_DECODING {
            let what = msg!(
                "pattern-drawing-large",
                count = count,
                size = matrix,
                takes = takes >> 20,
                max = MAX_DECODING >> 20
            );
            return Err(PatternError::TooLarge { what });
        }
        let frames = (0..count).map(|_| Canvas::new(matrix)).collect();
        Ok(Self { matrix, frames })
    }

    /// Lays a picture over a frame; row `y` of it is `row(y)`, R,G,B,A from the left, of which `opacity` parts of 255 show.
    pub(super) fn lay<R: Iterator<Item = [u8; 4]>>(
        &mut self,
        frame: usize,
        place: Region,
        opacity: u8,
        row: impl Fn(usize) -> R,
    ) {
        let part = Part {
            place,
            blend: Blend::Over,
            disposal: Disposal::Keep,
        };
        if let Some(canvas) = self.frames.get_mut(frame) {
            canvas.draw(part, |y| {
                row(y).map(|[r, g, b, a]| [r, g, b, share(a, opacity)])
            });
        }
    }

    /// The frames, each of which shows as long as is said.
    pub(super) fn decoded(self, durations: Vec<FrameDuration>) -> Result<Decoded, PatternError> {
        let leds = self.matrix.leds();
        let clear = self.frames.iter().any(|canvas| canvas.alpha().is_some());
        let mut rgb = Vec::with_capacity(Frames::budget(leds as u64, self.frames.len() as u64)?);
        let mut alpha = Vec::new();
        for canvas in self.frames {
            rgb.extend_from_slice(canvas.rgb());
            match canvas.alpha().filter(|_| clear) {
                Some(opacity) => alpha.extend_from_slice(opacity),
                None if clear => alpha.resize(alpha.len() + leds, u8::MAX),
                None => {}
            }
        }
        let frames = Frames::new(leds, rgb, durations)?.with_alpha(alpha);
        Ok(Decoded::exact(frames, Some(self.matrix), PixelOrder::Grid))
    }
}
