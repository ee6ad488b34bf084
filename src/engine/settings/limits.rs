//! Settings of the limits of uploads.

use crate::engine::api::{HourlyLimits, UploadLimits, WhenLimited};
use crate::message::Message;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Range of [`LimitSettings::uploads_per_hour`] and of the same for one device; 0: no limit.
pub const UPLOADS_PER_HOUR: RangeInclusive<u32> = 0..=1_000_000;
/// Range of [`LimitSettings::mb_per_hour`] and of the same for one device; 0: no limit.
pub const MB_PER_HOUR: RangeInclusive<u32> = 0..=1_000_000;
/// Range of [`LimitSettings::concurrent_uploads`]; 0: no limit.
pub const CONCURRENT_UPLOADS: RangeInclusive<u32> = 0..=1000;
/// Range of [`LimitSettings::file_kb`]; 0: no limit.
pub const FILE_KB: RangeInclusive<u32> = 0..=4_000_000;

/// Limits of uploads: all off by default. Sliding windows: any 60 minutes count, not the hours of the clock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LimitSettings {
    /// Uploads per hour to all devices together, 1 to 1,000,000; 0: no limit.
    pub uploads_per_hour: u32,
    /// Megabytes (1,000,000 bytes) per hour to all devices together, 1 to 1,000,000; 0: no limit.
    pub mb_per_hour: u32,
    /// Uploads per hour to each device, 1 to 1,000,000; 0: no limit.
    pub device_uploads_per_hour: u32,
    /// Megabytes per hour to each device, 1 to 1,000,000; 0: no limit.
    pub device_mb_per_hour: u32,
    /// Uploads at once, 1 to 1000; 0: no limit.
    pub concurrent_uploads: u32,
    /// Largest file in kilobytes (1000 bytes), as it is encoded for its device, 1 to 4,000,000; 0: no limit.
    pub file_kb: u32,
    /// What an upload does when a limit per hour is reached.
    pub when: LimitAction,
}

/// What an upload does when a limit per hour is reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LimitAction {
    /// It waits in the queue.
    #[default]
    Wait,
    /// It fails.
    Refuse,
}

impl LimitSettings {
    /// Returns the limits for the engine.
    #[must_use]
    pub fn limits(&self) -> UploadLimits {
        let bytes = |value, unit: u64| count(value).map(|value| u64::from(value) * unit);
        UploadLimits {
            all: HourlyLimits {
                uploads: count(self.uploads_per_hour),
                bytes: bytes(self.mb_per_hour, 1_000_000),
            },
            per_device: HourlyLimits {
                uploads: count(self.device_uploads_per_hour),
                bytes: bytes(self.device_mb_per_hour, 1_000_000),
            },
            concurrent: count(self.concurrent_uploads),
            file: bytes(self.file_kb, 1000),
            when: match self.when {
                LimitAction::Wait => WhenLimited::Wait,
                LimitAction::Refuse => WhenLimited::Refuse,
            },
        }
    }

    /// Puts every value that is out of its range back to its default; what was wrong.
    pub(super) fn mend(&mut self) -> Vec<Message> {
        let values = [
            (
                "limits.uploads_per_hour",
                &mut self.uploads_per_hour,
                UPLOADS_PER_HOUR,
            ),
            ("limits.mb_per_hour", &mut self.mb_per_hour, MB_PER_HOUR),
            (
                "limits.device_uploads_per_hour",
                &mut self.device_uploads_per_hour,
                UPLOADS_PER_HOUR,
            ),
            (
                "limits.device_mb_per_hour",
                &mut self.device_mb_per_hour,
                MB_PER_HOUR,
            ),
            (
                "limits.concurrent_uploads",
                &mut self.concurrent_uploads,
                CONCURRENT_UPLOADS,
            ),
            ("limits.file_kb", &mut self.file_kb, FILE_KB),
        ];
        let mut wrong = Vec::new();
        for (name, value, range) in values {
            if let Some(words) = super::file::out_of_range(name, *value, &range) {
                wrong.push(words);
                *value = 0;
            }
        }
        wrong
    }
}

/// A limit; `None` for 0.
fn count(value: u32) -> Option<u32> {
    Some(value).filter(|value| *value > 0)
}
