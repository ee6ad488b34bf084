//! What a person tells of a device: nickname, size, how the strip runs, order of colours. Remembered by its identity.

use super::{buttons, caption, enter, focus_first, problem, title, wiring, words};
use crate::app::{Action, Dialog, LayoutForm, State};
use crate::engine::DeviceView;
use crate::pattern::{ColorOrder, Matrix};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::input::TextInput;
use crate::ui::widgets::select;
use crate::ui::{Actions, icons, theme};
use egui::{Align, Layout, Ui, vec2};

pub(super) fn show(ui: &mut Ui, form: &LayoutForm, state: &State, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let view = state.device(&form.device);
    let name = view.map_or("Device", |view| view.name());
    title(ui, &format!("Layout of {name}"));
    if let Some(view) = view {
        let firmware = view.device.firmware.as_deref().map(|text| format!(" · {text}")).unwrap_or_default();
        let about = format!("{}{firmware} · {}", view.device.kind, view.device.address);
        words(ui, &about, theme::sentence, t.text3);
    }
    let mut edited = form.clone();
    let wanted = enter(ui);
    fields(ui, &mut edited);
    let rows_are_its_own = view.is_some_and(|view| view.device.matrix.is_some()) && edited.size.trim().is_empty();
    caption(ui, "How the strip runs, seen from the front");
    if rows_are_its_own {
        words(ui, "The device has its own matrix and wires it itself: it gets rows.", theme::sentence, t.text3);
    } else if let Some(chosen) = wiring::choose(ui, edited.wiring) {
        edited.wiring = chosen;
    }
    if let Some(found) = &form.problem {
        problem(ui, found, "");
    }
    if edited != *form {
        edited.problem = None;
        actions.push(Action::SetDialog(Some(Dialog::Layout(edited.clone()))));
    }
    let (save, cancel, other) = buttons(ui, |ui| {
        let save = Button::new(Kind::Primary, "Save").show(ui);
        let cancel = Button::new(Kind::Ghost, "Cancel").show(ui);
        (save, cancel, view.and_then(|view| others(ui, view, wanted)))
    });
    if let Some(other) = other {
        actions.push(other);
    } else if cancel.clicked() || (wanted && cancel.has_focus()) {
        actions.push(Action::SetDialog(None));
    } else if save.clicked() || wanted {
        actions.push(Action::SaveLayout(edited));
    }
}

/// What else can be done with the device, from the left.
fn others(ui: &mut Ui, view: &DeviceView, wanted: bool) -> Option<Action> {
    let id = &view.device.id;
    let pin = if view.pinned { "Unpin" } else { "Pin" };
    let all = [
        (icons::ACTIVITY, "Test connection", Action::TestConnection(view.device.address.to_string())),
        (icons::PIN, pin, Action::Pin(id.clone(), !view.pinned)),
        (icons::TRASH_2, "Forget…", Action::SetDialog(Some(Dialog::Forget(id.clone())))),
    ];
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let mut chosen = None;
        for (icon, label, action) in all {
            let button = Button::new(Kind::Ghost, label).icon(icon).show(ui);
            if button.clicked() || (wanted && button.has_focus()) {
                chosen = Some(action);
            }
        }
        chosen
    })
    .inner
}

fn fields(ui: &mut Ui, form: &mut LayoutForm) {
    let width = ui.available_width();
    let half = (width - 12.0) / 2.0;
    let column = |ui: &mut Ui, width: f32, name: &str, add: &mut dyn FnMut(&mut Ui)| {
        ui.allocate_ui_with_layout(vec2(width, 58.0), Layout::top_down(Align::Min), |ui| {
            ui.set_width(width);
            caption(ui, name);
            add(ui);
        });
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        column(ui, half, "What you call it", &mut |ui| {
            let field = TextInput::new("Nickname", half).hint("its own name").show(ui, &mut form.nickname);
            focus_first(ui, &field);
        });
        let hint = if form.reported.is_empty() {
            "16x16 or 300".to_owned()
        } else {
            format!("{} (as it says)", form.reported)
        };
        column(ui, half - 112.0, "Size", &mut |ui| {
            TextInput::new("Size", half - 112.0).hint(&hint).show(ui, &mut form.size);
        });
        column(ui, 100.0, "Colour order", &mut |ui| {
            let names: Vec<String> = ColorOrder::ALL.iter().map(ToString::to_string).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let chosen = ColorOrder::ALL.iter().position(|order| *order == form.color_order).unwrap_or(0);
            let picked = select::select(ui, chosen, &names, "Colour order");
            if let Some(order) = picked.and_then(|index| ColorOrder::ALL.get(index)) {
                form.color_order = *order;
            }
        });
    });
    let strip = form.size.trim().parse::<usize>().is_ok() && form.size.trim().parse::<Matrix>().is_err();
    if strip {
        let t = theme::tokens(ui);
        words(
            ui,
            "A strip: LEDs one after another. For a matrix give width and height, like 16x16.",
            theme::caption,
            t.text3,
        );
    }
}
