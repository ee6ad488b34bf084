//! Playing the open pattern live on the device: offered where it takes live frames, and how it goes while it does.

use super::{heading, paragraph};
use crate::app::{Action, LiveAction, State};
use crate::engine::DeviceView;
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::chip;
use crate::ui::{Actions, icons, say};
use egui::Ui;

/// Whether there is anything of it.
pub(super) fn any(view: &DeviceView, state: &State) -> bool {
    view.plays_live() || state.stream_to(&view.device.id).is_some()
}

pub(super) fn show(ui: &mut Ui, view: &DeviceView, state: &State, actions: &mut Actions) {
    heading(ui, "Play live");
    let t = tokens(ui);
    if let Some(stream) = state.stream_to(&view.device.id) {
        let said = say::live::stream(stream);
        paragraph(
            ui,
            &format!("This computer plays {} here.", stream.pattern_name),
            theme::sentence,
            t.text2,
        );
        ui.add_space(8.0);
        chip::phase_chip(ui, said.look, said.word);
        ui.add_space(8.0);
        for words in [
            said.first.as_str(),
            said.second.as_str(),
            say::live::while_open(),
        ] {
            if !words.is_empty() {
                paragraph(ui, words, theme::sentence, t.text2);
            }
        }
        ui.add_space(10.0);
        if Button::new(Kind::Secondary, "Stop")
            .icon(icons::SQUARE)
            .show(ui)
            .clicked()
        {
            actions.push(Action::Live(LiveAction::Stop(stream.id)));
        }
        return;
    }
    let able = state.can_play_live(view);
    let words = match state.loaded() {
        _ if able => "The open pattern is sent frame by frame from this computer.",
        None => "Open a pattern first: it is then sent frame by frame from this computer.",
        Some(_) => {
            "The open pattern cannot be played here: it has more LEDs than the device, or that is not known."
        }
    };
    paragraph(ui, words, theme::sentence, t.text2);
    paragraph(ui, say::live::while_open(), theme::caption, t.text3);
    ui.add_space(10.0);
    if Button::new(Kind::Secondary, "Play live")
        .icon(icons::PLAY)
        .enabled(able)
        .show(ui)
        .clicked()
    {
        actions.push(Action::Live(LiveAction::Play(view.device.id.clone())));
    }
}
