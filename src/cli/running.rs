//! [`Running`]: the engine that a command has started, the loop that follows its events, and its end. [`Follow`] is what a
//! command does with the events.

use super::interrupt::{Interrupt, Signal};
use super::{Context, ended};
use crate::engine::{Command, EngineOptions, Event, Events, Facts, Handle, spawn};
use crate::monitor::Monitor;
use crate::problem::Problem;
use std::cell::Cell;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

/// An engine that runs for one command.
pub(super) struct Running<'a> {
    context: &'a Context,
    handle: Handle,
    events: Events,
    monitor: Monitor,
    /// Whether a second signal ended the wait for the engine.
    abandoned: Cell<bool>,
}

/// What a command does with the events of its engine.
pub(super) trait Follow {
    /// Takes in an event; breaks when the command is done.
    ///
    /// # Errors
    /// The signal that came while the user was asked for something.
    async fn event(
        &mut self,
        event: Event,
        interrupt: &mut Interrupt,
    ) -> Result<ControlFlow<()>, Signal>;
    /// Asks the engine to stop, at the first signal; the events of the end still follow.
    fn stop(&mut self);
    /// Tells the user what may be left behind, at the second signal.
    fn abandon(&mut self) {}
}

impl<'a> Running<'a> {
    /// Starts an engine.
    ///
    /// # Errors
    /// The engine cannot start.
    pub(super) fn start(context: &'a Context, options: EngineOptions) -> Result<Self, Problem> {
        let monitor = Monitor::guest(options.store.clone());
        Self::measured(context, options, monitor)
    }

    /// Starts an engine whose facts a monitor counts.
    ///
    /// # Errors
    /// The engine cannot start.
    pub(super) fn measured(
        context: &'a Context,
        options: EngineOptions,
        (facts, monitor): (Facts, Monitor),
    ) -> Result<Self, Problem> {
        let options = EngineOptions { facts, ..options };
        let (handle, events) = spawn(options, Arc::new(|| {}))?;
        Ok(Self {
            context,
            handle,
            events,
            monitor,
            abandoned: Cell::new(false),
        })
    }

    /// Waits until what was measured is stored. The engine ends when nothing can be asked of it any more.
    pub(super) async fn finish(self) {
        const PATIENCE: Duration = Duration::from_secs(2);
        if self.abandoned.get() {
            return;
        }
        self.handle.send(Command::Shutdown);
        drop(self.handle);
        let ended = async { while self.events.next().await.is_some() {} };
        let _ = tokio::time::timeout(PATIENCE, ended).await;
        let _ = tokio::time::timeout(PATIENCE, self.monitor.finished()).await;
    }

    /// Sends a command to the engine.
    pub(super) fn send(&self, command: Command) {
        self.handle.send(command);
    }

    /// Returns a handle for sending commands while the events are followed.
    pub(super) fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Passes all events to `follow`, until it is done or the engine has ended. The first signal stops the work, the second
    /// one ends the wait for that. Returns the first signal.
    pub(super) async fn follow(
        &self,
        interrupt: &mut Interrupt,
        follow: &mut impl Follow,
    ) -> Option<Signal> {
        let mut interrupted = None;
        loop {
            let next = tokio::select! {
                biased;
                signal = interrupt.raised() => Err(signal),
                event = self.events.next() => Ok(event),
            };
            let handled = match next {
                Ok(None) => return interrupted,
                Ok(Some(Event::Trouble(problem))) => {
                    self.context.out.warn(&problem);
                    continue;
                }
                Ok(Some(event)) => follow.event(event, interrupt).await,
                Err(signal) => Err(signal),
            };
            match handled {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(())) => return interrupted,
                Err(_) if interrupted.is_some() => {
                    follow.abandon();
                    self.abandoned.set(true);
                    return interrupted;
                }
                Err(signal) => {
                    interrupted = Some(signal);
                    follow.stop();
                }
            }
        }
    }

    /// Waits for the next event; `None` once the engine has ended.
    pub(super) async fn next(&self) -> Option<Event> {
        self.events.next().await
    }

    /// Waits for the event that `pick` takes.
    ///
    /// # Errors
    /// The engine has ended.
    pub(super) async fn wait<T>(
        &self,
        mut pick: impl FnMut(Event) -> Option<T>,
    ) -> Result<T, Problem> {
        loop {
            match self.events.next().await {
                Some(Event::Trouble(problem)) => self.context.out.warn(&problem),
                Some(event) => {
                    if let Some(found) = pick(event) {
                        return Ok(found);
                    }
                }
                None => return Err(ended()),
            }
        }
    }

    /// Ends the engine, and waits until it has stored what it knows. A signal ends the wait, and is returned.
    pub(super) async fn shut_down(&self, interrupt: &mut Interrupt) -> Option<Signal> {
        self.handle.send(Command::Shutdown);
        let ended = async {
            while let Some(event) = self.events.next().await {
                if let Event::Trouble(problem) = event {
                    self.context.out.warn(&problem);
                }
            }
        };
        interrupt.unless_raised(ended).await.err()
    }
}
