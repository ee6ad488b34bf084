//! The position of a dialog, and its keyboard focus after a click.

use egui::{Align2, Area, Context, Id, LayerId, Modal, Rect, vec2};

/// Minimum distance of a dialog from the edges of the window, in points.
const MARGIN: f32 = 6.0;

/// What an open dialog remembers between frames.
#[derive(Clone, Copy)]
struct DialogMemory {
    /// The frame in which it was opened.
    first: u64,
    /// The last frame in which it was open.
    last: u64,
    /// Its upper edge.
    top: Option<f32>,
}

/// Number of frames until an opened dialog has its final size: first it is measured, then what scrolls in it.
const SETTLES: u64 = 3;

/// Returns the area of a dialog: centred when it opens. Its upper edge then stays, so that nothing moves under the pointer when
/// lines come or go below.
pub(super) fn area(ctx: &Context, id: Id) -> Area {
    let kept_at = id.with("place");
    let frame = ctx.cumulative_frame_nr();
    let window = ctx.content_rect();
    let open = ctx
        .data(|data| data.get_temp::<DialogMemory>(kept_at))
        .filter(|kept| kept.last + 1 >= frame);
    let first = open.map_or(frame, |kept| kept.first);
    let is_settling = frame <= first + SETTLES;
    if is_settling {
        ctx.request_repaint();
    }
    // the size is that of the frame before: in the first one of a dialog there is none that counts
    let size = open.and_then(|_| {
        ctx.memory(|memory| memory.area_rect(id))
            .map(|rect| rect.size())
    });
    let top = size.map(|size| {
        let middle = (window.height() - size.y) / 2.0;
        let lowest = (window.height() - size.y - MARGIN).max(0.0);
        open.and_then(|kept| kept.top)
            .filter(|_| !is_settling)
            .unwrap_or(middle)
            .clamp(0.0, lowest)
    });
    let kept = DialogMemory {
        first,
        last: frame,
        top,
    };
    ctx.data_mut(|data| data.insert_temp(kept_at, kept));
    let area = Modal::default_area(id);
    match top {
        Some(top) => area.anchor(Align2::CENTER_TOP, vec2(0.0, top.round())),
        None => area,
    }
}

/// Gives the focus to the control of a dialog that was just clicked, so that Tab goes on from there.
pub(super) fn focus_clicked(ctx: &Context, layer: LayerId) {
    let clicked = ctx.interaction_snapshot(|snapshot| snapshot.clicked);
    let control = clicked
        .and_then(|id| ctx.read_response(id))
        .filter(|response| response.layer_id == layer && response.sense.is_focusable());
    if let Some(control) = control {
        control.request_focus();
    }
}

/// Returns the maximum height of a dialog's content; `around` is the height of its frame, heading and buttons.
pub(super) fn room(window: Rect, around: f32) -> f32 {
    (window.height() - around - 2.0 * MARGIN).max(80.0)
}
