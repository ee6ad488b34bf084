//! Structure in time: under the right size, a frame resembles the one before it, still or shifted along the strip.
//! Every size is scored by how well frames predict each other, seen against the background colour.

use crate::message::Message;
use crate::msg;
use crate::pattern::{Cancel, PatternError, Rgb};
use std::collections::HashMap;

/// Pixels compared for one size; more would not improve the answer.
const SAMPLE_PIXELS: usize = 14_000;
/// Places of the file where frames are sampled: patterns change their ways.
const WINDOWS: usize = 3;
/// Farthest shift along the strip that is looked for, in LEDs: a row of a wide matrix.
const MAX_SHIFT: isize = 40;
/// Pixels compared for one pair of frames over all shifts: of huge frames only few shifts are tried.
const SHIFT_PIXELS: usize = 200_000;
/// Pixels of a file that are looked at; what comes later would not change the answer, but cost memory and time.
const MAX_PIXELS: usize = 2_000_000;
/// Pairs of frames on which all shifts are tried; the best few are then tried on all frames.
const SHIFT_PROBES: usize = 16;
/// How many shifts are tried on all frames, besides none.
const SHIFTS_KEPT: usize = 6;
/// A single frame predicts nothing and contradicts nothing.
const SINGLE: f32 = 0.7;
/// A shifted match is worth a little less than a still one.
const SHIFTED: f32 = 0.98;
/// So is a match with the frame before the last, or the one before that.
const LAGS: [(usize, f32); 2] = [(2, 0.95), (3, 0.90)];

/// What was found for one size.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measured {
    pub(super) leds: usize,
    /// What counts for the ranking.
    pub(super) score: f32,
    /// Mean likeness of a frame and its best prediction, 0 to 1; `None` for a single frame.
    likeness: Option<f32>,
    /// The same from the previous frame alone.
    previous: f32,
    /// 0 to 1: how far changes come in a fixed rhythm of frames, as they do when a frame is cut into pieces.
    rhythm: f32,
    /// Whether pictures stand still in between, exactly and in more than one colour: then that is what the rhythm is.
    held: bool,
}

impl Measured {
    pub(super) fn words(&self) -> Message {
        match self.likeness {
            None => msg!("pattern-reason-single"),
            Some(_) if self.held => msg!("pattern-reason-held"),
            Some(_) if self.rhythm > 0.5 => msg!("pattern-reason-groups"),
            Some(likeness) => msg!("pattern-reason-alike", percent = (likeness * 100.0).round()),
        }
    }
}

/// A pixel and how far its colour is from the background.
#[derive(Clone, Copy)]
struct WeightedPixel {
    rgb: Rgb,
    weight: u32,
}

/// Measures each of `sizes`, all of which divide the number of `pixels`.
///
/// # Errors
/// `pattern.cancelled`.
pub(super) fn measure(
    pixels: &[Rgb],
    sizes: &[usize],
    cancel: &Cancel,
) -> Result<Vec<Measured>, PatternError> {
    let pixels = pixels.get(..MAX_PIXELS).unwrap_or(pixels);
    let background = most_common(pixels);
    let seen: Vec<WeightedPixel> = pixels
        .iter()
        .map(|&rgb| WeightedPixel {
            rgb,
            weight: distance(rgb, background),
        })
        .collect();
    let mut all = Vec::with_capacity(sizes.len());
    for &leds in sizes {
        cancel.check()?;
        all.push(of_size(&seen, leds));
    }
    let usual = median(
        all.iter()
            .filter(|m| m.likeness.is_some())
            .map(|m| m.previous),
    );
    let plain = all.clone();
    for m in &mut all {
        let broken = if m.rhythm > 0.5 && !m.held {
            0.2 * m.rhythm
        } else {
            0.0
        };
        m.score = m.likeness.unwrap_or(SINGLE) - broken - several_frames(m, &plain, usual);
    }
    Ok(all)
}

