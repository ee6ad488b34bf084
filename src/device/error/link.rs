//! The codes and hints of [`LinkError`]s: what a device error says where the link brought no usable reply.

use crate::link::LinkError;
use crate::problem::Code;

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
pub(super) fn hint(cause: &LinkError) -> &'static str {
    match cause {
        LinkError::Forbidden(_) => "Start without --loopback-only to reach devices on the network.",
        LinkError::Refused => {
            "The host is on, but no web server answers at this port. Check the port, or restart the device."
        }
        LinkError::Unreachable { .. } => {
            "Check that the device has power and is in the same network as this computer."
        }
        LinkError::Cut { .. } => "Check its power supply and WiFi signal, then retry.",
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
        LinkError::Isolated => {
            "Choose 'Try now' on its card, or run 'devices try' with its name, then try again."
        }
        LinkError::Protocol { .. } | LinkError::TooLong { .. } => {
            "Restart the device and retry. If it stays so, it may be no LED controller."
        }
        LinkError::Elsewhere { .. } => {
            "Check that it is the right device, and scan again to see where the other one is."
        }
        LinkError::Stale => {
            "Something between this computer and the device mixes up its answers: retry, or reach it without a proxy."
        }
        LinkError::Exhausted { last, .. } => hint(last),
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
