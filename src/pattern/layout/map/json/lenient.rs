//! JSON as programs and people write it by hand. It knows the line of every value.

use super::super::super::super::PatternError;
use super::super::super::super::words::excerpt;
use super::super::read::{at, whole};
use super::super::words::{Token, Tokens};
use super::{MAX_DEPTH, MAX_NODES, Node, Value, finite, too_many};
use crate::msg;
use std::borrow::Cow;

/// The values of `text`: one, or several lists in a row.
pub(super) fn parse(text: &str) -> Result<Vec<Node<'_>>, PatternError> {
    let mut parser = Parser {
        words: Tokens::of(text),
        left: MAX_NODES,
    };
    let mut roots: Vec<Node<'_>> = Vec::new();
    while let Some((line, word)) = parser.words.next() {
        match word {
            // between the lists of several lines
            Token::Sign(',') if !roots.is_empty() => continue,
            Token::Sign('[') if roots.iter().all(|root| root.list().is_some()) => {
                roots.push(parser.list(line, 0)?);
            }
            Token::Sign('{') if roots.is_empty() => roots.push(parser.object(line, 0)?),
            _ if roots.is_empty() => return Err(whole(msg!("pattern-map-not-json"))),
            _ => return Err(at(line, msg!("pattern-map-behind"))),
        }
    }
    Ok(roots)
}

struct Parser<'a> {
    words: Tokens<'a>,
    left: usize,
}

impl<'a> Parser<'a> {
    fn count(&mut self) -> Result<(), PatternError> {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            return Err(too_many());
        }
        Ok(())
    }

    fn node(&mut self, line: usize, value: Value<'a>) -> Result<Node<'a>, PatternError> {
        self.count()?;
        Ok(Node {
            line: u32::try_from(line).unwrap_or(0),
            value,
        })
    }

    /// The value that begins with that word; `None` where none begins.
    fn value(
        &mut self,
        line: usize,
        word: Token<'a>,
        depth: usize,
    ) -> Result<Option<Node<'a>>, PatternError> {
        if depth > MAX_DEPTH {
            return Err(at(line, msg!("pattern-map-deep")));
        }
        let value = match word {
            Token::Sign('[') => return self.list(line, depth).map(Some),
            Token::Sign('{') => return self.object(line, depth).map(Some),
            Token::Sign(_) => return Ok(None),
            Token::Text(text) => Value::Text(unescaped(text)),
            Token::Bare("null") => Value::Null,
            Token::Bare(word) => match finite(word) {
                Some(number) => Value::Number(number),
                None => Value::Word(Cow::Borrowed(word)),
            },
        };
        self.node(line, value).map(Some)
    }

    /// The list behind its opening bracket.
    fn list(&mut self, began: usize, depth: usize) -> Result<Node<'a>, PatternError> {
        let mut list = Vec::new();
        let mut wants_comma = false;
        while let Some((line, word)) = self.words.next() {
            match word {
                Token::Sign(']') => return self.node(began, Value::List(list)),
                Token::Sign(',') if wants_comma => wants_comma = false,
                _ if wants_comma => return Err(at(line, msg!("pattern-map-comma"))),
                word => match self.value(line, word, depth + 1)? {
                    Some(node) => {
                        list.push(node);
                        wants_comma = true;
                    }
                    None => return Err(at(line, msg!("pattern-map-value-missing"))),
                },
            }
        }
        Err(at(self.words.line(), msg!("pattern-map-cut")))
    }

    /// The object behind its opening bracket. A comma between members may be missing.
    fn object(&mut self, began: usize, depth: usize) -> Result<Node<'a>, PatternError> {
        let mut members = Vec::new();
        while let Some((line, word)) = self.words.next() {
            let key = match word {
                Token::Sign('}') => return self.node(began, Value::Object(members)),
                Token::Sign(',') => continue,
                Token::Text(key) => unescaped(key),
                // Python prints the numbers of LEDs so
                Token::Bare(key) if key.bytes().all(|b| b.is_ascii_digit()) => Cow::Borrowed(key),
                _ => return Err(at(line, msg!("pattern-map-name"))),
            };
            let missing = || msg!("pattern-map-colon", name = excerpt(&key));
            if !matches!(self.words.next(), Some((_, Token::Sign(':')))) {
                return Err(at(line, missing()));
            }
            let Some((line, word)) = self.words.next() else {
                break;
            };
            match self.value(line, word, depth + 1)? {
                Some(node) => members.push((key, node)),
                None => {
                    let name = excerpt(&key);
                    return Err(at(line, msg!("pattern-map-member", name = name)));
                }
            }
        }
        Err(at(self.words.line(), msg!("pattern-map-open")))
    }
}

/// What was between quotes, with `\n` and its like resolved where they are right.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    match serde_json::from_str(&format!("\"{text}\"")) {
        Ok(text) => Cow::Owned(text),
        Err(_) => Cow::Borrowed(text),
    }
}
