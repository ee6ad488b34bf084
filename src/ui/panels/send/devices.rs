//! The right column: who is there, looking for more, whom the pattern goes to, and Send.

use super::Send;
use super::footer::Footer;
use crate::app::{Action, AddDevice, Dialog, State};
use crate::engine::Presence;
use crate::ui::cut::Cut;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::button::{Button, IconButton, Kind, Size};
use crate::ui::{Actions, icons, say};
use egui::{Align, Id, Pos2, Rect, Role, Ui, pos2, vec2};

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
        line(
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

/// What a scan is at, else "3 of 4 online".
pub(super) fn summary(state: &State) -> String {
    if state.scan.is_running() {
        return say::scan::at(state);
    }
    let online = state
        .devices
        .iter()
        .filter(|view| matches!(view.presence, Presence::Online | Presence::Retrying))
        .count();
    match state.devices.len() {
        0 => "None yet".into(),
        all if state
            .devices
            .iter()
            .all(|view| view.presence == Presence::NotAsked) =>
        {
            format!("{all} known, not asked yet")
        }
        all if online == all => format!("{online} online"),
        all => format!("{online} of {all} online"),
    }
}

fn heading(ui: &Ui, rect: Rect, state: &State, actions: &mut Actions) {
    let t = tokens(ui);
    let left = buttons(
        ui,
        pos2(rect.right() + 4.0, rect.center().y),
        state,
        actions,
    );
    let room = left - 10.0 - rect.left();
    let title = [span("Devices", theme::heading, t.text)];
    let title = text::draw(
        ui,
        pos2(rect.left(), rect.top() + 24.0),
        Align::Min,
        &title,
        room,
    );
    text::announce(ui, title, Role::Heading, "Devices");
    let summary = summary(state);
    let caption = [span(&summary, theme::caption, t.text3)];
    let line = text::draw(
        ui,
        pos2(rect.left(), rect.top() + 43.0),
        Align::Min,
        &caption,
        room,
    );
    text::announce(ui, line, Role::Label, &summary);
}

/// How far the scan is that runs, as a thin line.
pub(super) fn line(ui: &Ui, rect: Rect, state: &State) {
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

/// Select all, add, scan and where to, their right edge at `right`; gives where they begin.
pub(super) fn buttons(ui: &Ui, right: Pos2, state: &State, actions: &mut Actions) -> f32 {
    let id = ui.scope_id();
    let mut x = right.x;
    let mut place = |width: f32, gap: f32| {
        let at = Rect::from_min_size(pos2(x - width, right.y - 16.0), vec2(width, 32.0));
        x = at.left() - gap;
        at
    };
    // Scan and Stop are one control: it keeps the focus, and so does what stands beside it
    let options = IconButton::new(icons::CHEVRON_DOWN, "Scan options").kind(Kind::Secondary);
    if options
        .show_at(ui, place(32.0, 2.0), id.with("options"))
        .clicked()
    {
        actions.push(Action::EditScan);
    }
    let is_running = state.scan.is_running();
    let scan = if is_running {
        let busy = state.scan.stopping.then_some("Stopping…");
        Button::new(Kind::Secondary, "Stop")
            .icon(icons::SQUARE)
            .busy(busy)
    } else {
        Button::new(Kind::Secondary, "Scan").icon(icons::REFRESH_CW)
    };
    let (key, action) = if is_running {
        ("Esc", Action::StopScan)
    } else {
        ("F5", Action::Scan)
    };
    if scan
        .show_at(ui, place(scan.measure(ui).x, 8.0), scan_id())
        .on_hover_text(key)
        .clicked()
    {
        actions.push(action);
    }
    let plus = IconButton::new(icons::PLUS, "Add a device by its address").kind(Kind::Secondary);
    if plus.show_at(ui, place(32.0, 8.0), id.with("add")).clicked() {
        actions.push(Action::SetDialog(Some(Dialog::AddDevice(
            AddDevice::default(),
        ))));
    }
    // where the list can be searched, this stands beside the field; a scan needs the room for its figures
    let has_focus = ui.memory(|memory| memory.has_focus(all_id(ui)));
    let is_here = !state.searchable && (!is_running || has_focus);
    if let Some(all) = select_all(state).filter(|_| is_here) {
        let at = place(all.measure(ui).x, 8.0);
        show_select_all(ui, all, at.right_center(), actions);
    }
    x
}

/// "Select all", or none where all are selected; `None` where there is nothing to select.
pub(super) fn select_all(state: &State) -> Option<Button<'static>> {
    let words = if state.select_all()? {
        "Select all"
    } else {
        "Select none"
    };
    Some(Button::new(Kind::Ghost, words).size(Size::Small))
}

/// Shows that, its right edge at `right`.
pub(super) fn show_select_all(
    ui: &Ui,
    button: Button<'static>,
    right: Pos2,
    actions: &mut Actions,
) {
    let size = button.measure(ui);
    let at = Rect::from_min_size(pos2(right.x - size.x, right.y - size.y / 2.0), size);
    if button.show_at(ui, at, all_id(ui)).clicked() {
        actions.push(Action::ToggleAll);
    }
}

/// The control that scans, and stops that.
pub(super) fn scan_id() -> Id {
    Id::unique("scan for devices")
}

fn all_id(ui: &Ui) -> Id {
    ui.scope_id().with("all")
}

/// What is selected, for a folded step: by name where few are, and in numbers where some cannot take the pattern.
pub(super) fn selected_names(state: &State) -> String {
    let selection = state.selection();
    let names: Vec<_> = state
        .selected_devices()
        .take(4)
        .map(|view| state.label(view))
        .collect();
    match names.as_slice() {
        [] => format!("{} · none selected", summary(state)),
        _ if selection.unable() > 0 || selection.hidden > 0 => say::selection::counts(selection),
        names if names.len() <= 3 => names.join(", "),
        _ => say::selection::selected(selection),
    }
}
