//! The limits as tasks see them; the loop sets them.

use crate::engine::api::UploadLimits;
use parking_lot::Mutex;

/// The limits of uploads.
#[derive(Default)]
pub(in crate::engine) struct CurrentLimits(Mutex<UploadLimits>);

impl CurrentLimits {
    pub(in crate::engine) fn set(&self, limits: UploadLimits) {
        *self.0.lock() = limits;
    }

    pub(in crate::engine) fn get(&self) -> UploadLimits {
        *self.0.lock()
    }
}
