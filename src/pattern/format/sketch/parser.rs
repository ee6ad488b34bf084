//! Finds every array of a sketch that is given values, and the constants between them.

mod items;
mod quoted;
mod structure;

use super::array::Array;
use super::builder::{Builder, MAX_PADDING};
use super::comments::Comments;
use super::constants::Constants;
use super::declaration::Declared;
use super::lexer::Token;
use super::tokens::Tokens;
use super::value::{Value, value};
use crate::msg;
use crate::pattern::Cancel;
use quoted::is_wrapper;

/// Most tokens before a value, and of one item: longer ones are code.
const MAX_TOKENS: usize = 64;
/// Groups in groups: more are no pixels.
const MAX_DEPTH: usize = 10;
/// Most arrays of a sketch.
const MAX_ARRAYS: usize = 4096;

/// What a sketch contains.
pub(super) struct Contents {
    /// In the order of the text.
    pub(super) arrays: Vec<Array>,
    pub(super) constants: Constants,
    pub(super) comments: Comments,
}

/// Reads `text`; ends early once the read is cancelled, which the caller reports. `most` arrays are enough.
pub(super) fn parse(text: &str, most: usize, cancel: &Cancel) -> Contents {
    let python = is_python(text);
    let mut parser = Parser {
        tokens: Tokens::new(text, python, cancel),
        python,
        arrays: Vec::new(),
        head: Vec::new(),
        padding: MAX_PADDING,
    };
    while parser.arrays.len() < most.min(MAX_ARRAYS) && parser.statement() {}
    Contents {
        arrays: parser.arrays,
        constants: parser.tokens.constants,
        comments: parser.tokens.comments,
    }
}

/// Whether a text is a script of Python: values are assigned at the beginning of a line, and nothing speaks for C.
fn is_python(text: &str) -> bool {
    let mut end = text.len().min(64 << 10);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text.get(..end).unwrap_or(text);
    let marks = [
        "#include", "#define", "#pragma", "#if", "};", "];", "PROGMEM", "const ", "var ", "let ",
    ];
    if marks.iter().any(|mark| head.contains(mark)) {
        return false;
    }
    head.lines().any(|line| {
        let starts = ["import ", "from ", "def "];
        let Some((name, values)) = line.split_once('=') else {
            return starts.iter().any(|word| line.starts_with(word));
        };
        let name = name.split(':').next().unwrap_or(name).trim();
        let is_name = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || "_.".contains(c));
        let values = values.trim_start();
        let opens = [
            "[",
            "(",
            "bytes",
            "bytearray",
            "b'",
            "b\"",
            "array",
            "np.",
            "numpy.",
        ];
        is_name && opens.iter().any(|open| values.starts_with(open))
    })
}

struct Parser<'a> {
    tokens: Tokens<'a>,
    python: bool,
    arrays: Vec<Array>,
    /// What stands before a value.
    head: Vec<Token<'a>>,
    /// Zeros that may still be added to arrays.
    padding: usize,
}

impl<'a> Parser<'a> {
    /// Reads on by a token, an assignment or an array; whether there was one.
    fn statement(&mut self) -> bool {
        let Some((token, line)) = self.tokens.take() else {
            return false;
        };
        match token {
            Token::Mark(b'{') if self.is_brace_of_array() => self.array(b'{', line),
            Token::Mark(b'{') if self.head.contains(&Token::Word("enum")) => self.enumeration(),
            Token::Mark(b'{') if self.head.contains(&Token::Word("struct")) => {
                self.fields_of_type();
            }
            Token::Mark(b';') => self.constructed(),
            Token::Mark(b'{' | b'}') | Token::LineEnd => self.head.clear(),
            Token::Mark(b'=') if self.tokens.peek() == Some(Token::Mark(b'=')) => {
                self.head.clear(); // a comparison
                self.tokens.take();
            }
            Token::Mark(b'=') if self.is_operator() => self.head.clear(), // `+=`, `<=`
            Token::Mark(b'=') => self.assigned(line),
            Token::Unsettled(_) => {}
            // of long code before a value only the last words count
            _ if self.head.len() == MAX_TOKENS => self.head.clear(),
            _ => self.head.push(token),
        }
        true
    }

    fn is_operator(&self) -> bool {
        matches!(self.head.last(), Some(Token::Mark(mark)) if b"+-*/%!<>|&^".contains(mark))
    }

    /// Whether the head is an array whose values follow without an equals sign: `uint8_t a[3] {1, 2, 3}`.
    fn is_brace_of_array(&self) -> bool {
        let has = |mark| self.head.contains(&Token::Mark(mark));
        let ends = self.head.last() == Some(&Token::Mark(b']'));
        let template = has(b'<')
            && matches!(self.head.last(), Some(Token::Word(_)))
            && [Token::Word("array"), Token::Word("vector")]
                .iter()
                .any(|word| self.head.contains(word));
        !self.python && !has(b'(') && (ends || template)
    }

