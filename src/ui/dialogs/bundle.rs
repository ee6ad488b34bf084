//! The dialog of a diagnostics bundle: its files with their sizes, and the text of each, before anything is saved.

use super::{buttons, enter, failure, title, words};
use crate::app::{Action, BundleAction, BundleView};
use crate::diagnostics::{Bundle, BundleFile};
use crate::t;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, radius, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::{click_sense, focus_ring};
use crate::ui::{Actions, icons, say};
use egui::{
    Align, CursorIcon, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

/// Width of the dialog.
pub(super) const WIDTH: f32 = 860.0;
/// Width of the list of files.
const LIST: f32 = 244.0;
/// Height of a file in the list.
const ROW: f32 = 40.0;
/// Height of a line of a text.
const LINE: f32 = 17.0;
/// Height of what is around the list and the text.
const AROUND: f32 = 270.0;
/// Longest line that is drawn, in characters: log lines of megabytes are cut.
const MAX_CHARS: usize = 2000;

pub(super) fn show(ui: &mut Ui, view: &BundleView, actions: &mut Actions) {
    let t = tokens(ui);
    title(ui, t!("bundle-dialog-title"));
    words(ui, t!("bundle-dialog-about"), theme::sentence, t.text2);
    ui.add_space(4.0);
    // as high before the files are there, so that the dialog does not grow
    let height = (ui.ctx().content_rect().height() - AROUND).clamp(120.0, 420.0);
    let (id, rect) = ui.allocate_space(vec2(ui.available_width(), height));
    let Some(bundle) = &view.bundle else {
        let words = t!("bundle-collecting");
        let response = ui.interact(rect, id, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Status, true, words));
        let spans = [span(words, theme::sentence, t.text3)];
        text::draw(
            ui,
            rect.left_top() + vec2(0.0, 12.0),
            Align::Min,
            &spans,
            rect.width(),
        );
        return foot(ui, view, actions);
    };
    let list = rect.with_max_x(rect.left() + LIST);
    let text = rect.with_min_x(list.right() + 12.0);
    files(ui, list, bundle, view.shown, actions);
    if let Some(file) = bundle.files.get(view.shown) {
        preview(ui, text, file);
    }
    if let Some(problem) = &view.problem {
        failure(ui, problem);
    }
    foot(ui, view, actions);
}

/// Lists the files; a click shows one.
fn files(ui: &mut Ui, rect: Rect, bundle: &Bundle, shown: usize, actions: &mut Actions) {
    let builder = UiBuilder::new().max_rect(rect).id_salt("files");
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 2.0);
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for (index, file) in bundle.files.iter().enumerate() {
                if row(ui, file, index == shown) {
                    actions.push(Action::Bundle(BundleAction::ShowFile(index)));
                }
            }
        });
    });
}

/// Draws a file of the list; returns whether it was clicked.
fn row(ui: &mut Ui, file: &BundleFile, is_shown: bool) -> bool {
    let t = tokens(ui);
    let (id, rect) = ui.allocate_space(vec2(ui.available_width() - 10.0, ROW));
    let response = ui.interact(rect, id, click_sense(true));
    let size = say::bytes(file.text().len() as u64);
    let about = file.about.text();
    response.widget_info(|| {
        let words = t!(
            "bundle-row",
            name = &file.name,
            size = &size,
            about = &about
        );
        WidgetInfo::selected(Role::Button, true, is_shown, words)
    });
    let fill = match (is_shown, response.hovered()) {
        (true, _) => t.accent_bg,
        (false, true) => t.hover,
        (false, false) => egui::Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, radius::MINI, fill);
    if response.has_focus() {
        focus_ring(ui, rect, radius::MINI);
    }
    let left = rect.left() + 10.0;
    let right = rect.right() - 10.0;
    let spans = [span(&size, theme::caption, t.text2)];
    let top = rect.top() + 12.0;
    let used = text::draw(ui, pos2(right, top), Align::Max, &spans, 80.0);
    let name = short(&file.name);
    let room = used.left() - 8.0 - left;
    let spans = [span(name, theme::control, t.text)];
    text::draw(ui, pos2(left, top), Align::Min, &spans, room);
    let spans = [span(&about, theme::caption, t.text2)];
    let below = pos2(left, rect.top() + 28.0);
    text::draw(ui, below, Align::Min, &spans, right - left);
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(format!("{}\n{about}", file.name))
        .clicked()
}

/// The name without its folder.
fn short(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Shows the text of a file. Only the lines in view are drawn: logs have megabytes.
fn preview(ui: &mut Ui, rect: Rect, file: &BundleFile) {
    let t = tokens(ui);
    ui.painter()
        .rect_filled(rect, radius::CARD, if t.dark { t.bg } else { t.panel });
    let inside = rect.shrink2(vec2(12.0, 10.0));
    let id = ui.scope_id().with(("preview", &file.name));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| {
        let words = t!("bundle-preview", name = &file.name);
        WidgetInfo::labeled(Role::Label, true, words)
    });
    let builder = UiBuilder::new()
        .max_rect(inside)
        .id_salt(("text", &file.name));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        let area = ScrollArea::both().auto_shrink(false);
        area.show_rows(ui, LINE, file.line_count(), |ui, range| {
            for index in range {
                let line: String = file.line(index).chars().take(MAX_CHARS).collect();
                let width = text::width(ui, &line, theme::mono_small);
                let (_, at) = ui.allocate_space(vec2(width.max(1.0), LINE));
                let spans = [span(&line, theme::mono_small, t.text2)];
                text::draw(ui, at.left_center(), Align::Min, &spans, f32::INFINITY);
            }
        });
    });
}

fn foot(ui: &mut Ui, view: &BundleView, actions: &mut Actions) {
    let can_save = view.bundle.is_some() && !view.saving;
    let wanted = enter(ui);
    let (save, cancel) = buttons(ui, |ui| {
        let save = Button::new(Kind::Primary, t!("bundle-save"))
            .icon(icons::FILE_DOWN)
            .enabled(can_save)
            .show(ui);
        let cancel = Button::new(Kind::Secondary, t!("button-cancel")).show(ui);
        (save, cancel)
    });
    if cancel.clicked() || (wanted && cancel.has_focus()) {
        actions.push(Action::SetDialog(None));
    } else if can_save && (save.clicked() || (wanted && save.has_focus())) {
        actions.push(Action::Bundle(BundleAction::Save));
    }
}
