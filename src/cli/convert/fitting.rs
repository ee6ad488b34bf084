//! The pattern as `convert` writes it: untouched unless options ask for a fit; then in strip order for formats that hold
//! strips, and as a picture for those that hold grids.

use crate::cli::args::{Convert, Size};
use crate::pattern::{
    ColorOrder, Finding, Fit, FittedPattern, Layout, Matrix, Pattern, PatternError, PixelOrder, fit, remarks,
};
use std::cmp::Ordering;

/// `pattern` for a format whose pixels stand in `order`; what a person should know is added to `notes`.
///
/// # Errors
/// As [`fit`]; `pattern.options` for sizes that cannot be, and for strip data that is to become a matrix.
pub(super) fn fitted(
    pattern: &Pattern,
    convert: &Convert,
    order: PixelOrder,
    notes: &mut Vec<String>,
) -> Result<Pattern, PatternError> {
    let how = convert.fit.fit();
    let sized = convert.size.is_some() || convert.wiring.is_some();
    if !sized && how == Fit::default() && convert.fit.color_order.unwrap_or_default() == ColorOrder::Rgb {
        return Ok(pattern.clone());
    }
    let (strip, to_grid) = (pattern.order == PixelOrder::Strip, order == PixelOrder::Grid);
    if strip && to_grid && matches!(convert.size, Some(Size::Matrix(_))) {
        let detail = "the file is in strip order: to make a picture of it, say how its strip runs (--from-wiring)";
        return Err(PatternError::Options { detail: detail.into() });
    }
    let layout = layout(pattern, convert, to_grid)?;
    if convert.wiring.is_some() {
        notes.extend(useless_wiring(strip, to_grid, &layout));
    }
    let fitted = fit(pattern, &layout, &how)?;
    notes.extend(other_length(&fitted));
    notes.extend(remarks(&fitted).iter().map(Finding::sentence));
    let row = || u16::try_from(layout.leds()).ok().and_then(|leds| Matrix::new(leds, 1));
    let (order, matrix) = match to_grid && !strip {
        true => (PixelOrder::Grid, layout.matrix().or_else(row)),
        false => (PixelOrder::Strip, layout.matrix()),
    };
    Ok(Pattern { frames: fitted.frames().clone(), matrix, order, ..pattern.clone() })
}

/// What to fit to: the size asked for, else the pattern's own. A picture that stays one is not rewired.
fn layout(pattern: &Pattern, convert: &Convert, to_grid: bool) -> Result<Layout, PatternError> {
    let leds = pattern.frames.leds();
    let turned = |matrix| if pattern.order == PixelOrder::Grid { convert.fit.rotate.size(matrix) } else { matrix };
    let own = pattern.matrix.filter(|m| m.leds() == leds).map_or(Size::Strip(leds), |m| Size::Matrix(turned(m)));
    let wiring = convert.wiring.filter(|_| !to_grid).unwrap_or_default();
    let layout = match convert.size.unwrap_or(own) {
        Size::Strip(leds) => Layout::strip(leds),
        Size::Matrix(matrix) => Layout::matrix_wired(matrix, wiring),
    };
    let mut layout = layout.ok_or_else(|| PatternError::Options {
        detail: format!("the pattern has {leds} pixels, more than any device: give the size of the target (--size)"),
    })?;
    layout.color_order = convert.fit.color_order.unwrap_or_default();
    Ok(layout)
}

/// Why a wiring that was given has no effect, where it has none.
fn useless_wiring(strip: bool, to_grid: bool, layout: &Layout) -> Option<String> {
    let why = match (strip, to_grid) {
        (true, _) => "the file is in strip order already (--from-wiring reads it as a picture)",
        (false, true) => "the new file holds a picture, not a strip",
        (false, false) if layout.matrix().is_none() => "the target is a strip without a matrix",
        (false, false) => return None,
    };
    Some(format!("{why}: --wiring changed nothing"))
}

/// Tells of strip data that was shorter or longer than the target.
fn other_length(fitted: &FittedPattern) -> Option<String> {
    let (has, most) = (fitted.source_leds()?, fitted.layout().leds());
    match has.cmp(&most) {
        Ordering::Less => Some(format!("the file is for {has} LEDs; the other {} stay dark", most - has)),
        Ordering::Equal => None,
        Ordering::Greater => Some(format!("the last {} of {has} LEDs were cut off", has - most)),
    }
}
