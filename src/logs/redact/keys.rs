//! Values that are recognised by the word in front of them: `token=...`, `"ssid": "..."`, `Authorization: Bearer ...`.

use super::{Hit, Kind, STARS};
use std::ops::Range;

/// Last words of names of secrets.
const TOKENS: &[&str] = &[
    "token",
    "password",
    "passwd",
    "passphrase",
    "psk",
    "pwd",
    "secret",
    "apikey",
    "cookie",
    "credential",
    "credentials",
    "authorization",
];
/// Names of Wi-Fi networks; the hardware address of an access point says where it stands.
const WIFI: &[&str] = &["ssid", "apssid", "essid", "bssid"];
/// Names of fields that hold a file of the user.
const FILES: &[&str] = &["file", "pattern", "path", "pattern_name", "file_name"];
/// Words before `pin` that make it one of a chip.
const CHIP_PINS: &[&str] = &[
    "data", "led", "gpio", "clock", "clk", "relay", "button", "ir", "dma", "i2c", "sda", "scl",
];
/// Words behind which the secret follows after a blank.
const SCHEMES: &[&str] = &["bearer", "basic", "token"];
/// Values that are no secret.
const NO_VALUES: &[&str] = &["true", "false", "null", "none", "nil", STARS];

/// Returns what the value of a field with that name is.
pub(super) fn kind_of(name: &str) -> Option<Kind> {
    let lower = name.to_ascii_lowercase();
    if FILES.contains(&lower.as_str()) {
        return Some(Kind::FileName);
    }
    let mut words = lower.rsplit(['_', '-', '.', ' ']);
    let last = words.next()?;
    let before = words.next().unwrap_or_default();
    if last == "pin" && !CHIP_PINS.contains(&before) {
        Some(Kind::Pin)
    } else if TOKENS.contains(&last) || (before, last) == ("api", "key") {
        Some(Kind::Token)
    } else if WIFI.contains(&last) || (before, last) == ("wifi", "name") {
        Some(Kind::WifiName)
    } else {
        None
    }
}

/// Returns the values of secret fields in a text.
pub(super) fn hits(text: &str, forbidden: impl Fn(Kind) -> bool) -> Vec<Hit> {
    let mut hits = Vec::new();
    for word in words(text) {
        let name = text.get(word.clone()).unwrap_or_default();
        if SCHEMES.contains(&name.to_ascii_lowercase().as_str()) && forbidden(Kind::Token) {
            hits.extend(behind_scheme(text, word.end));
        }
        let Some(kind) = kind_of(name) else { continue };
        if kind == Kind::FileName || !forbidden(kind) {
            continue;
        }
        let found = value(text, &word, kind);
        hits.extend(found.map(|range| Hit::new(range, STARS)));
    }
    hits
}

/// Returns the fields that may hold the name of a file, with their values.
pub(super) fn file_fields(text: &str) -> Vec<(&str, &str)> {
    let mut values = Vec::new();
    for word in words(text) {
        let name = text.get(word.clone()).unwrap_or_default();
        if kind_of(name) == Some(Kind::FileName)
            && let Some(separated) = separator(text, word.end)
            && let Some(range) = quoted(text, separated.end)
            && let Some(value) = text.get(range)
        {
            values.push((name, value));
        }
    }
    values
}

