//! What stands before the values of an array: its name, the type of its elements, its dimensions.

use super::constants::Constants;
use super::lexer::Token;
use super::value::{Value, value};

/// What the elements of an array are declared to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Class {
    /// 8 bits.
    Byte,
    /// 16 bits.
    Short,
    /// 32 bits.
    Long,
    /// 64 bits.
    Quad,
    /// As many bits as the values need.
    Int,
    Bool,
    /// Colours of a library.
    Colour,
    /// Text.
    Text,
    /// Fractions.
    Real,
    /// A type that the sketch itself defines.
    Other,
}

/// A declaration.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    pub(super) name: String,
    pub(super) class: Class,
    /// From the outermost to the innermost; `None` where the values say it.
    pub(super) dims: Vec<Option<usize>>,
    /// Whether the dimensions are those of `std::array` and `std::vector`, whose values may have more braces.
    pub(super) is_template: bool,
    /// Whether it has brackets or is such a template: else it is one value.
    pub(super) is_array: bool,
    /// Whether it names a type.
    pub(super) is_typed: bool,
    /// Where red, green and blue stand in its type, if in another order.
    pub(super) order: Option<[usize; 3]>,
}

/// Words that stand where a name may stand, and are none.
const ATTRIBUTES: [&str; 12] = [
    "PROGMEM",
    "FLASHMEM",
    "DMAMEM",
    "IRAM_ATTR",
    "DRAM_ATTR",
    "RODATA_ATTR",
    "ICACHE_RODATA_ATTR",
    "__attribute__",
    "alignas",
    "__in_flash",
    "LV_ATTRIBUTE_LARGE_CONST",
    "EXTMEM",
];

impl Declared {
    /// Reads the tokens before `=`, or before the brace.
    pub(super) fn of(head: &[Token<'_>], constants: &Constants) -> Self {
        let mut reader = Reader {
            constants,
            words: Vec::new(),
            name: None,
            brackets: Vec::new(),
            templates: Vec::new(),
            is_pointer: false,
        };
        reader.read(head);
        let after = reader.words.last().copied().unwrap_or_default();
        // `int[] name`, as Java and C# have it
        let name = match reader.name {
            Some(name) if class_of_word(name).is_none() => name,
            _ => after,
        };
        let is_template = !reader.templates.is_empty();
        let is_array = is_template || !reader.brackets.is_empty();
        let mut dims = reader.brackets;
        dims.extend(reader.templates.into_iter().rev());
        let types = || reader.words.iter().copied().filter(|word| *word != name);
        let is_typed = types().any(|word| class_of_word(word).is_some());
        let class = class(types(), reader.is_pointer);
        let order = types().find_map(|word| constants.order(word));
        Self {
            name: name.to_owned(),
            class,
            dims,
            is_template,
            is_array,
            is_typed,
            order,
        }
    }

    /// Bytes of that name.
    pub(super) fn bytes(name: &str) -> Self {
        Self {
            class: Class::Byte,
            ..Self::numbers(name)
        }
    }

    /// Numbers of that name, of which nothing is declared.
    pub(super) fn numbers(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            class: Class::Int,
            dims: Vec::new(),
            is_template: false,
            is_array: true,
            is_typed: true,
            order: None,
        }
    }
}

struct Reader<'a, 'c> {
    constants: &'c Constants,
    /// Words outside of brackets.
    words: Vec<&'a str>,
    /// The word before the first bracket.
    name: Option<&'a str>,
    brackets: Vec<Option<usize>>,
    /// Dimensions of templates, the innermost first.
    templates: Vec<Option<usize>>,
    is_pointer: bool,
}

impl<'a> Reader<'a, '_> {
    fn read(&mut self, head: &[Token<'a>]) {
        let mut rest = head;
        while let Some((token, after)) = rest.split_first() {
            rest = after;
            match token {
                Token::Word(word) if !ATTRIBUTES.contains(word) => self.words.push(word),
                Token::Mark(b'[') => {
                    let inside = inside(&mut rest, b'[', b']');
                    let dimension = self.dimension(inside);
                    self.name = self.name.or(self.words.last().copied());
                    self.brackets.push(dimension);
                }
                Token::Mark(b'(') => drop(inside(&mut rest, b'(', b')')),
                Token::Mark(b'<') => {
                    let inside = inside(&mut rest, b'<', b'>');
                    let kind = self.words.last().copied().unwrap_or_default();
                    self.template(kind, inside);
                }
                Token::Mark(b'*') => self.is_pointer = true,
                _ => {}
            }
        }
    }

    /// `std::array<T, 4>`, `std::vector<T>`, and the like in each other.
    fn template(&mut self, kind: &str, inside: &[Token<'a>]) {
        let last = inside.iter().rposition(|token| *token == Token::Mark(b','));
        let (element, size) = match (kind, last) {
            ("array", Some(at)) => (inside.get(..at), inside.get(at + 1..)),
            _ => (Some(inside), None),
        };
        let mut inner = Reader {
            constants: self.constants,
            words: Vec::new(),
            name: None,
            brackets: Vec::new(),
            templates: Vec::new(),
            is_pointer: false,
        };
        inner.read(element.unwrap_or_default());
        self.words.extend(inner.words);
        self.templates.extend(inner.templates);
        match kind {
            "array" => self
                .templates
                .push(size.and_then(|size| self.dimension(size))),
            "vector" | "initializer_list" | "span" | "deque" | "List" => self.templates.push(None),
            _ => {}
        }
    }

    fn dimension(&self, tokens: &[Token<'_>]) -> Option<usize> {
        match value(tokens, self.constants)? {
            Value::Number(n) => usize::try_from(n).ok().filter(|&n| n > 0),
            _ => None,
        }
    }
}

/// The tokens up to the closing mark; `rest` goes on behind it.
fn inside<'t, 'a>(rest: &mut &'t [Token<'a>], open: u8, close: u8) -> &'t [Token<'a>] {
    let mut depth = 0_usize;
    let end = rest.iter().position(|token| {
        match token {
            Token::Mark(mark) if *mark == open => depth += 1,
            Token::Mark(mark) if *mark == close && depth == 0 => return true,
            Token::Mark(mark) if *mark == close => depth -= 1,
            _ => {}
        }
        false
    });
    let end = end.unwrap_or(rest.len());
    let inside = rest.get(..end).unwrap_or_default();
    *rest = rest.get(end + 1..).unwrap_or_default();
    inside
}

