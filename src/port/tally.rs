//! [`Tally`]: what this process has done since its start, counted from the engine's facts on their way to the monitor. The
//! monitor's own numbers cover windows of time and all processes of a home folder; counters must only grow.

use crate::engine::{Ended, Fact, Facts};
use parking_lot::Mutex;
use std::sync::Arc;
use tokio::sync::mpsc::unbounded_channel;

/// Counts since the start of the process.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    /// Uploads that ended, by the word of their outcome.
    pub(super) ended: Vec<(&'static str, u64)>,
    pub(super) bytes: u64,
    pub(super) attempts: u64,
    /// Times that a device was asked whether it is there, and answered or not.
    pub(super) answered: u64,
    pub(super) silent: u64,
    /// Times that a device refused its PIN or token.
    pub(super) refused: u64,
}

impl Default for Counts {
    fn default() -> Self {
        Self {
            ended: Ended::ALL.map(|outcome| (outcome.word(), 0)).into(),
            bytes: 0,
            attempts: 0,
            answered: 0,
            silent: 0,
            refused: 0,
        }
    }
}

impl Counts {
    fn count(&mut self, fact: &Fact) {
        match fact {
            Fact::Upload(upload) => {
                let word = upload.outcome.word();
                let all = self.ended.iter_mut().filter(|(known, _)| *known == word);
                all.for_each(|(_, n)| *n += 1);
                self.bytes += upload.measured.sent;
                self.attempts += u64::from(upload.attempts);
            }
            Fact::Probe(probe) if probe.answer.is_some() => self.answered += 1,
            Fact::Probe(_) => self.silent += 1,
            Fact::SecretRefused(_) => self.refused += 1,
            _ => {}
        }
    }
}

/// The counts of a process.
#[derive(Clone, Debug, Default)]
pub struct Tally(Arc<Mutex<Counts>>);

impl Tally {
    /// Makes a way of facts that are counted here, and go on to `next`. Needs a runtime.
    #[must_use]
    pub fn before(&self, next: Facts) -> Facts {
        let (to, mut facts) = unbounded_channel();
        let counts = self.0.clone();
        tokio::spawn(async move {
            while let Some(fact) = facts.recv().await {
                counts.lock().count(&fact);
                next.put(fact);
            }
        });
        Facts::to(to)
    }

    pub(super) fn read(&self) -> Counts {
        self.0.lock().clone()
    }
}