/// What to take off a size because half, a third ... of it explains the file about as well: then it is several frames.
fn several_frames(whole: &Measured, all: &[Measured], usual: f32) -> f32 {
    let parts = all.iter().filter(|part| {
        part.leds >= 16
            && (2..=5).any(|n| part.leds * n == whole.leds)
            && part.rhythm < 0.5
            && part.likeness.is_some()
    });
    let share = parts
        .map(|part| {
            // A piece whose changes come in a rhythm of its own is not a whole frame, and proves less.
            let doubt = 1.0 - part.rhythm / 0.5;
            doubt * (part.previous - usual) / (whole.previous - usual).max(0.02)
        })
        .fold(0.0, f32::max);
    if whole.likeness.is_none() {
        0.0
    } else {
        0.15 * ((share - 0.5) / 0.4).clamp(0.0, 1.0)
    }
}

fn of_size(seen: &[WeightedPixel], leds: usize) -> Measured {
    let windows = windows(seen, leds);
    let shifts = usual_shifts(&windows, leds);
    let mut total = 0.0;
    let mut total_previous = 0.0;
    let mut changes = Vec::new();
    for window in &windows {
        for (k, pair) in window.windows(2).enumerate() {
            let &[before, now] = pair else { continue };
            let still = likeness(before, now, 0);
            changes.push(1.0 - still);
            let shifted = shifts
                .iter()
                .map(|&s| SHIFTED * likeness(before, now, s))
                .fold(still, f32::max);
            let mut best = shifted;
            for (lag, worth) in LAGS {
                let Some(&earlier) = (k + 1).checked_sub(lag).and_then(|i| window.get(i)) else {
                    continue;
                };
                let tried = if lag == 2 { shifts.as_slice() } else { &[] };
                let moved = tried.iter().map(|&s| SHIFTED * likeness(earlier, now, s));
                best = best.max(worth * moved.fold(likeness(earlier, now, 0), f32::max));
            }
            total += best;
            total_previous += shifted;
        }
    }
    let pairs = changes.len() as f32;
    if changes.is_empty() {
        return Measured {
            leds,
            score: 0.0,
            likeness: None,
            previous: 0.0,
            rhythm: 0.0,
            held: false,
        };
    }
    let rhythm = rhythm(&changes);
    let held = rhythm > 0.5 && is_held(&windows, &changes);
    Measured {
        leds,
        score: 0.0,
        likeness: Some(total / pairs),
        previous: total_previous / pairs,
        rhythm,
        held,
    }
}

/// The frames to look at: all of them, or runs at the start, the middle and the end.
fn windows(seen: &[WeightedPixel], leds: usize) -> Vec<Vec<&[WeightedPixel]>> {
    let frames: Vec<&[WeightedPixel]> = seen.chunks_exact(leds).collect();
    let keep = (SAMPLE_PIXELS / leds).max(4);
    if frames.len() <= keep {
        return vec![frames];
    }
    let run = (keep / WINDOWS).max(2);
    let starts = (0..WINDOWS).map(|i| i * (frames.len() - run) / (WINDOWS - 1));
    starts
        .filter_map(|start| frames.get(start..start + run).map(<[_]>::to_vec))
        .collect()
}

/// The shifts that most often fit best, of all that are tried on a few pairs of frames.
fn usual_shifts(windows: &[Vec<&[WeightedPixel]>], leds: usize) -> Vec<isize> {
    let far = MAX_SHIFT
        .min(leds as isize / 4)
        .min((SHIFT_PIXELS / leds) as isize);
    let pairs: Vec<(&[WeightedPixel], &[WeightedPixel])> = windows
        .iter()
        .flat_map(|w| {
            w.windows(2)
                .zip(w.windows(3).map(Some).chain(std::iter::repeat(None)))
        })
        .flat_map(|(two, three)| {
            let next = match two {
                &[a, b] => Some((a, b)),
                _ => None,
            };
            let after_next = match three {
                Some(&[a, _, c]) => Some((a, c)),
                _ => None,
            };
            next.into_iter().chain(after_next)
        })
        .collect();
    let step = pairs.len().div_ceil(SHIFT_PROBES).max(1) | 1;
    let mut votes: HashMap<isize, usize> = HashMap::new();
    for &(before, now) in pairs.iter().step_by(step) {
        let tried = (-far..=far).map(|s| (likeness(before, now, s), s));
        let best = tried.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.abs().cmp(&a.1.abs())));
        if let Some((_, shift)) = best.filter(|&(_, s)| s != 0) {
            *votes.entry(shift).or_default() += 1;
        }
    }
    let mut ranked: Vec<(usize, isize)> = votes.into_iter().map(|(shift, n)| (n, shift)).collect();
    ranked.sort_by_key(|&(n, shift)| (std::cmp::Reverse(n), shift.abs(), shift));
    ranked
        .into_iter()
        .take(SHIFTS_KEPT)
        .map(|(_, shift)| shift)
        .collect()
}

