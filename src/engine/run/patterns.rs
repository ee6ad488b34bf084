//! Patterns: read and fitted on blocking threads, held until somebody unloads them.

use super::Engine;
use crate::device::{DeviceError, DeviceId, Problem, StoredName, family};
use crate::engine::command::{PatternId, Source};
use crate::engine::encoding::Wanted;
use crate::engine::event::Event;
use crate::engine::report::{Held, Note};
use crate::pattern::{
    Cancel, Fit, Matrix, Opened, PatternError, ReadOptions, Remembered, open, open_map, read_bytes,
};
use crate::store::{PatternFile, Store};
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl Engine {
    /// Reads a pattern; its headerless reading is settled by what was chosen for this content before. What is still being
    /// read under this id is not read any further.
    pub(super) fn load(
        &mut self,
        id: PatternId,
        source: Source,
        mut options: ReadOptions,
        remember: bool,
    ) {
        options.device_leds = self
            .devices
            .values()
            .filter_map(|known| known.view.layout())
            .map(|l| l.leds())
            .collect();
        let earlier = match &source {
            Source::Reading(of) => self.patterns.get(of).cloned(),
            _ => None,
        };
        options.cancel = Cancel::default();
        let cancel = options.cancel.clone();
        if let Some(older) = self.loading.insert(id, cancel.clone()) {
            older.cancel();
        }
        let store = self.shared.store.clone();
        let notes = self.notes.clone();
        tokio::task::spawn_blocking(move || {
            let path = match (&source, &earlier) {
                (Source::Path(path), _) => Some(path.clone()),
                (Source::Reading(_), Some(earlier)) => {
                    earlier.file.as_ref().map(|file| file.path.clone())
                }
                _ => None,
            };
            let read = match (&source, earlier) {
                (Source::Path(path), _) => open(path, &options),
                (Source::Bytes { name, bytes }, _) => {
                    read_bytes(Path::new(name), bytes.clone(), &options)
                }
                (Source::Reading(_), Some(earlier)) => earlier.opened.reread(&options),
                (Source::Reading(_), None) => Err(PatternError::Unreadable {
                    detail: "it is not open any more".into(),
                }),
            };
            let read = read.and_then(|opened| settle(&store, opened, &options, remember));
            let held = read.map(|opened| Held {
                file: path.and_then(|path| file(path, &opened)),
                opened: opened.into(),
            });
            let result = held.map_err(|e| Problem::from(&DeviceError::Pattern(e)));
            let _ = notes.send(Note::Loaded {
                id,
                source,
                cancel,
                result,
            });
        });
    }

    /// What became of a file that was read. One that was unloaded meanwhile is not held, and one that a newer load of the
    /// same id took the place of is not spoken of.
    pub(super) fn loaded(
        &mut self,
        id: PatternId,
        source: &Source,
        cancel: &Cancel,
        result: Result<Held, Problem>,
    ) {
        if !self
            .loading
            .get(&id)
            .is_some_and(|current| current.is(cancel))
        {
            return;
        }
        self.loading.remove(&id);
        let stopped = || Problem::from(&DeviceError::Pattern(PatternError::Cancelled));
        match result.and_then(|held| {
            if cancel.is_cancelled() {
                Err(stopped())
            } else {
                Ok(held)
            }
        }) {
            Ok(held) => {
                self.patterns.insert(id, held.clone());
                self.out.put(Event::PatternLoaded {
                    id,
                    opened: held.opened,
                });
            }
            Err(problem) => self.out.put(Event::PatternFailed {
                id,
                file: self.file_of(source),
                problem,
            }),
        }
    }

    /// Forgets a pattern, or stops reading it.
    pub(super) fn unload(&mut self, id: PatternId) {
        if let Some(loading) = self.loading.get(&id) {
            loading.cancel();
        }
        self.patterns.remove(&id);
        self.shared.encodings.forget(id);
    }

    fn file_of(&self, source: &Source) -> String {
        match source {
            Source::Path(path) => path.display().to_string(),
            Source::Bytes { name, .. } => name.clone(),
            Source::Reading(of) => self
                .patterns
                .get(of)
                .map(|held| held.opened.path.display().to_string())
                .unwrap_or_default(),
        }
    }

    /// Reads the places of LEDs.
    pub(super) fn read_map(&self, path: PathBuf, size: Option<Matrix>) {
        let notes = self.notes.clone();
        tokio::task::spawn_blocking(move || {
            let result = open_map(&path, size).map_err(|e| Problem::from(&DeviceError::Pattern(e)));
            let _ = notes.send(Note::Pass(Event::MapRead { path, result }));
        });
    }

    /// Fits a pattern to a device, and asks what the device would say to it.
    pub(super) fn preview(&self, id: PatternId, to: DeviceId, how: Fit) {
        let (Some(held), Some(known)) = (self.patterns.get(&id), self.devices.get(&to)) else {
            return;
        };
        let opened = held.opened.clone();
        let view = known.view.clone();
        let shared = self.shared.clone();
        let notes = self.notes.clone();
        let fit = how.clone();
        let previewed = move |result| {
            Note::Pass(Event::Previewed {
                pattern: id,
                device: to.clone(),
                fit: fit.clone(),
                result,
            })
        };
        tokio::spawn(async move {
            let work = async {
                let layout = view.layout().ok_or(DeviceError::LayoutUnknown)?;
                let family = family(view.device.family).ok_or(DeviceError::LayoutUnknown)?;
                let name = StoredName::from_text(&opened.pattern.name);
                let pattern = opened.pattern.clone();
                let fit = view.told.fit(&how);
                let form = family.form(&view.device);
                let is_streamed = pattern.frames.held().is_none();
                let limits = view.told.limits(view.device.limits);
                let wanted = Wanted {
                    id,
                    pattern,
                    layout,
                    fit,
                    family,
                    form,
                    name,
                };
                if is_streamed {
                    // all of it is only read where its size or current cannot be told otherwise; what it looks like is told
                    // at once
                    let early = shared.encodings.glance(wanted.clone(), limits).await?;
                    if early.bytes.is_some() && limits.supply.is_none() {
                        return Ok(early);
                    }
                    let _ = notes.send(previewed(Ok(early)));
                }
                shared.encodings.preview(wanted, limits).await
            };
            let result = work.await.map_err(|e: DeviceError| Problem::from(&e));
            let _ = notes.send(previewed(result));
        });
    }
}

