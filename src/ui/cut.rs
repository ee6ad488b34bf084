//! Lays out pages: cuts a rectangle into parts, from its edges inwards.

use egui::{AsIdSalt, Rect, Ui, UiBuilder};

/// What is left of a rectangle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut(pub(super) Rect);

impl Cut {
    /// Takes `height` points from the top.
    pub(super) fn top(&mut self, height: f32) -> Rect {
        let at = (self.0.top() + height).min(self.0.bottom());
        let part = self.0.with_max_y(at);
        self.0.min.y = at;
        part
    }

    /// Takes `height` points from the bottom.
    pub(super) fn bottom(&mut self, height: f32) -> Rect {
        let at = (self.0.bottom() - height).max(self.0.top());
        let part = self.0.with_min_y(at);
        self.0.max.y = at;
        part
    }

    /// Takes `width` points from the left.
    pub(super) fn left(&mut self, width: f32) -> Rect {
        let at = (self.0.left() + width).min(self.0.right());
        let part = self.0.with_max_x(at);
        self.0.min.x = at;
        part
    }

    /// Takes `width` points from the right.
    pub(super) fn right(&mut self, width: f32) -> Rect {
        let at = (self.0.right() - width).max(self.0.left());
        let part = self.0.with_min_x(at);
        self.0.max.x = at;
        part
    }
}

/// Runs `add` inside `rect`, clipped to it, with ids of its own.
pub(super) fn inside<R>(
    ui: &mut Ui,
    rect: Rect,
    name: impl AsIdSalt,
    add: impl FnOnce(&mut Ui) -> R,
) -> R {
    let builder = UiBuilder::new().max_rect(rect).id_salt(name);
    ui.scope_builder(builder, |ui| {
        ui.set_clip_rect(rect.expand(4.0).intersect(ui.clip_rect()));
        add(ui)
    })
    .inner
}
