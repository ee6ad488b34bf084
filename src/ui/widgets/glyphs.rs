//! Small painted signs that are no icons of the font: logo, signal bars, status pip, spinner, tick.

use egui::epaint::PathStroke;
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Ui, Vec2, pos2, vec2};

use super::super::theme::Tokens;

/// The logo: a 3 x 3 matrix whose cross is lit. `size` is its width in points.
pub fn logo(painter: &Painter, center: Pos2, size: f32, t: &Tokens) {
    let step = size * 0.36;
    let radius = size * 0.136;
    let dim = if t.dark {
        Color32::from_rgb(0x33, 0x38, 0x3D)
    } else {
        Color32::from_rgb(0xB4, 0xBA, 0xC0)
    };
    for row in -1_i8..=1 {
        for column in -1_i8..=1 {
            let lit = row == 0 || column == 0;
            let at = center + vec2(f32::from(column), f32::from(row)) * step;
            painter.circle_filled(at, radius, if lit { t.accent } else { dim });
        }
    }
}

/// Signal strength: four bars, `level` 0 to 4 of them lit. 15 x 11 points.
pub fn signal_bars(painter: &Painter, center: Pos2, level: u8, t: &Tokens) {
    let width = 3.0;
    let gap = 1.0;
    let bottom = center.y + 5.5;
    for bar in 0..4_u8 {
        let height = 3.5 + 2.5 * f32::from(bar);
        let x = center.x - 7.5 + f32::from(bar) * (width + gap);
        let rect = Rect::from_min_max(pos2(x, bottom - height), pos2(x + width, bottom));
        painter.rect_filled(rect, 1, if bar < level { t.text2 } else { t.bar });
    }
}

/// The dot before a device's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pip {
    /// Answers: filled, green.
    Online,
    /// Left alone after failures: filled, amber.
    Resting,
    /// Does not answer: hollow, grey.
    Offline,
}

/// Draws the 8 point status dot.
pub fn pip(painter: &Painter, center: Pos2, pip: Pip, t: &Tokens) {
    match pip {
        Pip::Online => painter.circle_filled(center, 4.0, t.ok),
        Pip::Resting => painter.circle_filled(center, 4.0, t.warn),
        Pip::Offline => painter.circle_stroke(center, 3.25, Stroke::new(1.5, t.text3)),
    };
}

/// Three quarters of a circle that turns once a second; still when motion is reduced.
pub fn spinner(ui: &Ui, center: Pos2, size: f32, color: Color32) {
    let still = ui.style().animation_time == 0.0;
    let turn = if still {
        0.0
    } else {
        (ui.input(|input| input.time) % 1.0) as f32
    };
    if !still {
        // 30 pictures a second are smooth enough for a turning arc
        ui.ctx().request_repaint_after_secs(1.0 / 30.0);
    }
    let points = (0..=24_u8)
        .map(|i| {
            let angle = std::f32::consts::TAU * (turn + 0.75 * f32::from(i) / 24.0);
            center + Vec2::angled(angle) * (size / 2.0 - 1.0)
        })
        .collect();
    ui.painter()
        .add(Shape::line(points, PathStroke::new(1.5, color)));
}

/// The tick in a checkbox of 18 points.
pub fn tick(painter: &Painter, center: Pos2, color: Color32) {
    let points = vec![
        center + vec2(-4.0, 0.2),
        center + vec2(-1.2, 3.0),
        center + vec2(4.2, -2.8),
    ];
    painter.add(Shape::line(points, PathStroke::new(2.0, color)));
}

/// A key hint such as "Ctrl Enter" on a darkened plate; returns nothing, draws with its right edge at `right`.
pub fn key_hint(ui: &Ui, right: Pos2, hint: &str, color: Color32) {
    use super::super::{text, theme};
    let width = text::width(ui, hint, theme::micro) + 14.0;
    let plate = Rect::from_min_size(pos2(right.x - width, right.y - 9.0), vec2(width, 18.0));
    ui.painter()
        .rect_filled(plate, 4, Color32::from_black_alpha(44));
    text::draw(
        ui,
        plate.center(),
        egui::Align::Center,
        &[text::span(hint, theme::micro, color)],
        f32::INFINITY,
    );
}

/// The outline of a rounded rectangle as points, eight per corner, closed.
#[must_use]
pub fn rounded_outline(rect: Rect, radius: f32) -> Vec<Pos2> {
    let inner = rect.shrink(radius);
    let corners = [
        (inner.right_bottom(), 0.0),
        (inner.left_bottom(), 0.25),
        (inner.left_top(), 0.5),
        (inner.right_top(), 0.75),
    ];
    let mut points: Vec<Pos2> = corners
        .into_iter()
        .flat_map(|(center, start)| {
            (0..8_u8).map(move |i| {
                let angle = std::f32::consts::TAU * (start + 0.25 * f32::from(i) / 7.0);
                center + Vec2::angled(angle) * radius
            })
        })
        .collect();
    points.extend(points.first().copied());
    points
}

/// Shows `name` as a tooltip of `response`, in our style.
pub(super) fn tooltip(response: egui::Response, name: &str) -> egui::Response {
    if name.is_empty() {
        response
    } else {
        response.on_hover_text(name)
    }
}
