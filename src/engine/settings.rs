//! What a person may set, typed and within ranges: `settings.toml` in the home folder. Read once at the start; written
//! whole, to a file beside it that then takes its place, so that a crash leaves the old one or the new one.

mod scan;

pub use scan::ScanSettings;

use crate::device::Problem;
use crate::pattern::LedPower;
use crate::store::Keep;
use serde::{Deserialize, Serialize};
use std::io::Write as _;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// Name of the file in the home folder.
const FILE: &str = "settings.toml";

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

/// Everything that can be set. Each field says its unit and range.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// How the window looks.
    pub window: WindowSettings,
    /// How patterns are sent.
    pub sending: SendingSettings,
    /// What LEDs draw.
    pub power: PowerSettings,
    /// Where devices are looked for.
    pub scan: ScanSettings,
    /// What is remembered, and for how long.
    pub history: HistorySettings,
    /// What is logged.
    pub log: LogSettings,
}

/// How the window looks.
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
    /// As the system has it.
    #[default]
    System,
    /// Dark.
    Dark,
    /// Light.
    Light,
}

/// How patterns are sent.
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

/// What the LEDs of devices draw of which nothing else was told.
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
    /// As currents are estimated with.
    #[must_use]
    pub fn led(&self) -> LedPower {
        LedPower {
            channel_ua: self.led_ma * 1000,
            idle_ua: self.idle_ma * 1000,
            millivolts: self.volts * 1000,
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
    /// As the store takes it.
    #[must_use]
    pub fn keep(&self) -> Keep {
        Keep {
            days: self.keep_days,
            entries: self.keep_entries,
        }
    }
}

/// What is logged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LogSettings {
    /// How much goes to the log file.
    pub level: LogLevel,
    /// As JSON, one object a line.
    pub json: bool,
    /// Days that log files are kept, 1 to 365.
    pub keep_days: u32,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self {
            level: LogLevel::Info,
            json: false,
            keep_days: 7,
        }
    }
}

/// How much is logged.
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

/// What is wrong with a value, if anything: its name, range, and what it was.
fn out_of_range(name: &str, value: u32, range: &RangeInclusive<u32>) -> Option<String> {
    (!range.contains(&value)).then(|| {
        format!(
            "{name} is {value}, but goes from {} to {}",
            range.start(),
            range.end()
        )
    })
}

impl Settings {
    /// Puts every value that is out of its range back to its default, and says which.
    #[must_use]
    pub fn mend(mut self) -> (Self, Vec<String>) {
        let default = Self::default();
        let mut wrong = Vec::new();
        let mut check = |name: &str, value: u32, range: RangeInclusive<u32>| match out_of_range(
            name, value, &range,
        ) {
            Some(words) => {
                wrong.push(words);
                false
            }
            None => true,
        };
        if !check(
            "sending.devices_at_once",
            self.sending.devices_at_once,
            DEVICES_AT_ONCE,
        ) {
            self.sending.devices_at_once = default.sending.devices_at_once;
        }
        if !check(
            "sending.brightness_pct",
            u32::from(self.sending.brightness_pct),
            BRIGHTNESS_PCT,
        ) {
            self.sending.brightness_pct = default.sending.brightness_pct;
        }
        if !check("power.led_ma", self.power.led_ma, LED_MA) {
            self.power.led_ma = default.power.led_ma;
        }
        if !check("power.idle_ma", self.power.idle_ma, IDLE_MA) {
            self.power.idle_ma = default.power.idle_ma;
        }
        if !check("power.volts", self.power.volts, VOLTS) {
            self.power.volts = default.power.volts;
        }
        if !check("history.keep_days", self.history.keep_days, HISTORY_DAYS) {
            self.history.keep_days = default.history.keep_days;
        }
        if !check(
            "history.keep_entries",
            self.history.keep_entries,
            HISTORY_ENTRIES,
        ) {
            self.history.keep_entries = default.history.keep_entries;
        }
        if !check("log.keep_days", self.log.keep_days, LOG_DAYS) {
            self.log.keep_days = default.log.keep_days;
        }
        wrong.extend(self.scan.mend());
        (self, wrong)
    }

