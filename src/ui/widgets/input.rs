//! Text input: our frame around egui's own text editing.

use egui::{
    Align, CornerRadius, Frame, Margin, Rect, Response, Stroke, StrokeKind, TextEdit, Ui,
    WidgetInfo, pos2, vec2,
};

use super::{focus_ring, shows_focus};
use crate::ui::text::{self, span};
use crate::ui::theme::{self, radius};

/// A one-line input. Build, refine, show.
#[derive(Clone, Copy, Debug)]
pub struct TextInput<'a> {
    name: &'a str,
    hint: &'a str,
    width: f32,
    error: Option<&'a str>,
    enabled: bool,
    hidden: bool,
}

impl<'a> TextInput<'a> {
    /// An input of `width` points; `name` is read aloud.
    #[must_use]
    pub fn new(name: &'a str, width: f32) -> Self {
        Self {
            name,
            hint: "",
            width,
            error: None,
            enabled: true,
            hidden: false,
        }
    }

    /// Grey text while it is empty.
    #[must_use]
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// What is wrong with the value; drawn below in red.
    #[must_use]
    pub fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }

    /// Greyed if false.
    #[must_use]
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// What is typed is not shown: a PIN.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// Shows the input and edits `value`. The response is that of egui's `TextEdit`.
    pub fn show(self, ui: &mut Ui, value: &mut String) -> Response {
        let height = if self.error.is_some() { 50.0 } else { 32.0 };
        let (_, outer) = ui.allocate_space(vec2(self.width, height));
        let rect = Rect::from_min_size(outer.min, vec2(self.width, 32.0));
        let t = theme::tokens(ui);
        let border = if self.error.is_some() {
            t.bad
        } else if self.enabled {
            t.stroke2
        } else {
            t.stroke
        };
        let fill = if t.dark { t.bg } else { t.card };
        let corner = CornerRadius::same(radius::BUTTON);
        ui.painter().rect(
            rect,
            corner,
            fill,
            Stroke::new(1.0, border),
            StrokeKind::Inside,
        );
        let color = if self.enabled { t.text } else { t.text3 };
        let edit = TextEdit::singleline(value)
            .id(ui.scope_id().with(("input", self.name)))
            .font(theme::mono())
            .text_color(color)
            .hint_text(
                egui::RichText::new(self.hint)
                    .font(theme::mono())
                    .color(t.text3),
            )
            .interactive(self.enabled)
            .password(self.hidden)
            .frame(Frame::new().inner_margin(Margin::symmetric(10, 0)))
            .align(egui::Align2::LEFT_CENTER)
            .desired_width(self.width - 20.0)
            .min_size(rect.size());
        let response = ui.put(rect, edit);
        let response = response.accessible_name(self.name);
        if let Some(error) = self.error {
            let at = pos2(rect.left() + 2.0, rect.bottom() + 10.0);
            text::draw(
                ui,
                at,
                Align::Min,
                &[span(error, theme::caption, t.bad)],
                self.width,
            );
        }
        if shows_focus(ui, &response) {
            focus_ring(ui, rect, radius::BUTTON);
        } else if response.has_focus() {
            ui.painter()
                .rect_stroke(rect, corner, Stroke::new(1.5, t.accent), StrokeKind::Inside);
        }
        if !self.enabled {
            response.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, false, self.name));
        }
        response
    }
}
