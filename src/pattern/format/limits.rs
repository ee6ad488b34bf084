//! What files of pictures and of text may ask for at the most: looked at before anything is allocated.

use crate::msg;
use crate::pattern::{Matrix, PatternError};
use std::borrow::Cow;

/// Files of pictures are refused above this: 64 MiB, far beyond any picture for LEDs.
pub(super) const MAX_PICTURE_BYTES: usize = 64 << 20;
/// Bytes a pixel of a picture that was decoded.
pub(super) const RGB_AND_ALPHA: u64 = 4;
/// Most bytes that decoding one picture may take: 192 MiB. With the file itself, what is kept of it and a preview, a window
/// stays below 300 MB.
pub(super) const MAX_DECODING: u64 = 192 << 20;
/// Longest side of a picture in pixels.
pub(super) const MAX_SIDE: u16 = 8192;

/// Refuses picture files and sides that are only worth refusing, and pictures that take more than [`MAX_DECODING`] at `each`
/// bytes a pixel: all that decoding allocates, copies as well.
pub(super) fn picture_limits(
    bytes: &[u8],
    w: u32,
    h: u32,
    each: u64,
) -> Result<Matrix, PatternError> {
    if bytes.len() > MAX_PICTURE_BYTES {
        let what = msg!("pattern-picture-file-size", mib = bytes.len() >> 20);
        return Err(PatternError::TooLarge { what });
    }
    if w.max(h) > MAX_SIDE.into() {
        let what = msg!("pattern-picture-sides", w = w, h = h, max = MAX_SIDE);
        return Err(PatternError::TooLarge { what });
    }
    let takes = u64::from(w).saturating_mul(h.into()).saturating_mul(each);
    if takes > MAX_DECODING {
        let takes = takes >> 20;
        let max = MAX_DECODING >> 20;
        let what = msg!(
            "pattern-picture-memory",
            w = w,
            h = h,
            takes = takes,
            max = max
        );
        return Err(PatternError::TooLarge { what });
    }
    let side = |n: u32| u16::try_from(n).unwrap_or(u16::MAX);
    Matrix::new(side(w), side(h)).ok_or_else(|| PatternError::Empty {
        what: msg!("pattern-picture-empty"),
    })
}

/// Most pixels that are decoded of one file, a second or two of work: pictures may be larger than what is seen of them, and
/// some bytes can say a lot of them.
const MAX_DECODED: u64 = 1 << 29;

/// Refuses files of which far more pixels would be decoded than are seen.
pub(super) fn too_many_pixels(kind: &str, decoded: u64, seen: u64) -> Result<(), PatternError> {
    let limit = MAX_DECODED.max(seen.saturating_mul(2));
    if decoded <= limit {
        return Ok(());
    }
    let has = decoded >> 20;
    let max = limit >> 20;
    let what = msg!("pattern-too-many-pixels", has = has, kind = kind, max = max);
    Err(PatternError::TooLarge { what })
}

/// Most pixels that all frames of an animation may show: full HD for half a minute. Each of them is compared, fitted and
/// hashed, some seconds of work.
const MAX_SEEN: u64 = 1 << 31;

/// Refuses animations that show too many pixels, however few bytes they take.
pub(super) fn too_much_to_see(kind: &str, size: Matrix, frames: usize) -> Result<(), PatternError> {
    let seen = (size.leds() as u64).saturating_mul(frames as u64);
    if seen <= MAX_SEEN {
        return Ok(());
    }
    let seen = seen / 1_000_000;
    let max = MAX_SEEN / 1_000_000;
    let what = msg!(
        "pattern-too-much-to-show",
        kind = kind,
        frames = frames,
        size = size,
        seen = seen,
        max = max
    );
    Err(PatternError::TooLarge { what })
}

/// Files of text are refused above this: 64 MiB, which is some 20 MiB of pixels, far beyond any sketch or project. What
/// reads them may hold several copies.
pub(super) const MAX_TEXT_BYTES: usize = 64 << 20;

/// Refuses files of so many bytes of text, which are only worth refusing; to be read and, so that it can be, to be written.
pub(super) fn text_limits(bytes: usize) -> Result<(), PatternError> {
    if bytes <= MAX_TEXT_BYTES {
        return Ok(());
    }
    let has = bytes.div_ceil(1 << 20);
    let max = MAX_TEXT_BYTES >> 20;
    Err(PatternError::TooLarge {
        what: msg!("pattern-text-too-large", has = has, max = max),
    })
}

/// A file of text that was written, unless it would not be read again.
pub(super) fn readable(text: Vec<u8>) -> Result<Vec<u8>, PatternError> {
    text_limits(text.len())?;
    Ok(text)
}

/// The text of a file. Names and comments in it may be Latin-1; everything that is read is ASCII.
pub(super) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, PatternError> {
    text_limits(bytes.len())?;
    Ok(String::from_utf8_lossy(bytes))
}
