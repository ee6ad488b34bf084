//! What earlier runs left unfinished: taken over by a task, and put on the list.

use super::Engine;
use super::entry::{JobSource, NewJob};
use crate::engine::api::{ConnectOptions, Event, JobId, PatternId, SendRequest, Target};
use crate::engine::note::ResumedJob;
use crate::engine::task;
use crate::msg;
use crate::problem::{Code, Problem, Remedy};
use crate::store::QueuedJob;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Patterns of earlier runs are numbered from here, those that are asked for from 1.
const FIRST_PATTERN: u64 = 1 << 63;

/// Take-overs that are being read.
pub(super) struct Resumption {
    under_way: usize,
    /// Whether what comes of them was cancelled before it came.
    cancelled: bool,
    /// Number of the next pattern of an earlier run.
    next_pattern: Arc<AtomicU64>,
}

impl Default for Resumption {
    fn default() -> Self {
        Self {
            under_way: 0,
            cancelled: false,
            next_pattern: Arc::new(FIRST_PATTERN.into()),
        }
    }
}

impl Resumption {
    /// Whether jobs of earlier runs may still come.
    pub(super) fn is_under_way(&self) -> bool {
        self.under_way > 0
    }

    /// Cancels the jobs that are still to come.
    pub(super) fn cancel(&mut self) {
        self.cancelled = self.is_under_way();
    }

    /// One of them has come; whether its jobs were cancelled before.
    fn ended(&mut self) -> bool {
        self.under_way = self.under_way.saturating_sub(1);
        self.under_way == 0 && std::mem::take(&mut self.cancelled)
    }

    fn next_pattern(&self) -> PatternId {
        PatternId(self.next_pattern.fetch_add(1, Relaxed))
    }
}

impl Engine {
    /// Takes over what earlier runs left unfinished.
    pub(super) fn resume(&mut self) {
        let Some(run) = self.journal.clone() else {
            self.out.put(Event::Trouble(Problem::new(
                Code::StoreUnavailable,
                msg!("engine-no-journal"),
                Remedy::CheckAppFolder,
            )));
            return self.all_done();
        };
        self.resumption.under_way += 1;
        let next = self.resumption.next_pattern.clone();
        tokio::spawn(task::take_over(self.context.clone(), run, next));
    }

    /// Jobs of earlier runs were read.
    pub(super) fn resumed(&mut self, found: Result<Vec<ResumedJob>, Problem>) {
        let cancelled = self.resumption.ended();
        match found {
            // an engine that ends leaves them to the next run, as this one found them
            Ok(_) if self.ending => {}
            Ok(jobs) => {
                let ids: Vec<_> = jobs
                    .into_iter()
                    .filter_map(|resumed| self.list(resumed))
                    .collect();
                if cancelled {
                    ids.into_iter().for_each(|id| self.cancel(id));
                }
                self.start_waiting();
            }
            Err(problem) => self.out.put(Event::Trouble(problem)),
        }
        self.all_done();
    }

    /// Whether the next run finds every job that has not ended.
    pub(super) fn are_all_journalled(&self) -> bool {
        let mut open = self.jobs.values().filter(|e| e.view.outcome.is_none());
        open.all(|entry| entry.key.is_some() && entry.end.is_none())
    }

    /// Cancels the jobs that the next run would not find.
    pub(super) fn cancel_unjournalled(&mut self) {
        let jobs = self.jobs.iter();
        let lost: Vec<JobId> = jobs
            .filter(|(_, entry)| entry.key.is_none())
            .map(|(id, _)| *id)
            .collect();
        lost.into_iter().for_each(|id| self.cancel(id));
    }

    /// Reads the file of a job again, whatever it has become: a person asks for it as it is now.
    pub(super) fn read_again(&mut self, job: QueuedJob) {
        self.resumption.under_way += 1;
        let id = self.resumption.next_pattern();
        tokio::spawn(task::read_again(self.context.clone(), job, id));
    }

    /// Counts what earlier runs left unfinished, or ends it.
    pub(super) fn unfinished(&self, discard: bool) {
        let run = self.journal.clone().filter(|_| discard);
        tokio::spawn(task::unfinished(self.context.clone(), run));
    }

    /// Puts a job of an earlier run on the list; one whose file is gone or another ends there.
    fn list(&mut self, resumed: ResumedJob) -> Option<JobId> {
        let ResumedJob {
            job,
            pattern,
            again,
        } = resumed;
        let Ok(address) = job.address.parse() else {
            // only a file that was changed by hand says so; it would be offered again for ever
            tracing::error!(job = job.key.as_str(), address = job.address, "no address");
            self.writer.write(move |store| {
                let code = Code::AddressInvalid;
                let problem = Problem::new(code, code.meaning(), Remedy::None);
                store.ended(&job.key, "failed", Some(&problem))
            });
            return None;
        };
        let (pattern, source) = match pattern {
            Ok((id, loaded)) => (id, JobSource::Loaded(loaded)),
            Err(problem) => (
                self.resumption.next_pattern(),
                JobSource::Missing(Box::new(job.clone()), problem),
            ),
        };
        let target = Target::Address(address);
        let request = SendRequest {
            pattern,
            targets: vec![target.clone()],
            fit: job.fit,
            name: job.name,
            play: job.play,
            force: job.force,
            delete_first: job.delete_first,
            settings: job.settings,
            connect: ConnectOptions {
                allow_public: job.allow_public,
                accept_new: job.accept_new,
                forgettable: false,
            },
        };
        let key = (!again).then_some(job.key);
        self.enqueue(NewJob {
            target,
            expected: job.device,
            request: Arc::new(request),
            source,
            key,
        })
    }
}
