//! The big preview: the pattern as the chosen device shows it, with the readouts in its corners.

use super::Send;
use crate::app::{Action, Loaded, State};
use crate::engine::DeviceView;
use crate::pattern::{Arrangement, LedMap};
use crate::t;
use crate::ui::Actions;
use crate::ui::cut::inside;
use crate::ui::screen::{Scene, frame_at};
use crate::ui::text::{self, span};
use crate::ui::theme::{self, FACE_TEXT, FACE_VALUE};
use crate::ui::widgets::led_face::{self, Plate};
use crate::ui::widgets::select;
use egui::epaint::MarginF32;
use egui::{Align, Rect, Ui, Vec2, pos2, vec2};

/// Returns what the preview shows: the pattern as fitted to the chosen device, else as in the file.
pub(super) fn scene<'a>(loaded: &'a Loaded, state: &'a State) -> Scene<'a> {
    let preview = state
        .wired_on()
        .and_then(|view| state.preview(&view.device.id));
    preview.map_or(Scene::File(&loaded.opened), |preview| {
        Scene::Fitted(&preview.fitted)
    })
}

/// Returns how much darker the face is drawn than its picture already is: the slider relative to the fitted brightness.
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
        let name = spoken(map, (w, h), frame + 1, frames.len());
        let size = match map {
            Some(map) => t!("size-leds", n = map.leds()),
            None if h > 1 => format!("{w} × {h}"),
            None => t!("size-leds", n = w),
        };
        let counter = (frames.len() > 1).then(|| format!("{} / {}", frame + 1, frames.len()));
        let labels = Labels::new(ui, rect, state, &size, counter.as_deref());
        let plate = Plate {
            brightness: brightness(state, &scene),
            margin: labels.margin(rect, (w, h), ui.pixels_per_point()),
            ..Plate::FACE
        };
        let id = ui.scope_id().with("face");
        self.screens
            .of("face")
            .show(ui, rect, id, (scene, frame), plate, &name);
        Self::wired_on(ui, rect, state, actions);
        let left = rect.left() + 14.0;
        let right = rect.right() - 14.0;
        text::draw(
            ui,
            pos2(right, rect.top() + 20.0),
            Align::Max,
            &[span(&size, theme::mono, FACE_TEXT)],
            160.0,
        );
        let Some(counter) = counter else { return };
        let y = rect.bottom() - 18.0;
        text::draw(
            ui,
            pos2(left, y - 18.0),
            Align::Min,
            &[span(t!("send-preview-frame"), theme::caption, FACE_TEXT)],
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

    /// Shows which device the preview is fitted to, and a list to choose another.
    fn wired_on(ui: &mut Ui, rect: Rect, state: &State, actions: &mut Actions) {
        let choices: Vec<&DeviceView> = state
            .devices
            .iter()
            .filter(|view| state.preview(&view.device.id).is_some())
            .collect();
        let at = pos2(rect.left() + 14.0, rect.top() + 20.0);
        let Some(shown) = wired(state) else {
            text::draw(
                ui,
                at,
                Align::Min,
                &[span(t!("send-preview-as-file"), theme::caption, FACE_TEXT)],
                160.0,
            );
            return;
        };
        text::draw(
            ui,
            at,
            Align::Min,
            &[span(
                t!("send-preview-as-device"),
                theme::caption,
                FACE_TEXT,
            )],
            160.0,
        );
        let names: Vec<_> = choices.iter().map(|view| state.label(view)).collect();
        let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
        let chosen = choices
            .iter()
            .position(|view| view.device.id == shown.device.id)
            .unwrap_or(0);
        let width = select_width(ui, &state.label(shown));
        let select_rect = Rect::from_min_size(
            pos2(rect.left() + 12.0, rect.top() + 32.0),
            vec2(width, 28.0),
        );
        let picked = inside(ui, rect, "wired-on", |ui| {
            // the face is black in both themes, and so are its controls
            ui.visuals_mut().dark_mode = true;
            let id = ui.scope_id().with("select");
            select::select_at(
                ui,
                select_rect,
                id,
                chosen,
                &names,
                t!("send-preview-as-device"),
            )
        });
        if let Some(view) = picked.and_then(|index| choices.get(index)) {
            actions.push(Action::WiredOn(view.device.id.clone()));
        }
    }
}

/// Describes the preview for screen readers; `frame` counts from 1.
fn spoken(map: Option<&LedMap>, (w, h): (usize, usize), frame: usize, frames: usize) -> String {
    match map {
        Some(map) => t!(
            "send-preview-map",
            leds = map.leds(),
            width = w,
            height = h,
            frame = frame,
            frames = frames
        ),
        None => t!(
            "send-preview",
            width = w,
            height = h,
            frame = frame,
            frames = frames
        ),
    }
}

/// Returns the device that the preview is fitted to.
fn wired(state: &State) -> Option<&DeviceView> {
    let shown = state.wired_on()?;
    state.preview(&shown.device.id).is_some().then_some(shown)
}

/// Returns the width of the list of devices.
fn select_width(ui: &Ui, label: &str) -> f32 {
    (text::width(ui, label, theme::control) + 46.0).clamp(80.0, 230.0)
}

