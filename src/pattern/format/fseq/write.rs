//! Writes version 2.0: dense, with independent zstd blocks or uncompressed, as everything that plays FSEQ takes it.

use super::super::{Sink, unwritten};
use super::pack;
use crate::message::Message;
use crate::msg;
use crate::pattern::{Durations, MAX_FRAME_BYTES, PatternError, Reel};
use sha2::{Digest as _, Sha256};
use std::io::SeekFrom;

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
const MIN_BLOCK: usize = 64 * 1024;
/// Most blocks of version 2.0.
const MAX_BLOCKS: usize = 255;
/// Longest step that the header holds, in ms.
const MAX_STEP_MS: u64 = 255;
/// Shortest step that is written to keep odd durations exact, in ms: players tick no faster.
const MIN_STEP_MS: u64 = 10;
/// Fixed header and block table line, bytes.
const HEADER: usize = 32;
const BLOCK: usize = 8;

/// Writes the file, frame by frame.
///
/// # Errors
/// `pattern.too_large` where frames of one step would take more than `max` bytes; what reading and writing say.
pub(super) fn sequence(
    frames: &Reel,
    packing: Packing,
    max: u64,
    out: &mut dyn Sink,
) -> Result<(), PatternError> {
    let steps = Steps::of(frames.durations());
    let channels = frames.leds() * 3;
    let size = (channels as u64).saturating_mul(steps.shown.len() as u64);
    let cuts = cuts(channels, steps.shown.len());
    let largest = cuts
        .iter()
        .map(|(from, to)| (to - from).saturating_mul(channels))
        .max()
        .unwrap_or(0);
    if size > max || u32::try_from(steps.shown.len()).is_err() || largest > MAX_FRAME_BYTES {
        let what = msg!(
            "pattern-fseq-too-large",
            step = steps.ms,
            takes = size >> 20,
            max = max >> 20
        );
        return Err(PatternError::TooLarge { what });
    }
    let mut head = Head {
        packing,
        channels,
        steps: &steps,
        id: 0,
        blocks: vec![(0, 0); cuts.len()],
    };
    if packing == Packing::None {
        head.blocks.clear();
    }
    let begin = out.stream_position().map_err(|e| unwritten(&e))?;
    out.write_all(&head.bytes()).map_err(|e| unwritten(&e))?;
    let mut id = Sha256::new();
    id.update((channels as u32).to_le_bytes());
    id.update(steps.ms.to_le_bytes());
    pack::each(
        frames,
        &steps.shown,
        &cuts,
        packing,
        |number, first, block| {
            id.update(block.digest);
            if let Some(line) = head.blocks.get_mut(number) {
                *line = (first, block.bytes.len());
            }
            out.write_all(&block.bytes).map_err(|e| unwritten(&e))
        },
    )?;
    head.id = number_of(&id.finalize());
    let end = out.stream_position().map_err(|e| unwritten(&e))?;
    out.seek(SeekFrom::Start(begin))
        .map_err(|e| unwritten(&e))?;
    out.write_all(&head.bytes()).map_err(|e| unwritten(&e))?;
    out.seek(SeekFrom::Start(end)).map_err(|e| unwritten(&e))?;
    Ok(())
}

/// Everything before the frames.
struct Head<'a> {
    packing: Packing,
    channels: usize,
    steps: &'a Steps,
    id: u64,
    /// First frame and bytes of each block.
    blocks: Vec<(usize, usize)>,
}

impl Head<'_> {
    fn bytes(&self) -> Vec<u8> {
        let variable = producer();
        let tables = HEADER + BLOCK * self.blocks.len();
        let start = (tables + variable.len()).next_multiple_of(4);
        let mut out = Vec::with_capacity(start);
        out.extend_from_slice(b"PSEQ");
        out.extend_from_slice(&(start as u16).to_le_bytes());
        out.extend_from_slice(&[0, 2]);
        out.extend_from_slice(&(tables as u16).to_le_bytes());
        out.extend_from_slice(&(self.channels as u32).to_le_bytes());
        out.extend_from_slice(&(self.steps.shown.len() as u32).to_le_bytes());
        out.extend_from_slice(&[self.steps.ms as u8, 0]);
        out.extend_from_slice(&[
            u8::from(self.packing == Packing::Zstd),
            self.blocks.len() as u8,
            0,
            0,
        ]);
        out.extend_from_slice(&self.id.to_le_bytes());
        for (first, len) in &self.blocks {
            out.extend_from_slice(&(*first as u32).to_le_bytes());
            out.extend_from_slice(&(*len as u32).to_le_bytes());
        }
        out.extend_from_slice(&variable);
        out.resize(start, 0);
        out
    }
}

