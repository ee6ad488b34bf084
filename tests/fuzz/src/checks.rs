//! What has to hold for any bytes: nothing panics, takes more memory than the budget or says what cannot be shown; what was
//! read is consistent; what a format writes of it, it reads back the same.

use crate::pattern::format::{self, ALSO, Confidence, FORMATS, Format, Source};
use crate::pattern::{
    Arrangement, Frames, HeldPattern, Layout, MAX_FRAME_BYTES, MAX_LEDS, MapFile, MapFormat,
    MapOptions, Matrix, Opened, Pattern, PatternError, PixelOrder, ReadOptions, View, Wiring,
    read_bytes, read_map, read_points,
};
use crate::problem::Code;
use cap::Cap;
use std::alloc::System;
use std::path::Path;

/// Counts what is allocated; what goes beyond the limit of the moment is refused, and the process ends there.
#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// What reading may take besides the budget for frames and some copies of the file.
const SLACK: usize = 32 << 20;
/// Copies of the file, decoded or split, that reading may hold.
pub(crate) const COPIES: usize = 24;
/// Patterns above this are not written again: it would take the time of thousands of small ones.
const MAX_WRITTEN: usize = 60_000;
/// Longest text that a person is told.
const MAX_SAID: usize = 400;
/// Read by a program of other people, in a process of its own: nothing to fuzz here.
pub(crate) const VIDEO: &str = "video";
/// Names nothing that exists, and says nothing.
const PATH: &str = "fuzzed";

/// `bytes` as they come: the surest format reads them.
pub(crate) fn whatever(bytes: &[u8]) {
    if format::surest(bytes).0.info().name == VIDEO {
        return;
    }
    let read = open(bytes, &ReadOptions::default());
    let (surest, confidence) = format::surest(bytes);
    if let Ok(opened) = &read {
        assert!(
            confidence > Confidence::No,
            "read as {}, but nobody recognised it",
            opened.pattern.format
        );
        if confidence == Confidence::Exact {
            assert_eq!(opened.pattern.format, surest.info().name);
        }
        written_and_read(opened, &by_content(bytes));
    }
}

/// `bytes` as a file of `format`, whatever they look like.
pub(crate) fn reader(format: &'static dyn Format, bytes: &[u8]) {
    for format in FORMATS {
        format.sniff(bytes);
    }
    let named = ReadOptions {
        format: Some(format.info().name.into()),
        ..ReadOptions::default()
    };
    let read = open(bytes, &named);
    if let Ok(opened) = &read {
        assert_eq!(opened.pattern.format, format.info().name);
        written_and_read(opened, &[format]);
        written_and_read(opened, &by_content(bytes));
        as_grid(opened);
    }
    if format.info().order == PixelOrder::Strip {
        // Where the file leaves it open, somebody says how many LEDs it is for.
        let leds = 1 + bytes.len() % 29;
        let _ = open(
            bytes,
            &ReadOptions {
                leds: Some(leds),
                ..named
            },
        );
    }
}

/// `bytes` as a map of LEDs, by content and as a table, with options that a person gave and without. What is written of it
/// is read again.
pub(crate) fn map(bytes: &[u8]) {
    let side = |at: usize| bytes.get(at).map_or(9, |b| 1 + u16::from(*b) % 40);
    let given = MapOptions {
        size: Matrix::new(side(0), side(1)),
        view: View::ALL.get(usize::from(side(2)) % 4).copied(),
        wiring: Wiring::all().nth(usize::from(side(3)) % 17),
        any_model: true,
        ..MapOptions::default()
    };
    for options in [MapOptions::default(), given] {
        for read in [read_map, read_points] {
            match within_budget(bytes.len(), || read(bytes, &options)) {
                Ok(file) => {
                    for format in MapFormat::ALL {
                        let (text, losses) = file.write(format, options.view.is_some());
                        losses.iter().for_each(|loss| sayable(&loss.to_string()));
                        let back = read_map(text.as_bytes(), &MapOptions::default());
                        assert!(back.is_ok(), "{format:?}: {back:?}: {text}");
                    }
                    let MapFile { map, notes, .. } = file;
                    notes.iter().for_each(|note| sayable(&note.to_string()));
                    let layout = Layout::new(Arrangement::Map(map.clone()), Wiring::default())
                        .expect("it has LEDs");
                    assert!(
                        (1..=MAX_LEDS).contains(&layout.leds()) && map.matrix().leds() <= MAX_LEDS
                    );
                    assert!(
                        layout
                            .cells()
                            .iter()
                            .flatten()
                            .all(|cell| *cell < map.matrix().leds())
                    );
                    assert!(layout.cells().iter().any(Option::is_some));
                    assert_eq!(map.to_text().parse(), Ok(map), "as the store keeps it");
                }
                Err(error) => {
                    sayable(&error.to_string());
                    assert_eq!(error.code(), Code::LayoutUnreadable);
                }
            }
        }
    }
}

