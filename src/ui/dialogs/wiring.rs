//! The sixteen ways a strip can run through a matrix, as small pictures to choose from.

use crate::pattern::{Axis, Corner, Matrix, Wiring};
use crate::t;
use crate::ui::theme::{Tokens, radius, tokens};
use crate::ui::widgets::{Look, focus_ring};
use egui::{
    Color32, Pos2, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

/// Pictures in a row.
const COLUMNS: usize = 8;
/// Gap between pictures.
const GAP: f32 = 8.0;

/// Shows all of them, and returns a newly chosen one. `name` makes the label of each from its description.
pub(super) fn choose(
    ui: &mut Ui,
    chosen: Wiring,
    name: impl Fn(String) -> String,
) -> Option<Wiring> {
    let mut picked = None;
    let all: Vec<Wiring> = Wiring::all().collect();
    let width = ui.available_width();
    let side = ((width - GAP * (COLUMNS - 1) as f32) / COLUMNS as f32).floor();
    let (id, room) = ui.allocate_space(vec2(width, 2.0 * side + GAP));
    for (index, wiring) in all.into_iter().enumerate() {
        let at = pos2(
            room.left() + (side + GAP) * (index % COLUMNS) as f32,
            room.top() + (side + GAP) * (index / COLUMNS) as f32,
        );
        let rect = Rect::from_min_size(at, vec2(side, side));
        let response = ui.interact(rect, id.with(index), Sense::click());
        let on = wiring == chosen;
        let words = name(in_words(wiring));
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, on, words.clone()));
        paint(ui, rect, wiring, on, &Look::of(ui, &response, true));
        if response.clicked() && !on {
            picked = Some(wiring);
        }
        response.on_hover_text(words);
    }
    picked
}

/// "Rows from the top left, back and forth".
fn in_words(wiring: Wiring) -> String {
    let axis = match wiring.axis {
        Axis::Rows => "rows",
        Axis::Columns => "columns",
    };
    let corner = match wiring.corner {
        Corner::TopLeft => "top-left",
        Corner::TopRight => "top-right",
        Corner::BottomLeft => "bottom-left",
        Corner::BottomRight => "bottom-right",
    };
    let way = if wiring.serpentine {
        "serpentine"
    } else {
        "parallel"
    };
    t!("wiring-way", axis = axis, corner = corner, way = way)
}

fn paint(ui: &Ui, rect: Rect, wiring: Wiring, on: bool, look: &Look) {
    let ink = card(ui, rect, on, look);
    path(
        ui,
        rect.shrink(rect.width() * 0.2),
        wiring,
        Stroke::new(1.5, ink),
        tokens(ui),
    );
}

/// Draws the background of a picture to choose, and returns the colour of its lines.
pub(super) fn card(ui: &Ui, rect: Rect, on: bool, look: &Look) -> Color32 {
    let t = tokens(ui);
    let fill = if on {
        t.accent_bg
    } else {
        look.blend(t.raised, t.button_hover, t.button_pressed)
    };
    let border = if on {
        Stroke::new(1.5, t.accent)
    } else {
        Stroke::NONE
    };
    ui.painter()
        .rect(rect, radius::BUTTON, fill, border, StrokeKind::Inside);
    if look.focus {
        focus_ring(ui, rect, radius::BUTTON);
    }
    if on { t.accent } else { t.text2 }
}

/// Draws the path of the strip through 4 x 4 LEDs: a dot at its start, an arrow at its end, without the jumps back.
fn path(ui: &Ui, rect: Rect, wiring: Wiring, stroke: Stroke, t: &Tokens) {
    const SIDE: usize = 4;
    let Some(matrix) = Matrix::new(SIDE as u16, SIDE as u16) else {
        return;
    };
    let step = rect.width() / (SIDE - 1) as f32;
    let place = |cell: usize| {
        pos2(
            rect.left() + step * (cell % SIDE) as f32,
            rect.top() + step * (cell / SIDE) as f32,
        )
    };
    let points: Vec<Pos2> = wiring.cells(matrix).into_iter().map(place).collect();
    for point in &points {
        ui.painter().circle_filled(*point, 1.5, t.stroke2);
    }
    let runs: Vec<Vec<Pos2>> = if wiring.serpentine {
        vec![points.clone()]
    } else {
        points.chunks(SIDE).map(<[Pos2]>::to_vec).collect()
    };
    for run in runs {
        ui.painter().add(Shape::line(run, stroke));
    }
    if let Some(first) = points.first() {
        ui.painter().circle_filled(*first, 4.0, stroke.color);
    }
    if let [.., before, last] = points.as_slice() {
        let along = (*last - *before).normalized();
        let side = along.rot90();
        let tip = *last + along * 3.0;
        let arrow = vec![
            tip,
            tip - along * 7.0 + side * 4.0,
            tip - along * 7.0 - side * 4.0,
        ];
        ui.painter()
            .add(Shape::convex_polygon(arrow, stroke.color, Stroke::NONE));
    }
}
