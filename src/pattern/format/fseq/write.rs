//! Writes version 2: with independent zstd blocks or uncompressed, as everything that plays FSEQ takes it. A pattern that was
//! no sequence becomes a dense one of version 2.0.

use super::super::{Sink, unwritten};
use super::pack;
use super::steps::{self, Steps};
use crate::message::Message;
use crate::msg;
use crate::pattern::{Channels, Durations, MAX_FRAME_BYTES, PatternError, Reel};
use sha2::{Digest as _, Sha256};
use std::io::SeekFrom;

/// How frames are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    /// As they are.
    None,
    /// In blocks of zstd.
    Zstd,
}

/// Frames of the first block: small, so that players start at once.
const FIRST_BLOCK: usize = 10;
/// Blocks hold at least so many bytes before packing: smaller ones pack badly.
const MIN_BLOCK: usize = 64 * 1024;
/// Most blocks of version 2.0.
const MAX_BLOCKS: usize = 255;
/// Fixed header, block table line and range, bytes.
const HEADER: usize = 32;
const BLOCK: usize = 8;
const RANGE: usize = 6;
/// Largest offset of the frames that the header holds, as a multiple of 4.
const MAX_START: usize = 0xFFFC;

/// A sequence as it will be written.
pub(super) struct Plan {
    pub(super) packing: Packing,
    pub(super) steps: Steps,
    /// What its header says of channels and of others.
    pub(super) channels: Channels,
    /// Which bytes of a frame become which channels.
    pub(super) pieces: Vec<Piece>,
}

/// Bytes of a frame that become channels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) len: usize,
}

impl Plan {
    /// What sequences say of themselves is kept as it is; other patterns have three channels for each LED.
    pub(super) fn of(frames: &Reel, packing: Option<Packing>) -> Self {
        let leds = frames.leds();
        let kept = frames
            .channels()
            .filter(|kept| kept.count.div_ceil(3) == leds);
        let channels = kept.cloned().unwrap_or_else(|| Channels {
            count: leds * 3,
            extras: producer(),
            is_packed: true,
            ..Channels::default()
        });
        let usual = if channels.is_packed {
            Packing::Zstd
        } else {
            Packing::None
        };
        Self {
            packing: packing.unwrap_or(usual),
            steps: Steps::of(frames.durations(), &steps::ANY),
            pieces: vec![Piece {
                from: 0,
                to: 0,
                len: channels.count,
            }],
            channels,
        }
    }

    /// What the sequence says that the frames are from, unless they have become others.
    pub(super) fn kept(frames: &Reel) -> Option<&Channels> {
        let is_same = |kept: &&Channels| kept.count.div_ceil(3) == frames.leds();
        frames.channels().filter(is_same)
    }

    /// Appends the channels of a frame.
    pub(super) fn append(&self, rgb: &[u8], into: &mut Vec<u8>) {
        let start = into.len();
        if let [
            Piece {
                from: 0,
                to: 0,
                len,
            },
        ] = *self.pieces.as_slice()
        {
            into.extend_from_slice(rgb.get(..len).unwrap_or(rgb));
            into.resize(start + self.channels.count, 0);
            return;
        }
        into.resize(start + self.channels.count, 0);
        for &Piece { from, to, len } in &self.pieces {
            let source = rgb.get(from..from + len);
            let target = into.get_mut(start + to..start + to + len);
            if let (Some(source), Some(target)) = (source, target) {
                target.copy_from_slice(source);
            }
        }
    }

    /// Writes the file, frame by frame.
    ///
    /// # Errors
    /// `pattern.too_large` where frames of one step would take more than `max` bytes; what reading and writing say.
    pub(super) fn write(
        &self,
        frames: &Reel,
        max: u64,
        out: &mut dyn Sink,
    ) -> Result<(), PatternError> {
        let count = self.channels.count;
        let shown = &self.steps.shown;
        let size = (count as u64).saturating_mul(shown.len() as u64);
        let cuts = cuts(count, shown.len());
        let largest = cuts
            .iter()
            .map(|(from, to)| (to - from).saturating_mul(count))
            .max()
            .unwrap_or(0);
        if size > max || u32::try_from(shown.len()).is_err() || largest > MAX_FRAME_BYTES {
            let what = msg!(
                "pattern-fseq-too-large",
                step = self.steps.ms,
                takes = size >> 20,
                max = max >> 20
            );
            return Err(PatternError::TooLarge { what });
        }
        let mut blocks = vec![(0, 0); cuts.len()];
        if self.packing == Packing::None {
            blocks.clear();
        }
        let begin = out.stream_position().map_err(|e| unwritten(&e))?;
        out.write_all(&self.head(&blocks, 0))
            .map_err(|e| unwritten(&e))?;
        let mut id = Sha256::new();
        id.update((count as u32).to_le_bytes());
        id.update(self.steps.ms.to_le_bytes());
        pack::each(frames, self, &cuts, |number, first, block| {
            id.update(block.digest);
            if let Some(line) = blocks.get_mut(number) {
                *line = (first, block.bytes.len());
            }
            out.write_all(&block.bytes).map_err(|e| unwritten(&e))
        })?;
        let id = match self.channels.id {
            0 => number_of(&id.finalize()),
            same => same,
        };
        let end = out.stream_position().map_err(|e| unwritten(&e))?;
        out.seek(SeekFrom::Start(begin))
            .map_err(|e| unwritten(&e))?;
        out.write_all(&self.head(&blocks, id))
            .map_err(|e| unwritten(&e))?;
        out.seek(SeekFrom::Start(end)).map_err(|e| unwritten(&e))?;
        Ok(())
    }

