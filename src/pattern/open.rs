//! From a path to an [`Opened`] pattern: read the file, recognise it, decode it, list the other readings.

use super::format::{self, Confidence, Decoded, Format, Source};
use super::{
    Cancel, FrameDuration, Frames, MAX_FRAME_BYTES, Matrix, Pattern, PatternError, PixelOrder, Wiring, detect, words,
};
use sha2::{Digest as _, Sha256};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How to read a file where the file itself leaves it open. Empty by default: let the file speak.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Format name as in `--as`.
    pub format: Option<String>,
    /// LEDs a frame, of a headerless file.
    pub leds: Option<usize>,
    /// Width and height, of a headerless file.
    pub matrix: Option<Matrix>,
    /// Strip-ordered data is read as a grid that was wired so (needs a matrix).
    pub from_wiring: Option<Wiring>,
    /// Replaces all durations.
    pub delay: Option<FrameDuration>,
    /// What was chosen for this very content before.
    pub remembered: Option<Remembered>,
    /// LED counts of known devices: evidence for a headerless reading.
    pub device_leds: Vec<usize>,
    /// Stops the decode early.
    pub cancel: Cancel,
}

/// A reading that a person chose for a content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// LEDs a frame.
    pub leds: usize,
    /// Width and height, where chosen.
    pub matrix: Option<Matrix>,
}

/// One piece of evidence for or against a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Speaks for the reading (else against it).
    pub supports: bool,
    /// A few words: "the folder says 12x6".
    pub text: String,
}

/// One way to read a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// LEDs a frame.
    pub leds: usize,
    /// Frames.
    pub frames: usize,
    /// Width and height, where there is a reason to think of one.
    pub matrix: Option<Matrix>,
    /// 0 to 1; only the order and the margin mean something.
    pub score: f32,
    /// Why, strongest first.
    pub reasons: Vec<Reason>,
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Where it came from.
    pub path: PathBuf,
    /// SHA-256 of the whole file, hex.
    pub sha256: String,
    /// Its bytes: small headerless files are read again under another reading.
    pub bytes: Arc<[u8]>,
    /// The pattern under the first reading.
    pub pattern: Pattern,
    /// All readings, best first; exactly one where the file says what it is.
    pub candidates: Vec<Candidate>,
    /// Whether the dimensions are sure: said by the file, by options or by a remembered choice.
    pub certain: bool,
    /// What it was read with.
    pub options: ReadOptions,
}

/// Largest file that is read: the memory budget, and a little for headers and durations.
const MAX_FILE_BYTES: u64 = MAX_FRAME_BYTES as u64 + (1 << 20);

/// Bytes between two looks at whether the file is still wanted: it may lie on a slow network.
const READ_AT_ONCE: u64 = 1 << 20;

/// Reads a pattern file.
///
/// # Errors
/// See [`PatternError`].
pub fn open(path: &Path, options: &ReadOptions) -> Result<Opened, PatternError> {
    let unreadable = |error: std::io::Error| PatternError::Unreadable { detail: error.to_string() };
    // Asked before the file is opened: a pipe would not open until somebody writes, and a device may never end.
    let meta = std::fs::metadata(path).map_err(unreadable)?;
    if meta.is_dir() {
        return Err(PatternError::Empty { what: "this is a folder, not a pattern file".into() });
    }
    if !meta.is_file() {
        return Err(PatternError::Unreadable { detail: "this is a pipe, a socket or a device, not a file".into() });
    }
    let file = std::fs::File::open(path).map_err(unreadable)?;
    // All at once, so that a large file is not copied again and again while the buffer grows.
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len().min(MAX_FILE_BYTES) + 1).unwrap_or(0));
    // One more than allowed, so that a file that grows is caught as well.
    let mut rest = file.take(MAX_FILE_BYTES + 1);
    while rest.by_ref().take(READ_AT_ONCE).read_to_end(&mut bytes).map_err(unreadable)? > 0 {
        options.cancel.check()?;
    }
    if bytes.len() as u64 > MAX_FILE_BYTES {
        let what = format!("the file is larger than {} MiB, the most that is read", MAX_FILE_BYTES >> 20);
        return Err(PatternError::TooLarge { what });
    }
    read_bytes(path, bytes.into(), options)
}

