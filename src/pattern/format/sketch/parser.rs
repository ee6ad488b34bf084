//! Finds every array of a sketch that is given values, and the constants between them.

use super::array::{Array, Builder, MAX_PADDING, not_a_number};
use super::comments::Comments;
use super::constants::Constants;
use super::declaration::{Class, Declared};
use super::lexer::Token;
use super::literal;
use super::tokens::Tokens;
use super::value::{Value, value};
use crate::msg;
use crate::pattern::Cancel;

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
            Token::Mark(b';' | b'{' | b'}') | Token::LineEnd => self.head.clear(),
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
            Some(Token::Mark(b'(')) if self.python => {
                self.tokens.take();
                self.values(declared, b'(', line);
            }
            Some(Token::Text { .. }) => self.quoted(declared, line),
            Some(Token::Word(word)) if self.python && is_wrapper(word) => {
                self.wrapped(declared, line)
            }
            _ => self.constant(&declared.name, declared.is_array),
        }
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
        let mut builder = Builder::new(declared, line, self.padding);
        self.group(&mut builder, open, 1, line);
        if matches!(self.tokens.peek(), Some(Token::Mark(b'*' | b'+'))) && self.python {
            builder.fail(line, msg!("pattern-c-computed"));
        }
        let (array, padding) = builder.finish();
        self.padding = padding;
        if !is_array || open == b'(' && array.shape == [3] {
            self.constants_of(&name, &array);
        } else {
            self.arrays.push(array);
        }
    }

    /// A value of three numbers may be a colour that others name.
    fn constants_of(&mut self, name: &str, array: &Array) {
        let items: Vec<i64> = array.values.iter().map(|&n| n.into()).collect();
        if items.len() == 3 && array.max <= 255 && array.problem.is_none() && array.names.is_empty()
        {
            let is_group = true;
            let list = Value::List { items, is_group };
            self.tokens.constants.set(name, Some(list));
        }
    }

    /// The items up to the closing brace; what is deeper than any picture is passed over.
    fn group(&mut self, builder: &mut Builder, open: u8, depth: usize, line: usize) {
        if depth > MAX_DEPTH {
            builder.fail(line, msg!("pattern-c-mixed"));
            return self.pass();
        }
        builder.open();
        loop {
            let Some((token, line)) = self.tokens.take() else {
                builder.fail(line, msg!("pattern-c-open-array"));
                break;
            };
            match token {
                Token::Mark(b'}' | b']' | b')') => {
                    builder.close(line);
                    break;
                }
                Token::Mark(b',' | b';') | Token::LineEnd => {}
                Token::Unsettled(text) => builder.fail(line, not_a_number(&format!("#{text}"))),
                Token::Mark(mark) if is_group(open, mark) => {
                    self.group(builder, open, depth + 1, line)
                }
                Token::Mark(b'[' | b'.') => self.designator(builder, token, line),
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
    fn pass(&mut self) {
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

    /// `[3] =` or `.red =` before an item.
    fn designator(&mut self, builder: &mut Builder, first: Token<'a>, line: usize) {
        let mut tokens = vec![first];
        while let Some((token, _)) = self.tokens.take() {
            if token == Token::Mark(b'=') {
                return;
            }
            tokens.push(token);
            let over = matches!(
                self.tokens.peek(),
                None | Some(Token::Mark(b',' | b'}' | b'{'))
            );
            if over || tokens.len() > 8 {
                break;
            }
        }
        builder.fail(line, not_a_number("["));
    }

    /// One item, up to its comma or the end of its group.
    fn item(&mut self, builder: &mut Builder, first: Token<'a>, line: usize) {
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

    /// Quoted bytes as an item: more texts that follow belong to it.
    fn text(&mut self, builder: &mut Builder, body: &str, raw: bool, line: usize) {
        let mut bytes = Vec::new();
        literal::bytes(body, raw, &mut bytes);
        self.more_text(&mut bytes);
        builder.bytes(&bytes, line);
    }

    fn more_text(&mut self, bytes: &mut Vec<u8>) {
        loop {
            match self.tokens.peek() {
                Some(Token::Text { body, raw }) => literal::bytes(body, raw, bytes),
                Some(Token::LineEnd) if self.python && !bytes.is_empty() => {}
                _ => return,
            }
            if self.python && self.tokens.peek() == Some(Token::LineEnd) {
                return;
            }
            self.tokens.take();
        }
    }

    /// An array that is a quoted text.
    fn quoted(&mut self, mut declared: Declared, line: usize) {
        let mut bytes = Vec::new();
        self.more_text(&mut bytes);
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
    fn wrapped(&mut self, declared: Declared, line: usize) {
        self.tokens.take();
        let mut builder = Builder::new(declared, line, self.padding);
        self.wrapper(&mut builder, 0, line);
        let (array, padding) = builder.finish();
        self.padding = padding;
        if !array.values.is_empty() || array.problem.is_some() {
            self.arrays.push(array);
        }
    }

    /// What stands between the parentheses behind such a name, which is gone: its first list or text.
    fn wrapper(&mut self, builder: &mut Builder, depth: usize, line: usize) {
        let mut found = false;
        let mut open = 0_usize;
        loop {
            match self.tokens.peek() {
                None | Some(Token::Mark(b',' | b']' | b'}')) if open == 0 => break,
                None => break,
                Some(Token::LineEnd) if open == 0 => break,
                _ => {}
            }
            let Some((token, line)) = self.tokens.take() else {
                break;
            };
            match token {
                Token::Mark(b'(') => open += 1,
                Token::Mark(b')') if open <= 1 => break,
                Token::Mark(b')') => open -= 1,
                Token::Mark(mark @ b'[') if !found => {
                    found = true;
                    self.group(builder, mark, depth + 1, line);
                }
                Token::Text { body, .. }
                    if !found && matches!(body, "B" | "H" | "I" | "L" | "b" | "h" | "i" | "l") =>
                {
                    builder.class(match body {
                        "B" | "b" => Class::Byte,
                        "H" | "h" => Class::Short,
                        _ => Class::Long,
                    });
                }
                Token::Text { body, raw } if !found => {
                    found = true;
                    self.text(builder, body, raw, line);
                }
                Token::Mark(b'[' | b'{') => self.pass(),
                _ => {}
            }
        }
        if !found {
            builder.fail(line, msg!("pattern-c-computed"));
        }
    }

    /// The value of a name, up to the end of its statement.
    fn constant(&mut self, name: &str, is_array: bool) {
        let mut tokens = Vec::new();
        let mut depth = 0_usize;
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

    /// The names of an `enum`, each with its number.
    fn enumeration(&mut self) {
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
}

/// Whether `mark` opens a group within a group that `open` opened.
fn is_group(open: u8, mark: u8) -> bool {
    match open {
        b'{' => mark == b'{',
        _ => mark == b'[' || mark == b'(',
    }
}

/// Whether a name makes a list of its argument in Python.
fn is_wrapper(word: &str) -> bool {
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
