//! [`Tally`]: counts how the jobs of a run ended, and prints the summary.

use super::interrupt::Signal;
use super::output::seconds;
use super::{Context, Exit};
use crate::engine::Outcome;
use serde_json::json;
use std::time::Duration;

/// Number of jobs by how they ended.
#[derive(Debug, Default)]
pub(super) struct Tally {
    verified: usize,
    unverified: usize,
    skipped: usize,
    failed: usize,
    cancelled: usize,
}

impl Tally {
    /// Counts a job that could not begin.
    pub(super) fn fail(&mut self, jobs: usize) {
        self.failed += jobs;
    }

    /// Counts the end of a job.
    pub(super) fn count(&mut self, outcome: Option<&Outcome>) {
        match outcome {
            Some(Outcome::Verified) => self.verified += 1,
            Some(Outcome::SentUnverified) => self.unverified += 1,
            Some(Outcome::Skipped) => self.skipped += 1,
            Some(Outcome::Failed(_)) => self.failed += 1,
            Some(Outcome::Cancelled) => self.cancelled += 1,
            None => {}
        }
    }

    /// Prints the summary, and returns how the run ended.
    pub(super) fn summary(
        &self,
        context: &Context,
        took: Duration,
        interrupted: Option<Signal>,
    ) -> Exit {
        let Self {
            verified,
            unverified,
            skipped,
            failed,
            cancelled,
        } = *self;
        let took = seconds(took);
        let object = json!({
            "event": "summary", "verified": verified, "unverified": unverified, "skipped": skipped,
            "failed": failed, "cancelled": cancelled, "seconds": took,
        });
        let named = [
            (verified, "verified"),
            (unverified, "sent but not verifiable"),
            (skipped, "already there"),
            (failed, "failed"),
            (cancelled, "cancelled"),
        ];
        let words: Vec<String> = named
            .iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, word)| format!("{n} {word}"))
            .collect();
        let words = if words.is_empty() {
            "nothing was sent".to_owned()
        } else {
            words.join(", ")
        };
        context.out.event(&object, &format!("{words} in {took} s"));
        match (
            interrupted,
            failed + cancelled,
            verified + unverified + skipped,
        ) {
            (Some(signal), ..) => Exit::Interrupted(signal),
            (None, 0, _) => Exit::Done,
            (None, _, 0) => Exit::Failed,
            (None, ..) => Exit::Some,
        }
    }
}