fn class<'a>(words: impl Iterator<Item = &'a str>, is_pointer: bool) -> Class {
    let mut found = None;
    let mut is_other = false;
    let mut longs = 0;
    for word in words {
        longs += usize::from(word == "long");
        match class_of_word(word) {
            // `unsigned` alone is an int, `unsigned short` is not
            Some(Class::Int) => found = found.or(Some(Class::Int)),
            Some(class) if found.is_none() || found == Some(Class::Int) => found = Some(class),
            Some(_) => {}
            None => is_other |= !is_plain(word),
        }
    }
    match found {
        Some(Class::Byte) if is_pointer => Class::Text,
        Some(Class::Long) if longs > 1 => Class::Quad,
        Some(class) => class,
        None if is_other => Class::Other,
        None => Class::Int,
    }
}

/// Words of declarations that are no types.
fn is_plain(word: &str) -> bool {
    [
        "const",
        "static",
        "constexpr",
        "volatile",
        "extern",
        "inline",
        "let",
        "var",
        "final",
        "public",
        "private",
        "std",
        "array",
        "vector",
        "self",
        "struct",
        "export",
        "C",
        "auto",
        "new",
        "namespace",
    ]
    .contains(&word)
}

fn class_of_word(word: &str) -> Option<Class> {
    let lower = word.to_ascii_lowercase();
    let plain = lower.strip_prefix("prog_").unwrap_or(&lower);
    let plain = plain.strip_suffix("_t").unwrap_or(plain);
    Some(match plain {
        "uint8" | "int8" | "char" | "byte" | "uchar" | "u8" | "guint8" | "ubyte" | "bytes"
        | "bytearray" | "uint8array" | "u8x8" => Class::Byte,
        "uint16" | "int16" | "short" | "word" | "u16" | "ushort" | "guint16" | "uint16array" => {
            Class::Short
        }
        "uint32" | "int32" | "long" | "dword" | "u32" | "ulong" | "guint32" | "uint32array" => {
            Class::Long
        }
        "uint64" | "int64" | "u64" => Class::Quad,
        "int" | "unsigned" | "signed" | "uint" | "size" | "number" => Class::Int,
        "bool" | "boolean" => Class::Bool,
        "float" | "double" => Class::Real,
        "string" | "str" => Class::Text,
        "crgb" | "crgbw" | "rgbcolor" | "rgbwcolor" | "htmlcolor" => Class::Colour,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::lexer::Lexer;
    use super::*;

    fn declared(text: &str) -> Declared {
        let mut lexer = Lexer::new(text, false);
        let tokens: Vec<Token<'_>> =
            std::iter::from_fn(|| lexer.next().map(|(token, _)| token)).collect();
        let mut constants = Constants::default();
        constants.define(" N 4");
        Declared::of(&tokens, &constants)
    }

    #[test]
    fn names_types_and_dimensions_are_found_wherever_attributes_stand() {
        for (text, name, class, dims) in [
            ("const uint8_t a[] PROGMEM", "a", Class::Byte, &[None][..]),
            (
                "const unsigned short PROGMEM a[4]",
                "a",
                Class::Short,
                &[Some(4)],
            ),
            (
                "static const unsigned char PROGMEM a [N * 2][3]",
                "a",
                Class::Byte,
                &[Some(8), Some(3)],
            ),
            (
                "const unsigned long a[2][N][3]",
                "a",
                Class::Long,
                &[Some(2), Some(4), Some(3)],
            ),
            ("const unsigned long long a[]", "a", Class::Quad, &[None]),
            ("const uint64_t IMAGES[]", "IMAGES", Class::Quad, &[None]),
            ("unsigned a[]", "a", Class::Int, &[None]),
            (
                "const CRGB a[N] __attribute__((aligned(4)))",
                "a",
                Class::Colour,
                &[Some(4)],
            ),
            ("alignas(4) const uint16_t a[]", "a", Class::Short, &[None]),
            (
                "std::array<std::array<CRGB, 3>, 2> a",
                "a",
                Class::Colour,
                &[Some(2), Some(3)],
            ),
            (
                "const std::vector<std::vector<uint32_t>> a",
                "a",
                Class::Long,
                &[None, None],
            ),
            (
                "std::array<uint8_t, N> a[2]",
                "a",
                Class::Byte,
                &[Some(2), Some(4)],
            ),
            ("const char * const a[]", "a", Class::Text, &[None]),
            ("int[] a", "a", Class::Int, &[None]),
            ("const Pixel a[UNKNOWN]", "a", Class::Other, &[None]),
            ("name", "name", Class::Int, &[]),
        ] {
            let read = declared(text);
            assert_eq!(
                (read.name.as_str(), read.class, &read.dims[..]),
                (name, class, dims),
                "{text}"
            );
        }
        assert!(!declared("const CRGB a").is_array && declared("vector<CRGB> a").is_template);
    }
}
