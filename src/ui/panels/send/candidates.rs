//! The choice of a reading for a file without a header: all readings side by side, each playing the file.

mod card;
mod hand;

use super::Send;
use crate::app::{Action, Choice, Slot, State};
use crate::t;
use crate::ui::cut::{Cut, inside};
use crate::ui::panels::line::line;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, space, tokens};
use crate::ui::widgets::button::{Button, IconButton, Kind, Size};
use crate::ui::widgets::toggle;
use crate::ui::{Actions, icons, say};
use egui::{Align, Galley, Rect, Role, ScrollArea, Ui, pos2, vec2};
use std::sync::Arc;

/// Distance of the sentence from the top of the page.
const ABOUT: f32 = 62.0;
/// Indent of title and sentence, beside the Back button.
const INDENT: f32 = 44.0;
/// Minimum height of title and sentence.
const HEAD: f32 = 116.0;
/// Height of the bar at the bottom.
const FOOT: f32 = 84.0;
/// Gap between cards.
const GAP: f32 = 16.0;
/// Minimum width of a card.
const MIN_WIDTH: f32 = 208.0;
/// Lowest and highest card.
const HEIGHTS: (f32, f32) = (390.0, 464.0);

impl Send {
    pub(super) fn candidates(
        &mut self,
        ui: &mut Ui,
        page: Rect,
        state: &State,
        actions: &mut Actions,
    ) {
        let Slot::Choosing(choice) = &state.slot else {
            return;
        };
        let mut cut = Cut(page);
        let foot = cut.bottom(FOOT);
        let margin = if page.width() < 800.0 {
            space::PAGE
        } else {
            space::LIST_PAGE
        };
        let mut body = Cut(cut.0.shrink2(vec2(margin, 0.0)));
        let about = about(ui, body.0.width(), choice);
        let head = body.top(HEAD.max(ABOUT + about.size().y + 14.0));
        title(ui, head, about, actions);
        self.grid(ui, body.0, choice, state, actions);
        footer(ui, foot.shrink2(vec2(margin, 0.0)), choice, actions);
    }

    /// Shows the cards, as many side by side as fit, and below them the form; scrolls where there is too little room.
    fn grid(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        choice: &Choice,
        state: &State,
        actions: &mut Actions,
    ) {
        let count = choice.loaded.opened.candidates.len().max(1);
        let columns = (((rect.width() + GAP) / (MIN_WIDTH + GAP)) as usize).clamp(1, count);
        let width = (rect.width() - GAP * (columns - 1) as f32) / columns as f32;
        let rows = count.div_ceil(columns);
        let hand = hand::height(choice, rect.width());
        let height = (rect.height() - hand - 2.0 * GAP).clamp(HEIGHTS.0, HEIGHTS.1);
        inside(ui, rect, "readings", |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(0.0, GAP);
                for row in 0..rows {
                    let (_, line) = ui.allocate_space(vec2(rect.width(), height));
                    for index in (row * columns..count).take(columns) {
                        let x = line.left() + (width + GAP) * (index % columns) as f32;
                        let at = Rect::from_min_size(pos2(x, line.top()), vec2(width, height));
                        self.reading(ui, at, index, choice, state, actions);
                    }
                }
                let (_, at) = ui.allocate_space(vec2(rect.width(), hand));
                hand::show(ui, at, choice, actions);
            });
        });
    }
}

/// Lays out the sentence below the title, on a page of `width` points.
fn about(ui: &Ui, width: f32, choice: &Choice) -> Arc<Galley> {
    let opened = &choice.loaded.opened;
    let file = opened
        .path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let n = opened.candidates.len();
    let is_headerless = opened.candidates.iter().all(|c| c.pixels.is_none());
    let words = if is_headerless {
        let size = say::bytes(opened.contents.len());
        t!("send-reading-about", file = file, size = size, n = n)
    } else {
        t!("send-reading-several", file = file, n = n)
    };
    let words = span(&words, theme::body, tokens(ui).text2);
    text::paragraph(ui, words, (width - INDENT).min(880.0), 20.0, Align::Min)
}

