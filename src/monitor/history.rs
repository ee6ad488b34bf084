//! Writes the upload history as a document for a spreadsheet, a browser or a script, for `history --export` and the window.

use super::rfc3339;
use crate::logs::redact::{self, Place};
use crate::store::HistoryEntry;
use crate::text;
use serde_json::{Value, json};

/// What the history can be exported as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// One array of objects.
    Json,
    /// Comma-separated values (RFC 4180), with a line of names.
    Csv,
    /// A page with a table.
    Html,
}

impl Export {
    /// All of them, with the endings of their files.
    pub const ALL: [(Self, &str); 3] = [
        (Self::Csv, "csv"),
        (Self::Html, "html"),
        (Self::Json, "json"),
    ];

    /// The document.
    #[must_use]
    pub fn document(self, entries: &[HistoryEntry]) -> String {
        let entries: Vec<_> = entries.iter().map(exported).collect();
        let entries = entries.as_slice();
        match self {
            Self::Json => json_document(entries.iter().map(object)),
            Self::Csv => csv_document(&COLUMNS, entries.iter().map(fields)),
            Self::Html => html_document("History of uploads", &COLUMNS, entries.iter().map(fields)),
        }
    }
}

/// The entry without what an export must not hold: others read it.
fn exported(entry: &HistoryEntry) -> HistoryEntry {
    let clean = |text: &str| redact::clean(text, Place::Export);
    HistoryEntry {
        file: clean(&entry.file),
        name: entry.name.as_deref().map(clean),
        address: clean(&entry.address),
        ..entry.clone()
    }
}

/// Columns of CSV and HTML; the keys of JSON are the same.
const COLUMNS: [&str; 12] = [
    "when", "file", "device", "name", "family", "address", "bytes", "attempts", "seconds",
    "sha256", "outcome", "code",
];

/// One entry as JSON.
#[must_use]
pub fn object(entry: &HistoryEntry) -> Value {
    json!({
        "when": rfc3339(entry.ended_at),
        "file": entry.file,
        "device": entry.device,
        "name": entry.name,
        "family": entry.family,
        "address": entry.address,
        "bytes": entry.bytes,
        "attempts": entry.attempts,
        "seconds": (entry.seconds * 1000.0).round() / 1000.0,
        "sha256": entry.sha256,
        "outcome": entry.outcome,
        "code": entry.code,
    })
}

/// The fields of an entry in the order of [`COLUMNS`], clean; what is not known is empty.
fn fields(entry: &HistoryEntry) -> [String; 12] {
    let clean = |text: &str| text::line(text).into_owned();
    let known = |text: &Option<String>| clean(text.as_deref().unwrap_or_default());
    [
        rfc3339(entry.ended_at),
        text::whole_path_text(&entry.file),
        known(&entry.device),
        known(&entry.name),
        known(&entry.family),
        clean(&entry.address),
        entry.bytes.to_string(),
        entry.attempts.to_string(),
        format!("{:.3}", entry.seconds),
        known(&entry.sha256),
        clean(&entry.outcome),
        known(&entry.code),
    ]
}

/// An array of objects.
pub(super) fn json_document(objects: impl Iterator<Item = Value>) -> String {
    let all = Value::Array(objects.collect());
    text::escaped_json(&all.to_string()).into_owned()
}

/// RFC 4180, lines ending in CR LF.
pub(super) fn csv_document<R: AsRef<[String]>>(
    columns: &[&str],
    rows: impl Iterator<Item = R>,
) -> String {
    let mut document = columns.join(",") + "\r\n";
    for row in rows {
        let fields: Vec<String> = row.as_ref().iter().map(|field| csv_field(field)).collect();
        document.push_str(&fields.join(","));
        document.push_str("\r\n");
    }
    document
}

