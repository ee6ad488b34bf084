//! The items of an array, and the groups of items in it.

use super::super::builder::{Builder, not_a_number};
use super::super::lexer::Token;
use super::super::literal;
use super::super::value::{Value, value};
use super::quoted::is_wrapper;
use super::{MAX_DEPTH, MAX_TOKENS, Parser};
use crate::msg;

impl<'a> Parser<'a> {
    /// The items up to the closing brace; what is deeper than any picture is passed over.
    pub(super) fn group(&mut self, builder: &mut Builder, open: u8, depth: usize, line: usize) {
        if depth > MAX_DEPTH {
            builder.fail(line, msg!("pattern-c-mixed"));
            return self.pass();
        }
        builder.open();
        loop {
            let Some((token, line)) = self.tokens.take() else {
                let end = builder.end();
                builder.fail(end, msg!("pattern-c-open-array"));
                break;
            };
            match token {
                Token::Mark(b'}' | b']' | b')') => {
                    builder.close(line);
                    break;
                }
                Token::Mark(b',' | b';') | Token::LineEnd => {}
                Token::Unsettled(text) if depth == 1 => builder.condition(text, line),
                Token::Unsettled(text) => builder.fail(line, not_a_number(&format!("#{text}"))),
                Token::Mark(mark) if is_group(open, mark) => {
                    self.group(builder, open, depth + 1, line);
                }
                Token::Mark(b'[') => self.place(builder, line),
                Token::Mark(b'.') => self.field(builder, line),
                Token::Word(word) if open != b'{' && is_wrapper(word) => {
                    self.wrapper(builder, depth, line);
                }
                Token::Text { body, raw } if literal::colour(body).is_none() => {
                    self.text(builder, body, raw, line);
                }
                _ => self.item(builder, token, line),
            }
        }
    }

    /// Passes over a group whose opening brace is gone.
    pub(super) fn pass(&mut self) {
        let mut depth = 1_usize;
        while let Some((token, _)) = self.tokens.take() {
            match token {
                Token::Mark(b'{' | b'[' | b'(') => depth += 1,
                Token::Mark(b'}' | b']' | b')') => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// `[3] =` before an item: only where it is the next one anyway.
    fn place(&mut self, builder: &mut Builder, line: usize) {
        let tokens = self.upto(b"]");
        let place = value(&tokens, &self.tokens.constants);
        self.tokens.take();
        let assigns = self.tokens.peek() == Some(Token::Mark(b'='));
        if assigns {
            self.tokens.take();
        }
        let next = i64::try_from(builder.items()).ok().map(Value::Number);
        if !assigns || place != next {
            builder.fail(line, not_a_number(&format!("[{}]", text_of(&tokens))));
        }
    }

    /// `.red =` before an item: the colour that the item is a part of.
    fn field(&mut self, builder: &mut Builder, line: usize) {
        let name = self.upto(b"=,}");
        let part = match name.as_slice() {
            [Token::Word("r" | "red" | "R" | "Red")] => Some(0),
            [Token::Word("g" | "green" | "G" | "Green")] => Some(1),
            [Token::Word("b" | "blue" | "B" | "Blue")] => Some(2),
            _ => None,
        };
        self.tokens.take();
        let tokens = self.upto(b",}");
        match (part, value(&tokens, &self.tokens.constants)) {
            (Some(part), Some(Value::Number(n))) => builder.part(part, n),
            _ => builder.fail(line, not_a_number(&text_of(&name))),
        }
    }

    /// The tokens before any of these marks, which stays.
    pub(super) fn upto(&mut self, marks: &[u8]) -> Vec<Token<'a>> {
        let mut tokens = Vec::new();
        let mut depth = 0_usize;
        loop {
            match self.tokens.peek() {
                None => break,
                Some(Token::Mark(mark)) if depth == 0 && marks.contains(&mark) => break,
                Some(Token::Mark(b'(' | b'{' | b'[')) => depth += 1,
                Some(Token::Mark(b')' | b'}' | b']')) => depth = depth.saturating_sub(1),
                _ => {}
            }
            let token = self.tokens.take().map(|(token, _)| token);
            tokens.extend(token.filter(|_| tokens.len() <= MAX_TOKENS));
        }
        tokens
    }

    /// One item, up to its comma or the end of its group.
    pub(super) fn item(&mut self, builder: &mut Builder, first: Token<'a>, line: usize) {
        let over = |token| {
            matches!(
                token,
                None | Some(Token::Mark(b',' | b'}' | b']' | b')')) | Some(Token::LineEnd)
            )
        };
        if let (Token::Number(word), true) = (first, over(self.tokens.peek())) {
            return match literal::number(word) {
                Some(n) => builder.push(Value::Number(n), Some(first), line),
                None => builder.fail(line, not_a_number(word)),
            };
        }
        let mut tokens = vec![first];
        let mut depth = usize::from(matches!(first, Token::Mark(b'(')));
        while depth > 0 || !over(self.tokens.peek()) {
            let Some((token, _)) = self.tokens.take() else {
                break;
            };
            match token {
                Token::Mark(b'(' | b'{' | b'[') => depth += 1,
                Token::Mark(b')' | b'}' | b']') => depth = depth.saturating_sub(1),
                _ => {}
            }
            if tokens.len() <= MAX_TOKENS {
                tokens.push(token);
            }
        }
        let known = (tokens.len() <= MAX_TOKENS)
            .then(|| value(&tokens, &self.tokens.constants))
            .flatten();
        let alone = (tokens.len() == 1).then_some(first);
        match known {
            Some(known) => builder.push(known, alone, line),
            None => builder.fail(line, not_a_number(&text_of(&tokens))),
        }
    }
}

/// Whether `mark` opens a group within a group that `open` opened.
fn is_group(open: u8, mark: u8) -> bool {
    match open {
        b'{' => mark == b'{',
        _ => mark == b'[' || mark == b'(',
    }
}

/// The beginning of an item, to be found again.
fn text_of(tokens: &[Token<'_>]) -> String {
    let mut out = String::new();
    for token in tokens.iter().take(16) {
        match token {
            Token::Word(text)
            | Token::Number(text)
            | Token::Char(text)
            | Token::Text { body: text, .. }
            | Token::Unsettled(text) => out.push_str(text),
            Token::Mark(mark) => out.push(char::from(*mark)),
            _ => {}
        }
    }
    out
}
