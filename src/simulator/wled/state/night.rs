//! [`NightLight`]: dims the device after a time, or during it (led.cpp `handleNightlight`). Part of the main loop: it waits while
//! a stream holds the LEDs, and then continues where it would be by now.

use super::super::values::{Rgb, flag, number};
use super::State;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

/// How the target brightness is reached (const.h `NL_MODE_*`).
mod modes {
    /// At once, at the end.
    pub(super) const SET: u8 = 0;
    pub(super) const FADE: u8 = 1;
    /// The colour fades to the second colour, too.
    pub(super) const COLOR_FADE: u8 = 2;
    /// The effect Sunrise: starts or ends with the device off.
    pub(super) const SUN: u8 = 3;
}

/// Minutes of a new device.
const MINUTES: u8 = 60;
/// The effect Sunrise, and its maximum in minutes; a sunset counts from there.
const SUNRISE: u8 = 104;
const MAX_SUNRISE: u8 = 60;

/// The night light and its settings.
#[derive(Debug)]
pub(in super::super) struct NightLight {
    minutes: u8,
    mode: u8,
    target: u8,
    run: Option<Run>,
}

/// A running night light.
#[derive(Debug)]
struct Run {
    since: Instant,
    length: Duration,
    from: u8,
    color: Rgb,
    /// What the effect Sunrise replaced: the segment and its JSON.
    replaced: Vec<(usize, Value)>,
}

impl NightLight {
    pub(super) fn new() -> Self {
        Self {
            minutes: MINUTES,
            mode: modes::FADE,
            target: 0,
            run: None,
        }
    }

    /// Returns `nl` of the state.
    pub(super) fn to_json(&self, now: Instant) -> Value {
        let left = |run: &Run| {
            let gone = now.saturating_duration_since(run.since);
            run.length.saturating_sub(gone).as_secs() as i64
        };
        json!({
            "on": self.run.is_some(), "dur": self.minutes, "mode": self.mode, "tbri": self.target,
            "rem": self.run.as_ref().map_or(-1, left),
        })
    }

    fn is_fade(&self) -> bool {
        matches!(self.mode, modes::FADE | modes::COLOR_FADE)
    }
}

impl State {
    /// Returns the brightness as the firmware counts it: 0 is off.
    fn light(&self) -> u8 {
        if self.on { self.bri } else { 0 }
    }

    fn set_light(&mut self, light: u8) {
        self.on = light > 0;
        self.bri = if light > 0 { light } else { self.bri };
    }

    /// Applies a client's JSON. Returns whether it had any.
    pub(in super::super) fn take_night(&mut self, json: &Value, now: Instant) -> bool {
        let Some(json) = json.get("nl").filter(|json| json.is_object()) else {
            return false;
        };
        number(json, "dur", &mut self.night.minutes);
        number(json, "mode", &mut self.night.mode);
        number(json, "tbri", &mut self.night.target);
        let mut on = self.night.run.is_some();
        flag(json, "on", &mut on);
        match (on, self.night.run.take()) {
            (true, None) => self.begin_night(now),
            (true, running) => self.night.run = running,
            (false, Some(run)) => self.put_back(run),
            (false, None) => {}
        }
        true
    }

    fn begin_night(&mut self, now: Instant) {
        let minutes = self.night.minutes;
        let mut run = Run {
            since: now,
            length: Duration::from_secs(u64::from(minutes) * 60),
            from: self.light(),
            color: self.first_selected().map_or([0; 3], |(color, _)| color),
            replaced: Vec::new(),
        };
        if self.night.mode == modes::SUN {
            let is_sunset = u8::from(self.on);
            let speed = minutes.min(MAX_SUNRISE) + is_sunset * MAX_SUNRISE;
            for id in self.selected() {
                let sunrise = json!({"fx": SUNRISE, "sx": speed, "pal": 0});
                let words = ["fx", "sx", "pal"];
                run.replaced.extend(self.exchange(id, &sunrise, words));
            }
            self.on = true;
        }
        self.night.run = Some(run);
    }

