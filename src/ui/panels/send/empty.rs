//! The Send page without a pattern: the drop zone with its arrow, the buttons that open one, and samples.

use super::Send;
use crate::app::{Action, Dialog};
use crate::pattern::format::{FORMATS, by_name};
use crate::t;
use crate::ui::cut::Cut;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, space, tokens};
use crate::ui::widgets::button::{Button, Kind, Size};
use crate::ui::widgets::drop;
use crate::ui::widgets::led_face::{LedFace, Plate};
use crate::ui::{Actions, icons};
use egui::epaint::MarginF32;
use egui::{Align, Rect, Role, Ui, pos2, vec2};
use std::time::Duration;

/// Seconds of one breath.
const BREATH: f64 = 4.0;
/// Steps of a breath.
const STEP: Duration = Duration::from_millis(40);
/// Height of the row of samples.
const SAMPLES: f32 = 216.0;

/// Animates the arrow: it breathes once when it appears and when the pointer enters, then rests and costs nothing.
#[derive(Default)]
pub(super) struct Breath {
    face: LedFace,
    began: Option<f64>,
    pointer_was_in: bool,
    seen: bool,
}

impl Breath {
    /// Returns the brightness of the arrow, and requests the next step while it breathes.
    fn light(&mut self, ui: &Ui, zone: Rect) -> f32 {
        let now = ui.input(|input| input.time);
        let is_in = ui.rect_contains_pointer(zone);
        let still = ui.style().animation_time == 0.0;
        if !still && (!self.seen || (is_in && !self.pointer_was_in && self.began.is_none())) {
            self.began = Some(now);
        }
        self.seen = true;
        self.pointer_was_in = is_in;
        let Some(age) = self
            .began
            .map(|began| now - began)
            .filter(|age| *age < BREATH)
        else {
            self.began = None;
            return 1.0;
        };
        ui.ctx().request_repaint_after(STEP);
        let wave = (age / BREATH * std::f64::consts::TAU).cos() as f32;
        0.78 + 0.22 * wave
    }
}

impl Send {
    pub(super) fn empty(&mut self, ui: &Ui, rect: Rect, actions: &mut Actions) {
        let mut cut = Cut(rect.with_min_y(rect.top() + space::PAGE));
        cut.bottom(space::PAGE);
        if !self.samples.is_empty() && cut.0.height() > SAMPLES + 260.0 {
            let row = cut.bottom(SAMPLES);
            self.zone(ui, cut.0, actions);
            self.samples.show(ui, row, &mut self.screens, actions);
        } else {
            self.zone(ui, cut.0, actions);
        }
    }

    fn zone(&mut self, ui: &Ui, zone: Rect, actions: &mut Actions) {
        let t = tokens(ui);
        drop::drop_zone(ui, zone);
        // below the arrow: headline, sentence, buttons, formats
        let below = 200.0;
        let side = (zone.height() - below - 60.0).clamp(0.0, 282.0);
        let x = zone.center().x;
        let mut y = zone.center().y - (side + below) / 2.0;
        if side >= 80.0 {
            let plate = Rect::from_min_size(pos2(x - side / 2.0, y), vec2(side, side));
            let light = self.breath.light(ui, zone);
            let plate_look = Plate {
                radius: theme::radius::ZONE,
                margin: MarginF32::same(16.0),
                ..Plate::TILE
            };
            drop::paint_arrow(ui, plate, &mut self.breath.face, light, plate_look);
            y += side;
        }
        let width = zone.width() - 32.0;
        let line = |y: f32, words: &str, font, color| {
            let at = text::draw(
                ui,
                pos2(x, y),
                Align::Center,
                &[span(words, font, color)],
                width,
            );
            text::announce(ui, at, Role::Label, words);
        };
        line(y + 42.0, t!("send-drop"), theme::display, t.text);
        line(y + 75.0, t!("send-drop-about"), theme::body, t.text2);
        line(
            y + 175.0,
            &formats_line(ui, width),
            theme::sentence,
            t.text3,
        );
        ways_in(ui, pos2(x, y + 128.0), width, actions);
    }
}

/// Shows the buttons that choose a file and paste a path, side by side around `center`.
fn ways_in(ui: &Ui, center: egui::Pos2, width: f32, actions: &mut Actions) {
    let choose = Button::new(Kind::Primary, t!("send-choose-file"))
        .size(Size::Large)
        .icon(icons::FOLDER_OPEN)
        .key_hint(t!("shortcut-open-keys"));
    let paste = Button::new(Kind::Secondary, t!("send-paste-path")).size(Size::Large);
    let a = choose.measure(ui);
    let b = paste.measure(ui);
    let all = (a.x + 8.0 + b.x).min(width);
    let left = center.x - all / 2.0;
    let id = ui.scope_id();
    let at = Rect::from_min_size(pos2(left, center.y - 20.0), a);
    if choose.show_at(ui, at, id.with("choose")).clicked() {
        actions.push(Action::ChooseFile);
    }
    let at = Rect::from_min_size(pos2(left + a.x + 8.0, center.y - 20.0), b);
    if paste.show_at(ui, at, id.with("paste")).clicked() {
        actions.push(Action::SetDialog(Some(Dialog::PastePath {
            text: String::new(),
            no_dialog: false,
        })));
    }
}

/// The formats that most people have: the line names these and counts the others. Help lists them all.
const NAMED: [&str; 4] = ["gif", "image", "video", "lms"];

/// Lists the supported formats: as many by name as there is room for.
fn formats_line(ui: &Ui, room: f32) -> String {
    let named: Vec<_> = NAMED
        .into_iter()
        .filter_map(by_name)
        .map(|format| format.info().title.text())
        .collect();
    let line = |count: usize| {
        let names: Vec<&str> = named.iter().take(count).map(String::as_str).collect();
        let more = FORMATS.len().saturating_sub(names.len());
        t!("send-formats", named = names.join(" · "), n = more)
    };
    let fits = |line: &String| text::width(ui, line, theme::sentence) <= room;
    (1..=named.len())
        .rev()
        .map(line)
        .find(fits)
        .unwrap_or_else(|| line(1))
}
