//! Draws frames for the LEDs of one layout, one at a time: everything that is the same for all frames is computed once.
//! [`fit`](super::fit()) runs it over frames in memory; readers of files run it frame by frame.

use super::aim::Aim;
use super::dither::Dither;
use super::turn::Turn;
use super::{Fit, FitMode, dither, scale, tone, wire};
use crate::pattern::{Frame, FrameDuration, Layout, Matrix, Pattern, PatternError, PixelOrder};
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
        Self {
            leds: pattern.frames.leds(),
            matrix: pattern.matrix,
            order: pattern.order,
        }
    }

    /// Width and height, where the frames are pictures.
    pub(in crate::pattern) fn picture(self) -> Option<Matrix> {
        self.matrix
            .filter(|m| m.leds() == self.leds && self.order == PixelOrder::Grid)
    }
}

impl Pattern {
    /// Whether its frames are strip data: not pictures, that are scaled to a size.
    #[must_use]
    pub fn is_strip(&self) -> bool {
        Shape::of(self).picture().is_none()
    }
}

/// A frame that shows, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisibleFrame {
    /// Zero-based index among the visible frames.
    pub index: usize,
    /// How long it shows.
    pub shows: FrameDuration,
}

/// What of a [`Fit`] has no effect on such data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ignored {
    /// Turn, mirror and line: the file is in strip order and has no rows or columns.
    PictureOptions,
    /// The line: the LEDs are a matrix.
    Line,
}

/// A fit, prepared for frames of one [`Shape`] and one [`Layout`].
pub struct Fitter {
    leds: usize,
    source_leds: Option<usize>,
    ignored: Option<Ignored>,
    picture: Option<ScaledPicture>,
    wire: wire::LedOrder,
    tone: tone::Tone,
}

impl Fitter {
    /// Prepares to draw frames of that shape for `layout`.
    ///
    /// # Errors
    /// `pattern.too_many_leds` where strip-ordered data has more LEDs than the layout and the mode is not [`FitMode::None`];
    /// `pattern.options` where the picture lacks the line that was asked for.
    pub fn new(shape: Shape, layout: &Layout, fit: &Fit) -> Result<Self, PatternError> {
        let has = shape.leds;
        let leds = layout.leds();
        let picture = shape.picture();
        let (picture, pixels, cells, tone) = match picture {
            Some(source) => {
                let aim = Aim::new(source, layout, fit)?;
                let tone = tone::Tone::new(fit, along(&aim.thresholds, fit));
                (
                    Some(ScaledPicture::new(source, &aim, fit)),
                    aim.canvas.0 * aim.canvas.1,
                    aim.cells,
                    tone,
                )
            }
            None if has > leds && fit.mode != Some(FitMode::None) => {
                return Err(PatternError::TooManyLeds {
                    leds: has,
                    max: leds,
                });
            }
            None => (
                None,
                has,
                (0..leds).collect(),
                tone::Tone::new(fit, (0..leds).map(dither::in_line)),
            ),
        };
        let cells: Vec<usize> = along(&cells, fit).collect();
        Ok(Self {
            leds,
            source_leds: picture.is_none().then_some(has),
            ignored: ignored(picture.is_some(), layout, fit),
            picture,
            wire: wire::LedOrder::new(&cells, pixels, layout.color_order),
            tone,
        })
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

    /// What of the fit has no effect on such data.
    #[must_use]
    pub fn ignored(&self) -> Option<Ignored> {
        self.ignored
    }

    /// How levels between two steps are shown; `None`: there are none, or they are rounded.
    #[must_use]
    pub fn dither(&self) -> Option<Dither> {
        self.tone.dither()
    }

    /// Whether every frame comes out as it goes in.
    #[must_use]
    pub fn changes_nothing(&self) -> bool {
        self.source_leds == Some(self.leds)
            && self.wire.is_straight()
            && self.tone.changes_nothing()
    }

    /// The first frame that has to be drawn, and then all up to `index`, for `index` to come out as it does when all frames
    /// are drawn from the first one on. That is `index` itself but for [`Dither::Temporal`].
    #[must_use]
    pub fn first_needed(&self, index: usize) -> usize {
        self.tone.first_needed(index)
    }

    /// Draws a frame of the pattern. `out` takes 3 bytes for each LED, as the device wants them; it must be exactly that
    /// long, what is beyond is left alone. Frames may come in any order that [`Fitter::first_needed`] allows.
    pub fn draw(&mut self, frame: Frame<'_>, at: VisibleFrame, out: &mut [u8]) {
        let pixels = match &mut self.picture {
            Some(picture) => picture.draw(frame.rgb, frame.alpha),
            None => frame.rgb,
        };
        let pixels = pixels.as_chunks::<3>().0;
        let (out, _) = out.as_chunks_mut::<3>();
        if self.tone.changes_nothing() {
            return self.wire.lay(pixels, out);
        }
        self.wire.gather(pixels, out);
        self.tone.apply(out, at);
        self.wire.order(out);
    }
}

/// What each LED gets, of what LED by LED lies along the strip: reversed and moved as the fit says.
fn along<'a, T: Copy>(strip: &'a [T], fit: &Fit) -> impl Iterator<Item = T> + 'a {
    let leds = strip.len();
    let by = i64::try_from(leds).map_or(0, |leds| i64::from(fit.offset).rem_euclid(leds.max(1)));
    let by = usize::try_from(by).unwrap_or(0);
    let reverse = fit.reverse;
    (0..leds).filter_map(move |led| {
        let from = (led + leds - by) % leds;
        strip
            .get(if reverse { leds - 1 - from } else { from })
            .copied()
    })
}

