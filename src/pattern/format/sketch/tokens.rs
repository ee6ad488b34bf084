//! The tokens that a compiler would see: dead parts go, definitions and comments are noted where they stand.

use super::comments::Comments;
use super::constants::Constants;
use super::lexer::{Lexer, Token};
use crate::pattern::Cancel;

/// Tokens between two checks of the cancel switch.
const AT_ONCE: u32 = 1 << 10;

/// Which part of an `#if` the lines are in.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    /// Depends on what only a compiler knows: taken for seen.
    Open,
    /// After `#if 1`, or after the `#else` of `#if 0`.
    Seen,
    /// After `#if 0`.
    Dead,
    /// After the `#else` of a part that is seen.
    Over,
}

impl Part {
    fn is_dead(self) -> bool {
        matches!(self, Self::Dead | Self::Over)
    }
}

/// The tokens of a sketch, one ahead.
pub(super) struct Tokens<'a> {
    lexer: Lexer<'a>,
    next: Option<(Token<'a>, usize)>,
    parts: Vec<Part>,
    /// How many of them are dead: counted, because parts may lie in parts, thousands deep.
    dead: usize,
    /// What was noted on the way.
    pub(super) constants: Constants,
    pub(super) comments: Comments,
    cancel: &'a Cancel,
    left: u32,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str, python: bool, cancel: &'a Cancel) -> Self {
        let mut tokens = Self {
            lexer: Lexer::new(text, python),
            next: None,
            parts: Vec::new(),
            dead: 0,
            constants: Constants::default(),
            comments: Comments::default(),
            cancel,
            left: AT_ONCE,
        };
        tokens.next = tokens.read();
        tokens
    }

    /// The token that [`Tokens::take`] will give.
    pub(super) fn peek(&self) -> Option<Token<'a>> {
        self.next.map(|(token, _)| token)
    }

    /// The next token, with its line. Ends early once the read is cancelled, which the caller reports.
    pub(super) fn take(&mut self) -> Option<(Token<'a>, usize)> {
        let next = self.next.take();
        if next.is_some() {
            self.next = self.read();
        }
        next
    }

    fn read(&mut self) -> Option<(Token<'a>, usize)> {
        loop {
            self.left -= 1;
            if self.left == 0 {
                self.left = AT_ONCE;
                if self.cancel.is_cancelled() {
                    return None;
                }
            }
            let (token, line) = self.lexer.next()?;
            match token {
                Token::Directive(directive) => {
                    if let Some(open) = self.directive(directive) {
                        return Some((Token::Unsettled(open), line));
                    }
                }
                _ if self.dead > 0 => {}
                Token::Comment(comment) => self.comments.note(comment, line),
                _ => return Some((token, line)),
            }
        }
    }

    /// Takes a preprocessor line; what of it is left to a compiler.
    fn directive(&mut self, directive: &'a str) -> Option<&'a str> {
        let text = directive.trim_start();
        let end = text
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(text.len());
        let (word, condition) = text.split_at(end);
        let settled = match word {
            "if" => self.open(Self::part(condition)),
            "ifdef" | "ifndef" => {
                let defined = self.constants.is_defined(condition.trim());
                self.open(match (defined, word) {
                    (true, "ifdef") => Part::Seen,
                    (true, _) => Part::Dead,
                    _ => Part::Open,
                })
            }
            "else" | "elif" => match self.close() {
                Some(Part::Dead) if word == "else" => self.open(Part::Seen),
                Some(Part::Seen | Part::Over) => self.open(Part::Over),
                Some(Part::Dead) => self.open(Self::part(condition)),
                _ => self.open(Part::Open),
            },
            "endif" => self.close().is_some_and(|part| part != Part::Open),
            "define" if self.dead == 0 => {
                self.constants.define(condition);
                true
            }
            "include" => false,
            _ => true,
        };
        (self.dead == 0 && !settled).then_some(text)
    }

    /// What follows an `#if` with this condition.
    fn part(condition: &str) -> Part {
        match condition.trim().trim_matches(['(', ')']).trim() {
            "0" | "false" => Part::Dead,
            "1" | "true" => Part::Seen,
            _ => Part::Open,
        }
    }

    /// Begins a part; whether it is known what becomes of it.
    fn open(&mut self, part: Part) -> bool {
        self.dead += usize::from(part.is_dead());
        self.parts.push(part);
        part != Part::Open
    }

    fn close(&mut self) -> Option<Part> {
        let part = self.parts.pop()?;
        self.dead -= usize::from(part.is_dead());
        Some(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words and numbers that are left.
    fn left(text: &str) -> String {
        let cancel = Cancel::default();
        let mut tokens = Tokens::new(text, false, &cancel);
        let mut words = Vec::new();
        while let Some((token, _)) = tokens.take() {
            match token {
                Token::Word(word) | Token::Number(word) => words.push(word),
                Token::Unsettled(text) => words.push(text),
                _ => {}
            }
        }
        words.join(" ")
    }

    #[test]
    fn only_what_is_dead_for_certain_goes() {
        assert_eq!(
            left("#if 0\na\n#if X\nb\n#else\nc\n#endif\n#else\nd\n#endif\ne"),
            "d e"
        );
        assert_eq!(left("#if 1\na\n#elif Y\nb\n#else\nc\n#endif\nd"), "a d");
        assert_eq!(
            left("#ifdef X\na\n#else\nb\n#endif"),
            "ifdef X a else b endif"
        );
        assert_eq!(left("# define F(x) { \\\n x }\na\n#endif"), "a endif");
        assert_eq!(left("#define X\n#ifndef X\na\n#else\nb\n#endif"), "b");
    }

    #[test]
    fn a_hundred_thousand_comments_and_conditions_are_read_in_one_pass() {
        let began = tokio::time::Instant::now();
        let text = "// a line\n#if 0\n".repeat(100_000) + "a";
        assert_eq!(left(&text), "");
        assert_eq!(left(&("// a line\n".repeat(100_000) + "a")), "a");
        assert!(
            began.elapsed() < std::time::Duration::from_secs(60),
            "{:?}",
            began.elapsed()
        );
    }
}
