//! The list of devices: the cards in view, addresses that are being identified, the search field, and what an empty list says.

use super::device::{card_id, height};
use super::{Send, controls, groups};
use crate::app::{Action, DeviceAction, Dialog, State};
use crate::device::DeviceId;
use crate::t;
use crate::ui::cut::{Cut, inside};
use crate::ui::panels::line::line;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, radius, space, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::input::TextInput;
use crate::ui::widgets::{card, glyphs};
use crate::ui::{Actions, icons};
use egui::{
    Align, EventFilter, FocusDirection, Key, Modifiers, Rect, Role, ScrollArea, Ui, UiBuilder,
    pos2, vec2,
};

/// Height of the search field with its margin.
const SEARCH: f32 = 42.0;
/// Distance beyond the view within which cards are drawn, so that Tab finds the next one.
const BEYOND: f32 = 100.0;
/// Number of cards that Page Up and Page Down move by.
const PAGE: usize = 8;

/// A card's place in the list.
struct Row {
    /// Index in [`State::devices`].
    index: usize,
    /// Distance from the top of the first.
    top: f32,
    height: f32,
}

impl Send {
    pub(super) fn list(&mut self, ui: &mut Ui, rect: Rect, state: &State, actions: &mut Actions) {
        let mut cut = Cut(rect);
        if state.searchable {
            search(ui, cut.top(SEARCH), state, actions);
        }
        groups::show(ui, &mut cut, state, actions);
        let rect = cut.0;
        inside(ui, rect, "device-list", |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
                ui.add_space(2.0);
                self.items(ui, rect, state, actions);
            });
        });
    }

    fn items(&mut self, ui: &mut Ui, rect: Rect, state: &State, actions: &mut Actions) {
        let width = rect.width() - 2.0 * space::COLUMN;
        let column = |row: Rect| {
            Rect::from_min_size(
                pos2(rect.left() + space::COLUMN, row.top()),
                vec2(width, row.height()),
            )
        };
        if let Some(end) = state.scan.found_nothing() {
            Self::found_none(ui, rect.left() + space::COLUMN, width, end, state, actions);
        }
        let rows = rows(state);
        let all = rows
            .last()
            .map_or(0.0, |row| row.top + row.height + space::LIST_GAP);
        let (_, whole) = ui.allocate_space(vec2(rect.width(), all));
        // a row never moves under the pointer
        if !state.tidy && !ui.rect_contains_pointer(whole.intersect(rect)) {
            actions.push(Action::Tidy);
        }
        self.cards(ui, column(whole), &rows, state, actions);
        for address in &state.asking {
            let (_, row) = ui.allocate_space(vec2(rect.width(), card::HEIGHT + space::LIST_GAP));
            asking(
                ui,
                column(row).with_max_y(row.bottom() - space::LIST_GAP),
                address,
            );
        }
        for place in state.locked_places() {
            let (_, row) = ui.allocate_space(vec2(rect.width(), card::HEIGHT + space::LIST_GAP));
            let row = column(row).with_max_y(row.bottom() - space::LIST_GAP);
            locked(ui, row, place, actions);
        }
        match (
            state.devices.is_empty() && state.asking.is_empty(),
            rows.is_empty(),
        ) {
            (true, _) => self.no_devices(ui, rect, width, state, actions),
            (false, true) if !state.search.is_empty() => {
                let (_, row) = ui.allocate_space(vec2(rect.width(), 44.0));
                let at = column(row).left_center() + vec2(4.0, 0.0);
                let words = t!("send-search-none");
                let look = (theme::sentence as text::Font, tokens(ui).text3);
                line(ui, at, Align::Min, words, look, width, Role::Label);
            }
            _ => missing(ui, rect, state, actions),
        }
    }

    /// Draws the cards in view, and the one with the focus.
    fn cards(&mut self, ui: &Ui, place: Rect, rows: &[Row], state: &State, actions: &mut Actions) {
        let sight = ui.clip_rect().expand(BEYOND);
        let first = rows.partition_point(|row| place.top() + row.top + row.height < sight.top());
        let last = rows.partition_point(|row| place.top() + row.top <= sight.bottom());
        let has_focus = |id: &DeviceId| ui.memory(|memory| memory.has_focus(card_id(ui, id)));
        let focused = self.focused.take().filter(has_focus).and_then(|id| {
            rows.iter().position(|row| {
                state
                    .devices
                    .get(row.index)
                    .is_some_and(|view| view.device.id == id)
            })
        });
        let beyond = focused.filter(|at| !(first..last).contains(at));
        for at in (first..last).chain(beyond) {
            let Some((row, view)) = rows
                .get(at)
                .and_then(|row| Some((row, state.devices.get(row.index)?)))
            else {
                continue;
            };
            let rect = Rect::from_min_size(
                pos2(place.left(), place.top() + row.top),
                vec2(place.width(), row.height),
            );
            if rect.intersects(ui.clip_rect()) {
                self.in_sight.insert(view.device.id.clone());
            }
            let response = self.device(ui, rect, view, state, actions);
            if response.gained_focus() {
                ui.scroll_to_rect(rect.expand(space::LIST_GAP), None);
            }
            if response.has_focus() {
                self.focused = Some(view.device.id.clone());
                let arrows = EventFilter {
                    vertical_arrows: true,
                    ..EventFilter::default()
                };
                ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
            }
        }
        self.arrows(ui, place, rows, focused, state);
    }

    /// Moves the focus: arrows from card to card, Home and End to the ends.
    fn arrows(
        &mut self,
        ui: &Ui,
        place: Rect,
        rows: &[Row],
        focused: Option<usize>,
        state: &State,
    ) {
        let free = ui.memory(|memory| memory.focused()).is_none() && state.dialog.is_none();
        let last = rows.len().saturating_sub(1);
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let to = match focused {
            Some(at) if pressed(Key::ArrowDown) => at + 1,
            Some(at) if pressed(Key::ArrowUp) => at.saturating_sub(1),
            Some(at) if pressed(Key::PageDown) => at + PAGE,
            Some(at) if pressed(Key::PageUp) => at.saturating_sub(PAGE),
            Some(_) if pressed(Key::Home) => 0,
            Some(_) if pressed(Key::End) => last,
            None if free && pressed(Key::ArrowDown) => 0,
            _ => return,
        };
        let Some((row, view)) = rows
            .get(to.min(last))
            .and_then(|row| Some((row, state.devices.get(row.index)?)))
        else {
            return;
        };
        let id = card_id(ui, &view.device.id);
        ui.memory_mut(|memory| {
            memory.request_focus(id);
            memory.move_focus(FocusDirection::None); // egui would go one further by itself
        });
        self.focused = Some(view.device.id.clone());
        let rect = Rect::from_min_size(
            pos2(place.left(), place.top() + row.top),
            vec2(place.width(), row.height),
        );
        ui.scroll_to_rect(rect.expand(space::LIST_GAP), None);
    }
}

