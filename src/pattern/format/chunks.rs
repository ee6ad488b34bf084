//! The chunks of a PNG: what `apng` and `rows` need to know of a file before a decoder sees it.

/// What every PNG begins with.
pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// One chunk that is there as a whole; whether its checksum is right is up to the decoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chunk<'a> {
    /// Its four letters.
    pub(super) kind: &'a [u8; 4],
    /// What is in it.
    pub(super) data: &'a [u8],
}

/// The chunks of a PNG in their order, up to the first one that is cut off; none of anything else.
pub(super) fn of(bytes: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut rest = bytes.strip_prefix(SIGNATURE).unwrap_or_default();
    std::iter::from_fn(move || {
        let (length, after) = rest.split_first_chunk()?;
        let (kind, after) = after.split_first_chunk()?;
        let data = after.get(..usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        rest = after.get(data.len() + CHECKSUM..)?;
        Some(Chunk { kind, data })
    })
}

/// The chunks before the first one of pixels.
pub(super) fn before_pixels(bytes: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    of(bytes).take_while(|chunk| chunk.kind != b"IDAT")
}

/// Bytes of the checksum behind each chunk.
const CHECKSUM: usize = 4;

/// The big-endian number in the four bytes at `at`.
pub(super) fn long(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..)?
        .first_chunk()
        .map(|bytes| u32::from_be_bytes(*bytes))
}

/// The big-endian number in the two bytes at `at`.
pub(super) fn short(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..)?
        .first_chunk()
        .map(|bytes| u16::from_be_bytes(*bytes))
}
