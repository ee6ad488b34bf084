//! The English catalogue as the tests see it: keys, their variables and their words, read from the Fluent files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// One message of the catalogue.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    /// The file it is in.
    pub(crate) file: String,
    /// The words for the window, with all variants.
    pub(crate) value: String,
    /// The words for the command line, where these differ.
    pub(crate) command: String,
}

impl Entry {
    /// Names of the variables in the words.
    pub(crate) fn variables(&self) -> BTreeSet<String> {
        let all = format!("{} {}", self.value, self.command);
        let names = all.split('$').skip(1).map(|rest| {
            let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
            rest.chars().take_while(|c| is_name(*c)).collect()
        });
        names.collect()
    }
}

/// All messages of `assets/i18n/en`, by key.
pub(crate) fn english() -> BTreeMap<String, Entry> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/i18n/en");
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        for (key, entry) in entries(&file, &text) {
            let twice = found.insert(key.clone(), entry).is_some();
            assert!(!twice, "{file} says {key} again");
        }
    }
    found
}

/// The messages of one file.
fn entries(file: &str, text: &str) -> Vec<(String, Entry)> {
    let mut found: Vec<(String, Entry)> = Vec::new();
    let mut in_command = false;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let head = line.split_once('=').filter(|_| !line.starts_with(' '));
        if let Some((key, value)) = head {
            in_command = false;
            let entry = Entry {
                file: file.into(),
                value: value.trim().into(),
                ..Entry::default()
            };
            found.push((key.trim().into(), entry));
        } else if let Some((_, entry)) = found.last_mut() {
            let attribute = line.trim().strip_prefix(".command");
            in_command |= attribute.is_some();
            let part = attribute.map_or(line.trim(), |rest| {
                rest.trim().trim_start_matches('=').trim()
            });
            let words = if in_command {
                &mut entry.command
            } else {
                &mut entry.value
            };
            words.push(' ');
            words.push_str(part);
        }
    }
    found
}
