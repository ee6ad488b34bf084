//! The layout dialog of a device: nickname, arrangement and wiring of its LEDs, colour order. Saved by device id. The drawing
//! beside the form shows the path of the strip from LED 1 on.

mod arrangement;
mod picture;
mod segment;
mod views;

use super::{buttons, caption, enter, focus_on_opening, place, problem, title, words};
use crate::app::{Action, Dialog, FirstField, LayoutForm, LayoutKind, State};
use crate::engine::DeviceView;
use crate::pattern::{Arrangement, ColorOrder, Layout as Wired, PRESETS, Preset};
use crate::t;
use crate::ui::pasted::path_of;
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::input::TextInput;
use crate::ui::widgets::select;
use crate::ui::{Actions, icons, say, theme};
use egui::{Align, Id, Layout, Response, ScrollArea, Ui, Vec2, vec2};
use std::path::PathBuf;

/// Height of the dialog's heading, buttons and margins, in points.
const AROUND: f32 = 164.0;
/// Height of the form: that of its tallest kind, so that nothing moves when the kind changes.
const FORM: f32 = 474.0;
/// Height reserved for an error.
const WRONG: f32 = 44.0;
/// Side of the picture in points.
const PICTURE: f32 = 232.0;
/// Minimum width of the form beside it.
const BESIDE: f32 = 320.0;

pub(super) fn show(ui: &mut Ui, form: &LayoutForm, state: &State, actions: &mut Actions) {
    let view = state.device(&form.device);
    heading(ui, view, state);
    let mut edited = form.clone();
    let wanted = enter(ui);
    // the form and its error share a fixed height
    let form_height = FORM + view.map_or(0.0, |view| segment::height(form, view));
    let room = place::room(ui.ctx().content_rect(), AROUND).min(form_height + WRONG);
    let wrong = if form.problem.is_some() { WRONG } else { 0.0 };
    let height = form_height.min(room - wrong);
    let again = ScrollArea::vertical()
        .max_height(height)
        .auto_shrink(false)
        .show(ui, |ui| {
            who(ui, &mut edited);
            if let Some(view) = view {
                segment::show(ui, &mut edited, view);
            }
            ui.add_space(6.0);
            body(ui, &mut edited, view, actions)
        })
        .inner;
    let rest = vec2(ui.available_width(), room - height);
    wrong_at_the_end(ui, rest, form);
    let unread = unread(&edited);
    if edited != *form {
        edited.problem = None;
        actions.push(Action::SetDialog(Some(Dialog::Layout(Box::new(
            edited.clone(),
        )))));
    }
    if let Some(path) = again {
        actions.push(Action::ReadMap(path));
    }
    let (save, cancel, other) = buttons(ui, |ui| {
        let busy = edited.map.reading.is_some().then_some(t!("layout-reading"));
        let label = if unread.is_some() {
            t!("layout-read")
        } else {
            t!("button-save")
        };
        let save = Button::new(Kind::Primary, label).busy(busy).show(ui);
        let cancel = Button::new(Kind::Ghost, t!("button-cancel")).show(ui);
        (
            save,
            cancel,
            view.and_then(|view| others(ui, view, wanted, !state.has_unsaved_input())),
        )
    });
    if let Some(other) = other {
        actions.push(other);
    } else if cancel.clicked() || (wanted && cancel.has_focus()) {
        actions.push(Action::SetDialog(None));
    } else if (save.clicked() || wanted) && edited.map.reading.is_none() {
        actions.push(unread.map_or_else(|| Action::SaveLayout(Box::new(edited)), Action::ReadMap));
    }
}

/// What is wrong with the form, in the room that is left below it.
fn wrong_at_the_end(ui: &mut Ui, rest: Vec2, form: &LayoutForm) {
    ui.allocate_ui(rest, |ui| {
        ui.set_min_size(rest);
        if let Some(found) = &form.problem {
            problem(ui, &say::message(found), "");
        }
    });
}

fn heading(ui: &mut Ui, view: Option<&DeviceView>, state: &State) {
    let name = view.map_or(t!("device-missing").into(), |view| state.label(view));
    title(ui, &t!("layout-title", device = &*name));
    if let Some(view) = view {
        let firmware = view
            .device
            .firmware
            .as_deref()
            .map(|text| format!(" · {text}"))
            .unwrap_or_default();
        let about = format!(
            "{}{firmware} · {}",
            view.device.kind.text(),
            view.device.address
        );
        words(ui, &about, theme::sentence, theme::tokens(ui).text3);
    }
}

/// Returns the typed file that has not been read.
fn unread(form: &LayoutForm) -> Option<PathBuf> {
    path_of(&form.map.path).filter(|_| form.kind == LayoutKind::Map)
}

/// Draws further actions for the device, from the left. Those that open another dialog are disabled while this one has unsaved
/// changes.
fn others(ui: &mut Ui, view: &DeviceView, wanted: bool, is_kept: bool) -> Option<Action> {
    let id = &view.device.id;
    let pin = if view.pinned {
        t!("layout-unpin")
    } else {
        t!("layout-pin")
    };
    let all = [
        (
            icons::ACTIVITY,
            t!("button-test-connection"),
            is_kept,
            Action::TestConnection(view.device.address.to_string()),
        ),
        (icons::PIN, pin, true, Action::Pin(id.clone(), !view.pinned)),
        (
            icons::LAYERS,
            t!("layout-groups"),
            is_kept,
            Action::EditGroups(id.clone()),
        ),
        (
            icons::TRASH_2,
            t!("layout-forget"),
            true,
            Action::SetDialog(Some(Dialog::Forget(id.clone()))),
        ),
    ];
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let mut chosen = None;
        for (icon, label, enabled, action) in all {
            let button = Button::new(Kind::Ghost, label).icon(icon).enabled(enabled);
            let button = button.show(ui);
            let button = if enabled {
                button
            } else {
                button.on_hover_text(t!("layout-save-first"))
            };
            if enabled && (button.clicked() || (wanted && button.has_focus())) {
                chosen = Some(action);
            }
        }
        chosen
    })
    .inner
}

