//! Asks before the input of a dialog is discarded.

use super::{buttons, enter, name, title, words};
use crate::app::{Action, Dialog};
use crate::t;
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::{Actions, theme};
use egui::Ui;

pub(super) fn show(ui: &mut Ui, kept: &Dialog, actions: &mut Actions) {
    let t = theme::tokens(ui);
    title(ui, t!("discard-title"));
    let text = t!("discard-about", dialog = name(kept));
    words(ui, &text, theme::body, t.text2);
    let wanted = enter(ui);
    let (stay, discard) = buttons(ui, |ui| {
        let stay = Button::new(Kind::Primary, t!("discard-stay")).show(ui);
        (
            stay,
            Button::new(Kind::Danger, t!("button-discard")).show(ui),
        )
    });
    if discard.clicked() || (wanted && discard.has_focus()) {
        actions.push(Action::SetDialog(None));
    } else if stay.clicked() || wanted {
        actions.push(Action::LeaveDialog);
    }
}
