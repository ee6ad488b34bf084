//! The live card of a device: starts a live stream of the open pattern, and shows how the stream runs.

use super::parts::{heading, paragraph};
use crate::app::{Action, LiveAction, State};
use crate::engine::DeviceView;
use crate::t;
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::chip;
use crate::ui::{Actions, icons, say};
use egui::Ui;

/// Returns whether the device takes live frames, or receives some now.
pub(super) fn any(view: &DeviceView, state: &State) -> bool {
    view.plays_live() || state.stream_to(&view.device.id).is_some()
}

pub(super) fn show(ui: &mut Ui, view: &DeviceView, state: &State, actions: &mut Actions) {
    heading(ui, t!("device-page-live"));
    let t = tokens(ui);
    if let Some(stream) = state.stream_to(&view.device.id) {
        let said = say::live::stream(stream);
        paragraph(
            ui,
            &t!(
                "device-page-live-pattern",
                pattern = stream.pattern_name.as_str()
            ),
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
        if Button::new(Kind::Secondary, t!("pages-stop"))
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
        _ if able => t!("device-page-live-able"),
        None => t!("device-page-live-no-pattern"),
        Some(_) => t!("device-page-live-unable"),
    };
    paragraph(ui, words, theme::sentence, t.text2);
    paragraph(ui, say::live::while_open(), theme::caption, t.text3);
    ui.add_space(10.0);
    if Button::new(Kind::Secondary, t!("device-page-live"))
        .icon(icons::PLAY)
        .enabled(able)
        .show(ui)
        .clicked()
    {
        actions.push(Action::Live(LiveAction::Play(view.device.id.clone())));
    }
}
