//! `/json/state`: what a WLED shows, segment by segment, and changing it.

use super::area::Area;
use super::info::as_number;
use super::reply::{get_json, json, post_json, success};
use super::write;
use crate::device::{self, DeviceError, Session};
use serde_json::{Value, json};

/// One segment: a part of the LEDs with an effect of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) id: u64,
    pub(super) effect: u64,
    /// The file, where the effect is "Image".
    pub(super) name: String,
    on: bool,
    frozen: bool,
    /// Opacity; 0 shows nothing.
    brightness: u64,
    /// First LED or column, and the one behind the last; rows likewise, where there are any.
    pub(super) columns: (u64, u64),
    pub(super) rows: Option<(u64, u64)>,
}

impl Segment {
    /// Whether what its effect draws can be seen, and goes on.
    fn is_shown(&self) -> bool {
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
    /// What of `state` is understood.
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

    /// The same, unless a stream hides it.
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

    /// Other segments that are drawn over a part of `area`: WLED draws them in the order of their numbers.
    pub(super) fn over(&self, area: Area) -> Vec<u64> {
        let covers = |s: &&Segment| s.id > area.id && s.on && s.brightness > 0 && area.meets(s);
        self.segments
            .iter()
            .filter(covers)
            .map(|segment| segment.id)
            .collect()
    }

    /// Other segments than that of `area` which have the effect `image`.
    pub(super) fn others_with(&self, image: u64, area: Area) -> Vec<u64> {
        self.segments
            .iter()
            .filter(|s| s.id != area.id && s.effect == image)
            .map(|segment| segment.id)
            .collect()
    }

    /// Whether the segment of `area` shows that file, by what the device says.
    pub(super) fn shows(&self, image: u64, name: &str, area: Area) -> bool {
        self.on != Some(false)
            && self.error.is_none()
            && self
                .segments
                .iter()
                .any(|s| s.id == area.id && s.effect == image && s.name == name && s.is_shown())
    }
}

/// Adds the members of `more` to an object.
pub(super) fn merge(object: &mut Value, more: Value) {
    if let (Some(object), Value::Object(more)) = (object.as_object_mut(), more) {
        object.extend(more);
    }
}

/// Asks what it shows, as it says it.
pub(super) async fn read(session: &Session) -> Result<Value, DeviceError> {
    get_json(
        &session.link,
        &session.attempts,
        "/json/state",
        "asking what it shows",
    )
    .await
}

/// Changes what it shows; the new state. To say the same twice does no harm, so it is repeated where the answer is lost.
pub(super) async fn change(
    session: &Session,
    doing: &'static str,
    change: &Value,
) -> Result<State, DeviceError> {
    let mut body = change.clone();
    // without a broadcast: synced devices do not have our files; with the whole state as the answer
    merge(&mut body, json!({ "udpn": { "nn": true }, "v": true }));
    let reply = write::send(session, doing, post_json(session, "/json/si", &body)).await?;
    let answer = json(doing, &success(doing, reply)?)?;
    if let Some(state) = answer.get("state") {
        return Ok(State::parse(state));
    }
    if answer.get("seg").is_some() {
        return Ok(State::parse(&answer));
    }
    // firmwares before `v` only say "success"
    read(session).await.map(|state| State::parse(&state))
}

/// Starts `name` with the effect `image` over `area`. Only one segment of a device can show a GIF: all others let go of
/// theirs first. Brightness is the person's and stays.
pub(super) fn start(state: &State, image: u64, name: &str, area: Area) -> Value {
    let others = state.others_with(image, area).into_iter();
    let mut segments: Vec<Value> = others.map(stop_segment).collect();
    let mut ours = area.to_json();
    // 128 is the speed as authored; the effect's second slider blurs, and older settings of it stay without the 0
    merge(
        &mut ours,
        json!({ "n": name, "fx": image, "sx": 128, "ix": 0 }),
    );
    segments.push(ours);
    json!({ "on": true, "tt": 0, "lor": 0, "seg": segments })
}

/// Lets go of a file: the effect would keep showing what it has read of it.
fn stop_segment(id: u64) -> Value {
    json!({ "id": id, "fx": 0, "n": "" })
}

/// What makes every segment let go of that file; `None` where none has it.
pub(super) fn stop(state: &State, image: u64, name: &str) -> Option<Value> {
    let having = state
        .segments
        .iter()
        .filter(|s| s.effect == image && s.name == name);
    let segments: Vec<Value> = having.map(|s| stop_segment(s.id)).collect();
    (!segments.is_empty()).then(|| json!({ "tt": 0, "seg": segments }))
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn starting_takes_the_gif_from_all_other_segments_first() {
        let state = state(
            &json!([{ "id": 0 }, { "id": 1, "fx": 53, "n": "old.gif" }, { "id": 2, "fx": 9 }]),
        );
        let body = start(&state, 53, "ub_a_00000000.gif", Area::strip(300));
        let segments = body["seg"].as_array().unwrap();
        assert_eq!(segments[0], json!({ "id": 1, "fx": 0, "n": "" }));
        assert_eq!(segments.len(), 2, "the third segment shows something else");
        let ours = &segments[1];
        assert_eq!(
            (&ours["ix"], &ours["sx"], &ours["frz"]),
            (&json!(0), &json!(128), &json!(false))
        );
        assert_eq!(
            (&ours["start"], &ours["stop"], &ours["n"]),
            (&json!(0), &json!(300), &json!("ub_a_00000000.gif"))
        );
        assert!(body.get("bri").is_none() && body["tt"] == 0);
    }

    #[test]
    fn only_the_very_file_in_segment_0_counts_as_shown() {
        let shown = |segment: Value| state(&json!([segment])).shows(53, "a.gif", Area::strip(4));
        assert!(shown(json!({ "id": 0, "fx": 53, "n": "a.gif" })));
        assert!(!shown(json!({ "id": 0, "fx": 53, "n": "b.gif" })));
        assert!(!shown(json!({ "id": 0, "fx": 52, "n": "a.gif" })));
        assert!(!shown(
            json!({ "id": 0, "fx": 53, "n": "a.gif", "frz": true })
        ));
        assert!(!shown(
            json!({ "id": 0, "fx": 53, "n": "a.gif", "on": false })
        ));
        assert!(!shown(json!({ "id": 1, "fx": 53, "n": "a.gif" })));
        let failed =
            json!({ "on": true, "error": 7, "seg": [{ "id": 0, "fx": 53, "n": "a.gif" }] });
        assert!(!State::parse(&failed).shows(53, "a.gif", Area::strip(4)));
    }
}
