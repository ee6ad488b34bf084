//! Unpacks the frames: every block into exactly the bytes its frames take, never more.

use super::header::{Block, Compression, Header, MAX_WHOLE};
use crate::message::Message;
use crate::msg;
use crate::pattern::words::foreign;
use crate::pattern::{Cancel, DiskReader, PatternError};
use flate2::{Decompress, FlushDecompress, Status};
use std::num::NonZero;

/// The channels of all frames, frame after frame. The caller has asked the memory budget.
pub(super) fn channel_data(
    bytes: &[u8],
    header: &Header,
    cancel: &Cancel,
) -> Result<Vec<u8>, PatternError> {
    if let Some(end) = header.end_of_data {
        let end = usize::try_from(end).unwrap_or(usize::MAX);
        return Ok(bytes.get(header.data..end).unwrap_or_default().to_vec());
    }
    let mut data = vec![0; header.channels * header.frames];
    let mut pieces = Vec::with_capacity(header.blocks.len());
    let mut rest = data.as_mut_slice();
    for block in &header.blocks {
        let (piece, behind) = rest
            .split_at_mut_checked(block.frames * header.channels)
            .ok_or_else(|| damaged(block, msg!("pattern-fseq-block-frames")))?;
        pieces.push((block, piece));
        rest = behind;
    }
    unpack_all(bytes, header.compression, &mut pieces, cancel)?;
    Ok(data)
}

/// Unpacks the blocks, which do not need each other, on as many threads as there are cores.
fn unpack_all(
    bytes: &[u8],
    compression: Compression,
    pieces: &mut [(&Block, &mut [u8])],
    cancel: &Cancel,
) -> Result<(), PatternError> {
    let threads = std::thread::available_parallelism()
        .map_or(1, NonZero::get)
        .min(8);
    let share = pieces.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let work = |pieces: &mut [(&Block, &mut [u8])]| {
            let mut unpacker = Unpacker::default();
            pieces.iter_mut().try_for_each(|(block, piece)| {
                cancel.check()?;
                let start = usize::try_from(block.offset).unwrap_or(usize::MAX);
                let packed = bytes
                    .get(start..start.saturating_add(block.len))
                    .unwrap_or_default();
                unpacker.unpack(packed, compression, block, piece)
            })
        };
        let running: Vec<_> = pieces
            .chunks_mut(share)
            .map(|share| {
                let thread = std::thread::Builder::new().name("fseq".into());
                thread.spawn_scoped(scope, move || work(share))
            })
            .collect::<Result<_, _>>()
            .map_err(|error| PatternError::Unreadable {
                detail: Message::verbatim(error.to_string()),
            })?;
        running
            .into_iter()
            .try_for_each(|thread| match thread.join() {
                Ok(result) => result,
                Err(panic) => std::panic::resume_unwind(panic),
            })
    })
}

/// Unpacks block after block; keeps what it needs for that.
#[derive(Default)]
pub(super) struct Unpacker {
    zstd: zstd::bulk::Decompressor<'static>,
    packed: Vec<u8>,
}

impl Unpacker {
    /// Reads a block and unpacks it; `into` becomes as long as its frames are.
    pub(super) fn read(
        &mut self,
        reader: &mut DiskReader,
        header: &Header,
        block: &Block,
        into: &mut Vec<u8>,
    ) -> Result<(), PatternError> {
        let mut packed = std::mem::take(&mut self.packed);
        // a block that claims more than its frames could ever take packed is not read
        packed.resize(block.len.min(MAX_WHOLE * 2), 0);
        into.resize(block.frames * header.channels, 0);
        let done = reader.read_at(block.offset, &mut packed);
        let done = done.and_then(|()| self.unpack(&packed, header.compression, block, into));
        self.packed = packed;
        done
    }

    /// Unpacks the bytes of one block into exactly `into`.
    fn unpack(
        &mut self,
        packed: &[u8],
        compression: Compression,
        block: &Block,
        into: &mut [u8],
    ) -> Result<(), PatternError> {
        let got = match compression {
            Compression::None => return Err(damaged(block, msg!("pattern-fseq-block-plain"))),
            Compression::Zstd => self
                .zstd
                .decompress_to_buffer(packed, into)
                .map_err(|e| damaged(block, foreign(&e)))?,
            Compression::Zlib => inflate(packed, into).map_err(|detail| damaged(block, detail))?,
        };
        if got == into.len() {
            return Ok(());
        }
        let detail = msg!(
            "pattern-fseq-block-size",
            got = got,
            needs = into.len(),
            frames = block.frames
        );
        Err(damaged(block, detail))
    }
}

fn inflate(packed: &[u8], into: &mut [u8]) -> Result<usize, Message> {
    let mut stream = Decompress::new(true);
    match stream.decompress(packed, into, FlushDecompress::Finish) {
        Ok(Status::StreamEnd) => Ok(stream.total_out() as usize),
        Ok(_) if stream.total_out() as usize == into.len() => Err(msg!("pattern-fseq-block-long")),
        Ok(_) => Err(msg!("pattern-fseq-block-cut")),
        Err(error) => Err(foreign(&error)),
    }
}

pub(super) fn damaged(block: &Block, detail: Message) -> PatternError {
    let what = msg!(
        "pattern-fseq-block",
        from = block.first,
        to = block.first + block.frames - 1,
        detail = detail
    );
    PatternError::Corrupt {
        offset: block.offset,
        detail: what,
    }
}
