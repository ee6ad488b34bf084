//! LZW of GIF, with the small buffer of the decoder in WLED: it is filled only every four rows, so rows that compress badly can
//! empty it.

use super::Broken;

/// Size of the buffer in bytes: six blocks.
const BUFFER: usize = 6 * BLOCK;
/// Maximum bytes of a block.
const BLOCK: usize = 255;
/// Rows between two refills.
const ROWS: usize = 4;
/// Maximum length of a code in bits, and maximum number of codes.
const MAX_BITS: u8 = 12;
const CODES: usize = 1 << MAX_BITS;

/// Compressed bytes of a frame, without their blocks.
pub(super) struct Supply<'a> {
    file: &'a [u8],
    at: usize,
    buffer: Vec<u8>,
    /// Bits of the buffer that are used up.
    used: usize,
    /// All of the frame is in the buffer.
    ended: bool,
}

impl<'a> Supply<'a> {
    /// Starts at the first block of a frame, at byte `at`.
    pub(super) fn new(file: &'a [u8], at: usize) -> Self {
        Self {
            file,
            at,
            buffer: Vec::with_capacity(BUFFER),
            used: 0,
            ended: false,
        }
    }

    /// Refills with whole blocks until another might not fit.
    fn fill(&mut self) -> Result<(), Broken> {
        self.buffer.drain(..(self.used / 8).min(self.buffer.len()));
        self.used %= 8;
        while !self.ended && self.buffer.len() < BUFFER - BLOCK {
            let len = usize::from(*self.file.get(self.at).ok_or(Broken::Corrupt)?);
            let block = self
                .file
                .get(self.at + 1..self.at + 1 + len)
                .ok_or(Broken::Corrupt)?;
            self.buffer.extend_from_slice(block);
            self.at += 1 + len;
            self.ended = len == 0;
        }
        Ok(())
    }

    fn code(&mut self, bits: u8) -> Result<usize, Broken> {
        let mut code = 0;
        for bit in 0..usize::from(bits) {
            let at = self.used + bit;
            let Some(byte) = self.buffer.get(at / 8) else {
                return Err(if self.ended {
                    Broken::Corrupt
                } else {
                    Broken::RanDry
                });
            };
            code |= usize::from(byte >> (at % 8) & 1) << bit;
        }
        self.used += usize::from(bits);
        Ok(code)
    }

    /// Returns where the file continues after the frame; skips unused blocks.
    pub(super) fn end(mut self) -> usize {
        while let Some(len) = self.file.get(self.at).filter(|_| !self.ended) {
            self.at += 1 + usize::from(*len);
            self.ended = *len == 0;
        }
        self.at
    }
}

/// The strings of the codes: each is that of another code, and one index more.
struct Table {
    before: Vec<u16>,
    last: Vec<u8>,
    /// Number of the next entry. 16 bits, as in the decoder: very many codes without a clear overflow it.
    next: u16,
    bits: u8,
    clear: usize,
}

impl Table {
    fn new(code_size: u8) -> Self {
        let clear = 1 << code_size;
        let last = (0..CODES).map(|code| code.min(255) as u8).collect();
        Self {
            before: vec![0; CODES],
            last,
            next: clear as u16 + 2,
            bits: code_size + 1,
            clear,
        }
    }

    fn reset(&mut self, code_size: u8) {
        self.next = self.clear as u16 + 2;
        self.bits = code_size + 1;
    }

    /// Returns the indices of a code.
    fn string(&self, mut code: usize) -> Vec<u8> {
        let mut string = Vec::new();
        while let (Some(last), Some(before)) = (self.last.get(code), self.before.get(code)) {
            string.push(*last);
            // longer than the number of codes: overwritten entries form a ring
            if code < self.clear || string.len() > CODES {
                break;
            }
            code = usize::from(*before);
        }
        string.reverse();
        string
    }

    fn add(&mut self, before: usize, last: u8) {
        let at = usize::from(self.next);
        if let (Some(b), Some(l)) = (self.before.get_mut(at), self.last.get_mut(at)) {
            *b = before as u16;
            *l = last;
        }
        self.next = self.next.wrapping_add(1);
        if usize::from(self.next) >= 1 << self.bits && self.bits < MAX_BITS {
            self.bits += 1;
        }
    }
}

/// Decodes a frame row by row.
pub(super) fn decode(
    supply: &mut Supply<'_>,
    code_size: u8,
    w: usize,
    h: usize,
    row: &mut dyn FnMut(usize, &[u8]),
) -> Result<(), Broken> {
    let mut table = Table::new(code_size);
    let mut line = Vec::with_capacity(w);
    let mut rows = 0;
    let mut old: Option<Vec<u8>> = None;
    let mut old_code = 0;
    supply.fill()?;
    while w > 0 && rows < h {
        let code = supply.code(table.bits)?;
        if code == table.clear {
            table.reset(code_size);
            old = None;
            continue;
        }
        if code == table.clear + 1 {
            return Ok(()); // what is missing stays as it was
        }
        let known = code < table.clear || code < usize::from(table.next);
        let string = match &old {
            _ if known => table.string(code),
            Some(old) if code == usize::from(table.next) => {
                old.iter().chain(old.first()).copied().collect()
            }
            _ => return Err(Broken::Corrupt),
        };
        if let (Some(_), Some(first)) = (&old, string.first()) {
            table.add(old_code, *first);
        }
        for index in &string {
            line.push(*index);
            if line.len() == w && rows < h {
                row(rows, &line);
                line.clear();
                rows += 1;
                if rows % ROWS == 0 {
                    supply.fill()?;
                }
            }
        }
        old = Some(string);
        old_code = code;
    }
    Ok(())
}
