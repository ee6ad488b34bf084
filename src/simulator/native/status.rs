//! The status of a level 2 device: the fields of level 1, and identity, limits and capabilities.

use super::super::message::Reply;
use super::super::wire;
use super::state::State;
use super::{FIRMWARE, Native, OLD_FIRMWARE, Stop};
use serde_json::{Value, json};
use std::io;
use tokio::time::Instant;

/// Free heap of an idle ESP32 with WiFi, in bytes.
const HEAP: u64 = 180_000;
/// Write buffer in bytes.
const PIECE_BYTES: u64 = 16_384;
/// Name of the WiFi network.
const SSID: &str = "Workshop";
/// Capabilities, as the API names them.
const CAPS: [&str; 6] = [
    "resume",
    "library",
    "play",
    "brightness",
    "identify",
    "rename",
];

impl Native {
    pub(super) fn status(&self) -> Result<Reply, Stop> {
        if self.faults().bad_json() {
            // the mistake that real level 1 firmware makes: a quote in the network name is not escaped
            let torn =
                format!("{{\"status\":\"Pattern Loaded\",\"ssid\":\"{SSID} 2\" east\",\"api\":2,");
            return Ok(Reply::with(200, "application/json", torn));
        }
        let state = self.state();
        let mut status = self.legacy(&state)?;
        if let (Some(status), Value::Object(more)) = (status.as_object_mut(), self.more(&state)?) {
            status.extend(more);
            if let Some(open) = &state.open {
                let idle = open.touched.elapsed().as_secs();
                let upload = json!({"id": open.id, "offset": open.offset, "length": open.announced.length, "idle_s": idle});
                status.insert("upload".into(), upload);
                status.insert("paused".into(), json!("upload"));
            }
            let now = Instant::now();
            if let Some(until) = state.blinks_until.filter(|until| *until > now) {
                status.insert(
                    "identify_s".into(),
                    json!((until - now).as_millis().div_ceil(1000) as u64),
                );
            }
        }
        Ok(Reply::json(200, &status))
    }

    /// Returns the fields of level 1, for the pattern that plays.
    fn legacy(&self, state: &State) -> io::Result<Value> {
        let playing = playing(state)?;
        let bytes = playing.as_ref().map_or(&[][..], |(_, bytes)| bytes);
        let (leds, frames) = wire::header(bytes).unwrap_or((0, 0));
        Ok(json!({
            "status": if playing.is_some() { "Pattern Loaded" } else { "No Pattern" },
            "pattern_loaded": playing.is_some(),
            "num_leds": leds,
            "num_frames": frames,
            "pattern_size": bytes.len(),
            "wifi_mode": "STA",
            "ssid": SSID,
            "ip": self.board.address.ip().to_string(),
        }))
    }

    fn more(&self, state: &State) -> io::Result<Value> {
        let playing = playing(state)?;
        let free = if self.faults().stays_full() {
            0
        } else {
            state.free()?
        };
        Ok(json!({
            "api": 2,
            "id": self.board.identity.id,
            "name": self.board.identity.name,
            "fw": if self.signs { FIRMWARE } else { OLD_FIRMWARE },
            "chip": "ESP32",
            "leds": self.board.layout.leds(),
            "uptime_s": state.booted.elapsed().as_secs(),
            "free_heap": self.board.heap.unwrap_or(HEAP),
            "free_bytes": free,
            "total_bytes": state.disk.total(),
            "piece_bytes": PIECE_BYTES,
            "max_leds": self.max_leds(),
            "max_frames": u16::MAX,
            "max_pattern_bytes": state.disk.total(),
            "matrix": self.board.layout.matrix().map(|m| json!({"w": m.w(), "h": m.h()})),
            "brightness": state.settings.brightness,
            "playing": playing.as_ref().map(|(name, _)| name),
            "sha256": playing.as_ref().map(|(_, bytes)| wire::sha256(bytes)),
            "caps": CAPS.iter().filter(|cap| self.signs || **cap != "rename").collect::<Vec<_>>(),
        }))
    }
}

/// Returns name and bytes of the pattern that plays, if it is still stored.
fn playing(state: &State) -> io::Result<Option<(String, Vec<u8>)>> {
    let Some(name) = &state.settings.playing else {
        return Ok(None);
    };
    Ok(state.disk.read(name)?.map(|bytes| (name.clone(), bytes)))
}