    /// What follows an equals sign.
    fn assigned(&mut self, line: usize) {
        let head = std::mem::take(&mut self.head);
        let declared = Declared::of(&head, &self.tokens.constants);
        let (name, is_array) = (declared.name.clone(), declared.is_array);
        // `new int[] {1, 2}`
        if self.tokens.peek() == Some(Token::Word("new")) {
            while !matches!(
                self.tokens.peek(),
                None | Some(Token::Mark(b';' | b'{' | b'('))
            ) {
                self.tokens.take();
            }
        }
        match self.tokens.peek() {
            Some(Token::Mark(open @ (b'{' | b'['))) => {
                let (_, line) = self.tokens.take().unwrap_or((Token::LineEnd, line));
                self.values(declared, open, line);
            }
            Some(Token::Mark(b'(')) => {
                self.tokens.take();
                match self.tokens.peek() {
                    Some(Token::Text { .. }) if !self.python => self.quoted(declared, line),
                    _ if self.python => self.values(declared, b'(', line),
                    _ => self.constant(&name, is_array, Some(Token::Mark(b'('))),
                }
            }
            Some(Token::Text { .. }) => self.quoted(declared, line),
            Some(Token::Word(word)) if self.python && is_wrapper(word) => {
                self.wrapped(declared, line);
            }
            _ => self.constant(&name, is_array, None),
        }
        self.next_declarator(&head, &name, is_array);
    }

    /// After a comma the type of a declaration holds for the next name as well.
    fn next_declarator(&mut self, head: &[Token<'a>], name: &str, is_array: bool) {
        if self.python || !is_array || self.tokens.peek() != Some(Token::Mark(b',')) {
            return;
        }
        self.tokens.take();
        let end = head.iter().position(|token| *token == Token::Word(name));
        self.head
            .extend(head.get(..end.unwrap_or(0)).unwrap_or_default());
    }

    /// An array without an equals sign.
    fn array(&mut self, open: u8, line: usize) {
        let head = std::mem::take(&mut self.head);
        let declared = Declared::of(&head, &self.tokens.constants);
        self.values(declared, open, line);
    }

    /// The values behind the opening brace.
    fn values(&mut self, declared: Declared, open: u8, line: usize) {
        let is_array = declared.is_array || open != b'{';
        let name = declared.name.clone();
        if !is_array {
            return self.structure(&name, line);
        }
        let mut builder = Builder::new(declared, line, self.padding);
        self.group(&mut builder, open, 1, line);
        if matches!(self.tokens.peek(), Some(Token::Mark(b'*' | b'+'))) && self.python {
            builder.fail(line, msg!("pattern-c-computed"));
        }
        let (array, padding) = builder.finish();
        self.padding = padding;
        // in Python a list of three numbers is a colour that others name
        let is_colour =
            self.python && array.shape == [3] && self.constants_of(&name, &array.values);
        if !is_colour || open != b'(' {
            self.arrays.push(array);
        }
    }

    /// Keeps a colour of three numbers that others name; whether it is one.
    fn constants_of(&mut self, name: &str, values: &[u32]) -> bool {
        let is_colour = values.len() == 3 && values.iter().all(|&n| n <= 255);
        if is_colour {
            let items = values.iter().map(|&n| n.into()).collect();
            let list = Value::List {
                items,
                is_group: true,
            };
            self.tokens.constants.set(name, Some(list));
        }
        is_colour
    }

    /// The value of a name, up to the end of its statement.
    fn constant(&mut self, name: &str, is_array: bool, first: Option<Token<'a>>) {
        let mut tokens: Vec<Token<'a>> = first.into_iter().collect();
        let mut depth = tokens.len();
        loop {
            match self.tokens.peek() {
                None | Some(Token::Mark(b';' | b'{') | Token::LineEnd) => break,
                Some(Token::Mark(b',' | b')')) if depth == 0 => break,
                Some(Token::Mark(b'(')) => depth += 1,
                Some(Token::Mark(b')')) => depth -= 1,
                _ => {}
            }
            if let Some((token, _)) = self.tokens.take()
                && tokens.len() <= MAX_TOKENS
            {
                tokens.push(token);
            }
        }
        if is_array || name.is_empty() {
            return;
        }
        let known = (tokens.len() <= MAX_TOKENS).then(|| value(&tokens, &self.tokens.constants));
        if let Some(Some(known @ (Value::Number(_) | Value::Colour(_)))) = known {
            self.tokens.constants.set(name, Some(known));
        }
    }

    /// `CRGB name(1, 2, 3);`, at whose end the head is: a constant.
    fn constructed(&mut self) {
        let head = std::mem::take(&mut self.head);
        let open = head.iter().position(|token| *token == Token::Mark(b'('));
        let Some((before, arguments)) = open.and_then(|at| head.split_at_checked(at)) else {
            return;
        };
        let [.., kind @ Token::Word(_), Token::Word(name)] = before else {
            return;
        };
        let call: Vec<Token<'_>> = std::iter::once(*kind)
            .chain(arguments.iter().copied())
            .collect();
        if let Some(known @ Value::Colour(_)) = value(&call, &self.tokens.constants) {
            self.tokens.constants.set(name, Some(known));
        }
    }
}
