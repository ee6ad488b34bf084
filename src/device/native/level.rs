//! Which level of the native API a device speaks.

use crate::device::{Cap, Device};

/// Whether the device speaks level 2.
pub(super) fn is_level2(device: &Device) -> bool {
    device.caps.has(&Cap::Resume) && device.caps.has(&Cap::Library)
}
