//! Patterns: read and fitted by tasks, held until they are unloaded.

use super::Engine;
use crate::device::{DeviceError, DeviceId};
use crate::engine::api::{Event, PatternId, Source};
use crate::engine::note::LoadedPattern;
use crate::engine::task::{self, Load, PreviewTask};
use crate::pattern::{Cancel, Fit, MapOptions, PatternError, ReadOptions};
use crate::problem::Problem;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

/// Previews under way, by pattern and device.
pub(super) type Previews = HashMap<(PatternId, DeviceId), PreviewRun>;

/// What the loop knows of the previews of one pattern for one device.
pub(super) struct PreviewRun {
    /// Of the newest.
    outdated: CancellationToken,
    turn: Arc<Mutex<()>>,
    under_way: usize,
}

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
            .iter()
            .filter_map(|known| known.view.layout())
            .map(|l| l.leds())
            .collect();
        let earlier = match &source {
            Source::Reading(of) => self.patterns.get(of).cloned(),
            _ => None,
        };
        options.cancel = Cancel::default();
        if let Some(older) = self.loading.insert(id, options.cancel.clone()) {
            older.cancel();
        }
        let load = Load {
            id,
            source,
            earlier,
            options,
            remember,
        };
        tokio::spawn(task::load(self.context.clone(), load));
    }

    /// What became of a file that was read. One that was unloaded meanwhile is not held, and one that a newer load of the
    /// same id took the place of is not spoken of.
    pub(super) fn loaded(
        &mut self,
        id: PatternId,
        source: &Source,
        cancel: &Cancel,
        result: Result<LoadedPattern, Problem>,
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
        self.keep().encodings.forget(id);
        self.keep().trim();
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

    /// Reads the places of LEDs. The map before is not read any further.
    pub(super) fn read_map(&mut self, path: PathBuf, mut options: MapOptions) {
        self.reading_map.cancel();
        self.reading_map = Cancel::default();
        options.cancel = self.reading_map.clone();
        tokio::spawn(task::read_map(self.context.clone(), path, options));
    }

    /// Fits a pattern to a device, and asks what the device would say to it. Older previews of the two that have not begun
    /// to encode are given up.
    pub(super) fn preview(&mut self, id: PatternId, to: DeviceId, fit: Fit) {
        let (Some(loaded), Some(known)) = (self.patterns.get(&id), self.devices.get(&to)) else {
            return;
        };
        let run = self.previews.entry((id, to)).or_insert_with(|| PreviewRun {
            outdated: CancellationToken::new(),
            turn: Arc::default(),
            under_way: 0,
        });
        run.outdated.cancel();
        run.outdated = CancellationToken::new();
        run.under_way += 1;
        let preview = PreviewTask {
            context: self.context.clone(),
            id,
            opened: loaded.opened.clone(),
            view: known.view.clone(),
            fit,
            outdated: run.outdated.clone(),
            turn: run.turn.clone(),
        };
        tokio::spawn(Box::pin(preview.run()));
    }

    /// A preview was made, or given up.
    pub(super) fn preview_ended(&mut self, id: PatternId, device: DeviceId) {
        let key = (id, device);
        if let Some(run) = self.previews.get_mut(&key) {
            run.under_way -= 1;
            if run.under_way == 0 {
                self.previews.remove(&key);
            }
        }
    }
}
