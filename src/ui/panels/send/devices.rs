//! The right column: who is there, whom the pattern goes to, and Send.

use super::device::Words;
use super::{Send, footer};
use crate::app::{Action, AddDevice, Demo, Dialog, State, Suitability};
use crate::engine::Presence;
use crate::ui::cut::{Cut, inside};
use crate::ui::text::{self, span};
use crate::ui::theme::{self, radius, space, tokens};
use crate::ui::widgets::button::{Button, IconButton, Kind, Size};
use crate::ui::widgets::led_face::Plate;
use crate::ui::widgets::{card, glyphs};
use crate::ui::{Actions, icons, say};
use egui::{Align, Rect, Role, ScrollArea, Ui, pos2, vec2};

/// Height of the heading.
const HEAD: f32 = 64.0;
/// Height of the invitation to simulated devices, without and with pictures.
const TRY: (f32, f32) = (158.0, 240.0);

impl Send {
    pub(super) fn devices(&mut self, ui: &mut Ui, rect: Rect, state: &State, actions: &mut Actions) {
        let mut cut = Cut(rect);
        let head = cut.top(HEAD);
        heading(ui, head.shrink2(vec2(20.0, 0.0)), state, actions);
        let foot = cut.bottom(footer::HEIGHT);
        self.list(ui, cut.0, state, actions);
        footer::show(ui, foot, state, actions);
    }

    /// The cards; then addresses that are being asked; then what to do when there is nothing.
    pub(super) fn list(&mut self, ui: &mut Ui, rect: Rect, state: &State, actions: &mut Actions) {
        let width = rect.width() - 2.0 * space::COLUMN;
        inside(ui, rect, "device list", |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(0.0, space::LIST_GAP);
                ui.add_space(2.0);
                for view in &state.devices {
                    let words = Words::of(state, view);
                    let (_, row) = ui.allocate_space(vec2(rect.width(), words.height(view)));
                    let at =
                        Rect::from_min_size(pos2(rect.left() + space::COLUMN, row.top()), vec2(width, row.height()));
                    self.device(ui, at, view, &words, state, actions);
                }
                for address in &state.asking {
                    let (_, row) = ui.allocate_space(vec2(rect.width(), card::HEIGHT));
                    let at =
                        Rect::from_min_size(pos2(rect.left() + space::COLUMN, row.top()), vec2(width, row.height()));
                    asking(ui, at, address);
                }
                if state.devices.is_empty() && state.asking.is_empty() {
                    self.nobody(ui, rect, width, state, actions);
                }
            });
        });
    }

    fn nobody(&mut self, ui: &mut Ui, rect: Rect, width: f32, state: &State, actions: &mut Actions) {
        let t = tokens(ui);
        let pictures = !self.samples.is_empty();
        let height = if pictures { TRY.1 } else { TRY.0 };
        let (_, row) = ui.allocate_space(vec2(rect.width(), 44.0));
        let words = "No devices yet. Add one by its address with +.";
        let at = pos2(rect.left() + 20.0, row.center().y);
        text::draw(ui, at, Align::Min, &[span(words, theme::sentence, t.text3)], width);
        ui.add_space((rect.bottom() - row.bottom() - height - 24.0).max(0.0));
        let (_, row) = ui.allocate_space(vec2(rect.width(), height));
        let card = Rect::from_min_size(pos2(rect.left() + space::COLUMN, row.top()), vec2(width, height));
        ui.painter().rect_filled(card, radius::FACE, t.card);
        let mut x = card.left() + 18.0;
        let mut y = card.top() + 18.0;
        if pictures {
            for (index, scene) in self.samples.scenes().take(3).enumerate() {
                let plate = Rect::from_min_size(pos2(x, y), vec2(64.0, 64.0));
                self.screens.of(("try", index)).paint(ui, plate, Some(scene), Plate::MINI);
                x += 76.0;
            }
            y += 82.0;
        }
        let left = card.left() + 18.0;
        let heading = [span("Try it with simulated devices", theme::heading, t.text)];
        text::draw(ui, pos2(left, y + 8.0), Align::Min, &heading, width - 36.0);
        let words = "No hardware at hand? Three devices run inside this computer and answer as real ones do: they store, \
                     play and can be read back.";
        let paragraph = text::paragraph(ui, span(words, theme::sentence, t.text2), width - 36.0, 18.0, Align::Min);
        let text = text::draw_paragraph(ui.painter(), pos2(left, y + 24.0), paragraph);
        let busy = (state.demo != Demo::Off).then_some("Starting…");
        let start = Button::new(Kind::Secondary, "Start simulated devices").icon(icons::PLAY).busy(busy);
        let at = Rect::from_min_size(pos2(left, text.bottom() + 12.0), start.measure(ui));
        if start.show_at(ui, at, ui.scope_id().with("demo")).clicked() {
            actions.push(Action::StartDemo);
        }
    }
}

