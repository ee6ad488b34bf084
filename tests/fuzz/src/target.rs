//! What can be fuzzed: every format of the table by its name, and what recognises bytes by itself.

use crate::checks;
use crate::pattern::format::{FORMATS, Format};

/// One target.
pub(crate) enum Target {
    /// Whatever format recognises the bytes.
    Any,
    /// One format, whether it recognises them or not.
    Reader(&'static dyn Format),
}

impl Target {
    /// Every target, in the order in which they are run.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        std::iter::once(Self::Any)
            .chain(FORMATS.iter().filter(|f| f.name() != checks::VIDEO).map(|&format| Self::Reader(format)))
    }

    /// Its name, as in `FUZZ_TARGET`.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Reader(format) => format.name(),
        }
    }

    /// Reads `bytes` and panics where a promise is broken.
    pub(crate) fn check(&self, bytes: &[u8]) {
        match self {
            Self::Any => checks::whatever(bytes),
            Self::Reader(format) => checks::reader(*format, bytes),
        }
    }
}
