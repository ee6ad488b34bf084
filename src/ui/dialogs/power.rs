//! The power supply of a device, and the current of its LEDs. Saved by device id.

use super::{buttons, caption, enter, focus_first, problem, title, words};
use crate::app::{Action, FitAction, PowerForm, State};
use crate::pattern::amperes;
use crate::t;
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::input::TextInput;
use crate::ui::widgets::toggle;
use crate::ui::{Actions, theme};
use egui::{Layout, Ui, vec2};

pub(super) fn show(ui: &mut Ui, form: &PowerForm, state: &State, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let view = state.device(&form.device);
    let name = view.map_or(t!("device-missing").into(), |view| state.label(view));
    title(ui, &t!("power-title", device = &*name));
    let about = match view.and_then(|view| state.draw_on(view)) {
        Some((draw, _)) => t!("power-about-pattern", amperes = amperes(draw.worst_ma)),
        None => t!("power-about").to_owned(),
    };
    words(ui, &about, theme::sentence, t.text2);
    let mut edited = form.clone();
    let wanted = enter(ui);
    fields(ui, &mut edited);
    toggle::checkbox(
        ui,
        &mut edited.dim,
        t!("power-dim"),
        !edited.supply.trim().is_empty(),
    );
    if let Some(found) = &form.problem {
        problem(ui, &found.text(), "");
    }
    let (save, cancel) = buttons(ui, |ui| {
        let save = Button::new(Kind::Primary, t!("button-save")).show(ui);
        (save, Button::new(Kind::Ghost, t!("button-cancel")).show(ui))
    });
    if cancel.clicked() {
        actions.push(Action::SetDialog(None));
    } else if save.clicked() || wanted {
        actions.push(Action::Fit(FitAction::SavePower(edited)));
    } else if edited != *form {
        actions.push(Action::SetDialog(Some(crate::app::Dialog::Power(
            PowerForm {
                problem: None,
                ..edited
            },
        ))));
    }
}

fn fields(ui: &mut Ui, form: &mut PowerForm) {
    let width = (ui.available_width() - 36.0) / 4.0;
    let first = form.supply.clone();
    let cell = |ui: &mut Ui, name: &str, hint: &str, value: &mut String| {
        ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(egui::Align::Min), |ui| {
            ui.set_width(width);
            caption(ui, name);
            TextInput::new(name, width).hint(hint).show(ui, value)
        })
        .inner
    };
    ui.with_layout(Layout::left_to_right(egui::Align::Min), |ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let supply = cell(
            ui,
            t!("power-supply"),
            t!("power-unknown"),
            &mut form.supply,
        );
        cell(ui, t!("power-voltage"), "5", &mut form.volts);
        cell(ui, t!("power-channel"), "20", &mut form.led_ma);
        cell(ui, t!("power-idle"), "1", &mut form.idle_ma);
        focus_first(ui, &supply);
    });
    if first.trim().is_empty() != form.supply.trim().is_empty() && form.supply.trim().is_empty() {
        form.dim = false;
    }
}
