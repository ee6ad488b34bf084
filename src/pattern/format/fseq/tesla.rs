//! Sequences as the light show of a Tesla takes them: uncompressed, of 48 or 200 channels, in steps of 15 to 100 ms. (The
//! README and `validator.py` of the repository teslamotors/light-show on GitHub, as of December 2024.)

use super::steps::{StepLimits, Steps};
use super::write::{Packing, Piece, Plan};
use crate::message::Message;
use crate::msg;
use crate::pattern::{Pattern, Reel};
use std::ops::Range;

/// Channels of the first cars, and of those since the Cybertruck.
const CHANNELS: [usize; 2] = [48, 200];
/// Steps that cars play.
const STEPS: StepLimits = StepLimits {
    min: 15,
    even: 15,
    max: 100,
};
/// Longest show, in ms: four hours.
const MAX_MS: u64 = 4 * 60 * 60 * 1000;
/// Versions that cars were tried with: 2.0 and 2.2.
const MINORS: [u8; 2] = [0, 2];

/// What a car takes of a pattern.
pub(super) fn plan(pattern: &Pattern) -> Plan {
    let mut plan = Plan::of(&pattern.frames, Some(Packing::None));
    let ranges = ranges(&pattern.frames);
    let takes = takes(&ranges);
    let mut from = 0;
    plan.pieces = ranges
        .iter()
        .map(|range| {
            let start = from;
            from += range.len();
            Piece {
                from: start,
                to: range.start.min(takes),
                len: range.end.min(takes).saturating_sub(range.start),
            }
        })
        .collect();
    let before = (plan.steps.ms, plan.channels.count);
    plan.steps = Steps::of(pattern.frames.durations(), &STEPS);
    plan.channels.count = takes;
    plan.channels.ranges.clear();
    if !MINORS.contains(&plan.channels.minor) {
        plan.channels.minor = 0;
    }
    // another sequence must not be known by the same number
    if before != (plan.steps.ms, takes) || (ranges.len(), end(&ranges)) != (1, takes) {
        plan.channels.id = 0;
    }
    plan
}

/// What of the pattern is outside of the rules of cars, a sentence each.
pub(super) fn losses(pattern: &Pattern, plan: &Plan) -> Vec<Message> {
    let mut losses = Vec::new();
    let has = end(&ranges(&pattern.frames));
    let takes = plan.channels.count;
    if has > takes {
        losses.push(msg!("pattern-loss-tesla-cut", has = has, takes = takes));
    } else if has < takes {
        losses.push(msg!("pattern-loss-tesla-off", has = has, takes = takes));
    }
    let lasts = plan.steps.ms * plan.steps.shown.len() as u64;
    if lasts > MAX_MS {
        let minutes = lasts.div_ceil(60_000);
        let max = MAX_MS / 60_000;
        losses.push(msg!(
            "pattern-loss-tesla-long",
            minutes = minutes,
            max = max
        ));
    }
    if pattern.frames.channels().is_none() {
        losses.push(msg!("pattern-loss-tesla-colours"));
    }
    losses
}

/// Which channels of a show the pattern has.
fn ranges(frames: &Reel) -> Vec<Range<usize>> {
    let channels = Plan::kept(frames);
    let count = channels.map_or(frames.leds() * 3, |kept| kept.count);
    match channels {
        Some(kept) if !kept.ranges.is_empty() => kept.ranges.clone(),
        _ => std::iter::once(0..count).collect(),
    }
}

/// The channel behind the last one.
fn end(ranges: &[Range<usize>]) -> usize {
    ranges.iter().map(|range| range.end).max().unwrap_or(0)
}

/// How many channels the car has that these are for.
fn takes(ranges: &[Range<usize>]) -> usize {
    let [first, all] = CHANNELS;
    if end(ranges) <= first { first } else { all }
}

#[cfg(test)]
mod tests;
