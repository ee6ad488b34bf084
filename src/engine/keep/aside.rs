//! Devices that a person has set aside: nothing is sent to them, by whichever address they answer. What this run was told
//! counts; of other devices, what the store says, where another process may have noted it.

use crate::device::DeviceId;
use parking_lot::{Mutex, MutexGuard};
use std::collections::HashMap;

/// The devices that are set aside, or explicitly not.
#[derive(Default)]
pub(in crate::engine) struct Aside(Mutex<HashMap<DeviceId, Mark>>);

#[derive(Clone, Copy)]
struct Mark {
    aside: bool,
    /// By a person, in this run.
    here: bool,
}

impl Aside {
    fn devices(&self) -> MutexGuard<'_, HashMap<DeviceId, Mark>> {
        self.0.lock()
    }

    /// A person says in this run whether a device is set aside.
    pub(in crate::engine) fn set(&self, id: &DeviceId, aside: bool) {
        let said = Mark { aside, here: true };
        self.devices().insert(id.clone(), said);
    }

    /// The store says so.
    pub(in crate::engine) fn stored(&self, id: &DeviceId, aside: bool) {
        let mut devices = self.devices();
        if !devices.get(id).is_some_and(|said| said.here) {
            devices.insert(id.clone(), Mark { aside, here: false });
        }
    }

    /// Whether it is set aside.
    pub(in crate::engine) fn has(&self, id: &DeviceId) -> bool {
        self.devices().get(id).is_some_and(|said| said.aside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_in_this_run_counts_and_else_what_the_store_says_last() {
        let aside = Aside::default();
        let [porch, tree] = ["a0b1c2d3e4f5", "a0b1c2d3e4f6"].map(DeviceId::stored);
        aside.stored(&porch, true);
        assert!(aside.has(&porch) && !aside.has(&tree));
        aside.stored(&porch, false);
        assert!(!aside.has(&porch), "another process took it back");
        aside.set(&tree, false);
        aside.stored(&tree, true); // as it was before the writer came to it
        assert!(!aside.has(&tree));
    }
}
