//! The half of the dialog that says how the LEDs stand: strip or matrix, panels, or a map from a file.

use super::super::{caption, problem, wiring, words};
use super::{column, focus_size};
use crate::app::{Action, LayoutForm, LayoutKind};
use crate::engine::DeviceView;
use crate::pattern::{Matrix, Turned};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::input::TextInput;
use crate::ui::widgets::select;
use crate::ui::{Actions, icons, say, theme};
use egui::Ui;

pub(super) fn show(
    ui: &mut Ui,
    form: &mut LayoutForm,
    view: Option<&DeviceView>,
    actions: &mut Actions,
) {
    caption(ui, "How its LEDs stand");
    let kinds = LayoutKind::ALL.map(LayoutKind::label);
    let chosen = LayoutKind::ALL
        .iter()
        .position(|kind| *kind == form.kind)
        .unwrap_or(0);
    if let Some(kind) =
        select::segmented(ui, chosen, &kinds).and_then(|index| LayoutKind::ALL.get(index))
    {
        form.kind = *kind;
    }
    ui.add_space(4.0);
    let own = view.and_then(|view| view.device.matrix);
    match (form.kind, own) {
        (LayoutKind::Plain, own) => plain(ui, form, own),
        (_, Some(own)) => its_own(
            ui,
            own,
            "Panels and maps would be applied twice, so they are left out.",
        ),
        (LayoutKind::Panels, None) => panels(ui, form),
        (LayoutKind::Map, None) => map(ui, form, actions),
    }
}

/// What is so of firmware that maps its matrix itself.
fn its_own(ui: &mut Ui, own: Matrix, more: &str) {
    let t = theme::tokens(ui);
    let text = format!(
        "The device wires its {} × {} matrix itself: it gets rows. {more}",
        own.w(),
        own.h()
    );
    words(ui, text.trim_end(), theme::sentence, t.text3);
}

fn plain(ui: &mut Ui, form: &mut LayoutForm, own: Option<Matrix>) {
    let t = theme::tokens(ui);
    let hint = match form.reported.as_str() {
        "" => "16x16 or 300".to_owned(),
        reported => format!("{reported} (as it says)"),
    };
    let width = ui.available_width();
    caption(ui, "Size");
    let field = TextInput::new("Size", width)
        .hint(&hint)
        .show(ui, &mut form.size);
    focus_size(ui, form, &field);
    let size = form.size.trim();
    // there is always a line: what is below never moves
    let about = if size.parse::<usize>().is_ok() {
        "A strip. For a matrix enter width and height, like 16x16."
    } else {
        "Width and height of a matrix, or the LEDs of a strip."
    };
    words(ui, about, theme::caption, t.text3);
    match own {
        Some(own) if size.is_empty() || size.parse() == Ok(own) => its_own(ui, own, ""),
        _ => {
            caption(ui, "How the strip runs, seen from the front");
            form.wiring = wiring::choose(ui, form.wiring, "").unwrap_or(form.wiring);
        }
    }
}

fn panels(ui: &mut Ui, form: &mut LayoutForm) {
    const TURNED: [&str; 3] = ["None", "Every other", "Every other run"];
    let width = (ui.available_width() - 2.0 * 12.0) / 3.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        column(ui, width - 12.0, "Panels", |ui| {
            let field = TextInput::new("Panels across and down", width - 12.0)
                .hint("2x2")
                .show(ui, &mut form.panels.grid);
            focus_size(ui, form, &field);
        });
        column(ui, width - 12.0, "LEDs of each", |ui| {
            TextInput::new("LEDs of each", width - 12.0)
                .hint("16x16")
                .show(ui, &mut form.panels.panel);
        });
        column(ui, width + 24.0, "Upside down", |ui| {
            let chosen = Turned::ALL
                .iter()
                .position(|turned| *turned == form.panels.turned)
                .unwrap_or(0);
            let picked = select::select(ui, chosen, &TURNED, "Upside down");
            if let Some(turned) = picked.and_then(|index| Turned::ALL.get(index)) {
                form.panels.turned = *turned;
            }
        });
    });
    caption(ui, "From panel to panel");
    form.panels.chain =
        wiring::choose(ui, form.panels.chain, "Panels: ").unwrap_or(form.panels.chain);
    caption(ui, "Through each panel");
    form.wiring = wiring::choose(ui, form.wiring, "LEDs: ").unwrap_or(form.wiring);
}

fn map(ui: &mut Ui, form: &mut LayoutForm, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let about = "A ledmap.json of WLED, or a table with a line x,y for each LED (x to the right, y down). Choose it, or drop it here.";
    words(ui, about, theme::sentence, t.text3);
    let choose = Button::new(Kind::Secondary, "Choose…").icon(icons::FOLDER_OPEN);
    let width = ui.available_width();
    let button = choose.measure(ui).x;
    const GRID: f32 = 84.0;
    let path = width - button - GRID - 2.0 * 8.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        column(ui, path, "File", |ui| {
            let field = TextInput::new("Map file", path)
                .hint("/home/me/tree.csv")
                .show(ui, &mut form.map.path);
            focus_size(ui, form, &field);
        });
        column(ui, GRID, "Grid", |ui| {
            TextInput::new("Grid of the map", GRID)
                .hint("as it is")
                .show(ui, &mut form.map.size);
        });
        column(ui, button, "", |ui| {
            if choose.show(ui).clicked() {
                actions.push(Action::ChooseMap);
            }
        });
    });
    if let Some(found) = &form.map.problem {
        problem(
            ui,
            &say::sentence(&found.message.text()),
            &say::sentence(&found.remedy.text()),
        );
    }
    if let Some(map) = &form.map.map {
        let name = if map.name().is_empty() {
            "The map"
        } else {
            map.name()
        };
        let matrix = map.matrix();
        let nowhere = map.cells().filter(Option::is_none).count();
        let dark = if nowhere > 0 {
            format!(", {nowhere} of them nowhere")
        } else {
            String::new()
        };
        let leds = say::count(map.leds(), "LED", "LEDs");
        let about = format!(
            "{name}: {leds} on a grid of {} × {}{dark}.",
            matrix.w(),
            matrix.h()
        );
        words(ui, &about, theme::control_strong, t.text);
        for note in &form.map.notes {
            words(ui, note, theme::sentence, t.text2);
        }
    }
}
