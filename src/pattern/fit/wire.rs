//! From the pixels of a canvas to the LEDs of a strip: which pixel each LED shows, and the order of its channels.

use crate::pattern::{ColorOrder, Rgb};

/// The way of a strip through a canvas.
pub(super) struct LedOrder {
    way: Way,
    order: ColorOrder,
}

enum Way {
    /// LED `i` shows pixel `i`; LEDs without a pixel stay dark.
    Straight,
    /// Which LED shows each pixel, [`NONE`] where none does: pixels are read one after another, which is faster than from
    /// wherever they are. Only where no two LEDs show the same pixel.
    Spread {
        leds: Vec<u32>,
        /// Whether some LEDs show no pixel.
        some_dark: bool,
    },
    /// Which pixel each LED shows; beyond the last: none.
    Gathered(Vec<u32>),
}

/// No LED.
const NONE: u32 = u32::MAX;

impl LedOrder {
    /// A strip whose LED `i` shows pixel `cells[i]` of `pixels`; LEDs without a pixel stay dark.
    pub(super) fn new(cells: &[usize], pixels: usize, order: ColorOrder) -> Self {
        let is_straight =
            |(led, &cell): (usize, &usize)| led == cell || (led >= pixels && cell >= pixels);
        let way = if cells.iter().enumerate().all(is_straight) {
            Way::Straight
        } else {
            Way::through(cells, pixels)
        };
        Self { way, order }
    }

    /// Whether LED `i` is pixel `i`, channel for channel.
    pub(super) fn is_straight(&self) -> bool {
        matches!(self.way, Way::Straight) && self.order == ColorOrder::Rgb
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
            leds.iter_mut()
                .for_each(|led| *led = self.order.apply(*led));
        }
    }

    fn each(&self, pixels: &[Rgb], out: &mut [Rgb], ordered: impl Fn(Rgb) -> Rgb) {
        match &self.way {
            Way::Straight => {
                let (lit, dark) = out.split_at_mut(pixels.len().min(out.len()));
                lit.iter_mut()
                    .zip(pixels)
                    .for_each(|(led, &pixel)| *led = ordered(pixel));
                dark.fill([0; 3]);
            }
            Way::Spread { leds, some_dark } => {
                if *some_dark {
                    out.fill([0; 3]);
                }
                for (&pixel, &led) in pixels.iter().zip(leds) {
                    if let Some(led) = out.get_mut(led as usize) {
                        *led = ordered(pixel);
                    }
                }
            }
            Way::Gathered(cells) => {
                for (led, &cell) in out.iter_mut().zip(cells) {
                    *led = pixels
                        .get(cell as usize)
                        .map_or([0; 3], |&pixel| ordered(pixel));
                }
            }
        }
    }
}

impl Way {
    /// LEDs and pixels are counted in 32 bits: a layout has fewer LEDs, and a picture of more pixels has no room in memory.
    fn through(cells: &[usize], pixels: usize) -> Self {
        let count = |n: usize| u32::try_from(n).unwrap_or(NONE);
        let mut leds = vec![NONE; pixels];
        let mut some_dark = false;
        for (led, &cell) in cells.iter().enumerate() {
            match leds.get_mut(cell) {
                Some(place) if *place == NONE => *place = count(led),
                Some(_) => return Self::Gathered(cells.iter().map(|&cell| count(cell)).collect()),
                None => some_dark = true,
            }
        }
        Self::Spread { leds, some_dark }
    }
}

#[cfg(test)]
mod tests {
    use super::super::aim::DARK;
    use super::*;

    fn laid(cells: &[usize], pixels: usize) -> Vec<u8> {
        let picture: Vec<Rgb> = (0..pixels).map(|n| [n as u8 + 1, 0, 0]).collect();
        let mut out = vec![[9; 3]; cells.len()];
        LedOrder::new(cells, pixels, ColorOrder::Rgb).lay(&picture, &mut out);
        out.iter().map(|led| led[0]).collect()
    }

    #[test]
    fn any_way_through_a_canvas_is_gone_exactly() {
        let mut random = fastrand::Rng::with_seed(6);
        for _ in 0..200 {
            let pixels = random.usize(1..40);
            let mut cells = Vec::new();
            while cells.len() < 60 {
                let start = random.usize(..pixels + 2);
                let step = random.isize(-7..8);
                let straight = (0..random.isize(1..9)).map(|n| start as isize + n * step);
                cells.extend(straight.map(|cell| usize::try_from(cell).unwrap_or(DARK)));
            }
            let want: Vec<u8> = cells
                .iter()
                .map(|&cell| if cell < pixels { cell as u8 + 1 } else { 0 })
                .collect();
            assert_eq!(laid(&cells, pixels), want, "{cells:?} of {pixels}");
        }
    }

    #[test]
    fn pixels_that_two_leds_show_are_gathered_all_others_spread() {
        assert!(matches!(
            LedOrder::new(&[0, 1, 3, 2], 4, ColorOrder::Rgb).way,
            Way::Spread {
                some_dark: false,
                ..
            }
        ));
        assert!(matches!(
            LedOrder::new(&[1, 0, DARK, 2], 4, ColorOrder::Rgb).way,
            Way::Spread {
                some_dark: true,
                ..
            }
        ));
        assert!(matches!(
            LedOrder::new(&[1, 1], 4, ColorOrder::Rgb).way,
            Way::Gathered(_)
        ));
        assert!(matches!(
            LedOrder::new(&[0, 1, 7], 2, ColorOrder::Rgb).way,
            Way::Straight
        ));
        assert_eq!(laid(&[1, 1, DARK, 0], 2), [2, 2, 0, 1]);
    }
}
