//! What a format is: its [`Info`], what it does ([`Format`]) and what it reads ([`Decoded`]).

use crate::message::Message;
use crate::msg;
use crate::pattern::{
    Candidate, DiskFile, Frames, Matrix, Pattern, PatternError, PixelOrder, ReadOptions, Reel,
    Source, Stream,
};

/// What is known about a format without reading a file.
#[derive(Debug)]
pub struct Info {
    /// Name as in `--as` and `--to`.
    pub name: &'static str,
    /// Name of the format that its files are read as: its own, or that of the format of which it is a variant.
    pub read_as: &'static str,
    /// Name for people.
    pub title: Message,
    /// Usual file extensions, lower case, without the dot; new files get the first one.
    pub extensions: &'static [&'static str],
    /// Order of its pixels: people look at grids, strips go to LEDs.
    pub order: PixelOrder,
    /// Extensions of new files in this format, lower case; none: the format is read only.
    pub writes: &'static [&'static str],
    /// Writes frame by frame, so also what is larger than memory.
    pub writes_streams: bool,
}

/// How sure a format is that bytes are its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Not mine.
    No,
    /// Nothing speaks against it: the last choice when no other format fits.
    Possible,
    /// Mine by the look of it, though perhaps damaged: my error is the one worth showing.
    Likely,
    /// Sizes in a header that add up to the byte. Where two formats say so, the file stays ambiguous.
    Sized,
    /// A magic number, or text that only this format has.
    Exact,
}

impl Confidence {
    /// Says [`Self::Exact`] where `own` holds, else [`Self::No`].
    pub(super) fn exact_if(own: bool) -> Self {
        if own { Self::Exact } else { Self::No }
    }
}

/// A file that may be too large to be read whole.
#[derive(Clone, Copy, Debug)]
pub struct Large<'a> {
    /// Where and how long it is.
    pub file: &'a DiskFile,
    /// Its beginning: all of it, or at least 8 MiB, or at least 128 KiB where the format is sure of itself by that.
    pub head: &'a [u8],
    /// Frames of no more bytes than this are held in memory, not streamed: 32 MiB, except in tests of streams.
    pub hold: u64,
}

/// So much of the beginning of a [`Large`] file is there: headers, and enough pixels to guess the LED count.
pub(in crate::pattern) const HEAD: usize = 8 << 20;

/// So much is read to see what a file says that it is: more than the header of any sequence or container.
pub(in crate::pattern) const HEADER: usize = 128 << 10;

/// What came out: frames in memory, unless it says otherwise.
#[derive(Clone, Debug)]
pub struct Decoded<F = Frames> {
    /// Frames with their durations.
    pub frames: F,
    /// Width and height, where known.
    pub matrix: Option<Matrix>,
    /// How the pixels are ordered.
    pub order: PixelOrder,
    /// Warnings about the file.
    pub warnings: Vec<Message>,
    /// All readings, best first; empty means that this is the only one.
    pub candidates: Vec<Candidate>,
    /// Whether the dimensions are certain.
    pub certain: bool,
}

impl<F> Decoded<F> {
    /// Frames of a file that says what it is.
    pub(super) fn exact(frames: F, matrix: Option<Matrix>, order: PixelOrder) -> Self {
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
    pub(in crate::pattern) fn reel(self) -> Decoded<Reel>
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

/// One file format.
pub trait Format: Sync {
    /// Its name, extensions and abilities.
    fn info(&self) -> &'static Info;

    /// Looks at `bytes`, without decoding, and says how sure it is that they are in this format.
    fn sniff(&self, bytes: &[u8]) -> Confidence;

    /// Reads the bytes. Checks sizes against the memory budget before it allocates.
    ///
    /// # Errors
    /// See [`PatternError`].
    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError>;

    /// Says how sure it is of a file too large to be read whole, by its beginning and its length. Formats that are only
    /// read whole answer as well: else bare pixels would be all that is left.
    fn sniff_large(&self, large: Large<'_>) -> Confidence {
        match self.sniff(large.head) {
            Confidence::Exact => Confidence::Exact,
            _ => Confidence::No, // sizes do not add up to the beginning
        }
    }

    /// Opens the file to be read frame by frame. `None`: its frames take no more than [`Large::hold`], or the format is
    /// only read whole.
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

    /// Writes a pattern, its pixels in the order they stand: frame by frame where [`Info::writes_streams`] says so, else
    /// from memory, into which it loads all frames first.
    ///
    /// # Errors
    /// `pattern.options` where the format is read only; `pattern.too_large` and the like where the pattern does not suit
    /// the format; `output.unwritable`; as reading the frames.
    fn write(&self, _pattern: &Pattern, _to: &mut dyn Sink) -> Result<(), PatternError> {
        Err(read_only(self.info()))
    }

    /// Lists what [`Format::write`] does not keep of `pattern`, a sentence each. Empty: read back, the frames are the same.
    ///
    /// # Errors
    /// As reading the frames.
    fn losses(&self, _pattern: &Pattern) -> Result<Vec<Message>, PatternError> {
        Ok(Vec::new())
    }
}

/// Writes a pattern into memory.
///
/// # Errors
/// As [`Format::write`].
pub fn encode(format: &dyn Format, pattern: &Pattern) -> Result<Vec<u8>, PatternError> {
    let mut out = std::io::Cursor::new(Vec::new());
    format.write(pattern, &mut out)?;
    Ok(out.into_inner())
}

fn read_only(info: &Info) -> PatternError {
    PatternError::Options {
        detail: msg!("pattern-read-only", format = info.name),
    }
}
