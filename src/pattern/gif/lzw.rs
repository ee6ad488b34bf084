//! The LZW of GIF (GIF89a, appendix F): palette numbers to codes of 3 to 12 bits. The parent module writes pictures with it.

#![allow(
    clippy::indexing_slicing,
    reason = "the inner loop; every index is masked to the size of its table"
)]

/// Codes have at most so many bits; the table is cleared when it holds as many codes as they can name.
const MAX_BITS: u32 = 12;
/// Slots of the largest hash table: twice the codes, so that a search is short.
const MAX_SLOTS: usize = 2 << MAX_BITS;
/// Slots of the smallest one.
const MIN_SLOTS: usize = 64;

/// The encoder, which keeps its tables from picture to picture.
pub(super) struct Lzw {
    /// Open addressing; a slot is 0, or `prefix << 20 | pixel << 12 | code`.
    slots: Vec<u32>,
    /// The codes of the picture, packed, without the lengths of sub-blocks.
    out: Vec<u8>,
    /// Bytes of `out` that a decoder has read when it has a row complete, one for each row.
    rows: Vec<usize>,
}

/// Codes on their way into bytes, the lowest bit first.
#[derive(Default)]
struct Bits {
    waiting: u64,
    count: u32,
}

impl Bits {
    #[inline]
    fn push(&mut self, out: &mut Vec<u8>, code: u32, width: u32) {
        self.waiting |= u64::from(code) << self.count;
        self.count += width;
        if self.count >= 32 {
            out.extend_from_slice(&(self.waiting as u32).to_le_bytes());
            self.waiting >>= 32;
            self.count -= 32;
        }
    }

    /// Bytes that hold all that was pushed.
    #[inline]
    fn bytes(&self, out: &[u8]) -> usize {
        out.len() + self.count.div_ceil(8) as usize
    }

    /// Pushes the last code, and gives out what still waits, filled up with zeros to a whole byte.
    fn finish(mut self, out: &mut Vec<u8>, code: u32, width: u32) {
        self.push(out, code, width);
        let rest = self.count.div_ceil(8) as usize;
        out.extend_from_slice(&self.waiting.to_le_bytes()[..rest]);
    }
}

/// An empty table as large as so many pixels need, and how far a hash is shifted to name one of its slots.
#[inline]
fn table(slots: &mut [u32], pixels: usize) -> (&mut [u32], u32) {
    let mask = (pixels * 4).next_power_of_two().clamp(MIN_SLOTS, MAX_SLOTS) - 1;
    let slots = &mut slots[..=mask];
    slots.fill(0);
    (slots, mask.leading_zeros() + 32 - usize::BITS)
}

/// The code that is stored under `key`, or else the slot where it belongs. Half of the slots, at least, are free.
#[inline]
fn find(slots: &[u32], shift: u32, key: u32) -> Result<u32, usize> {
    let mask = slots.len() - 1;
    let mut slot = (key.wrapping_mul(0x9E37_79B1) >> shift) as usize;
    loop {
        match slots[slot & mask] {
            0 => return Err(slot & mask),
            entry if entry >> MAX_BITS == key => return Ok(entry & ((1 << MAX_BITS) - 1)),
            _ => slot += 1,
        }
    }
}

impl Lzw {
    pub(super) fn new() -> Self {
        Self {
            slots: vec![0; MAX_SLOTS],
            out: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Bits of the smallest code for so many colours, as the byte in front of the picture says it: at least 2.
    pub(super) fn min_bits(colours: usize) -> u32 {
        colours.max(4).next_power_of_two().trailing_zeros()
    }

    /// Encodes `pixels`, all below `1 << min_bits`, in rows of `width`; stops with `None` as soon as it takes `limit` bytes.
    pub(super) fn encode(
        &mut self,
        pixels: &[u8],
        width: usize,
        min_bits: u32,
        limit: usize,
    ) -> Option<&[u8]> {
        let Self { slots, out, rows } = self;
        out.clear();
        rows.clear();
        let (slots, shift) = table(slots, pixels.len());
        let clear = 1_u32 << min_bits;
        let first = (1_u32 << min_bits) + 2;
        let mut size = min_bits + 1;
        let mut next = first;
        let mut bits = Bits::default();
        bits.push(out, clear, size);
        let (&start, rest) = pixels.split_first()?;
        let mut prefix = u32::from(start);
        let mut row_end = width;
        for (done, &pixel) in rest.iter().enumerate() {
            let key = prefix << 8 | u32::from(pixel);
            let free = match find(slots, shift, key) {
                Ok(code) => {
                    prefix = code;
                    continue;
                }
                Err(free) => free,
            };
            bits.push(out, prefix, size);
            // One code may end several rows; `done + 1` pixels are in the codes so far.
            while row_end <= done + 1 {
                rows.push(bits.bytes(out));
                row_end += width;
            }
            if out.len() >= limit {
                return None;
            }
            prefix = u32::from(pixel);
            if next == 1 << MAX_BITS {
                bits.push(out, clear, size);
                slots.fill(0);
                size = min_bits + 1;
                next = first;
                continue;
            }
            // The decoder knows each entry one code later: the width grows when its table, not ours, is full.
            size += u32::from(next == 1 << size);
            slots[free] = key << MAX_BITS | next;
            next += 1;
        }
        bits.push(out, prefix, size);
        while row_end <= pixels.len() {
            rows.push(bits.bytes(out));
            row_end += width;
        }
        size += u32::from(next == 1 << size && size < MAX_BITS);
        bits.finish(out, clear + 1, size);
        (out.len() < limit).then_some(&self.out)
    }

    /// The most bytes that any `count` rows of the picture encoded last take.
    pub(super) fn max_in_rows(&self, count: usize) -> usize {
        let before = |row: usize| {
            row.checked_sub(count)
                .and_then(|i| self.rows.get(i))
                .copied()
                .unwrap_or(0)
        };
        self.rows
            .iter()
            .enumerate()
            .map(|(row, &end)| end - before(row))
            .max()
            .unwrap_or(0)
    }
}
