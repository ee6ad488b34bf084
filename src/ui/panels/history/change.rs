//! One change of the audit trail as a row: time, kind, what was changed, and how.

use crate::engine::AuditEntry;
use crate::t;
use crate::ui::say::when::Calendar;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, tokens};
use egui::{Align, Rect, Role, Sense, Ui, WidgetInfo, pos2};

/// Width (points) above which a row has wider columns.
const WIDE: f32 = 900.0;

/// Draws a change; `index` counts the audit trail.
pub(super) fn row(ui: &Ui, rect: Rect, index: usize, change: &AuditEntry, calendar: &Calendar) {
    let t = tokens(ui);
    let y = rect.center().y;
    let time = calendar.clock(change.at);
    let kind = change.kind_name().text();
    let detail = change.detail.text();
    let id = ui.scope_id().with(("change", index));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| {
        let words = t!(
            "history-change",
            time = time.as_str(),
            kind = kind.as_str(),
            subject = change.subject.as_str(),
            detail = detail.as_str()
        );
        WidgetInfo::labeled(Role::Row, true, words)
    });
    let part = if rect.width() > WIDE { 170.0 } else { 130.0 };
    let mut x = rect.left() + 12.0;
    let column = |x: f32, words: &str, font: text::Font, color, room: f32| {
        let spans = [span(words, font, color)];
        text::draw(ui, pos2(x, y), Align::Min, &spans, room);
    };
    column(x, &time, theme::mono_small, t.text3, 50.0);
    x += 52.0;
    column(x, &kind, theme::control_strong, t.text, part - 12.0);
    x += part;
    let font = (theme::sentence as text::Font, t.text2);
    text::draw_label(ui, pos2(x, y), &change.subject, font, part - 12.0);
    x += part;
    let room = rect.right() - 12.0 - x;
    column(x, &detail, theme::sentence, t.text2, room);
    if text::width(ui, &detail, theme::sentence) > room {
        response.on_hover_text(detail);
    }
}
