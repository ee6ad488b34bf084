//! Limits of uploads: how many uploads and bytes may go in any hour, in all and to each device, how many at once, and how
//! large a file may be. All off by default.

use super::view::now;
use crate::msg;
use crate::pattern::byte_text;
use crate::problem::{Code, Problem, Remedy};
use std::time::Duration;

/// The window of the limits per hour: any 60 minutes, not the hours of a clock.
pub(in crate::engine) const HOUR: Duration = Duration::from_secs(3600);

/// Limits per hour; `None`: no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HourlyLimits {
    /// Uploads that begin to send.
    pub uploads: Option<u32>,
    /// Bytes of their payloads.
    pub bytes: Option<u64>,
}

impl HourlyLimits {
    fn stricter(self, other: Self) -> Self {
        Self {
            uploads: smaller(self.uploads, other.uploads),
            bytes: smaller(self.bytes, other.bytes),
        }
    }

    fn is_off(self) -> bool {
        self == Self::default()
    }
}

/// What an upload does that a limit per hour holds back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhenLimited {
    /// It waits in the queue.
    #[default]
    Wait,
    /// It fails with `job.limited`.
    Refuse,
}

/// All limits of uploads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UploadLimits {
    /// All devices together.
    pub all: HourlyLimits,
    /// Each device.
    pub per_device: HourlyLimits,
    /// Uploads at once; more wait in the queue.
    pub concurrent: Option<u32>,
    /// Bytes of one payload as it is encoded for its device; a larger one is refused.
    pub file: Option<u64>,
    /// What an upload does at a limit per hour.
    pub when: WhenLimited,
}

impl UploadLimits {
    /// Returns the stricter of both for each limit.
    #[must_use]
    pub fn stricter(self, other: Self) -> Self {
        let refuses = [self.when, other.when].contains(&WhenLimited::Refuse);
        Self {
            all: self.all.stricter(other.all),
            per_device: self.per_device.stricter(other.per_device),
            concurrent: smaller(self.concurrent, other.concurrent),
            file: smaller(self.file, other.file),
            when: if refuses {
                WhenLimited::Refuse
            } else {
                WhenLimited::Wait
            },
        }
    }

    /// Returns whether uploads of the last hour must be counted.
    pub(in crate::engine) fn are_hourly(&self) -> bool {
        !self.all.is_off() || !self.per_device.is_off()
    }

    /// Refuses a payload above the largest file, and one that no hour has room for.
    pub(in crate::engine) fn refuse_size(&self, bytes: u64) -> Option<Problem> {
        let sizes = [
            (LimitKind::File, self.file),
            (LimitKind::DeviceBytes, self.per_device.bytes),
            (LimitKind::Bytes, self.all.bytes),
        ];
        let too_small = |(kind, max): (LimitKind, Option<u64>)| Some((kind, max?));
        let (kind, max) = sizes
            .into_iter()
            .filter_map(too_small)
            .find(|(_, max)| bytes > *max)?;
        let (bytes, max) = (byte_text(bytes), byte_text(max));
        let message = match kind {
            LimitKind::File => msg!("limit-file-too-large", bytes = bytes, max = max),
            LimitKind::DeviceBytes => {
                msg!("limit-file-above-device-hour", bytes = bytes, max = max)
            }
            _ => msg!("limit-file-above-hour", bytes = bytes, max = max),
        };
        Some(Problem::new(
            Code::JobLimited,
            message,
            Remedy::RaiseSizeLimit,
        ))
    }

    /// The limit in numbers, for texts.
    fn max(&self, kind: LimitKind) -> u64 {
        let max = match kind {
            LimitKind::Uploads => self.all.uploads.map(u64::from),
            LimitKind::Bytes => self.all.bytes,
            LimitKind::DeviceUploads => self.per_device.uploads.map(u64::from),
            LimitKind::DeviceBytes => self.per_device.bytes,
            LimitKind::File => self.file,
        };
        max.unwrap_or_default()
    }
}

fn smaller<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Which limit holds an upload back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LimitKind {
    /// Uploads per hour, all devices together.
    Uploads,
    /// Bytes per hour, all devices together.
    Bytes,
    /// Uploads per hour to one device.
    DeviceUploads,
    /// Bytes per hour to one device.
    DeviceBytes,
    /// The largest file.
    File,
}

impl LimitKind {
    /// Returns the word used in `--json` and for `--limit`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Uploads => "uploads",
            Self::Bytes => "bytes",
            Self::DeviceUploads => "per-device.uploads",
            Self::DeviceBytes => "per-device.bytes",
            Self::File => "file",
        }
    }

    /// Whether it is one limit for all devices together.
    pub(in crate::engine) fn is_shared(self) -> bool {
        matches!(self, Self::Uploads | Self::Bytes)
    }
}

/// Why an upload waits in the queue although there is a place for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limited {
    /// The limit that is reached.
    pub which: LimitKind,
    /// When an upload goes on again, in seconds since 1970.
    pub until: i64,
}

impl Limited {
    /// For a limit that is reached for so long.
    pub(in crate::engine) fn lasts(which: LimitKind, time: Duration) -> Self {
        let seconds = time.as_millis().div_ceil(1000);
        Self {
            which,
            until: now().saturating_add(i64::try_from(seconds).unwrap_or(i64::MAX)),
        }
    }

    /// Returns the time of day of the first full minute at which an upload goes on: `14:05`.
    #[must_use]
    pub fn clock(&self) -> String {
        let minute = self.until.saturating_add(59).div_euclid(60) * 60;
        jiff::Timestamp::from_second(minute)
            .unwrap_or(jiff::Timestamp::MAX)
            .to_zoned(jiff::tz::TimeZone::system())
            .strftime("%H:%M")
            .to_string()
    }

    /// The refusal of an upload that is not to wait.
    pub(in crate::engine) fn problem(&self, limits: &UploadLimits) -> Problem {
        let max = limits.max(self.which);
        let message = match self.which {
            LimitKind::Uploads => msg!("limit-uploads-reached", max = max),
            LimitKind::Bytes => msg!("limit-bytes-reached", max = byte_text(max)),
            LimitKind::DeviceUploads => msg!("limit-device-uploads-reached", max = max),
            LimitKind::DeviceBytes | LimitKind::File => {
                msg!("limit-device-bytes-reached", max = byte_text(max))
            }
        };
        let at = self.clock();
        Problem::new(Code::JobLimited, message, Remedy::TryAgainAt { at })
    }
}
