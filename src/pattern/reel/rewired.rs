//! A streamed pattern whose LEDs stand in another order: strip data read as the grid that it was made for.

use super::{FrameBuffer, FrameReader, FrameSource, ReadFrames, Reel};
use crate::pattern::PatternError;
use std::sync::Arc;

/// LED `i` of each frame goes to cell `cells[i]`.
#[derive(Clone, Debug)]
pub(in crate::pattern) struct Rewired {
    pub(in crate::pattern) from: Reel,
    pub(in crate::pattern) cells: Arc<[usize]>,
}

impl FrameSource for Rewired {
    fn open(&self) -> Result<Box<dyn ReadFrames>, PatternError> {
        Ok(Box::new(RewiredReader {
            reader: self.from.reader()?,
            cells: self.cells.clone(),
        }))
    }
}

struct RewiredReader {
    reader: FrameReader,
    cells: Arc<[usize]>,
}

impl ReadFrames for RewiredReader {
    fn read(&mut self, index: usize, into: &mut FrameBuffer) -> Result<(), PatternError> {
        rewire(self.reader.frame(index)?.rgb, &self.cells, &mut into.rgb);
        Ok(())
    }
}

/// One frame: LED `i` goes to cell `cells[i]` of `into`.
pub(in crate::pattern) fn rewire(rgb: &[u8], cells: &[usize], into: &mut [u8]) {
    let (source, _) = rgb.as_chunks::<3>();
    let (target, _) = into.as_chunks_mut::<3>();
    for (led, &cell) in source.iter().zip(cells) {
        if let Some(place) = target.get_mut(cell) {
            *place = *led;
        }
    }
}
