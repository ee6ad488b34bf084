//! What the pattern is in numbers: beside the face, or in a row below it.

use crate::app::{Loaded, State};
use crate::pattern::{Draw, FrameCount, amperes};
use crate::ui::say;
use crate::ui::theme::tokens;
use crate::ui::widgets::readout::{self, Readout};
use egui::{Rect, Ui, pos2};
use std::borrow::Cow;

/// One number.
struct Fact {
    value: String,
    unit: Cow<'static, str>,
    caption: String,
    /// Where there is no room for all, those of a high rank go first.
    rank: u8,
    is_warning: bool,
}

impl Fact {
    fn new(
        value: impl Into<String>,
        unit: impl Into<Cow<'static, str>>,
        caption: impl Into<String>,
        rank: u8,
    ) -> Self {
        Self {
            value: value.into(),
            unit: unit.into(),
            caption: caption.into(),
            rank,
            is_warning: false,
        }
    }
}

/// A fact is no narrower than that where they stand side by side.
const NARROWEST: f32 = 112.0;

fn facts(loaded: &Loaded, state: &State) -> Vec<Fact> {
    let pattern = loaded.pattern();
    let frames = &pattern.frames;
    let shape = pattern.matrix.map_or("strip".to_owned(), |matrix| {
        format!("{} × {} matrix", matrix.w(), matrix.h())
    });
    let total = frames.total_ms().max(1) as f64;
    let rate = rate(frames.len(), total);
    let is_still = frames.len() == 1;
    let mut facts = vec![
        Fact::new(
            frames.leds().to_string(),
            unit(frames.leds(), "LED", "LEDs"),
            shape,
            0,
        ),
        frames_fact(loaded, state),
        Fact::new(
            say::clock(total),
            if total < 60_000.0 { "s" } else { "min" },
            format!("duration, {rate} frames/s"),
            4,
        ),
    ];
    if is_still {
        facts.pop();
    }
    let Some(view) = state.wired_on() else {
        return facts;
    };
    facts.extend(state.draw_on(view).map(current));
    if let Some(bytes) = state
        .preview(&view.device.id)
        .and_then(|preview| preview.bytes)
    {
        let (value, unit) = say::bytes_parts(bytes);
        let on = format!("on {}", state.label(view));
        facts.push(Fact::new(value, unit, on, 1));
    }
    facts
}

/// The frames: how many of them the device gets and why, where that is not all.
fn frames_fact(loaded: &Loaded, state: &State) -> Fact {
    const RANK: u8 = 3;
    if let Some(count) = frames_sent(state) {
        let all = format!("of {} frames", count.of);
        let reason = count.reason().map(|reason| reason.text());
        return Fact::new(
            count.kept().to_string(),
            all,
            reason.unwrap_or_default(),
            RANK,
        );
    }
    let frames = &loaded.pattern().frames;
    let (shortest, longest) = frames.durations().bounds();
    let shortest = shortest.ms();
    let longest = longest.ms();
    let each = if frames.len() == 1 {
        "still picture".into()
    } else if shortest == longest {
        format!("{longest} ms each")
    } else {
        format!("{shortest} to {longest} ms")
    };
    let number = frames.len();
    Fact::new(
        number.to_string(),
        unit(number, "frame", "frames"),
        each,
        RANK,
    )
}

fn unit(n: usize, one: &'static str, many: &'static str) -> &'static str {
    if n == 1 { one } else { many }
}

/// How many frames the device that the preview shows gets, where that is not all of them.
fn frames_sent(state: &State) -> Option<&FrameCount> {
    let view = state.wired_on()?;
    state.preview(&view.device.id)?.report.frames()
}

/// Frames in a second, with a decimal where they are few.
fn rate(frames: usize, total_ms: f64) -> String {
    let rate = frames as f64 * 1000.0 / total_ms;
    if rate >= 10.0 {
        format!("{rate:.0}")
    } else {
        format!("{rate:.1}")
    }
}

/// What the worst frame draws; a warning where the supply gives less.
fn current((draw, supply): (Draw, Option<u32>)) -> Fact {
    let is_warning = supply.is_some_and(|supply| draw.worst_ma > supply);
    let caption = match supply.filter(|_| is_warning) {
        Some(supply) => format!("worst, supply {}", amperes(supply)),
        None => format!(
            "worst frame, at {} V",
            f64::from(draw.led.millivolts) / 1000.0
        ),
    };
    let said = amperes(draw.worst_ma);
    let (value, unit) = said.split_once(' ').unwrap_or((&said, ""));
    Fact {
        is_warning,
        ..Fact::new(value, if unit == "mA" { "mA" } else { "A" }, caption, 2)
    }
}

/// Those that there is room for.
fn that_fit(mut facts: Vec<Fact>, most: f32) -> Vec<Fact> {
    while facts.len() > (most as usize).max(1) {
        let last = facts
            .iter()
            .enumerate()
            .max_by_key(|(_, fact)| fact.rank)
            .map_or(0, |(index, _)| index);
        facts.remove(last);
    }
    facts
}

/// Below each other.
pub(super) fn column(ui: &Ui, rect: Rect, loaded: &Loaded, state: &State) {
    let facts = that_fit(facts(loaded, state), rect.height() / readout::HEIGHT);
    let pitch = (rect.height() / facts.len() as f32).min(65.0);
    for (index, fact) in facts.iter().enumerate() {
        let at = pos2(rect.left(), rect.top() + 2.0 + pitch * index as f32);
        show(ui, at, rect.width(), index, fact);
    }
}

/// Side by side.
pub(super) fn row(ui: &Ui, rect: Rect, loaded: &Loaded, state: &State) {
    let facts = that_fit(facts(loaded, state), rect.width() / NARROWEST);
    let pitch = rect.width() / facts.len() as f32;
    for (index, fact) in facts.iter().enumerate() {
        let at = pos2(rect.left() + pitch * index as f32, rect.top());
        show(ui, at, pitch - 8.0, index, fact);
    }
}

fn show(ui: &Ui, at: egui::Pos2, width: f32, index: usize, fact: &Fact) {
    let color = fact.is_warning.then(|| tokens(ui).warn);
    let readout = Readout {
        value: &fact.value,
        unit: &fact.unit,
        caption: &fact.caption,
        color,
    };
    readout.show_at(ui, at, width, ui.scope_id().with(("fact", index)));
}
