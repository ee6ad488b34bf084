//! The arrangement of the LEDs in the layout dialog: strip or matrix, panels, or a map from a file.

use super::super::{caption, failure, wiring, words};
use super::{column, focus_size, views};
use crate::app::{Action, LayoutForm, LayoutKind};
use crate::engine::DeviceView;
use crate::pattern::{LedMap, MapKind, Matrix, Turned};
use crate::t;
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::input::TextInput;
use crate::ui::widgets::select;
use crate::ui::{Actions, icons, say, theme};
use egui::Ui;
use std::path::PathBuf;

/// Longest name of a model in the list, in characters.
const MAX_MODEL: usize = 40;

pub(super) fn show(
    ui: &mut Ui,
    form: &mut LayoutForm,
    view: Option<&DeviceView>,
    actions: &mut Actions,
) -> Option<PathBuf> {
    caption(ui, t!("layout-kind"));
    let kinds = LayoutKind::ALL.map(say::label::layout_kind);
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
        (_, Some(own)) => hint(ui, &t!("layout-own-left-out", w = own.w(), h = own.h())),
        (LayoutKind::Panels, None) => panels(ui, form),
        (LayoutKind::Map, None) => return map(ui, form, actions),
    }
    None
}

fn hint(ui: &mut Ui, text: &str) {
    words(ui, text, theme::sentence, theme::tokens(ui).text3);
}

fn plain(ui: &mut Ui, form: &mut LayoutForm, own: Option<Matrix>) {
    let t = theme::tokens(ui);
    let placeholder = match form.reported.as_str() {
        "" => t!("layout-size-hint").to_owned(),
        reported => t!("layout-size-reported", size = reported),
    };
    let width = ui.available_width();
    caption(ui, t!("layout-size"));
    let field = TextInput::new(t!("layout-size"), width)
        .hint(&placeholder)
        .show(ui, &mut form.size);
    focus_size(ui, form, &field);
    let size = form.size.trim();
    // always one line, so that nothing below moves
    let about = if size.parse::<usize>().is_ok() {
        t!("layout-size-strip")
    } else {
        t!("layout-size-about")
    };
    words(ui, about, theme::caption, t.text3);
    match own {
        Some(own) if size.is_empty() || size.parse() == Ok(own) => {
            hint(ui, &t!("layout-own", w = own.w(), h = own.h()));
        }
        _ => {
            caption(ui, t!("layout-wiring"));
            form.wiring = wiring::choose(ui, form.wiring, |way| way).unwrap_or(form.wiring);
        }
    }
}

fn panels(ui: &mut Ui, form: &mut LayoutForm) {
    let kinds = Turned::ALL.map(say::label::turned);
    let width = (ui.available_width() - 2.0 * 12.0) / 3.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        column(ui, width - 12.0, t!("layout-panels"), |ui| {
            let field = TextInput::new(t!("layout-panels-field"), width - 12.0)
                .hint("2x2")
                .show(ui, &mut form.panels.grid);
            focus_size(ui, form, &field);
        });
        column(ui, width - 12.0, t!("layout-panels-leds"), |ui| {
            TextInput::new(t!("layout-panels-leds-field"), width - 12.0)
                .hint("16x16")
                .show(ui, &mut form.panels.panel);
        });
        column(ui, width + 24.0, t!("layout-panels-turned"), |ui| {
            let chosen = Turned::ALL
                .iter()
                .position(|turned| *turned == form.panels.turned)
                .unwrap_or(0);
            let picked = select::select(ui, chosen, &kinds, t!("layout-panels-turned"));
            if let Some(turned) = picked.and_then(|index| Turned::ALL.get(index)) {
                form.panels.turned = *turned;
            }
        });
    });
    caption(ui, t!("layout-panels-chain"));
    form.panels.chain = wiring::choose(ui, form.panels.chain, |way| {
        t!("wiring-of-panels", way = way)
    })
    .unwrap_or(form.panels.chain);
    caption(ui, t!("layout-panels-wiring"));
    form.wiring = wiring::choose(ui, form.wiring, |way| t!("wiring-of-leds", way = way))
        .unwrap_or(form.wiring);
}

