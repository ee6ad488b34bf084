//! [`Segment`]: a range of LEDs, and the mapping of its pixels to the device's LEDs. `words.rs` has its JSON.

#[cfg(test)]
mod tests;
mod words;

use super::values::Rgb;
use serde_json::{Map, Value};
use tokio::time::Instant;

/// The LEDs of a device: a strip, or a matrix where `h` is not 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Canvas {
    pub(super) w: usize,
    pub(super) h: usize,
    /// Whether it was configured as a matrix, though it may be one row.
    pub(super) is_2d: bool,
}

/// One segment.
#[derive(Clone, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "they are the switches that the protocol has"
)]
pub(super) struct Segment {
    pub(super) start: usize,
    pub(super) stop: usize,
    pub(super) start_y: usize,
    pub(super) stop_y: usize,
    pub(super) grouping: u8,
    pub(super) spacing: u8,
    pub(super) offset: u16,
    pub(super) on: bool,
    pub(super) frozen: bool,
    pub(super) bri: u8,
    pub(super) name: Option<String>,
    pub(super) colors: [Rgb; 3],
    pub(super) fx: u8,
    pub(super) sx: u8,
    pub(super) ix: u8,
    pub(super) selected: bool,
    pub(super) reverse: bool,
    pub(super) mirror: bool,
    pub(super) reverse_y: bool,
    pub(super) mirror_y: bool,
    pub(super) transpose: bool,
    /// Numbers and switches that are stored and returned, without effect here.
    rest: Map<String, Value>,
    /// How often its effect or its bounds changed; each change resets the effect.
    pub(super) resets: u64,
    /// Until when it changes to its effect; no image shows meanwhile.
    pub(super) settles: Option<Instant>,
    /// Its own pixels, row by row.
    pub(super) pixels: Vec<Rgb>,
}

impl Segment {
    /// Makes a segment of all LEDs, as at power-up: orange (`DEFAULT_COLOR`).
    pub(super) fn whole(canvas: Canvas) -> Self {
        let mut segment = Self {
            start: 0,
            stop: canvas.w,
            start_y: 0,
            stop_y: canvas.h,
            grouping: 1,
            spacing: 0,
            offset: 0,
            on: true,
            frozen: false,
            bri: 255,
            name: None,
            colors: [[255, 160, 0], [0; 3], [0; 3]],
            fx: 0,
            sx: 128,
            ix: 128,
            selected: true,
            reverse: false,
            mirror: false,
            reverse_y: false,
            mirror_y: false,
            transpose: false,
            rest: words::rest(),
            resets: 0,
            settles: None,
            pixels: Vec::new(),
        };
        segment.clear();
        segment
    }

    /// Returns whether it has LEDs; an empty segment is not reported.
    pub(super) fn is_active(&self) -> bool {
        self.stop > self.start && self.stop_y > self.start_y
    }

    fn group(&self) -> usize {
        usize::from(self.grouping.max(1)) + usize::from(self.spacing)
    }

    /// Returns the columns and rows of its pixels: a group counts as one, a mirrored half is left out (FX_fcn.cpp).
    pub(super) fn size(&self, canvas: Canvas) -> (usize, usize) {
        let fold = |len: usize, mirror: bool| {
            let groups = len.div_ceil(self.group());
            if mirror { groups.div_ceil(2) } else { groups }
        };
        let w = self.stop.saturating_sub(self.start);
        let h = self.stop_y.saturating_sub(self.start_y);
        if !canvas.is_2d {
            return (fold(w, self.mirror), 1);
        }
        let w = fold(w, self.mirror);
        let h = fold(h, self.mirror_y);
        if self.transpose { (h, w) } else { (w, h) }
    }

    /// Resets the effect: all black.
    fn reset(&mut self) {
        self.resets += 1;
        if self.frozen {
            self.pixels.resize(self.leds(), [0; 3]);
        } else {
            self.clear();
        }
    }

    /// Resizes its pixels, and makes them black.
    pub(super) fn clear(&mut self) {
        self.pixels = vec![[0; 3]; self.leds()];
    }

    fn leds(&self) -> usize {
        self.stop.saturating_sub(self.start) * self.stop_y.saturating_sub(self.start_y)
    }

    /// Shows its pixels on the device's LEDs.
    pub(super) fn show(&self, canvas: Canvas, leds: &mut [Rgb]) {
        if !self.is_active() || !self.on {
            return;
        }
        let (w, h) = self.size(canvas);
        for (i, pixel) in self.pixels.iter().take(w * h).enumerate() {
            let (x, y) = if self.transpose && canvas.is_2d {
                (i / w, i % w)
            } else {
                (i % w, i / w)
            };
            let pixel = pixel.map(|part| (u16::from(part) * u16::from(self.bri) / 255) as u8);
            for x in self.places(x, self.stop - self.start, self.reverse, self.mirror) {
                let ys = if canvas.is_2d {
                    self.places(y, self.stop_y - self.start_y, self.reverse_y, self.mirror_y)
                } else {
                    vec![0]
                };
                for y in ys {
                    if let Some(led) = leds.get_mut((self.start_y + y) * canvas.w + self.start + x)
                    {
                        *led = pixel;
                    }
                }
            }
        }
    }

    /// Sets its pixels to what its LEDs show.
    pub(super) fn keep(&mut self, canvas: Canvas, leds: &[Rgb]) {
        let (w, h) = self.size(canvas);
        let (left, top) = (self.start, self.start_y);
        for (i, pixel) in self.pixels.iter_mut().take(w * h).enumerate() {
            let led = (top + i / w) * canvas.w + left + i % w;
            *pixel = leds.get(led).copied().unwrap_or_default();
        }
    }

    /// Returns the place of pixel `at` in one direction of `len` places.
    fn places(&self, at: usize, len: usize, reverse: bool, mirror: bool) -> Vec<usize> {
        let first = at * self.group();
        let shown = (first..first + usize::from(self.grouping.max(1))).filter(|place| *place < len);
        let both = shown
            .flat_map(|place| [Some(place), mirror.then_some(len - 1 - place)])
            .flatten();
        both.map(|place| {
            let place = if reverse { len - 1 - place } else { place };
            (place + usize::from(self.offset)) % len
        })
        .collect()
    }
}
