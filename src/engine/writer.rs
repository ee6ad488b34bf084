//! The one writer of the store: changes are carried out in the order in which they were asked for, away from the loop, and
//! all of them before the engine ends.

use super::event::Event;
use super::report::Note;
use crate::device::Problem;
use crate::store::{Store, StoreError};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

type Change = Box<dyn FnOnce(&Store) -> Result<(), StoreError> + Send>;

/// Takes changes; see the module.
pub(super) struct Writer {
    changes: UnboundedSender<Change>,
    task: JoinHandle<()>,
}

impl Writer {
    pub(super) fn new(store: Store, notes: UnboundedSender<Note>) -> Self {
        let (changes, inbox) = unbounded_channel();
        Self { changes, task: tokio::spawn(write_all(store, inbox, notes)) }
    }

    /// Asks for a change.
    pub(super) fn write(&self, change: impl FnOnce(&Store) -> Result<(), StoreError> + Send + 'static) {
        let _ = self.changes.send(Box::new(change));
    }

    /// Waits until everything that was asked for is on the disk.
    pub(super) async fn finish(self) {
        drop(self.changes);
        let _ = self.task.await;
    }
}

async fn write_all(store: Store, mut inbox: UnboundedReceiver<Change>, notes: UnboundedSender<Note>) {
    while let Some(change) = inbox.recv().await {
        let store = store.clone();
        let result = tokio::task::spawn_blocking(move || change(&store).map_err(|e| e.to_string())).await;
        if let Err(detail) = result.unwrap_or_else(|e| Err(e.to_string())) {
            tracing::warn!(%detail, "a change was not stored");
            let hint = "Check that the disk is not full and that the app's folder can be written.";
            let _ = notes.send(Note::Pass(Event::Trouble(Problem::new("store.unavailable", detail, hint))));
        }
    }
}
