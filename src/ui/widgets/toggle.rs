//! Checkbox and on/off switch.

use egui::{
    Align, Color32, CornerRadius, Id, Rect, Response, Role, Stroke, StrokeKind, Ui, WidgetInfo,
    pos2, vec2,
};

use super::{Look, click_sense, focus_ring, glyphs, hit_target};
use crate::ui::text::{self, span};
use crate::ui::theme::{self, radius};

/// Side of a checkbox in points.
pub const BOX: f32 = 18.0;

/// A checkbox followed by its label; flips `checked` on a click. Returns a response that `changed()`.
pub fn checkbox(ui: &mut Ui, checked: &mut bool, label: &str, enabled: bool) -> Response {
    let width = BOX + 9.0 + text::width(ui, label, theme::sentence);
    let (id, rect) = ui.allocate_space(vec2(width, 28.0));
    let mut response = flip(ui, rect, id, checked, label, enabled, Role::CheckBox);
    let look = Look::of(ui, &response, enabled);
    let center = pos2(rect.left() + BOX / 2.0, rect.center().y);
    paint_checkbox(ui, center, *checked, &look);
    let t = theme::tokens(ui);
    let color = if enabled { t.text } else { t.text3 };
    text::draw(
        ui,
        pos2(rect.left() + BOX + 9.0, rect.center().y),
        Align::Min,
        &[span(label, theme::sentence, color)],
        width,
    );
    response.rect = rect;
    response
}

/// Paints only the box around `center`.
pub fn paint_checkbox(ui: &Ui, center: egui::Pos2, checked: bool, look: &Look) {
    let t = theme::tokens(ui);
    let rect = Rect::from_center_size(center, vec2(BOX, BOX));
    let corner = CornerRadius::same(radius::CHECK);
    if checked && look.enabled {
        ui.painter().rect_filled(
            rect,
            corner,
            look.blend(t.accent, t.accent_hover, t.accent_pressed),
        );
        glyphs::tick(ui.painter(), center, t.on_accent);
    } else {
        let border = if look.enabled {
            look.blend(t.stroke2, t.text2, t.text2)
        } else {
            t.stroke
        };
        let inside = if look.enabled && !t.dark {
            t.card
        } else {
            Color32::TRANSPARENT
        };
        ui.painter().rect(
            rect,
            corner,
            inside,
            Stroke::new(1.5, border),
            StrokeKind::Inside,
        );
        if checked {
            glyphs::tick(ui.painter(), center, t.text3);
        }
    }
    if look.focus {
        focus_ring(ui, rect, radius::CHECK);
    }
}

/// A switch of 36 x 20 points without a label of its own; `name` is read aloud.
pub fn toggle(ui: &mut Ui, on: &mut bool, name: &str, enabled: bool) -> Response {
    let (id, rect) = ui.allocate_space(vec2(36.0, 28.0));
    toggle_at(ui, rect, id, on, name, enabled)
}

/// A switch centred in `rect`.
pub fn toggle_at(
    ui: &Ui,
    rect: Rect,
    id: Id,
    on: &mut bool,
    name: &str,
    enabled: bool,
) -> Response {
    let response = flip(ui, hit_target(rect), id, on, name, enabled, Role::Switch);
    let slide = ui
        .ctx()
        .animate_bool_with_time(id.with("slide"), *on, ui.style().animation_time);
    paint_toggle(ui, rect.center(), slide, &Look::of(ui, &response, enabled));
    response
}

/// Paints only the switch; `slide` goes from 0 (off) to 1 (on).
pub fn paint_toggle(ui: &Ui, center: egui::Pos2, slide: f32, look: &Look) {
    let t = theme::tokens(ui);
    let rect = Rect::from_center_size(center, vec2(36.0, 20.0));
    let corner = CornerRadius::same(10);
    let on = look.blend(t.accent, t.accent_hover, t.accent_pressed);
    let fill = if look.enabled {
        t.raised.lerp_to_gamma(on, slide)
    } else {
        t.raised
    };
    let border = if look.enabled {
        t.stroke2.lerp_to_gamma(on, slide)
    } else {
        t.stroke
    };
    ui.painter().rect(
        rect,
        corner,
        fill,
        Stroke::new(1.5, border),
        StrokeKind::Inside,
    );
    let knob = if look.enabled {
        t.text2.lerp_to_gamma(t.on_accent, slide)
    } else {
        t.text3
    };
    let x = egui::lerp((rect.left() + 10.0)..=(rect.right() - 10.0), slide);
    ui.painter()
        .circle_filled(pos2(x, center.y), egui::lerp(6.0..=8.0, slide), knob);
    if look.focus {
        focus_ring(ui, rect, 10);
    }
}

fn flip(
    ui: &Ui,
    rect: Rect,
    id: Id,
    value: &mut bool,
    name: &str,
    enabled: bool,
    role: Role,
) -> Response {
    let enabled = enabled && ui.is_enabled();
    let mut response = ui.interact(rect, id, click_sense(enabled));
    if enabled && response.clicked() {
        *value = !*value;
        response.mark_changed();
    }
    response.widget_info(|| WidgetInfo::selected(role, enabled, *value, name));
    response
}
