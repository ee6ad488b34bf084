//! Names of new files, made of what a device calls a file.

use super::kept;

/// Longest name, in bytes: the shortest limit of the usual file systems is 143, and a file is written under a longer name
/// first.
const MAX_NAME: usize = 120;
/// Longest ending that is kept when a name is cut, in bytes.
const MAX_ENDING: usize = 16;

/// Makes a file name of what a device calls a file, valid on every system: its last part, without deceiving characters and
/// those that Windows refuses, not hidden, no name of a Windows device, at most 120 bytes. A name without an ending gets
/// `.bin`.
#[must_use]
pub fn new_file_name(name: &str) -> String {
    let mut parts = name.rsplit(['/', '\\']).map(usable);
    let part = parts.find(|part| !part.is_empty());
    let part = part.unwrap_or_else(|| "pattern".into());
    let (stem, ending) = match part.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= MAX_ENDING => (stem, ending),
        Some(_) => (part.as_str(), "bin"),
        None => (part.as_str(), "bin"),
    };
    let room = MAX_NAME - ending.len() - 1;
    let stem = stem.get(..stem.floor_char_boundary(room)).unwrap_or(stem);
    let stem = stem.trim_end_matches(is_edge);
    format!("{stem}.{ending}")
}

/// One part of a path as a name; empty where nothing of it can be used.
fn usable(part: &str) -> String {
    let safe: String = kept(part, None, ' ')
        .map(|c| {
            if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') {
                '_'
            } else {
                c
            }
        })
        .collect();
    let safe = safe.trim_matches(is_edge);
    // a leading dash makes it an option of commands that are given `*`
    if is_windows_device(safe) || safe.starts_with('-') {
        format!("_{safe}")
    } else {
        safe.to_owned()
    }
}

/// Dots and blanks at the edges hide a file, or are dropped by Windows.
fn is_edge(c: char) -> bool {
    c == '.' || c.is_whitespace()
}

/// Whether Windows takes the name for a device, whatever its ending (Microsoft, "Naming Files, Paths, and Namespaces").
fn is_windows_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.trim_end().to_ascii_uppercase();
    if matches!(
        stem.as_str(),
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$"
    ) {
        return true;
    }
    let number = stem
        .strip_prefix("COM")
        .or_else(|| stem.strip_prefix("LPT"));
    number.is_some_and(|number| {
        let mut chars = number.chars();
        matches!(
            (chars.next(), chars.next()),
            (Some('0'..='9' | '¹' | '²' | '³'), None)
        )
    })
}
