//! Frames that lie in a file at equal distances, bytes as they are: bare pixels, the wire format, uncompressed sequences.
//! Any frame is read by seeking; nothing else of the file is touched.

use crate::pattern::{DiskFile, DiskReader, FrameBuffer, FrameSource, PatternError, ReadFrames};

/// See the module.
#[derive(Clone, Debug)]
pub(super) struct Strided {
    pub(super) file: DiskFile,
    /// Where the colours of the first frame begin.
    pub(super) start: u64,
    /// From one frame to the next.
    pub(super) stride: u64,
    /// Bytes of colour of each; what a frame has more is 0.
    pub(super) bytes: usize,
}

impl FrameSource for Strided {
    fn open(&self) -> Result<Box<dyn ReadFrames>, PatternError> {
        Ok(Box::new(StridedReader {
            reader: self.file.open()?,
            layout: self.clone(),
        }))
    }
}

struct StridedReader {
    reader: DiskReader,
    layout: Strided,
}

impl ReadFrames for StridedReader {
    fn read(&mut self, index: usize, into: &mut FrameBuffer) -> Result<(), PatternError> {
        let Strided {
            start,
            stride,
            bytes,
            ..
        } = self.layout;
        let at = start.saturating_add(stride.saturating_mul(index as u64));
        let bytes = bytes.min(into.rgb.len());
        let (colours, rest) = into.rgb.split_at_mut(bytes);
        rest.fill(0);
        self.reader.read_at(at, colours)
    }
}
