//! [`Place`]: where the file of an unfinished upload lies on a level 2 device.

use crate::device::{Cap, Payload, Session, StoredName};
use std::fmt;

/// In front of a stored pattern's name in its path.
const STORED: &str = "/api/patterns/";

/// Where the file of an unfinished upload lies. Its text, a path on the device, is what the journal keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// An open tus upload at this path.
    Open(String),
    /// Complete under this name, but not verified.
    Stored(String),
}

impl Place {
    /// The place of a complete file that does not have its pattern's name yet.
    pub(super) fn unverified(payload: &Payload, stored_as: &StoredName) -> Option<Self> {
        (stored_as != payload.name()).then(|| Self::Stored(stored_as.to_string()))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(path) => f.write_str(path),
            Self::Stored(name) => write!(f, "{STORED}{name}"),
        }
    }
}

impl From<&str> for Place {
    fn from(text: &str) -> Self {
        match text.strip_prefix(STORED) {
            Some(name) => Self::Stored(name.to_owned()),
            None => Self::Open(text.to_owned()),
        }
    }
}

/// The name under which an upload is stored at first: where the device renames, one that no pattern has, until it is
/// verified.
pub(super) fn stored_name(session: &Session, payload: &Payload) -> StoredName {
    if session.device.caps.has(&Cap::Rename) {
        payload.name().unverified(payload.digest())
    } else {
        payload.name().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_they_are_written() {
        for (text, place) in [
            ("/api/files/9", Place::Open("/api/files/9".into())),
            (
                "/api/patterns/fire~a1b2c3",
                Place::Stored("fire~a1b2c3".into()),
            ),
        ] {
            assert_eq!(
                (Place::from(text), place.to_string()),
                (place.clone(), text.to_owned())
            );
        }
    }
}
