//! What a job says in the log about its retries; the diary says the rest.

use super::Upload;
use crate::device::DeviceError;
use crate::engine::diary::kilobytes;
use crate::link::LinkError;
use crate::logs::Record;
use crate::message::Message;
use crate::msg;

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
    /// Logs the retry that waits for the device's answer, before something else is logged.
    pub(super) fn log_retries(&self) {
        let retries = self.retries.lock().clone();
        if let Some(retries) = retries {
            retries.lock().log();
        }
    }

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
}

/// The retries of a job's sends: each is logged when the device says how much it has, or when the job waits or ends.
#[derive(Debug)]
pub(super) struct Retries {
    names: Names,
    /// Bytes that the device has acknowledged, and bytes in all.
    sent: (u64, u64),
    /// Why the last send broke off, until that is logged.
    broken: Option<DeviceError>,
}

impl Retries {
    pub(super) fn new(names: Names) -> Self {
        Self {
            names,
            sent: (0, 0),
            broken: None,
        }
    }

    /// A send broke off and is tried again.
    pub(super) fn broke_off(&mut self, error: &DeviceError) {
        self.log();
        self.broken = Some(error.clone());
    }

    /// The device has that many bytes.
    pub(super) fn sent(&mut self, done: u64, total: u64) {
        if self.broken.is_some() {
            self.sent = (self.sent.0.max(done), total);
            self.log();
        }
        self.sent = (done, total);
    }

    /// Logs what has not been logged yet.
    pub(super) fn log(&mut self) {
        let Some(error) = self.broken.take() else {
            return;
        };
        let Names { pattern, device } = &self.names;
        let (done, total) = (kilobytes(self.sent.0), kilobytes(self.sent.1));
        let is_cut = matches!(
            error,
            DeviceError::Link {
                cause: LinkError::Cut { .. },
                ..
            }
        );
        let reason = error.message();
        self.names.report(match (is_cut, self.sent.0 > 0) {
            (true, true) => msg!(
                "log-upload-cut",
                pattern = pattern,
                device = device,
                done = done,
                total = total
            ),
            (true, false) => msg!("log-upload-cut-early", pattern = pattern, device = device),
            (false, true) => msg!(
                "log-upload-broke-off",
                pattern = pattern,
                device = device,
                done = done,
                total = total,
                reason = reason
            ),
            (false, false) => msg!(
                "log-upload-broke-off-early",
                pattern = pattern,
                device = device,
                reason = reason
            ),
        });
    }
}
