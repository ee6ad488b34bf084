//! Starts waiting jobs when the fleet has a place for them.

use super::Engine;
use super::entry::JobSource;
use crate::device::DeviceId;
use crate::engine::api::JobId;
use crate::engine::task::{self, Claim, Job, Visit};
use crate::logs;
use tokio::time::Instant;
use tracing::Instrument as _;

impl Engine {
    /// Starts every waiting job for which there is a place, oldest first.
    pub(super) fn start_waiting(&mut self) {
        let journal = self.journal.clone();
        for entry in self.jobs.values_mut() {
            let JobSource::Loaded(held) = &entry.source else {
                continue;
            };
            if !entry.may_start() || !self.fleet.enter(&entry.place) {
                continue;
            }
            entry.started = Some(Instant::now());
            let job = Job {
                id: entry.view.id,
                visit: Visit {
                    context: self.context.clone(),
                    address: entry.address.clone(),
                    expected: entry.expected.clone(),
                    connect: entry.request.connect.clone(),
                },
                key: entry.key.clone(),
                claim: journal
                    .clone()
                    .filter(|_| entry.remembered)
                    .map(|run| (run, entry.view.id.0)),
                request: entry.request.clone(),
                pattern: held.opened.clone(),
                cancel: entry.cancel.clone(),
            };
            let span = logs::span::upload(job.id.0, entry.expected.as_ref().map(DeviceId::as_str));
            tokio::spawn(task::run_job(job).instrument(span));
        }
        self.report_queue();
    }

    /// The row of the store that counts a job for the limits of other processes; `None` where it is not to be remembered.
    pub(super) fn claim(&self, id: JobId) -> Option<Claim> {
        let entry = self.jobs.get(&id).filter(|entry| entry.remembered)?;
        Some((self.journal.clone()?, entry.view.id.0))
    }
}
