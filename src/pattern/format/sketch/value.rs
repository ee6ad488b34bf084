//! The value of one item of an array: a number, a colour or a name, computed as a compiler would.

use super::colour_names;
use super::constants::Constants;
use super::lexer::Token;
use super::literal;
use crate::pattern::Rgb;

/// What an item is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Number(i64),
    Colour(Rgb),
    /// A name that is no constant: another array, perhaps.
    Name(String),
    /// Several numbers for which a macro stands, in braces or without.
    List {
        items: Vec<i64>,
        is_group: bool,
    },
}

/// Evaluates `tokens`; `None` for what only a compiler knows.
pub(super) fn value(tokens: &[Token<'_>], constants: &Constants) -> Option<Value> {
    if let [Token::Word(name)] = tokens {
        return Some(match constants.get(name) {
            Some(value) => value.clone(),
            None => named(name).unwrap_or_else(|| Value::Name((*name).to_owned())),
        });
    }
    let mut reader = Reader { tokens, constants };
    let value = reader.binary(0)?;
    reader.tokens.is_empty().then_some(value)
}

/// Names with a value in every sketch.
fn named(name: &str) -> Option<Value> {
    let number = match name {
        "true" | "True" | "TRUE" | "HIGH" | "ON" => 1,
        "false" | "False" | "FALSE" | "LOW" | "OFF" | "NULL" | "nullptr" => 0,
        _ => literal::arduino_binary(name)?,
    };
    Some(Value::Number(number))
}

struct Reader<'t, 'a> {
    tokens: &'t [Token<'a>],
    constants: &'t Constants,
}

/// Binary operators, loosest first.
const LEVELS: [&[&[u8]]; 6] = [
    &[b"|"],
    &[b"^"],
    &[b"&"],
    &[b"<<", b">>"],
    &[b"+", b"-"],
    &[b"*", b"/", b"%"],
];

impl<'t, 'a> Reader<'t, 'a> {
    fn mark(&self, at: usize) -> Option<u8> {
        match self.tokens.get(at) {
            Some(Token::Mark(mark)) => Some(*mark),
            _ => None,
        }
    }

    fn skip(&mut self, tokens: usize) {
        self.tokens = self.tokens.get(tokens..).unwrap_or_default();
    }

    fn eat(&mut self, mark: u8) -> Option<()> {
        (self.mark(0) == Some(mark)).then(|| self.skip(1))
    }