fn title(ui: &mut Ui, rect: Rect, about: Arc<Galley>, actions: &mut Actions) {
    let t = tokens(ui);
    let y = rect.top() + 38.0;
    let id = ui.scope_id();
    let at = Rect::from_min_size(pos2(rect.left(), y - 16.0), vec2(32.0, 32.0));
    let back = IconButton::new(icons::CHEVRON_LEFT, t!("pages-back")).kind(Kind::Secondary);
    if back.show_at(ui, at, id.with("back")).clicked() {
        actions.push(Action::CancelReading);
    }
    let other = Button::new(Kind::Ghost, t!("send-reading-other-file")).icon(icons::FOLDER_OPEN);
    let size = other.measure(ui);
    let at = Rect::from_min_size(pos2(rect.right() - size.x, y - size.y / 2.0), size);
    if other.show_at(ui, at, id.with("other")).clicked() {
        actions.push(Action::ChooseFile);
    }
    let left = rect.left() + INDENT;
    let look = (theme::title as text::Font, t.text);
    let room = at.left() - left;
    let words = t!("send-reading-title");
    line(
        ui,
        pos2(left, y),
        Align::Min,
        words,
        look,
        room,
        Role::Heading,
    );
    inside(ui, rect, "sentence", |ui| {
        text::draw_paragraph(ui.painter(), pos2(left, rect.top() + ABOUT), about)
    });
}

fn footer(ui: &mut Ui, rect: Rect, choice: &Choice, actions: &mut Actions) {
    let t = tokens(ui);
    let edge = Rect::from_x_y_ranges(ui.clip_rect().x_range(), rect.top()..=(rect.top() + 1.0));
    ui.painter().rect_filled(edge, 0, t.stroke);
    let y = rect.center().y;
    let id = ui.scope_id();
    let label = t!("send-reading-as", reading = reading_name(choice));
    let read = Button::new(Kind::Primary, &label).size(Size::Large);
    let size = read.measure(ui);
    let at = Rect::from_min_size(pos2(rect.right() - size.x, y - size.y / 2.0), size);
    let cancel = Button::new(Kind::Ghost, t!("button-cancel"));
    let cancel_size = cancel.measure(ui);
    let cancel_at = Rect::from_min_size(
        pos2(at.left() - 8.0 - cancel_size.x, y - cancel_size.y / 2.0),
        cancel_size,
    );

    let mut remember = choice.remember;
    let check = Rect::from_min_size(
        pos2(rect.left(), y - 28.0),
        vec2(cancel_at.left() - 16.0 - rect.left(), 28.0),
    );
    inside(ui, check, "remember", |ui| {
        if toggle::checkbox(ui, &mut remember, t!("send-reading-remember"), true).changed() {
            actions.push(Action::RememberReading(remember));
        }
    });
    let room = cancel_at.left() - 16.0 - rect.left() - 27.0;
    let words = t!("send-reading-remember-about");
    let look = (theme::caption as text::Font, t.text3);
    let at_caption = pos2(rect.left() + 27.0, y + 12.0);
    line(ui, at_caption, Align::Min, words, look, room, Role::Label);
    if cancel.show_at(ui, cancel_at, id.with("cancel")).clicked() {
        actions.push(Action::CancelReading);
    }
    if read.show_at(ui, at, id.with("read")).clicked() {
        actions.push(Action::ConfirmReading);
    }
}

/// Names the reading that the button confirms: what was typed, else the chosen card.
fn reading_name(choice: &Choice) -> String {
    if !choice.matrix.trim().is_empty() {
        return choice.matrix.trim().replace(['x', 'X'], " × ");
    }
    if !choice.leds.trim().is_empty() {
        let typed = choice.leds.trim();
        return typed
            .parse::<usize>()
            .map_or_else(|_| typed.to_owned(), |n| t!("size-leds", n = n));
    }
    choice
        .loaded
        .opened
        .candidates
        .get(choice.chosen)
        .map(size_of)
        .unwrap_or_default()
}

/// Names the size of a reading: `16 × 16`, or `300 LEDs`.
fn size_of(candidate: &crate::pattern::Candidate) -> String {
    match candidate.matrix {
        Some(matrix) => format!("{} × {}", matrix.w(), matrix.h()),
        None => t!("size-leds", n = candidate.leds),
    }
}
