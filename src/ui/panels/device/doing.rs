//! What else can be done with what it shows and how it is set up: keep, go back, back up and restore.

use super::{heading, paragraph};
use crate::app::{Action, DeviceAction, DevicePage, Wanted};
use crate::device::Control;
use crate::engine::{Abilities, Ask, DeviceView};
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::{Actions, icons};
use egui::Ui;

/// Whether there is any of it.
pub(super) fn any(abilities: &Abilities) -> bool {
    [Control::Keep, Control::Undo, Control::Backup].iter().any(|control| abilities.can.contains(control))
}

pub(super) fn show(ui: &mut Ui, view: &DeviceView, abilities: &Abilities, page: &DevicePage, actions: &mut Actions) {
    heading(ui, "What it shows");
    let can = |control| abilities.can.contains(&control);
    let t = tokens(ui);
    let playing = match &view.device.playing {
        Some(name) => format!("It plays {name}."),
        None => "It names nothing that it plays.".to_owned(),
    };
    paragraph(ui, &playing, theme::sentence, t.text2);
    let mut button = |ui: &mut Ui, label: &str, icon: char, busy: Option<&str>, enabled: bool, action: DeviceAction| {
        ui.add_space(8.0);
        if Button::new(Kind::Secondary, label).icon(icon).busy(busy).enabled(enabled).show(ui).clicked() {
            actions.push(Action::Device(action));
        }
    };
    if can(Control::Keep) {
        let busy = page.is_asked(|ask| matches!(ask, Ask::Keep(_))).then_some("Keeping…");
        button(ui, "Keep what it plays…", icons::POWER, busy, true, DeviceAction::AskKeep);
    }
    if can(Control::Undo) {
        let busy = page.is_asked(|ask| *ask == Ask::Undo).then_some("Going back…");
        button(ui, "Undo the last upload", icons::UNDO_2, busy, abilities.undo, DeviceAction::Ask(Ask::Undo));
        ui.add_space(4.0);
        let words = match abilities.undo {
            true => "It shows again what it showed before; what was uploaded stays stored.",
            false => "There is nothing to go back to: no upload of this app has changed what it shows.",
        };
        paragraph(ui, words, theme::caption, t.text3);
    }
    if can(Control::Backup) {
        let busy = page.is_asked(|ask| matches!(ask, Ask::Backup { .. })).then_some("Saving…");
        button(ui, "Save a backup…", icons::DOWNLOAD, busy, true, DeviceAction::SaveAs(Wanted::Backup));
        let busy = page.is_asked(|ask| matches!(ask, Ask::Restore { .. })).then_some("Restoring…");
        button(ui, "Restore a backup…", icons::UPLOAD, busy, true, DeviceAction::ChooseBackup);
    }
}
