//! The constants of a sketch: macros, `const` values, enumerations, and what a script assigns.

use super::lexer::{Lexer, Token};
use super::value::{Value, value};
use std::collections::HashMap;

/// Most tokens of the value of a constant: longer ones are code.
const MAX_TOKENS: usize = 48;

/// Names with their values; the last definition of a name counts.
#[derive(Debug, Default)]
pub(super) struct Constants {
    all: HashMap<String, Option<Value>>,
    /// Numbers in the order of the text, for what says sizes.
    numbers: Vec<(String, u64)>,
    /// Where each of them is.
    places: HashMap<String, usize>,
    /// Where red, green and blue stand in structures that have them in another order.
    orders: HashMap<String, [usize; 3]>,
}

/// Most constants of a sketch.
const MAX_CONSTANTS: usize = 1 << 16;

impl Constants {
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.all.get(name)?.as_ref()
    }

    /// Whether a macro or a constant has this name, whatever its value.
    pub(super) fn is_defined(&self, name: &str) -> bool {
        self.all.contains_key(name)
    }

    /// Names and values of all that are numbers, in the order of the text.
    pub(super) fn numbers(&self) -> &[(String, u64)] {
        &self.numbers
    }

    /// The order of the parts of a colour in a structure of this name.
    pub(super) fn order(&self, name: &str) -> Option<[usize; 3]> {
        self.orders.get(name).copied()
    }

    pub(super) fn set_order(&mut self, name: &str, order: [usize; 3]) {
        if self.orders.len() < MAX_CONSTANTS {
            self.orders.insert(name.to_owned(), order);
        }
    }

    pub(super) fn set(&mut self, name: &str, value: Option<Value>) {
        if self.all.len() >= MAX_CONSTANTS || self.numbers.len() >= MAX_CONSTANTS {
            return;
        }
        if let Some(Value::Number(n)) = &value
            && let Ok(n) = u64::try_from(*n)
        {
            // the last definition counts
            match self
                .places
                .get(name)
                .and_then(|&at| self.numbers.get_mut(at))
            {
                Some(known) => known.1 = n,
                None => {
                    self.places.insert(name.to_owned(), self.numbers.len());
                    self.numbers.push((name.to_owned(), n));
                }
            }
        }
        self.all.insert(name.to_owned(), value);
    }

    /// Takes what follows `#define`.
    pub(super) fn define(&mut self, text: &str) {
        let text = text.trim_start();
        let end = text
            .find(|c: char| c.is_whitespace() || c == '(')
            .unwrap_or(text.len());
        let (name, body) = text.split_at(end);
        if name.is_empty() || body.starts_with('(') {
            return; // a macro with arguments
        }
        let mut lexer = Lexer::new(body, false);
        let mut tokens = Vec::new();
        while let Some((token, _)) = lexer.next() {
            match token {
                Token::Comment(_) => {}
                _ if tokens.len() == MAX_TOKENS => return self.set(name, None),
                _ => tokens.push(token),
            }
        }
        let value = value(&tokens, self)
            .filter(|value| !matches!(value, Value::Name(_)))
            .or_else(|| self.list(&tokens));
        self.set(name, value);
    }

    /// Several numbers with commas between them, with or without braces.
    fn list(&self, tokens: &[Token<'_>]) -> Option<Value> {
        let (inside, is_group) = match tokens {
            [Token::Mark(b'{'), inside @ .., Token::Mark(b'}')] => (inside, true),
            _ => (tokens, false),
        };
        let items: Option<Vec<i64>> = inside
            .split(|token| *token == Token::Mark(b','))
            .map(|item| match value(item, self)? {
                Value::Number(n) => Some(n),
                _ => None,
            })
            .collect();
        items.map(|items| Value::List { items, is_group })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macros_have_numbers_colours_or_lists_and_may_use_each_other() {
        let mut constants = Constants::default();
        for line in [
            " W 16 // columns",
            "\tH (W / 2)",
            "RED CRGB::Red",
            "T {1, 2, 3}",
            "F(x) x",
            "GUARD_H",
            "TEXT \"abc\"",
        ] {
            constants.define(line);
        }
        assert_eq!(constants.numbers(), [("W".into(), 16), ("H".into(), 8)]);
        assert_eq!(constants.get("RED"), Some(&Value::Colour([255, 0, 0])));
        assert_eq!(
            constants.get("T"),
            Some(&Value::List {
                items: vec![1, 2, 3],
                is_group: true
            })
        );
        assert!(constants.is_defined("GUARD_H") && constants.is_defined("TEXT"));
        assert!(!constants.is_defined("F") && constants.get("GUARD_H").is_none());
    }
}
