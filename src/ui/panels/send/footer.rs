//! Below the devices: how many are selected, whether to play, and the Send button with its reason when it cannot be pressed.

use crate::app::{Action, State};
use crate::ui::text::{self, span};
use crate::ui::theme::{self, space, tokens};
use crate::ui::widgets::button::{Button, Kind, Size};
use crate::ui::widgets::toggle;
use crate::ui::{Actions, icons, say};
use egui::{Align, Rect, Role, Ui, pos2, vec2};

/// Height in points.
pub(super) const HEIGHT: f32 = 107.0;

/// Shows it.
pub(super) fn show(ui: &Ui, rect: Rect, state: &State, actions: &mut Actions) {
    let t = tokens(ui);
    let count = state.targets().len();
    ui.painter()
        .rect_filled(rect.with_max_y(rect.top() + 1.0), 0, t.stroke);
    let y = rect.top() + 23.0;
    let left = rect.left() + space::COLUMN;
    let right = rect.right() - space::COLUMN;
    if let Some(why) = state.why_not_send() {
        let line = [span(why, theme::sentence, t.text3)];
        let line = text::draw(ui, pos2(left, y), Align::Min, &line, right - left);
        text::announce(ui, line, Role::Label, why);
    } else {
        selection(ui, left..=right, y, count, state, actions);
    }
    let at = Rect::from_min_max(
        pos2(left, rect.bottom() - 64.0),
        pos2(right, rect.bottom() - 16.0),
    );
    button_for(ui, at, count, state, actions);
}

/// How many are selected, how much goes, and whether it shall play.
fn selection(
    ui: &Ui,
    x: std::ops::RangeInclusive<f32>,
    y: f32,
    count: usize,
    state: &State,
    actions: &mut Actions,
) {
    let t = tokens(ui);
    let (left, right) = x.into_inner();
    let words = "Play when verified";
    let play = Rect::from_min_size(pos2(right - 36.0, y - 14.0), vec2(36.0, 28.0));
    let label = text::draw(
        ui,
        pos2(right - 44.0, y),
        Align::Max,
        &[span(words, theme::sentence, t.text2)],
        200.0,
    );
    let mut on = state.settings.sending.play_when_verified;
    if toggle::toggle_at(ui, play, ui.scope_id().with("play"), &mut on, words, true).changed() {
        actions.push(Action::SetPlayWhenVerified(on));
    }
    let room = label.left() - 12.0 - left;
    let selected = format!("{count} selected");
    let bytes = match state.bytes_in_all() {
        0 => String::new(),
        bytes => format!("  {} in all", say::bytes(bytes)),
    };
    let spans = [
        span(&selected, theme::control_strong, t.text),
        span(&bytes, theme::sentence, t.text3),
    ];
    text::draw(ui, pos2(left, y), Align::Min, &spans, room);
}

/// The Send button alone.
pub(super) fn button(ui: &Ui, rect: Rect, state: &State, actions: &mut Actions) {
    button_for(ui, rect, state.targets().len(), state, actions);
}

fn button_for(ui: &Ui, rect: Rect, count: usize, state: &State, actions: &mut Actions) {
    let able = state.why_not_send().is_none();
    let label = if able {
        format!("Send to {}", say::count(count, "device", "devices"))
    } else {
        "Send".to_owned()
    };
    let mut send = Button::new(Kind::Primary, &label)
        .size(Size::Big)
        .icon(icons::SEND)
        .enabled(able);
    if able {
        send = send.key_hint("Ctrl Enter");
    }
    if send.show_at(ui, rect, ui.scope_id().with("send")).clicked() {
        actions.push(Action::Send);
    }
}
