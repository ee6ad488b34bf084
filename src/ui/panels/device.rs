//! The page of a device: its state, its light, its stored patterns, and what else it offers. Controls that a device does not
//! support are absent.

mod files;
mod head;
mod health;
mod light;
mod live;
mod parts;
mod playback;
mod selftest;

use super::{Info, Panel, Rail};
use crate::app::{Action, DeviceAction, Page, State};
use crate::device::Control;
use crate::engine::{Abilities, Ask, DeviceView};
use crate::problem::{Code, Problem};
use crate::t;
use crate::ui::cut::{Cut, inside};
use crate::ui::shortcuts::ctrl;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, radius, space, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::{Actions, icons, say};
use egui::{Align, Key, Layout, Rect, Role, ScrollArea, Ui, pos2, vec2};
use parts::{card, indented, paragraph};

/// From this width (points) on, settings stand beside the stored patterns.
const SIDE_BY_SIDE: f32 = 820.0;
/// Width of the settings beside the stored patterns.
const SIDE: f32 = 340.0;
/// Gap between cards.
const GAP: f32 = 16.0;
/// Maximum width: further apart, names and their buttons are hard to match by eye.
const MAX_WIDTH: f32 = 1180.0;

/// Height of the notice at the foot, with its margin below.
const NOTICE: f32 = 60.0;

/// The head of the page.
pub(super) const INFO: Info = Info {
    page: Page::Device,
    icon: icons::ROUTER,
    shortcut: ctrl(Key::D),
    rail: Rail::Absent,
};

/// Keeps the state of the page between frames.
#[derive(Default)]
pub(super) struct Device {
    light: light::Dial,
}

impl Panel for Device {
    fn show(&mut self, ui: &mut Ui, state: &State, actions: &mut Actions) {
        let page = ui.max_rect();
        let margin = if page.width() < 800.0 {
            space::PAGE
        } else {
            space::LIST_PAGE
        };
        let room = page.shrink2(vec2(margin, 0.0));
        let mut cut = Cut(room.with_max_x(room.left() + room.width().min(MAX_WIDTH)));
        let Some(view) = state
            .device_page
            .device
            .as_ref()
            .and_then(|id| state.device(id))
        else {
            let head = cut.top(head::HEIGHT);
            head::without_device(ui, head, actions);
            let words = t!("device-page-none");
            inside(ui, cut.0, "none", |ui| {
                paragraph(ui, words, theme::body, tokens(ui).text2);
            });
            return;
        };
        let head = cut.top(head::height(cut.0.width()));
        head::show(ui, head, view, state, actions);
        let done = state
            .device_page
            .notice
            .as_ref()
            .filter(|_| state.device_page.failed.is_none());
        inside(ui, cut.0, "device", |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
                self.body(ui, view, state, actions);
                ui.add_space(24.0 + done.map_or(0.0, |_| NOTICE));
            });
            if let Some(done) = done {
                notice(ui, &done.text());
            }
        });
    }
}

impl Device {
    fn body(&mut self, ui: &mut Ui, view: &DeviceView, state: &State, actions: &mut Actions) {
        let page = &state.device_page;
        if let Some((asked, problem)) = &page.failed {
            failed(ui, view, asked, problem, actions);
        }
        health::alerts(ui, view, state, actions);
        if live::any(view, state) {
            card(ui, tokens(ui).card, |ui| {
                live::show(ui, view, state, actions);
            });
            ui.add_space(GAP);
        }
        let Some(abilities) = &page.abilities else {
            if page.failed.is_none() {
                let words = t!("device-page-connecting", device = &*state.label(view));
                paragraph(ui, &words, theme::body, tokens(ui).text2);
                ui.add_space(GAP);
            }
            return health_card(ui, view, state);
        };
        if abilities.can.is_empty() {
            let words = t!("device-page-plain");
            paragraph(ui, words, theme::body, tokens(ui).text2);
            ui.add_space(GAP);
            test_card(ui, view, state, actions);
            return health_card(ui, view, state);
        }
        let wide = ui.available_width() >= SIDE_BY_SIDE;
        if !wide {
            self.light_card(ui, view, abilities, state, actions);
            stored_card(ui, abilities, state, actions);
            playback_card(ui, view, abilities, state, actions);
            test_card(ui, view, state, actions);
            return health_card(ui, view, state);
        }
        ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
            let left = ui.available_width() - SIDE - GAP;
            let column = |ui: &mut Ui, width: f32, add: &mut dyn FnMut(&mut Ui)| {
                ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
                    ui.set_width(width);
                    add(ui);
                });
            };
            column(ui, left, &mut |ui| {
                stored_card(ui, abilities, state, actions);
                test_card(ui, view, state, actions);
            });
            ui.add_space(GAP);
            column(ui, SIDE, &mut |ui| {
                self.light_card(ui, view, abilities, state, actions);
                playback_card(ui, view, abilities, state, actions);
                health_card(ui, view, state);
            });
        });
    }

    fn light_card(
        &mut self,
        ui: &mut Ui,
        view: &DeviceView,
        abilities: &Abilities,
        state: &State,
        actions: &mut Actions,
    ) {
        if abilities.can.contains(&Control::Brightness) || abilities.can.contains(&Control::Power) {
            card(ui, tokens(ui).card, |ui| {
                self.light
                    .show(ui, view, abilities, &state.device_page, actions);
            });
            ui.add_space(GAP);
        }
    }
}

