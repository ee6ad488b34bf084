//! Data that is recognised by its shape: passwords in URLs, e-mail addresses, the home folder.

use super::{Hit, STARS};
use std::sync::OnceLock;

/// Endings of names such as `icon@2x.png`, which are no e-mail addresses.
const FILE_ENDINGS: &[&str] = &["png", "gif", "jpg", "jpeg", "webp", "bmp", "svg"];
/// Longest local part of an e-mail address.
const MAX_LOCAL: usize = 64;

/// Returns user names and passwords in URLs.
pub(super) fn url_passwords(text: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (at, _) in text.match_indices("://") {
        let start = at + 3;
        let rest = text.get(start..).unwrap_or_default();
        let ends = |c: char| c.is_whitespace() || "/?#\"'<>\\".contains(c);
        let authority = rest
            .get(..rest.find(ends).unwrap_or(rest.len()))
            .unwrap_or_default();
        if let Some(user) = authority.rfind('@')
            && user > 0
        {
            hits.push(Hit::new(start..start + user, STARS));
        }
    }
    hits
}

/// Returns e-mail addresses.
pub(super) fn emails(text: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (at, _) in text.match_indices('@') {
        let before = text.get(..at).unwrap_or_default();
        let is_local = |c: char| c.is_alphanumeric() || "._+-'".contains(c);
        let local = before.len() - before.trim_end_matches(is_local).len();
        let after = text.get(at + 1..).unwrap_or_default();
        let is_domain = |c: char| c.is_alphanumeric() || c == '.' || c == '-';
        let rest = after.trim_start_matches(is_domain);
        let domain = after.get(..after.len() - rest.len()).unwrap_or_default();
        let domain = domain.trim_end_matches(['.', '-']);
        let Some((name, ending)) = domain.rsplit_once('.') else {
            continue;
        };
        let is_ending = ending.chars().count() >= 2 && ending.chars().all(char::is_alphabetic);
        let is_file = FILE_ENDINGS.contains(&ending.to_ascii_lowercase().as_str());
        if (1..=MAX_LOCAL).contains(&local) && !name.is_empty() && is_ending && !is_file {
            hits.push(Hit::new(at - local..at + 1 + domain.len(), STARS));
        }
    }
    hits
}

/// The home folder of the user, as the system and as the environment name it.
pub(super) fn home_folders() -> &'static [String] {
    static HOMES: OnceLock<Vec<String>> = OnceLock::new();
    HOMES.get_or_init(|| {
        let named = directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_owned());
        let Some(named) = named else {
            return Vec::new();
        };
        let real = std::fs::canonicalize(&named).ok();
        let mut homes: Vec<String> = [Some(named), real]
            .into_iter()
            .flatten()
            .filter_map(|path| path.to_str().map(str::to_owned))
            .map(|path| path.trim_end_matches(['/', '\\']).to_owned())
            .filter(|path| path.len() > 1)
            .collect();
        homes.dedup();
        homes
    })
}

/// Returns the home folder at the start of paths.
pub(super) fn homes(text: &str, homes: &[String]) -> Vec<Hit> {
    let mut hits = Vec::new();
    for home in homes {
        for (at, _) in text.match_indices(home.as_str()) {
            let end = at + home.len();
            let before = text.get(..at).and_then(|t| t.chars().next_back());
            let after = text.get(end..).and_then(|t| t.chars().next());
            let goes_on = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
            if !before.is_some_and(goes_on) && !after.is_some_and(goes_on) {
                hits.push(Hit::new(at..end, "~"));
            }
        }
    }
    hits
}
