//! [`FirmwareCache`]: what families learned about a device's firmware, so that an identification asks for it only once.

use super::DeviceId;
use parking_lot::{Mutex, MutexGuard};
use std::collections::HashMap;

/// Facts that hold as long as a device runs the same firmware. One belongs to each engine, which passes it to
/// [`Family::identify`](super::Family::identify); two caches share nothing.
#[derive(Debug, Default)]
pub struct FirmwareCache {
    pub(super) image_effects: ImageEffects,
}

/// A firmware's effect list is asked for once: by device, build and number of effects.
type Firmware = (DeviceId, u64, u64);
/// Maximum number of firmwares in the cache; more than a house has.
const MAX_CACHED: usize = 4096;

/// The number of the effect "Image" of each firmware that was asked, `None` where it lacks the effect.
#[derive(Debug, Default)]
pub(super) struct ImageEffects(Mutex<HashMap<Firmware, Option<usize>>>);

impl ImageEffects {
    pub(super) fn get(&self, firmware: &Firmware) -> Option<Option<usize>> {
        self.cached().get(firmware).copied()
    }

    pub(super) fn insert(&self, firmware: Firmware, image: Option<usize>) {
        let mut cached = self.cached();
        if cached.len() >= MAX_CACHED {
            cached.clear();
        }
        cached.insert(firmware, image);
    }

    fn cached(&self) -> MutexGuard<'_, HashMap<Firmware, Option<usize>>> {
        self.0.lock()
    }
}
