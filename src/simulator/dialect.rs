//! [`Dialect`]: one firmware that can be simulated; `dialects.rs` lists them.

use super::Board;
use super::firmware::Firmware;
use std::sync::Arc;
use std::{fmt, io};

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