    /// Changes a segment. Returns the old values of the same keys.
    fn exchange(&mut self, id: usize, words: &Value, kept: [&str; 3]) -> Option<(usize, Value)> {
        let (canvas, build) = (self.canvas, self.build);
        let segment = self.segments.get_mut(id)?;
        let mut before = segment.to_json(id, canvas, build, false);
        before
            .as_object_mut()?
            .retain(|key, _| kept.contains(&key.as_str()));
        segment.take(words, canvas, build);
        Some((id, before))
    }

    fn put_back(&mut self, run: Run) {
        let (canvas, build) = (self.canvas, self.build);
        for (id, words) in run.replaced {
            if let Some(segment) = self.segments.get_mut(id) {
                segment.take(&words, canvas, build);
            }
        }
    }

    /// Notes another change: a fade continues from there, and a fade at its target ends.
    pub(in super::super) fn disturb_night(&mut self, now: Instant) {
        let light = self.light();
        let is_fade = self.night.is_fade();
        if let Some(run) = self.night.run.as_mut().filter(|_| is_fade) {
            run.length = run
                .length
                .saturating_sub(now.saturating_duration_since(run.since));
            run.since = now;
            run.from = light;
        }
        if light == self.night.target && self.night.mode != modes::SUN {
            self.night.run = None;
        }
    }

    /// Advances to now.
    pub(super) fn dim(&mut self, now: Instant) {
        let Some(run) = &self.night.run else { return };
        let from = run.from;
        let color = run.color;
        let gone = now.saturating_duration_since(run.since);
        let share = if gone >= run.length {
            1.0
        } else {
            gone.as_secs_f64() / run.length.as_secs_f64()
        };
        if self.night.is_fade() {
            self.set_light(between(from, self.night.target, share));
        }
        if self.night.mode == modes::COLOR_FADE {
            self.fade_colors(color, share);
        }
        if share < 1.0 {
            return;
        }
        let Some(run) = self.night.run.take() else {
            return;
        };
        if self.night.mode == modes::SET {
            self.set_light(self.night.target);
        }
        if self.light() == 0 && from > 0 {
            self.bri = from;
        }
        if self.night.mode == modes::SUN && from > 0 {
            self.put_back(run);
            self.on = false;
        }
    }

    fn fade_colors(&mut self, from: Rgb, share: f64) {
        let to = self.first_selected().map_or(from, |(_, second)| second);
        let [mut r, g, b] = from;
        r = between(r, to[0], share);
        let now = [r, between(g, to[1], share), between(b, to[2], share)];
        for id in self.selected() {
            let color = self.segments.get_mut(id).and_then(|s| s.colors.first_mut());
            if let Some(color) = color {
                *color = now;
            }
        }
    }

    fn selected(&self) -> Vec<usize> {
        let all = self.segments.iter().enumerate();
        all.filter(|(_, segment)| segment.selected && segment.is_active())
            .map(|(id, _)| id)
            .collect()
    }

    /// Returns the first and second colour of the first selected segment.
    fn first_selected(&self) -> Option<(Rgb, Rgb)> {
        let id = self.selected().first().copied()?;
        let [first, second, _] = self.segments.get(id)?.colors;
        Some((first, second))
    }
}

/// Returns the value at this part of the way.
fn between(from: u8, to: u8, share: f64) -> u8 {
    (f64::from(from) + (f64::from(to) - f64::from(from)) * share) as u8
}

#[cfg(test)]
mod tests {
    use super::super::super::apply::ChangeSource;
    use super::super::super::builds::V16;
    use super::super::super::flash::Flash;
    use super::super::super::segment::Canvas;
    use super::*;
    use crate::simulator::disk::Disk;

