//! What the cards of the device page are built from: the card itself, its heading, its paragraphs.

use crate::ui::text::{self, span};
use crate::ui::theme::{self, radius, tokens};
use egui::{Align, Color32, Frame, Margin, Rect, Role, Stroke, Ui, UiBuilder, pos2, vec2};

/// Runs `add` to the right of a message's icon.
pub(super) fn indented(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let mut rect = ui.available_rect_before_wrap();
    rect.min.x += 28.0;
    ui.scope_builder(UiBuilder::new().max_rect(rect), add);
}

/// Shows a card as wide as its column.
pub(super) fn card(ui: &mut Ui, fill: Color32, add: impl FnOnce(&mut Ui)) {
    let t = tokens(ui);
    let stroke = Stroke::new(
        1.0,
        if t.dark {
            Color32::TRANSPARENT
        } else {
            t.stroke
        },
    );
    let frame = Frame::new()
        .fill(fill)
        .stroke(stroke)
        .corner_radius(radius::FACE)
        .inner_margin(Margin::same(16));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        add(ui);
    });
}

/// Shows the heading of a card; returns its whole line, for controls at the right.
pub(super) fn heading(ui: &mut Ui, words: &str) -> Rect {
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 28.0));
    let at = pos2(rect.left(), rect.center().y);
    let title = text::draw(
        ui,
        at,
        Align::Min,
        &[span(words, theme::heading, tokens(ui).text)],
        rect.width(),
    );
    text::announce(ui, title, Role::Heading, words);
    rect
}

/// Shows a wrapped paragraph.
pub(super) fn paragraph(ui: &mut Ui, words: &str, font: text::Font, color: Color32) {
    let width = ui.available_width();
    let galley = text::paragraph(ui, span(words, font, color), width, 19.0, Align::Min);
    let (_, rect) = ui.allocate_space(vec2(width, galley.size().y));
    text::announce(ui, rect, Role::Label, words);
    text::draw_paragraph(ui.painter(), rect.min, galley);
}
