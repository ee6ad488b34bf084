//! File formats: the trait [`Format`] and the table [`FORMATS`]. A new format is one file and one line here; the
//! conformance test below then walks it too. `open` asks every format how sure it is, and lets the surest one decode.

mod animation;
mod apng;
mod archive;
mod aseprite;
mod chunks;
mod csv;
mod dat;
mod dims;
mod drawing;
mod eseq;
mod esp01;
mod fseq;
mod gif;
mod grid;
mod hex;
mod image;
mod json;
mod limits;
mod lms;
mod piskel;
mod pixelit;
mod project;
mod raw;
mod reduce;
mod row_note;
mod rows;
mod shared;
mod sketch;
mod spec;
mod strided;
mod strip;
mod tpm2;
mod ub_text;
mod video;
mod webp;
pub mod wire;
mod wled;

pub use super::Source;
pub use spec::{Confidence, Decoded, Format, Info, Large, Sink, encode};
pub use video::{Ffmpeg, find_ffmpeg};

pub(super) use spec::{HEAD, HEADER};

use limits::{
    MAX_DECODING, MAX_PICTURE_BYTES, MAX_SIDE, RGB_AND_ALPHA, picture_limits, readable, text,
    text_limits, too_many_pixels, too_much_to_see,
};
use shared::{
    cut_off, default_durations, ends_early, flatten, odd_channels, picture_error, put, share,
    unwritten, whole_leds, without_durations,
};

/// All formats; of two that are equally sure the first wins, unless both go by sizes alone.
pub const FORMATS: &[&'static dyn Format] = &[
    &gif::Gif,
    &apng::Apng,
    &image::Image,
    &rows::Rows,
    &webp::Webp,
    &lms::Lms,
    &sketch::Sketch,
    &wire::Wire,
    &raw::Raw,
    &hex::Hex,
    &project::Project,
    &ub_text::UbText,
    &esp01::Esp01,
    &dat::Dat,
    &dims::Dims,
    &fseq::Fseq,
    &eseq::Eseq,
    &csv::Csv,
    &tpm2::Tpm2,
    &pixelit::PixelIt,
    &wled::Wled,
    &piskel::Piskel,
    &aseprite::Aseprite,
    &archive::Zip,
    &video::Video,
];

/// Other ways to write a format of the table; read, they are that format.
pub const ALSO: &[&'static dyn Format] = &[&fseq::PLAIN, &fseq::PACKED, &fseq::TESLA];

/// The format of this name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static dyn Format> {
    FORMATS
        .iter()
        .chain(ALSO)
        .copied()
        .find(|f| f.info().name.eq_ignore_ascii_case(name))
}

/// The format that reads `bytes` as `--as name` says: that of this name, or sketches for what their numbers may mean.
/// Where both have the name, the bytes decide: a project of Piskel, or its numbers in a sketch.
#[must_use]
pub(super) fn reader(name: &str, bytes: &[u8]) -> Option<&'static dyn Format> {
    let sketch: &'static dyn Format = &sketch::Sketch;
    let is_way = sketch::ways().any(|way| way.eq_ignore_ascii_case(name));
    match by_name(name) {
        Some(format) if !is_way || format.sniff(bytes) > Confidence::No => Some(format),
        _ if is_way => Some(sketch),
        _ => None,
    }
}

/// What `--as` says of the numbers of a sketch.
pub(super) fn sketch_ways() -> impl Iterator<Item = &'static str> {
    sketch::ways()
}

/// The formats that a new file of this extension may be in, the usual one first.
pub fn by_extension(extension: &str) -> impl Iterator<Item = &'static dyn Format> {
    FORMATS.iter().copied().filter(move |f| {
        let mut writes = f.info().writes.iter();
        writes.any(|e| e.eq_ignore_ascii_case(extension))
    })
}

/// The format that may stream a large file: the one that is surest of it. `None` also where headers of several fit: then
/// all of them are tried on the whole file.
pub(super) fn surest_large(large: Large<'_>) -> Option<&'static dyn Format> {
    let (formats, _) = surest_of(|format| format.sniff_large(large));
    formats.first().copied().filter(|_| formats.len() == 1)
}

/// The format that is surest of `bytes`, and how sure.
#[must_use]
pub fn surest(bytes: &[u8]) -> (&'static dyn Format, Confidence) {
    let (formats, confidence) = rivals(bytes);
    (formats.first().copied().unwrap_or(&raw::Raw), confidence)
}

/// The format that is surest of `bytes`, or all whose headers fit them to the byte; and how sure they are.
pub(super) fn rivals(bytes: &[u8]) -> (Vec<&'static dyn Format>, Confidence) {
    surest_of(|format| format.sniff(bytes))
}

fn surest_of(sniff: impl Fn(&dyn Format) -> Confidence) -> (Vec<&'static dyn Format>, Confidence) {
    let mut best = (Vec::new(), Confidence::No);
    for &format in FORMATS {
        let confidence = sniff(format);
        if confidence > best.1 {
            best = (vec![format], confidence);
        } else if confidence == best.1 && confidence == Confidence::Sized {
            best.0.push(format);
        }
    }
    best
}

#[cfg(test)]
mod tests;
