//! The timeline: sixteen thumbs of the pattern and a playhead that is dragged anywhere to scrub.

use egui::accesskit::Action;
use egui::emath::GuiRounding;
use egui::{
    Color32, CornerRadius, CursorIcon, EventFilter, Id, Key, Rect, Response, Sense, Ui, WidgetInfo,
    pos2, vec2,
};

use super::led_face::{LedFace, LedFrame, Plate};
use super::{Look, focus_ring};
use crate::ui::theme::radius;

/// How many thumbs a timeline has.
pub const THUMBS: usize = 16;
/// Side of a thumb in points; narrower if the timeline is.
pub const THUMB: f32 = 40.0;
/// Gap between thumbs in points.
const GAP: f32 = 6.0;
/// How far the playhead reaches above the thumbs, in points.
pub const GRIP: f32 = 8.0;

/// Where the playhead stands.
#[derive(Clone, Copy, Debug)]
pub struct Playhead {
    /// 0 at the first frame to 1 at the end of the last one.
    pub at: f32,
    /// One frame as a part of the whole: what an arrow key moves.
    pub step: f32,
}

/// The faces of a timeline. Keep it between frames.
#[derive(Default)]
pub struct Timeline {
    thumbs: [LedFace; THUMBS],
}

impl Timeline {
    /// Which of `frames` frames thumb number `thumb` shows: the one in the middle of its share.
    #[must_use]
    pub fn frame_of_thumb(thumb: usize, frames: usize) -> usize {
        ((2 * thumb + 1) * frames / (2 * THUMBS)).min(frames.saturating_sub(1))
    }

    /// Shows the timeline in `rect`, thumbs at its top. `frame` gives the frame of a thumb. Returns the response and where the user wants the playhead.
    /// The playhead reaches over the whole height of `rect`, so that a graph may stand below the thumbs.
    pub fn show_at<'f>(
        &mut self,
        ui: &Ui,
        rect: Rect,
        id: Id,
        head: Playhead,
        name: &str,
        frame: impl Fn(usize) -> Option<LedFrame<'f>>,
    ) -> (Response, Option<f32>) {
        let response = ui
            .interact(rect, id, Sense::click_and_drag())
            .on_hover_cursor(CursorIcon::PointingHand);
        response
            .widget_info(|| WidgetInfo::slider(true, f64::from((head.at * 100.0).round()), name));
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_min_numeric_value(0.0);
            node.set_max_numeric_value(100.0);
            node.add_action(Action::Increment);
            node.add_action(Action::Decrement);
        });
        let mut wanted = response
            .interact_pointer_pos()
            .map(|p| ((p.x - rect.left()) / rect.width()).clamp(0.0, 1.0));
        let steps = keys(ui, id, &response);
        if steps != 0.0 {
            wanted = Some((head.at + steps * head.step).clamp(0.0, 1.0));
        }
        self.paint_thumbs(ui, rect, frame);
        paint_playhead(ui, rect, wanted.unwrap_or(head.at));
        if Look::of(ui, &response, true).focus {
            focus_ring(ui, rect, radius::CHECK);
        }
        (response, wanted)
    }

    fn paint_thumbs<'f>(
        &mut self,
        ui: &Ui,
        rect: Rect,
        frame: impl Fn(usize) -> Option<LedFrame<'f>>,
    ) {
        let ppp = ui.pixels_per_point();
        let pitch = (rect.width() + GAP) / THUMBS as f32;
        let side = THUMB.min(pitch - 2.0);
        // the last thumb ends with the timeline, so the gap takes what is left
        let pitch = (rect.width() - side) / (THUMBS - 1) as f32;
        for (index, face) in self.thumbs.iter_mut().enumerate() {
            let x = (rect.left() + pitch * index as f32).round_to_pixels(ppp);
            let thumb = Rect::from_min_size(pos2(x, rect.top()), vec2(side, side));
            face.paint(ui, thumb, frame(index).as_ref(), Plate::THUMB);
        }
    }
}

/// A white line with a dark outline, to be seen over black and over white alike, and a grip above it.
fn paint_playhead(ui: &Ui, rect: Rect, at: f32) {
    let x = (rect.left() + rect.width() * at).round_to_pixels(ui.pixels_per_point());
    let dark = Color32::from_rgb(0x11, 0x13, 0x15);
    let line = Rect::from_min_max(
        pos2(x - 1.0, rect.top() - GRIP / 2.0),
        pos2(x + 1.0, rect.bottom()),
    );
    ui.painter()
        .rect_filled(line.expand(1.0), CornerRadius::same(1), dark);
    let grip = Rect::from_center_size(pos2(x, rect.top() - GRIP / 2.0), vec2(12.0, GRIP));
    ui.painter()
        .rect_filled(grip.expand(1.0), CornerRadius::same(5), dark);
    ui.painter().rect_filled(line, 0, Color32::WHITE);
    ui.painter()
        .rect_filled(grip, CornerRadius::same(4), Color32::WHITE);
}

/// Frames asked for by arrow keys (ten with Shift) or a screen reader.
fn keys(ui: &Ui, id: Id, response: &Response) -> f32 {
    if !response.has_focus() {
        return 0.0;
    }
    let filter = EventFilter {
        horizontal_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    ui.input(|input| {
        let keys =
            input.num_presses(Key::ArrowRight) as f32 - input.num_presses(Key::ArrowLeft) as f32;
        let reader = input.num_accesskit_action_requests(id, Action::Increment) as f32
            - input.num_accesskit_action_requests(id, Action::Decrement) as f32;
        reader
            + if input.modifiers.shift {
                10.0 * keys
            } else {
                keys
            }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thumbs_show_frames_spread_evenly_and_never_beyond_the_last() {
        assert_eq!(Timeline::frame_of_thumb(0, 160), 5);
        assert_eq!(Timeline::frame_of_thumb(15, 160), 155);
        assert_eq!(
            (0..THUMBS).map(|i| Timeline::frame_of_thumb(i, 1)).max(),
            Some(0)
        );
        assert_eq!(Timeline::frame_of_thumb(3, 0), 0);
    }
}
