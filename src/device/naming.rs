//! Names of devices as people compare them, rules for nicknames, and labels that distinguish two devices of one name.

use super::{AddrSpec, DeviceId};
use crate::message::Message;
use crate::msg;
use crate::problem::{Code, Problem, Remedy};
use crate::text::line;
use icu_normalizer::ComposingNormalizerBorrowed;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::net::IpAddr;

/// The sign in front of a group's name.
pub const GROUP_SIGN: char = '@';
/// Characters of an id that distinguish a device from another one at the same address.
const ID_TAIL: usize = 6;

/// The key by which two names are the same to a reader: without regard to case, to the number and kind of blanks, to the
/// Unicode form of a letter (NFKC), and to characters that cannot be seen.
#[must_use]
pub fn name_key(name: &str) -> String {
    if name.is_ascii() && !name.contains(|c: char| c.is_ascii_control()) {
        return one_blank(&name.to_ascii_lowercase());
    }
    let nfkc = ComposingNormalizerBorrowed::new_nfkc();
    let composed = nfkc.normalize(&line(name)).into_owned();
    // capitals first: a sharp s and a final sigma are the same as the capitals that are written for them
    let folded: String = composed
        .chars()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect();
    one_blank(&nfkc.normalize(&folded))
}

/// Without blanks at the ends, and with one between words.
fn one_blank(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether text is an address rather than a name: it holds an IP address, a port, a dot or a scheme. A single word may be a
/// host, but is taken for the name of a known device first.
#[must_use]
pub fn looks_like_address(text: &str) -> bool {
    let text = text.trim();
    let schemes = ["http://", "https://"];
    let has_scheme = schemes.iter().any(|scheme| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    let Ok(spec) = text.parse::<AddrSpec>() else {
        return has_scheme;
    };
    let host = spec.host();
    has_scheme
        || text.contains(':')
        || host.contains('.')
        || host == "localhost"
        || host.parse::<IpAddr>().is_ok()
}

/// Why a text cannot be the nickname of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NicknameError {
    /// It begins as the name of a group does.
    Group,
    /// Commands would take it for an address.
    Address,
    /// Commands would take it for the id of a device.
    Id,
}

impl NicknameError {
    /// What is wrong with the name.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Group => msg!("nickname-group"),
            Self::Address => msg!("nickname-address"),
            Self::Id => msg!("nickname-id"),
        }
    }
}

impl std::error::Error for NicknameError {}

impl fmt::Display for NicknameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl From<&NicknameError> for Problem {
    fn from(error: &NicknameError) -> Self {
        Self::new(Code::NameInvalid, error.message(), Remedy::ChooseNickname)
    }
}

/// The nickname that a person entered, without blanks around it; `None` where it was cleared.
///
/// # Errors
/// [`NicknameError`] where commands would take it for something else than a name.
pub fn nickname(text: &str) -> Result<Option<String>, NicknameError> {
    let name = text.trim();
    let seen = line(name);
    let seen = seen.trim();
    if seen.is_empty() {
        Ok(None)
    } else if seen.starts_with([GROUP_SIGN, '＠', '﹫']) {
        Err(NicknameError::Group)
    } else if DeviceId::from_mac(seen).is_some() {
        Err(NicknameError::Id)
    } else if looks_like_address(seen) {
        Err(NicknameError::Address)
    } else {
        Ok(Some(crate::text::display_text(name)))
    }
}

/// The names of devices that are known or shown together, to label each so that no two look the same.
#[derive(Clone, Debug, Default)]
pub struct DeviceNames {
    /// Ids, with their addresses, by the key of their name.
    by_key: HashMap<String, BTreeMap<String, String>>,
    keys: HashMap<String, String>,
}

impl DeviceNames {
    /// Notes what a device is called and where it is, in place of what was noted of it before.
    pub fn insert(&mut self, id: &str, name: &str, address: &str) {
        let key = name_key(name);
        if self.keys.get(id) != Some(&key) {
            self.remove(id);
            self.keys.insert(id.to_owned(), key.clone());
        }
        let named = self.by_key.entry(key).or_default();
        named.insert(id.to_owned(), address.to_owned());
    }

    /// Notes also a name that a device had before, or elsewhere.
    pub fn add_past(&mut self, id: &str, name: &str, address: &str) {
        let named = self.by_key.entry(name_key(name)).or_default();
        if !named.contains_key(id) {
            named.insert(id.to_owned(), address.to_owned());
        }
    }

    /// Forgets a device.
    pub fn remove(&mut self, id: &str) {
        let Some(key) = self.keys.remove(id) else {
            return;
        };
        if let Some(named) = self.by_key.get_mut(&key) {
            named.remove(id);
            if named.is_empty() {
                self.by_key.remove(&key);
            }
        }
    }

