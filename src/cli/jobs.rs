//! [`Jobs`]: follows the jobs of a run to their ends, prints them, and asks for the PINs of locked devices.

use super::Context;
use super::interrupt::{Interrupt, Signal};
use super::pins::Pins;
use super::running::Follow;
use super::tally::Tally;
use crate::device::AddrSpec;
use crate::engine::{
    Command, Event, Handle, JobId, JobView, LimitKind, Limited, Outcome, Phase, Target, Unlocked,
    UploadKey,
};
use crate::problem::{Code, Problem};
use crate::text::path_text;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// The jobs of a run, followed to their ends.
pub(super) struct Jobs<'a> {
    context: &'a Context,
    handle: Handle,
    tally: &'a mut Tally,
    pins: Pins,
    /// Number of jobs that have not ended; `None` = as many as the engine finds.
    open: Option<usize>,
    /// Jobs whose device is locked, until it has received its PIN.
    locked: Vec<JobView>,
    /// For each job that is being sent, a sentence about what its device may hold.
    under_way: BTreeMap<JobId, String>,
    /// What was last said that each job waits for.
    waits_for: BTreeMap<JobId, String>,
    is_interrupted: bool,
    /// The limit that was reported last.
    limited: Option<(LimitKind, String)>,
}

impl<'a> Jobs<'a> {
    /// Follows that many jobs; `None` = until the engine reports that all are done.
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
            waits_for: BTreeMap::new(),
            is_interrupted: false,
            limited: None,
        }
    }

    async fn take_in(&mut self, event: Event, interrupt: &mut Interrupt) -> Result<(), Signal> {
        match event {
            Event::Job(job) if is_locked(&job) => {
                let asked = self.ask(&job, interrupt).await;
                if asked == Ok(true) {
                    self.context.out.remove_bar(&job);
                    self.locked.push(*job);
                } else {
                    self.ended(&job);
                }
                asked?;
            }
            Event::Job(job) if job.outcome.is_some() => self.ended(&job),
            Event::Job(job) => {
                self.note(&job);
                self.say_what_it_waits_for(&job);
                self.report_limit(job.limited);
                self.context.out.progress(&job);
            }
            Event::Unlocked {
                address, result, ..
            } => self.unlocked(&address, result),
            Event::NetworkDropped { network, devices } => {
                self.context.out.network(&network, Some(devices));
            }
            Event::NetworkBack { network } => self.context.out.network(&network, None),
            // another job of this run does the same: both have one end
            Event::AlreadyQueued { target, key, .. } => {
                self.context.out.message(&already_queued(&target, &key));
                self.count_down();
            }
            Event::AllDone if self.open.is_none() && self.locked.is_empty() => {
                self.handle.send(Command::Shutdown);
            }
            _ => {}
        }
        Ok(())
    }

    /// Says once what has the device that a job waits for: without a terminal there is no bar to say it.
    fn say_what_it_waits_for(&mut self, job: &JobView) {
        let Some(ahead) = &job.waits_for else { return };
        let ahead = ahead.to_string();
        if self.waits_for.get(&job.id) != Some(&ahead) {
            let device = self.context.out.label(&job.device);
            let words = format!("waiting   {device}: {ahead}.");
            self.context.out.message(&words);
            self.waits_for.insert(job.id, ahead);
        }
    }

    /// Notes that a device may hold a part of what a job sends.
    fn note(&mut self, job: &JobView) {
        match job.phase {
            Phase::Waiting | Phase::Connecting | Phase::Preparing | Phase::Absent | Phase::Done => {
            }
            Phase::Sending | Phase::Answer | Phase::Verifying | Phase::Starting => {
                let device = self.context.out.label(&job.device);
                let file = path_text(&job.pattern_name);
                let words =
                    format!("{device} may hold a part of {file}, or all of it, not verified");
                self.under_way.insert(job.id, words);
            }
        }
    }

    /// Says which limit holds uploads back, and until when; once for each.
    fn report_limit(&mut self, limited: Option<Limited>) {
        let Some(limited) = limited else { return };
        let said = (limited.which, limited.clock());
        if self.limited.as_ref() == Some(&said) {
            return;
        }
        let words = match limited.which {
            LimitKind::Uploads => "The limit of uploads per hour is reached",
            LimitKind::Bytes => "The limit of bytes per hour is reached",
            LimitKind::DeviceUploads => "The limit of uploads per hour to one device is reached",
            LimitKind::DeviceBytes | LimitKind::File => {
                "The limit of bytes per hour to one device is reached"
            }
        };
        let words = format!("{words}. Uploads wait; the next one goes at {}.", said.1);
        self.context.out.message(&words);
        self.limited = Some(said);
    }

    fn ended(&mut self, job: &JobView) {
        self.under_way.remove(&job.id);
        self.waits_for.remove(&job.id);
        self.tally.count(job.outcome.as_ref());
        self.context.out.job(job);
        self.count_down();
    }

    /// Counts a job that has ended; after the last one, the engine ends.
    fn count_down(&mut self) {
        self.open = self.open.map(|open| open.saturating_sub(1));
        if self.open == Some(0) {
            self.handle.send(Command::Shutdown);
        }
    }

    /// Asks the user for the PIN of a locked device, and sends it. Returns whether a PIN was sent.
    ///
    /// # Errors
    /// The signal that came while the user was asked.
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

    /// Continues the jobs of a device that accepted its PIN; fails those of a device that refused it.
    fn unlocked(&mut self, address: &str, result: Result<Unlocked, Problem>) {
        let (here, others) = std::mem::take(&mut self.locked)
            .into_iter()
            .partition(|job| job.device.address == address);
        self.locked = others;
        let here: Vec<JobView> = here;
        match result {
            Ok(unlocked) => {
                if let Some(problem) = unlocked.not_kept {
                    self.context.out.warn(&problem);
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
                    self.handle.send(Command::Resume); // reports at once when all is done
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
        self.context.out.message(
            "Interrupted: taking back unfinished uploads. Press Ctrl+C again to end at once.",
        );
        self.handle.send(Command::CancelAll);
        for job in std::mem::take(&mut self.locked) {
            self.ended(&job);
        }
    }

    fn abandon(&mut self) {
        let out = &self.context.out;
        out.message("Interrupted again: not all unfinished uploads were taken back.");
        self.under_way.values().for_each(|words| out.message(words));
        if !self.under_way.is_empty() {
            out.message("Run `upload-bridge queue` to list unfinished uploads.");
        }
    }
}

/// Words that an upload is not queued a second time.
fn already_queued(target: &Target, key: &UploadKey) -> String {
    let device = match target {
        Target::Device(id) => id.to_string(),
        Target::Address(address) => address.to_string(),
    };
    format!("{} is already being sent to {device}.", key.name)
}

fn is_locked(job: &JobView) -> bool {
    matches!(&job.outcome, Some(Outcome::Failed(problem)) if problem.code == Code::DeviceLocked)
}
