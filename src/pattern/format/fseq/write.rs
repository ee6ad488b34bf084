//! Writes version 2.0: dense, with independent zstd blocks or uncompressed, as everything that plays FSEQ takes it.

use crate::pattern::{Frames, MAX_FRAME_BYTES, PatternError};
use std::num::NonZero;

/// How frames are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    /// As they are.
    None,
    /// In blocks of zstd.
    Zstd,
}

/// Frames of the first block: small, so that players start at once.
const FIRST_BLOCK: usize = 10;
/// Blocks hold at least so many bytes before packing: smaller ones pack badly.
const LEAST_BLOCK: usize = 64 * 1024;
/// Most blocks of version 2.0.
const MOST_BLOCKS: usize = 255;
/// zstd level: what xLights writes, and fast on a Raspberry Pi.
const LEVEL: i32 = 2;
/// Longest step that the header holds, in ms.
const MAX_STEP_MS: u64 = 255;
/// Shortest step that is written to keep odd durations exact, in ms: players tick no faster.
const MIN_STEP_MS: u64 = 10;
/// Fixed header and block table line, bytes.
const HEADER: usize = 32;
const BLOCK: usize = 8;

/// The file.
///
/// # Errors
/// `pattern.too_large` where frames of one step would exceed the memory budget.
pub(super) fn sequence(frames: &Frames, packing: Packing) -> Result<Vec<u8>, PatternError> {
    let steps = Steps::of(frames);
    let channels = frames.leds() * 3;
    let size = (channels as u64).saturating_mul(steps.shown.len() as u64);
    if size > MAX_FRAME_BYTES as u64 || u32::try_from(steps.shown.len()).is_err() {
        let what =
            format!("as frames of {} ms it takes {} MiB; {} are the most", steps.ms, size >> 20, MAX_FRAME_BYTES >> 20);
        return Err(PatternError::TooLarge { what });
    }
    let data = steps.data(frames);
    let blocks = match packing {
        Packing::None => Vec::new(),
        Packing::Zstd => packed(&data, channels, steps.shown.len())?,
    };
    let variable = producer();
    let tables = HEADER + BLOCK * blocks.len();
    let start = (tables + variable.len()).next_multiple_of(4);
    let mut out = Vec::with_capacity(
        start + blocks.iter().map(|(_, b)| b.len()).sum::<usize>().max(if blocks.is_empty() { data.len() } else { 0 }),
    );
    out.extend_from_slice(b"PSEQ");
    out.extend_from_slice(&(start as u16).to_le_bytes());
    out.extend_from_slice(&[0, 2]);
    out.extend_from_slice(&(tables as u16).to_le_bytes());
    out.extend_from_slice(&(channels as u32).to_le_bytes());
    out.extend_from_slice(&(steps.shown.len() as u32).to_le_bytes());
    out.extend_from_slice(&[steps.ms as u8, 0]);
    out.extend_from_slice(&[u8::from(packing == Packing::Zstd), blocks.len() as u8, 0, 0]);
    out.extend_from_slice(&id(frames).to_le_bytes());
    for (first, block) in &blocks {
        out.extend_from_slice(&(*first as u32).to_le_bytes());
        out.extend_from_slice(&(block.len() as u32).to_le_bytes());
    }
    out.extend_from_slice(&variable);
    out.resize(start, 0);
    match packing {
        Packing::None => out.extend_from_slice(&data),
        Packing::Zstd => blocks.iter().for_each(|(_, block)| out.extend_from_slice(block)),
    }
    Ok(out)
}

/// What [`sequence`] does not keep, a sentence each.
pub(super) fn losses(frames: &Frames) -> Vec<String> {
    let steps = Steps::of(frames);
    let total = steps.ms * steps.shown.len() as u64;
    let mut losses = Vec::new();
    let mut shown = steps.shown.clone();
    shown.dedup();
    if shown.len() < frames.len() {
        losses.push(format!(
            "left out, because every frame shows for {} ms: {} of {} frames",
            steps.ms,
            frames.len() - shown.len(),
            frames.len()
        ));
    }
    if total != frames.total_ms() || !steps.exact {
        losses.push(format!(
            "durations are rounded to steps of {} ms; one loop takes {total} ms, it was {} ms",
            steps.ms,
            frames.total_ms()
        ));
    } else if steps.shown.len() > frames.len() {
        losses.push(format!(
            "longer frames are stored as several equal ones of {} ms: {} in all",
            steps.ms,
            steps.shown.len()
        ));
    }
    losses
}

