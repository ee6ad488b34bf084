//! The stored patterns of a device: play, save and delete them, and the free space.

use super::parts::{heading, paragraph};
use crate::app::{Action, DeviceAction, DevicePage, FilePurpose};
use crate::device::{Control, Shelf, StoredFile, display_text};
use crate::engine::{Abilities, Ask};
use crate::t;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, Tokens, tokens};
use crate::ui::widgets::button::IconButton;
use crate::ui::widgets::{hairline, progress};
use crate::ui::{Actions, icons, say};
use egui::{Align, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

/// Height of a row in points.
const ROW: f32 = 52.0;
/// Width of the bar that shows the used space.
const BAR: f32 = 120.0;
/// Width of one button of a row, with its gap.
const BUTTON: f32 = 36.0;

pub(super) fn show(ui: &mut Ui, abilities: &Abilities, page: &DevicePage, actions: &mut Actions) {
    let t = tokens(ui);
    let line = heading(ui, t!("device-page-files"));
    ui.add_space(8.0);
    let Some(shelf) = &page.shelf else {
        let words = if page.failed.is_some() {
            t!("device-page-files-unknown")
        } else {
            t!("device-page-files-reading")
        };
        return paragraph(ui, words, theme::sentence, t.text3);
    };
    room(ui, line, shelf, t);
    if shelf.files.is_empty() {
        return paragraph(ui, t!("device-page-files-none"), theme::sentence, t.text2);
    }
    for file in &shelf.files {
        row(ui, file, abilities, page, actions);
    }
    ui.add_space(10.0);
    let bytes: u64 = shelf.files.iter().map(|file| file.bytes).sum();
    let mut words = t!(
        "device-page-files-total",
        n = shelf.files.len(),
        size = say::bytes(bytes)
    );
    if let (true, Some(rule)) = (abilities.can.contains(&Control::Delete), undeletable(shelf)) {
        words = [words.as_str(), rule].join(" ");
    }
    paragraph(ui, &words, theme::caption, t.text3);
}

/// Says which of the files cannot be deleted.
fn undeletable(shelf: &Shelf) -> Option<&'static str> {
    let foreign = shelf.files.iter().any(|file| !file.ours);
    let plays = shelf.files.iter().any(|file| file.ours && file.playing);
    match (foreign, plays) {
        (true, true) => Some(t!("device-page-files-foreign-and-playing")),
        (true, false) => Some(t!("device-page-files-foreign")),
        (false, true) => Some(t!("device-page-files-playing")),
        (false, false) => None,
    }
}

/// Shows the free space at the right of the heading.
fn room(ui: &Ui, line: Rect, shelf: &Shelf, t: &Tokens) {
    let Some(free) = shelf.free_bytes else { return };
    let used: u64 = shelf.files.iter().map(|file| file.bytes).sum();
    let words = t!("pages-free", size = say::bytes(free));
    let y = line.center().y;
    let drawn = text::draw(
        ui,
        pos2(line.right(), y),
        Align::Max,
        &[span(&words, theme::sentence, t.text2)],
        140.0,
    );
    if line.width() < 360.0 {
        return;
    }
    let bar = Rect::from_min_max(
        pos2(drawn.left() - 12.0 - BAR, y - 7.0),
        pos2(drawn.left() - 12.0, y + 7.0),
    );
    let part = used as f32 / (used + free).max(1) as f32;
    progress::progress_at(
        ui,
        bar,
        ui.scope_id().with("room"),
        part,
        t.text3,
        &t!(
            "device-page-files-room",
            used = say::bytes(used),
            free = say::bytes(free)
        ),
    );
}

fn row(
    ui: &mut Ui,
    file: &StoredFile,
    abilities: &Abilities,
    page: &DevicePage,
    actions: &mut Actions,
) {
    let t = tokens(ui);
    let (id, rect) = ui.allocate_space(vec2(ui.available_width(), ROW));
    hairline(ui, rect.with_max_y(rect.top()), t);
    let name = display_text(&file.name);
    let said = match (file.playing, file.ours) {
        (true, _) => t!("device-page-file-playing"),
        (false, false) => t!("device-page-file-foreign"),
        (false, true) => "",
    };
    let size = say::bytes(file.bytes);
    let response = ui.interact(rect, id, Sense::hover());
    let aloud = [name.as_str(), &size, said]
        .iter()
        .filter(|part| !part.is_empty())
        .copied()
        .collect::<Vec<_>>();
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, say::list(&aloud)));
    let buttons = buttons_of(file, &name, abilities, page);
    let x = show_buttons(ui, rect, id, buttons, actions);
    let y = rect.center().y;
    text::draw(
        ui,
        pos2(x - 12.0, y),
        Align::Max,
        &[span(&size, theme::sentence, t.text2)],
        90.0,
    );
    let room = rect.with_max_x(x - 12.0 - 90.0);
    words(ui, room, &name, said, file.playing);
}