/// Draws the file of a map and what was read of it. Returns the file if it is to be read again, in another way.
fn map(ui: &mut Ui, form: &mut LayoutForm, actions: &mut Actions) -> Option<PathBuf> {
    let t = theme::tokens(ui);
    words(ui, t!("layout-map-about"), theme::sentence, t.text3);
    map_file(ui, form, actions);
    if let Some(found) = &form.map.problem {
        failure(ui, found);
    }
    if let Some(map) = &form.map.map {
        words(ui, &about_map(map), theme::control_strong, t.text);
    }
    if let Some(file) = &form.map.file {
        let kind = say::message(&file.kind.message());
        words(
            ui,
            &t!("layout-map-kind", kind = kind),
            theme::sentence,
            t.text2,
        );
    }
    for note in &form.map.notes {
        words(ui, &say::message(note), theme::sentence, t.text2);
    }
    again(ui, form)
}

/// Draws the path and the grid of a map.
fn map_file(ui: &mut Ui, form: &mut LayoutForm, actions: &mut Actions) {
    let choose = Button::new(Kind::Secondary, t!("layout-map-choose")).icon(icons::FOLDER_OPEN);
    let width = ui.available_width();
    let button = choose.measure(ui).x;
    const GRID: f32 = 96.0;
    let path = width - button - GRID - 2.0 * 8.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        column(ui, path, t!("layout-map-file"), |ui| {
            let field = TextInput::new(t!("layout-map-file-field"), path)
                .hint("/home/me/tree.csv")
                .show(ui, &mut form.map.path);
            focus_size(ui, form, &field);
        });
        column(ui, GRID, t!("layout-map-grid"), |ui| {
            TextInput::new(t!("layout-map-grid-field"), GRID)
                .hint(t!("layout-map-grid-hint"))
                .show(ui, &mut form.map.size);
        });
        column(ui, button, "", |ui| {
            if choose.show(ui).clicked() {
                actions.push(Action::ChooseMap);
            }
        });
    });
}

/// "tree.csv: 200 LEDs on a grid of 40 × 60."
fn about_map(map: &LedMap) -> String {
    let name = if map.name().is_empty() {
        t!("layout-map-unnamed")
    } else {
        map.name()
    };
    let matrix = map.matrix();
    let (leds, w, h) = (map.leds(), matrix.w(), matrix.h());
    match map.cells().filter(Option::is_none).count() {
        0 => t!("map-read", name = name, leds = leds, w = w, h = h),
        missing => t!(
            "map-read-missing",
            name = name,
            leds = leds,
            w = w,
            h = h,
            missing = missing
        ),
    }
}

/// Draws what a file leaves open: which model, from which side, how the strip runs. A view is shown at once; for the others
/// the file is returned, which has to be read again.
fn again(ui: &mut Ui, form: &mut LayoutForm) -> Option<PathBuf> {
    let file = form.map.file.as_ref()?;
    let is_busy = form.map.reading.is_some();
    let is_gaps = file.kind == MapKind::Gaps;
    let mut model = None;
    if file.models.len() > 1 {
        caption(ui, t!("layout-map-model"));
        let short = |name: &String| name.chars().take(MAX_MODEL).collect::<String>();
        let names: Vec<String> = file.models.iter().map(short).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let chosen = file
            .models
            .iter()
            .position(|name| Some(name) == file.model.as_ref());
        let picked = select::select(ui, chosen.unwrap_or(0), &names, t!("layout-map-model"));
        model = picked.and_then(|index| file.models.get(index)).cloned();
    }
    let mut view = None;
    if !file.views.is_empty() {
        caption(ui, t!("layout-view"));
        view = views::choose(ui, file);
    }
    if let Some(view) = view {
        form.map.see_from(view);
    }
    let mut wiring = None;
    if is_gaps {
        caption(ui, t!("layout-wiring"));
        wiring = wiring::choose(ui, form.wiring, |way| way);
    }
    if is_busy || (model.is_none() && wiring.is_none()) {
        return None;
    }
    form.wiring = wiring.unwrap_or(form.wiring);
    form.map.model = model.or(form.map.model.take());
    form.map.source.clone()
}
