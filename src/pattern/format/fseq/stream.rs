//! Sequences that are too large to be held: any frame is read by unpacking the block that it is in. A block of moderate size
//! is unpacked whole, and ahead of time where frames are asked for in order; a larger one is unpacked frame by frame.

use super::super::strided::Strided;
use super::super::{Decoded, Large};
use super::ahead::Ahead;
use super::blocks::{Unpacker, damaged};
use super::header::{Block, Compression, Header};
use super::{kept, warnings};
use crate::msg;
use crate::pattern::words::foreign;
use crate::pattern::{
    DiskFile, DiskReader, FrameBuffer, FrameDuration, FrameSource, PatternError, PixelOrder,
    ReadFrames, Stream,
};
use std::io::Read;
use std::num::NonZero;
use std::sync::Arc;

/// How far back a large block may refer, as a power of 2: 32 MiB, four times what common levels use.
const MAX_WINDOW_LOG: u32 = 25;
/// Frames of a large block are unpacked through a buffer of this many packed bytes.
const PACKED: usize = 64 * 1024;

/// The sequence as a stream; `None` where it is small enough to be held.
pub(super) fn open(large: Large<'_>) -> Result<Option<Decoded<Stream>>, PatternError> {
    let header = Header::parse(large.head, large.file.len())?;
    let leds = header.channels.div_ceil(3);
    let takes = (leds as u64)
        .saturating_mul(3)
        .saturating_mul(header.frames as u64);
    if takes <= large.hold {
        return Ok(None);
    }
    let each = FrameDuration::from_ms(header.step_ms());
    let count = header.frames as u64;
    let file = large.file.clone();
    let warnings = warnings(&header, large.head, large.file.len());
    let channels = kept::channels(&header, large.head);
    let source: Arc<dyn FrameSource> = match header.compression {
        Compression::None => {
            let start = header.data as u64;
            let stride = header.channels as u64;
            Arc::new(Strided {
                file,
                start,
                stride,
                bytes: header.channels,
            })
        }
        _ => Arc::new(Packed {
            file,
            header: Arc::new(header),
        }),
    };
    let frames = Stream::even(leds, count, each, source)?.with_channels(Some(channels));
    Ok(Some(Decoded {
        warnings,
        ..Decoded::exact(frames, None, PixelOrder::Strip)
    }))
}

/// A compressed sequence.
#[derive(Clone, Debug)]
struct Packed {
    file: DiskFile,
    header: Arc<Header>,
}

impl FrameSource for Packed {
    fn open(&self) -> Result<Box<dyn ReadFrames>, PatternError> {
        Ok(Box::new(SequenceReader {
            file: self.file.clone(),
            reader: self.file.open()?,
            header: self.header.clone(),
            threads: std::thread::available_parallelism().map_or(1, NonZero::get),
            unpacker: Unpacker::default(),
            unpacked: Unpacked::default(),
            ahead: None,
            running: None,
        }))
    }
}

/// A block, unpacked.
#[derive(Default)]
struct Unpacked {
    number: usize,
    first: usize,
    /// 0 where nothing is.
    frames: usize,
    data: Vec<u8>,
}

/// A large block that is being unpacked, and the frame that comes next.
struct Running {
    block: usize,
    next: usize,
    from: Box<dyn Read + Send>,
}

struct SequenceReader {
    file: DiskFile,
    reader: DiskReader,
    header: Arc<Header>,
    threads: usize,
    unpacker: Unpacker,
    unpacked: Unpacked,
    /// The blocks that follow, where they have been asked for in order.
    ahead: Option<Ahead>,
    running: Option<Running>,
}

impl ReadFrames for SequenceReader {
    fn read(&mut self, index: usize, into: &mut FrameBuffer) -> Result<(), PatternError> {
        let channels = self.header.channels.min(into.rgb.len());
        let (colours, rest) = into.rgb.split_at_mut(channels);
        rest.fill(0);
        if self.has(index)? {
            let frame = self
                .unpacked
                .frame(index, self.header.channels)
                .ok_or(PatternError::Changed)?;
            colours.copy_from_slice(frame);
            return Ok(());
        }
        self.run_to(index, colours)
    }

