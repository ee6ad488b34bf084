//! Times that are no whole milliseconds, such as thirtieths of a second.

use crate::pattern::FrameDuration;

/// Picoseconds of a millisecond.
const PS: u128 = 1_000_000_000;

/// Rounds when frames begin, not how long they show: however many there are, none begins more than half a millisecond
/// early or late, unless those before it are shorter than the one millisecond that every frame is given.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::pattern::format) struct Clock {
    /// When the next frame begins.
    exact_ps: u128,
    /// When it begins in whole milliseconds.
    ms: u64,
}

impl Clock {
    /// The duration of the next frame, which is to show for `numerator / denominator` seconds.
    pub(in crate::pattern::format) fn show(
        &mut self,
        numerator: u64,
        denominator: u64,
    ) -> FrameDuration {
        let denominator = u128::from(denominator.max(1));
        // A picosecond is so little that rounding to it will not add up to anything.
        let exact = (u128::from(numerator) * PS * 1000 + denominator / 2) / denominator;
        self.exact_ps += exact;
        let until = u64::try_from((self.exact_ps + PS / 2) / PS).unwrap_or(u64::MAX);
        let shows = until.saturating_sub(self.ms).max(1);
        self.ms = self.ms.saturating_add(shows);
        FrameDuration::from_ms(u32::try_from(shows).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(numerator: u64, denominator: u64, count: usize) -> Vec<u32> {
        let mut clock = Clock::default();
        (0..count)
            .map(|_| clock.show(numerator, denominator).ms())
            .collect()
    }

    #[test]
    fn thirtieths_never_drift() {
        assert_eq!(shown(1, 30, 4), [33, 34, 33, 33]);
        let all = shown(1001, 30_000, 100_000);
        let mut now = 0_u64;
        let mut latest = 0.0_f64;
        for (index, ms) in all.iter().enumerate() {
            latest = latest.max((now as f64 - index as f64 * 1001.0 / 30.0).abs());
            now += u64::from(*ms);
        }
        assert!(latest <= 0.5 + 1e-6, "{latest}");
    }

    #[test]
    fn frames_shorter_than_a_millisecond_are_caught_up_with() {
        assert_eq!(shown(1, 10_000, 3), [1, 1, 1]);
        let mut clock = Clock::default();
        let all: Vec<u32> = [(4, 10_000), (4, 10_000), (4, 10_000), (98, 1000)]
            .map(|(n, d)| clock.show(n, d).ms())
            .into();
        assert_eq!(all, [1, 1, 1, 96], "99.2 ms in all");
    }

    #[test]
    fn whole_milliseconds_stay_what_they_are() {
        assert_eq!(shown(65_535, 1000, 2), [65_535, 65_535]);
        assert_eq!(shown(65_535, 1, 1), [65_535_000]);
        assert_eq!(shown(u64::MAX, 0, 1), [u32::MAX]);
    }
}