/// A caption and a field below it, of that width.
fn column(ui: &mut Ui, width: f32, name: &str, add: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(vec2(width, 56.0), Layout::top_down(Align::Min), |ui| {
        ui.set_width(width);
        caption(ui, name);
        add(ui);
    });
}

/// Nickname, usual layouts, colour order.
fn who(ui: &mut Ui, form: &mut LayoutForm) {
    const USUAL: f32 = 196.0;
    const ORDER: f32 = 124.0;
    let rest = ui.available_width() - USUAL - ORDER - 2.0 * 12.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        column(ui, rest, t!("layout-nickname"), |ui| {
            let field = TextInput::new(t!("layout-nickname"), rest)
                .hint(t!("layout-nickname-hint"))
                .show(ui, &mut form.nickname);
            if form.first == FirstField::Nickname {
                focus_on_opening(ui, Id::unique("layout"), &field);
            }
        });
        column(ui, USUAL, t!("layout-usual"), |ui| usual(ui, form));
        column(ui, ORDER, t!("layout-color-order"), |ui| {
            let names: Vec<String> = ColorOrder::ALL.iter().map(ToString::to_string).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let chosen = ColorOrder::ALL
                .iter()
                .position(|order| *order == form.color_order)
                .unwrap_or(0);
            let picked = select::select(ui, chosen, &names, t!("layout-color-order"));
            if let Some(order) = picked.and_then(|index| ColorOrder::ALL.get(index)) {
                form.color_order = *order;
            }
        });
    });
}

/// The list of common layouts; choosing one fills the form.
fn usual(ui: &mut Ui, form: &mut LayoutForm) {
    let now = form.arrangement().ok().flatten();
    // only a matrix is another one when it is wired otherwise
    let wired = matches!(now, Some(Arrangement::Matrix(_))).then_some(form.wiring);
    let is = |preset: &Preset| {
        now.as_ref() == Some(&preset.arrangement())
            && wired.is_none_or(|wiring| wiring == preset.wiring())
    };
    let chosen = PRESETS.iter().position(is).map_or(0, |index| index + 1);
    let titles: Vec<String> = PRESETS.iter().map(|preset| preset.title().text()).collect();
    let names: Vec<&str> = std::iter::once(t!("layout-usual-choose"))
        .chain(titles.iter().map(String::as_str))
        .collect();
    let picked = select::select(ui, chosen, &names, t!("layout-usual"));
    if let Some(preset) = picked.and_then(|index| PRESETS.get(index.checked_sub(1)?)) {
        form.use_preset(preset);
    }
}

/// Draws the arrangement and its drawing: side by side, or stacked where there is little room. Returns the file of a map
/// that is to be read again.
fn body(
    ui: &mut Ui,
    form: &mut LayoutForm,
    view: Option<&DeviceView>,
    actions: &mut Actions,
) -> Option<PathBuf> {
    let room = ui.available_width() - PICTURE - 20.0;
    let layout = drawn(form, view);
    if room < BESIDE {
        let again = arrangement::show(ui, form, view, actions);
        picture::show(ui, layout.as_ref().map_err(|why| *why), PICTURE);
        return again;
    }
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 20.0;
        let form =
            ui.allocate_ui_with_layout(vec2(room, PICTURE), Layout::top_down(Align::Min), |ui| {
                ui.set_width(room);
                arrangement::show(ui, form, view, actions)
            });
        ui.allocate_ui_with_layout(vec2(PICTURE, PICTURE), Layout::top_down(Align::Min), |ui| {
            let own = layout
                .as_ref()
                .is_ok_and(|layout| view.is_some_and(|v| layout.rows() == v.device.matrix))
                && view.is_some_and(|view| view.device.matrix.is_some());
            caption(
                ui,
                if own {
                    t!("layout-as-received")
                } else {
                    t!("layout-path")
                },
            );
            picture::show(ui, layout.as_ref().map_err(|why| *why), PICTURE);
        });
        form.inner
    })
    .inner
}

/// Returns the layout that the form describes, or why there is none.
fn drawn(form: &LayoutForm, view: Option<&DeviceView>) -> Result<Wired, &'static str> {
    match form.settings() {
        Ok(settings) => view
            .and_then(|view| view.device.layout(&settings))
            .ok_or(t!("layout-no-size")),
        Err(_) => Err(match form.kind {
            LayoutKind::Plain => t!("layout-not-a-size"),
            LayoutKind::Panels => t!("layout-no-panels"),
            LayoutKind::Map => t!("layout-no-map"),
        }),
    }
}

/// Gives the focus to the size if the dialog was opened for it.
fn focus_size(ui: &Ui, form: &LayoutForm, field: &Response) {
    if form.first == FirstField::Size {
        focus_on_opening(ui, Id::unique("layout"), field);
    }
}
