//! What has to hold for any file that is read in place: its frames are those of the same file held in memory, whatever
//! order they are asked for in; what is damaged is told when it is reached; and memory stays flat.

use crate::checks::{COPIES, VIDEO, limited, sayable};
use crate::pattern::format::{self, FORMATS};
use crate::pattern::{MAX_FRAME_BYTES, Opened, PatternError, ReadOptions, Reel, open_holding};
use std::path::{Path, PathBuf};

/// Bytes that reading frames in place may take besides [`EACH`] and some copies of the file.
const SLACK: usize = 64 << 20;
/// Bytes for each LED: frames here and there, a canvas, what decoders of pictures need.
const EACH: usize = 40;
/// Frames that are read of a long stream, and of a large one, which may be unpacked from its beginning for each of them:
/// others are read no differently.
const MOST_READ: usize = 48;
const MOST_OF_LARGE: usize = 5;
const LARGE: u64 = 1 << 20;
/// Bytes of frames above which a stream is only looked at: reading all of it would take the time of thousands.
const MOST_BYTES: u64 = 8 << 20;

/// Reads `bytes` from a file, in place and held, and compares.
pub(crate) fn check(bytes: &[u8]) {
    if bytes.is_empty() || format::surest(bytes).0.info().name == VIDEO {
        return;
    }
    let path = file();
    std::fs::write(&path, bytes).expect("a file for the input");
    let leds = Some(1 + bytes.len() % 7).filter(|_| bytes.len() % 2 == 0);
    let named = FORMATS
        .iter()
        .map(|format| format.info().name)
        .filter(|name| *name != VIDEO);
    let named = named.cycle().nth(
        bytes
            .iter()
            .fold(0, |sum, byte| (sum * 31 + usize::from(*byte)) % 9973),
    );
    for format in [None, named.map(String::from)] {
        both(
            &path,
            bytes.len(),
            &ReadOptions {
                format,
                leds,
                ..ReadOptions::default()
            },
        );
    }
}

/// One file a process: fuzzers run side by side.
fn file() -> PathBuf {
    std::env::temp_dir().join(format!("upload-bridge-fuzzed-{}", std::process::id()))
}

fn both(path: &Path, len: usize, options: &ReadOptions) {
    let open = |hold| {
        let opened = limited(MAX_FRAME_BYTES + SLACK + COPIES * len, || {
            open_holding(path, options, hold)
        });
        if let Err(error) = &opened {
            sayable(&error.to_string());
        }
        opened
    };
    let streamed = match open(0) {
        // formats that are only read whole, and what is too short for a stream
        Ok(Opened { pattern, .. }) if pattern.frames.held().is_some() => return,
        streamed => streamed,
    };
    match (streamed, open(u64::MAX)) {
        (Ok(streamed), Ok(held)) => same(&streamed, &held, len),
        (Ok(streamed), Err(error)) => damaged(&streamed.pattern.frames, len, &error),
        // what is wrong with the file as a whole is wrong either way
        (Err(error), Ok(held)) => panic!(
            "not read in place: {error}, but {} held",
            held.pattern.format
        ),
        (Err(_), Err(_)) => {}
    }
}

/// The same pattern, frame by frame; an animation that is damaged has its last frames only in the stream, where they fail.
fn same(streamed: &Opened, held: &Opened, len: usize) {
    let stream = &streamed.pattern.frames;
    let frames = held.pattern.frames.held().expect("held");
    assert_eq!(streamed.pattern.format, held.pattern.format);
    assert_eq!(streamed.pattern.matrix, held.pattern.matrix);
    assert_eq!(
        (stream.leds(), streamed.pattern.order),
        (frames.leds(), held.pattern.order)
    );
    assert_eq!(
        (streamed.certain, &streamed.candidates.len()),
        (held.certain, &held.candidates.len())
    );
    assert!(
        frames.len() <= stream.len(),
        "{} frames, {} in place",
        frames.len(),
        stream.len()
    );
    let whole = frames.len() == stream.len();
    assert!(
        frames
            .durations()
            .iter()
            .copied()
            .eq(stream.durations().iter().take(frames.len()))
    );
    limited(SLACK + EACH * stream.leds() + COPIES * len, || {
        let mut reader = stream.reader().expect("it was read before");
        for index in odd_order(
            frames.len(),
            if stream.bytes() > LARGE {
                MOST_OF_LARGE
            } else {
                MOST_READ
            },
        ) {
            let frame = reader
                .frame(index)
                .unwrap_or_else(|error| panic!("frame {index}: {error}"));
            assert!(
                frames.frame(index) == Some(frame.rgb),
                "frame {index} differs in place"
            );
            let opaque = |alpha: &[u8]| alpha.iter().all(|&a| a == u8::MAX);
            match (frames.alpha(index), frame.alpha) {
                (Some(held), Some(alpha)) => {
                    assert!(held == alpha, "the opacity of frame {index} differs")
                }
                (None, None) => {}
                (Some(alpha), None) | (None, Some(alpha)) => {
                    assert!(opaque(alpha), "opacity of frame {index}")
                }
            }
        }
        assert!(
            reader.frame(stream.len()).is_err(),
            "a frame behind the last one"
        );
        if !whole {
            sayable(
                &reader
                    .frame(frames.len())
                    .map(|_| ())
                    .expect_err("it is damaged there")
                    .to_string(),
            );
        }
    });
}

/// What cannot be held because of `why` cannot be read in place up to its last frame either, unless it is only too large.
fn damaged(stream: &Reel, len: usize, why: &PatternError) {
    let too_large = matches!(why, PatternError::TooLarge { .. });
    if !too_large && stream.bytes() > MOST_BYTES {
        return;
    }
    limited(SLACK + EACH * stream.leds() + COPIES * len, || {
        let mut failed = false;
        let max = if too_large { 2 } else { stream.len() };
        let mut reader = stream.reader().expect("it was read before");
        for index in (0..stream.len()).take(max) {
            if let Err(error) = reader.frame(index) {
                sayable(&error.to_string());
                failed = true;
                break; // each further frame would be looked for from the beginning
            }
        }
        assert!(failed || too_large, "read in place, but held: {why}");
    });
}

/// Frames as nobody would ask for them: forwards, backwards, again, across; all of a short pattern are among them.
fn odd_order(count: usize, max: usize) -> impl Iterator<Item = usize> {
    let step = count.div_ceil(max).max(1);
    let some = move || (0..count).step_by(step);
    let across = some().map(move |index| index * 7 % count);
    some()
        .chain([count - 1, 0, 0])
        .chain(some().rev())
        .chain(across)
}
