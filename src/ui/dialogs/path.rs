//! Opens a file whose path is typed or pasted.

use super::{buttons, enter, focus_first, title, words};
use crate::app::{Action, Dialog};
use crate::t;
use crate::ui::pasted::path_of;
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::input::TextInput;
use crate::ui::{Actions, theme};
use egui::Ui;

pub(super) fn show(ui: &mut Ui, text: &str, no_dialog: bool, actions: &mut Actions) {
    let t = theme::tokens(ui);
    title(ui, t!("path-title"));
    let hint = if no_dialog {
        t!("path-about-no-dialog")
    } else {
        t!("path-about")
    };
    words(ui, hint, theme::body, t.text2);
    let mut typed = text.to_owned();
    let wanted = enter(ui);
    let field = TextInput::new(t!("path-field"), ui.available_width())
        .hint(t!("path-hint"))
        .show(ui, &mut typed);
    focus_first(ui, &field);
    if field.changed() {
        actions.push(Action::SetDialog(Some(Dialog::PastePath {
            text: typed.clone(),
            no_dialog,
        })));
    }
    let path = path_of(&typed);
    let (open, cancel) = buttons(ui, |ui| {
        let open = Button::new(Kind::Primary, t!("button-open"))
            .enabled(path.is_some())
            .show(ui);
        (open, Button::new(Kind::Ghost, t!("button-cancel")).show(ui))
    });
    if cancel.clicked() || (wanted && cancel.has_focus()) {
        actions.push(Action::SetDialog(None));
    } else if let Some(path) = path.filter(|_| open.clicked() || wanted) {
        actions.push(Action::Open(vec![path]));
    }
}
