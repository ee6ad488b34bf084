//! What can go wrong between us and a device, and how it is told: every [`DeviceError`] becomes a [`Problem`] with a code, words and a hint.

use super::{AddressError, DeviceId, Digest};
use crate::link::LinkError;
use crate::pattern::{Finding, PatternError};

/// An error as a person (and `--json`) gets it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// Key of [`super::CODES`].
    pub code: &'static str,
    /// What failed, in plain words; no bare codes.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl Problem {
    /// A problem with its three parts.
    #[must_use]
    pub fn new(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: hint.into(),
        }
    }
}

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
    #[error("the device is busy: {detail}")]
    Busy {
        /// What it said.
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

impl DeviceError {
    /// Key of [`super::CODES`].
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Link { cause, .. } => link_code(cause),
            Self::Busy { .. } => "device.busy",
            Self::Full { .. } => "device.full",
            Self::SaidNo { .. } => "device.said_no",
            Self::Incapable { .. } => "device.incapable",
            Self::Streamed { .. } => "device.streamed",
            Self::Locked => "device.locked",
            Self::NotADevice { .. } => "device.not_a_device",
            Self::Unexpected { .. } => "device.unexpected",
            Self::LayoutUnknown => "device.layout_unknown",
            Self::IdentityChanged { .. } => "device.identity_changed",
            Self::Address(AddressError::Invalid { .. }) => "address.invalid",
            Self::Address(AddressError::Unresolved { .. }) => "address.unresolved",
            Self::Address(AddressError::Public { .. }) => "address.public",
            Self::Address(AddressError::Forbidden(_)) => "address.forbidden",
            Self::Pattern(e) => e.code(),
            Self::Unsuitable(finding) => finding.code,
            Self::Damaged | Self::Mismatch { .. } | Self::Differs { .. } => "verify.mismatch",
            Self::Missing => "verify.missing",
            Self::VerifyUnreachable { .. } => "verify.unreachable",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        let text = match self {
            Self::Link { cause, .. } => link_hint(cause),
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
            Self::Unsuitable(finding) => return finding.remedy.clone(),
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

    /// Whether the device is gone rather than unwilling: worth waiting for.
    #[must_use]
    pub fn is_absence(&self) -> bool {
        match self {
            Self::Link { cause, .. } => is_absence(cause),
            Self::VerifyUnreachable { cause } => cause.is_absence(),
            _ => false,
        }
    }
}

impl From<&DeviceError> for Problem {
    fn from(e: &DeviceError) -> Self {
        Self {
            code: e.code(),
            message: capital(&e.to_string()),
            hint: sentence(&e.hint()),
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

fn link_code(cause: &LinkError) -> &'static str {
    match cause {
        LinkError::Forbidden(_) => "address.forbidden",
        LinkError::Refused => "device.refused",
        LinkError::Unreachable { .. }
        | LinkError::Cut { .. }
        | LinkError::CircuitOpen { .. }
        | LinkError::Isolated => "device.unreachable",
        LinkError::TimedOut { .. } => "device.timeout",
        LinkError::Status {
            code: 429 | 503, ..
        } => "device.busy",
        LinkError::Status { .. } => "device.said_no",
        LinkError::Protocol { .. } | LinkError::TooLong { .. } => "device.unexpected",
        LinkError::Exhausted { last, .. } => link_code(last),
    }
}

fn link_hint(cause: &LinkError) -> &'static str {
    match cause {
        LinkError::Forbidden(_) => "Start without --loopback-only to reach devices on the network.",
        LinkError::Refused => {
            "The host is on, but no web server answers at this port. Check the port, or restart the device."
        }
        LinkError::Unreachable { .. } => {
            "Check that the device has power and is in the same network as this computer."
        }
        LinkError::Cut { .. } => {
            "Check its power supply and WiFi signal; the old pattern still plays. Then retry."
        }
        LinkError::CircuitOpen { .. } => {
            "It failed several times in a row and is left alone for a moment. Retry later."
        }
        LinkError::TimedOut { .. } => {
            "It is very slow or hangs. Move it closer to the access point, or restart it, then retry."
        }
        LinkError::Status {
            code: 429 | 503, ..
        } => "Another program may be using it. Wait until it is done, then retry.",
        LinkError::Status { .. } => "Restart the device and retry; a newer firmware may help.",
        LinkError::Isolated => "You have set it aside. Reset its circuit to use it again.",
        LinkError::Protocol { .. } | LinkError::TooLong { .. } => {
            "Restart the device and retry. If it stays so, it may be no LED controller."
        }
        LinkError::Exhausted { last, .. } => link_hint(last),
    }
}

fn is_absence(cause: &LinkError) -> bool {
    match cause {
        LinkError::Refused
        | LinkError::Unreachable { .. }
        | LinkError::Cut { .. }
        | LinkError::TimedOut { .. }
        | LinkError::CircuitOpen { .. } => true,
        LinkError::Forbidden(_)
        | LinkError::Isolated
        | LinkError::Status { .. }
        | LinkError::TooLong { .. }
        | LinkError::Protocol { .. } => false,
        LinkError::Exhausted { last, .. } => is_absence(last),
    }
}

fn address_hint(e: &AddressError) -> String {
    match e {
        AddressError::Invalid { hint, .. } => sentence(hint),
        AddressError::Unresolved { .. } => "Check the spelling, or give the device's IP address.".into(),
        AddressError::Public { .. } => {
            "LED controllers live in your own network. If this one really does not, add --allow-public.".into()
        }
        AddressError::Forbidden(_) => "Start without --loopback-only to reach devices on the network.".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::CODES;
    use super::*;
    use std::time::Duration;

    fn one_of_each() -> Vec<DeviceError> {
        let link = |cause| DeviceError::Link {
            doing: "sending",
            cause,
        };
        let hash = (3, Digest::of(b"abc"));
        vec![
            link(LinkError::Refused),
            link(LinkError::Unreachable {
                detail: "no route".into(),
            }),
            link(LinkError::Cut {
                detail: "reset".into(),
            }),
            link(LinkError::TimedOut {
                after: Duration::from_secs(5),
            }),
            link(LinkError::CircuitOpen {
                retry_in: Duration::from_secs(5),
            }),
            link(LinkError::Status {
                code: 503,
                detail: String::new(),
            }),
            link(LinkError::Status {
                code: 500,
                detail: String::new(),
            }),
            link(LinkError::Protocol {
                detail: "no JSON".into(),
            }),
            link(LinkError::Exhausted {
                attempts: 5,
                last: Box::new(LinkError::Refused),
            }),
            DeviceError::Busy {
                detail: "busy".into(),
            },
            DeviceError::Full {
                detail: "full".into(),
            },
            DeviceError::SaidNo {
                doing: "storing",
                detail: "400".into(),
            },
            DeviceError::Incapable { what: "blink" },
            DeviceError::Streamed {
                by: "DDP from 10.0.0.5".into(),
            },
            DeviceError::Locked,
            DeviceError::NotADevice {
                detail: "HTML".into(),
            },
            DeviceError::Unexpected {
                doing: "storing",
                detail: "?".into(),
            },
            DeviceError::LayoutUnknown,
            DeviceError::IdentityChanged {
                expected: DeviceId::stored("a"),
                found: DeviceId::stored("b"),
            },
            DeviceError::Address("".parse::<super::super::AddrSpec>().unwrap_err()),
            DeviceError::Address(AddressError::Unresolved {
                host: "x".into(),
                detail: String::new(),
            }),
            DeviceError::Address(AddressError::Public {
                addr: "8.8.8.8".parse().unwrap(),
            }),
            DeviceError::Damaged,
            DeviceError::Mismatch {
                expected: hash,
                found: hash,
            },
            DeviceError::Differs {
                detail: "LEDs".into(),
            },
            DeviceError::Missing,
            DeviceError::VerifyUnreachable {
                cause: Box::new(DeviceError::Missing),
            },
        ]
    }

    #[test]
    fn every_error_has_a_listed_code_words_and_a_hint() {
        for error in one_of_each() {
            let problem = Problem::from(&error);
            assert!(
                CODES.iter().any(|(code, _)| *code == problem.code),
                "{} is not in CODES",
                problem.code
            );
            assert!(
                problem.hint.len() > 20 && problem.hint.ends_with(['.', ')']),
                "{error:?}: {}",
                problem.hint
            );
            assert!(
                !problem.message.starts_with(char::is_lowercase),
                "{}",
                problem.message
            );
        }
    }

    #[test]
    fn codes_are_listed_once() {
        for (i, (code, meaning)) in CODES.iter().enumerate() {
            assert!(
                !meaning.is_empty() && CODES.iter().skip(i + 1).all(|(other, _)| other != code),
                "{code}"
            );
        }
    }
}
