//! Arrays that are quoted texts, and what Python makes of lists and texts.

use super::super::array::Described;
use super::super::builder::Builder;
use super::super::declaration::{Class, Declared};
use super::super::lexer::Token;
use super::super::literal;
use super::super::way::Way;
use super::Parser;
use crate::msg;
use crate::pattern::Matrix;

impl<'a> Parser<'a> {
    /// Quoted bytes as an item: more texts that follow belong to it.
    pub(super) fn text(&mut self, builder: &mut Builder, body: &str, raw: bool, line: usize) {
        let mut bytes = Vec::new();
        literal::bytes(body, raw, &mut bytes);
        self.more_text(&mut bytes, true);
        builder.bytes(&bytes, line);
    }

    /// Adds the texts that follow, in Python over lines where brackets are open.
    pub(super) fn more_text(&mut self, bytes: &mut Vec<u8>, is_inside: bool) {
        loop {
            match self.tokens.peek() {
                Some(Token::Text { body, raw }) => literal::bytes(body, raw, bytes),
                Some(Token::LineEnd) if is_inside => {}
                _ => return,
            }
            self.tokens.take();
        }
    }

    /// An array that is a quoted text.
    pub(super) fn quoted(&mut self, mut declared: Declared, line: usize) {
        let mut bytes = Vec::new();
        self.more_text(&mut bytes, false);
        let is_array = declared.is_array || declared.class == Class::Text || self.python;
        declared.class = Class::Byte;
        declared.dims.clear();
        let name = declared.name.clone();
        if is_array {
            let mut builder = Builder::new(declared, line, self.padding);
            builder.bytes(&bytes, line);
            self.arrays.push(builder.finish().0);
        } else {
            self.tokens.constants.set(&name, None);
        }
    }

    /// `bytes([...])`, `bytearray(b"...")`, `np.array([[...]], dtype=np.uint8)`: an array.
    pub(super) fn wrapped(&mut self, declared: Declared, line: usize) {
        let name = self.tokens.take().map(|(token, _)| token);
        let mut builder = Builder::new(declared, line, self.padding);
        if let Some(Token::Word("bytes" | "bytearray")) = name {
            builder.class(Class::Byte);
        }
        self.wrapper(&mut builder, 0, line);
        let (array, padding) = builder.finish();
        self.padding = padding;
        if !array.values.is_empty() || array.problem.is_some() {
            self.arrays.push(array);
        }
    }

    /// What stands between the parentheses behind such a name, which is gone: its first list or text. Numbers behind it may
    /// be width and height, as `FrameBuffer(bytearray(...), 8, 8, MONO_VLSB)` has them.
    pub(super) fn wrapper(&mut self, builder: &mut Builder, depth: usize, line: usize) {
        let mut call = Call::default();
        loop {
            let outside = call.open == 0;
            match self.tokens.peek() {
                None => break,
                Some(Token::LineEnd | Token::Mark(b',' | b']' | b'}')) if outside => break,
                _ => {}
            }
            let Some((token, line)) = self.tokens.take() else {
                break;
            };
            let before = std::mem::replace(&mut call.before, token);
            match token {
                Token::Mark(b'(') if matches!(before, Token::Mark(b'(')) && !call.found => {
                    call.found = true;
                    self.group(builder, b'(', depth + 1, line);
                }
                Token::Mark(b'(') => call.open += 1,
                Token::Mark(b')') if call.open <= 1 => break,
                Token::Mark(b')') => call.open -= 1,
                Token::Mark(mark @ b'[') if !call.found => {
                    call.found = true;
                    self.group(builder, mark, depth + 1, line);
                }
                Token::Mark(b'[' | b'{') => self.pass(),
                Token::Text { body, .. } if !call.found && class_of(body).is_some() => {
                    builder.class(class_of(body).unwrap_or(Class::Byte));
                }
                Token::Text { body, .. } if !call.found && call.is_hexadecimal => {
                    call.found = true;
                    builder.bytes(&hexadecimal(body), line);
                }
                Token::Text { body, raw } if !call.found => {
                    call.found = true;
                    self.text(builder, body, raw, line);
                }
                Token::Word("bytes" | "bytearray") if !call.found => builder.class(Class::Byte),
                Token::Word("fromhex" | "unhexlify" | "a2b_hex") => call.is_hexadecimal = true,
                Token::Word(word) if call.found => call.way = call.way.or(Way::of_display(word)),
                Token::Number(word) if call.found && call.sides.len() < 2 => {
                    call.sides
                        .extend(literal::number(word).and_then(|n| u16::try_from(n).ok()));
                }
                _ => {}
            }
        }
        if !call.found {
            builder.fail(line, msg!("pattern-c-computed"));
        }
        if let [w, h] = call.sides.as_slice()
            && let Some(size) = Matrix::new(*w, *h)
        {
            let way = call.way;
            builder.described = Some(Described { size, way });
        }
    }
}

/// What was seen of a call.
struct Call<'a> {
    /// The token before.
    before: Token<'a>,
    /// Parentheses that are open.
    open: usize,
    /// Whether its list or text was read.
    found: bool,
    is_hexadecimal: bool,
    /// Numbers behind it.
    sides: Vec<u16>,
    way: Option<Way>,
}

impl Default for Call<'_> {
    fn default() -> Self {
        Self {
            before: Token::LineEnd,
            open: 0,
            found: false,
            is_hexadecimal: false,
            sides: Vec::new(),
            way: None,
        }
    }
}

/// The letters that `array.array` has for its types.
fn class_of(body: &str) -> Option<Class> {
    Some(match body {
        "B" | "b" => Class::Byte,
        "H" | "h" => Class::Short,
        "I" | "L" | "i" | "l" => Class::Long,
        _ => return None,
    })
}

/// The bytes of pairs of digits, whatever stands between them.
fn hexadecimal(body: &str) -> Vec<u8> {
    let digits: Vec<u8> = body
        .chars()
        .filter_map(|c| c.to_digit(16).map(|d| d as u8))
        .collect();
    let (pairs, _) = digits.as_chunks::<2>();
    pairs.iter().map(|[high, low]| high << 4 | low).collect()
}

/// Whether a name makes a list of its argument in Python.
pub(super) fn is_wrapper(word: &str) -> bool {
    [
        "bytes",
        "bytearray",
        "array",
        "np",
        "numpy",
        "list",
        "tuple",
        "memoryview",
        "framebuf",
    ]
    .contains(&word)
}
