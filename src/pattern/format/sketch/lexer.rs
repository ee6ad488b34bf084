//! The tokens of a sketch: words, numbers, quoted text, comments and preprocessor lines, of C and of Python. Reads the text
//! once from front to back, whatever is in it. Called by `tokens`.

/// A piece of a sketch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A name or keyword.
    Word(&'a str),
    /// What begins with a digit.
    Number(&'a str),
    /// What stands between double quotes (in Python between any).
    Text {
        body: &'a str,
        /// Whether backslashes are plain characters.
        raw: bool,
    },
    /// What stands between single quotes.
    Char(&'a str),
    Comment(&'a str),
    /// A preprocessor line without its `#`, together with the lines that continue it.
    Directive(&'a str),
    /// Any other character.
    Mark(u8),
    /// The end of a line, in Python.
    LineEnd,
    /// A condition, or another file, inside of values: only a compiler knows what is there.
    Unsettled(&'a str),
}

/// Reads a text as tokens.
#[derive(Clone, Debug)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// Line of the next token, from 1.
    line: usize,
    /// Whether `#` begins a comment and lines end statements.
    python: bool,
    /// Whether the line has had no token yet.
    fresh: bool,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str, python: bool) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
            python,
            fresh: true,
        }
    }

    /// The next token, with its line.
    pub(super) fn next(&mut self) -> Option<(Token<'a>, usize)> {
        loop {
            let byte = self.byte(0)?;
            match byte {
                b'\n' => {
                    let line = self.line;
                    self.skip(1);
                    self.fresh = true;
                    if self.python {
                        return Some((Token::LineEnd, line));
                    }
                }
                _ if byte.is_ascii_whitespace() || byte == 0x0B || byte == 0xEF && self.at == 0 => {
                    // a mark of the byte order may stand in front
                    let mark = self.text.starts_with('\u{feff}') && self.at == 0;
                    self.skip(if mark { 3 } else { 1 });
                }
                b'\\' if matches!(self.byte(1), Some(b'\n' | b'\r')) => {
                    let end = if self.byte(1) == Some(b'\r') { 3 } else { 2 };
                    self.skip(end);
                }
                _ => break,
            }
        }
        let line = self.line;
        let fresh = std::mem::take(&mut self.fresh);
        let rest = self.rest();
        let byte = self.byte(0)?;
        let token = match byte {
            b'/' if !self.python && rest.starts_with("//") => {
                let end = line_end(rest);
                Token::Comment(self.take(end))
            }
            b'/' if !self.python && rest.starts_with("/*") => {
                Token::Comment(self.take(block(rest)))
            }
            b'#' if self.python => {
                let end = rest.find('\n').unwrap_or(rest.len());
                Token::Comment(self.take(end))
            }
            b'#' if fresh => {
                let end = directive_end(rest);
                let directive = self.take(end);
                Token::Directive(directive.get(1..).unwrap_or_default())
            }
            b'"' | b'\'' => self.quoted(false),
            b'0'..=b'9' => Token::Number(self.take(number_end(rest))),
            b'.' if self.byte(1).is_some_and(|b| b.is_ascii_digit()) => {
                Token::Number(self.take(number_end(rest)))
            }
            _ if is_word(byte) => self.word(),
            _ => {
                self.skip(1);
                Token::Mark(byte)
            }
        };
        Some((token, line))
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Goes on, and counts the lines passed.
    fn skip(&mut self, bytes: usize) {
        let _ = self.take(bytes);
    }

    fn take(&mut self, bytes: usize) -> &'a str {
        let mut end = (self.at + bytes).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        let taken = self.text.get(self.at..end).unwrap_or_default();
        self.line += taken.bytes().filter(|&b| b == b'\n').count();
        self.at = end;
        taken
    }

    /// A word, or a quoted text with letters in front, such as `b"..."`.
    fn word(&mut self) -> Token<'a> {
        let rest = self.rest();
        let end = rest
            .bytes()
            .position(|b| !is_word(b) && !b.is_ascii_digit())
            .unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default();
        let quote = rest.as_bytes().get(end);
        let prefix = matches!(
            word,
            "b" | "B" | "u8" | "L" | "u" | "U" | "r" | "R" | "rb" | "br" | "Rb" | "bR" | "f"
        );
        if prefix && quote.is_some_and(|q| *q == b'"' || *q == b'\'') {
            self.skip(end);
            let raw = word.contains(['r', 'R']);
            if raw && !self.python {
                return self.raw();
            }
            return self.quoted(raw);
        }
        Token::Word(self.take(end))
    }

    /// What stands between quotes; ends with its line at the latest, unless it has three of them.
    fn quoted(&mut self, raw: bool) -> Token<'a> {
        let rest = self.rest();
        let quote = self.byte(0).unwrap_or(b'"');
        let triple = rest
            .get(..3)
            .filter(|three| self.python && three.bytes().all(|b| b == quote));
        if let Some(mark) = triple {
            let body = rest.get(3..).unwrap_or_default();
            let end = body.find(mark).unwrap_or(body.len());
            let whole = self.take(end + 6);
            let body = whole.get(3..(3 + end).min(whole.len())).unwrap_or_default();
            return Token::Text { body, raw };
        }
        let mut escaped = false;
        let mut end = rest.len();
        let mut closed = 0;
        for (at, byte) in rest.bytes().enumerate().skip(1) {
            match byte {
                b'\n' if !escaped => {
                    end = at; // an apostrophe in an #error text, say
                    break;
                }
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                _ if byte == quote => {
                    end = at;
                    closed = 1;
                    break;
                }
                _ => {}
            }
        }
        let whole = self.take(end + closed);
        let body = whole.get(1..end).unwrap_or_default();
        if quote == b'\'' && !self.python {
            Token::Char(body)
        } else {
            Token::Text { body, raw }
        }
    }

    /// A raw string of C++: `"word( ... )word"`.
    fn raw(&mut self) -> Token<'a> {
        let rest = self.rest();
        let open = rest.get(..24).unwrap_or(rest).find('(').unwrap_or(0);
        let word = rest.get(1..open).unwrap_or_default();
        let close = format!("){word}\"");
        let from = rest.get(open + 1..).unwrap_or_default();
        let end = from.find(&close).unwrap_or(from.len());
        let whole = self.take(open + 1 + end + close.len());
        let body = whole.get(open + 1..(open + 1 + end).min(whole.len()));
        Token::Text {
            body: body.unwrap_or_default(),
            raw: true,
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte == b'$' || byte >= 0x80
}

