//! Which segments of a WLED show a GIF, and the requests that start and stop one.

use super::area::Area;
use super::json::merge;
use super::state::{Segment, State};
use serde_json::{Value, json};

/// Other segments that are drawn over a part of `area`: WLED draws them in the order of their numbers.
pub(super) fn over(state: &State, area: Area) -> Vec<u64> {
    let covers = |s: &&Segment| s.id > area.id && s.on && s.brightness > 0 && area.meets(s);
    state
        .segments
        .iter()
        .filter(covers)
        .map(|segment| segment.id)
        .collect()
}

/// Other segments than that of `area` which have the effect `image`.
pub(super) fn others_with(state: &State, image: u64, area: Area) -> Vec<u64> {
    state
        .segments
        .iter()
        .filter(|s| s.id != area.id && s.effect == image)
        .map(|segment| segment.id)
        .collect()
}

/// Whether the segment of `area` shows that file, by what the device says.
pub(super) fn shows(state: &State, image: u64, name: &str, area: Area) -> bool {
    state.on != Some(false)
        && state.error.is_none()
        && state
            .segments
            .iter()
            .any(|s| s.id == area.id && s.effect == image && s.name == name && s.is_shown())
}

/// Starts `name` with the effect `image` over `area`. Only one segment of a device can show a GIF: all others let go of
/// theirs first. Brightness is the person's and stays.
pub(super) fn start(state: &State, image: u64, name: &str, area: Area) -> Value {
    let others = others_with(state, image, area).into_iter();
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

/// Releases a file: the effect would keep showing what it has read of it.
fn stop_segment(id: u64) -> Value {
    json!({ "id": id, "fx": 0, "n": "" })
}

/// Makes the request by which every segment releases that file; `None` where no segment has it.
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
        let shown = |segment: Value| shows(&state(&json!([segment])), 53, "a.gif", Area::strip(4));
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
        assert!(!shows(&State::parse(&failed), 53, "a.gif", Area::strip(4)));
    }
}
