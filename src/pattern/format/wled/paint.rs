//! What the segments of a state paint: LEDs of a strip, or of a matrix.

use crate::message::Message;
use crate::msg;
use crate::pattern::{MAX_LEDS, Matrix};

/// A colour, where one was set.
pub(super) type Cell = Option<[u8; 3]>;

/// What a segment says of itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// First LED or column, and the one behind the last, where the file says it.
    pub(super) start: Option<usize>,
    pub(super) stop: Option<usize>,
    /// The same of rows.
    pub(super) top: Option<usize>,
    pub(super) bottom: Option<usize>,
}

impl Place {
    fn is_matrix(&self) -> bool {
        self.height().is_some_and(|height| height > 1)
    }

    fn width(&self) -> Option<usize> {
        self.stop
            .map(|stop| stop.saturating_sub(self.start.unwrap_or(0)))
    }

    fn height(&self) -> Option<usize> {
        self.bottom
            .map(|bottom| bottom.saturating_sub(self.top.unwrap_or(0)))
    }
}

/// All that was painted so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Painting {
    /// Row by row on a matrix.
    cells: Vec<Cell>,
    /// Columns of a matrix; `None`: a strip.
    width: Option<usize>,
    pub(super) has_white: bool,
    pub(super) is_mapped: bool,
    pub(super) effects: usize,
}

impl Painting {
    pub(super) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Paints a segment over what is there.
    pub(super) fn add(&mut self, place: &Place, cells: &[Cell]) {
        let width = place.width().filter(|&width| width > 0);
        match width.filter(|_| place.is_matrix()) {
            Some(width) => self.add_rows(place, width, cells),
            None => self.add_strip(place, cells),
        }
    }

    /// Paints what another state shows over what is there.
    pub(super) fn draw(&mut self, other: &Self) {
        let whole = Place {
            stop: other.width,
            bottom: other.width.map(|w| other.cells.len() / w.max(1)),
            ..Place::default()
        };
        if !other.is_empty() {
            self.add(&whole, &other.cells);
        }
        self.has_white |= other.has_white;
        self.is_mapped |= other.is_mapped;
        self.effects += other.effects;
    }

    fn add_strip(&mut self, place: &Place, cells: &[Cell]) {
        let start = place.start.unwrap_or(0);
        let end = match place.stop {
            // a segment of no length is one that is switched off
            Some(stop) if stop > start => stop,
            _ => start.saturating_add(cells.len()),
        };
        let end = end.min(MAX_LEDS);
        if self.cells.len() < end && self.width.is_none() {
            self.cells.resize(end, None);
        }
        let end = end.min(self.cells.len());
        let inside = self.cells.get_mut(start..end).unwrap_or_default();
        set(inside, cells);
    }

    fn add_rows(&mut self, place: &Place, width: usize, cells: &[Cell]) {
        let left = place.start.unwrap_or(0);
        let top = place.top.unwrap_or(0);
        let w = left.saturating_add(width).max(self.width.unwrap_or(0));
        let h = top.saturating_add(place.height().unwrap_or(1));
        let h = h.max(self.cells.len().div_ceil(w.max(1)));
        if w.saturating_mul(h) > MAX_LEDS {
            return;
        }
        self.widen(w, h);
        let rows = self.cells.chunks_mut(w).skip(top);
        for (row, cells) in rows.zip(cells.chunks(width)) {
            set(row.get_mut(left..).unwrap_or_default(), cells);
        }
    }

    /// Makes room for a matrix of this size; what was painted stays where it is.
    fn widen(&mut self, w: usize, h: usize) {
        let before = std::mem::take(&mut self.cells);
        let width = self.width.unwrap_or(w).max(1);
        self.cells.resize(w * h, None);
        for (row, cells) in self.cells.chunks_mut(w).zip(before.chunks(width)) {
            set(row, cells);
        }
        self.width = Some(w);
    }

    pub(super) fn leds(&self) -> usize {
        self.cells.len()
    }

    pub(super) fn matrix(&self) -> Option<Matrix> {
        let w = self.width.filter(|&w| w > 0)?;
        let side = |n: usize| u16::try_from(n).ok();
        Matrix::new(side(w)?, side(self.cells.len() / w)?)
    }

    /// R,G,B of all LEDs; those that were not painted are dark.
    pub(super) fn rgb(&self) -> Vec<u8> {
        let colours = self.cells.iter().map(|cell| cell.unwrap_or_default());
        colours.flatten().collect()
    }

    pub(super) fn warnings(&self) -> Vec<Message> {
        let mut warnings = Vec::new();
        if self.has_white {
            warnings.push(msg!("pattern-wled-white"));
        }
        if self.effects > 0 {
            warnings.push(msg!("pattern-wled-effects", count = self.effects));
        }
        if self.is_mapped {
            warnings.push(msg!("pattern-wled-mapped"));
        }
        warnings
    }
}

fn set(there: &mut [Cell], cells: &[Cell]) {
    for (there, cell) in there.iter_mut().zip(cells) {
        *there = cell.or(*there);
    }
}
