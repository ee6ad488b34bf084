//! Uploads that a limit per hour holds back: they ask before they send, go back to the queue where a limit is reached, and
//! start again when it lets them pass. Oldest first.

use super::Engine;
use crate::engine::admission::{Admission, Candidate, Reached};
use crate::engine::api::{Event, JobId, Outcome, Phase, UploadLimits, WhenLimited};
use crate::engine::note::{Admitted, JobEnd, MayISend};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

/// Time between two events of uploads that wait: a reader of the events sees every two seconds that the run lives.
const SIGN_EVERY: Duration = Duration::from_millis(1700);

/// An upload that waits for a limit.
#[derive(Clone, Debug)]
struct Held {
    upload: Candidate,
    reached: Reached,
}

/// The limits, and the uploads that wait for them.
#[derive(Default)]
pub(super) struct Limiter {
    admission: Admission,
    held: BTreeMap<JobId, Held>,
    /// When the next event of an upload that waits is due.
    sign: Option<Instant>,
}

impl Engine {
    /// Replaces the limits; uploads that wait for one go on as far as the new ones allow.
    pub(super) fn set_limits(&mut self, limits: UploadLimits) {
        self.keep().limits.set(limits);
        self.limiter.admission.limits = limits;
        self.fleet.set_cap(limits.concurrent);
        self.go_on();
    }

    /// A job would begin to send.
    pub(super) fn may_i_send(&mut self, id: JobId, asked: MayISend) {
        let MayISend {
            upload,
            others,
            reply,
        } = asked;
        if let Some(others) = others {
            self.limiter.admission.set_others(others);
        }
        let reached = self.limiter.decide(id, &upload);
        let Err(reached) = reached else {
            self.note_sending(id, &upload);
            let _ = reply.send(Admitted::Go);
            return;
        };
        self.limiter.admission.release(id.0);
        self.note_not_sent(id);
        let limits = self.limiter.admission.limits;
        if limits.when == WhenLimited::Refuse {
            let refusal = reached.limited().problem(&limits);
            let _ = reply.send(Admitted::Refused(refusal));
            return;
        }
        self.hold(id, Held { upload, reached });
        let _ = reply.send(Admitted::Wait);
    }

    /// The task of a job that a limit holds back has ended: its place is free.
    pub(super) fn put_back(&mut self, id: JobId) {
        let Some(entry) = self.jobs.get_mut(&id) else {
            return;
        };
        entry.started = None;
        self.fleet.step_out(&entry.place);
        if entry.cancel.is_cancelled() {
            self.settle(id, JobEnd::unstarted(Outcome::Cancelled));
        }
        self.go_on();
    }

    /// A job that did not begin to send does not count, and waits no more.
    pub(super) fn not_sent(&mut self, id: JobId) {
        self.limiter.held.remove(&id);
        if self.limiter.admission.release(id.0) {
            self.note_not_sent(id);
            self.go_on();
        }
    }

    /// When the loop is to call [`Engine::limits_due`].
    pub(in crate::engine) fn next_limited(&self) -> Option<Instant> {
        let first = self.limiter.first_until()?;
        Some(self.limiter.sign.map_or(first, |sign| first.min(sign)))
    }

    /// A limit may let uploads pass, or it is time for a sign of life.
    pub(in crate::engine) fn limits_due(&mut self) {
        let now = Instant::now();
        if self.limiter.first_until().is_some_and(|until| until <= now) {
            self.go_on();
        }
        self.limiter.sign = Some(now + SIGN_EVERY);
        let first = self.limiter.held.keys().next();
        if let Some(entry) = first.and_then(|id| self.jobs.get(id)) {
            self.out.put(Event::Job(Box::new(entry.view.clone())));
        }
    }

    /// Returns whether every job that has not ended waits for a limit.
    pub(super) fn only_limited(&self) -> bool {
        let mut open = self.jobs.values().filter(|e| e.view.outcome.is_none());
        open.all(|entry| entry.view.limited.is_some())
    }

    /// Lets uploads go on that no limit holds back any more, oldest first.
    fn go_on(&mut self) {
        let held: Vec<(JobId, Held)> = self
            .limiter
            .held
            .iter()
            .map(|(id, held)| (*id, held.clone()))
            .collect();
        let mut shared = None;
        for (id, held) in held {
            let is_back = self.jobs.get(&id).is_some_and(|e| e.started.is_none());
            if !is_back {
                continue;
            }
            let reached = match shared {
                Some(reached) => Err(reached),
                None => self.limiter.admission.admit(id.0, &held.upload),
            };
            match reached {
                Ok(()) => self.let_go(id),
                Err(reached) => {
                    shared = shared.or(Some(reached).filter(|r| r.which.is_shared()));
                    self.hold(id, Held { reached, ..held });
                }
            }
        }
        self.start_waiting();
    }

    fn hold(&mut self, id: JobId, held: Held) {
        let reached = held.reached;
        let limited = reached.limited();
        let before = self.limiter.held.insert(id, held);
        let Some(entry) = self.jobs.get_mut(&id) else {
            return;
        };
        if before.is_some_and(|before| before.reached == reached) {
            return;
        }
        let view = &mut entry.view;
        view.limited = Some(limited);
        view.phase = Phase::Waiting;
        view.waiting = None;
        tracing::info!(job = id.0, limit = limited.which.word(), "limited");
        self.out.put(Event::Job(Box::new(view.clone())));
        let sign = Instant::now() + SIGN_EVERY;
        self.limiter.sign.get_or_insert(sign);
    }

    fn let_go(&mut self, id: JobId) {
        self.limiter.held.remove(&id);
        if let Some(entry) = self.jobs.get_mut(&id) {
            entry.view.limited = None;
            self.out.put(Event::Job(Box::new(entry.view.clone())));
        }
    }

    /// Stores that a job begins to send, for the limits of other processes.
    fn note_sending(&self, id: JobId, upload: &Candidate) {
        if let Some((run, job)) = self.claim(id) {
            let (device, bytes) = (upload.device.clone(), upload.bytes);
            self.writer
                .write(move |store| store.sends(&run, job, &device, bytes));
        }
    }

    /// Stores that it did not.
    fn note_not_sent(&self, id: JobId) {
        if let Some((run, job)) = self.claim(id) {
            self.writer
                .write(move |store| store.sent_nothing(&run, job));
        }
    }
}

impl Limiter {
    fn first_until(&self) -> Option<Instant> {
        self.held.values().map(|held| held.reached.until).min()
    }

    /// Admits an upload, unless a limit or an older upload that waits for the same one is in the way.
    fn decide(&mut self, id: JobId, upload: &Candidate) -> Result<(), Reached> {
        let now = Instant::now();
        let older = self.held.range(..id).map(|(_, held)| held.reached);
        let ahead = older
            .filter(|r| r.which.is_shared() && r.until > now)
            .min_by_key(|r| r.until);
        match ahead {
            Some(reached) if !self.admission.has(id.0) => Err(reached),
            _ => self.admission.admit(id.0, upload),
        }
    }
}

#[cfg(test)]
mod tests;
