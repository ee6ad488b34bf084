//! WLED's `2d-gaps.json`: for each cell of the matrix, row by row, 1 for an LED, 0 for one that stays dark, -1 where there
//! is none (WLED `FX_2Dfcn.cpp`, `setUpMatrix`). Only with the wiring does it say which LED is where.

use super::super::super::PatternError;
use super::super::super::matrix::Matrix;
use super::kind::MapKind;
use super::ledmap::{Ledmap, rows_of_text};
use super::read::{MapFile, MapOptions, map_of, whole};
use crate::msg;

pub(super) fn read(
    flags: &Ledmap,
    text: &str,
    options: &MapOptions,
) -> Result<MapFile, PatternError> {
    let Some(wiring) = options.wiring else {
        return Err(whole(msg!("pattern-map-gaps")));
    };
    let mut notes = Vec::new();
    let cells = flags.leds.len();
    let matrix = match options.size {
        Some(size) => size,
        None => {
            let (w, h) = rows_of_text(text, cells)
                .ok_or_else(|| whole(msg!("pattern-map-gaps-size", cells = cells)))?;
            let sides = u16::try_from(w).ok().zip(u16::try_from(h).ok());
            let matrix = sides.and_then(|(w, h)| Matrix::new(w, h));
            let matrix =
                matrix.ok_or_else(|| whole(msg!("pattern-map-grid-size", w = w, h = h)))?;
            notes.push(msg!("pattern-map-gaps-lines", w = w, h = h));
            matrix
        }
    };
    if matrix.leds() != cells {
        return Err(whole(msg!(
            "pattern-map-gaps-cells",
            cells = cells,
            matrix = matrix
        )));
    }
    let places: Vec<Option<usize>> = wiring
        .cells(matrix)
        .into_iter()
        .filter_map(|cell| match flags.leds.get(cell)? {
            None => None,
            Some(0) => Some(None),
            Some(_) => Some(Some(cell)),
        })
        .collect();
    notes.push(msg!("pattern-map-gaps-wiring", wiring = wiring.to_string()));
    Ok(MapFile::of_cells(
        map_of(matrix, &places)?,
        MapKind::Gaps,
        notes,
    ))
}
