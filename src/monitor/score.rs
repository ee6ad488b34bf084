//! The health score of a device: `100 x min(S, A)`. S is the part of its uploads that did not fail, A the Apdex of its
//! answers; the worse of the two is the reason. Without enough events there is no score.

use super::metrics::Window;
use crate::message::Message;
use crate::msg;

/// Events below which there is no score.
pub const MIN_EVENTS: u32 = 4;

/// A score from 0 to 100, and why it is not higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    pub value: u8,
    pub reason: Reason,
}

/// What holds a score down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing.
    Healthy,
    /// Uploads failed.
    Failures { failed: u32, ended: u32 },
    /// It answers slowly, or not at all.
    Answers {
        /// Answers within 1 s.
        quick: u32,
        /// Questions to which no answer came, or one after more than 4 s.
        silent: u32,
        probes: u32,
    },
}

impl Reason {
    /// Returns the reason in words.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Healthy => msg!("monitor-healthy"),
            Self::Failures { failed, ended } => {
                msg!("monitor-uploads-failed", failed = failed, ended = ended)
            }
            Self::Answers { silent, probes, .. } if silent > 0 => {
                msg!("monitor-answers-missing", silent = silent, probes = probes)
            }
            Self::Answers { .. } => msg!("monitor-answers-slow"),
        }
    }
}

/// Computes the score of a window; `None` with fewer than [`MIN_EVENTS`] events.
#[must_use]
pub fn score(window: &Window) -> Option<Score> {
    let ended = window.ended();
    let [quick, tolerated, frustrated] = window.apdex;
    let probes = quick + tolerated + frustrated;
    if ended + probes < MIN_EVENTS {
        return None;
    }
    // in halves, so that no rounding makes an imperfect score perfect
    let part = |good: u32, of: u32| {
        if of == 0 {
            1.0
        } else {
            f64::from(good) / f64::from(of)
        }
    };
    let success = part(ended - window.failed, ended);
    let apdex = part(2 * quick + tolerated, 2 * probes);
    let reason = if success >= 1.0 && apdex >= 1.0 {
        Reason::Healthy
    } else if success <= apdex {
        Reason::Failures {
            failed: window.failed,
            ended,
        }
    } else {
        Reason::Answers {
            quick,
            silent: frustrated,
            probes,
        }
    };
    Some(Score {
        value: (100.0 * success.min(apdex)).floor() as u8,
        reason,
    })
}

/// The median of scores; `None` of none. Of an even number it is the lower one of the two in the middle: a score that a
/// device has.
#[must_use]
pub fn median(scores: impl Iterator<Item = u8>) -> Option<u8> {
    let mut sorted: Vec<u8> = scores.collect();
    sorted.sort_unstable();
    sorted.get(sorted.len().saturating_sub(1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn window(
        [verified, unverified, skipped, failed, cancelled]: [u32; 5],
        apdex: [u32; 3],
    ) -> Window {
        Window {
            verified,
            unverified,
            skipped,
            failed,
            cancelled,
            apdex,
            ..Window::default()
        }
    }

    fn value(ended: [u32; 5], apdex: [u32; 3]) -> Option<u8> {
        score(&window(ended, apdex)).map(|score| score.value)
    }

    #[test]
    fn both_ends_are_reached_and_the_worse_part_is_named() {
        assert_eq!(value([4, 0, 0, 0, 0], [0; 3]), Some(100));
        assert_eq!(value([0, 0, 0, 4, 0], [9, 0, 0]), Some(0));
        assert_eq!(value([9, 0, 0, 0, 0], [0, 0, 4]), Some(0));
        let score = score(&window([5, 1, 1, 2, 3], [10, 0, 0])).unwrap();
        assert_eq!(score.reason.message().to_string(), "2 of 9 uploads failed");
        assert_eq!(score.value, 77);
    }

    #[test]
    fn a_single_failure_among_many_is_not_rounded_away() {
        assert_eq!(value([9_999, 0, 0, 1, 0], [0; 3]), Some(99));
        assert_eq!(value([0; 5], [9_999, 1, 0]), Some(99));
    }

    #[test]
    fn the_median_is_a_score_that_a_device_has() {
        assert_eq!(median([].into_iter()), None);
        assert_eq!(median([7].into_iter()), Some(7));
        assert_eq!(median([90, 10].into_iter()), Some(10));
        assert_eq!(median([90, 10, 50].into_iter()), Some(50));
    }

    fn counts() -> impl Strategy<Value = ([u32; 5], [u32; 3])> {
        (
            prop::array::uniform5(0..50_u32),
            prop::array::uniform3(0..50_u32),
        )
    }

    proptest! {
        #[test]
        fn the_score_is_within_bounds_and_absent_only_with_few_events((ended, apdex) in counts()) {
            let events = ended[..4].iter().sum::<u32>() + apdex.iter().sum::<u32>();
            let value = value(ended, apdex);
            prop_assert_eq!(value.is_none(), events < MIN_EVENTS);
            prop_assert!(value.is_none_or(|value| value <= 100));
        }

        #[test]
        fn one_more_good_event_never_lowers_it_and_a_bad_one_never_raises_it((ended, apdex) in counts()) {
            let Some(before) = value(ended, apdex) else { return Ok(()) };
            for good in 0..3 {
                let mut more = ended;
                more[good] += 1;
                prop_assert!(value(more, apdex).unwrap() >= before);
            }
            let mut failed = ended;
            failed[3] += 1;
            prop_assert!(value(failed, apdex).unwrap() <= before);
            let [quick, tolerated, silent] = apdex;
            prop_assert!(value(ended, [quick + 1, tolerated, silent]).unwrap() >= before);
            prop_assert!(value(ended, [quick, tolerated, silent + 1]).unwrap() <= before);
        }

        #[test]
        fn cancelling_changes_nothing((ended, apdex) in counts(), more in 0..50_u32) {
            let mut cancelled = ended;
            cancelled[4] += more;
            prop_assert_eq!(value(cancelled, apdex), value(ended, apdex));
        }
    }
}
