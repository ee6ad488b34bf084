//! The controls of the device list: scan and its options, add by address, select all.

use crate::app::{Action, AddDevice, Dialog, State};
use crate::t;
use crate::ui::widgets::button::{Button, IconButton, Kind, Size};
use crate::ui::{Actions, icons};
use egui::{Id, Pos2, Rect, Ui, pos2, vec2};

/// Shows select all, add, scan and scan options, their right edge at `right`; returns their left edge.
pub(super) fn buttons(ui: &Ui, right: Pos2, state: &State, actions: &mut Actions) -> f32 {
    let id = ui.scope_id();
    let mut x = right.x;
    let mut place = |width: f32, gap: f32| {
        let at = Rect::from_min_size(pos2(x - width, right.y - 16.0), vec2(width, 32.0));
        x = at.left() - gap;
        at
    };
    // Scan and Stop are one control: it keeps the focus, and so does what stands beside it
    let options =
        IconButton::new(icons::CHEVRON_DOWN, t!("send-scan-options")).kind(Kind::Secondary);
    if options
        .show_at(ui, place(32.0, 2.0), id.with("options"))
        .clicked()
    {
        actions.push(Action::EditScan);
    }
    let is_running = state.scan.is_running();
    let scan = if is_running {
        let busy = state.scan.stopping.then_some(t!("scan-stopping"));
        Button::new(Kind::Secondary, t!("pages-stop"))
            .icon(icons::SQUARE)
            .busy(busy)
    } else {
        Button::new(Kind::Secondary, t!("send-scan")).icon(icons::REFRESH_CW)
    };
    let (key, action) = if is_running {
        (t!("pages-key-esc"), Action::StopScan)
    } else {
        (t!("pages-key-scan"), Action::Scan)
    };
    if scan
        .show_at(ui, place(scan.measure(ui).x, 8.0), scan_id())
        .on_hover_text(key)
        .clicked()
    {
        actions.push(action);
    }
    let plus = IconButton::new(icons::PLUS, t!("send-add-device")).kind(Kind::Secondary);
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

/// Returns the button that selects all devices, or none where all are selected; `None` without selectable devices.
pub(super) fn select_all(state: &State) -> Option<Button<'static>> {
    let words = if state.select_all()? {
        t!("send-select-all")
    } else {
        t!("send-select-none")
    };
    Some(Button::new(Kind::Ghost, words).size(Size::Small))
}

/// Shows that button, its right edge at `right`.
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

/// Returns the id of the control that scans and stops scans.
pub(super) fn scan_id() -> Id {
    Id::unique("scan-for-devices")
}

fn all_id(ui: &Ui) -> Id {
    ui.scope_id().with("all")
}
