//! What the blocks of a GIF say without a pixel being decoded. (GIF89a, sections 15 to 27.)

use super::super::animation::ZERO_DELAY_MS;
use crate::pattern::FrameDuration;

/// Milliseconds of a hundredth of a second, in which delays are counted.
const TICK_MS: u32 = 10;

/// How the blocks end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// With the trailer, or behind a picture, where nothing but the trailer is missing.
    Whole,
    /// Inside of a block, or before the trailer.
    Cut,
    /// With a block that no GIF has.
    Damaged {
        /// Where it begins.
        offset: usize,
    },
}

/// What the blocks say.
pub(super) struct Outline {
    /// Width and height of the canvas; `None` where the file ends before it says so. Where one of them is 0, the canvas
    /// is as large as the first picture needs, as in browsers.
    pub(super) screen: Option<(u16, u16)>,
    /// How long each frame shows that is there from its first block to the last.
    pub(super) durations: Vec<FrameDuration>,
    /// Pixels of these frames together, whether they can be seen or not.
    pub(super) pixels: u64,
    /// Pixels of the largest of them.
    pub(super) largest: u64,
    pub(super) ends: Ends,
}

impl Outline {
    /// Walks the blocks.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut outline = Self {
            screen: pair(bytes, 6).zip(pair(bytes, 8)),
            durations: Vec::new(),
            pixels: 0,
            largest: 0,
            ends: Ends::Cut,
        };
        // Signature and screen: 13 bytes, and the palette that the flags in byte 10 announce.
        let mut rest = bytes
            .get(10)
            .and_then(|&flags| bytes.get(13 + palette(flags)..));
        let mut delay = 0;
        let mut behind_picture = false;
        outline.ends = loop {
            // zeros fill up what is stored in pieces of one size
            if behind_picture && rest.is_some_and(|rest| rest.iter().all(|&byte| byte == 0)) {
                break Ends::Whole;
            }
            let Some((&kind, block)) = rest.and_then(<[u8]>::split_first) else {
                break Ends::Cut;
            };
            behind_picture = kind == 0x2C;
            rest = match kind {
                0x3B => break Ends::Whole,
                0x21 => {
                    // The next picture's: 4 bytes, flags, then its delay.
                    if let (Some([0xF9, 4]), Some(ticks)) = (block.first_chunk(), pair(block, 3)) {
                        delay = u32::from(ticks) * TICK_MS;
                    }
                    block.get(1..).and_then(parts)
                }
                // Place and size: 8 bytes, flags, perhaps a palette, the code size, then the pixels.
                0x2C => block
                    .get(8)
                    .and_then(|&flags| block.get(9 + palette(flags) + 1..))
                    .and_then(parts),
                _ => {
                    break Ends::Damaged {
                        offset: bytes.len() - block.len() - 1,
                    };
                }
            };
            if kind == 0x2C && rest.is_some() {
                outline.add(block, delay);
                delay = 0;
            }
        };
        outline
    }

    /// Adds a picture that is all there; `delay` in ms.
    fn add(&mut self, picture: &[u8], delay: u32) {
        if self.durations.is_empty() {
            self.screen = self.screen.map(|screen| grown(screen, picture));
        }
        let side = |at| u64::from(pair(picture, at).unwrap_or(0));
        let pixels = side(4) * side(6);
        self.pixels += pixels;
        self.largest = self.largest.max(pixels);
        let delay = if delay == 0 { ZERO_DELAY_MS } else { delay };
        self.durations.push(FrameDuration::from_ms(delay));
    }
}

/// The size of the screen; where one of its sides is 0, that of the first picture, up to its right and bottom edges.
fn grown(screen: (u16, u16), picture: &[u8]) -> (u16, u16) {
    let edge = |from, len| {
        let number = |at| pair(picture, at).unwrap_or(0);
        number(from).saturating_add(number(len))
    };
    match screen {
        (0, _) | (_, 0) => (edge(0, 4), edge(2, 6)),
        _ => screen,
    }
}

/// The number in the two bytes at `at`.
fn pair(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..)?
        .first_chunk()
        .map(|bytes| u16::from_le_bytes(*bytes))
}

/// Bytes of the palette that these flags announce.
fn palette(flags: u8) -> usize {
    if flags & 0x80 == 0 {
        0
    } else {
        3 << ((flags & 7) + 1)
    }
}

/// Skips length-prefixed sub-blocks up to the empty terminator; returns what follows.
fn parts(block: &[u8]) -> Option<&[u8]> {
    let mut rest = block;
    loop {
        let (&length, part) = rest.split_first()?;
        rest = part.get(usize::from(length)..)?;
        if length == 0 {
            return Some(rest);
        }
    }
}
