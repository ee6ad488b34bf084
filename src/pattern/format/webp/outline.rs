//! What the chunks of a WebP say without a pixel being decoded. (RFC 9649, sections 2.3 to 2.7)

use super::super::animation::{Blend, Disposal, Part, Region, ZERO_DELAY_MS};
use super::super::cut_off;
use crate::msg;
use crate::pattern::{FrameDuration, PatternError};
use std::ops::Range;

/// In the flags of the extended header: there are several pictures.
const ANIMATED: u8 = 0x02;
/// In the flags of a picture: its place becomes transparent afterwards; it replaces what is there.
const CLEARS: u8 = 0x01;
const REPLACES: u8 = 0x02;
/// Bytes of a picture's place, sides, duration and flags.
const CONTROL: usize = 16;

/// What the chunks say.
#[derive(Debug)]
pub(super) struct Outline {
    /// Width and height of the canvas.
    pub(super) w: u32,
    pub(super) h: u32,
    /// Pictures that are there as a whole; no more than one where the file is not animated.
    pub(super) frames: Vec<Frame>,
    pub(super) animated: bool,
    /// Bytes that the file says it has.
    pub(super) needs: u64,
}

/// One picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) part: Part,
    pub(super) shows: FrameDuration,
    /// Where in the file the chunk of its opacity is, without its header.
    pub(super) alpha: Option<Range<usize>>,
    /// Where in the file the chunk of its colours is; `None` where there is none of these sides.
    pub(super) colours: Option<Colours>,
}

/// The chunk of a picture's colours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Colours {
    /// Its four letters.
    pub(super) kind: [u8; 4],
    /// Its data.
    pub(super) at: Range<usize>,
}

impl Outline {
    /// Walks the chunks behind `RIFF`, size and `WEBP`.
    ///
    /// # Errors
    /// `pattern.truncated` where the file ends before it says how large the picture is, `pattern.corrupt` where it begins
    /// with something else.
    pub(super) fn of(bytes: &[u8]) -> Result<Self, PatternError> {
        let needs = 8 + u64::from(number(bytes, 4, 4).unwrap_or(0));
        let end = usize::try_from(needs)
            .unwrap_or(usize::MAX)
            .min(bytes.len());
        let bytes = bytes.get(..end).unwrap_or(bytes);
        let cut = || PatternError::Truncated {
            needs: needs.max(end as u64 + 1),
            has: end as u64,
        };
        // Of the first chunk the beginning is enough.
        let header = bytes.get(12..16).ok_or_else(cut)?;
        let data = bytes.get(20..).unwrap_or_default();
        if header != b"VP8X" {
            let (w, h) = match sides(header, data) {
                Some(sides) => sides,
                None if data.len() < 10 => return Err(cut_off(bytes)),
                None => {
                    return Err(PatternError::Corrupt {
                        offset: 12,
                        detail: msg!("pattern-webp-no-picture"),
                    });
                }
            };
            let frames = still(bytes, 12..end, w, h).into_iter().collect();
            return Ok(Self {
                w,
                h,
                frames,
                animated: false,
                needs,
            });
        }
        let flags = *data.first().ok_or_else(cut)?;
        let side = |at| number(data, at, 3).map(|n| n + 1).ok_or_else(cut);
        let w = side(4)?;
        let h = side(7)?;
        let animated = flags & ANIMATED != 0;
        let frames = if animated {
            chunks(bytes, 12..end)
                .filter(|c| &c.kind == b"ANMF")
                .filter_map(|c| moving(bytes, c.at))
                .collect()
        } else {
            still(bytes, 12..end, w, h).into_iter().collect()
        };
        Ok(Self {
            w,
            h,
            frames,
            animated,
            needs,
        })
    }
}

