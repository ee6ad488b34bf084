//! One upload of the history as a row: time, pattern, device, result, and a button that sends it again.

use crate::app::Action;
use crate::engine::HistoryEntry;
use crate::t;
use crate::ui::say::when::Calendar;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, PhaseLook, tokens};
use crate::ui::widgets::button::{Button, Kind, Size};
use crate::ui::widgets::chip;
use crate::ui::{Actions, say};
use egui::{Align, Id, Rect, Role, Sense, Ui, WidgetInfo, pos2};
use std::time::Duration;

/// Width (points) above which a row has wider columns, and one for the size of the file.
const WIDE: f32 = 900.0;
/// A note is not shown in less room; it then only appears on hover.
const MIN_NOTE: f32 = 24.0;
/// Minimum room for the button at the right.
const MIN_BUTTON: f32 = 108.0;

/// Draws an upload and the name of its device; `index` counts the entries.
pub(super) fn row(
    ui: &Ui,
    rect: Rect,
    index: usize,
    (entry, device): (&HistoryEntry, &str),
    file_is_there: bool,
    calendar: &Calendar,
    actions: &mut Actions,
) {
    let t = tokens(ui);
    let y = rect.center().y;
    let (look, word) = outcome(&entry.outcome);
    let name = pattern(entry);
    let time = calendar.clock(entry.ended_at);
    let note = note(entry);
    let id = ui.scope_id().with(("entry", index));
    let response = ui.interact(rect, id, Sense::hover());
    let aloud = || {
        t!(
            "history-entry",
            time = time.as_str(),
            pattern = name,
            device = device,
            outcome = word,
            note = note.as_str()
        )
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, aloud()));
    let part = if rect.width() > WIDE { 170.0 } else { 120.0 };
    let mut x = rect.left() + 12.0;
    let column = |x: f32, words: &str, font: text::Font, color, room: f32| {
        text::draw(
            ui,
            pos2(x, y),
            Align::Min,
            &[span(words, font, color)],
            room,
        );
    };
    column(x, &time, theme::mono_small, t.text3, 50.0);
    x += 52.0;
    column(x, name, theme::control_strong, t.text, part - 12.0);
    x += part;
    let font = (theme::sentence as text::Font, t.text2);
    text::draw_label(ui, pos2(x, y), device, font, part - 12.0);
    x += part;
    chip::phase_chip_at(ui, pos2(x, y), id.with("chip"), look, word);
    x += chip::phase_chip_width(ui, word) + 12.0;
    if file_is_there {
        send_again(ui, rect, id, entry, actions);
    }
    let room = facts(ui, rect, entry) - 12.0 - x;
    if room > MIN_NOTE {
        column(x, &note, theme::sentence, t.text2, room);
    }
    if text::width(ui, &note, theme::sentence) > room {
        response.on_hover_text(note);
    }
}

/// Draws the button at the right edge that sends the upload's file again.
fn send_again(ui: &Ui, rect: Rect, id: Id, entry: &HistoryEntry, actions: &mut Actions) {
    let again = Button::new(Kind::Ghost, t!("history-send-again")).size(Size::Small);
    let size = again.measure(ui);
    let right = rect.right() - 12.0;
    let at = Rect::from_min_size(
        pos2(right - size.x + 8.0, rect.center().y - size.y / 2.0),
        size,
    );
    if again.show_at(ui, at, id.with("again")).clicked() {
        actions.push(Action::SendAgain(entry.clone()));
    }
}

/// Room for the button at the right: also in rows without it, so that the columns stand below each other.
fn button_room(ui: &Ui) -> f32 {
    let again = Button::new(Kind::Ghost, t!("history-send-again")).size(Size::Small);
    MIN_BUTTON.max(again.measure(ui).x + 8.0)
}

/// Draws the duration, and in a wide row the size, before the button; returns where they begin.
fn facts(ui: &Ui, rect: Rect, entry: &HistoryEntry) -> f32 {
    let t = tokens(ui);
    let took = say::time(Duration::from_secs_f64(entry.seconds.clamp(0.0, 1e9)));
    let right = rect.right() - 12.0 - button_room(ui);
    let fact = |right: f32, words: &str| {
        text::draw(
            ui,
            pos2(right, rect.center().y),
            Align::Max,
            &[span(words, theme::sentence, t.text2)],
            90.0,
        )
        .left()
    };
    let left = fact(right, &took);
    if rect.width() > WIDE {
        fact(right - 80.0, &say::bytes(entry.bytes))
    } else {
        left
    }
}

/// Says why the upload failed, else how many attempts it took if more than one.
fn note(entry: &HistoryEntry) -> String {
    match (&entry.problem, &entry.code) {
        (Some(problem), _) => say::message(&problem.message),
        // a code of another version
        (None, Some(code)) => code.clone(),
        (None, None) if entry.attempts > 1 => t!("history-attempts", n = entry.attempts),
        (None, None) => String::new(),
    }
}

/// Returns the file's name without folder and extension.
fn pattern(entry: &HistoryEntry) -> &str {
    let name = entry.file.rsplit(['/', '\\']).next().unwrap_or(&entry.file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Returns the look and the words of an outcome.
pub(super) fn outcome(word: &str) -> (PhaseLook, &str) {
    match word {
        "verified" => (PhaseLook::Verified, t!("job-verified")),
        "skipped" => (PhaseLook::AlreadyThere, t!("job-already-there")),
        "unverified" => (PhaseLook::NotVerifiable, t!("job-unverified")),
        "failed" => (PhaseLook::Failed, t!("job-failed")),
        "cancelled" => (PhaseLook::Cancelled, t!("job-cancelled")),
        other => (PhaseLook::NotVerifiable, other),
    }
}
