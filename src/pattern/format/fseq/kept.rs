//! What of a sequence is neither a colour nor a duration: read here, given back by `write`.

use super::header::{Compression, Header};
use crate::pattern::Channels;

/// Bytes before the data of a variable header: its length, which counts them, and its code.
const VARIABLE: usize = 4;
/// A variable header whose data lie behind the frames: its real code, then where they are and how many.
const BEHIND: [u8; 2] = *b"ED";

/// What the header says that LEDs do not. `bytes` begin with all of it.
pub(super) fn channels(header: &Header, bytes: &[u8]) -> Channels {
    let region = bytes.get(header.variable.clone()).unwrap_or_default();
    let mut extras = Vec::with_capacity(region.len());
    let mut behind = 0;
    let mut end = 0;
    let mut rest = region;
    while let Some((one, after)) = first(rest) {
        if one.get(2..4) == Some(&BEHIND) {
            behind += 1;
        } else {
            extras.extend_from_slice(one);
        }
        // zeros at the end only fill it up
        if one.iter().any(|&byte| byte != 0) {
            end = extras.len();
        }
        rest = after;
    }
    extras.truncate(end);
    // what is of a kind that is not known ends before the zeros, too
    let unknown = rest.iter().rposition(|&byte| byte != 0);
    extras.extend_from_slice(
        rest.get(..unknown.map_or(0, |last| last + 1))
            .unwrap_or_default(),
    );
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let is_second = byte(7) == 2;
    let id = bytes
        .get(24..)
        .and_then(<[u8]>::first_chunk)
        .filter(|_| is_second)
        .map_or(0, |id| u64::from_le_bytes(*id));
    Channels {
        count: header.channels,
        ranges: header
            .ranges
            .iter()
            .map(|range| range.start..range.start + range.count)
            .collect(),
        extras,
        behind,
        minor: if is_second { header.minor } else { 0 },
        flags: [byte(19), if is_second { byte(23) } else { 0 }],
        id,
        is_packed: header.compression != Compression::None,
    }
}

/// The name of the sound or film it goes with (`mf`), without its folders.
pub(super) fn media(header: &Header, bytes: &[u8]) -> Option<String> {
    let mut rest = bytes.get(header.variable.clone())?;
    loop {
        let (one, after) = first(rest)?;
        if let [_, _, b'm', b'f', text @ ..] = one {
            let text = String::from_utf8_lossy(text);
            let name = text.split('\0').next().unwrap_or_default();
            let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
            let name: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
            return (!name.is_empty()).then_some(name);
        }
        rest = after;
    }
}

/// The first variable header, and what follows it; `None` where it is cut off. One of length 0 is filler, as Falcon Player
/// reads it.
fn first(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    match usize::from(u16::from_le_bytes(*bytes.first_chunk()?)) {
        0 => bytes.split_at_checked(VARIABLE),
        len => (len >= VARIABLE).then(|| bytes.split_at_checked(len))?,
    }
}

#[cfg(test)]
pub(super) mod tests;
