//! Follows the jobs of a run to their ends: prints them, asks for the PINs of locked devices, takes interrupts.

use super::Context;
use super::interrupt::Interrupt;
use super::pins::Pins;
use super::upload::Tally;
use crate::device::{AddrSpec, Problem};
use crate::engine::{Command, Event, Events, Handle, JobView, Outcome, Target, Unlocked};

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
    interrupted: bool,
}

/// Prints what the engine reports until so many jobs have ended (without a number: until it says that all have) and it has
/// shut down; an interrupt cancels them all. Whether there was one.
pub(super) async fn follow(
    context: &Context,
    (handle, events): (&Handle, &Events),
    tally: &mut Tally,
    pins: Pins,
    jobs: Option<usize>,
) -> bool {
    let mut followed = Followed {
        context,
        handle,
        tally,
        pins,
        open: jobs,
        locked: Vec::new(),
        interrupted: false,
    };
    if jobs == Some(0) {
        handle.send(Command::Shutdown);
    }
    let mut interrupt = Interrupt::listen();
    loop {
        let event = tokio::select! {
            biased;
            () = interrupt.raised() => {
                followed.interrupt();
                continue;
            }
            event = events.next() => event,
        };
        match event {
            Some(event) => followed.event(event),
            None => return followed.interrupted,
        }
    }
}

impl Followed<'_> {
    fn event(&mut self, event: Event) {
        match event {
            Event::Job(job) if is_locked(&job) && self.ask(&job) => {
                self.context.out.put_aside(&job);
                self.locked.push(*job);
            }
            Event::Job(job) if job.outcome.is_some() => self.ended(&job),
            Event::Job(job) => self.context.out.progress(&job),
            Event::Unlocked {
                address, result, ..
            } => self.unlocked(&address, result),
            Event::AllDone if self.open.is_none() && self.locked.is_empty() => {
                self.handle.send(Command::Shutdown);
            }
            Event::Trouble(problem) => self.context.out.trouble(&problem),
            _ => {}
        }
    }

    fn interrupt(&mut self) {
        self.interrupted = true;
        self.context
            .out
            .talk("interrupted: taking back what is not finished");
        self.handle.send(Command::CancelAll);
        for job in std::mem::take(&mut self.locked) {
            self.ended(&job);
        }
    }

    fn ended(&mut self, job: &JobView) {
        self.tally.count(job.outcome.as_ref());
        self.context.out.job(job);
        self.open = self.open.map(|open| open.saturating_sub(1));
        if self.open == Some(0) {
            self.handle.send(Command::Shutdown);
        }
    }

    /// Gives a locked device its PIN, if somebody tells it and it was not told before; whether that is under way.
    fn ask(&mut self, job: &JobView) -> bool {
        let address = &job.device.address;
        if self.interrupted {
            return false;
        }
        if self
            .locked
            .iter()
            .any(|other| other.device.address == *address)
        {
            return true;
        }
        let Ok(spec) = address.parse::<AddrSpec>() else {
            return false;
        };
        let Some(secret) = self.pins.ask(&self.context.out, address) else {
            return false;
        };
        let keep = self.pins.keep();
        let options = self.pins.connect();
        self.handle.send(Command::Unlock {
            target: Target::Address(spec),
            secret,
            keep,
            options,
        });
        true
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

fn is_locked(job: &JobView) -> bool {
    matches!(&job.outcome, Some(Outcome::Failed(problem)) if problem.code == "device.locked")
}
