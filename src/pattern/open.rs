//! From a path to an [`Opened`] pattern: read the file, recognise it, decode it, list the other readings.

mod reread;

use super::format::{self, Confidence, Decoded, Format, HEAD, HEADER, Large};
use super::frames::MAX_HELD;
use super::opened::{Contents, Opened};
use super::reading::{Candidate, ReadOptions, Reason, Selection};
use super::reel::{Rewired, rewire};
use super::{
    DiskFile, FrameDuration, Frames, MAX_FRAME_BYTES, Matrix, Pattern, PatternError, PixelOrder,
    Reel, Source, Stream, detect,
};
use crate::message::Message;
use crate::msg;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Largest file that is read: the memory budget, and a little for headers and durations.
const MAX_FILE_BYTES: u64 = MAX_FRAME_BYTES as u64 + (1 << 20);

/// Reads a pattern file. Files with more than 32 MiB of frames are streamed from the disk where the format allows it; other
/// formats keep their frames in memory, up to their maximum.
///
/// # Errors
/// [`PatternError`]: the file cannot be opened, is not in a supported format, is damaged, or is too large.
pub fn open(path: &Path, options: &ReadOptions) -> Result<Opened, PatternError> {
    open_holding(path, options, MAX_HELD)
}

/// As [`open`], but patterns are held up to `hold` bytes: 0 streams whatever can be.
///
/// # Errors
/// As [`open`].
pub fn open_holding(path: &Path, options: &ReadOptions, hold: u64) -> Result<Opened, PatternError> {
    open_or_find(path, options, hold, |_| None)
}

/// As [`open`], but does not decode a file that `known` has: it is asked once the bytes are read. Streamed files are not asked
/// for.
///
/// # Errors
/// As [`open`].
pub fn open_unless_known(
    path: &Path,
    options: &ReadOptions,
    known: impl FnOnce(&Contents) -> Option<Opened>,
) -> Result<Opened, PatternError> {
    open_or_find(path, options, MAX_HELD, known)
}

fn open_or_find(
    path: &Path,
    options: &ReadOptions,
    hold: u64,
    known: impl FnOnce(&Contents) -> Option<Opened>,
) -> Result<Opened, PatternError> {
    let file = DiskFile::look(path)?;
    // a packed file holds more frames than its length says
    if file.len() > hold.min(HEAD as u64)
        && let Some(opened) = stream(&file, hold, options)?
    {
        return Ok(opened);
    }
    if file.len() > MAX_FILE_BYTES {
        let what = msg!("pattern-file-too-large", max = MAX_FILE_BYTES >> 20);
        return Err(PatternError::TooLarge { what });
    }
    let bytes: Arc<[u8]> = file.head(MAX_FILE_BYTES as usize, &options.cancel)?.into();
    let contents = Contents::whole(bytes, &options.cancel)?;
    match known(&contents) {
        Some(opened) => Ok(opened),
        None => read(path, contents, Some((&file, hold)), options),
    }
}

/// Reads a pattern from bytes; `path` gives its name, and hints where the bytes do not say what they are.
///
/// # Errors
/// As [`open`].
pub fn read_bytes(
    path: &Path,
    bytes: Arc<[u8]>,
    options: &ReadOptions,
) -> Result<Opened, PatternError> {
    read(
        path,
        Contents::whole(bytes, &options.cancel)?,
        None,
        options,
    )
}

/// A file whose bytes are all there; its frames may still be too many to be held.
fn read(
    path: &Path,
    contents: Contents,
    file: Option<(&DiskFile, u64)>,
    options: &ReadOptions,
) -> Result<Opened, PatternError> {
    let bytes = contents.sample();
    if bytes.is_empty() {
        return Err(PatternError::Empty {
            what: msg!("pattern-file-empty"),
        });
    }
    let formats = choose(bytes, options).map_err(|error| without_sample(path, error))?;
    if let (Some((file, hold)), &[format]) = (file, formats.as_slice())
        && let Some(decoded) = format.stream(
            Large {
                file,
                head: bytes,
                hold,
            },
            options,
        )?
    {
        return finish(path, contents, (format, decoded), options);
    }
    let decoded = decode(&formats, Source { path, bytes }, options)?;
    finish(path, contents, decoded, options)
}

