//! JSON of a segment (json.cpp `serializeSegment` and `deserializeSegment`).

use super::super::builds::Build;
use super::super::values::{color, flag, number};
use super::{Canvas, Segment};
use serde_json::{Map, Value, json};

/// Numbers that are only stored, with their defaults.
const NUMBERS: [(&str, u8); 9] = [
    ("cct", 127),
    ("set", 0),
    ("pal", 0),
    ("c1", 128),
    ("c2", 128),
    ("c3", 16),
    ("si", 0),
    ("m12", 0),
    ("bm", 0),
];
/// Switches that are only stored.
const SWITCHES: [&str; 3] = ["o1", "o2", "o3"];

/// Returns the defaults of what is only stored.
pub(super) fn rest() -> Map<String, Value> {
    let numbers = NUMBERS
        .iter()
        .map(|(key, value)| ((*key).to_owned(), json!(value)));
    numbers
        .chain(SWITCHES.iter().map(|key| ((*key).to_owned(), json!(false))))
        .collect()
}

impl Segment {
    /// Returns the JSON of the segment.
    pub(in super::super) fn to_json(
        &self,
        id: usize,
        canvas: Canvas,
        build: &Build,
        bounds: bool,
    ) -> Value {
        let mut object = Map::new();
        let mut add = |key: &str, value: Value| {
            object.insert(key.to_owned(), value);
        };
        add("id", json!(id));
        if bounds {
            add("start", json!(self.start));
            add("stop", json!(self.stop));
            if canvas.is_2d {
                add("startY", json!(self.start_y));
                add("stopY", json!(self.stop_y));
            }
            add("len", json!(self.stop - self.start));
            add("grp", json!(self.grouping));
            add("spc", json!(self.spacing));
            add("of", json!(self.offset));
        }
        add("on", json!(self.on));
        add("frz", json!(self.frozen));
        add("bri", json!(self.bri));
        add("lc", json!(1));
        if let Some(name) = &self.name {
            add("n", json!(name));
        }
        add("col", json!(self.colors));
        for (key, value) in [("fx", self.fx), ("sx", self.sx), ("ix", self.ix)] {
            add(key, json!(value));
        }
        add("sel", json!(self.selected));
        add("rev", json!(self.reverse));
        add("mi", json!(self.mirror));
        if canvas.is_2d {
            add("rY", json!(self.reverse_y));
            add("mY", json!(self.mirror_y));
            add("tp", json!(self.transpose));
        }
        object.extend(self.rest.clone());
        object.retain(|key, _| !build.lacks.contains(&key.as_str()));
        Value::Object(object)
    }

    /// Applies a client's JSON, within the bounds of the device. Returns whether the effect was set.
    pub(in super::super) fn take(&mut self, json: &Value, canvas: Canvas, build: &Build) -> bool {
        self.take_bounds(json, canvas, build);
        flag(json, "on", &mut self.on);
        if let Some(bri) = json.get("bri").and_then(Value::as_u64) {
            // 0 switches it off, and is not stored
            (self.on, self.bri) = (
                bri > 0 && self.on,
                if bri > 0 {
                    bri.min(255) as u8
                } else {
                    self.bri
                },
            );
        }
        flag(json, "frz", &mut self.frozen);
        flag(json, "sel", &mut self.selected);
        flag(json, "rev", &mut self.reverse);
        flag(json, "mi", &mut self.mirror);
        if canvas.is_2d {
            flag(json, "rY", &mut self.reverse_y);
            flag(json, "mY", &mut self.mirror_y);
            flag(json, "tp", &mut self.transpose);
        }
        let colors = json.get("col").and_then(Value::as_array);
        for (mine, json) in self.colors.iter_mut().zip(colors.into_iter().flatten()) {
            *mine = color(json).unwrap_or(*mine);
        }
        number(json, "sx", &mut self.sx);
        number(json, "ix", &mut self.ix);
        for (key, first) in NUMBERS {
            let mut value = self
                .rest
                .get(key)
                .and_then(Value::as_u64)
                .map_or(first, |v| v as u8);
            number(json, key, &mut value);
            self.rest.insert(key.to_owned(), json!(value));
        }
        for key in SWITCHES {
            let mut value = self.rest.get(key).and_then(Value::as_bool).unwrap_or(false);
            flag(json, key, &mut value);
            self.rest.insert(key.to_owned(), json!(value));
        }
        let mut fx = self.fx;
        let named = number(json, "fx", &mut fx) && usize::from(fx) < build.effects().len();
        if named && fx != self.fx {
            self.fx = fx;
            self.reset();
        }
        if let Some(leds) = json.get("i").and_then(Value::as_array) {
            self.take_leds(leds, canvas);
        }
        named
    }

    fn take_bounds(&mut self, json: &Value, canvas: Canvas, build: &Build) {
        let before = (self.start, self.stop, self.start_y, self.stop_y);
        let grouped = (self.grouping, self.spacing);
        let place = |key: &str, most: usize| {
            json.get(key)
                .and_then(Value::as_u64)
                .map(|v| usize::try_from(v).map_or(most, |v| v.min(most)))
        };
        self.start = place("start", canvas.w).unwrap_or(self.start);
        let by_len = || {
            place("len", canvas.w)
                .filter(|len| *len > 0)
                .map(|len| (self.start + len).min(canvas.w))
        };
        self.stop = place("stop", canvas.w).or_else(by_len).unwrap_or(self.stop);
        if canvas.is_2d {
            self.start_y = place("startY", canvas.h).unwrap_or(self.start_y);
            self.stop_y = place("stopY", canvas.h).unwrap_or(self.stop_y);
        }
        number(json, "grp", &mut self.grouping);
        number(json, "spc", &mut self.spacing);
        if let Some(offset) = json.get("of").and_then(Value::as_i64) {
            let len = self.stop.saturating_sub(self.start).max(1);
            self.offset = offset.rem_euclid(len as i64) as u16;
        }
        let moved = before != (self.start, self.stop, self.start_y, self.stop_y);
        match json.get("n").and_then(Value::as_str) {
            Some("") => self.name = None,
            Some(name) => self.name = Some(name.chars().take(build.max_name).collect()),
            None if moved => self.name = None,
            None => {}
        }
        if moved || grouped != (self.grouping, self.spacing) {
            self.reset();
        }
    }

    /// Sets single LEDs: a number is the place of the next colour, two numbers are a range. Freezes the segment.
    fn take_leds(&mut self, leds: &[Value], canvas: Canvas) {
        if !self.frozen {
            self.frozen = true;
            self.clear();
        }
        let (w, h) = self.size(canvas);
        let mut start = 0;
        let mut stop = 0;
        let mut numbers = 0;
        for led in leds {
            if let Some(number) = led.as_i64() {
                let number = usize::try_from(number.unsigned_abs()).unwrap_or(usize::MAX);
                if numbers == 0 {
                    start = number;
                    numbers = 1;
                } else {
                    stop = number;
                    numbers = 2;
                }
                continue;
            }
            // what is not a colour sets black, as the firmware's zeroed buffer does
            let rgb = color(led).unwrap_or_default();
            if numbers < 2 || stop <= start {
                stop = start.saturating_add(1);
            }
            for pixel in self.pixels.iter_mut().take(w * h).take(stop).skip(start) {
                *pixel = rgb;
            }
            start = stop;
            numbers = 0;
        }
    }
}