    /// Reads the settings of a home folder. There are always settings: a missing file means the defaults, a damaged one is
    /// kept as `settings.toml.bad` and told, a value out of its range is told and left at its default.
    #[must_use]
    pub fn load(home: &Path) -> (Self, Option<Problem>) {
        let path = home.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return (Self::default(), None),
            Err(e) => {
                return (
                    Self::default(),
                    Some(unusable(
                        &format!("cannot be read: {e}"),
                        "The defaults are used.",
                    )),
                );
            }
        };
        match toml::from_str::<Self>(&text) {
            Ok(settings) => {
                let (settings, wrong) = settings.mend();
                let problem = (!wrong.is_empty()).then(|| {
                    unusable(
                        &format!("have values out of their range: {}", wrong.join("; ")),
                        "The defaults are used for these.",
                    )
                });
                (settings, problem)
            }
            Err(e) => {
                let kept = set_aside(&path);
                let words = format!("cannot be understood: {}", e.message());
                (
                    Self::default(),
                    Some(unusable(&words, &format!("The defaults are used. {kept}"))),
                )
            }
        }
    }

    /// Writes the settings into a home folder, whole or not at all.
    ///
    /// # Errors
    /// `settings.invalid` where a value is out of its range, or with what the system said of the disk.
    pub fn save(&self, home: &Path) -> Result<(), Problem> {
        if let Some(wrong) = self.clone().mend().1.first() {
            return Err(unusable(
                &format!("are not kept: {wrong}"),
                "Give a value within the range.",
            ));
        }
        let written = || -> std::io::Result<()> {
            let text = toml::to_string_pretty(self).map_err(std::io::Error::other)?;
            std::fs::create_dir_all(home)?;
            let beside = home.join(format!("{FILE}.new"));
            let mut file = std::fs::File::create(&beside)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&beside, home.join(FILE))
        };
        written().map_err(|e| {
            unusable(
                &format!("cannot be written: {e}"),
                "Check that the disk is not full and the app's folder can be written.",
            )
        })
    }
}

/// Keeps a damaged file under another name; says where.
fn set_aside(path: &Path) -> String {
    let mut bad: PathBuf = path.to_owned();
    bad.set_extension("toml.bad");
    match std::fs::rename(path, &bad) {
        Ok(()) => format!("The damaged file is kept as {FILE}.bad."),
        Err(e) => format!("The damaged file could not be set aside: {e}."),
    }
}

fn unusable(what: &str, hint: &str) -> Problem {
    Problem::new("settings.invalid", format!("The settings {what}."), hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_read_back_as_they_were_written() {
        let home = tempfile::tempdir().unwrap();
        let mut settings = Settings::default();
        settings.window.theme = ThemeSetting::Light;
        settings.sending.devices_at_once = 12;
        settings.log.level = LogLevel::Debug;
        settings.save(home.path()).unwrap();
        assert_eq!(Settings::load(home.path()), (settings, None));
        assert_eq!(
            std::fs::read_dir(home.path()).unwrap().count(),
            1,
            "nothing is left beside it"
        );
    }

    #[test]
    fn no_file_means_the_defaults_and_is_no_problem() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(Settings::load(home.path()), (Settings::default(), None));
    }

    #[test]
    fn a_subnet_that_is_none_costs_only_itself() {
        let home = tempfile::tempdir().unwrap();
        let text = "[scan]\nsweep = false\nsubnets = [\"192.168.1.0/24\", \"8.8.8.0/24\"]\nports = [80, 0]\n";
        std::fs::write(home.path().join("settings.toml"), text).unwrap();
        let (settings, problem) = Settings::load(home.path());
        assert_eq!(
            (
                settings.scan.named().len(),
                &settings.scan.ports[..],
                settings.scan.sweep
            ),
            (1, &[80][..], false)
        );
        assert!(
            problem
                .unwrap()
                .message
                .contains("8.8.8.0/24 is not in a private range")
        );
    }

    #[test]
    fn a_damaged_file_is_kept_and_told() {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("settings.toml"), "window = [[[").unwrap();
        let (settings, problem) = Settings::load(home.path());
        assert_eq!(settings, Settings::default());
        assert!(problem.unwrap().hint.contains("settings.toml.bad"));
        assert_eq!(
            std::fs::read_to_string(home.path().join("settings.toml.bad")).unwrap(),
            "window = [[["
        );
        assert!(!home.path().join("settings.toml").exists());
    }

    #[test]
    fn a_value_out_of_its_range_costs_only_itself() {
        let home = tempfile::tempdir().unwrap();
        let text = "[sending]\nbrightness_pct = 200\ndevices_at_once = 5\n[future]\nthing = 1\n";
        std::fs::write(home.path().join("settings.toml"), text).unwrap();
        let (settings, problem) = Settings::load(home.path());
        assert_eq!(
            (
                settings.sending.brightness_pct,
                settings.sending.devices_at_once
            ),
            (100, 5)
        );
        assert!(
            problem
                .unwrap()
                .message
                .contains("brightness_pct is 200, but goes from 1 to 100")
        );
        let wrong = Settings {
            history: HistorySettings {
                keep_days: 0,
                ..HistorySettings::default()
            },
            ..settings
        };
        assert_eq!(
            wrong.save(home.path()).unwrap_err().code,
            "settings.invalid"
        );
        assert_eq!(
            std::fs::read_to_string(home.path().join("settings.toml")).unwrap(),
            text,
            "the old file stays"
        );
    }
}
