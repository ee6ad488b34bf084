//! Taking a device off the list.

use super::{buttons, enter, title, words};
use crate::app::{Action, State};
use crate::device::DeviceId;
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::{Actions, theme};
use egui::Ui;

pub(super) fn show(ui: &mut Ui, device: &DeviceId, state: &State, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let name = state.device(device).map_or("the device", |view| view.name());
    title(ui, &format!("Forget {name}?"));
    let text = "It goes off the list, and with it what you told of it: its name, size, wiring and colour order. Nothing \
                changes on the device; a scan finds it again.";
    words(ui, text, theme::body, t.text2);
    let wanted = enter(ui);
    let (keep, forget) = buttons(ui, |ui| {
        let keep = Button::new(Kind::Primary, "Keep it").show(ui);
        (keep, Button::new(Kind::Danger, "Forget").show(ui))
    });
    if forget.clicked() || (wanted && forget.has_focus()) {
        actions.push(Action::Forget(device.clone()));
    } else if keep.clicked() || wanted {
        actions.push(Action::SetDialog(None));
    }
}
