//! Enumerations, the fields of structures, and values of structures that hold a picture.

use super::super::array::{Array, Described};
use super::super::builder::Builder;
use super::super::declaration::Declared;
use super::super::lexer::Token;
use super::super::value::{Value, value};
use super::super::way::Way;
use super::{MAX_ARRAYS, MAX_TOKENS, Parser};
use crate::pattern::Matrix;

impl<'a> Parser<'a> {
    /// The names of an `enum`, each with its number.
    pub(super) fn enumeration(&mut self) {
        self.head.clear();
        let mut next = 0;
        while let Some((token, _)) = self.tokens.take() {
            match token {
                Token::Mark(b'}') => break,
                Token::Word(name) => {
                    let mut tokens = Vec::new();
                    while !matches!(self.tokens.peek(), None | Some(Token::Mark(b',' | b'}'))) {
                        let token = self.tokens.take().map(|(token, _)| token);
                        tokens.extend(
                            token.filter(|t| *t != Token::Mark(b'=') && tokens.len() < MAX_TOKENS),
                        );
                    }
                    if let Some(Value::Number(n)) = value(&tokens, &self.tokens.constants) {
                        next = n;
                    }
                    self.tokens.constants.set(name, Some(Value::Number(next)));
                    next = next.wrapping_add(1);
                }
                _ => {}
            }
        }
    }

    /// The fields of a `struct` that is defined, whose opening brace is gone: only which of them are red, green and blue.
    pub(super) fn fields_of_type(&mut self) {
        let head = std::mem::take(&mut self.head);
        let mut names: Vec<&str> = head.iter().rev().filter_map(word).take(1).collect();
        let mut fields: Vec<&str> = Vec::new();
        let mut last = "";
        while let Some((token, _)) = self.tokens.take() {
            match token {
                Token::Word(word) => last = word,
                Token::Mark(b',' | b';') if fields.len() < 8 => fields.push(last),
                Token::Mark(b'{') => return self.pass(),
                Token::Mark(b'}') => break,
                _ => {}
            }
        }
        if head.contains(&Token::Word("typedef")) {
            let after = self.upto(b";{");
            names.extend(after.iter().filter_map(word).take(4));
        }
        let place = |field: &&str| match field.to_ascii_lowercase().as_str() {
            "r" | "red" => Some(0),
            "g" | "green" => Some(1),
            "b" | "blue" => Some(2),
            _ => None,
        };
        let order: Option<Vec<usize>> = fields.iter().map(place).collect();
        if let Some([r, g, b]) = order.as_deref()
            && r + g + b == 3
            && r != g
            && [*r, *g, *b] != [0, 1, 2]
        {
            for name in names {
                self.tokens.constants.set_order(name, [*r, *g, *b]);
            }
        }
    }

    /// A structure with its values, whose opening brace is gone: a colour, or a picture with its width and height.
    pub(super) fn structure(&mut self, name: &str, line: usize) {
        let mut found = Fields::default();
        self.fields(name, &mut found, 0, line);
        let numbers: Vec<u32> = found
            .numbers
            .iter()
            .filter_map(|(_, n)| u32::try_from(*n).ok())
            .collect();
        let Some(size) = found.size() else {
            self.constants_of(name, &numbers);
            return;
        };
        if let Some(mut bytes) = found.bytes.take() {
            let each = found.side(&["bytes_per_pixel", "bpp"], 2).unwrap_or(3);
            let (wanted, way) = match each {
                2 => (size.leds() * 2, Way::Rgb565Swapped),
                4 => (size.leds() * 4, Way::Rgba),
                _ => (size.leds() * 3, Way::Rgb),
            };
            bytes.truncate(wanted);
            let mut builder = Builder::new(Declared::bytes(name), line, self.padding);
            builder.bytes(&bytes, line);
            builder.described = Some(Described {
                size,
                way: Some(way),
            });
            self.arrays.push(builder.finish().0);
            return;
        }
        let way = found.words.iter().find_map(|word| Way::of_display(word));
        let own = found.first.unwrap_or(self.arrays.len());
        let named =
            |(at, array): &(usize, &mut Array)| *at >= own || found.words.contains(&array.name);
        for (_, array) in self.arrays.iter_mut().enumerate().filter(named) {
            array.describe(size, way, &found.words);
        }
    }

    fn fields(&mut self, name: &str, found: &mut Fields, depth: usize, line: usize) {
        let mut field = None;
        loop {
            match self.tokens.peek() {
                None => return,
                Some(Token::Mark(b'}')) => {
                    self.tokens.take();
                    return;
                }
                Some(Token::Mark(b'.')) => {
                    let tokens = self.upto(b"=,}");
                    field = tokens.iter().rev().find_map(word);
                    if self.tokens.peek() == Some(Token::Mark(b'=')) {
                        self.tokens.take();
                    }
                }
                Some(Token::Mark(b'{')) => {
                    self.tokens.take();
                    match self.tokens.peek() {
                        Some(Token::Mark(b'.')) if depth < 4 => {
                            self.fields(name, found, depth + 1, line);
                        }
                        Some(Token::Mark(b'.')) => self.pass(),
                        _ => {
                            found.first.get_or_insert(self.arrays.len());
                            let mut builder =
                                Builder::new(Declared::numbers(name), line, self.padding);
                            self.group(&mut builder, b'{', 1, line);
                            let (array, padding) = builder.finish();
                            self.padding = padding;
                            if self.arrays.len() < MAX_ARRAYS {
                                self.arrays.push(array);
                            }
                        }
                    }
                }
                Some(Token::Text { .. }) => {
                    let mut bytes = Vec::new();
                    self.more_text(&mut bytes, true);
                    found.bytes.get_or_insert(bytes);
                }
                Some(Token::Mark(b',') | Token::Unsettled(_) | Token::LineEnd) => {
                    self.tokens.take();
                }
                _ => {
                    let tokens = self.upto(b",}");
                    match value(&tokens, &self.tokens.constants) {
                        Some(Value::Number(n)) if found.numbers.len() < 32 => {
                            found.numbers.push((field.take().map(str::to_owned), n));
                        }
                        Some(Value::Name(word)) if found.words.len() < 32 => found.words.push(word),
                        _ => {}
                    }
                }
            }
        }
    }
}

/// What stands in a structure.
#[derive(Default)]
struct Fields {
    /// Numbers, with the names of their fields where those are given.
    numbers: Vec<(Option<String>, i64)>,
    /// Names of other things.
    words: Vec<String>,
    bytes: Option<Vec<u8>>,
    /// Place of the first array that stands in it.
    first: Option<usize>,
}

impl Fields {
    /// The number of one of these fields, or the one at that place where no fields are named.
    fn side(&self, names: &[&str], place: usize) -> Option<u16> {
        let named = |(name, _): &&(Option<String>, i64)| {
            name.as_deref().is_some_and(|n| names.contains(&n))
        };
        let is_named = self.numbers.iter().any(|(name, _)| name.is_some());
        let found = if is_named {
            self.numbers.iter().find(named)
        } else {
            self.numbers.get(place)
        };
        found.and_then(|(_, n)| u16::try_from(*n).ok())
    }

    fn size(&self) -> Option<Matrix> {
        let has_picture = self.bytes.is_some() || self.first.is_some() || !self.words.is_empty();
        let w = self.side(&["w", "width", "Width"], 0)?;
        let h = self.side(&["h", "height", "Height"], 1)?;
        Matrix::new(w, h).filter(|_| has_picture)
    }
}

fn word<'a>(token: &Token<'a>) -> Option<&'a str> {
    match token {
        Token::Word(word) => Some(word),
        _ => None,
    }
}
