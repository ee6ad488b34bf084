//! How long a small request may take on this device: RFC 6298, learned from its own answers. Pure; used by `timeout.rs`.

use std::time::Duration;

/// Below this a lost packet or two, which TCP repeats by itself, would count as a failure.
const SHORTEST: Duration = Duration::from_secs(3);
/// Above this a person takes the device for dead.
const LONGEST: Duration = Duration::from_secs(12);
/// Before the first sample.
const FIRST: Duration = Duration::from_secs(5);
/// While we do not know who it is: a level-1 native device may be deaf for 20 s while it plays.
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
        Self { mode, smoothed: None, doublings: 0, ambiguous: false }
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
        let learned = self.smoothed.map_or(FIRST, |(srtt, rttvar)| srtt + 4 * rttvar);
        // more doublings than fit into 31 bits have long met the upper bound
        learned.clamp(SHORTEST, longest).saturating_mul(1 << self.doublings.min(30)).min(longest)
    }

    /// An answer came after `took`.
    pub(super) fn answered(&mut self, took: Duration) {
        if std::mem::take(&mut self.ambiguous) {
            return;
        }
        self.doublings = 0;
        self.smoothed = Some(match self.smoothed {
            None => (took, took / 2),
            Some((srtt, rttvar)) => ((7 * srtt + took) / 8, (3 * rttvar + srtt.abs_diff(took)) / 4),
        });
    }

    /// No answer came in time.
    pub(super) fn timed_out(&mut self) {
        self.doublings = self.doublings.saturating_add(1);
        self.ambiguous = true;
    }

    /// The request was given up by who asked: nothing is learned, but its answer may still be in the way of the next.
    pub(super) fn abandoned(&mut self) {
        self.ambiguous = true;
    }
}
