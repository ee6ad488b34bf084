//! What `monitor` has measured, rolled up by minutes and hours, and facts that wait for the keeper: the one process of a home
//! folder that rolls up. What a row says is `monitor`'s: JSON.

use super::{Changes, Store, StoreError, signed};
use rusqlite::params;

/// Length of a fine row, in seconds.
pub const MINUTE: i64 = 60;
/// Length of a coarse row, in seconds.
pub const HOUR: i64 = 3600;

/// How long fine rows are kept: the longest window that is made of them, and an hour.
const KEEP_MINUTES: i64 = 25 * HOUR;
/// How long coarse rows are kept.
const KEEP_HOURS: i64 = 90 * 24 * HOUR;
/// Bytes that all rows may take.
const MAX_BYTES: i64 = 100 << 20;
/// Facts that wait for a keeper at the most: some weeks of uploads without one.
const MAX_FACTS: i64 = 20_000;

/// What was measured of one device in one span of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasuredRow {
    /// Where the span begins, in seconds since 1970: a multiple of its length.
    pub start: i64,
    /// Its length: [`MINUTE`] or [`HOUR`].
    pub span: i64,
    /// Id of the device, or its address where no device answered.
    pub device: String,
    pub data: String,
}

/// A fact of a process that is not the keeper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingFact {
    pub id: i64,
    pub data: String,
}

impl Changes<'_> {
    /// Stores a row, in place of an older one of the same span and device.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn save_measured(&self, row: &MeasuredRow) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO measured (start, span, device, data) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (span, start, device) DO UPDATE SET data = ?4",
            params![row.start, row.span, row.device, row.data],
        )?;
        Ok(())
    }

    /// Leaves a fact for the keeper.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn leave_fact(&self, data: &str) -> Result<(), StoreError> {
        self.execute("INSERT INTO facts (data) VALUES (?1)", [data])?;
        self.execute(
            "DELETE FROM facts WHERE id <= (SELECT max(id) FROM facts) - ?1",
            [MAX_FACTS],
        )?;
        Ok(())
    }

    /// Deletes facts that were counted, up to one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn delete_facts(&self, last: i64) -> Result<(), StoreError> {
        self.execute("DELETE FROM facts WHERE id <= ?1", [last])?;
        Ok(())
    }

    /// Deletes rows that are too old, and the oldest of those that take too much room.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn prune_measured(&self, now: i64) -> Result<(), StoreError> {
        for (span, keep) in [(MINUTE, KEEP_MINUTES), (HOUR, KEEP_HOURS)] {
            self.execute(
                "DELETE FROM measured WHERE span = ?1 AND start < ?2",
                [span, now - keep],
            )?;
        }
        self.execute(
            "DELETE FROM measured WHERE start < (
                SELECT min(start) FROM (
                    SELECT start, sum(length(data) + length(device) + 32)
                        OVER (ORDER BY start DESC, span, device) AS bytes
                    FROM measured)
                WHERE bytes <= ?1)",
            [MAX_BYTES],
        )?;
        Ok(())
    }
}

impl Store {
    /// Reads the rows of one length from `since` on, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn measured(&self, span: i64, since: i64) -> Result<Vec<MeasuredRow>, StoreError> {
        let connection = self.lock();
        let mut query = connection.prepare_cached(
            "SELECT start, span, device, data FROM measured WHERE span = ?1 AND start >= ?2 ORDER BY start",
        )?;
        let rows = query.query_map([span, since], |row| {
            Ok(MeasuredRow {
                start: row.get("start")?,
                span: row.get("span")?,
                device: row.get("device")?,
                data: row.get("data")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Reads facts that wait for the keeper, oldest first; at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn waiting_facts(&self, limit: usize) -> Result<Vec<WaitingFact>, StoreError> {
        let connection = self.lock();
        let mut query =
            connection.prepare_cached("SELECT id, data FROM facts ORDER BY id LIMIT ?1")?;
        let rows = query.query_map([signed(limit as u64)], |row| {
            Ok(WaitingFact {
                id: row.get("id")?,
                data: row.get("data")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(start: i64, span: i64, data: &str) -> MeasuredRow {
        MeasuredRow {
            start,
            span,
            device: "a0b1c2d3e4f5".into(),
            data: data.into(),
        }
    }

    #[test]
    fn a_row_takes_the_place_of_the_one_before_and_old_ones_go() {
        let store = Store::in_memory().unwrap();
        let now = 10 * KEEP_HOURS;
        let rows = [
            row(now - MINUTE, MINUTE, "1"),
            row(now - MINUTE, MINUTE, "2"),
            row(now - KEEP_MINUTES - MINUTE, MINUTE, "old"),
            row(now - KEEP_MINUTES - HOUR, HOUR, "kept"),
            row(now - KEEP_HOURS - HOUR, HOUR, "old"),
        ];
        let save = |changes: &Changes<'_>| -> Result<(), StoreError> {
            rows.iter().try_for_each(|row| changes.save_measured(row))?;
            changes.prune_measured(now)
        };
        store.change(save).unwrap();
        assert_eq!(store.measured(MINUTE, 0).unwrap(), rows[1..2]);
        assert_eq!(store.measured(HOUR, 0).unwrap(), rows[3..4]);
        assert!(store.measured(MINUTE, now).unwrap().is_empty());
    }

    #[test]
    fn facts_are_read_in_their_order_until_they_are_deleted() {
        let store = Store::in_memory().unwrap();
        let leave =
            |changes: &Changes<'_>| (0..3).try_for_each(|n| changes.leave_fact(&n.to_string()));
        store.change(leave).unwrap();
        let facts = store.waiting_facts(2).unwrap();
        assert_eq!(
            facts
                .iter()
                .map(|fact| fact.data.as_str())
                .collect::<Vec<_>>(),
            ["0", "1"]
        );
        store
            .change(|changes| changes.delete_facts(facts[1].id))
            .unwrap();
        assert_eq!(store.waiting_facts(9).unwrap()[0].data, "2");
    }
}
