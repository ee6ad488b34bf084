//! The journal: what a crash must not lose of a job. Queued, where the device keeps the open upload, how it ended; phases
//! and progress are not in here. Written by the engine's writer, read when a run takes over what another left unfinished.

use super::how::How;
use super::stored::{read_problem, write_problem};
use super::{
    Changes, JobKey, PatternFile, QueuedJob, Run, Store, StoreError, now, signed, unsigned,
};
use crate::device::{DeleteFirst, DeviceId, DeviceSettings};
use crate::msg;
use crate::pattern::{Fit, ReadOptions};
use crate::problem::Problem;
use rusqlite::{OptionalExtension as _, Row, params};

/// Ended jobs stay in the journal that long; the history keeps what came of them for longer.
pub(super) const KEEP_ENDED_S: i64 = 7 * 24 * 3600;

/// How a job in the journal stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobState {
    /// A run that still lives has it.
    Running,
    /// The run that had it is gone: it can be taken over.
    Unfinished,
    /// It has ended.
    Ended {
        /// Word of the outcome, as in `--json`.
        outcome: String,
        /// Code of the failure.
        code: Option<String>,
        /// Why it failed; of rows of earlier versions, what the code means.
        problem: Option<Problem>,
        /// When it ended, in seconds since 1970.
        at: i64,
    },
}

/// A job in the journal, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalRow {
    /// The job's key.
    pub key: JobKey,
    pub file: String,
    /// The address of the target.
    pub address: String,
    /// The device that must answer there.
    pub device: Option<String>,
    /// When it was queued, in seconds since 1970.
    pub queued_at: i64,
    /// Whether the device was holding a part of it.
    pub begun: bool,
    /// The state of the job.
    pub state: JobState,
}

impl Changes<'_> {
    /// A job is queued.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn queue(&self, run: &str, job: &QueuedJob) -> Result<(), StoreError> {
        let path = job
            .file
            .path
            .to_str()
            .ok_or_else(|| StoreError::Damaged(msg!("store-path-not-text")))?;
        self.execute(
            "INSERT INTO jobs (id, run, queued_at, file, file_bytes, sha256, content, address, device, how)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                job.key.as_str(),
                run,
                now(),
                path,
                signed(job.file.bytes),
                job.file.sha256,
                job.file.content,
                job.address,
                job.device.as_ref().map(DeviceId::as_str),
                How::of(job).to_json()?,
            ],
        )?;
        Ok(())
    }

    /// Notes that the device holds an open upload of the job, at `upload`: only this device can resume it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn begun(&self, key: &JobKey, upload: &str, device: &DeviceId) -> Result<(), StoreError> {
        let values = params![key.as_str(), upload, device.as_str()];
        self.execute(
            "UPDATE jobs SET upload = ?2, device = ?3 WHERE id = ?1",
            values,
        )?;
        Ok(())
    }

    /// Notes that a job has ended: the word of its outcome, and why it failed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn ended(
        &self,
        key: &JobKey,
        outcome: &str,
        problem: Option<&Problem>,
    ) -> Result<(), StoreError> {
        let code = problem.map(|problem| problem.code.as_str());
        let problem = write_problem(problem)?;
        let values = params![key.as_str(), outcome, code, now(), problem];
        self.execute(
            "UPDATE jobs SET outcome = ?2, code = ?3, ended_at = ?4, problem = ?5 WHERE id = ?1",
            values,
        )?;
        Ok(())
    }

    /// Gives all unfinished jobs of `from` to `to`, oldest first.
    fn hand_over(&self, from: &str, to: &Run) -> Result<Vec<QueuedJob>, StoreError> {
        let sql = "SELECT id, file, file_bytes, sha256, content, address, device, how FROM jobs
                   WHERE run = ?1 AND outcome IS NULL ORDER BY rowid";
        let mut jobs = Vec::new();
        for (key, job) in self.rows(sql, [from], |row| {
            Ok((JobKey::stored(row.get("id")?), queued(row)?))
        })? {
            match job {
                Ok(job) => jobs.push(job),
                Err(error) => {
                    tracing::error!(%error, job = key.as_str(), "a job cannot be gone on with");
                    self.ended(&key, "failed", Some(&error.problem()))?;
                }
            }
        }
        self.execute(
            "UPDATE jobs SET run = ?2 WHERE run = ?1 AND outcome IS NULL",
            [from, to.id()],
        )?;
        Ok(jobs)
    }

    /// Throws away what ended long before `now`.
    pub(super) fn prune_jobs(&self, now: i64) -> Result<(), StoreError> {
        self.execute("DELETE FROM jobs WHERE ended_at < ?1", [now - KEEP_ENDED_S])?;
        Ok(())
    }
}

