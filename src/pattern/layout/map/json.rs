//! JSON of map files as a bounded tree of [`Node`]s. serde reads what is JSON; what is not goes to a lenient parser, which
//! takes only what programs in use write wrongly: a comma too much at the end of a list, none between members, leading
//! zeros, several lists in a row.

mod lenient;
mod strict;

use super::super::super::PatternError;
use super::super::super::words::excerpt;
use super::read::{at, whole};
use crate::message::Message;
use crate::msg;
use std::borrow::Cow;

/// Values of a file: each LED of 65,535 may have fifteen.
const MAX_NODES: usize = 1 << 20;
/// Lists and objects inside each other.
const MAX_DEPTH: usize = 32;

/// A value, with the line that it stands on; 0 where that is not known.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) line: u32,
    pub(super) value: Value<'a>,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Value<'a> {
    /// A finite number.
    Number(f64),
    Null,
    /// What was between quotes.
    Text(Cow<'a, str>),
    /// `true`, `NaN` and other words without quotes.
    Word(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Object(Vec<(Cow<'a, str>, Node<'a>)>),
}

impl<'a> Node<'a> {
    /// An error about this value.
    pub(super) fn wrong(&self, detail: Message) -> PatternError {
        at(self.line as usize, detail)
    }

    pub(super) fn list(&self) -> Option<&[Node<'a>]> {
        match &self.value {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    pub(super) fn object(&self) -> Option<&[(Cow<'a, str>, Node<'a>)]> {
        match &self.value {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The member of that name.
    pub(super) fn member(&self, name: &str) -> Option<&Node<'a>> {
        let mut members = self.object()?.iter();
        members.find(|(key, _)| key == name).map(|(_, node)| node)
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// A number, also one in quotes.
    pub(super) fn number(&self) -> Option<f64> {
        match &self.value {
            Value::Number(number) => Some(*number),
            Value::Text(text) => finite(text.trim()),
            _ => None,
        }
    }

    /// How a value is quoted in an error.
    pub(super) fn quoted(&self) -> String {
        match &self.value {
            Value::Number(number) => number.to_string(),
            Value::Null => "null".into(),
            Value::Text(text) | Value::Word(text) => excerpt(text),
            Value::List(_) => "[…]".into(),
            Value::Object(_) => "{…}".into(),
        }
    }
}

/// A number that is neither infinite nor "NaN".
pub(super) fn finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

/// Passes the values of `text` to `read`: most files hold one, some a list on every line. What serde and `read` take is
/// done; for all else the lenient parser finds the values, or the line that is wrong.
///
/// # Errors
/// `layout.unreadable`, with the line where one is to blame.
pub(super) fn read<T>(
    text: &str,
    read: impl Fn(&[Node<'_>]) -> Result<T, PatternError>,
) -> Result<T, PatternError> {
    let mut left = MAX_NODES;
    let strict = strict::parse(text, &mut left);
    if left == 0 {
        return Err(too_many());
    }
    if let Some(node) = strict
        && let Ok(found) = read(&[node])
    {
        return Ok(found);
    }
    read(&lenient::parse(text)?)
}

fn too_many() -> PatternError {
    whole(msg!("pattern-map-too-many-values", max = MAX_NODES))
}
