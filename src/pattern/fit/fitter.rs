//! Draws frames for the LEDs of one layout, one at a time: everything that is the same for all frames is computed once.
//! [`fit`](super::fit()) runs it over frames in memory; whoever reads frames from a file runs it as they come.

use super::{Fit, FitMode, place, scale, tone, wire};
use crate::pattern::{FrameDuration, Layout, Matrix, Pattern, PatternError, PixelOrder};
use std::ops::Range;

/// What the frames of a pattern are, apart from their pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// LEDs, or pixels, of each frame.
    pub leds: usize,
    /// Width and height, where known.
    pub matrix: Option<Matrix>,
    /// In which order the pixels stand.
    pub order: PixelOrder,
}

impl Shape {
    /// Of a pattern.
    #[must_use]
    pub fn of(pattern: &Pattern) -> Self {
        Self { leds: pattern.frames.leds(), matrix: pattern.matrix, order: pattern.order }
    }

    /// Width and height, where the frames are pictures.
    fn picture(self) -> Option<Matrix> {
        self.matrix.filter(|m| m.leds() == self.leds && self.order == PixelOrder::Grid)
    }
}

/// One frame as it comes from the file.
#[derive(Clone, Copy, Debug)]
pub struct SourceFrame<'a> {
    /// R,G,B of each pixel.
    pub rgb: &'a [u8],
    /// Opacity of each pixel, as [`Frames::alpha`](crate::pattern::Frames::alpha) gives it; `None`: all opaque.
    pub alpha: Option<&'a [u8]>,
    /// How long it will show.
    pub shows: FrameDuration,
}

/// A fit, prepared for frames of one [`Shape`] and one [`Layout`].
pub struct Fitter {
    leds: usize,
    source_leds: Option<usize>,
    picture: Option<Picture>,
    wire: wire::Wire,
    tone: tone::Tone,
}

impl Fitter {
    /// Prepares to draw frames of that shape for `layout`.
    ///
    /// # Errors
    /// `pattern.too_many_leds` where strip-ordered data has more LEDs than the layout and the mode is not [`FitMode::None`].
    pub fn new(shape: Shape, layout: &Layout, fit: &Fit) -> Result<Self, PatternError> {
        let (leds, has) = (layout.leds(), shape.leds);
        let (picture, cells) = match shape.picture() {
            Some(source) => {
                let (picture, cells) = Picture::new(source, layout, fit);
                (Some(picture), cells)
            }
            None if has > leds && fit.mode != Some(FitMode::None) => {
                return Err(PatternError::TooManyLeds { leds: has, most: leds });
            }
            None => (None, None),
        };
        let source_leds = picture.is_none().then_some(has);
        let wire = wire::Wire::new(cells, layout.color_order);
        Ok(Self { leds, source_leds, picture, wire, tone: tone::Tone::new(fit) })
    }

    /// LEDs of each frame that is drawn.
    #[must_use]
    pub fn leds(&self) -> usize {
        self.leds
    }

    /// How many LEDs the data has, where it is strip data and not scaled.
    #[must_use]
    pub fn source_leds(&self) -> Option<usize> {
        self.source_leds
    }

    /// Whether every frame comes out as it goes in.
    #[must_use]
    pub fn changes_nothing(&self) -> bool {
        self.source_leds == Some(self.leds) && self.wire.is_straight() && self.tone.changes_nothing()
    }

    /// Draws one frame. `out` takes 3 bytes for each LED, as the device wants them; it must be exactly that long, what is
    /// beyond is left alone. Frames must come in the order in which they show.
    pub fn draw(&mut self, frame: SourceFrame<'_>, out: &mut [u8]) {
        let pixels = match &mut self.picture {
            Some(picture) => picture.draw(frame.rgb, frame.alpha),
            None => frame.rgb,
        };
        let (out, _) = out.as_chunks_mut::<3>();
        self.wire.lay(pixels.as_chunks::<3>().0, out);
        self.tone.apply(out);
    }
}

