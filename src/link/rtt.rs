//! How long a small request may take on this device: RFC 6298, learned from its own answers. Pure; used by `timeout.rs`.

use std::time::Duration;

/// Below this a lost packet or two, which TCP repeats by itself, would count as a failure.
const SHORTEST: Duration = Duration::from_secs(3);
/// Above this a person takes the device for dead.
const LONGEST: Duration = Duration::from_secs(12);
/// Before the first sample.
const FIRST: Duration = Duration::from_secs(5);
/// Before the family is known: a level-1 native device may not answer for 20 s while it plays.
const LONGEST_UNIDENTIFIED: Duration = Duration::from_secs(25);

/// How small requests are timed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProbeTimeout {
    /// By the device's own round trips, 3 to 12 s.
    #[default]
    Adaptive,
    /// Always the same.
    Fixed(Duration),
    /// As `Adaptive`, but doubled up to 25 s: the device may turn out to be one that is deaf while it plays.
    Unidentified,
}

impl ProbeTimeout {
    /// Native level 1: plays a whole pass of its animation, up to 20 s, between two requests.
    pub const NATIVE_LEVEL_1: Self = Self::Fixed(LONGEST_UNIDENTIFIED);
}

/// The estimator of one device.
#[derive(Clone, Debug)]
pub(super) struct Rtt {
    mode: ProbeTimeout,
    /// Smoothed round trip and its variation, once there was a sample.
    smoothed: Option<(Duration, Duration)>,
    /// Timeouts since the last sample: each has doubled the timeout.
    doublings: u32,
    /// A request was given up: the device may still be at it, and the next answer would measure that wait too (Karn).
    ambiguous: bool,
}

impl Rtt {
    pub(super) fn new(mode: ProbeTimeout) -> Self {
        Self {
            mode,
            smoothed: None,
            doublings: 0,
            ambiguous: false,
        }
    }

    pub(super) fn set_mode(&mut self, mode: ProbeTimeout) {
        self.mode = mode;
    }

    /// How long the next small request may take.
    pub(super) fn timeout(&self) -> Duration {
        let longest = match self.mode {
            ProbeTimeout::Fixed(fixed) => return fixed,
            ProbeTimeout::Adaptive => LONGEST,
            ProbeTimeout::Unidentified => LONGEST_UNIDENTIFIED,
        };
        let learned = self
            .smoothed
            .map_or(FIRST, |(srtt, rttvar)| srtt + 4 * rttvar);
        // more doublings than fit into 31 bits have long met the upper bound
        learned
            .clamp(SHORTEST, longest)
            .saturating_mul(1 << self.doublings.min(30))
            .min(longest)
    }

    /// An answer came after `took`.
    pub(super) fn answered(&mut self, took: Duration) {
        if std::mem::take(&mut self.ambiguous) {
            return;
        }
        self.doublings = 0;
        self.smoothed = Some(match self.smoothed {
            None => (took, took / 2),
            Some((srtt, rttvar)) => (
                (7 * srtt + took) / 8,
                (3 * rttvar + srtt.abs_diff(took)) / 4,
            ),
        });
    }

    /// No answer came in time.
    pub(super) fn timed_out(&mut self) {
        self.doublings = self.doublings.saturating_add(1);
        self.ambiguous = true;
    }

    /// The caller gave the request up: nothing is learned, but its answer may still delay the next.
    pub(super) fn abandoned(&mut self) {
        self.ambiguous = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::fixture::{millis, secs};

    #[test]
    fn the_first_timeout_is_five_seconds_and_doubles_to_twelve() {
        let mut rtt = Rtt::new(ProbeTimeout::Adaptive);
        let mut seen = vec![rtt.timeout()];
        for _ in 0..3 {
            rtt.timed_out();
            seen.push(rtt.timeout());
        }
        assert_eq!(seen, [5, 10, 12, 12].map(secs));
    }

    #[test]
    fn an_unidentified_device_is_waited_for_as_long_as_a_deaf_player_takes() {
        let mut rtt = Rtt::new(ProbeTimeout::Unidentified);
        let mut seen = vec![rtt.timeout()];
        for _ in 0..60 {
            rtt.timed_out();
            seen.push(rtt.timeout());
        }
        assert_eq!(seen[..5], [5, 10, 20, 25, 25].map(secs));
        assert_eq!(seen.last(), Some(&secs(25)));
        rtt.set_mode(ProbeTimeout::NATIVE_LEVEL_1);
        assert_eq!(rtt.timeout(), secs(25));
    }

    /// By hand: R = 2000 gives SRTT 2000, RTTVAR 1000, RTO 6000; R' = 1200: RTTVAR = (3000 + 800) / 4 = 950,
    /// SRTT = (14000 + 1200) / 8 = 1900, RTO 5700; R' = 2700: RTTVAR = (2850 + 800) / 4 = 912.5,
    /// SRTT = (13300 + 2700) / 8 = 2000, RTO 5650.
    #[test]
    fn round_trips_are_smoothed_as_rfc_6298_says() {
        let mut rtt = Rtt::new(ProbeTimeout::Adaptive);
        for (sample, timeout) in [(2000, 6000), (1200, 5700), (2700, 5650)] {
            rtt.answered(millis(sample));
            assert_eq!(rtt.timeout(), millis(timeout), "after {sample} ms");
        }
    }

    #[test]
    fn the_timeout_stays_between_three_and_twelve_seconds() {
        let mut rtt = Rtt::new(ProbeTimeout::Adaptive);
        rtt.answered(millis(4));
        assert_eq!(rtt.timeout(), secs(3));
        rtt.timed_out();
        assert_eq!(rtt.timeout(), secs(6));
        let mut slow = Rtt::new(ProbeTimeout::Adaptive);
        slow.answered(secs(9));
        assert_eq!(slow.timeout(), secs(12));
    }

    #[test]
    fn an_answer_after_a_given_up_request_is_no_sample_but_the_next_is() {
        let mut rtt = Rtt::new(ProbeTimeout::Adaptive);
        rtt.answered(secs(1));
        rtt.timed_out();
        assert_eq!(rtt.timeout(), secs(6));
        rtt.answered(millis(10));
        assert_eq!(
            (rtt.timeout(), rtt.smoothed),
            (secs(6), Some((secs(1), millis(500)))),
            "ambiguous"
        );
        rtt.answered(secs(1));
        assert_eq!(
            (rtt.doublings, rtt.smoothed),
            (0, Some((secs(1), millis(375))))
        );
        rtt.abandoned();
        rtt.answered(secs(4));
        assert_eq!(rtt.smoothed, Some((secs(1), millis(375))), "ambiguous");
    }
}
