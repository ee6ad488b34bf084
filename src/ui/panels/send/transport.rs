//! The timeline of thumbs, and below it: step, play, loop, time, speed, brightness.

use super::{Send, face};
use crate::app::{Action, LedImage, Loaded, Speed, State};
use crate::t;
use crate::ui::projector::RequestSlot;
use crate::ui::screen::{Detail, Scene, SceneKey, new_slot};
use crate::ui::text::{self, span};
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::button::{IconButton, Kind};
use crate::ui::widgets::led_face::LedFrame;
use crate::ui::widgets::timeline::{Playhead, THUMB, THUMBS, Timeline};
use crate::ui::widgets::{Look, focus_ring, select, slider};
use crate::ui::{Actions, icons, say};
use egui::{Align, Context, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

/// Height of the thumbs with the room above them for the playhead's grip.
const TIMELINE: f32 = 60.0;
/// Narrowest choice of speeds.
const MIN_SPEED: f32 = 60.0;
/// Room beside the word in the choice of speeds: the arrow and the margins.
const ARROW: f32 = 40.0;
/// Room above the graph of a still picture, which has no thumbs.
const NO_TIMELINE: f32 = 10.0;

/// Returns whether the pattern has more than one frame: a still picture has nothing to play, and no speed.
pub(super) fn moves(loaded: &Loaded) -> bool {
    loaded.pattern().frames.len() > 1
}

/// Returns the height of the timeline without the graph below it.
pub(super) fn timeline_height(loaded: &Loaded) -> f32 {
    if moves(loaded) { TIMELINE } else { NO_TIMELINE }
}

/// Keeps the thumbs, and what they were made from.
#[derive(Default)]
pub(super) struct Thumbs {
    /// Increases whenever the thumbs are made.
    made: u64,
    of: Option<SceneKey>,
    pictures: Vec<Option<LedImage>>,
    slots: Vec<RequestSlot>,
}

impl Send {
    pub(super) fn timeline(
        &mut self,
        ui: &Ui,
        rect: Rect,
        loaded: &Loaded,
        state: &State,
        actions: &mut Actions,
    ) {
        let scene = face::scene(loaded, state);
        let Some(frames) = scene.frames() else { return };
        let total = frames.total_ms().max(1) as f64;
        let bottom = rect.bottom() - 1.0;
        let graph = super::graph::height(state);
        self.graph.show(
            ui,
            rect.with_min_y(bottom - graph).with_max_y(bottom),
            state,
        );
        if !moves(loaded) {
            return;
        }
        // narrower thumbs are lower, too, so that the playhead ends with them
        let side = THUMB.min(rect.width() / THUMBS as f32 - 2.0);
        let thumbs = Rect::from_min_max(
            pos2(rect.left(), bottom - graph - side),
            pos2(rect.right(), bottom),
        );
        let head = Playhead {
            at: (state.player.at_ms / total) as f32,
            step: 1.0 / frames.len().max(1) as f32,
        };
        self.thumbs.make(ui.ctx(), &scene, frames.len());
        let thumbs_made = &self.thumbs;
        let id = ui.scope_id().with("timeline");
        let (_, wanted) = self
            .timeline
            .show_at(ui, thumbs, id, head, t!("send-position"), |n| {
                thumbs_made.frame(n)
            });
        if let Some(at) = wanted {
            actions.push(Action::Seek((f64::from(at) * total).min(total - 1.0)));
        }
    }

    pub(super) fn transport(
        ui: &Ui,
        rect: Rect,
        loaded: &Loaded,
        state: &State,
        actions: &mut Actions,
    ) {
        let y = rect.center().y + 4.0;
        let left = if moves(loaded) {
            playing(ui, rect, y, loaded, state, actions)
        } else {
            let words = [span(t!("send-still"), theme::sentence, tokens(ui).text3)];
            text::draw(ui, pos2(rect.left(), y), Align::Min, &words, 120.0).right()
        };
        let right = brightness(ui, rect, y, left, state, actions);
        if moves(loaded) && right - left >= MIN_SPEED + 8.0 {
            speeds(ui, left, right, y, state, actions);
        }
    }
}

/// Draws step, play, loop and time at the left edge; returns their right edge.
fn playing(
    ui: &Ui,
    rect: Rect,
    y: f32,
    loaded: &Loaded,
    state: &State,
    actions: &mut Actions,
) -> f32 {
    let t = tokens(ui);
    let id = ui.scope_id();
    let icon = |x: f32| Rect::from_min_size(pos2(rect.left() + x, y - 16.0), vec2(32.0, 32.0));
    if IconButton::new(icons::SKIP_BACK, t!("send-frame-back"))
        .show_at(ui, icon(0.0), id.with("back"))
        .clicked()
    {
        actions.push(Action::StepFrame(-1));
    }
    play_button(ui, pos2(rect.left() + 58.0, y), state, actions);
    if IconButton::new(icons::SKIP_FORWARD, t!("send-frame-forward"))
        .show_at(ui, icon(84.0), id.with("on"))
        .clicked()
    {
        actions.push(Action::StepFrame(1));
    }
    let (kind, name) = if state.player.looping {
        (Kind::Secondary, t!("send-loop-on"))
    } else {
        (Kind::Ghost, t!("send-loop-off"))
    };
    if IconButton::new(icons::REPEAT, name)
        .kind(kind)
        .show_at(ui, icon(122.0), id.with("loop"))
        .clicked()
    {
        actions.push(Action::ToggleLoop);
    }
    let total = loaded.pattern().frames.total_ms() as f64;
    let now = say::clock(state.player.at_ms);
    let end = if total < 60_000.0 {
        t!("send-duration-seconds", time = say::clock(total))
    } else {
        t!("send-duration-minutes", time = say::clock(total))
    };
    let time = [
        span(&now, theme::mono, t.text),
        span(&end, theme::mono, t.text3),
    ];
    text::draw(ui, pos2(rect.left() + 168.0, y), Align::Min, &time, 170.0).right()
}

/// Draws the brightness slider at the right edge; returns its left edge. `left` is where the room for it begins.
fn brightness(ui: &Ui, rect: Rect, y: f32, left: f32, state: &State, actions: &mut Actions) -> f32 {
    let t = tokens(ui);
    let id = ui.scope_id();
    let pct = t!("pages-percent", n = state.fit.brightness_pct);
    text::draw(
        ui,
        pos2(rect.right(), y),
        Align::Max,
        &[span(&pct, theme::mono, t.text2)],
        48.0,
    );
    let width = (rect.right() - 48.0 - left - 46.0 - 106.0).clamp(48.0, 110.0);
    let track = Rect::from_min_size(
        pos2(rect.right() - 52.0 - width, y - 14.0),
        vec2(width, 28.0),
    );
    let mut value = f32::from(state.fit.brightness_pct);
    let response = slider::slider_at(
        ui,
        track,
        id.with("brightness"),
        &mut value,
        0.0..=100.0,
        1.0,
        t!("send-brightness-percent"),
    );
    let held = response.is_pointer_button_down_on();
    if response.changed() || response.drag_stopped() || response.clicked() {
        actions.push(Action::SetBrightness {
            pct: value as u8,
            done: !held,
        });
    }
    text::icon(
        ui.painter(),
        pos2(track.left() - 18.0, y),
        icons::SUN,
        16.0,
        t.text2,
    );
    track.left() - 34.0
}

/// Returns a speed as a number.
fn factor(speed: Speed) -> &'static str {
    match speed {
        Speed::Quarter => "¼×",
        Speed::Half => "½×",
        Speed::Normal => "1×",
        Speed::Double => "2×",
    }
}

