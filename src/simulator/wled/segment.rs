//! [`Segment`]: a range of LEDs that is driven as one, its JSON both ways (json.cpp `serializeSegment` and
//! `deserializeSegment`), and the way from its own pixels to the device's LEDs.

use super::builds::Build;
use super::values::{color, flag, number};
use serde_json::{Map, Value, json};

/// The LEDs of a device: a strip, or a matrix where `h` is not 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Canvas {
    pub(super) w: usize,
    pub(super) h: usize,
    /// Whether it was configured as a matrix, though it may be one row.
    pub(super) is_2d: bool,
}

/// A pixel: red, green, blue.
pub(super) type Rgb = [u8; 3];

/// One segment.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "they are the switches that the protocol has")]
pub(super) struct Segment {
    pub(super) start: usize,
    pub(super) stop: usize,
    pub(super) start_y: usize,
    pub(super) stop_y: usize,
    pub(super) grouping: u8,
    pub(super) spacing: u8,
    pub(super) offset: u16,
    pub(super) on: bool,
    pub(super) frozen: bool,
    pub(super) bri: u8,
    pub(super) name: Option<String>,
    pub(super) colors: [Rgb; 3],
    pub(super) fx: u8,
    pub(super) sx: u8,
    pub(super) ix: u8,
    pub(super) selected: bool,
    pub(super) reverse: bool,
    pub(super) mirror: bool,
    pub(super) reverse_y: bool,
    pub(super) mirror_y: bool,
    pub(super) transpose: bool,
    /// Numbers and switches that nothing here depends on: kept and given back.
    rest: Map<String, Value>,
    /// How often its effect or its bounds changed: what an effect remembers is lost then.
    pub(super) resets: u64,
    /// Its own pixels, row by row.
    pub(super) pixels: Vec<Rgb>,
}

/// Numbers that are kept as they come, and what they are at first.
const NUMBERS: [(&str, u8); 9] =
    [("cct", 127), ("set", 0), ("pal", 0), ("c1", 128), ("c2", 128), ("c3", 16), ("si", 0), ("m12", 0), ("bm", 0)];
/// Switches that are kept as they come.
const SWITCHES: [&str; 3] = ["o1", "o2", "o3"];

impl Segment {
    /// A segment over everything, as a device makes it when it starts: orange (`DEFAULT_COLOR`).
    pub(super) fn whole(canvas: Canvas) -> Self {
        let rest = NUMBERS.iter().map(|(key, value)| ((*key).to_owned(), json!(value)));
        let rest = rest.chain(SWITCHES.iter().map(|key| ((*key).to_owned(), json!(false)))).collect();
        let mut segment = Self {
            start: 0,
            stop: canvas.w,
            start_y: 0,
            stop_y: canvas.h,
            grouping: 1,
            spacing: 0,
            offset: 0,
            on: true,
            frozen: false,
            bri: 255,
            name: None,
            colors: [[255, 160, 0], [0; 3], [0; 3]],
            fx: 0,
            sx: 128,
            ix: 128,
            selected: true,
            reverse: false,
            mirror: false,
            reverse_y: false,
            mirror_y: false,
            transpose: false,
            rest,
            resets: 0,
            pixels: Vec::new(),
        };
        segment.clear();
        segment
    }

    /// Whether it has any LEDs; one that has none is not told of.
    pub(super) fn is_active(&self) -> bool {
        self.stop > self.start && self.stop_y > self.start_y
    }

    fn group(&self) -> usize {
        usize::from(self.grouping.max(1)) + usize::from(self.spacing)
    }

    /// Columns and rows of its own pixels: groups count as one, a mirrored half not at all (FX_fcn.cpp).
    pub(super) fn size(&self, canvas: Canvas) -> (usize, usize) {
        let fold = |len: usize, mirror: bool| {
            let groups = len.div_ceil(self.group());
            if mirror { groups.div_ceil(2) } else { groups }
        };
        let (w, h) = (self.stop.saturating_sub(self.start), self.stop_y.saturating_sub(self.start_y));
        if !canvas.is_2d {
            return (fold(w, self.mirror), 1);
        }
        let (w, h) = (fold(w, self.mirror), fold(h, self.mirror_y));
        if self.transpose { (h, w) } else { (w, h) }
    }

