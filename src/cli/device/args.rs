//! The arguments of `device`, as clap reads them.

use crate::cli::options::{ConnectFlags, PinOptions};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `device`
#[derive(Debug, Args)]
pub struct Device {
    /// Address, name or id of the device; or @GROUP, for all devices of a group (play, delete, keep, undo, light, on, off,
    /// brightness, blink).
    #[arg(value_name = "ADDR|NAME|@GROUP")]
    pub address: String,
    /// The command for the device.
    #[command(subcommand)]
    pub command: DeviceCommand,
    /// Options for the connection.
    #[command(flatten)]
    pub connection: ConnectFlags,
    /// Options for its PIN.
    #[command(flatten)]
    pub pin: PinOptions,
}

/// A command for a device.
#[derive(Clone, Debug, Subcommand)]
pub enum DeviceCommand {
    /// List the stored files.
    Files,
    /// Save a stored file on this computer.
    Get {
        /// Name on the device.
        name: String,
        /// New file (default: the name on the device, in the current folder).
        out: Option<PathBuf>,
        /// Replace the file if it exists.
        #[arg(long)]
        force: bool,
    },
    /// Delete a stored file that this app put there.
    Delete {
        /// Name on the device.
        name: String,
    },
    /// Play a stored file.
    Play {
        /// Name on the device.
        name: String,
    },
    /// Show whether the LEDs are on, and the brightness.
    Light,
    /// Switch the LEDs on.
    On,
    /// Switch the LEDs off.
    Off,
    /// Set the brightness.
    Brightness {
        /// 0 to 255, or percent: 40%.
        #[arg(value_name = "N|PCT%", value_parser = brightness)]
        value: u8,
    },
    /// Blink for 3 seconds, to show which device it is.
    Blink,
    /// Save what plays now as a preset on the device.
    Keep {
        /// Name of the preset (default: the name of the pattern).
        #[arg(long)]
        name: Option<String>,
        /// Play it also after power-up.
        #[arg(long)]
        at_start: bool,
    },
    /// Save the device's presets and settings that an upload could change.
    Backup {
        /// New file.
        out: PathBuf,
        /// Replace the file if it exists.
        #[arg(long)]
        force: bool,
    },
    /// Restore a backup.
    Restore {
        /// File made by `backup`.
        file: PathBuf,
    },
    /// Return to what the device showed before the last upload.
    Undo,
    /// Print the address of the device's web page.
    Web,
    /// Test the device with a small pattern: store it, read it back, play it, show again what was shown before, delete it.
    ///
    /// Measures round trips and rates on the way. Nothing of the test stays on the device; what cannot be removed is named.
    Selftest {
        /// Write a report that can be shared: JSON if the name ends in .json, else Markdown.
        #[arg(long, value_name = "FILE")]
        report: Option<PathBuf>,
        /// Replace the report if it exists.
        #[arg(long, requires = "report")]
        force: bool,
        /// Also test a device that keeps one pattern only: the test replaces that pattern, and cannot restore it.
        #[arg(long)]
        replace_pattern: bool,
    },
}

/// Parses a brightness: 0 to 255, or a percentage of 255, rounded.
fn brightness(text: &str) -> Result<u8, String> {
    let wrong = || "not a valid brightness: use 0 to 255, or a percentage like 40%".to_owned();
    match text.strip_suffix('%') {
        Some(pct) => {
            let pct: u16 = pct
                .parse()
                .ok()
                .filter(|pct| *pct <= 100)
                .ok_or_else(wrong)?;
            u8::try_from((pct * 255 + 50) / 100).map_err(|_| wrong())
        }
        None => text.parse().map_err(|_| wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brightness_is_a_number_or_percent() {
        assert_eq!(
            ["0", "255", "0%", "40%", "100%"].map(brightness),
            [Ok(0), Ok(255), Ok(0), Ok(102), Ok(255)]
        );
        for bad in ["256", "-1", "101%", "%", "bright"] {
            assert!(brightness(bad).is_err(), "{bad}");
        }
    }
}
