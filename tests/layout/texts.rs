//! The texts in the code of `src/`: which literal stands where, outside tests, logs and what only programmers read.

use super::source::{Source, sources};

/// A text in the code, and the macro that it is the first argument of.
#[derive(Debug, PartialEq)]
pub(crate) struct Text {
    pub(crate) text: String,
    /// `t`, `msg`, `format`; empty where it is none.
    pub(crate) inside: String,
    /// Names of the arguments `name = value` that follow in that macro.
    pub(crate) names: Vec<String>,
}

/// Macros and methods whose texts only programmers and logs see.
const NOT_SHOWN: &[&str] = &[
    "trace",
    "debug",
    "info",
    "warn",
    "error",
    "event",
    "span",
    "debug_span",
    "info_span",
    "expect",
    "debug_assert",
    "assert",
    "unreachable",
    "include_str",
    "include_bytes",
    "concat",
    "env",
];

/// The sources with their texts, each file once.
pub(crate) fn with_texts() -> Vec<(Source, Vec<Text>)> {
    sources()
        .into_iter()
        .map(|source| {
            let texts = texts_of(&source.full);
            (source, texts)
        })
        .collect()
}

/// The texts among words, without those in attributes and in [`NOT_SHOWN`].
pub(crate) fn texts_of(words: &[String]) -> Vec<Text> {
    let mut found = Vec::new();
    let mut at = 0;
    // open brackets: the macro or method in front, and whether what it holds is shown
    let mut open: Vec<(String, bool)> = Vec::new();
    while at < words.len() {
        let word = words[at].as_str();
        match word {
            "(" | "[" | "{" => {
                let before = |n: usize| at.checked_sub(n).map_or("", |i| words[i].as_str());
                let name = match (before(1), word) {
                    ("!", _) => before(2),
                    ("#", "[") => "#",
                    (name, "(") => name,
                    _ => "",
                };
                let called = matches!(before(1), "!" | "#") || word == "(" && before(2) == ".";
                let hidden = name == "#" || called && NOT_SHOWN.contains(&name);
                let shown = open.last().is_none_or(|(_, shown)| *shown) && !hidden;
                open.push((name.to_owned(), shown));
            }
            ")" | "]" | "}" => {
                open.pop();
            }
            _ => {
                if let Some(text) = word.strip_prefix('"')
                    && open.last().is_none_or(|(_, shown)| *shown)
                {
                    let first = at > 0 && words[at - 1] == "(";
                    let inside = match open.last() {
                        Some((name, _)) if first && at > 1 => name.clone(),
                        _ => String::new(),
                    };
                    found.push(Text {
                        text: text.to_owned(),
                        names: names(&words[at + 1..]),
                        inside,
                    });
                }
            }
        }
        at += 1;
    }
    found
}

/// The names in `, name = value, name = value)`.
fn names(words: &[String]) -> Vec<String> {
    let mut depth = 0;
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        match word.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" if depth == 0 => break,
            ")" | "]" | "}" => depth -= 1,
            "," if depth == 0 && words.get(at + 2).is_some_and(|equals| equals == "=") => {
                found.push(words[at + 1].clone());
            }
            ";" if depth == 0 => break,
            _ => {}
        }
    }
    found
}

/// Whether a text has two words in a row, as sentences have and keys have not.
pub(crate) fn is_sentence(text: &str) -> bool {
    let plain = without_placeholders(text);
    let words: Vec<&str> = plain.split([' ', '\n']).collect();
    let is_word = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.len() > 1 && word.chars().all(|c| c.is_alphabetic() || "'’-".contains(c))
    };
    words
        .windows(2)
        .any(|pair| is_word(pair[0]) && is_word(pair[1]))
}

/// Whether a text is one word that people read: "Send", "Cancel…".
pub(crate) fn is_label(text: &str) -> bool {
    let plain = without_placeholders(text);
    let word = plain.trim_matches(|c: char| !c.is_alphabetic());
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase)
        && word.len() > 2
        && letters.all(char::is_lowercase)
}

/// The text without `{name}` and what a format says behind it.
fn without_placeholders(text: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    plain
}
