//! The header of a sequence: every offset, length and count in it is checked against the file before it is used.

use crate::message::Message;
use crate::msg;
use crate::pattern::PatternError;

/// Step of files that say 0: what Falcon Player plays them with.
const DEFAULT_STEP_MS: u32 = 50;
/// Fixed part of a version 2 header, and where its block table begins.
const HEADER_V2: usize = 32;
/// Fixed part of a version 1 header.
const HEADER_V1: usize = 28;
/// Bytes of a line of the block table.
const BLOCK: usize = 8;
/// Bytes of a sparse range.
const RANGE: usize = 6;

/// Blocks of more bytes than this are not unpacked whole: 4 MiB; what xLights and we write is smaller.
pub(super) const MAX_WHOLE: usize = 4 << 20;

/// What a packed byte unpacks to at the most: of zstd 4 bytes are a block of 128 KiB that repeats one, of zlib two bits are
/// 258 bytes. (RFC 8878, section 3.1.1.2; RFC 1951, section 3.2.5)
const MAX_ZSTD_RATIO: u64 = 128 * 1024 / 4;
const MAX_ZLIB_RATIO: u64 = 258 * 4;

/// How the frames are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    /// As they are.
    None,
    /// Independent zstd frames.
    Zstd,
    /// Independent zlib streams.
    Zlib,
}

/// Consecutive whole frames that were packed together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// First frame in it.
    pub(super) first: usize,
    /// How many.
    pub(super) frames: usize,
    /// Where in the file it begins.
    pub(super) offset: u64,
    /// Bytes in the file.
    pub(super) len: usize,
}

/// Channels that a sparse file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    /// First channel, from 0.
    pub(super) start: usize,
    /// How many.
    pub(super) count: usize,
}

/// What a sequence says of itself, and is held to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) minor: u8,
    /// Channels stored of every frame: of sparse files the sum of the ranges.
    pub(super) channels: usize,
    /// At least 1.
    pub(super) frames: usize,
    step: u8,
    pub(super) compression: Compression,
    /// Where the frames begin.
    pub(super) data: usize,
    /// Where uncompressed frames end.
    pub(super) end_of_data: Option<u64>,
    /// Used blocks of a compressed file, in order.
    pub(super) blocks: Vec<Block>,
    pub(super) ranges: Vec<Range>,
    /// Where variable headers are.
    pub(super) variable: std::ops::Range<usize>,
}

/// Whether these bytes begin as a sequence of a version that is read.
pub(super) fn is_sequence(bytes: &[u8]) -> bool {
    matches!(bytes.get(..4), Some(b"PSEQ" | b"FSEQ")) && matches!(bytes.get(7), Some(1 | 2))
}

fn corrupt(offset: usize, detail: Message) -> PatternError {
    PatternError::Corrupt {
        offset: offset as u64,
        detail,
    }
}

/// `N` bytes at `at`, or the error that the file ends before.
fn bytes_at<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], PatternError> {
    let missing = || PatternError::Truncated {
        needs: at.saturating_add(N) as u64,
        has: bytes.len() as u64,
    };
    bytes
        .get(at..)
        .and_then(|rest| rest.first_chunk::<N>())
        .copied()
        .ok_or_else(missing)
}

fn u8_at(bytes: &[u8], at: usize) -> Result<u8, PatternError> {
    bytes_at::<1>(bytes, at).map(|[byte]| byte)
}

fn u16_at(bytes: &[u8], at: usize) -> Result<usize, PatternError> {
    bytes_at(bytes, at).map(|b| usize::from(u16::from_le_bytes(b)))
}

fn u24_at(bytes: &[u8], at: usize) -> Result<usize, PatternError> {
    bytes_at::<3>(bytes, at).map(|[a, b, c]| u32::from_le_bytes([a, b, c, 0]) as usize)
}

