//! What the LEDs show now, and how it is told: `/json/live` of old releases, live frames of the WebSocket.

use super::Wled;
use super::segment::Rgb;
use super::state::State;
use crate::pattern::hex;
use serde_json::{Value, json};
use tokio::time::Instant;

/// Most colours of `/json/live` (json.cpp `MAX_LIVE_LEDS`).
const MOST_COLORS: usize = 180;

impl State {
    /// The colours of the LEDs, not scaled by the brightness; all black when off.
    pub(super) fn leds(&mut self, _now: Instant) -> Vec<Rgb> {
        let mut leds = vec![[0; 3]; self.canvas.w * self.canvas.h];
        if !self.on {
            return leds;
        }
        let canvas = self.canvas;
        for segment in self.segments.iter_mut().filter(|segment| segment.is_active()) {
            if !segment.frozen && segment.fx == 0 {
                let color = segment.colors.first().copied().unwrap_or_default();
                segment.pixels.fill(color);
            }
            segment.show(canvas, &mut leds);
        }
        leds
    }
}

impl Wled {
    /// Open WebSockets.
    pub(super) fn sockets(&self) -> usize {
        0
    }

    /// `/json/live`, where the release has it.
    pub(super) fn live_told(&self, state: &mut State, now: Instant) -> Option<Value> {
        if self.build.has_pin {
            return None;
        }
        let leds = state.leds(now);
        let step = leds.len().div_ceil(MOST_COLORS).max(1);
        let told: Vec<_> = leds.iter().step_by(step).map(|led| hex(led).to_uppercase()).collect();
        Some(json!({"leds": told, "n": step}))
    }
}
