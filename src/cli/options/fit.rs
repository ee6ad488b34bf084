//! Options for fitting a pattern to the target.

use super::power::{LedOptions, amperes};
use crate::pattern::{
    Cap, ColorOrder, Dither, Fit, FitMode, LedPower, Line, Mirror, Rgb, Scale, Turn, White,
};
use clap::Args;

/// Options for fitting a pattern to the target.
#[derive(Clone, Debug, Args)]
pub struct FitOptions {
    /// How to fit a picture of another size: contain, cover, stretch, none (default contain; for pictures on a strip: stretch).
    #[arg(long, value_name = "MODE", value_parser = fit_mode)]
    pub fit: Option<FitMode>,
    /// Scaling filter: area, nearest, lanczos.
    #[arg(long, value_name = "FILTER", default_value = "area", value_parser = scale)]
    pub scale: Scale,
    /// Colour around and behind the picture.
    #[arg(long, value_name = "RRGGBB", default_value = "000000", value_parser = color)]
    pub background: Rgb,
    /// Rotate pictures clockwise: 0, 90, 180, 270 degrees.
    #[arg(long, value_name = "DEGREES", default_value_t)]
    pub rotate: Turn,
    /// Mirror pictures, after the rotation: left-right, top-bottom.
    #[arg(long, value_name = "SIDES")]
    pub mirror: Option<Mirror>,
    /// Show only this row of a picture on a strip, counted from 1, or the middle one (default: the average of all rows).
    #[arg(long, value_name = "N|middle", conflicts_with = "column", value_parser = line)]
    pub row: Option<Nth>,
    /// Show only this column of a picture on a strip, counted from 1, or the middle one.
    #[arg(long, value_name = "N|middle", value_parser = line)]
    pub column: Option<Nth>,
    /// Reverse the strip: its first LED shows what the last one would.
    #[arg(long)]
    pub reverse: bool,
    /// Shift everything by N LEDs towards the end of the strip, and around; a negative N shifts towards the start.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        allow_negative_numbers = true
    )]
    pub offset: i32,
    /// Show the background instead of LEDs that are darker than N (1 to 255) in red, green and blue.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub cutoff: u8,
    /// Saturation in percent: 0 is grey, 100 leaves colours unchanged, 200 is the maximum.
    #[arg(long, value_name = "PCT", default_value_t = 100, value_parser = clap::value_parser!(u16).range(0..=i64::from(Fit::MAX_SATURATION)))]
    pub saturation: u16,
    /// White balance: a colour temperature (2700K is warm, 6500K unchanged), or percentages of red, green, blue, like 100,80,60.
    #[arg(long, value_name = "K|R,G,B")]
    pub white_balance: Option<White>,
    /// Brightness in percent.
    #[arg(long, value_name = "PCT", default_value_t = 100, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub brightness: u8,
    /// Gamma; 1 leaves colours unchanged.
    #[arg(long, default_value_t = 1.0, value_parser = gamma)]
    pub gamma: f32,
    /// Show levels between two steps: by neighbouring LEDs (ordered, the default), or over time (--dither=temporal; needs many
    /// frames per second).
    #[arg(long, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "ordered")]
    pub dither: Option<Dither>,
    /// Colour order of the target's LEDs, if the device does not handle it itself. Remembered for the device.
    #[arg(long, value_name = "RGB|GRB|...")]
    pub color_order: Option<ColorOrder>,
    /// Maximum frames per second.
    #[arg(long, value_name = "N", value_parser = fps)]
    pub max_fps: Option<f32>,
    /// Send one frame as a still picture: the first one, or frame N (--still=N, counted from 1).
    #[arg(
        long,
        value_name = "N",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "1",
        conflicts_with_all = ["max_fps", "first_frames"],
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    pub still: Option<u32>,
    /// Merge equal frames that follow each other into one that shows longer.
    #[arg(long)]
    pub merge_equal: bool,
    /// Use only the first N frames.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub first_frames: Option<u32>,
    /// Dim frames that would draw more current than this, in amperes.
    #[arg(long, value_name = "A", value_parser = amperes)]
    pub max_current: Option<u32>,
    /// Current of the LEDs.
    #[command(flatten)]
    pub led: LedOptions,
}

/// A row or column from 0; `None` is the middle one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nth(Option<usize>);

impl FitOptions {
    /// Returns the options as the fit takes them.
    pub(in crate::cli) fn fit(&self) -> Fit {
        let led = self.led.led(LedPower::default());
        let count = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        Fit {
            mode: self.fit,
            scale: self.scale,
            background: self.background,
            turn: self.rotate,
            mirror: self.mirror,
            line: self
                .row
                .map(|n| Line::Row(n.0))
                .or(self.column.map(|n| Line::Column(n.0))),
            reverse: self.reverse,
            offset: self.offset,
            cutoff: self.cutoff,
            saturation_pct: self.saturation,
            white: self.white_balance,
            brightness_pct: self.brightness,
            gamma: self.gamma,
            dither: self.dither,
            max_fps: self.max_fps,
            still: self.still.map(|n| count(n.saturating_sub(1))),
            merge_equal: self.merge_equal,
            first_frames: self.first_frames.map(count),
            cap: self.max_current.map(|max_ma| Cap { led, max_ma }),
        }
    }
}