fn u32_at(bytes: &[u8], at: usize) -> Result<usize, PatternError> {
    bytes_at(bytes, at).map(|b| u32::from_le_bytes(b) as usize)
}

impl Header {
    /// Whether a block is small enough to be unpacked at once.
    pub(super) fn is_whole(&self, block: &Block) -> bool {
        block.frames.saturating_mul(self.channels) <= MAX_WHOLE
    }

    /// The header of a file of `len` bytes, of which `bytes` are the first: all, or more than
    /// the 65,535 that any header takes.
    pub(super) fn parse(bytes: &[u8], len: u64) -> Result<Self, PatternError> {
        if bytes.get(..4) == Some(b"ESEQ") {
            let what = msg!("pattern-fseq-effects");
            return Err(PatternError::UnknownFormat { what });
        }
        if !matches!(bytes.get(..4), Some(b"PSEQ" | b"FSEQ")) {
            return Err(PatternError::UnknownFormat {
                what: msg!("pattern-fseq-none"),
            });
        }
        let minor = u8_at(bytes, 6)?;
        let major = u8_at(bytes, 7)?;
        match major {
            1 => Self::version1(bytes, len, minor),
            2 => Self::version2(bytes, len, minor),
            _ => {
                let what = msg!("pattern-fseq-version", version = format!("{major}.{minor}"));
                Err(PatternError::UnknownFormat { what })
            }
        }
    }

    fn version1(bytes: &[u8], len: u64, minor: u8) -> Result<Self, PatternError> {
        let variable = u16_at(bytes, 8)?;
        let data = data_offset(bytes, HEADER_V1)?;
        let header = Self {
            minor,
            channels: u32_at(bytes, 10)?,
            frames: u32_at(bytes, 14)?,
            step: u8_at(bytes, 18)?,
            compression: Compression::None,
            data,
            end_of_data: None,
            blocks: Vec::new(),
            ranges: Vec::new(),
            variable: variable.max(HEADER_V1).min(data)..data,
        };
        header.checked(len)
    }

    fn version2(bytes: &[u8], len: u64, minor: u8) -> Result<Self, PatternError> {
        let data = data_offset(bytes, HEADER_V2)?;
        let packing = u8_at(bytes, 20)?;
        let compression = match packing & 0x0f {
            0 => Compression::None,
            1 => Compression::Zstd,
            2 => Compression::Zlib,
            other => return Err(corrupt(20, msg!("pattern-fseq-compression", other = other))),
        };
        // 2.0 leaves the high bits 0
        let blocks = usize::from(u8_at(bytes, 21)?) | usize::from(packing >> 4) << 8;
        let ranges = usize::from(u8_at(bytes, 22)?);
        let tables = HEADER_V2 + BLOCK * blocks + RANGE * ranges;
        let variable = u16_at(bytes, 8)?;
        if tables > data || variable > data || variable < tables {
            let detail = msg!(
                "pattern-fseq-tables",
                tables = tables,
                variable = variable,
                data = data
            );
            return Err(corrupt(8, detail));
        }
        let frames = u32_at(bytes, 14)?;
        let ranges_at = HEADER_V2 + BLOCK * blocks;
        let header = Self {
            minor,
            channels: u32_at(bytes, 10)?,
            frames,
            step: u8_at(bytes, 18)?,
            compression,
            data,
            end_of_data: None,
            blocks: if compression == Compression::None {
                Vec::new()
            } else {
                table(bytes, len, blocks, frames, data)?
            },
            ranges: (0..ranges)
                .map(|i| range(bytes, ranges_at + RANGE * i))
                .collect::<Result<_, _>>()?,
            variable: variable..data,
        };
        let stored: usize = header.ranges.iter().map(|range| range.count).sum();
        if !header.ranges.is_empty() && stored != header.channels {
            let detail = msg!(
                "pattern-fseq-ranges",
                stored = stored,
                channels = header.channels
            );
            return Err(corrupt(ranges_at, detail));
        }
        header.checked(len)
    }