/// Returns the place of each device that matches the search.
fn rows(state: &State) -> Vec<Row> {
    let mut top = 0.0;
    let rows = state.listed().map(|(index, view)| {
        let row = Row {
            index,
            top,
            height: height(state, view),
        };
        top += row.height + space::LIST_GAP;
        row
    });
    rows.collect()
}

fn search(ui: &mut Ui, rect: Rect, state: &State, actions: &mut Actions) {
    let all = controls::select_all(state);
    let beside = all.map_or(0.0, |all| all.measure(ui).x + 4.0);
    let field = Rect::from_min_max(
        rect.min + vec2(space::COLUMN, 0.0),
        pos2(rect.right() - space::COLUMN, rect.bottom()),
    );
    if let Some(all) = all {
        controls::show_select_all(
            ui,
            all,
            pos2(field.right() + 6.0, field.top() + 16.0),
            actions,
        );
    }
    let width = field.width() - beside;
    let mut words = state.search.clone();
    let place = Rect::from_min_size(field.min, vec2(width, 32.0));
    ui.scope_builder(UiBuilder::new().max_rect(place).id_salt("search"), |ui| {
        let input = TextInput::new(t!("send-search"), width).hint(t!("send-search-hint"));
        if input.show(ui, &mut words).changed() {
            actions.push(Action::Search(words));
        }
    });
}

