//! The dialogs, one file each. They are modal: Enter confirms, the first field has the focus, and Esc or a click outside
//! closes. Where something was typed, the click does nothing, and Esc asks first if the form has several fields. A dialog edits
//! a copy of its form and hands it back as an action.

mod add;
mod bundle;
mod close;
mod delete_first;
mod details;
mod device;
mod discard;
mod forget;
mod groups;
mod layout;
mod path;
mod place;
mod power;
mod scan;
mod test;
mod wiring;

use super::Actions;
use super::say;
use super::shortcuts;
use super::text::{self, span};
use super::theme::{self, radius, tokens};
use super::widgets::button::{Button, Kind};
use crate::app::{Action, Dialog, State};
use crate::problem::Problem;
use crate::t;
use egui::{
    Align, Color32, Frame, Id, Key, Layout, Margin, Modal, ModalResponse, Modifiers, Response,
    Role, ScrollArea, Sense, Ui, WidgetInfo, vec2,
};

/// Height of a dialog's margins, heading and buttons, in points.
const AROUND: f32 = 142.0;
/// Windows lower than this, in points, have no room for the tallest dialogs.
const LOW: f32 = 700.0;

/// Shows the open dialog.
pub(super) fn show(ui: &Ui, state: &State, actions: &mut Actions) {
    let Some(dialog) = &state.dialog else { return };
    let t = tokens(ui);
    let frame = Frame::new()
        .fill(if t.dark { t.card } else { t.float })
        .corner_radius(radius::FACE);
    let frame = frame
        .shadow(t.shadow)
        .inner_margin(Margin::same(24))
        .stroke(egui::Stroke::new(1.0, t.stroke));
    let room = ui.ctx().content_rect().width() - 96.0;
    let id = Id::unique(("dialog", kind(dialog)));
    let modal = Modal::new(id)
        .area(place::area(ui.ctx(), id))
        .frame(frame)
        .backdrop_color(Color32::from_black_alpha(150));
    let answer = modal.show(ui.ctx(), |ui| {
        ui.set_width(width(dialog).min(room));
        ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
        match dialog {
            Dialog::AddDevice(form) => add::show(ui, form, actions),
            Dialog::PastePath { text, no_dialog } => path::show(ui, text, *no_dialog, actions),
            Dialog::Layout(form) => layout::show(ui, form, state, actions),
            Dialog::Power(form) => power::show(ui, form, state, actions),
            Dialog::Groups(form) => groups::show(ui, form, state, actions),
            Dialog::Device(asked) => device::show(ui, asked, state, actions),
            Dialog::Forget(device) => forget::show(ui, device, state, actions),
            Dialog::DeleteFirst(device) => delete_first::show(ui, device, state, actions),
            Dialog::ScanOptions(form) => scan::options(ui, form, state, actions),
            Dialog::ScanReport => scan::report(ui, state, actions),
            Dialog::Test(form) => test::show(ui, form, state, actions),
            Dialog::Details(job) => details::show(ui, *job, state, actions),
            Dialog::Close => close::show(ui, state, actions),
            Dialog::Discard(kept) => discard::show(ui, kept, actions),
            Dialog::Bundle(view) => bundle::show(ui, view, actions),
            Dialog::Shortcuts => list_shortcuts(ui, actions),
        }
    });
    place::focus_clicked(ui.ctx(), answer.response.layer_id);
    if leaves(&answer, state) {
        actions.push(Action::LeaveDialog);
    }
}

/// Whether a person leaves the dialog: by Esc, or by a click outside where that loses nothing. An open list takes both.
fn leaves(answer: &ModalResponse<()>, state: &State) -> bool {
    let escape = || {
        let ctx = &answer.response.ctx;
        ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
    };
    let outside = answer.backdrop_response.clicked() && !state.has_unsaved_input();
    !answer.any_popup_open && (outside || (answer.is_top_modal && escape()))
}

/// Names the kind of a dialog: each kind remembers its own position.
fn kind(dialog: &Dialog) -> &'static str {
    match dialog {
        Dialog::AddDevice(_) => "add-device",
        Dialog::PastePath { .. } => "path",
        Dialog::Layout(_) => "layout",
        Dialog::Power(_) => "power",
        Dialog::Groups(_) => "groups",
        Dialog::Device(asked) => device::kind(asked),
        Dialog::Forget(_) => "forget",
        Dialog::DeleteFirst(_) => "delete-first",
        Dialog::ScanOptions(_) => "scan-options",
        Dialog::ScanReport => "scan-report",
        Dialog::Test(_) => "test",
        Dialog::Details(_) => "details",
        Dialog::Close => "close",
        Dialog::Discard(_) => "discard",
        Dialog::Bundle(_) => "bundle",
        Dialog::Shortcuts => "shortcuts",
    }
}

