//! What each device showed before the last upload was started on it, so that a later run can go back, too.

use super::{Changes, Store, StoreError, now};
use crate::device::DeviceId;
use rusqlite::{OptionalExtension as _, params};

impl Store {
    /// What the device showed, in its family's own words.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn snapshot(&self, device: &DeviceId) -> Result<Option<Vec<u8>>, StoreError> {
        let connection = self.lock();
        let mut query =
            connection.prepare_cached("SELECT moment FROM moments WHERE device = ?1")?;
        Ok(query
            .query_row([device.as_str()], |row| row.get("moment"))
            .optional()?)
    }
}

impl Changes<'_> {
    /// Notes what the device showed; `None`: it has gone back to it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn save_snapshot(
        &self,
        device: &DeviceId,
        moment: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        match moment {
            Some(moment) => self.execute(
                "INSERT INTO moments (device, moment, noted_at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (device) DO UPDATE SET moment = ?2, noted_at = ?3",
                params![device.as_str(), moment, now()],
            )?,
            None => self.execute("DELETE FROM moments WHERE device = ?1", [device.as_str()])?,
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_moment_counts_until_it_was_gone_back_to() {
        let store = Store::in_memory().unwrap();
        let device = DeviceId::stored("a0b1c2d3e4f5");
        let note = |moment: Option<&[u8]>| {
            store
                .change(|changes| changes.save_snapshot(&device, moment))
                .unwrap();
        };
        note(Some(b"one"));
        note(Some(b"two"));
        assert_eq!(
            store.snapshot(&device).unwrap().as_deref(),
            Some(&b"two"[..])
        );
        note(None);
        assert_eq!(store.snapshot(&device).unwrap(), None);
    }
}
