//! The narrow window: pattern, devices and uploads as three steps, one of them open; Send stays at the bottom.

use super::footer::Footer;
use super::{Send, adjust, controls, devices, pattern, unopened};
use crate::app::{Action, Place, State};
use crate::t;
use crate::ui::cut::{Cut, inside};
use crate::ui::panels::live;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::led_face::Plate;
use crate::ui::widgets::{Look, focus_ring};
use crate::ui::{Actions, icons, say};
use egui::{Align, Color32, Id, Pos2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

/// Height of a folded step.
const FOLDED: f32 = 65.0;
/// Height of the heading of the open step.
const HEAD: f32 = 60.0;
/// Margin left and right.
const MARGIN: f32 = 24.0;
/// Height of the Send button with its margins.
const SEND: f32 = 64.0;

/// Returns the height of the Send button with the rows above it.
pub(super) fn send(footer: &Footer) -> f32 {
    match footer.rows_height() {
        0.0 => SEND,
        rows => SEND + rows + 4.0,
    }
}

/// Room for the buttons of the open step, and for the pictures of a folded one.
const BUTTONS: f32 = 280.0;
const PICTURES: f32 = 170.0;
/// Below this height (points) the window has room for one row of folded steps only.
const LOW: f32 = 640.0;

fn is_low(height: f32) -> bool {
    height < LOW
}

/// Returns the height of Send and of the folded steps above it, in a window of that height.
pub(super) fn below(height: f32, state: &State) -> f32 {
    let folded = match Send::step(state) {
        Place::Pattern if state.loaded().is_some() && !is_low(height) => 2.0,
        Place::Pattern | Place::Devices => 1.0,
        Place::Uploads => 0.0,
    };
    send(&Footer::narrow(state)) + folded * FOLDED
}

/// Cuts off the places of `count` folded steps, in their order: below each other, or side by side in a low window.
fn rows(cut: &mut Cut, count: usize, is_low: bool, off: fn(&mut Cut, f32) -> Rect) -> Vec<Rect> {
    if is_low && count == 2 {
        let (left, right) = off(cut, FOLDED).split_left_right_at_fraction(0.5);
        return vec![left, right];
    }
    let mut rows: Vec<Rect> = (0..count).map(|_| off(cut, FOLDED)).collect();
    rows.sort_by(|a, b| a.top().total_cmp(&b.top()));
    rows
}

impl Send {
    pub(super) fn steps(&mut self, ui: &mut Ui, page: Rect, state: &State, actions: &mut Actions) {
        let open = Self::step(state);
        if state.loaded().is_none() && open == Place::Pattern {
            return self.first_step(ui, page, state, actions);
        }
        let mut cut = Cut(page);
        let foot = Footer::narrow(state);
        let send = cut.bottom(send(&foot));
        self.streams(ui, &mut cut, state, actions);
        let order = [Place::Pattern, Place::Devices, Place::Uploads];
        let at = order.iter().position(|place| *place == open).unwrap_or(0);
        let is_low = is_low(ui.ctx().content_rect().height());
        let above = rows(&mut cut, at, is_low, Cut::top);
        for ((index, place), rect) in order.iter().enumerate().zip(above) {
            let done = is_done(state, *place);
            self.folded(ui, rect, index, *place, done, state, actions);
        }
        let below = rows(&mut cut, order.len() - at - 1, is_low, Cut::bottom);
        self.open_step(ui, cut.0, open, state, actions);
        for ((index, place), rect) in order.iter().enumerate().skip(at + 1).zip(below) {
            self.folded(ui, rect, index, *place, false, state, actions);
        }
        footer(ui, send, &foot, state, actions);
    }

    /// Shows live streams above Send, whichever step is open.
    fn streams(&mut self, ui: &mut Ui, cut: &mut Cut, state: &State, actions: &mut Actions) {
        if !state.streams.is_empty() {
            let rect = cut.bottom(live::height(state));
            inside(ui, rect, "live", |ui| {
                live::band(ui, rect, state, &mut self.screens, actions);
            });
        }
    }

    /// Shows the first step without a pattern, and the folded devices below it.
    fn first_step(&mut self, ui: &mut Ui, page: Rect, state: &State, actions: &mut Actions) {
        let mut cut = Cut(page);
        let foot = Footer::narrow(state);
        let send = cut.bottom(send(&foot));
        self.streams(ui, &mut cut, state, actions);
        let devices = cut.bottom(FOLDED);
        let rect = cut.0.shrink2(vec2(MARGIN, 0.0));
        inside(ui, rect, "pattern", |ui| {
            self.pattern(ui, rect, false, state, actions);
        });
        self.folded(ui, devices, 1, Place::Devices, false, state, actions);
        footer(ui, send, &foot, state, actions);
    }

    fn open_step(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        open: Place,
        state: &State,
        actions: &mut Actions,
    ) {
        let mut cut = Cut(rect);
        let head = cut.top(HEAD);
        let number = match open {
            Place::Pattern => 1,
            Place::Devices => 2,
            Place::Uploads => 3,
        };
        let title = title(open);
        let caption = caption(state, open);
        heading(ui, head, number, title, &caption, tokens(ui).accent);
        let y = head.center().y;
        match open {
            Place::Pattern => self.pattern_step(ui, head, cut.0, state, actions),
            Place::Devices => {
                controls::buttons(ui, pos2(head.right() - 20.0, y), state, actions);
                devices::scan_line(ui, head.with_min_y(head.bottom() - 2.0), state);
                self.list(ui, cut.0.shrink2(vec2(8.0, 0.0)), state, actions);
            }
            Place::Uploads => {
                if state.failed_jobs().next().is_some()
                    && right_button(
                        ui,
                        pos2(head.right() - 20.0, y),
                        Some(icons::ROTATE_CW),
                        t!("pages-retry-failed"),
                    )
                {
                    actions.push(Action::RetryFailed);
                }
                self.rows(ui, cut.0.shrink2(vec2(MARGIN - 4.0, 0.0)), state, actions);
            }
        }
    }

    /// Draws the step of the pattern: its buttons in `head`, the pattern itself in `rect`.
    fn pattern_step(
        &mut self,
        ui: &mut Ui,
        head: Rect,
        rect: Rect,
        state: &State,
        actions: &mut Actions,
    ) {
        let open = Button::new(Kind::Secondary, t!("send-open")).icon(icons::FOLDER_OPEN);
        let right = pos2(head.right() - 20.0, head.center().y);
        if button_at(ui, right, open, "open") {
            actions.push(Action::ChooseFile);
        }
        let body = unopened::note(ui, rect.shrink2(vec2(MARGIN, 0.0)), state, actions);
        if let Some(loaded) = state.loaded() {
            let (adjust, action) = adjust::button(state, loaded);
            if button_at(
                ui,
                pos2(right.x - open.measure(ui).x - 8.0, right.y),
                adjust,
                "adjust",
            ) {
                actions.push(action);
            }
            inside(ui, body, "pattern", |ui| {
                // a low window has no room for facts below the face
                let facts_beside = is_low(ui.ctx().content_rect().height());
                self.body(ui, body, facts_beside, loaded, state, actions);
            });
        }
    }

    /// Draws a folded step: a click opens it.
    #[allow(clippy::too_many_arguments, reason = "a row of one kind of step")]
    fn folded(
        &mut self,
        ui: &Ui,
        rect: Rect,
        index: usize,
        place: Place,
        done: bool,
        state: &State,
        actions: &mut Actions,
    ) {
        let t = tokens(ui);
        let title = match (place, state.loaded()) {
            (Place::Pattern, Some(loaded)) => loaded.pattern().name.as_str(),
            _ => title(place),
        };
        let id = ui.scope_id().with(("step", index));
        let response = ui.interact(rect.shrink2(vec2(8.0, 3.0)), id, Sense::click());
        let caption = caption(state, place);
        response.widget_info(|| {
            WidgetInfo::labeled(
                Role::Button,
                true,
                t!("send-step", title = title, caption = caption.as_str()),
            )
        });
        let look = Look::of(ui, &response, true);
        ui.painter()
            .rect_filled(rect, 0, look.blend(t.panel, t.hover, t.card));
        ui.painter()
            .rect_filled(rect.with_max_y(rect.top() + 1.0), 0, t.stroke);
        if look.focus {
            focus_ring(ui, rect.shrink(6.0), theme::radius::CARD);
        }
        let number = if done { 0 } else { index + 1 };
        heading(ui, rect, number, title, &caption, t.panel);
        let mut x = rect.right() - 20.0;
        text::icon(
            ui.painter(),
            pos2(x - 10.0, rect.center().y),
            icons::CHEVRON_RIGHT,
            18.0,
            t.text2,
        );
        x -= 32.0;
        if place == Place::Devices {
            for view in state.targets().into_iter().take(3) {
                let plate =
                    Rect::from_center_size(pos2(x - 16.0, rect.center().y), vec2(34.0, 34.0));
                let scene = super::device::mini(state, view);
                let screen = self.screens.of(("step", &view.device.id));
                screen.paint(ui, plate, Some(scene), Plate::MINI);
                x -= 38.0;
            }
        }
        if response.clicked() {
            actions.push(Action::Go(place));
        }
    }
}

fn footer(ui: &Ui, rect: Rect, footer: &Footer, state: &State, actions: &mut Actions) {
    let t = tokens(ui);
    ui.painter().rect_filled(rect, 0, t.panel);
    let rows = rect.shrink2(vec2(MARGIN, 6.0));
    footer.rows(ui, rows, state, actions);
    let mut at = rect
        .with_min_y(rect.bottom() - SEND)
        .shrink2(vec2(MARGIN, 8.0));
    if let Some(why) = state.why_not_send() {
        let why = why.text();
        let width = text::width(ui, &why, theme::sentence).min(at.width() * 0.55);
        // two rows, where one does not hold it
        let why = text::rows(ui, span(&why, theme::sentence, t.text3), width, 17.0, 2);
        let top = pos2(at.left(), at.center().y - why.size().y / 2.0);
        text::draw_paragraph(ui.painter(), top, why);
        at.min.x += width + 16.0;
    }
    footer.button(ui, at, state, actions);
}

/// Returns whether a passed step is complete: a skipped one gets no tick.
fn is_done(state: &State, place: Place) -> bool {
    match place {
        Place::Pattern => state.loaded().is_some(),
        Place::Devices => !state.targets().is_empty(),
        Place::Uploads => false,
    }
}

/// Names a step.
fn title(place: Place) -> &'static str {
    match place {
        Place::Pattern => t!("send-step-pattern"),
        Place::Devices => t!("send-devices"),
        Place::Uploads => t!("page-uploads"),
    }
}

