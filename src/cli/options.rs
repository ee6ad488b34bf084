//! Options that several commands share: how to read a file, how to fit it.

mod fit;
mod power;

pub(super) use fit::FitOptions;
pub(super) use power::{LedOptions, SupplyOptions};

use crate::engine::ConnectOptions;
use crate::pattern::{FrameDuration, Matrix, ReadOptions, Wiring};
use clap::Args;

/// How to read a file where it leaves that open.
#[derive(Clone, Debug, Default, Args)]
pub struct SourceOptions {
    /// Read it as this format.
    #[arg(long = "as", value_name = "FORMAT")]
    pub format: Option<String>,
    /// LEDs of a headerless file.
    #[arg(long, conflicts_with = "matrix", value_parser = clap::value_parser!(u16).range(1..))]
    pub leds: Option<u16>,
    /// Matrix of a headerless file.
    #[arg(long, value_name = "WxH")]
    pub matrix: Option<Matrix>,
    /// Strip-ordered data is read as a grid wired so.
    #[arg(long, value_name = "W")]
    pub from_wiring: Option<Wiring>,
    /// Milliseconds that every frame shows.
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u32).range(1..))]
    pub delay: Option<u32>,
}

impl SourceOptions {
    /// As the readers take them.
    pub(super) fn read(&self) -> ReadOptions {
        ReadOptions {
            format: self.format.clone(),
            leds: self.leds.map(usize::from).or(self.matrix.map(Matrix::leds)),
            matrix: self.matrix,
            from_wiring: self.from_wiring,
            delay: self.delay.map(FrameDuration::from_ms),
            ..ReadOptions::default()
        }
    }

    /// Whether they settle how a headerless file is read.
    pub(super) fn settle(&self) -> bool {
        self.leds.is_some() || self.matrix.is_some()
    }
}

/// Whom a command may connect to.
#[derive(Clone, Debug, Default, Args)]
pub struct WhomOptions {
    /// Public addresses are meant.
    #[arg(long, global = true)]
    pub allow_public: bool,
    /// Another device than before may answer at the address.
    #[arg(long, global = true)]
    pub accept_new_device: bool,
}

impl WhomOptions {
    /// As the engine takes them.
    pub(super) fn connect(&self) -> ConnectOptions {
        ConnectOptions {
            allow_public: self.allow_public,
            accept_new: self.accept_new_device,
            forgettable: false,
        }
    }
}

/// Where the PIN of a locked device comes from. Without these, a terminal is asked.
#[derive(Clone, Debug, Default, Args)]
pub struct PinOptions {
    /// Read the PIN or token of locked devices from the standard input, one line.
    #[arg(long, global = true)]
    pub pin_stdin: bool,
    /// Put it into the system's keyring when the device has taken it.
    #[arg(long, global = true)]
    pub keep_pin: bool,
}
