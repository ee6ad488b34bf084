//! Removes personal data and secrets from text before it reaches a place where it does not belong. [`Place::forbids`] is the
//! table of kinds and places; [`clean`] and [`Redactor`] apply it, in every spelling: plain, base64, URL-encoded, JSON-escaped.
//!
//! What is recognised by its shape (addresses, e-mails, `token=...`) needs no help. Secrets that people enter and the names of
//! their files have no shape: [`secret`] and [`user_file`] make them known.

mod address;
mod decoded;
mod encoded;
mod files;
mod keys;
mod known;
mod shapes;

pub use known::{secret, user_file};

use address::Numbers;
use decoded::Decoded;
use files::FileNames;
use serde_json::{Map, Value};
use std::ops::Range;

/// What stands in the place of a secret.
const STARS: &str = "***";
/// How often text inside text is decoded: base64 of JSON that holds base64.
const MAX_DEPTH: u8 = 3;

/// A kind of data that some places must not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// PIN of a device.
    Pin,
    /// Token, password and `Authorization` header.
    Token,
    /// User name and password in a URL.
    UrlPassword,
    /// Name of a Wi-Fi network (SSID), and the hardware address of its access point.
    WifiName,
    Email,
    /// Path of the user's home folder, which becomes `~`.
    Home,
    /// IP address that is reachable from the internet.
    PublicAddress,
    /// Last half of a hardware address (MAC), which tells one device from all others.
    Mac,
    /// Name of a file of the user, which becomes `file-1.gif`.
    FileName,
}

impl Kind {
    pub const ALL: [Self; 9] = [
        Self::Pin,
        Self::Token,
        Self::UrlPassword,
        Self::WifiName,
        Self::Email,
        Self::Home,
        Self::PublicAddress,
        Self::Mac,
        Self::FileName,
    ];
}

/// A place that text goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Log files and stderr.
    Log,
    /// The Log page of the window.
    LogPage,
    /// An export of the history.
    Export,
    /// The diagnostics bundle.
    Bundle,
    /// A crash file, which people send to others as they do a bundle.
    CrashFile,
    /// The store in the home folder.
    Store,
}

impl Place {
    pub const ALL: [Self; 6] = [
        Self::Log,
        Self::LogPage,
        Self::Export,
        Self::Bundle,
        Self::CrashFile,
        Self::Store,
    ];

    /// Returns whether the place must not hold data of that kind.
    #[must_use]
    pub const fn forbids(self, kind: Kind) -> bool {
        match kind {
            Kind::Pin | Kind::Token | Kind::UrlPassword => true,
            Kind::WifiName | Kind::Email => !matches!(self, Self::Export | Self::Store),
            Kind::Home => !matches!(self, Self::Store), // it finds pattern files again by their paths
            Kind::PublicAddress | Kind::Mac | Kind::FileName => {
                matches!(self, Self::Bundle | Self::CrashFile)
            }
        }
    }
}

/// Returns the text as the place may hold it.
#[must_use]
pub fn clean(text: &str, place: Place) -> String {
    Redactor::new(place).clean(text)
}

/// Returns the text as the home folder may keep it.
#[must_use]
pub fn to_keep(text: &str) -> String {
    clean(text, Place::Store)
}

/// Replaces data in several texts for one place; the same file, device or address gets the same number in all of them.
#[derive(Clone, Debug)]
pub struct Redactor {
    place: Place,
    files: FileNames,
    numbers: Numbers,
    #[cfg(test)]
    home: Option<String>,
}

/// A part of a text, and what takes its place.
#[derive(Debug)]
struct Hit {
    range: Range<usize>,
    put: String,
}

impl Hit {
    fn new(range: Range<usize>, put: impl Into<String>) -> Self {
        Self {
            range,
            put: put.into(),
        }
    }
}

