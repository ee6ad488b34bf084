//! Asks before the window closes while uploads or live streams run.

use super::{buttons, enter, title, words};
use crate::app::{Action, State};
use crate::t;
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::{Actions, theme};
use egui::Ui;

pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let uploads = state.active_jobs();
    let streams = state.live_streams();
    let (heading, stay, go) = match uploads {
        0 => (
            t!("close-title-live"),
            t!("close-stay-live"),
            t!("close-go-live"),
        ),
        _ => (
            t!("close-title-uploads"),
            t!("close-stay-uploads"),
            t!("close-go-uploads"),
        ),
    };
    title(ui, heading);
    if uploads > 0 {
        let text = t!("close-uploads", n = uploads);
        words(ui, &text, theme::body, t.text2);
    }
    if streams > 0 {
        let text = t!("close-streams", n = streams);
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
