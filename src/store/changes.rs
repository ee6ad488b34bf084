//! Changes that are committed together: one transaction, one wait for the disk. The engine's writer makes these; what they
//! change stands beside each table.

use super::{Store, StoreError};
use rusqlite::{Connection, Params, Row, TransactionBehavior};

/// The inside of one transaction.
#[derive(Debug)]
pub struct Changes<'a>(&'a Connection);

impl Store {
    /// Carries `work` out in one transaction; when this returns, all of it is on the disk.
    ///
    /// # Errors
    /// [`StoreError`] where the transaction cannot begin or be committed: then none of it is stored. Nor is it where a change
    /// failed because the disk is full: SQLite may take back the whole transaction then, and the result says so.
    pub fn commit<T>(&self, work: impl FnOnce(&Changes<'_>) -> T) -> Result<T, StoreError> {
        let mut connection = self.lock();
        // the write lock at once: a reader that becomes a writer would be refused instead of waiting its turn
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = work(&Changes(&transaction));
        if !transaction.is_autocommit() {
            transaction.commit()?;
        }
        Ok(result)
    }

    /// One change in a transaction of its own, all of it or nothing.
    pub(super) fn change<T>(
        &self,
        change: impl FnOnce(&Changes<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.commit(|changes| changes.one(change))?
    }
}

impl Changes<'_> {
    /// One change among others: a failure takes back this one alone.
    ///
    /// # Errors
    /// What `change` says; [`StoreError`] where it can be neither kept nor taken back.
    pub fn one<T>(
        &self,
        change: impl FnOnce(&Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.0.execute_batch("SAVEPOINT one")?;
        let result = change(self);
        if result.is_err() {
            // a full disk has taken back the whole transaction: what counts is why, not that there is no more to take back
            let _ = self.0.execute_batch("ROLLBACK TO one");
            let _ = self.0.execute_batch("RELEASE one");
            return result;
        }
        self.0.execute_batch("RELEASE one")?;
        result
    }

    /// Rows changed by `sql`.
    pub(super) fn execute(&self, sql: &str, values: impl Params) -> Result<usize, StoreError> {
        Ok(self.0.prepare_cached(sql)?.execute(values)?)
    }

    /// All rows of `sql`.
    pub(super) fn rows<T>(
        &self,
        sql: &str,
        values: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut query = self.0.prepare_cached(sql)?;
        let rows = query.query_map(values, read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::DeviceId;

    #[test]
    fn a_change_that_fails_takes_back_itself_and_no_other() {
        let store = Store::in_memory().unwrap();
        let insert = |changes: &Changes<'_>, sha: &str| {
            changes
                .execute("INSERT INTO readings (sha256, leds) VALUES (?1, 3)", [sha])
                .map(|_| ())
        };
        let second = store.commit(|changes| {
            changes.one(|c| insert(c, "a")).unwrap();
            let failed = changes.one(|c| {
                insert(c, "b")?;
                insert(c, "a") // is there already
            });
            changes.one(|c| insert(c, "c")).unwrap();
            failed
        });
        assert!(matches!(second.unwrap(), Err(StoreError::Sqlite(_))));
        let there = |sha: &str| store.reading(sha).unwrap().is_some();
        assert_eq!((there("a"), there("b"), there("c")), (true, false, true));
        assert!(!store.forget(&DeviceId::stored("x")).unwrap());
    }

    #[test]
    fn a_full_disk_is_named_as_such_and_the_store_goes_on_when_there_is_room() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path()).unwrap();
        let limit = |pages: u32| {
            let connection = store.lock();
            let set = format!("PRAGMA max_page_count = {pages}");
            connection
                .query_row(&set, [], |row| row.get::<_, u32>(0))
                .unwrap();
        };
        let note = |changes: &Changes<'_>, n: usize| {
            let device = DeviceId::stored(&n.to_string());
            changes.save_snapshot(&device, Some(&[7; 3000]))
        };
        limit(1); // no more than there are
        let all = |changes: &Changes<'_>| -> Vec<_> {
            (0..9).map(|n| changes.one(|c| note(c, n))).collect()
        };
        let results = store.commit(all).unwrap();
        let first = results.into_iter().find_map(Result::err).unwrap();
        assert!(first.to_string().contains("the disk is full"), "{first}");
        let alone = store.change(|c| c.one(|c| note(c, 1))).unwrap_err();
        assert!(alone.to_string().contains("the disk is full"), "{alone}");
        limit(10_000);
        store.change(|c| note(c, 1)).unwrap();
        assert!(store.snapshot(&DeviceId::stored("1")).unwrap().is_some());
    }
}
