//! [`Payload`]: the bytes that go to a device; and what comes back. A payload cannot exist without its [`Digest`], and a
//! [`Verification::Matched`] can only be made by comparing what the device gives back.

use super::{DeviceError, Digest, Doing};
use crate::message::Message;
use crate::msg;
use crate::pattern::{LeftOut, PatternError};
use bytes::Bytes;
use parking_lot::Mutex;
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::sync::Arc;

/// Maximum length of a name on a device, in characters (native API, section 3).
const MAX_NAME: usize = 32;

/// A name that every family takes: 1 to 32 of `A-Z a-z 0-9 . _ -`, not starting with a dot.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StoredName(String);

impl StoredName {
    /// Makes a name of any text: other characters become `_`, the rest is cut off.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let mut name: String = text
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') {
                    c
                } else {
                    '_'
                }
            })
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

    /// The name under which a file of that content lies until it is verified (native API, Addition): no pattern's name has
    /// a `~`.
    #[must_use]
    pub fn unverified(&self, content: Digest) -> Self {
        let hash = content.short();
        Self(format!("{self}~{}", hash.get(..6).unwrap_or_default()))
    }

    /// Whether `name` is the name of an unverified file.
    #[must_use]
    pub fn is_unverified(name: &str) -> bool {
        name.contains('~')
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

/// The bytes of a payload that is too large to be held in memory. Each reader gets the same bytes.
pub trait PayloadSource: fmt::Debug + Send + Sync {
    /// Opens the source for one reader.
    ///
    /// # Errors
    /// Where the pattern's file cannot be read.
    fn open(&self) -> Result<Box<dyn ReadPayload>, PatternError>;
}

/// An opened [`PayloadSource`].
pub trait ReadPayload: Send {
    /// Fills `into` with the bytes from `at` on. Blocks.
    ///
    /// # Errors
    /// Where the pattern's file cannot be read.
    fn read_at(&mut self, at: u64, into: &mut [u8]) -> Result<(), PatternError>;
}

#[derive(Clone, Debug)]
enum Content {
    Held(Bytes),
    Streamed(Arc<dyn PayloadSource>),
}

/// Bytes that are hashed at once when a large payload is read through.
const STEP: usize = 256 * 1024;

/// Bytes exactly as a device stores them. Cheap to clone; one payload serves every device that takes the same bytes.
#[derive(Clone, Debug)]
pub struct Payload {
    name: StoredName,
    content: Content,
    len: u64,
    digest: Digest,
    leds: usize,
    frames: usize,
    remarks: Vec<Message>,
    left_out: Vec<LeftOut>,
}

impl PartialEq for Payload {
    /// Compares payloads by digest and name.
    fn eq(&self, other: &Self) -> bool {
        let of = |payload: &Self| (payload.len, payload.digest, payload.leds, payload.frames);
        of(self) == of(other) && self.name == other.name && self.remarks == other.remarks
    }
}

impl Payload {
    /// Makes a payload of these bytes, and computes their digest.
    #[must_use]
    pub fn new(name: StoredName, bytes: Bytes, leds: usize, frames: usize) -> Self {
        let digest = Digest::of(&bytes);
        let len = bytes.len() as u64;
        Self {
            name,
            content: Content::Held(bytes),
            len,
            digest,
            leds,
            frames,
            remarks: vec![],
            left_out: vec![],
        }
    }

    /// Makes a payload of `len` bytes that are read when they are sent; reads them once for the digest. Blocks.
    ///
    /// # Errors
    /// Where the pattern's file cannot be read.
    pub fn streamed(
        name: StoredName,
        source: Arc<dyn PayloadSource>,
        len: u64,
        leds: usize,
        frames: usize,
    ) -> Result<Self, PatternError> {
        let mut reader = source.open()?;
        let mut hash = Sha256::new();
        let mut at = 0;
        let mut piece = vec![0; STEP];
        while at < len {
            let take = usize::try_from(len - at).map_or(STEP, |left| left.min(STEP));
            let bytes = piece.get_mut(..take).unwrap_or_default();
            reader.read_at(at, bytes)?;
            hash.update(&*bytes);
            at += take as u64;
        }
        let digest = Digest::from_bytes(hash.finalize().into());
        Ok(Self {
            name,
            content: Content::Streamed(source),
            len,
            digest,
            leds,
            frames,
            remarks: vec![],
            left_out: vec![],
        })
    }

    /// Adds a sentence on what these bytes could not keep of the pattern.
    #[must_use]
    pub fn with_remark(mut self, remark: Message) -> Self {
        self.remarks.push(remark);
        self
    }

    /// Notes which fitted frames these bytes do not hold one by one.
    #[must_use]
    pub fn with_left_out(self, left_out: Vec<LeftOut>) -> Self {
        Self { left_out, ..self }
    }

    /// Fitted frames that these bytes do not hold one by one.
    #[must_use]
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// Remarks on these bytes for the person, a sentence each.
    #[must_use]
    pub fn remarks(&self) -> &[Message] {
        &self.remarks
    }

    /// Renames the payload.
    #[must_use]
    pub fn named(&self, name: StoredName) -> Self {
        Self {
            name,
            ..self.clone()
        }
    }

    /// Name on the device.
    #[must_use]
    pub fn name(&self) -> &StoredName {
        &self.name
    }

    /// The bytes, for devices that take them in one go.
    ///
    /// # Errors
    /// `pattern.too_large` where they are not held: no such device has room for them.
    pub fn held(&self) -> Result<&Bytes, DeviceError> {
        match &self.content {
            Content::Held(bytes) => Ok(bytes),
            Content::Streamed(_) => {
                let what = msg!("unfit-too-large-at-once", megabytes = self.len / 1_000_000);
                Err(PatternError::TooLarge { what }.into())
            }
        }
    }

    /// Opens the payload for reading piece by piece.
    ///
    /// # Errors
    /// Where the pattern's file cannot be read.
    pub fn pieces(&self) -> Result<Pieces, DeviceError> {
        Ok(match &self.content {
            Content::Held(bytes) => Pieces::Held(bytes.clone()),
            Content::Streamed(source) => Pieces::Streamed(Arc::new(Mutex::new(source.open()?))),
        })
    }

    /// Size in bytes.
    #[must_use]
    #[allow(
        clippy::len_without_is_empty,
        reason = "a payload has a header at least"
    )]
    pub fn len(&self) -> u64 {
        self.len
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
            Verification::Mismatch {
                expected: (self.len(), self.digest),
                found: (len, digest),
            }
        }
    }
}