/// The frames of each block: from, to. The same for every packing, because what a sequence is known by depends on them.
fn cuts(channels: usize, frames: usize) -> Vec<(usize, usize)> {
    let first = FIRST_BLOCK.min(frames);
    let rest = frames - first;
    let each = MIN_BLOCK
        .div_ceil(channels)
        .max(rest.div_ceil(MAX_BLOCKS - 1))
        .max(1);
    let rest = (first..frames)
        .step_by(each)
        .map(|at| (at, (at + each).min(frames)));
    std::iter::once((0, first)).chain(rest).collect()
}

/// What [`sequence`] does not keep, a sentence each.
pub(super) fn losses(frames: Durations<'_>) -> Vec<Message> {
    let steps = Steps::of(frames);
    let total = steps.ms * steps.shown.len() as u64;
    let mut losses = Vec::new();
    let mut shown = steps.shown.clone();
    shown.dedup();
    if shown.len() < frames.len() {
        losses.push(msg!(
            "pattern-loss-fseq-frames",
            step = steps.ms,
            left_out = frames.len() - shown.len(),
            all = frames.len()
        ));
    }
    if total != frames.total_ms() || !steps.exact {
        losses.push(msg!(
            "pattern-loss-fseq-rounded",
            step = steps.ms,
            total = total,
            was = frames.total_ms()
        ));
    } else if steps.shown.len() > frames.len() {
        losses.push(msg!(
            "pattern-loss-fseq-repeated",
            step = steps.ms,
            frames = steps.shown.len()
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
    fn of(frames: Durations<'_>) -> Self {
        let durations = || frames.iter().map(|d| u64::from(d.ms()));
        let common = durations().fold(0, gcd);
        let divisor = |n: u64| {
            (1..=MAX_STEP_MS.min(n))
                .rev()
                .find(|&step| n.is_multiple_of(step))
                .unwrap_or(1)
        };
        let exact = divisor(common);
        let all_equal = durations().all(|ms| ms == common);
        let ms = if exact >= MIN_STEP_MS || (all_equal && common <= MAX_STEP_MS) {
            exact
        } else {
            usual(frames).clamp(MIN_STEP_MS, MAX_STEP_MS)
        };
        let mut shown = Vec::with_capacity(frames.len());
        let mut now = 0_u64;
        let mut same = true;
        for (index, duration) in durations().enumerate() {
            now += duration;
            // ends are rounded, not lengths: nothing adds up
            let end = (now + ms / 2) / ms;
            let steps = end.saturating_sub(shown.len() as u64);
            same &= steps * ms == duration;
            shown.extend(std::iter::repeat_n(
                index,
                usize::try_from(steps)
                    .unwrap_or(usize::MAX)
                    .min(MAX_FRAME_BYTES),
            ));
        }
        if shown.is_empty() {
            shown.push(0);
        }
        Self {
            ms,
            shown,
            exact: same,
        }
    }
}

/// The duration that most frames have, in ms.
fn usual(frames: Durations<'_>) -> u64 {
    let mut all: Vec<u32> = frames.iter().map(|d| d.ms()).collect();
    all.sort_unstable();
    let longest = all.chunk_by(|a, b| a == b).max_by_key(|run| run.len());
    longest
        .and_then(|run| run.first())
        .copied()
        .unwrap_or(1)
        .into()
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The variable header that names this program as the writer.
fn producer() -> Vec<u8> {
    let text = concat!("Upload Bridge ", env!("CARGO_PKG_VERSION"), "\0");
    let len = (text.len() + 4) as u16;
    [&len.to_le_bytes()[..], b"sp", text.as_bytes()].concat()
}

/// Players take sequences of the same id for the same: so it is made from the content. Never 0, which is "none".
fn number_of(hash: &[u8]) -> u64 {
    hash.first_chunk::<8>()
        .map_or(1, |bytes| u64::from_be_bytes(*bytes))
        .max(1)
}
