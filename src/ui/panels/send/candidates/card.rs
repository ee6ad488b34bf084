//! One reading as a card: its preview, its size, the reasons for and against it, and the radio button.

use super::super::Send;
use super::size_of;
use crate::app::{Action, Choice, State};
use crate::pattern::Candidate;
use crate::t;
use crate::ui::screen::Scene;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, Tokens, radius, tokens};
use crate::ui::widgets::led_face::Plate;
use crate::ui::widgets::{Look, focus_ring};
use crate::ui::{Actions, icons, say};
use egui::{
    Align, Color32, Pos2, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

/// Padding of a card.
const PAD: f32 = 14.0;
/// Height below the picture: size, numbers, four reasons, radio button.
const BELOW: f32 = 240.0;
/// Maximum number of reasons on a card.
const REASONS: usize = 4;

impl Send {
    pub(super) fn reading(
        &mut self,
        ui: &Ui,
        rect: Rect,
        index: usize,
        choice: &Choice,
        state: &State,
        actions: &mut Actions,
    ) {
        let Some(candidate) = choice.loaded.opened.candidates.get(index) else {
            return;
        };
        let t = tokens(ui);
        let typed = !choice.matrix.trim().is_empty() || !choice.leds.trim().is_empty();
        let chosen = index == choice.chosen && !typed;
        let id = ui.scope_id().with(("reading", index));
        let response = ui.interact(rect, id, Sense::click());
        let aloud = say::list(&[size_of(candidate), numbers(candidate, choice).0]);
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, &aloud));
        let look = Look::of(ui, &response, true);
        let (fill, border) = match (chosen, t.dark) {
            (true, _) => (t.accent_bg, Stroke::new(1.5, t.accent)),
            (false, true) => (look.blend(t.card, t.hover, t.hover), Stroke::NONE),
            (false, false) => (
                look.blend(t.card, t.hover, t.hover),
                Stroke::new(1.0, t.stroke),
            ),
        };
        ui.painter()
            .rect(rect, radius::FACE, fill, border, StrokeKind::Inside);
        if look.focus {
            focus_ring(ui, rect, radius::FACE);
        }
        let inner = rect.shrink(PAD);
        let plate = inner.with_max_y(inner.bottom() - BELOW);
        let frame = frame_of(candidate, choice, state.player.at_ms);
        let scene = Some((Scene::Reading(&choice.loaded.opened, index), frame));
        self.screens
            .of(("reading", index))
            .paint(ui, plate, scene, Plate::TILE);
        words(
            ui,
            inner.with_min_y(plate.bottom()),
            index,
            candidate,
            choice,
            t,
        );
        radio(ui, inner, index, chosen, &look, t);
        if response.clicked() {
            actions.push(Action::ChooseReading(index));
        }
    }
}

/// Returns the frame of a reading at a time: all readings play the same bytes at the same speed.
fn frame_of(candidate: &Candidate, choice: &Choice, at_ms: f64) -> usize {
    let frames = &choice.loaded.pattern().frames;
    let each = frames
        .durations()
        .first()
        .map_or(20, |duration| duration.ms());
    (at_ms / f64::from(each.max(1))) as usize % candidate.frames.max(1)
}

/// Says `256 LEDs × 103 frames`, and `2.06 s, 20 ms per frame`.
fn numbers(candidate: &Candidate, choice: &Choice) -> (String, String) {
    let each = choice
        .loaded
        .pattern()
        .frames
        .durations()
        .first()
        .map_or(20, |duration| duration.ms());
    let total = candidate.frames as f64 * f64::from(each);
    (
        t!(
            "pages-leds-and-frames",
            leds = candidate.leds,
            frames = candidate.frames
        ),
        t!("send-reading-time", seconds = say::clock(total), ms = each),
    )
}

