//! The groups of a device: existing ones to tick, and a field for new ones.

use super::{buttons, caption, enter, focus_first, problem, title, words};
use crate::app::{Action, Dialog, GroupsForm, State};
use crate::device::GroupName;
use crate::t;
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::input::TextInput;
use crate::ui::widgets::toggle::checkbox;
use crate::ui::{Actions, text, theme};
use egui::{ScrollArea, Ui};
use std::borrow::Cow;

/// Height of the list of groups at the most, in points.
const LIST: f32 = 260.0;
/// Width of the box beside the name of a group, and of the bar that scrolls.
const BESIDE: f32 = 44.0;

pub(super) fn show(ui: &mut Ui, form: &GroupsForm, state: &State, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let view = state.device(&form.device);
    let name = view.map_or(t!("device-missing").into(), |view| state.label(view));
    title(ui, &t!("groups-title", device = &*name));
    words(ui, t!("groups-about"), theme::sentence, t.text2);
    let wanted = enter(ui);
    let mut edited = form.clone();
    let groups: Vec<&GroupName> = state.groups().into_keys().collect();
    if !groups.is_empty() {
        ScrollArea::vertical().max_height(LIST).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 0.0;
            let room = ui.available_width() - BESIDE;
            for group in groups {
                let mut is_in = edited.joined.contains(group);
                let name = cut(ui, group.as_str(), room);
                if checkbox(ui, &mut is_in, &name, true).changed() {
                    if is_in {
                        edited.joined.insert(group.clone());
                    } else {
                        edited.joined.remove(group);
                    }
                }
            }
        });
    }
    caption(ui, t!("groups-new"));
    let field = TextInput::new(t!("groups-new"), ui.available_width()).hint(t!("groups-hint"));
    let field = field.show(ui, &mut edited.new);
    focus_first(ui, &field);
    if let Some(found) = &form.problem {
        problem(ui, &found.text(), "");
    }
    if edited != *form {
        edited.problem = None;
        actions.push(Action::SetDialog(Some(Dialog::Groups(edited.clone()))));
    }
    let (save, cancel) = buttons(ui, |ui| {
        let save = Button::new(Kind::Primary, t!("button-save")).show(ui);
        (save, Button::new(Kind::Ghost, t!("button-cancel")).show(ui))
    });
    if cancel.clicked() || (wanted && cancel.has_focus()) {
        actions.push(Action::SetDialog(None));
    } else if save.clicked() || wanted {
        actions.push(Action::SaveGroups(edited));
    }
}

/// Cuts a name that is wider than the dialog.
fn cut<'a>(ui: &Ui, name: &'a str, room: f32) -> Cow<'a, str> {
    let mut cut = Cow::Borrowed(name);
    let mut kept = name.chars().count();
    while kept > 1 && text::width(ui, &cut, theme::sentence) > room {
        kept -= 1;
        let start: String = name.chars().take(kept).collect();
        cut = Cow::Owned(format!("{start}…"));
    }
    cut
}
