//! Options that several commands share: how to read a file, how to fit it.

use crate::engine::ConnectOptions;
use crate::pattern::{ColorOrder, Fit, FitMode, FrameDuration, Matrix, ReadOptions, Rgb, Scale, Wiring};
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

/// How to fit a pattern to the target.
#[derive(Clone, Debug, Args)]
pub struct FitOptions {
    /// How a picture of another size is brought in: contain, cover, stretch, none (default contain; pictures on a strip: stretch).
    #[arg(long, value_name = "MODE", value_parser = fit_mode)]
    pub fit: Option<FitMode>,
    /// Scaling filter: area, nearest, lanczos.
    #[arg(long, value_name = "FILTER", default_value = "area", value_parser = scale)]
    pub scale: Scale,
    /// Colour around and behind the picture.
    #[arg(long, value_name = "RRGGBB", default_value = "000000", value_parser = color)]
    pub background: Rgb,
    /// Brightness in percent.
    #[arg(long, value_name = "PCT", default_value_t = 100, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub brightness: u8,
    /// Gamma; 1 leaves colours as they are.
    #[arg(long, default_value_t = 1.0, value_parser = gamma)]
    pub gamma: f32,
    /// Channel order of the target's LEDs, where it does not see to it itself. Remembered for the device.
    #[arg(long, value_name = "RGB|GRB|...")]
    pub color_order: Option<ColorOrder>,
    /// Most frames a second.
    #[arg(long, value_name = "N", value_parser = fps)]
    pub max_fps: Option<f32>,
    /// Only one frame, as a still picture: the first one, or that one (--still=N, counted from 1).
    #[arg(
        long,
        value_name = "N",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "1",
        conflicts_with = "max_fps",
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    pub still: Option<u32>,
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
        ConnectOptions { allow_public: self.allow_public, accept_new: self.accept_new_device, forgettable: false }
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

impl FitOptions {
    /// As the fit takes them.
    pub(super) fn fit(&self) -> Fit {
        Fit {
            mode: self.fit,
            scale: self.scale,
            background: self.background,
            brightness_pct: self.brightness,
            gamma: self.gamma,
            max_fps: self.max_fps,
            still: self.still.map(|n| usize::try_from(n.saturating_sub(1)).unwrap_or(usize::MAX)),
        }
    }
}

fn fit_mode(text: &str) -> Result<FitMode, String> {
    match text {
        "contain" => Ok(FitMode::Contain),
        "cover" => Ok(FitMode::Cover),
        "stretch" => Ok(FitMode::Stretch),
        "none" => Ok(FitMode::None),
        _ => Err("give contain, cover, stretch or none".into()),
    }
}

fn scale(text: &str) -> Result<Scale, String> {
    match text {
        "area" => Ok(Scale::Area),
        "nearest" => Ok(Scale::Nearest),
        "lanczos" => Ok(Scale::Lanczos),
        _ => Err("give area, nearest or lanczos".into()),
    }
}

fn color(text: &str) -> Result<Rgb, String> {
    let digits = text.trim_start_matches('#');
    let is_hex = digits.len() == 6 && digits.chars().all(|c| c.is_ascii_hexdigit());
    let value = is_hex.then(|| u32::from_str_radix(digits, 16).ok()).flatten();
    let [_, r, g, b] = value.ok_or("give six hex digits, like 102030")?.to_be_bytes();
    Ok([r, g, b])
}

fn gamma(text: &str) -> Result<f32, String> {
    text.parse().ok().filter(|g| (0.1..=5.0).contains(g)).ok_or_else(|| "give a number from 0.1 to 5".into())
}

fn fps(text: &str) -> Result<f32, String> {
    text.parse().ok().filter(|f| (0.01..=1000.0).contains(f)).ok_or_else(|| "give frames a second, like 25".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_still_is_the_first_frame_or_the_one_that_is_named() {
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            fit: FitOptions,
            file: String,
        }
        let line = |words: &[&str]| <Line as clap::Parser>::try_parse_from([&["x"], words].concat());
        let still = |words: &[&str]| line(words).map(|line| (line.fit.fit().still, line.file)).unwrap();
        assert_eq!(still(&["a.gif"]), (None, "a.gif".into()));
        assert_eq!(still(&["--still", "a.gif"]), (Some(0), "a.gif".into()), "the file is no number of it");
        assert_eq!(still(&["--still=3", "a.gif"]).0, Some(2));
        for bad in [&["--still=0", "a.gif"][..], &["--still=x", "a.gif"], &["--still", "--max-fps", "5", "a.gif"]] {
            assert!(line(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn colours_are_six_hex_digits() {
        assert_eq!(color("#0a1B2c"), Ok([10, 27, 44]));
        for bad in ["", "12345", "1234567", "gggggg", "+12345"] {
            assert!(color(bad).is_err(), "{bad}");
        }
    }
}
