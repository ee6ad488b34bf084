//! WHAT is sent: patterns as pure data. Nothing here does I/O beyond reading a source file, nothing is async.
//!
//! [`open`] reads a file into [`Opened`] (what it is, how sure we are, which other readings fit), [`fit()`] maps a
//! [`Pattern`] onto the LEDs of one device, [`check()`] says what the device would not take. The engine and the command
//! line call these; nothing here knows that devices exist beyond their [`Limits`] and [`Layout`].

mod cancel;
pub mod check;
mod detect;
mod error;
mod file;
pub mod fit;
mod fix;
pub mod format;
mod frames;
mod gif;
mod layout;
mod matrix;
mod open;
mod opened;
pub mod power;
mod progress;
mod reading;
mod reel;
mod samples;
mod thumbnail;
mod units;
mod words;

use detect::frames_in_name;

pub use cancel::Cancel;
pub use check::{
    Demand, Finding, FrameCount, LeftOut, Limits, Report, Sent, Severity, WhyFewer, check,
    check_sent, remarks,
};
pub use error::PatternError;
pub use file::{DiskFile, DiskReader};
pub use fit::{
    Dimmed, Dither, Fit, FitMode, FitRun, FittedPattern, Fitter, Line, Mirror, Moment,
    NEUTRAL_KELVIN, Scale, Shape, Shown, Turn, White, fit,
};
pub use fix::{Fix, amperes};
pub use frames::{FrameDuration, Frames, FramesError, MAX_FRAME_BYTES};
pub use gif::{GifFile, GifProfile, encode_gif};
pub use layout::{
    Arrangement, Layout, LedMap, MAX_MAP_BYTES, MapFile, PRESETS, Panels, Preset, Turned, open_map,
    preset, read_ledmap, read_map, read_points,
};
pub use matrix::{Axis, ColorOrder, Corner, MAX_LEDS, Matrix, ParseLayoutError, Wiring};
pub use open::{open, open_holding, read_bytes};
pub use opened::{Contents, Opened};
pub use power::{Cap, Draw, LedPower, Power};
pub use progress::Progress;
pub use reading::{Candidate, ReadOptions, Reason, Remembered};
pub use reel::{Durations, Frame, FrameBuffer, FrameReader, FrameSource, ReadFrames, Reel, Stream};
pub use samples::{Sample, sample, samples};
pub use thumbnail::Thumbnail;
pub use units::{byte_parts, byte_text};

use std::sync::Arc;

/// One colour: red, green, blue, 0 to 255 each, gamma-encoded as files have it.
pub type Rgb = [u8; 3];

/// In which order the pixels of a [`Pattern`] stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PixelOrder {
    /// As the strip runs: LED 0 first. Goes to a device of as many LEDs untouched.
    Strip,
    /// Row by row from the top left, as pictures are. Becomes strip order by the device's wiring.
    Grid,
}

/// Loaded frames, and what is known of how they are meant.
///
/// Cheap to clone: the frames are shared. Its frames are a [`Reel`], which may be larger than memory; whoever needs all of
/// them at once works on a [`HeldPattern`].
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern<F = Reel> {
    /// The file's stem: what the pattern is called until somebody says otherwise.
    pub name: String,
    /// Name of the format it was read from, as in `--as`.
    pub format: &'static str,
    /// All frames with their durations.
    pub frames: F,
    /// Width and height. Always there for [`PixelOrder::Grid`]; for a strip only where a file name or a person said so,
    /// and then good for the preview alone.
    pub matrix: Option<Matrix>,
    /// How `frames` is ordered.
    pub order: PixelOrder,
    /// What a person should know about the file although it was read: one sentence each.
    pub warnings: Vec<String>,
}

/// A pattern whose frames are all in memory.
pub type HeldPattern = Pattern<Arc<Frames>>;

impl<F> Pattern<F> {
    /// The same with other frames.
    pub fn with_frames<G>(self, frames: G) -> Pattern<G> {
        let Self {
            name,
            format,
            matrix,
            order,
            warnings,
            ..
        } = self;
        Pattern {
            name,
            format,
            frames,
            matrix,
            order,
            warnings,
        }
    }
}

impl Pattern {
    /// Whether its frames are strip data: not pictures, that are scaled to a size.
    #[must_use]
    pub fn is_strip(&self) -> bool {
        Shape::of(self).picture().is_none()
    }

    /// The pattern with all frames in memory.
    ///
    /// # Errors
    /// As [`Reel::hold`].
    pub fn hold(&self) -> Result<HeldPattern, PatternError> {
        let frames = self.frames.hold()?;
        Ok(self.clone().with_frames(frames))
    }
}

impl From<HeldPattern> for Pattern {
    fn from(held: HeldPattern) -> Self {
        let frames = held.frames.clone().into();
        held.with_frames(frames)
    }
}

/// Lower-case hex of bytes.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
}
