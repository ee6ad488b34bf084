//! The palette of indexed projects, which frames may change. Older programs wrote other chunks for it.

use super::outline::Reader;

/// Kinds of chunks: the one of today, and two older ones, of which the second has values up to 63.
pub(super) const NEW: u16 = 0x2019;
const OLD: u16 = 0x0004;
const OLD_63: u16 = 0x0011;

pub(super) fn is_one(kind: u16) -> bool {
    [NEW, OLD, OLD_63].contains(&kind)
}

/// 256 colours, black where the file has none.
pub(super) struct Palette([[u8; 4]; 256]);

impl Default for Palette {
    fn default() -> Self {
        Self([[0, 0, 0, u8::MAX]; 256])
    }
}

impl Palette {
    pub(super) fn colour(&self, index: u8) -> [u8; 4] {
        self.0.get(usize::from(index)).copied().unwrap_or_default()
    }

    /// Applies the chunks of a frame; those that are cut off as far as they go.
    pub(super) fn change(&mut self, chunks: &[(u16, &[u8])], only_new: bool) {
        for &(kind, data) in chunks {
            let _ = match kind {
                NEW => self.replace(Reader(data)),
                _ if only_new => Some(()),
                _ => self.replace_packets(Reader(data), kind == OLD_63),
            };
        }
    }

    fn set(&mut self, index: usize, colour: [u8; 4]) {
        if let Some(entry) = self.0.get_mut(index) {
            *entry = colour;
        }
    }

    fn replace(&mut self, mut data: Reader<'_>) -> Option<()> {
        data.skip(4)?;
        let first = data.u32()? as usize;
        let last = data.u32()? as usize;
        data.skip(8)?;
        for index in first..=last.min(255) {
            let has_name = data.u16()? & 1 != 0;
            self.set(index, [data.u8()?, data.u8()?, data.u8()?, data.u8()?]);
            if has_name {
                let len = data.u16()?.into();
                data.skip(len)?;
            }
        }
        Some(())
    }

    fn replace_packets(&mut self, mut data: Reader<'_>, is_dim: bool) -> Option<()> {
        let mut index = 0;
        for _ in 0..data.u16()? {
            index += usize::from(data.u8()?);
            let count = match data.u8()? {
                0 => 256,
                count => count.into(),
            };
            for _ in 0..count {
                let colour = [data.u8()?, data.u8()?, data.u8()?];
                let spread = |c: u8| (u16::from(c.min(63)) * 255 / 63) as u8;
                let [r, g, b] = if is_dim { colour.map(spread) } else { colour };
                self.set(index, [r, g, b, u8::MAX]);
                index += 1;
            }
        }
        Some(())
    }
}
