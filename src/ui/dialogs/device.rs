//! A device's PIN, and what its page asks before it does something.

use super::{buttons, caption, enter, focus_first, problem, title, words};
use crate::app::{Action, DeviceAction, DeviceDialog, Dialog, KeepForm, State, UnlockForm};
use crate::device::{DeviceId, Secret, display_text};
use crate::engine::Ask;
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::input::TextInput;
use crate::ui::widgets::toggle::checkbox;
use crate::ui::{Actions, say, theme};
use egui::Ui;

pub(super) fn name(dialog: &DeviceDialog) -> &'static str {
    match dialog {
        DeviceDialog::Unlock(_) => "Unlock",
        DeviceDialog::Delete { .. } => "Delete",
        DeviceDialog::Keep(_) => "Keep",
    }
}

pub(super) fn show(ui: &mut Ui, dialog: &DeviceDialog, state: &State, actions: &mut Actions) {
    match dialog {
        DeviceDialog::Unlock(form) => unlock(ui, form, actions),
        DeviceDialog::Delete { device, name } => delete(ui, device, name, state, actions),
        DeviceDialog::Keep(form) => keep(ui, form, state, actions),
    }
}

fn set(dialog: DeviceDialog) -> Action {
    Action::SetDialog(Some(Dialog::Device(dialog)))
}

fn unlock(ui: &mut Ui, form: &UnlockForm, actions: &mut Actions) {
    let t = theme::tokens(ui);
    title(ui, &format!("Unlock {}", form.name));
    words(
        ui,
        "Its owner has set a PIN or token. It is sent to this device only.",
        theme::body,
        t.text2,
    );
    let wanted = enter(ui);
    let mut text = form.secret.reveal().to_owned();
    caption(ui, "PIN or token");
    let field = TextInput::new("PIN or token", ui.available_width())
        .hidden()
        .enabled(!form.asking);
    let field = field.show(ui, &mut text);
    if !form.asking {
        focus_first(ui, &field); // again after a refusal: a field that is greyed loses the focus
    }
    let mut edited = UnlockForm {
        secret: Secret::new(text),
        ..form.clone()
    };
    checkbox(
        ui,
        &mut edited.keep,
        "Keep it in the system's keyring",
        !form.asking,
    );
    if let Some(found) = &form.problem {
        problem(
            ui,
            &say::sentence(&found.message.text()),
            &say::sentence(&found.remedy.text()),
        );
    }
    let empty = edited.secret.reveal().is_empty();
    if edited != *form {
        edited.problem = None;
        actions.push(set(DeviceDialog::Unlock(edited.clone())));
    }
    let (go, cancel) = buttons(ui, |ui| {
        let busy = form.asking.then_some("Asking…");
        let go = Button::new(Kind::Primary, "Unlock")
            .busy(busy)
            .enabled(!empty)
            .show(ui);
        (go, Button::new(Kind::Ghost, "Cancel").show(ui))
    });
    if cancel.clicked() || (wanted && cancel.has_focus()) {
        actions.push(Action::SetDialog(None));
    } else if (go.clicked() || wanted) && !empty && !form.asking {
        actions.push(Action::Device(DeviceAction::Unlock(edited)));
    }
}

fn delete(ui: &mut Ui, device: &DeviceId, file: &str, state: &State, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let place = state
        .device(device)
        .map_or("the device".into(), |view| state.label(view));
    title(ui, &format!("Delete {}?", display_text(file)));
    let about = format!("It is deleted on {place}, and cannot be brought back from there.");
    words(ui, &about, theme::body, t.text2);
    let (delete, keep) = buttons(ui, |ui| {
        let delete = Button::new(Kind::Danger, "Delete").show(ui);
        let keep = Button::new(Kind::Ghost, "Cancel").show(ui);
        (delete, keep)
    });
    // Enter alone deletes nothing
    focus_first(ui, &keep);
    if keep.clicked() {
        actions.push(Action::SetDialog(None));
    } else if delete.clicked() {
        actions.push(Action::Device(DeviceAction::Ask(Ask::Delete(
            file.to_owned(),
        ))));
    }
}

fn keep(ui: &mut Ui, form: &KeepForm, state: &State, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let place = state
        .device(&form.device)
        .map_or("the device".into(), |view| state.label(view));
    title(ui, "Keep what it plays");
    words(
        ui,
        &format!("{place} keeps what it plays now under a name of its own."),
        theme::body,
        t.text2,
    );
    let wanted = enter(ui);
    let mut edited = form.clone();
    caption(ui, "Name");
    let field = TextInput::new("Name", ui.available_width()).hint("as the pattern is called");
    let field = field.show(ui, &mut edited.name);
    focus_first(ui, &field);
    checkbox(
        ui,
        &mut edited.at_start,
        "Also play it after power-up",
        true,
    );
    if edited != *form {
        actions.push(set(DeviceDialog::Keep(edited.clone())));
    }
    let (go, cancel) = buttons(ui, |ui| {
        (
            Button::new(Kind::Primary, "Keep").show(ui),
            Button::new(Kind::Ghost, "Cancel").show(ui),
        )
    });
    if cancel.clicked() || (wanted && cancel.has_focus()) {
        actions.push(Action::SetDialog(None));
    } else if go.clicked() || wanted {
        actions.push(Action::Device(DeviceAction::Keep(edited)));
    }
}
