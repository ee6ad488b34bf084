//! Text from devices and files, made safe to print, to show and to export. Anybody can choose such text: it may hold
//! characters that steer a terminal, that cannot be seen, or that change the order in which others are read.

mod file_name;

pub use file_name::new_file_name;

use std::borrow::Cow;
use std::fmt::Write as _;

/// Longest text of a device, in characters.
const MAX_TEXT: usize = 64;
/// Longest path in a printed line, in characters.
const MAX_PATH: usize = 255;
/// Takes the place of a character that is left out of a path.
const MARK: char = '\u{fffd}';

/// Cleans text from a device: one line without deceiving characters, at most 64 characters.
#[must_use]
pub fn display_text(text: &str) -> String {
    let line: String = kept(text, None, ' ').take(MAX_TEXT).collect();
    line.trim().to_owned()
}

/// Cleans the path or the name of a file for a printed line: as [`whole_path_text`], the middle cut out of what has more
/// than 255 characters.
#[must_use]
pub fn path_text(path: &str) -> String {
    let path = whole_path_text(path);
    let count = path.chars().count();
    if count <= MAX_PATH {
        return path;
    }
    let half = MAX_PATH / 2;
    let end: String = path.chars().skip(count - half).collect();
    path.chars()
        .take(half)
        .chain(['…'])
        .chain(end.chars())
        .collect()
}

/// Cleans the path or the name of a file: one line, with U+FFFD for each deceiving character, so that two files that differ
/// only by such characters do not look the same.
#[must_use]
pub fn whole_path_text(path: &str) -> String {
    kept(path, Some(MARK), MARK).collect()
}

/// Cleans a sentence: one line without deceiving characters.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    if text.chars().any(deceives) {
        Cow::Owned(kept(text, None, ' ').collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Cleans output of several lines: only line ends stay of its control characters.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| c != '\n' && deceives(c)) {
        Cow::Owned(kept(text, None, '\n').collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Escapes the deceiving characters of a JSON text, as `\uXXXX`: a reader gets the same values, and a terminal is not
/// steered.
#[must_use]
pub fn escaped_json(json: &str) -> Cow<'_, str> {
    if !json.chars().any(|c| c != '\n' && deceives(c)) {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len() + 32);
    for c in json.chars() {
        if c == '\n' || !deceives(c) {
            escaped.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(escaped, "\\u{unit:04x}");
        }
    }
    Cow::Owned(escaped)
}

/// What is left of a text: `instead` stands for deceiving characters, `line_end` for line ends.
fn kept(text: &str, instead: Option<char>, line_end: char) -> impl Iterator<Item = char> {
    let mut before = None;
    let mut rest = text.chars().peekable();
    std::iter::from_fn(move || {
        loop {
            let c = rest.next()?;
            let shown = if !deceives(c) || shapes(before, c, rest.peek().copied()) {
                Some(c)
            } else if matches!(c, '\n' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}') {
                Some(if c == '\n' || line_end != '\n' {
                    line_end
                } else {
                    ' '
                })
            } else {
                instead
            };
            if let Some(shown) = shown {
                before = Some(shown);
                return Some(shown);
            }
        }
    })
}

/// Whether a character steers a terminal, cannot be seen, changes the order of others, or means another picture in every
/// font. Joiners and variation selectors are among them: see [`shapes`].
fn deceives(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' // soft hyphen
            | '\u{34f}' // grapheme joiner
            | '\u{61c}' | '\u{200e}' | '\u{200f}' // direction marks
            | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' // Hangul fillers
            | '\u{17b4}' | '\u{17b5}' // Khmer vowels that are not drawn
            | '\u{180b}'..='\u{180f}' // Mongolian selectors
            | '\u{200b}'..='\u{200d}' // zero width space, joiners
            | '\u{2028}'..='\u{202e}' // separators of lines and paragraphs, embeddings, overrides
            | '\u{2060}'..='\u{206f}' // word joiner, invisible operators, isolates
            | '\u{e000}'..='\u{f8ff}' // private use
            | '\u{fe00}'..='\u{fe0f}' // variation selectors
            | '\u{feff}' // byte order mark
            | '\u{fff0}'..='\u{fffb}' // interlinear annotations
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' // format controls of shorthand and music
            | '\u{e0000}'..='\u{10ffff}' // tags, more selectors, private use
        )
}

/// Whether a character that cannot be seen changes how its neighbours are drawn, as writers of some scripts and of emoji
/// expect: between other letters it only makes two names look the same.
fn shapes(before: Option<char>, c: char, after: Option<char>) -> bool {
    let both = |is: fn(char) -> bool| before.is_some_and(is) && after.is_some_and(is);
    match c {
        '\u{200c}' => both(has_joiners),
        '\u{200d}' => both(has_joiners) || (both(is_emoji) && after != Some('\u{fe0f}')),
        '\u{fe0e}' | '\u{fe0f}' => before.is_some_and(|c| c != '\u{fe0f}' && is_emoji(c)),
        _ => false,
    }
}

/// Whether it belongs to a script whose letters joiners shape: Arabic and its kin, those of India, Tibet, Myanmar, Khmer and
/// Mongolia.
fn has_joiners(c: char) -> bool {
    !deceives(c)
        && matches!(c, '\u{620}'..='\u{dff}' | '\u{f00}'..='\u{109f}' | '\u{1780}'..='\u{18af}')
}

fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2190}'..='\u{21ff}'
        | '\u{2300}'..='\u{23ff}' | '\u{25a0}'..='\u{27bf}' | '\u{2900}'..='\u{2bff}' | '\u{3030}' | '\u{303d}'
        | '\u{3297}' | '\u{3299}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests;
