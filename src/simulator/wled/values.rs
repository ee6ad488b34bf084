//! Reads single JSON values as the firmware does: numbers or steps, switches that may toggle, colours in two forms.

use serde_json::Value;

/// A pixel: red, green, blue.
pub(super) type Rgb = [u8; 3];

/// Sets a number from 0 to 255, if it is given. Returns whether it was. A text is a number too, or a step from the old value:
/// `"~10"`, `"~-10"` (util.cpp `parseNumber`).
pub(super) fn number(json: &Value, key: &str, into: &mut u8) -> bool {
    let value = match json.get(key) {
        Some(Value::Number(number)) => number.as_f64().map(|n| n as i64).filter(|n| *n >= 0),
        Some(Value::String(text)) => match text.strip_prefix('~') {
            Some(step) => step.parse::<i64>().ok().map(|step| i64::from(*into) + step),
            None => text.parse().ok(),
        },
        _ => None,
    };
    if let Some(value) = value {
        *into = value.clamp(0, 255) as u8;
    }
    value.is_some()
}

/// Sets a switch, if it is given; `"t"` toggles it.
pub(super) fn flag(json: &Value, key: &str, into: &mut bool) {
    match json.get(key) {
        Some(Value::Bool(value)) => *into = *value,
        Some(Value::String(text)) if text.starts_with('t') => *into = !*into,
        _ => {}
    }
}

/// Parses a colour: `"RRGGBB"` or `[r, g, b]`; a white channel is ignored.
pub(super) fn color(json: &Value) -> Option<Rgb> {
    match json {
        Value::String(text) if matches!(text.len(), 6 | 8) => {
            let rgb = u32::from_str_radix(text.get(..6)?, 16).ok()?;
            let [_, r, g, b] = rgb.to_be_bytes();
            Some([r, g, b])
        }
        Value::Array(parts) if (1..=4).contains(&parts.len()) => {
            let mut rgb = [0; 3];
            for (into, part) in rgb.iter_mut().zip(parts) {
                *into = part.as_u64()?.min(255) as u8;
            }
            Some(rgb)
        }
        _ => None,
    }
}

/// Counts the values of JSON, each of which takes parser memory: members and elements at any depth.
pub(super) fn count(value: &Value) -> usize {
    match value {
        Value::Array(elements) => elements.iter().map(|element| 1 + count(element)).sum(),
        Value::Object(members) => members.values().map(|member| 1 + count(member)).sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_step_and_switches_toggle() {
        let mut n = 100;
        let mut on = true;
        assert!(number(&json!({"n": "~50"}), "n", &mut n) && n == 150);
        assert!(number(&json!({"n": 300}), "n", &mut n) && n == 255);
        assert!(
            !number(&json!({"n": null}), "n", &mut n) && !number(&json!({"n": -1}), "n", &mut n)
        );
        flag(&json!({"on": "t"}), "on", &mut on);
        assert!(!on);
    }

    #[test]
    fn colours_come_in_two_forms() {
        assert_eq!(color(&json!("FFa000")), Some([255, 160, 0]));
        assert_eq!(color(&json!([1, 2, 3, 4])), Some([1, 2, 3]));
        assert_eq!((color(&json!("FF")), color(&json!(5))), (None, None));
        assert_eq!(count(&json!({"a": [1, 2], "b": {}})), 4);
    }
}
