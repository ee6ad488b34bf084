//! A score of 0 to 100: as a number over a bar for rows, and as a ring for a summary. Without data, a dash.

use egui::epaint::PathStroke;
use egui::{
    Align, Color32, CornerRadius, Id, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, Vec2,
    WidgetInfo, vec2,
};

use super::spark;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, score_color};

/// Width of a score in a row, in points.
pub const WIDTH: f32 = 40.0;
/// Angle, in turns, at which the ring begins: at the lower left, clockwise.
const BEGIN: f32 = 0.375;
/// Part of a whole circle that the ring covers.
const COVERED: f32 = 0.75;

/// Draws a score of [`WIDTH`] points with its left edge centred on `at`.
pub fn score_at(ui: &Ui, at: Pos2, score: Option<u8>) {
    let t = theme::tokens(ui);
    let number = score.map_or_else(|| "–".to_owned(), |score| score.to_string());
    let ink = if score.is_some() { t.text } else { t.text3 };
    text::draw(
        ui,
        at - vec2(0.0, 5.0),
        Align::Min,
        &[span(&number, theme::figure, ink)],
        WIDTH,
    );
    let bar = Rect::from_min_size(at + vec2(0.0, 8.0), vec2(WIDTH, 4.0));
    let Some(score) = score else {
        return spark::hatch(ui, bar, t);
    };
    let corner = CornerRadius::same(2);
    ui.painter().rect_filled(bar, corner, t.bar);
    let width = WIDTH * f32::from(score.min(100)) / 100.0;
    if width >= 1.0 {
        let filled = Rect::from_min_size(bar.min, vec2(width, bar.height()));
        ui.painter()
            .rect_filled(filled, corner, score_color(score, t));
    }
}

/// Draws a score as a ring inside `rect`; `name` is read aloud.
pub fn ring_at(ui: &Ui, rect: Rect, id: Id, score: Option<u8>, name: &str) -> Response {
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let t = theme::tokens(ui);
    arc(ui, rect, COVERED, t.bar);
    if let Some(score) = score {
        let part = COVERED * f32::from(score.min(100)) / 100.0;
        if part > 0.0 {
            arc(ui, rect, part, score_color(score, t));
        }
    }
    let number = score.map_or_else(|| "–".to_owned(), |score| score.to_string());
    let ink = if score.is_some() { t.text } else { t.text3 };
    text::draw(
        ui,
        rect.center(),
        Align::Center,
        &[span(&number, theme::readout, ink)],
        rect.width(),
    );
    response
}

/// Draws the first `part` of the ring, in turns, with round ends.
fn arc(ui: &Ui, rect: Rect, part: f32, color: Color32) {
    let width = 6.0;
    let radius = rect.width() / 2.0 - width / 2.0;
    let steps = (part * 64.0).ceil().max(1.0) as usize;
    let point = |step: usize| {
        let turn = BEGIN + part * step as f32 / steps as f32;
        rect.center() + Vec2::angled(std::f32::consts::TAU * turn) * radius
    };
    let points: Vec<Pos2> = (0..=steps).map(point).collect();
    for end in [points.first(), points.last()].into_iter().flatten() {
        ui.painter().circle(*end, width / 2.0, color, Stroke::NONE);
    }
    ui.painter()
        .add(Shape::line(points, PathStroke::new(width, color)));
}
