//! The numbers of WLED's firmware that decide what a device takes.

/// Kept free on a device's file system: presets and settings are saved there, and corrupt where they do not fit.
pub(super) const RESERVE: u64 = 16_000;
/// Bytes of a block: LittleFS gives each file whole blocks (ESP32).
pub(super) const BLOCK: u64 = 4096;
