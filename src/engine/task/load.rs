//! Reads patterns and maps of LEDs, on blocking threads.

use super::Context;
use crate::device::DeviceError;
use crate::engine::api::{Event, PatternId, Source};
use crate::engine::keep::Shared;
use crate::engine::note::{LoadedPattern, Note};
use crate::logs::{crash, redact};
use crate::message::Message;
use crate::msg;
use crate::pattern::{MapOptions, Opened, PatternError, ReadOptions, open_map, read_bytes};
use crate::problem::Problem;
use crate::store::{PatternFile, Store};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A pattern to be read.
pub(in crate::engine) struct Load {
    pub(in crate::engine) id: PatternId,
    pub(in crate::engine) source: Source,
    /// The pattern that is to be read in another way, for `Source::Reading`.
    pub(in crate::engine) earlier: Option<LoadedPattern>,
    pub(in crate::engine) options: ReadOptions,
    /// Remember the options' reading for this content.
    pub(in crate::engine) remember: bool,
}

/// Reads a pattern; ends in `Note::Loaded`. A headerless reading is settled by what was chosen for this content before.
pub(in crate::engine) async fn load(context: Context, load: Load) {
    let id = load.id;
    let source = load.source.clone();
    let cancel = load.options.cancel.clone();
    let keep = context.keep.clone();
    let read = tokio::task::spawn_blocking(move || crash::contained(|| read(&keep, load)));
    let result = read.await.unwrap_or_else(|error| {
        Err(PatternError::Unreadable {
            detail: Message::verbatim(error.to_string()),
        })
    });
    context.notify(Note::Loaded {
        id,
        source,
        cancel,
        result: result.map_err(|e| Problem::from(&DeviceError::Pattern(e))),
    });
}

fn read(keep: &Shared, load: Load) -> Result<LoadedPattern, PatternError> {
    let store = &keep.records.blocking();
    let Load {
        source,
        earlier,
        options,
        remember,
        ..
    } = load;
    match &source {
        Source::Path(path) => redact::user_file(&path.display().to_string()),
        Source::Bytes { name, .. } => redact::user_file(name),
        Source::Reading(_) => {}
    }
    let path = match (&source, &earlier) {
        (Source::Path(path), _) => Some(path.clone()),
        (Source::Reading(_), Some(earlier)) => earlier.file.as_ref().map(|file| file.path.clone()),
        _ => None,
    };
    let opened = match (&source, earlier) {
        (Source::Path(path), _) => keep.decoded.open(path, &options),
        (Source::Bytes { name, bytes }, _) => read_bytes(Path::new(name), bytes.clone(), &options),
        (Source::Reading(_), Some(earlier)) => earlier.opened.reread(&options),
        (Source::Reading(_), None) => Err(PatternError::Unreadable {
            detail: msg!("source-closed"),
        }),
    };
    let opened = settle(store, opened?, &options, remember)?;
    let _ = opened.content(); // hashed here, so that nothing that shows it has to
    Ok(LoadedPattern {
        file: path.and_then(|path| file_of(path, &opened)),
        opened: opened.into(),
    })
}

/// Reads the places of LEDs; ends in `Event::MapRead`, unless it was cancelled.
pub(in crate::engine) async fn read_map(context: Context, path: PathBuf, options: MapOptions) {
    let from = path.clone();
    let read =
        tokio::task::spawn_blocking(move || crash::contained(|| open_map(&from, &options))).await;
    let result = read.unwrap_or_else(|error| {
        Err(PatternError::Unreadable {
            detail: Message::verbatim(error.to_string()),
        })
    });
    if result == Err(PatternError::Cancelled) {
        return;
    }
    let result = result.map_err(|e| Problem::from(&DeviceError::Pattern(e)));
    context.notify(Note::Pass(Event::MapRead { path, result }));
}

/// Describes the file, to recognise it later. `None` for a path that is not text, which the journal cannot hold.
pub(super) fn file_of(path: PathBuf, opened: &Opened) -> Option<Arc<PatternFile>> {
    let path = std::path::absolute(&path).unwrap_or(path);
    path.to_str()?;
    let mut read = opened.options.clone();
    read.device_leds.clear();
    if !opened.certain {
        // what devices suggested, or a guess that was sent as it is: the same again
        read.remembered = Some(opened.as_remembered());
    }
    let bytes = opened.contents.len();
    let sha256 = opened.contents.key().to_owned();
    Some(Arc::new(PatternFile {
        path,
        bytes,
        sha256,
        content: opened.content().to_string(),
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
        let reading = opened.as_remembered();
        if let Err(error) = store.remember_reading(opened.contents.key(), &reading) {
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
