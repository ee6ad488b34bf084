//! Jobs that have ended: how long they stay on the list, and how many are still open.

use super::Engine;
use crate::engine::api::{Event, Fact, JobId};
use std::time::Duration;
use tokio::time::Instant;

/// Finished jobs that are kept in memory at the most.
const KEEP_FINISHED: usize = 500;

/// And how long: by then a person has seen them, and the history has them.
const KEEP_FINISHED_FOR: Duration = Duration::from_secs(3600);

impl Engine {
    /// Reports how many jobs wait and run.
    pub(super) fn report_queue(&self) {
        self.out.fact(|| {
            let open = self
                .jobs
                .values()
                .filter(|entry| entry.view.outcome.is_none());
            let (running, waiting): (Vec<_>, Vec<_>) =
                open.partition(|entry| entry.started.is_some());
            Fact::Queue {
                waiting: waiting.len(),
                running: running.len(),
            }
        });
    }

    /// Takes jobs off the list that ended long ago, or before too many others.
    pub(super) fn prune_jobs(&mut self) {
        let mut ended: Vec<(Instant, JobId)> = self
            .jobs
            .values()
            .filter_map(|entry| Some((entry.ended?, entry.view.id)))
            .collect();
        ended.sort_unstable();
        let too_many = ended.len().saturating_sub(KEEP_FINISHED);
        for (n, (at, id)) in ended.into_iter().enumerate() {
            if n < too_many || at.elapsed() >= KEEP_FINISHED_FOR {
                self.jobs.remove(&id);
                self.out.put(Event::JobDismissed(id));
            }
        }
    }

    pub(super) fn dismiss(&mut self, id: JobId) {
        if self
            .jobs
            .get(&id)
            .is_some_and(|entry| entry.view.outcome.is_some())
        {
            self.jobs.remove(&id);
            self.out.put(Event::JobDismissed(id));
        }
    }
}
