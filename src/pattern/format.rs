//! File formats: the trait [`Format`] and the table [`FORMATS`]. A new format is one file and one line here; the
//! conformance test below then walks it too. `open` asks every format how sure it is, and lets the surest one decode.

use super::{
    Candidate, DiskFile, Durations, FrameDuration, Frames, HeldPattern, Matrix, Pattern,
    PatternError, PixelOrder, ReadOptions, Reel, Stream,
};
use limits::{
    MAX_DECODING, MAX_PICTURE_BYTES, MAX_SIDE, RGB_AND_ALPHA, picture_limits, readable, text,
    text_limits, too_many_pixels, too_much_to_see,
};
use std::path::Path;

mod animation;
mod apng;
mod c_header;
mod chunks;
mod dat;
mod dims;
mod esp01;
mod fseq;
mod gif;
mod grid;
mod hex;
mod image;
mod limits;
mod lms;
mod project;
mod raw;
mod reduce;
mod rows;
mod strided;
mod strip;
mod ub_text;
mod video;
mod webp;
pub mod wire;

/// How sure a format is that bytes are its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Not mine.
    No,
    /// Nothing speaks against it; what is left when nobody else wants the bytes.
    Possible,
    /// Mine by the look of it, though perhaps damaged: my error is the one worth showing.
    Likely,
    /// Sizes in a header that add up to the byte. Where two formats say so, nobody can tell which it is.
    Sized,
    /// A magic number, or text that only this format has.
    Exact,
}

/// What a format decodes: the bytes, and the path for its name and its neighbours alone.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Where the bytes are from, or would be.
    pub path: &'a Path,
    /// All of them; never empty.
    pub bytes: &'a [u8],
}

/// A file that may be too large to be read whole.
#[derive(Clone, Copy, Debug)]
pub struct Large<'a> {
    /// Where and how long it is.
    pub file: &'a DiskFile,
    /// Its beginning: all of it, or at least 8 MiB, or at least 128 KiB where the format is sure of itself by that.
    pub head: &'a [u8],
    /// Frames of no more bytes than this are held in memory, not streamed: 32 MiB, unless somebody tries out streams.
    pub hold: u64,
}

/// So much of the beginning of a [`Large`] file is there: headers, and enough pixels to tell how many LEDs they are for.
pub(super) const HEAD: usize = 8 << 20;

/// So much is read to see what a file says that it is: more than the header of any sequence or container.
pub(super) const HEADER: usize = 128 << 10;

/// Patterns that take more are streamed by the formats that can: 32 MiB of frames, so that a window with a preview, a fit
/// and a payload of it stays small.
pub(super) const MAX_HELD: u64 = 32 << 20;

/// What came out: frames in memory, unless it says otherwise.
#[derive(Clone, Debug)]
pub struct Decoded<F = Frames> {
    /// Frames with their durations.
    pub frames: F,
    /// Width and height, where known.
    pub matrix: Option<Matrix>,
    /// How the pixels are ordered.
    pub order: PixelOrder,
    /// What a person should know, a sentence each.
    pub warnings: Vec<String>,
    /// All readings, best first; empty means that this is the only one.
    pub candidates: Vec<Candidate>,
    /// Whether the dimensions are sure.
    pub certain: bool,
}

impl<F> Decoded<F> {
    /// Frames of a file that says what it is.
    fn exact(frames: F, matrix: Option<Matrix>, order: PixelOrder) -> Self {
        Self {
            frames,
            matrix,
            order,
            warnings: Vec::new(),
            candidates: Vec::new(),
            certain: true,
        }
    }

    /// The same, whatever holds the frames.
    pub(super) fn reel(self) -> Decoded<Reel>
    where
        F: Into<Reel>,
    {
        let Self {
            frames,
            matrix,
            order,
            warnings,
            candidates,
            certain,
        } = self;
        Decoded {
            frames: frames.into(),
            matrix,
            order,
            warnings,
            candidates,
            certain,
        }
    }
}

/// Where a large file is written: tables in front of it are filled in at the end.
pub trait Sink: std::io::Write + std::io::Seek {}

impl<T: std::io::Write + std::io::Seek> Sink for T {}

/// What the system says when a file cannot be written, in our words.
fn unwritten(error: &std::io::Error) -> PatternError {
    PatternError::Unwritten {
        detail: error.to_string(),
    }
}

