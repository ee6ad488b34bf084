//! `history`: how uploads ended, newest first; as lines, or as a document for a spreadsheet, a browser or a script.

use super::args::{Export, History};
use super::{Context, Exit, unavailable};
use crate::device::Problem;
use crate::monitor::{history, utc};
use crate::store::HistoryEntry;
use crate::text::{display_text, path_text};
use serde_json::{Value, json};

pub(super) fn run(context: &Context, asked: &History) -> Result<Exit, Problem> {
    let limit = asked.limit.and_then(|n| usize::try_from(n).ok());
    let entries = context.store()?.history(limit).map_err(unavailable)?;
    let Some(export) = asked.export else {
        for entry in &entries {
            let mut event = json!({"event": "history"});
            if let (Some(event), Value::Object(fields)) =
                (event.as_object_mut(), history::object(entry))
            {
                event.extend(fields);
            }
            context.out.event(&event, &line(entry));
        }
        if entries.is_empty() {
            context.out.talk("Nothing was sent yet.");
        }
        return Ok(Exit::Done);
    };
    let export = match export {
        Export::Json => history::Export::Json,
        Export::Csv => history::Export::Csv,
        Export::Html => history::Export::Html,
    };
    context.out.document(&export.document(&entries));
    Ok(Exit::Done)
}

fn line(entry: &HistoryEntry) -> String {
    let device = entry.name.as_deref().unwrap_or(&entry.address);
    let code = entry
        .code
        .as_ref()
        .map(|code| format!(" ({code})"))
        .unwrap_or_default();
    format!(
        "{}  {:<10} {}  {}  {} bytes in {:.1} s{code}",
        utc(entry.ended_at),
        entry.outcome,
        display_text(device),
        path_text(&entry.file),
        entry.bytes,
        entry.seconds
    )
}