/// How alike two frames are when the first is moved by `shift` LEDs: 1 the same, 0 nothing in common but background.
fn likeness(before: &[WeightedPixel], now: &[WeightedPixel], shift: isize) -> f32 {
    let by = shift.unsigned_abs();
    let (moved, kept, new) = if shift >= 0 {
        let (new, kept) = now.split_at(by.min(now.len()));
        (before, kept, new)
    } else {
        let (kept, new) = now.split_at(now.len().saturating_sub(by));
        (before.get(by..).unwrap_or_default(), kept, new)
    };
    // What moved in from outside cannot be predicted.
    let mut apart: u32 = new.iter().map(|p| p.weight).sum();
    let mut max = apart;
    for (a, b) in moved.iter().zip(kept) {
        max += a.weight + b.weight;
        if a.rgb != b.rgb {
            apart += distance(a.rgb, b.rgb);
        }
    }
    if max == 0 {
        1.0
    } else {
        1.0 - apart as f32 / max as f32
    }
}

/// How far changes gather in every second, third ... frame: 0 evenly, 1 all in one of them.
fn rhythm(changes: &[f32]) -> f32 {
    let mean = changes.iter().sum::<f32>() / changes.len() as f32;
    if mean < 1e-6 {
        return 0.0;
    }
    let of = |m: usize| {
        let phase = |r: usize| {
            let (sum, n) = changes
                .iter()
                .skip(r)
                .step_by(m)
                .fold((0.0, 0.0), |(sum, n), c| (sum + c, n + 1.0));
            sum / f32::max(n, 1.0)
        };
        let highest = (0..m).map(phase).fold(0.0, f32::max);
        (highest / mean - 1.0) / (m as f32 - 1.0)
    };
    [2, 3, 4, 5, 6, 8]
        .into_iter()
        .filter(|m| changes.len() >= 4 * m)
        .map(of)
        .fold(0.0, f32::max)
}

/// Whether at least half of the frames are exactly the ones before, and pictures rather than one colour: pieces of a frame
/// are alike only where it has nothing to show.
fn is_held(windows: &[Vec<&[WeightedPixel]>], changes: &[f32]) -> bool {
    let same = changes.iter().filter(|&&change| change < 1e-6).count();
    let frames = || windows.iter().flatten();
    let plain = frames()
        .filter(|frame| {
            frame
                .windows(2)
                .all(|two| matches!(two, [a, b] if a.rgb == b.rgb))
        })
        .count();
    same * 2 >= changes.len() && plain * 4 <= frames().count()
}

fn most_common(pixels: &[Rgb]) -> Rgb {
    let mut counts: HashMap<Rgb, usize> = HashMap::new();
    for &pixel in pixels {
        *counts.entry(pixel).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|&(rgb, n)| (n, rgb))
        .map_or([0; 3], |(rgb, _)| rgb)
}

fn distance(a: Rgb, b: Rgb) -> u32 {
    let [ar, ag, ab] = a;
    let [br, bg, bb] = b;
    u32::from(ar.abs_diff(br)) + u32::from(ag.abs_diff(bg)) + u32::from(ab.abs_diff(bb))
}

fn median(values: impl Iterator<Item = f32>) -> f32 {
    let mut sorted: Vec<f32> = values.collect();
    sorted.sort_by(f32::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
}
