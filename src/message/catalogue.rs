//! The words of the program: [`Catalogue`] words a [`Message`] in a language, from the Fluent files in `assets/i18n`.

use super::{Arg, Message};
use fluent::concurrent::FluentBundle;
use fluent::types::FluentNumberOptions;
use fluent::{FluentArgs, FluentResource, FluentValue};
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;
use unic_langid::LanguageIdentifier;

/// A language that the window speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Language {
    /// British English; complete.
    #[default]
    English,
    /// English with accents on its letters and 40 % longer: shows in tests which texts are cut or not in the catalogue.
    Pseudo,
}

/// Where words are shown: the window names its buttons, the command line its options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    Window,
    /// The terminal, `--json` and the log.
    CommandLine,
}

/// Attribute of a message with the words for the command line, where these differ.
const COMMAND: &str = "command";

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../assets/i18n/en/", $name, ".ftl")))),*]
    };
}

/// The English files, by name.
pub(crate) const ENGLISH: &[(&str, &str)] = files![
    "common", "codes", "remedies", "pattern", "findings", "device", "link", "engine", "store",
    "app", "window", "pages", "cli", "monitor", "logs", "limits", "serve", "checks", "selftest",
    "health",
];

/// All words of one language.
pub struct Catalogue {
    bundle: FluentBundle<FluentResource>,
    /// Texts without arguments, by key: the window asks for these again in every frame.
    plain: HashMap<&'static str, &'static str>,
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalogue")
            .field("locales", &self.bundle.locales)
            .field("plain", &self.plain.len())
            .finish_non_exhaustive()
    }
}

static ENGLISH_CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
static PSEUDO_CATALOGUE: OnceLock<Catalogue> = OnceLock::new();

thread_local! {
    /// Only the window's thread draws: others say their words in English.
    static LANGUAGE: Cell<Language> = const { Cell::new(Language::English) };
}

/// Sets the language of this thread: the window's.
pub fn set_language(language: Language) {
    LANGUAGE.set(language);
}

/// The English catalogue.
pub(crate) fn english() -> &'static Catalogue {
    catalogue(Language::English)
}

/// The catalogue in this thread's language.
#[must_use]
pub fn current() -> &'static Catalogue {
    catalogue(LANGUAGE.get())
}

fn catalogue(language: Language) -> &'static Catalogue {
    let loaded = match language {
        Language::English => &ENGLISH_CATALOGUE,
        Language::Pseudo => &PSEUDO_CATALOGUE,
    };
    loaded.get_or_init(|| Catalogue::load(language))
}

impl Catalogue {
    fn load(language: Language) -> Self {
        let english = LanguageIdentifier::default();
        let mut bundle = FluentBundle::new_concurrent(vec![
            "en-GB".parse::<LanguageIdentifier>().unwrap_or(english),
        ]);
        bundle.set_use_isolating(false);
        if language == Language::Pseudo {
            bundle.set_transform(Some(accented));
        }
        let mut keys = Vec::new();
        for &(name, text) in ENGLISH {
            let resource = match FluentResource::try_new(text.to_owned()) {
                Ok(resource) => resource,
                Err((resource, errors)) => {
                    tracing::error!(name, ?errors, "the catalogue has errors");
                    resource
                }
            };
            keys.extend(text.lines().filter_map(key_of));
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(name, ?errors, "the catalogue says a key twice");
            }
        }
        let mut catalogue = Self {
            bundle,
            plain: HashMap::new(),
        };
        for key in keys {
            let mut errors = Vec::new();
            let message = catalogue.bundle.get_message(key);
            if let Some(pattern) = message.and_then(|message| message.value()) {
                let text = catalogue.bundle.format_pattern(pattern, None, &mut errors);
                if errors.is_empty() {
                    let text: &'static str = Box::leak(text.into_owned().into_boxed_str());
                    catalogue.plain.insert(key, text);
                }
            }
        }
        catalogue
    }

    /// The text of a key without arguments; the key itself where there is no such text.
    #[must_use]
    pub fn plain(&self, key: &'static str) -> &'static str {
        debug_assert!(self.plain.contains_key(key), "no text for {key}");
        self.plain.get(key).copied().unwrap_or(key)
    }

    /// Words a message for the window.
    #[must_use]
    pub fn words(&self, message: &Message) -> String {
        self.say(message, Surface::Window).into_owned()
    }

    /// Words a message for the command line.
    #[must_use]
    pub fn command_words(&self, message: &Message) -> String {
        self.say(message, Surface::CommandLine).into_owned()
    }

    /// Returns whether this catalogue can word a message: it has the key, every argument that the words need, and the same
    /// for the messages inside it.
    #[must_use]
    pub(crate) fn knows(&self, message: &Message) -> bool {
        if message.as_verbatim().is_some() {
            return true;
        }
        let Some(found) = self.bundle.get_message(message.key()) else {
            return false;
        };
        let args: FluentArgs<'_> = message
            .args()
            .map(|(name, value)| (name.to_owned(), self.value(value, Surface::Window)))
            .collect();
        let mut errors = Vec::new();
        let attributes = found.attributes().map(|attribute| attribute.value());
        let patterns: Vec<_> = found.value().into_iter().chain(attributes).collect();
        for pattern in &patterns {
            let _ = self
                .bundle
                .format_pattern(pattern, Some(&args), &mut errors);
        }
        let inner = message.args().all(|(_, arg)| self.knows_arg(arg));
        !patterns.is_empty() && errors.is_empty() && inner
    }

    fn knows_arg(&self, arg: &Arg) -> bool {
        match arg {
            Arg::Number(_) | Arg::Text(_) => true,
            Arg::Message(message) => self.knows(message),
            Arg::List(items) => items.iter().all(|item| self.knows_arg(item)),
        }
    }

    fn say<'a>(&self, message: &'a Message, surface: Surface) -> Cow<'a, str> {
        if let Some(text) = message.as_verbatim() {
            return Cow::Borrowed(text);
        }
        let Some(found) = self.bundle.get_message(message.key()) else {
            return Cow::Borrowed(message.key());
        };
        let command = (surface == Surface::CommandLine)
            .then(|| found.get_attribute(COMMAND))
            .flatten()
            .map(|attribute| attribute.value());
        let Some(pattern) = command.or_else(|| found.value()) else {
            return Cow::Borrowed(message.key());
        };
        let args: FluentArgs<'_> = message
            .args()
            .map(|(name, value)| (name.to_owned(), self.value(value, surface)))
            .collect();
        let mut errors = Vec::new();
        let words = self
            .bundle
            .format_pattern(pattern, Some(&args), &mut errors)
            .into_owned();
        debug_assert!(errors.is_empty(), "{}: {errors:?}", message.key());
        Cow::Owned(words)
    }

    fn value(&self, arg: &Arg, surface: Surface) -> FluentValue<'static> {
        match arg {
            Arg::Number(number) => FluentValue::Number(fluent::types::FluentNumber::new(
                *number,
                FluentNumberOptions::default(),
            )),
            Arg::Text(text) => FluentValue::from(text.clone()),
            Arg::Message(message) => FluentValue::from(self.say(message, surface).into_owned()),
            Arg::List(items) => {
                let words: Vec<String> = items
                    .iter()
                    .map(|item| match item {
                        Arg::Number(number) => number.to_string(),
                        Arg::Text(text) => text.clone(),
                        Arg::Message(message) => self.say(message, surface).into_owned(),
                        Arg::List(_) => String::new(),
                    })
                    .collect();
                FluentValue::from(words.join(self.plain("list-separator")))
            }
        }
    }
}