    fn state() -> (State, Instant) {
        let flash = Flash::on(Disk::open(None, "a", 100_000).unwrap(), &V16, false).unwrap();
        let canvas = Canvas {
            w: 3,
            h: 1,
            is_2d: false,
        };
        (State::boot(&V16, canvas, flash).unwrap(), Instant::now())
    }

    fn say(state: &mut State, words: &Value, now: Instant) {
        state.apply(words, ChangeSource::Client, now).unwrap();
    }

    fn at(state: &mut State, start: Instant, seconds: u64) -> (bool, u8, Value) {
        let now = start + Duration::from_secs(seconds);
        state.settle(now).unwrap();
        (state.on, state.bri, state.report(now)["nl"]["rem"].clone())
    }

    #[test]
    fn a_fade_gets_darker_and_comes_back_as_bright_as_it_was() {
        let (mut state, start) = state();
        say(&mut state, &json!({"bri": 200}), start);
        let night = json!({"nl": {"on": true, "dur": 1, "mode": 1, "tbri": 0}});
        say(&mut state, &night, start);
        assert_eq!(at(&mut state, start, 0), (true, 200, json!(60)));
        assert_eq!(at(&mut state, start, 30), (true, 100, json!(30)));
        assert_eq!(at(&mut state, start, 60), (false, 200, json!(-1)));
    }

    #[test]
    fn it_waits_for_its_time_or_is_switched_off() {
        let (mut state, start) = state();
        let night = json!({"nl": {"on": true, "dur": 2, "mode": 0, "tbri": 9}});
        say(&mut state, &night, start);
        assert_eq!(at(&mut state, start, 119), (true, 128, json!(1)));
        assert_eq!(at(&mut state, start, 120), (true, 9, json!(-1)));
        say(&mut state, &night, start);
        assert_eq!(at(&mut state, start, 0).2, -1, "it is there already");
        say(&mut state, &json!({"bri": 50}), start);
        say(&mut state, &night, start);
        say(&mut state, &json!({"nl": {"on": false}}), start);
        assert_eq!(at(&mut state, start, 300), (true, 50, json!(-1)));
    }

    #[test]
    fn a_change_in_between_goes_on_from_there() {
        let (mut state, start) = state();
        say(&mut state, &json!({"bri": 200}), start);
        say(
            &mut state,
            &json!({"nl": {"on": true, "dur": 1, "mode": 1}}),
            start,
        );
        let half = start + Duration::from_secs(30);
        state.settle(half).unwrap();
        say(&mut state, &json!({"bri": 60}), half);
        assert_eq!(at(&mut state, start, 45), (true, 30, json!(15)));
    }

    #[test]
    fn a_colour_fades_to_the_second_one() {
        let (mut state, start) = state();
        let colors = json!({"seg": [{"id": 0, "col": [[200, 0, 0], [0, 100, 0]]}]});
        say(&mut state, &colors, start);
        say(
            &mut state,
            &json!({"nl": {"on": true, "dur": 1, "mode": 2}}),
            start,
        );
        at(&mut state, start, 30);
        assert_eq!(state.segments[0].colors[0], [100, 50, 0]);
    }

    #[test]
    fn a_sunset_gives_the_effect_back_and_a_sunrise_keeps_its_own() {
        let (mut state, start) = state();
        let sun = json!({"nl": {"on": true, "dur": 1, "mode": 3}});
        say(
            &mut state,
            &json!({"seg": [{"id": 0, "fx": 9, "sx": 7}]}),
            start,
        );
        say(&mut state, &sun, start);
        assert_eq!((state.segments[0].fx, state.segments[0].sx), (SUNRISE, 61));
        assert!(!at(&mut state, start, 60).0);
        assert_eq!((state.segments[0].fx, state.segments[0].sx), (9, 7));
        say(&mut state, &sun, start);
        assert!(at(&mut state, start, 61).0);
        assert_eq!((state.segments[0].fx, state.segments[0].sx), (SUNRISE, 1));
    }
}