/// Splits a text into words of names: letters, digits, `_` and `-`.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let belongs = c.is_alphanumeric() || c == '_' || c == '-';
        match (belongs, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// What stands between a name and its value.
struct Separator {
    end: usize,
    /// A colon with a blank behind a name without quotes, as in prose and in headers.
    is_loose: bool,
}

fn separator(text: &str, at: usize) -> Option<Separator> {
    let rest = text.get(at..)?;
    let unquoted = rest.trim_start_matches(['\\', '"', '\'']);
    let was_quoted = unquoted.len() < rest.len();
    let spaced = unquoted.trim_start_matches(' ');
    let after = spaced.strip_prefix([':', '='])?;
    let value = after.trim_start_matches(' ');
    let is_loose = spaced.starts_with(':') && value.len() < after.len() && !was_quoted;
    Some(Separator {
        end: text.len() - value.len(),
        is_loose,
    })
}

/// Returns the value in quotes that begins there, without them. The quotes may be escaped, at both ends alike.
fn quoted(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let rest_in = rest.strip_prefix("Some(").unwrap_or(rest);
    let slashes = rest_in.len() - rest_in.trim_start_matches('\\').len();
    let quote = rest_in.get(slashes..)?.chars().next()?;
    if !['"', '\''].contains(&quote) {
        return None;
    }
    let mark = rest_in.get(..=slashes)?;
    let start = text.len() - rest_in.len() + mark.len();
    let inner = text.get(start..)?;
    let end = inner
        .match_indices(mark)
        .find(|(at, _)| !inner.get(..*at).unwrap_or_default().ends_with('\\'))
        .map(|(at, _)| at)
        .or_else(|| inner.find('\n'))
        .unwrap_or(inner.len());
    Some(start..start + end)
}

/// Returns where the value of a secret field stands.
fn value(text: &str, name: &Range<usize>, kind: Kind) -> Option<Range<usize>> {
    let Some(Separator { end, is_loose }) = separator(text, name.end) else {
        return (kind == Kind::Pin)
            .then(|| digits(text, name.end))
            .flatten();
    };
    if let Some(range) = quoted(text, end) {
        let value = text.get(range.clone())?;
        return is_value(value).then_some(range);
    }
    let rest = text.get(end..)?;
    let is_header = text
        .get(name.clone())
        .is_some_and(|name| name.eq_ignore_ascii_case("authorization"));
    if is_loose && is_header {
        return header(text, end);
    }
    if kind == Kind::Pin && is_loose {
        return digits(text, end);
    }
    let length = match kind {
        Kind::WifiName => wifi_length(rest),
        _ => rest.find(ends_value).unwrap_or(rest.len()),
    };
    let found = rest.get(..length)?;
    let found = found.strip_prefix("Some(").unwrap_or(found);
    let is_prose = is_loose && !looks_random(found);
    let range = end + length - found.len()..end + length;
    (is_value(found) && !is_prose).then_some(range)
}

fn ends_value(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '"' | '\'' | ',' | '&' | '}' | ')' | ']' | ';' | '>' | '\\'
        )
}

fn is_value(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    !value.is_empty() && !NO_VALUES.contains(&lower.as_str()) && !value.starts_with(['[', '{'])
}

/// Returns whether a word is no word of a language: it has digits, capitals inside, or signs.
fn looks_random(word: &str) -> bool {
    let inner = word.get(1..).unwrap_or_default();
    word.len() >= 4
        && inner
            .trim_end_matches(['.', '!', '?', ':'])
            .chars()
            .any(|c| !c.is_lowercase() && c != '-')
}

/// A name without quotes may hold blanks: it goes to the next field.
fn wifi_length(rest: &str) -> usize {
    let end = rest
        .find(|c: char| c != ' ' && ends_value(c))
        .unwrap_or(rest.len());
    let part = rest.get(..end).unwrap_or_default();
    let next_field = part.match_indices(' ').find(|(at, _)| {
        let next = part.get(at + 1..).unwrap_or_default();
        let name = next.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
        name.len() < next.len() && name.starts_with(['=', ':'])
    });
    next_field.map_or(end, |(at, _)| at)
}

/// Returns the secret of an `Authorization` header; the scheme in front of it stays.
fn header(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let line = header_length(rest);
    let words = rest.get(..line)?;
    let (scheme, secret) = words.split_once(' ').unwrap_or((words, ""));
    if SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()) {
        let start = at + scheme.len() + 1;
        let length = secret.find(ends_value).unwrap_or(secret.len());
        return (length > 0).then_some(start..start + length);
    }
    (!words.is_empty() && words != STARS).then_some(at..at + line)
}

/// Returns the length of a header's value: to the end of the line, or of the text in quotes that holds the header.
fn header_length(rest: &str) -> usize {
    let mut is_in_value = false;
    let mut before = ' ';
    let mut slashes = 0;
    for (at, c) in rest.char_indices() {
        match c {
            '\n' => return at,
            '\\' => {
                slashes += 1;
                continue;
            }
            '"' if is_in_value => is_in_value = false,
            '"' if before == '=' => is_in_value = true,
            '"' => return at - slashes,
            _ => {}
        }
        before = c;
        slashes = 0;
    }
    rest.len()
}

/// Returns the token behind a word such as `Bearer`, unless it is a word of a sentence.
fn behind_scheme(text: &str, at: usize) -> Option<Hit> {
    let rest = text.get(at..)?.strip_prefix(' ')?;
    let length = rest.find(ends_value).unwrap_or(rest.len());
    let token = rest.get(..length)?;
    (is_value(token) && looks_random(token)).then(|| Hit::new(at + 1..at + 1 + length, STARS))
}

/// Returns four to eight digits that follow the word PIN in a sentence: "PIN 1234", "PIN is 1234", "PIN: 1234".
fn digits(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let start = rest.trim_start_matches([' ', ':', '=', '#', '(']);
    let start = start.strip_prefix("is ").unwrap_or(start);
    let digits = start.len() - start.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let after = start.get(digits..)?.chars().next();
    let from = text.len() - start.len();
    let is_pin =
        (4..=8).contains(&digits) && from > at && !after.is_some_and(char::is_alphanumeric);
    is_pin.then_some(from..from + digits)
}
