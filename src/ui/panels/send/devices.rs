//! The right column: the devices, their search, the selection, and Send.

use super::footer::Footer;
use super::{Send, controls};
use crate::app::State;
use crate::engine::Presence;
use crate::t;
use crate::ui::cut::Cut;
use crate::ui::panels::line::line;
use crate::ui::text;
use crate::ui::theme::{self, tokens};
use crate::ui::{Actions, say};
use egui::{Align, Rect, Role, Ui, pos2, vec2};

/// Height of the heading.
const HEAD: f32 = 64.0;
/// Height of the line that shows how far a scan is.
const LINE: f32 = 2.0;

impl Send {
    pub(super) fn devices(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        state: &State,
        actions: &mut Actions,
    ) {
        let mut cut = Cut(rect);
        let head = cut.top(HEAD);
        heading(ui, head.shrink2(vec2(20.0, 0.0)), state, actions);
        scan_line(
            ui,
            Rect::from_min_max(pos2(head.left() + 1.0, head.bottom() - LINE), head.max),
            state,
        );
        let footer = Footer::wide(state);
        let foot = cut.bottom(footer.height());
        self.list(ui, cut.0, state, actions);
        footer.show(ui, foot, state, actions);
    }
}

/// Says how far a scan is, else `3 of 4 online`.
fn summary(state: &State) -> String {
    if state.scan.is_running() {
        return say::scan::at(state);
    }
    let online = state
        .devices
        .iter()
        .filter(|view| matches!(view.presence, Presence::Online | Presence::Retrying))
        .count();
    match state.devices.len() {
        0 => t!("send-devices-none").to_owned(),
        all if state
            .devices
            .iter()
            .all(|view| view.presence == Presence::NotAsked) =>
        {
            t!("send-devices-unchecked", n = all)
        }
        all if online == all => t!("send-devices-online", n = online),
        all => t!("send-devices-online-of", online = online, n = all),
    }
}

fn heading(ui: &Ui, rect: Rect, state: &State, actions: &mut Actions) {
    let t = tokens(ui);
    let left = controls::buttons(
        ui,
        pos2(rect.right() + 4.0, rect.center().y),
        state,
        actions,
    );
    let room = left - 10.0 - rect.left();
    let words = t!("send-devices");
    let look = (theme::heading as text::Font, t.text);
    let at = pos2(rect.left(), rect.top() + 24.0);
    line(ui, at, Align::Min, words, look, room, Role::Heading);
    let look = (theme::caption as text::Font, t.text3);
    let at = pos2(rect.left(), rect.top() + 43.0);
    line(ui, at, Align::Min, &summary(state), look, room, Role::Label);
}

/// Shows the progress of a running scan as a thin line.
pub(super) fn scan_line(ui: &Ui, rect: Rect, state: &State) {
    if !state.scan.is_running() {
        return;
    }
    let t = tokens(ui);
    ui.painter().rect_filled(rect, 0, t.bar);
    let part = say::scan::part(state).unwrap_or(0.0).clamp(0.0, 1.0);
    ui.painter().rect_filled(
        rect.with_max_x(rect.left() + rect.width() * part),
        0,
        t.accent,
    );
}

/// Describes the selection for a folded step: names where they are few, numbers where some cannot take the pattern.
pub(super) fn selected_names(state: &State) -> String {
    let selection = state.selection();
    let names: Vec<_> = state
        .selected_devices()
        .take(4)
        .map(|view| state.label(view))
        .collect();
    match names.as_slice() {
        [] => t!("send-devices-none-selected", summary = summary(state)),
        _ if selection.unable() > 0 || selection.hidden > 0 => say::selection::counts(selection),
        names if names.len() <= 3 => say::list(names),
        _ => say::selection::selected(selection),
    }
}
