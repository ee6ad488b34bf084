//! Draws a layout: a dot for each LED, the path of the strip, a mark at LED 1, an arrow at the end. Where the strip jumps, the
//! path is thin and grey.

use crate::pattern::{Arrangement, Layout, Matrix};
use crate::t;
use crate::ui::say;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, Tokens, radius, tokens};
use egui::{
    Align, CornerRadius, Painter, Pos2, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

/// Longer side of a matrix that is drawn coarser than it is.
const COARSE: usize = 24;
/// Maximum number of LEDs of a map that are drawn.
const MAX_DRAWN: usize = 4096;
/// Minimum pitch, in points, at which each LED is a dot.
const DOTS_FROM: f32 = 4.0;
/// Room around the LEDs.
const PAD: f32 = 14.0;

/// Draws a layout into a square; without one, the reason.
pub(super) fn show(ui: &mut Ui, layout: Result<&Layout, &str>, side: f32) {
    let t = tokens(ui);
    let (id, rect) = ui.allocate_space(vec2(side, side));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, in_words(layout)));
    ui.painter()
        .rect_filled(rect, CornerRadius::same(radius::CARD), t.raised);
    let layout = match layout {
        Ok(layout) => layout,
        Err(why) => return instead(ui, rect, why),
    };
    let (drawn, how) = drawable(layout, side);
    let matrix = drawn
        .matrix()
        .or_else(|| Matrix::new(u16::try_from(drawn.leds()).ok()?, 1))
        .unwrap_or(Matrix::ONE);
    let drawing = Drawing::new(rect.shrink(PAD), matrix);
    match (layout.arrangement(), drawn.arrangement()) {
        (_, Arrangement::Panels(panels)) => {
            drawing.panels(ui.painter(), (panels.panel(), panels.grid()), t);
        }
        (Arrangement::Panels(_), Arrangement::Matrix(grid)) => {
            drawing.panels(ui.painter(), (Matrix::ONE, *grid), t);
        }
        _ => {}
    }
    let all = drawn.cells();
    let points: Vec<Pos2> = all
        .iter()
        .take(MAX_DRAWN)
        .flatten()
        .map(|cell| drawing.place(*cell))
        .collect();
    drawing.dots(ui.painter(), &points, t);
    drawing.way(
        ui.painter(),
        &points,
        matches!(layout.arrangement(), Arrangement::Map(_)),
        t,
    );
    drawing.ends(ui, &points, t);
    let words = drawn_as(below(layout), how);
    ui.allocate_ui(vec2(side, 0.0), |ui| {
        text::show(ui, &words, theme::caption, t.text3)
    });
}

/// Draws why there is no layout.
fn instead(ui: &Ui, rect: Rect, why: &str) {
    let words = [span(why, theme::caption, tokens(ui).text3)];
    text::draw(ui, rect.center(), Align::Center, &words, rect.width());
}

/// Simplifies a layout for the room, and returns what is drawn: of a large matrix a coarser one with the same wiring, of large
/// panels the path from panel to panel, of a large map its first LEDs.
fn drawable(layout: &Layout, side: f32) -> (Layout, Drawn) {
    let fine = |m: Matrix| (side - 2.0 * PAD) / m.w().max(m.h()) as f32 >= DOTS_FROM;
    let simpler = match layout.arrangement() {
        Arrangement::Matrix(m) if !fine(*m) => Layout::matrix_wired(coarser(*m), layout.wiring),
        Arrangement::Panels(p) if !fine(p.matrix()) => Layout::matrix_wired(p.grid(), p.chain),
        _ => None,
    };
    match (simpler, layout.arrangement()) {
        (Some(simpler), Arrangement::Panels(_)) => (simpler, Drawn::Panels),
        (Some(simpler), _) => (simpler, Drawn::Fewer),
        (None, Arrangement::Map(map)) if map.leds() > MAX_DRAWN => (layout.clone(), Drawn::First),
        (None, _) => (layout.clone(), Drawn::All),
    }
}