impl Redactor {
    #[must_use]
    pub fn new(place: Place) -> Self {
        Self {
            place,
            files: FileNames::default(),
            numbers: Numbers::default(),
            #[cfg(test)]
            home: None,
        }
    }

    /// Returns the name that stands for a file of the user, such as `file-1.gif`; the name itself where the place may hold it.
    /// Later texts that hold the name, with or without its folder or extension, get the same.
    pub fn file(&mut self, path: &str) -> String {
        if self.place.forbids(Kind::FileName) {
            self.files.number(path)
        } else {
            path.to_owned()
        }
    }

    /// Remembers the names of files and the devices in a text that is not cleaned itself, so that others get the same numbers.
    pub fn learn(&mut self, text: &str) {
        if self.place.forbids(Kind::FileName) {
            self.files.learn(text);
        }
        if self.place.forbids(Kind::Mac) {
            self.numbers.learn(text);
        }
    }

    /// Returns the text as the place may hold it.
    #[must_use]
    pub fn clean(&mut self, text: &str) -> String {
        self.learn(text); // a name may stand alone before it is said what it is
        text.split_inclusive('\n')
            .map(|line| self.cleaned(line, 0))
            .collect()
    }

    /// Cleans all texts in a JSON value. A field such as `pin`, `ssid` or `file` says what its value is.
    pub fn clean_json(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.clean(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.clean_json(item)),
            Value::Object(fields) => self.clean_fields(fields),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn clean_fields(&mut self, fields: &mut Map<String, Value>) {
        for (key, mut value) in std::mem::take(fields) {
            let is_full =
                matches!(&value, Value::Number(_)) || value.as_str().is_some_and(|v| !v.is_empty());
            match (keys::kind_of(&key), &value) {
                (Some(Kind::FileName), Value::String(path)) if !path.is_empty() => {
                    let name = self.file(path);
                    value = Value::String(self.clean(&name));
                }
                (Some(kind), _)
                    if is_full && kind != Kind::FileName && self.place.forbids(kind) =>
                {
                    value = Value::String(STARS.into());
                }
                _ => self.clean_json(&mut value),
            }
            fields.insert(self.clean(&key), value);
        }
    }

    fn cleaned(&mut self, text: &str, depth: u8) -> String {
        let mut text = text.to_owned();
        for spelling in decoded::SPELLINGS {
            let Some(decoded) = Decoded::new(&text, spelling) else {
                continue;
            };
            let mut hits = self.hits(decoded.text());
            if depth < MAX_DEPTH {
                let inner = |inner: &str| self.cleaned(inner, depth + 1);
                hits.extend(encoded::hits(decoded.text(), inner));
            }
            text = decoded.replace(hits).unwrap_or(text);
        }
        text
    }

    /// Returns what is to be replaced in a text as it stands.
    fn hits(&mut self, text: &str) -> Vec<Hit> {
        self.learn(text);
        let place = self.place;
        let forbidden = |kind| place.forbids(kind);
        let mut hits = known::hits(text, forbidden);
        hits.extend(keys::hits(text, forbidden));
        if forbidden(Kind::UrlPassword) {
            hits.extend(shapes::url_passwords(text));
        }
        if forbidden(Kind::Email) {
            hits.extend(shapes::emails(text));
        }
        if forbidden(Kind::Home) {
            #[cfg(test)]
            hits.extend(shapes::homes(text, self.home.as_slice()));
            hits.extend(shapes::homes(text, shapes::home_folders()));
        }
        if forbidden(Kind::FileName) {
            hits.extend(self.files.hits(text));
        }
        if forbidden(Kind::Mac) {
            hits.extend(self.numbers.macs(text));
        }
        if forbidden(Kind::PublicAddress) {
            hits.extend(self.numbers.addresses(text));
        }
        hits
    }
}

/// Returns whether the part of a text stands alone: no letter or digit touches it.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).and_then(|t| t.chars().next_back());
    let after = text.get(range.end..).and_then(|t| t.chars().next());
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests;
