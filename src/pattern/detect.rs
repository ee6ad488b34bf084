//! How many LEDs a frame of headerless pixels has: every size that divides the file, ranked by evidence. Names and
//! neighbouring files (`names`), structure in time (`structure`), the counts of known devices and common sizes.
//! Called by the formats that hold bare pixels.

mod names;
mod prior;
mod structure;
pub(super) mod text;

use super::{Candidate, MAX_LEDS, Matrix, PatternError, ReadOptions, Reason, Selection, Source};
use crate::message::Message;
use crate::msg;
use names::Hint;

/// How many readings are offered.
const OFFERED: usize = 5;
/// Highest total that evidence reaches in practice; scores are shares of it.
const FULL_SCORE: f32 = 4.0;

/// Readings of headerless bytes, best first.
#[derive(Clone, Debug)]
pub(super) struct Ranking {
    /// At most five.
    pub(super) readings: Vec<Candidate>,
    /// Whether the first one is more than a guess.
    pub(super) certain: bool,
}

/// One size under consideration.
struct Trial {
    leds: usize,
    frames: usize,
    matrix: Option<Matrix>,
    total: f32,
    /// Weight and words of each piece of evidence.
    evidence: Vec<(f32, Message)>,
}

impl Trial {
    fn add(&mut self, weight: f32, text: Message) {
        self.total += weight;
        self.evidence.push((weight, text));
    }

    fn candidate(mut self) -> Candidate {
        self.evidence
            .sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
        let reasons = self
            .evidence
            .into_iter()
            .map(|(weight, text)| Reason {
                supports: weight > 0.0,
                text,
            })
            .collect();
        let score = (self.total / FULL_SCORE).clamp(0.0, 1.0);
        Candidate {
            leds: self.leds,
            frames: self.frames,
            matrix: self.matrix,
            score,
            reasons,
            selection: Selection::default(),
            pixels: None,
        }
    }
}

/// Ranks the sizes that divide the pixels of a file of `len` bytes, of which `source` has the beginning at least.
///
/// # Errors
/// `pattern.cancelled`.
pub(super) fn rank(
    source: Source<'_>,
    len: u64,
    options: &ReadOptions,
) -> Result<Ranking, PatternError> {
    let (pixels, _) = source.bytes.as_chunks::<3>();
    let Some(all) = usize::try_from(len / 3)
        .ok()
        .filter(|_| len.is_multiple_of(3))
    else {
        return Ok(Ranking {
            readings: Vec::new(),
            certain: false,
        });
    };
    let hints = names::hints(source.path);
    let mut trials: Vec<Trial> = divisors(all)
        .map(|leds| Trial {
            leds,
            frames: all / leds,
            matrix: None,
            total: 0.0,
            evidence: Vec::new(),
        })
        .collect();
    let kept = prior::sizes_to_measure(&mut trials, &hints, &options.device_leds);
    let measured = structure::measure(pixels, &kept, &options.cancel)?;
    for trial in &mut trials {
        if let Some(found) = measured.iter().find(|m| m.leds == trial.leds) {
            trial.add(found.score, found.words());
        } else {
            trial.total -= 1.0;
        }
        for hint in &hints {
            hint.weigh(trial);
        }
        if options.device_leds.contains(&trial.leds) {
            trial.add(0.5, msg!("pattern-reason-device"));
        }
    }
    trials.sort_by(|a, b| b.total.total_cmp(&a.total).then(a.leds.cmp(&b.leds)));
    trials.truncate(OFFERED);
    let certain = trials
        .first()
        .is_some_and(|best| named_exactly(best, &hints));
    Ok(Ranking {
        readings: trials.into_iter().map(Trial::candidate).collect(),
        certain,
    })
}

/// How many frames the name of a file says it has.
pub(super) fn frames_in_name(path: &std::path::Path) -> Option<usize> {
    names::of_file(path).iter().find_map(Hint::frames)
}

/// A name that gives width, height and number of frames, and their product is the file to the byte: no coincidence.
fn named_exactly(best: &Trial, hints: &[Hint]) -> bool {
    let size = hints
        .iter()
        .any(|h| h.is_strong_size() && h.leds() == Some(best.leds));
    let frames = hints
        .iter()
        .any(|h| h.in_file_name() && h.frames() == Some(best.frames));
    size && frames
}

/// Every LED count up to the largest layout that divides `pixels`.
fn divisors(pixels: usize) -> impl Iterator<Item = usize> {
    (1..=MAX_LEDS.min(pixels)).filter(move |&n| pixels.is_multiple_of(n))
}

#[cfg(test)]
mod tests;
