//! One place in the rail: icon over its name, with a badge for what needs a look.

use egui::{
    Align, Color32, CornerRadius, Id, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2,
};

use super::{Look, focus_ring};
use crate::ui::text::{self, span};
use crate::ui::theme::{self, radius};

/// A label may be wider than its item by this much on both sides, in points.
const BESIDE: f32 = 5.0;

/// Width of a rail item in points.
pub const WIDTH: f32 = 64.0;
/// Height of a rail item in points.
pub const HEIGHT: f32 = 54.0;

/// Shows a rail item in `rect`; `badge` 0 shows none.
pub fn rail_item_at(
    ui: &Ui,
    rect: Rect,
    id: Id,
    icon: char,
    label: &str,
    active: bool,
    badge: usize,
) -> Response {
    let response = ui.interact(rect, id, Sense::click());
    let aloud = || {
        if badge == 0 {
            label.to_owned()
        } else {
            format!("{label}, {badge}")
        }
    };
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, active, aloud()));
    let t = theme::tokens(ui);
    let look = Look::of(ui, &response, true);
    let on = if t.dark { t.raised } else { t.card };
    let hover = if t.dark { t.card } else { t.bg };
    let fill = if active {
        on
    } else {
        look.blend(Color32::TRANSPARENT, hover, hover)
    };
    ui.painter()
        .rect_filled(rect, CornerRadius::same(radius::CARD), fill);
    let center = pos2(rect.center().x, rect.top() + 19.0);
    let (ink, word) = if active {
        (t.accent, t.text)
    } else {
        (look.blend(t.text2, t.text, t.text), t.text2)
    };
    text::icon(ui.painter(), center, icon, 20.0, ink);
    let at = pos2(rect.center().x, rect.bottom() - 15.0);
    text::draw(
        ui,
        at,
        Align::Center,
        &[span(label, theme::micro, word)],
        rect.width() + 2.0 * BESIDE,
    );
    if badge > 0 {
        paint_badge(ui, center + vec2(12.0, -6.0), badge);
    }
    if look.focus {
        focus_ring(ui, rect, radius::CARD);
    }
    response
}

/// Paints a number on a plate, "99+" where it is larger.
fn paint_badge(ui: &Ui, center: Pos2, count: usize) {
    let t = theme::tokens(ui);
    let number = if count > 99 {
        "99+".to_owned()
    } else {
        count.to_string()
    };
    let width = (text::width(ui, &number, theme::micro) + 9.0).max(16.0);
    let plate = Rect::from_center_size(center, vec2(width, 16.0));
    ui.painter()
        .rect_filled(plate, CornerRadius::same(8), t.accent);
    text::draw(
        ui,
        plate.center(),
        Align::Center,
        &[span(&number, theme::micro, t.on_accent)],
        width,
    );
}
