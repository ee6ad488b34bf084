//! Takes over what earlier runs left unfinished: reads the files again, and compares them with what was queued.

use super::Context;
use super::load::file_of;
use crate::device::DeviceError;
use crate::engine::api::PatternId;
use crate::engine::note::{LoadedPattern, Note, ResumedJob};
use crate::logs::{crash, redact};
use crate::message::Message;
use crate::msg;
use crate::pattern::{PatternError, open};
use crate::problem::{Code, Problem, Remedy};
use crate::store::{PatternFile, QueuedJob, Run, Store, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Takes over the jobs of earlier runs; ends in `Note::Resumed`. `next` numbers their patterns.
pub(in crate::engine) async fn take_over(context: Context, run: Arc<Run>, next: Arc<AtomicU64>) {
    let records = &context.keep.records;
    let found = match records.read(move |store| take_over_rows(store, &run)).await {
        Ok(jobs) => {
            let read =
                tokio::task::spawn_blocking(move || crash::contained(|| read_all(jobs, &next)));
            read.await.map_err(|e| StoreError::stopped(&e).problem())
        }
        Err(problem) => Err(problem),
    };
    context.notify(Note::Resumed(found));
}

/// Reads the file of a job again, whatever it has become: a person asks for it as it is now.
pub(in crate::engine) async fn read_again(context: Context, job: QueuedJob, id: PatternId) {
    let path = job.file.path.clone();
    let options = job.file.read.clone();
    let read = tokio::task::spawn_blocking(move || {
        redact::user_file(&path.display().to_string());
        let opened = crash::contained(|| open(&path, &options))?;
        Ok(LoadedPattern {
            file: file_of(path, &opened),
            opened: Arc::new(opened),
        })
    });
    let read = read.await.unwrap_or_else(|error| {
        Err(PatternError::Unreadable {
            detail: Message::verbatim(error.to_string()),
        })
    });
    let pattern = read
        .map(|loaded| (id, loaded))
        .map_err(|e| Problem::from(&DeviceError::Pattern(e)));
    context.notify(Note::Resumed(Ok(vec![ResumedJob {
        job,
        pattern,
        again: true,
    }])));
}

/// The jobs, each at the address where its device answered last.
fn take_over_rows(store: &Store, run: &Run) -> Result<Vec<QueuedJob>, StoreError> {
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
type Reread = Result<(PatternId, LoadedPattern), Problem>;

/// Reads each file once, however many jobs send it.
fn read_all(jobs: Vec<QueuedJob>, next: &AtomicU64) -> Vec<ResumedJob> {
    let mut files: Vec<(PatternFile, Reread)> = Vec::new();
    let resume = |job: QueuedJob| {
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
        ResumedJob {
            job,
            pattern,
            again: false,
        }
    };
    jobs.into_iter().map(resume).collect()
}

/// The pattern, if the file is still the one that was queued.
fn unchanged(file: &PatternFile) -> Result<LoadedPattern, Problem> {
    let name = file.path.display().to_string();
    let unreadable = |reason: Message| {
        Problem::new(
            Code::SourceUnreadable,
            msg!("source-gone", file = name.as_str(), reason = reason),
            Remedy::RestoreFile,
        )
    };
    let changed = || {
        Problem::new(
            Code::SourceChanged,
            msg!("source-changed", file = name.as_str()),
            Remedy::CheckAndSendAgain,
        )
    };
    let meta = std::fs::metadata(&file.path)
        .map_err(|error| unreadable(Message::verbatim(error.to_string())))?;
    if !meta.is_file() || meta.len() != file.bytes {
        return Err(changed());
    }
    let opened = match open(&file.path, &file.read) {
        Ok(opened) => opened,
        // what cannot be read any more, or not as it was, is another file: it was read when it was queued
        Err(PatternError::Unreadable { detail }) => {
            return Err(unreadable(detail));
        }
        Err(_) => return Err(changed()),
    };
    // the same file, but read as something else than what the person saw (by another version, for example)
    if opened.contents.key() != file.sha256 || **opened.content() != *file.content {
        return Err(changed());
    }
    Ok(LoadedPattern {
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
        Arc::unwrap_or_clone(file_of(path.into(), &opened).unwrap())
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
        assert_eq!(code(&file), Code::SourceChanged, "of the same length");
        std::fs::write(&path, b"short").unwrap();
        assert_eq!(code(&file), Code::SourceChanged);
        std::fs::write(&path, sample).unwrap();
        assert_eq!(
            code(&PatternFile {
                content: "another reading".into(),
                ..file.clone()
            }),
            Code::SourceChanged
        );
        std::fs::remove_file(&path).unwrap();
        assert_eq!(code(&file), Code::SourceUnreadable);
    }
}
