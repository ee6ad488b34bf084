//! [`Dialect`]: one firmware that can be simulated; `dialects.rs` lists them.

use super::Board;
use super::firmware::Firmware;
use std::sync::Arc;
use std::{fmt, io};

/// A firmware that can be simulated. Parses from and displays as its name (`native`, `native1`).
#[derive(Clone, Copy)]
pub struct Dialect {
    pub(super) name: &'static str,
    pub(super) family: &'static str,
    /// Describes the device in help texts.
    pub(super) about: &'static str,
    /// Whether it announces itself by mDNS.
    pub(super) announces: bool,
    pub(super) build: fn(Board) -> io::Result<Arc<dyn Firmware>>,
}

impl Dialect {
    /// Returns the name, as in `simulate --family`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.name
    }

    /// Returns the family, named after its protocol.
    #[must_use]
    pub fn family(self) -> &'static str {
        self.family
    }

    /// Describes the device in help texts.
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
