//! From the pixels of a canvas to the LEDs of a strip: which pixel each LED shows, and the order of its channels.

use crate::pattern::{ColorOrder, Rgb};

/// The way of a strip through a canvas.
pub(super) struct Wire {
    /// Which pixel each LED shows; `None`: LED `i` shows pixel `i`.
    cells: Option<Vec<usize>>,
    order: ColorOrder,
}

impl Wire {
    /// A strip whose LED `i` shows pixel `cells[i]` of `pixels`; LEDs without a pixel stay dark.
    pub(super) fn new(cells: Vec<usize>, pixels: usize, order: ColorOrder) -> Self {
        let straight = cells.iter().enumerate().all(|(led, &cell)| led == cell || (led >= pixels && cell >= pixels));
        Self { cells: (!straight).then_some(cells), order }
    }

    /// Whether LED `i` is pixel `i`, channel for channel.
    pub(super) fn is_straight(&self) -> bool {
        self.cells.is_none() && self.order == ColorOrder::Rgb
    }

    /// Lays `pixels` along the strip, channels in the order of the LEDs.
    pub(super) fn lay(&self, pixels: &[Rgb], out: &mut [Rgb]) {
        // One loop for each order, so that the order is not asked for at each LED.
        match self.order {
            ColorOrder::Rgb => self.each(pixels, out, |pixel| pixel),
            ColorOrder::Rbg => self.each(pixels, out, |pixel| ColorOrder::Rbg.apply(pixel)),
            ColorOrder::Grb => self.each(pixels, out, |pixel| ColorOrder::Grb.apply(pixel)),
            ColorOrder::Gbr => self.each(pixels, out, |pixel| ColorOrder::Gbr.apply(pixel)),
            ColorOrder::Brg => self.each(pixels, out, |pixel| ColorOrder::Brg.apply(pixel)),
            ColorOrder::Bgr => self.each(pixels, out, |pixel| ColorOrder::Bgr.apply(pixel)),
        }
    }

    /// Lays `pixels` along the strip, channels still red, green, blue.
    pub(super) fn gather(&self, pixels: &[Rgb], out: &mut [Rgb]) {
        self.each(pixels, out, |pixel| pixel);
    }

    /// Puts the channels into the order of the LEDs.
    pub(super) fn order(&self, leds: &mut [Rgb]) {
        if self.order != ColorOrder::Rgb {
            leds.iter_mut().for_each(|led| *led = self.order.apply(*led));
        }
    }

    fn each(&self, pixels: &[Rgb], out: &mut [Rgb], ordered: impl Fn(Rgb) -> Rgb) {
        match &self.cells {
            Some(cells) => {
                for (led, &cell) in out.iter_mut().zip(cells) {
                    *led = pixels.get(cell).map_or([0; 3], |&pixel| ordered(pixel));
                }
            }
            None => {
                let has = pixels.len().min(out.len());
                let (shown, dark) = out.split_at_mut(has);
                for (led, &pixel) in shown.iter_mut().zip(pixels) {
                    *led = ordered(pixel);
                }
                dark.fill([0; 3]);
            }
        }
    }
}
