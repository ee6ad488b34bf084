//! The cells of a custom model, as xLights writes them.

use super::super::read::{MapOptions, whole};
use crate::msg;
use crate::pattern::words::excerpt;
use crate::pattern::{MAX_LEDS, PatternError};

/// Cells of a row, rows of a layer, layers: beyond any grid that xLights makes.
const MAX_SIDE: usize = 1 << 20;

/// Where the nodes of a model are.
#[derive(Default)]
pub(super) struct Grid {
    /// Column, row and layer of each node.
    pub(super) nodes: Vec<Option<[u32; 3]>>,
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) layers: usize,
    /// How many more cells have a node that is in another one: its first cell counts.
    pub(super) repeated: usize,
}

impl Grid {
    pub(super) fn read_cells(
        &mut self,
        text: &str,
        options: &MapOptions,
    ) -> Result<(), PatternError> {
        for (layer, rows) in text.split('|').enumerate() {
            for (row, cells) in rows.split(';').enumerate() {
                options.cancel.check()?;
                for (column, cell) in cells.split(',').enumerate() {
                    self.take(cell, [column, row, layer])?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn read_compressed(
        &mut self,
        text: &str,
        options: &MapOptions,
    ) -> Result<(), PatternError> {
        for entry in text.split(';').filter(|entry| !entry.trim().is_empty()) {
            options.cancel.check()?;
            let wrong = || {
                let text = excerpt(entry.trim());
                whole(msg!("pattern-map-node-entry", text = text))
            };
            let mut fields = entry.split(',').map(str::trim);
            let node = fields.next().unwrap_or_default();
            let mut side = |default: Option<usize>| match fields.next() {
                Some(side) => side.parse().map_err(|_| wrong()),
                None => default.ok_or_else(wrong),
            };
            let (row, column, layer) = (side(None)?, side(None)?, side(Some(0))?);
            if fields.next().is_some() {
                return Err(wrong());
            }
            self.take(node, [column, row, layer])?;
        }
        Ok(())
    }

    /// Takes a cell, which may be empty.
    fn take(&mut self, cell: &str, place: [usize; 3]) -> Result<(), PatternError> {
        let [column, row, layer] = place;
        if place.iter().any(|side| *side >= MAX_SIDE) {
            return Err(whole(msg!("pattern-map-grid-size", w = column, h = row)));
        }
        self.columns = self.columns.max(column + 1);
        self.rows = self.rows.max(row + 1);
        self.layers = self.layers.max(layer + 1);
        let cell = cell.trim();
        if cell.is_empty() {
            return Ok(());
        }
        let node: i64 = cell.parse().map_err(|_| {
            let text = excerpt(cell);
            whole(msg!(
                "pattern-map-node",
                text = text,
                column = column + 1,
                row = row + 1
            ))
        })?;
        // xLights itself writes -1 into cells without a node
        let Some(index) = usize::try_from(node)
            .ok()
            .and_then(|node| node.checked_sub(1))
        else {
            return Ok(());
        };
        if index >= MAX_LEDS {
            return Err(whole(msg!("pattern-map-leds", leds = node, max = MAX_LEDS)));
        }
        if index >= self.nodes.len() {
            self.nodes.resize(index + 1, None);
        }
        match self.nodes.get_mut(index) {
            Some(node @ None) => *node = Some(place.map(|side| side as u32)),
            Some(Some(_)) => self.repeated += 1,
            None => {}
        }
        Ok(())
    }
}