/// A row as a job; the inner error is one of its text.
fn queued(row: &Row<'_>) -> rusqlite::Result<Result<QueuedJob, StoreError>> {
    let how: String = row.get("how")?;
    let path: String = row.get("file")?;
    let mut job = QueuedJob {
        key: JobKey::stored(row.get("id")?),
        file: PatternFile {
            path: path.into(),
            bytes: unsigned(row.get("file_bytes")?),
            sha256: row.get("sha256")?,
            content: row.get("content")?,
            read: ReadOptions::default(),
        },
        fit: Fit::default(),
        name: None,
        play: false,
        force: false,
        delete_first: DeleteFirst::Never,
        settings: DeviceSettings::default(),
        address: row.get("address")?,
        device: row
            .get::<_, Option<String>>("device")?
            .map(|id| DeviceId::stored(&id)),
        allow_public: false,
        accept_new: false,
    };
    Ok(How::apply(&how, &mut job).map(|()| job))
}

impl Store {
    /// Takes over, in one transaction, what runs that are gone left unfinished; oldest first. No other run gets these jobs.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing is taken over.
    pub fn take_over(&self, run: &Run) -> Result<Vec<QueuedJob>, StoreError> {
        self.change(|changes| {
            let sql = "SELECT run FROM jobs WHERE outcome IS NULL GROUP BY run ORDER BY min(rowid)";
            let mut jobs = Vec::new();
            for other in changes.rows(sql, [], |row| row.get::<_, String>("run"))? {
                if other != run.id() && !self.is_alive(&other) {
                    jobs.extend(changes.hand_over(&other, run)?);
                }
            }
            Ok(jobs)
        })
    }

    /// Returns where the device holds an open upload of the job, as noted by [`Changes::begun`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open_upload(&self, key: &JobKey) -> Result<Option<String>, StoreError> {
        let connection = self.lock();
        let mut query = connection.prepare_cached("SELECT upload FROM jobs WHERE id = ?1")?;
        let found = query
            .query_row([key.as_str()], |row| row.get("upload"))
            .optional()?;
        Ok(found.flatten())
    }

    /// Ends, as cancelled, what runs that are gone left unfinished; how many there were.
    ///
    /// # Errors
    /// [`StoreError`]; then what is left is found unfinished again.
    pub fn discard_unfinished(&self, run: &Run) -> Result<usize, StoreError> {
        let jobs = self.take_over(run)?;
        self.change(|changes| {
            jobs.iter()
                .try_for_each(|job| changes.ended(&job.key, "cancelled", None))
        })?;
        Ok(jobs.len())
    }

    /// Everything in the journal, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn jobs(&self) -> Result<Vec<JournalRow>, StoreError> {
        let connection = self.lock();
        let mut query = connection.prepare_cached(
            "SELECT id, file, address, device, queued_at, upload IS NOT NULL AS begun, run, outcome, code, ended_at, problem
             FROM jobs ORDER BY rowid",
        )?;
        let read = |row: &Row<'_>| {
            let outcome: Option<String> = row.get("outcome")?;
            let state = match outcome {
                Some(outcome) => {
                    let code: Option<String> = row.get("code")?;
                    let problem: Option<String> = row.get("problem")?;
                    JobState::Ended {
                        outcome,
                        problem: read_problem(problem.as_deref(), code.as_deref()),
                        code,
                        at: row.get::<_, Option<i64>>("ended_at")?.unwrap_or(0),
                    }
                }
                None if self.is_alive(&row.get::<_, String>("run")?) => JobState::Running,
                None => JobState::Unfinished,
            };
            Ok(JournalRow {
                key: JobKey::stored(row.get("id")?),
                file: row.get("file")?,
                address: row.get("address")?,
                device: row.get("device")?,
                queued_at: row.get("queued_at")?,
                begun: row.get("begun")?,
                state,
            })
        };
        let rows = query.query_map([], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Takes ended jobs out of the journal; how many there were. The history stays.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn clear_finished(&self) -> Result<usize, StoreError> {
        self.change(|changes| changes.execute("DELETE FROM jobs WHERE outcome IS NOT NULL", []))
    }
}

#[cfg(test)]
mod tests;
