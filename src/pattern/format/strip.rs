//! Strip bytes inside of another file (`hex`): a pattern as controllers store it, or else bare pixels.

use super::{Confidence, Decoded, Format as _, Source, raw, wire};
use crate::pattern::{PatternError, PixelOrder, ReadOptions};

/// Reads what another file holds.
///
/// # Errors
/// As the wire format, unless the bytes are bare pixels; then as those.
pub(super) fn decode(inner: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
    match wire::decode_frames(inner.bytes) {
        Ok(frames) => Ok(Decoded::exact(frames, None, PixelOrder::Strip)),
        // Bare pixels have no header that could add up; a damaged controller pattern does.
        Err(error) => match (wire::Wire.sniff(inner.bytes), raw::Raw.sniff(inner.bytes)) {
            (Confidence::No, Confidence::Possible) => raw::Raw.decode(inner, options),
            _ => Err(error),
        },
    }
}