/// Some format to write with: another one for other bytes.
fn by_content(bytes: &[u8]) -> Vec<&'static dyn Format> {
    let sum = bytes.iter().fold(bytes.len(), |sum, &byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    });
    FORMATS
        .iter()
        .chain(ALSO)
        .copied()
        .cycle()
        .skip(sum % 64)
        .find(|f| !f.info().writes.is_empty())
        .into_iter()
        .collect()
}

fn open(bytes: &[u8], options: &ReadOptions) -> Result<Opened, PatternError> {
    let read = within_budget(bytes.len(), || {
        read_bytes(Path::new(PATH), bytes.into(), options)
    });
    match &read {
        Ok(opened) => consistent(opened),
        Err(error) => {
            sayable(&error.to_string());
            assert!(!error.remedy().to_string().is_empty(), "{error:?}"); // our own words: they may list every format
        }
    }
    read
}

/// Runs `read` with an allocator that refuses more than a file of `len` bytes may cost.
fn within_budget<T>(len: usize, read: impl FnOnce() -> T) -> T {
    limited(MAX_FRAME_BYTES + SLACK + COPIES * len, read)
}

/// Runs `read` with an allocator that refuses more than `max` bytes.
pub(crate) fn limited<T>(max: usize, read: impl FnOnce() -> T) -> T {
    let _ = MEMORY.set_limit(MEMORY.allocated() + max);
    let done = read();
    let _ = MEMORY.set_limit(usize::MAX);
    done
}

/// A sentence for a person: not empty, not endless, and nothing in it that would move the cursor of a terminal.
pub(crate) fn sayable(text: &str) {
    assert!(
        !text.is_empty() && text.chars().count() <= MAX_SAID,
        "{} characters: {text:?}",
        text.chars().count()
    );
    assert!(!text.chars().any(char::is_control), "{text:?}");
}

fn consistent(opened: &Opened) {
    let HeldPattern {
        frames,
        matrix,
        order,
        warnings,
        ..
    } = &held(&opened.pattern);
    whole(frames);
    warnings
        .iter()
        .for_each(|warning| sayable(&warning.to_string()));
    assert!(warnings.len() <= 8, "{warnings:?}");
    assert!(matrix.is_none_or(|matrix| matrix.leds() == frames.leds()));
    assert!(*order == PixelOrder::Strip || matrix.is_some());
    let first = opened.candidates.first().expect("a reading");
    assert_eq!((first.leds, first.frames), (frames.leds(), frames.len()));
    // bare pixels have sizes to choose from; sketches and presets what the numbers mean, or which picture it is, as well
    let most = match opened.pattern.format {
        "c-header" | "wled" => 9,
        _ => 5,
    };
    assert!(opened.candidates.len() <= most && opened.settled().is_ok() == opened.certain);
    for (index, candidate) in opened.candidates.iter().enumerate().skip(1) {
        candidate
            .reasons
            .iter()
            .for_each(|reason| sayable(&reason.text.to_string()));
        let other = opened
            .reading(index)
            .expect("an offered reading can be read");
        whole(&held(&other).frames);
        assert_eq!(
            (other.frames.leds(), other.frames.len()),
            (candidate.leds, candidate.frames)
        );
    }
}

/// What was read from bytes is in memory.
fn held(pattern: &Pattern) -> HeldPattern {
    pattern.hold().expect("the frames are in memory")
}

fn whole(frames: &Frames) {
    assert!(frames.leds() > 0 && frames.len() > 0);
    assert_eq!(frames.rgb().len(), frames.leds() * frames.len() * 3);
    assert!(frames.rgb().len() <= MAX_FRAME_BYTES && frames.durations().iter().all(|d| d.ms() > 0));
    assert!(
        frames
            .alpha(0)
            .is_none_or(|alpha| alpha.len() == frames.leds())
    );
}

