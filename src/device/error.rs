//! [`DeviceError`]: what can go wrong with a device. Each becomes a [`Problem`].

mod link;

use super::{AddressError, DeviceId, Digest, Doing, Unsupported};
use crate::link::LinkError;
use crate::message::Message;
use crate::msg;
use crate::pattern::{Finding, PatternError};
use crate::problem::{Code, Problem, Remedy};
use std::fmt;
use std::time::Duration;

/// Why a device did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceError {
    /// The link brought no usable reply.
    Link {
        /// What was under way.
        doing: Doing,
        cause: LinkError,
    },
    /// It reported that it is busy, through all attempts.
    Busy {
        /// Its reason, where it gave one.
        detail: Option<Message>,
        /// How long it asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// It has no room.
    Full {
        /// Its reason, or what is needed and free.
        detail: Message,
    },
    /// It refused.
    SaidNo {
        /// What was under way.
        doing: Doing,
        /// Its status and reason.
        detail: Message,
    },
    /// It cannot do that, whatever is sent.
    Incapable {
        /// What it cannot do, as a sentence.
        what: Message,
    },
    /// A live stream hides what it plays.
    Streamed {
        /// The protocol and sender of the stream, where known.
        by: Option<Message>,
    },
    /// It asks for a token or PIN.
    Locked,
    /// Something else than a supported device answers there.
    NotADevice {
        /// What answered, where there is more to say.
        detail: Option<Message>,
    },
    /// Firmware of another make, or a web server that asks for something that is not supported.
    Unsupported(Unsupported),
    /// It answered something that contradicts its protocol.
    Unexpected {
        /// What was under way.
        doing: Doing,
        /// What is wrong with the answer.
        detail: Message,
    },
    /// Its LED count is unknown.
    LayoutUnknown,
    /// Another device than before answers.
    IdentityChanged {
        /// The device that was expected.
        expected: DeviceId,
        /// The device that answers.
        found: DeviceId,
    },
    /// The address is not valid, or may not be connected to.
    Address(AddressError),
    /// The pattern cannot be brought to this device.
    Pattern(PatternError),
    /// The device would not accept the pattern.
    Unsuitable(Box<Finding>),
    /// The device itself found that the upload arrived damaged.
    Damaged,
    /// What was read back differs.
    Mismatch {
        /// Length and hash of what was sent.
        expected: (u64, Digest),
        /// Length and hash of what was read back.
        found: (u64, Digest),
    },
    /// The numbers it reports differ.
    Differs {
        /// What differs.
        detail: Message,
    },
    /// Reported as stored, but not there.
    Missing,
    /// Sent, but could not be read back.
    VerifyUnreachable { cause: Box<DeviceError> },
}

/// The longest time that is given in seconds.
const MAX_SECONDS: u64 = 120;

impl std::error::Error for DeviceError {}

impl fmt::Display for DeviceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl From<AddressError> for DeviceError {
    fn from(error: AddressError) -> Self {
        Self::Address(error)
    }
}

impl From<Finding> for DeviceError {
    fn from(finding: Finding) -> Self {
        Self::Unsuitable(Box::new(finding))
    }
}

impl From<PatternError> for DeviceError {
    fn from(error: PatternError) -> Self {
        Self::Pattern(error)
    }
}

