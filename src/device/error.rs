//! What can go wrong between us and a device, and how it is told: every [`DeviceError`] becomes a [`Problem`] with a code, words and a hint.

mod link;

use super::{AddressError, DeviceId, Digest, Unsupported};
use crate::link::LinkError;
use crate::pattern::{Finding, PatternError};
use crate::problem::{Code, Problem};
use std::time::Duration;

/// Why a device did not do what a job asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// The link brought no usable reply while `doing` something.
    #[error("{doing}: {cause}")]
    Link {
        /// "Sending", "Asking what it is".
        doing: &'static str,
        /// Why.
        cause: LinkError,
    },
    /// It answered, but as busy, through all attempts.
    #[error("the device is busy{}", after_colon(detail))]
    Busy {
        /// What it said; may be empty.
        detail: String,
    },
    /// No room.
    #[error("the device has no room: {detail}")]
    Full {
        /// What it said, or what is needed and free.
        detail: String,
    },
    /// It refused.
    #[error("the device said no while {doing}: {detail}")]
    SaidNo {
        /// What was asked.
        doing: &'static str,
        /// Its status and words.
        detail: String,
    },
    /// It cannot do that, whatever one sends.
    #[error("this device cannot {what}")]
    Incapable {
        /// What was asked: "blink".
        what: &'static str,
    },
    /// Something streams to it, which hides what it plays.
    #[error("the pattern is started, but hidden: something streams to the device ({by})")]
    Streamed {
        /// By which protocol, from where.
        by: String,
    },
    /// It wants a token or PIN.
    #[error("the device is locked")]
    Locked,
    /// Something else than a known device answers there.
    #[error("this is no LED controller that is known: {detail}")]
    NotADevice {
        /// What answered.
        detail: String,
    },
    /// Firmware of another make, or a web server that wants what is not supported.
    #[error("{0}")]
    Unsupported(Unsupported),
    /// It answered something that contradicts its protocol.
    #[error("the device answered something that makes no sense while {doing}: {detail}")]
    Unexpected {
        /// What was asked.
        doing: &'static str,
        /// What came.
        detail: String,
    },
    /// Nobody said how many LEDs it has.
    #[error("it is not known how many LEDs the device has")]
    LayoutUnknown,
    /// Another device than before.
    #[error("another device answers at this address: {found} instead of {expected}")]
    IdentityChanged {
        /// Which one was here.
        expected: DeviceId,
        /// Which one is.
        found: DeviceId,
    },
    /// The address is none, or may not be connected to.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The pattern cannot be brought to this device.
    #[error(transparent)]
    Pattern(#[from] PatternError),
    /// The device would not take it.
    #[error("{}", .0.fact)]
    Unsuitable(Finding),
    /// The device itself found that what it got is damaged.
    #[error("the device found the upload damaged")]
    Damaged,
    /// Read back, and different.
    #[error(
        "the device does not hold what was sent: {} bytes with SHA-256 {} instead of {} bytes with {}",
        found.0, found.1.short(), expected.0, expected.1.short()
    )]
    Mismatch {
        /// Sent.
        expected: (u64, Digest),
        /// Read back.
        found: (u64, Digest),
    },
    /// The numbers it reports differ.
    #[error("the device reports something else than was sent: {detail}")]
    Differs {
        /// What differs.
        detail: String,
    },
    /// Said to be stored, but not there.
    #[error("the device said it stored the pattern, but does not have it")]
    Missing,
    /// Sent, but could not be read back.
    #[error("everything was sent, but it could not be read back: {cause}")]
    VerifyUnreachable {
        /// Why.
        cause: Box<DeviceError>,
    },
}

/// Longest time that is told in seconds.
const SECONDS: u64 = 120;

/// Words behind a colon, where there are any.
fn after_colon(words: &str) -> String {
    if words.is_empty() {
        String::new()
    } else {
        format!(": {words}")
    }
}

impl DeviceError {
    /// Busy, in its own words, and for how long it asks to be left alone.
    #[must_use]
    pub fn busy(words: String, retry_after: Option<Duration>) -> Self {
        let asks = retry_after
            .map(|time| time.as_secs())
            .filter(|seconds| *seconds > 0)
            .map(|seconds| match seconds {
                ..=SECONDS => format!("it asks to be tried again in {seconds} s"),
                _ => format!("it asks to be tried again in {} min", seconds.div_ceil(60)),
            });
        let parts: Vec<_> = Some(words)
            .filter(|words| !words.is_empty())
            .into_iter()
            .chain(asks)
            .collect();
        Self::Busy {
            detail: parts.join("; "),
        }
    }