fn asking(ui: &Ui, rect: Rect, address: &str) {
    let t = tokens(ui);
    ui.painter().rect_stroke(
        rect,
        radius::CARD,
        egui::Stroke::new(1.0, t.stroke),
        egui::StrokeKind::Inside,
    );
    let y = rect.center().y;
    glyphs::spinner(ui, pos2(rect.left() + 21.0, y), 16.0, t.text2);
    let left = rect.left() + 44.0;
    text::draw(
        ui,
        pos2(left, y - 8.5),
        Align::Min,
        &[span(address, theme::name, t.text2)],
        rect.width() - 60.0,
    );
    let words = [span(t!("send-identifying"), theme::caption, t.text2)];
    text::draw(
        ui,
        pos2(left, y + 9.5),
        Align::Min,
        &words,
        rect.width() - 60.0,
    );
}

/// Draws a device that does not give its name without its PIN or token.
fn locked(ui: &Ui, rect: Rect, place: &str, actions: &mut Actions) {
    let t = tokens(ui);
    let border = egui::Stroke::new(1.0, t.stroke);
    ui.painter()
        .rect_stroke(rect, radius::CARD, border, egui::StrokeKind::Inside);
    let y = rect.center().y;
    text::icon(
        ui.painter(),
        pos2(rect.left() + 21.0, y),
        icons::CIRCLE_ALERT,
        16.0,
        t.text2,
    );
    let link = Button::new(Kind::Link, t!("button-unlock-more"));
    let size = link.measure(ui);
    let at = Rect::from_min_size(pos2(rect.right() - 12.0 - size.x, y - size.y / 2.0), size);
    let room = at.left() - rect.left() - 52.0;
    for (words, font, color, dy) in [
        (place, theme::name as text::Font, t.text, -8.5),
        (t!("send-locked-place"), theme::caption, t.text2, 9.5),
    ] {
        let from = pos2(rect.left() + 44.0, y + dy);
        line(
            ui,
            from,
            Align::Min,
            words,
            (font, color),
            room,
            Role::Label,
        );
    }
    if link
        .show_at(ui, at, ui.scope_id().with(("unlock", place)))
        .clicked()
    {
        let ask = DeviceAction::AskUnlockAt(place.to_owned());
        actions.push(Action::Device(ask));
    }
}

/// Links to what a finished scan tried, at the end of the list, in case a device is missing.
fn missing(ui: &mut Ui, rect: Rect, state: &State, actions: &mut Actions) {
    if state.scan.is_running() || state.scan.last.as_ref().is_none_or(|end| end.found == 0) {
        return;
    }
    let (_, row) = ui.allocate_space(vec2(rect.width(), 40.0));
    let t = tokens(ui);
    let link = Button::new(Kind::Link, t!("send-missing-why"));
    let size = link.measure(ui);
    let words = t!("send-missing");
    let lead = text::width(ui, words, theme::sentence) + 8.0;
    let left = row.center().x - (lead + size.x) / 2.0;
    text::draw(
        ui,
        pos2(left, row.center().y),
        Align::Min,
        &[span(words, theme::sentence, t.text3)],
        lead,
    );
    let at = Rect::from_min_size(pos2(left + lead, row.center().y - size.y / 2.0), size);
    if link
        .show_at(ui, at, ui.scope_id().with("missing"))
        .clicked()
    {
        actions.push(Action::SetDialog(Some(Dialog::ScanReport)));
    }
}