/// Strips become grids by a wiring, and keep their pixels.
fn as_grid(opened: &Opened) {
    let frames = &held(&opened.pattern).frames;
    let sides = (1..=32).rev().find_map(|h| {
        let w = (frames.leds() % h == 0).then(|| frames.leds() / h)?;
        Matrix::new(u16::try_from(w).ok()?, u16::try_from(h).ok()?)
    });
    let Some(matrix) =
        sides.filter(|_| opened.pattern.order == PixelOrder::Strip && opened.certain)
    else {
        return;
    };
    let wiring = Wiring::all().nth(frames.len() % 16).unwrap_or_default();
    let options = ReadOptions {
        matrix: Some(matrix),
        from_wiring: Some(wiring),
        ..opened.options.clone()
    };
    let Ok(grid) = opened.reread(&options) else {
        return;
    };
    consistent(&grid);
    if grid.pattern.frames.leds() == frames.leds() {
        assert_eq!(grid.pattern.order, PixelOrder::Grid);
        let sum = |frames: &Frames| frames.rgb().iter().map(|&c| u64::from(c)).sum::<u64>();
        assert_eq!(sum(&held(&grid.pattern).frames), sum(frames));
    }
}

/// Writes what was read, and reads it again.
fn written_and_read(opened: &Opened, formats: &[&'static dyn Format]) {
    let pattern = &held(&opened.pattern);
    if pattern.frames.rgb().len() > MAX_WRITTEN
        || pattern.frames.len() > 2000
        || pattern.frames.total_ms() > 60_000
    {
        return;
    }
    for format in formats {
        let read_only = format.info().writes.is_empty();
        match format::encode(*format, &pattern.clone().into()) {
            Err(error) => sayable(&error.to_string()),
            Ok(bytes) => {
                assert!(!read_only, "{} writes", format.info().name);
                same(*format, pattern, &bytes);
            }
        }
    }
}

/// Panics unless `bytes`, as `format` wrote them, are the same show.
fn same(format: &dyn Format, pattern: &HeldPattern, bytes: &[u8]) {
    let name = format.info().name;
    let shown = &pattern.frames;
    let losses = format
        .losses(&pattern.clone().into())
        .expect("its frames are in memory");
    losses.iter().for_each(|loss| sayable(&loss.to_string()));
    let reader = format::by_name(format.info().read_as).expect("every format is in the table");
    assert!(
        name == "raw" || reader.sniff(bytes) >= Confidence::Sized,
        "{name} does not recognise what it wrote"
    );
    let options = ReadOptions {
        leds: Some(shown.leds()),
        ..ReadOptions::default()
    };
    let back = reader.decode(
        Source {
            path: Path::new(PATH),
            bytes,
        },
        &options,
    );
    let back = back
        .unwrap_or_else(|error| panic!("{name} does not read what it wrote: {error}"))
        .frames;
    if name == "tesla" {
        return; // it has as many channels as a car, and says what that costs
    }
    assert_eq!(back.leds(), shown.leds(), "{name}");
    if losses.is_empty() {
        assert_eq!(back.content_hash(), shown.content_hash(), "{name}");
    }
    let total = shown.total_ms();
    match name {
        // Rounded to hundredths of a second, or to steps of one length; what else is lost was said above.
        "gif" => assert!(back.total_ms().abs_diff(total.max(10)) <= 5, "{name}"),
        "fseq" | "fseq-none" | "fseq-zstd" => {
            let step = back.durations().first().map_or(1, |d| d.ms()).into();
            assert!(back.total_ms().abs_diff(total.max(step)) <= step, "{name}");
        }
        "wire" | "c-header" | "hex" | "dat" | "project" | "ub-text" => {
            assert!(
                same_frames(shown, &back) && back.total_ms() == total,
                "{name}"
            );
        }
        "raw" | "lms" | "image" => assert!(same_frames(shown, &back), "{name}"),
        // What it does not keep it has said.
        _ => {}
    }
}

/// Whether `back` shows the same pictures in the same order: a frame may have become several equal ones.
fn same_frames(shown: &Frames, back: &Frames) -> bool {
    let pictures = |frames: &Frames| {
        let mut all: Vec<Vec<u8>> = frames.iter().map(|(rgb, _)| rgb.to_vec()).collect();
        all.dedup();
        all
    };
    pictures(shown) == pictures(back)
}