    /// Starts anew: black, and with nothing remembered.
    fn reset(&mut self) {
        self.resets += 1;
        if self.frozen {
            self.pixels.resize(self.leds(), [0; 3]);
        } else {
            self.clear();
        }
    }

    /// Makes its pixels black, and as many as it has room for.
    pub(super) fn clear(&mut self) {
        self.pixels = vec![[0; 3]; self.leds()];
    }

    fn leds(&self) -> usize {
        self.stop.saturating_sub(self.start) * self.stop_y.saturating_sub(self.start_y)
    }

    /// Shows its pixels on the device's LEDs.
    pub(super) fn show(&self, canvas: Canvas, leds: &mut [Rgb]) {
        if !self.is_active() || !self.on {
            return;
        }
        let (w, h) = self.size(canvas);
        for (i, pixel) in self.pixels.iter().take(w * h).enumerate() {
            let (x, y) = if self.transpose && canvas.is_2d { (i / w, i % w) } else { (i % w, i / w) };
            let pixel = pixel.map(|part| (u16::from(part) * u16::from(self.bri) / 255) as u8);
            for x in self.places(x, self.stop - self.start, self.reverse, self.mirror) {
                let ys = if canvas.is_2d {
                    self.places(y, self.stop_y - self.start_y, self.reverse_y, self.mirror_y)
                } else {
                    vec![0]
                };
                for y in ys {
                    if let Some(led) = leds.get_mut((self.start_y + y) * canvas.w + self.start + x) {
                        *led = pixel;
                    }
                }
            }
        }
    }

    /// Where pixel `at` of one direction is shown, out of `len` places.
    fn places(&self, at: usize, len: usize, reverse: bool, mirror: bool) -> Vec<usize> {
        let first = at * self.group();
        let shown = (first..first + usize::from(self.grouping.max(1))).filter(|place| *place < len);
        let both = shown.flat_map(|place| [Some(place), mirror.then_some(len - 1 - place)]).flatten();
        both.map(|place| {
            let place = if reverse { len - 1 - place } else { place };
            (place + usize::from(self.offset)) % len
        })
        .collect()
    }

    /// What is told of it.
    pub(super) fn to_json(&self, id: usize, canvas: Canvas, build: &Build, bounds: bool) -> Value {
        let mut told = Map::new();
        let mut tell = |key: &str, value: Value| {
            told.insert(key.to_owned(), value);
        };
        tell("id", json!(id));
        if bounds {
            tell("start", json!(self.start));
            tell("stop", json!(self.stop));
            if canvas.is_2d {
                tell("startY", json!(self.start_y));
                tell("stopY", json!(self.stop_y));
            }
            tell("len", json!(self.stop - self.start));
            tell("grp", json!(self.grouping));
            tell("spc", json!(self.spacing));
            tell("of", json!(self.offset));
        }
        tell("on", json!(self.on));
        tell("frz", json!(self.frozen));
        tell("bri", json!(self.bri));
        tell("lc", json!(1));
        if let Some(name) = &self.name {
            tell("n", json!(name));
        }
        tell("col", json!(self.colors));
        for (key, value) in [("fx", self.fx), ("sx", self.sx), ("ix", self.ix)] {
            tell(key, json!(value));
        }
        tell("sel", json!(self.selected));
        tell("rev", json!(self.reverse));
        tell("mi", json!(self.mirror));
        if canvas.is_2d {
            tell("rY", json!(self.reverse_y));
            tell("mY", json!(self.mirror_y));
            tell("tp", json!(self.transpose));
        }
        told.extend(self.rest.clone());
        told.retain(|key, _| !build.lacks.contains(&key.as_str()));
        Value::Object(told)
    }

