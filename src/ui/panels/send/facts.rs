//! What the pattern is in numbers: beside the face, or in a row below it.

use crate::app::{Loaded, State};
use crate::ui::say;
use crate::ui::widgets::readout::Readout;
use egui::{Rect, Ui, pos2};

/// One number.
struct Fact {
    value: String,
    unit: &'static str,
    caption: String,
}

fn facts(loaded: &Loaded, state: &State) -> Vec<Fact> {
    let pattern = loaded.pattern();
    let frames = &pattern.frames;
    let shape = pattern.matrix.map_or("strip".to_owned(), |matrix| format!("{} × {} matrix", matrix.w(), matrix.h()));
    let (shortest, longest) = frames.durations().bounds();
    let (shortest, longest) = (shortest.ms(), longest.ms());
    let each = if shortest == longest { format!("{longest} ms each") } else { format!("{shortest} to {longest} ms") };
    let total = frames.total_ms().max(1) as f64;
    let rate = frames.len() as f64 * 1000.0 / total;
    let rate = if rate >= 10.0 { format!("{rate:.0}") } else { format!("{rate:.1}") };
    let unit = |n: usize, one, many| if n == 1 { one } else { many };
    let mut facts = vec![
        Fact { value: frames.leds().to_string(), unit: unit(frames.leds(), "LED", "LEDs"), caption: shape },
        Fact { value: frames.len().to_string(), unit: unit(frames.len(), "frame", "frames"), caption: each },
        Fact {
            value: say::clock(total),
            unit: if total < 60_000.0 { "s" } else { "min" },
            caption: if frames.len() > 1 { format!("duration, {rate} frames/s") } else { "shown, then again".into() },
        },
    ];
    let wired = state.wired_on().and_then(|view| Some((view, state.preview(&view.device.id)?.bytes?)));
    if let Some((view, bytes)) = wired {
        let (value, unit) = say::bytes_parts(bytes);
        facts.push(Fact { value, unit, caption: format!("on {}", view.name()) });
    }
    facts
}

/// Below each other.
pub(super) fn column(ui: &Ui, rect: Rect, loaded: &Loaded, state: &State) {
    let facts = facts(loaded, state);
    let pitch = (rect.height() / facts.len() as f32).min(65.0);
    for (index, fact) in facts.iter().enumerate() {
        let at = pos2(rect.left(), rect.top() + 2.0 + pitch * index as f32);
        show(ui, at, rect.width(), index, fact);
    }
}

/// Side by side.
pub(super) fn row(ui: &Ui, rect: Rect, loaded: &Loaded, state: &State) {
    let facts = facts(loaded, state);
    let pitch = rect.width() / facts.len() as f32;
    for (index, fact) in facts.iter().enumerate() {
        let at = pos2(rect.left() + pitch * index as f32, rect.top());
        show(ui, at, pitch - 8.0, index, fact);
    }
}

fn show(ui: &Ui, at: egui::Pos2, width: f32, index: usize, fact: &Fact) {
    let readout = Readout { value: &fact.value, unit: fact.unit, caption: &fact.caption, color: None };
    readout.show_at(ui, at, width, ui.scope_id().with(("fact", index)));
}