/// One file format.
pub trait Format: Sync {
    /// Name as in `--as` and `--to`.
    fn name(&self) -> &'static str;
    /// Name of the format that its files are read as: another one's, where this is another way to write it.
    fn read_as(&self) -> &'static str {
        self.name()
    }
    /// Name for people.
    fn title(&self) -> &'static str;
    /// Usual file extensions, lower case, without the dot; the first one is given to new files.
    fn extensions(&self) -> &'static [&'static str];
    /// How sure it is that `bytes` are in this format. Looks, never decodes.
    fn sniff(&self, bytes: &[u8]) -> Confidence;
    /// Reads the bytes. Sizes are checked against the memory budget before anything is allocated.
    ///
    /// # Errors
    /// See [`PatternError`].
    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError>;
    /// How sure it is of a file too large to be read whole, by its beginning and its length. Formats that are only read
    /// whole speak up as well: else bare pixels would be all that is left.
    fn sniff_large(&self, large: Large<'_>) -> Confidence {
        match self.sniff(large.head) {
            Confidence::Exact => Confidence::Exact,
            _ => Confidence::No, // sizes do not add up to the beginning
        }
    }
    /// Reads the file frame by frame, where its frames take more than [`Large::hold`]. `None`: they do not, or the
    /// format is only read whole.
    ///
    /// # Errors
    /// As [`Format::decode`].
    fn stream(
        &self,
        _large: Large<'_>,
        _options: &ReadOptions,
    ) -> Result<Option<Decoded<Stream>>, PatternError> {
        Ok(None)
    }
    /// In which order its pixels stand: grids are seen by people, strips go to LEDs.
    fn order(&self) -> PixelOrder;
    /// Extensions that say that a new file is to be in this format, in lower case; none where it is only read.
    fn writes(&self) -> &'static [&'static str] {
        &[]
    }
    /// Writes a pattern, its pixels in the order they stand; `None` where the format is only read.
    fn encode(&self, _pattern: &HeldPattern) -> Option<Result<Vec<u8>, PatternError>> {
        None
    }
    /// Writes a pattern that is too large to be held, frame by frame; `None` where the format is only written whole.
    fn write(&self, _pattern: &Pattern, _to: &mut dyn Sink) -> Option<Result<(), PatternError>> {
        None
    }
    /// What [`Format::write`] does not keep, a sentence each.
    fn losses_of_stream(&self, _pattern: &Pattern) -> Vec<String> {
        Vec::new()
    }
    /// What [`Format::encode`] does not keep of `pattern`, a sentence each. Empty: read back, the frames are the same.
    fn losses(&self, _pattern: &HeldPattern) -> Vec<String> {
        Vec::new()
    }
}

/// All formats; of two that are equally sure the first wins, unless both go by sizes alone.
pub const FORMATS: &[&'static dyn Format] = &[
    &gif::Gif,
    &apng::Apng,
    &image::Image,
    &rows::Rows,
    &webp::Webp,
    &lms::Lms,
    &c_header::CHeader,
    &wire::Wire,
    &raw::Raw,
    &hex::Hex,
    &project::Project,
    &ub_text::UbText,
    &esp01::Esp01,
    &dat::Dat,
    &dims::Dims,
    &fseq::Fseq,
    &video::Video,
];

/// Other ways to write a format of the table; read, they are that format.
pub const ALSO: &[&'static dyn Format] = &[&fseq::PlainFseq];

/// The format of this name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static dyn Format> {
    FORMATS
        .iter()
        .chain(ALSO)
        .copied()
        .find(|f| f.name().eq_ignore_ascii_case(name))
}

/// The formats that a new file of this extension may be in, the usual one first.
pub fn by_extension(extension: &str) -> impl Iterator<Item = &'static dyn Format> {
    FORMATS
        .iter()
        .copied()
        .filter(move |f| f.writes().iter().any(|e| e.eq_ignore_ascii_case(extension)))
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

/// What the picture decoders say, in our words.
fn picture_error(error: &::image::ImageError, bytes: &[u8]) -> PatternError {
    match error {
        ::image::ImageError::Limits(_) => PatternError::TooLarge {
            what: "the picture takes more memory to decode than the budget allows".into(),
        },
        ::image::ImageError::Unsupported(what) => PatternError::UnknownFormat {
            what: what.to_string().trim().into(),
        },
        // What lies beneath this one does not say so itself.
        ::image::ImageError::IoError(error)
            if error.kind() == std::io::ErrorKind::UnexpectedEof =>
        {
            cut_off(bytes)
        }
        other if ends_early(other) => cut_off(bytes),
        other => PatternError::Corrupt {
            offset: 0,
            detail: other.to_string().trim().into(),
        },
    }
}

/// The file ends before its time, and does not say how much is missing.
fn cut_off(bytes: &[u8]) -> PatternError {
    let has = bytes.len() as u64;
    PatternError::Truncated {
        needs: has + 1,
        has,
    }
}

/// Whether an error, or what lies beneath it, is an end of the file before its time.
fn ends_early(error: &(dyn std::error::Error + 'static)) -> bool {
    let early = |e: &std::io::Error| e.kind() == std::io::ErrorKind::UnexpectedEof;
    std::iter::successors(Some(error), |e| e.source()).any(|e| e.downcast_ref().is_some_and(early))
}

/// Splits R,G,B,A pixels: colours as they look on black, and how opaque each is, from the first one on that is not opaque.
fn flatten(rgba: &[u8], rgb: &mut Vec<u8>, alpha: &mut Option<Vec<u8>>) {
    for pixel in rgba.chunks_exact(4) {
        let &[r, g, b, a] = pixel else { continue };
        if a < u8::MAX && alpha.is_none() {
            // As much as the colours will need, so that it never grows beyond what was counted.
            let mut plane = Vec::with_capacity(rgb.capacity() / 3);
            plane.resize(rgb.len() / 3, u8::MAX);
            *alpha = Some(plane);
        }
        let shade = |c: u8| ((u16::from(c) * u16::from(a) + 127) / 255) as u8;
        rgb.extend_from_slice(&[shade(r), shade(g), shade(b)]);
        if let Some(alpha) = alpha {
            alpha.push(a);
        }
    }
}

/// Tells that every frame will be read as showing for `kept`, unless it does.
fn without_durations(durations: Durations<'_>, kept: FrameDuration) -> Option<String> {
    let lost = durations.bounds() != (kept, kept);
    lost.then(|| {
        format!(
            "such files store no durations: every frame will be read as {} ms",
            kept.ms()
        )
    })
}

/// `count` times the duration of files that store none.
fn default_durations(count: usize) -> Vec<FrameDuration> {
    vec![FrameDuration::DEFAULT; count]
}

#[cfg(test)]
mod tests;
