//! The playback card of a device: what it plays, keep and undo, backup and restore.

use super::parts::{heading, paragraph};
use crate::app::{Action, DeviceAction, DevicePage, FilePurpose};
use crate::device::Control;
use crate::engine::{Abilities, Ask, DeviceView};
use crate::t;
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::{Actions, icons};
use egui::{Align, Layout, Ui, vec2};

/// Below this width (points) of the card, buttons are stacked.
const STACKED: f32 = 440.0;

/// Returns whether the device supports any of it.
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
    heading(ui, t!("device-page-playback"));
    let playing = match &view.device.playing {
        Some(name) => t!("device-page-playing", name = name),
        None => t!("device-page-playing-unknown").to_owned(),
    };
    paragraph(ui, &playing, theme::sentence, tokens(ui).text2);
    ui.add_space(10.0);
    keep_and_undo(ui, abilities, page, actions);
    if abilities.can.contains(&Control::Backup) {
        ui.add_space(14.0);
        backups(ui, page, actions);
    }
}

fn keep_and_undo(ui: &mut Ui, abilities: &Abilities, page: &DevicePage, actions: &mut Actions) {
    let can_undo = abilities.can.contains(&Control::Undo);
    row(ui, |ui| {
        if abilities.can.contains(&Control::Keep) {
            let keep = Button::new(Kind::Secondary, t!("device-page-keep"))
                .icon(icons::POWER)
                .busy(busy(page, t!("device-page-keeping"), |ask| {
                    matches!(ask, Ask::Keep(_))
                }));
            show_button(ui, keep, DeviceAction::AskKeep, actions);
        }
        if can_undo {
            let undo = Button::new(Kind::Secondary, t!("device-page-undo"))
                .icon(icons::UNDO_2)
                .busy(busy(page, t!("device-page-undoing"), |ask| {
                    *ask == Ask::Undo
                }))
                .enabled(abilities.undo);
            show_button(ui, undo, DeviceAction::Ask(Ask::Undo), actions);
        }
    });
    if can_undo {
        ui.add_space(6.0);
        let words = if abilities.undo {
            t!("device-page-undo-about")
        } else {
            t!("device-page-undo-none")
        };
        paragraph(ui, words, theme::caption, tokens(ui).text3);
    }
}

fn backups(ui: &mut Ui, page: &DevicePage, actions: &mut Actions) {
    row(ui, |ui| {
        let save = Button::new(Kind::Secondary, t!("device-page-backup"))
            .icon(icons::DOWNLOAD)
            .busy(busy(page, t!("device-page-backup-saving"), |ask| {
                matches!(ask, Ask::Backup { .. })
            }));
        show_button(ui, save, DeviceAction::SaveAs(FilePurpose::Backup), actions);
        let restore = Button::new(Kind::Secondary, t!("device-page-restore"))
            .icon(icons::UPLOAD)
            .busy(busy(page, t!("device-page-restoring"), |ask| {
                matches!(ask, Ask::Restore { .. })
            }));
        show_button(ui, restore, DeviceAction::ChooseBackup, actions);
    });
    ui.add_space(6.0);
    paragraph(
        ui,
        t!("device-page-backup-about"),
        theme::caption,
        tokens(ui).text3,
    );
}

/// Returns the words of a button while the device has not answered what the button asks.
fn busy<'a>(page: &DevicePage, words: &'a str, asks: impl Fn(&Ask) -> bool) -> Option<&'a str> {
    page.is_asked(asks).then_some(words)
}

/// Lays buttons out: below each other in a narrow card, else in one line.
fn row(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let width = ui.available_width();
    let direction = if width < STACKED {
        Layout::top_down(Align::Min)
    } else {
        Layout::left_to_right(Align::Min)
    };
    ui.allocate_ui_with_layout(vec2(width, 0.0), direction, |ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
        add(ui);
    });
}

/// Shows a button, as wide as the card where buttons are stacked.
fn show_button(ui: &mut Ui, button: Button<'_>, action: DeviceAction, actions: &mut Actions) {
    let mut size = button.measure(ui);
    if ui.layout().is_vertical() {
        size.x = ui.available_width();
    }
    let (id, rect) = ui.allocate_space(size);
    if button.show_at(ui, rect, id).clicked() {
        actions.push(Action::Device(action));
    }
}
