//! Presets in one form, so that two of the same meaning are the same text.

use super::colours::{colours, pixels};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Writes JSON in one form for each meaning: members in the order of their names, no blanks.
pub(super) fn canonical(value: &Value) -> String {
    fn sorted(value: &Value) -> Value {
        match value {
            Value::Object(map) => {
                let members: BTreeMap<_, _> = map
                    .iter()
                    .map(|(key, value)| (key.clone(), sorted(value)))
                    .collect();
                Value::Object(Map::from_iter(members))
            }
            Value::Array(list) => Value::Array(list.iter().map(sorted).collect()),
            other => other.clone(),
        }
    }
    sorted(value).to_string()
}

/// A preset in the form of `wanted`: the same members, its pixels listed as ours are. `None` where it is something else.
pub(super) fn alike(stored: &Value, wanted: &Value, leds: usize) -> Option<Value> {
    let member = |of: &Value, key: &str| of.get(key).cloned().unwrap_or(Value::Null);
    let [wanted_segment] = wanted.get("seg")?.as_array()?.as_slice() else {
        return None;
    };
    let [segment] = stored.get("seg")?.as_array()?.as_slice() else {
        return None;
    };
    let mut same: Map<_, _> = wanted_segment
        .as_object()?
        .keys()
        .map(|k| (k.clone(), member(segment, k)))
        .collect();
    same.insert(
        "i".into(),
        colours(&pixels(segment.get("i")?.as_array()?, leds)?).into(),
    );
    let mut whole: Map<_, _> = wanted
        .as_object()?
        .keys()
        .map(|k| (k.clone(), member(stored, k)))
        .collect();
    whole.insert("seg".into(), Value::Array(vec![Value::Object(same)]));
    Some(Value::Object(whole))
}
