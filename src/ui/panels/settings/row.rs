//! One setting as a row: its name, what it does, and its control at the right; and numbers that are typed or stepped.

use crate::t;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::button::{IconButton, Kind};
use crate::ui::widgets::{hairline, input};
use crate::ui::{icons, say};
use egui::{Align, Key, Layout, Rect, Role, Ui, UiBuilder, pos2, vec2};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Width of a number with its buttons.
pub(super) const NUMBER: f32 = 32.0 + 4.0 + FIELD + 4.0 + 32.0;
/// Width of the field alone: seven digits.
const FIELD: f32 = 84.0;

/// A row of the settings page.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) name: &'a str,
    /// What the setting does; wraps where the window is narrow.
    pub(super) about: &'a str,
    /// Width of the control in points.
    pub(super) control: f32,
    /// Whether the value differs from the default, so that it can be reset.
    pub(super) changed: bool,
}

impl Row<'_> {
    /// Shows the row; returns whether the value is to be reset.
    pub(super) fn show(self, ui: &mut Ui, control: impl FnOnce(&mut Ui)) -> bool {
        let t = tokens(ui);
        let width = ui.available_width();
        let room = width - self.control - 24.0;
        let about = text::paragraph(
            ui,
            span(self.about, theme::sentence, t.text2),
            room,
            18.0,
            Align::Min,
        );
        let (_, rect) = ui.allocate_space(vec2(width, 46.0 + about.size().y));
        let at = pos2(rect.left(), rect.top() + 22.0);
        let name = text::draw(
            ui,
            at,
            Align::Min,
            &[span(self.name, theme::strong, t.text)],
            room - 36.0,
        );
        text::announce(
            ui,
            name,
            Role::Label,
            &t!("settings-row", name = self.name, about = self.about),
        );
        text::draw_paragraph(ui.painter(), pos2(rect.left(), rect.top() + 33.0), about);
        let mut reset = false;
        if self.changed {
            let words = t!("settings-reset", name = self.name);
            let at = Rect::from_center_size(pos2(name.right() + 20.0, at.y), vec2(28.0, 28.0));
            let undo = IconButton::new(icons::UNDO_2, &words).small();
            reset = undo
                .show_at(ui, at, ui.scope_id().with(("reset", self.name)))
                .clicked();
        }
        let place = Rect::from_min_max(pos2(rect.right() - self.control, rect.top()), rect.max);
        let layout = Layout::left_to_right(Align::Center);
        ui.scope_builder(
            UiBuilder::new()
                .max_rect(place)
                .layout(layout)
                .id_salt(self.name),
            control,
        );
        hairline(ui, rect, t);
        reset
    }
}

/// Numbers that are being typed, kept until they are complete.
#[derive(Default)]
pub(super) struct Numbers(BTreeMap<String, String>);

impl Numbers {
    /// Shows a number of `range` that is typed or stepped. It is used on Enter, or when the field is left; one out of range
    /// stays in the field, in red, with the range below. `off` is shown instead of a number that is not used.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        name: &str,
        value: &mut u32,
        range: RangeInclusive<u32>,
        off: Option<&str>,
    ) {
        let enabled = off.is_none();
        let now = *value;
        let low = *range.start();
        let high = *range.end();
        let step = |ui: &mut Ui, icon, words: &str, to: u32| {
            let to = to.clamp(low, high);
            let button = IconButton::new(icon, words)
                .kind(Kind::Secondary)
                .enabled(enabled && to != now);
            button.show(ui).clicked().then_some(to)
        };
        let less = step(
            ui,
            icons::MINUS,
            &t!("settings-decrease", name = name),
            now.saturating_sub(step_of(now)),
        );
        ui.add_space(4.0);
        let typed = self.field(ui, name, now, &range, off);
        ui.add_space(4.0);
        let more = step(
            ui,
            icons::PLUS,
            &t!("settings-increase", name = name),
            now.saturating_add(step_of(now.saturating_add(1))),
        );
        *value = less.or(more).or(typed).unwrap_or(now);
        if *value != now {
            self.0.remove(name);
        }
    }

    /// Shows the field; returns a number once it is complete.
    fn field(
        &mut self,
        ui: &mut Ui,
        name: &str,
        now: u32,
        range: &RangeInclusive<u32>,
        off: Option<&str>,
    ) -> Option<u32> {
        let enabled = off.is_none();
        let mut draft = self.0.get(name).cloned().unwrap_or_else(|| {
            if enabled {
                now.to_string()
            } else {
                String::new()
            }
        });
        let whole = draft.trim().parse().ok().filter(|n| range.contains(n));
        let t = tokens(ui);
        let (_, rect) = ui.allocate_space(vec2(FIELD, 32.0));
        let builder = UiBuilder::new().max_rect(rect).id_salt(name);
        let field = input::TextInput::new(name, FIELD)
            .enabled(enabled)
            .hint(off.unwrap_or_default());
        // the line below is drawn here, centred; the field only needs to know that it is red
        let field = if whole.is_none() && enabled {
            field.error(Some(""))
        } else {
            field
        };
        let response = ui
            .scope_builder(builder, |ui| field.show(ui, &mut draft))
            .inner;
        if whole.is_none() && enabled {
            let (min, max) = ends(range);
            let words = t!("settings-range", min = min, max = max);
            let below = pos2(rect.center().x, rect.bottom() + 8.0);
            let drawn = text::draw(
                ui,
                below,
                Align::Center,
                &[span(&words, theme::micro, t.bad)],
                NUMBER,
            );
            text::announce(ui, drawn, Role::Label, &words);
        }
        if response.changed() {
            self.0.insert(name.to_owned(), draft.clone());
        }
        let entered = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let whole = draft.trim().parse().ok().filter(|n| range.contains(n));
        let done = (response.lost_focus() || entered) && self.0.contains_key(name);
        if done && whole.is_some() {
            self.0.remove(name);
        }
        whole.filter(|_| done)
    }
}

/// Formats the ends of a range: `100` and `1,000,000`.
pub(super) fn ends(range: &RangeInclusive<u32>) -> (String, String) {
    (say::grouped(*range.start()), say::grouped(*range.end()))
}

/// Returns the step of a number: 1 below ten, then the size of the leading digit (90 goes to 80 and 100).
fn step_of(value: u32) -> u32 {
    10_u32.pow(value.saturating_sub(1).max(1).ilog10())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_grow_with_the_number() {
        let down = |n: u32| n - step_of(n);
        let up = |n: u32| n + step_of(n + 1);
        assert_eq!(
            [down(8), down(10), down(30), down(100), down(10_000)],
            [7, 9, 20, 90, 9_000]
        );
        assert_eq!(
            [up(0), up(8), up(9), up(10), up(90), up(100)],
            [1, 9, 10, 20, 100, 200]
        );
    }
}
