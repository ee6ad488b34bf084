//! WHAT is sent: patterns as pure data. Nothing here does I/O beyond reading a source file, nothing is async.
//!
//! [`open`] reads a file into [`Opened`] (what it is, how sure we are, which other readings fit), [`fit()`] maps a
//! [`Pattern`] onto the LEDs of one device, [`check()`] says what the device would not take. The engine and the command
//! line call these; nothing here knows that devices exist beyond their [`Limits`] and [`Layout`].

mod cancel;
mod channels;
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
mod left_out;
mod matrix;
mod model;
mod open;
mod opened;
mod parse_error;
pub mod power;
mod progress;
mod reading;
mod reel;
mod samples;
mod srgb;
mod thumbnail;
mod units;
mod words;

pub use cancel::Cancel;
pub use channels::Channels;
pub use check::{
    Demand, Finding, FrameCount, Limits, Report, Sent, Severity, check, check_sent, remarks,
};
pub use error::PatternError;
pub use file::{DiskFile, DiskReader};
pub use fit::{
    Dimmed, Dither, Fit, FitMode, FitRun, FittedPattern, Fitter, Ignored, Line, Mirror,
    NEUTRAL_KELVIN, Scale, Shape, Turn, VisibleFrame, VisibleFrames, White, fit,
};
pub use fix::{Fix, amperes};
pub use frames::{FrameDuration, Frames, FramesError, MAX_FRAME_BYTES, Rgb};
pub use gif::{GifBuffer, GifFile, GifProfile, encode_gif};
pub use layout::{
    Arrangement, Layout, LedMap, MAX_MAP_BYTES, MapFile, MapFormat, MapKind, MapOptions, MapView,
    PRESETS, Panels, Point, Preset, Turned, View, open_map, preset, read_map, read_points,
};
pub use left_out::{LeftOut, WhyFewer};
pub use matrix::{Axis, ColorOrder, Corner, MAX_LEDS, Matrix, Wiring};
pub use model::{HeldPattern, Pattern, PixelOrder};
pub use open::{open, open_holding, open_unless_known, read_bytes};
pub use opened::{Contents, Opened};
pub use parse_error::{Expected, ParseLayoutError};
pub use power::{Cap, Draw, LedPower, Power};
pub use progress::Progress;
pub use reading::{Candidate, ReadOptions, Reason, Remembered, Selection, Source};
pub use reel::{Durations, Frame, FrameBuffer, FrameReader, FrameSource, ReadFrames, Reel, Stream};
pub use samples::{Sample, sample, samples};
pub use thumbnail::Thumbnail;
pub use units::{byte_parts, byte_text, hex};
