//! What the program knows to be secret: PINs and tokens that were entered in this run, and names of the user's files.

use super::{Hit, Kind, STARS, stands_alone};
use parking_lot::RwLock;

/// A shorter secret is part of too many words; it is found only behind a word such as `pin=`.
const MIN_SECRET: usize = 4;
/// From this length on, a secret is found inside other words, too.
const LONG_SECRET: usize = 8;
/// Files whose names are remembered at the most: those of a long session.
const MAX_FILES: usize = 2000;

static SECRETS: RwLock<Vec<String>> = RwLock::new(Vec::new());
static FILES: RwLock<Vec<String>> = RwLock::new(Vec::new());

/// Makes a PIN, token or password known, so that no place shows it from now on.
pub fn secret(text: &str) {
    let text = text.trim();
    if text.chars().count() >= MIN_SECRET {
        remember(&SECRETS, text, usize::MAX);
    }
}

/// Makes the path of a file of the user known, so that its name is recognised where it stands alone.
pub fn user_file(path: &str) {
    remember(&FILES, path, MAX_FILES);
}

fn remember(list: &RwLock<Vec<String>>, text: &str, max: usize) {
    let mut list = list.write();
    if !list.iter().any(|other| other == text) {
        if list.len() >= max {
            list.remove(0);
        }
        list.push(text.to_owned());
    }
}

/// Returns the files of the user after the first `count`; `None` where there are no more. Nothing where the list is in use by
/// a thread that has crashed meanwhile.
pub(super) fn files_after(count: usize) -> Option<Vec<String>> {
    let files = FILES.try_read()?;
    let more = files.get(count..)?;
    (!more.is_empty()).then(|| more.to_vec())
}

/// Returns the places of all secrets in a text.
pub(super) fn hits(text: &str, forbidden: impl Fn(Kind) -> bool) -> Vec<Hit> {
    if !forbidden(Kind::Pin) {
        return Vec::new();
    }
    let Some(secrets) = SECRETS.try_read() else {
        return Vec::new();
    };
    let mut hits = Vec::new();
    for secret in secrets.iter() {
        let is_long = secret.len() >= LONG_SECRET && !secret.bytes().all(|b| b.is_ascii_digit());
        for (at, found) in text.match_indices(secret.as_str()) {
            let range = at..at + found.len();
            if is_long || stands_alone(text, &range) && !is_in_time(text, at) {
                hits.push(Hit::new(range, STARS));
            }
        }
    }
    hits
}

/// Returns whether a number stands in a time such as `2026-11-30T18:36:54.123456Z`.
fn is_in_time(text: &str, at: usize) -> bool {
    let start = text
        .get(..at)
        .unwrap_or_default()
        .rfind(|c: char| !(c.is_ascii_digit() || "-:.T".contains(c)))
        .map_or(0, |before| before + 1);
    let word = text.get(start..).unwrap_or_default().as_bytes();
    let shape = b"0000-00-00T00:00:00";
    word.len() >= shape.len()
        && word.iter().zip(shape).all(|(byte, wanted)| {
            if *wanted == b'0' {
                byte.is_ascii_digit()
            } else {
                byte == wanted
            }
        })
}