/// Describes a step in one line.
fn caption(state: &State, place: Place) -> String {
    match place {
        Place::Pattern => match state.loaded() {
            Some(loaded) => {
                let frames = &loaded.pattern().frames;
                let numbers = t!(
                    "pages-leds-and-frames",
                    leds = frames.leds(),
                    frames = frames.len()
                );
                format!("{} · {numbers}", pattern::about(loaded))
            }
            None => t!("send-step-pattern-none").to_owned(),
        },
        Place::Devices => devices::selected_names(state),
        Place::Uploads if state.jobs.is_empty() => t!("send-step-uploads-none").to_owned(),
        Place::Uploads => say::selection::jobs(state),
    }
}

/// Draws the number (or a tick for 0) in a circle, the title and the caption.
fn heading(ui: &Ui, rect: Rect, number: usize, title: &str, caption: &str, fill: Color32) {
    let t = tokens(ui);
    let y = rect.center().y;
    let center = Pos2::new(rect.left() + 34.0, y);
    if number == 0 {
        ui.painter().circle_filled(center, 14.0, t.ok_bg);
        text::icon(ui.painter(), center, icons::CHECK, 16.0, t.ok);
    } else {
        let active = fill == t.accent;
        let border = if active { t.accent } else { t.stroke2 };
        ui.painter()
            .circle(center, 14.0, fill, Stroke::new(1.5, border));
        let ink = if active { t.on_accent } else { t.text2 };
        text::draw(
            ui,
            center,
            Align::Center,
            &[span(&number.to_string(), theme::control_strong, ink)],
            28.0,
        );
    }
    let left = rect.left() + 60.0;
    // the open step has buttons at its right, a folded one pictures
    let aside = if fill == t.accent { BUTTONS } else { PICTURES };
    let room = rect.width() - 60.0 - aside;
    let line = text::draw(
        ui,
        pos2(left, y - 9.5),
        Align::Min,
        &[span(title, theme::heading, t.text)],
        room,
    );
    if number > 0 && fill == t.accent {
        text::announce(ui, line, Role::Heading, title);
    }
    text::draw(
        ui,
        pos2(left, y + 9.5),
        Align::Min,
        &[span(caption, theme::sentence, t.text2)],
        room,
    );
}

/// Shows `button` with its right edge at `right`; returns whether it was clicked.
fn button_at(ui: &Ui, right: Pos2, button: Button<'_>, name: &str) -> bool {
    let size = button.measure(ui);
    let at = Rect::from_min_size(pos2(right.x - size.x, right.y - size.y / 2.0), size);
    button.show_at(ui, at, ui.scope_id().with(name)).clicked()
}

/// Shows a button with its right edge at `right`; returns whether it was clicked.
fn right_button(ui: &Ui, right: Pos2, icon: Option<char>, label: &str) -> bool {
    let mut button = Button::new(Kind::Secondary, label);
    if let Some(icon) = icon {
        button = button.icon(icon);
    }
    let size = button.measure(ui);
    let at = Rect::from_min_size(pos2(right.x - size.x, right.y - size.y / 2.0), size);
    let id: Id = ui.scope_id().with(label);
    button.show_at(ui, at, id).clicked()
}
