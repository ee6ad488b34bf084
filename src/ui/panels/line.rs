//! One line of a page at an exact place: read by screen readers, and shown whole on hover where it is cut.

use crate::ui::text::{self, Font, span};
use egui::{Align, Color32, Pos2, Rect, Role, Sense, Ui, WidgetInfo};

/// Draws a line of at most `room` points; returns its rectangle. `align` says what `at.x` is, as in [`text::place`].
pub(super) fn line(
    ui: &Ui,
    at: Pos2,
    align: Align,
    words: &str,
    (font, color): (Font, Color32),
    room: f32,
    role: Role,
) -> Rect {
    let galley = text::line(ui, &[span(words, font, color)], room);
    let is_cut = galley.elided;
    let rect = text::place(ui.painter(), at, align, galley);
    let id = ui.scope_id().with(("words", words));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(role, true, words));
    if is_cut {
        response.on_hover_text(words);
    }
    rect
}
