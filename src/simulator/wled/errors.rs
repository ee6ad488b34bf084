//! Codes of `error` (const.h `ERR_*`).

/// A body that is no JSON, or too much of it.
pub(super) const JSON: u8 = 9;
/// The JSON buffer is in use.
pub(super) const BUSY: u8 = 3;
/// Locked.
pub(super) const DENIED: u8 = 1;
/// No such address below `/json`.
pub(super) const UNKNOWN: u8 = 4;
/// No memory for an effect's pixels, or a GIF that cannot be begun.
pub(super) const PIXELS: u8 = 7;
/// No such preset.
pub(super) const PRESET: u8 = 12;
