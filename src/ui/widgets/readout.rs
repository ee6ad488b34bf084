//! A fact beside the face: a big value, its unit, and what it is.

use egui::{Align, Color32, Id, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::ui::text::{self, span};
use crate::ui::theme;

/// Height of one readout in points.
pub const HEIGHT: f32 = 46.0;

/// A fact to show.
#[derive(Clone, Copy, Debug)]
pub struct Readout<'a> {
    /// "6.1".
    pub value: &'a str,
    /// "A".
    pub unit: &'a str,
    /// "worst frame, at 5 V".
    pub caption: &'a str,
    /// Another colour for the value, when it is a warning.
    pub color: Option<Color32>,
}

impl Readout<'_> {
    /// Draws value, unit and caption with the top left corner at `at`, `width` points wide.
    /// Read aloud as "value unit, caption".
    pub fn show_at(&self, ui: &Ui, at: Pos2, width: f32, id: Id) -> Response {
        let t = theme::tokens(ui);
        let rect = Rect::from_min_size(at, vec2(width, HEIGHT));
        let response = ui.interact(rect, id, Sense::hover());
        let aloud = || format!("{} {}, {}", self.value, self.unit, self.caption);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, aloud()));
        let unit = format!(" {}", self.unit);
        let value = span(self.value, theme::readout, self.color.unwrap_or(t.text));
        let line = [value, span(&unit, theme::body, t.text2)];
        text::draw(ui, pos2(at.x, at.y + 14.0), Align::Min, &line, width);
        text::draw(
            ui,
            pos2(at.x, at.y + 38.0),
            Align::Min,
            &[span(self.caption, theme::caption, t.text3)],
            width,
        );
        response
    }
}
