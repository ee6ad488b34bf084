//! Adding a device by its address.

use super::{buttons, enter, focus_first, problem, title, words};
use crate::app::{Action, AddDevice, Dialog};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::input::TextInput;
use crate::ui::{Actions, say, theme};
use egui::Ui;

pub(super) fn show(ui: &mut Ui, form: &AddDevice, actions: &mut Actions) {
    let t = theme::tokens(ui);
    title(ui, "Add a device");
    words(
        ui,
        "Its address or name on this network, as its own web page has it.",
        theme::body,
        t.text2,
    );
    let mut text = form.text.clone();
    let wanted = enter(ui);
    let field = TextInput::new("Address", ui.available_width())
        .hint("192.168.1.40 or porch.local")
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
        problem(
            ui,
            &say::sentence(&found.message.text()),
            &say::sentence(&found.remedy.text()),
        );
    }
    let empty = text.trim().is_empty();
    let (add, cancel) = buttons(ui, |ui| {
        let busy = form.asking.then_some("Asking…");
        let add = Button::new(Kind::Primary, "Add")
            .busy(busy)
            .enabled(!empty)
            .show(ui);
        (add, Button::new(Kind::Ghost, "Cancel").show(ui))
    });
    if cancel.clicked() || (wanted && cancel.has_focus()) {
        actions.push(Action::SetDialog(None));
    } else if (add.clicked() || wanted) && !empty && !form.asking {
        actions.push(Action::Connect(text));
    }
}