fn words(ui: &Ui, rect: Rect, index: usize, candidate: &Candidate, choice: &Choice, t: &Tokens) {
    let left = rect.left();
    let top = rect.top();
    let name = size_of(candidate);
    if index == 0 {
        let room = rect.width() - text::width(ui, &name, theme::title) - 8.0;
        best_match(ui, pos2(rect.right(), top), room, t);
    }
    text::draw(
        ui,
        pos2(left, top + 28.0),
        Align::Min,
        &[span(&name, theme::title, t.text)],
        rect.width(),
    );
    let (size, time) = numbers(candidate, choice);
    text::draw(
        ui,
        pos2(left, top + 52.0),
        Align::Min,
        &[span(&size, theme::caption, t.text2)],
        rect.width(),
    );
    text::draw(
        ui,
        pos2(left, top + 70.0),
        Align::Min,
        &[span(&time, theme::caption, t.text2)],
        rect.width(),
    );
    reasons(ui, rect.with_min_y(top + 88.0), candidate, t);
}

/// Marks the best match with a plate beside its name, or on its picture, which ends at `corner`, where `room` is too narrow.
fn best_match(ui: &Ui, corner: Pos2, room: f32, t: &Tokens) {
    let words = t!("send-reading-best");
    let width = text::width(ui, words, theme::control_small) + 20.0;
    let offset = if width <= room {
        vec2(-width, 16.0)
    } else {
        vec2(-width - 8.0, -32.0)
    };
    let plate = Rect::from_min_size(corner + offset, vec2(width, 24.0));
    ui.painter().rect_filled(plate, 12, t.accent);
    text::draw(
        ui,
        plate.center(),
        Align::Center,
        &[span(words, theme::control_small, t.on_accent)],
        width,
    );
}

/// Draws the reasons for and against a reading, as far as there is room.
fn reasons(ui: &Ui, rect: Rect, candidate: &Candidate, t: &Tokens) {
    let left = rect.left();
    let mut y = rect.top();
    for reason in candidate.reasons.iter().take(REASONS) {
        let (icon, ink, color) = if reason.supports {
            (icons::CHECK, t.ok, t.text)
        } else {
            (icons::MINUS, t.text3, t.text2)
        };
        let text = reason.text.text();
        let mut chars = text.chars();
        let words = chars
            .next()
            .map(|c| c.to_uppercase().collect::<String>() + chars.as_str())
            .unwrap_or_default();
        let paragraph = text::paragraph(
            ui,
            span(&words, theme::sentence, color),
            rect.width() - 24.0,
            17.0,
            Align::Min,
        );
        let height = paragraph.size().y;
        if y + height > rect.bottom() - 26.0 {
            return;
        }
        text::icon(ui.painter(), pos2(left + 7.0, y + 9.0), icon, 15.0, ink);
        text::draw_paragraph(ui.painter(), pos2(left + 24.0, y), paragraph);
        y += height + 6.0;
    }
}

fn radio(ui: &Ui, rect: Rect, index: usize, chosen: bool, look: &Look, t: &Tokens) {
    let y = rect.bottom() - 10.0;
    let center = Pos2::new(rect.left() + 9.0, y);
    if chosen {
        ui.painter().circle_filled(center, 9.0, t.accent);
        ui.painter().circle_filled(center, 4.0, t.accent_bg);
    } else {
        let ring = look.blend(t.stroke2, t.text2, t.text2);
        ui.painter()
            .circle(center, 8.25, Color32::TRANSPARENT, Stroke::new(1.5, ring));
    }
    let words = if chosen {
        t!("send-reading-selected")
    } else {
        t!("send-reading-select")
    };
    text::draw(
        ui,
        pos2(rect.left() + 26.0, y),
        Align::Min,
        &[span(words, theme::control, t.text)],
        120.0,
    );
    let key = Rect::from_center_size(pos2(rect.right() - 9.0, y), vec2(18.0, 18.0));
    ui.painter()
        .rect_stroke(key, 5, Stroke::new(1.0, t.stroke2), StrokeKind::Inside);
    let number = (index + 1).to_string();
    text::draw(
        ui,
        key.center(),
        Align::Center,
        &[span(&number, theme::micro, t.text2)],
        18.0,
    );
}
