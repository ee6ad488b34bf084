//! The settings file, `settings.toml` in the home folder. Read once at the start; written whole, to a file beside it that then
//! takes its place, so that a crash leaves the old one or the new one.

use super::{
    BRIGHTNESS_PCT, DEVICES_AT_ONCE, HISTORY_DAYS, HISTORY_ENTRIES, IDLE_MA, LED_MA, LOG_DAYS,
    Settings, VOLTS,
};
use crate::private;
use crate::problem::{Code, Problem};
use std::io::Write as _;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// Name of the file in the home folder.
const FILE: &str = "settings.toml";

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
    /// kept as `settings.toml.bad` and told, a value out of its range is told and left at its default. Bytes that are not
    /// UTF-8 are told, and cost no more than the value that they are in.
    #[must_use]
    pub fn load(home: &Path) -> (Self, Option<Problem>) {
        let path = home.join(FILE);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return (Self::default(), None),
            Err(e) => {
                let words = format!("cannot be read: {e}");
                let hint = format!("The defaults are used. Check {}.", path.display());
                return (Self::default(), Some(unusable(&words, &hint)));
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
                let kept = set_aside(&path);
                let words = if is_text {
                    format!("cannot be understood: {}", e.message())
                } else {
                    "are not UTF-8 text".to_owned()
                };
                let hint = format!("The defaults are used. {kept}");
                (Self::default(), Some(unusable(&words, &hint)))
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
                &format!("cannot be written: {e}"),
                "Check that the disk is not full and the app's folder can be written.",
            )
        })
    }
}

/// What is wrong with a file that can be used all the same, if anything.
fn odd(path: &Path, is_text: bool, wrong: &[String]) -> Option<Problem> {
    if !is_text {
        let words = "have bytes that are not UTF-8";
        let hint = format!(
            "Everything else in the file is used. Save it as UTF-8: {}.",
            path.display()
        );
        return Some(unusable(words, &hint));
    }
    (!wrong.is_empty()).then(|| {
        let words = format!("have values out of their range: {}", wrong.join("; "));
        unusable(&words, "The defaults are used for these.")
    })
}

/// Keeps a damaged file under another name; says where.
fn set_aside(path: &Path) -> String {
    let mut bad: PathBuf = path.to_owned();
    bad.set_extension("toml.bad");
    match std::fs::rename(path, &bad) {
        Ok(()) => format!("The damaged file is kept as {}.", bad.display()),
        Err(e) => format!("The damaged file could not be set aside: {e}."),
    }
}

fn unusable(what: &str, hint: &str) -> Problem {
    Problem::new(Code::SettingsInvalid, format!("The settings {what}."), hint)
}
