//! Closing the window although uploads are under way, or something is played live.

use super::{buttons, enter, title, words};
use crate::app::{Action, State};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::{Actions, say, theme};
use egui::Ui;

pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let uploads = state.active_jobs();
    let streams = state.live_streams();
    let (heading, stay, go) = match uploads {
        0 => (
            "Close although a pattern plays live?",
            "Keep playing",
            "Stop and close",
        ),
        _ => (
            "Close although uploads are under way?",
            "Keep uploading",
            "Cancel them and close",
        ),
    };
    title(ui, heading);
    if uploads > 0 {
        let text = format!(
            "{} under way. They are cancelled and taken back, so that no device keeps half a pattern.",
            say::count(uploads, "upload is", "uploads are")
        );
        words(ui, &text, theme::body, t.text2);
    }
    if streams > 0 {
        let text = format!(
            "{} played to from this window. That ends with it, and what was shown before comes back.",
            say::count(streams, "device is", "devices are")
        );
        words(ui, &text, theme::body, t.text2);
    }
    let wanted = enter(ui);
    let (stay, close) = buttons(ui, |ui| {
        let stay = Button::new(Kind::Primary, stay).show(ui);
        (stay, Button::new(Kind::Danger, go).show(ui))
    });
    if close.clicked() || (wanted && close.has_focus()) {
        actions.push(Action::CloseAnyway);
    } else if stay.clicked() || wanted {
        actions.push(Action::SetDialog(None));
    }
}
