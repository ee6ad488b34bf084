//! Everything that waits: each task does one thing, reports to the loop by notes, and ends. `reach` is the one way to a device.

mod audit;
mod connect;
mod control;
mod diagnose;
mod job;
mod load;
mod network;
mod patience;
mod preview;
mod probe;
mod reach;
mod records;
mod resume;
mod scan;
mod selftest;
mod stream;
mod unlock;

pub(super) use connect::{connect, forget_secret};
pub(super) use control::control;
pub(super) use diagnose::diagnose;
pub(super) use job::{Claim, Job, run as run_job};
pub(super) use load::{Load, load, read_map};
pub(super) use network::watch_network;
pub(super) use preview::PreviewTask;
pub(super) use probe::{Probe, probe, recheck_set_aside};
pub(super) use reach::Visit;
pub(super) use records::{history, known_devices, networks, unfinished};
pub(super) use resume::{read_again, take_over};
pub(super) use scan::Scan;
pub(super) use selftest::SelfTest;
pub(super) use stream::Streaming;
pub(super) use unlock::unlock;

use super::keep::Shared;
use super::note::Note;
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;

/// The context of every task.
#[derive(Clone)]
pub(super) struct Context {
    pub(super) keep: Arc<Shared>,
    notes: UnboundedSender<Note>,
}

impl Context {
    pub(super) fn new(keep: Arc<Shared>, notes: UnboundedSender<Note>) -> Self {
        keep.secrets.report_to(notes.clone());
        Self { keep, notes }
    }

    /// Sends a note to the loop. Does nothing once the engine has ended.
    pub(super) fn notify(&self, note: Note) {
        let _ = self.notes.send(note);
    }

    /// Returns a sender of notes to the loop.
    pub(super) fn notes(&self) -> UnboundedSender<Note> {
        self.notes.clone()
    }
}