/// Pictures on their way to the size of the target.
struct Picture {
    source: Matrix,
    scaler: scale::Scaler,
    canvas: Vec<u8>,
    /// The last frame that was scaled, empty before the first. Frames that hold the picture, or change a part of it, are
    /// common: what stays needs no second computation.
    last: Vec<u8>,
    /// Its opacity, where that is seen.
    opacity: Option<Vec<u8>>,
}

impl Picture {
    /// The way, and which cell of the canvas each LED shows; `None`: LED `i` shows cell `i`.
    fn new(source: Matrix, layout: &Layout, fit: &Fit) -> (Self, Option<Vec<usize>>) {
        // A strip of exactly as many LEDs as the picture has pixels is the picture, laid out as the wiring says; squeezed
        // into a line it would be nothing.
        let same = fit.mode.is_none() && source.leds() == layout.leds();
        let target = layout.matrix().or(same.then_some(source));
        let (w, h) = target.map_or((layout.leds(), 1), |m| (m.w(), m.h()));
        let usual = if target.is_some() { FitMode::Contain } else { FitMode::Stretch };
        let place = place::Place::new((source.w(), source.h()), (w, h), fit.mode.unwrap_or(usual));
        let scaler = scale::Scaler::new((source.w(), source.h()), (w, h), &place, fit.scale, fit.background);
        let canvas = fit.background.repeat(w * h);
        let picture = Self { source, scaler, canvas, last: Vec::new(), opacity: None };
        (picture, target.map(|matrix| layout.cells(matrix)))
    }

    /// The pixels of the canvas with that frame on it.
    fn draw<'a>(&'a mut self, rgb: &'a [u8], alpha: Option<&[u8]>) -> &'a [u8] {
        if self.scaler.is_needless(alpha) {
            return rgb;
        }
        let alpha = alpha.filter(|_| self.scaler.sees_opacity());
        let changed = self.changed(rgb, alpha);
        if !changed.is_empty() {
            let opaque = alpha.is_none() && self.opacity.is_none();
            let was = if opaque { self.last.as_slice() } else { &[] };
            self.scaler.draw((rgb, alpha), was, changed.clone(), &mut self.canvas);
            self.remember(rgb, alpha, changed);
        }
        &self.canvas
    }

    /// From the first row to the last that differs from the last frame; all of them where there is none.
    fn changed(&self, rgb: &[u8], alpha: Option<&[u8]>) -> Range<usize> {
        let (w, h) = (self.source.w(), self.source.h());
        if self.last.len() != rgb.len() || self.opacity.as_ref().map(Vec::len) != alpha.map(<[u8]>::len) {
            return 0..h;
        }
        let colours = differing(rgb, &self.last, w * 3);
        let opacity = alpha.zip(self.opacity.as_deref()).map_or(0..0, |(now, was)| differing(now, was, w));
        match (colours.is_empty(), opacity.is_empty()) {
            (_, true) => colours,
            (true, false) => opacity,
            (false, false) => colours.start.min(opacity.start)..colours.end.max(opacity.end),
        }
    }

    fn remember(&mut self, rgb: &[u8], alpha: Option<&[u8]>, changed: Range<usize>) {
        let at = changed.start * self.source.w() * 3..changed.end * self.source.w() * 3;
        match (self.last.get_mut(at.clone()), rgb.get(at)) {
            (Some(last), Some(rgb)) => last.copy_from_slice(rgb),
            _ => rgb.clone_into(&mut self.last),
        }
        self.opacity = alpha.map(<[u8]>::to_vec);
    }
}

/// From the first row to the last in which two frames of `size` bytes a row differ.
fn differing(now: &[u8], was: &[u8], size: usize) -> Range<usize> {
    let differs = |(a, b): (&[u8], &[u8])| a != b;
    let mut rows = now.chunks_exact(size).zip(was.chunks_exact(size));
    let Some(first) = rows.position(differs) else { return 0..0 };
    first..rows.rposition(differs).map_or(first, |last| first + 1 + last) + 1
}
