//! The middle of a page that has nothing to list: an icon, what is missing, and what to do about it.

use super::line::line;
use crate::ui::text;
use crate::ui::theme::{self, tokens};
use egui::{Align, Pos2, Rect, Role, Ui, vec2};

/// Draws icon and two lines in the middle of `rect`; returns the centre of the icon, below which a button has room.
pub(super) fn nothing(ui: &Ui, rect: Rect, icon: char, title: &str, about: &str) -> Pos2 {
    let t = tokens(ui);
    let center = rect.center() - vec2(0.0, 60.0);
    text::icon(ui.painter(), center, icon, 40.0, t.text3);
    for (y, words, look) in [
        (46.0, title, (theme::title as text::Font, t.text)),
        (74.0, about, (theme::body, t.text2)),
    ] {
        let at = center + vec2(0.0, y);
        let width = rect.width();
        line(ui, at, Align::Center, words, look, width, Role::Label);
    }
    center
}
