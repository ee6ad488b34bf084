//! What can be fuzzed: every format of the table by its name, what recognises bytes by itself, maps of LEDs, and files
//! that are read in place.

use crate::pattern::format::{FORMATS, Format};
use crate::{checks, streamed};

/// One target.
pub(crate) enum Target {
    /// Whatever format recognises the bytes.
    Any,
    /// One format, whether it recognises them or not.
    Reader(&'static dyn Format),
    /// Where the LEDs of a device are.
    Map,
    /// Whatever is read in place, against the same held in memory.
    Streamed,
}

impl Target {
    /// Every target, in the order in which they are run.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        std::iter::once(Self::Any)
            .chain(
                FORMATS
                    .iter()
                    .filter(|f| f.info().name != checks::VIDEO)
                    .map(|&format| Self::Reader(format)),
            )
            .chain([Self::Map, Self::Streamed])
    }

    /// Its name, as in `FUZZ_TARGET`.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Reader(format) => format.info().name,
            Self::Map => "map",
            Self::Streamed => "streamed",
        }
    }

    /// Reads `bytes` and panics where a promise is broken.
    pub(crate) fn check(&self, bytes: &[u8]) {
        match self {
            Self::Any => checks::whatever(bytes),
            Self::Reader(format) => checks::reader(*format, bytes),
            Self::Map => checks::map(bytes),
            Self::Streamed => streamed::check(bytes),
        }
    }
}
