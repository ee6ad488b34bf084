//! Colours of LEDs as WLED's `seg.i` lists them, written and read.

use serde_json::Value;

/// From this many equal LEDs on, naming their range is shorter than naming each.
const RUN: usize = 4;

/// The colours of all LEDs as `seg.i` has them: one after another from LED 0; a run as where it starts, ends, and what
/// colour it has.
pub(super) fn colours(rgb: &[u8]) -> Vec<Value> {
    let (pixels, _) = rgb.as_chunks::<3>();
    let mut list = Vec::new();
    let mut at = 0;
    for run in pixels.chunk_by(|a, b| a == b) {
        let colour = Value::String(
            run.first()
                .map(|c| crate::pattern::hex(c))
                .unwrap_or_default()
                .to_uppercase(),
        );
        if run.len() >= RUN {
            list.extend([at.into(), (at + run.len()).into(), colour]);
        } else {
            list.extend(std::iter::repeat_n(colour, run.len()));
        }
        at += run.len();
    }
    list
}

/// Reads the colour of each of `leds` LEDs; `None` where one has no colour, or the list cannot be read.
pub(super) fn pixels(list: &[Value], leds: usize) -> Option<Vec<u8>> {
    let mut set: Vec<Option<[u8; 3]>> = vec![None; leds];
    let mut start = 0;
    let mut stop = 0;
    let mut numbers = 0;
    for value in list {
        if let Some(number) = value.as_u64().and_then(|n| usize::try_from(n).ok()) {
            if numbers == 0 {
                start = number;
            } else {
                stop = number;
            }
            numbers += 1;
            continue;
        }
        let colour = colour(value)?;
        let end = if numbers < 2 || stop <= start {
            start + 1
        } else {
            stop
        };
        set.iter_mut()
            .take(end)
            .skip(start)
            .for_each(|led| *led = Some(colour));
        start = end;
        numbers = 0;
    }
    set.into_iter()
        .collect::<Option<Vec<_>>>()
        .map(|set| set.concat())
}

/// `RRGGBB`, or three numbers.
fn colour(value: &Value) -> Option<[u8; 3]> {
    match value {
        Value::String(hex) if hex.len() == 6 => {
            let number = u32::from_str_radix(hex, 16).ok()?;
            let [_, rgb @ ..] = number.to_be_bytes();
            Some(rgb)
        }
        Value::Array(rgb) => {
            let channel = |i: usize| rgb.get(i)?.as_u64().and_then(|c| u8::try_from(c).ok());
            Some([channel(0)?, channel(1)?, channel(2)?])
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn runs_are_ranges_and_the_rest_follows_on() {
        let rgb = [[255u8, 0, 0].repeat(6), vec![0, 255, 0, 0, 0, 255]].concat();
        assert_eq!(
            Value::Array(colours(&rgb)),
            json!([0, 6, "FF0000", "00FF00", "0000FF"])
        );
        assert_eq!(pixels(&colours(&rgb), 8).unwrap(), rgb);
        // as people write them: a start, a range, numbers for a colour
        let by_hand = json!([1, "00FF00", "0000FF", 0, [255, 0, 0]]);
        assert_eq!(
            pixels(by_hand.as_array().unwrap(), 3).unwrap(),
            [255, 0, 0, 0, 255, 0, 0, 0, 255]
        );
        assert_eq!(
            pixels(by_hand.as_array().unwrap(), 4),
            None,
            "the last LED is set to nothing"
        );
    }

    proptest! {
        #[test]
        fn every_picture_comes_back_as_it_was(rgb in prop::collection::vec(0u8..3, 3..300)) {
            let rgb = &rgb[..rgb.len() / 3 * 3];
            prop_assert_eq!(pixels(&colours(rgb), rgb.len() / 3).unwrap(), rgb);
        }
    }
}