/// What in `fit` has no effect, and why.
fn ignored(picture: bool, layout: &Layout, fit: &Fit) -> Option<Ignored> {
    match (picture, layout.matrix()) {
        (false, _) if fit.turn != Turn::None || fit.mirror.is_some() || fit.line.is_some() => {
            Some(Ignored::PictureOptions)
        }
        (true, Some(_)) if fit.line.is_some() => Some(Ignored::Line),
        _ => None,
    }
}

/// Pictures on their way to the size of the target.
struct ScaledPicture {
    source: Matrix,
    scaler: scale::Scaler,
    canvas: Vec<u8>,
    /// The last frame that was scaled, empty before the first. Frames that hold the picture, or change a part of it, are
    /// common: what stays needs no second computation.
    last: Vec<u8>,
    /// Its opacity, where that is seen.
    opacity: Option<Vec<u8>>,
}

impl ScaledPicture {
    fn new(source: Matrix, aim: &Aim, fit: &Fit) -> Self {
        let scaler = scale::Scaler::new(
            (source.w(), source.h()),
            aim.canvas,
            &aim.place,
            fit.scale,
            fit.background,
        );
        let canvas = fit.background.repeat(aim.canvas.0 * aim.canvas.1);
        Self {
            source,
            scaler,
            canvas,
            last: Vec::new(),
            opacity: None,
        }
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
            self.scaler
                .draw((rgb, alpha), was, changed.clone(), &mut self.canvas);
            self.remember(rgb, alpha, changed);
        }
        &self.canvas
    }

    /// From the first row to the last that differs from the last frame; all of them where there is none.
    fn changed(&self, rgb: &[u8], alpha: Option<&[u8]>) -> Range<usize> {
        let w = self.source.w();
        let h = self.source.h();
        if self.last.len() != rgb.len()
            || self.opacity.as_ref().map(Vec::len) != alpha.map(<[u8]>::len)
        {
            return 0..h;
        }
        let colours = differing(rgb, &self.last, w * 3);
        let opacity = alpha
            .zip(self.opacity.as_deref())
            .map_or(0..0, |(now, was)| differing(now, was, w));
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
    let Some(first) = rows.position(differs) else {
        return 0..0;
    };
    first
        ..rows
            .rposition(differs)
            .map_or(first, |last| first + 1 + last)
            + 1
}