    /// Everything before the frames; with the first frame and the bytes of each block.
    fn head(&self, blocks: &[(usize, usize)], id: u64) -> Vec<u8> {
        let Channels {
            count,
            ranges,
            minor,
            flags: [before, behind],
            ..
        } = &self.channels;
        let tables = self.tables(blocks.len());
        let extras = self.extras(tables);
        let start = (tables + extras.len()).next_multiple_of(4);
        let mut out = Vec::with_capacity(start);
        out.extend_from_slice(b"PSEQ");
        out.extend_from_slice(&(start as u16).to_le_bytes());
        out.extend_from_slice(&[*minor, 2]);
        out.extend_from_slice(&(tables as u16).to_le_bytes());
        out.extend_from_slice(&(*count as u32).to_le_bytes());
        out.extend_from_slice(&(self.steps.shown.len() as u32).to_le_bytes());
        out.extend_from_slice(&[self.steps.ms as u8, *before]);
        out.extend_from_slice(&[
            u8::from(self.packing == Packing::Zstd),
            blocks.len() as u8,
            ranges.len() as u8,
            *behind,
        ]);
        out.extend_from_slice(&id.to_le_bytes());
        for (first, len) in blocks {
            out.extend_from_slice(&(*first as u32).to_le_bytes());
            out.extend_from_slice(&(*len as u32).to_le_bytes());
        }
        for range in ranges {
            for number in [range.start, range.len()] {
                let [low, middle, high, _] = (number as u32).to_le_bytes();
                out.extend_from_slice(&[low, middle, high]);
            }
        }
        out.extend_from_slice(extras);
        out.resize(start, 0);
        out
    }

    /// Bytes of the fixed header and of the tables behind it.
    fn tables(&self, blocks: usize) -> usize {
        HEADER + BLOCK * blocks + RANGE * self.channels.ranges.len()
    }

    /// The variable headers, as far as there is room for them behind the tables.
    fn extras(&self, tables: usize) -> &[u8] {
        let extras = &self.channels.extras;
        if tables + extras.len() > MAX_START {
            &[]
        } else {
            extras
        }
    }

    /// What is not kept of the frames and of their sequence, a sentence each.
    pub(super) fn losses(&self, frames: Durations<'_>) -> Vec<Message> {
        let mut losses = self.steps.losses(frames);
        let blocks = match self.packing {
            Packing::None => 0,
            Packing::Zstd => cuts(self.channels.count, self.steps.shown.len()).len(),
        };
        if self.extras(self.tables(blocks)).len() < self.channels.extras.len() {
            losses.push(msg!("pattern-loss-fseq-extras"));
        }
        if self.channels.behind > 0 {
            let count = self.channels.behind;
            losses.push(msg!("pattern-loss-fseq-behind", count = count));
        }
        losses
    }
}

/// The frames of each block: from, to. The same for every packing, because what a sequence is known by depends on them.
fn cuts(channels: usize, frames: usize) -> Vec<(usize, usize)> {
    let first = FIRST_BLOCK.min(frames);
    let rest = frames - first;
    let each = MIN_BLOCK
        .div_ceil(channels)
        .max(rest.div_ceil(MAX_BLOCKS - 1))
        .max(1);
    let rest = (first..frames)
        .step_by(each)
        .map(|at| (at, (at + each).min(frames)));
    std::iter::once((0, first)).chain(rest).collect()
}

/// The variable header that names this program as the writer.
fn producer() -> Vec<u8> {
    let text = concat!("Upload Bridge ", env!("CARGO_PKG_VERSION"), "\0");
    let len = (text.len() + 4) as u16;
    [&len.to_le_bytes()[..], b"sp", text.as_bytes()].concat()
}

/// Players take sequences of the same id for the same: so it is made from the content. Never 0, which is "none".
fn number_of(hash: &[u8]) -> u64 {
    hash.first_chunk::<8>()
        .map_or(1, |bytes| u64::from_be_bytes(*bytes))
        .max(1)
}