    fn look(
        &mut self,
        index: usize,
        into: &mut FrameBuffer,
    ) -> Result<Option<&[u8]>, PatternError> {
        if into.rgb.len() == self.header.channels && self.has(index)? {
            return Ok(self.unpacked.frame(index, self.header.channels));
        }
        self.read(index, into).map(|()| None)
    }
}

impl Unpacked {
    fn frame(&self, index: usize, channels: usize) -> Option<&[u8]> {
        let at = index
            .checked_sub(self.first)
            .filter(|&at| at < self.frames)?;
        self.data.get(at * channels..(at + 1) * channels)
    }
}

impl SequenceReader {
    /// The number of the block that frame `index` is in, and the block.
    fn block_of(&self, index: usize) -> Result<(usize, Block), PatternError> {
        let at = self
            .header
            .blocks
            .partition_point(|block| block.first <= index)
            .saturating_sub(1);
        self.header
            .blocks
            .get(at)
            .map(|block| (at, *block))
            .ok_or(PatternError::Changed)
    }

    /// Whether frame `index` is unpacked now; not, where it is in a block too large for that.
    fn has(&mut self, index: usize) -> Result<bool, PatternError> {
        if self.unpacked.frame(index, self.header.channels).is_some() {
            return Ok(true);
        }
        let (at, block) = self.block_of(index)?;
        let whole = self.header.is_whole(&block);
        if whole {
            self.unpack(at, &block)?;
        }
        Ok(whole)
    }

    /// Unpacks block `at`, or takes it from where it was unpacked ahead.
    fn unpack(&mut self, at: usize, block: &Block) -> Result<(), PatternError> {
        // a reader that asks for the block after the last one will ask for more; random access pays for nothing else
        let follows = self.unpacked.frames > 0 && self.unpacked.number + 1 == at;
        if self.ahead.as_ref().is_none_or(|ahead| ahead.next() != at) {
            self.ahead = None; // ends the old one before a new one begins
            self.ahead = follows
                .then(|| Ahead::start(&self.file, &self.header, at, self.threads))
                .flatten();
        }
        self.unpacked.frames = 0;
        let mut data = std::mem::take(&mut self.unpacked.data);
        match &mut self.ahead {
            Some(ahead) => data = ahead.take(data)?,
            None => self
                .unpacker
                .read(&mut self.reader, &self.header, block, &mut data)?,
        }
        self.unpacked = Unpacked {
            number: at,
            first: block.first,
            frames: block.frames,
            data,
        };
        Ok(())
    }

    /// A frame of a large block: from where it stands, or from its beginning.
    fn run_to(&mut self, index: usize, into: &mut [u8]) -> Result<(), PatternError> {
        let (at, block) = self.block_of(index)?;
        self.ahead = None;
        self.unpacked.frames = 0;
        let stands = self
            .running
            .take()
            .filter(|running| running.block == at && running.next <= index);
        let mut running = match stands {
            Some(running) => running,
            None => Running {
                block: at,
                next: block.first,
                from: self.start(&block)?,
            },
        };
        while running.next <= index {
            running
                .from
                .read_exact(into)
                .map_err(|error| match error.kind() {
                    std::io::ErrorKind::UnexpectedEof => {
                        damaged(&block, msg!("pattern-fseq-block-short"))
                    }
                    _ => damaged(&block, foreign(&error)),
                })?;
            running.next += 1;
        }
        if running.next < block.first + block.frames {
            self.running = Some(running);
            return Ok(());
        }
        match running.from.read(&mut [0]) {
            Ok(0) => Ok(()),
            Ok(_) => Err(damaged(&block, msg!("pattern-fseq-block-long"))),
            Err(error) => Err(damaged(&block, foreign(&error))),
        }
    }

