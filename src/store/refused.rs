//! PINs and tokens that devices refused, so that no later run sends them again by itself. Kept is one byte of a digest: enough
//! to recognise a secret, and too little to find it out.

use super::{Changes, Store, StoreError};
use crate::device::{DeviceId, Digest, Secret};
use rusqlite::{OptionalExtension as _, params};
use std::time::Duration;

impl Changes<'_> {
    /// Notes that a device refused a secret.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn secret_refused(&self, device: &DeviceId, secret: &Secret) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO refused_secrets (device, digest, at_ms) VALUES (?1, ?2, ?3)
             ON CONFLICT (device, digest) DO UPDATE SET at_ms = ?3",
            params![device.as_str(), digest(device, secret), now_ms()],
        )?;
        Ok(())
    }

    /// Forgets what a device refused: it took a secret that a person entered, or was forgotten itself.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn forget_refused(&self, device: &DeviceId) -> Result<(), StoreError> {
        let sql = "DELETE FROM refused_secrets WHERE device = ?1";
        self.execute(sql, [device.as_str()])?;
        Ok(())
    }
}

impl Store {
    /// Returns whether a device has refused that secret.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn was_refused(&self, device: &DeviceId, secret: &Secret) -> Result<bool, StoreError> {
        let connection = self.lock();
        let sql = "SELECT 1 FROM refused_secrets WHERE device = ?1 AND digest = ?2";
        let mut query = connection.prepare_cached(sql)?;
        Ok(query.exists(params![device.as_str(), digest(device, secret)])?)
    }

    /// Returns the time since a device last refused a secret.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn since_refusal(&self, device: &DeviceId) -> Result<Option<Duration>, StoreError> {
        let connection = self.lock();
        let sql = "SELECT max(at_ms) AS at FROM refused_secrets WHERE device = ?1";
        let mut query = connection.prepare_cached(sql)?;
        let at = query
            .query_row([device.as_str()], |row| row.get::<_, Option<i64>>("at"))
            .optional()?
            .flatten();
        let since = |at| u64::try_from(now_ms() - at).map_or(Duration::ZERO, Duration::from_millis);
        Ok(at.map(since))
    }
}

/// One byte, keyed with the device: the same PIN has another one for another device.
fn digest(device: &DeviceId, secret: &Secret) -> u8 {
    let text = format!("{}\0{}", device.as_str(), secret.reveal());
    Digest::of(text.as_bytes()).first_byte()
}

fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_secret_is_recognised_in_later_runs_until_the_device_takes_one() {
        let home = tempfile::tempdir().unwrap();
        let porch = DeviceId::stored("a0b1c2d3e4f5");
        let (wrong, right) = (Secret::new("s3cretPIN"), Secret::new("1234"));
        let store = Store::open(home.path()).unwrap();
        let refused = |changes: &Changes<'_>| changes.secret_refused(&porch, &wrong);
        store.change(refused).unwrap();
        drop(store);
        let store = Store::open(home.path()).unwrap();
        assert!(store.was_refused(&porch, &wrong).unwrap());
        assert!(!store.was_refused(&porch, &right).unwrap());
        let attic = DeviceId::stored("b0b1c2d3e4f5");
        assert!(!store.was_refused(&attic, &wrong).unwrap());
        let since = store.since_refusal(&porch).unwrap().unwrap();
        assert!(since < Duration::from_secs(60), "{since:?}");
        assert_eq!(store.since_refusal(&attic).unwrap(), None);
        store
            .change(|changes| changes.forget_refused(&porch))
            .unwrap();
        assert!(!store.was_refused(&porch, &wrong).unwrap());
    }
}