/// The name of a dialog.
fn name(dialog: &Dialog) -> &'static str {
    match dialog {
        Dialog::AddDevice(_) => t!("add-device-title"),
        Dialog::PastePath { .. } => t!("path-title"),
        Dialog::Layout(_) => t!("layout-name"),
        Dialog::Power(_) => t!("power-name"),
        Dialog::Groups(_) => t!("groups-name"),
        Dialog::Device(asked) => device::name(asked),
        Dialog::Forget(_) => t!("forget-name"),
        Dialog::DeleteFirst(_) => t!("card-delete-first"),
        Dialog::ScanOptions(_) => t!("scan-options-title"),
        Dialog::ScanReport => t!("scan-report-name"),
        Dialog::Test(_) => t!("test-title"),
        Dialog::Details(_) => t!("details-name"),
        Dialog::Close => t!("button-close"),
        Dialog::Discard(_) => t!("button-discard"),
        Dialog::Bundle(_) => t!("bundle-dialog-title"),
        Dialog::Shortcuts => t!("shortcuts-title"),
    }
}

fn width(dialog: &Dialog) -> f32 {
    match dialog {
        Dialog::Layout(_) => 704.0,
        Dialog::Bundle(_) => bundle::WIDTH,
        Dialog::Power(_) | Dialog::Details(_) | Dialog::Test(_) | Dialog::ScanReport => 560.0,
        _ => 460.0,
    }
}

fn list_shortcuts(ui: &mut Ui, actions: &mut Actions) {
    title(ui, t!("shortcuts-title"));
    body(ui, AROUND, keys);
    let close = buttons(ui, |ui| {
        Button::new(Kind::Primary, t!("button-close")).show(ui)
    });
    if close.clicked() || enter(ui) {
        actions.push(Action::SetDialog(None));
    }
}

fn keys(ui: &mut Ui) {
    let t = tokens(ui);
    for (keys, meaning) in shortcuts::list() {
        let (id, rect) = ui.allocate_space(vec2(ui.available_width(), 22.0));
        let response = ui.interact(rect, id, Sense::hover());
        response.widget_info(|| {
            WidgetInfo::labeled(
                Role::Label,
                true,
                t!("shortcut-aloud", keys = keys, meaning = meaning),
            )
        });
        let y = rect.center().y;
        text::draw(
            ui,
            egui::pos2(rect.left(), y),
            Align::Min,
            &[span(keys, theme::control, t.text)],
            150.0,
        );
        let meaning = [span(meaning, theme::sentence, t.text2)];
        text::draw(
            ui,
            egui::pos2(rect.left() + 160.0, y),
            Align::Min,
            &meaning,
            rect.width() - 160.0,
        );
    }
}

/// The part of a dialog between its heading and its buttons; scrolls in a low window. `around` is the height of all the
/// rest, in points.
fn body<R>(ui: &mut Ui, around: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    let window = ui.ctx().content_rect();
    if window.height() >= LOW {
        return add(ui);
    }
    ScrollArea::vertical()
        .max_height(place::room(window, around))
        .auto_shrink([false, true])
        .show(ui, add)
        .inner
}

/// The heading of a dialog.
fn title(ui: &mut Ui, words: &str) {
    let t = tokens(ui);
    let (id, rect) = ui.allocate_space(vec2(ui.available_width(), 26.0));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, words));
    text::draw(
        ui,
        rect.left_center(),
        Align::Min,
        &[span(words, theme::title, t.text)],
        rect.width(),
    );
    ui.add_space(2.0);
}

/// Wrapped text.
fn words(ui: &mut Ui, words: &str, font: text::Font, color: Color32) {
    text::show(ui, words, font, color);
}

/// A caption above a field.
fn caption(ui: &mut Ui, words: &str) {
    let t = tokens(ui);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 16.0));
    text::draw(
        ui,
        rect.left_center(),
        Align::Min,
        &[span(words, theme::column_head, t.text2)],
        rect.width(),
    );
}

/// What failed and what to do, in a tinted box.
fn problem(ui: &mut Ui, message: &str, hint: &str) {
    let t = tokens(ui);
    let frame = Frame::new()
        .fill(t.bad_bg)
        .corner_radius(radius::CARD)
        .inner_margin(Margin::symmetric(14, 11));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 4.0;
        words(ui, message, theme::control_strong, t.text);
        if !hint.is_empty() {
            words(ui, hint, theme::sentence, t.text2);
        }
    });
}

/// A problem in a tinted box: what failed, and what to do.
fn failure(ui: &mut Ui, found: &Problem) {
    problem(
        ui,
        &say::message(&found.message),
        &say::remedy(&found.remedy),
    );
}

/// The row of buttons at the bottom, from the right.
fn buttons<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.add_space(10.0);
    let width = ui.available_width();
    ui.allocate_ui_with_layout(vec2(width, 36.0), Layout::right_to_left(Align::Center), add)
        .inner
}

/// Enter confirms, unless a button has the focus and takes it.
fn enter(ui: &Ui) -> bool {
    ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter))
}

/// Gives the focus to the first field when the dialog opens.
fn focus_first(ui: &Ui, field: &Response) {
    focus_on_opening(ui, field.id, field);
}

/// Gives the focus to `field` when the dialog opens; `dialog` identifies it where the first field varies.
fn focus_on_opening(ui: &Ui, dialog: Id, field: &Response) {
    let opened = Id::unique("dialog-focused").with(dialog);
    let frame = ui.ctx().cumulative_frame_nr();
    let before: Option<u64> = ui.data(|data| data.get_temp(opened));
    if before.is_none_or(|before| before + 1 < frame) {
        field.request_focus();
    }
    ui.data_mut(|data| data.insert_temp(opened, frame));
}
