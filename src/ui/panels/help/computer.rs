//! The part of Help about this computer: the checks, with what is missing, what that costs and what to do.

use super::{FIRST_COLUMN, GAP, MAX_WIDTH, ROW, section};
use crate::app::{Action, BundleAction, ComputerAction, State};
use crate::computer::{Check, CheckState};
use crate::t;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, Tokens, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::{Actions, icons, say};
use egui::{Align, Color32, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

/// Room for the mark before the name.
const MARK: f32 = 26.0;

/// Shows the list, and the buttons beneath it.
pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Actions) {
    let computer = &state.computer;
    section(ui, t!("help-computer"));
    if computer.reveal {
        let heading = ui.cursor().min - vec2(0.0, 48.0);
        ui.scroll_to_rect(
            Rect::from_min_size(heading, vec2(1.0, 1.0)),
            Some(Align::TOP),
        );
        actions.push(Action::Computer(ComputerAction::ListShown));
    }
    if computer.checks.is_empty() {
        let words = if computer.checking {
            t!("help-computer-checking")
        } else {
            t!("help-computer-unchecked")
        };
        text::show(ui, words, theme::sentence, tokens(ui).text3);
    }
    for check in &computer.checks {
        row(ui, check);
    }
    ui.add_space(8.0);
    let label = if computer.checking {
        t!("help-computer-checking")
    } else {
        t!("help-computer-again")
    };
    let again = Button::new(Kind::Secondary, label)
        .icon(icons::REFRESH_CW)
        .enabled(!computer.checking);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        if again.show(ui).clicked() {
            actions.push(Action::Computer(ComputerAction::Check));
        }
        let save = Button::new(Kind::Secondary, t!("help-save-diagnostics")).icon(icons::FILE_DOWN);
        if save.show(ui).clicked() {
            actions.push(Action::Bundle(BundleAction::Open));
        }
    });
}

/// The mark of a state, and its colour.
fn mark(state: CheckState, t: &Tokens) -> (char, Color32) {
    match state {
        CheckState::Ok => (icons::CHECK, t.ok),
        CheckState::Off => (icons::MINUS, t.text3),
        CheckState::Degraded => (icons::TRIANGLE_ALERT, t.warn),
        CheckState::Failed => (icons::CIRCLE_X, t.bad),
    }
}

/// Shows one check: its mark and name, what was found, and beneath it what that costs and what to do.
fn row(ui: &mut Ui, check: &Check) {
    let t = tokens(ui);
    let width = ui.available_width().min(MAX_WIDTH);
    let name = check.id.name().text();
    let about = say::computer::about(check);
    let color = if check.is_degraded() { t.text } else { t.text2 };
    let column = |words: &str, font, color, width| {
        text::paragraph(ui, span(words, font, color), width, 18.0, Align::Min)
    };
    let first = column(&name, theme::control, t.text, FIRST_COLUMN - GAP - MARK);
    let second = column(&about, theme::sentence, color, width - FIRST_COLUMN);
    let height = ROW.max(first.size().y.max(second.size().y) + 10.0);
    let (id, rect) = ui.allocate_space(vec2(width, height));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| {
        let state = say::computer::state(check.state);
        let words = t!(
            "help-computer-row",
            name = &name,
            state = state,
            about = &about
        );
        WidgetInfo::labeled(Role::Label, true, words)
    });
    let top = rect.top() + 5.0;
    let (icon, color) = mark(check.state, t);
    text::icon(
        ui.painter(),
        pos2(rect.left() + 8.0, top + 9.0),
        icon,
        15.0,
        color,
    );
    text::draw_paragraph(ui.painter(), pos2(rect.left() + MARK, top), first);
    text::draw_paragraph(ui.painter(), pos2(rect.left() + FIRST_COLUMN, top), second);
}