/// What begins a formula in a spreadsheet; the wide ones do in Japanese ones.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A field that no spreadsheet takes for a formula: names come from devices and files, that is, from anybody. A semicolon
/// begins a cell where a spreadsheet's language has decimal commas.
fn csv_field(field: &str) -> String {
    let mut safe = String::with_capacity(field.len() + 1);
    let mut begins = true;
    for c in field.chars() {
        if begins && FORMULA.contains(&c) {
            safe.push('\'');
        }
        begins = c == ';' || (begins && (c.is_whitespace() || c == '"'));
        safe.push(c);
    }
    if safe.contains([',', ';', '"', '\n', '\r', '\t', '\'']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

/// A page without scripts, or anything from elsewhere.
pub(super) fn html_document<R: AsRef<[String]>>(
    title: &str,
    columns: &[&str],
    rows: impl Iterator<Item = R>,
) -> String {
    const STYLE: &str = "body{font:14px sans-serif;margin:2em}table{border-collapse:collapse}\
        th,td{text-align:left;padding:.3em .8em;border-bottom:1px solid #ccc;white-space:nowrap}";
    let row = |cells: &[String], tag: &str| -> String {
        let cells: String = cells
            .iter()
            .map(|cell| format!("<{tag}>{}</{tag}>", html_text(cell)))
            .collect();
        format!("<tr>{cells}</tr>\n")
    };
    let names: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
    let head = row(&names, "th");
    let body: String = rows.map(|cells| row(cells.as_ref(), "td")).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Upload Bridge: {title}</title>\
         <style>{STYLE}</style></head>\n<body>\n<h1>{title}</h1>\n<table>\n<thead>\n{head}</thead>\n\
         <tbody>\n{body}</tbody>\n</table>\n</body>\n</html>\n"
    )
}

fn html_text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(file: &str, name: &str) -> HistoryEntry {
        HistoryEntry {
            ended_at: 0,
            file: file.into(),
            device: None,
            name: Some(name.into()),
            family: None,
            address: "127.0.0.1:81".into(),
            bytes: 5,
            attempts: 1,
            seconds: 0.25,
            sha256: None,
            outcome: "verified".into(),
            code: None,
            problem: None,
            notes: Vec::new(),
        }
    }

    #[test]
    fn nothing_in_a_csv_is_a_formula_or_breaks_a_line() {
        for (field, safe) in [
            ("=1+1", "\"'=1+1\""),
            ("+x", "\"'+x\""),
            ("-x", "\"'-x\""),
            ("@x", "\"'@x\""),
            (" =1+1", "\" '=1+1\""),
            ("＝1+1", "\"'＝1+1\""),
            ("a;=1+1", "\"a;'=1+1\""),
            ("a-b+c", "a-b+c"),
            ("\tx", "\"'\tx\""),
            ("\rx", "\"'\rx\""),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("fire.bin", "fire.bin"),
            ("", ""),
        ] {
            assert_eq!(csv_field(field), safe);
        }
        let text = Export::Csv.document(&[entry("a.bin", "=HYPERLINK(\"http://x\")")]);
        let when = rfc3339(0);
        assert_eq!(
            text,
            format!(
                "when,file,device,name,family,address,bytes,attempts,seconds,sha256,outcome,code\r\n\
             {when},a.bin,,\"'=HYPERLINK(\"\"http://x\"\")\",,127.0.0.1:81,5,1,0.250,,verified,\r\n"
            )
        );
    }

    #[test]
    fn nothing_in_a_page_is_markup() {
        let page = Export::Html.document(&[entry("<script>alert(1)</script>", "\"a\" & 'b'")]);
        assert!(
            page.contains("<td>&lt;script&gt;alert(1)&lt;/script&gt;</td>")
                && !page.contains("<script")
        );
        assert!(page.contains("<td>&quot;a&quot; &amp; &#39;b&#39;</td>"));
    }

    #[test]
    fn documents_hold_no_character_that_deceives_and_json_the_true_name() {
        let name = "\u{1b}[31mred\u{202e}gif.exe\u{7}.gif";
        let entries = [entry(name, name)];
        for (export, _) in Export::ALL {
            let document = export.document(&entries);
            let bad = |c: char| (c.is_control() && !"\r\n".contains(c)) || c == '\u{202e}';
            assert!(!document.contains(bad), "{document:?}");
        }
        let json: Value = serde_json::from_str(&Export::Json.document(&entries)).unwrap();
        assert_eq!(json[0]["file"], name);
        assert!(
            Export::Csv
                .document(&entries)
                .contains(",�[31mred�gif.exe�.gif,")
        );
    }

    #[test]
    fn documents_hold_neither_the_home_folder_nor_a_secret() {
        let home = directories::BaseDirs::new().unwrap().home_dir().to_owned();
        let file = home.join("pictures/heart.gif").display().to_string();
        let entries = [entry(&file, "Porch pin=4321")];
        for (export, _) in Export::ALL {
            let document = export.document(&entries);
            assert!(document.contains("~/pictures/heart.gif"), "{document}");
            assert!(!document.contains("4321") && document.contains("Porch pin="));
        }
    }

    #[test]
    fn every_column_is_a_key_of_the_objects() {
        let object = object(&entry("a", "b"));
        assert_eq!(
            object.as_object().unwrap().keys().collect::<Vec<_>>(),
            COLUMNS.iter().collect::<Vec<_>>()
        );
    }
}
