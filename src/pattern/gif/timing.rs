//! Which frames a GIF shows and for how long: GIF counts hundredths of a second, and players want a few of them for each
//! picture. The parent module and the losses of the `gif` format ask.

use super::GifProfile;
use crate::pattern::Frames;

/// GIF counts time in hundredths of a second: ms of one tick.
pub(in crate::pattern) const TICK_MS: u64 = 10;
/// The longest delay that 16 bits say, in ticks.
const MAX_TICKS: u64 = u16::MAX as u64;

/// A frame that is drawn, and how long it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::pattern) struct TimedFrame {
    pub(in crate::pattern) frame: usize,
    /// Frames that it stands for: itself and equal ones behind it; 1 where equal frames are not merged.
    pub(in crate::pattern) stands_for: usize,
    /// Hundredths of a second; at least what the profile asks for, and perhaps more than 16 bits say.
    pub(in crate::pattern) ticks: u64,
}

impl TimedFrame {
    /// The delays of the pictures that this takes: one, or more where it is longer than 16 bits say. None is shorter than
    /// `min`.
    pub(super) fn delays(&self, min: u64) -> impl Iterator<Item = u16> + use<> {
        let mut left = self.ticks;
        std::iter::from_fn(move || {
            let now = if left > MAX_TICKS {
                MAX_TICKS.min(left - min)
            } else {
                left
            };
            left -= now;
            (now > 0).then_some(u16::try_from(now).unwrap_or(u16::MAX))
        })
    }
}

/// What is shown, in order. Every picture starts at the tick that is nearest to where its first frame starts, and all of
/// them together last as long as the loop, rounded to a tick; so nothing adds up, however long the pattern. Of frames that
/// are too short to be all shown, those are left out that show the shortest. Only a loop that is shorter than one picture
/// may be becomes longer.
pub(in crate::pattern) fn shown(frames: &Frames, profile: GifProfile) -> Vec<TimedFrame> {
    let runs = runs(frames, profile.merge_equal);
    let end = ticks(runs.last().map_or(0, |run| run.ends_ms));
    let chosen = choose(&runs, end, profile.min_delay);
    let start = |&i: &usize| ticks(starts_ms(&runs, i));
    let mut shown: Vec<TimedFrame> = Vec::with_capacity(chosen.len());
    for (at, index) in chosen.iter().enumerate() {
        let Some(run) = runs.get(*index) else {
            continue;
        };
        let from = if at == 0 { 0 } else { start(index) };
        let ticks = chosen
            .get(at + 1)
            .map_or(end, start)
            .saturating_sub(from)
            .max(profile.min_delay);
        match shown.last_mut() {
            // What stood between two equal frames was left out.
            Some(last)
                if profile.merge_equal && frames.frame(last.frame) == frames.frame(run.first) =>
            {
                last.ticks += ticks;
                last.stands_for += run.frames;
            }
            _ => shown.push(TimedFrame {
                frame: run.first,
                stands_for: run.frames,
                ticks,
            }),
        }
    }
    shown
}

/// Frames that follow each other and are equal.
struct EqualRun {
    first: usize,
    frames: usize,
    /// From the start of the loop.
    ends_ms: u64,
}

/// All frames, equal neighbours together if `merge` says so.
fn runs(frames: &Frames, merge: bool) -> Vec<EqualRun> {
    let mut runs: Vec<EqualRun> = Vec::new();
    let mut now = 0;
    for (index, (rgb, duration)) in frames.iter().enumerate() {
        now += u64::from(duration.ms());
        match runs.last_mut() {
            Some(run) if merge && frames.frame(run.first) == Some(rgb) => {
                run.frames += 1;
                run.ends_ms = now;
            }
            _ => runs.push(EqualRun {
                first: index,
                frames: 1,
                ends_ms: now,
            }),
        }
    }
    runs
}

/// When run `index` starts.
fn starts_ms(runs: &[EqualRun], index: usize) -> u64 {
    index
        .checked_sub(1)
        .and_then(|before| runs.get(before))
        .map_or(0, |run| run.ends_ms)
}

/// The nearest tick.
fn ticks(ms: u64) -> u64 {
    (ms + TICK_MS / 2) / TICK_MS
}

/// Which runs are shown: of all choices whose starts are `min` ticks apart, the first at tick 0 and the last `min`
/// before the end, the one that shows the most milliseconds of the pattern. Each run remembers the best choice that ends
/// with it, which is itself behind the best of those that end early enough.
fn choose(runs: &[EqualRun], end: u64, min: u64) -> Vec<usize> {
    const NO_RUN: u32 = u32::MAX;
    // Best so far that ends early enough for this run, and how far `early` has looked for it.
    let mut early = 0;
    let mut best = 0_u64;
    let mut last = NO_RUN;
    let mut shows: Vec<(u64, u32)> = Vec::with_capacity(runs.len());
    for (index, run) in runs.iter().enumerate() {
        let from_ms = starts_ms(runs, index);
        let at = ticks(starts_ms(runs, index));
        while early < index && ticks(starts_ms(runs, early)) + min <= at {
            if let Some(&(sum, _)) = shows.get(early).filter(|&&(sum, _)| sum > best) {
                best = sum;
                last = u32::try_from(early).unwrap_or(NO_RUN);
            }
            early += 1;
        }
        let possible = at == 0 || best > 0;
        shows.push((
            if possible {
                best + run.ends_ms - from_ms
            } else {
                0
            },
            last,
        ));
    }
    let in_time = |&(index, _): &(usize, &(u64, u32))| ticks(starts_ms(runs, index)) + min <= end;
    let final_one = shows
        .iter()
        .enumerate()
        .take_while(in_time)
        .max_by_key(|(_, (sum, _))| *sum);
    let Some((mut at, _)) = final_one else {
        let longest = (0..runs.len())
            .max_by_key(|&i| runs.get(i).map(|run| run.ends_ms - starts_ms(runs, i)));
        return longest.into_iter().collect();
    };
    let mut chosen = vec![at];
    while let Some(&(_, before)) = shows.get(at).filter(|(_, before)| *before != NO_RUN) {
        at = before as usize;
        chosen.push(at);
    }
    chosen.reverse();
    chosen
}