/// Returns a matrix of the same proportions with few LEDs. Odd stays odd, or the path would end in another corner.
fn coarser(matrix: Matrix) -> Matrix {
    let scale = matrix.w().max(matrix.h()).div_ceil(COARSE);
    let side = |leds: usize| {
        let fewer = (leds / scale).max(1);
        u16::try_from(fewer + usize::from(leds % 2 != fewer % 2)).ok()
    };
    side(matrix.w())
        .zip(side(matrix.h()))
        .and_then(|(w, h)| Matrix::new(w, h))
        .unwrap_or(matrix)
}

/// Which LEDs are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Drawn {
    All,
    /// A coarser matrix with the same wiring.
    Fewer,
    /// Panels instead of LEDs.
    Panels,
    /// The first [`MAX_DRAWN`] LEDs of a map.
    First,
}

/// Words the layout, for the line below the drawing.
fn below(layout: &Layout) -> String {
    let leds = layout.leds();
    let count = say::grouped(u32::try_from(leds).unwrap_or(u32::MAX));
    match layout.matrix() {
        None => t!("layout-drawing-row", leds = leds, count = count),
        Some(m) => t!(
            "layout-drawing-grid",
            leds = leds,
            count = count,
            w = m.w(),
            h = m.h()
        ),
    }
}

fn drawn_as(what: String, drawn: Drawn) -> String {
    match drawn {
        Drawn::All => what,
        Drawn::Fewer => t!("layout-drawing-fewer", what = what),
        Drawn::Panels => t!("layout-drawing-panels", what = what),
        Drawn::First => t!("layout-drawing-first", what = what),
    }
}

/// Words the drawing, for screen readers.
fn in_words(layout: Result<&Layout, &str>) -> String {
    let layout = match layout {
        Ok(layout) => layout,
        Err(why) => return why.to_owned(),
    };
    let first = layout.cells().into_iter().flatten().next();
    let at = first
        .zip(layout.matrix())
        .map(|(cell, matrix)| (cell % matrix.w() + 1, cell / matrix.w() + 1));
    match at {
        Some((column, row)) => t!(
            "layout-drawing-aloud-first",
            what = below(layout),
            column = column,
            row = row
        ),
        None => t!("layout-drawing-aloud", what = below(layout)),
    }
}

/// Where cells are drawn.
struct Drawing {
    first: Pos2,
    pitch: f32,
    columns: usize,
}

impl Drawing {
    fn new(room: Rect, matrix: Matrix) -> Self {
        let cells = vec2(matrix.w() as f32, matrix.h() as f32);
        let pitch = (room.width() / cells.x)
            .min(room.height() / cells.y)
            .min(40.0);
        let first = room.center() - (cells - vec2(1.0, 1.0)) * pitch / 2.0;
        Self {
            first,
            pitch,
            columns: matrix.w(),
        }
    }

    fn place(&self, cell: usize) -> Pos2 {
        let column = cell % self.columns;
        let row = cell / self.columns;
        self.first + vec2(column as f32, row as f32) * self.pitch
    }

    /// The outline of each panel.
    fn panels(&self, painter: &Painter, (panel, grid): (Matrix, Matrix), t: &Tokens) {
        let size = vec2(panel.w() as f32, panel.h() as f32) * self.pitch;
        if size.min_elem() < 8.0 {
            return;
        }
        let corner = self.first - vec2(self.pitch, self.pitch) / 2.0;
        for row in 0..grid.h() {
            for column in 0..grid.w() {
                let at = corner + vec2(column as f32 * size.x, row as f32 * size.y);
                let rect = Rect::from_min_size(at, size);
                painter.rect_stroke(rect, 0.0, Stroke::new(1.0, t.stroke2), StrokeKind::Middle);
            }
        }
    }

    fn dots(&self, painter: &Painter, points: &[Pos2], t: &Tokens) {
        if self.pitch >= DOTS_FROM {
            for point in points {
                painter.circle_filled(*point, (self.pitch * 0.16).clamp(1.0, 3.0), t.stroke2);
            }
        }
    }