impl Message {
    /// The words in this thread's language, for the window.
    #[must_use]
    pub fn text(&self) -> String {
        current().words(self)
    }
}

/// The key that a line of a Fluent file begins.
fn key_of(line: &'static str) -> Option<&'static str> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim_end();
    let is_key = key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    is_key.then_some(key)
}

/// Puts accents on the letters and makes the text 40 % longer.
fn accented(text: &str) -> Cow<'_, str> {
    const PLAIN: &str = "aceinouyzACEINOUYZ";
    const ACCENTED: &str = "áçéíñóúýžÁÇÉÍÑÓÚÝŽ";
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let mut longer: String = text
        .chars()
        .map(|c| {
            let at = PLAIN.chars().position(|plain| plain == c);
            at.and_then(|at| ACCENTED.chars().nth(at)).unwrap_or(c)
        })
        .collect();
    if letters > 0 {
        let end = longer.trim_end().len();
        let more = "~".repeat((letters * 2).div_ceil(5));
        longer.insert_str(end, &more);
    }
    Cow::Owned(longer)
}

/// Words a key of the catalogue in the window's language: `t!("send-button")` is `&'static str`, with arguments a `String`.
#[macro_export]
macro_rules! t {
    ($key:literal) => {
        $crate::message::current().plain($key)
    };
    ($key:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::msg!($key, $($name = $value),+).text()
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::msg;

    #[test]
    fn every_english_file_is_read_whole() {
        for (name, text) in ENGLISH {
            if let Err((_, errors)) = FluentResource::try_new((*text).to_owned()) {
                panic!("{name}.ftl: {errors:?}");
            }
        }
    }

    #[test]
    fn each_surface_has_its_own_words() {
        let message = crate::problem::Remedy::AllowPublicAddress.message();
        assert!(!message.text().contains("--allow-public"));
        assert!(message.to_string().contains("--allow-public"));
        assert_eq!(Message::verbatim("{ 5 %").text(), "{ 5 %");
        assert_eq!(msg!("no-such-key").to_string(), "no-such-key");
    }

    #[test]
    fn the_pseudo_language_is_longer_and_leaves_values_alone() {
        set_language(Language::Pseudo);
        let text = msg!("fact-and-remedy", fact = "Porch", remedy = "Wait").text();
        let title = current().plain("app-locked");
        set_language(Language::English);
        assert!(text.contains("Porch") && text.contains("Wait"), "{text}");
        assert!(title.contains(['é', 'ó']), "{title}");
        assert!(
            title.chars().count() >= "It is locked".len() * 13 / 10,
            "{title}"
        );
    }
}
