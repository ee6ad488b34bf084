//! When each frame is due, and how its packets are spread: arithmetic only. Times are counted from the start of the
//! stream and never added up from what was measured, so there is nothing to drift.

use crate::pattern::Durations;
use std::time::Duration;

/// Default maximum frames per second: what WLED's documentation asks of senders.
pub const MAX_FPS: f32 = 50.0;

/// A frame that goes on showing is sent again so often: WLED shows its own again after 2.5 s without a packet.
const AGAIN: Duration = Duration::from_secs(1);

/// Least time between two packets where the frame leaves room: an ESP8266 loses packets that come faster.
const GAP: Duration = Duration::from_millis(3);

/// Least time that is worth a rest: below it packets go in small groups, because a thread that wakes for each of ten
/// thousand packets a second does little else.
const REST: Duration = Duration::from_millis(1);

/// Percentage of a frame's time that its packets may take: the rest absorbs delays, and lets the device show it.
const SPREAD_PCT: u32 = 80;

/// When to send which frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Due {
    /// Time since the start of the stream.
    pub(super) at: Duration,
    /// Index of the frame.
    pub(super) frame: usize,
}

/// The frames' times, looped for ever.
#[derive(Debug)]
pub(super) struct Timeline {
    /// When each frame ends within one pass, in microseconds; never empty.
    ends: Vec<u64>,
    /// Least time between two frames, in microseconds.
    least: u64,
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

impl Timeline {
    /// Frames that show so long, at most `max_fps` of them a second.
    pub(super) fn new(durations: Durations<'_>, max_fps: f32) -> Self {
        let mut end = 0_u64;
        let ends = durations.iter().map(|duration| {
            end += u64::from(duration.ms()) * 1000;
            end
        });
        let fps = f64::from(max_fps).clamp(0.01, 1000.0);
        Self {
            ends: ends.collect(),
            least: (1_000_000.0 / fps).round() as u64,
        }
    }

    fn pass(&self) -> u64 {
        self.ends.last().copied().unwrap_or(1).max(1)
    }

    /// Frames that are sent in a second, on average.
    pub(super) fn fps(&self) -> f32 {
        let own = self.ends.len() as f64 * 1_000_000.0 / self.pass() as f64;
        own.min(1_000_000.0 / self.least as f64)
            .max(1.0 / AGAIN.as_secs_f64()) as f32
    }

    /// The frame that shows at that time.
    pub(super) fn at(&self, at: Duration) -> Due {
        let within = micros(at) % self.pass();
        let frame = self.ends.partition_point(|end| *end <= within);
        Due {
            at,
            frame: frame.min(self.ends.len().saturating_sub(1)),
        }
    }

    /// Returns what is sent after `due`: the next frame, but not sooner than the rate allows, or the same one where it shows long.
    pub(super) fn after(&self, due: Due) -> Due {
        let at = micros(due.at);
        let pass = self.pass();
        let begun = at - at % pass;
        let change = self
            .ends
            .get(self.at(due.at).frame)
            .copied()
            .unwrap_or(pass)
            + begun;
        let next = change
            .max(at + self.least)
            .min(at + micros(AGAIN).max(self.least));
        self.at(Duration::from_micros(next))
    }
}

/// How the packets of one frame are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spread {
    /// Packets that go together.
    pub(super) group: usize,
    /// Time from one group to the next.
    pub(super) gap: Duration,
}

