//! What formats in JSON share: how they are recognised, read and refused.

use super::text_limits;
use crate::message::Message;
use crate::pattern::cancel::Watched;
use crate::pattern::words::printable;
use crate::pattern::{PatternError, ReadOptions};
use serde::de::DeserializeOwned;
use std::io::BufReader;

/// The text of a file that begins as an object with a first field does.
pub(super) fn object(bytes: &[u8]) -> Option<&[u8]> {
    let text = without_mark(bytes).trim_ascii_start();
    let inside = text.strip_prefix(b"{")?.trim_ascii_start();
    inside.starts_with(b"\"").then_some(text)
}

/// Whether the name of a field, in its quotes, stands anywhere in `text`.
pub(super) fn has(text: &[u8], name: &[u8]) -> bool {
    let mut rest = text;
    while let Some(at) = rest.iter().position(|&byte| byte == b'"') {
        rest = rest.get(at..).unwrap_or_default();
        if rest.starts_with(name) {
            return true;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    false
}

/// Reads the one value of a file. Depth is bounded by `serde_json` (128); width by the types that are read.
pub(super) fn read<T: DeserializeOwned>(
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<T, PatternError> {
    text_limits(bytes.len())?;
    let watched = Watched::new(without_mark(bytes), &options.cancel).telling(&options.progress);
    let read = serde_json::from_reader(BufReader::new(watched));
    read.map_err(|error| wrong(&error, options))
}

/// What the reader of JSON says, in our words.
pub(super) fn wrong(error: &serde_json::Error, options: &ReadOptions) -> PatternError {
    if let Err(cancelled) = options.cancel.check() {
        return cancelled;
    }
    // The line and column stand in its text as well; our own errors begin with the line.
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    PatternError::CorruptLine {
        line: error.line().max(1),
        detail: Message::verbatim(printable(text)),
    }
}

/// The same without a byte order mark.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}
