//! Sequences that are too large to be held: any frame is read by unpacking the block that it is in. A block of moderate size
//! is unpacked whole, several at once where frames are asked for in order; a larger one is unpacked frame by frame.

use super::super::strided::Strided;
use super::super::{Decoded, Large};
use super::blocks::{damaged, unpack};
use super::header::{Block, Compression, Header};
use super::warnings;
use crate::pattern::{
    DiskFile, DiskReader, FrameBuffer, FrameDuration, FrameSource, PatternError, PixelOrder, ReadFrames, Stream,
};
use std::io::Read;
use std::num::NonZero;
use std::sync::Arc;

/// Blocks of more bytes than this are not unpacked whole: 4 MiB; what xLights and we write is smaller.
const MAX_WHOLE: usize = 4 << 20;
/// Blocks that are unpacked at once, at the most.
const MAX_AT_ONCE: usize = 4;
/// How far back a large block may refer, as a power of 2: 32 MiB, four times what common levels use.
const MAX_WINDOW_LOG: u32 = 25;
/// Frames of a large block are unpacked through a buffer of this many packed bytes.
const PACKED: usize = 64 * 1024;

/// The sequence as a stream; `None` where it is small enough to be held.
pub(super) fn open(large: Large<'_>) -> Result<Option<Decoded<Stream>>, PatternError> {
    let header = Header::parse(large.head, large.file.len())?;
    let leds = header.channels.div_ceil(3);
    let takes = (leds as u64).saturating_mul(3).saturating_mul(header.frames as u64);
    if takes <= large.hold {
        return Ok(None);
    }
    let each = FrameDuration::from_ms(header.step_ms());
    let (count, file) = (header.frames as u64, large.file.clone());
    let warnings = warnings(&header, large.head, large.file.len());
    let source: Arc<dyn FrameSource> = match header.compression {
        Compression::None => {
            let (start, stride) = (header.data as u64, header.channels as u64);
            Arc::new(Strided { file, start, stride, bytes: header.channels })
        }
        _ => Arc::new(Packed { file, header: Arc::new(header) }),
    };
    let frames = Stream::even(leds, count, each, source)?;
    Ok(Some(Decoded { warnings, ..Decoded::exact(frames, None, PixelOrder::Strip) }))
}

/// A compressed sequence.
#[derive(Clone, Debug)]
struct Packed {
    file: DiskFile,
    header: Arc<Header>,
}

impl FrameSource for Packed {
    fn open(&self) -> Result<Box<dyn ReadFrames>, PatternError> {
        let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(MAX_AT_ONCE);
        Ok(Box::new(Open {
            file: self.file.clone(),
            reader: self.file.open()?,
            header: self.header.clone(),
            threads,
            unpacked: Unpacked::default(),
            running: None,
        }))
    }
}

/// Consecutive blocks, unpacked.
#[derive(Default)]
struct Unpacked {
    first: usize,
    frames: usize,
    data: Vec<u8>,
}

/// A large block that is being unpacked, and the frame that comes next.
struct Running {
    block: usize,
    next: usize,
    from: Box<dyn Read + Send>,
}

struct Open {
    file: DiskFile,
    reader: DiskReader,
    header: Arc<Header>,
    threads: usize,
    unpacked: Unpacked,
    running: Option<Running>,
}

impl ReadFrames for Open {
    fn read(&mut self, index: usize, into: &mut FrameBuffer) -> Result<(), PatternError> {
        let channels = self.header.channels.min(into.rgb.len());
        let (colours, rest) = into.rgb.split_at_mut(channels);
        rest.fill(0);
        if let Some(frame) = self.unpacked.frame(index, self.header.channels) {
            colours.copy_from_slice(frame);
            return Ok(());
        }
        let at = self.header.blocks.partition_point(|block| block.first <= index).saturating_sub(1);
        let block = self.header.blocks.get(at).copied().ok_or(PatternError::Changed)?;
        if block.frames.saturating_mul(self.header.channels) > MAX_WHOLE {
            return self.run_to(at, &block, index, colours);
        }
        // one that is asked for next is likely to be followed by more: then every core has something to do
        let follows = self.unpacked.first + self.unpacked.frames == index;
        self.unpack(at, if follows { self.threads } else { 1 })?;
        let frame = self.unpacked.frame(index, self.header.channels).ok_or(PatternError::Changed)?;
        colours.copy_from_slice(frame);
        Ok(())
    }
}