impl Spread {
    /// `packets` of a frame that has `room` until the next.
    pub(super) fn over(packets: usize, room: Duration) -> Self {
        let count = u32::try_from(packets).unwrap_or(u32::MAX).max(1);
        let gap = (room * SPREAD_PCT / 100 / count).min(GAP);
        if gap >= REST {
            return Self { group: 1, gap };
        }
        let group = REST.as_nanos().div_ceil(gap.as_nanos().max(1));
        let group = u32::try_from(group).unwrap_or(u32::MAX).min(count);
        Self {
            group: group as usize,
            gap: gap * group,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::FrameDuration;

    fn timeline(ms: &[u32], fps: f32) -> Timeline {
        let durations: Vec<_> = ms.iter().map(|&ms| FrameDuration::from_ms(ms)).collect();
        Timeline::new(Durations::Each(&durations), fps)
    }

    /// The first frames: milliseconds and index.
    fn played(timeline: &Timeline, count: usize) -> Vec<(u64, usize)> {
        let all = std::iter::successors(Some(timeline.at(Duration::ZERO)), |due| {
            Some(timeline.after(*due))
        });
        all.take(count)
            .map(|due| (due.at.as_millis() as u64, due.frame))
            .collect()
    }

    #[test]
    fn a_frame_is_due_when_all_before_it_have_shown_and_the_pattern_loops() {
        let all = played(&timeline(&[20, 50, 30], MAX_FPS), 7);
        assert_eq!(
            all,
            [
                (0, 0),
                (20, 1),
                (70, 2),
                (100, 0),
                (120, 1),
                (170, 2),
                (200, 0)
            ]
        );
    }

    #[test]
    fn a_hundred_thousand_frames_later_nothing_has_drifted() {
        let odd = timeline(&[33, 34, 33], MAX_FPS);
        let last = std::iter::successors(Some(odd.at(Duration::ZERO)), |due| Some(odd.after(*due)))
            .nth(300_000)
            .unwrap();
        assert_eq!((last.at, last.frame), (Duration::from_secs(10_000), 0));
    }

    #[test]
    fn faster_frames_are_thinned_and_keep_their_speed() {
        assert_eq!(
            played(&timeline(&[5; 10], MAX_FPS), 5),
            [(0, 0), (20, 4), (40, 8), (60, 2), (80, 6)]
        );
        assert_eq!(
            played(&timeline(&[5, 100], MAX_FPS), 4),
            [(0, 0), (20, 1), (105, 0), (125, 1)]
        );
        assert_eq!(timeline(&[5; 10], MAX_FPS).fps(), 50.0);
    }

    #[test]
    fn frames_that_show_long_are_sent_again_every_second() {
        let all = played(&timeline(&[2500, 100], MAX_FPS), 5);
        assert_eq!(all, [(0, 0), (1000, 0), (2000, 0), (2500, 1), (2600, 0)]);
        assert_eq!(timeline(&[60_000], MAX_FPS).fps(), 1.0);
    }

    #[test]
    fn packets_have_three_milliseconds_between_them_where_there_is_room() {
        let ms = Duration::from_millis;
        assert_eq!(
            Spread::over(3, ms(1000)),
            Spread {
                group: 1,
                gap: ms(3)
            }
        );
        assert_eq!(
            Spread::over(5, ms(20)),
            Spread {
                group: 1,
                gap: ms(3)
            }
        );
        assert_eq!(
            Spread::over(8, ms(20)),
            Spread {
                group: 1,
                gap: ms(2)
            }
        );
        assert_eq!(
            Spread::over(1, Duration::ZERO),
            Spread {
                group: 1,
                gap: Duration::ZERO
            }
        );
    }

    #[test]
    fn many_packets_go_in_small_groups_over_the_frame_and_leave_air_behind_it() {
        for (packets, room_ms) in [(20, 20), (137, 20), (209, 16), (2000, 20)] {
            let spread = Spread::over(packets, Duration::from_millis(room_ms));
            let groups = packets.div_ceil(spread.group) as u32;
            let last = spread.gap * (groups - 1);
            assert!(
                spread.gap >= REST && last <= Duration::from_millis(room_ms) * 81 / 100,
                "{packets}: {spread:?}"
            );
            assert!(
                last >= Duration::from_millis(room_ms) * 65 / 100,
                "{packets}: {spread:?}"
            );
        }
    }
}
