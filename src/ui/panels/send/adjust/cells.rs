//! Controls side by side, each with its caption above it; as many in a row as there is room for.

use crate::ui::cut::inside;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::input::TextInput;
use crate::ui::widgets::{select, slider, toggle};
use egui::{Align, Key, Rect, Ui, pos2, vec2};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Height of a control with its caption.
const CELL: f32 = 50.0;
/// Between controls.
const GAP: f32 = 12.0;
/// Minimum width of a control.
const MIN_WIDTH: f32 = 122.0;

/// Texts that are being typed, by the caption of their field; a text is used once it is complete.
pub(super) type Drafts = BTreeMap<&'static str, String>;

/// The controls of one tab.
pub(super) struct Cells<'a> {
    ui: &'a mut Ui,
    rect: Rect,
    per_row: usize,
    next: usize,
    drafts: &'a mut Drafts,
    done: Option<bool>,
}

fn per_row(count: usize, width: f32) -> usize {
    (((width + GAP) / (MIN_WIDTH + GAP)) as usize).clamp(1, count.max(1))
}

impl<'a> Cells<'a> {
    pub(super) fn new(ui: &'a mut Ui, rect: Rect, count: usize, drafts: &'a mut Drafts) -> Self {
        Self {
            ui,
            rect,
            per_row: per_row(count, rect.width()),
            next: 0,
            drafts,
            done: None,
        }
    }

    /// Returns the height of `count` controls in that width.
    pub(super) fn height(count: usize, width: f32) -> f32 {
        let rows = count.div_ceil(per_row(count, width)) as f32;
        rows * CELL + (rows - 1.0) * GAP
    }

    /// Returns `true` if a slider was released, `false` while one is dragged, `None` if none was touched.
    pub(super) fn done(&self) -> Option<bool> {
        self.done
    }

    /// Draws the next caption with `value` at its right; returns the rectangle of the control below.
    fn cell(&mut self, caption: &str, value: &str) -> Rect {
        let t = tokens(self.ui);
        let width = (self.rect.width() + GAP) / self.per_row as f32 - GAP;
        let row = self.next / self.per_row;
        let column = self.next % self.per_row;
        self.next += 1;
        let corner = self.rect.min + vec2((width + GAP) * column as f32, (CELL + GAP) * row as f32);
        let cell = Rect::from_min_size(corner, vec2(width, CELL));
        let y = cell.top() + 7.0;
        let value = text::draw(
            self.ui,
            pos2(cell.right(), y),
            Align::Max,
            &[span(value, theme::mono_small, t.text2)],
            width * 0.6,
        );
        let caption = [span(caption, theme::column_head, t.text2)];
        text::draw(
            self.ui,
            pos2(cell.left(), y),
            Align::Min,
            &caption,
            value.left() - cell.left() - 4.0,
        );
        cell.with_min_y(cell.bottom() - 32.0)
    }

    /// Shows a choice of a few options.
    pub(super) fn select<T: PartialEq + Copy, const N: usize>(
        &mut self,
        caption: &str,
        value: &mut T,
        options: &[(T, &str); N],
    ) {
        let rect = self.cell(caption, "");
        let chosen = options
            .iter()
            .position(|(option, _)| option == value)
            .unwrap_or(0);
        let id = self.ui.scope_id().with(caption);
        let picked = select::select_at(
            self.ui,
            rect,
            id,
            chosen,
            &options.map(|(_, word)| word),
            caption,
        );
        if let Some((option, _)) = picked.and_then(|index| options.get(index)) {
            *value = *option;
        }
    }

    /// Shows a switch.
    pub(super) fn toggle(&mut self, caption: &str, on: &mut bool) {
        let rect = self.cell(caption, "");
        let at = Rect::from_min_size(pos2(rect.left(), rect.center().y - 14.0), vec2(36.0, 28.0));
        let id = self.ui.scope_id().with(caption);
        toggle::toggle_at(self.ui, at, id, on, caption, true);
    }

    /// Shows a slider; `words` is its value in words.
    pub(super) fn slider(
        &mut self,
        caption: &str,
        words: &str,
        value: &mut f32,
        range: RangeInclusive<f32>,
        step: f32,
    ) {
        let rect = self.cell(caption, words);
        let id = self.ui.scope_id().with(caption);
        let response = slider::slider_at(self.ui, rect, id, value, range, step, caption);
        if response.changed() || response.drag_stopped() || response.clicked() {
            self.done = Some(!response.is_pointer_button_down_on());
        }
    }

    /// Shows a text field, and returns its value on Enter or when the field is left. Text that `read` rejects stays in
    /// the field, in red.
    pub(super) fn text<T>(
        &mut self,
        caption: &'static str,
        value: &str,
        hint: &str,
        enabled: bool,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let rect = self.cell(caption, "");
        let mut draft = self
            .drafts
            .get(caption)
            .cloned()
            .unwrap_or_else(|| value.to_owned());
        let is_wrong = enabled && read(draft.trim()).is_none();
        let field = TextInput::new(caption, rect.width())
            .hint(hint)
            .enabled(enabled);
        let field = if is_wrong {
            field.error(Some(""))
        } else {
            field
        };
        let response = inside(self.ui, rect, caption, |ui| field.show(ui, &mut draft));
        if response.changed() {
            self.drafts.insert(caption, draft.clone());
        }
        let entered = response.has_focus() && self.ui.input(|input| input.key_pressed(Key::Enter));
        if !(response.lost_focus() || entered) || !self.drafts.contains_key(caption) {
            return None;
        }
        let read = read(draft.trim());
        if read.is_some() {
            self.drafts.remove(caption);
        }
        read
    }
}
