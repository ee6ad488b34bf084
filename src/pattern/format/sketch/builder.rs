//! The values of one array, as they are read: [`Builder`] takes values and groups in the order of the text.

mod finish;

use super::array::Described;
use super::declaration::{Class, Declared};
use super::lexer::Token;
use super::literal;
use super::value::Value;
use crate::message::Message;
use crate::msg;
use crate::pattern::PatternError;
use crate::pattern::words::excerpt;
use std::ops::Range;

/// Zeros that C adds where fewer values are given than declared, in all arrays of a sketch: a few bytes may declare gigabytes.
pub(super) const MAX_PADDING: usize = 1 << 20;
/// Most names of other arrays in an array.
const MAX_NAMES: usize = 4096;
/// Most of a colour in 24 bits.
const MAX_COLOUR: u32 = 0xFF_FFFF;
/// Most conditions among the values of an array.
const MAX_CONDITIONS: usize = 16;

/// What is known of the groups at one depth.
#[derive(Clone, Copy, Debug, Default)]
struct Level {
    /// Items of the group that is open.
    items: usize,
    /// Values before it.
    start: usize,
    /// Items of the first group that was closed.
    first: Option<usize>,
}

/// Takes values and groups in the order of the text.
pub(super) struct Builder {
    declared: Declared,
    line: usize,
    values: Vec<u32>,
    levels: Vec<Level>,
    /// Depth of the group that is open, from 1; 0 outside.
    depth: usize,
    /// Depth at which values stand.
    leaves: Option<usize>,
    names: Vec<String>,
    /// Line of the first of them.
    named: usize,
    binary: usize,
    given: usize,
    max: u32,
    is_colours: bool,
    has_negative: bool,
    wide: Option<PatternError>,
    has_narrow: bool,
    end: usize,
    /// Zeros that may still be added.
    padding: usize,
    /// Parts of a colour whose fields are named, in the group that is open.
    parts: Option<[i64; 3]>,
    has_parts: bool,
    is_quoted: bool,
    /// The condition that is open, with the values before it.
    condition: Option<(String, usize)>,
    /// Conditions with the values that have them.
    conditions: Vec<(String, Range<usize>)>,
    pub(super) described: Option<Described>,
    pub(super) problem: Option<PatternError>,
}

impl Builder {
    pub(super) fn new(declared: Declared, line: usize, padding: usize) -> Self {
        Self {
            declared,
            line,
            values: Vec::new(),
            levels: Vec::new(),
            depth: 0,
            leaves: None,
            names: Vec::new(),
            named: line,
            binary: 0,
            given: 0,
            max: 0,
            is_colours: false,
            has_negative: false,
            wide: None,
            has_narrow: false,
            end: line,
            padding,
            parts: None,
            has_parts: false,
            is_quoted: false,
            condition: None,
            conditions: Vec::new(),
            described: None,
            problem: None,
        }
    }

    pub(super) fn class(&mut self, class: Class) {
        self.declared.class = class;
    }

    /// Keeps the first problem.
    pub(super) fn fail(&mut self, line: usize, detail: Message) {
        self.problem
            .get_or_insert(PatternError::CorruptLine { line, detail });
    }

    pub(super) fn open(&mut self) {
        let start = self.values.len();
        if let Some(parent) = self
            .depth
            .checked_sub(1)
            .and_then(|at| self.levels.get_mut(at))
        {
            parent.items += 1;
        }
        if self.depth == self.levels.len() {
            self.levels.push(Level::default());
        }
        if let Some(level) = self.levels.get_mut(self.depth) {
            level.items = 0;
            level.start = start;
        }
        self.depth += 1;
    }

    /// Line of the last value.
    pub(super) fn end(&self) -> usize {
        self.end
    }

    /// Items of the group that is open.
    pub(super) fn items(&self) -> usize {
        let level = self.depth.checked_sub(1).and_then(|at| self.levels.get(at));
        level.map_or(0, |level| level.items)
    }

    /// A part of a colour, 0 to 2, which stands in the open group.
    pub(super) fn part(&mut self, part: usize, value: i64) {
        self.has_parts = true;
        if let Some(place) = self.parts.get_or_insert([0; 3]).get_mut(part) {
            *place = value;
        }
    }

    /// Takes an `#if` or `#endif` among the values.
    pub(super) fn condition(&mut self, text: &str, line: usize) {
        let at = self.values.len();
        match (self.condition.take(), text.trim_start()) {
            (None, text) if text.starts_with("if") && self.conditions.len() < MAX_CONDITIONS => {
                self.condition = Some((text.to_owned(), at));
            }
            (Some((text, from)), end) if end.starts_with("endif") => {
                self.conditions.push((text, from..at));
            }
            (_, text) => self.fail(line, not_a_number(&format!("#{text}"))),
        }
    }

    pub(super) fn close(&mut self, line: usize) {
        for part in self.parts.take().into_iter().flatten() {
            self.number(part, None, line);
        }
        self.pad();
        self.depth = self.depth.saturating_sub(1);
        let is_outermost = self.depth == 0;
        let Some(level) = self.levels.get_mut(self.depth) else {
            return;
        };
        let items = level.items;
        let first = *level.first.get_or_insert(items);
        if is_outermost || self.problem.is_some() {
            return;
        }
        if items == 0 {
            self.fail(line, msg!("pattern-c-empty-frame"));
        } else if items != first {
            let detail = msg!("pattern-c-frame-differs", has = items, leds = first);
            self.fail(line, detail);
        }
    }

