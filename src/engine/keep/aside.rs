//! Devices that a person has set aside: nothing is sent to them, by whichever address they answer.

use crate::device::DeviceId;
use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The devices that are set aside.
#[derive(Default)]
pub(in crate::engine) struct Aside(Mutex<HashSet<DeviceId>>);

impl Aside {
    fn devices(&self) -> MutexGuard<'_, HashSet<DeviceId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes whether a device is set aside.
    pub(in crate::engine) fn set(&self, id: &DeviceId, aside: bool) {
        if aside {
            self.devices().insert(id.clone());
        } else {
            self.devices().remove(id);
        }
    }

    /// Whether it is.
    pub(in crate::engine) fn has(&self, id: &DeviceId) -> bool {
        self.devices().contains(id)
    }
}
