//! Sentences without a language: a [`Message`] is a key of the catalogue with its arguments. The [`Catalogue`] words it, from
//! the Fluent files in `assets/i18n`.

mod catalogue;

pub use catalogue::{Catalogue, Language, Surface, current, set_language};

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// Key of words that are not ours: what a device, the system or an older version of this app said.
pub(crate) const VERBATIM: &str = "verbatim";
/// The argument of [`VERBATIM`].
const TEXT: &str = "text";

/// A text that can be translated: a key of the catalogue and its arguments. [`msg!`](crate::msg) makes one.
///
/// `Display` words it in English for the command line, logs and tests; [`Self::text`] words it for the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Key in `assets/i18n/*/*.ftl`.
    key: Cow<'static, str>,
    /// Names and values, in the order in which they were given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    args: Vec<(Cow<'static, str>, Arg)>,
}

/// A value inside a [`Message`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Arg {
    /// A number, which plurals depend on.
    Number(f64),
    /// A name or other text that is the same in all languages.
    Text(String),
    /// Another message, worded in the same language.
    Message(Box<Message>),
    /// Several of them, in a list.
    List(Vec<Arg>),
}

impl Message {
    /// Makes the message of a key, without arguments.
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self {
            key: Cow::Borrowed(key),
            args: Vec::new(),
        }
    }

    /// Makes a message of words that are not ours, which no catalogue translates.
    #[must_use]
    pub fn verbatim(text: impl Into<String>) -> Self {
        Self::new(VERBATIM).with(TEXT, text.into())
    }

    /// Makes the message that explains an error code.
    pub(crate) fn of_code(code: &str) -> Self {
        Self {
            key: Cow::Owned(format!("code-{}", code.replace(['.', '_'], "-"))),
            args: Vec::new(),
        }
    }

    /// Adds an argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((Cow::Borrowed(name), value.into()));
        self
    }

    /// Key in the catalogue.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Names and values of the arguments.
    pub fn args(&self) -> impl Iterator<Item = (&str, &Arg)> {
        self.args.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// Changes the texts among the arguments, also those of messages inside.
    #[must_use]
    pub fn map_texts(mut self, change: &mut dyn FnMut(&str) -> String) -> Self {
        for (_, arg) in &mut self.args {
            arg.map_texts(change);
        }
        self
    }

    /// Returns whether this version of the program can word the message: another version may have stored it.
    #[must_use]
    pub(crate) fn is_known(&self) -> bool {
        catalogue::english().knows(self)
    }

    /// The words themselves, where they are not ours.
    pub(crate) fn as_verbatim(&self) -> Option<&str> {
        match self.args.first() {
            Some((_, Arg::Text(text))) if self.key == VERBATIM => Some(text),
            _ => None,
        }
    }
}

impl Arg {
    fn map_texts(&mut self, change: &mut dyn FnMut(&str) -> String) {
        match self {
            Self::Number(_) => {}
            Self::Text(text) => *text = change(text),
            Self::Message(message) => {
                for (_, arg) in &mut message.args {
                    arg.map_texts(change);
                }
            }
            Self::List(items) => items.iter_mut().for_each(|item| item.map_texts(change)),
        }
    }
}

impl Eq for Message {}
impl Eq for Arg {}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&catalogue::english().command_words(self))
    }
}

/// Makes a [`Message`]: `msg!("pattern-cut-off", needs = 10, has = file.len())`.
#[macro_export]
macro_rules! msg {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::message::Message::new($key)$(.with(stringify!($name), $value))*
    };
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl From<$number> for Arg {
            fn from(number: $number) -> Self {
                Self::Number(number as f64)
            }
        })*
    };
}
numbers!(u8, u16, u32, u64, usize, i32, i64, f32, f64);

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<char> for Arg {
    fn from(letter: char) -> Self {
        Self::Text(letter.to_string())
    }
}

impl From<Message> for Arg {
    fn from(message: Message) -> Self {
        Self::Message(Box::new(message))
    }
}

impl From<&Message> for Arg {
    fn from(message: &Message) -> Self {
        Self::Message(Box::new(message.clone()))
    }
}

impl<T: Into<Arg>> From<Vec<T>> for Arg {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

/// Only tests make messages of plain words.
#[cfg(test)]
impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::verbatim(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_survives_json_with_its_arguments() {
        let inner = Message::verbatim("no space left");
        let message = Message::new("x-y")
            .with("count", 3_u64)
            .with("name", "Porch \u{2068}")
            .with("why", inner)
            .with("sides", vec!["left", "right"]);
        let json = serde_json::to_string(&message).unwrap();
        assert_eq!(
            serde_json::from_str::<Message>(&json).unwrap(),
            message,
            "{json}"
        );
    }
}