impl Unpacked {
    fn frame(&self, index: usize, channels: usize) -> Option<&[u8]> {
        let at = index.checked_sub(self.first).filter(|&at| at < self.frames)?;
        self.data.get(at * channels..(at + 1) * channels)
    }
}

impl Open {
    /// Unpacks so many blocks from `at` on, as far as they are of moderate size.
    fn unpack(&mut self, at: usize, count: usize) -> Result<(), PatternError> {
        let header = self.header.clone();
        let channels = header.channels;
        let blocks = header.blocks.get(at..).unwrap_or_default().iter();
        let blocks: Vec<&Block> =
            blocks.take(count).take_while(|block| block.frames.saturating_mul(channels) <= MAX_WHOLE).collect();
        self.unpacked.frames = 0;
        let mut packed = Vec::with_capacity(blocks.len());
        for block in &blocks {
            // a block that claims more than its frames could ever take packed is not read
            let mut bytes = vec![0; block.len.min(MAX_WHOLE * 2)];
            self.reader.read_at(block.offset, &mut bytes)?;
            packed.push(bytes);
        }
        let frames: usize = blocks.iter().map(|block| block.frames).sum();
        self.unpacked.data.resize(frames * channels, 0);
        let mut rest = self.unpacked.data.as_mut_slice();
        let mut work = Vec::with_capacity(blocks.len());
        for (block, bytes) in blocks.iter().zip(&packed) {
            let (piece, behind) = rest.split_at_mut_checked(block.frames * channels).ok_or(PatternError::Changed)?;
            work.push((*block, bytes, piece));
            rest = behind;
        }
        let compression = header.compression;
        match work.as_mut_slice() {
            [(block, bytes, piece)] => unpack(bytes, compression, block, piece)?,
            _ => std::thread::scope(|scope| {
                let unpacking = work
                    .into_iter()
                    .map(|(block, bytes, piece)| scope.spawn(move || unpack(bytes, compression, block, piece)));
                let unpacking: Vec<_> = unpacking.collect();
                unpacking.into_iter().try_for_each(|thread| match thread.join() {
                    Ok(done) => done,
                    Err(panic) => std::panic::resume_unwind(panic),
                })
            })?,
        }
        self.unpacked.first = blocks.first().map_or(0, |block| block.first);
        self.unpacked.frames = frames;
        Ok(())
    }

    /// A frame of a large block: from where it stands, or from its beginning.
    fn run_to(&mut self, at: usize, block: &Block, index: usize, into: &mut [u8]) -> Result<(), PatternError> {
        self.unpacked.frames = 0;
        let stands = self.running.take().filter(|running| running.block == at && running.next <= index);
        let mut running = match stands {
            Some(running) => running,
            None => Running { block: at, next: block.first, from: self.start(block)? },
        };
        while running.next <= index {
            running.from.read_exact(into).map_err(|error| match error.kind() {
                std::io::ErrorKind::UnexpectedEof => damaged(block, "it holds less than its frames take"),
                _ => damaged(block, &error.to_string()),
            })?;
            running.next += 1;
        }
        if running.next < block.first + block.frames {
            self.running = Some(running);
            return Ok(());
        }
        match running.from.read(&mut [0]) {
            Ok(0) => Ok(()),
            Ok(_) => Err(damaged(block, "it holds more than its frames take")),
            Err(error) => Err(damaged(block, &error.to_string())),
        }
    }

    fn start(&self, block: &Block) -> Result<Box<dyn Read + Send>, PatternError> {
        let piece = Piece { reader: self.file.open()?, at: block.offset, end: block.offset + block.len as u64 };
        let piece = std::io::BufReader::with_capacity(PACKED, piece);
        Ok(match self.header.compression {
            Compression::Zlib => Box::new(flate2::bufread::ZlibDecoder::new(piece)),
            _ => {
                let failed = |e: std::io::Error| damaged(block, &e.to_string());
                let mut decoder = zstd::stream::read::Decoder::with_buffer(piece).map_err(failed)?;
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
        let take = usize::try_from(self.end - self.at).map_or(into.len(), |left| left.min(into.len()));
        let into = into.get_mut(..take).unwrap_or_default();
        self.reader.read_at(self.at, into).map_err(std::io::Error::other)?;
        self.at += take as u64;
        Ok(take)
    }
}