/// What tells later that the file is still the same. `None` for a path that is no text, which the journal cannot hold.
pub(super) fn file(path: PathBuf, opened: &Opened) -> Option<Arc<PatternFile>> {
    let path = std::path::absolute(&path).unwrap_or(path);
    path.to_str()?;
    let pattern = &opened.pattern;
    let mut read = opened.options.clone();
    read.device_leds.clear();
    if !opened.certain {
        // what devices suggested, or a guess that was sent as it is: the same again
        read.remembered = Some(Remembered {
            leds: pattern.frames.leds(),
            matrix: pattern.matrix,
        });
    }
    let bytes = opened.contents.len();
    let sha256 = opened.contents.key().to_owned();
    Some(Arc::new(PatternFile {
        path,
        bytes,
        sha256,
        content: opened.content(),
        read,
    }))
}

/// Uses (or keeps) a person's reading of a headerless file.
fn settle(
    store: &Store,
    opened: Opened,
    options: &ReadOptions,
    remember: bool,
) -> Result<Opened, PatternError> {
    if remember && opened.certain {
        if let Err(error) = store.remember_reading(
            opened.contents.key(),
            opened.pattern.frames.leds(),
            opened.pattern.matrix,
        ) {
            tracing::warn!(%error, "the reading will not be remembered");
        }
        return Ok(opened);
    }
    if opened.certain {
        return Ok(opened);
    }
    match store.reading(opened.contents.key()) {
        Ok(Some(remembered)) => opened.reread(&ReadOptions {
            remembered: Some(remembered),
            ..options.clone()
        }),
        Ok(None) => Ok(opened),
        Err(error) => {
            tracing::warn!(%error, "remembered readings cannot be looked up");
            Ok(opened)
        }
    }
}
