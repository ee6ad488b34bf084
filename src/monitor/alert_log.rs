//! `alerts.jsonl`: a line for each alert that fires, fires on, or is resolved, for scripts that follow a file.

use super::alert::{Alert, Change};
use super::rfc3339;
use crate::private;
use crate::text;
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::PathBuf;

/// The name of the file.
pub(super) const FILE: &str = "alerts.jsonl";
/// Size at which the file is begun again; the one before stays as `alerts.jsonl.1`.
const MAX_BYTES: u64 = 4 << 20;

/// The file; without a folder nothing is written.
#[derive(Debug)]
pub(super) struct AlertLog(Option<PathBuf>);

impl AlertLog {
    pub(super) fn new(folder: Option<PathBuf>) -> Self {
        Self(folder)
    }

    /// Writes changes. A failure is only logged: the alerts are in the store as well.
    pub(super) fn write(&self, changes: &[Change], now: i64) {
        let Some(folder) = self.0.as_ref().filter(|_| !changes.is_empty()) else {
            return;
        };
        let path = folder.join(FILE);
        let append = || -> std::io::Result<()> {
            private::create_folder(folder)?;
            if std::fs::metadata(&path).is_ok_and(|file| file.len() > MAX_BYTES) {
                std::fs::rename(&path, path.with_extension("jsonl.1"))?;
            }
            let mut file = private::writable().create(true).append(true).open(&path)?;
            for change in changes {
                let line = object(change.word(), change.alert(), now).to_string();
                writeln!(file, "{}", text::escaped_json(&line))?;
            }
            Ok(())
        };
        if let Err(error) = append() {
            tracing::debug!(%error, "alerts are not written to their file");
        }
    }
}

/// One alert as JSON, for the file and for `upload-bridge alerts --json`.
#[must_use]
pub fn object(event: &str, alert: &Alert, at: i64) -> Value {
    json!({
        "event": "alert",
        "change": event,
        "at": rfc3339(at),
        "id": alert.id,
        "key": alert.key,
        "type": alert.kind.word(),
        "severity": alert.severity.word(),
        "device": alert.subject.device(),
        "subject": alert.subject.name().to_string(),
        "code": alert.code.map(crate::problem::Code::as_str),
        "message": alert.message.to_string(),
        "hint": alert.remedy.to_string(),
        "count": alert.count,
        "since": rfc3339(alert.first_at),
        "last": rfc3339(alert.last_at),
        "resolved": alert.resolved_at.map(rfc3339),
        "silenced": alert.silenced.is_some(),
        "muted_by": alert.muted_by,
    })
}