/// Reads a pattern from bytes; `path` gives its name, and hints where the bytes do not say what they are.
///
/// # Errors
/// As [`open`].
pub fn read_bytes(path: &Path, bytes: Arc<[u8]>, options: &ReadOptions) -> Result<Opened, PatternError> {
    if bytes.is_empty() {
        return Err(PatternError::Empty { what: "the file is empty".into() });
    }
    let formats = choose(&bytes, options).map_err(|error| without_sample(path, error))?;
    let read = decode(&formats, Source { path, bytes: &bytes }, options);
    let (format, decoded) = read.map_err(PatternError::printable)?;
    options.cancel.check()?;
    let candidates = match decoded.candidates.is_empty() {
        true => vec![declared(format, &decoded)],
        false => decoded.candidates.clone(),
    };
    let certain = decoded.certain;
    let pattern = arrange(name_of(path), format.name(), decoded, options)?;
    let sha256 = super::hex(&Sha256::digest(&bytes));
    Ok(Opened { path: path.into(), sha256, bytes, pattern, candidates, certain, options: options.clone() })
}

/// The format that was asked for, or the one that is surest; several where their headers fit equally well.
fn choose(bytes: &[u8], options: &ReadOptions) -> Result<Vec<&'static dyn Format>, PatternError> {
    if let Some(name) = &options.format {
        return format::by_name(name).map(|format| vec![format]).ok_or_else(|| PatternError::Options {
            detail: format!(
                "there is no format '{name}'; there are {}",
                format::FORMATS.iter().map(|f| f.name()).collect::<Vec<_>>().join(", ")
            ),
        });
    }
    match format::rivals(bytes) {
        (_, Confidence::No) => Err(PatternError::UnknownFormat {
            what: detect::text::other_kind(bytes)
                .unwrap_or_else(|| format!("{} bytes are neither a known format nor whole RGB pixels", bytes.len())),
        }),
        (formats, _) => Ok(formats),
    }
}

/// Nobody has described `.ledadmin` files: where their bytes are nothing that we know, only a sample helps.
fn without_sample(path: &Path, error: PatternError) -> PatternError {
    match error {
        PatternError::UnknownFormat { what }
            if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("ledadmin")) =>
        {
            let what = format!("{what}; nobody has described .ledadmin files yet: please send us this one as a sample");
            PatternError::UnknownFormat { what }
        }
        other => other,
    }
}

