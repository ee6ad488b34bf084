//! Frames of any duration as steps of one length, which is all that a sequence has.

use crate::message::Message;
use crate::msg;
use crate::pattern::{Durations, MAX_FRAME_BYTES};

/// How long steps may be, in ms.
pub(super) struct StepLimits {
    /// Shortest step that is written to keep odd durations exact.
    pub(super) min: u64,
    /// Shortest step of frames that all show as long.
    pub(super) even: u64,
    pub(super) max: u64,
}

/// What the header holds. Players tick no faster than every 10 ms; a file that says so may be faster.
pub(super) const ANY: StepLimits = StepLimits {
    min: 10,
    even: 1,
    max: 255,
};

/// The frames in steps of equal length.
pub(super) struct Steps {
    pub(super) ms: u64,
    /// Which frame shows in each step.
    pub(super) shown: Vec<usize>,
    /// Whether every frame shows exactly as long as before.
    exact: bool,
}

impl Steps {
    /// Steps within the limits in which these frames show as long as they should, or nearly so.
    pub(super) fn of(frames: Durations<'_>, limits: &StepLimits) -> Self {
        let durations = || frames.iter().map(|d| u64::from(d.ms()));
        let common = durations().fold(0, gcd);
        let divisor = |n: u64| {
            (1..=limits.max.min(n))
                .rev()
                .find(|&step| n.is_multiple_of(step))
                .unwrap_or(1)
        };
        let exact = divisor(common);
        let all_equal = durations().all(|ms| ms == common);
        let ms =
            if exact >= limits.min || (all_equal && (limits.even..=limits.max).contains(&common)) {
                exact
            } else {
                usual(frames).clamp(limits.min, limits.max)
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

    /// What these frames lose in steps, a sentence each.
    pub(super) fn losses(&self, frames: Durations<'_>) -> Vec<Message> {
        let total = self.ms * self.shown.len() as u64;
        let mut losses = Vec::new();
        let mut shown = self.shown.clone();
        shown.dedup();
        if shown.len() < frames.len() {
            losses.push(msg!(
                "pattern-loss-fseq-frames",
                step = self.ms,
                left_out = frames.len() - shown.len(),
                all = frames.len()
            ));
        }
        if total != frames.total_ms() || !self.exact {
            losses.push(msg!(
                "pattern-loss-fseq-rounded",
                step = self.ms,
                total = total,
                was = frames.total_ms()
            ));
        } else if self.shown.len() > frames.len() {
            losses.push(msg!(
                "pattern-loss-fseq-repeated",
                step = self.ms,
                frames = self.shown.len()
            ));
        }
        losses
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
