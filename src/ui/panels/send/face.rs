//! The big preview: the pattern as the chosen device shows it, with the readouts in its corners.

use super::Send;
use crate::app::{Action, Loaded, State};
use crate::engine::DeviceView;
use crate::pattern::{Arrangement, LedMap};
use crate::ui::Actions;
use crate::ui::cut::inside;
use crate::ui::screen::{Scene, frame_at};
use crate::ui::text::{self, span};
use crate::ui::theme::{self, FACE_TEXT, FACE_VALUE};
use crate::ui::widgets::led_face::Plate;
use crate::ui::widgets::select;
use egui::{Align, Rect, Ui, pos2, vec2};

/// The pattern as it is shown: as the chosen device gets it, else as the file has it.
pub(super) fn scene<'a>(loaded: &'a Loaded, state: &'a State) -> Scene<'a> {
    let preview = state
        .wired_on()
        .and_then(|view| state.preview(&view.device.id));
    preview.map_or(Scene::File(&loaded.opened), |preview| {
        Scene::Fitted(&preview.fitted)
    })
}

/// How much darker the face is drawn than its picture already is: what the slider says beyond what was fitted.
pub(super) fn brightness(state: &State, scene: &Scene<'_>) -> f32 {
    let wanted = f32::from(state.fit.brightness_pct);
    match scene {
        Scene::Fitted(_) => wanted / f32::from(state.previewed_pct.max(1)),
        _ => wanted / 100.0,
    }
    .min(1.0)
}

impl Send {
    pub(super) fn face(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        loaded: &Loaded,
        state: &State,
        actions: &mut Actions,
    ) {
        let scene = scene(loaded, state);
        let Some(frames) = scene.frames() else { return };
        let frame = frame_at(frames, state.player.at_ms, 0.0);
        let (w, h) = grid(&scene);
        let map = map(&scene);
        let leds = map.map_or(format!("{w} by {h} LEDs"), |map| {
            format!("{} LEDs on a grid of {w} by {h}", map.leds())
        });
        let name = format!("Preview, {leds}, frame {} of {}", frame + 1, frames.len());
        let margin = margin(rect, w, h);
        let plate = Plate {
            brightness: brightness(state, &scene),
            margin,
            ..Plate::FACE
        };
        let id = ui.scope_id().with("face");
        self.screens
            .of("face")
            .show(ui, rect, id, (scene, frame), plate, &name);
        Self::wired_on(ui, rect, state, actions);
        let left = rect.left() + 14.0;
        let right = rect.right() - 14.0;
        let size = match map {
            Some(map) => format!("{} LEDs", map.leds()),
            None if h > 1 => format!("{w} × {h}"),
            None => format!("{w} LEDs"),
        };
        text::draw(
            ui,
            pos2(right, rect.top() + 20.0),
            Align::Max,
            &[span(&size, theme::mono, FACE_TEXT)],
            160.0,
        );
        let y = rect.bottom() - 18.0;
        let counter = format!("{} / {}", frame + 1, frames.len());
        text::draw(
            ui,
            pos2(left, y - 18.0),
            Align::Min,
            &[span("Frame", theme::caption, FACE_TEXT)],
            80.0,
        );
        text::draw(
            ui,
            pos2(left, y),
            Align::Min,
            &[span(&counter, theme::mono, FACE_VALUE)],
            160.0,
        );
    }

    /// Whose wiring is shown, and a list to choose another.
    fn wired_on(ui: &mut Ui, rect: Rect, state: &State, actions: &mut Actions) {
        let choices: Vec<&DeviceView> = state
            .devices
            .iter()
            .filter(|view| state.preview(&view.device.id).is_some())
            .collect();
        let at = pos2(rect.left() + 14.0, rect.top() + 20.0);
        let Some(shown) = state
            .wired_on()
            .filter(|view| state.preview(&view.device.id).is_some())
        else {
            text::draw(
                ui,
                at,
                Align::Min,
                &[span("As in the file", theme::caption, FACE_TEXT)],
                160.0,
            );
            return;
        };
        text::draw(
            ui,
            at,
            Align::Min,
            &[span("As wired on", theme::caption, FACE_TEXT)],
            160.0,
        );
        let names: Vec<_> = choices.iter().map(|view| state.label(view)).collect();
        let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
        let chosen = choices
            .iter()
            .position(|view| view.device.id == shown.device.id)
            .unwrap_or(0);
        let width =
            (text::width(ui, &state.label(shown), theme::control) + 46.0).clamp(80.0, 190.0);
        let select_rect = Rect::from_min_size(
            pos2(rect.left() + 12.0, rect.top() + 32.0),
            vec2(width, 28.0),
        );
        let picked = inside(ui, rect, "wired on", |ui| {
            // the face is black in both themes, and so are its controls
            ui.visuals_mut().dark_mode = true;
            let id = ui.scope_id().with("select");
            select::select_at(ui, select_rect, id, chosen, &names, "As wired on")
        });
        if let Some(view) = picked.and_then(|index| choices.get(index)) {
            actions.push(Action::WiredOn(view.device.id.clone()));
        }
    }
}

/// Room that the readouts in the corners take, in points.
const CORNER: egui::Vec2 = vec2(104.0, 64.0);

/// Dots come as close to the edge as they may, but never under the readouts in the corners.
fn margin(rect: Rect, w: usize, h: usize) -> f32 {
    let w = w as f32;
    let h = h as f32;
    let room = rect.size() - 2.0 * vec2(Plate::FACE.margin, Plate::FACE.margin);
    let pitch = (room.x / w).min(room.y / h).floor().max(1.0);
    let free = (rect.size() - vec2(w, h) * pitch) / 2.0;
    if free.x < CORNER.x && free.y < CORNER.y {
        CORNER.y.min(rect.height() / 5.0)
    } else {
        Plate::FACE.margin
    }
}

/// Where the LEDs stand, if that is irregular.
fn map<'a>(scene: &Scene<'a>) -> Option<&'a LedMap> {
    match scene {
        Scene::Fitted(fitted) => match fitted.layout().arrangement() {
            Arrangement::Map(map) => Some(map),
            _ => None,
        },
        Scene::Bare(map) => Some(map),
        _ => None,
    }
}

/// Columns and rows as shown.
fn grid(scene: &Scene<'_>) -> (usize, usize) {
    match scene {
        Scene::Fitted(fitted) => fitted
            .layout()
            .matrix()
            .map_or((fitted.layout().leds(), 1), |matrix| {
                (matrix.w(), matrix.h())
            }),
        Scene::File(opened) | Scene::Reading(opened, _) => opened
            .pattern
            .matrix
            .map_or((opened.pattern.frames.leds(), 1), |matrix| {
                (matrix.w(), matrix.h())
            }),
        Scene::Kept(picture) => (picture.w, picture.h),
        Scene::Off(w, h) => (*w, *h),
        Scene::Bare(map) => (map.matrix().w(), map.matrix().h()),
    }
}
