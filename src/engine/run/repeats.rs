//! Sending, and what is sent twice: an upload that is queued already is not queued again, and a newer result replaces an
//! older failure.

use super::Engine;
use super::entry::{Entry, JobSource, NewJob};
use crate::device::{DeviceId, DeviceSettings};
use crate::engine::api::{Event, JobId, Outcome, SendRequest, Target, UploadKey};
use std::collections::HashMap;
use std::sync::Arc;

/// Jobs that have not ended and are not being cancelled, by where they go.
#[derive(Default)]
struct OpenJobs {
    by_device: HashMap<DeviceId, Vec<JobId>>,
    by_address: HashMap<String, Vec<JobId>>,
}

impl OpenJobs {
    fn add(&mut self, entry: &Entry) {
        let id = entry.view.id;
        if let Some(device) = entry.device() {
            self.by_device.entry(device.clone()).or_default().push(id);
        }
        let place = entry.place.key.clone();
        self.by_address.entry(place).or_default().push(id);
    }

    /// Jobs that go to that device, or to that address.
    fn to(&self, device: Option<&DeviceId>, address: &str) -> impl Iterator<Item = JobId> {
        let device = device.and_then(|device| self.by_device.get(device));
        let address = self.by_address.get(address);
        device.into_iter().chain(address).flatten().copied()
    }
}

impl Entry {
    /// The device that the job goes to, as far as it is known.
    fn device(&self) -> Option<&DeviceId> {
        self.view.device.id.as_ref().or(self.expected.as_ref())
    }

    /// Returns whether it has neither ended nor been cancelled.
    fn is_open(&self) -> bool {
        self.view.outcome.is_none() && self.end.is_none() && !self.cancel.is_cancelled()
    }

    /// Whether both go to the same device; where one of them is not known, to the same address.
    fn goes_to(&self, device: Option<&DeviceId>, address: &str) -> bool {
        match (self.device(), device) {
            (Some(one), Some(other)) => one == other,
            _ => self.place.key == address,
        }
    }
}

impl Engine {
    /// A job for each target where no job does the same already; those for which there is no place now wait.
    pub(super) fn send(&mut self, request: SendRequest) {
        let Some(held) = self.patterns.get(&request.pattern).cloned() else {
            return;
        };
        let request = Arc::new(request);
        let mut open = OpenJobs::default();
        let entries = self.jobs.values().filter(|entry| entry.is_open());
        entries.for_each(|entry| open.add(entry));
        for target in request.targets.clone() {
            let source = JobSource::Loaded(held.clone());
            if let Some(repeated) = self.repeated(&open, &target, &request, &source) {
                self.out.put(repeated);
                continue;
            }
            let new = NewJob {
                target,
                expected: None,
                request: request.clone(),
                source,
                key: None,
            };
            if let Some(entry) = self.enqueue(new).and_then(|id| self.jobs.get(&id)) {
                open.add(entry);
            }
        }
        self.start_waiting();
    }

    /// That an open job does the same as a request at its target; `None` where none does.
    fn repeated(
        &self,
        open: &OpenJobs,
        target: &Target,
        request: &SendRequest,
        source: &JobSource,
    ) -> Option<Event> {
        let (address, device, _) = self.locate(target, None)?;
        let key = self.upload_key(request, source, device.as_ref());
        let address = address.to_string();
        let same = open.to(device.as_ref(), &address).find(|id| {
            self.jobs.get(id).is_some_and(|entry| {
                entry.goes_to(device.as_ref(), &address) && *entry.view.key == key
            })
        });
        same.map(|job| Event::AlreadyQueued {
            target: target.clone(),
            key: Arc::new(key),
            job,
        })
    }

    /// What a request does with a pattern on a device, to know it again.
    pub(super) fn upload_key(
        &self,
        request: &SendRequest,
        source: &JobSource,
        device: Option<&DeviceId>,
    ) -> UploadKey {
        let known = device.and_then(|id| self.devices.get(id));
        let settings =
            known.map_or_else(DeviceSettings::default, |known| known.view.settings.clone());
        match source {
            JobSource::Loaded(held) => UploadKey::new(request, &held.opened, &settings),
            JobSource::Missing(job, _) => {
                let stem = job.file.path.file_stem().unwrap_or_default();
                let stem = stem.to_string_lossy();
                let name = request.name.as_deref().unwrap_or(&stem);
                UploadKey::named(request, job.file.content.as_str().into(), name, &settings)
            }
        }
    }

    /// That an open job brings the same pattern to the same device as the job `id`, which has ended: to do that one again
    /// would undo the newer.
    pub(super) fn newer_than(&self, id: JobId) -> Option<Event> {
        let ended = self.jobs.get(&id)?;
        let newer = self.jobs.range(id..).map(|(_, entry)| entry);
        let same = newer.filter(|entry| entry.is_open()).find(|entry| {
            entry.goes_to(ended.device(), &ended.place.key)
                && entry.view.key.is_same_pattern(&ended.view.key)
        });
        same.map(|entry| Event::AlreadyQueued {
            target: ended.target.clone(),
            key: ended.view.key.clone(),
            job: entry.view.id,
        })
    }

    /// Cancels what is on its way to a device, which would bring it back onto the list when it answers.
    pub(super) fn cancel_to(&mut self, device: &DeviceId) {
        let entries = self.jobs.values().filter(|entry| entry.is_open());
        let its = entries.filter(|entry| entry.device() == Some(device));
        let its: Vec<JobId> = its.map(|entry| entry.view.id).collect();
        its.into_iter().for_each(|id| self.cancel(id));
    }

    /// Takes older failures of the same pattern on the same device off the list: how the job `id` ended replaces them.
    pub(super) fn supersede(&mut self, id: JobId) {
        let Some(newer) = self.jobs.get(&id) else {
            return;
        };
        if matches!(newer.view.outcome, None | Some(Outcome::Cancelled)) {
            return;
        }
        let failed = |entry: &&Entry| matches!(entry.view.outcome, Some(Outcome::Failed(_)));
        let older = self.jobs.range(..id).map(|(_, entry)| entry);
        let replaced = older.filter(failed).filter(|entry| {
            entry.goes_to(newer.device(), &newer.place.key)
                && entry.view.key.is_same_pattern(&newer.view.key)
        });
        let replaced: Vec<JobId> = replaced.map(|entry| entry.view.id).collect();
        replaced.into_iter().for_each(|old| self.dismiss(old));
    }
}

#[cfg(test)]
mod tests;
