//! Presets of a WLED, decoded by its rules: a number is the next LED, two numbers are a range, a colour fills it.

use super::held::Held;
use crate::schedule::NAME;
use serde_json::{Map, Value};

/// The presets, by number, without the dummy 0; no file is no presets.
pub(super) fn parse(held: &Held) -> Option<Map<String, Value>> {
    let Some(text) = held.files.get("presets.json") else {
        return Some(Map::new());
    };
    let mut presets: Map<String, Value> = serde_json::from_slice(text).ok()?;
    presets.shift_remove("0");
    Some(presets)
}

/// Whether the device has a preset of the pattern's name with its colours.
pub(super) fn is_stored(held: &Held, wire: &[u8]) -> bool {
    let presets = parse(held).unwrap_or_default();
    presets.values().any(|preset| is_ours(preset, wire))
}

/// Whether a preset has the pattern's name and sets every LED to its colour.
pub(super) fn is_ours(preset: &Value, wire: &[u8]) -> bool {
    let name = format!("ub_{NAME}");
    let list = preset.pointer("/seg/0/i").and_then(Value::as_array);
    let Some(list) = list.filter(|_| preset.get("n").and_then(Value::as_str) == Some(&name)) else {
        return false;
    };
    let leds = usize::from(u16::from_le_bytes([wire[0], wire[1]]));
    let wanted = &wire[6..6 + 3 * leds];
    pixels(list, leds).as_deref() == Some(wanted)
}

/// The colours that a list of `seg.i` gives to so many LEDs; none where it leaves one out.
fn pixels(list: &[Value], leds: usize) -> Option<Vec<u8>> {
    let mut rgb: Vec<Option<[u8; 3]>> = vec![None; leds];
    let mut at = 0;
    let mut numbers = Vec::new();
    for item in list {
        if let Some(number) = item.as_u64() {
            numbers.push(number as usize);
            continue;
        }
        let colour = colour(item)?;
        let (start, stop) = match numbers.as_slice() {
            [] => (at, at + 1),
            [start] => (*start, start + 1),
            [start, stop] => (*start, *stop),
            _ => return None,
        };
        for led in rgb.iter_mut().take(stop).skip(start) {
            *led = Some(colour);
        }
        at = stop;
        numbers.clear();
    }
    let all: Option<Vec<[u8; 3]>> = rgb.into_iter().collect();
    Some(all?.concat())
}

fn colour(item: &Value) -> Option<[u8; 3]> {
    if let Some(text) = item.as_str() {
        let value = u32::from_str_radix(text, 16).ok()?;
        let [_, r, g, b] = value.to_be_bytes();
        return (text.len() == 6).then_some([r, g, b]);
    }
    let [r, g, b] = item.as_array()?.as_slice() else {
        return None;
    };
    let byte = |value: &Value| value.as_u64().and_then(|n| u8::try_from(n).ok());
    Some([byte(r)?, byte(g)?, byte(b)?])
}
