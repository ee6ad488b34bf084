//! What a job says in the log about its retries; the diary says the rest.

use super::Upload;
use crate::device::{DeviceError, OnRetry};
use crate::engine::diary::kilobytes;
use crate::link::LinkError;
use crate::logs::Record;
use crate::message::Message;
use crate::msg;
use parking_lot::Mutex;
use std::sync::Arc;

/// The pattern and the device of a job, as its records name them.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) pattern: String,
    pub(super) device: String,
}

impl Names {
    /// Logs something that the job copes with.
    pub(super) fn report(&self, message: Message) {
        Record::warn(message).pattern(&self.pattern).put();
    }
}

impl Upload {
    /// Names the pattern and the device of the job.
    pub(super) fn names(&self) -> Names {
        let visit = &self.job.visit;
        Names {
            pattern: self.job.pattern.pattern.name.clone(),
            device: match self.name.get() {
                Some(name) => name.clone(),
                None => visit.address.to_string(),
            },
        }
    }

    /// Logs each retry of a send, with the bytes that went before it.
    pub(super) fn on_retry(&self, sent: Arc<Mutex<(u64, u64)>>) -> OnRetry {
        let names = self.names();
        Arc::new(move |error| {
            let (done, total) = *sent.lock();
            let (done, total) = (kilobytes(done), kilobytes(total));
            let (pattern, device) = (&names.pattern, &names.device);
            names.report(match error {
                DeviceError::Link {
                    cause: LinkError::Cut { .. },
                    ..
                } => msg!(
                    "log-upload-cut",
                    pattern = pattern,
                    device = device,
                    done = done,
                    total = total
                ),
                error => msg!(
                    "log-upload-broke-off",
                    pattern = pattern,
                    device = device,
                    done = done,
                    total = total,
                    reason = error.message()
                ),
            });
        })
    }
}