    /// Kind of the error, for programs.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Link { cause, .. } => link::code(cause),
            Self::Busy { .. } => Code::DeviceBusy,
            Self::Full { .. } => Code::DeviceFull,
            Self::SaidNo { .. } => Code::DeviceSaidNo,
            Self::Incapable { .. } => Code::DeviceIncapable,
            Self::Streamed { .. } => Code::DeviceStreamed,
            Self::Locked => Code::DeviceLocked,
            Self::NotADevice { .. } => Code::DeviceNotADevice,
            Self::Unsupported(_) => Code::DeviceUnsupported,
            Self::Unexpected { .. } => Code::DeviceUnexpected,
            Self::LayoutUnknown => Code::DeviceLayoutUnknown,
            Self::IdentityChanged { .. } => Code::DeviceIdentityChanged,
            Self::Address(AddressError::Invalid { .. } | AddressError::Special { .. }) => {
                Code::AddressInvalid
            }
            Self::Address(AddressError::Unresolved { .. }) => Code::AddressUnresolved,
            Self::Address(AddressError::Public { .. }) => Code::AddressPublic,
            Self::Address(AddressError::Forbidden(_)) => Code::AddressForbidden,
            Self::Pattern(e) => e.code(),
            Self::Unsuitable(finding) => finding.code.unwrap_or(Code::DeviceIncapable),
            Self::Damaged | Self::Mismatch { .. } | Self::Differs { .. } => Code::VerifyMismatch,
            Self::Missing => Code::VerifyMissing,
            Self::VerifyUnreachable { .. } => Code::VerifyUnreachable,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        let text = match self {
            Self::Link { cause, .. } => link::hint(cause),
            Self::Busy { .. } => {
                "Another program may be uploading to it. Wait until it is done, then retry."
            }
            Self::Full { .. } => {
                "Delete patterns that are no longer needed on the device, or send fewer frames."
            }
            Self::SaidNo { .. } => {
                "Open the device's web page and look what it allows; a newer firmware may help."
            }
            Self::Incapable { .. } => "Open the device's web page: it may be done there.",
            Self::Streamed { .. } => {
                "Stop what streams to it; the pattern shows some seconds later."
            }
            Self::Locked => {
                "Its owner has set a PIN or token: give it when you are asked (scripts: --pin-stdin), then retry."
            }
            Self::NotADevice { .. } => {
                "Check the address: it may be a router, a printer or another web server."
            }
            Self::Unsupported(what) => what.hint(),
            Self::Unexpected { .. } => {
                "Restart the device and retry. If it stays so, its firmware is damaged or too old."
            }
            Self::LayoutUnknown => {
                "Say how many LEDs it has: --size 16x16 or --size 300, or set it in the device's layout."
            }
            Self::IdentityChanged { .. } => {
                "Check that it is the right device. Then confirm it with --accept-new-device, or connect it anew."
            }
            Self::Address(e) => return address_hint(e),
            Self::Pattern(e) => return e.hint(),
            Self::Unsuitable(finding) => return finding.remedy.to_string(),
            Self::Damaged | Self::Mismatch { .. } | Self::Differs { .. } => {
                "It was sent twice and damaged both times: check the device's power supply and flash, then retry."
            }
            Self::Missing => {
                "Its storage may be full or worn out. Restart the device, delete old patterns, then retry."
            }
            Self::VerifyUnreachable { .. } => {
                "The pattern may be there, but it is not proven. Check the device's power and WiFi, then retry."
            }
        };
        text.to_owned()
    }

    /// Whether what answers there may name its firmware when it is asked for that: no family knows it.
    #[must_use]
    pub fn may_be_named(&self) -> bool {
        match self {
            Self::NotADevice { .. } => true,
            Self::Unsupported(what) => what.may_be_named(),
            _ => false,
        }
    }

    /// Whether the device is gone rather than unwilling: worth waiting for.
    #[must_use]
    pub fn is_absence(&self) -> bool {
        match self {
            Self::Link { cause, .. } => link::is_absence(cause),
            Self::VerifyUnreachable { cause } => cause.is_absence(),
            _ => false,
        }
    }
}

impl From<&DeviceError> for Problem {
    fn from(e: &DeviceError) -> Self {
        Self {
            code: e.code(),
            message: capital(&e.to_string()).into(),
            remedy: sentence(&e.hint()).into(),
        }
    }
}

/// With a capital at the start.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|c| c.to_uppercase().collect::<String>() + chars.as_str())
        .unwrap_or_default()
}

/// With a capital at the start and a stop at the end.
fn sentence(text: &str) -> String {
    let stop = if text.is_empty() || text.ends_with(['.', '!', '?', ')']) {
        ""
    } else {
        "."
    };
    capital(text) + stop
}

fn address_hint(e: &AddressError) -> String {
    match e {
        AddressError::Invalid { hint, .. } => sentence(hint),
        AddressError::Special { addr: std::net::IpAddr::V6(_), .. } => {
            "Give the device's IPv4 address or its .local name.".into()
        }
        AddressError::Special { .. } => {
            "Give the address of the device itself, like 192.168.1.40.".into()
        }
        AddressError::Unresolved { .. } => "Check the spelling, or give the device's IP address.".into(),
        AddressError::Public { .. } => {
            "LED controllers live in your own network. If this one really does not, add --allow-public.".into()
        }
        AddressError::Forbidden(_) => "Start without --loopback-only to reach devices on the network.".into(),
    }
}

#[cfg(test)]
mod tests;
