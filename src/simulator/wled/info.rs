//! `/json/info` and `/json/cfg` (json.cpp `serializeInfo`, cfg.cpp), with the order and the fields of each release.

use super::Wled;
use super::builds::Build;
use super::state::State;
use serde_json::{Map, Value, json};
use tokio::time::Instant;

/// Maximum current of the automatic limiter, in mA.
const MAX_CURRENT: u64 = 850;
/// Current of the chip itself in mA, always included.
const CHIP_CURRENT: u64 = 120;

/// Returns the clock of a device without a time server: it starts with the device.
fn clock(uptime: u64) -> String {
    let hours = uptime / 3600 % 24;
    let minutes = uptime / 60 % 60;
    let seconds = uptime % 60;
    format!(
        "1970-1-{}, {hours:02}:{minutes:02}:{seconds:02}",
        1 + uptime / 86_400
    )
}

impl Wled {
    /// Returns `/json/info`.
    pub(super) fn info(&self, state: &mut State, now: Instant) -> Value {
        let build = self.build;
        let mut object = Map::new();
        let mut add = |key: &str, value: Value| {
            object.insert(key.to_owned(), value);
        };
        add("ver", json!(build.version));
        add("vid", json!(build.vid));
        self.release_info(&mut add);
        add("leds", self.leds(state));
        add("str", json!(false));
        add("name", json!(self.board.identity.name));
        add("udpport", json!(self.realtime_port()));
        if build.codename.is_some() {
            add("simplifiedui", json!(false));
        }
        Self::live_info(state, now, &mut add);
        add("ws", json!(self.viewers().count()));
        add("fxcount", json!(build.effects().len()));
        add("palcount", json!(Build::palettes().len()));
        if build.has_pin {
            add("cpalcount", json!(0));
            add("maps", json!([{"id": 0}]));
        }
        if build.is_16() {
            add("umpalcount", json!(0));
            add("cpalmax", json!(129));
        }
        add("wifi", self.wifi());
        let (used, total) = state.flash.usage();
        add(
            "fs",
            json!({"u": used / 1000, "t": total / 1000, "pmt": state.presets_changed}),
        );
        add("ndc", json!(0));
        add("arch", json!(build.arch));
        add("core", json!(build.core));
        if build.codename.is_some() {
            add("clock", json!(240));
            add("flash", json!(4));
        }
        add("lwip", json!(u8::from(build.arch == "esp8266")));
        add("freeheap", json!(self.board.heap.unwrap_or(build.heap)));
        let uptime = state.uptime(now);
        add("uptime", json!(uptime));
        add("time", json!(clock(uptime)));
        add("u", json!({}));
        add("opt", json!(79));
        add("brand", json!("WLED"));
        add("product", json!("FOSS"));
        add("mac", json!(self.board.identity.id));
        add("ip", json!(self.board.address.ip().to_string()));
        Value::Object(object)
    }

    /// Adds the fields of releases from 0.15.
    fn release_info(&self, add: &mut impl FnMut(&str, Value)) {
        let build = self.build;
        if let (Some(codename), Some(release)) = (build.codename, build.release) {
            add("cn", json!(codename));
            add("release", json!(release));
            add("repo", json!("wled/WLED"));
            add("deviceId", json!(self.device_id()));
        }
    }

    fn leds(&self, state: &State) -> Value {
        let canvas = state.canvas;
        let count = canvas.w * canvas.h;
        // capabilities of each segment with LEDs: colours
        let active = state.segments.iter().filter(|segment| segment.is_active());
        let segments: Vec<u8> = active.map(|_| 1).collect();
        let power = if state.on {
            MAX_CURRENT.min(CHIP_CURRENT + count as u64 * 12)
        } else {
            0
        };
        let mut leds = json!({
            "count": count, "pwr": power, "fps": if state.on { 42 } else { 2 }, "maxpwr": MAX_CURRENT,
            "maxseg": self.build.max_segments, "seglc": segments, "lc": 1, "rgbw": false, "wv": 0, "cct": 0,
        });
        if let Some(leds) = leds.as_object_mut() {
            if self.build.codename.is_some() {
                leds.insert("bootps".into(), json!(state.boot_preset));
            }
            if canvas.is_2d && self.build.has_pin {
                leds.insert("matrix".into(), json!({"w": canvas.w, "h": canvas.h}));
            }
        }
        leds
    }

    fn wifi(&self) -> Value {
        let mut wifi =
            json!({"bssid": "02:00:00:00:00:01", "rssi": -55, "signal": 90, "channel": 6});
        if let Some(wifi) = wifi
            .as_object_mut()
            .filter(|_| self.build.codename.is_some())
        {
            wifi.insert("ap".into(), json!(false));
        }
        wifi
    }

    /// Returns 40 hex digits and a checksum, made from the chip's number.
    fn device_id(&self) -> String {
        let hash = super::super::wire::sha256(self.board.identity.id.as_bytes());
        hash.get(..42).unwrap_or_default().to_owned()
    }

    /// Returns `/json/cfg`, as far as clients here read it: names, matrix, boot preset, streams.
    pub(super) fn config(&self, state: &State) -> Value {
        let canvas = state.canvas;
        let id = &self.board.identity.id;
        let mut led = json!({
            "total": canvas.w * canvas.h, "maxpwr": MAX_CURRENT, "cct": false, "fps": 42, "rgbwm": 255,
            "ins": [{"start": 0, "len": canvas.w * canvas.h, "pin": [2], "order": 0, "rev": false, "type": 22}],
        });
        if let Some(led) = led.as_object_mut().filter(|_| canvas.is_2d) {
            let panel = json!({
                "b": false, "r": false, "v": false, "s": false, "x": 0, "y": 0, "h": canvas.h, "w": canvas.w,
            });
            led.insert("matrix".into(), json!({"mpc": 1, "panels": [panel]}));
        }
        let mdns = format!("wled-{}", id.get(6..).unwrap_or_default());
        json!({
            "rev": [1, 0], "vid": self.build.vid,
            "id": {"mdns": mdns, "name": self.board.identity.name, "inv": "Light", "sui": false},
            "hw": {"led": led},
            "light": {"scale-bri": 100, "pal-mode": 0, "gc": {"bri": 1, "col": 2.8, "val": 2.8}},
            "def": {"ps": state.boot_preset, "on": true, "bri": 128},
            "if": {
                "sync": {"port0": self.realtime_port(), "port1": 65_506, "recv": {"bri": true, "col": true, "fx": true}},
                "live": {"en": true, "mso": false, "rlm": true, "port": 5568, "mc": false, "timeout": 25,
                    "maxbri": false, "no-gc": true, "offset": 0},
            },
        })
    }
}
