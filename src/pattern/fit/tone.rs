//! Brightness and gamma: byte by byte, by one table.

use super::Fit;
use crate::pattern::Rgb;

/// What becomes of each channel value.
pub(super) struct Tone {
    /// `None`: values stay.
    table: Option<[u8; 256]>,
}

impl Tone {
    /// Brightness, then gamma.
    pub(super) fn new(fit: &Fit) -> Self {
        let changes = fit.brightness_pct < 100 || is_gamma(fit.gamma);
        Self { table: changes.then(|| curve(fit)) }
    }

    /// Whether all values stay as they are.
    pub(super) fn changes_nothing(&self) -> bool {
        self.table.is_none()
    }

    /// Applies it to the LEDs of one frame.
    pub(super) fn apply(&self, leds: &mut [Rgb]) {
        let Some(table) = &self.table else { return };
        for led in leds {
            *led = led.map(|c| table.get(usize::from(c)).copied().unwrap_or(c));
        }
    }
}

fn is_gamma(gamma: f32) -> bool {
    gamma.is_finite() && gamma > 0.0 && (gamma - 1.0).abs() > f32::EPSILON
}

fn curve(fit: &Fit) -> [u8; 256] {
    let dimmed = f32::from(fit.brightness_pct.min(100)) / 100.0;
    let gamma = if is_gamma(fit.gamma) { fit.gamma } else { 1.0 };
    std::array::from_fn(|c| ((c as f32 / 255.0 * dimmed).powf(gamma) * 255.0).round() as u8)
}
