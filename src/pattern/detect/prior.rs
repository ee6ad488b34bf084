//! What is likely before a pixel is looked at: sizes that LED strips and matrices come in.

use super::{Hint, Trial};
use crate::msg;

/// Counts of strips and matrices as they are sold and built.
const COMMON: [usize; 26] = [
    50, 60, 64, 72, 81, 90, 96, 100, 120, 128, 144, 150, 180, 200, 225, 240, 256, 288, 300, 320,
    400, 484, 512, 576, 600, 1024,
];
/// Below this many LEDs a reading becomes less likely.
const USUAL_LEDS: usize = 60;
/// How many sizes are worth the time to compare frames.
const MEASURED: usize = 64;

/// Weighs every trial by its size alone and returns the sizes worth measuring.
pub(super) fn sizes_to_measure(
    trials: &mut [Trial],
    hints: &[Hint],
    devices: &[usize],
) -> Vec<usize> {
    for trial in trials.iter_mut() {
        weigh(trial);
    }
    let mut order: Vec<(f32, usize)> = trials
        .iter()
        .map(|t| {
            let named = hints
                .iter()
                .any(|h| h.leds() == Some(t.leds) || h.frames() == Some(t.frames));
            (
                t.total
                    + if named || devices.contains(&t.leds) {
                        10.0
                    } else {
                        0.0
                    },
                t.leds,
            )
        })
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    order
        .into_iter()
        .take(MEASURED)
        .map(|(_, leds)| leds)
        .collect()
}

fn weigh(trial: &mut Trial) {
    let leds = trial.leds as f32;
    let frames = trial.frames as f32;
    if trial.leds < 24 {
        trial.add(
            -0.1 - 0.08 * (24.0 / leds).log2(),
            msg!("pattern-reason-few-leds"),
        );
    }
    // A controller usually has more LEDs than a short piece of strip; and pieces of frames look like short strips.
    if trial.leds < USUAL_LEDS {
        trial.total -= 0.08 * (USUAL_LEDS as f32 / leds).log2();
    }
    if trial.leds > 300 {
        trial.total -= 0.04 * (leds / 300.0).log2();
    }
    if trial.leds > 1024 {
        trial.add(-0.1, msg!("pattern-reason-many-leds"));
    }
    if trial.frames < 8 {
        trial.add(
            -0.05 * (8.0 / frames).log2(),
            msg!("pattern-reason-few-frames"),
        );
    }
    if is_matrix(trial.leds) {
        trial.total += 0.06;
    }
    if COMMON.contains(&trial.leds) {
        trial.add(0.06, msg!("pattern-reason-common"));
    }
}

/// Whether so many LEDs make a matrix of usual proportions: sides of at least 4, at most four times as wide as high.
fn is_matrix(leds: usize) -> bool {
    (4..=64).any(|h| leds.is_multiple_of(h) && leds / h >= h && leds / h <= 4 * h)
}
