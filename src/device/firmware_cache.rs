//! [`FirmwareCache`]: what families learned about a device's firmware, so that an identification asks for it only once.

use super::wled::ImageEffects;

/// Facts that hold as long as a device runs the same firmware. One belongs to each engine, which passes it to
/// [`Family::identify`](super::Family::identify); two caches share nothing.
#[derive(Debug, Default)]
pub struct FirmwareCache {
    pub(super) image_effects: ImageEffects,
}