/// A file too large to be held, or whose format says so; `None` where no format streams it.
fn stream(
    file: &DiskFile,
    hold: u64,
    options: &ReadOptions,
) -> Result<Option<Opened>, PatternError> {
    let chosen = |head: &[u8]| {
        let large = Large { file, head, hold };
        let named = options
            .format
            .as_ref()
            .map(|name| format::reader(name, head));
        let format = named.unwrap_or_else(|| format::surest_large(large))?;
        Some((format, format.sniff_large(large) == Confidence::Exact))
    };
    // what says itself what it is says so at once; pixels are looked at longer
    let mut head: Arc<[u8]> = file.head(HEADER, &options.cancel)?.into();
    let mut format = chosen(&head).filter(|&(_, exact)| exact);
    if format.is_none() && file.len() > hold {
        head = file.head(HEAD, &options.cancel)?.into();
        format = chosen(&head);
    }
    let Some((format, _)) = format else {
        return Ok(None);
    };
    let large = Large {
        file,
        head: &head,
        hold,
    };
    let streamed = format.stream(large, options)?;
    let Some(decoded) = streamed else {
        return Ok(None);
    };
    let contents = Contents::head(head, file)?;
    finish(file.path(), contents, (format, decoded), options).map(Some)
}

fn finish<F: Into<Reel>>(
    path: &Path,
    contents: Contents,
    (format, decoded): (&'static dyn Format, Decoded<F>),
    options: &ReadOptions,
) -> Result<Opened, PatternError> {
    options.cancel.check()?;
    let decoded = decoded.reel();
    // pictures may have a hint in their name that they are rows of frames
    let is_declared = decoded.candidates.is_empty() && format.info().name != "image";
    let candidates = if decoded.candidates.is_empty() {
        vec![declared(
            format,
            (decoded.frames.leds(), decoded.frames.len(), decoded.matrix),
        )]
    } else {
        options.arrangeable(&decoded.candidates)
    };
    let certain = decoded.certain;
    let pattern = arrange(name_of(path), format.info().name, decoded, options)?;
    let first = pattern.frames.reader()?.frame(0)?.rgb.into();
    Ok(Opened {
        path: path.into(),
        contents,
        first,
        pattern,
        candidates,
        certain,
        options: options.clone(),
        is_declared,
        content: OnceLock::new(),
    })
}

/// The format that was asked for, or the one that is surest; several where their headers fit equally well.
fn choose(bytes: &[u8], options: &ReadOptions) -> Result<Vec<&'static dyn Format>, PatternError> {
    if let Some(name) = &options.format {
        return format::reader(name, bytes)
            .map(|format| vec![format])
            .ok_or_else(|| PatternError::Options {
                detail: msg!(
                    "pattern-no-format",
                    name = name,
                    formats = format::FORMATS
                        .iter()
                        .map(|format| format.info().name)
                        .chain(format::sketch_ways())
                        .collect::<Vec<_>>()
                ),
            });
    }
    match format::rivals(bytes) {
        (_, Confidence::No) => Err(PatternError::UnknownFormat {
            what: detect::text::other_kind(bytes)
                .unwrap_or_else(|| msg!("pattern-unknown-bytes", len = bytes.len())),
        }),
        (formats, _) => Ok(formats),
    }
}

/// Asks for a sample where a `.ledadmin` file is in no supported format: its own format is not documented.
fn without_sample(path: &Path, error: PatternError) -> PatternError {
    match error {
        PatternError::UnknownFormat { what }
            if path
                .extension()
                .is_some_and(|e| e.eq_ignore_ascii_case("ledadmin")) =>
        {
            let what = msg!("pattern-ledadmin", what = what);
            PatternError::UnknownFormat { what }
        }
        other => other,
    }
}

/// Decodes with the format that fits. Where headers of several fit, the LED count that the person set decides;
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
        let remembered = options.remembered.as_ref().map(|r| r.leds);
        let wanted = options
            .leds
            .or(options.matrix.map(Matrix::leds))
            .or(remembered);
        if read
            .iter()
            .any(|(_, decoded)| Some(decoded.frames.leds()) == wanted)
        {
            read.retain(|(_, decoded)| Some(decoded.frames.leds()) == wanted);
        }
    }
    let guessed = read.len() > 1;
    let reading = |decoded: &Decoded| (decoded.frames.leds(), decoded.frames.len(), decoded.matrix);
    let candidates: Vec<Candidate> = read
        .iter()
        .map(|(format, read)| declared(*format, reading(read)))
        .collect();
    let (format, mut decoded) =
        read.into_iter()
            .next()
            .ok_or_else(|| PatternError::UnknownFormat {
                what: msg!("pattern-no-reader"),
            })?;
    if guessed {
        decoded.candidates = candidates;
        decoded.certain = false;
    }
    Ok((format, decoded))
}

