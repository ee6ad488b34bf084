//! Jobs: queued, started when the fleet has a place, followed, ended.

use super::Engine;
use crate::device::{AddrSpec, DeviceId, Told};
use crate::engine::command::{JobId, SendRequest, Target};
use crate::engine::event::{Event, JobDevice, JobView, Outcome, Phase};
use crate::engine::fleet::Place;
use crate::engine::job::Job;
use crate::engine::report::{Change, JobEnd, Note, Report};
use crate::pattern::Opened;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Finished jobs that are kept in memory at the most.
const KEEP_FINISHED: usize = 500;

/// A job on the list.
pub(super) struct Entry {
    view: JobView,
    target: Target,
    place: Place,
    address: AddrSpec,
    expected: Option<DeviceId>,
    request: Arc<SendRequest>,
    pattern: Arc<Opened>,
    cancel: CancellationToken,
    started: Option<Instant>,
}

impl Engine {
    /// A job for each target; those for which there is no place now wait.
    pub(super) fn send(&mut self, request: SendRequest) {
        let Some(pattern) = self.patterns.get(&request.pattern).cloned() else { return };
        let request = Arc::new(request);
        for target in request.targets.clone() {
            if let Some(place) = self.place_of(&target) {
                self.enqueue(target, place, request.clone(), pattern.clone());
            }
        }
        self.start_waiting();
    }

    /// Where a target is, and what is known of it; `None` for a device that was taken off the list.
    fn place_of(&self, target: &Target) -> Option<(AddrSpec, Option<DeviceId>, JobDevice)> {
        Some(match target {
            Target::Address(spec) => {
                let device = JobDevice { id: None, name: None, family: None, address: spec.to_string() };
                (spec.clone(), None, device)
            }
            Target::Device(id) => {
                let known = self.devices.get(id)?;
                let device = JobDevice {
                    id: Some(id.clone()),
                    name: Some(known.view.name().to_owned()),
                    family: Some(known.view.device.family),
                    address: known.view.device.address.to_string(),
                };
                (AddrSpec::from(known.view.device.address.socket()), Some(id.clone()), device)
            }
        })
    }

    fn enqueue(
        &mut self,
        target: Target,
        (address, expected, device): (AddrSpec, Option<DeviceId>, JobDevice),
        request: Arc<SendRequest>,
        pattern: Arc<Opened>,
    ) {
        let id = JobId(self.next_job);
        self.next_job += 1;
        let place = Place { key: address.to_string(), ip: address.host().parse().ok() };
        let view = JobView {
            id,
            pattern: request.pattern,
            pattern_name: pattern.pattern.name.clone(),
            file: pattern.path.display().to_string(),
            device,
            phase: Phase::Waiting,
            done: 0,
            total: 0,
            bytes: 0,
            sha256: String::new(),
            attempts: 1,
            elapsed: Duration::ZERO,
            playing: None,
            notes: Vec::new(),
            outcome: None,
        };
        self.out.put(Event::Job(Box::new(view.clone())));
        let cancel = CancellationToken::new();
        let entry = Entry { view, target, place, address, expected, request, pattern, cancel, started: None };
        self.jobs.insert(id, entry);
    }

    /// Starts every waiting job for which there is a place, oldest first.
    fn start_waiting(&mut self) {
        for entry in self.jobs.values_mut() {
            if entry.view.phase != Phase::Waiting || entry.started.is_some() || !self.fleet.enter(&entry.place) {
                continue;
            }
            entry.started = Some(Instant::now());
            let id = entry.view.id;
            let report = Report::new(id, self.notes.clone());
            let job = Job::new(
                id,
                entry.address.clone(),
                entry.expected.clone(),
                entry.request.clone(),
                entry.pattern.clone(),
                self.shared.clone(),
                report,
                entry.cancel.clone(),
            );
            let notes = self.notes.clone();
            tokio::spawn(async move {
                let end = job.run().await;
                let _ = notes.send(Note::Ended(id, end));
            });
        }
    }

    pub(super) fn job_changed(&mut self, id: JobId, change: Change) {
        // a note of the client's own task may come after the end
        let Some(entry) = self.jobs.get_mut(&id).filter(|entry| entry.view.outcome.is_none()) else { return };
        let view = &mut entry.view;
        match change {
            Change::Phase(phase) => (view.phase, view.done, view.total) = (phase, 0, 0),
            Change::Progress { phase, done, total } => (view.phase, view.done, view.total) = (phase, done, total),
            Change::Device(device) => view.device = device,
            Change::Encoded { bytes, sha256 } => (view.bytes, view.sha256) = (bytes, sha256),
            Change::Remark(text) => view.notes.push(text),
            Change::Attempts(attempts) => view.attempts = attempts,
        }
        view.elapsed = entry.started.map_or(Duration::ZERO, |at| at.elapsed());
        self.out.put(Event::Job(Box::new(view.clone())));
        let told = entry.request.told.clone();
        if let (Phase::Preparing, Some(device), true) = (view.phase, view.device.id.clone(), told != Told::default()) {
            self.tell_from(&device, &told);
        }
    }

