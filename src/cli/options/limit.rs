//! `--limit`: limits of the uploads of one run.

use crate::engine::{HourlyLimits, UploadLimits, WhenLimited};
use clap::Args;
use std::str::FromStr;

/// Options for limits of uploads.
#[derive(Clone, Debug, Default, Args)]
pub struct LimitOptions {
    /// Limit of uploads, in addition to those of the settings; may be repeated. KEY=VALUE is one of: uploads=20/h and
    /// bytes=50MB/h (all devices together in any 60 minutes, uploads of other runs included), per-device.uploads=5/h and
    /// per-device.bytes=10MB/h (each device), concurrent=4 (uploads at once), file=2MB (largest file, as it is encoded for
    /// the device). Sizes are in B, KB, MB or GB.
    #[arg(long, value_name = "KEY=VALUE")]
    pub limit: Vec<LimitOption>,
    /// When a limit per hour is reached, fail with the code job.limited instead of waiting.
    #[arg(long)]
    pub limit_refuse: bool,
}

impl LimitOptions {
    /// Returns the given limits, and those of the settings where they are stricter.
    pub(in crate::cli) fn limits(&self, settings: UploadLimits) -> UploadLimits {
        let given = self.limit.iter().map(|option| option.0);
        let mut limits = given.fold(settings, UploadLimits::stricter);
        if self.limit_refuse {
            limits.when = WhenLimited::Refuse;
        }
        limits
    }
}

/// One `--limit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitOption(UploadLimits);

/// Every key with an example of its value, for errors.
const EXAMPLES: [(&str, &str); 6] = [
    ("uploads", "20/h"),
    ("bytes", "50MB/h"),
    ("per-device.uploads", "5/h"),
    ("per-device.bytes", "10MB/h"),
    ("concurrent", "4"),
    ("file", "2MB"),
];

impl FromStr for LimitOption {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let examples = || {
            EXAMPLES
                .map(|(key, value)| format!("{key}={value}"))
                .join(", ")
        };
        let Some((key, value)) = text.split_once('=') else {
            return Err(format!("not KEY=VALUE: write one of {}", examples()));
        };
        let Some((key, example)) = EXAMPLES.into_iter().find(|(name, _)| *name == key.trim())
        else {
            if key.trim() == "per-device.concurrent" {
                return Err("a device takes one upload at a time; no limit is needed".into());
            }
            return Err(format!("not a limit: write one of {}", examples()));
        };
        let odd = |why: &str| format!("{why}: write, for example, {key}={example}");
        let mut limits = UploadLimits::default();
        let hourly = |hourly: &mut HourlyLimits, is_bytes: bool| -> Result<(), String> {
            let per_hour = value.trim().strip_suffix("/h");
            let amount = per_hour.ok_or_else(|| odd("a limit per hour ends in /h"))?;
            if is_bytes {
                hourly.bytes = Some(bytes(amount).map_err(odd)?);
            } else {
                hourly.uploads = Some(count(amount).map_err(odd)?);
            }
            Ok(())
        };
        match key {
            "uploads" => hourly(&mut limits.all, false)?,
            "bytes" => hourly(&mut limits.all, true)?,
            "per-device.uploads" => hourly(&mut limits.per_device, false)?,
            "per-device.bytes" => hourly(&mut limits.per_device, true)?,
            "concurrent" => limits.concurrent = Some(count(value).map_err(odd)?),
            _ => limits.file = Some(bytes(value).map_err(odd)?),
        }
        Ok(Self(limits))
    }
}

fn count(text: &str) -> Result<u32, &'static str> {
    match text.trim().parse::<u32>() {
        Ok(0) => Err("a limit of 0 would send nothing"),
        Ok(count) => Ok(count),
        Err(_) => Err("not a whole number"),
    }
}

/// Reads an amount like `2MB` or `1.5 MB`.
fn bytes(text: &str) -> Result<u64, &'static str> {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = text.get(digits.len()..).unwrap_or_default();
    let scale: u64 = match unit.to_ascii_uppercase().as_str() {
        "B" => 1,
        "KB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "" => return Err("the unit is missing (B, KB, MB or GB)"),
        _ => return Err("not a unit of size (B, KB, MB or GB)"),
    };
    let digits = digits.trim();
    let is_plain = |c: char| c.is_ascii_digit() || c == '.';
    let amount = digits
        .parse::<f64>()
        .ok()
        .filter(|_| digits.chars().all(is_plain));
    let bytes = amount.ok_or("not a number")? * scale as f64;
    if bytes < 1.0 {
        return Err("a limit of 0 would send nothing");
    }
    if bytes > 1e15 {
        return Err("too large");
    }
    Ok(bytes.round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(options: &[&str]) -> Result<UploadLimits, String> {
        let limit: Result<Vec<LimitOption>, String> =
            options.iter().map(|text| text.parse()).collect();
        let given = LimitOptions {
            limit: limit?,
            limit_refuse: false,
        };
        Ok(given.limits(UploadLimits::default()))
    }

    #[test]
    fn every_limit_is_read_and_the_stricter_counts() {
        let limits = read(&[
            "uploads=20/h",
            "uploads=30/h",
            "bytes=1.5MB/h",
            "per-device.uploads=5/h",
            "per-device.bytes=900kb/h",
            "concurrent=4",
            "file=2 GB",
        ]);
        let expected = UploadLimits {
            all: HourlyLimits {
                uploads: Some(20),
                bytes: Some(1_500_000),
            },
            per_device: HourlyLimits {
                uploads: Some(5),
                bytes: Some(900_000),
            },
            concurrent: Some(4),
            file: Some(2_000_000_000),
            when: WhenLimited::Wait,
        };
        assert_eq!(limits, Ok(expected));
        for (key, example) in EXAMPLES {
            read(&[&format!("{key}={example}")]).unwrap();
        }
    }

    #[test]
    fn odd_limits_are_refused_with_an_example() {
        for (text, why) in [
            ("uploads", "KEY=VALUE"),
            ("upload=3/h", "not a limit"),
            ("uploads=20", "ends in /h"),
            ("uploads=0/h", "would send nothing"),
            ("uploads=-1/h", "not a whole number"),
            ("uploads=1.5/h", "not a whole number"),
            ("uploads=99999999999/h", "not a whole number"),
            ("bytes=50/h", "unit is missing"),
            ("bytes=50MB", "ends in /h"),
            ("bytes=50MiB/h", "not a unit"),
            ("bytes=NaN MB/h", "not a number"),
            ("bytes=1e9MB/h", "not a number"),
            ("bytes=0.1B/h", "would send nothing"),
            ("file=MB", "not a number"),
            ("file=9999999999GB", "too large"),
            ("concurrent=0", "would send nothing"),
            ("concurrent=4/h", "not a whole number"),
            ("per-device.concurrent=1", "one upload at a time"),
            ("per-device=1/h", "not a limit"),
        ] {
            let error = read(&[text]).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