/// The frames in steps of equal length.
struct Steps {
    ms: u64,
    /// Which frame shows in each step.
    shown: Vec<usize>,
    /// Whether every frame shows exactly as long as before.
    exact: bool,
}

impl Steps {
    fn of(frames: &Frames) -> Self {
        let durations = || frames.durations().iter().map(|d| u64::from(d.ms()));
        let common = durations().fold(0, gcd);
        let divisor = |n: u64| (1..=MAX_STEP_MS.min(n)).rev().find(|&step| n.is_multiple_of(step)).unwrap_or(1);
        let exact = divisor(common);
        let all_equal = durations().all(|ms| ms == common);
        let ms = if exact >= MIN_STEP_MS || (all_equal && common <= MAX_STEP_MS) {
            exact
        } else {
            usual(frames).clamp(MIN_STEP_MS, MAX_STEP_MS)
        };
        let mut shown = Vec::with_capacity(frames.len());
        let (mut now, mut same) = (0_u64, true);
        for (index, duration) in durations().enumerate() {
            now += duration;
            // ends are rounded, not lengths: nothing adds up
            let end = (now + ms / 2) / ms;
            let steps = end.saturating_sub(shown.len() as u64);
            same &= steps * ms == duration;
            shown.extend(std::iter::repeat_n(index, usize::try_from(steps).unwrap_or(usize::MAX).min(MAX_FRAME_BYTES)));
        }
        if shown.is_empty() {
            shown.push(0);
        }
        Self { ms, shown, exact: same }
    }

    fn data(&self, frames: &Frames) -> Vec<u8> {
        let mut data = Vec::with_capacity(frames.leds() * 3 * self.shown.len());
        self.shown.iter().filter_map(|&index| frames.frame(index)).for_each(|rgb| data.extend_from_slice(rgb));
        data
    }
}

/// The duration that most frames have, in ms.
fn usual(frames: &Frames) -> u64 {
    let mut all: Vec<u32> = frames.durations().iter().map(|d| d.ms()).collect();
    all.sort_unstable();
    let longest = all.chunk_by(|a, b| a == b).max_by_key(|run| run.len());
    longest.and_then(|run| run.first()).copied().unwrap_or(1).into()
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Each block's first frame and packed bytes. Blocks do not need each other: every core packs its share.
fn packed(data: &[u8], channels: usize, frames: usize) -> Result<Vec<(usize, Vec<u8>)>, PatternError> {
    let first = FIRST_BLOCK.min(frames);
    let rest = frames - first;
    let each = LEAST_BLOCK.div_ceil(channels).max(rest.div_ceil(MOST_BLOCKS - 1)).max(1);
    let cuts: Vec<(usize, usize)> = std::iter::once((0, first))
        .chain((first..frames).step_by(each).map(|at| (at, (at + each).min(frames))))
        .collect();
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(8);
    let pack = |&(from, to): &(usize, usize)| {
        let raw = data.get(from * channels..to * channels).unwrap_or_default();
        zstd::bulk::compress(raw, LEVEL).map(|block| (from, block))
    };
    let packed: Result<Vec<_>, std::io::Error> = std::thread::scope(|scope| {
        // dealt out in turn, so that no thread gets all of the dense part
        let running: Vec<_> = (0..threads)
            .map(|nth| {
                let mine: Vec<_> = cuts.iter().skip(nth).step_by(threads).collect();
                scope.spawn(move || mine.into_iter().map(pack).collect::<Vec<_>>())
            })
            .collect();
        let done = running.into_iter().flat_map(|thread| match thread.join() {
            Ok(blocks) => blocks,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        done.collect()
    });
    let mut blocks =
        packed.map_err(|e| PatternError::TooLarge { what: format!("the sequence cannot be packed: {e}") })?;
    blocks.sort_unstable_by_key(|&(from, _)| from);
    Ok(blocks)
}

/// The variable header that says who wrote it.
fn producer() -> Vec<u8> {
    let text = concat!("Upload Bridge ", env!("CARGO_PKG_VERSION"), "\0");
    let len = (text.len() + 4) as u16;
    [&len.to_le_bytes()[..], b"sp", text.as_bytes()].concat()
}

/// Players take sequences of the same id for the same: so it is made from the content. Never 0, which is "none".
fn id(frames: &Frames) -> u64 {
    let hash = frames.content_hash();
    let number = hash.get(..16).and_then(|hex| u64::from_str_radix(hex, 16).ok()).unwrap_or(1);
    number.max(1)
}
