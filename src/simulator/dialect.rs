//! [`Dialect`]: the firmwares that can be simulated, and the table [`DIALECTS`]. A new one adds its line here.

use super::server::Firmware;
use super::{Board, native, native1, wled};
use std::str::FromStr;
use std::sync::Arc;
use std::{fmt, io};

/// Every dialect that can be simulated. A new one is a file that defines its [`Dialect`], and a line here.
pub static DIALECTS: &[Dialect] = &[
    Dialect::NATIVE,
    Dialect::NATIVE20,
    Dialect::NATIVE1,
    Dialect::WLED,
    Dialect::WLED15,
    Dialect::WLED13,
];

/// Which firmware a simulated device behaves like. Reads from and shows as its name (`native`, `native1`).
#[derive(Clone, Copy)]
pub struct Dialect {
    pub(super) name: &'static str,
    pub(super) family: &'static str,
    /// Which device it is and what it can do, for help texts.
    pub(super) about: &'static str,
    /// Whether it announces itself by mDNS.
    pub(super) announces: bool,
    pub(super) build: fn(Board) -> io::Result<Arc<dyn Firmware>>,
}

impl Dialect {
    /// The native device API, level 2: identity, library, read-back, resume.
    pub const NATIVE: Self = native::DIALECT;
    /// The same before its answers were signed: firmware 2.0.
    pub const NATIVE20: Self = native::OLD_DIALECT;
    /// The native device API, level 1: the legacy ESP8266 firmware, RAM only, one client at a time.
    pub const NATIVE1: Self = native1::DIALECT;
    /// WLED 16 on an ESP32: plays GIF files.
    pub const WLED: Self = wled::WLED;
    /// WLED 0.15 on an ESP32: stores files, plays none of them.
    pub const WLED15: Self = wled::WLED15;
    /// WLED 0.13 on an ESP8266.
    pub const WLED13: Self = wled::WLED13;

    /// Its name, as `--family` takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The family it belongs to, the word for its protocol.
    #[must_use]
    pub fn family(self) -> &'static str {
        self.family
    }

    /// Which device it is and what it can do, for help texts.
    #[must_use]
    pub fn about(self) -> &'static str {
        self.about
    }
}

impl PartialEq for Dialect {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Dialect {}

impl fmt::Debug for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dialect({})", self.name)
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A name that no dialect has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no simulated device is called '{name}'; there are {}", DIALECTS.iter().map(|d| d.name).collect::<Vec<_>>().join(", "))]
pub struct UnknownDialect {
    /// What was asked for.
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