fn asking(ui: &Ui, rect: Rect, address: &str) {
    let t = tokens(ui);
    ui.painter().rect_stroke(rect, radius::CARD, egui::Stroke::new(1.0, t.stroke), egui::StrokeKind::Inside);
    let y = rect.center().y;
    glyphs::spinner(ui, pos2(rect.left() + 21.0, y), 16.0, t.text2);
    let left = rect.left() + 44.0;
    text::draw(ui, pos2(left, y - 8.5), Align::Min, &[span(address, theme::name, t.text2)], rect.width() - 60.0);
    let words = [span("Asking who answers there", theme::caption, t.text2)];
    text::draw(ui, pos2(left, y + 9.5), Align::Min, &words, rect.width() - 60.0);
}

/// "3 of 4 online", and "2 selected" where it matters.
pub(super) fn summary(state: &State) -> String {
    let online = state.devices.iter().filter(|view| view.presence == Presence::Online).count();
    match state.devices.len() {
        0 => "None yet".into(),
        all if online == all => format!("{online} online"),
        all => format!("{online} of {all} online"),
    }
}

fn heading(ui: &Ui, rect: Rect, state: &State, actions: &mut Actions) {
    let t = tokens(ui);
    let title = [span("Devices", theme::heading, t.text)];
    let title = text::draw(ui, pos2(rect.left(), rect.top() + 24.0), Align::Min, &title, 140.0);
    text::announce(ui, title, Role::Heading, "Devices");
    let summary = summary(state);
    let caption = [span(&summary, theme::caption, t.text3)];
    let line = text::draw(ui, pos2(rect.left(), rect.top() + 43.0), Align::Min, &caption, 160.0);
    text::announce(ui, line, Role::Label, &summary);
    buttons(ui, pos2(rect.right() + 4.0, rect.center().y), state, actions);
}

/// "Select all" and "+", their right edge at `right`.
pub(super) fn buttons(ui: &Ui, right: egui::Pos2, state: &State, actions: &mut Actions) {
    let id = ui.scope_id();
    let add = Rect::from_min_size(pos2(right.x - 32.0, right.y - 16.0), vec2(32.0, 32.0));
    let fine = |view: &&crate::engine::DeviceView| state.suitability(view) == Suitability::Fine;
    let able = state.devices.iter().filter(fine).count();
    if able > 0 {
        let all = state.targets().len() == able;
        let words = if all { "Select none" } else { "Select all" };
        let button = Button::new(Kind::Ghost, words).size(Size::Small);
        let size = button.measure(ui);
        let at = Rect::from_min_size(pos2(add.left() - 8.0 - size.x, right.y - size.y / 2.0), size);
        if button.show_at(ui, at, id.with("all")).clicked() {
            actions.push(Action::ToggleAll);
        }
    }
    let plus = IconButton::new(icons::PLUS, "Add a device by its address").kind(Kind::Secondary);
    if plus.show_at(ui, add, id.with("add")).clicked() {
        actions.push(Action::SetDialog(Some(Dialog::AddDevice(AddDevice::default()))));
    }
}

/// Names of what is selected, for a folded step.
pub(super) fn selected_names(state: &State) -> String {
    let names: Vec<&str> = state.targets().iter().map(|view| view.name()).collect();
    match names.as_slice() {
        [] => format!("{} · none selected", summary(state)),
        names if names.len() <= 3 => names.join(", "),
        names => say::count(names.len(), "device", "devices"),
    }
}
