//! The one writer of the store: changes are carried out in the order in which they were asked for, away from the loop, and
//! all of them before the engine ends. Whatever waits is committed together: one wait for the disk, however many jobs.

use crate::problem::{Problem, Remedy};
use crate::store::{Changes, Store, StoreError};
use std::collections::HashSet;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

/// Most changes in one transaction: some milliseconds of work, so that a change waits for no more than two of them.
const TOGETHER: usize = 512;

type Change = Box<dyn FnOnce(&Changes<'_>) -> Result<(), StoreError> + Send>;

/// A change, and the note that the loop gets when it is on the disk (or failed, which is reported as trouble, once).
struct StoreChange<N> {
    change: Change,
    then: Option<N>,
}

/// Takes changes; see the module. `N`: the notes that the loop gets.
pub(in crate::engine) struct Writer<N> {
    changes: UnboundedSender<StoreChange<N>>,
    task: JoinHandle<()>,
}

impl<N: Send + 'static> Writer<N> {
    /// `trouble` makes the note for a change that could not be stored; sent once for each reason.
    pub(in crate::engine) fn new(
        store: Store,
        notes: UnboundedSender<N>,
        trouble: fn(Problem) -> N,
    ) -> Self {
        let (changes, inbox) = unbounded_channel();
        Self {
            changes,
            task: tokio::spawn(write_all(store, inbox, notes, trouble)),
        }
    }

    /// Asks for a change.
    pub(in crate::engine) fn write(
        &self,
        change: impl FnOnce(&Changes<'_>) -> Result<(), StoreError> + Send + 'static,
    ) {
        let _ = self.changes.send(StoreChange {
            change: Box::new(change),
            then: None,
        });
    }

    /// Asks for a change; the loop gets `then` after it was committed. It gets it as well when that failed: a full disk
    /// holds no upload up.
    pub(in crate::engine) fn write_then(
        &self,
        then: N,
        change: impl FnOnce(&Changes<'_>) -> Result<(), StoreError> + Send + 'static,
    ) {
        let _ = self.changes.send(StoreChange {
            change: Box::new(change),
            then: Some(then),
        });
    }

    /// Waits until everything that was asked for is on the disk.
    pub(in crate::engine) async fn finish(self) {
        drop(self.changes);
        let _ = self.task.await;
    }
}

async fn write_all<N>(
    store: Store,
    mut inbox: UnboundedReceiver<StoreChange<N>>,
    notes: UnboundedSender<N>,
    trouble: fn(Problem) -> N,
) {
    let mut waiting = Vec::new();
    let mut said = HashSet::new();
    while inbox.recv_many(&mut waiting, TOGETHER).await > 0 {
        let (changes, then): (Vec<_>, Vec<_>) = waiting
            .drain(..)
            .map(|wanted| (wanted.change, wanted.then))
            .unzip();
        let store = store.clone();
        let result = tokio::task::spawn_blocking(move || commit(&store, changes)).await;
        let failure = match result {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(unwritten(&error)),
            Err(panicked) => Some(unwritten(&StoreError::stopped(&panicked))),
        };
        if let Some(problem) = failure {
            tracing::warn!(%problem, "a change was not stored");
            if said.insert(problem.message.to_string()) {
                let _ = notes.send(trouble(problem));
            }
        }
        for note in then.into_iter().flatten() {
            let _ = notes.send(note);
        }
    }
}

/// What a failed change means for the user.
fn unwritten(error: &StoreError) -> Problem {
    let Problem {
        code,
        message,
        remedy,
    } = error.problem();
    Problem::new(code, message, Remedy::NotRemembered.then(remedy))
}

/// All changes in one transaction; the first failure is returned, and takes back only its own change.
fn commit(store: &Store, changes: Vec<Change>) -> Result<(), StoreError> {
    store.commit(|all| {
        let results: Vec<_> = changes.into_iter().map(|change| all.one(change)).collect();
        results.into_iter().collect()
    })?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::api::{Event, JobId};
    use crate::engine::note::Note;
    use crate::store::HistoryEntry;

    fn entry(file: String) -> HistoryEntry {
        HistoryEntry {
            ended_at: 1,
            file,
            device: None,
            name: None,
            family: None,
            address: String::new(),
            bytes: 0,
            attempts: 1,
            seconds: 0.0,
            sha256: None,
            outcome: "failed".into(),
            code: None,
            problem: None,
            notes: Vec::new(),
        }
    }

    #[tokio::test]
    async fn what_is_told_after_a_change_is_told_in_order_and_with_the_change_on_the_disk() {
        let store = Store::in_memory().unwrap();
        let (notes, mut inbox) = unbounded_channel();
        let writer = Writer::new(store.clone(), notes, Note::unwritten);
        for n in 0..2000 {
            writer.write_then(Note::Settled(JobId::example(n)), move |store| {
                store.record(&entry(n.to_string()))
            });
        }
        for n in 0..2000 {
            assert!(
                matches!(inbox.recv().await, Some(Note::Settled(id)) if id == JobId::example(n))
            );
            assert!(store.history(None).unwrap().len() as u64 > n);
        }
        writer.finish().await;
    }

    #[tokio::test]
    async fn a_change_that_fails_is_told_and_holds_no_other_up() {
        let store = Store::in_memory().unwrap();
        let (notes, mut inbox) = unbounded_channel();
        let writer = Writer::new(store.clone(), notes, Note::unwritten);
        writer.write_then(Note::Settled(JobId::example(1)), |_| {
            Err(StoreError::stopped(&"no"))
        });
        writer.write(|store| store.record(&entry("kept".into())));
        writer.finish().await;
        assert!(matches!(
            inbox.recv().await,
            Some(Note::Pass(Event::Trouble(_)))
        ));
        assert!(matches!(inbox.recv().await, Some(Note::Settled(_))));
        assert_eq!(store.history(None).unwrap()[0].file, "kept");
    }

    #[tokio::test]
    async fn a_reason_is_told_once_however_many_changes_it_keeps_from_the_disk() {
        let store = Store::in_memory().unwrap();
        let (notes, mut inbox) = unbounded_channel();
        let writer = Writer::new(store, notes, Note::unwritten);
        for n in 0..3 {
            writer.write_then(Note::Settled(JobId::example(n)), |_| {
                Err(StoreError::Folder(std::io::ErrorKind::StorageFull.into()))
            });
            loop {
                match inbox.recv().await {
                    Some(Note::Pass(Event::Trouble(problem))) if n == 0 => {
                        assert!(
                            problem.message.to_string().contains("the disk is full"),
                            "{problem}"
                        );
                        assert!(
                            problem.remedy.to_string().contains("not saved"),
                            "{}",
                            problem.remedy.to_string()
                        );
                    }
                    Some(Note::Settled(id)) if id == JobId::example(n) => break,
                    _ => panic!("told again"),
                }
            }
        }
        writer.finish().await;
    }
}
