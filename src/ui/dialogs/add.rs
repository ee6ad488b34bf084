//! Adds a device by its address.

use super::{buttons, enter, failure, focus_first, title, words};
use crate::app::{Action, AddDevice, Dialog};
use crate::t;
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::input::TextInput;
use crate::ui::{Actions, theme};
use egui::Ui;

pub(super) fn show(ui: &mut Ui, form: &AddDevice, actions: &mut Actions) {
    let t = theme::tokens(ui);
    title(ui, t!("add-device-title"));
    words(ui, t!("add-device-about"), theme::body, t.text2);
    let mut text = form.text.clone();
    let wanted = enter(ui);
    let field = TextInput::new(t!("add-device-field"), ui.available_width())
        .hint(t!("add-device-hint"))
        .enabled(!form.asking)
        .show(ui, &mut text);
    if !form.asking {
        focus_first(ui, &field); // again after a refusal: a field that is greyed loses the focus
    }
    if field.changed() {
        let form = AddDevice {
            text: text.clone(),
            ..AddDevice::default()
        };
        actions.push(Action::SetDialog(Some(Dialog::AddDevice(form))));
    }
    if let Some(found) = &form.problem {
        failure(ui, found);
    }
    let empty = text.trim().is_empty();
    let (add, cancel) = buttons(ui, |ui| {
        let busy = form.asking.then_some(t!("button-contacting"));
        let add = Button::new(Kind::Primary, t!("button-add"))
            .busy(busy)
            .enabled(!empty)
            .show(ui);
        (add, Button::new(Kind::Ghost, t!("button-cancel")).show(ui))
    });
    if cancel.clicked() || (wanted && cancel.has_focus()) {
        actions.push(Action::SetDialog(None));
    } else if (add.clicked() || wanted) && !empty && !form.asking {
        actions.push(Action::Connect(text));
    }
}
