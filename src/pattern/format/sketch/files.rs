//! Whole files that stand in a sketch as arrays of bytes: pictures, animations and sequences, as AnimatedGIF and display
//! sketches store them, and patterns as controllers store them.

use super::array::Array;
use super::choice::{MAX_OFFERED, only};
use super::declaration::Class;
use crate::msg;
use crate::pattern::format::{Confidence, Decoded, Format, apng, fseq, gif, image, webp, wire};
use crate::pattern::reading::Selection;
use crate::pattern::words::excerpt;
use crate::pattern::{Candidate, PatternError, ReadOptions, Reason, Source};
use std::path::Path;
use std::sync::Arc;

/// A file in an array.
struct FileArray<'a> {
    array: &'a Array,
    format: &'static dyn Format,
    bytes: Vec<u8>,
}

/// Reads the arrays that are files; `None` where there is none.
///
/// # Errors
/// As the format of the first of them, where none can be read.
pub(super) fn decode(
    arrays: &[&Array],
    path: &Path,
    options: &ReadOptions,
) -> Option<Result<Decoded, PatternError>> {
    let files: Vec<&Array> = arrays
        .iter()
        .copied()
        .filter(|array| may_be_file(array))
        .collect();
    let mut first: Option<Decoded> = None;
    let mut failed = None;
    let mut candidates = Vec::new();
    let mut read = Vec::new();
    for array in files {
        let Some(file) = file_in(array) else { continue };
        if candidates.len() == MAX_OFFERED {
            break;
        }
        let source = Source {
            path,
            bytes: &file.bytes,
        };
        match file.format.decode(source, options) {
            Ok(decoded) => {
                candidates.push(candidate(&file, &decoded));
                first.get_or_insert(decoded);
            }
            Err(PatternError::Cancelled) => return Some(Err(PatternError::Cancelled)),
            Err(error) => drop(failed.get_or_insert(error)),
        }
        read.push(file.array.name.as_str());
    }
    let Some(mut decoded) = first else {
        return failed.map(Err);
    };
    let left = arrays.iter().map(|array| array.name.as_str());
    decoded
        .warnings
        .extend(only(left.filter(|name| !read.contains(name))));
    decoded.certain &= candidates.len() == 1;
    decoded.candidates = candidates;
    Some(Ok(decoded))
}

fn candidate(file: &FileArray<'_>, decoded: &Decoded) -> Candidate {
    let format = &file.format.info().title;
    let name = excerpt(&file.array.name);
    let why = msg!("pattern-reason-file", name = name, format = format);
    let rgb = decoded.frames.frame(0).unwrap_or_default();
    Candidate {
        leds: decoded.frames.leds(),
        frames: decoded.frames.len(),
        matrix: decoded.matrix,
        score: 1.0,
        reasons: vec![Reason {
            supports: true,
            text: why,
        }],
        selection: Selection {
            format: None,
            array: Some(file.array.name.clone()),
        },
        pixels: Some(Arc::from(rgb)),
    }
}

/// Cheap: most arrays are no files.
fn may_be_file(array: &Array) -> bool {
    let is_bytes =
        matches!(array.class, Class::Byte | Class::Int | Class::Other) && array.max <= 0xFF;
    is_bytes
        && array.problem.is_none()
        && !array.is_colours
        && array.shape.len() == 1
        && array.names.is_empty()
}

fn file_in(array: &Array) -> Option<FileArray<'_>> {
    let head: Vec<u8> = array
        .values
        .iter()
        .take(12)
        .map(|&n| (n & 0xFF) as u8)
        .collect();
    let bytes = || -> Vec<u8> { array.values.iter().map(|&n| (n & 0xFF) as u8).collect() };
    let named = |format: &'static dyn Format, bytes| {
        Some(FileArray {
            array,
            format,
            bytes,
        })
    };
    let exact = |format: &'static dyn Format| {
        let bytes = bytes();
        (format.sniff(&bytes) >= Confidence::Sized).then_some(FileArray {
            array,
            format,
            bytes,
        })
    };
    match head.as_slice() {
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => named(&gif::Gif, bytes()),
        [0x89, b'P', b'N', b'G', 13, 10, 26, 10, ..] => {
            exact(&apng::Apng).or_else(|| exact(&image::Image))
        }
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => named(&webp::Webp, bytes()),
        [b'P', b'S', b'E', b'Q', ..] => named(&fseq::Fseq, bytes()),
        [0xFF, 0xD8, 0xFF, ..] => exact(&image::Image).filter(|file| {
            // three bytes may be a colour: only what ends as a JPEG is one
            let end = file.bytes.iter().rposition(|&b| b != 0).unwrap_or(0);
            end > 0 && file.bytes.get(end - 1..=end) == Some(&[0xFF, 0xD9])
        }),
        [b'B', b'M', a, b, c, d, ..] => {
            let size = u32::from_le_bytes([*a, *b, *c, *d]);
            exact(&image::Image).filter(|file| u32::try_from(file.bytes.len()) == Ok(size))
        }
        _ if array.is_binary => None,
        _ => exact(&wire::Wire),
    }
}
