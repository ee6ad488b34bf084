//! Choosing one of a few: a select that opens a list, and a segmented control that shows them all.

use egui::{
    Align, CornerRadius, Id, Popup, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};

use super::{Look, click_sense, focus_ring, keyboard_leads as leads};
use crate::ui::icons;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, radius};

/// Shows the chosen one of `options` and opens a list on a click. Returns the newly chosen index.
/// `name` is read aloud before the value.
pub fn select(ui: &mut Ui, chosen: usize, options: &[&str], name: &str) -> Option<usize> {
    let width = options
        .iter()
        .map(|option| text::width(ui, option, theme::control))
        .fold(0.0, f32::max);
    let (id, rect) = ui.allocate_space(vec2(width.ceil() + 12.0 + 7.0 + 14.0 + 10.0, 32.0));
    select_at(ui, rect, id, chosen, options, name)
}

/// A select in `rect`.
pub fn select_at(
    ui: &Ui,
    rect: Rect,
    id: Id,
    chosen: usize,
    options: &[&str],
    name: &str,
) -> Option<usize> {
    let value = options.get(chosen).copied().unwrap_or_default();
    let response = ui.interact(rect, id, click_sense(ui.is_enabled()));
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, ui.is_enabled(), name);
        info.current_text_value = Some(value.to_owned());
        info
    });
    paint_select(ui, rect, value, &Look::of(ui, &response, ui.is_enabled()));
    let width = rect.width().max(120.0);
    let popup = Popup::menu(&response)
        .gap(4.0)
        .width(width)
        .accessible_name(name)
        .show(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let mut picked = None;
            for (index, option) in options.iter().enumerate() {
                if option_row(ui, option, index == chosen).clicked() {
                    picked = Some(index);
                    ui.close();
                }
            }
            picked
        });
    let picked = popup.and_then(|inner| inner.inner);
    // the row that had the focus is gone: Tab goes on from the select
    if picked.is_some() && (leads(ui) || ui.memory(|memory| memory.top_modal_layer().is_some())) {
        response.request_focus();
    }
    picked
}

/// Paints only the closed select.
pub fn paint_select(ui: &Ui, rect: Rect, value: &str, look: &Look) {
    let t = theme::tokens(ui);
    let corner = CornerRadius::same(radius::BUTTON);
    let fill = look.blend(t.button, t.button_hover, t.button_pressed);
    ui.painter().rect(
        rect,
        corner,
        fill,
        Stroke::new(1.0, t.button_stroke),
        StrokeKind::Inside,
    );
    let ink = if look.enabled { t.text } else { t.text3 };
    let at = pos2(rect.left() + 12.0, rect.center().y);
    text::draw(
        ui,
        at,
        Align::Min,
        &[span(value, theme::control, ink)],
        rect.width() - 40.0,
    );
    text::icon(
        ui.painter(),
        pos2(rect.right() - 17.0, rect.center().y),
        icons::CHEVRON_DOWN,
        15.0,
        t.text2,
    );
    if look.focus {
        focus_ring(ui, rect, radius::BUTTON);
    }
}

fn option_row(ui: &mut Ui, option: &str, chosen: bool) -> Response {
    let t = theme::tokens(ui);
    let width = ui
        .available_width()
        .max(text::width(ui, option, theme::control) + 52.0);
    let (id, rect) = ui.allocate_space(vec2(width, 32.0));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::MenuItemRadio, true, chosen, option));
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
        pos2(rect.left() + 10.0, rect.center().y),
        Align::Min,
        &[span(option, theme::control, t.text)],
        width,
    );
    if chosen {
        text::icon(
            ui.painter(),
            pos2(rect.right() - 16.0, rect.center().y),
            icons::CHECK,
            15.0,
            t.accent,
        );
    }
    if look.focus {
        focus_ring(ui, rect.shrink(3.0), radius::CHECK);
    }
    response
}

/// Returns the width of a segmented control in points.
pub fn segmented_width(ui: &Ui, options: &[&str]) -> f32 {
    segments(ui, options).iter().sum::<f32>() + 4.0
}

/// Returns the widths of the segments.
fn segments(ui: &Ui, options: &[&str]) -> Vec<f32> {
    options
        .iter()
        .map(|option| text::width(ui, option, theme::control).ceil() + 24.0)
        .collect()
}

/// All `options` side by side, one of them lit. Returns the newly chosen index.
pub fn segmented(ui: &mut Ui, chosen: usize, options: &[&str]) -> Option<usize> {
    let t = theme::tokens(ui);
    let widths = segments(ui, options);
    let size = Vec2::new(segmented_width(ui, options), 32.0);
    let (id, outer) = ui.allocate_space(size);
    ui.painter().rect_filled(
        outer,
        CornerRadius::same(radius::BUTTON),
        if t.dark { t.raised } else { t.bar },
    );
    let mut picked = None;
    let mut left = outer.left() + 2.0;
    for (index, (option, width)) in options.iter().zip(widths).enumerate() {
        let rect = Rect::from_min_size(pos2(left, outer.top() + 2.0), vec2(width, 28.0));
        left += width;
        let response = ui.interact(rect, id.with(index), Sense::click());
        let on = index == chosen;
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, on, option));
        let look = Look::of(ui, &response, true);
        if on {
            ui.painter().rect_filled(
                rect,
                CornerRadius::same(radius::MINI - 1),
                if t.dark { t.bg } else { t.card },
            );
        }
        let ink = if on {
            t.text
        } else {
            look.blend(t.text2, t.text, t.text)
        };
        text::draw(
            ui,
            rect.center(),
            Align::Center,
            &[span(option, theme::control, ink)],
            width,
        );
        if look.focus {
            focus_ring(ui, rect.shrink(2.0), radius::CHECK);
        }
        if response.clicked() && !on {
            picked = Some(index);
        }
    }
    picked
}
