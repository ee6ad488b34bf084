//! A fact beside the face: a big value, its unit, and what it is.

use egui::{Align, Color32, Id, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::ui::text::{self, span};
use crate::ui::theme;

/// Height of one readout in points.
pub const HEIGHT: f32 = 46.0;

/// Draws value, unit and caption with the top left corner at `at`; `color` overrides that of the value (a warning).
/// Read aloud as "value unit, caption".
pub fn readout_at(
    ui: &Ui,
    at: Pos2,
    id: Id,
    value: &str,
    unit: &str,
    caption: &str,
    color: Option<Color32>,
    width: f32,
) -> Response {
    let t = theme::tokens(ui);
    let rect = Rect::from_min_size(at, vec2(width, HEIGHT));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{value} {unit}, {caption}")));
    let spaced = format!(" {unit}");
    let spans = [span(value, theme::readout, color.unwrap_or(t.text)), span(&spaced, theme::body, t.text2)];
    text::draw(ui, pos2(at.x, at.y + 14.0), Align::Min, &spans, width);
    text::draw(ui, pos2(at.x, at.y + 38.0), Align::Min, &[span(caption, theme::caption, t.text3)], width);
    response
}
