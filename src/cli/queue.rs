//! `queue`: the journal of uploads. Lists it, removes ended uploads, or continues what earlier runs left unfinished.

use super::args::Queue;
use super::interrupt::Interrupt;
use super::jobs::Jobs;
use super::pins::Pins;
use super::running::Running;
use super::tally::Tally;
use super::{Context, Exit, store_failed};
use crate::engine::Command;
use crate::monitor::{local, rfc3339};
use crate::problem::Problem;
use crate::store::{JobState, JournalRow};
use crate::text::path_text;
use serde_json::{Value, json};
use tokio::time::Instant;

pub(super) async fn run(context: &Context, queue: &Queue) -> Result<Exit, Problem> {
    if queue.resume {
        return resume(context).await;
    }
    let store = context.store()?;
    if queue.clear_finished {
        let jobs = store.clear_finished().map_err(store_failed)?;
        let words = if jobs == 1 {
            "1 ended upload".to_owned()
        } else {
            format!("{jobs} ended uploads")
        };
        context.out.event(
            &json!({"event": "cleared", "jobs": jobs}),
            &format!("Removed {words} from the list."),
        );
        return Ok(Exit::Done);
    }
    let rows = store.jobs().map_err(store_failed)?;
    for row in &rows {
        context.out.event(&object(row), &line(row));
    }
    if rows.is_empty() {
        context.out.message("No uploads are running or unfinished.");
    }
    if rows.iter().any(|row| row.state == JobState::Unfinished) {
        context
            .out
            .message("Run `upload-bridge queue --resume` to continue unfinished uploads.");
    }
    Ok(Exit::Done)
}

/// Continues what earlier runs left unfinished.
async fn resume(context: &Context) -> Result<Exit, Problem> {
    let options = context.engine_over(context.store()?, None);
    // a run that cannot be marked cannot take over either: here that is a failure, and not only a warning
    drop(options.store.begin_run().map_err(store_failed)?);
    let start = Instant::now();
    context
        .out
        .note_names(&options.store.devices().unwrap_or_default());
    let engine = Running::start(context, options)?;
    let mut interrupt = Interrupt::listen();
    engine.send(Command::SetLimits(context.limits()));
    engine.send(Command::Resume);
    let mut tally = Tally::default();
    let mut jobs = Jobs::new(context, engine.handle(), &mut tally, Pins::default(), None);
    let interrupted = engine.follow(&mut interrupt, &mut jobs).await;
    drop(jobs);
    engine.finish().await;
    Ok(tally.summary(context, start.elapsed(), interrupted))
}

/// Returns the word for a state, and the code of a failure.
fn state(row: &JournalRow) -> (&str, Option<&str>) {
    match &row.state {
        JobState::Running => ("running", None),
        JobState::Unfinished => ("unfinished", None),
        JobState::Ended { outcome, code, .. } => (outcome, code.as_deref()),
    }
}

fn object(row: &JournalRow) -> Value {
    let (word, code) = state(row);
    let ended = match &row.state {
        JobState::Ended { at, .. } => Some(rfc3339(*at)),
        JobState::Running | JobState::Unfinished => None,
    };
    json!({
        "event": "queued",
        "id": row.key.as_str(),
        "file": row.file,
        "address": row.address,
        "device": row.device,
        "state": word,
        "begun": row.begun,
        "queued": rfc3339(row.queued_at),
        "ended": ended,
        "code": code,
    })
}

fn line(row: &JournalRow) -> String {
    let (word, code) = state(row);
    let more = match (&row.state, row.begun) {
        (JobState::Unfinished, true) => ", the device may hold a part of it",
        _ => "",
    };
    let code = code.map(|code| format!(" ({code})")).unwrap_or_default();
    format!(
        "{word:<10} {}  {}  {}{code}{more}",
        local(row.queued_at),
        row.address,
        path_text(&row.file)
    )
}
