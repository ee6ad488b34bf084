//! A note that floats at the bottom right: what happened, one thing to do, and a way to close it.

use std::sync::Arc;

use egui::{
    Align, Color32, CornerRadius, Galley, Id, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use super::button::{Button, IconButton, Kind, Size};
use crate::ui::icons;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, PhaseLook, phase_style, radius};

/// Width in points.
pub const WIDTH: f32 = 360.0;
/// Height in points, with one line below the title.
pub const HEIGHT: f32 = 62.0;
/// Height of each further line.
const ROW: f32 = 18.0;
/// Most rows of the title.
const TITLE_ROWS: usize = 2;
/// Most rows below it.
const LINE_ROWS: usize = 3;
/// Where words begin, and what the closing button takes at their right.
const LEFT: f32 = 46.0;
const RIGHT: f32 = 44.0;
/// Between words and what can be pressed.
const GAP: f32 = 8.0;

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
    /// How high it is: its title takes up to two rows, what is below it up to three.
    #[must_use]
    pub fn height(&self, ui: &Ui) -> f32 {
        let room = self.room(ui);
        let titles = self.title_rows(ui, room).rows.len().max(1);
        let lines = self.lines(ui, room).rows.len().max(1);
        HEIGHT + ROW * (titles + lines - 2) as f32
    }

    /// Whether something of it finds no room.
    #[must_use]
    pub fn is_cut(&self, ui: &Ui) -> bool {
        let room = self.room(ui);
        self.title_rows(ui, room).elided || self.lines(ui, room).elided
    }

    /// Width for words: beside what can be pressed.
    fn room(&self, ui: &Ui) -> f32 {
        let action = self
            .button()
            .map_or(0.0, |button| button.measure(ui).x + GAP);
        WIDTH - LEFT - RIGHT - action
    }

    fn button(&self) -> Option<Button<'_>> {
        let kind = match self.look {
            PhaseLook::Failed => Kind::Secondary,
            _ => Kind::Ghost,
        };
        self.action
            .map(|label| Button::new(kind, label).size(Size::Small))
    }

    fn title_rows(&self, ui: &Ui, width: f32) -> Arc<Galley> {
        let title = span(self.title, theme::strong, theme::tokens(ui).text);
        text::rows(ui, title, width, ROW, TITLE_ROWS)
    }

    /// What is below the title, in one or more rows.
    fn lines(&self, ui: &Ui, width: f32) -> Arc<Galley> {
        let line = span(self.line, theme::sentence, theme::tokens(ui).text2);
        text::rows(ui, line, width, ROW, LINE_ROWS)
    }

    /// Shows the toast in `rect`.
    pub fn show_at(&self, ui: &Ui, rect: Rect, id: Id) -> ToastResponse {
        let response = ui.interact(rect, id, Sense::hover());
        let urgent = self.look == PhaseLook::Failed;
        let role = if urgent { Role::Alert } else { Role::Status };
        response.widget_info(|| {
            WidgetInfo::labeled(role, true, format!("{}. {}", self.title, self.line))
        });
        self.paint_plate(ui, rect);
        let y = rect.top() + HEIGHT / 2.0 - 5.0;
        let close = Rect::from_center_size(pos2(rect.right() - 24.0, y), vec2(28.0, 28.0));
        let closed = IconButton::new(icons::CLOSE, self.close)
            .small()
            .show_at(ui, close, id.with("close"))
            .clicked();
        let mut right = close.left() - 6.0;
        let mut acted = false;
        if let Some(button) = self.button() {
            let width = button.measure(ui).x;
            let at = Rect::from_min_size(pos2(right - width, y - 14.0), vec2(width, 28.0));
            acted = button.show_at(ui, at, id.with("action")).clicked();
            right -= width + GAP;
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
        let left = rect.left() + LEFT;
        let room = rect.right() - left;
        let title = self.title_rows(ui, room);
        let below = ROW * title.rows.len().saturating_sub(1) as f32;
        let at = pos2(left, rect.top() + 22.0);
        text::place(ui.painter(), at, Align::Min, title);
        let at = pos2(left, rect.top() + 41.0 + below);
        text::place(ui.painter(), at, Align::Min, self.lines(ui, room));
    }
}
