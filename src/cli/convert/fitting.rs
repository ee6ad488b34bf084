//! Fits a pattern for `convert`: unchanged unless options ask for a fit; then in strip order for formats of strips, and as a
//! picture for formats of pictures.

use crate::cli::args::Convert;
use crate::cli::layout::GivenLayout;
use crate::msg;
use crate::pattern::{
    Arrangement, ColorOrder, Fit, FittedPattern, Layout, Matrix, Pattern, PatternError, PixelOrder,
    Reel, Turn, fit, remarks,
};
use std::cmp::Ordering;

/// Fits `pattern` for a format with pixels in that `order`; adds to `notes` what the user should know.
///
/// # Errors
/// As [`fit`]; `pattern.options` for impossible sizes, and for strip data that should become a picture.
pub(super) fn fitted(
    pattern: &Pattern,
    convert: &Convert,
    given: &GivenLayout,
    order: PixelOrder,
    notes: &mut Vec<String>,
) -> Result<Pattern, PatternError> {
    let how = convert.fit.fit();
    let sized = given.arrangement.is_some() || given.wiring.is_some();
    if !sized
        && how == Fit::default()
        && convert.fit.color_order.unwrap_or_default() == ColorOrder::Rgb
    {
        return Ok(pattern.clone());
    }
    let strip = pattern.order == PixelOrder::Strip;
    let to_grid = order == PixelOrder::Grid;
    if strip
        && to_grid
        && given
            .arrangement
            .as_ref()
            .is_some_and(|arrangement| arrangement.matrix().is_some())
    {
        let detail = msg!("cli-strip-order");
        return Err(PatternError::Options { detail });
    }
    notes.extend(given.notes.iter().cloned());
    let mut layout = layout(pattern, given, how.turn, to_grid)?;
    layout.color_order = convert.fit.color_order.unwrap_or_default();
    if given.wiring.is_some() && convert.layout.preset.is_none() {
        notes.extend(useless_wiring(strip, to_grid, &layout));
    }
    let fitted = fit(pattern, &layout, &how)?;
    notes.extend(other_length(&fitted));
    let remarks = remarks(&fitted);
    notes.extend(remarks.iter().map(|found| found.sentence().to_string()));
    let row = || {
        u16::try_from(layout.leds())
            .ok()
            .and_then(|leds| Matrix::new(leds, 1))
    };
    let (order, matrix) = if to_grid && !strip {
        (PixelOrder::Grid, layout.matrix().or_else(row))
    } else {
        (
            PixelOrder::Strip,
            layout
                .matrix()
                .filter(|_| !matches!(layout.arrangement(), Arrangement::Map(_))),
        )
    };
    Ok(Pattern {
        frames: fitted.frames().clone(),
        matrix,
        order,
        ..pattern.clone()
    })
}

/// Returns the layout to fit to: the one of the options, else the pattern's own. A picture that stays a picture is not rewired:
/// of panels and maps it takes the size only.
fn layout(
    pattern: &Pattern,
    given: &GivenLayout,
    turn: Turn,
    to_grid: bool,
) -> Result<Layout, PatternError> {
    let leds = pattern.frames.leds();
    let turned = |matrix| {
        if pattern.order == PixelOrder::Grid {
            turn.size(matrix)
        } else {
            matrix
        }
    };
    let own = pattern
        .matrix
        .filter(|m| m.leds() == leds)
        .map(|matrix| Arrangement::Matrix(turned(matrix)));
    let arrangement = given
        .arrangement
        .clone()
        .or(own)
        .unwrap_or(Arrangement::Strip(leds));
    let (arrangement, wiring) = match (to_grid, arrangement.matrix(), given.wiring) {
        (true, Some(matrix), _) => (Arrangement::Matrix(matrix), None),
        (true, None, _) => (arrangement, None),
        (false, _, wiring) => (arrangement, wiring),
    };
    Layout::new(arrangement, wiring.unwrap_or_default()).ok_or_else(|| PatternError::Options {
        detail: msg!("cli-target-size-missing", leds = leds),
    })
}

/// Notes that the frames of a sequence no longer have its channels.
pub(super) fn other_channels(source: &Reel, fitted: &Reel) -> Option<String> {
    let has = source.channels()?;
    let new = fitted.channels()?;
    let same = new.count == has.count && new.ranges == has.ranges;
    (!same).then(|| {
        format!(
            "the fit makes new frames: they have the channels 1-{}, not the {} channels of the file",
            new.count, has.count
        )
    })
}

/// Says why `--wiring` has no effect, if it has none.
fn useless_wiring(strip: bool, to_grid: bool, layout: &Layout) -> Option<String> {
    let why = match (strip, to_grid) {
        (true, _) => "the file is in strip order already (--from-wiring reads it as a picture)",
        (false, true) => "the new file holds a picture, not a strip",
        (false, false) if layout.matrix().is_none() => "the target is a strip, not a matrix",
        (false, false) if matches!(layout.arrangement(), Arrangement::Map(_)) => {
            "the map gives the position of each LED"
        }
        (false, false) => return None,
    };
    Some(format!("{why}: --wiring changed nothing"))
}

/// Notes that strip data is shorter or longer than the target.
fn other_length(fitted: &FittedPattern) -> Option<String> {
    let has = fitted.source_leds()?;
    let most = fitted.layout().leds();
    match has.cmp(&most) {
        Ordering::Less => Some(format!(
            "the file is for {has} LEDs; the other {} stay dark",
            most - has
        )),
        Ordering::Equal => None,
        Ordering::Greater => Some(format!(
            "the last {} of {has} LEDs were cut off",
            has - most
        )),
    }
}
