//! Values out of a WLED's JSON, and into it.

use crate::text::display_text;
use serde_json::Value;

pub(super) fn number_at(value: &Value, pointer: &str) -> Option<u64> {
    as_number(value.pointer(pointer)?)
}

/// A number, also one that is written as text.
pub(super) fn as_number(value: &Value) -> Option<u64> {
    let written = || value.as_str()?.trim().parse::<f64>().ok();
    value.as_u64().or_else(|| {
        value
            .as_f64()
            .or_else(written)
            .filter(|n| *n >= 0.0)
            .map(|n| n as u64)
    })
}

pub(super) fn text_at(value: &Value, pointer: &str) -> Option<String> {
    value
        .pointer(pointer)?
        .as_str()
        .map(display_text)
        .filter(|text| !text.is_empty())
}

/// Adds the members of `more` to an object.
pub(super) fn merge(object: &mut Value, more: Value) {
    if let (Some(object), Value::Object(more)) = (object.as_object_mut(), more) {
        object.extend(more);
    }
}
