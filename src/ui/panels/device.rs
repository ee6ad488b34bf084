//! The page of a device: who it is, how it shines, what it stores, and what else can be done with it. What it cannot do is
//! not shown; a device that can do none of it says so in a sentence.

mod doing;
mod files;
mod head;
mod light;
mod live;

use super::Panel;
use crate::app::{Action, DEVICE_PAGE, DeviceAction, State};
use crate::device::Control;
use crate::engine::{Abilities, Ask, DeviceView};
use crate::problem::{Code, Problem};
use crate::ui::cut::{Cut, inside};
use crate::ui::text::{self, span};
use crate::ui::theme::{self, radius, space, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::{Actions, icons, say, shortcuts};
use egui::{
    Align, Color32, Frame, Key, KeyboardShortcut, Layout, Margin, Rect, Role, ScrollArea, Ui, pos2,
    vec2,
};

/// From this width (points) on, what can be set stands beside what is stored.
const SIDE_BY_SIDE: f32 = 820.0;
/// Width of what can be set, then.
const SIDE: f32 = 340.0;
/// Between cards.
const GAP: f32 = 16.0;
/// The page is no wider: further apart, names and their buttons would not be seen together.
const WIDEST: f32 = 1180.0;

/// Height of what it did last, with its margin below.
const DONE: f32 = 60.0;

/// What the page keeps between frames.
#[derive(Default)]
pub(super) struct Device {
    light: light::Dial,
}

impl Panel for Device {
    fn title(&self) -> &'static str {
        DEVICE_PAGE
    }

    fn icon(&self) -> char {
        icons::ROUTER
    }

    fn shortcut(&self) -> KeyboardShortcut {
        shortcuts::ctrl(Key::D)
    }

    fn in_rail(&self) -> bool {
        false
    }

    fn show(&mut self, ui: &mut Ui, state: &State, actions: &mut Actions) {
        let page = ui.max_rect();
        let margin = if page.width() < 800.0 {
            space::PAGE
        } else {
            space::LIST_PAGE
        };
        let room = page.shrink2(vec2(margin, 0.0));
        let mut cut = Cut(room.with_max_x(room.left() + room.width().min(WIDEST)));
        let Some(view) = state
            .device_page
            .device
            .as_ref()
            .and_then(|id| state.device(id))
        else {
            let head = cut.top(head::HEIGHT);
            head::without_device(ui, head, actions);
            let words = "No device is open. Open one from the list of devices: double-click it, or press Enter on it.";
            inside(ui, cut.0, "none", |ui| {
                paragraph(ui, words, theme::body, tokens(ui).text2);
            });
            return;
        };
        let head = cut.top(head::height(cut.0.width()));
        head::show(ui, head, view, state, actions);
        let told = state
            .device_page
            .notice
            .as_ref()
            .filter(|_| state.device_page.failed.is_none());
        inside(ui, cut.0, "device", |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
                self.body(ui, view, state, actions);
                ui.add_space(24.0 + told.map_or(0.0, |_| DONE));
            });
            if let Some(told) = told {
                done(ui, &told.text());
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
        if live::any(view, state) {
            card(ui, tokens(ui).card, |ui| {
                live::show(ui, view, state, actions);
            });
            ui.add_space(GAP);
        }
        let Some(abilities) = &page.abilities else {
            if page.failed.is_none() {
                let words = format!("{} is being asked what it can do.", state.label(view));
                paragraph(ui, &words, theme::body, tokens(ui).text2);
            }
            return;
        };
        if abilities.can.is_empty() {
            let words = "It takes patterns and plays them. Nothing else of it can be seen or set from here.";
            return paragraph(ui, words, theme::body, tokens(ui).text2);
        }
        let wide = ui.available_width() >= SIDE_BY_SIDE;
        if !wide {
            self.shining(ui, view, abilities, state, actions);
            stored(ui, abilities, state, actions);
            return showing(ui, view, abilities, state, actions);
        }
        ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
            let left = ui.available_width() - SIDE - GAP;
            let column = |ui: &mut Ui, width: f32, add: &mut dyn FnMut(&mut Ui)| {
                ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
                    ui.set_width(width);
                    add(ui);
                });
            };
            column(ui, left, &mut |ui| stored(ui, abilities, state, actions));
            ui.add_space(GAP);
            column(ui, SIDE, &mut |ui| {
                self.shining(ui, view, abilities, state, actions);
                showing(ui, view, abilities, state, actions);
            });
        });
    }

    fn shining(
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

fn showing(
    ui: &mut Ui,
    view: &DeviceView,
    abilities: &Abilities,
    state: &State,
    actions: &mut Actions,
) {
    if doing::any(abilities) {
        card(ui, tokens(ui).card, |ui| {
            doing::show(ui, view, abilities, &state.device_page, actions);
        });
    }
}

fn stored(ui: &mut Ui, abilities: &Abilities, state: &State, actions: &mut Actions) {
    if abilities.can.contains(&Control::Files) {
        card(ui, tokens(ui).card, |ui| {
            files::show(ui, abilities, &state.device_page, actions);
        });
        ui.add_space(GAP);
    }
}

/// What it did last, at the foot of the page: nothing moves from under the pointer when it comes.
fn done(ui: &Ui, told: &str) {
    let t = tokens(ui);
    let page = ui.max_rect();
    let room = page.width() - 54.0;
    let width = text::width(ui, told, theme::sentence).min(room) + 54.0;
    let at = Rect::from_min_size(
        pos2(page.left(), page.bottom() - DONE),
        vec2(width, DONE - 16.0),
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
    let words = [span(told, theme::sentence, t.text)];
    let drawn = text::draw(
        ui,
        pos2(at.left() + 38.0, at.center().y),
        Align::Min,
        &words,
        room,
    );
    text::announce(ui, drawn, Role::Status, told);
}

/// Beside the icon of a message.
fn indented(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let mut rect = ui.available_rect_before_wrap();
    rect.min.x += 28.0;
    ui.scope_builder(egui::UiBuilder::new().max_rect(rect), add);
}

/// What failed, what to do, and the buttons that do it again or look why.
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
                "Unlock…"
            } else {
                "Retry"
            };
            if Button::new(Kind::Secondary, again)
                .icon(icons::ROTATE_CW)
                .show(ui)
                .clicked()
            {
                actions.push(Action::Device(DeviceAction::Ask(asked.clone())));
            }
            if Button::new(Kind::Ghost, "Test connection…")
                .show(ui)
                .clicked()
            {
                actions.push(Action::TestConnection(view.device.address.to_string()));
            }
        });
    });
    ui.add_space(GAP);
}

