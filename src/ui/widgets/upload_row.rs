//! One upload in the strip or on the page: device, pattern, phase, how far, and what can be done.

use egui::{Align, Id, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::button::{Button, IconButton, Kind, Size};
use super::led_face::{LedFace, LedFrame, Plate};
use super::{chip, progress};
use crate::ui::text::{self, span};
use crate::ui::theme::{self, PhaseLook, phase_style};

/// Height of a row in the strip, in points.
pub const STRIP: f32 = 38.0;
/// Height of a row on the page, in points.
pub const PAGE: f32 = 40.0;

/// Something to do with an upload, drawn at the right end.
#[derive(Clone, Copy, Debug)]
pub enum RowAction<'a> {
    /// A quiet word.
    Ghost(&'a str),
    /// A quiet word with an icon.
    GhostIcon(char, &'a str),
    /// The one thing to do, with an icon.
    Secondary(char, &'a str),
    /// Only an icon, with its name.
    Icon(char, &'a str),
}

/// Where the columns of a row begin, in points from its left edge.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    /// Name of the pattern.
    pub pattern: f32,
    /// Phase chip.
    pub phase: f32,
    /// Bar and sentence.
    pub detail: f32,
    /// Width of the bar.
    pub bar: f32,
}

impl Columns {
    /// The strip below the Send page.
    pub const STRIP: Self = Self {
        pattern: 186.0,
        phase: 272.0,
        detail: 422.0,
        bar: 260.0,
    };
}

/// An upload to show.
#[derive(Clone, Copy, Debug)]
pub struct UploadRow<'a> {
    /// Name of the device.
    pub device: &'a str,
    /// Name of the pattern.
    pub pattern: &'a str,
    /// Which phase it is in.
    pub phase: PhaseLook,
    /// "Verifying 80 %".
    pub phase_word: &'a str,
    /// 0 to 1 while bytes move.
    pub progress: Option<f32>,
    /// The first part of the sentence, in text colour: the cause of a failure. Often empty.
    pub lead: &'a str,
    /// The rest of the sentence.
    pub detail: &'a str,
    /// From left to right, the last one at the edge.
    pub actions: &'a [RowAction<'a>],
}

/// What happened to a row in this frame.
#[derive(Clone, Debug)]
pub struct RowResponse {
    /// The row itself.
    pub response: Response,
    /// Index of the clicked action.
    pub action: Option<usize>,
}

impl UploadRow<'_> {
    /// Shows the row in `rect`; `id` must stand for the upload, not for its place.
    pub fn show_at(
        &self,
        ui: &Ui,
        rect: Rect,
        id: Id,
        columns: Columns,
        face: &mut LedFace,
        frame: Option<&LedFrame<'_>>,
    ) -> RowResponse {
        let response = ui.interact(rect, id, Sense::hover());
        let aloud = || {
            format!(
                "{}, {}, {}. {} {}",
                self.device, self.pattern, self.phase_word, self.lead, self.detail
            )
        };
        response.widget_info(|| WidgetInfo::labeled(Role::Row, true, aloud()));
        let plate = Rect::from_min_size(
            pos2(rect.left() + 4.0, rect.center().y - 13.0),
            vec2(26.0, 26.0),
        );
        face.paint(ui, plate, frame, Plate::THUMB);
        self.names_at(ui, rect, columns);
        chip::phase_chip_at(
            ui,
            pos2(rect.left() + columns.phase, rect.center().y),
            id.with("phase"),
            self.phase,
            self.phase_word,
        );
        let (action, right) = self.actions_at(ui, rect, id);
        let is_cut = self.detail_at(ui, rect.with_max_x(right), id, columns);
        let response = if is_cut {
            response.on_hover_text(format!("{} {}", self.lead, self.detail).trim())
        } else {
            response
        };
        RowResponse { response, action }
    }

    /// Draws the names of device and pattern.
    fn names_at(&self, ui: &Ui, rect: Rect, columns: Columns) {
        let t = theme::tokens(ui);
        let y = rect.center().y;
        let left = rect.left();
        let look = (theme::control_strong as text::Font, t.text);
        let at = pos2(left + 40.0, y);
        text::draw_label(ui, at, self.device, look, columns.pattern - 52.0);
        let pattern = [span(self.pattern, theme::sentence, t.text3)];
        text::draw(
            ui,
            pos2(left + columns.pattern, y),
            Align::Min,
            &pattern,
            columns.phase - columns.pattern - 12.0,
        );
    }

    /// Draws the bar while bytes move, and the sentence up to the right edge of `rect`. Returns whether it is cut there.
    fn detail_at(&self, ui: &Ui, rect: Rect, id: Id, columns: Columns) -> bool {
        let t = theme::tokens(ui);
        let y = rect.center().y;
        let mut x = rect.left() + columns.detail;
        if let Some(part) = self.progress {
            let bar = Rect::from_min_size(pos2(x, y - 3.0), vec2(columns.bar, progress::HEIGHT));
            progress::progress_at(
                ui,
                bar,
                id.with("bar"),
                part,
                phase_style(self.phase, t).fg,
                self.phase_word,
            );
            x += columns.bar + 12.0;
        }
        let gap = if self.lead.is_empty() { "" } else { " " };
        let spans = [
            span(self.lead, theme::sentence, t.text),
            span(gap, theme::sentence, t.text2),
            span(self.detail, theme::sentence, t.text2),
        ];
        let line = text::line(ui, &spans, rect.right() - 12.0 - x);
        let is_cut = line.elided;
        text::place(ui.painter(), pos2(x, y), Align::Min, line);
        is_cut
    }

    /// Actions from the right; returns the clicked one and where they begin.
    fn actions_at(&self, ui: &Ui, rect: Rect, id: Id) -> (Option<usize>, f32) {
        let mut right = rect.right() - 8.0;
        let mut clicked = None;
        for (index, action) in self.actions.iter().enumerate().rev() {
            let id = id.with(("action", index));
            let place = |width: f32| {
                Rect::from_min_size(
                    pos2(right - width, rect.center().y - 14.0),
                    vec2(width, 28.0),
                )
            };
            let button = match *action {
                RowAction::Icon(icon, name) => {
                    let at = place(28.0);
                    right -= 28.0 + 6.0;
                    if IconButton::new(icon, name)
                        .small()
                        .show_at(ui, at, id)
                        .clicked()
                    {
                        clicked = Some(index);
                    }
                    continue;
                }
                RowAction::Ghost(label) => Button::new(Kind::Ghost, label),
                RowAction::GhostIcon(icon, label) => Button::new(Kind::Ghost, label).icon(icon),
                RowAction::Secondary(icon, label) => Button::new(Kind::Secondary, label).icon(icon),
            };
            let button = button.size(Size::Small);
            let width = button.measure(ui).x;
            if button.show_at(ui, place(width), id).clicked() {
                clicked = Some(index);
            }
            right -= width + 6.0;
        }
        (clicked, right)
    }
}
