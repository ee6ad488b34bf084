//! What can go wrong, as every part of the program says it: a [`Code`] for programs, a [`Message`] for people, and a
//! [`Remedy`] that says what to do. `ui` and `cli` put it into words.

mod remedy;

pub use remedy::Remedy;

use crate::message::Message;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// An error that people see, with its three parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Which kind of error it is, for programs.
    pub code: Code,
    /// What failed, where and why.
    pub message: Message,
    /// What to do.
    pub remedy: Remedy,
}

impl Problem {
    /// Makes a problem of its three parts.
    #[must_use]
    pub fn new(code: Code, message: impl Into<Message>, remedy: impl Into<Remedy>) -> Self {
        Self {
            code,
            message: message.into(),
            remedy: remedy.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt(f)
    }
}

impl std::error::Error for Problem {}

macro_rules! codes {
    ($($variant:ident = $text:literal),* $(,)?) => {
        /// Which kind of error it is. The texts are part of the command line's contract and never change.
        ///
        /// `code-*` in the catalogue says what each one means.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "the catalogue says what each code means")]
        pub enum Code {
            $($variant),*
        }

        impl Code {
            /// Every code, in the order in which Help lists them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code as JSON, logs and the store write it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),*
                }
            }
        }
    };
}

codes! {
    PatternUnknownFormat = "pattern.unknown_format",
    PatternAmbiguous = "pattern.ambiguous",
    PatternTruncated = "pattern.truncated",
    PatternCorrupt = "pattern.corrupt",
    PatternEmpty = "pattern.empty",
    PatternTooLarge = "pattern.too_large",
    PatternTooManyLeds = "pattern.too_many_leds",
    PatternTooManyFrames = "pattern.too_many_frames",
    PatternCancelled = "pattern.cancelled",
    PatternOptions = "pattern.options",
    PatternNoFfmpeg = "pattern.no_ffmpeg",
    LayoutUnreadable = "layout.unreadable",
    SourceChanged = "source.changed",
    SourceUnreadable = "source.unreadable",
    OutputExists = "output.exists",
    OutputUnwritable = "output.unwritable",
    AddressInvalid = "address.invalid",
    AddressUnresolved = "address.unresolved",
    AddressPublic = "address.public",
    AddressForbidden = "address.forbidden",
    NameInvalid = "name.invalid",
    GroupUnknown = "group.unknown",
    GroupNotOne = "group.not_one",
    DeviceAmbiguous = "device.ambiguous",
    DeviceUnreachable = "device.unreachable",
    DeviceRefused = "device.refused",
    DeviceBusy = "device.busy",
    DeviceTimeout = "device.timeout",
    DeviceFull = "device.full",
    DeviceNoSegment = "device.no_segment",
    DeviceSaidNo = "device.said_no",
    DeviceStreamed = "device.streamed",
    DeviceLocked = "device.locked",
    DeviceSetAside = "device.set_aside",
    DeviceNotADevice = "device.not_a_device",
    DeviceUnsupported = "device.unsupported",
    DeviceIncapable = "device.incapable",
    DeviceStreaming = "device.streaming",
    DeviceNothingToUndo = "device.nothing_to_undo",
    DeviceLayoutUnknown = "device.layout_unknown",
    DeviceIdentityChanged = "device.identity_changed",
    DeviceUnexpected = "device.unexpected",
    VerifyMismatch = "verify.mismatch",
    VerifyMissing = "verify.missing",
    VerifyUnreachable = "verify.unreachable",
    SecretNotKept = "secret.not_kept",
    JobCancelled = "job.cancelled",
    JobExpired = "job.expired",
    JobLimited = "job.limited",
    StoreUnavailable = "store.unavailable",
    PortUnavailable = "port.unavailable",
    FolderUnopened = "folder.unopened",
    SettingsInvalid = "settings.invalid",
    AppCrashed = "app.crashed",
}

impl Code {
    /// Says in one line what the code means.
    #[must_use]
    pub fn meaning(self) -> Message {
        Message::of_code(self.as_str())
    }

    /// Whether the device is gone rather than unwilling, so that waiting may help.
    #[must_use]
    pub const fn is_absence(self) -> bool {
        matches!(
            self,
            Self::DeviceUnreachable | Self::DeviceRefused | Self::DeviceTimeout
        )
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.as_str() == text)
            .ok_or(UnknownCode)
    }
}

/// A code that this version of the program does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an error code of this version")]
pub struct UnknownCode;

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_read_back_and_has_a_meaning() {
        for &code in Code::ALL {
            assert_eq!(code.as_str().parse(), Ok(code));
            let meaning = code.meaning().to_string();
            assert!(meaning.contains(' '), "{code}: {meaning}");
        }
        assert_eq!("device.tired".parse::<Code>(), Err(UnknownCode));
    }
}