    /// Takes what a client says of it; whether its effect was named. Its bounds keep within the device.
    pub(super) fn take(&mut self, said: &Value, canvas: Canvas, build: &Build) -> bool {
        self.take_bounds(said, canvas, build);
        flag(said, "on", &mut self.on);
        if let Some(bri) = said.get("bri").and_then(Value::as_u64) {
            // 0 switches it off and is not remembered
            (self.on, self.bri) = (bri > 0 && self.on, if bri > 0 { bri.min(255) as u8 } else { self.bri });
        }
        flag(said, "frz", &mut self.frozen);
        flag(said, "sel", &mut self.selected);
        flag(said, "rev", &mut self.reverse);
        flag(said, "mi", &mut self.mirror);
        if canvas.is_2d {
            flag(said, "rY", &mut self.reverse_y);
            flag(said, "mY", &mut self.mirror_y);
            flag(said, "tp", &mut self.transpose);
        }
        let colors = said.get("col").and_then(Value::as_array);
        for (mine, said) in self.colors.iter_mut().zip(colors.into_iter().flatten()) {
            *mine = color(said).unwrap_or(*mine);
        }
        number(said, "sx", &mut self.sx);
        number(said, "ix", &mut self.ix);
        for (key, first) in NUMBERS {
            let mut value = self.rest.get(key).and_then(Value::as_u64).map_or(first, |v| v as u8);
            number(said, key, &mut value);
            self.rest.insert(key.to_owned(), json!(value));
        }
        for key in SWITCHES {
            let mut value = self.rest.get(key).and_then(Value::as_bool).unwrap_or(false);
            flag(said, key, &mut value);
            self.rest.insert(key.to_owned(), json!(value));
        }
        let mut fx = self.fx;
        let named = number(said, "fx", &mut fx) && usize::from(fx) < build.effects().len();
        if named && fx != self.fx {
            self.fx = fx;
            self.reset();
        }
        if let Some(leds) = said.get("i").and_then(Value::as_array) {
            self.take_leds(leds, canvas);
        }
        named
    }

    fn take_bounds(&mut self, said: &Value, canvas: Canvas, build: &Build) {
        let before = (self.start, self.stop, self.start_y, self.stop_y);
        let grouped = (self.grouping, self.spacing);
        let place = |key: &str, most: usize| {
            said.get(key).and_then(Value::as_u64).map(|v| usize::try_from(v).map_or(most, |v| v.min(most)))
        };
        self.start = place("start", canvas.w).unwrap_or(self.start);
        let by_len = || place("len", canvas.w).filter(|len| *len > 0).map(|len| (self.start + len).min(canvas.w));
        self.stop = place("stop", canvas.w).or_else(by_len).unwrap_or(self.stop);
        if canvas.is_2d {
            self.start_y = place("startY", canvas.h).unwrap_or(self.start_y);
            self.stop_y = place("stopY", canvas.h).unwrap_or(self.stop_y);
        }
        number(said, "grp", &mut self.grouping);
        number(said, "spc", &mut self.spacing);
        if let Some(offset) = said.get("of").and_then(Value::as_i64) {
            let len = self.stop.saturating_sub(self.start).max(1);
            self.offset = offset.rem_euclid(len as i64) as u16;
        }
        let moved = before != (self.start, self.stop, self.start_y, self.stop_y);
        match said.get("n").and_then(Value::as_str) {
            Some("") => self.name = None,
            Some(name) => self.name = Some(name.chars().take(build.max_name).collect()),
            None if moved => self.name = None,
            None => {}
        }
        if moved || grouped != (self.grouping, self.spacing) {
            self.reset();
        }
    }