fn playback_card(
    ui: &mut Ui,
    view: &DeviceView,
    abilities: &Abilities,
    state: &State,
    actions: &mut Actions,
) {
    if playback::any(abilities) {
        card(ui, tokens(ui).card, |ui| {
            playback::show(ui, view, abilities, &state.device_page, actions);
        });
        ui.add_space(GAP);
    }
}

/// Shows how the device does, as far as anything was measured.
fn health_card(ui: &mut Ui, view: &DeviceView, state: &State) {
    if state.health.report.is_some() {
        card(ui, tokens(ui).card, |ui| health::show(ui, view, state));
    }
}

fn test_card(ui: &mut Ui, view: &DeviceView, state: &State, actions: &mut Actions) {
    card(ui, tokens(ui).card, |ui| {
        selftest::show(ui, view, state, actions);
    });
    ui.add_space(GAP);
}

fn stored_card(ui: &mut Ui, abilities: &Abilities, state: &State, actions: &mut Actions) {
    if abilities.can.contains(&Control::Files) {
        card(ui, tokens(ui).card, |ui| {
            files::show(ui, abilities, &state.device_page, actions);
        });
        ui.add_space(GAP);
    }
}

/// Shows the last success at the foot of the page, where it moves nothing under the pointer.
fn notice(ui: &Ui, words: &str) {
    let t = tokens(ui);
    let page = ui.max_rect();
    let room = page.width() - 54.0;
    let width = text::width(ui, words, theme::sentence).min(room) + 54.0;
    let at = Rect::from_min_size(
        pos2(page.left(), page.bottom() - NOTICE),
        vec2(width, NOTICE - 16.0),
    );
    ui.painter()
        .rect_filled(at, radius::FACE, if t.dark { t.card } else { t.float });
    ui.painter().rect(
        at,
        radius::FACE,
        t.ok_bg,
        egui::Stroke::new(1.0, t.stroke),
        egui::StrokeKind::Inside,
    );
    text::icon(
        ui.painter(),
        pos2(at.left() + 22.0, at.center().y),
        icons::CHECK,
        16.0,
        t.ok,
    );
    let line = [span(words, theme::sentence, t.text)];
    let drawn = text::draw(
        ui,
        pos2(at.left() + 38.0, at.center().y),
        Align::Min,
        &line,
        room,
    );
    text::announce(ui, drawn, Role::Status, words);
}

/// Shows the last failure and its remedy, with buttons that retry or test the connection.
fn failed(ui: &mut Ui, view: &DeviceView, asked: &Ask, problem: &Problem, actions: &mut Actions) {
    let t = tokens(ui);
    card(ui, t.bad_bg, |ui| {
        let top = ui.cursor().min;
        text::icon(
            ui.painter(),
            top + vec2(8.0, 9.5),
            icons::CIRCLE_X,
            16.0,
            t.bad,
        );
        indented(ui, |ui| {
            paragraph(
                ui,
                &say::sentence(&problem.message.text()),
                theme::control_strong,
                t.text,
            );
            ui.add_space(4.0);
            paragraph(
                ui,
                &say::sentence(&problem.remedy.text()),
                theme::sentence,
                t.text2,
            );
        });
        ui.add_space(10.0);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            ui.add_space(28.0);
            let again = if problem.code == Code::DeviceLocked {
                t!("button-unlock-more")
            } else {
                t!("button-retry")
            };
            if Button::new(Kind::Secondary, again)
                .icon(icons::ROTATE_CW)
                .show(ui)
                .clicked()
            {
                actions.push(Action::Device(DeviceAction::Ask(asked.clone())));
            }
            if Button::new(Kind::Ghost, t!("pages-test-connection"))
                .show(ui)
                .clicked()
            {
                actions.push(Action::TestConnection(view.device.address.to_string()));
            }
        });
    });
    ui.add_space(GAP);
}