/// Draws the name of a file, and below it what is special about it.
fn words(ui: &Ui, rect: Rect, name: &str, said: &str, playing: bool) {
    let t = tokens(ui);
    let y = rect.center().y;
    let room = rect.width();
    let (up, color) = if said.is_empty() {
        (0.0, t.text3)
    } else {
        (9.0, if playing { t.ok } else { t.text3 })
    };
    text::draw(
        ui,
        pos2(rect.left(), y - up),
        Align::Min,
        &[span(name, theme::strong, t.text)],
        room,
    );
    if !said.is_empty() {
        let mut left = rect.left();
        if playing {
            text::icon(
                ui.painter(),
                pos2(left + 6.0, y + 10.0),
                icons::PLAY,
                11.0,
                color,
            );
            left += 17.0;
        }
        text::draw(
            ui,
            pos2(left, y + 10.0),
            Align::Min,
            &[span(said, theme::caption, color)],
            room,
        );
    }
}

/// A button of a file.
struct FileButton {
    /// Whether this file has it; its place stays empty otherwise, so that the columns are the same in all rows.
    is_shown: bool,
    icon: char,
    label: String,
    enabled: bool,
    action: DeviceAction,
}

/// Returns the buttons of a file, from left to right.
fn buttons_of(
    file: &StoredFile,
    name: &str,
    abilities: &Abilities,
    page: &DevicePage,
) -> Vec<FileButton> {
    let can = |control| abilities.can.contains(&control);
    let concerns = |ask: &Ask| match ask {
        Ask::Show(of) | Ask::Delete(of) | Ask::Fetch { name: of, .. } => *of == file.name,
        _ => false,
    };
    let is_idle = !page.is_asked(concerns);
    let mut buttons = Vec::new();
    if can(Control::Play) {
        buttons.push(FileButton {
            is_shown: file.ours,
            icon: icons::PLAY,
            label: t!("device-page-file-play", file = name),
            enabled: is_idle && !file.playing,
            action: DeviceAction::Ask(Ask::Show(file.name.clone())),
        });
    }
    buttons.push(FileButton {
        is_shown: true,
        icon: icons::DOWNLOAD,
        label: t!("device-page-file-save", file = name),
        enabled: is_idle,
        action: DeviceAction::SaveAs(FilePurpose::File(file.name.clone())),
    });
    if can(Control::Delete) {
        buttons.push(FileButton {
            is_shown: file.ours,
            icon: icons::TRASH_2,
            label: t!("device-page-file-delete", file = name),
            enabled: is_idle && !file.playing,
            action: DeviceAction::AskDelete(file.name.clone()),
        });
    }
    buttons
}

/// Shows the buttons of a file at the right edge; returns their left edge.
fn show_buttons(
    ui: &Ui,
    rect: Rect,
    id: egui::Id,
    buttons: Vec<FileButton>,
    actions: &mut Actions,
) -> f32 {
    let left = rect.right() - BUTTON * buttons.len() as f32;
    for (n, button) in buttons.into_iter().enumerate() {
        if !button.is_shown {
            continue;
        }
        let x = left + BUTTON * n as f32;
        let at = Rect::from_min_size(pos2(x + 4.0, rect.center().y - 16.0), vec2(32.0, 32.0));
        let shown = IconButton::new(button.icon, &button.label).enabled(button.enabled);
        if shown.show_at(ui, at, id.with(n)).clicked() {
            actions.push(Action::Device(button.action));
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_that_are_there_are_said_to_be_undeletable() {
        let shelf = |files: &[(bool, bool)]| Shelf {
            files: files
                .iter()
                .map(|&(ours, playing)| StoredFile {
                    name: "heart".into(),
                    bytes: 100,
                    ours,
                    playing,
                })
                .collect(),
            free_bytes: None,
        };
        let says = |files| undeletable(&shelf(files));
        let playing = Some(t!("device-page-files-playing"));
        let foreign = Some(t!("device-page-files-foreign"));
        assert_eq!(says(&[(true, false)]), None);
        assert_eq!(says(&[(true, true), (true, false)]), playing);
        assert_eq!(says(&[(false, false), (true, false)]), foreign);
        let of_another = says(&[(false, true), (true, false)]);
        assert_eq!(of_another, foreign, "it is not ours anyway");
        let both = Some(t!("device-page-files-foreign-and-playing"));
        assert_eq!(says(&[(false, false), (true, true)]), both);
    }
}