/// Draws the choice of speeds with its right edge near `right`; numbers only where `left` leaves no room for the word.
fn speeds(ui: &Ui, left: f32, right: f32, y: f32, state: &State, actions: &mut Actions) {
    let id = ui.scope_id();
    let mut labels = Speed::ALL.map(say::label::speed);
    let widths = labels.map(|label| text::width(ui, label, theme::control));
    let mut width = widths.into_iter().fold(MIN_SPEED, f32::max) + ARROW;
    if right - left < width + 8.0 {
        width = MIN_SPEED;
        labels = Speed::ALL.map(factor);
    }
    let chosen = Speed::ALL
        .iter()
        .position(|speed| *speed == state.player.speed)
        .unwrap_or(2);
    let at = Rect::from_min_size(pos2(right - width - 4.0, y - 14.0), vec2(width, 28.0));
    let picked = select::select_at(ui, at, id.with("speed"), chosen, &labels, t!("send-speed"));
    if let Some(speed) = picked.and_then(|index| Speed::ALL.get(index)) {
        actions.push(Action::SetSpeed(*speed));
    }
}

impl Thumbs {
    /// Makes the pictures again for another scene; fills in those that are read from the file as they arrive.
    fn make(&mut self, ctx: &Context, scene: &Scene<'_>, frames: usize) {
        if !self.of.as_ref().is_some_and(|key| key.matches(scene)) {
            self.pictures = vec![None; THUMBS];
            self.slots.resize_with(THUMBS, || new_slot(true));
            self.of = Some(scene.key());
            self.made += 1;
        }
        for (thumb, (picture, slot)) in self.pictures.iter_mut().zip(&self.slots).enumerate() {
            if picture.is_none() {
                let frame = Timeline::frame_of_thumb(thumb, frames);
                *picture = scene.picture(ctx, *slot, frame, Detail::Small);
            }
        }
    }

    fn frame(&self, thumb: usize) -> Option<LedFrame<'_>> {
        let picture = self.pictures.get(thumb)?.as_ref()?;
        let id = self.made * THUMBS as u64 + thumb as u64;
        Some(LedFrame::of(
            picture.w,
            picture.h,
            &picture.rgb,
            picture.leds.as_deref(),
            id,
        ))
    }
}

/// Draws the round button between the steps.
fn play_button(ui: &Ui, center: egui::Pos2, state: &State, actions: &mut Actions) {
    let t = tokens(ui);
    let rect = Rect::from_center_size(center, vec2(40.0, 40.0));
    let response = ui.interact(rect, ui.scope_id().with("play"), Sense::click());
    let (icon, name) = if state.player.playing {
        (icons::PAUSE, t!("send-pause"))
    } else {
        (icons::PLAY, t!("send-play"))
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let look = Look::of(ui, &response, true);
    let fill = look.blend(t.button, t.button_hover, t.button_pressed);
    ui.painter()
        .circle(center, 19.5, fill, Stroke::new(1.0, t.button_stroke));
    text::icon(ui.painter(), center, icon, 18.0, t.text);
    if look.focus {
        focus_ring(ui, rect, 20);
    }
    if response.clicked() {
        actions.push(Action::TogglePlay);
    }
}
