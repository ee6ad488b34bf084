//! What earlier runs left unfinished: taken over, its files read and compared with what was queued, and put on the list.

use super::Engine;
use super::entry::{Matter, NewJob};
use super::patterns::file;
use crate::device::{DeviceError, Problem};
use crate::engine::command::{ConnectOptions, PatternId, SendRequest, Target};
use crate::engine::event::Event;
use crate::engine::report::{Held, Note, Revived};
use crate::pattern::{PatternError, open};
use crate::store::{PatternFile, QueuedJob, Run, Store, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Patterns of earlier runs are numbered from here, those that are asked for from 1.
pub(super) const FIRST_PATTERN: u64 = 1 << 63;

impl Engine {
    /// Takes over what earlier runs left unfinished.
    pub(super) fn resume(&mut self) {
        let Some(run) = self.journal.clone() else {
            self.trouble(
                "This run has no journal, so it cannot take over what others left.".into(),
            );
            return self.all_done();
        };
        self.reviving += 1;
        let shared = self.shared.clone();
        let notes = self.notes.clone();
        let next = self.next_revived.clone();
        tokio::spawn(async move {
            let found = match shared.stored(move |store| take_over(store, &run)).await {
                Ok(jobs) => {
                    let read = tokio::task::spawn_blocking(move || read_all(jobs, &next));
                    read.await.map_err(|e| e.to_string())
                }
                Err(detail) => Err(detail),
            };
            let _ = notes.send(Note::Revived(found));
        });
    }

    pub(super) fn revived(&mut self, found: Result<Vec<Revived>, String>) {
        self.reviving = self.reviving.saturating_sub(1);
        let cancelled = self.reviving == 0 && std::mem::take(&mut self.revived_in_vain);
        match found {
            // an engine that ends leaves them to the next run, as this one found them
            Ok(_) if self.ending => {}
            Ok(jobs) => {
                let ids: Vec<_> = jobs
                    .into_iter()
                    .filter_map(|revived| self.list(revived))
                    .collect();
                if cancelled {
                    ids.into_iter().for_each(|id| self.cancel(id));
                }
                self.start_waiting();
            }
            Err(detail) => self.trouble(detail),
        }
        self.all_done();
    }

    fn trouble(&self, detail: String) {
        let hint = "Check that the app's folder can be read and written.";
        self.out.put(Event::Trouble(Problem::new(
            "store.unavailable",
            detail,
            hint,
        )));
    }

    /// Puts a job of an earlier run on the list; one whose file is gone or another ends there.
    fn list(&mut self, revived: Revived) -> Option<crate::engine::JobId> {
        let Revived {
            job,
            pattern,
            again,
        } = revived;
        let Ok(address) = job.address.parse() else {
            // only a file that was changed by hand says so; it would be offered again for ever
            tracing::error!(job = job.key.as_str(), address = job.address, "no address");
            self.writer
                .write(move |store| store.ended(&job.key, "failed", Some("address.invalid")));
            return None;
        };
        let (pattern, matter) = match pattern {
            Ok((id, held)) => (id, Matter::Held(held)),
            Err(problem) => (
                PatternId(self.next_revived.fetch_add(1, Relaxed)),
                Matter::Lost(Box::new(job.clone()), problem),
            ),
        };
        let target = Target::Address(address);
        let request = SendRequest {
            pattern,
            targets: vec![target.clone()],
            fit: job.fit,
            name: job.name,
            play: job.play,
            force: job.force,
            told: job.told,
            connect: ConnectOptions {
                allow_public: job.allow_public,
                accept_new: job.accept_new,
                forgettable: false,
            },
        };
        let key = (!again).then_some(job.key);
        self.enqueue(NewJob {
            target,
            expected: job.device,
            request: Arc::new(request),
            matter,
            key,
        })
    }

    /// Reads the file of a job again, whatever it has become: a person asks for it as it is now.
    pub(super) fn read_again(&mut self, job: QueuedJob) {
        self.reviving += 1;
        let notes = self.notes.clone();
        let id = PatternId(self.next_revived.fetch_add(1, Relaxed));
        tokio::task::spawn_blocking(move || {
            let path = job.file.path.clone();
            let read = &job.file.read;
            let opened = open(&path, read).map_err(|e| Problem::from(&DeviceError::Pattern(e)));
            let pattern = opened.map(|opened| {
                (
                    id,
                    Held {
                        file: file(path, &opened),
                        opened: Arc::new(opened),
                    },
                )
            });
            let _ = notes.send(Note::Revived(Ok(vec![Revived {
                job,
                pattern,
                again: true,
            }])));
        });
    }
}

/// The jobs, each at the address where its device answered last.
fn take_over(store: &Store, run: &Run) -> Result<Vec<QueuedJob>, StoreError> {
    let mut jobs = store.take_over(run)?;
    for job in &mut jobs {
        let Some(device) = &job.device else { continue };
        if let Some(known) = store
            .device(device)?
            .filter(|known| !known.address.is_empty())
        {
            job.address = known.address;
        }
    }
    Ok(jobs)
}

/// A pattern of an earlier run, or why it cannot be sent.
type Reread = Result<(PatternId, Held), Problem>;

/// Reads each file once, however many jobs send it.
fn read_all(jobs: Vec<QueuedJob>, next: &AtomicU64) -> Vec<Revived> {
    let mut files: Vec<(PatternFile, Reread)> = Vec::new();
    let revive = |job: QueuedJob| {
        let known = files
            .iter()
            .find(|(file, _)| *file == job.file)
            .map(|(_, pattern)| pattern.clone());
        let pattern = known.unwrap_or_else(|| {
            let pattern =
                unchanged(&job.file).map(|held| (PatternId(next.fetch_add(1, Relaxed)), held));
            files.push((job.file.clone(), pattern.clone()));
            pattern
        });
        Revived {
            job,
            pattern,
            again: false,
        }
    };
    jobs.into_iter().map(revive).collect()
}

/// The pattern, if the file is still the one that was queued.
fn unchanged(file: &PatternFile) -> Result<Held, Problem> {
    let name = file.path.display();
    let unreadable = |error: std::io::Error| {
        let hint = "Put it back where it was, then retry; or send it from where it is now.";
        Problem::new(
            "source.unreadable",
            format!("The file cannot be read any more ({name}): {error}"),
            hint,
        )
    };
    let changed = || {
        let hint = "Look whether it is what you want to send, then send it again.";
        Problem::new(
            "source.changed",
            format!("The file has changed since it was queued: {name}"),
            hint,
        )
    };
    let meta = std::fs::metadata(&file.path).map_err(unreadable)?;
    if !meta.is_file() || meta.len() != file.bytes {
        return Err(changed());
    }
    let opened = match open(&file.path, &file.read) {
        Ok(opened) => opened,
        // what cannot be read any more, or not as it was, is another file: it was read when it was queued
        Err(PatternError::Unreadable { detail }) => {
            return Err(unreadable(std::io::Error::other(detail)));
        }
        Err(_) => return Err(changed()),
    };
    // the same file, but read as something else than what the person saw (by another version, for example)
    if opened.contents.key() != file.sha256 || opened.content() != file.content {
        return Err(changed());
    }
    Ok(Held {
        opened: Arc::new(opened),
        file: Some(Arc::new(file.clone())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::ReadOptions;

    fn queued(path: &std::path::Path) -> PatternFile {
        let opened = open(path, &ReadOptions::default()).unwrap();
        Arc::unwrap_or_clone(file(path.into(), &opened).unwrap())
    }

    #[test]
    fn only_the_very_file_that_was_queued_is_sent() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a.gif");
        let sample = crate::pattern::samples()[0].bytes;
        std::fs::write(&path, sample).unwrap();
        let file = queued(&path);
        assert_eq!(unchanged(&file).unwrap().opened.contents.key(), file.sha256);
        let mut other = sample.to_vec();
        *other.last_mut().unwrap() ^= 1;
        let code = |file: &PatternFile| unchanged(file).unwrap_err().code;
        std::fs::write(&path, &other).unwrap();
        assert_eq!(code(&file), "source.changed", "of the same length");
        std::fs::write(&path, b"short").unwrap();
        assert_eq!(code(&file), "source.changed");
        std::fs::write(&path, sample).unwrap();
        assert_eq!(
            code(&PatternFile {
                content: "another reading".into(),
                ..file.clone()
            }),
            "source.changed"
        );
        std::fs::remove_file(&path).unwrap();
        assert_eq!(code(&file), "source.unreadable");
    }
}