fn fit_mode(text: &str) -> Result<FitMode, String> {
    match text {
        "contain" => Ok(FitMode::Contain),
        "cover" => Ok(FitMode::Cover),
        "stretch" => Ok(FitMode::Stretch),
        "none" => Ok(FitMode::None),
        _ => Err("not a mode: use contain, cover, stretch or none".into()),
    }
}

fn scale(text: &str) -> Result<Scale, String> {
    match text {
        "area" => Ok(Scale::Area),
        "nearest" => Ok(Scale::Nearest),
        "lanczos" => Ok(Scale::Lanczos),
        _ => Err("not a filter: use area, nearest or lanczos".into()),
    }
}

fn line(text: &str) -> Result<Nth, String> {
    if text == "middle" {
        return Ok(Nth(None));
    }
    let n = text.parse().ok().filter(|n: &usize| *n > 0);
    n.map(|n| Nth(Some(n - 1)))
        .ok_or_else(|| "not a number: use a number from 1, or middle".into())
}

fn color(text: &str) -> Result<Rgb, String> {
    let digits = text.trim_start_matches('#');
    let is_hex = digits.len() == 6 && digits.chars().all(|c| c.is_ascii_hexdigit());
    let value = is_hex
        .then(|| u32::from_str_radix(digits, 16).ok())
        .flatten();
    let [_, r, g, b] = value
        .ok_or("not a colour: use six hexadecimal digits, like 102030")?
        .to_be_bytes();
    Ok([r, g, b])
}

fn gamma(text: &str) -> Result<f32, String> {
    text.parse()
        .ok()
        .filter(|g| (0.1..=5.0).contains(g))
        .ok_or_else(|| "not a valid gamma: use 0.1 to 5".into())
}

fn fps(text: &str) -> Result<f32, String> {
    text.parse()
        .ok()
        .filter(|f| (0.01..=1000.0).contains(f))
        .ok_or_else(|| "not a valid frame rate: use 0.01 to 1000 frames per second, like 25".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(clap::Parser)]
    struct Command {
        #[command(flatten)]
        fit: FitOptions,
        file: String,
    }

    fn read(words: &[&str]) -> Result<(Fit, String), clap::Error> {
        let read = <Command as clap::Parser>::try_parse_from([&["x"], words, &["a.gif"]].concat())?;
        Ok((read.fit.fit(), read.file))
    }

    fn fit(words: &[&str]) -> Fit {
        let (fit, file) = read(words).unwrap();
        assert_eq!(
            file, "a.gif",
            "the file is no value of an option: {words:?}"
        );
        fit
    }

    #[test]
    fn without_options_nothing_changes_but_the_size() {
        assert_eq!(fit(&[]), Fit::default());
    }

    #[test]
    fn a_still_is_the_first_frame_or_the_one_that_is_named() {
        assert_eq!(fit(&["--still"]).still, Some(0));
        assert_eq!(fit(&["--still=3"]).still, Some(2));
        for bad in [
            &["--still=0"][..],
            &["--still=x"],
            &["--still", "--max-fps", "5"],
            &["--still", "--first-frames", "5"],
        ] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn dithering_is_ordered_unless_another_is_named() {
        assert_eq!(fit(&["--dither"]).dither, Some(Dither::Ordered));
        assert_eq!(fit(&["--dither=temporal"]).dither, Some(Dither::Temporal));
        assert!(read(&["--dither=noise"]).is_err());
    }

    #[test]
    fn pictures_are_turned_mirrored_and_read_by_their_lines() {
        let how = fit(&[
            "--rotate",
            "90",
            "--mirror",
            "top-bottom",
            "--row",
            "middle",
        ]);
        assert_eq!(
            (how.turn, how.mirror, how.line),
            (Turn::Right, Some(Mirror::TopBottom), Some(Line::Row(None)))
        );
        assert_eq!(fit(&["--column", "4"]).line, Some(Line::Column(Some(3))));
        assert_eq!(
            (fit(&["--offset", "-3"]).offset, fit(&["--reverse"]).reverse),
            (-3, true)
        );
        for bad in [
            &["--rotate", "45"][..],
            &["--row", "0"],
            &["--row", "1", "--column", "1"],
            &["--offset", "x"],
        ] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn colours_and_current_are_read_with_their_units() {
        assert_eq!(
            fit(&["--white-balance", "2700K"]).white,
            Some(White::Kelvin(2700))
        );
        assert_eq!(
            fit(&["--white-balance", "100,90,80"]).white,
            Some(White::Percent([100, 90, 80]))
        );
        let cap = fit(&["--max-current", "2.5", "--led-ma", "12"])
            .cap
            .unwrap();
        assert_eq!(
            (cap.max_ma, cap.led.channel_ua, cap.led.idle_ua),
            (2500, 12_000, 1000)
        );
        assert_eq!(fit(&["--cutoff", "12"]).cutoff, 12);
        for bad in [
            &["--cutoff", "256"][..],
            &["--saturation", "201"],
            &["--white-balance", "9"],
            &["--max-current", "0"],
        ] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn background_colours_are_six_hex_digits() {
        assert_eq!(color("#0a1B2c"), Ok([10, 27, 44]));
        for bad in ["", "12345", "1234567", "gggggg", "+12345"] {
            assert!(color(bad).is_err(), "{bad}");
        }
    }
}