    /// Draws the path from LED to LED: a line through neighbours, a thin one where the strip jumps. A map has no jumps.
    fn way(&self, painter: &Painter, points: &[Pos2], irregular: bool, t: &Tokens) {
        let is_near = |a: &Pos2, b: &Pos2| irregular || a.distance(*b) <= self.pitch * 1.5;
        for (from, to) in points
            .iter()
            .zip(points.iter().skip(1))
            .filter(|(a, b)| !is_near(a, b))
        {
            painter.line_segment([*from, *to], Stroke::new(0.75, t.stroke2));
        }
        let width = if self.pitch >= 8.0 { 1.5 } else { 1.0 };
        for run in points.chunk_by(is_near).filter(|run| run.len() > 1) {
            painter.add(Shape::line(run.to_vec(), Stroke::new(width, t.accent)));
        }
    }

    /// LED 1, and the arrow where the strip ends.
    fn ends(&self, ui: &Ui, points: &[Pos2], t: &Tokens) {
        if let [.., before, last] = points {
            let along = (*last - *before).normalized();
            let side = along.rot90();
            let long = (self.pitch * 0.6).clamp(5.0, 8.0);
            let tip = *last + along * long * 0.5;
            let arrow = vec![
                tip,
                tip - along * long + side * long * 0.6,
                tip - along * long - side * long * 0.6,
            ];
            ui.painter()
                .add(Shape::convex_polygon(arrow, t.accent, Stroke::NONE));
        }
        if let Some(first) = points.first() {
            ui.painter().circle_filled(*first, 8.0, t.accent);
            text::draw(
                ui,
                pos2(first.x, first.y),
                Align::Center,
                &[span("1", theme::micro, t.on_accent)],
                16.0,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(arrangement: Arrangement, wiring: &str) -> Layout {
        Layout::new(arrangement, wiring.parse().unwrap()).unwrap()
    }

    #[test]
    fn what_is_too_fine_is_drawn_so_that_it_begins_and_ends_in_the_same_corners() {
        let corner = |layout: &Layout, led: Option<&Option<usize>>| {
            let cell = led.unwrap().unwrap();
            let m = layout.matrix().unwrap();
            (cell % m.w() * 2 >= m.w(), cell / m.w() * 2 >= m.h())
        };
        for size in ["256x255", "65x300", "300x64", "101x101"] {
            for wiring in ["rows-serpentine-tl", "columns-serpentine-br", "rows-tr"] {
                let whole = layout(Arrangement::Matrix(size.parse().unwrap()), wiring);
                let (drawn, how) = drawable(&whole, 232.0);
                assert!(
                    drawn.leds() <= 26 * 26 && how == Drawn::Fewer,
                    "{size}: {}",
                    drawn.leds()
                );
                let a = whole.cells();
                let b = drawn.cells();
                assert_eq!(
                    corner(&whole, a.first()),
                    corner(&drawn, b.first()),
                    "{size} {wiring}"
                );
                assert_eq!(
                    corner(&whole, a.last()),
                    corner(&drawn, b.last()),
                    "{size} {wiring}"
                );
            }
        }
    }

    #[test]
    fn small_layouts_are_drawn_led_by_led_and_many_panels_as_panels() {
        let small = layout(Arrangement::Panels("2x2:8x8".parse().unwrap()), "rows-tl");
        assert_eq!(drawable(&small, 232.0), (small.clone(), Drawn::All));
        let large = layout(
            Arrangement::Panels("8x4:32x32:columns-bl".parse().unwrap()),
            "rows-tl",
        );
        let (drawn, how) = drawable(&large, 232.0);
        assert_eq!(
            (
                drawn.matrix().unwrap().to_string().as_str(),
                drawn.wiring.to_string().as_str()
            ),
            ("8x4", "columns-bl")
        );
        assert_eq!(how, Drawn::Panels);
        assert_eq!(
            in_words(Ok(&small)),
            "Drawing of the layout: 256 LEDs on 16 × 16, LED 1 in column 1 of row 1"
        );
    }
}
