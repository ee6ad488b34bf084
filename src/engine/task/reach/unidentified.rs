//! Errors where no family recognises what answers: the name of its firmware, if it gives one.

use super::{Found, Path, ask};
use crate::device::{DeviceError, Unsupported, name_firmware};
use crate::engine::keep::Shared;
use crate::link::Attempts;

/// Asks every family in turn which device answers; what none of them knows is asked for the name of its firmware. For a person
/// who wants to know what is there; not for sweeps, which would ask every printer of a subnet five more questions.
pub(in crate::engine::task) async fn ask_by_name(
    keep: &Shared,
    path: &Path,
    attempts: &Attempts,
) -> Result<Found, DeviceError> {
    match ask(keep, path, attempts).await {
        Ok(found) => Ok(found),
        Err(error) => Err(named(path, error).await),
    }
}

/// Adds the name of the firmware that answers to the error, if the firmware gives one.
pub(super) async fn named(path: &Path, error: DeviceError) -> DeviceError {
    if !error.may_be_named() {
        return error;
    }
    match name_firmware(&path.link).await {
        Some(firmware) => DeviceError::Unsupported(Unsupported::Firmware(firmware)),
        None => error,
    }
}

/// Collects what the families learned of a host that none of them recognises.
#[derive(Default)]
pub(super) struct Unidentified(Option<DeviceError>);

impl Unidentified {
    /// What was found, if anything; keeps an error that another family may not get.
    pub(super) fn found_or_keep<T>(
        &mut self,
        answer: Result<Option<T>, DeviceError>,
    ) -> Result<Option<T>, DeviceError> {
        match answer {
            Err(error @ DeviceError::Unsupported(_)) => {
                if self.0.as_ref().is_none_or(DeviceError::may_be_named) {
                    self.0 = Some(error);
                }
                Ok(None)
            }
            answer => answer,
        }
    }

    pub(super) fn error(self) -> DeviceError {
        self.0.unwrap_or_else(not_a_device)
    }
}

pub(in crate::engine::task) fn not_a_device() -> DeviceError {
    DeviceError::NotADevice { detail: None }
}
