//! [`State`]: what a WLED shows, segment by segment, as `/json/state` reports it.

use super::json::as_number;
use crate::device;
use serde_json::Value;

/// One segment: a part of the LEDs with an effect of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) id: u64,
    pub(super) effect: u64,
    /// The file, where the effect is "Image".
    pub(super) name: String,
    pub(super) on: bool,
    frozen: bool,
    /// Opacity; 0 shows nothing.
    pub(super) brightness: u64,
    /// First LED or column, and the one behind the last; rows likewise, where there are any.
    pub(super) columns: (u64, u64),
    pub(super) rows: Option<(u64, u64)>,
}

impl Segment {
    /// Whether what its effect draws can be seen, and goes on.
    pub(super) fn is_shown(&self) -> bool {
        self.on && !self.frozen && self.brightness > 0
    }
}

/// What a WLED shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct State {
    pub(super) on: Option<bool>,
    pub(super) brightness: Option<u8>,
    /// The preset that was loaded last, while nothing has changed since.
    pub(super) preset: Option<u64>,
    /// Whether it shows its own although frames come live (`lor`).
    pub(super) overrides_streams: bool,
    /// Its last error; reading it clears it.
    pub(super) error: Option<u64>,
    pub(super) segments: Vec<Segment>,
}

impl State {
    /// Reads the parts of `state` that are used.
    pub(super) fn parse(state: &Value) -> Self {
        let number = |of: &Value, key: &str| of.get(key).and_then(as_number);
        let segments = state.get("seg").and_then(Value::as_array);
        let segment = |(index, segment): (usize, &Value)| Segment {
            // older firmwares name no id: the place in the list is it
            id: number(segment, "id").unwrap_or(index as u64),
            effect: number(segment, "fx").unwrap_or_default(),
            name: segment
                .get("n")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            on: segment.get("on").and_then(Value::as_bool).unwrap_or(true),
            frozen: segment.get("frz").and_then(Value::as_bool).unwrap_or(false),
            brightness: number(segment, "bri").unwrap_or(255),
            columns: (
                number(segment, "start").unwrap_or_default(),
                number(segment, "stop").unwrap_or_default(),
            ),
            rows: number(segment, "startY").zip(number(segment, "stopY")),
        };
        Self {
            on: state.get("on").and_then(Value::as_bool),
            brightness: number(state, "bri").and_then(|b| u8::try_from(b).ok()),
            preset: state
                .get("ps")
                .and_then(Value::as_i64)
                .and_then(|ps| u64::try_from(ps).ok())
                .filter(|ps| *ps > 0),
            overrides_streams: number(state, "lor").is_some_and(|lor| lor > 0),
            error: number(state, "error").filter(|error| *error > 0),
            segments: segments
                .into_iter()
                .flatten()
                .enumerate()
                .map(segment)
                .collect(),
        }
    }

    /// The file that the effect `image` shows in one of the segments: nothing of a device or a segment that is off or has no
    /// brightness, and nothing plays in one that is frozen.
    pub(super) fn plays(&self, image: u64) -> Option<&str> {
        let is_lit = self.on != Some(false) && self.brightness != Some(0);
        let segment = self
            .segments
            .iter()
            .find(|s| s.effect == image && !s.name.is_empty() && s.is_shown());
        segment
            .filter(|_| is_lit)
            .map(|segment| segment.name.as_str())
    }

    /// The file that plays, unless a stream hides it.
    pub(super) fn visible(&self, image: u64, is_live: bool) -> Option<String> {
        let is_hidden = is_live && !self.overrides_streams;
        let plays = self.plays(image).filter(|_| !is_hidden);
        plays.map(str::to_owned)
    }

    /// Segments that are frozen.
    pub(super) fn frozen(&self) -> Vec<u64> {
        let frozen = self.segments.iter().filter(|segment| segment.frozen);
        frozen.map(|segment| segment.id).collect()
    }

    /// Its segments that have LEDs.
    pub(super) fn filled(&self) -> impl Iterator<Item = device::Segment> {
        let side = |(start, stop): (u64, u64)| {
            Some((u16::try_from(start).ok()?, u16::try_from(stop).ok()?))
        };
        self.segments.iter().filter_map(move |segment| {
            let rows = match segment.rows {
                Some(rows) => Some(side(rows)?),
                None => None,
            };
            device::Segment::new(
                u16::try_from(segment.id).ok()?,
                side(segment.columns)?,
                rows,
            )
        })
    }

    /// The file that the effect `image` has in one of the segments, whether it plays or not.
    pub(super) fn holds(&self, image: u64) -> Option<&str> {
        let segment = self
            .segments
            .iter()
            .find(|s| s.effect == image && !s.name.is_empty());
        segment.map(|segment| segment.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::super::json::merge;
    use super::*;
    use serde_json::json;

    fn state(segments: &Value) -> State {
        State::parse(&json!({ "on": true, "bri": 128, "ps": -1, "seg": segments }))
    }

    #[test]
    fn a_state_is_read_as_far_as_it_goes() {
        let state = state(&json!([{ "fx": 3 }, { "id": 4, "fx": 53, "n": "a.gif" }]));
        assert_eq!(
            (state.preset, state.brightness, state.error),
            (None, Some(128), None)
        );
        assert_eq!(state.segments[0].id, 0, "an old firmware names no ids");
        assert_eq!((state.plays(53), state.plays(3)), (Some("a.gif"), None));
        assert_eq!(State::parse(&json!("nonsense")), State::default());
    }

    #[test]
    fn nothing_plays_on_what_is_off_or_dark_or_frozen() {
        let segment = json!({ "id": 0, "fx": 53, "n": "a.gif" });
        let of = |more: Value, on: bool| {
            let mut segment = segment.clone();
            merge(&mut segment, more);
            State::parse(&json!({ "on": on, "seg": [segment] }))
        };
        assert_eq!(of(json!({}), true).plays(53), Some("a.gif"));
        for state in [
            of(json!({}), false),
            of(json!({ "on": false }), true),
            of(json!({ "frz": true }), true),
            of(json!({ "bri": 0 }), true),
            State::parse(&json!({ "on": true, "bri": 0, "seg": [segment] })),
        ] {
            assert_eq!((state.plays(53), state.holds(53)), (None, Some("a.gif")));
        }
    }
}