    /// Whether something is noted of a device.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.keys.contains_key(id)
    }

    /// What to call a device of that name: the name alone where no other device has it, else with its address behind it, or
    /// with the end of its id where another one of that name was noted at the same address.
    #[must_use]
    pub fn label<'a>(&self, id: &str, name: &'a str, address: &str) -> Cow<'a, str> {
        let Some(named) = self.by_key.get(&name_key(name)) else {
            return Cow::Borrowed(name);
        };
        let mut others = named.iter().filter(|(other, _)| *other != id).peekable();
        if others.peek().is_none() {
            return Cow::Borrowed(name);
        }
        if address.is_empty() || others.any(|(_, there)| there == address) {
            let skipped = id.chars().count().saturating_sub(ID_TAIL);
            let tail: String = id.chars().skip(skipped).collect();
            return Cow::Owned(format!("{name} (…{tail})"));
        }
        Cow::Owned(format!("{name} ({address})"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_a_reader_does() {
        for (one, other) in [
            ("Tree", "  tREE "),
            ("Front  porch", "front\u{a0}porch"),
            ("Café", "CAFE\u{301}"),
            ("Straße", "STRASSE"),
            ("ΟΔΟΣ", "οδος"),
            ("Ｔｒｅｅ", "tree"),
            ("Tree\u{200f}", "\u{202e}tree"),
            ("ﬁre", "FIRE"),
            ("Ёлка", "ёлка"),
        ] {
            assert_eq!(name_key(one), name_key(other), "{one} {other}");
        }
        for (one, other) in [
            ("Tree", "Tree 2"),
            ("Tree", "Trée"),
            ("🎄", "🎅"),
            ("a b", "ab"),
        ] {
            assert_ne!(name_key(one), name_key(other), "{one} {other}");
        }
    }

    #[test]
    fn a_nickname_is_no_address_no_group_and_no_id() {
        for good in [
            "Tree",
            "St. Nick",
            "Tree: left",
            "v1",
            "🎄",
            "porch",
            "a/b",
            "42",
            "a@b",
        ] {
            assert_eq!(nickname(good), Ok(Some(good.to_owned())), "{good}");
        }
        assert_eq!(nickname("  Front porch "), Ok(Some("Front porch".into())));
        assert_eq!((nickname(""), nickname(" \u{200b} ")), (Ok(None), Ok(None)));
        for bad in [
            "192.168.1.40",
            "192.168.1.40:81",
            "porch.local",
            "porch:80",
            "http://porch",
            "https://porch",
            "::1",
            "localhost",
        ] {
            assert_eq!(nickname(bad), Err(NicknameError::Address), "{bad}");
        }
        for bad in ["@porch", " @", "\u{200e}@porch", "＠porch"] {
            assert_eq!(nickname(bad), Err(NicknameError::Group), "{bad}");
        }
        for bad in ["a0b1c2d3e4f5", "A0:B1:C2:D3:E4:F5"] {
            assert_eq!(nickname(bad), Err(NicknameError::Id), "{bad}");
        }
    }

    #[test]
    fn only_names_that_others_have_get_an_address() {
        let mut names = DeviceNames::default();
        names.insert("a0b1c2d3e4f5", "WLED", "192.168.1.40");
        let label = |names: &DeviceNames, id: &str, address: &str| {
            names.label(id, "WLED", address).into_owned()
        };
        assert_eq!(label(&names, "a0b1c2d3e4f5", "192.168.1.40"), "WLED");
        names.insert("a0b1c2d3e4f6", "wled", "192.168.1.41");
        assert_eq!(
            label(&names, "a0b1c2d3e4f5", "192.168.1.40"),
            "WLED (192.168.1.40)"
        );
        assert_eq!(
            label(&names, "a0b1c2d3e4f6", "192.168.1.41"),
            "WLED (192.168.1.41)"
        );
        assert_eq!(label(&names, "a0b1c2d3e4f5", ""), "WLED (…d3e4f5)");
        names.insert("a0b1c2d3e4f6", "wled", "192.168.1.40");
        assert_eq!(
            label(&names, "a0b1c2d3e4f5", "192.168.1.40"),
            "WLED (…d3e4f5)"
        );
        names.insert("a0b1c2d3e4f6", "Porch", "192.168.1.41");
        assert_eq!(label(&names, "a0b1c2d3e4f5", "192.168.1.40"), "WLED");
        names.add_past("a0b1c2d3e4f6", "WLED", "192.168.1.42");
        assert_eq!(
            label(&names, "a0b1c2d3e4f5", "192.168.1.40"),
            "WLED (192.168.1.40)"
        );
        names.remove("a0b1c2d3e4f6");
        assert!(!names.contains("a0b1c2d3e4f6") && names.contains("a0b1c2d3e4f5"));
        assert_eq!(names.label("x", "Porch", "1.2.3.4"), "Porch");
    }
}
