//! The sRGB curve: values of files to light and back.

/// The light of an sRGB value of 0 to 255, 0 to 1.
pub(super) fn light(value: f64) -> f64 {
    let v = value / 255.0;
    if v <= 0.04045 {
        v / 12.92
    } else {
        ((v + 0.055) / 1.055).powf(2.4)
    }
}

/// The other way: the sRGB value, 0 to 1, of light from 0 to 1.
pub(super) fn encoded(light: f64) -> f64 {
    if light <= 0.003_130_8 {
        light * 12.92
    } else {
        1.055 * light.powf(1.0 / 2.4) - 0.055
    }
}