/// The picture in a file that has one.
fn still(bytes: &[u8], within: Range<usize>, w: u32, h: u32) -> Option<Frame> {
    let place = Region {
        x: 0,
        y: 0,
        w: w as usize,
        h: h as usize,
    };
    let part = Part {
        place,
        blend: Blend::Source,
        disposal: Disposal::Keep,
    };
    let frame = Frame {
        part,
        shows: FrameDuration::STILL,
        alpha: None,
        colours: None,
    };
    let has_colours = |chunk: &Colours| matches!(&chunk.kind, b"VP8 " | b"VP8L");
    chunks(bytes, within.clone())
        .any(|chunk| has_colours(&chunk))
        .then(|| frame.with_data(bytes, within))
}

/// A picture of an animation, in the chunk at `at`.
fn moving(bytes: &[u8], at: Range<usize>) -> Option<Frame> {
    let data = bytes.get(at.clone())?;
    let place = Region {
        x: number(data, 0, 3)? as usize * 2,
        y: number(data, 3, 3)? as usize * 2,
        w: number(data, 6, 3)? as usize + 1,
        h: number(data, 9, 3)? as usize + 1,
    };
    let ms = number(data, 12, 3)?;
    let flags = *data.get(15)?;
    let blend = if flags & REPLACES == 0 {
        Blend::Over
    } else {
        Blend::Source
    };
    let disposal = if flags & CLEARS == 0 {
        Disposal::Keep
    } else {
        Disposal::Clear
    };
    let shows = FrameDuration::from_ms(if ms == 0 { ZERO_DELAY_MS } else { ms });
    let frame = Frame {
        part: Part {
            place,
            blend,
            disposal,
        },
        shows,
        alpha: None,
        colours: None,
    };
    Some(frame.with_data(bytes, at.start + CONTROL..at.end))
}

impl Frame {
    /// Finds its opacity and its colours. A bitstream of other sides than the frame is none: it would be decoded whole
    /// without an error.
    fn with_data(mut self, bytes: &[u8], within: Range<usize>) -> Self {
        let wanted = (self.part.place.w, self.part.place.h);
        for chunk in chunks(bytes, within) {
            match &chunk.kind {
                b"ALPH" => self.alpha = Some(chunk.at),
                b"VP8 " | b"VP8L" => {
                    let sides = bytes
                        .get(chunk.at.clone())
                        .and_then(|data| sides(&chunk.kind, data));
                    self.colours = Some(chunk)
                        .filter(|_| sides.is_some_and(|(w, h)| (w as usize, h as usize) == wanted));
                    break;
                }
                _ => {}
            }
        }
        self
    }
}

/// Width and height in the header of a bitstream. (RFC 6386, section 9.1; RFC 9649, section 3.4)
fn sides(kind: &[u8], data: &[u8]) -> Option<(u32, u32)> {
    match kind {
        b"VP8 " if data.get(3..6) == Some(&[0x9D, 0x01, 0x2A]) => {
            Some((number(data, 6, 2)? & 0x3FFF, number(data, 8, 2)? & 0x3FFF))
        }
        b"VP8L" if data.first() == Some(&0x2F) => {
            let bits = number(data, 1, 4)?;
            Some(((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1))
        }
        _ => None,
    }
}

/// The chunks that are whole, in their order.
fn chunks(bytes: &[u8], within: Range<usize>) -> impl Iterator<Item = Colours> {
    let Range { mut start, end } = within;
    std::iter::from_fn(move || {
        let kind = *bytes.get(start..end)?.first_chunk()?;
        let length = usize::try_from(number(bytes, start + 4, 4)?).ok()?;
        let at = start + 8
            ..(start + 8)
                .checked_add(length)
                .filter(|&after| after <= end)?;
        // Chunks begin at even places; the byte before one may be missing at the end.
        start = at.end + length % 2;
        Some(Colours { kind, at })
    })
}

/// The little-endian number in the `size` bytes at `at`, four at most.
fn number(bytes: &[u8], at: usize, size: usize) -> Option<u32> {
    let digits = bytes.get(at..at.checked_add(size)?)?;
    Some(
        digits
            .iter()
            .rev()
            .fold(0, |number, &digit| number << 8 | u32::from(digit)),
    )
}
