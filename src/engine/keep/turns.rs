//! One job at a time for each device, also where two addresses lead to it.

use crate::device::DeviceId;
use parking_lot::{Mutex, MutexGuard};
use std::collections::HashMap;
use std::sync::Arc;

/// What a task holds while it works on a device.
pub(in crate::engine) type Turn = Arc<tokio::sync::Mutex<()>>;

/// The turns of one engine.
#[derive(Default)]
pub(in crate::engine) struct Turns(Mutex<HashMap<DeviceId, Turn>>);

impl Turns {
    fn lock(&self) -> MutexGuard<'_, HashMap<DeviceId, Turn>> {
        self.0.lock()
    }

    /// That device's turn.
    pub(in crate::engine) fn of(&self, id: &DeviceId) -> Turn {
        self.lock().entry(id.clone()).or_default().clone()
    }

    /// Forgets the turn of a device, unless a task holds it or waits for it.
    pub(super) fn forget(&self, id: &DeviceId) {
        let mut all = self.lock();
        if all.get(id).is_some_and(is_free) {
            all.remove(id);
        }
    }

    /// Forgets every turn that no task holds or waits for.
    pub(super) fn prune(&self) {
        self.lock().retain(|_, turn| !is_free(turn));
    }
}

fn is_free(turn: &Turn) -> bool {
    Arc::strong_count(turn) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_turn_that_is_held_or_waited_for_is_never_given_twice() {
        let turns = Turns::default();
        let porch = DeviceId::stored("a0b1c2d3e4f5");
        for n in 0..100 {
            let _ = turns.of(&DeviceId::stored(&format!("{n:012x}")));
        }
        let held = turns.of(&porch).lock_owned().await;
        turns.prune();
        turns.forget(&porch);
        assert_eq!(turns.lock().len(), 1);
        let waiting = turns.of(&porch);
        assert!(waiting.try_lock().is_err());
        drop(held);
        turns.prune();
        assert!(waiting.try_lock().is_ok() && turns.lock().len() == 1);
        drop(waiting);
        turns.forget(&porch);
        assert_eq!(turns.lock().len(), 0);
    }
}
