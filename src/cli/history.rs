//! `history`: shows how uploads ended, newest first; as lines, or as a document for a spreadsheet, a browser or a script.

use super::args::{Export, History};
use super::{Context, Exit, store_failed};
use crate::device::DeviceNames;
use crate::monitor::{audit, history, local};
use crate::problem::Problem;
use crate::store::{HistoryEntry, Store};
use crate::text::{self, path_text};
use serde_json::{Value, json};

pub(super) fn run(context: &Context, asked: &History) -> Result<Exit, Problem> {
    let limit = asked.limit.and_then(|n| usize::try_from(n).ok());
    let store = context.store()?;
    if asked.audit {
        return audit_trail(context, &store, asked.export, limit);
    }
    let entries = store.history(limit).map_err(store_failed)?;
    let Some(export) = asked.export else {
        let names = names(&store, &entries);
        for entry in &entries {
            let mut event = json!({"event": "history"});
            if let (Some(event), Value::Object(fields)) =
                (event.as_object_mut(), history::object(entry))
            {
                event.extend(fields);
            }
            context.out.event(&event, &line(entry, &names));
        }
        if entries.is_empty() {
            context.out.message("No uploads yet.");
        }
        return Ok(Exit::Done);
    };
    context.out.document(&format(export).document(&entries));
    Ok(Exit::Done)
}

fn format(export: Export) -> history::Export {
    match export {
        Export::Json => history::Export::Json,
        Export::Csv => history::Export::Csv,
        Export::Html => history::Export::Html,
    }
}

/// Prints the changes that people made, newest first.
fn audit_trail(
    context: &Context,
    store: &Store,
    export: Option<Export>,
    limit: Option<usize>,
) -> Result<Exit, Problem> {
    let entries = store.audit_trail(limit).map_err(store_failed)?;
    if let Some(export) = export {
        context
            .out
            .document(&audit::document(format(export), &entries));
        return Ok(Exit::Done);
    }
    for entry in &entries {
        let mut event = json!({"event": "audit"});
        if let (Some(event), Value::Object(fields)) = (event.as_object_mut(), audit::object(entry))
        {
            event.extend(fields);
        }
        let words = format!(
            "{}  {:<16}  {}  {}",
            local(entry.at),
            entry.kind_name().to_string(),
            text::line(&entry.subject),
            text::line(&entry.detail.to_string())
        );
        context.out.event(&event, &words);
    }
    if entries.is_empty() {
        context.out.message("No changes yet.");
    }
    Ok(Exit::Done)
}

/// Collects the past and present names of the devices of the entries, and the names of all known devices.
fn names(store: &Store, entries: &[HistoryEntry]) -> DeviceNames {
    let mut names = DeviceNames::default();
    for device in store.devices().unwrap_or_default() {
        names.insert(device.id.as_str(), device.called(), &device.address);
    }
    for entry in entries {
        if let (Some(id), Some(name)) = (&entry.device, &entry.name) {
            names.add_past(id, name, &entry.address);
        }
    }
    names
}

fn line(entry: &HistoryEntry, names: &DeviceNames) -> String {
    let device = match (&entry.device, &entry.name) {
        (Some(id), Some(name)) => names.label(id, name, &entry.address),
        (_, name) => name.as_deref().unwrap_or(&entry.address).into(),
    };
    let code = entry
        .code
        .as_ref()
        .map(|code| format!(" ({code})"))
        .unwrap_or_default();
    format!(
        "{}  {:<10} {}  {}  {} bytes in {:.1} s{code}",
        local(entry.ended_at),
        entry.outcome,
        text::line(&device),
        path_text(&entry.file),
        entry.bytes,
        entry.seconds
    )
}
