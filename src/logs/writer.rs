//! Writers of whole log lines, which pass [`redact`](super::redact) and [`text`] here.

use super::redact::{self, Place};
use crate::text;
use std::borrow::Cow;
use std::io::{self, Write};

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

impl Style {
    pub(super) fn of_file(json: bool) -> Self {
        if json { Self::Json } else { Self::Plain }
    }
}

/// A writer that is given whole lines and writes them without personal data and secrets, and without what deceives.
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
        let lines = redact::clean(&String::from_utf8_lossy(bytes), Place::Log);
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
