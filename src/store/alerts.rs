//! Alerts of the keeper, so that a restart goes on with them and others can read them; and which alerts a person has silenced.
//! What a row says is `monitor`'s: JSON.

use super::{Changes, Store, StoreError, signed};
use rusqlite::params;

/// Resolved alerts that are kept.
const KEEP: i64 = 1_000;

/// One alert, from when it was noticed until it was resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertRow {
    /// Number of the alert; a new one for each time that it fires.
    pub id: i64,
    /// What it is about: the same for each time.
    pub key: String,
    /// When it was last seen, in seconds since 1970.
    pub last_at: i64,
    /// When it was resolved.
    pub resolved_at: Option<i64>,
    pub data: String,
}

impl Changes<'_> {
    /// Stores an alert, in place of what was stored of it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn save_alert(&self, row: &AlertRow) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO alerts (id, key, last_at, resolved_at, data) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET last_at = ?3, resolved_at = ?4, data = ?5",
            params![row.id, row.key, row.last_at, row.resolved_at, row.data],
        )?;
        self.execute(
            "DELETE FROM alerts WHERE resolved_at IS NOT NULL AND id <= (SELECT max(id) FROM alerts) - ?1",
            [KEEP],
        )?;
        Ok(())
    }

    /// Silences alerts of that key until then, in seconds since 1970; `None`: until it is resolved. `Some(0)` ends a silence.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn silence(&self, key: &str, until: Option<i64>) -> Result<(), StoreError> {
        if until != Some(0) {
            self.audit_silence(key, until)?;
        }
        self.execute("DELETE FROM silences WHERE until <= unixepoch()", [])?;
        match until {
            Some(0) => self.execute("DELETE FROM silences WHERE key = ?1", [key])?,
            until => self.execute(
                "INSERT INTO silences (key, until) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET until = ?2",
                params![key, until],
            )?,
        };
        Ok(())
    }
}

impl Store {
    /// Silences alerts: see [`Changes::silence`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn silence(&self, key: &str, until: Option<i64>) -> Result<(), StoreError> {
        self.change(|changes| changes.silence(key, until))
    }

    /// Reads alerts, newest first; at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn alerts(&self, limit: usize) -> Result<Vec<AlertRow>, StoreError> {
        let connection = self.lock();
        let mut query = connection.prepare_cached(
            "SELECT id, key, last_at, resolved_at, data FROM alerts ORDER BY id DESC LIMIT ?1",
        )?;
        let rows = query.query_map([signed(limit as u64)], |row| {
            Ok(AlertRow {
                id: row.get("id")?,
                key: row.get("key")?,
                last_at: row.get("last_at")?,
                resolved_at: row.get("resolved_at")?,
                data: row.get("data")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Reads which alerts are silenced, and until when.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn silences(&self) -> Result<Vec<(String, Option<i64>)>, StoreError> {
        let connection = self.lock();
        let mut query =
            connection.prepare_cached("SELECT key, until FROM silences ORDER BY key")?;
        let rows = query.query_map([], |row| Ok((row.get("key")?, row.get("until")?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_is_stored_once_and_a_silence_until_it_is_ended() {
        let store = Store::in_memory().unwrap();
        let alert = |id, data: &str| AlertRow {
            id,
            key: "repeated_failure a0b1c2d3e4f5".into(),
            last_at: 7,
            resolved_at: None,
            data: data.into(),
        };
        for row in [alert(1, "a"), alert(2, "b"), alert(1, "c")] {
            store.change(|changes| changes.save_alert(&row)).unwrap();
        }
        assert_eq!(store.alerts(9).unwrap(), [alert(2, "b"), alert(1, "c")]);
        store.silence("x", Some(9)).unwrap();
        store.silence("x", None).unwrap();
        assert_eq!(store.silences().unwrap(), [("x".to_owned(), None)]);
        store.silence("x", Some(0)).unwrap();
        assert!(store.silences().unwrap().is_empty());
    }
}
