//! Codes of `error` (const.h `ERR_*`).

/// The body is not JSON, or too large.
pub(super) const JSON: u8 = 9;
/// The JSON buffer is in use.
pub(super) const BUSY: u8 = 3;
/// The device is locked.
pub(super) const DENIED: u8 = 1;
/// There is no such path below `/json`.
pub(super) const UNKNOWN: u8 = 4;
/// There is no memory for the pixels of an effect, or a GIF cannot be opened.
pub(super) const PIXELS: u8 = 7;
/// There is no such preset.
pub(super) const PRESET: u8 = 12;
