//! A button that opens a short list of actions.

use egui::{
    Align, CornerRadius, Id, Popup, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2,
};

use super::{Look, click_sense, focus_ring, keyboard_leads};
use crate::ui::icons;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, radius};

/// Height of the button in points: that of a small button.
pub const HEIGHT: f32 = 28.0;
/// Width of an item beside its words.
const AROUND: f32 = 24.0;

/// Returns the width of the button in points.
#[must_use]
pub fn width(ui: &Ui, label: &str) -> f32 {
    (10.0 + text::width(ui, label, theme::control_small) + 5.0 + 14.0 + 8.0).ceil()
}

/// Shows a quiet button in `rect` that opens `items`; returns the index of the one that was picked. `name` is read aloud.
pub fn menu_at(
    ui: &Ui,
    rect: Rect,
    id: Id,
    label: &str,
    name: &str,
    items: &[&str],
) -> Option<usize> {
    let response = ui.interact(rect, id, click_sense(ui.is_enabled()));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    paint(ui, rect, label, &response);
    let room = items
        .iter()
        .map(|item| text::width(ui, item, theme::control))
        .fold(0.0, f32::max);
    let popup = Popup::menu(&response)
        .gap(4.0)
        .width(room + AROUND)
        .accessible_name(name)
        .show(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let mut picked = None;
            for (index, words) in items.iter().enumerate() {
                if item(ui, words, room + AROUND).clicked() {
                    picked = Some(index);
                    ui.close();
                }
            }
            picked
        });
    let picked = popup.and_then(|inner| inner.inner);
    // the item that had the focus is gone: Tab goes on from the button
    if picked.is_some() && keyboard_leads(ui) {
        response.request_focus();
    }
    picked
}

fn paint(ui: &Ui, rect: Rect, label: &str, response: &Response) {
    let t = theme::tokens(ui);
    let look = Look::of(ui, response, ui.is_enabled());
    let corner = CornerRadius::same(radius::MINI);
    let fill = look.blend(egui::Color32::TRANSPARENT, t.ghost_hover, t.ghost_hover);
    let ink = look.blend(t.text2, t.text, t.text);
    ui.painter().rect_filled(rect, corner, fill);
    let at = pos2(rect.left() + 10.0, rect.center().y);
    text::draw(
        ui,
        at,
        Align::Min,
        &[span(label, theme::control_small, ink)],
        rect.width() - 32.0,
    );
    text::icon(
        ui.painter(),
        pos2(rect.right() - 15.0, rect.center().y),
        icons::CHEVRON_DOWN,
        14.0,
        ink,
    );
    if look.focus {
        focus_ring(ui, rect, radius::MINI);
    }
}

fn item(ui: &mut Ui, words: &str, width: f32) -> Response {
    let t = theme::tokens(ui);
    let (id, rect) = ui.allocate_space(vec2(ui.available_width().max(width), 32.0));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::MenuItem, true, words));
    let look = Look::of(ui, &response, true);
    let fill = if response.has_focus() {
        t.ghost_hover
    } else {
        look.blend(t.float, t.button_hover, t.button_pressed)
    };
    ui.painter()
        .rect_filled(rect, CornerRadius::same(radius::MINI), fill);
    text::draw(
        ui,
        pos2(rect.left() + 12.0, rect.center().y),
        Align::Min,
        &[span(words, theme::control, t.text)],
        width,
    );
    if look.focus {
        focus_ring(ui, rect.shrink(3.0), radius::CHECK);
    }
    response
}
