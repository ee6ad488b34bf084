//! The colours of an array that is a palette.

use super::array::Array;
use super::declaration::Class;
use super::way::Way;
use crate::pattern::Rgb;

/// The colours of an array that is a palette; `None` where it cannot be one.
pub(super) fn palette(array: &Array) -> Option<Vec<Rgb>> {
    let is_bytes = array.max <= 255 && !array.is_colours;
    let bytes = array.values.iter().map(|&n| (n & 0xFF) as u8);
    let has_threes =
        array.shape.last() == Some(&3) || array.shape.len() == 1 && array.class == Class::Byte;
    let mut out = Vec::new();
    let way = match array.class {
        _ if array.is_colours => Way::Rgb24,
        _ if is_bytes && has_threes && array.values.len().is_multiple_of(3) => {
            out.extend(bytes);
            Way::Rgb
        }
        Class::Short => Way::Rgb565,
        Class::Byte | Class::Text | Class::Real | Class::Bool | Class::Quad => return None,
        _ if array.max <= 0xFF_FFFF => Way::Rgb24,
        _ => Way::Argb,
    };
    if way != Way::Rgb {
        way.colours(&array.values, (array.class, None), &[], &mut out);
    }
    let (colours, _) = out.as_chunks::<3>();
    (!colours.is_empty() && colours.len() <= 256 && array.problem.is_none())
        .then(|| colours.to_vec())
}