    /// Adds what the open group lacks to its declared length, as a compiler does.
    fn pad(&mut self) {
        let dims = &self.declared.dims;
        let inner = match self.leaves {
            Some(leaves) if leaves > dims.len() => {
                // an element is a group of its own, such as a colour
                let sizes = self.levels.get(dims.len()..leaves).unwrap_or_default();
                sizes
                    .iter()
                    .try_fold(1_usize, |n, level| n.checked_mul(level.first?))
            }
            Some(_) => Some(1),
            None => None,
        };
        let declared = dims.get(self.depth.saturating_sub(1)..).unwrap_or_default();
        let Some(level) = self
            .depth
            .checked_sub(1)
            .and_then(|at| self.levels.get_mut(at))
        else {
            return;
        };
        if self.declared.is_template || declared.is_empty() {
            return;
        }
        let wanted = declared
            .iter()
            .try_fold(inner.unwrap_or(0), |n, dim| n.checked_mul((*dim)?));
        let has = self.values.len() - level.start;
        let missing = wanted
            .and_then(|wanted| wanted.checked_sub(has))
            .unwrap_or(0);
        if missing == 0 || has == 0 {
            return;
        }
        if missing > self.padding {
            self.problem.get_or_insert(PatternError::UnknownFormat {
                what: msg!(
                    "pattern-c-mostly-empty",
                    name = excerpt(&self.declared.name)
                ),
            });
            return;
        }
        self.padding -= missing;
        self.values.resize(self.values.len() + missing, 0);
        if self.leaves == Some(self.depth) {
            level.items += missing;
        } else if let Some(Some(groups)) = declared.first() {
            level.items = *groups;
        }
    }

    /// Takes an item; `token` is what it is written as, where it is one token.
    pub(super) fn push(&mut self, value: Value, token: Option<Token<'_>>, line: usize) {
        if let Some(Token::Number(word) | Token::Word(word)) = token {
            self.binary += usize::from(literal::is_binary(word));
        }
        match value {
            Value::Number(n) => self.number(n, token, line),
            Value::Colour([r, g, b]) => {
                self.is_colours = true;
                self.leaf(u32::from_be_bytes([0, r, g, b]), line);
            }
            Value::Name(name) if self.names.len() < MAX_NAMES => {
                if self.names.is_empty() {
                    self.named = line;
                }
                self.names.push(name);
                self.leaf(0, line);
            }
            Value::Name(name) => self.fail(line, not_a_number(&name)),
            Value::List { items, is_group } => {
                if is_group {
                    self.open();
                }
                for item in items {
                    self.number(item, None, line);
                }
                if is_group {
                    self.close(line);
                }
            }
        }
    }

    fn number(&mut self, n: i64, token: Option<Token<'_>>, line: usize) {
        self.has_negative |= n < 0 && self.declared.class != Class::Quad;
        match self.declared.class {
            Class::Byte if (-128..=255).contains(&n) => self.leaf((n & 0xFF) as u32, line),
            Class::Byte if !self.is_colours => {
                let text = match token {
                    Some(Token::Number(word)) => excerpt(word),
                    _ => n.to_string(),
                };
                let what = msg!("pattern-c-not-a-byte", value = text, line = line);
                self.problem
                    .get_or_insert(PatternError::UnknownFormat { what });
            }
            // the lowest byte is the first row
            Class::Quad => n
                .to_le_bytes()
                .into_iter()
                .for_each(|b| self.leaf(b.into(), line)),
            _ => match u32::try_from(n)
                .ok()
                .or_else(|| i32::try_from(n).ok().map(i32::cast_unsigned))
            {
                Some(n) => self.leaf(n, line),
                None => self.fail(line, not_a_number(&n.to_string())),
            },
        }
    }

    fn leaf(&mut self, value: u32, line: usize) {
        if *self.leaves.get_or_insert(self.depth) != self.depth {
            self.fail(line, msg!("pattern-c-mixed"));
            return;
        }
        if let Some(level) = self
            .depth
            .checked_sub(1)
            .and_then(|at| self.levels.get_mut(at))
        {
            level.items += 1;
        }
        if value > MAX_COLOUR && self.wide.is_none() {
            let detail = msg!("pattern-c-not-24-bits", text = format!("{value:#x}"));
            self.wide = Some(PatternError::CorruptLine { line, detail });
        }
        self.has_narrow |= value > 0 && value <= MAX_COLOUR;
        self.end = line;
        self.given += 1;
        self.max = self.max.max(value);
        self.values.push(value);
    }

    /// Takes the bytes of a quoted text as one group each, or as the whole array.
    pub(super) fn bytes(&mut self, bytes: &[u8], line: usize) {
        self.is_quoted = true;
        if self.declared.class == Class::Int {
            self.declared.class = Class::Byte;
        }
        self.open();
        bytes.iter().for_each(|&b| self.leaf(b.into(), line));
        self.close(line);
    }
}

pub(super) fn not_a_number(text: &str) -> Message {
    msg!("pattern-not-a-number", text = excerpt(text))
}
