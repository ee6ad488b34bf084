//! Jobs: queued, started when the fleet has a place, followed, ended. Durable before shown: a job is in the journal before it
//! is listed and started, and its end is on the disk before it is shown.

use super::Engine;
use super::entry::{Entry, JobSource, NewJob, PhaseClock, new_view, upload_fact};
use crate::device::{AddrSpec, DeviceId, DeviceSettings};
use crate::engine::api::{Event, Fact, JobDevice, JobId, Outcome, Phase, Target};
use crate::engine::fleet::Place;
use crate::engine::note::{Change, JobEnd, Note};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

impl Engine {
    /// Puts a job into the journal, unless it is there or forgettable, and then on the list.
    pub(super) fn enqueue(&mut self, new: NewJob) -> Option<JobId> {
        let NewJob {
            target,
            expected,
            request,
            source,
            key,
        } = new;
        let (address, expected, device) = self.locate(&target, expected)?;
        let id = JobId(self.next_job);
        self.next_job += 1;
        let does = Arc::new(self.upload_key(&request, &source, expected.as_ref()));
        let view = new_view(id, &request, &source, device, does);
        let remembered = !request.connect.forgettable && !self.is_forgettable(expected.as_ref());
        let place = Place {
            key: address.to_string(),
            ip: address.host().parse().ok(),
        };
        let mut entry = Entry {
            view,
            target,
            place,
            address,
            expected,
            request,
            source,
            key,
            remembered,
            listed: true,
            end: None,
            cancel: CancellationToken::new(),
            started: None,
            ended: None,
            clock: PhaseClock::default(),
        };
        if let (None, true, Some(run)) = (&entry.key, remembered, self.journal.clone())
            && let Some(job) = entry.journalled(run.key(id.0))
        {
            entry.key = Some(job.key.clone());
            entry.listed = false;
            self.writer
                .write_then(Note::Queued(id), move |store| store.queue(run.id(), &job));
        } else {
            self.out.put(Event::Job(Box::new(entry.view.clone())));
        }
        let lost = match &entry.source {
            JobSource::Missing(_, problem) => Some(problem.clone()),
            JobSource::Loaded(_) => None,
        };
        self.jobs.insert(id, entry);
        if let Some(problem) = lost {
            self.settle(id, JobEnd::unstarted(Outcome::Failed(problem)));
        }
        Some(id)
    }

    /// Finds a target: its address, the device that must answer there, and how it is shown. `None`: not in the list.
    pub(super) fn locate(
        &self,
        target: &Target,
        expected: Option<DeviceId>,
    ) -> Option<(AddrSpec, Option<DeviceId>, JobDevice)> {
        match target {
            Target::Address(spec) => {
                let device = JobDevice {
                    id: None,
                    name: None,
                    family: None,
                    address: spec.to_string(),
                };
                Some((spec.clone(), expected, device))
            }
            Target::Device(id) => {
                let known = self.devices.get(id)?;
                let device = JobDevice {
                    id: Some(id.clone()),
                    name: Some(known.view.name().to_owned()),
                    family: Some(known.view.device.family),
                    address: known.view.device.address.to_string(),
                };
                Some((known.spec(), Some(id.clone()), device))
            }
        }
    }

    fn is_forgettable(&self, device: Option<&DeviceId>) -> bool {
        device
            .and_then(|id| self.devices.get(id))
            .is_some_and(|known| known.forgettable)
    }

    /// A job is in the journal: it is shown, and may start.
    pub(super) fn job_queued(&mut self, id: JobId) {
        let Some(entry) = self.jobs.get_mut(&id) else {
            return;
        };
        entry.listed = true;
        self.out.put(Event::Job(Box::new(entry.view.clone())));
        self.start_waiting();
    }

    pub(super) fn job_changed(&mut self, id: JobId, change: Change) {
        // a note of the client's own task may come after the end
        let Some(entry) = self
            .jobs
            .get_mut(&id)
            .filter(|entry| entry.view.outcome.is_none())
        else {
            return;
        };
        if let Change::Begun(place) = change {
            if let (Some(key), Some(device)) = (entry.key.clone(), entry.view.device.id.clone()) {
                self.writer
                    .write(move |store| store.begun(&key, &place, &device));
            }
            return;
        }
        let view = &mut entry.view;
        entry.clock.tick(view);
        view.waiting = None;
        view.waits_for = None;
        match change {
            Change::Phase(phase) => {
                entry.clock.acknowledged(phase, 0, view);
                view.phase = phase;
                view.done = 0;
                view.total = 0;
            }
            Change::Progress { phase, done, total } => {
                entry.clock.acknowledged(phase, done, view);
                view.phase = phase;
                view.done = done;
                view.total = total;
            }
            Change::Device(device) => view.device = device,
            Change::Encoded { bytes, sha256 } => {
                view.bytes = bytes;
                view.sha256 = sha256;
            }
            Change::Remark(text) => view.notes.push(text),
            Change::Attempts(attempts) => view.attempts = attempts,
            Change::Waiting(waiting) => view.waiting = Some(waiting),
            Change::Queued(ahead) => {
                view.phase = Phase::Waiting;
                view.waits_for = Some(ahead);
            }
            Change::Begun(_) => {} // not shown
        }
        view.elapsed = entry.started.map_or(Duration::ZERO, |at| at.elapsed());
        self.out.put(Event::Job(Box::new(view.clone())));
        let settings = entry.request.settings.clone();
        if let (Phase::Preparing, Some(device), true) = (
            view.phase,
            view.device.id.clone(),
            settings != DeviceSettings::default(),
        ) {
            self.merge_settings(&device, &settings);
        }
    }

