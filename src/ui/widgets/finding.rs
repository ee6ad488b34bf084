//! One finding of the check: what is, what follows from it, and the remedies as buttons.

use egui::{
    Align, CornerRadius, Id, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::button::{Button, Kind, Size};
use crate::ui::text::{self, span};
use crate::ui::theme::{self, radius};

/// Height in points.
pub const HEIGHT: f32 = 44.0;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Good to know.
    Note,
    /// Sending is possible, but look.
    Warning,
    /// Sending is not possible.
    Blocks,
}

/// A finding to show.
#[derive(Clone, Copy, Debug)]
pub struct Finding<'a> {
    /// Decides the colours.
    pub severity: Severity,
    /// Says what it is about.
    pub icon: char,
    /// "Brightest frame draws 6.1 A."
    pub fact: &'a str,
    /// "The supply of Porch gives 4 A."
    pub consequence: &'a str,
    /// Labels of the remedies, at most two.
    pub remedies: &'a [&'a str],
}

impl Finding<'_> {
    /// Shows the finding in `rect` and returns the index of the clicked remedy.
    pub fn show_at(&self, ui: &Ui, rect: Rect, id: Id) -> Option<usize> {
        let t = theme::tokens(ui);
        let (fill, ink, border) = match self.severity {
            Severity::Note => (t.card, t.text2, if t.dark { t.card } else { t.stroke }),
            Severity::Warning => (t.warn_bg, t.warn, t.warn_bg),
            Severity::Blocks => (t.bad_bg, t.bad, t.bad_bg),
        };
        let response = ui.interact(rect, id, Sense::hover());
        let aloud = || {
            WidgetInfo::labeled(
                Role::Label,
                true,
                format!("{} {}", self.fact, self.consequence),
            )
        };
        response.widget_info(aloud);
        ui.painter().rect(
            rect,
            CornerRadius::same(radius::CARD),
            fill,
            Stroke::new(1.0, border),
            StrokeKind::Inside,
        );
        text::icon(
            ui.painter(),
            pos2(rect.left() + 21.0, rect.center().y),
            self.icon,
            17.0,
            ink,
        );

        let (clicked, right) = self.remedies_at(ui, rect, id);
        let left = rect.left() + 39.0;
        let gap = if self.consequence.is_empty() { "" } else { " " };
        let spans = [
            span(self.fact, theme::control_strong, t.text),
            span(gap, theme::sentence, t.text2),
            span(self.consequence, theme::sentence, t.text2),
        ];
        let line = text::line(ui, &spans, right - 12.0 - left);
        let is_cut = line.elided;
        text::place(ui.painter(), pos2(left, rect.center().y), Align::Min, line);
        if is_cut {
            response.on_hover_text(format!("{} {}", self.fact, self.consequence).trim());
        }
        clicked
    }

    /// Buttons from the right; returns the clicked one and where they begin.
    fn remedies_at(&self, ui: &Ui, rect: Rect, id: Id) -> (Option<usize>, f32) {
        let kind = if self.severity == Severity::Note {
            Kind::Ghost
        } else {
            Kind::Secondary
        };
        let mut right = rect.right() - 8.0;
        let mut clicked = None;
        for (index, label) in self.remedies.iter().enumerate().rev() {
            let button = Button::new(kind, label).size(Size::Small);
            let width = button.measure(ui).x;
            let at = Rect::from_min_size(
                pos2(right - width, rect.center().y - 14.0),
                vec2(width, 28.0),
            );
            if button.show_at(ui, at, id.with(index)).clicked() {
                clicked = Some(index);
            }
            right -= width + 10.0;
        }
        (clicked, right)
    }
}