/// Reads pieces of a payload.
pub enum Pieces {
    /// Bytes in memory.
    Held(Bytes),
    /// Bytes that are read as they are asked for.
    Streamed(Arc<Mutex<Box<dyn ReadPayload>>>),
}

impl Pieces {
    /// The bytes from `from` to `to`.
    ///
    /// # Errors
    /// Where the pattern's file cannot be read.
    pub async fn get(&self, from: u64, to: u64) -> Result<Bytes, DeviceError> {
        let size = usize::try_from(to.saturating_sub(from)).unwrap_or(usize::MAX);
        match self {
            Self::Held(bytes) => {
                let start = usize::try_from(from).map_or(bytes.len(), |from| from.min(bytes.len()));
                Ok(bytes.slice(start..start.saturating_add(size).min(bytes.len())))
            }
            Self::Streamed(reader) => {
                let reader = reader.clone();
                let read = move || {
                    let mut piece = vec![0; size];
                    reader.lock().read_at(from, &mut piece)?;
                    Ok::<_, PatternError>(Bytes::from(piece))
                };
                let doing = Doing::ReadingPattern;
                let failed = |e: tokio::task::JoinError| DeviceError::Unexpected {
                    doing,
                    detail: Message::verbatim(e.to_string()),
                };
                Ok(tokio::task::spawn_blocking(read).await.map_err(failed)??)
            }
        }
    }
}

/// The device's answer to a complete upload. It proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The name under which the device stored it, by its own report.
    pub stored_as: StoredName,
}

/// Proof that bytes were read back and compared; only [`Payload::compare`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof(());

/// The result of reading back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// The device gave back exactly what was sent.
    Matched(Proof),
    /// The device gave back something else.
    Mismatch {
        /// Length and hash of what was sent.
        expected: (u64, Digest),
        /// Length and hash of what came back.
        found: (u64, Digest),
    },
    /// The device has nothing under that name.
    Missing,
    /// The device reports other numbers than were sent (families that cannot give back bytes).
    Differs {
        /// What differs.
        detail: Message,
    },
    /// The device cannot give back what it stores; the numbers it reports agree.
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
        assert_eq!(
            StoredName::from_text(&"é".repeat(50)).as_str(),
            "_".repeat(32)
        );
    }

    #[test]
    fn only_the_same_bytes_match() {
        let payload = Payload::new(StoredName::from_text("a"), Bytes::from_static(b"abc"), 1, 1);
        assert!(matches!(
            payload.compare(3, Digest::of(b"abc")),
            Verification::Matched(_)
        ));
        assert!(matches!(
            payload.compare(3, Digest::of(b"abd")),
            Verification::Mismatch { .. }
        ));
        assert!(matches!(
            payload.compare(4, Digest::of(b"abc")),
            Verification::Mismatch { .. }
        ));
    }
}
