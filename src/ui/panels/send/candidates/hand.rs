//! The form for a reading that is not offered: LEDs, matrix and frame time, typed by hand.

use crate::app::{Action, Choice};
use crate::t;
use crate::ui::Actions;
use crate::ui::cut::inside;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, radius, tokens};
use crate::ui::widgets::input::TextInput;
use egui::{Align, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

/// From this width (points) on, the form is one line.
const ONE_LINE: f32 = 900.0;

/// Returns the height of the form.
pub(super) fn height(choice: &Choice, width: f32) -> f32 {
    let problem = if choice.problem.is_some() { 24.0 } else { 0.0 };
    problem + if width < ONE_LINE { 108.0 } else { 60.0 }
}

/// Shows the form.
pub(super) fn show(ui: &mut Ui, rect: Rect, choice: &Choice, actions: &mut Actions) {
    let t = tokens(ui);
    let border = if t.dark {
        Stroke::NONE
    } else {
        Stroke::new(1.0, t.stroke)
    };
    ui.painter()
        .rect(rect, radius::FACE, t.card, border, StrokeKind::Inside);
    let left = rect.left() + 18.0;
    let spans = [
        span(t!("send-reading-hand"), theme::strong, t.text),
        span("   ", theme::sentence, t.text2),
        span(t!("send-reading-hand-about"), theme::sentence, t.text2),
    ];
    let words = text::draw(
        ui,
        pos2(left, rect.top() + 30.0),
        Align::Min,
        &spans,
        rect.width(),
    );
    let one_line = rect.width() >= ONE_LINE;
    let at = if one_line {
        pos2(words.right() + 24.0, rect.top() + 14.0)
    } else {
        pos2(left, rect.top() + 58.0)
    };
    let row = Rect::from_min_max(at, pos2(rect.right() - 12.0, at.y + 34.0));
    fields(ui, row, choice, actions);
    if let Some(problem) = &choice.problem {
        let at = pos2(left, rect.bottom() - 18.0);
        text::draw(
            ui,
            at,
            Align::Min,
            &[span(&problem.text(), theme::sentence, t.bad)],
            rect.width() - 36.0,
        );
    }
}

/// Draws the three fields in one row, and reports what is typed.
fn fields(ui: &mut Ui, rect: Rect, choice: &Choice, actions: &mut Actions) {
    let mut typed = [
        choice.leds.clone(),
        choice.matrix.clone(),
        choice.delay.clone(),
    ];
    let hints = [
        (t!("send-reading-hand-leds"), "256", 84.0),
        (t!("send-reading-hand-matrix"), "16x16", 92.0),
        (t!("send-reading-hand-ms"), "20", 72.0),
    ];
    let changed = inside(ui, rect, "by-hand", |ui| {
        let mut changed = false;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 10.0;
            for ((name, hint, width), value) in hints.into_iter().zip(&mut typed) {
                label(ui, name);
                changed |= TextInput::new(name, width)
                    .hint(hint)
                    .show(ui, value)
                    .changed();
                ui.add_space(8.0);
            }
        });
        changed
    });
    if changed {
        let [leds, matrix, delay] = typed;
        actions.push(Action::TypeReading {
            leds,
            matrix,
            delay,
        });
    }
}

/// Draws the name of a field before it.
fn label(ui: &mut Ui, name: &str) {
    let width = text::width(ui, name, theme::sentence);
    let (_, at) = ui.allocate_space(vec2(width, 32.0));
    text::draw(
        ui,
        at.left_center(),
        Align::Min,
        &[span(name, theme::sentence, tokens(ui).text2)],
        width + 1.0,
    );
}