/// Decodes by the format that it must be. Where headers of several fit, the number of LEDs that somebody chose decides;
/// else the first reading is only a guess, and each of them a candidate.
fn decode(
    formats: &[&'static dyn Format],
    source: Source<'_>,
    options: &ReadOptions,
) -> Result<(&'static dyn Format, Decoded), PatternError> {
    let mut read = Vec::with_capacity(formats.len());
    for &format in formats {
        options.cancel.check()?;
        read.push((format, format.decode(source, options)?));
    }
    if read.len() > 1 {
        let remembered = options.remembered.map(|r| r.leds);
        let wanted = options.leds.or(options.matrix.map(Matrix::leds)).or(remembered);
        if read.iter().any(|(_, decoded)| Some(decoded.frames.leds()) == wanted) {
            read.retain(|(_, decoded)| Some(decoded.frames.leds()) == wanted);
        }
    }
    let guessed = read.len() > 1;
    let candidates: Vec<Candidate> = read.iter().map(|(format, decoded)| declared(*format, decoded)).collect();
    let (format, mut decoded) = read
        .into_iter()
        .next()
        .ok_or_else(|| PatternError::UnknownFormat { what: "no format reads the file".into() })?;
    if guessed {
        (decoded.candidates, decoded.certain) = (candidates, false);
    }
    Ok((format, decoded))
}

/// What a file says that it is.
fn declared(format: &dyn Format, decoded: &Decoded) -> Candidate {
    Candidate {
        leds: decoded.frames.leds(),
        frames: decoded.frames.len(),
        matrix: decoded.matrix,
        score: 1.0,
        reasons: vec![Reason { supports: true, text: format!("the file says so ({})", format.title()) }],
    }
}

/// The file's stem, as far as it is text.
fn name_of(path: &Path) -> String {
    path.file_stem().map_or_else(|| "pattern".into(), |stem| stem.to_string_lossy().into_owned())
}

/// A pattern from what was decoded, with the options applied that hold for every format.
fn arrange(
    name: String,
    format: &'static str,
    decoded: Decoded,
    options: &ReadOptions,
) -> Result<Pattern, PatternError> {
    let Decoded { mut frames, mut matrix, mut order, warnings, .. } = decoded;
    let warnings = warnings.iter().map(|warning| words::printable(warning)).collect();
    if order == PixelOrder::Strip {
        matrix = options.matrix.filter(|m| m.leds() == frames.leds()).or(matrix);
        if let Some(wiring) = options.from_wiring {
            let cells = matrix.filter(|m| m.leds() == frames.leds()).ok_or_else(|| PatternError::Options {
                detail: format!("to read {} LEDs as a matrix, its width and height must be given", frames.leds()),
            })?;
            frames = unwire(&frames, &wiring.cells(cells))?;
            order = PixelOrder::Grid;
        }
    }
    if let Some(delay) = options.delay {
        frames = frames.with_duration(delay);
    }
    Ok(Pattern { name, format, frames: Arc::new(frames), matrix, order, warnings })
}

/// Strip order to rows from the top left: LED `i` goes to cell `cells[i]`.
fn unwire(frames: &Frames, cells: &[usize]) -> Result<Frames, PatternError> {
    let mut rgb = vec![0; frames.rgb().len()];
    let size = frames.leds() * 3;
    for (source, target) in frames.rgb().chunks_exact(size).zip(rgb.chunks_exact_mut(size)) {
        for (led, &cell) in source.chunks_exact(3).zip(cells) {
            if let Some(place) = target.get_mut(cell * 3..cell * 3 + 3) {
                place.copy_from_slice(led);
            }
        }
    }
    Ok(Frames::new(frames.leds(), rgb, frames.durations().to_vec())?)
}

/// "1 frame", "2 frames".
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

impl Opened {
    /// The same bytes under reading `index` of [`Opened::candidates`], with the options of the first reading.
    ///
    /// # Errors
    /// As [`open`]; `pattern.options` when there is no such reading.
    pub fn reading(&self, index: usize) -> Result<Pattern, PatternError> {
        let candidate = self
            .candidates
            .get(index)
            .ok_or_else(|| PatternError::Options { detail: format!("there is no reading {index}") })?;
        if self.candidates.len() == 1 || index == 0 {
            return Ok(self.pattern.clone());
        }
        let options = ReadOptions {
            leds: Some(candidate.leds),
            matrix: candidate.matrix,
            remembered: None,
            ..self.options.clone()
        };
        Ok(self.reread(&options)?.pattern)
    }

    /// The same bytes read with other options (a person set LEDs or matrix by hand).
    ///
    /// # Errors
    /// As [`open`].
    pub fn reread(&self, options: &ReadOptions) -> Result<Opened, PatternError> {
        read_bytes(&self.path, self.bytes.clone(), options)
    }

    /// The pattern, if its dimensions are sure.
    ///
    /// # Errors
    /// `pattern.ambiguous` with all readings where they are a guess.
    pub fn settled(&self) -> Result<&Pattern, PatternError> {
        if self.certain {
            return Ok(&self.pattern);
        }
        let readings = self.candidates.iter().map(|c| {
            let (frames, leds) = (counted(c.frames, "frame"), counted(c.leds, "LED"));
            c.matrix.map_or(format!("{frames} of {leds}"), |matrix| format!("{frames} of {matrix} ({leds})"))
        });
        Err(PatternError::Ambiguous { readings: readings.collect() })
    }
}

#[cfg(test)]
#[path = "open_tests.rs"]
mod tests;