    fn start(&self, block: &Block) -> Result<Box<dyn Read + Send>, PatternError> {
        let piece = Piece {
            reader: self.file.open()?,
            at: block.offset,
            end: block.offset + block.len as u64,
        };
        let piece = std::io::BufReader::with_capacity(PACKED, piece);
        Ok(match self.header.compression {
            Compression::Zlib => Box::new(flate2::bufread::ZlibDecoder::new(piece)),
            _ => {
                let failed = |e: std::io::Error| damaged(block, foreign(&e));
                let mut decoder =
                    zstd::stream::read::Decoder::with_buffer(piece).map_err(failed)?;
                decoder.window_log_max(MAX_WINDOW_LOG).map_err(failed)?;
                Box::new(decoder.single_frame())
            }
        })
    }
}

/// The bytes of one block, as a reader.
struct Piece {
    reader: DiskReader,
    at: u64,
    end: u64,
}

impl Read for Piece {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let take =
            usize::try_from(self.end - self.at).map_or(into.len(), |left| left.min(into.len()));
        let into = into.get_mut(..take).unwrap_or_default();
        self.reader
            .read_at(self.at, into)
            .map_err(std::io::Error::other)?;
        self.at += take as u64;
        Ok(take)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Fseq, tests::noise};
    use super::*;
    use crate::pattern::format::encode;
    use std::path::Path;

    const LEDS: usize = 1000;
    const FRAMES: usize = 300;

    /// A file of noise, after `change` has had its way with it: what opens it, and its frames.
    fn packed(folder: &Path, change: impl Fn(&mut [u8], &Header)) -> (Packed, Vec<u8>) {
        let pattern = noise(LEDS, FRAMES, 25);
        let mut bytes = encode(&Fseq, &pattern.clone().into()).unwrap();
        let header = Header::parse(&bytes, bytes.len() as u64).unwrap();
        change(&mut bytes, &header);
        let path = folder.join("a.fseq");
        std::fs::write(&path, bytes).unwrap();
        (
            Packed {
                file: DiskFile::look(&path).unwrap(),
                header: header.into(),
            },
            pattern.frames.rgb().to_vec(),
        )
    }

    /// Whether frame `index` is what it should be.
    fn read(from: &mut dyn ReadFrames, index: usize, all: &[u8]) -> Result<bool, PatternError> {
        let mut buffer = FrameBuffer {
            rgb: vec![1; LEDS * 3],
            alpha: Vec::new(),
        };
        from.read(index, &mut buffer)?;
        Ok(buffer.rgb == all[index * LEDS * 3..(index + 1) * LEDS * 3])
    }

    #[test]
    fn frames_are_the_same_in_order_here_and_there_and_in_order_again() {
        let folder = tempfile::tempdir().unwrap();
        let (source, all) = packed(folder.path(), |_, _| ());
        let mut from = source.open().unwrap();
        let order = (0..FRAMES)
            .chain([299, 0, 150, 10, 9])
            .chain(100..200)
            .chain((0..FRAMES).step_by(7));
        for index in order.chain((0..FRAMES).rev()).chain(0..FRAMES) {
            assert!(read(&mut *from, index, &all).unwrap(), "frame {index}");
        }
    }

    #[test]
    fn a_damaged_block_is_reported_each_time_and_takes_no_other_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let (source, all) = packed(folder.path(), |bytes, header| {
            bytes[header.blocks[5].offset as usize..][..4].fill(0xEE);
        });
        let mut from = source.open().unwrap();
        let bad = source.header.blocks[5];
        let expected = format!("frames {} to {}", bad.first, bad.first + bad.frames - 1);
        for _ in 0..2 {
            for index in 0..FRAMES {
                match read(&mut *from, index, &all) {
                    Ok(same) => assert!(
                        same && !(bad.first..bad.first + bad.frames).contains(&index),
                        "{index}"
                    ),
                    Err(error) => {
                        assert!(error.to_string().contains(&expected), "{index}: {error}");
                    }
                }
            }
        }
    }
}
