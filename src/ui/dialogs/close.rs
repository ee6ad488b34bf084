//! Closing the window although uploads are under way.

use super::{buttons, enter, title, words};
use crate::app::{Action, State};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::{Actions, say, theme};
use egui::Ui;

pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let n = state.active_jobs();
    title(ui, "Close although uploads are under way?");
    let text = format!(
        "{} under way. They are cancelled and taken back, so that no device keeps half a pattern.",
        say::count(n, "upload is", "uploads are")
    );
    words(ui, &text, theme::body, t.text2);
    let wanted = enter(ui);
    let (stay, close) = buttons(ui, |ui| {
        let stay = Button::new(Kind::Primary, "Keep uploading").show(ui);
        (stay, Button::new(Kind::Danger, "Cancel them and close").show(ui))
    });
    if close.clicked() || (wanted && close.has_focus()) {
        actions.push(Action::CloseAnyway);
    } else if stay.clicked() || wanted {
        actions.push(Action::SetDialog(None));
    }
}