/// Where a number ends: digits, letters of any base and suffix, separators, a point, the sign of an exponent.
fn number_end(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let hexadecimal = rest.starts_with("0x") || rest.starts_with("0X");
    let mut end = 0;
    while let Some(&byte) = bytes.get(end) {
        let goes_on = match byte {
            b'\'' => bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric),
            b'+' | b'-' => {
                !hexadecimal && matches!(bytes.get(end.wrapping_sub(1)), Some(b'e' | b'E'))
            }
            _ => byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.',
        };
        if !goes_on {
            break;
        }
        end += 1;
    }
    end
}

/// Where a line ends that no backslash continues.
fn line_end(rest: &str) -> usize {
    let mut from = 0;
    while let Some(at) = rest.get(from..).and_then(|left| left.find('\n')) {
        let line = rest.get(..from + at).unwrap_or_default();
        if !line.trim_end_matches('\r').ends_with('\\') {
            return from + at;
        }
        from += at + 1;
    }
    rest.len()
}

/// How long the comment is that `rest` begins with.
fn block(rest: &str) -> usize {
    let body = rest.get(2..).unwrap_or_default();
    body.find("*/").map_or(rest.len(), |end| end + 4)
}

/// Where a preprocessor line ends: no comment in it is cut, and a backslash continues it.
fn directive_end(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\n' => return at,
            b'\\' if bytes.get(at + 1) == Some(&b'\r') => at += 3,
            b'\\' => at += 2,
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at += block(rest.get(at..).unwrap_or_default()).max(1);
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                return at + line_end(rest.get(at..).unwrap_or_default());
            }
            _ => at += 1,
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str, python: bool) -> Vec<Token<'_>> {
        let mut lexer = Lexer::new(text, python);
        std::iter::from_fn(|| lexer.next().map(|(token, _)| token)).collect()
    }

    #[test]
    fn comments_quotes_and_numbers_are_told_apart() {
        use Token::{Char, Comment, Mark, Number, Text, Word};
        let text = |body| Text { body, raw: false };
        assert_eq!(
            tokens(
                "a // b /* c\n'\\'' \"// no\" 1'000u .5 1e-3 0x1E+1 /*/ x */ b",
                false
            ),
            [
                Word("a"),
                Comment("// b /* c"),
                Char("\\'"),
                text("// no"),
                Number("1'000u"),
                Number(".5"),
                Number("1e-3"),
                Number("0x1E"),
                Mark(b'+'),
                Number("1"),
                Comment("/*/ x */"),
                Word("b")
            ]
        );
        assert_eq!(
            tokens("don't\n1", false),
            [Word("don"), Char("t"), Number("1")]
        );
        assert_eq!(tokens("/* open", false), [Comment("/* open")]);
        assert_eq!(
            tokens("R\"x(a)\")x\" b\"\\x00\"", false),
            [
                Text {
                    body: "a)\"",
                    raw: true
                },
                text("\\x00")
            ]
        );
    }

    #[test]
    fn preprocessor_lines_go_on_after_a_backslash_and_python_has_comments_there() {
        use Token::{Comment, Directive, LineEnd, Number, Text};
        assert_eq!(
            tokens("#define A 1 \\\n 2 /* x\ny */ 3\n4", false),
            [Directive("define A 1 \\\n 2 /* x\ny */ 3"), Number("4")]
        );
        assert_eq!(
            tokens("# no\n'''a\n'b'''", true),
            [
                Comment("# no"),
                LineEnd,
                Text {
                    body: "a\n'b",
                    raw: false
                }
            ]
        );
        let mut lexer = Lexer::new("\u{feff}a \\\n\n/*\n*/ ü b", false);
        let lines: Vec<_> = std::iter::from_fn(|| lexer.next().map(|(_, line)| line)).collect();
        assert_eq!(lines, [1, 3, 4, 4]);
    }
}
