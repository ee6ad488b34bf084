//! Writes the audit trail as a document, for `history --audit --export` and the window.

use super::history::{Export, csv_document, html_document, json_document};
use super::rfc3339;
use crate::store::AuditEntry;
use crate::text;
use serde_json::{Value, json};

/// Columns of CSV and HTML; the keys of JSON are the same.
const COLUMNS: [&str; 5] = ["when", "kind", "subject", "device", "detail"];

/// One entry as JSON.
#[must_use]
pub fn object(entry: &AuditEntry) -> Value {
    json!({
        "when": rfc3339(entry.at),
        "kind": entry.kind,
        "subject": entry.subject,
        "device": entry.device,
        "detail": entry.detail.to_string(),
    })
}

/// The fields of an entry in the order of [`COLUMNS`], clean; what is not known is empty.
fn fields(entry: &AuditEntry) -> Vec<String> {
    let clean = |text: &str| text::line(text).into_owned();
    vec![
        rfc3339(entry.at),
        clean(&entry.kind),
        clean(&entry.subject),
        clean(entry.device.as_deref().unwrap_or_default()),
        clean(&entry.detail.to_string()),
    ]
}

/// The document of a format.
#[must_use]
pub fn document(export: Export, entries: &[AuditEntry]) -> String {
    match export {
        Export::Json => json_document(entries.iter().map(object)),
        Export::Csv => csv_document(&COLUMNS, entries.iter().map(fields)),
        Export::Html => html_document("Audit trail", &COLUMNS, entries.iter().map(fields)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;
    use crate::store::AuditKind;

    #[test]
    fn documents_have_a_column_for_each_key_and_hold_no_formula() {
        let detail = Message::verbatim("=1+1, \u{202e}b");
        let entry = AuditEntry::new(AuditKind::Deleted, "<b>Porch", detail);
        let keys: Vec<String> = object(&entry)
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect();
        assert_eq!(keys, COLUMNS);
        let entries = [entry];
        let csv = document(Export::Csv, &entries);
        assert!(csv.starts_with("when,kind,subject,device,detail\r\n"));
        assert!(csv.contains(",deleted,<b>Porch,,\"'=1+1, b\"\r\n"), "{csv}");
        let html = document(Export::Html, &entries);
        assert!(html.contains("<h1>Audit trail</h1>") && html.contains("&lt;b&gt;Porch"));
        let json: Value = serde_json::from_str(&document(Export::Json, &entries)).unwrap();
        assert_eq!(json[0]["detail"], "=1+1, \u{202e}b");
    }
}