/// A card of the column's width.
fn card(ui: &mut Ui, fill: Color32, add: impl FnOnce(&mut Ui)) {
    let t = tokens(ui);
    let stroke = egui::Stroke::new(
        1.0,
        if t.dark {
            Color32::TRANSPARENT
        } else {
            t.stroke
        },
    );
    let frame = Frame::new()
        .fill(fill)
        .stroke(stroke)
        .corner_radius(radius::FACE)
        .inner_margin(Margin::same(16));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        add(ui);
    });
}

/// The heading of a card; returns its whole line, for what stands at the right.
fn heading(ui: &mut Ui, words: &str) -> Rect {
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 28.0));
    let at = pos2(rect.left(), rect.center().y);
    let title = text::draw(
        ui,
        at,
        Align::Min,
        &[span(words, theme::heading, tokens(ui).text)],
        rect.width(),
    );
    text::announce(ui, title, Role::Heading, words);
    rect
}

/// Wrapped words.
fn paragraph(ui: &mut Ui, words: &str, font: text::Font, color: Color32) {
    let width = ui.available_width();
    let galley = text::paragraph(ui, span(words, font, color), width, 19.0, Align::Min);
    let (_, rect) = ui.allocate_space(vec2(width, galley.size().y));
    text::announce(ui, rect, Role::Label, words);
    text::draw_paragraph(ui.painter(), rect.min, galley);
}
