//! The table [`DIALECTS`] of all firmwares that can be simulated.

use super::dialect::Dialect;
use super::{native, native1, wled};
use std::str::FromStr;

/// Every dialect that can be simulated. A new one is a file that defines its [`Dialect`], and a line here.
pub static DIALECTS: &[Dialect] = &[
    Dialect::NATIVE,
    Dialect::NATIVE20,
    Dialect::NATIVE1,
    Dialect::WLED,
    Dialect::WLED15,
    Dialect::WLED13,
];

impl Dialect {
    /// The native device API, level 2: identity, library, read-back, resume.
    pub const NATIVE: Self = native::DIALECT;
    /// The same with firmware 2.0: its replies carry no identity.
    pub const NATIVE20: Self = native::OLD_DIALECT;
    /// The native device API, level 1: the legacy ESP8266 firmware, RAM only, one client at a time.
    pub const NATIVE1: Self = native1::DIALECT;
    /// WLED 16 on an ESP32: plays GIF files.
    pub const WLED: Self = wled::WLED;
    /// WLED 0.15 on an ESP32: stores files, plays none of them.
    pub const WLED15: Self = wled::WLED15;
    /// WLED 0.13 on an ESP8266.
    pub const WLED13: Self = wled::WLED13;
}

/// An unknown dialect.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{name}' is not a dialect; the dialects are {}", DIALECTS.iter().map(|d| d.name).collect::<Vec<_>>().join(", "))]
pub struct UnknownDialect {
    /// The text that was given.
    pub name: String,
}

impl FromStr for Dialect {
    type Err = UnknownDialect;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        DIALECTS
            .iter()
            .copied()
            .find(|d| d.name == name)
            .ok_or_else(|| UnknownDialect { name: name.into() })
    }
}
