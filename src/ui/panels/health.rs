//! The Health page: the fleet first, then alerts, then a row for each device. All of it scrolls as one; only the rows in view are
//! drawn.

mod alert;
mod alerts;
mod fleet;
mod list;
mod row;

pub(super) use alert::{alert, lay as lay_alert};
pub(super) use row::{JOINED, points};

use super::line::line;
use super::{Info, Panel, Rail, nothing};
use crate::app::{Action, Page, State};
use crate::device::DeviceId;
use crate::monitor::Health as Report;
use crate::t;
use crate::ui::cut::{Cut, inside};
use crate::ui::shortcuts::ctrl;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, space, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::{Actions, icons};
use egui::{Align, Key, Rect, Role, ScrollArea, Ui, UiBuilder, pos2, vec2};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Gap between the parts of the page.
const GAP: f32 = 20.0;

/// The head of the page.
pub(super) const INFO: Info = Info {
    page: Page::Health,
    icon: icons::ACTIVITY,
    shortcut: ctrl(Key::Num4),
    rail: Rail::Top,
};

/// Keeps the state of the page between frames.
#[derive(Default)]
pub(super) struct Health {
    list: list::List,
    alerts: alerts::Alerts,
    /// How often the list of alerts had been asked for when the page scrolled to it.
    alerts_asked: u64,
}

impl Panel for Health {
    fn devices_in_sight(&mut self) -> BTreeSet<DeviceId> {
        self.list.take_in_sight()
    }

    fn show(&mut self, ui: &mut Ui, state: &State, actions: &mut Actions) {
        let page = ui.max_rect();
        let margin = if page.width() < 800.0 {
            space::PAGE
        } else {
            space::LIST_PAGE
        };
        let mut cut = Cut(page.shrink2(vec2(margin, 0.0)));
        let head = cut.top(70.0);
        heading(ui, head);
        let Some(report) = &state.health.report else {
            return say_at(ui, cut.0, t!("health-loading"));
        };
        if report.devices.is_empty() && report.alerts.is_empty() {
            return nothing(ui, cut.0, actions);
        }
        let rect = cut.0;
        inside(ui, rect, "health", |ui| {
            let mut area = ScrollArea::vertical().auto_shrink(false);
            if self.alerts_asked != state.health.alerts_asked {
                self.alerts_asked = state.health.alerts_asked;
                area = area.vertical_scroll_offset(0.0); // they stand near the top
            }
            area.show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
                ui.set_width(rect.width() - 8.0);
                self.body(ui, report, state, actions);
                ui.add_space(24.0);
            });
        });
    }
}

impl Health {
    fn body(&mut self, ui: &mut Ui, report: &Arc<Report>, state: &State, actions: &mut Actions) {
        if report.devices.is_empty() {
            self.alerts.show(ui, report, state, actions);
            let size = vec2(ui.available_width(), 300.0);
            let (_, rect) = ui.allocate_space(size);
            return nothing(ui, rect, actions);
        }
        fleet::show(ui, report, state);
        ui.add_space(GAP);
        self.alerts.show(ui, report, state, actions);
        ui.add_space(GAP);
        self.list.show(ui, report, state, actions);
    }
}

/// Returns a place in `rect` that moves nothing around it.
pub(super) fn part(ui: &mut Ui, rect: Rect, salt: impl egui::AsIdSalt) -> Ui {
    ui.new_child(UiBuilder::new().max_rect(rect).id_salt(salt))
}

/// Draws the heading of a part of the page; returns its line, for controls at the right.
pub(super) fn section(ui: &mut Ui, words: &str, about: &str) -> Rect {
    let t = tokens(ui);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 36.0));
    let at = rect.left_center();
    let title = text::draw(
        ui,
        at,
        Align::Min,
        &[span(words, theme::heading, t.text)],
        rect.width(),
    );
    text::announce(ui, title, Role::Heading, words);
    let at = pos2(title.right() + 10.0, at.y);
    let look = (theme::sentence as text::Font, t.text3);
    let room = (rect.right() - at.x).max(0.0);
    if !about.is_empty() {
        line(ui, at, Align::Min, about, look, room, Role::Label);
    }
    rect
}

fn heading(ui: &Ui, rect: Rect) {
    let at = pos2(rect.left(), rect.top() + 38.0);
    let look = (theme::title as text::Font, tokens(ui).text);
    let words = t!("page-health");
    line(ui, at, Align::Min, words, look, 400.0, Role::Heading);
}

fn say_at(ui: &Ui, rect: Rect, words: &str) {
    let at = pos2(rect.left(), rect.top() + 28.0);
    let look = (theme::sentence as text::Font, tokens(ui).text3);
    line(ui, at, Align::Min, words, look, rect.width(), Role::Label);
}

fn nothing(ui: &Ui, rect: Rect, actions: &mut Actions) {
    let title = t!("health-none");
    let center = nothing::nothing(ui, rect, icons::ACTIVITY, title, t!("health-none-about"));
    let find = Button::new(Kind::Primary, t!("health-find-devices")).icon(icons::REFRESH_CW);
    let size = find.measure(ui);
    let at = Rect::from_center_size(center + vec2(0.0, 118.0), size);
    if find.show_at(ui, at, ui.scope_id().with("find")).clicked() {
        actions.push(Action::ShowPage(Page::Send));
        actions.push(Action::Scan);
    }
}