    /// A layout given with an upload is remembered by the device's identity.
    fn tell_from(&mut self, id: &DeviceId, given: &Told) {
        let Some(known) = self.devices.get(id) else { return };
        let told = known.view.told.clone().merged(given);
        if told != known.view.told {
            self.tell(id.clone(), told);
        }
    }

    pub(super) fn job_ended(&mut self, id: JobId, end: JobEnd) {
        let Some(entry) = self.jobs.get_mut(&id) else { return };
        let view = &mut entry.view;
        view.phase = Phase::Done;
        view.elapsed = entry.started.map_or(Duration::ZERO, |at| at.elapsed());
        (view.outcome, view.playing, view.attempts) = (Some(end.outcome), end.playing, end.attempts);
        tracing::info!(
            job = id.0,
            device = view.device.label(),
            outcome = view.outcome.as_ref().map(Outcome::word),
            "ended"
        );
        let clean = end.attempts == 1 && !matches!(view.outcome, Some(Outcome::Failed(_)));
        self.fleet.leave(&entry.place, clean);
        let event = Event::Job(Box::new(view.clone()));
        let gone = matches!(&view.outcome, Some(Outcome::Failed(p)) if matches!(p.code, "device.unreachable" | "device.refused" | "device.timeout"));
        let address = entry.view.device.address.clone();
        self.out.put(event);
        if gone {
            self.offline(&address);
        }
        self.start_waiting();
        self.prune();
        if self.is_idle() {
            self.shared.encodings.clear();
            self.out.put(Event::AllDone);
        }
    }

    /// Whether no job waits or runs.
    pub(super) fn is_idle(&self) -> bool {
        self.jobs.values().all(|entry| entry.view.outcome.is_some())
    }

    fn prune(&mut self) {
        let finished: Vec<JobId> = self.jobs.values().filter(|e| e.view.outcome.is_some()).map(|e| e.view.id).collect();
        for id in finished.iter().take(finished.len().saturating_sub(KEEP_FINISHED)) {
            self.jobs.remove(id);
            self.out.put(Event::JobDismissed(*id));
        }
    }

    pub(super) fn cancel(&mut self, id: JobId) {
        let Some(entry) = self.jobs.get_mut(&id).filter(|e| e.view.outcome.is_none()) else { return };
        entry.cancel.cancel();
        if entry.started.is_none() {
            // never started, so there is nothing to take back and no place to give back
            entry.view.phase = Phase::Done;
            entry.view.outcome = Some(Outcome::Cancelled);
            self.out.put(Event::Job(Box::new(entry.view.clone())));
            if self.is_idle() {
                self.out.put(Event::AllDone);
            }
        }
    }

    pub(super) fn cancel_all(&mut self) {
        let ids: Vec<JobId> = self.jobs.keys().copied().collect();
        for id in ids {
            self.cancel(id);
        }
    }

    /// The same again, as a new job that takes the old one's place on the list.
    pub(super) fn retry(&mut self, id: JobId) {
        let Some(entry) = self.jobs.get(&id).filter(|e| e.view.outcome.is_some()) else { return };
        let (target, request, pattern) = (entry.target.clone(), entry.request.clone(), entry.pattern.clone());
        // a device that the person asks for again is asked at once, whatever its circuit says
        let address = match &target {
            Target::Device(device) => self.devices.get(device).map(|known| known.view.device.address.clone()),
            Target::Address(_) => None,
        };
        if let Some(address) = address {
            self.shared.link(&address).reset_circuit();
        }
        // a device that was taken off the list meanwhile is looked for where it was
        let before = (entry.address.clone(), entry.expected.clone(), entry.view.device.clone());
        let place = self.place_of(&target).unwrap_or(before);
        self.dismiss(id);
        self.enqueue(target, place, request, pattern);
        self.start_waiting();
    }

    pub(super) fn dismiss(&mut self, id: JobId) {
        if self.jobs.get(&id).is_some_and(|entry| entry.view.outcome.is_some()) {
            self.jobs.remove(&id);
            self.out.put(Event::JobDismissed(id));
        }
    }
}