    /// A layout given with an upload or a stream is remembered by the device's identity.
    pub(super) fn merge_settings(&mut self, id: &DeviceId, given: &DeviceSettings) {
        let Some(known) = self.devices.get(id) else {
            return;
        };
        let settings = known.view.device.remember(&known.view.settings, given);
        if settings != known.view.settings {
            self.configure(id.clone(), settings);
        }
    }

    /// Ends a job: its place is free at once; the end is shown when it is on the disk.
    pub(super) fn job_ended(&mut self, id: JobId, end: JobEnd) {
        let Some(entry) = self.jobs.get(&id) else {
            return;
        };
        let clean = end.attempts == 1 && !matches!(end.outcome, Outcome::Failed(_));
        self.fleet.leave(&entry.place, clean);
        self.settle(id, end);
        self.start_waiting();
    }

    /// Puts how a job ended into the journal and the history, unless it is forgettable.
    pub(super) fn settle(&mut self, id: JobId, end: JobEnd) {
        if !end.has_sent {
            self.not_sent(id);
        }
        let Some(entry) = self.jobs.get(&id) else {
            return;
        };
        let remembered = entry.remembered && !self.is_forgettable(entry.view.device.id.as_ref());
        let Some(entry) = self.jobs.get_mut(&id) else {
            return;
        };
        entry.view.elapsed = entry.started.map_or(Duration::ZERO, |at| at.elapsed());
        entry.clock.tick(&mut entry.view);
        let key = entry.key.clone();
        let past = entry.history(&end);
        entry.end = Some(end);
        if !remembered && key.is_none() {
            return self.job_settled(id);
        }
        self.writer.write_then(Note::Settled(id), move |store| {
            if let Some(key) = key {
                store.ended(&key, &past.outcome, past.problem.as_ref())?;
            }
            store.record(&past)
        });
    }

    /// How a job ended is on the disk: it is shown.
    pub(super) fn job_settled(&mut self, id: JobId) {
        let Some(entry) = self.jobs.get_mut(&id) else {
            return;
        };
        let Some(end) = entry.end.take() else { return };
        let view = &mut entry.view;
        view.phase = Phase::Done;
        view.limited = None;
        view.outcome = Some(end.outcome);
        view.playing = end.playing;
        view.attempts = end.attempts;
        entry.ended = Some(Instant::now());
        let view = view.clone();
        let forgettable = !entry.remembered || self.is_forgettable(view.device.id.as_ref());
        self.out
            .fact(|| Fact::Upload(upload_fact(&view, forgettable)));
        self.out.put(Event::Job(Box::new(view.clone())));
        self.supersede(id);
        match (&view.outcome, &view.device.id) {
            (Some(Outcome::Failed(problem)), _) => self.failed_at(&view.device.address, problem),
            (Some(Outcome::Verified | Outcome::Skipped), Some(id)) => self.unlocked(id),
            _ => {}
        }
        self.prune_jobs();
        self.report_queue();
        self.all_done();
    }

    /// Says so when no job is left that could go on.
    pub(super) fn all_done(&self) {
        if self.is_idle() && !self.resumption.is_under_way() {
            self.keep().trim();
            self.out.put(Event::AllDone);
        }
    }

    /// Returns whether no job waits or runs.
    pub(super) fn is_idle(&self) -> bool {
        self.jobs.values().all(|entry| entry.view.outcome.is_some())
    }

    pub(super) fn cancel(&mut self, id: JobId) {
        let Some(entry) = self
            .jobs
            .get(&id)
            .filter(|e| e.view.outcome.is_none() && e.end.is_none())
        else {
            return;
        };
        entry.cancel.cancel();
        if entry.started.is_none() {
            // never started, so there is nothing to take back and no place to give back
            self.settle(id, JobEnd::unstarted(Outcome::Cancelled));
        }
    }

    pub(super) fn cancel_all(&mut self) {
        let ids: Vec<JobId> = self.jobs.keys().copied().collect();
        for id in ids {
            self.cancel(id);
        }
        self.resumption.cancel();
    }

    /// The same again, as a new job that takes the old one's place on the list.
    pub(super) fn retry(&mut self, id: JobId) {
        let Some(entry) = self.jobs.get(&id).filter(|e| e.view.outcome.is_some()) else {
            return;
        };
        let mut target = entry.target.clone();
        let expected = entry.expected.clone();
        let request = entry.request.clone();
        // a device that was taken off the list meanwhile is looked for where it was
        if self.locate(&target, expected.clone()).is_none() {
            target = Target::Address(entry.address.clone());
        }
        // a device that the person asks for again is asked at once, whatever its circuit says
        let address = match &target {
            Target::Device(device) => self
                .devices
                .get(device)
                .map(|known| known.view.device.address.clone()),
            Target::Address(_) => None,
        };
        if let Some(address) = address {
            self.keep().links.get(&address).reset_circuit();
        }
        if let Some(newer) = self.newer_than(id) {
            self.dismiss(id);
            return self.out.put(newer);
        }
        match &entry.source {
            JobSource::Loaded(held) => {
                let source = JobSource::Loaded(held.clone());
                self.dismiss(id);
                self.enqueue(NewJob {
                    target,
                    expected,
                    request,
                    source,
                    key: None,
                });
                self.start_waiting();
            }
            JobSource::Missing(job, _) => {
                let job = job.as_ref().clone();
                self.dismiss(id);
                self.read_again(job);
            }
        }
    }
}
