//! What is kept of the ways to devices: over which network one answered last, and whether a person has set it aside.

use super::{Changes, Store, StoreError};
use crate::device::DeviceId;
use rusqlite::params;

impl Store {
    /// As [`Changes::set_aside`], committed at once.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn set_aside(&self, id: &DeviceId, aside: bool) -> Result<bool, StoreError> {
        self.change(|changes| changes.set_aside(id, aside))
    }
}

impl Changes<'_> {
    /// Notes whether a person wants nothing sent to a device; `false` where the device is not known.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn set_aside(&self, id: &DeviceId, aside: bool) -> Result<bool, StoreError> {
        self.audit_set_aside(id, aside)?;
        let changed = self.execute(
            "UPDATE devices SET set_aside = ?2 WHERE id = ?1",
            params![id.as_str(), aside],
        )?;
        Ok(changed > 0)
    }

    /// Notes over which network a device has answered.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn note_network(&self, id: &DeviceId, network: Option<&str>) -> Result<(), StoreError> {
        self.execute(
            "UPDATE devices SET network = ?2 WHERE id = ?1",
            params![id.as_str(), network],
        )?;
        Ok(())
    }
}
