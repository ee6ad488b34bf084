//! Loads a pattern file into the engine, for the commands that send it.

use super::Context;
use super::options::SourceOptions;
use super::running::Running;
use crate::device::DeviceError;
use crate::engine::{Command, Event, PatternId, Source};
use crate::pattern::Opened;
use crate::problem::Problem;
use std::path::Path;

/// Loads one file. Returns why it cannot be sent, if so.
///
/// # Errors
/// The engine has ended.
pub(super) async fn load(
    context: &Context,
    engine: &Running<'_>,
    id: PatternId,
    (file, source): (&Path, &SourceOptions),
) -> Result<Option<Problem>, Problem> {
    let options = source.read();
    let remember = source.settle();
    let _watched = context
        .out
        .reading(&file.display().to_string(), &options.progress);
    engine.send(Command::Load {
        id,
        source: Source::Path(file.to_owned()),
        options,
        remember,
    });
    let loaded = engine.wait(|event| match event {
        Event::PatternLoaded { id: of, opened } if of == id => Some(unsettled(&opened)),
        Event::PatternFailed {
            id: of, problem, ..
        } if of == id => Some(Some(problem)),
        _ => None,
    });
    loaded.await
}

/// Why a pattern cannot be sent: it can be read in more than one way.
fn unsettled(opened: &Opened) -> Option<Problem> {
    let error = opened.settled().err()?;
    Some(Problem::from(&DeviceError::Pattern(error)))
}
