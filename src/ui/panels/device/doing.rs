//! What else can be done with what it shows and how it is set up: keep, go back, back up and restore.

use super::{heading, paragraph};
use crate::app::{Action, DeviceAction, DevicePage, FilePurpose};
use crate::device::Control;
use crate::engine::{Abilities, Ask, DeviceView};
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::{Actions, icons};
use egui::{Align, Layout, Ui, vec2};

/// Below this width (points) of the card buttons stand one below the other.
const STACKED: f32 = 440.0;

/// Whether there is any of it.
pub(super) fn any(abilities: &Abilities) -> bool {
    [Control::Keep, Control::Undo, Control::Backup]
        .iter()
        .any(|control| abilities.can.contains(control))
}

pub(super) fn show(
    ui: &mut Ui,
    view: &DeviceView,
    abilities: &Abilities,
    page: &DevicePage,
    actions: &mut Actions,
) {
    heading(ui, "What it shows");
    let can = |control| abilities.can.contains(&control);
    let t = tokens(ui);
    let playing = match &view.device.playing {
        Some(name) => format!("It plays {name}."),
        None => "It does not say what it plays.".to_owned(),
    };
    paragraph(ui, &playing, theme::sentence, t.text2);
    ui.add_space(10.0);
    // beside what it stores they are one below the other, as wide as the card; else in one line
    let stacked = ui.available_width() < STACKED;
    let width = ui.available_width();
    let mut button = |ui: &mut Ui,
                      label: &str,
                      icon: char,
                      busy: Option<&str>,
                      enabled: bool,
                      action: DeviceAction| {
        let button = Button::new(Kind::Secondary, label)
            .icon(icon)
            .busy(busy)
            .enabled(enabled);
        let size = if stacked {
            vec2(width, button.measure(ui).y)
        } else {
            button.measure(ui)
        };
        let (id, rect) = ui.allocate_space(size);
        if button.show_at(ui, rect, id).clicked() {
            actions.push(Action::Device(action));
        }
    };
    let direction = if stacked {
        Layout::top_down(Align::Min)
    } else {
        Layout::left_to_right(Align::Min)
    };
    let row = |ui: &mut Ui, add: &mut dyn FnMut(&mut Ui)| {
        ui.allocate_ui_with_layout(vec2(width, 0.0), direction, |ui| {
            ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
            add(ui);
        });
    };
    row(ui, &mut |ui| {
        if can(Control::Keep) {
            let busy = page
                .is_asked(|ask| matches!(ask, Ask::Keep(_)))
                .then_some("Keeping…");
            button(
                ui,
                "Keep what it plays…",
                icons::POWER,
                busy,
                true,
                DeviceAction::AskKeep,
            );
        }
        if can(Control::Undo) {
            let busy = page
                .is_asked(|ask| *ask == Ask::Undo)
                .then_some("Going back…");
            button(
                ui,
                "Undo the last upload",
                icons::UNDO_2,
                busy,
                abilities.undo,
                DeviceAction::Ask(Ask::Undo),
            );
        }
    });
    if can(Control::Undo) {
        ui.add_space(6.0);
        let words = if abilities.undo {
            "Undo shows again what it showed before; what was uploaded stays stored."
        } else {
            "There is nothing to undo now: that works after an upload that plays."
        };
        paragraph(ui, words, theme::caption, t.text3);
    }
    if can(Control::Backup) {
        ui.add_space(14.0);
        row(ui, &mut |ui| {
            let busy = page
                .is_asked(|ask| matches!(ask, Ask::Backup { .. }))
                .then_some("Saving…");
            button(
                ui,
                "Save a backup…",
                icons::DOWNLOAD,
                busy,
                true,
                DeviceAction::SaveAs(FilePurpose::Backup),
            );
            let busy = page
                .is_asked(|ask| matches!(ask, Ask::Restore { .. }))
                .then_some("Restoring…");
            button(
                ui,
                "Restore a backup…",
                icons::UPLOAD,
                busy,
                true,
                DeviceAction::ChooseBackup,
            );
        });
        ui.add_space(6.0);
        paragraph(
            ui,
            "A backup is a file of the presets it stores. Restoring it replaces those.",
            theme::caption,
            t.text3,
        );
    }
}
