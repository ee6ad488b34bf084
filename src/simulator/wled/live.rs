//! What the LEDs show now: `/json/live` of old releases, live frames of the WebSocket.

use super::Wled;
use super::segment::Segment;
use super::state::State;
use super::values::Rgb;
use crate::pattern::hex;
use serde_json::{Value, json};
use std::io;
use tokio::time::Instant;

/// Id of the effect Image.
const IMAGE: u8 = 53;
/// Maximum colours of `/json/live` (json.cpp `MAX_LIVE_LEDS`).
const MAX_COLORS: usize = 180;

impl State {
    /// Advances the effects to now. They rest while the device is off or shows a stream.
    pub(super) fn render(&mut self, now: Instant) -> io::Result<()> {
        let image = if self.build.plays_gif { IMAGE } else { u8::MAX };
        self.image.release(&self.segments, image);
        self.streamed_now = self.streamed(now);
        if !self.on || self.streamed_now.is_some() {
            return Ok(());
        }
        let canvas = self.canvas;
        for (id, segment) in self.segments.iter_mut().enumerate() {
            if !segment.is_active() || segment.frozen {
                continue;
            }
            if segment.fx == image && segment.settles.is_some_and(|settles| now < settles) {
                continue;
            }
            if segment.fx == image {
                let error = self.image.play(id, segment, canvas, &self.flash, now)?;
                self.error = error.unwrap_or(self.error);
            } else {
                let passed = now.saturating_duration_since(self.booted).as_millis() as u64;
                stand_in(segment, passed);
            }
        }
        Ok(())
    }

    /// Returns the LED colours as last rendered, not scaled by the brightness; all black when off.
    pub(super) fn leds(&self) -> Vec<Rgb> {
        if let Some(streamed) = &self.streamed_now {
            return streamed.clone();
        }
        let mut leds = vec![[0; 3]; self.canvas.w * self.canvas.h];
        if self.on {
            for segment in &self.segments {
                segment.show(self.canvas, &mut leds);
            }
        }
        leds
    }
}

/// Draws effects that uploads do not need: Solid as it is, all others as a moving rainbow.
fn stand_in(segment: &mut Segment, passed_ms: u64) {
    let first = segment.colors.first().copied().unwrap_or_default();
    let solid = segment.fx == 0;
    let speed = u64::from(segment.sx);
    for (i, pixel) in segment.pixels.iter_mut().enumerate() {
        *pixel = if solid {
            first
        } else {
            wheel((i as u64 * 8 + passed_ms * speed / 2048) as u8)
        };
    }
}

/// Returns a colour of the rainbow, in 256 steps.
fn wheel(at: u8) -> Rgb {
    let third = at / 86;
    let step = at % 86 * 3;
    match third {
        0 => [255 - step, step, 0],
        1 => [0, 255 - step, step],
        _ => [step, 0, 255 - step],
    }
}

impl Wled {
    /// Returns `/json/live`, if the release has it.
    pub(super) fn live_json(&self, state: &State) -> Option<Value> {
        if self.build.has_pin {
            return None;
        }
        let leds = state.leds();
        let step = leds.len().div_ceil(MAX_COLORS).max(1);
        let colors: Vec<_> = leds
            .iter()
            .step_by(step)
            .map(|led| hex(led).to_uppercase())
            .collect();
        Some(json!({"leds": colors, "n": step}))
    }
}
