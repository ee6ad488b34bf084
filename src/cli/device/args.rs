//! The arguments of `device`, as clap reads them.

use crate::cli::options::{PinOptions, WhomOptions};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `device`
#[derive(Debug, Args)]
pub struct Device {
    /// Address, name or id of the device; or @GROUP, to play, delete, keep or undo something, or to switch, dim or blink all of its
    /// devices.
    #[arg(value_name = "ADDR|NAME|@GROUP")]
    pub address: String,
    /// What to do.
    #[command(subcommand)]
    pub command: DeviceCommand,
    /// Whom to connect to.
    #[command(flatten)]
    pub whom: WhomOptions,
    /// Where its PIN comes from.
    #[command(flatten)]
    pub pin: PinOptions,
}

/// What is done with a device.
#[derive(Clone, Debug, Subcommand)]
pub enum DeviceCommand {
    /// List what it stores.
    Files,
    /// Save a stored file.
    Get {
        /// Its name on the device.
        name: String,
        /// New file (default: as it is called on the device, in this folder).
        out: Option<PathBuf>,
        /// Replace the file where there is one already.
        #[arg(long)]
        force: bool,
    },
    /// Delete a stored file that this app put there.
    Delete {
        /// Its name on the device.
        name: String,
    },
    /// Play a stored file.
    Play {
        /// Its name on the device.
        name: String,
    },
    /// Tell whether it shines, and how bright.
    Light,
    /// Switch it on.
    On,
    /// Switch it off.
    Off,
    /// Set its brightness.
    Brightness {
        /// 0 to 255, or percent: 40%.
        #[arg(value_name = "N|PCT%", value_parser = brightness)]
        value: u8,
    },
    /// Blink, to see which one it is.
    Blink,
    /// Keep what plays now, on the device.
    Keep {
        /// What to call it (default: as the pattern is called).
        #[arg(long)]
        name: Option<String>,
        /// Also play it after power-up.
        #[arg(long)]
        at_start: bool,
    },
    /// Save everything set up on it that an upload could harm.
    Backup {
        /// New file.
        out: PathBuf,
        /// Replace the file where there is one already.
        #[arg(long)]
        force: bool,
    },
    /// Put a backup back.
    Restore {
        /// File that `backup` made.
        file: PathBuf,
    },
    /// Show again what it showed before the last upload was started.
    Undo,
    /// Print the address of its web page.
    Web,
}

/// 0 to 255 as the device has it, or percent of that, rounded.
fn brightness(text: &str) -> Result<u8, String> {
    let wrong = || "give a number from 0 to 255, or percent like 40%".to_owned();
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
