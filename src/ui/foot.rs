//! The foot of the window: names in one quiet line what is missing on this computer. Nothing is drawn where nothing is.

use super::text::{self, span};
use super::theme::{self, tokens};
use super::widgets::button::{Button, IconButton, Kind, Size};
use super::{Actions, icons, say};
use crate::app::{Action, ComputerAction, State};
use crate::t;
use egui::{Align, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

/// Height in points, where there is something to name.
const HEIGHT: f32 = 34.0;

/// Returns the height of the foot.
pub(super) fn height(state: &State) -> f32 {
    if state.computer.has_foot() {
        HEIGHT
    } else {
        0.0
    }
}

/// Draws the foot into `rect`, which has its height.
pub(super) fn show(ui: &Ui, rect: Rect, state: &State, actions: &mut Actions) {
    if !state.computer.has_foot() {
        return;
    }
    let t = tokens(ui);
    ui.painter().rect_filled(rect, 0, t.panel);
    let hairline = Stroke::new(1.0, t.stroke);
    ui.painter().hline(rect.x_range(), rect.top(), hairline);
    let y = rect.center().y;
    let icon = pos2(rect.left() + 28.0, y);
    text::icon(ui.painter(), icon, icons::TRIANGLE_ALERT, 15.0, t.warn);

    let id = ui.scope_id().with("foot");
    let hide = Rect::from_center_size(pos2(rect.right() - 24.0, y), vec2(28.0, 28.0));
    if IconButton::new(icons::CLOSE, t!("foot-hide"))
        .show_at(ui, hide, id.with("hide"))
        .clicked()
    {
        actions.push(Action::Computer(ComputerAction::HideFoot));
    }
    let details = Button::new(Kind::Ghost, t!("foot-details")).size(Size::Small);
    let width = details.measure(ui).x;
    let at = Rect::from_min_size(pos2(hide.left() - 4.0 - width, y - 14.0), vec2(width, 28.0));
    if details.show_at(ui, at, id.with("details")).clicked() {
        actions.push(Action::Computer(ComputerAction::ShowList));
    }
    let line = rect.with_min_x(icon.x + 14.0).with_max_x(at.left() - 12.0);
    show_line(ui, line, state);
}

/// Draws what is missing; hovering says what each costs and what to do.
fn show_line(ui: &Ui, rect: Rect, state: &State) {
    let t = tokens(ui);
    let brief: Vec<String> = state
        .computer
        .missing()
        .filter_map(|check| check.cost.as_ref())
        .map(|cost| cost.brief.text())
        .collect();
    let words = brief.join(" · ");
    let response = ui.interact(rect, ui.scope_id().with("foot-line"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, words.as_str()));
    let spans = [span(&words, theme::sentence, t.text2)];
    text::draw(ui, rect.left_center(), Align::Min, &spans, rect.width());
    response.on_hover_ui(|ui| {
        let all: Vec<String> = state.computer.missing().map(say::computer::about).collect();
        ui.label(all.join("\n"));
    });
}