    /// Holds the sizes against the file: nothing has been allocated for them yet.
    fn checked(mut self, has: u64) -> Result<Self, PatternError> {
        if self.channels == 0 || self.frames == 0 {
            let what = msg!(
                "pattern-fseq-empty",
                channels = self.channels,
                frames = self.frames
            );
            return Err(PatternError::Empty { what });
        }
        if self.compression == Compression::None {
            let size = (self.channels as u64).saturating_mul(self.frames as u64);
            let needs = size.saturating_add(self.data as u64);
            if needs > has {
                return Err(PatternError::Truncated { needs, has });
            }
            self.end_of_data = Some(needs);
        } else if self.blocks.is_empty() {
            return Err(corrupt(HEADER_V2, msg!("pattern-fseq-no-block")));
        }
        self.blocks
            .iter()
            .try_for_each(|block| self.plausible(block))?;
        Ok(self)
    }

    /// Refuses a block that can never be as many frames as it says, however it is packed.
    fn plausible(&self, block: &Block) -> Result<(), PatternError> {
        let max = match self.compression {
            Compression::None => return Ok(()),
            Compression::Zstd => MAX_ZSTD_RATIO,
            Compression::Zlib => MAX_ZLIB_RATIO,
        };
        let says = (block.frames as u64).saturating_mul(self.channels as u64);
        if says <= max.saturating_mul(block.len as u64) {
            return Ok(());
        }
        let detail = msg!(
            "pattern-fseq-impossible",
            bytes = block.len,
            frames = block.frames,
            channels = self.channels
        );
        Err(PatternError::Corrupt {
            offset: block.offset,
            detail,
        })
    }

    /// How long each frame shows, in ms.
    pub(super) fn step_ms(&self) -> u32 {
        if self.step == 0 {
            DEFAULT_STEP_MS
        } else {
            self.step.into()
        }
    }
}

fn data_offset(bytes: &[u8], min: usize) -> Result<usize, PatternError> {
    let data = u16_at(bytes, 4)?;
    if data < min {
        return Err(corrupt(4, msg!("pattern-fseq-data-offset", data = data)));
    }
    if data > bytes.len() {
        return Err(PatternError::Truncated {
            needs: data as u64,
            has: bytes.len() as u64,
        });
    }
    Ok(data)
}

fn range(bytes: &[u8], at: usize) -> Result<Range, PatternError> {
    let start = u24_at(bytes, at)?;
    let count = u24_at(bytes, at + 3)?;
    if count == 0 {
        return Err(corrupt(at, msg!("pattern-fseq-empty-range")));
    }
    Ok(Range { start, count })
}

/// The used lines of the block table. Lines of length 0 are filler that Falcon Player reserves and leaves.
fn table(
    bytes: &[u8],
    has: u64,
    lines: usize,
    frames: usize,
    data: usize,
) -> Result<Vec<Block>, PatternError> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut offset = data as u64;
    for line in 0..lines {
        let at = HEADER_V2 + BLOCK * line;
        let first = u32_at(bytes, at)?;
        let len = u32_at(bytes, at + 4)?;
        if len == 0 {
            continue;
        }
        let before = blocks.last().map(|block| block.first);
        let follows = match before {
            None => first == 0,
            Some(before) => first > before,
        };
        if !follows || first >= frames {
            let detail = msg!(
                "pattern-fseq-block-order",
                line = line,
                first = first,
                frames = frames
            );
            return Err(corrupt(at, detail));
        }
        if let Some(last) = blocks.last_mut() {
            last.frames = first - last.first;
        }
        blocks.push(Block {
            first,
            frames: frames - first,
            offset,
            len,
        });
        let end = offset.saturating_add(len as u64);
        if end > has {
            return Err(PatternError::Truncated { needs: end, has });
        }
        offset = end;
    }
    Ok(blocks)
}
