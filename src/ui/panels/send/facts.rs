//! The pattern in numbers: beside the face, or in a row below it.

use crate::app::{Loaded, State};
use crate::pattern::{Draw, FrameCount, amperes};
use crate::t;
use crate::ui::say;
use crate::ui::text;
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::readout::{self, Readout};
use egui::{Rect, Ui, pos2};
use std::borrow::Cow;

/// A number with its unit and caption.
struct Fact {
    value: String,
    unit: Cow<'static, str>,
    caption: String,
    /// Where there is too little room, facts with a high rank are left out first.
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

/// Minimum width of a fact in a row.
const MIN_WIDTH: f32 = 112.0;

fn facts(loaded: &Loaded, state: &State) -> Vec<Fact> {
    let pattern = loaded.pattern();
    let frames = &pattern.frames;
    let shape = pattern.matrix.map_or_else(
        || t!("send-fact-strip").to_owned(),
        |matrix| t!("send-fact-matrix", width = matrix.w(), height = matrix.h()),
    );
    let total = frames.total_ms().max(1) as f64;
    let rate = rate(frames.len(), total);
    let is_still = frames.len() == 1;
    let mut facts = vec![
        Fact::new(
            frames.leds().to_string(),
            t!("send-fact-leds", n = frames.leds()),
            shape,
            0,
        ),
        frames_fact(loaded, state),
        Fact::new(
            say::clock(total),
            if total < 60_000.0 {
                t!("send-fact-seconds")
            } else {
                t!("send-fact-minutes")
            },
            t!("send-fact-duration", rate = rate),
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
        let on = t!("send-fact-on-device", device = &*state.label(view));
        facts.push(Fact::new(value, unit, on, 1));
    }
    facts
}

/// Counts the frames; where the device gets fewer, how many and why.
fn frames_fact(loaded: &Loaded, state: &State) -> Fact {
    const RANK: u8 = 3;
    if let Some(count) = frames_sent(state) {
        let all = t!("send-fact-frames-of", n = count.of);
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
        t!("send-fact-still").to_owned()
    } else if shortest == longest {
        t!("send-fact-each", ms = longest)
    } else {
        t!("send-fact-range", shortest = shortest, longest = longest)
    };
    let number = frames.len();
    Fact::new(
        number.to_string(),
        t!("send-fact-frames", n = number),
        each,
        RANK,
    )
}

/// Returns how many frames the device of the preview gets, where that is not all of them.
fn frames_sent(state: &State) -> Option<&FrameCount> {
    let view = state.wired_on()?;
    state.preview(&view.device.id)?.report.frames()
}

/// Formats the frames per second, with a decimal below 10.
fn rate(frames: usize, total_ms: f64) -> String {
    let rate = frames as f64 * 1000.0 / total_ms;
    if rate >= 10.0 {
        format!("{rate:.0}")
    } else {
        format!("{rate:.1}")
    }
}

/// Returns the peak current; a warning where the supply gives less.
fn current((draw, supply): (Draw, Option<u32>)) -> Fact {
    let is_warning = supply.is_some_and(|supply| draw.worst_ma > supply);
    let caption = match supply.filter(|_| is_warning) {
        Some(supply) => t!("send-fact-peak-supply", supply = amperes(supply)),
        None => t!(
            "send-fact-peak",
            volts = f64::from(draw.led.millivolts) / 1000.0
        ),
    };
    let said = amperes(draw.worst_ma);
    let (value, unit) = said.split_once(' ').unwrap_or((&said, ""));
    Fact {
        is_warning,
        ..Fact::new(value, unit.to_owned(), caption, 2)
    }
}

/// Leaves out the facts that there is no room for.
fn keep_that_fit(mut facts: Vec<Fact>, room: f32) -> Vec<Fact> {
    while facts.len() > (room as usize).max(1) {
        let last = facts
            .iter()
            .enumerate()
            .max_by_key(|(_, fact)| fact.rank)
            .map_or(0, |(index, _)| index);
        facts.remove(last);
    }
    facts
}

/// Shows the facts below each other.
pub(super) fn column(ui: &Ui, rect: Rect, loaded: &Loaded, state: &State) {
    let facts = keep_that_fit(facts(loaded, state), rect.height() / readout::HEIGHT);
    let pitch = (rect.height() / facts.len() as f32).min(65.0);
    for (index, fact) in facts.iter().enumerate() {
        let at = pos2(rect.left(), rect.top() + 2.0 + pitch * index as f32);
        show(ui, at, rect.width(), index, fact);
    }
}

/// Shows the facts side by side.
pub(super) fn row(ui: &Ui, rect: Rect, loaded: &Loaded, state: &State) {
    let facts = keep_that_fit(facts(loaded, state), rect.width() / MIN_WIDTH);
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
    let response = readout.show_at(ui, at, width, ui.scope_id().with(("fact", index)));
    if text::width(ui, &fact.caption, theme::caption) > width {
        response.on_hover_text(&fact.caption);
    }
}
