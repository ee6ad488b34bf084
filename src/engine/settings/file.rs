//! The settings file, `settings.toml` in the home folder. Read once at the start; written whole, to a file beside it that then
//! takes its place, so that a crash leaves the old one or the new one.

use super::{
    BRIGHTNESS_PCT, DEVICES_AT_ONCE, HISTORY_DAYS, HISTORY_ENTRIES, IDLE_MA, LED_MA, LOG_DAYS,
    LOG_MB, Settings, VOLTS,
};
use crate::message::Message;
use crate::msg;
use crate::private;
use crate::problem::{Code, Problem, Remedy};
use std::io::Write as _;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// Name of the file in the home folder.
const FILE: &str = "settings.toml";

/// What is wrong with a value, if anything: its name, its value and its range.
pub(super) fn out_of_range(name: &str, value: u32, range: &RangeInclusive<u32>) -> Option<Message> {
    (!range.contains(&value)).then(|| {
        msg!(
            "settings-out-of-range",
            name = name,
            value = value,
            min = *range.start(),
            max = *range.end()
        )
    })
}

impl Settings {
    /// Puts every value that is out of its range back to its default, and says which.
    #[must_use]
    pub fn mend(mut self) -> (Self, Vec<Message>) {
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
        if !check("log.max_mb", self.log.max_mb, LOG_MB) {
            self.log.max_mb = default.log.max_mb;
        }
        wrong.extend(self.limits.mend());
        wrong.extend(self.scan.mend());
        wrong.extend(self.metrics.mend());
        (self, wrong)
    }

    /// Reads the settings of a home folder. There are always settings: a missing file means the defaults, a damaged one is
    /// kept as `settings.toml.bad` and told, a value out of its range is told and left at its default. Bytes that are not
    /// UTF-8 are told, and cost no more than the value that they are in.
    #[must_use]
    pub fn load(home: &Path) -> (Self, Option<Problem>) {
        let path = home.join(FILE);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return (Self::default(), None),
            Err(e) => {
                let reason = Message::verbatim(e.to_string());
                let file = path.display().to_string();
                let problem = unusable(
                    msg!("settings-unreadable", reason = reason),
                    Remedy::CheckSettingsFile { file },
                );
                return (Self::default(), Some(problem));
            }
        };
        let text = String::from_utf8_lossy(&bytes);
        let is_text = matches!(text, std::borrow::Cow::Borrowed(_));
        match toml::from_str::<Self>(text.trim_start_matches('\u{feff}')) {
            Ok(settings) => {
                let (settings, wrong) = settings.mend();
                (settings, odd(&path, is_text, &wrong))
            }
            Err(e) => {
                let message = if is_text {
                    msg!(
                        "settings-not-understood",
                        reason = Message::verbatim(e.message())
                    )
                } else {
                    msg!("settings-not-utf8")
                };
                (Self::default(), Some(unusable(message, set_aside(&path))))
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
                msg!("settings-not-saved", reason = wrong),
                Remedy::UseValueInRange,
            ));
        }
        let written = || -> std::io::Result<()> {
            let text = toml::to_string_pretty(self).map_err(std::io::Error::other)?;
            private::create_folder(home)?;
            let beside = home.join(format!("{FILE}.new"));
            let mut file = private::writable()
                .create(true)
                .truncate(true)
                .open(&beside)?;
            private::narrow(&beside); // a crash may have left it
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&beside, home.join(FILE))
        };
        written().map_err(|e| {
            unusable(
                msg!(
                    "settings-unwritable",
                    reason = Message::verbatim(e.to_string())
                ),
                Remedy::CheckDiskAndFolder,
            )
        })
    }
}

/// What is wrong with a file that can be used all the same, if anything.
fn odd(path: &Path, is_text: bool, wrong: &[Message]) -> Option<Problem> {
    if !is_text {
        let file = path.display().to_string();
        return Some(unusable(
            msg!("settings-bytes-not-utf8"),
            Remedy::SaveSettingsAsUtf8 { file },
        ));
    }
    (!wrong.is_empty()).then(|| {
        unusable(
            msg!("settings-values", values = wrong.to_vec()),
            Remedy::DefaultsForThese,
        )
    })
}

/// Keeps a damaged file under another name; says where.
fn set_aside(path: &Path) -> Remedy {
    let mut bad: PathBuf = path.to_owned();
    bad.set_extension("toml.bad");
    match std::fs::rename(path, &bad) {
        Ok(()) => Remedy::SettingsFileKept {
            file: bad.display().to_string(),
        },
        Err(e) => Remedy::SettingsFileStuck {
            reason: Message::verbatim(e.to_string()),
        },
    }
}

fn unusable(message: Message, remedy: Remedy) -> Problem {
    Problem::new(Code::SettingsInvalid, message, remedy)
}
