//! Brightness, gamma and the order of channels: byte by byte, over all frames at once.

use super::Fit;
use crate::pattern::ColorOrder;

/// Whether brightness or gamma change anything.
pub(super) fn changes(fit: &Fit) -> bool {
    fit.brightness_pct < 100 || is_gamma(fit.gamma)
}

fn is_gamma(gamma: f32) -> bool {
    gamma.is_finite() && gamma > 0.0 && (gamma - 1.0).abs() > f32::EPSILON
}

/// Applies brightness, then gamma, then the order of channels.
pub(super) fn apply(rgb: &mut [u8], fit: &Fit, order: ColorOrder) {
    let table = changes(fit).then(|| curve(fit));
    if table.is_none() && order == ColorOrder::Rgb {
        return;
    }
    let (pixels, _) = rgb.as_chunks_mut::<3>();
    for pixel in pixels {
        let toned = match &table {
            Some(table) => pixel.map(|c| table.get(usize::from(c)).copied().unwrap_or(c)),
            None => *pixel,
        };
        *pixel = order.apply(toned);
    }
}

fn curve(fit: &Fit) -> Vec<u8> {
    let dimmed = f32::from(fit.brightness_pct.min(100)) / 100.0;
    let gamma = if is_gamma(fit.gamma) { fit.gamma } else { 1.0 };
    (0..=u8::MAX).map(|c| ((f32::from(c) / 255.0 * dimmed).powf(gamma) * 255.0).round() as u8).collect()
}
