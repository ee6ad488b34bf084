//! The building blocks of the window: they take plain arguments, paint themselves, and answer with `Response`s.
//! Each has a name and role for screen readers, a ring for keyboard focus and a target of at least 28 points.

pub mod button;
pub mod card;
pub mod chip;
pub mod drop;
pub mod finding;
pub mod glyphs;
pub mod input;
pub mod led_face;
pub mod menu;
pub mod progress;
pub mod rail;
pub mod readout;
pub mod score;
pub mod select;
pub mod slider;
pub mod spark;
pub mod timeline;
pub mod toast;
pub mod toggle;
pub mod upload_row;

use egui::{
    Color32, Context, CornerRadius, Event, Id, Key, Rect, Response, Sense, Stroke, StrokeKind, Ui,
};

use super::theme::{self, Tokens};

/// The current look of a widget. Widgets compute it from their response; a gallery can make one up.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// 0 at rest to 1 under the pointer.
    pub hover: f32,
    /// Held down.
    pub pressed: bool,
    /// Has the keyboard focus, and the keyboard leads.
    pub focus: bool,
    /// Can be used.
    pub enabled: bool,
}

impl Look {
    /// At rest and enabled.
    pub const REST: Self = Self {
        hover: 0.0,
        pressed: false,
        focus: false,
        enabled: true,
    };

    /// The look of `response`, with the hover animation.
    #[must_use]
    pub fn of(ui: &Ui, response: &Response, enabled: bool) -> Self {
        let time = ui.style().animation_time;
        let hovered = enabled && response.hovered();
        Self {
            hover: ui
                .ctx()
                .animate_bool_with_time(response.id.with("hover"), hovered, time),
            pressed: enabled && response.is_pointer_button_down_on(),
            focus: shows_focus(ui, response),
            enabled,
        }
    }

    /// Blends from the colour at rest to the hover colour, or returns the pressed one.
    #[must_use]
    pub fn blend(&self, rest: Color32, hover: Color32, pressed: Color32) -> Color32 {
        if self.pressed {
            pressed
        } else {
            rest.lerp_to_gamma(hover, self.hover)
        }
    }
}

/// Returns the sense of a control: clicks if enabled; otherwise reachable by Tab only, and announced as disabled.
#[must_use]
pub fn click_sense(enabled: bool) -> Sense {
    if enabled {
        Sense::click()
    } else {
        Sense::hover() | Sense::FOCUSABLE
    }
}

/// Makes `rect` at least 28 points wide and high around the same centre.
#[must_use]
pub fn hit_target(rect: Rect) -> Rect {
    Rect::from_center_size(rect.center(), rect.size().max(egui::Vec2::splat(28.0)))
}

/// Draws the focus ring 2 points outside of a shape with corner `radius`.
pub fn focus_ring(ui: &Ui, rect: Rect, radius: u8) {
    let stroke = Stroke::new(2.0, theme::tokens(ui).accent);
    ui.painter().rect_stroke(
        rect.expand(2.0),
        CornerRadius::same(radius + 2),
        stroke,
        StrokeKind::Outside,
    );
}

/// Whether `response` has the focus and the keyboard leads, so that a ring is due.
#[must_use]
pub fn shows_focus(ui: &Ui, response: &Response) -> bool {
    response.has_focus() && keyboard_leads(ui)
}

/// Whether the keyboard was used last, and not the pointer.
#[must_use]
pub fn keyboard_leads(ui: &Ui) -> bool {
    ui.ctx()
        .data(|data| data.get_temp(keyboard_id()))
        .unwrap_or(false)
}

/// Learns from this frame's events whether keyboard or pointer leads; called by [`super::visuals::begin_frame`].
pub(super) fn observe_keyboard(ctx: &Context) {
    let leads = ctx.input(|input| {
        input.events.iter().rev().find_map(|event| match event {
            Event::PointerButton { pressed: true, .. } => Some(false),
            Event::Key {
                pressed: true, key, ..
            } => matches!(
                key,
                Key::Tab
                    | Key::ArrowUp
                    | Key::ArrowDown
                    | Key::ArrowLeft
                    | Key::ArrowRight
                    | Key::Home
                    | Key::End
            )
            .then_some(true),
            _ => None,
        })
    });
    if let Some(leads) = leads {
        ctx.data_mut(|data| data.insert_temp(keyboard_id(), leads));
    }
}

fn keyboard_id() -> Id {
    Id::unique("keyboard-leads")
}

/// Takes Enter away from a focused widget that only reacts to Space. Must run before its `interact`.
#[must_use]
pub fn take_enter(ui: &Ui, id: Id) -> bool {
    ui.memory(|memory| memory.has_focus(id))
        && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Enter))
}

/// A hairline of one device pixel below `rect`.
pub fn hairline(ui: &Ui, rect: Rect, t: &Tokens) {
    let height = 1.0 / ui.pixels_per_point();
    let line = Rect::from_min_max(egui::pos2(rect.left(), rect.bottom() - height), rect.max);
    ui.painter().rect_filled(line, 0, t.stroke);
}
