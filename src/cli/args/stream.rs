//! The arguments of `stream`.

use super::{FitOptions, LayoutOptions, SourceOptions};
use crate::device::Protocol;
use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

/// `stream`
#[derive(Debug, Args)]
pub struct Stream {
    /// Pattern file.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Address, name or id of a device, or @GROUP (quoted in PowerShell); may be repeated.
    #[arg(long, required = true, num_args = 1.., value_name = "ADDR|NAME|@GROUP")]
    pub to: Vec<String>,
    /// Protocol: ddp or dnrgb (default: what suits the device best; DDP if both do).
    #[arg(long, value_name = "PROTOCOL")]
    pub protocol: Option<Protocol>,
    /// UDP port of the device (default: the port that the device reports; 4048 for DDP). With --protocol, the device is not
    /// asked whether it accepts them.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub udp_port: Option<u16>,
    /// Stop after this many seconds (default: until interrupted).
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub seconds: Option<Duration>,
    /// Layout of the target. Remembered for the device.
    #[command(flatten)]
    pub layout: LayoutOptions,
    /// Allow public addresses.
    #[arg(long)]
    pub allow_public: bool,
    /// Stream even if another device than before answers at the address.
    #[arg(long)]
    pub accept_new_device: bool,
    /// Options for reading the file.
    #[command(flatten)]
    pub source: SourceOptions,
    /// How to fit it.
    #[command(flatten)]
    pub fit: FitOptions,
}

/// Parses seconds: a tenth of a second to a week.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text
        .parse::<f64>()
        .ok()
        .filter(|s| (0.1..=604_800.0).contains(s));
    seconds
        .map(Duration::from_secs_f64)
        .ok_or_else(|| "not a valid number of seconds: use 0.1 to 604800".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_a_sensible_number() {
        assert_eq!(seconds("1.5"), Ok(Duration::from_millis(1500)));
        for bad in ["0", "-1", "nan", "inf", "1e9", "soon", ""] {
            assert!(seconds(bad).is_err(), "{bad}");
        }
    }
}
