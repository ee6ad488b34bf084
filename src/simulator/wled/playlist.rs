//! [`Playlist`]: presets one after another, each for a while (playlist.cpp). Driven by the device's main loop.

use serde_json::Value;
use std::time::Duration;
use tokio::time::Instant;

/// Maximum number of entries.
const MAX_ENTRIES: usize = 100;
/// Minimum time of an entry: a tenth of a second.
const TENTH: Duration = Duration::from_millis(100);

/// Time of an entry that stays: long enough, and short enough to be added to any instant.
const FOR_EVER: Duration = Duration::from_secs(1 << 32);

/// A running playlist.
#[derive(Clone, Debug)]
pub(super) struct Playlist {
    /// The preset it was loaded from, or 0.
    pub(super) preset: u8,
    entries: Vec<(u8, Duration)>,
    next: usize,
    at: Instant,
    /// Rounds still to play; 0 = endless.
    rounds: u64,
    /// Preset to load at the end.
    end: u8,
}

/// The next step of a playlist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Due {
    /// Preset to load.
    pub(super) load: Option<u8>,
    /// The playlist has ended.
    pub(super) over: bool,
}

impl Playlist {
    /// Parses `{"ps":[..],"dur":[..],"repeat":n,"end":n}`; `None` without entries.
    pub(super) fn of(json: &Value, preset: u8, now: Instant) -> Option<Self> {
        let presets = json.get("ps")?.as_array()?;
        let durations = json.get("dur");
        let entries: Vec<_> = presets
            .iter()
            .take(MAX_ENTRIES)
            .enumerate()
            .map(|(i, preset)| {
                // one number for all, or one each, the last for the rest; 0 = stays
                let own =
                    durations.and_then(|d| d.get(i).or_else(|| d.as_array()?.last()).or(Some(d)));
                let tenths = own.and_then(Value::as_u64).unwrap_or(100);
                let time = if tenths == 0 {
                    FOR_EVER
                } else {
                    TENTH * u32::try_from(tenths).unwrap_or(u32::MAX)
                };
                (preset.as_u64().unwrap_or(0).min(255) as u8, time)
            })
            .collect();
        let number = |key: &str| json.get(key).and_then(Value::as_u64).unwrap_or(0);
        let end = number("end").min(255) as u8;
        (!entries.is_empty()).then_some(Self {
            preset,
            entries,
            next: 0,
            at: now,
            rounds: number("repeat"),
            end,
        })
    }

    /// Returns the next step, if it is due.
    pub(super) fn due(&mut self, now: Instant) -> Option<Due> {
        if now < self.at {
            return None;
        }
        if self.next >= self.entries.len() {
            self.next = 0;
            if self.rounds == 1 {
                return Some(Due {
                    load: (self.end > 0).then_some(self.end),
                    over: true,
                });
            }
            self.rounds = self.rounds.saturating_sub(1);
        }
        let (preset, time) = *self.entries.get(self.next)?;
        self.next += 1;
        // after a long gap it does not catch up
        self.at = self.at.max(now.checked_sub(time).unwrap_or(now)) + time;
        Some(Due {
            load: Some(preset),
            over: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn entries_follow_each_other_and_the_end_comes_last() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let json = json!({"ps": [1, 2], "dur": [1, 2], "repeat": 1, "end": 9});
        let mut playlist = Playlist::of(&json, 5, start).unwrap();
        let load = |n| {
            Some(Due {
                load: Some(n),
                over: false,
            })
        };
        assert_eq!((playlist.due(at(0)), playlist.due(at(99))), (load(1), None));
        assert_eq!(
            (playlist.due(at(100)), playlist.due(at(299))),
            (load(2), None)
        );
        assert_eq!(
            playlist.due(at(300)),
            Some(Due {
                load: Some(9),
                over: true
            })
        );
        let mut stays = Playlist::of(&json!({"ps": [3, 4], "dur": 0}), 5, start).unwrap();
        assert_eq!(
            (stays.due(start), stays.due(at(9_000_000))),
            (load(3), None),
            "0 is for ever"
        );
        assert!(Playlist::of(&json!({"ps": []}), 5, start).is_none());
    }
}
