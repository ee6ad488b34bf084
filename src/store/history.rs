//! The history: how every upload ended, kept by days and count. Written by the engine's writer, read by `history`.

use super::stored::{read_notes, read_problem, write_notes, write_problem};
use super::{Changes, Store, StoreError, signed, unsigned};
use crate::message::Message;
use crate::problem::Problem;
use rusqlite::params;

/// How much of the history is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryLimits {
    /// So many days.
    pub days: u32,
    /// And no more than so many entries.
    pub entries: u32,
}

impl Default for HistoryLimits {
    /// A season of shows, some 3 MB.
    fn default() -> Self {
        Self {
            days: 90,
            entries: 10_000,
        }
    }
}

/// One upload that has ended.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryEntry {
    /// When it ended, in seconds since 1970.
    pub ended_at: i64,
    pub file: String,
    /// Id of the device; `None` if no device answered.
    pub device: Option<String>,
    /// Its name, likewise.
    pub name: Option<String>,
    /// Its family, likewise.
    pub family: Option<String>,
    /// The address of the device.
    pub address: String,
    /// Bytes of the payload; 0: never encoded.
    pub bytes: u64,
    pub attempts: u32,
    /// The duration, in seconds.
    pub seconds: f64,
    /// SHA-256 of the payload, hex.
    pub sha256: Option<String>,
    /// Word of the outcome, as in `--json`.
    pub outcome: String,
    /// Code of the failure.
    pub code: Option<String>,
    /// Why it failed; of rows of earlier versions, what the code means.
    pub problem: Option<Problem>,
    /// Notes of the upload.
    pub notes: Vec<Message>,
}

impl Changes<'_> {
    /// Adds to the history.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn record(&self, entry: &HistoryEntry) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO history
                (ended_at, file, device, name, family, address, bytes, attempts, seconds, sha256, outcome, code,
                 problem, notes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            params![
                entry.ended_at,
                entry.file,
                entry.device,
                entry.name,
                entry.family,
                entry.address,
                signed(entry.bytes),
                entry.attempts,
                entry.seconds,
                entry.sha256,
                entry.outcome,
                entry.code,
                write_problem(entry.problem.as_ref())?,
                write_notes(&entry.notes)?,
            ],
        )?;
        Ok(())
    }

    /// Throws away what is too old or too much, of the journal as well.
    pub(super) fn prune(&self, now: i64, keep: HistoryLimits) -> Result<(), StoreError> {
        self.prune_jobs(now)?;
        self.execute(
            "DELETE FROM history WHERE ended_at < ?1",
            [now - i64::from(keep.days) * 24 * 3600],
        )?;
        let last_kept = "SELECT id FROM history ORDER BY id DESC LIMIT 1 OFFSET ?1";
        self.execute(
            &format!("DELETE FROM history WHERE id <= ({last_kept})"),
            [i64::from(keep.entries)],
        )?;
        Ok(())
    }
}

impl Store {
    /// The history, newest first; at most `limit` of it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn history(&self, limit: Option<usize>) -> Result<Vec<HistoryEntry>, StoreError> {
        let connection = self.lock();
        let mut query = connection.prepare_cached(
            "SELECT ended_at, file, device, name, family, address, bytes, attempts, seconds, sha256, outcome, code,
                problem, notes
             FROM history ORDER BY id DESC LIMIT ?1",
        )?;
        let rows = query.query_map([limit.map_or(-1, |n| signed(n as u64))], |row| {
            let code: Option<String> = row.get("code")?;
            let problem: Option<String> = row.get("problem")?;
            let notes: Option<String> = row.get("notes")?;
            Ok(HistoryEntry {
                problem: read_problem(problem.as_deref(), code.as_deref()),
                notes: read_notes(notes.as_deref()),
                code,
                ended_at: row.get("ended_at")?,
                file: row.get("file")?,
                device: row.get("device")?,
                name: row.get("name")?,
                family: row.get("family")?,
                address: row.get("address")?,
                bytes: unsigned(row.get("bytes")?),
                attempts: row.get("attempts")?,
                seconds: row.get("seconds")?,
                sha256: row.get("sha256")?,
                outcome: row.get("outcome")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::msg;
    use crate::problem::{Code, Remedy};

    fn entry(n: u64, ended_at: i64) -> HistoryEntry {
        HistoryEntry {
            ended_at,
            file: "/patterns/fire.bin".into(),
            device: Some("a0b1c2d3e4f5".into()),
            name: Some("Porch".into()),
            family: Some("native".into()),
            address: "127.0.0.1:81".into(),
            bytes: n,
            attempts: 2,
            seconds: 1.25,
            sha256: None,
            outcome: "failed".into(),
            code: Some(Code::DeviceFull.to_string()),
            problem: Some(Problem::new(
                Code::DeviceFull,
                msg!("device-full", detail = "9 KB"),
                Remedy::ReduceOrDelete,
            )),
            notes: vec![msg!("job-old-copy-lost", name = "fire")],
        }
    }

    #[test]
    fn entries_come_back_as_they_were_newest_first() {
        let store = Store::in_memory().unwrap();
        store
            .commit(|c| (1..=3).for_each(|n| c.record(&entry(n, 100)).unwrap()))
            .unwrap();
        assert_eq!(
            store.history(Some(2)).unwrap(),
            [entry(3, 100), entry(2, 100)]
        );
        assert_eq!(store.history(None).unwrap().len(), 3);
    }

    #[test]
    fn what_is_too_old_or_too_much_goes() {
        let store = Store::in_memory().unwrap();
        const KEEP: i64 = 50;
        const KEEP_S: i64 = 3 * 24 * 3600;
        let now = KEEP_S * 2;
        store
            .commit(|c| (1..=5).for_each(|n| c.record(&entry(n, now - KEEP_S - 1)).unwrap()))
            .unwrap();
        store
            .commit(|c| {
                (1..=KEEP as u64 + 3).for_each(|n| c.record(&entry(n, now - KEEP_S)).unwrap());
            })
            .unwrap();
        store
            .change(|c| {
                c.prune(
                    now,
                    HistoryLimits {
                        days: 3,
                        entries: 50,
                    },
                )
            })
            .unwrap();
        let left = store.history(None).unwrap();
        assert_eq!(
            (left.len(), left[0].bytes, left.last().unwrap().bytes),
            (KEEP as usize, KEEP as u64 + 3, 4)
        );
    }
}
