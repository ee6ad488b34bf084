//! Asks before the playing pattern of a device is deleted to make room.

use super::{buttons, focus_first, title, words};
use crate::app::{Action, State};
use crate::device::DeviceId;
use crate::t;
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::{Actions, theme};
use egui::Ui;

pub(super) fn show(ui: &mut Ui, device: &DeviceId, state: &State, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let view = state.device(device);
    let name = view.map_or(t!("device-missing"), |view| view.name());
    let old = view.and_then(|view| view.device.playing.as_deref());
    title(ui, t!("delete-first-title"));
    let text = match old {
        Some(old) => t!("delete-first-about", device = name, pattern = old),
        None => t!("delete-first-about-unnamed", device = name),
    };
    words(ui, &text, theme::body, t.text2);
    let (delete, keep) = buttons(ui, |ui| {
        let delete = Button::new(Kind::Danger, t!("delete-first-go")).show(ui);
        (
            delete,
            Button::new(Kind::Ghost, t!("button-cancel")).show(ui),
        )
    });
    // Enter alone deletes nothing
    focus_first(ui, &keep);
    if keep.clicked() {
        actions.push(Action::SetDialog(None));
    } else if delete.clicked() {
        actions.push(Action::SendReplacing(device.clone()));
    }
}
