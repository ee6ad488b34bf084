//! What was: the history, and how many uploads earlier runs left unfinished. Read for the window, off the loop.

use super::Engine;
use crate::device::Problem;
use crate::engine::event::{Event, Past};
use crate::engine::report::Note;
use crate::store::JobState;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

impl Engine {
    /// Reads all of the history, and looks which of its files are still there.
    pub(super) fn history(&self) {
        let shared = self.shared.clone();
        let notes = self.notes.clone();
        tokio::spawn(async move {
            let read = shared.stored(|store| {
                let entries = store.history(None)?;
                let files: BTreeSet<&String> = entries.iter().map(|entry| &entry.file).collect();
                let is_there = |file: &&&String| {
                    Path::new(file.as_str()).is_absolute() && Path::new(file.as_str()).is_file()
                };
                let files = files
                    .iter()
                    .filter(is_there)
                    .map(|file| (*file).clone())
                    .collect();
                Ok(Past { entries, files })
            });
            let event = read
                .await
                .map_or_else(trouble, |past| Event::History(Arc::new(past)));
            let _ = notes.send(Note::Pass(event));
        });
    }

    /// Counts what earlier runs left unfinished, or ends it.
    pub(super) fn unfinished(&self, discard: bool) {
        let shared = self.shared.clone();
        let notes = self.notes.clone();
        let run = self.journal.clone();
        tokio::spawn(async move {
            let counted = shared.stored(move |store| {
                if let Some(run) = run.filter(|_| discard) {
                    store.discard_unfinished(&run)?;
                }
                Ok(store
                    .jobs()?
                    .iter()
                    .filter(|row| row.state == JobState::Unfinished)
                    .count())
            });
            let _ = notes.send(Note::Pass(
                counted.await.map_or_else(trouble, Event::Unfinished),
            ));
        });
    }
}

pub(super) fn trouble(detail: String) -> Event {
    let hint = "Check that the app's folder can be read and written.";
    Event::Trouble(Problem::new("store.unavailable", detail, hint))
}
