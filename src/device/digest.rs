//! [`Digest`]: the SHA-256 by which bytes that were sent and bytes that came back are compared.

use sha2::{Digest as _, Sha256};
use std::fmt;

/// SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Computes the digest of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The first 16 hex digits: enough for a person to distinguish two files.
    #[must_use]
    pub fn short(&self) -> String {
        crate::pattern::hex(self.0.first_chunk::<8>().map_or(&[], |start| start))
    }

    /// The first byte.
    #[must_use]
    pub fn first_byte(&self) -> u8 {
        self.0[0]
    }

    /// Takes a digest that was computed while bytes came in.
    #[must_use]
    pub fn from_bytes(sha256: [u8; 32]) -> Self {
        Self(sha256)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::pattern::hex(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
