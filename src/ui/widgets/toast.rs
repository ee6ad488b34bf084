//! A note that floats at the bottom right: what happened, one thing to do, and a way to close it.

use egui::{
    Align, Color32, CornerRadius, Id, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use super::button::{Button, IconButton, Kind, Size};
use crate::ui::icons;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, PhaseLook, phase_style, radius};

/// Width in points.
pub const WIDTH: f32 = 360.0;
/// Height in points.
pub const HEIGHT: f32 = 62.0;

/// A toast to show.
#[derive(Clone, Copy, Debug)]
pub struct Toast<'a> {
    /// Decides icon and its colour.
    pub look: PhaseLook,
    /// "Flame is on 3 devices".
    pub title: &'a str,
    /// "Read back, compared, playing."
    pub line: &'a str,
    /// The one thing to do.
    pub action: Option<&'a str>,
    /// Name of the closing button.
    pub close: &'a str,
}

/// What happened to a toast in this frame.
#[derive(Clone, Debug)]
pub struct ToastResponse {
    /// The toast itself; while it is hovered it must stay.
    pub response: Response,
    /// Its action was clicked.
    pub acted: bool,
    /// It was closed.
    pub closed: bool,
}

impl Toast<'_> {
    /// Shows the toast in `rect`.
    pub fn show_at(&self, ui: &Ui, rect: Rect, id: Id) -> ToastResponse {
        let response = ui.interact(rect, id, Sense::hover());
        let urgent = self.look == PhaseLook::Failed;
        let role = if urgent { Role::Alert } else { Role::Status };
        response.widget_info(|| {
            WidgetInfo::labeled(role, true, format!("{}. {}", self.title, self.line))
        });
        self.paint_plate(ui, rect);
        let y = rect.center().y - 5.0;
        let close = Rect::from_center_size(pos2(rect.right() - 24.0, y), vec2(28.0, 28.0));
        let closed = IconButton::new(icons::CLOSE, self.close)
            .small()
            .show_at(ui, close, id.with("close"))
            .clicked();
        let mut right = close.left() - 6.0;
        let mut acted = false;
        if let Some(label) = self.action {
            let button = Button::new(if urgent { Kind::Secondary } else { Kind::Ghost }, label)
                .size(Size::Small);
            let width = button.measure(ui).x;
            let at = Rect::from_min_size(pos2(right - width, y - 14.0), vec2(width, 28.0));
            acted = button.show_at(ui, at, id.with("action")).clicked();
            right -= width + 8.0;
        }
        self.paint_words(ui, rect.with_max_x(right));
        ToastResponse {
            response,
            acted,
            closed,
        }
    }

    /// Paints the plate with its shadow, and the icon.
    fn paint_plate(&self, ui: &Ui, rect: Rect) {
        let t = theme::tokens(ui);
        let corner = CornerRadius::same(radius::BIG);
        ui.painter().add(t.shadow.as_shape(rect, corner));
        ui.painter().rect(
            rect,
            corner,
            t.float,
            Stroke::new(0.0, Color32::TRANSPARENT),
            StrokeKind::Inside,
        );
        let style = phase_style(self.look, t);
        text::icon(
            ui.painter(),
            pos2(rect.left() + 24.0, rect.top() + 22.0),
            style.icon,
            20.0,
            style.fg,
        );
    }

    /// Paints the title above the line, up to the right edge of `rect`.
    fn paint_words(&self, ui: &Ui, rect: Rect) {
        let t = theme::tokens(ui);
        let left = rect.left() + 46.0;
        text::draw(
            ui,
            pos2(left, rect.top() + 22.0),
            Align::Min,
            &[span(self.title, theme::strong, t.text)],
            rect.right() - left,
        );
        text::draw(
            ui,
            pos2(left, rect.top() + 41.0),
            Align::Min,
            &[span(self.line, theme::sentence, t.text2)],
            rect.right() - left,
        );
    }
}
