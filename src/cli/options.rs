//! Options that several commands share: how to read a file, how to fit it.

mod fit;
mod limit;
mod power;

pub(super) use fit::FitOptions;
pub(super) use limit::LimitOptions;
pub(super) use power::{LedOptions, SupplyOptions};

use crate::engine::ConnectOptions;
use crate::pattern::{FrameDuration, Matrix, ReadOptions, Wiring};
use clap::Args;

/// Options for reading a file whose contents can be read in several ways.
#[derive(Clone, Debug, Default, Args)]
pub struct SourceOptions {
    /// Read the file as this format; or the numbers of a sketch as rgb, rgb24, argb, piskel, rgb565, rgb565-swapped, rgb332,
    /// grey, mono, on-off or indexed.
    #[arg(long = "as", value_name = "FORMAT")]
    pub format: Option<String>,
    /// Read this array of a sketch, or this preset of a WLED file.
    #[arg(long, value_name = "NAME")]
    pub array: Option<String>,
    /// Number of LEDs of a file without a header.
    #[arg(long, conflicts_with = "matrix", value_parser = clap::value_parser!(u16).range(1..))]
    pub leds: Option<u16>,
    /// Matrix size of a file without a header.
    #[arg(long, value_name = "WxH")]
    pub matrix: Option<Matrix>,
    /// Read data in strip order as a picture; W is how its strip runs, like rows-serpentine-tl.
    #[arg(long, value_name = "W")]
    pub from_wiring: Option<Wiring>,
    /// Show every frame for this many milliseconds.
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u32).range(1..))]
    pub delay: Option<u32>,
}

impl SourceOptions {
    /// Returns the options as the readers take them.
    pub(super) fn read(&self) -> ReadOptions {
        ReadOptions {
            format: self.format.clone(),
            array: self.array.clone(),
            leds: self.leds.map(usize::from).or(self.matrix.map(Matrix::leds)),
            matrix: self.matrix,
            from_wiring: self.from_wiring,
            delay: self.delay.map(FrameDuration::from_ms),
            ..ReadOptions::default()
        }
    }

    /// Returns whether the options settle how a file without a header is read.
    pub(super) fn settle(&self) -> bool {
        self.leds.is_some() || self.matrix.is_some() || self.array.is_some()
    }
}

/// Options for which devices may be connected to.
#[derive(Clone, Debug, Default, Args)]
pub struct ConnectFlags {
    /// Allow public addresses.
    #[arg(long, global = true)]
    pub allow_public: bool,
    /// Connect even if another device than before answers at the address.
    #[arg(long, global = true)]
    pub accept_new_device: bool,
}

impl ConnectFlags {
    /// Returns the options as the engine takes them.
    pub(super) fn options(&self) -> ConnectOptions {
        ConnectOptions {
            allow_public: self.allow_public,
            accept_new: self.accept_new_device,
            forgettable: false,
        }
    }
}

/// Options for the PIN of a locked device. Without them, the user is asked at the terminal.
#[derive(Clone, Debug, Default, Args)]
pub struct PinOptions {
    /// Read the PIN or token of locked devices from standard input (one line).
    #[arg(long, global = true)]
    pub pin_stdin: bool,
    /// Save the PIN in the system's keyring after the device accepted it.
    #[arg(long, global = true)]
    pub keep_pin: bool,
}
