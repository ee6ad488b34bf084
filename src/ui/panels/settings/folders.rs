//! Where settings and logs are saved, or that they are not.

use crate::app::{Action, State};
use crate::t;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::button::{Button, Kind, Size};
use crate::ui::widgets::finding::{self, Finding, Severity};
use crate::ui::{Actions, icons};
use egui::{Align, Role, Ui, pos2, vec2};

/// Warns at the top of the page where nothing is saved.
pub(super) fn unsaved(ui: &mut Ui, state: &State) {
    if state.home.is_some() {
        return;
    }
    let (id, rect) = ui.allocate_space(vec2(ui.available_width(), finding::HEIGHT));
    let note = Finding {
        severity: Severity::Warning,
        icon: icons::INFO,
        fact: t!("settings-unsaved"),
        consequence: t!("settings-unsaved-about"),
        remedies: &[],
    };
    note.show_at(ui, rect, id);
    ui.add_space(10.0);
}

/// Shows the folder, with buttons that copy its path and open it.
pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Actions) {
    let Some(home) = &state.home else { return };
    super::section(ui, t!("settings-folder"));
    ui.add_space(8.0);
    let t = tokens(ui);
    let path = home.display().to_string();
    let words = t!("settings-folder-about", folder = path.as_str());
    let paragraph = text::paragraph(
        ui,
        span(&words, theme::sentence, t.text2),
        ui.available_width(),
        18.0,
        Align::Min,
    );
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), paragraph.size().y));
    let rect = text::draw_paragraph(ui.painter(), pos2(rect.left(), rect.top()), paragraph);
    text::announce(ui, rect, Role::Label, &words);
    ui.add_space(10.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        if Button::new(Kind::Secondary, t!("pages-open-folder"))
            .size(Size::Small)
            .icon(icons::FOLDER_OPEN)
            .show(ui)
            .clicked()
        {
            actions.push(Action::OpenFolder(home.clone()));
        }
        if Button::new(Kind::Ghost, t!("settings-folder-copy"))
            .size(Size::Small)
            .icon(icons::COPY)
            .show(ui)
            .clicked()
        {
            actions.push(Action::Copy(path));
        }
    });
}
