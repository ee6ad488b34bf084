//! Snapshots: what a WLED showed before a pattern was started, in its own words, to be restored.

use super::json::merge;
use super::requests;
use super::state::State;
use crate::device::{DeviceError, Doing, Session};
use crate::msg;
use bytes::Bytes;
use serde_json::{Value, json};

const GOING_BACK: Doing = Doing::RestoringState;
/// Segments of one request: each has some 40 values, and the smallest parser takes 600.
const AT_ONCE: usize = 8;

/// Reads what the device shows now: power, brightness, preset, playlist and every segment.
pub(super) async fn take(session: &Session) -> Result<Bytes, DeviceError> {
    Ok(of(&requests::read_state(session).await?))
}

/// Makes the snapshot of a state.
pub(super) fn of(state: &Value) -> Bytes {
    let keys = ["on", "bri", "ps", "pl", "seg"];
    let members = keys.map(|key| {
        let member = state.get(key).cloned().unwrap_or(Value::Null);
        (key.to_owned(), member)
    });
    Bytes::from(Value::Object(members.into_iter().collect()).to_string())
}

/// Restores a snapshot.
pub(super) async fn restore(session: &Session, snapshot: &[u8]) -> Result<(), DeviceError> {
    let unreadable = || DeviceError::Unexpected {
        doing: GOING_BACK,
        detail: msg!("detail-state-unreadable"),
    };
    let snapshot: Value = serde_json::from_slice(snapshot).map_err(|_| unreadable())?;
    let segments = snapshot
        .get("seg")
        .and_then(Value::as_array)
        .ok_or_else(unreadable)?;
    for some in segments.chunks(AT_ONCE) {
        let some: Vec<Value> = some.iter().map(back).collect();
        requests::change_state(session, GOING_BACK, &json!({ "tt": 0, "seg": some })).await?;
    }
    let mut light = json!({ "tt": 0 });
    for key in ["on", "bri"] {
        if let Some(value) = snapshot.get(key).filter(|value| !value.is_null()) {
            merge(&mut light, json!({ key: value }));
        }
    }
    requests::change_state(session, GOING_BACK, &light).await?;
    // last: whatever changes after a preset was loaded makes it none. Of a playlist, `ps` is only the entry that showed
    let number = |key: &str| snapshot.get(key).and_then(Value::as_i64);
    let preset = [number("pl"), number("ps")]
        .into_iter()
        .flatten()
        .find(|number| *number > 0);
    if let Some(preset) = preset {
        requests::change_state(session, GOING_BACK, &json!({ "ps": preset })).await?;
    }
    Ok(())
}

/// Loads the preset again whose picture a stream has painted over. Firmwares without the effect "Image" keep the pixels of a
/// frozen segment nowhere: what was streamed last would stay there. Nothing where the device shows something else by now.
pub(super) async fn repaint(session: &Session, snapshot: &[u8]) -> Result<(), DeviceError> {
    let before = serde_json::from_slice(snapshot).map(|snapshot: Value| State::parse(&snapshot));
    let Some(preset) = before.ok().and_then(|before| before.preset) else {
        return Ok(());
    };
    let now = State::parse(&requests::read_state(session).await?);
    let frozen = now.frozen();
    if now.preset != Some(preset) || frozen.is_empty() {
        return Ok(());
    }
    // a preset that is loaded is not loaded again: it has to be none for a moment
    let thaw = frozen.iter().map(|id| json!({ "id": id, "frz": false }));
    let thaw = json!({ "tt": 0, "seg": thaw.collect::<Vec<_>>() });
    requests::change_state(session, GOING_BACK, &thaw).await?;
    requests::change_state(session, GOING_BACK, &json!({ "ps": preset, "tt": 0 })).await?;
    Ok(())
}

/// A segment as it was; one without a name loses the one it got. A name that was cut in the middle of a letter is not
/// written back: what was read is not what it was.
fn back(segment: &Value) -> Value {
    let mut segment = segment.clone();
    let is_damaged = |name: &Value| {
        name.as_str()
            .is_some_and(|name| name.contains(char::REPLACEMENT_CHARACTER))
    };
    if segment.get("n").is_some_and(is_damaged) {
        if let Some(members) = segment.as_object_mut() {
            members.remove("n");
        }
    } else if segment.get("n").is_none() {
        merge(&mut segment, json!({ "n": "" }));
    }
    // its length follows from its bounds
    if let Some(members) = segment.as_object_mut() {
        members.remove("len");
    }
    segment
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_was_cut_in_the_middle_of_a_letter_is_left_out() {
        let of = |segment: Value| back(&segment);
        assert_eq!(of(json!({ "id": 0, "n": "Sea" }))["n"], "Sea");
        assert_eq!(of(json!({ "id": 0 }))["n"], "");
        assert_eq!(of(json!({ "id": 0, "n": "кухн\u{fffd}" })).get("n"), None);
    }
}