/// Between a label and the nearest LED, in points.
const CLEAR: f32 = 6.0;

/// The places of the readouts in the corners of the face.
struct Labels {
    top_left: Rect,
    top_right: Rect,
    bottom_left: Rect,
}

impl Labels {
    fn new(ui: &Ui, face: Rect, state: &State, size: &str, counter: Option<&str>) -> Self {
        let caption = |words| text::width(ui, words, theme::caption).min(160.0);
        let (width, height) = match wired(state) {
            Some(view) => {
                let caption = caption(t!("send-preview-as-device"));
                (select_width(ui, &state.label(view)).max(caption), 62.0)
            }
            None => (caption(t!("send-preview-as-file")), 30.0),
        };
        let mono = |words| text::width(ui, words, theme::mono).min(160.0);
        let frame = caption(t!("send-preview-frame")).min(80.0);
        let bottom = counter.map_or(Vec2::ZERO, |counter| {
            vec2(14.0 + mono(counter).max(frame), 46.0)
        });
        let size = mono(size);
        Self {
            top_left: Rect::from_min_size(face.min, vec2(14.0 + width, height)),
            top_right: Rect::from_min_size(
                pos2(face.right() - 14.0 - size, face.top()),
                vec2(size + 14.0, 30.0),
            ),
            bottom_left: Rect::from_min_size(pos2(face.left(), face.bottom() - bottom.y), bottom),
        }
    }

    /// Returns the margin with the largest dots that keeps every dot clear of the readouts: the narrowest one, one beside the
    /// readouts, or one between those above and below.
    fn margin(&self, face: Rect, leds: (usize, usize), ppp: f32) -> MarginF32 {
        let narrow = Plate::FACE.margin;
        let beside = MarginF32 {
            left: self.top_left.width().max(self.bottom_left.width()) + CLEAR,
            right: self.top_right.width() + CLEAR,
            ..narrow
        };
        let between = MarginF32 {
            top: self.top_left.height().max(self.top_right.height()) + CLEAR,
            bottom: self.bottom_left.height() + CLEAR,
            ..narrow
        };
        let centred = MarginF32 {
            right: beside.left.max(beside.right),
            left: beside.left.max(beside.right),
            ..narrow
        };
        let area = |margin: &MarginF32| {
            let dots = led_face::dots(leds, face, *margin, ppp);
            let is_clear = [self.top_left, self.top_right, self.bottom_left]
                .iter()
                .all(|label| !label.expand(CLEAR - 1.0).intersects(dots));
            if is_clear { dots.area() } else { 0.0 }
        };
        // the middle of the face where that costs nothing
        let ways = [narrow, centred, between, beside];
        let mut best = (between, 0.0);
        for way in ways {
            let way = (way, area(&way));
            if way.1 > best.1 {
                best = way;
            }
        }
        best.0
    }
}

/// Returns the positions of the LEDs if they are irregular.
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

/// Returns the columns and rows that are shown.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(face: Rect, name: f32) -> Labels {
        Labels {
            top_left: Rect::from_min_size(face.min, vec2(14.0 + name, 62.0)),
            top_right: Rect::from_min_size(pos2(face.right() - 90.0, face.top()), vec2(90.0, 30.0)),
            bottom_left: Rect::from_min_size(
                pos2(face.left(), face.bottom() - 46.0),
                vec2(80.0, 46.0),
            ),
        }
    }

    #[test]
    fn no_led_ever_lies_under_a_readout() {
        for size in [
            (420.0, 190.0),
            (540.0, 312.0),
            (700.0, 260.0),
            (990.0, 640.0),
            (300.0, 600.0),
        ] {
            for ppp in [1.0, 1.25, 1.5, 2.0] {
                for leds in [
                    (1, 1),
                    (2, 1),
                    (30, 1),
                    (300, 1),
                    (1000, 1),
                    (65_535, 1),
                    (1, 300),
                    (8, 32),
                    (16, 16),
                    (32, 8),
                    (64, 64),
                    (128, 4),
                    (1000, 3),
                    (1000, 1000),
                ] {
                    for name in [80.0, 190.0] {
                        let face = Rect::from_min_size(pos2(100.0, 70.0), size.into());
                        let labels = labels(face, name);
                        let margin = labels.margin(face, leds, ppp);
                        let dots = led_face::dots(leds, face, margin, ppp);
                        assert!(face.contains_rect(dots), "{leds:?} in {size:?}: {dots:?}");
                        for label in [labels.top_left, labels.top_right, labels.bottom_left] {
                            assert!(
                                !label.intersects(dots),
                                "{leds:?} in {size:?} at {ppp}: {dots:?} under {label:?}"
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_square_keeps_the_whole_height_of_a_wide_face() {
        let face = Rect::from_min_size(pos2(0.0, 0.0), vec2(900.0, 400.0));
        let margin = labels(face, 120.0).margin(face, (16, 16), 1.0);
        let dots = led_face::dots((16, 16), face, margin, 1.0);
        assert!(dots.height() > 360.0, "{dots:?}");
        assert!((dots.center().x - face.center().x).abs() < 1.0, "{dots:?}");
    }
}
