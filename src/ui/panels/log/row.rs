//! A line of the log: when, how grave, what, and the ways to its upload and its device.

use super::lines::Entry;
use crate::app::{Action, DeviceAction, State};
use crate::logs::LineWords;
use crate::t;
use crate::ui::say::when::Calendar;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::button::IconButton;
use crate::ui::{Actions, icons};
use egui::{Align, Rect, Role, Sense, Ui, Vec2, WidgetInfo, pos2};
use tracing::Level;

/// Height of a line in points.
pub(super) const ROW: f32 = 32.0;
/// Where the icon of the level stands.
const ICON: f32 = 76.0;
/// Where the words begin.
const WORDS: f32 = 96.0;
/// Width of a button.
const BUTTON: f32 = 28.0;

/// Shows a line, and notes what was clicked.
pub(super) fn row(
    ui: &Ui,
    rect: Rect,
    entry: &Entry,
    calendar: &Calendar,
    state: &State,
    actions: &mut Actions,
) {
    let t = tokens(ui);
    let line = &entry.line;
    let time = calendar.clock_or_day(super::seconds(line));
    let (icon, color) = match line.level {
        Level::ERROR => (icons::CIRCLE_X, t.bad),
        Level::WARN => (icons::CIRCLE_ALERT, t.warn),
        _ => (icons::INFO, t.text3),
    };
    let y = rect.center().y;
    let draw = |x: f32, words: &str, font: text::Font, ink, room| {
        let at = pos2(x, y);
        text::draw(ui, at, Align::Min, &[span(words, font, ink)], room);
    };
    draw(rect.left(), &time, theme::mono_small, t.text3, ICON - 8.0);
    text::icon(ui.painter(), pos2(rect.left() + ICON, y), icon, 14.0, color);
    let right = links(ui, rect, entry, state, actions);
    let left = rect.left() + WORDS;
    let room = right - 8.0 - left;
    // a sentence for everybody, or words for those who look for a fault
    let ink = match line.words {
        LineWords::Message(_) => t.text,
        LineWords::Text(_) => t.text2,
    };
    draw(left, &entry.text, theme::sentence, ink, room);
    let id = ui.scope_id().with(("line", line.number));
    let response = ui.interact(rect.with_max_x(right), id, Sense::hover());
    response.widget_info(|| {
        let aloud = format!("{time} {} {}", line.level, entry.text);
        WidgetInfo::labeled(Role::Label, true, aloud)
    });
    if text::width(ui, &entry.text, theme::sentence) > room {
        response.on_hover_text(&entry.text);
    }
}

/// Shows the buttons that lead to the upload and the device of a line, as far as they are still there; returns where they
/// begin. Each has a column of its own.
fn links(ui: &Ui, rect: Rect, entry: &Entry, state: &State, actions: &mut Actions) -> f32 {
    let line = &entry.line;
    let job = line.job.and_then(|number| {
        let mut jobs = state.jobs.iter();
        jobs.find(|job| job.id.number() == number)
    });
    let device = line.device.as_deref().and_then(|id| {
        let mut devices = state.devices.iter();
        devices.find(|view| view.device.id.as_str() == id)
    });
    let place = |column: f32| {
        let center = pos2(rect.right() - (column + 0.5) * BUTTON, rect.center().y);
        Rect::from_center_size(center, Vec2::splat(BUTTON))
    };
    let id = |what: &str| ui.scope_id().with((what, line.number));
    if let Some(view) = device {
        let name = t!("log-show-device", device = state.label(view).into_owned());
        let button = IconButton::new(icons::ROUTER, &name).small();
        if button.show_at(ui, place(0.0), id("device")).clicked() {
            actions.push(Action::Device(DeviceAction::Open(view.device.id.clone())));
        }
    }
    if let Some(job) = job {
        let name = t!(
            "log-show-upload",
            pattern = &job.pattern_name,
            device = state.job_label(&job.device).into_owned()
        );
        let button = IconButton::new(icons::LIST_CHECKS, &name).small();
        if button.show_at(ui, place(1.0), id("upload")).clicked() {
            actions.push(Action::ShowUpload(job.id));
        }
    }
    rect.right() - 2.0 * BUTTON
}
