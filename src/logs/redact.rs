//! Secrets never reach a log: whatever follows the words that introduce one is replaced. Nor do characters that deceive.

use crate::text;
use std::borrow::Cow;
use std::io::{self, Write};

/// What introduces a secret, in lower case. The secret goes to the next blank, quote, comma, ampersand or bracket.
const INTRODUCTIONS: &[&str] = &[
    "bearer ",
    "basic ",
    "token=",
    "token\":\"",
    "pin=",
    "pin\":\"",
    "password=",
    "password\":\"",
    "authorization: ",
];

/// What stands in a secret's place.
const STARS: &str = "***";

/// The line without its secrets.
#[must_use]
pub fn redact(line: &str) -> String {
    let lower = line.to_ascii_lowercase(); // same length in bytes, so places agree
    let mut out = String::with_capacity(line.len());
    let mut at = 0;
    while at < line.len() {
        let rest = lower.get(at..).unwrap_or_default();
        let next = INTRODUCTIONS
            .iter()
            .filter_map(|word| Some((rest.find(word)? + word.len(), *word)))
            .min();
        let Some((past, word)) = next else { break };
        let start = at + past;
        out.push_str(line.get(at..start).unwrap_or_default());
        let secret = line.get(start..).unwrap_or_default();
        let is_end =
            |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '&' | '}' | ')' | ']');
        // "authorization: bearer x": the scheme's own introduction comes next
        let is_scheme = word == "authorization: "
            && lower
                .get(start..)
                .is_some_and(|s| s.starts_with("bearer ") || s.starts_with("basic "));
        let length = if is_scheme {
            0
        } else {
            secret.find(is_end).unwrap_or(secret.len())
        };
        if length > 0 {
            out.push_str(STARS);
        }
        at = start + length;
    }
    out.push_str(line.get(at..).unwrap_or_default());
    out
}

/// How lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// For people.
    Plain,
    /// For people at a terminal, with escape sequences for colours.
    Colours,
    /// Objects, whose strings keep what they say.
    Json,
}

/// A writer that is given whole lines and writes them without their secrets, and without what deceives.
#[derive(Debug)]
pub(super) struct Redacted<W> {
    writer: W,
    style: Style,
}

impl<W> Redacted<W> {
    pub(super) fn new(writer: W, style: Style) -> Self {
        Self { writer, style }
    }
}

/// The lines without characters that deceive. Escape characters begin colours where there are any: `tracing_subscriber`
/// writes none that stands in a message or a field.
fn clean(lines: &str, style: Style) -> Cow<'_, str> {
    match style {
        Style::Plain => text::printable(lines),
        Style::Json => text::escaped_json(lines),
        Style::Colours => {
            let parts: Vec<_> = lines.split('\u{1b}').map(text::printable).collect();
            Cow::Owned(parts.join("\u{1b}"))
        }
    }
}

impl<W: Write> Write for Redacted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let lines = redact(&String::from_utf8_lossy(bytes));
        self.writer
            .write_all(clean(&lines, self.style).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_replaced_wherever_they_stand() {
        for (line, clean) in [
            ("nothing to hide here", "nothing to hide here"),
            ("GET /x?token=abc123&y=1", "GET /x?token=***&y=1"),
            (
                "Authorization: Bearer s3cret end",
                "Authorization: Bearer *** end",
            ),
            ("authorization: abc", "authorization: ***"),
            (
                r#"{"pin":"1234","name":"Porch"}"#,
                r#"{"pin":"***","name":"Porch"}"#,
            ),
            ("pin=1 PIN=2 Token=3", "pin=*** PIN=*** Token=***"),
            ("ends in password=", "ends in password="),
            ("größer token=ü", "größer token=***"),
        ] {
            assert_eq!(redact(line), clean);
        }
    }

    #[test]
    fn what_is_written_is_clean() {
        for (style, line, clean) in [
            (Style::Plain, "token=abc\n", "token=***\n"),
            (Style::Plain, "a\u{1b}[31m\u{202e}b\n", "a[31mb\n"),
            (Style::Json, "\"\u{202e}\"\n", "\"\\u202e\"\n"),
            (
                Style::Colours,
                "\u{1b}[2ma\u{202e}b\u{1b}[0m\n",
                "\u{1b}[2mab\u{1b}[0m\n",
            ),
        ] {
            let mut out = Redacted::new(Vec::new(), style);
            out.write_all(line.as_bytes()).unwrap();
            assert_eq!(String::from_utf8(out.writer).unwrap(), clean);
        }
    }
}
