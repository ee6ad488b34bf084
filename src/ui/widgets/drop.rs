//! Where files are dropped: the dashed zone of an empty window, and the overlay while a file is held above it.

use egui::{
    Align, Color32, CornerRadius, Id, Order, Painter, Rect, Shape, Stroke, StrokeKind, Ui, pos2,
    vec2,
};

use super::glyphs::rounded_outline;
use super::led_face::{LedFace, LedFrame, Plate};
use crate::ui::text::{self, span};
use crate::ui::theme::{self, radius};

/// Draws the dashed zone; what stands in it is up to the caller.
pub fn drop_zone(ui: &Ui, rect: Rect) {
    let t = theme::tokens(ui);
    ui.painter()
        .rect_filled(rect, CornerRadius::same(radius::ZONE), t.panel);
    let outline = rounded_outline(rect.shrink(0.75), f32::from(radius::ZONE) - 0.75);
    ui.painter().extend(Shape::dashed_line(
        &outline,
        Stroke::new(1.5, t.stroke2),
        7.0,
        7.0,
    ));
}

/// What the overlay says.
#[derive(Clone, Copy, Debug)]
pub struct DropOverlay<'a> {
    /// "Drop to open".
    pub headline: &'a str,
    /// "flame.leds and 2 more".
    pub files: &'a str,
    /// False draws the border in red: the file is not a pattern.
    pub readable: bool,
}

impl DropOverlay<'_> {
    /// Dims the whole window and draws the target over it. `face` shows the arrow.
    pub fn show(&self, ui: &Ui, face: &mut LedFace) {
        let layer = egui::LayerId::new(Order::Foreground, Id::unique("drop-overlay"));
        let window = ui.ctx().content_rect();
        let painter = ui.ctx().layer_painter(layer);
        self.paint(ui, &painter, window, face);
    }

    /// Paints the overlay into `window` with `painter`.
    pub fn paint(&self, ui: &Ui, painter: &Painter, window: Rect, face: &mut LedFace) {
        let t = theme::tokens(ui);
        painter.rect_filled(window, 0, Color32::from_black_alpha(178));
        let (line, tint) = if self.readable {
            (t.accent, t.accent_bg)
        } else {
            (t.bad, t.bad_bg)
        };
        let target = window.shrink(10.0);
        let fill = tint.gamma_multiply(if t.dark { 0.88 } else { 0.92 });
        let corner = CornerRadius::same(radius::FACE);
        painter.rect(
            target,
            corner,
            fill,
            Stroke::new(2.0, line),
            StrokeKind::Inside,
        );

        let headline = text::line(
            ui,
            &[span(self.headline, theme::title, t.text)],
            target.width() - 130.0,
        );
        let files = text::line(
            ui,
            &[span(self.files, theme::body, t.text2)],
            target.width() - 130.0,
        );
        let width = 84.0 + 16.0 + headline.size().x.max(files.size().x);
        let left = target.center().x - width / 2.0;
        let plate = Rect::from_min_size(pos2(left, target.center().y - 42.0), vec2(84.0, 84.0));
        let rgb = arrow(1.0);
        let frame = LedFrame::hashed(16, 16, &rgb);
        face.paint_with(painter, t.face_stroke, plate, Some(&frame), Plate::TILE);
        let x = left + 100.0;
        text::place(
            painter,
            pos2(x, target.center().y - 11.0),
            Align::Min,
            headline,
        );
        text::place(
            painter,
            pos2(x, target.center().y + 13.0),
            Align::Min,
            files,
        );
    }
}

/// The arrow of the drop zone as a 16 x 16 LED pattern; `light` from 0 to 1 lets it breathe.
#[must_use]
pub fn arrow(light: f32) -> [u8; 768] {
    const ROWS: [&[u8; 16]; 16] = [
        b"................",
        b"..############..",
        b"..############..",
        b"................",
        b".......##.......",
        b".......##.......",
        b".......##.......",
        b".......##.......",
        b"...##..##..##...",
        b"...###.##.###...",
        b"....########....",
        b".....######.....",
        b"......####......",
        b".......##.......",
        b"................",
        b"................",
    ];
    let mut rgb = [0; 768];
    let (out, _) = rgb.as_chunks_mut::<3>();
    for (y, (line, row)) in ROWS.iter().zip(out.chunks_mut(16)).enumerate() {
        // from deep blue at the top to a light blue at the tip
        let k = y as f32 / 15.0;
        let color =
            [20.0 + 90.0 * k, 90.0 + 110.0 * k, 245.0].map(|v| (v * light.clamp(0.0, 1.0)) as u8);
        for (cell, led) in line.iter().zip(row.iter_mut()) {
            if *cell == b'#' {
                *led = color;
            }
        }
    }
    rgb
}

/// Draws the arrow on a plate.
pub fn paint_arrow(ui: &Ui, rect: Rect, face: &mut LedFace, light: f32, plate: Plate) {
    let rgb = arrow(light);
    face.paint(ui, rect, Some(&LedFrame::hashed(16, 16, &rgb)), plate);
}
