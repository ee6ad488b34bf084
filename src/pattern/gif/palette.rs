//! Colours as one number each, and tables of at most 256 of them. Everything in the parent module speaks of these.

#![allow(
    clippy::indexing_slicing,
    reason = "asked once a pixel; every index is masked to the size of its table"
)]

/// A colour as `0xRRGGBB`, so that one comparison compares it whole.
pub(super) type Colour = u32;

/// What an LED that is off shows.
pub(super) const BLACK: Colour = 0;

/// Most colours of one palette.
pub(super) const MAX_COLOURS: usize = 256;

/// Slots of the hash table: four for each colour, so that a search is short.
const SLOTS: usize = 4 * MAX_COLOURS;
/// What no colour is.
const NOTHING: Colour = Colour::MAX;

/// The colours of R,G,B bytes.
pub(super) fn colours(rgb: &[u8]) -> impl ExactSizeIterator<Item = Colour> {
    rgb.as_chunks::<3>()
        .0
        .iter()
        .map(|&[r, g, b]| Colour::from_be_bytes([0, r, g, b]))
}

/// Red, green and blue of a colour.
pub(super) fn channels(colour: Colour) -> [u8; 3] {
    let [_, r, g, b] = colour.to_be_bytes();
    [r, g, b]
}

/// At most 256 colours, numbered in the order in which they came.
pub(super) struct Palette {
    table: Vec<Colour>,
    keys: Box<[Colour; SLOTS]>,
    numbers: Box<[u8; SLOTS]>,
}

impl Palette {
    pub(super) fn new() -> Self {
        let table = Vec::with_capacity(MAX_COLOURS);
        Self {
            table,
            keys: Box::new([NOTHING; SLOTS]),
            numbers: Box::new([0; SLOTS]),
        }
    }

    pub(super) fn clear(&mut self) {
        self.table.clear();
        self.keys.fill(NOTHING);
    }

    /// The colours, number 0 first.
    pub(super) fn table(&self) -> &[Colour] {
        &self.table
    }

    /// Takes in all colours, or as many as fit; whether those were all.
    pub(super) fn take(&mut self, all: impl Iterator<Item = Colour>) -> bool {
        let mut last = NOTHING;
        for colour in all {
            // Neighbours are often equal: those cost no search.
            if colour != last && self.add(colour).is_none() {
                return false;
            }
            last = colour;
        }
        true
    }

    /// The number of a colour that is or gets in; `None` if it is the 257th.
    fn add(&mut self, colour: Colour) -> Option<u8> {
        let slot = self.slot(colour);
        if self.keys[slot] == NOTHING {
            let number = u8::try_from(self.table.len()).ok()?;
            self.table.push(colour);
            self.keys[slot] = colour;
            self.numbers[slot] = number;
        }
        Some(self.numbers[slot])
    }

    /// Its number, if it is in.
    #[inline]
    pub(super) fn number(&self, colour: Colour) -> Option<u8> {
        let slot = self.slot(colour);
        (self.keys[slot] == colour).then(|| self.numbers[slot])
    }

    /// Numbers of `all` into `numbers`; whether all of them are in.
    pub(super) fn numbers(&self, all: impl Iterator<Item = Colour>, numbers: &mut Vec<u8>) -> bool {
        numbers.clear();
        let mut last = NOTHING;
        let mut number = 0;
        for colour in all {
            if colour != last {
                match self.number(colour) {
                    Some(found) => (last, number) = (colour, found),
                    None => return false,
                }
            }
            numbers.push(number);
        }
        true
    }

    /// Where a colour is, or would be. Ends, because three of four slots are free.
    #[inline]
    fn slot(&self, colour: Colour) -> usize {
        let mut slot = (colour.wrapping_mul(0x9E37_79B1) >> 22) as usize;
        loop {
            slot &= SLOTS - 1;
            if self.keys[slot] == colour || self.keys[slot] == NOTHING {
                return slot;
            }
            slot += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_numbered_as_they_come_and_the_257th_does_not_fit() {
        let mut palette = Palette::new();
        assert!(palette.take([7, 7, 0xFF_FFFF, 0, 7].into_iter()));
        assert_eq!(palette.table(), [7, 0xFF_FFFF, 0]);
        assert_eq!(
            [7, 0, 1].map(|c| palette.number(c)),
            [Some(0), Some(2), None]
        );
        palette.clear();
        assert!(palette.take(0..256) && !palette.take(0..257) && palette.table().len() == 256);
        assert_eq!(channels(colours(&[1, 2, 3]).next().unwrap()), [1, 2, 3]);
    }
}
