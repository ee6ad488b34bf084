//! Dialogs about one device: its PIN, deleting a stored file, keeping what plays.

use super::{buttons, caption, enter, failure, focus_first, title, words};
use crate::app::{Action, DeviceAction, DeviceDialog, Dialog, KeepForm, State, UnlockForm};
use crate::device::{DeviceId, Secret, display_text};
use crate::engine::Ask;
use crate::t;
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::input::TextInput;
use crate::ui::widgets::toggle::checkbox;
use crate::ui::{Actions, theme};
use egui::Ui;

pub(super) fn name(dialog: &DeviceDialog) -> &'static str {
    match dialog {
        DeviceDialog::Unlock(_) => t!("button-unlock"),
        DeviceDialog::Delete { .. } => t!("button-delete"),
        DeviceDialog::Keep(_) => t!("keep-title"),
    }
}

pub(super) fn kind(dialog: &DeviceDialog) -> &'static str {
    match dialog {
        DeviceDialog::Unlock(_) => "unlock",
        DeviceDialog::Delete { .. } => "delete",
        DeviceDialog::Keep(_) => "keep",
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
    title(ui, &t!("unlock-title", device = &form.name));
    words(ui, t!("unlock-about"), theme::body, t.text2);
    let wanted = enter(ui);
    let mut text = form.secret.reveal().to_owned();
    caption(ui, t!("unlock-field"));
    let field = TextInput::new(t!("unlock-field"), ui.available_width())
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
    checkbox(ui, &mut edited.keep, t!("unlock-keep"), !form.asking);
    if let Some(found) = &form.problem {
        failure(ui, found);
    }
    let empty = edited.secret.reveal().is_empty();
    if edited != *form {
        edited.problem = None;
        actions.push(set(DeviceDialog::Unlock(edited.clone())));
    }
    let (go, cancel) = buttons(ui, |ui| {
        let busy = form.asking.then_some(t!("button-contacting"));
        let go = Button::new(Kind::Primary, t!("button-unlock"))
            .busy(busy)
            .enabled(!empty)
            .show(ui);
        (go, Button::new(Kind::Ghost, t!("button-cancel")).show(ui))
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
        .map_or(t!("device-missing").into(), |view| state.label(view));
    title(ui, &t!("delete-file-title", file = display_text(file)));
    let about = t!("delete-file-about", device = &*place);
    words(ui, &about, theme::body, t.text2);
    let (delete, keep) = buttons(ui, |ui| {
        let delete = Button::new(Kind::Danger, t!("button-delete")).show(ui);
        let keep = Button::new(Kind::Ghost, t!("button-cancel")).show(ui);
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
        .map_or(t!("device-missing").into(), |view| state.label(view));
    title(ui, t!("keep-title"));
    words(
        ui,
        &t!("keep-about", device = &*place),
        theme::body,
        t.text2,
    );
    let wanted = enter(ui);
    let mut edited = form.clone();
    caption(ui, t!("keep-field"));
    let field = TextInput::new(t!("keep-field"), ui.available_width()).hint(t!("keep-hint"));
    let field = field.show(ui, &mut edited.name);
    focus_first(ui, &field);
    checkbox(ui, &mut edited.at_start, t!("keep-at-start"), true);
    if edited != *form {
        actions.push(set(DeviceDialog::Keep(edited.clone())));
    }
    let (go, cancel) = buttons(ui, |ui| {
        (
            Button::new(Kind::Primary, t!("button-keep")).show(ui),
            Button::new(Kind::Ghost, t!("button-cancel")).show(ui),
        )
    });
    if cancel.clicked() || (wanted && cancel.has_focus()) {
        actions.push(Action::SetDialog(None));
    } else if go.clicked() || wanted {
        actions.push(Action::Device(DeviceAction::Keep(edited)));
    }
}
