//! Applies a client's JSON to the state (json.cpp `deserializeState`).

use super::playlist::Playlist;
use super::segment::Segment;
use super::state::State;
use super::values::{flag, number};
use serde_json::Value;
use std::io;
use std::time::Duration;
use tokio::time::Instant;

/// Unit of transitions.
const TENTH: Duration = Duration::from_millis(100);

/// The source of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChangeSource {
    Client,
    /// The preset with that number.
    Preset(u8),
    /// A preset that a playlist loads.
    Entry(u8),
}

/// The result of a change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Applied {
    /// The client asked for the whole state as the reply.
    pub(super) verbose: bool,
    /// The device reboots.
    pub(super) reboot: bool,
}

impl State {
    /// Applies a JSON object to the state.
    pub(super) fn apply(
        &mut self,
        json: &Value,
        by: ChangeSource,
        now: Instant,
    ) -> io::Result<Applied> {
        let before = self.segments_json(true);
        let light = (self.on, self.bri);
        self.take_light(json);
        let night = self.take_night(json, now);
        self.take_streams(json, now);
        let named_effect = self.take_segments(json, now);
        let changed = before != self.segments_json(true);
        if changed || night || light != (self.on, self.bri) {
            self.disturb_night(now);
        }
        if by == ChangeSource::Client {
            if named_effect {
                self.playlist = None;
            }
            if changed || night {
                self.preset = -1;
            }
        }
        if let Some(preset) = json.get("playlist").filter(|_| json.get("psave").is_none()) {
            let from = if let ChangeSource::Preset(preset) = by {
                preset
            } else {
                0
            };
            self.playlist = Playlist::of(preset, from, now);
        }
        if by == ChangeSource::Client {
            let mut preset = 0;
            if number(json, "ps", &mut preset) && preset > 0 {
                self.playlist = None;
                self.load_soon(preset, now);
            }
            self.take_saves(json, now)?;
        }
        let is = |key: &str| json.get(key).and_then(Value::as_bool).unwrap_or(false);
        Ok(Applied {
            verbose: is("v"),
            reboot: is("rb"),
        })
    }

    fn take_light(&mut self, json: &Value) {
        let mut bri = self.bri;
        if number(json, "bri", &mut bri) {
            // 0 switches off, and is not stored
            (self.on, self.bri) = (bri > 0, if bri > 0 { bri } else { self.bri });
        }
        flag(json, "on", &mut self.on);
        if let Some(transition) = json.get("transition").and_then(Value::as_u64) {
            self.transition = transition.min(65_535) as u16;
        }
        if let Some(sync) = json.get("udpn") {
            flag(sync, "send", &mut self.sync.sends);
            if self.build.receives_by_groups() {
                number(sync, "sgrp", &mut self.sync.to);
                number(sync, "rgrp", &mut self.sync.from);
            } else {
                flag(sync, "recv", &mut self.sync.receives);
            }
        }
    }

    fn take_streams(&mut self, json: &Value, now: Instant) {
        let mut lor = self.lor;
        if number(json, "lor", &mut lor) {
            self.lor = lor.min(2);
        }
        if let Some(live) = json.get("live").and_then(Value::as_bool) {
            self.switch_stream(live, now);
        }
    }

    /// Returns whether an effect was set.
    fn take_segments(&mut self, json: &Value, now: Instant) -> bool {
        if let Some(main) = json.get("mainseg").and_then(Value::as_u64) {
            self.main = usize::try_from(main)
                .ok()
                .filter(|main| *main < self.segments.len())
                .unwrap_or(self.main);
        }
        let tenths = json
            .get("tt")
            .and_then(Value::as_u64)
            .unwrap_or(u64::from(self.transition));
        let settled = now + TENTH * u32::try_from(tenths).unwrap_or(u32::MAX);
        match json.get("seg") {
            Some(Value::Array(segments)) => {
                let named = segments
                    .iter()
                    .enumerate()
                    .map(|(place, json)| self.take_segment(json, place, settled));
                named.filter(|named| *named).count() > 0
            }
            Some(json @ Value::Object(_)) if json.get("id").is_none() => {
                let mut chosen: Vec<_> = (0..self.segments.len())
                    .filter(|id| self.segments.get(*id).is_some_and(selected))
                    .collect();
                if chosen.is_empty() {
                    chosen.push(self.main);
                }
                let named = chosen
                    .into_iter()
                    .map(|id| self.take_segment(json, id, settled));
                named.filter(|named| *named).count() > 0
            }
            Some(json @ Value::Object(_)) => self.take_segment(json, 0, settled),
            _ => false,
        }
    }

    /// Applies a segment, by its id or by its place in the list. `settled` is when a change of effect is complete.
    fn take_segment(&mut self, json: &Value, place: usize, settled: Instant) -> bool {
        let given = json
            .get("id")
            .and_then(Value::as_u64)
            .map(|id| usize::try_from(id).unwrap_or(usize::MAX));
        let mut id = given.unwrap_or(place);
        if id >= self.build.max_segments {
            return false;
        }
        if id >= self.segments.len() {
            if json.get("stop").and_then(Value::as_u64).unwrap_or(0) == 0 {
                return false; // nothing there, and nothing to be made
            }
            // a new segment goes to the end, whatever its id
            id = self.segments.len();
            let mut blank = Segment::whole(self.canvas);
            blank.selected = false;
            self.segments.push(blank);
        }
        let canvas = self.canvas;
        let build = self.build;
        let Some(segment) = self.segments.get_mut(id) else {
            return false;
        };
        let before = segment.fx;
        let named = segment.take(json, canvas, build);
        if segment.fx != before {
            segment.settles = Some(settled);
        }
        if !segment.is_active() && self.main == id {
            self.main = 0;
        }
        named
    }
}

fn selected(segment: &Segment) -> bool {
    segment.selected && segment.is_active()
}
