//! What goes to a device and what comes back: a [`Payload`] cannot exist without its [`Digest`], and a
//! [`Verification::Matched`] can only be made by comparing what the device gives back.

use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use std::fmt;

/// SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The first 16 hex digits: enough for a person to tell two apart.
    #[must_use]
    pub fn short(&self) -> String {
        crate::pattern::hex(self.0.first_chunk::<8>().map_or(&[], |start| start))
    }

    /// One that was computed while bytes came in.
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

/// Most characters of a name on a device (native API, section 3).
const MAX_NAME: usize = 32;

/// A name that every family takes: 1 to 32 of `A-Z a-z 0-9 . _ -`, not starting with a dot.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StoredName(String);

impl StoredName {
    /// Made from any text: other characters become `_`, the rest is cut off.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let mut name: String = text
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '_' })
            .take(MAX_NAME)
            .collect();
        if name.is_empty() {
            name.push_str("pattern");
        }
        if name.starts_with('.') {
            name.replace_range(..1, "_");
        }
        Self(name)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StoredName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Bytes exactly as one device stores them. Cheap to clone; one payload serves every device that takes the same bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Payload {
    name: StoredName,
    bytes: Bytes,
    digest: Digest,
    leds: usize,
    frames: usize,
    remarks: Vec<String>,
}

impl Payload {
    /// A payload of these bytes; the digest is computed here.
    #[must_use]
    pub fn new(name: StoredName, bytes: Bytes, leds: usize, frames: usize) -> Self {
        let digest = Digest::of(&bytes);
        Self { name, bytes, digest, leds, frames, remarks: vec![] }
    }

    /// The same with a sentence on what these bytes could not keep of the pattern.
    #[must_use]
    pub fn with_remark(mut self, remark: impl Into<String>) -> Self {
        self.remarks.push(remark.into());
        self
    }

    /// What the person should know of these bytes, a sentence each.
    #[must_use]
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// The same bytes under another name.
    #[must_use]
    pub fn named(&self, name: StoredName) -> Self {
        Self { name, ..self.clone() }
    }

    /// Name on the device.
    #[must_use]
    pub fn name(&self) -> &StoredName {
        &self.name
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Bytes in all.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "a payload has a header at least")]
    pub fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// SHA-256 of the bytes.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// LEDs of each frame.
    #[must_use]
    pub fn leds(&self) -> usize {
        self.leds
    }

    /// Frames.
    #[must_use]
    pub fn frames(&self) -> usize {
        self.frames
    }

    /// Compares what the device gave back with what was sent.
    #[must_use]
    pub fn compare(&self, len: u64, digest: Digest) -> Verification {
        if (len, digest) == (self.len(), self.digest) {
            Verification::Matched(Proof(()))
        } else {
            Verification::Mismatch { expected: (self.len(), self.digest), found: (len, digest) }
        }
    }
}

/// What a device answered to a complete upload. The reply is never the proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Name under which the device says it stored it.
    pub stored_as: StoredName,
}

/// That bytes were read back and compared; only [`Payload::compare`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof(());

/// What reading back showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// The device gave back exactly what was sent.
    Matched(Proof),
    /// It gave back something else.
    Mismatch {
        /// Length and hash of what was sent.
        expected: (u64, Digest),
        /// Length and hash of what came back.
        found: (u64, Digest),
    },
    /// It has nothing under that name.
    Missing,
    /// It says other numbers than were sent (families that cannot give back bytes).
    Differs {
        /// What differs, in plain words.
        detail: String,
    },
    /// It cannot give back what it stores; what it can say agrees.
    Unsupported,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_fit_for_every_device() {
        assert_eq!(StoredName::from_text("My fire (2)").as_str(), "My_fire__2_");
        assert_eq!(StoredName::from_text(".hidden").as_str(), "_hidden");
        assert_eq!(StoredName::from_text("").as_str(), "pattern");
        assert_eq!(StoredName::from_text(&"é".repeat(50)).as_str(), "_".repeat(32));
    }

    #[test]
    fn only_the_same_bytes_match() {
        let payload = Payload::new(StoredName::from_text("a"), Bytes::from_static(b"abc"), 1, 1);
        assert!(matches!(payload.compare(3, Digest::of(b"abc")), Verification::Matched(_)));
        assert!(matches!(payload.compare(3, Digest::of(b"abd")), Verification::Mismatch { .. }));
        assert!(matches!(payload.compare(4, Digest::of(b"abc")), Verification::Mismatch { .. }));
    }
}
