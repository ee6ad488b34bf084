//! What devices showed before the last upload was started on them in this run, so that it can be undone.

use crate::device::DeviceId;
use bytes::Bytes;
use parking_lot::{Mutex, MutexGuard};
use std::collections::HashMap;

/// The snapshots of one engine; those of earlier runs are in the store.
#[derive(Default)]
pub(in crate::engine) struct Snapshots(Mutex<HashMap<DeviceId, Bytes>>);

impl Snapshots {
    fn lock(&self) -> MutexGuard<'_, HashMap<DeviceId, Bytes>> {
        self.0.lock()
    }

    /// Notes what a device showed before an upload was started on it; `None`: it has gone back to it.
    pub(in crate::engine) fn note(&self, id: &DeviceId, snapshot: Option<Bytes>) {
        match snapshot {
            Some(snapshot) => self.lock().insert(id.clone(), snapshot),
            None => self.lock().remove(id),
        };
    }

    /// What it showed, as far as that was noted in this run.
    pub(in crate::engine) fn get(&self, id: &DeviceId) -> Option<Bytes> {
        self.lock().get(id).cloned()
    }
}
