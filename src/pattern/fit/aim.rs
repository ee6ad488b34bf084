//! What part of a picture each LED of a layout shows: computed once, before the first frame.

use super::place::Placement;
use super::turn::{Line, View};
use super::{Fit, FitMode, dither};
use crate::msg;
use crate::pattern::{Layout, Matrix, PatternError};

/// A LED that shows no part of the picture.
pub(super) const DARK: usize = usize::MAX;

/// A picture on its way to a layout.
pub(super) struct Aim {
    /// Width and height of the canvas that the picture is scaled onto, as the picture lies in the file.
    pub(super) canvas: (usize, usize),
    /// Where the picture goes on it.
    pub(super) place: Placement,
    /// Which cell of the canvas each LED shows; [`DARK`]: none.
    pub(super) cells: Vec<usize>,
    /// The dithering threshold of each LED.
    pub(super) thresholds: Vec<u8>,
}

impl Aim {
    /// # Errors
    /// `pattern.options` where the picture lacks the line that was asked for.
    pub(super) fn new(source: Matrix, layout: &Layout, fit: &Fit) -> Result<Self, PatternError> {
        let view = View {
            turn: fit.turn,
            mirror: fit.mirror,
        };
        let lies = (source.w(), source.h());
        let looks = view.size(lies);
        let target = target(source, layout, fit);
        let (seen, place) = placed(&target, layout, fit, looks)?;
        let canvas = view.size(seen);
        let seen_cells = target.map_or_else(|| (0..layout.leds()).collect(), |(_, cells)| cells);
        let at = |cell: usize| (cell % seen.0, cell / seen.0);
        let lying = |&cell: &usize| {
            if cell < seen.0 * seen.1 {
                let (x, y) = view.lies(at(cell), seen);
                y * canvas.0 + x
            } else {
                DARK
            }
        };
        let is_matrix = seen.0 > 1 && seen.1 > 1;
        let threshold = |(led, &cell): (usize, &usize)| {
            if is_matrix {
                dither::in_matrix(at(cell))
            } else {
                dither::in_line(led)
            }
        };
        Ok(Self {
            canvas,
            place: view.place(place, lies, canvas),
            cells: seen_cells.iter().map(lying).collect(),
            thresholds: seen_cells.iter().enumerate().map(threshold).collect(),
        })
    }
}

/// The size of what the LEDs show together, and where the picture, which `looks` that large, lies in it.
fn placed(
    target: &Option<(Matrix, Vec<usize>)>,
    layout: &Layout,
    fit: &Fit,
    looks: (usize, usize),
) -> Result<((usize, usize), Placement), PatternError> {
    if let Some((matrix, _)) = target {
        let size = (matrix.w(), matrix.h());
        let mode = fit.mode.unwrap_or(FitMode::Contain);
        return Ok((size, Placement::new(looks, size, mode)));
    }
    let leds = layout.leds();
    let mode = fit.mode.unwrap_or(FitMode::Stretch);
    let Some(line) = fit.line else {
        return Ok(((leds, 1), Placement::new(looks, (leds, 1), mode)));
    };
    let place = Placement::line(looks, leds, line, mode).ok_or_else(|| no_line(looks, line))?;
    let size = if matches!(line, Line::Row(_)) {
        (leds, 1)
    } else {
        (1, leds)
    };
    Ok((size, place))
}

/// The picture that the LEDs make up together, and which cell of it each of them shows; `None`: they are a line.
fn target(source: Matrix, layout: &Layout, fit: &Fit) -> Option<(Matrix, Vec<usize>)> {
    // A strip of exactly as many LEDs as the picture has pixels is the picture, laid out as the wiring says; squeezed into a
    // line it would be nothing.
    let over = layout
        .over(fit.turn.size(source))
        .filter(|_| fit.mode.is_none() && fit.line.is_none());
    let layout = over.as_ref().unwrap_or(layout);
    let matrix = layout.matrix()?;
    Some((
        matrix,
        layout
            .cells()
            .into_iter()
            .map(|cell| cell.unwrap_or(DARK))
            .collect(),
    ))
}

fn no_line((w, h): (usize, usize), line: Line) -> PatternError {
    let detail = match line {
        Line::Row(row) => msg!("pattern-no-row", h = h, row = row.map_or(0, |n| n + 1)),
        Line::Column(column) => {
            msg!(
                "pattern-no-column",
                w = w,
                column = column.map_or(0, |n| n + 1)
            )
        }
    };
    PatternError::Options { detail }
}
