//! The three sides from which LEDs in space can be seen, as small pictures to choose from.

use super::super::wiring::card;
use crate::pattern::{LedMap, MapFile, View};
use crate::t;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::Look;
use egui::{Align, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

/// Gap between pictures.
const GAP: f32 = 8.0;
/// Height of a picture, and of its name below.
const PICTURE: f32 = 76.0;
const NAME: f32 = 18.0;
/// Maximum number of LEDs that are drawn: of more, some.
const MAX_DOTS: usize = 500;

/// Shows the views, and returns a newly chosen one.
pub(super) fn choose(ui: &mut Ui, file: &MapFile) -> Option<View> {
    let mut picked = None;
    let room = ui.available_width();
    let count = file.views.len().max(1) as f32;
    let width = ((room - GAP * (count - 1.0)) / count).floor();
    let (id, room) = ui.allocate_space(vec2(room, PICTURE + NAME));
    for (index, seen) in file.views.iter().enumerate() {
        let at = pos2(room.left() + (width + GAP) * index as f32, room.top());
        let rect = Rect::from_min_size(at, vec2(width, PICTURE));
        let response = ui.interact(rect, id.with(index), Sense::click());
        let on = seen.view == file.view;
        let name = name(seen.view);
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, on, name));
        let ink = card(ui, rect, on, &Look::of(ui, &response, true));
        dots(ui, rect.shrink(8.0), &seen.map, ink);
        let below = pos2(rect.center().x, rect.bottom() + NAME / 2.0);
        let t = tokens(ui);
        let color = if on { t.text } else { t.text3 };
        let words = [span(name, theme::caption, color)];
        text::draw(ui, below, Align::Center, &words, width);
        if response.clicked() && !on {
            picked = Some(seen.view);
        }
    }
    picked
}

fn name(view: View) -> &'static str {
    match view {
        View::Front => t!("layout-view-front"),
        View::Side => t!("layout-view-side"),
        View::Top => t!("layout-view-top"),
    }
}

/// Draws the LEDs as dots, in proportion.
fn dots(ui: &Ui, room: Rect, map: &LedMap, ink: egui::Color32) {
    let matrix = map.matrix();
    let steps = vec2(matrix.w() as f32 - 1.0, matrix.h() as f32 - 1.0);
    let pitch = (room.width() / steps.x.max(1.0)).min(room.height() / steps.y.max(1.0));
    let first = room.center() - steps * pitch / 2.0;
    let each = map.leds().div_ceil(MAX_DOTS).max(1);
    for cell in map.cells().step_by(each).flatten() {
        let place = vec2((cell % matrix.w()) as f32, (cell / matrix.w()) as f32);
        ui.painter().circle_filled(first + place * pitch, 1.25, ink);
    }
}
