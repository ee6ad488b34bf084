//! [`Jobs`]: follows the jobs of a run to their ends, prints them, and asks for the PINs of locked devices.

use super::Context;
use super::interrupt::{Interrupt, Signal};
use super::pins::Pins;
use super::running::Follow;
use super::tally::Tally;
use crate::device::AddrSpec;
use crate::engine::{
    Command, Event, Handle, JobId, JobView, Outcome, Phase, Target, Unlocked, UploadKey,
};
use crate::problem::{Code, Problem};
use crate::text::path_text;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// The jobs that are followed.
pub(super) struct Jobs<'a> {
    context: &'a Context,
    handle: Handle,
    tally: &'a mut Tally,
    pins: Pins,
    /// Jobs that have not ended; `None`: as many as the engine finds.
    open: Option<usize>,
    /// Jobs that failed because their device is locked, while it is given its PIN.
    locked: Vec<JobView>,
    /// What is on its way to devices: what to call both.
    under_way: BTreeMap<JobId, String>,
    is_interrupted: bool,
}

impl<'a> Jobs<'a> {
    /// Follows so many jobs; without a number, until the engine says that all are done.
    pub(super) fn new(
        context: &'a Context,
        handle: Handle,
        tally: &'a mut Tally,
        pins: Pins,
        jobs: Option<usize>,
    ) -> Self {
        if jobs == Some(0) {
            handle.send(Command::Shutdown);
        }
        Self {
            context,
            handle,
            tally,
            pins,
            open: jobs,
            locked: Vec::new(),
            under_way: BTreeMap::new(),
            is_interrupted: false,
        }
    }

    async fn take_in(&mut self, event: Event, interrupt: &mut Interrupt) -> Result<(), Signal> {
        match event {
            Event::Job(job) if is_locked(&job) => {
                let asked = self.ask(&job, interrupt).await;
                if asked == Ok(true) {
                    self.context.out.put_aside(&job);
                    self.locked.push(*job);
                } else {
                    self.ended(&job);
                }
                asked?;
            }
            Event::Job(job) if job.outcome.is_some() => self.ended(&job),
            Event::Job(job) => {
                self.note(&job);
                self.context.out.progress(&job);
            }
            Event::Unlocked {
                address, result, ..
            } => self.unlocked(&address, result),
            // another job of this run does the same: one end for both
            Event::AlreadyQueued { target, key, .. } => {
                self.context.out.talk(&twice(&target, &key));
                self.one_less();
            }
            Event::AllDone if self.open.is_none() && self.locked.is_empty() => {
                self.handle.send(Command::Shutdown);
            }
            _ => {}
        }
        Ok(())
    }

    /// Notes whether a device may hold a part of what a job sends.
    fn note(&mut self, job: &JobView) {
        match job.phase {
            Phase::Waiting | Phase::Connecting | Phase::Preparing | Phase::Absent | Phase::Done => {
            }
            Phase::Sending | Phase::Answer | Phase::Verifying | Phase::Starting => {
                let device = self.context.out.label(&job.device);
                let file = path_text(&job.pattern_name);
                let words = format!("{device} may hold a part of {file}, or all of it unverified");
                self.under_way.insert(job.id, words);
            }
        }
    }

    fn ended(&mut self, job: &JobView) {
        self.under_way.remove(&job.id);
        self.tally.count(job.outcome.as_ref());
        self.context.out.job(job);
        self.one_less();
    }

    /// One job less is to end.
    fn one_less(&mut self) {
        self.open = self.open.map(|open| open.saturating_sub(1));
        if self.open == Some(0) {
            self.handle.send(Command::Shutdown);
        }
    }

    /// Sends a locked device its PIN, if the user enters one and none was sent before; returns whether it did. A signal
    /// ends the wait for the person.
    async fn ask(&mut self, job: &JobView, interrupt: &mut Interrupt) -> Result<bool, Signal> {
        let address = &job.device.address;
        if self.is_interrupted {
            return Ok(false);
        }
        if self
            .locked
            .iter()
            .any(|other| other.device.address == *address)
        {
            return Ok(true);
        }
        let Ok(spec) = address.parse::<AddrSpec>() else {
            return Ok(false);
        };
        let asked = tokio::select! {
            biased;
            signal = interrupt.raised() => return Err(signal),
            secret = self.pins.ask(&self.context.out, address) => secret,
        };
        let Some(secret) = asked else {
            return Ok(false);
        };
        let keep = self.pins.keep();
        let options = self.pins.connect();
        self.handle.send(Command::Unlock {
            target: Target::Address(spec),
            secret,
            keep,
            options,
        });
        Ok(true)
    }

    /// The device has its PIN, or did not take it: its jobs go on, or have failed.
    fn unlocked(&mut self, address: &str, result: Result<Unlocked, Problem>) {
        let (here, others) = std::mem::take(&mut self.locked)
            .into_iter()
            .partition(|job| job.device.address == address);
        self.locked = others;
        let here: Vec<JobView> = here;
        match result {
            Ok(unlocked) => {
                if let Some(problem) = unlocked.not_kept {
                    self.context.out.trouble(&problem);
                }
                here.iter()
                    .for_each(|job| self.handle.send(Command::Retry(job.id)));
            }
            Err(problem) => {
                for mut job in here {
                    job.outcome = Some(Outcome::Failed(problem.clone()));
                    self.ended(&job);
                }
                if self.open.is_none() && self.locked.is_empty() {
                    self.handle.send(Command::Resume); // says at once when all is done
                }
            }
        }
    }
}

impl Follow for Jobs<'_> {
    async fn event(
        &mut self,
        event: Event,
        interrupt: &mut Interrupt,
    ) -> Result<ControlFlow<()>, Signal> {
        self.take_in(event, interrupt).await?;
        Ok(ControlFlow::Continue(())) // the engine ends after the last job
    }

    fn stop(&mut self) {
        self.is_interrupted = true;
        self.context
            .out
            .talk("interrupted: taking back what is not finished; Ctrl+C ends at once");
        self.handle.send(Command::CancelAll);
        for job in std::mem::take(&mut self.locked) {
            self.ended(&job);
        }
    }

    fn abandon(&mut self) {
        let out = &self.context.out;
        out.talk("interrupted again: not everything was taken back");
        self.under_way.values().for_each(|words| out.talk(words));
        if !self.under_way.is_empty() {
            out.talk("`queue` lists what is unfinished");
        }
    }
}

/// Says that an upload is not queued a second time.
fn twice(target: &Target, key: &UploadKey) -> String {
    let device = match target {
        Target::Device(id) => id.to_string(),
        Target::Address(address) => address.to_string(),
    };
    format!("{} is being sent to {device} already", key.name)
}

fn is_locked(job: &JobView) -> bool {
    matches!(&job.outcome, Some(Outcome::Failed(problem)) if problem.code == Code::DeviceLocked)
}
