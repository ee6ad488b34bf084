//! What a person may set, typed and within ranges. `file` reads and writes it.

mod file;
mod limits;
mod metrics;
mod scan;

pub use limits::{
    CONCURRENT_UPLOADS, FILE_KB, LimitAction, LimitSettings, MB_PER_HOUR, UPLOADS_PER_HOUR,
};
pub use metrics::{METRICS_PORT, MetricsSettings};
pub use scan::ScanSettings;

use crate::logs::KeepLogs;
use crate::pattern::LedPower;
use crate::store::HistoryLimits;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Range of [`SendingSettings::devices_at_once`]; 0 leaves it to the network.
pub const DEVICES_AT_ONCE: RangeInclusive<u32> = 0..=1000;
/// Range of [`SendingSettings::brightness_pct`].
pub const BRIGHTNESS_PCT: RangeInclusive<u32> = 1..=100;
/// Range of [`PowerSettings::led_ma`].
pub const LED_MA: RangeInclusive<u32> = 1..=1000;
/// Range of [`PowerSettings::idle_ma`].
pub const IDLE_MA: RangeInclusive<u32> = 0..=100;
/// Range of [`PowerSettings::volts`].
pub const VOLTS: RangeInclusive<u32> = 1..=48;
/// Range of [`HistorySettings::keep_days`].
pub const HISTORY_DAYS: RangeInclusive<u32> = 1..=3650;
/// Range of [`HistorySettings::keep_entries`].
pub const HISTORY_ENTRIES: RangeInclusive<u32> = 100..=1_000_000;
/// Range of [`LogSettings::keep_days`].
pub const LOG_DAYS: RangeInclusive<u32> = 1..=365;
/// Range of [`LogSettings::max_mb`].
pub const LOG_MB: RangeInclusive<u32> = 1..=10_000;

/// Everything that can be set. Each field says its unit and range.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Settings of the window.
    pub window: WindowSettings,
    /// Settings of uploads.
    pub sending: SendingSettings,
    /// Limits of uploads.
    pub limits: LimitSettings,
    /// The current that LEDs draw.
    pub power: PowerSettings,
    /// Settings of scans.
    pub scan: ScanSettings,
    /// How devices on the list are treated.
    pub devices: DeviceListSettings,
    /// What is remembered, and for how long.
    pub history: HistorySettings,
    /// Settings of the log.
    pub log: LogSettings,
    /// How alerts are announced.
    pub alerts: AlertSettings,
    /// Metrics for programs on this computer.
    pub metrics: MetricsSettings,
}

/// Settings of the window.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowSettings {
    /// Light or dark.
    pub theme: ThemeSetting,
    /// Nothing moves by itself; previews open paused.
    pub reduce_motion: bool,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeSetting {
    /// The theme of the system.
    #[default]
    System,
    Dark,
    Light,
}

/// Settings of uploads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SendingSettings {
    /// Start patterns when they are verified.
    pub play_when_verified: bool,
    /// Most devices at once, 1 to 1000; 0: as many as the network bears.
    pub devices_at_once: u32,
    /// Brightness patterns are sent with at first, 1 to 100 percent.
    pub brightness_pct: u8,
}

impl Default for SendingSettings {
    fn default() -> Self {
        Self {
            play_when_verified: true,
            devices_at_once: 0,
            brightness_pct: 100,
        }
    }
}

/// The current of LEDs on devices without a setting of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PowerSettings {
    /// One channel at its brightest, 1 to 1000 milliamperes.
    pub led_ma: u32,
    /// An LED that is dark, 0 to 100 milliamperes.
    pub idle_ma: u32,
    /// The supply, 1 to 48 volts.
    pub volts: u32,
}

impl Default for PowerSettings {
    fn default() -> Self {
        let LedPower {
            channel_ua,
            idle_ua,
            millivolts,
        } = LedPower::default();
        Self {
            led_ma: channel_ua / 1000,
            idle_ma: idle_ua / 1000,
            volts: millivolts / 1000,
        }
    }
}

impl PowerSettings {
    /// Returns the values in the units of the power estimate.
    #[must_use]
    pub fn led(&self) -> LedPower {
        LedPower {
            channel_ua: self.led_ma * 1000,
            idle_ua: self.idle_ma * 1000,
            millivolts: self.volts * 1000,
        }
    }
}

/// How devices on the list are treated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeviceListSettings {
    /// Ask those that are on the screen now and then whether they are still there.
    pub ask_by_itself: bool,
}

impl Default for DeviceListSettings {
    fn default() -> Self {
        Self {
            ask_by_itself: true,
        }
    }
}

/// What is remembered, and for how long.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct HistorySettings {
    /// Days, 1 to 3650.
    pub keep_days: u32,
    /// Entries, 100 to 1,000,000.
    pub keep_entries: u32,
}

impl Default for HistorySettings {
    fn default() -> Self {
        Self {
            keep_days: 90,
            keep_entries: 10_000,
        }
    }
}

impl HistorySettings {
    /// Returns the limits for the store.
    #[must_use]
    pub fn keep(&self) -> HistoryLimits {
        HistoryLimits {
            days: self.keep_days,
            entries: self.keep_entries,
        }
    }
}

/// Settings of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LogSettings {
    /// The level of the log file.
    pub level: LogLevel,
    /// True to write one JSON object per line.
    pub json: bool,
    /// Days that log files are kept, 1 to 365.
    pub keep_days: u32,
    /// Size of the log folder at the most, 1 to 10,000 megabytes.
    pub max_mb: u32,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self {
            level: LogLevel::Info,
            json: false,
            keep_days: 7,
            max_mb: 50,
        }
    }
}

impl LogSettings {
    /// Returns how much of the log is kept.
    #[must_use]
    pub fn keep(&self) -> KeepLogs {
        KeepLogs {
            days: self.keep_days,
            bytes: u64::from(self.max_mb) * 1_000_000,
        }
    }
}

/// How alerts are announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AlertSettings {
    /// Show a notification of the system for each new critical alert.
    pub notify: bool,
}

impl Default for AlertSettings {
    fn default() -> Self {
        Self { notify: true }
    }
}

/// The level of a log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Only what was lost.
    Error,
    /// And what was coped with.
    Warn,
    /// And milestones.
    #[default]
    Info,
    /// And every attempt.
    Debug,
}

impl From<LogLevel> for tracing::level_filters::LevelFilter {
    fn from(level: LogLevel) -> Self {
        match level {
            LogLevel::Error => Self::ERROR,
            LogLevel::Warn => Self::WARN,
            LogLevel::Info => Self::INFO,
            LogLevel::Debug => Self::DEBUG,
        }
    }
}

#[cfg(test)]
mod tests;