    /// Sets single LEDs: a number is where the next colour goes, two numbers are a range; they freeze the segment.
    fn take_leds(&mut self, leds: &[Value], canvas: Canvas) {
        if !self.frozen {
            self.frozen = true;
            self.clear();
        }
        let (w, h) = self.size(canvas);
        let (mut start, mut stop, mut numbers) = (0, 0, 0);
        for led in leds {
            if let Some(number) = led.as_i64() {
                let number = usize::try_from(number.unsigned_abs()).unwrap_or(usize::MAX);
                if numbers == 0 {
                    (start, numbers) = (number, 1);
                } else {
                    (stop, numbers) = (number, 2);
                }
                continue;
            }
            // what is no colour sets black, as the firmware's zeroed buffer does
            let rgb = color(led).unwrap_or_default();
            if numbers < 2 || stop <= start {
                stop = start.saturating_add(1);
            }
            for pixel in self.pixels.iter_mut().take(w * h).take(stop).skip(start) {
                *pixel = rgb;
            }
            (start, numbers) = (stop, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::builds::{V13, V16};
    use super::*;

    const STRIP: Canvas = Canvas { w: 6, h: 1, is_2d: false };

    fn shown(segment: &Segment, canvas: Canvas) -> Vec<Rgb> {
        let mut leds = vec![[0; 3]; canvas.w * canvas.h];
        segment.show(canvas, &mut leds);
        leds
    }

    #[test]
    fn single_leds_take_every_form_of_index() {
        let mut segment = Segment::whole(STRIP);
        segment.take(&json!({"i": [1, "FF0000", [0, 255, 0], 4, 6, "0000FF"]}), STRIP, &V16);
        assert!(segment.frozen);
        let (r, g, b, k) = ([255, 0, 0], [0, 255, 0], [0, 0, 255], [0; 3]);
        assert_eq!(shown(&segment, STRIP), [k, r, g, k, b, b]);
        segment.take(&json!({"i": ["010203"]}), STRIP, &V16);
        assert_eq!(shown(&segment, STRIP)[..2], [[1, 2, 3], r], "a frozen segment keeps the others");
    }

    #[test]
    fn a_name_goes_when_the_bounds_change_without_it() {
        let mut segment = Segment::whole(STRIP);
        segment.take(&json!({"n": "a.gif"}), STRIP, &V16);
        segment.take(&json!({"start": 0, "stop": 6}), STRIP, &V16);
        assert_eq!(segment.name.as_deref(), Some("a.gif"), "the same bounds are no change");
        segment.take(&json!({"stop": 4, "n": "b.gif"}), STRIP, &V16);
        assert_eq!(segment.name.as_deref(), Some("b.gif"));
        segment.take(&json!({"stop": 6}), STRIP, &V16);
        assert_eq!(segment.name, None);
        segment.take(&json!({"n": "x".repeat(40)}), STRIP, &V13);
        assert_eq!(segment.name.map(|n| n.len()), Some(32), "cut without a word");
    }

    #[test]
    fn mirrors_groups_and_reversal_shape_what_is_shown() {
        let (a, b, k) = ([10; 3], [20; 3], [0; 3]);
        let mut segment = Segment::whole(STRIP);
        segment.take(&json!({"grp": 2, "spc": 1}), STRIP, &V16);
        assert_eq!(segment.size(STRIP), (2, 1));
        segment.pixels = vec![a, b];
        assert_eq!(shown(&segment, STRIP), [a, a, k, b, b, k]);
        segment.take(&json!({"grp": 1, "spc": 0, "mi": true}), STRIP, &V16);
        segment.pixels = vec![a, b, k];
        assert_eq!(shown(&segment, STRIP), [a, b, k, k, b, a]);
        let grid = Canvas { w: 2, h: 3, is_2d: true };
        let mut segment = Segment::whole(grid);
        segment.take(&json!({"tp": true, "rY": true}), grid, &V16);
        assert_eq!(segment.size(grid), (3, 2));
        segment.pixels = (0..6).map(|i| [i; 3]).collect();
        assert_eq!(shown(&segment, grid).map_first(), [2, 5, 1, 4, 0, 3]);
    }

    trait First {
        fn map_first(&self) -> Vec<u8>;
    }

    impl First for Vec<Rgb> {
        fn map_first(&self) -> Vec<u8> {
            self.iter().map(|p| p[0]).collect()
        }
    }

    #[test]
    fn an_old_release_tells_fewer_fields() {
        let segment = Segment::whole(STRIP);
        let told = segment.to_json(0, STRIP, &V13, true);
        assert!(told.get("c1").is_none() && told.get("cct").is_some() && told.get("startY").is_none());
    }
}
