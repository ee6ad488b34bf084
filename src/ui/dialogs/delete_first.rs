//! Replacing what plays on a device that has no room for both.

use super::{buttons, focus_first, title, words};
use crate::app::{Action, State};
use crate::device::DeviceId;
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::{Actions, theme};
use egui::Ui;

pub(super) fn show(ui: &mut Ui, device: &DeviceId, state: &State, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let view = state.device(device);
    let name = view.map_or("the device", |view| view.name());
    let old = view.and_then(|view| view.device.playing.as_deref());
    title(ui, "Delete the old one first?");
    let text = format!(
        "{name} has no room for the new pattern beside the old '{}', which plays now. The old one is stopped and deleted, \
         then the new one is sent; the LEDs may be dark in between. If the upload fails, the old one is lost.",
        old.unwrap_or("one")
    );
    words(ui, &text, theme::body, t.text2);
    let (delete, keep) = buttons(ui, |ui| {
        let delete = Button::new(Kind::Danger, "Delete and send").show(ui);
        (delete, Button::new(Kind::Ghost, "Cancel").show(ui))
    });
    // Enter alone deletes nothing
    focus_first(ui, &keep);
    if keep.clicked() {
        actions.push(Action::SetDialog(None));
    } else if delete.clicked() {
        actions.push(Action::SendReplacing(device.clone()));
    }
}