    fn operator(&self, level: &[&'static [u8]]) -> Option<&'static [u8]> {
        level.iter().copied().find(|operator| {
            let mut marks = operator.iter().enumerate();
            let doubled = operator.len() == 1 && self.mark(1) == operator.first().copied();
            let logical = doubled && matches!(operator, [b'|' | b'&']);
            marks.all(|(at, mark)| self.mark(at) == Some(*mark)) && !logical
        })
    }

    fn binary(&mut self, level: usize) -> Option<Value> {
        let Some(operators) = LEVELS.get(level) else {
            return self.unary();
        };
        let mut left = self.binary(level + 1)?;
        while let Some(operator) = self.operator(operators) {
            self.skip(operator.len());
            let right = self.binary(level + 1)?;
            let (Value::Number(a), Value::Number(b)) = (&left, &right) else {
                return None;
            };
            left = Value::Number(computed(operator, *a, *b)?);
        }
        Some(left)
    }

    fn unary(&mut self) -> Option<Value> {
        let sign = match self.mark(0) {
            Some(sign @ (b'-' | b'+' | b'~' | b'!')) => sign,
            _ => return self.primary(),
        };
        self.skip(1);
        let Value::Number(number) = self.unary()? else {
            return None;
        };
        Some(Value::Number(match sign {
            b'-' => number.wrapping_neg(),
            b'~' => !number,
            b'!' => i64::from(number == 0),
            _ => number,
        }))
    }

    fn primary(&mut self) -> Option<Value> {
        let token = *self.tokens.first()?;
        self.skip(1);
        match token {
            Token::Number(word) => literal::number(word).map(Value::Number),
            Token::Char(body) => literal::character(body).map(Value::Number),
            Token::Text { body, .. } => literal::colour(body).map(Value::Colour),
            Token::Mark(b'(') => {
                let inside = self.inside(b'(', b')')?;
                if is_type(inside) {
                    return self.unary(); // a cast: the array says how much of it counts
                }
                value(inside, self.constants)
            }
            Token::Word(word) => self.word(word),
            _ => None,
        }
    }

    /// The tokens up to the closing mark, which goes as well; the opening one is gone.
    fn inside(&mut self, open: u8, close: u8) -> Option<&'t [Token<'a>]> {
        let mut depth = 0_usize;
        let end = self.tokens.iter().position(|token| {
            match token {
                Token::Mark(mark) if *mark == open => depth += 1,
                Token::Mark(mark) if *mark == close && depth == 0 => return true,
                Token::Mark(mark) if *mark == close => depth -= 1,
                _ => {}
            }
            false
        })?;
        let inside = self.tokens.get(..end)?;
        self.skip(end + 1);
        Some(inside)
    }

    /// What begins with a name: `CRGB::Red`, `strip.Color(1, 2, 3)`, `uint8_t(5)`, `static_cast<int>(5)`, a constant.
    fn word(&mut self, first: &'a str) -> Option<Value> {
        let mut name = first;
        let mut before = "";
        loop {
            let dots = match (self.mark(0), self.mark(1)) {
                (Some(b':'), Some(b':')) | (Some(b'-'), Some(b'>')) => 2,
                (Some(b'.'), _) => 1,
                _ => 0,
            };
            let Some(Token::Word(next)) = self.tokens.get(dots).filter(|_| dots > 0) else {
                break;
            };
            before = name;
            name = next;
            self.skip(dots + 1);
        }
        if self.mark(0) == Some(b'<') && name.ends_with("_cast") {
            self.skip(1);
            self.inside(b'<', b'>')?;
        }
        let arguments = match self.mark(0) {
            Some(b'(') => self.eat(b'(').and_then(|()| self.inside(b'(', b')'))?,
            Some(b'{') => self.eat(b'{').and_then(|()| self.inside(b'{', b'}'))?,
            _ => {
                if let Some(rgb) = colour_names::colour(before, name) {
                    return Some(Value::Colour(rgb));
                }
                return self.constants.get(name).cloned().or_else(|| named(name));
            }
        };
        if arguments.is_empty() {
            return call(name, &[]);
        }
        let arguments: Option<Vec<Value>> = arguments
            .split(is_comma_outside())
            .map(|argument| value(argument, self.constants))
            .collect();
        call(name, &arguments?)
    }
}

/// Finds commas that are in no brackets.
fn is_comma_outside() -> impl FnMut(&Token<'_>) -> bool {
    let mut depth = 0_usize;
    move |token| {
        match token {
            Token::Mark(b'(' | b'{' | b'[') => depth += 1,
            Token::Mark(b')' | b'}' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && *token == Token::Mark(b',')
    }
}

fn computed(operator: &[u8], a: i64, b: i64) -> Option<i64> {
    let shift = || u32::try_from(b).ok().filter(|&n| n < 64);
    match operator {
        b"|" => Some(a | b),
        b"^" => Some(a ^ b),
        b"&" => Some(a & b),
        b"<<" => Some(a.wrapping_shl(shift()?)),
        b">>" => Some(a.wrapping_shr(shift()?)),
        b"+" => a.checked_add(b),
        b"-" => a.checked_sub(b),
        b"*" => a.checked_mul(b),
        b"/" => a.checked_div(b),
        _ => a.checked_rem(b),
    }
}

/// Whether all of it names a type, as between the parentheses of a cast.
fn is_type(tokens: &[Token<'_>]) -> bool {
    let types = [
        "unsigned", "signed", "char", "short", "int", "long", "byte", "word", "const", "bool",
    ];
    !tokens.is_empty()
        && tokens.iter().all(|token| match token {
            Token::Word(word) => {
                types.contains(word) || word.ends_with("_t") || word.starts_with("u8")
            }
            Token::Mark(mark) => *mark == b'*',
            _ => false,
        })
}

/// The value of a call, where its name says that it makes a colour, or that it changes nothing.
fn call(name: &str, arguments: &[Value]) -> Option<Value> {
    let part = |value: &Value| match value {
        Value::Number(n) => u8::try_from(*n).ok(),
        _ => None,
    };
    let lower = name.to_ascii_lowercase();
    let makes = ["color", "colour", "rgb", "pixel", "led"];
    let is_colour = makes.iter().any(|word| lower.contains(word)) && !lower.contains("hs");
    match arguments {
        [Value::Colour(rgb)] => Some(Value::Colour(*rgb)),
        [r, g, b] | [r, g, b, _] if is_colour => {
            let [mut r, mut g, mut b] = [part(r)?, part(g)?, part(b)?];
            let spread = |c: u8, max: u16| (u16::from(c).min(max) * 255 / max) as u8;
            for (name, max) in [("333", 7), ("444", 15)] {
                if lower.contains(name) {
                    [r, g, b] = [r, g, b].map(|c| spread(c, max));
                }
            }
            if lower.contains("grb") {
                std::mem::swap(&mut r, &mut g);
            }
            Some(Value::Colour([r, g, b]))
        }
        // one number is a shade of grey for some libraries, 0xRRGGBB for others
        [Value::Number(n)] if is_colour => {
            let n = u32::try_from(*n).ok().filter(|&n| n <= 0xFF_FFFF)?;
            let [_, r, g, b] = n.to_be_bytes();
            let grey = lower.starts_with("rgbcolor") && n <= 0xFF;
            Some(Value::Colour(if grey { [b; 3] } else { [r, g, b] }))
        }
        [] if is_colour => Some(Value::Colour([0; 3])),
        [Value::Number(n)] if is_type(&[Token::Word(name)]) || lower.contains("cast") => {
            Some(Value::Number(*n))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexer::Lexer;
    use super::*;

    fn read(text: &str) -> Option<Value> {
        let mut lexer = Lexer::new(text, false);
        let tokens: Vec<Token<'_>> =
            std::iter::from_fn(|| lexer.next().map(|(token, _)| token)).collect();
        let mut constants = Constants::default();
        constants.define(" R 0xFF0000");
        constants.define(" RED 255, 0, 0");
        constants.define(" DIM CRGB(1, 2, 3)");
        value(&tokens, &constants)
    }

    #[test]
    fn expressions_are_computed_as_a_compiler_would() {
        for (text, number) in [
            ("1 + 2 * 3", 7),
            ("(1 << 8 | 0x0F) & ~1", 0x10E),
            ("-1", -1),
            ("(uint8_t)0x12", 0x12),
            ("(unsigned long) 5 - 3", 2),
            ("static_cast<uint32_t>(7)", 7),
            ("uint16_t(7 / 2)", 3),
            ("'A'", 65),
            ("B00000011", 3),
            ("R >> 16", 255),
            ("true", 1),
        ] {
            assert_eq!(read(text), Some(Value::Number(number)), "{text}");
        }
        for none in [
            "",
            "1 +",
            "1 / 0",
            "f(1)",
            "a ? 1 : 2",
            "1 && 2",
            "sizeof(a)",
            "(1",
            "1 << 99",
        ] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn colours_are_made_as_their_libraries_make_them() {
        for (text, rgb) in [
            ("CRGB(1, 2, 3)", [1, 2, 3]),
            ("CRGB{1, 2, 3}", [1, 2, 3]),
            ("CRGB(0x010203)", [1, 2, 3]),
            ("CRGB::Blue", [0, 0, 255]),
            ("CRGB::HTMLColorCode::MidnightBlue", [25, 25, 112]),
            ("CRGB(CRGB::Red)", [255, 0, 0]),
            ("strip.Color(1, 2, 3)", [1, 2, 3]),
            ("Adafruit_NeoPixel::Color(255 / 5, 2, 3)", [51, 2, 3]),
            ("pixels->Color(1, 2, 3, 4)", [1, 2, 3]),
            ("RgbColor(9)", [9, 9, 9]),
            ("\"#0a0B0c\"", [10, 11, 12]),
            ("DIM", [1, 2, 3]),
            ("CRGB()", [0, 0, 0]),
        ] {
            assert_eq!(read(text), Some(Value::Colour(rgb)), "{text}");
        }
        assert_eq!(read("CRGB(256, 0, 0)"), None);
        assert_eq!(read("CHSV(1, 2, 3)"), None);
        assert_eq!(
            read("RED"),
            Some(Value::List {
                items: vec![255, 0, 0],
                is_group: false
            })
        );
        assert_eq!(read("frame1"), Some(Value::Name("frame1".into())));
    }
}
