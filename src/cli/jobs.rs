//! Follows the jobs of a run to their ends: prints them, asks for the PINs of locked devices, takes interrupts.

use super::Context;
use super::interrupt::{Interrupt, Signal};
use super::pins::Pins;
use super::upload::Tally;
use crate::device::AddrSpec;
use crate::engine::{
    Command, Event, Events, Handle, JobId, JobView, Outcome, Phase, Target, Unlocked, UploadKey,
};
use crate::problem::{Code, Problem};
use crate::text::path_text;
use std::collections::BTreeMap;

/// The jobs that are followed.
struct Followed<'a> {
    context: &'a Context,
    handle: &'a Handle,
    tally: &'a mut Tally,
    pins: Pins,
    /// Jobs that have not ended; `None`: as many as the engine finds.
    open: Option<usize>,
    /// Jobs that failed because their device is locked, while it is given its PIN.
    locked: Vec<JobView>,
    /// What is on its way to devices: what to call both.
    under_way: BTreeMap<JobId, String>,
    interrupted: Option<Signal>,
}

/// Prints what the engine reports until so many jobs have ended (without a number: until it says that all have) and it has
/// shut down. An interrupt cancels them all; a second one ends the wait for that, too. Returns what interrupted it.
pub(super) async fn follow(
    context: &Context,
    (handle, events, interrupt): (&Handle, &Events, &mut Interrupt),
    tally: &mut Tally,
    pins: Pins,
    jobs: Option<usize>,
) -> Option<Signal> {
    let mut followed = Followed {
        context,
        handle,
        tally,
        pins,
        open: jobs,
        locked: Vec::new(),
        under_way: BTreeMap::new(),
        interrupted: None,
    };
    if jobs == Some(0) {
        handle.send(Command::Shutdown);
    }
    loop {
        let next = tokio::select! {
            biased;
            signal = interrupt.raised() => Err(signal),
            event = events.next() => Ok(event),
        };
        let handled = match next {
            Ok(Some(event)) => followed.event(event, interrupt).await,
            Ok(None) => return followed.interrupted,
            Err(signal) => Err(signal),
        };
        if let Err(signal) = handled {
            if followed.interrupted.is_some() {
                followed.abandon();
                return followed.interrupted;
            }
            followed.interrupt(signal);
        }
    }
}

impl Followed<'_> {
    /// Takes in what the engine reports. `Err`: a signal came while a person was asked for a PIN.
    async fn event(&mut self, event: Event, interrupt: &mut Interrupt) -> Result<(), Signal> {
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
            Event::Trouble(problem) => self.context.out.trouble(&problem),
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

    fn interrupt(&mut self, signal: Signal) {
        self.interrupted = Some(signal);
        self.context
            .out
            .talk("interrupted: taking back what is not finished; Ctrl+C ends at once");
        self.handle.send(Command::CancelAll);
        for job in std::mem::take(&mut self.locked) {
            self.ended(&job);
        }
    }

    /// Says what the end of the run, before all was taken back, may leave on devices.
    fn abandon(&self) {
        let out = &self.context.out;
        out.talk("interrupted again: not everything was taken back");
        self.under_way.values().for_each(|words| out.talk(words));
        if !self.under_way.is_empty() {
            out.talk("`queue` lists what is unfinished");
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
        if self.interrupted.is_some() {
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
