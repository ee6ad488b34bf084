//! JSON as words with the line each stands on. Round brackets count as square ones: Python prints points as `(x, y, z)`.

/// One word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// `{`, `}`, `[`, `]`, `:` or `,`; `[` and `]` for round brackets as well.
    Sign(char),
    /// What is between quotes, as it stands there.
    Text(&'a str),
    /// A number, `true`, `null`, or nonsense: everything else up to a sign or a blank.
    Bare(&'a str),
}

/// The words of a text, each with its line, counted from 1.
pub(super) struct Tokens<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            rest: text,
            line: 1,
        }
    }

    /// The line that was reached.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// Cuts `bytes` off the rest, and counts their lines.
    fn cut(&mut self, bytes: usize) -> &'a str {
        let (cut, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.line += cut.bytes().filter(|byte| *byte == b'\n').count();
        self.rest = rest;
        cut
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (usize, Token<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let blanks = self.rest.len() - self.rest.trim_start().len();
        self.cut(blanks);
        let line = self.line;
        let first = self.rest.chars().next()?;
        let word = match first {
            '{' | '}' | '[' | ']' | ':' | ',' => {
                self.cut(1);
                Token::Sign(first)
            }
            '(' | ')' => {
                self.cut(1);
                Token::Sign(if first == '(' { '[' } else { ']' })
            }
            '"' => {
                self.cut(1);
                let end = closing_quote(self.rest);
                let text = self.cut(end);
                self.cut(1);
                Token::Text(text)
            }
            _ => {
                let ends = |c: char| c.is_whitespace() || "{}[]():,\"".contains(c);
                let end = self.rest.find(ends).unwrap_or(self.rest.len());
                Token::Bare(self.cut(end))
            }
        };
        Some((line, word))
    }
}

/// Where the text ends that begins here: at a quote without a backslash before it.
fn closing_quote(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' if !escaped => return at,
            b'\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_their_lines() {
        let words: Vec<_> = Tokens::of("{\n \"a\\\"é\": [-1,\r\n007]}").collect();
        let expected = [
            (1, Token::Sign('{')),
            (2, Token::Text("a\\\"é")),
            (2, Token::Sign(':')),
            (2, Token::Sign('[')),
            (2, Token::Bare("-1")),
            (2, Token::Sign(',')),
            (3, Token::Bare("007")),
            (3, Token::Sign(']')),
            (3, Token::Sign('}')),
        ];
        assert_eq!(words, expected);
        assert_eq!(
            Tokens::of("\"open").collect::<Vec<_>>(),
            [(1, Token::Text("open"))]
        );
    }
}
