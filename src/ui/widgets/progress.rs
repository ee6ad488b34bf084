//! Bars: the progress of one upload, and the stacked bar of a whole run.

use egui::{Color32, CornerRadius, Id, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::ui::theme::{self, motion};

/// Height of a progress bar in points.
pub const HEIGHT: f32 = 6.0;

/// A bar of 6 points centred in `rect`; `part` from 0 to 1. Moves to the newest value, never beyond it.
pub fn progress_at(ui: &Ui, rect: Rect, id: Id, part: f32, color: Color32, name: &str) -> Response {
    let part = part.clamp(0.0, 1.0);
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, name);
        info.value = Some(f64::from((part * 100.0).round()));
        info
    });
    let time = if ui.style().animation_time == 0.0 {
        0.0
    } else {
        motion::BAR
    };
    let shown = ui.ctx().animate_value_with_time(id.with("bar"), part, time);
    paint(ui, rect, shown, color);
    response
}

/// Paints only the bar.
pub fn paint(ui: &Ui, rect: Rect, part: f32, color: Color32) {
    let bar = Rect::from_center_size(rect.center(), vec2(rect.width(), HEIGHT));
    let corner = CornerRadius::same(3);
    ui.painter().rect_filled(bar, corner, theme::tokens(ui).bar);
    let filled = Rect::from_min_max(bar.min, pos2(bar.left() + bar.width() * part, bar.bottom()));
    if filled.width() >= 1.0 {
        ui.painter().rect_filled(filled, corner, color);
    }
}

/// A stacked bar: each part with its share (any unit) and colour, 2 points apart. Parts of 0 are left out.
pub fn stacked_at(ui: &Ui, rect: Rect, id: Id, parts: &[(f32, Color32)], name: &str) -> Response {
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let parts = parts.iter().filter(|(share, _)| *share > 0.0);
    let (count, total) = parts
        .clone()
        .fold((0.0, 0.0), |(n, sum), (share, _)| (n + 1.0, sum + share));
    let room = rect.width() - 2.0 * (count - 1.0_f32).max(0.0);
    let mut left = rect.left();
    for (share, color) in parts {
        let width = (room * share / total).max(2.0);
        ui.painter().rect_filled(
            Rect::from_min_size(pos2(left, rect.top()), vec2(width, rect.height())),
            3,
            *color,
        );
        left += width + 2.0;
    }
    response
}
