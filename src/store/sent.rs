//! Uploads of the last hour, of all processes over one home folder, for the limits per hour. A process claims its place in one
//! transaction, which says what was claimed before: of two that ask at once, the second sees the first.

use super::{Changes, Run, Store, StoreError, signed, unsigned};
use crate::device::DeviceId;
use rusqlite::params;
use std::time::Duration;

/// Rows count for so long.
const KEEP_MS: i64 = 3_600_000;
/// A claim is confirmed or taken back at once; one that is not by then is of a process that is gone.
const CONFIRMED_WITHIN_MS: i64 = 10_000;

/// An upload of another process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherUpload {
    pub device: DeviceId,
    /// Bytes of its payload.
    pub bytes: u64,
    /// The time since it began.
    pub age: Duration,
    /// Whether it sends; if not, it is only asked whether it may.
    pub sends: bool,
}

impl Changes<'_> {
    /// Notes that job number `job` of a run begins to send.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn sends(
        &self,
        run: &Run,
        job: u64,
        device: &DeviceId,
        bytes: u64,
    ) -> Result<(), StoreError> {
        self.claim(run, job, (device, bytes), true)
    }

    /// Notes that a job sent nothing after all.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn sent_nothing(&self, run: &Run, job: u64) -> Result<(), StoreError> {
        let values = params![run.id(), signed(job)];
        self.execute("DELETE FROM sent WHERE run = ?1 AND job = ?2", values)?;
        Ok(())
    }

    fn claim(
        &self,
        run: &Run,
        job: u64,
        (device, bytes): (&DeviceId, u64),
        sends: bool,
    ) -> Result<(), StoreError> {
        let now = now_ms();
        self.execute("DELETE FROM sent WHERE at_ms < ?1", [now - KEEP_MS])?;
        self.execute(
            "INSERT INTO sent (run, job, at_ms, device, bytes, sends) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (run, job) DO UPDATE SET at_ms = ?3, device = ?4, bytes = ?5, sends = ?6",
            params![
                run.id(),
                signed(job),
                now,
                device.as_str(),
                signed(bytes),
                sends
            ],
        )?;
        Ok(())
    }
}

impl Store {
    /// Claims a place in the windows of the last hour for job number `job` of a run. Returns what other runs have claimed
    /// before. [`Changes::sends`] confirms the claim, [`Changes::sent_nothing`] takes it back.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn claim_upload(
        &self,
        run: &Run,
        job: u64,
        device: &DeviceId,
        bytes: u64,
    ) -> Result<Vec<OtherUpload>, StoreError> {
        self.change(|changes| {
            let others = changes.others(run)?;
            changes.claim(run, job, (device, bytes), false)?;
            Ok(others)
        })
    }
}

impl Changes<'_> {
    fn others(&self, run: &Run) -> Result<Vec<OtherUpload>, StoreError> {
        let now = now_ms();
        let sql = "SELECT device, bytes, at_ms, sends FROM sent
                   WHERE run <> ?1 AND at_ms > ?2 AND (sends OR at_ms > ?3)";
        let values = params![run.id(), now - KEEP_MS, now - CONFIRMED_WITHIN_MS];
        self.rows(sql, values, |row| {
            let at: i64 = row.get("at_ms")?;
            // the clock may have been set back since
            let age = unsigned(now.saturating_sub(at));
            Ok(OtherUpload {
                device: DeviceId::stored(&row.get::<_, String>("device")?),
                bytes: unsigned(row.get("bytes")?),
                age: Duration::from_millis(age),
                sends: row.get("sends")?,
            })
        })
    }
}

/// Milliseconds since 1970.
fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn porch() -> DeviceId {
        DeviceId::stored("a0b1c2d3e4f5")
    }

    #[test]
    fn of_two_processes_that_claim_at_once_the_second_sees_the_first() {
        let home = tempfile::tempdir().unwrap();
        let stores = [(); 2].map(|()| Store::open(home.path()).unwrap());
        let runs = [0, 1].map(|n: usize| stores[n].begin_run().unwrap());
        let claim = |n: usize| stores[n].claim_upload(&runs[n], 1, &porch(), 40).unwrap();
        assert_eq!(claim(0), []);
        let seen = claim(1);
        assert_eq!((seen.len(), seen[0].bytes, seen[0].sends), (1, 40, false));
        // the second one waits: it takes its claim back, and the first one goes
        let take_back = |changes: &Changes<'_>| changes.sent_nothing(&runs[1], 1);
        stores[1].change(take_back).unwrap();
        let confirm = |changes: &Changes<'_>| changes.sends(&runs[0], 1, &porch(), 41);
        stores[0].change(confirm).unwrap();
        let seen = claim(1);
        assert_eq!((seen.len(), seen[0].bytes, seen[0].sends), (1, 41, true));
        assert_eq!(seen[0].device, porch());
    }

    #[test]
    fn rows_count_for_one_hour_and_unconfirmed_ones_for_some_seconds() {
        let store = Store::in_memory().unwrap();
        let runs = [(); 2].map(|()| store.begin_run().unwrap());
        let age = |job: u64, ms: i64| {
            let sql = "UPDATE sent SET at_ms = at_ms - ?2 WHERE job = ?1";
            let set = |changes: &Changes<'_>| changes.execute(sql, params![signed(job), ms]);
            store.change(set).unwrap();
        };
        let seen = || {
            let claimed = store.claim_upload(&runs[1], 9, &porch(), 1).unwrap();
            claimed.iter().map(|other| other.bytes).collect::<Vec<_>>()
        };
        for (job, bytes) in [(1, 10), (2, 20)] {
            let confirm = |changes: &Changes<'_>| changes.sends(&runs[0], job, &porch(), bytes);
            store.change(confirm).unwrap();
        }
        store.claim_upload(&runs[0], 3, &porch(), 30).unwrap();
        assert_eq!(seen(), [10, 20, 30]);
        age(1, KEEP_MS - 5000);
        age(2, KEEP_MS + 1);
        age(3, CONFIRMED_WITHIN_MS + 1);
        assert_eq!(seen(), [10]);
    }
}