impl DeviceError {
    /// Says what failed, where and why.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Link { doing, cause } => {
                msg!(
                    "device-link-failed",
                    doing = doing.message(),
                    cause = cause.message()
                )
            }
            Self::Busy {
                detail,
                retry_after,
            } => busy(detail.as_ref(), *retry_after),
            Self::Full { detail } => msg!("device-full", detail = detail),
            Self::SaidNo { doing, detail } => {
                msg!(
                    "device-refused-request",
                    doing = doing.message(),
                    detail = detail
                )
            }
            Self::Incapable { what } => what.clone(),
            Self::Streamed { by: Some(by) } => msg!("device-streamed-by", by = by),
            Self::Streamed { by: None } => msg!("device-streamed"),
            Self::Locked => msg!("device-locked"),
            Self::NotADevice { detail: None } => msg!("device-not-a-device"),
            Self::NotADevice {
                detail: Some(detail),
            } => msg!("device-not-a-device-because", detail = detail),
            Self::Unsupported(what) => what.message(),
            Self::Unexpected { doing, detail } => {
                msg!(
                    "device-unexpected",
                    doing = doing.message(),
                    detail = detail
                )
            }
            Self::LayoutUnknown => msg!("device-leds-unknown"),
            Self::IdentityChanged { expected, found } => msg!(
                "device-identity-changed",
                found = found.as_str(),
                expected = expected.as_str()
            ),
            Self::Address(e) => e.message(),
            Self::Pattern(e) => e.message(),
            Self::Unsuitable(finding) => finding.fact.clone(),
            Self::Damaged => msg!("device-found-damage"),
            Self::Mismatch { expected, found } => mismatch(*expected, *found),
            Self::Differs { detail } => msg!("device-differs", detail = detail),
            Self::Missing => msg!("device-not-stored"),
            Self::VerifyUnreachable { cause } => {
                msg!("device-verify-unreachable", cause = cause.message())
            }
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
            Self::Address(e) => e.code(),
            Self::Pattern(e) => e.code(),
            Self::Unsuitable(finding) => finding.code.unwrap_or(Code::DeviceIncapable),
            Self::Damaged | Self::Mismatch { .. } | Self::Differs { .. } => Code::VerifyMismatch,
            Self::Missing => Code::VerifyMissing,
            Self::VerifyUnreachable { .. } => Code::VerifyUnreachable,
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Link { cause, .. } => link::remedy(cause),
            Self::Busy { .. } => Remedy::WaitForOther,
            Self::Full { .. } => Remedy::ReduceOrDelete,
            Self::SaidNo { .. } => Remedy::CheckDeviceLimits,
            Self::Incapable { .. } => Remedy::UseDevicePage,
            Self::Streamed { .. } => Remedy::StopOtherStream,
            Self::Locked => Remedy::EnterPin,
            Self::NotADevice { .. } => Remedy::CheckAddress,
            Self::Unsupported(what) => what.remedy(),
            Self::Unexpected { .. } => Remedy::RestartOrUpdate,
            Self::LayoutUnknown => Remedy::SetLedCount,
            Self::IdentityChanged { .. } => Remedy::ConfirmNewDevice,
            Self::Address(e) => e.remedy(),
            Self::Pattern(e) => e.remedy(),
            Self::Unsuitable(finding) => finding.remedy.clone(),
            Self::Damaged | Self::Mismatch { .. } | Self::Differs { .. } => {
                Remedy::CheckPowerAndFlash
            }
            Self::Missing => Remedy::RestartAndDelete,
            Self::VerifyUnreachable { .. } => Remedy::CheckConnectionThenVerify,
        }
    }

    /// Whether what answers there may name its firmware when it is asked for that: it belongs to no family.
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

fn mismatch(sent: (u64, Digest), found: (u64, Digest)) -> Message {
    msg!(
        "device-mismatch",
        found_bytes = found.0,
        found_hash = found.1.short(),
        sent_bytes = sent.0,
        sent_hash = sent.1.short()
    )
}

fn busy(detail: Option<&Message>, retry_after: Option<Duration>) -> Message {
    let seconds = retry_after
        .map(|time| time.as_secs())
        .filter(|seconds| *seconds > 0);
    match (detail, seconds) {
        (None, None) => msg!("device-busy"),
        (Some(detail), None) => msg!("device-busy-because", detail = detail),
        (None, Some(seconds @ ..=MAX_SECONDS)) => msg!("device-busy-seconds", seconds = seconds),
        (Some(detail), Some(seconds @ ..=MAX_SECONDS)) => msg!(
            "device-busy-seconds-because",
            detail = detail,
            seconds = seconds
        ),
        (None, Some(seconds)) => msg!("device-busy-minutes", minutes = seconds.div_ceil(60)),
        (Some(detail), Some(seconds)) => msg!(
            "device-busy-minutes-because",
            detail = detail,
            minutes = seconds.div_ceil(60)
        ),
    }
}

impl From<&DeviceError> for Problem {
    fn from(e: &DeviceError) -> Self {
        Self::new(e.code(), e.message(), e.remedy())
    }
}

#[cfg(test)]
mod tests;