/// What a file says that it is: LEDs, frames, and perhaps width and height.
fn declared(
    format: &dyn Format,
    (leds, frames, matrix): (usize, usize, Option<Matrix>),
) -> Candidate {
    Candidate {
        leds,
        frames,
        matrix,
        score: 1.0,
        reasons: vec![Reason {
            supports: true,
            text: msg!("pattern-reason-declared", format = &format.info().title),
        }],
        selection: Selection::default(),
        pixels: None,
    }
}

/// The file's stem, as far as it is text.
fn name_of(path: &Path) -> String {
    path.file_stem().map_or_else(
        || "pattern".into(),
        |stem| stem.to_string_lossy().into_owned(),
    )
}

/// A pattern from what was decoded, with the options applied that hold for every format.
fn arrange(
    name: String,
    format: &'static str,
    decoded: Decoded<Reel>,
    options: &ReadOptions,
) -> Result<Pattern, PatternError> {
    let Decoded {
        mut frames,
        mut matrix,
        mut order,
        mut warnings,
        ..
    } = decoded;
    warnings.extend(ignored_options(options, (frames.leds(), matrix), order));
    if order == PixelOrder::Strip {
        matrix = options
            .matrix
            .filter(|m| m.leds() == frames.leds())
            .or(matrix);
        if let Some(wiring) = options.from_wiring {
            let cells = matrix
                .filter(|m| m.leds() == frames.leds())
                .ok_or_else(|| PatternError::Options {
                    detail: msg!("pattern-matrix-needed", leds = frames.leds()),
                })?;
            frames = unwire(&frames, wiring.cells(cells).into())?;
            order = PixelOrder::Grid;
        }
    }
    if let Some(delay) = options.delay {
        frames = frames.with_duration(delay);
    }
    Ok(Pattern {
        name,
        format,
        frames,
        matrix,
        order,
        warnings,
    })
}

/// Names a size that the person set although the file specifies another one.
fn ignored_options(
    options: &ReadOptions,
    (leds, matrix): (usize, Option<Matrix>),
    order: PixelOrder,
) -> Option<Message> {
    let leds_words = |leds: usize| msg!("pattern-size-leds", leds = leds);
    let matrix_words = |matrix: Matrix| msg!("pattern-size-matrix", matrix = matrix);
    let ignored = |set: Message| {
        let own = matrix.map_or_else(|| leds_words(leds), matrix_words);
        msg!("pattern-setting-ignored", own = own, set = set)
    };
    let in_rows = order == PixelOrder::Grid;
    let fits = |set: Matrix| set.leds() == leds;
    match (options.matrix, options.leds) {
        (Some(set), _) if !fits(set) || in_rows && matrix != Some(set) => {
            Some(ignored(matrix_words(set)))
        }
        (None, Some(set)) if set != leds => Some(ignored(leds_words(set))),
        _ if in_rows && options.from_wiring.is_some() => Some(msg!("pattern-wiring-ignored")),
        _ => None,
    }
}

/// Strip order to rows from the top left: LED `i` goes to cell `cells[i]`.
fn unwire(frames: &Reel, cells: Arc<[usize]>) -> Result<Reel, PatternError> {
    let Some(held) = frames.held() else {
        let durations: Vec<FrameDuration> = frames.durations().iter().collect();
        let source = Rewired {
            from: frames.clone(),
            cells,
        };
        return Ok(Stream::timed(frames.leds(), durations, Arc::new(source))?.into());
    };
    let mut rgb = vec![0; held.rgb().len()];
    let size = held.leds() * 3;
    for (source, target) in held
        .rgb()
        .chunks_exact(size)
        .zip(rgb.chunks_exact_mut(size))
    {
        rewire(source, &cells, target);
    }
    Ok(Frames::new(held.leds(), rgb, held.durations().to_vec())?.into())
}

#[cfg(test)]
mod tests;
