//! The codes and remedies of [`LinkError`]s: what a device error says where the link brought no usable reply.

use crate::link::LinkError;
use crate::problem::{Code, Remedy};

/// Kind of the error, for programs.
pub(super) fn code(cause: &LinkError) -> Code {
    match cause {
        LinkError::Forbidden(_) => Code::AddressForbidden,
        LinkError::Refused => Code::DeviceRefused,
        LinkError::Unreachable { .. } | LinkError::Cut { .. } | LinkError::CircuitOpen { .. } => {
            Code::DeviceUnreachable
        }
        LinkError::Isolated => Code::DeviceSetAside,
        LinkError::TimedOut { .. } => Code::DeviceTimeout,
        LinkError::Status {
            code: 429 | 503, ..
        } => Code::DeviceBusy,
        LinkError::Status { .. } => Code::DeviceSaidNo,
        LinkError::Elsewhere { .. } => Code::DeviceIdentityChanged,
        LinkError::Protocol { .. } | LinkError::TooLong { .. } | LinkError::Stale => {
            Code::DeviceUnexpected
        }
        LinkError::Exhausted { last, .. } => code(last),
    }
}

/// What to do about it.
pub(super) fn remedy(cause: &LinkError) -> Remedy {
    match cause {
        LinkError::Forbidden(_) => Remedy::AllowNetwork,
        LinkError::Refused => Remedy::CheckWebServer,
        LinkError::Unreachable { .. } => Remedy::CheckPowerAndNetwork,
        LinkError::Cut { .. } => Remedy::CheckPowerAndWifi,
        LinkError::CircuitOpen { .. } => Remedy::RetryLater,
        LinkError::TimedOut { .. } => Remedy::MoveOrRestart,
        LinkError::Status {
            code: 429 | 503, ..
        } => Remedy::WaitForOther,
        LinkError::Status { .. } => Remedy::RestartOrUpdate,
        LinkError::Isolated => Remedy::TakeBack,
        LinkError::Protocol { .. } | LinkError::TooLong { .. } => Remedy::RestartOrCheck,
        LinkError::Elsewhere { .. } => Remedy::ScanForOther,
        LinkError::Stale => Remedy::AvoidProxy,
        LinkError::Exhausted { last, .. } => remedy(last),
    }
}

/// Whether the device is gone rather than unwilling.
pub(super) fn is_absence(cause: &LinkError) -> bool {
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
        | LinkError::Stale
        | LinkError::Elsewhere { .. }
        | LinkError::Protocol { .. } => false,
        LinkError::Exhausted { last, .. } => is_absence(last),
    }
}
